"""Who is free when: lessons of the effective timetable, the way to the host, ferries, other dates.

A teacher can come to a session when, on that day,

* the own school and the host are in session, and it is known which timetable the day borrows;
* no lesson overlaps the session, in clock times of the bell of the school where the lesson is;
* for a host elsewhere: no lesson overlaps the way there and back either (from the school of that
  lesson), the session begins after the first boat arrives and ends before the last one leaves;
* no other session they are asked to overlaps, the way between the two hosts included.

Online sessions need no way. Nothing is guessed: an unknown way and an unsettled day are reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jtdesk.lessonprep.availability import (
    BLOCKS,
    CLOSED,
    FERRY,
    HERE,
    LESSON,
    NO_SCHOOL,
    SESSION,
    TRAVEL,
    UNKNOWN,
    UNSETTLED,
    Block,
    Days,
    Person,
    Rings,
    Taken,
    Taught,
    Travel,
    Way,
    ways_between,
)
from jtdesk.lessonprep.calendars import EXAM, HOLIDAY, weeks_match

__all__ = [
    "BLOCKS", "CLOSED", "FERRY", "LESSON", "NO_SCHOOL", "SESSION", "TRAVEL", "UNSETTLED",
    "Block", "FreeTime", "Person", "Rings", "Taken", "Taught", "Travel", "Way", "ways_between",
]  # fmt: skip

_MOST = 63
_CROWDS = 8


@dataclass(frozen=True)
class DayTable:
    """Many days of a school and stage as arrays, each as long as there are days.

    Attributes:
        teaching: school is in session.
        unsettled: nobody has said which timetable holds.
        exam: there are exams.
        lessons: weekday whose timetable holds, 0 for none.
        weekday: that, or where there is none the weekday of the date.
        weeks: whose odd or even count holds.
    """

    teaching: Any
    unsettled: Any
    exam: Any
    lessons: Any
    weekday: Any
    weeks: tuple[int | None, ...]


@dataclass(frozen=True)
class _Crowd:
    """People who are asked together, with their lessons on some days.

    Attributes:
        homes: the distinct school and stage of people, `home` says which by person.
        taught: the distinct school and stage of lessons, `line_of` says which by line.
        extra: persons of the lines behind the first of each person.
        busy: periods taught as bits, by line and day; first one line a person, then further ones.
        number: place of each day.
        open: by person and day whether anybody may be asked, for each host so far.
    """

    homes: list[tuple[str, str | None]]
    home: Any
    taught: list[tuple[str, str | None]]
    line_of: Any
    extra: Any
    busy: Any
    number: Mapping[date, int]
    open: dict[str | None, Any] = field(default_factory=dict)


class FreeTime:
    """Answers who is free when, one by one with the reason, or for many people and days at once.

    Args:
        calendar: what each day is at each school.
        bells: when periods begin and end.
        people: teachers of one term.
        travel: the way of every ordered pair of schools; a pair that is missing is unknown.
        taken: sessions that stand already.
    """

    def __init__(
        self,
        calendar: Days,
        bells: Rings,
        people: Iterable[Person],
        travel: Travel,
        taken: Iterable[Taken] = (),
    ) -> None:
        self.calendar = calendar
        self.bells = bells
        self.travel = travel
        self.people = {one.id: one for one in people}
        self._taken: dict[str, list[Taken]] = defaultdict(list)
        self.take(taken)
        self._spans: dict[tuple[str, str | None], dict[int, tuple[int, int]]] = {}
        self._days: dict[tuple[str, str | None, tuple[date, ...]], DayTable] = {}
        self._crowds: dict[tuple[tuple[str, ...], tuple[date, ...]], _Crowd] = {}
        self._rung: dict[tuple[str, str | None], list[tuple[int, int, int]]] = {}
        self._masks: dict[tuple[str, str | None, int, int], int] = {}
        self._latest = max(
            (one.period for person in self.people.values() for one in person.lessons), default=1
        )

    def take(self, taken: Iterable[Taken]) -> None:
        """Keep people from being asked twice: more sessions that stand."""
        for one in taken:
            self._taken[one.person_id].append(one)

    def set_taken(self, person_id: str, taken: Iterable[Taken]) -> None:
        """Say which sessions one person is asked to, instead of what was said before."""
        self._taken[person_id] = list(taken)

    def way(self, start: str, end: str) -> Way:
        """Return the way between two schools."""
        return HERE if start == end else self.travel.get((start, end), UNKNOWN)

    # --- one person -----------------------------------------------------------------------------

    def block(
        self,
        person_id: str,
        day: date,
        start: int,
        end: int,
        host_id: str | None,
        online: bool = False,
    ) -> Block | None:
        """Return why somebody cannot come to a session, None where nothing keeps them.

        Args:
            person_id: who is asked.
            day: the day.
            start: of the session, in minutes after midnight.
            end: of the session.
            host_id: school where it is held.
            online: it is joined from the own school.
        """
        person = self.people[person_id]
        host = None if online else host_id
        shut = self._closed(day, person.school_id, person.stage, here=True)
        if shut is None and host is not None:
            shut = self._closed(day, host, person.stage, here=False)
        return (
            shut
            or self._ferry(person, host, start, end)
            or self._lesson(person, day, start, end, host)
            or self._other(person, day, start, end, host)
        )

    def _closed(self, day: date, school: str, stage: str | None, *, here: bool) -> Block | None:
        found = self.calendar.day(day, school, stage)
        if not found.teaching:
            kind = CLOSED if found.kind == HOLIDAY and found.term is not None else NO_SCHOOL
            return Block(kind, name=found.name, here=here)
        return Block(UNSETTLED, here=here) if found.unsettled and here else None

    def _ferry(self, person: Person, host: str | None, start: int, end: int) -> Block | None:
        way = HERE if host is None else self.way(person.school_id, host)
        if way.minutes is None:
            return Block(TRAVEL)
        if way.first_arrival is not None and start < way.first_arrival:
            return Block(FERRY, clock=way.first_arrival)
        if way.last_departure is not None and end > way.last_departure:
            return Block(FERRY, clock=way.last_departure, late=True)
        return None

    def _lesson(
        self, person: Person, day: date, start: int, end: int, host: str | None
    ) -> Block | None:
        found: Block | None = None
        for lesson in sorted(person.lessons, key=lambda one: one.period):
            begins, ends = self._span(lesson.school_id, person.stage, lesson.period)
            far = 0 if host is None else self.way(lesson.school_id, host).minutes or 0
            if begins >= end + far or ends <= start - far or not self._held(person, lesson, day):
                continue
            if begins < end and ends > start:
                return Block(LESSON, lesson.period, lesson.class_name)
            found = found or Block(TRAVEL, lesson.period, lesson.class_name, minutes=far)
        return found

    def _held(self, person: Person, lesson: Taught, day: date) -> bool:
        there = self.calendar.day(day, lesson.school_id, person.stage)
        return there.lessons == lesson.weekday and weeks_match(lesson.weeks, there.lesson_week)

    def _other(
        self, person: Person, day: date, start: int, end: int, host: str | None
    ) -> Block | None:
        for one in self._taken.get(person.id, ()):
            between = self.way(one.host_id or person.school_id, host or person.school_id)
            far = between.minutes or 0
            if one.day == day and one.start < end + far and one.end > start - far:
                return Block(SESSION, name=one.title)
        return None

    def _span(self, school: str, stage: str | None, period: int) -> tuple[int, int]:
        return self.spans(school, stage, period)[period]

    def spans(self, school: str, stage: str | None, period: int = 1) -> dict[int, tuple[int, int]]:
        """Return begin and end of the periods of a school: of the bell, and up to one more."""
        key = school, stage
        if key not in self._spans:
            self._spans[key] = dict(self.bells.periods(school, stage))
        known = self._spans[key]
        for one in range(1, period + 1):
            if one not in known:
                known[one] = self.bells.span(school, stage, one, 1)
        return known

    # --- many people and days -------------------------------------------------------------------

    def free(
        self,
        people: Sequence[str],
        days: Sequence[date],
        start: int,
        end: int,
        host_id: str | None,
        online: bool = False,
    ) -> Any:  # noqa: ANN401 - numpy is loaded by who asks
        """Return who can come on which days, as booleans by person and day (see `block`)."""
        import numpy as np  # noqa: PLC0415 - not needed to open the window

        asked = tuple(days)
        crowd = self._crowd(tuple(people), asked)
        host = None if online else host_id
        masks = [
            self._mask(school, stage, start - far, end + far)
            for school, stage in crowd.taught
            for far in (0 if host is None else self.way(school, host).minutes or 0,)
        ]
        kept = (crowd.busy & np.array(masks, dtype=np.uint64)[crowd.line_of, None]) != 0
        found = ~kept[: len(people)]
        if len(crowd.extra):
            np.logical_and.at(found, crowd.extra, ~kept[len(people) :])
        found &= self._open(crowd, host, asked)
        late = [not self._boats(school, host, start, end) for school, _ in crowd.homes]
        if any(late):
            found[np.array(late, dtype=bool)[crowd.home]] = False
        self._less_taken(found, people, crowd.number, start, end, host)
        return found

    def _less_taken(
        self,
        found: Any,  # noqa: ANN401
        people: Sequence[str],
        number: Mapping[date, int],
        start: int,
        end: int,
        host: str | None,
    ) -> None:
        for place, one in enumerate(people):
            for taken in self._taken.get(one, ()):
                column = number.get(taken.day)
                if column is not None and found[place, column]:
                    person = self.people[one]
                    found[place, column] = not self._other(person, taken.day, start, end, host)

    def _open(self, crowd: _Crowd, host: str | None, days: tuple[date, ...]) -> Any:  # noqa: ANN401
        """Return by person and day whether the own school and the host let anybody be asked."""
        import numpy as np  # noqa: PLC0415

        if host not in crowd.open:
            able = np.ones((len(crowd.homes), len(days)), dtype=bool)
            for place, (school, stage) in enumerate(crowd.homes):
                home = self.day_table(school, stage, days)
                able[place] = home.teaching & ~home.unsettled
                if host is not None:
                    able[place] &= self.day_table(host, stage, days).teaching
            crowd.open[host] = able[crowd.home]
        return crowd.open[host]

    def _boats(self, school: str, host: str | None, start: int, end: int) -> bool:
        """Whether the way is known and boats let people come in time and home again."""
        if host is None or host == school:
            return True
        way = self.way(school, host)
        return (
            way.minutes is not None
            and (way.first_arrival is None or start >= way.first_arrival)
            and (way.last_departure is None or end <= way.last_departure)
        )

    def day_table(self, school: str, stage: str | None, days: Sequence[date]) -> DayTable:
        """Return what days are at a school for a stage."""
        import numpy as np  # noqa: PLC0415

        key = school, stage, tuple(days)
        if key not in self._days:
            found = [self.calendar.day(day, school, stage) for day in days]
            lessons = [one.lessons or 0 for one in found]
            self._days[key] = DayTable(
                np.array([one.teaching for one in found], dtype=bool),
                np.array([one.unsettled for one in found], dtype=bool),
                np.array([one.kind == EXAM for one in found], dtype=bool),
                np.array(lessons, dtype=np.int64),
                np.array([one.lessons or one.weekday for one in found], dtype=np.int64),
                tuple(one.lesson_week for one in found),
            )
        return self._days[key]

    def _mask(self, school: str, stage: str | None, start: int, end: int) -> int:
        key = (school, stage, start, end)
        if key not in self._masks:
            known = self._rung.get((school, stage))
            if known is None:
                spans = self.spans(school, stage, self._latest)
                known = [(1 << min(period, _MOST), *span) for period, span in spans.items()]
                self._rung[school, stage] = known
            self._masks[key] = sum(bit for bit, at, to in known if at < end and to > start)
        return self._masks[key]

    def _crowd(self, people: tuple[str, ...], days: tuple[date, ...]) -> _Crowd:
        key = people, days
        if key not in self._crowds:
            while len(self._crowds) >= _CROWDS:
                del self._crowds[next(iter(self._crowds))]
            self._crowds[key] = self._gathered(people, days)
        return self._crowds[key]

    def _gathered(self, people: tuple[str, ...], days: tuple[date, ...]) -> _Crowd:
        """Put the lessons of people where they are held, whole days at a time."""
        import numpy as np  # noqa: PLC0415

        persons = [self.people[one] for one in people]
        lines = [(place, one.school_id, one.stage) for place, one in enumerate(persons)]
        for place, one in enumerate(persons):
            away = dict.fromkeys(lesson.school_id for lesson in one.lessons)
            lines += [(place, at, one.stage) for at in away if at != one.school_id]
        number = {(place, at): line for line, (place, at, _) in enumerate(lines)}
        week: dict[str | None, Any] = {}
        for place, one in enumerate(persons):
            for lesson in one.lessons:
                if lesson.weeks not in week:
                    week[lesson.weeks] = np.zeros((len(lines), 8), dtype=np.uint64)
                bit = np.uint64(1 << min(lesson.period, _MOST))
                week[lesson.weeks][number[place, lesson.school_id], lesson.weekday] |= bit
        homes = list(dict.fromkeys((one.school_id, one.stage) for one in persons))
        taught = list(dict.fromkeys((at, stage) for _, at, stage in lines))
        line_of = np.array([taught.index((at, stage)) for _, at, stage in lines], dtype=np.int64)
        return _Crowd(
            homes,
            np.array([homes.index((one.school_id, one.stage)) for one in persons], dtype=np.int64),
            taught,
            line_of,
            np.array([place for place, _, _ in lines[len(people) :]], dtype=np.int64),
            self._held_on(week, taught, line_of, days),
            {day: place for place, day in enumerate(days)},
        )

    def _held_on(
        self,
        week: Mapping[str | None, Any],
        taught: Sequence[tuple[str, str | None]],
        line_of: Any,  # noqa: ANN401
        days: tuple[date, ...],
    ) -> Any:  # noqa: ANN401
        """Return periods as bits by line and day of lessons as bits by line and weekday."""
        import numpy as np  # noqa: PLC0415

        busy = np.zeros((len(line_of), len(days)), dtype=np.uint64)
        alike: dict[tuple[bytes, tuple[int | None, ...]], list[int]] = defaultdict(list)
        for place, (school, stage) in enumerate(taught):
            table = self.day_table(school, stage, days)
            alike[table.lessons.tobytes(), table.weeks].append(place)
        for (_, weeks), own in alike.items():
            rows = np.flatnonzero(np.isin(line_of, own))
            lessons = self.day_table(*taught[own[0]], days).lessons
            for pattern, bits in week.items():
                held = {one: weeks_match(pattern, one) for one in set(weeks)}
                there = np.array([held[one] for one in weeks], dtype=bool)
                busy[rows] |= bits[rows][:, np.where(there, lessons, 0)]
        return busy
