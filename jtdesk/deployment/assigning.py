"""Who of a class of interchangeable people does what in a solution of the planner's program."""

from __future__ import annotations

from collections.abc import Iterable

from jtdesk.deployment.model import Model, Pool
from jtdesk.deployment.problem import DAYS, FULL, MOST_DAYS, SECOND, Move, Person


def moves(model: Model, values: list[float], before: Iterable[Move] = ()) -> list[Move]:
    """Say who does what in a solution: class by class, most years first, then id.

    Args:
        model: the program.
        values: by column.
        before: an earlier plan; of people alike those who did the same in it come first.
    """
    return _Reading(model, [round(one) for one in values], before).moves()


class _Reading:
    def __init__(self, model: Model, values: list[int], before: Iterable[Move]) -> None:
        self.model = model
        self.ground = model.ground
        self.values = values
        self.left = [list(people) for people in model.classes]
        self.found: list[Move] = []
        self.before = {(move.person, move.kind, move.school): move for move in before}
        self.busy = {person for person, _kind, _school in self.before}

    def _take(self, number: int, kind: str, school: str) -> Person:
        """Take somebody of a class: who did the same before, then who did nothing before."""
        left = self.left[number]
        same = next((one for one in left if (one.id, kind, school) in self.before), None)
        idle = next((one for one in left if one.id not in self.busy), None)
        person = same or idle or left[0]
        left.remove(person)
        return person

    def moves(self) -> list[Move]:
        for number, school, column in self.model.full:
            for _ in range(self.values[column]):
                person = self._take(number, FULL, school)
                self._add(person, FULL, school, person.subject, 0, person.fte)
        for number, subject, most, heads, days in self.model.second:
            self._share_out(number, subject, most, self.values[heads], self.values[days])
        for pool in self.model.pools.values():
            self._send(pool)
        return sorted(self.found, key=lambda one: (one.person, one.school, one.subject))

    def _share_out(self, number: int, subject: str, most: int, heads: int, days: int) -> None:
        for _ in range(min(heads, -(-days // most)) if days else 0):
            home = self.model.classes[number][0].home
            person = self._take(number, SECOND, home)
            part = min(most, days)
            days -= part
            self._add(person, SECOND, person.home, subject, 0, part / 5)

    def _send(self, pool: Pool) -> None:
        wanted = [(school, self.values[column]) for school, column in pool.sends]
        counts = [(number, self.values[column]) for number, column in pool.draws]
        whole = self.ground.problem.days_count
        if whole:
            people = [one for number, count in counts for one in self.left[number][:count]]
        else:
            # Where days count nowhere, it is all one from which class they come.
            free = [one for number, _ in counts for one in self.left[number]]
            people = sorted(free, key=lambda one: (one.id not in self.busy, -one.years, one.id))
            people = people[: sum(count for _, count in counts)]
        for person, days in zip(people, _packed(wanted, len(people), use_all=whole), strict=False):
            for school, count in days:
                self._add(person, DAYS, school, person.subject, count, count / 5)

    def _add(
        self, person: Person, kind: str, school: str, subject: str, days: int, share: float
    ) -> None:
        way = self.ground.ways.get((person.home, school))
        minutes = 0 if kind == SECOND else way.minutes if way else None
        pinned = person.id in self.ground.goes
        self.found.append(
            Move(person.id, kind, person.home, school, subject, days, share, minutes, pinned)
        )


def _packed(
    wanted: list[tuple[str, int]], people: int, *, use_all: bool
) -> list[list[tuple[str, int]]]:
    """Pack days into weeks of at most four, as few people as it takes and few schools each."""
    bins: list[list[tuple[str, int]]] = []
    rests = []
    for school, days in wanted:
        bins += [[(school, MOST_DAYS)] for _ in range(days // MOST_DAYS)]
        if days % MOST_DAYS:
            rests.append((school, days % MOST_DAYS))
    for school, days in sorted(rests, key=lambda one: -one[1]):
        fits = [one for one in bins if sum(count for _, count in one) + days <= MOST_DAYS]
        if not fits:
            bins.append([])
        (fits[0] if fits else bins[-1]).append((school, days))
    if len(bins) > people:
        bins = _tight(wanted, people)
    while use_all and len(bins) < people:
        wide = max(bins, key=lambda one: (len(one), sum(count for _, count in one)))
        school, count = wide.pop()
        if not wide:
            wide.append((school, count - 1))
            count = 1
        bins.append([(school, count)])
    return bins


def _tight(wanted: list[tuple[str, int]], people: int) -> list[list[tuple[str, int]]]:
    bins: list[list[tuple[str, int]]] = [[] for _ in range(people)]
    at, room = 0, MOST_DAYS
    for school, days in wanted:
        rest = days
        while rest:
            part = min(rest, room)
            bins[at].append((school, part))
            rest -= part
            room -= part
            if not room:
                at, room = at + 1, MOST_DAYS
    return bins
