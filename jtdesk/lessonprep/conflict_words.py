"""What stands against a joint date, in sentences with a way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from jtdesk.lessonprep import availability, words
from jtdesk.lessonprep.availability import Block, Person
from jtdesk.lessonprep.calendars import EXAM, SUSPENDED, SchoolDay
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.term_rules import said_day

TWICE, HOST, ROOM, SMALL = "person", "host", "room", "room_small"
HOLIDAY, OUTSIDE, STOPPED, OPEN_QUESTION, EXAMS = (
    "holiday", "no_term", "suspended", "unsettled", "exam",
)  # fmt: skip
AWAY = "away"
TITLES = {
    HOLIDAY: "放假",
    OUTSIDE: "不在学期内",
    STOPPED: "停课",
    OPEN_QUESTION: "补课日未定",
    EXAMS: "考试",
    TWICE: "人员撞期",
    availability.LESSON: "有课",
    availability.TRAVEL: "路上来不及",
    availability.FERRY: "赶不上船",
    AWAY: "所在学校不上课",
    HOST: "承办过多",
    ROOM: "场地占用",
    SMALL: "场地太小",
}
"""Kinds of conflicts in the order they are told."""
ONLINE, BOTH = words.FORMS[1:]
DAY = 24 * 60
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that stands against a joint date.

    Attributes:
        kind: one of `TITLES`.
        text: what is wrong, a sentence.
        way_out: what can be done, a sentence.
        hard: the date cannot stand; a soft one concerns only people who need not come, or exams.
        people: ids of those concerned.
        others: ids of the other dates concerned.
    """

    kind: str
    text: str
    way_out: str
    hard: bool = True
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Dated(Protocol):
    """What is looked at of a joint date; see `joint_dates.JointDate`."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def day(self) -> date: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def stage(self) -> str | None: ...  # noqa: D102
    @property
    def host_id(self) -> str | None: ...  # noqa: D102
    @property
    def host(self) -> str: ...  # noqa: D102
    @property
    def school_ids(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def schools(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def form(self) -> str: ...  # noqa: D102
    @property
    def facility_id(self) -> str | None: ...  # noqa: D102
    @property
    def people(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def required(self) -> int: ...  # noqa: D102


class Planned(NamedTuple):
    """A joint date that is only thought of, as light as it can be; see `Dated`."""

    id: str
    title: str
    day: date
    start: int
    end: int
    stage: str | None
    host_id: str | None
    school_ids: tuple[str, ...]
    people: tuple[str, ...]
    required: int
    host: str = ""
    schools: tuple[str, ...] = ()
    form: str = ""
    facility_id: str | None = None
    status: str = words.PLANNED


@dataclass(frozen=True, slots=True)
class Room:
    """A shared facility; ``capacity`` None where nobody has said."""

    id: str
    name: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A span for which a facility is taken by somebody who is no joint date."""

    facility_id: str
    day: date
    start: int
    end: int
    who: str = ""


@dataclass(frozen=True)
class Facilities:
    """The shared facilities and who has booked them."""

    rooms: dict[str, Room] = field(default_factory=dict)
    booked: Sequence[Booked] = ()


# ---------------------------------------------------------------------------------- what is what


def timed(one: Dated) -> bool:
    """Whether anybody has said when on its day a date is held."""
    return one.end - one.start < DAY


def place_of(one: Dated) -> str | None:
    """Return the school people have to go to, None where they stay at their own."""
    return None if one.form in {ONLINE, BOTH} else one.host_id


def overlapping(one: Dated, other: Dated) -> bool:
    """Whether two dates of a day overlap."""
    return one.start < other.end and other.start < one.end


# ------------------------------------------------------------------------------------- sentences


def day_conflict(one: Dated, day: SchoolDay) -> Conflict | None:
    """Return what stands against the day of a date as its host has it."""
    named = f"（{day.name}）" if day.name else ""
    whose = one.host if place_of(one) and one.host else ""
    at = f"{said_day(one.day)}{whose}"
    if day.unsettled:
        text = f"{at}补课，但还没有说定按哪天的课表上课。"
        return Conflict(OPEN_QUESTION, text, "请先在“校历”里写明补哪天的课，或改到别的日子。")
    if day.kind == EXAM and day.teaching:
        return Conflict(
            EXAMS, f"{at}考试{named}。", "请改到考试以后，或确认不影响监考。", hard=False
        )
    if day.teaching:
        return None
    if day.kind == SUSPENDED:
        return Conflict(STOPPED, f"{at}停课{named}。", "请改到复课以后，或改为线上。")
    if day.term is None:
        return Conflict(OUTSIDE, f"{at}不在学期内。", "请改到学期内的上课日。")
    return Conflict(HOLIDAY, f"{at}放假{named}。", "请改到上课日。")


