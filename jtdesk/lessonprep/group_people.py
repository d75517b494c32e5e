"""People who would belong to a group by its rule and were left out of it by hand."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.lessonprep.membership import Member
from jtdesk.lessonprep.tables import PrepMember
from jtdesk.staff import queries as staff


def left_out(session: Session, group_id: str) -> list[Member]:
    """Return who was left out of a group by hand, by name."""
    m = PrepMember
    query = select(m.teacher_id, m.required, m.role).where(m.group_id == group_id, m.left_out)
    found = {row.teacher_id: row for row in session.execute(query)}
    people = {row["id"]: row for row in staff.everybody(session, None)} if found else {}
    return sorted(
        (
            Member(
                teacher_id=one,
                name=people[one]["name"],
                school_id=people[one]["school_id"],
                required=line.required,
                role=line.role or "",
                school=people[one]["teaching_school"] or people[one]["school"] or "",
                title=people[one]["title"] or "",
                subject=people[one]["subject"] or "",
                by_hand=True,
            )
            for one, line in found.items()
            if one in people
        ),
        key=lambda one: one.name,
    )
