"""A joint date as plain values: what the calendar shows, checks, counts and sends out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class JointDate:
    """One session, resolved: names beside ids, clock times beside periods.

    Attributes:
        day: the date it is held.
        week: number of its week for its stage, None without one.
        start, end: minutes after midnight.
        host_id, host: school where it is held, None where there is none (online).
        school_ids, schools: who takes part, the host among them, in bureau order.
        recurs_on: day its series gave it, None outside a series.
        people: ids of the teachers asked, required ones first; `required` says how many those are.
    """

    id: str
    uid: str
    sequence: int
    kind: str
    title: str
    term: str
    day: date
    week: int | None
    start_period: int | None
    periods: int | None
    start: int
    end: int
    status: str
    group_id: str | None = None
    group: str = ""
    series_id: str | None = None
    recurs_on: date | None = None
    stage: str | None = None
    subject: str | None = None
    host_id: str | None = None
    host: str = ""
    school_ids: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    place: str = ""
    facility_id: str | None = None
    form: str = ""
    pinned: bool = False
    theme: str = ""
    lead_planner_id: str | None = None
    lead_planner: str = ""
    chair: str = ""
    people: tuple[str, ...] = ()
    required: int = 0
    pupils: int | None = None
    note: str = ""


GROUP_ENDS = ("教研组", "备课组")


def brief_title(one: JointDate, gap: str = " ") -> str:
    """Return the title of a group's date as short as it says which group: 小学语文 集体备课."""
    if not one.group or not one.title.startswith(one.group):
        return one.title
    ends = (one.group.removesuffix(end) for end in GROUP_ENDS if one.group.endswith(end))
    rest = one.title.removeprefix(one.group).strip()
    return gap.join(filter(None, (next(ends, one.group), rest)))


def clock(minutes: int) -> str:
    """Return minutes after midnight as ``HH:MM``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(written: str) -> int:
    """Return ``HH:MM`` as minutes after midnight."""
    hours, _, minutes = written.partition(":")
    return 60 * int(hours) + int(minutes)
