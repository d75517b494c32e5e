"""The conflicts of people for a whole term at once: arrays instead of pairs.

Who is asked to two dates of a day is found by counting person-days, then looking only at those that
occur twice, in order of time. Who has lessons is found by two searches in the sorted begins and
ends of all lessons; what may be in the way is looked at again by `FreeTime.block`, so every reason
is the one a single date gets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from jtdesk.lessonprep import availability, words
from jtdesk.lessonprep.availability import Block
from jtdesk.lessonprep.calendars import Calendar
from jtdesk.lessonprep.conflict_words import Dated, place_of, timed
from jtdesk.lessonprep.free_time import FreeTime

Ints = NDArray[np.int64]
_WEEK = 8  # weekdays 1 to 7
_ROOM, _ZERO = 8192, 2048  # minutes of a weekday in a key, ways to both sides included
_FURTHEST = 2000


class Sweep:
    """The dates of a term as arrays.

    Args:
        dates: the dates.
        free: lessons, ways and calendar.
        wanted: ids whose conflicts are wanted, None for all.
    """

    def __init__(self, dates: Sequence[Dated], free: FreeTime, wanted: set[str] | None) -> None:
        self._dates = dates
        self._free = free
        self._ground = _ground(free)
        self._asks = [
            one.status == words.PLANNED and (wanted is None or one.id in wanted) for one in dates
        ]
        self._start = np.fromiter((one.start for one in dates), np.int64, len(dates))
        self._end = np.fromiter((one.end for one in dates), np.int64, len(dates))
        schools = self._ground.schools
        self._host = np.fromiter(
            (schools.get(place_of(one) or "", -1) for one in dates), np.int64, len(dates)
        )
        self._numbers: dict[str, int] = {}
        self._people: dict[tuple[str, ...], Ints] = {}

    def _who(self, people: tuple[str, ...]) -> Ints:
        found = self._people.get(people)
        if found is None:
            numbers = self._numbers
            own = [numbers.setdefault(one, len(numbers)) for one in dict.fromkeys(people)]
            found = self._people[people] = np.array(own, np.int64)
        return found

    # --- two places at once ---------------------------------------------------------------------

    def twice(self) -> dict[int, dict[int, list[str]]]:
        """Return by place of a date the places of others, with the people who cannot be at both."""
        dates = self._dates
        places = [
            place
            for place, one in enumerate(dates)
            if one.people and one.status != words.CANCELLED and timed(one)
        ]
        if len(places) < 2:
            return {}
        asked = [self._who(dates[place].people) for place in places]
        lengths = np.fromiter(map(len, asked), np.int64, len(asked))
        person = np.concatenate(asked)
        session = np.repeat(np.array(places, np.int64), lengths)
        ordinals: dict[date, int] = {}
        day = np.fromiter(
            (ordinals.setdefault(dates[place].day, len(ordinals)) for place in places),
            np.int64, len(places),
        )  # fmt: skip
        key = person * len(ordinals) + np.repeat(day, lengths)
        often = np.bincount(key)[key] > 1
        person, session, key = person[often], session[often], key[often]
        order = np.lexsort((session, self._start[session], key))
        return self._pairs(person[order], session[order], key[order])

    def _pairs(self, person: Ints, session: Ints, key: Ints) -> dict[int, dict[int, list[str]]]:
        own = self._own_places()
        there = self._host[session]
        place = np.where(there >= 0, there, own[person])
        start, end, far = self._start, self._end, self._ground.far
        names = list(self._numbers)
        asks = self._asks
        found: dict[int, dict[int, list[str]]] = {}
        for shift in count(1):
            same = np.flatnonzero(key[shift:] == key[:-shift])
            if not len(same):
                return found
            one, other = session[same], session[same + shift]
            ways = far[place[same], place[same + shift]]
            # Where nothing but the order in the list tells them apart they overlap anyway.
            hit = np.flatnonzero(start[other] < end[one] + ways)
            for first, second, who in zip(
                one[hit].tolist(), other[hit].tolist(), person[same[hit]].tolist(), strict=True
            ):
                if asks[first]:
                    found.setdefault(first, {}).setdefault(second, []).append(names[who])
                if asks[second]:
                    found.setdefault(second, {}).setdefault(first, []).append(names[who])
        return found  # pragma: no cover - the loop ends by itself

    def _own_places(self) -> Ints:
        """Return the own school of everybody, by number; -1 (no way at all) for strangers."""
        people, schools = self._free.people, self._ground.schools
        return np.array(
            [schools[people[one].school_id] if one in people else -1 for one in self._numbers],
            np.int64,
        )

    # --- lessons, ways, ferries -----------------------------------------------------------------

    def kept(self, shut: Collection[int]) -> dict[int, list[tuple[str, Block]]]:
        """Return by place of a date who cannot come and why.

        Args:
            shut: places of dates nobody is asked about, for school is out anyway.
        """
        alike, odd = self._sorted_out(shut)
        doubtful: list[tuple[int, Sequence[str]]] = [
            (place, self._dates[place].people) for place in odd
        ]
        for place, people in self._doubtful(alike):
            doubtful += [(one, people) for one in alike[place]]
        found: dict[int, list[tuple[str, Block]]] = {}
        free, dates = self._free, self._dates
        for place, asked in doubtful:
            one = dates[place]
            host = place_of(one)
            for person in asked:
                if person not in free.people:
                    continue
                block = free.block(person, one.day, one.start, one.end, host)
                if block is not None and block.kind != availability.SESSION:
                    found.setdefault(place, []).append((person, block))
        return found

    def _sorted_out(
        self, shut: Collection[int]
    ) -> tuple[dict[tuple[tuple[str, ...], int, int, int, int], list[int]], list[int]]:
        """Return dates that differ in their week alone, together; and those on days of their own.

        The key is people, weekday whose timetable holds, start, end, number of the host.
        """
        weekdays: dict[date, int] = {}
        hosts = self._host.tolist()
        alike: dict[tuple[tuple[str, ...], int, int, int, int], list[int]] = {}
        odd: list[int] = []
        for place, one in enumerate(self._dates):
            if not self._asks[place] or place in shut or not timed(one):
                continue
            day = one.day
            if day not in weekdays:
                weekdays[day] = self._weekday(day)
            weekday = weekdays[day]
            if weekday:
                key = (one.people, weekday, one.start, one.end, hosts[place])
                alike.setdefault(key, []).append(place)
            else:
                odd.append(place)
        return alike, odd

    def _weekday(self, day: date) -> int:
        """Return the weekday whose timetable everybody has on a day, 0 where they differ."""
        calendar = self._free.calendar
        if not isinstance(calendar, Calendar) or calendar.own_rules(day):
            return 0
        found = {calendar.day(day, None, stage).lessons for stage in self._ground.stages}
        only = found.pop() if len(found) == 1 else None
        return only or 0

    def _doubtful(
        self, alike: dict[tuple[tuple[str, ...], int, int, int, int], list[int]]
    ) -> list[tuple[Any, list[str]]]:
        """Return keys with the people who may have something in the way."""
        keys = [key for key in alike if key[0]]
        if not keys:
            return []
        ground = self._ground
        who = [self._who(key[0]) for key in keys]
        lengths = np.fromiter(map(len, who), np.int64, len(who))
        of_all = ground.numbers
        known = np.array([of_all.get(one, -1) for one in self._numbers], np.int64)
        person = known[np.concatenate(who)]
        weekday, start, end, host = (
            np.repeat(np.fromiter((key[at] for key in keys), np.int64, len(keys)), lengths)
            for at in (1, 2, 3, 4)
        )
        school = ground.school_of[person]
        far = np.where(ground.wide[person], ground.far.max(), ground.far[school, host])
        far[host < 0] = 0
        base = (person * _WEEK + weekday) * _ROOM + _ZERO
        lessons = np.searchsorted(ground.begins, base + end + far)
        lessons -= np.searchsorted(ground.ends, base + start - far, side="right")
        doubtful = (lessons > 0) | ground.unknown[school, host]
        doubtful |= (start < ground.first[school, host]) | (end > ground.last[school, host])
        doubtful &= person >= 0
        firsts = np.concatenate(([0], np.cumsum(lengths)))
        found: dict[int, list[str]] = {}
        for at in np.flatnonzero(doubtful).tolist():
            key = int(np.searchsorted(firsts, at, side="right")) - 1
            people = keys[key][0]
            found.setdefault(key, []).append(people[at - int(firsts[key])])
        return [(keys[key], people) for key, people in found.items()]


# ------------------------------------------------------------------------------------ the ground


class _Ground:
    """What does not change with the dates: lessons, ways and ferries as arrays."""

    def __init__(self, free: FreeTime) -> None:
        people = list(free.people.values())
        self.numbers = {one: number for number, one in enumerate(free.people)}
        self.stages = {one.stage for one in people} or {None}
        ends = {end for pair in free.travel for end in pair}
        ends |= {one.school_id for one in people}
        self.schools = {one: number for number, one in enumerate(sorted(ends))}
        size = len(self.schools) + 1  # the last stands for no school at all
        self.far = np.zeros((size, size), np.int64)
        self.unknown = np.zeros((size, size), bool)
        self.first = np.zeros((size, size), np.int64)
        self.last = np.full((size, size), 10 * _ROOM, np.int64)
        self._ways(free)
        # One more than people: the last, of strangers, has neither school nor lessons.
        self.school_of = np.full(len(people) + 1, -1, np.int64)
        self.wide = np.zeros(len(people) + 1, bool)
        self.begins, self.ends = self._lessons(free)

    def _ways(self, free: FreeTime) -> None:
        for start, at in self.schools.items():
            for end, to in self.schools.items():
                way = free.way(start, end)
                self.unknown[at, to] = way.minutes is None
                self.far[at, to] = min(way.minutes or 0, _FURTHEST)
                if way.first_arrival is not None:
                    self.first[at, to] = way.first_arrival
                if way.last_departure is not None:
                    self.last[at, to] = way.last_departure

    def _lessons(self, free: FreeTime) -> tuple[Ints, Ints]:
        begins: list[int] = []
        ends: list[int] = []
        spans: dict[tuple[str, str | None], dict[int, tuple[int, int]]] = {}
        for number, person in enumerate(free.people.values()):
            self.school_of[number] = self.schools[person.school_id]
            base = number * _WEEK * _ROOM + _ZERO
            for lesson in person.lessons:
                at = lesson.school_id
                if at != person.school_id:
                    self.wide[number] = True
                known = spans.get((at, person.stage))
                if known is None or lesson.period not in known:
                    known = free.spans(at, person.stage, lesson.period)
                    spans[at, person.stage] = known
                start, end = known[lesson.period]
                day = base + lesson.weekday * _ROOM
                begins.append(day + start)
                ends.append(day + end)
        return np.sort(np.array(begins, np.int64)), np.sort(np.array(ends, np.int64))


_known: WeakKeyDictionary[FreeTime, _Ground] = WeakKeyDictionary()


def _ground(free: FreeTime) -> _Ground:
    found = _known.get(free)
    if found is None:
        found = _known[free] = _Ground(free)
    return found
