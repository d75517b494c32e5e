"""How rows of workbooks enter the timetable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Write
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.lessonprep import queries, rules
from jtdesk.lessonprep.lesson_clashes import Elsewhere
from jtdesk.lessonprep.tables import Lesson
from jtdesk.schools.queries import school_ids
from jtdesk.staff.tables import Teacher

OWN = frozenset(queries.COLUMNS) - {"id", "school_id"}
UNKNOWN, AMBIGUOUS = "unknown_person", "ambiguous_person"
WHO = frozenset({"name", "subject", "class_name", "id_number"})


def current(session: Session, as_of: str) -> list[Row]:
    """Return every lesson as a workbook states it."""
    finder = queries.intake_people(session, as_of)
    rows = queries.lessons(session, None)
    for row in rows:
        person = finder.one(row)
        row["id_number"] = person["id_number"] if person is not None else None
    return rows


def people(session: Session) -> frozenset[str]:
    """Return the names of everybody on the staff register."""
    return frozenset(session.scalars(select(Teacher.name)))


def namesake_check(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that a lesson speaks of one person, where its school has two of the name."""
    finder = queries.intake_people(session, as_of)

    def check(row: Row) -> list[Fault]:
        found = finder.candidates(row)
        if row.get("id_number") and not found:
            message = "教职工名册里没有这个身份证号，请先导入花名册或核对。"
            return [Fault(UNKNOWN, "id_number", message, row["id_number"])]
        if len(found) < 2:
            return []
        taught = "、".join(f"{p['stage'] or ''}{p['subject'] or '未填学科'}" for p in found)
        message = (
            f"{row['school']}有 {len(found)} 位{row['name']}（{taught}），分不清是哪一位的课。"
            "请在课表里写上学科，或改用有“身份证号”一栏的课程清单。"
        )
        return [Fault(AMBIGUOUS, "name", message, row["name"])]

    return check


def stranger_check(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check for teachers nobody on staff is, and for lessons elsewhere at that time."""
    finder = queries.intake_people(session, as_of)
    elsewhere = Elsewhere(queries.lessons_of(session, finder, finder.travelling()))

    def check(row: Row) -> list[Fault]:
        school, name = row.get("school"), row.get("name")
        person = finder.one(row)
        if person is not None:
            if not finder.travels(person):
                return []
            clash = elsewhere.fault(person["id"], row)
            elsewhere.add(row | {"teacher_id": person["id"]})
            return [clash] if clash else []
        if school is None or name is None or finder.named(school, name):
            return []
        if school not in finder.staffed:
            message = (
                f"{school}还没有导入花名册，课表里的教师暂时对不上人；课表照常导入，"
                "导入花名册后自动对上。"
            )
            return [Fault(UNKNOWN, "", message, school)]
        others = finder.schools_of(name)
        hint = f"（{'、'.join(others[:3])}有同名教师，走教的请先登记任教学校）" if others else ""
        message = (
            f"{school}的教职工名册里没有{name}{hint}。课已导入，但排活动时不会避开这些课；"
            "请核对姓名，或先导入花名册。"
        )
        return [Fault(UNKNOWN, "name", message, f"{school} {name}")]

    return check


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write lessons; those without a term belong to the term of the date."""
    schools = school_ids(session)
    term = rules.term_of(as_of)
    finder = queries.intake_people(session, as_of)
    changes = any(w.id is not None for w in writes)
    held = {row["id"]: row for row in current(session, as_of)} if changes else {}

    def columns(values: Mapping[str, Any], before: Row | None = None) -> dict[str, Any]:
        found = {name: value for name, value in values.items() if name in OWN}
        if values.get("school") is not None:
            found["school_id"] = schools[values["school"]]
        whole = {**(before or {}), **values}
        if before is None or WHO & values.keys():
            person = finder.one({**whole, "teacher_id": None})
            found["teacher_id"] = person["id"] if person is not None else None
        return found

    fresh = [
        {"term": term, "weeks": rules.weeks_of(None)} | columns(w.values)
        for w in writes
        if w.id is None
    ]
    bulk.insert(session, Lesson, fresh)
    bulk.update(
        session, Lesson, [(w.id, columns(w.values, held[w.id])) for w in writes if w.id is not None]
    )