def twice_conflict(
    one: Dated, other: Dated, people: Iterable[str], far: int, names: dict[str, Person]
) -> Conflict:
    """Return the conflict with another date the same people are asked to.

    Args:
        one: the date.
        other: the other one.
        people: who cannot come to both.
        far: minutes from one place to the other, in the order of the two dates.
        names: people by id.
    """
    asked = set(people)
    ids = tuple(person for person in one.people if person in asked)
    who = listed([names[one].name for one in ids if one in names], len(ids))
    at = f"{clock(other.start)}—{clock(other.end)}{f'，{other.host}' if other.host else ''}"
    if overlapping(one, other):
        text = f"与“{other.title}”（{at}）撞期，{who}两边都要参加。"
    else:
        gap = max(one.start, other.start) - min(one.end, other.end)
        text = f"与“{other.title}”（{at}）只隔 {gap} 分钟，{who}路上要 {far} 分钟，赶不到。"
    hard = any(person in asked for person in one.people[: one.required])
    return Conflict(TWICE, text, "请把其中一个改期，或改为线上。", hard, ids, (other.id,))


WAYS_OUT = {
    availability.LESSON: "请避开这些课，或先调课。",
    availability.TRAVEL: "请改晚一些开始，或改为线上。",
    availability.FERRY: "请改到船班以内的时间，或改为线上。",
    AWAY: "请改到这些学校也上课的日子。",
}


def kept_conflicts(
    one: Dated, kept: Iterable[tuple[str, Block]], names: dict[str, Person]
) -> list[Conflict]:
    """Return the conflicts with what people have to do otherwise: one for each kind.

    Args:
        one: the date.
        kept: who cannot come, in the order of its people, and why.
        names: people by id.
    """
    by_kind: dict[str, list[tuple[str, Block]]] = {}
    for person, block in kept:
        kind = block.kind if block.kind in WAYS_OUT else AWAY
        by_kind.setdefault(kind, []).append((person, block))
    required = set(one.people[: one.required])
    found = []
    for kind in (kind for kind in WAYS_OUT if kind in by_kind):
        own = by_kind[kind]
        said = listed([f"{names[person].name}{block.words}" for person, block in own], len(own))
        ids = tuple(person for person, _ in own)
        hard = not required.isdisjoint(ids)
        found.append(Conflict(kind, f"{said}。", _way_out(kind, own), hard, ids))
    return found


def _way_out(kind: str, own: Sequence[tuple[str, Block]]) -> str:
    if kind == availability.FERRY:
        first = max((b.clock or 0 for _, b in own if not b.late), default=None)
        last = min((b.clock or 0 for _, b in own if b.late), default=None)
        said = [f"{clock(first)} 以后开始"] if first is not None else []
        said += [f"{clock(last)} 以前结束"] if last is not None else []
        return f"请改到 {'、'.join(said)}，或改为线上。"
    if kind == availability.TRAVEL and any(block.minutes is None for _, block in own):
        return "请先在“成员校”里填写路程，或改为线上。"
    return WAYS_OUT[kind]


def host_conflict(one: Dated, others: Sequence[Dated], most: int) -> Conflict:
    """Return the conflict of a host with too many dates on one day."""
    said = listed([f"“{other.title}”" for other in others], len(others), "次")
    text = (
        f"{one.host or '承办校'}{said_day(one.day)}已承办{said}，加上这次共 {len(others) + 1} 次，"
        f"超过一天 {most} 次。"
    )
    ids = tuple(other.id for other in others)
    return Conflict(HOST, text, "请换一所学校承办，或改到别的日子。", others=ids)


def room_conflict(room: str, other: Dated | Booked) -> Conflict:
    """Return the conflict with another use of the same facility."""
    at = f"{clock(other.start)}—{clock(other.end)}"
    if isinstance(other, Booked):
        text = f"{room}{at}已由{other.who or '别人'}预约。"
        return Conflict(ROOM, text, f"请换一个场馆，或改到 {clock(other.end)} 以后。")
    text = f"{room}{at}已用于“{other.title}”。"
    way_out = f"请换一个场馆，或改到 {clock(other.end)} 以后。"
    return Conflict(ROOM, text, way_out, others=(other.id,))


def small_conflict(one: Dated, room: Room) -> Conflict:
    """Return the conflict of a facility that does not hold everybody asked."""
    text = f"{room.name}可容纳 {room.capacity} 人，这次要来 {len(one.people)} 人。"
    return Conflict(SMALL, text, "请换大一些的场馆，或分批进行。")


def listed(said: Sequence[str], count: int, unit: str = "人") -> str:
    """Return the first few of a list, and how many there are."""
    shown = "、".join(said[:SHOWN])
    if count <= SHOWN and len(said) >= count:
        return shown
    return f"{shown}等 {count} {unit}" if shown else f"{count} {unit}"
