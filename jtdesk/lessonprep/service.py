"""Writes of the timetable."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import words
from jtdesk.lessonprep.tables import Lesson
from jtdesk.schools.queries import school_names


@dataclass(frozen=True)
class TimetableOf:
    """The timetable of a school in a term."""

    school_id: str
    term: str


@operation("lessonprep.clear_lessons", words.CLEAR_LESSONS)
def clear_lessons(session: Session, command: TimetableOf) -> int:
    """Remove the lessons of a school in a term, before a new timetable comes; return how many."""
    name = school_names(session).get(command.school_id)
    if name is None:
        raise RuleError("这所学校已不在名册中，请刷新后重试。", code="gone")
    found = session.scalars(
        select(Lesson.id).where(Lesson.school_id == command.school_id, Lesson.term == command.term)
    ).all()
    describe(session, f"{name} {command.term} 共 {len(found)} 节")
    bulk.remove(session, Lesson, found)
    return len(found)


OPERATIONS = (clear_lessons,)
