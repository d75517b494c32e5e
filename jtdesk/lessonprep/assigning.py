"""A quick plan of one group: for when time is too short for a good one, and to fill gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jtdesk.lessonprep.availability import Taken
from jtdesk.lessonprep.problem import UNEVEN, Limits
from jtdesk.lessonprep.schedule_model import NOWHERE, Column, Key, Part, used


class Book:
    """What a plan of a group takes: days and weeks of its schools, turns and days of hosts."""

    def __init__(self, part: Part, limits: Limits, held: Mapping[Key, int]) -> None:
        self._part = part
        self._limits = limits
        days, busy = used(part)
        self.days = Counter(days)
        self.busy = Counter(busy)
        self.hosting = Counter(held)
        self.turns: Counter[tuple[str, str]] = Counter()
        for due in part.dues:
            fixed = part.fixed(due)
            if fixed is not None:
                self.turns[due.series, fixed.host or NOWHERE] += 1

    def take(self, one: Column) -> None:
        """Write a session down."""
        due = self._part.dues[one.due]
        self.turns[due.series, one.host] += 1
        if one.host != NOWHERE:
            self.hosting[one.host, one.day] += 1
        for school in due.schools:
            self.days[school, one.day] += 1
            self.busy[school, self._part.weeks.get(one.day)] += 1

    def against(self, one: Column) -> str | None:
        """Return the rule that stands against a session, None where none does."""
        due = self._part.dues[one.due]
        week = self._part.weeks.get(one.day)
        if any(self.days[school, one.day] for school in due.schools):
            return "once_a_day"
        if any(self.busy[school, week] >= self._limits.per_week for school in due.schools):
            return "per_week"
        full = self.hosting[one.host, one.day] >= self._limits.hosts_per_day
        return "hosts_per_day" if full and one.host != NOWHERE else None


def greedy(
    part: Part,
    offered: Sequence[Sequence[Column]],
    limits: Limits,
    held: Mapping[Key, int],
    begun: Sequence[Column] = (),
) -> list[Column]:
    """Place demand after demand, those with the fewest columns first, each where it costs least.

    Args:
        part: what is due.
        offered: columns of every demand.
        limits: of the regime.
        held: sessions other groups hold, by host and day.
        begun: sessions that have their place already.
    """
    book = Book(part, limits, held)
    for one in begun:
        book.take(one)
    there = {one.due for one in begun}
    found = list(begun)
    for number, due in sorted(part.open, key=lambda pair: len(offered[pair[0]])):
        fitting = [one for one in offered[number] if book.against(one) is None]
        if number in there or not fitting:
            continue
        least = min((book.turns[due.series, host] for host in due.hosts), default=0)

        def price(one: Column, series: str = due.series, least: int = least) -> tuple[object, ...]:
            over = book.turns[series, one.host] - least
            return one.cost + UNEVEN * over, one.day, one.host

        found.append(min(fitting, key=price))
        book.take(found[-1])
    return found


@dataclass
class Plan:
    """What is known of one group.

    Attributes:
        base: columns as if the group were alone.
        alone: its best plan as if it were alone, `bound`: nothing costs less.
        cost: of `picked`, as priced when it was made.
        sharing: ids of its members who belong to other groups too.
        tracked: ids of those whose sessions are counted one by one: they share, or sessions of the
            group stand that no rule of the model keeps apart.
        taken: sessions of this group by tracked person.
    """

    part: Part
    sharing: tuple[str, ...]
    tracked: tuple[str, ...]
    base: list[list[Column]] = field(default_factory=list)
    alone: list[Column] = field(default_factory=list)
    bound: float = 0
    picked: list[Column] = field(default_factory=list)
    cost: float = 0
    taken: dict[str, list[Taken]] = field(default_factory=dict)


def sessions(part: Part, picked: Sequence[Column]) -> list[Column]:
    """Return all sessions of a group, those picked and those fixed, by day."""
    found = list(picked)
    for number, due in enumerate(part.dues):
        fixed = part.fixed(due)
        if fixed is not None:
            span = (fixed.start_period or 0, fixed.start, fixed.end)
            found.append(Column(number, fixed.day, fixed.host or NOWHERE, *span, 2, 0))
    return sorted(found, key=lambda one: (one.day, one.start, one.due))
