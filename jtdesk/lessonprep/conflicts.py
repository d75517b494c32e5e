"""What stands against joint dates: people, lessons, ways and ferries, hosts, rooms, the calendar.

The rules of one pair are here, one by one; `conflict_sweep` finds the same for a whole term at
once. Dates nobody has given a time to are only held against the calendar and the host's day; dates
held or cancelled have no conflicts of their own, cancelled ones are in nobody's way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from jtdesk.lessonprep import availability, words
from jtdesk.lessonprep.availability import Block
from jtdesk.lessonprep.calendars import SchoolDay
from jtdesk.lessonprep.conflict_words import (
    AWAY,
    HOLIDAY,
    HOST,
    OPEN_QUESTION,
    OUTSIDE,
    ROOM,
    STOPPED,
    TITLES,
    TWICE,
    Booked,
    Conflict,
    Dated,
    Facilities,
    Planned,
    Room,
    day_conflict,
    host_conflict,
    kept_conflicts,
    overlapping,
    place_of,
    room_conflict,
    small_conflict,
    timed,
    twice_conflict,
)
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.term_rules import said_day

MOST_HOSTED = 3  # dates a school is host of on one day, as a regime has it by default
LATEST, AHEAD = 18 * 60, 21
NOTHING = Facilities()
_MOVED = {TWICE, ROOM, AWAY, *(availability.LESSON, availability.TRAVEL, availability.FERRY)}


def conflicts_of(
    one: Dated,
    others: Iterable[Dated],
    free: FreeTime,
    facilities: Facilities = NOTHING,
    *,
    most_hosted: int = MOST_HOSTED,
    alternatives: bool = True,
) -> list[Conflict]:
    """Return what stands against one joint date, the gravest kind first.

    Args:
        one: the date; others of the same id are it.
        others: all dates that may be in its way, any days.
        free: lessons, ways and calendar; sessions it has taken itself are not looked at.
        facilities: rooms and their bookings.
        most_hosted: dates a school may be host of on one day.
        alternatives: look for the next free time and host and name it as the way out.
    """
    if one.status != words.PLANNED:
        return []
    standing = [other for other in others if _stands(other, one)]
    found = _found(one, standing, free, facilities, most_hosted)
    if alternatives and found:
        return _with_ways_out(one, found, standing, free, facilities, most_hosted)
    return found


def all_conflicts(
    dates: Sequence[Dated],
    free: FreeTime,
    facilities: Facilities = NOTHING,
    *,
    most_hosted: int = MOST_HOSTED,
    only: Iterable[str] | None = None,
) -> dict[str, list[Conflict]]:
    """Return what stands against each of many joint dates, by id, where anything does.

    The same as `conflicts_of` with all others and without alternatives.

    Args:
        dates: all dates, ids are unique.
        free: lessons, ways and calendar.
        facilities: rooms and their bookings.
        most_hosted: dates a school may be host of on one day.
        only: ids whose conflicts are wanted, None for all.
    """
    from jtdesk.lessonprep.conflict_sweep import Sweep  # noqa: PLC0415 - loads numpy

    wanted = None if only is None else set(only)
    days = _day_conflicts(dates, free, wanted)
    shut = {place for place, one in days.items() if one.hard}
    sweep = Sweep(dates, free, wanted)
    twice, kept = sweep.twice(), sweep.kept(shut)
    hosted = _hosted(dates, most_hosted, wanted)
    rooms = _by_room(dates, wanted)
    found: dict[str, list[Conflict]] = {}
    for place in sorted({*days, *twice, *kept, *hosted, *rooms}):
        one = dates[place]
        own = [days[place]] if place in days else []
        pairs = sorted(twice.get(place, {}).items(), key=lambda pair: _order(dates[pair[0]]))
        own += [
            twice_conflict(one, dates[other], people, _far(one, dates[other], people, free),
                           free.people)
            for other, people in pairs
        ]  # fmt: skip
        own += kept_conflicts(one, kept.get(place, ()), free.people)
        if place in hosted:
            own.append(host_conflict(one, hosted[place], most_hosted))
        own += _room_conflicts(one, rooms.get(place, ()), facilities)
        if own:
            found[one.id] = own
    return found


# ------------------------------------------------------------------------------------ one by one


def _stands(other: Dated, one: Dated) -> bool:
    return other.id != one.id and other.status != words.CANCELLED


def _order(one: Dated) -> tuple[int, str]:
    return one.start, one.id


def _found(
    one: Dated, standing: Sequence[Dated], free: FreeTime, facilities: Facilities, most: int
) -> list[Conflict]:
    same_day = sorted((other for other in standing if other.day == one.day), key=_order)
    there = day_conflict(one, _school_day(one, free))
    found = [there] if there else []
    for other in same_day:
        people = _twice(one, other, free)
        if people:
            far = _far(one, other, people, free)
            found.append(twice_conflict(one, other, people, far, free.people))
    if not (there and there.hard):
        found += kept_conflicts(one, _kept(one, free), free.people)
    hosted = [other for other in same_day if _hosts_beside(one, other)]
    if len(hosted) >= most:
        found.append(host_conflict(one, hosted, most))
    return found + _room_conflicts(one, same_day, facilities)


def _school_day(one: Dated, free: FreeTime) -> SchoolDay:
    return free.calendar.day(one.day, place_of(one), one.stage)


def _twice(one: Dated, other: Dated, free: FreeTime) -> list[str]:
    """Return who is asked to both of two dates of a day and cannot come to both."""
    if not (timed(one) and timed(other)):
        return []
    asked = set(other.people)
    both = [person for person in one.people if person in asked]
    if overlapping(one, other):
        return both
    gap = max(one.start, other.start) - min(one.end, other.end)
    return [person for person in both if _between(one, other, person, free) > gap]


def _between(one: Dated, other: Dated, person: str, free: FreeTime) -> int:
    """Return the minutes somebody needs from the earlier of two dates to the later."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    known = free.people.get(person)
    own = known.school_id if known else None
    start, end = (place_of(each) or own for each in (first, second))
    return 0 if start is None or end is None else free.way(start, end).minutes or 0


