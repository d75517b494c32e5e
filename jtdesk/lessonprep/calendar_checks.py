"""What stands against the dates of a term: read once, then asked in a worker while one drags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.lessonprep import conflicts, facilities, words
from jtdesk.lessonprep.availability import Block
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.booked_dates import BOOKING
from jtdesk.lessonprep.calendar_layout import CalendarIndex
from jtdesk.lessonprep.conflict_words import TITLES, Booked, Conflict, Facilities, Room, place_of
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.joint_dates import JointDate, minutes_of
from jtdesk.lessonprep.schedule_ground import footing

HARD, SOFT = "hard", "soft"
NOTHING = "这个时间没有冲突。"
MOST_TOLD = 3


@dataclass(frozen=True)
class Ground:
    """What dates are held against.

    Attributes:
        free: lessons, ways and calendar; no session is taken in it.
        rooms: shared facilities and their bookings.
        bells: when periods begin and end.
    """

    free: FreeTime
    rooms: Facilities
    bells: Bells


def ground(session: Session, term: str) -> Ground:
    """Read lessons, ways, bells and rooms of a term."""
    stand = footing(session, term)
    rooms = {
        row["id"]: Room(row["id"], row["name"], row["capacity"])
        for row in facilities.facilities(session, Ask())
    }
    booked = [
        Booked(
            row["facility_id"], date.fromisoformat(row["day"]), minutes_of(row["start"]),
            minutes_of(row["end"]), row["user"] or row["user_school"] or "",
        )
        for row in facilities.bookings(session, Ask())
        if row["status"] != words.RELEASED
    ]  # fmt: skip
    return Ground(stand.free(), Facilities(rooms, booked), stand.bells)


@dataclass(frozen=True)
class Found:
    """What stands against the dates of a term.

    Attributes:
        own: conflicts by id of the date.
        marks: ``hard`` or ``soft`` by id.
        said: the conflicts in words by id.
    """

    own: Mapping[str, Sequence[Conflict]]
    marks: Mapping[str, str]
    said: Mapping[str, str]


def all_found(ground: Ground, dates: Sequence[JointDate]) -> Found:
    """Return what stands against each of the dates of a term."""
    own = conflicts.all_conflicts(
        [one for one in dates if one.kind != BOOKING], ground.free, ground.rooms
    )
    signs, said = {}, {}
    for one, there in own.items():
        signs[one] = HARD if any(conflict.hard for conflict in there) else SOFT
        said[one] = "\n".join(conflict.text for conflict in there[:MOST_TOLD])
    return Found(own, signs, said)


def moved(
    one: JointDate,
    day: date,
    period: int | None,
    host: tuple[str, str] | None,
    bells: Bells,
) -> JointDate:
    """Return a date as it would be elsewhere.

    Args:
        one: the date.
        day: the new day.
        period: new first period, None keeps the time.
        host: id and name of the new host, None keeps it.
        bells: when periods begin and end.
    """
    start, end, first = one.start, one.end, one.start_period
    host_id, name = (one.host_id, one.host) if host is None else host
    changed_host = host_id != one.host_id
    first = period if period is not None else first
    if first is not None:
        at = host_id or (one.school_ids[0] if one.school_ids else None)
        start, end = bells.span(at, one.stage, first, one.periods or 1)
    schools = one.school_ids
    if host_id is not None and host_id not in schools:
        schools = (*schools, host_id)
    return replace(
        one, day=day, start_period=first, start=start, end=end, host_id=host_id, host=name,
        school_ids=schools, facility_id=None if changed_host else one.facility_id,
        place="" if changed_host else one.place,
    )  # fmt: skip


def against(
    one: JointDate, index: CalendarIndex, ground: Ground, *, alternatives: bool
) -> list[Conflict]:
    """Return what stands against a date beside all others of its term."""
    if alternatives:
        others = [other for other in index.dates if other.kind != BOOKING]
    else:
        others = [other for other in index.of(one.day) if other.kind != BOOKING]
    return conflicts.conflicts_of(one, others, ground.free, ground.rooms, alternatives=alternatives)


def told(found: Sequence[Conflict]) -> tuple[str, str]:
    """Return conflicts in words with a way out, and the kind of notice they make."""
    if not found:
        return NOTHING, "done"
    lines = []
    for conflict in found[:MOST_TOLD]:
        sign = "✕" if conflict.hard else "△"
        lines.append(f"{sign} {TITLES[conflict.kind]}：{conflict.text}{conflict.way_out}")
    if len(found) > MOST_TOLD:
        lines.append(f"还有 {len(found) - MOST_TOLD} 项。")
    return "\n".join(lines), "fault" if any(one.hard for one in found) else "warning"


def presence(one: JointDate, ground: Ground) -> dict[str, Block]:
    """Return who of those asked cannot come to a date, and why."""
    found = {}
    for person in one.people:
        if person in ground.free.people:
            block = ground.free.block(person, one.day, one.start, one.end, place_of(one))
            if block is not None:
                found[person] = block
    return found
