"""What the planner's model stands on: lookups, offered pairs, costs and weights of a problem."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from jtdesk.deployment.problem import GO, NEVER, STAY, TOGETHER, Person, Problem, Way

Node = tuple[str, str, str]
"""One need: school, stage, subject."""
Membership = tuple[int, bool, bool]
"""Number of a quota, counted above the line, counted below it."""
WHOLE_POST = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit adds to the total; `short` is for a day, a fifth of a post."""

    missing: int
    short: int
    unevenness: float = 0.1


def whole(value: float) -> int:
    """Round to a whole number, halves up, deaf to noise in the seventh decimal."""
    return math.floor(round(value, 6) + 0.5)


class Ground:
    """A problem with everything the model looks up again and again."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.schools = {one.id: one for one in problem.schools}
        self.people = {one.id: one for one in problem.people}
        self.ways: dict[tuple[str, str], Way] = {(w.origin, w.target): w for w in problem.ways}
        self.balance: dict[Node, int] = {
            (one.school, one.stage, one.subject): whole(5 * (one.available - one.need))
            for one in problem.needs
        }
        self._pin()
        self._near: dict[Node, tuple[list[str], list[str]]] = {}
        self._travel: dict[tuple[str, str], int] = {}

    def _pin(self) -> None:
        self.stays: set[str] = set()
        self.goes: dict[str, str | None] = {}
        self.nevers: dict[str, set[str]] = defaultdict(set)
        self.pairs: list[tuple[str, str]] = []
        for pin in self.problem.pins:
            if pin.kind == STAY or (pin.kind == NEVER and pin.school is None):
                self.stays.add(pin.person)
            elif pin.kind == GO:
                self.goes[pin.person] = pin.school or self.goes.get(pin.person)
            elif pin.kind == NEVER and pin.school is not None:
                self.nevers[pin.person].add(pin.school)
            elif pin.kind == TOGETHER and pin.other is not None:
                self.pairs.append((pin.person, pin.other))
        self.mates = {one for pair in self.pairs for one in pair}
        self.bound = self.stays | set(self.goes) | set(self.nevers) | self.mates

    @staticmethod
    def days(fte: float) -> int:
        """Return an FTE in days a week."""
        return whole(5 * fte)

    @cached_property
    def longest(self) -> int:
        """Minutes of the longest known way: what an unknown one counts as."""
        return max((way.minutes for way in self.problem.ways if way.minutes is not None), default=0)

    def travel(self, origin: str, target: str) -> int:
        """Return the minutes one way, ferry added, weighted by the hardship of the target."""
        known = self._travel.get((origin, target))
        if known is None:
            way = self.ways.get((origin, target))
            minutes = self.longest if way is None or way.minutes is None else way.minutes
            minutes += self.problem.costs.ferry if way is not None and way.ferry else 0
            known = whole(minutes * self.schools[target].hardship)
            self._travel[origin, target] = known
        return known

    def full_cost(self, person: Person, school: str) -> int:
        """Return what a full-time move of a person costs."""
        costs = self.problem.costs
        bonus = costs.wish if school in person.wishes else 0
        return costs.full + self.travel(person.home, school) - bonus

    @cached_property
    def weights(self) -> Weights:
        """Weights of the levels; their derivation is part of the published model."""
        costs = self.problem.costs
        ways = [way for way in self.problem.ways if way.minutes is not None]
        far = max((self.travel(way.origin, way.target) for way in ways), default=0)
        costliest = max(costs.full, 5 * costs.days, 5 * costs.second) + far
        short = 3 * costliest
        return Weights(missing=3 * (WHOLE_POST * short + costliest), short=short)

    # --- who may be asked for what --------------------------------------------------------------

    def offered(self, person: Person) -> list[str]:
        """Return the schools a full-time move is offered to, by id."""
        if not person.eligible or person.running or person.id in self.stays:
            return []
        able, near = self._reach((person.home, person.stage, person.subject))
        if person.id in self.goes or person.id in self.mates:
            found = set(able)
            asked = self.goes.get(person.id)
            if asked is not None and person.stage in self.schools[asked].stages:
                found = {asked}
        else:
            found = set(near) | (set(person.wishes) & set(able))
        return sorted(found - self.nevers.get(person.id, set()))

    def reachable(self, person: Person) -> list[str]:
        """Return every school a pin could send a person to by a known way, nearest first."""
        if not person.eligible or person.running:
            return []
        return self._reach((person.home, person.stage, person.subject))[0]

    def _reach(self, home: Node) -> tuple[list[str], list[str]]:
        if home not in self._near:
            school, stage, subject = home
            able = sorted(
                (one for one in self.teaching[stage, subject] if self._known(school, one, stage)),
                key=lambda one: (self.travel(school, one), one),
            )
            short = [one for one in able if self.balance[one, stage, subject] < 0]
            other = [one for one in able if self.balance[one, stage, subject] >= 0]
            self._near[home] = able, short + other[: self.problem.nearest]
        return self._near[home]

    @cached_property
    def teaching(self) -> dict[tuple[str, str], list[str]]:
        """Schools with a need row, by stage and subject."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for school, stage, subject in self.balance:
            found[stage, subject].append(school)
        return found

    def _known(self, origin: str, target: str, stage: str) -> bool:
        way = self.ways.get((origin, target))
        known = way is not None and way.minutes is not None
        return known and origin != target and stage in self.schools[target].stages

    def day_schools(self, person: Person) -> list[str]:
        """Return the schools days a week are offered at."""
        home = (person.home, person.stage, person.subject)
        asked = person.id in self.stays or person.id in self.goes or person.id in self.mates
        if (
            not self.problem.offer_days
            or asked
            or person.running
            or not person.itinerant
            or self.days(person.fte) != WHOLE_POST
            or self.balance.get(home, 0) <= 0
        ):
            return []
        able, _near = self._reach(home)
        return [
            one
            for one in sorted(able)
            if self.balance[one, person.stage, person.subject] < 0
            and self.ways[person.home, one].daily
            and one not in self.nevers.get(person.id, ())
        ]

    def seconds(self, person: Person) -> list[tuple[str, int]]:
        """Return the second subjects offered to a person with the most days of each."""
        if not self.problem.offer_seconds or person.running:
            return []
        found = []
        for one in person.seconds:
            most = min(math.floor(round(5 * one.most, 6)), self.days(person.fte))
            node = (person.home, person.stage, one.subject)
            if one.subject != person.subject and most > 0 and self.balance.get(node, 0) < 0:
                found.append((one.subject, most))
        return found

    # --- quotas and balance ---------------------------------------------------------------------

    @cached_property
    def _memberships(self) -> dict[str, tuple[Membership, ...]]:
        found: dict[str, dict[int, list[bool]]] = defaultdict(dict)
        for number, quota in enumerate(self.problem.quotas):
            for one in quota.numerator.people:
                found[one].setdefault(number, [False, False])[0] = True
            for one in quota.denominator.people if quota.denominator is not None else ():
                found[one].setdefault(number, [False, False])[1] = True
        return {
            one: tuple((number, up, down) for number, (up, down) in sorted(sides.items()))
            for one, sides in found.items()
        }

    def memberships(self, person: Person) -> tuple[Membership, ...]:
        """Return the quotas a person counts in once they move."""
        return self._memberships.get(person.id, ())

    def counts(self, quota: int, school: str, *, up: bool) -> bool:
        """Say whether a move to a school counts on that side of a quota."""
        rule = self.problem.quotas[quota]
        side = rule.numerator if up else rule.denominator
        return side is not None and (side.schools is None or school in side.schools)

    @cached_property
    def backbone(self) -> Counter[tuple[str, str | None]]:
        """Backbone people of its own at a school today, by school and subject, and altogether."""
        found: Counter[tuple[str, str | None]] = Counter()
        for one in self.problem.people:
            if one.backbone and not one.running:
                found[one.home, one.subject] += 1
                found[one.home, None] += 1
        return found

    @cached_property
    def share(self) -> float:
        """Share of backbone people in the group, rounded to thousandths."""
        count = sum(one.backbone for one in self.problem.people)
        return round(count / max(1, len(self.problem.people)), 3)

    @cached_property
    def _present(self) -> dict[str, tuple[int, int]]:
        found = {school: [0, 0] for school in self.schools}
        for one in self.problem.people:
            school = one.at if one.running else one.home
            if school in found:
                found[school][0] += one.backbone
                found[school][1] += 1
        return {school: (backbone, everyone) for school, (backbone, everyone) in found.items()}

    def off_balance(self, school: str) -> float:
        """Return backbone people a school has beyond the group's share, before the plan."""
        backbone, everyone = self._present[school]
        return round(backbone - self.share * everyone, 3)
