"""The best times of a term for one group: when and where, who can come, who cannot and why.

A candidate is a day, a first period and a host: a day on which the host is in session; periods of
the host's bell that follow each other without a pause of more than an hour (nobody meets over
noon) and end by the latest hour allowed. One time (day and first period) is offered once, with the
best host. Candidates are ranked by, in this order,

1. required members who cannot come (`free_time` says what keeps somebody away),
2. other members who cannot come,
3. tier: 1 the timetable of the research weekday of the subject holds; 2 an ordinary time; 3 to be
   avoided: an exam day, a session that begins in the first period or ends in the last one of the
   bell, on a Friday in the last two,
4. members who join online, where the session is held both ways: those who are free while it lasts
   but not for the way,
5. minutes of one way to the host, summed over the schools that have members,
6. date, first period, place of the host in the order given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from jtdesk.lessonprep.free_time import Block, FreeTime

ON_SITE, ONLINE, BOTH = "线下", "线上", "线上线下结合"
PREFERRED, ORDINARY, AVOIDED = 1, 2, 3
NOON = 60
BEST = 5
_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A member who is asked to come."""

    person_id: str
    school_id: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What a time is looked for.

    Attributes:
        stage: whose calendar and bell hold.
        members: all who are asked.
        hosts: schools that may be host; for an online session the first one's bell holds.
        days: days looked at.
        periods: how many the session lasts.
        weekday: research weekday of the subject, 1 to 7.
        latest: it ends by this minute after midnight, None for no limit.
    """

    stage: str | None
    members: tuple[Asked, ...]
    hosts: tuple[str, ...]
    days: tuple[date, ...]
    periods: int = 2
    form: str = ON_SITE
    weekday: int | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One time with who can and who cannot come.

    Attributes:
        host_id: None for an online session.
        can: ids of those who come, on site or online.
        remote: those of them who join a session held both ways online.
        cannot: ids with the reason, required members first.
        travel: minutes of one way, summed over schools.
    """

    day: date
    start_period: int
    end_period: int
    start: int
    end: int
    host_id: str | None
    tier: int
    travel: int
    can: tuple[str, ...]
    remote: tuple[str, ...]
    cannot: tuple[tuple[str, Block], ...]


def starts(free: FreeTime, host: str, question: Question) -> dict[int, tuple[int, int]]:
    """Return begin and end of the session by first period, of those a host's bell allows."""
    bell = dict(free.bells.periods(host, question.stage))
    found = {}
    for first in bell:
        run = [bell.get(one) for one in range(first, first + question.periods)]
        spans = [one for one in run if one is not None]
        if len(spans) < question.periods:
            continue
        pauses = [after[0] - before[1] for before, after in pairwise(spans)]
        late = question.latest is not None and spans[-1][1] > question.latest
        if not late and all(pause <= NOON for pause in pauses):
            found[first] = spans[0][0], spans[-1][1]
    return found


def tiers(free: FreeTime, host: str, first: int, question: Question) -> Any:  # noqa: ANN401
    """Return the tier of a first period on each day, 0 where the host is not in session."""
    import numpy as np  # noqa: PLC0415 - not needed to open the window

    last = first + question.periods - 1
    end = max(free.bells.periods(host, question.stage))
    there = free.day_table(host, question.stage, question.days)
    avoided = there.exam | (there.weekday == _FRIDAY) & (last >= end - 1)
    if first == 1 or last >= end:
        avoided = np.ones_like(avoided)
    usual = np.where(there.weekday == (question.weekday or 0), PREFERRED, ORDINARY)
    return np.where(there.teaching, np.where(avoided, AVOIDED, usual), 0)


def way_minutes(free: FreeTime, question: Question, host: str) -> int:
    """Return minutes of one way to a host, summed over schools; unknown ways count as none."""
    if question.form == ONLINE:
        return 0
    homes = dict.fromkeys(one.school_id for one in question.members)
    return sum(free.way(home, host).minutes or 0 for home in homes)


