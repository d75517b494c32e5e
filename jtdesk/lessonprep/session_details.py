"""One session with all that hangs on it: minutes, sign-in, findings, tasks, attached files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core.fields import Row
from jtdesk.lessonprep import attendance, groups, joint_reads, words
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.tables import PrepSeries, PrepSession
from jtdesk.schools import queries as schools

OWNER = "prep_session"


@dataclass(frozen=True)
class SessionDetail:
    """All that is known of a session.

    Attributes:
        date: as the calendar has it.
        row: the stored columns, the minutes among them.
        people: those asked: ``id teacher_id name school required status reason``; where nobody
            was asked by name the group's members, without an ``id``.
        asked: somebody was asked by name.
        series: title of its series, empty without one.
    """

    date: JointDate
    row: Row
    people: Sequence[Row]
    asked: bool
    findings: Sequence[Row]
    tasks: Sequence[Row]
    documents: Sequence[Row]
    series: str = ""

    @property
    def signed(self) -> int:
        """How many have come."""
        return sum(one["status"] in words.CAME for one in self.people)


def session_detail(session: Session, session_id: str) -> SessionDetail | None:
    """Return a session with all that hangs on it, None where it is gone."""
    found = joint_reads.joint_dates(session, only=[session_id])
    if not found:
        return None
    one = found[0]
    stored = session.get(PrepSession, session_id)
    if stored is None:
        return None
    row = {name: getattr(stored, name) for name in joint_reads.COLUMNS}
    series = session.get(PrepSeries, one.series_id) if one.series_id else None
    people: Sequence[Row] = attendance.people_of(session, session_id)
    asked = bool(people)
    if not asked:
        people = _members(session, one)
    return SessionDetail(
        date=one,
        row=row,
        people=people,
        asked=asked,
        findings=attendance.findings_of(session, [session_id]),
        tasks=attendance.tasks_of(session, [session_id]),
        documents=schools.documents_of(session, session_id),
        series=series.title if series is not None else "",
    )


def _members(session: Session, one: JointDate) -> list[Row]:
    if one.group_id is None:
        return []
    wanted = set(one.people)
    return [
        {
            "id": "", "teacher_id": member.teacher_id, "name": member.name,
            "school": member.school, "school_id": member.school_id,
            "required": member.required, "status": None, "reason": None, "outside": False,
        }
        for member in groups.members(session, one.day.isoformat()).get(one.group_id, [])
        if member.teacher_id in wanted
    ]  # fmt: skip