def _far(one: Dated, other: Dated, people: Iterable[str], free: FreeTime) -> int:
    if overlapping(one, other):
        return 0
    return max(_between(one, other, person, free) for person in people)


def _kept(one: Dated, free: FreeTime) -> list[tuple[str, Block]]:
    """Return who cannot come for what they have to do otherwise."""
    if not timed(one):
        return []
    host = place_of(one)
    found = []
    for person in one.people:
        if person in free.people:
            block = free.block(person, one.day, one.start, one.end, host)
            if block is not None and block.kind != availability.SESSION:
                found.append((person, block))
    return found


def _hosts_beside(one: Dated, other: Dated) -> bool:
    own = place_of(one)
    return own is not None and place_of(other) == own


def _room_conflicts(one: Dated, others: Iterable[Dated], facilities: Facilities) -> list[Conflict]:
    if one.facility_id is None:
        return []
    room = facilities.rooms.get(one.facility_id) or Room(one.facility_id, "所选场馆")
    found = [
        room_conflict(room.name, other)
        for other in others
        if other.facility_id == one.facility_id and timed(one) and overlapping(one, other)
    ]
    found += [
        room_conflict(room.name, booked)
        for booked in facilities.booked
        if booked.facility_id == one.facility_id
        and booked.day == one.day
        and timed(one)
        and one.start < booked.end
        and booked.start < one.end
    ]
    if room.capacity is not None and len(one.people) > room.capacity:
        found.append(small_conflict(one, room))
    return found


# ------------------------------------------------------------------------------------------ bulk


def _day_conflicts(
    dates: Sequence[Dated], free: FreeTime, wanted: set[str] | None
) -> dict[int, Conflict]:
    known: dict[tuple[date, str | None, str | None], bool] = {}
    found = {}
    for place, one in enumerate(dates):
        key = (one.day, place_of(one), one.stage)
        plain = known.get(key)
        if plain is None:
            plain = known[key] = day_conflict(one, _school_day(one, free)) is None
        if not plain and one.status == words.PLANNED and (wanted is None or one.id in wanted):
            conflict = day_conflict(one, _school_day(one, free))
            if conflict is not None:
                found[place] = conflict
    return found


def _hosted(dates: Sequence[Dated], most: int, wanted: set[str] | None) -> dict[int, list[Dated]]:
    by_host: dict[tuple[str, date], list[int]] = defaultdict(list)
    for place, one in enumerate(dates):
        host = place_of(one)
        if host is not None and one.status != words.CANCELLED:
            by_host[host, one.day].append(place)
    found = {}
    for places in by_host.values():
        if len(places) > most:
            ordered = sorted(places, key=lambda place: _order(dates[place]))
            for place in places:
                one = dates[place]
                if one.status == words.PLANNED and (wanted is None or one.id in wanted):
                    found[place] = [dates[other] for other in ordered if other != place]
    return found


