"""Exchanges within a plan: who else could do a job, what it costs exactly, what stands against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.problem import DAYS, FULL, GO, MOST_DAYS, SECOND, TOGETHER, Move, Person
from jtdesk.deployment.worth import Worth

WIDEST = 24
Crowd = list[Person]
"""People alike in everything the model knows, most years at the school first."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Moves taken out, moves put in, and the exact change of every part.

    Attributes:
        crowd: who could all do it at the same cost, the one in `into` first.
    """

    out: tuple[Move, ...]
    into: tuple[Move, ...]
    parts: dict[str, float]
    cost: float
    crowd: tuple[Person, ...] = ()


class Exchanges:
    """All exchanges of one plan."""

    def __init__(self, ground: Ground, moves: Iterable[Move]) -> None:
        self.ground = ground
        self.worth = Worth(ground, moves)
        self.plan: dict[str, tuple[Move, ...]] = defaultdict(tuple)
        for move in self.worth.moves:
            self.plan[move.person] += (move,)
        self.leavers: Counter[tuple[str, str | None]] = Counter()
        for move in self.worth.moves:
            person = ground.people[move.person]
            if move.kind == FULL and person.backbone:
                self.leavers[person.home, None] += 1
                self.leavers[person.home, person.subject] += 1
        self._jobs: dict[Node, list[tuple[Crowd, str]]] = {}

    def exchange(
        self, out: Sequence[Move], into: Sequence[Move], crowd: Iterable[Person] = ()
    ) -> Exchange:
        """Return the exact worth of taking some moves out and putting others in."""
        people = {move.person for move in (*out, *into)}
        before = [move for one in sorted(people) for move in self.plan.get(one, ())]
        after = [move for move in before if move not in out] + list(into)
        parts = self.worth.difference(before, after)
        cost = round(self.worth.total(parts), 6) + 0.0
        return Exchange(tuple(out), tuple(into), parts, cost, tuple(crowd))

    def without(self, move: Move) -> Exchange:
        """Return the exchange of a move for nothing."""
        return self.exchange([move], [])

    # --- who could do a job ---------------------------------------------------------------------

    @cached_property
    def _crowds(self) -> dict[tuple[str, str], list[Crowd]]:
        """People who do not move, by stage and subject, those alike together."""
        found: dict[tuple[str, str], dict[object, Crowd]] = defaultdict(lambda: defaultdict(list))
        ground = self.ground
        for one in ground.problem.people:
            if not one.running and one.id not in self.plan:
                alone = one.id if one.id in ground.bound else ""
                kind = (
                    one.home, ground.days(one.fte), one.backbone, one.eligible, one.itinerant,
                    one.seconds, one.wishes, ground.memberships(one), alone,
                )  # fmt: skip
                found[one.stage, one.subject][kind].append(one)
        return {
            key: [sorted(crowd, key=lambda one: (-one.years, one.id)) for crowd in kinds.values()]
            for key, kinds in found.items()
        }

    @cached_property
    def _seconds(self) -> dict[Node, list[Crowd]]:
        found: dict[Node, list[Crowd]] = defaultdict(list)
        for crowds in self._crowds.values():
            for crowd in crowds:
                for subject, _most in self.ground.seconds(crowd[0]):
                    found[crowd[0].home, crowd[0].stage, subject].append(crowd)
        return found

    def able(self, node: Node) -> list[tuple[Crowd, str]]:
        """Return who, moving nowhere yet, may be asked to teach there, and by what kind."""
        if node not in self._jobs:
            school, stage, subject = node
            found: list[tuple[Crowd, str]] = []
            for crowd in self._crowds.get((stage, subject), ()):
                if school in self.ground.offered(crowd[0]):
                    found.append((crowd, FULL))
                if school in self.ground.day_schools(crowd[0]):
                    found.append((crowd, DAYS))
            found += [(crowd, SECOND) for crowd in self._seconds.get(node, ())]
            self._jobs[node] = found
        return self._jobs[node]

    def job(self, person: Person, kind: str, node: Node, days: int) -> Move:
        """Return the move of a person to a job of so many days."""
        school, _stage, subject = node
        if kind == FULL:
            days_there, share = 0, person.fte
        elif kind == DAYS:
            days_there = max(1, min(days, MOST_DAYS))
            share = days_there / 5
        else:
            most = dict(self.ground.seconds(person))[subject]
            days_there, share = 0, max(1, min(days, most)) / 5
        way = self.ground.ways.get((person.home, school))
        minutes = 0 if kind == SECOND else way.minutes if way else None
        return Move(
            person.id, kind, person.home, school, subject, days_there, share, minutes,
            person.id in self.ground.goes,
        )  # fmt: skip

    def substitutes(self, move: Move) -> list[Exchange]:
        """Return who could do a move's job instead, cheapest first.

        Looked at are those whose own travel and disturbance is least (`WIDEST` groups of people
        alike): the rest of the cost differs little between them.
        """
        person = self.ground.people[move.person]
        node = (move.school, person.stage, move.subject)
        days = self.worth.days(move)
        jobs = [(self.job(crowd[0], kind, node, days), crowd) for crowd, kind in self.able(node)]
        if len(jobs) > WIDEST:
            own = {job.person: sum(self.worth.costs([job]).values()) for job, _ in jobs}
            jobs.sort(key=lambda one: (one[0].kind != move.kind, own[one[0].person], one[0].person))
        return self._cheapest([self.exchange([move], [job], crowd) for job, crowd in jobs[:WIDEST]])

    def additions(self, node: Node) -> list[Exchange]:
        """Return everybody who could close some of a gap in addition, cheapest first."""
        days = max(1, -self.worth.balance[node])
        found = []
        for crowd, kind in self.able(node):
            home = (crowd[0].home, crowd[0].stage, crowd[0].subject)
            spare = self.worth.balance[home] if home in self.ground.balance else days
            asked = days if kind == FULL else max(1, min(days, spare))
            found.append(self.exchange([], [self.job(crowd[0], kind, node, asked)], crowd))
        return self._cheapest(found)

    def joiners(self, quota: int) -> list[Exchange]:
        """Return who could count above the line of a quota in addition, cheapest first."""
        found = []
        for crowds in self._crowds.values():
            for crowd in crowds:
                person = crowd[0]
                if any(up and number == quota for number, up, _ in self.ground.memberships(person)):
                    found += [
                        self.exchange([], [self._full(person, school)], crowd)
                        for school in self.ground.offered(person)
                        if self.ground.counts(quota, school, up=True)
                    ]
        return self._cheapest(found)

    def _full(self, person: Person, school: str) -> Move:
        return self.job(person, FULL, (school, person.stage, person.subject), 0)

    @staticmethod
    def _cheapest(found: list[Exchange]) -> list[Exchange]:
        return sorted(found, key=lambda one: (one.cost, one.into[0].person, one.into[0].kind))

    # --- what stands against --------------------------------------------------------------------

    def against(self, exchange: Exchange) -> list[str]:
        """Return the hard rules an exchange would break: ids of floors and pins, ``budget``."""
        found = []
        problem, ground = self.ground.problem, self.ground
        out = {move.person for move in exchange.out} - {move.person for move in exchange.into}
        gone = {
            one
            for one in out
            if not set(self.plan.get(one, ())) - set(exchange.out)
        }  # fmt: skip
        new = {move.person for move in exchange.into if move.person not in self.plan}
        count = len([one for one in self.plan if self.plan[one]]) - len(gone) + len(new)
        if problem.budget is not None and count > problem.budget:
            found.append("budget")
        leavers = Counter[tuple[str, str | None]]()
        for moves, sign in ((exchange.out, -1), (exchange.into, 1)):
            for move in moves:
                person = ground.people[move.person]
                if move.kind == FULL and person.backbone:
                    leavers[person.home, None] += sign
                    leavers[person.home, person.subject] += sign
        for floor in problem.floors:
            key = floor.school, floor.subject
            more = leavers.get(key, 0)
            if more > 0 and ground.backbone[key] - self.leavers[key] - more < floor.least:
                found.append(floor.id)
        touched = out | {move.person for move in exchange.into}
        for pin in problem.pins:
            parted = pin.kind == TOGETHER and touched & {pin.person, pin.other}
            if parted or (pin.kind == GO and pin.person in out):
                found.append(pin.id)
        return found


def polished(ground: Ground, moves: Iterable[Move], rounds: int = 200) -> list[Move]:
    """Take single steps that improve a plan as long as there are any.

    A plan proven optimal has none that lowers the total; moves that change nothing are taken out
    of it all the same, for nobody should go without a reason.
    """
    current = list(moves)
    for _ in range(rounds):
        exchanges = Exchanges(ground, current)
        step = useless(exchanges) or _missed(exchanges)
        if step is None:
            break
        taken = set(step.out)
        current = [one for one in current if one not in taken] + list(step.into)
    return sorted(current, key=lambda one: (one.person, one.school, one.subject))


def useless(exchanges: Exchanges) -> Exchange | None:
    """Return the taking out of some move that does no good, None where every move does."""
    for move in exchanges.worth.moves:
        found = exchanges.without(move)
        if found.cost <= 1e-9 and not exchanges.against(found):
            return found
    return None


def _missed(exchanges: Exchanges) -> Exchange | None:
    for node, days in exchanges.worth.balance.items():
        if days < 0:
            for found in exchanges.additions(node):
                if found.cost > -1e-6:
                    break
                if not exchanges.against(found):
                    return found
    return None
