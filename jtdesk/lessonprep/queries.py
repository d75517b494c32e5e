"""Reads of the timetable."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, once
from jtdesk.core.db import reads_of
from jtdesk.core.fields import Row
from jtdesk.core.spans import open_on
from jtdesk.core.sql import Reads
from jtdesk.lessonprep import rules
from jtdesk.lessonprep.lesson_people import LessonPeople
from jtdesk.lessonprep.tables import Lesson
from jtdesk.schools import sql as schools
from jtdesk.schools.queries import school_names
from jtdesk.staff import sql as staff
from jtdesk.staff.words import VISITING

COLUMNS = (
    "id", "school_id", "term", "name", "teacher_id", "subject", "weekday", "period", "class_name",
    "weeks",
)  # fmt: skip
Taught = tuple[int, int, str | None, str, str]
"""Weekday, period, weeks, id of the school, class."""


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


def lesson_people(session: Session, as_of: str | None) -> LessonPeople:
    """Return what finds the teachers of lessons among the staff as of a date."""
    return once(
        session,
        ("lesson people", as_of),
        lambda: LessonPeople(_people(reads_of(session), as_of)),
    )


_VISITS = 'SELECT "teacher_id", "school_id", "from_date", "to_date" FROM "posting" WHERE "kind" = ?'


def _people(reads: Reads, as_of: str | None) -> list[Row]:
    """Return the staff as of a date with the schools they visit (走教) in ``visits``."""
    names = schools.school_names(reads, as_of)
    visits: dict[str, set[str]] = {}
    for person, school, start, end in reads(_VISITS, VISITING):
        stands = end is None if as_of is None else open_on(start, end, as_of)
        if stands and school in names:
            visits.setdefault(person, set()).add(names[school])
    found = staff.staff(reads, as_of)
    for row in found:
        row["visits"] = visits.get(row["id"], set())
    return found


def intake_people(session: Session, as_of: str) -> LessonPeople:
    """Return what finds the teachers of a timetable that comes in: staff of its day and today's.

    A roster may have come later than the day a timetable speaks of, and people may have left since.
    """
    reads = reads_of(session)
    return LessonPeople([*_people(reads, None), *_people(reads, as_of)])


def lessons_of(session: Session, finder: LessonPeople, names: Collection[str]) -> Iterable[Row]:
    """Return the stored lessons of all terms of people of some names, with ``teacher_id``."""
    for row in lessons(session, None) if names else ():
        if row["name"] in names:
            person = finder.one(row)
            if person is not None:
                yield row | {"teacher_id": person["id"]}


def timetable(session: Session, question: Ask) -> list[Row]:
    """Return lessons with the id number of the teacher, where it is certain who that is."""
    finder = lesson_people(session, question.as_of)
    rows = lessons(session, question.as_of)
    for row in rows:
        person = finder.one(row)
        row["id_number"] = person["id_number"] if person is not None else None
    return rows


def lessons_by_teacher(session: Session, term: str) -> dict[str, list[Taught]]:
    """Return the week of every teacher whom the timetables of a term name, by teacher id."""
    found: dict[str, list[Taught]] = {}
    for _key, person, own in _of_term(session, term):
        if person is not None:
            found.setdefault(person["id"], []).extend(own)
    return found


def unmatched(session: Session, term: str) -> list[Row]:
    """Return the names in a term's timetables that block nobody: school, name, lessons, why."""
    finder = lesson_people(session, None)
    counts: dict[tuple[str, str], int] = {}
    for (school, name), person, own in _of_term(session, term):
        if person is None:
            counts[school, name] = counts.get((school, name), 0) + len(own)
    return [
        {
            "school": school,
            "name": name,
            "lessons": count,
            "why": "名册里没有这个人" if not finder.named(school, name) else "名册里有几位同名教师",
        }
        for (school, name), count in sorted(counts.items())
    ]


_WEEK = (
    'SELECT "school_id", "name", "teacher_id", "subject", "class_name", "weekday", "period",'
    ' "weeks" FROM "lesson" WHERE "term" = ? ORDER BY "name", "weekday", "period"'
)


def _of_term(
    session: Session, term: str
) -> Iterable[tuple[tuple[str, str], Row | None, list[Taught]]]:
    """Yield ``(school and name, person, lessons)``; one person's lessons may come in parts."""
    reads: Reads = reads_of(session)
    names = school_names(session, None)
    finder = lesson_people(session, None)
    plain: dict[tuple[str, str, str | None], list[Taught]] = {}
    for school_id, name, held, subject, class_name, weekday, period, weeks in reads(_WEEK, term):
        taught = (weekday, period, weeks, school_id, class_name)
        school = names[school_id]
        if len(finder.named(school, name)) < 2 or held is not None:
            plain.setdefault((school, name, held), []).append(taught)
            continue
        lesson = {"school": school, "name": name, "subject": subject, "class_name": class_name}
        yield (school, name), finder.one(lesson), [taught]
    for (school, name, held), own in plain.items():
        lesson = {"school": school, "name": name, "teacher_id": held}
        yield (school, name), finder.one(lesson), own