def _by_room(dates: Sequence[Dated], wanted: set[str] | None) -> dict[int, list[Dated]]:
    by_room: dict[tuple[str, date], list[int]] = defaultdict(list)
    for place, one in enumerate(dates):
        if one.facility_id is not None and one.status != words.CANCELLED:
            by_room[one.facility_id, one.day].append(place)
    found = {}
    for places in by_room.values():
        ordered = sorted(places, key=lambda place: _order(dates[place]))
        for place in places:
            one = dates[place]
            if one.status == words.PLANNED and (wanted is None or one.id in wanted):
                found[place] = [dates[other] for other in ordered if other != place]
    return found


# -------------------------------------------------------------------------------------- ways out


def _with_ways_out(
    one: Dated,
    found: Sequence[Conflict],
    standing: Sequence[Dated],
    free: FreeTime,
    facilities: Facilities,
    most: int,
) -> list[Conflict]:
    """Name the next free time, day or host in the way out of every conflict it would solve."""
    kinds = {conflict.kind for conflict in found}
    look = _Looking(one, standing, free, facilities, most)
    time = look.time() if kinds & _MOVED and not kinds & {HOLIDAY, OUTSIDE, STOPPED} else None
    day = look.day() if time is None else None
    host = look.host() if HOST in kinds else None
    told = []
    for conflict in found:
        said = [f"由{host}承办"] if conflict.kind == HOST and host else []
        if conflict.kind in _MOVED and time is not None:
            said.append(f"改到 {clock(time)} 开始")
        elif day is not None and conflict.kind != OPEN_QUESTION:
            said.append(f"改到{said_day(day)}同一时间")
        online = place_of(one) is not None and conflict.kind in {
            TWICE, STOPPED, availability.TRAVEL, availability.FERRY,
        }  # fmt: skip
        said += ["改为线上"] if said and online else []
        told.append(replace(conflict, way_out=f"可{'，或'.join(said)}。") if said else conflict)
    return told


class _Looking:
    """Looks for a time, a day or a host without a hard conflict near a date."""

    def __init__(
        self,
        one: Dated,
        standing: Sequence[Dated],
        free: FreeTime,
        facilities: Facilities,
        most: int,
    ) -> None:
        self._one = one
        self._free = free
        self._facilities = facilities
        self._most = most
        self._by_day: dict[date, list[Dated]] = defaultdict(list)
        for other in standing:
            self._by_day[other.day].append(other)

    def _good(self, one: Planned) -> bool:
        found = _found(one, self._by_day.get(one.day, ()), self._free, self._facilities, self._most)
        return not any(conflict.hard for conflict in found)

    def _like(self, **changes: object) -> Planned:
        one = self._one
        plan = Planned(
            one.id, one.title, one.day, one.start, one.end, one.stage, one.host_id, one.school_ids,
            one.people, one.required, one.host, one.schools, one.form, one.facility_id,
        )  # fmt: skip
        return plan._replace(**changes)  # type: ignore[arg-type]

    def time(self) -> int | None:
        """Return the nearest begin of a period that day, later ones first."""
        one = self._one
        if not timed(one):
            return None
        at = one.host_id or (one.school_ids[0] if one.school_ids else None)
        if at is None:
            return None
        length = one.end - one.start
        starts = [start for start, _ in self._free.spans(at, one.stage).values()]
        later = sorted(start for start in starts if start > one.start and start + length <= LATEST)
        earlier = sorted((start for start in starts if start < one.start), reverse=True)
        return next(
            (s for s in (*later, *earlier) if self._good(self._like(start=s, end=s + length))), None
        )

    def day(self) -> date | None:
        """Return the next day on which the same time is free."""
        days = (self._one.day + timedelta(days=count) for count in range(1, AHEAD + 1))
        return next((day for day in days if self._good(self._like(day=day))), None)

    def host(self) -> str | None:
        """Return the name of a school that takes part and can be host then."""
        one = self._one
        for school, name in zip(one.school_ids, one.schools, strict=False):
            if school != one.host_id and self._good(self._like(host_id=school, host=name)):
                return name
        return None


__all__ = [
    "TITLES", "Booked", "Conflict", "Dated", "Facilities", "Planned", "Room", "all_conflicts",
    "conflicts_of",
]  # fmt: skip
