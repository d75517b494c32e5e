"""Reads of the timetable."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.lessonprep import rules
from jtdesk.lessonprep.tables import Lesson
from jtdesk.schools.queries import school_names
from jtdesk.staff.queries import ids_by_name

COLUMNS = ("id", "school_id", "term", "name", "subject", "weekday", "period", "class_name", "weeks")


def lessons(session: Session, as_of: str | None) -> list[Row]:
    """Return the stored lessons, of the term of a date where one is given, in reading order."""
    query = select(*(getattr(Lesson, name) for name in COLUMNS)).order_by(Lesson.id)
    if as_of is not None:
        query = query.where(Lesson.term == rules.term_of(as_of))
    names = school_names(session, as_of)
    found = []
    for values in session.execute(query):
        row = dict(zip(COLUMNS, values, strict=True))
        row["school"] = names[row["school_id"]]
        found.append(row)
    return found


def timetable(session: Session, question: Ask) -> list[Row]:
    """Return lessons with the id number of the teacher, where the name is unique in the school."""
    numbers = ids_by_name(session, question.as_of)
    rows = lessons(session, question.as_of)
    for row in rows:
        row["id_number"] = numbers.get((row["school"], row["name"]))
    return rows