@dataclass(frozen=True)
class Room:
    """What one host and first period offer, by day: arrays as long as the days asked for.

    Attributes:
        able: by member and day, comes on site or online.
        remote: by member and day, comes online to a session held both ways.
        required, optional: members who cannot come.
        tiers: 0 where the host is not in session.
    """

    host: str
    first: int
    start: int
    end: int
    travel: int
    able: Any
    remote: Any
    required: Any
    optional: Any
    tiers: Any


def rooms(free: FreeTime, question: Question) -> list[Room]:
    """Return what every host and first period offer on all days at once."""
    import numpy as np  # noqa: PLC0415 - not needed to open the window

    ids = [one.person_id for one in question.members]
    must = np.array([one.required for one in question.members], dtype=bool)
    joined: dict[tuple[int, int], Any] = {}
    found = []
    for host in question.hosts:
        travel = way_minutes(free, question, host)
        for first, (start, end) in starts(free, host, question).items():
            online = question.form == ONLINE
            able = free.free(ids, question.days, start, end, None if online else host, online)
            remote = np.zeros_like(able)
            if question.form == BOTH:
                if (start, end) not in joined:
                    joined[start, end] = free.free(ids, question.days, start, end, None, True)
                remote = joined[start, end] & ~able
                able = able | remote
            lost = ~able
            found.append(
                Room(
                    host, first, start, end, travel, able, remote,
                    lost[must].sum(axis=0), lost[~must].sum(axis=0),
                    tiers(free, host, first, question),
                )
            )  # fmt: skip
    return found


def best_slots(free: FreeTime, question: Question, count: int = BEST) -> list[Slot]:
    """Return the best times, best first; fewer where there are not so many."""
    import numpy as np  # noqa: PLC0415

    if question.form == ONLINE:
        question = replace(question, hosts=question.hosts[:1])
    offered = rooms(free, question)
    if not offered or not question.days:
        return []
    days = len(question.days)

    def stacked(values: Sequence[Any]) -> Any:  # noqa: ANN401
        return np.concatenate(values)

    def spread(values: Sequence[int]) -> Any:  # noqa: ANN401
        return np.repeat(np.array(values), days)

    open_days = stacked([one.tiers for one in offered])
    order = np.lexsort(
        (
            spread([question.hosts.index(one.host) for one in offered]),
            spread([one.first for one in offered]),
            np.tile(np.arange(days), len(offered)),
            spread([one.travel for one in offered]),
            stacked([one.remote.sum(axis=0) for one in offered]),
            open_days,
            stacked([one.optional for one in offered]),
            stacked([one.required for one in offered]),
        )
    )
    found: dict[tuple[int, int], Slot] = {}
    for place in order:
        if open_days[place] == 0:
            continue
        room, column = offered[place // days], int(place % days)
        key = column, room.first
        if key not in found:
            found[key] = _slot(free, question, room, column)
            if len(found) == count:
                break
    return list(found.values())


def _slot(free: FreeTime, question: Question, room: Room, column: int) -> Slot:
    day = question.days[column]
    able, remote = room.able[:, column], room.remote[:, column]
    online = question.form == ONLINE
    cannot = [
        (one.required, one.person_id)
        for one, comes in zip(question.members, able, strict=True)
        if not comes
    ]
    members: Mapping[str, bool] = {
        one.person_id: bool(far) for one, far in zip(question.members, remote, strict=True)
    }
    why = _reasons(free, question, room, day)
    return Slot(
        day=day,
        start_period=room.first,
        end_period=room.first + question.periods - 1,
        start=room.start,
        end=room.end,
        host_id=None if online else room.host,
        tier=int(room.tiers[column]),
        travel=room.travel,
        can=tuple(
            one.person_id for one, comes in zip(question.members, able, strict=True) if comes
        ),
        remote=tuple(one for one, far in members.items() if far),
        cannot=tuple((one, why(one)) for _, one in sorted(cannot, key=lambda pair: not pair[0])),
    )


def _reasons(free: FreeTime, question: Question, room: Room, day: date) -> Any:  # noqa: ANN401
    online = question.form != ON_SITE
    host = None if online else room.host

    def why(person: str) -> Block:
        found = free.block(person, day, room.start, room.end, host, online)
        if found is None:
            raise AssertionError(person)  # what many at once are told must be so one by one
        return found

    return why
