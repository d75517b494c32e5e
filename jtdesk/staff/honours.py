"""How lists of honours (骨干教师名册) enter the staff register."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.staff import queries, rules
from jtdesk.staff.tables import Honour

PERSON = frozenset({"name", "id_number", "school"})


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every honour with the person who holds it, as a workbook states it."""
    return queries.honours(session, Ask())


def complete(row: Row) -> None:
    """Take the level from the title where the list has none of its own (市级教学能手)."""
    if not row.get("level") and row.get("title"):
        level = rules.level_in_title(row["title"])
        if level is not None:
            row["level"] = level


def settle(row: Row, record: Row | None) -> list[Fault]:
    """Leave the person out of what is compared: a list of honours moves nobody."""
    if record is not None:
        for name in PERSON:
            row.pop(name, None)
    return []


def against(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that the holder is somebody on the staff register."""
    finder = queries.person_finder(session, as_of)

    def check(row: Row) -> list[Fault]:
        found = finder.find(row)
        return [found] if isinstance(found, Fault) else []

    return check


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write honours of a list; every row's holder has been found by `against`."""
    finder = queries.person_finder(session, as_of)
    fresh = []
    for one in writes:
        if one.id is None:
            holder = finder.find(one.values)
            if isinstance(holder, Fault):
                raise TypeError(holder.message)  # `against` has let it pass
            fresh.append(_own(one.values) | {"teacher_id": holder["id"]})
    bulk.insert(session, Honour, fresh)
    bulk.update(session, Honour, [(w.id, _own(w.values)) for w in writes if w.id is not None])


def _own(values: Row) -> Row:
    return {name: value for name, value in values.items() if name not in PERSON}
