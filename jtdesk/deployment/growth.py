"""What the growth of teachers comes to: pairs, workshops, members, sessions, person-times."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.deployment import mentoring, workshops


@dataclass(frozen=True)
class GrowthCounts:
    """The counters reported upwards (工作室数、成员数、活动次数、人次) and the pairs.

    Attributes:
        pairs: running on the date.
        cross_school: of them between two schools.
        workshops: running on the date.
        members: people in them; somebody in two workshops counts once.
        sessions: held until the date.
        person_times: people at those sessions, added up.
    """

    pairs: int
    cross_school: int
    workshops: int
    members: int
    sessions: int
    person_times: int


def growth_counts(session: Session, as_of: str) -> GrowthCounts:
    """Return the counters of a date."""
    question = Ask(as_of)
    pairs = mentoring.mentorships(session, question)
    rooms = workshops.workshops(session, question)
    running = {row["id"] for row in rooms}
    members = {
        row["id_number"] or (row["name"], row["school"])
        for row in workshops.workshop_members(session, question)
        if row["workshop_id"] in running
    }
    held = workshops.workshop_sessions(session, question)
    return GrowthCounts(
        pairs=len(pairs),
        cross_school=sum(1 for row in pairs if row["cross_school"]),
        workshops=len(rooms),
        members=len(members),
        sessions=len(held),
        person_times=sum(row["people"] or 0 for row in held),
    )


OPERATIONS = (*mentoring.OPERATIONS, *workshops.OPERATIONS)
