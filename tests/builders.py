"""Small worlds in words: a group, its schools, its people; no random data."""

from __future__ import annotations

from typing import Any

from jtdesk.core.identity import check_character
from jtdesk.core.store import Store
from jtdesk.schools.queries import school_ids
from jtdesk.schools.service import GroupSettings, SchoolDraft, add_school, set_group
from jtdesk.staff.service import TeacherDraft, add_teacher

DAY = "2025-09-01"


def an_id(birth: str, serial: int, *, area: str = "310199") -> str:
    """Return a sound id number for a birth date; an odd serial is a man's."""
    first = f"{area}{birth.replace('-', '')}{serial:03d}"
    return first + check_character(first)


def a_group(store: Store, name: str = "瀛东教育集团", year: int = 2025) -> str:
    return store.do(set_group, GroupSettings(name, year)).value


def a_school(store: Store, name: str, *, on: str = DAY, **values: Any) -> str:
    return store.do(add_school, SchoolDraft({"name": name, **values}, on)).value


def a_teacher(
    store: Store, name: str, school: str | None = None, *, on: str = DAY, **values: Any
) -> str:
    known = {"name": name, **({"school": school} if school else {}), **values}
    return store.do(add_teacher, TeacherDraft(known, on)).value


def id_of_school(store: Store, name: str) -> str:
    return store.ask(school_ids)[name]
