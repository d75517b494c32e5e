"""Counts a plan's figures anew from its moves; shares no code with the model or the solver."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from jtdesk.deployment.problem import (
    DAYS,
    FULL,
    GO,
    NEVER,
    SECOND,
    STAY,
    TOGETHER,
    Alternative,
    Move,
    Person,
    Pin,
    Problem,
)

Key = tuple[str, str, str]
Sums = dict[str, float]


class Count:
    """Counts a problem's figures for any list of moves, from nothing."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = {one.id: one for one in problem.people}
        self.schools = {one.id: one for one in problem.schools}
        self.ways = {(one.origin, one.target): one for one in problem.ways}
        self.start = {
            (one.school, one.stage, one.subject): half_up(5 * one.available - 5 * one.need)
            for one in problem.needs
        }
        self.quotas = [
            (
                quota,
                frozenset(quota.numerator.people),
                frozenset(quota.denominator.people if quota.denominator else ()),
            )
            for quota in problem.quotas
        ]
        backbone = sum(1 for one in problem.people if one.backbone)
        self.share = round(backbone / len(problem.people), 3) if problem.people else 0.0
        self.here: dict[str, list[int]] = {school: [0, 0] for school in self.schools}
        for one in problem.people:
            place = one.at if one.running else one.home
            if place in self.here:
                self.here[place][0] += 1 if one.backbone else 0
                self.here[place][1] += 1
        self.furthest = max((w.minutes for w in problem.ways if w.minutes is not None), default=0)

    def days(self, move: Move) -> int:
        """Days a week a move takes away and brings."""
        if move.kind == DAYS:
            return move.days
        return half_up(5 * (self.people[move.person].fte if move.kind == FULL else move.share))

    def minutes(self, origin: str, target: str) -> int:
        """Weighted minutes of a way."""
        way = self.ways.get((origin, target))
        base = way.minutes if way is not None and way.minutes is not None else self.furthest
        if way is not None and way.ferry:
            base += self.problem.costs.ferry
        return half_up(base * self.schools[target].hardship)

    def balance(self, moves: Iterable[Move]) -> dict[Key, int]:
        """Days to spare (below zero: short) by need after the moves."""
        after = dict(self.start)
        for move in moves:
            person = self.people[move.person]
            for key, days in (
                ((person.home, person.stage, person.subject), -self.days(move)),
                ((move.school, person.stage, move.subject), self.days(move)),
            ):
                if key in after:
                    after[key] += days
        return after

    def sides(self, number: int, moves: Iterable[Move]) -> tuple[int, int]:
        """People above and below the line of a quota."""
        quota, up, down = self.quotas[number]
        above: set[str] = set()
        below: set[str] = set()
        for move in moves:
            if move.kind == SECOND or (move.kind == DAYS and not self.problem.days_count):
                continue
            for rule, people, counted in (
                (quota.numerator, up, above),
                (quota.denominator, down, below),
            ):
                if rule is None or move.person not in people:
                    continue
                anywhere = rule.schools is None
                named = move.kind == FULL and rule.schools is not None
                if anywhere or (named and move.school in (rule.schools or ())):
                    counted.add(move.person)
        return quota.numerator_base + len(above), quota.denominator_base + len(below)

    def lacking(self, number: int, moves: Iterable[Move]) -> int:
        """People missing to a quota."""
        quota = self.quotas[number][0]
        above, below = self.sides(number, moves)
        line = Fraction(str(quota.threshold)) * below / 100
        people = 0
        while not (above + people > line or (quota.operator == ">=" and above + people == line)):
            people += 1
        return people

    def parts(self, moves: Sequence[Move]) -> Sums:
        """All parts of the objective."""
        costs = self.problem.costs
        travel = disturbance = wishes = 0.0
        here = {school: list(pair) for school, pair in self.here.items()}
        for move in moves:
            person = self.people[move.person]
            if move.kind == FULL:
                travel += self.minutes(person.home, move.school)
                disturbance += costs.full
                wishes -= costs.wish if move.school in person.wishes else 0
                for school, sign in ((person.home, -1), (move.school, 1)):
                    here[school][0] += sign * (1 if person.backbone else 0)
                    here[school][1] += sign
            elif move.kind == DAYS:
                travel += self.minutes(person.home, move.school) * move.days / 5
                disturbance += costs.days * move.days
            else:
                disturbance += costs.second * self.days(move)
        return {
            "missing": sum(self.lacking(number, moves) for number in range(len(self.quotas))),
            "short": sum(-days for days in self.balance(moves).values() if days < 0) / 5,
            "travel": travel,
            "disturbance": disturbance,
            "wishes": wishes,
            "unevenness": sum(abs(b - self.share * n) for b, n in here.values()),
        }

    def weights(self) -> Sums:
        """Weights as the published model derives them."""
        costs = self.problem.costs
        furthest = max(
            (self.minutes(w.origin, w.target) for w in self.problem.ways if w.minutes is not None),
            default=0,
        )
        change = max(costs.full, 5 * costs.days, 5 * costs.second) + furthest
        day = 3 * change
        return {"missing": 3 * (5 * day + change), "short": 5 * day, "minute": 1, "unevenness": 0.1}

    def total(self, parts: Sums) -> float:
        """Weighted sum of parts."""
        weights = self.weights()
        found = sum(parts[name] for name in ("travel", "disturbance", "wishes"))
        return found + sum(
            weights[name] * parts[name] for name in ("missing", "short", "unevenness")
        )

    # --- who may do what ------------------------------------------------------------------------

    def may(self, move: Move | Alternative) -> bool:
        """Say whether the published model offers a change to a person."""
        person = self.people[move.person]
        pins = [
            pin
            for pin in self.problem.pins
            if person.id == pin.person or (pin.kind == TOGETHER and person.id == pin.other)
        ]
        if person.running:
            return False
        if move.kind == SECOND:
            return self._may_second(person, move)
        if any(pin.kind == STAY or (pin.kind == NEVER and pin.school is None) for pin in pins):
            return False
        if any(pin.kind == NEVER and pin.school == move.school for pin in pins):
            return False
        if move.kind == DAYS:
            return self._may_days(person, move, pins)
        return self._may_full(person, move, pins)

    def _may_second(self, person: Person, move: Move | Alternative) -> bool:
        most = [one.most for one in person.seconds if one.subject == move.subject]
        key = (person.home, person.stage, move.subject)
        return (
            self.problem.offer_seconds
            and move.school == person.home
            and move.subject != person.subject
            and bool(most)
            and self.start.get(key, 0) < 0
            and 0 < move.share <= min(most[0], half_up(5 * person.fte) / 5) + 1e-9
        )

    def _may_days(self, person: Person, move: Move | Alternative, pins: list[Pin]) -> bool:
        way = self.ways.get((person.home, move.school))
        return (
            self.problem.offer_days
            and person.itinerant
            and not any(pin.kind in {GO, TOGETHER} for pin in pins)
            and half_up(5 * person.fte) == 5
            and self.start.get((person.home, person.stage, person.subject), 0) > 0
            and self.start.get((move.school, person.stage, person.subject), 0) < 0
            and way is not None
            and way.daily
            and self._teaches(person, move.school)
            and 1 <= move.days <= 4
        )

    def _teaches(self, person: Person, school: str) -> bool:
        way = self.ways.get((person.home, school))
        known = way is not None and way.minutes is not None and school != person.home
        taught = (school, person.stage, person.subject) in self.start
        return known and taught and person.stage in self.schools[school].stages

    def _may_full(self, person: Person, move: Move | Alternative, pins: list[Pin]) -> bool:
        school = move.school
        if not person.eligible or school == person.home:
            return False
        asked = [pin.school for pin in pins if pin.kind == GO and pin.school is not None]
        if asked and person.stage in self.schools[asked[-1]].stages:
            return school == asked[-1]
        if not self._teaches(person, school):
            return False
        if any(pin.kind in {GO, TOGETHER} for pin in pins) or school in person.wishes:
            return True
        if self.start[school, person.stage, person.subject] < 0:
            return True
        nearer = sum(
            1
            for other in self.schools
            if self._teaches(person, other)
            and self.start[other, person.stage, person.subject] >= 0
            and (self.minutes(person.home, other), other)
            < (self.minutes(person.home, school), school)
        )
        return nearer < self.problem.nearest


def half_up(value: float) -> int:
    """Round to a whole number, halves up, with room for noise."""
    low = math.floor(value)
    return low + 1 if value - low >= 0.5 - 1e-6 else low
