"""A teacher's time as plain values: lessons, ways between schools, and what keeps somebody away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from jtdesk.core.fields import Row
from jtdesk.lessonprep.calendars import SchoolDay
from jtdesk.lessonprep.joint_dates import clock, minutes_of
from jtdesk.lessonprep.rules import class_words

LESSON, TRAVEL, FERRY, SESSION = "lesson", "travel", "ferry", "session"
NO_SCHOOL, CLOSED, UNSETTLED = "no_school", "holiday", "unsettled"
BLOCKS = {
    NO_SCHOOL: "不上学",
    CLOSED: "放假",
    UNSETTLED: "补课日未定",
    FERRY: "赶不上船",
    LESSON: "有课",
    TRAVEL: "路上来不及",
    SESSION: "另有活动",
}
"""Why somebody cannot come, in the order the reasons are looked for."""


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson a week."""

    weekday: int
    period: int
    weeks: str | None
    school_id: str
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A teacher with the lessons of one term; ``school_id`` is where the person teaches."""

    id: str
    name: str
    school_id: str
    stage: str | None
    lessons: tuple[Taught, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A session somebody is asked to already; without a host it is online."""

    person_id: str
    day: date
    start: int
    end: int
    host_id: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """The way from one school to another and back the same day.

    Attributes:
        minutes: one way; None where nobody knows.
        first_arrival: earliest arrival there, in minutes after midnight.
        last_departure: last boat or bus back from there.
        reckoned: no way was measured, it is the sum of the ways to the lead school.
    """

    minutes: int | None
    first_arrival: int | None = None
    last_departure: int | None = None
    reckoned: bool = False


UNKNOWN = Way(None)
HERE = Way(0)
Travel = Mapping[tuple[str, str], Way]


@dataclass(frozen=True, slots=True)
class Block:
    """Why somebody cannot come.

    Attributes:
        kind: one of `BLOCKS`.
        period, class_name: of the lesson in the way.
        minutes: of the way; None where it is unknown.
        clock: first arrival or last departure.
        name: of the holiday, of the other session.
        here: the own school is meant, not the host.
        late: the last boat leaves too early, not: the first one comes too late.
    """

    kind: str
    period: int | None = None
    class_name: str = ""
    minutes: int | None = None
    clock: int | None = None
    name: str = ""
    here: bool = True
    late: bool = False

    @property
    def words(self) -> str:
        """The reason in a few words, without a full stop."""
        named = f"（{self.name}）" if self.name else ""
        whose = "" if self.here else "承办校"
        at = clock(self.clock or 0)
        taught = class_words(self.class_name)
        lesson = f"第{self.period}节" + (f"上{taught}的课" if taught else "有课")
        if self.kind == TRAVEL and self.minutes is None:
            return "到承办校的路程没有填写"
        return {
            LESSON: lesson,
            TRAVEL: f"路上要 {self.minutes} 分钟，{lesson}",
            FERRY: f"末班船（车）{at} 开，赶不上" if self.late else f"最早 {at} 才能到",
            SESSION: f"另有活动{named}",
            UNSETTLED: f"{whose}这天补哪天的课还没有定",
            CLOSED: f"{whose}这天放假{named}",
            NO_SCHOOL: f"{whose}这天不上学{named}",
        }[self.kind]


def ways_between(
    schools: Iterable[Row], travel: Iterable[Row], lead: str | None
) -> dict[tuple[str, str], Way]:
    """Return the way of every ordered pair of schools.

    A measured way serves both directions unless the other is measured too; where none is measured
    the two ways to the lead school are added; where one of these is unknown, the way is.

    Args:
        schools: rows with ``id travel_minutes``.
        travel: rows with ``from_school_id to_school_id minutes first_arrival last_departure``.
        lead: id of the lead school.
    """
    measured = {(row["from_school_id"], row["to_school_id"]): row for row in travel}
    known = {row["id"]: 0 if row["id"] == lead else row["travel_minutes"] for row in schools}
    found: dict[tuple[str, str], Way] = {}
    for start, near in known.items():
        for end, far in known.items():
            row = measured.get((start, end)) or measured.get((end, start))
            if start == end:
                continue
            if row is not None and row["minutes"] is not None:
                times = (row.get("first_arrival"), row.get("last_departure"))
                first, last = (minutes_of(one) if one else None for one in times)
                found[start, end] = Way(row["minutes"], first, last)
            elif near is None or far is None:
                found[start, end] = UNKNOWN
            else:
                found[start, end] = Way(near + far, reckoned=True)
    return found


class Days(Protocol):
    """What each day is at each school, see `calendars.Calendar`."""

    def day(self, day: date, school: str | None = None, stage: str | None = None) -> SchoolDay:
        """Return what a day is at a school for a stage."""


class Rings(Protocol):
    """The bells of all schools."""

    def periods(self, school_id: str, stage: str | None) -> Mapping[int, tuple[int, int]]:
        """Return begin and end of each period, in minutes after midnight."""

    def span(
        self, school_id: str, stage: str | None, start_period: int, periods: int
    ) -> tuple[int, int]:
        """Return begin and end of periods, also of those behind the last of the bell."""
