"""What the term scheduler is asked and what it answers, as plain data that travels as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jtdesk.lessonprep.availability import Person, Taken

UNPLACED, UNEVEN, CHANGE, SHIFT, ABSENT = 200_000, 40_000, 20_000, 6_000, 3_000
REQUIRED, OPTIONAL, REMOTE, TRAVEL = 100, 10, 5, 0.1
TIER_PRICES = {1: 0, 2: 20, 3: 60}
"""What a plan pays for, published in `schedule_model`."""
NO_TIME, FULL = "no_time", "full"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a school and stage, see `calendars.SchoolDay`."""

    day: date
    week: int | None
    kind: str
    teaching: bool
    lessons: int | None
    lesson_week: int | None
    name: str = ""
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A school and stage: which of the calendars and bells hold there."""

    school: str
    stage: str | None
    calendar: int
    bell: int


@dataclass(frozen=True, slots=True)
class WayRow:
    """The way between two schools, see `free_time.Way`."""

    origin: str
    target: str
    minutes: int | None
    first_arrival: int | None = None
    last_departure: int | None = None
    reckoned: bool = False


@dataclass(frozen=True, slots=True)
class Belongs:
    """A member of a group."""

    person: str
    school: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its members; ``weekday`` is the research weekday of its subject."""

    id: str
    name: str
    stage: str | None
    members: tuple[Belongs, ...]
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One session that is due, see `regime.Demand`.

    Attributes:
        id: unique.
        series: hosts rotate within it.
        hosts: schools that may be host; none for an online session.
        days: days on which it may be held, in order.
        title: of the window, for reasons.
    """

    id: str
    series: str
    group: str
    schools: tuple[str, ...]
    hosts: tuple[str, ...]
    days: tuple[date, ...]
    periods: int
    form: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A session that stands: kept at all costs where it is fixed, else if it can be.

    Attributes:
        due: the demand it fulfils.
        start_period: None where it is held outside the bell.
        fixed: pinned or held already.
    """

    due: str
    day: date
    start_period: int | None
    start: int
    end: int
    host: str | None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a regime allows.

    Attributes:
        per_week: sessions of one person a week.
        hosts_per_day: sessions of one host a day.
        latest: no session ends after this minute.
    """

    per_week: int = 2
    hosts_per_day: int = 6
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All the scheduler is told.

    Attributes:
        calendars, bells: each distinct one once; a bell is ``(period, begin, end)``.
        places: every school and stage with the numbers of its calendar and bell.
        taken: sessions outside the demands that people are asked to.
        hosted: such sessions by host and day.
    """

    term: str
    calendars: tuple[tuple[DayRow, ...], ...]
    bells: tuple[tuple[tuple[int, int, int], ...], ...]
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    ways: tuple[WayRow, ...]
    groups: tuple[Group, ...]
    dues: tuple[Due, ...]
    standing: tuple[Standing, ...] = ()
    taken: tuple[Taken, ...] = ()
    hosted: tuple[tuple[str, date], ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Away:
    """A member who is not asked to come, and why."""

    person: str
    required: bool
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Placed:
    """One session of the plan.

    Attributes:
        host: None for an online session.
        start_period: None only where a fixed session is held outside the bell.
        come: ids of those who are asked, `remote` those of them who join online.
        away: members who cannot come.
        absent: schools that take part with nobody.
        fixed: it stood and was not to be touched; `changed`: it stood and was moved.
    """

    due: str
    day: date
    start_period: int | None
    start: int
    end: int
    host: str | None
    tier: int
    travel: int
    come: tuple[str, ...]
    remote: tuple[str, ...]
    away: tuple[Away, ...]
    absent: tuple[str, ...]
    fixed: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A session that is due and has no place.

    Attributes:
        kind: `NO_TIME` no host has an hour for it within its days; `FULL` on every such day a rule
            stands against every host.
        rules: how many pairs of day and host each rule stands against.
    """

    due: str
    kind: str
    rules: tuple[tuple[str, int], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The answer.

    Attributes:
        objective: cost of the plan, `bound`: no plan costs less.
        gap: (objective - bound) / objective; `proven` where there is none.
        parts: the cost by kind.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    objective: float
    bound: float
    gap: float
    proven: bool
    seconds: float
    parts: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()


def faults(problem: Problem) -> list[str]:
    """Return what makes the problem no question at all, as sentences; empty where it is one."""
    found = []
    if not problem.dues:
        found.append("按这份制度，本学期没有要排的活动。请核对学段、学科和学校。")
    places = {one.school for one in problem.places}
    groups = {one.id for one in problem.groups}
    for due in problem.dues:
        if due.group not in groups or not set(due.hosts) <= places:
            found.append(f"“{due.title}”的备课组或承办校不在名单里，请核对。")
            break
    if len({due.id for due in problem.dues}) < len(problem.dues):
        found.append("有两次活动的编号相同，请核对制度里是否写了两遍。")
    return found
