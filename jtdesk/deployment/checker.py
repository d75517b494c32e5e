"""Checks a plan from its moves alone, person by person; shares no code with what made it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from jtdesk.deployment.problem import (
    DAYS,
    FULL,
    GO,
    NEVER,
    SECOND,
    TOGETHER,
    Floor,
    Move,
    Objective,
    Person,
    Pin,
    Problem,
    Proposal,
    Reason,
    Unmet,
)  # fmt: skip
from jtdesk.deployment.recount import Count, Sums

_NEAR = 1e-3
_STRONG = {"pinned", "together", "serves_quota", "closes_gap", "balances"}


def check(problem: Problem, proposal: Proposal) -> list[str]:
    """Return everything that is wrong with a plan, as sentences; empty where all is right.

    Checked are: every hard rule, every figure of the objective, completeness of what is unmet,
    and each reason and each alternative by making the exchange and counting again.
    """
    return _Check(problem, proposal).run()


class _Check:
    def __init__(self, problem: Problem, proposal: Proposal) -> None:
        self.given = {one.about: one.amount for one in proposal.unmet if one.kind == "rule"}
        # A pin that had to give way binds nobody; that it is said so is checked below.
        held = tuple(pin for pin in problem.pins if pin.id not in self.given)
        self.asked = problem
        self.problem = replace(problem, pins=held)
        self.proposal = proposal
        self.count = Count(self.problem)
        self.moves = [one for one in proposal.moves if one.person in self.count.people]
        self.of: dict[str, list[Move]] = defaultdict(list)
        for move in self.moves:
            self.of[move.person].append(move)
        self.found: list[str] = []
        self.parts = self.count.parts(self.moves)
        self.total = self.count.total(self.parts)
        self.balance = self.count.balance(self.moves)

    def run(self) -> list[str]:
        self._say(len(self.moves) == len(self.proposal.moves), "a move of an unknown person")
        for name, own in self.of.items():
            self._one_change(name, own)
        self._budget()
        for floor in self.problem.floors:
            self._floor(floor)
        for pin in self.problem.pins:
            self._pin(pin)
        self._figures(self.proposal.objective)
        self._unmet()
        for move in self.moves:
            self._why(move)
            self._others(move)
        return self.found

    def _say(self, right: bool, words: str) -> None:
        if not right:
            self.found.append(words)

    def _same(self, one: float, other: float, words: str) -> None:
        near = _NEAR + 1e-9 * max(abs(one), abs(other))
        self._say(abs(one - other) <= near, f"{words}: {one} said, {other} counted")

    # --- hard rules -----------------------------------------------------------------------------

    def _one_change(self, name: str, own: list[Move]) -> None:
        kinds = {move.kind for move in own}
        person = self.count.people[name]
        for move in own:
            self._say(self.count.may(move), f"{name} may not do {move.kind}")
            self._say(move.home == person.home, f"{name} does not teach at {move.home}")
            way = self.count.ways.get((move.home, move.school))
            known = 0 if move.kind == SECOND else way.minutes if way else None
            self._say(known == move.minutes, f"minutes of {name}")
            shares = {FULL: person.fte, DAYS: move.days / 5, SECOND: move.share}
            self._same(move.share, shares[move.kind], f"share of {name}")
            pinned = any(pin.kind == GO and pin.person == name for pin in self.problem.pins)
            self._say(pinned == move.pinned, f"pinned of {name}")
        single = len(own) == 1 or (kinds == {DAYS} and len({m.school for m in own}) == len(own))
        self._say(single, f"{name} has more than one change")
        self._say(sum(move.days for move in own) <= 4, f"{name} is away five days")

    def _budget(self) -> None:
        if self.problem.budget is not None:
            over = len(self.of) - self.problem.budget - self.given.get("budget", 0)
            self._say(over <= 0, f"budget exceeded by {over}")

    def _floor(self, floor: Floor) -> None:
        stay = sum(
            1
            for one in self.problem.people
            if one.backbone
            and one.home == floor.school
            and floor.subject in {None, one.subject}
            and not one.running
            and not any(move.kind == FULL for move in self.of.get(one.id, ()))
        )
        least = floor.least - self.given.get(floor.id, 0)
        self._say(stay >= least, f"floor {floor.id}: {stay} stay of {least}")

    def _pin(self, pin: Pin) -> None:
        went = {move.school for move in self.of.get(pin.person, ()) if move.kind != SECOND}
        if pin.kind == GO:
            kinds = {move.kind for move in self.of.get(pin.person, ())}
            kept = kinds == {FULL} and (pin.school is None or went == {pin.school})
        elif pin.kind == TOGETHER:
            mate = {move.school for move in self.of.get(pin.other or "", ()) if move.kind == FULL}
            kept = went == mate
        elif pin.kind == NEVER and pin.school is not None:
            kept = pin.school not in went
        else:
            kept = not went
        self._say(kept, f"pin {pin.id} broken")

    # --- figures --------------------------------------------------------------------------------

    def _figures(self, said: Objective) -> None:
        for name, value in self.parts.items():
            self._same(float(getattr(said, name)), value, f"objective {name}")
        for name, value in self.count.weights().items():
            self._same(said.weights.get(name, math.nan), value, f"weight {name}")
        self._same(said.total, self.total, "objective total")
        self._same(said.broken, sum(self.given.values()), "rules broken")
        answer = self.proposal
        self._say(answer.bound <= said.total + _NEAR, "bound above total")
        gap = (said.total - answer.bound) / said.total if said.total > 0 else 0.0
        self._same(answer.gap, gap, "gap")
        self._say(not answer.proven or gap < 1e-6, "proven with a gap")

    def _unmet(self) -> None:
        said = {(one.kind, one.about): one for one in self.proposal.unmet}
        real: dict[tuple[str, str], float] = {
            ("need", "/".join(key)): -days / 5 for key, days in self.balance.items() if days < 0
        }
        for number, quota in enumerate(self.problem.quotas):
            people = self.count.lacking(number, self.moves)
            if people:
                real["quota", quota.code] = people
        for key, amount in real.items():
            self._say(key in said, f"unmet and not said: {key}")
            if key in said:
                self._same(said[key].amount, amount, f"amount of {key}")
        for key, one in said.items():
            self._say(key in real or one.kind == "rule", f"said to be unmet: {key}")
            self._say(bool(one.reasons) and bool(one.text), f"no reason for {key}")
            for reason in one.reasons:
                self._say(self._true_of_unmet(one, reason), f"reason {reason.code} of {key}")
        self._clashes()

    def _clashes(self) -> None:
        rules = {pin.id for pin in self.asked.pins} | {one.id for one in self.problem.floors}
        rules |= set() if self.problem.budget is None else {"budget"}
        for clash in self.proposal.clashes:
            named = {rule.about for rule in clash.rules}
            self._say(named <= rules, "a clash of unknown rules")
            self._say(bool(named & set(self.given)), "a clash in which no rule gave way")
            for rule in clash.rules:
                self._say(rule.relaxation.about == rule.about, "a relaxation of another rule")
        self._say(bool(self.given) == bool(self.proposal.clashes), "clash and broken rules differ")

    # --- reasons --------------------------------------------------------------------------------

    def _after(self, out: Sequence[Move], into: Sequence[Move]) -> tuple[float, Sums]:
        moves = [move for move in self.moves if all(move is not one for one in out)]
        parts = self.count.parts([*moves, *into])
        change = {name: parts[name] - self.parts[name] for name in parts}
        return self.count.total(parts) - self.total, change

    def _why(self, move: Move) -> None:
        cost, change = self._after([move], [])
        strong = any(one.code in _STRONG for one in move.reasons)
        self._say(strong or cost > 0, f"{move.person} goes for no reason")
        for reason in move.reasons:
            right = bool(reason.text) and self._true_of_move(move, reason, cost, change)
            self._say(right, f"reason {reason.code} of {move.person} does not hold")

    def _true_of_move(self, move: Move, reason: Reason, cost: float, change: Sums) -> bool:
        person = self.count.people[move.person]
        figures = reason.figures
        code = reason.code
        if code in {"pinned", "together"}:
            kind = GO if code == "pinned" else TOGETHER
            return any(
                pin.id == reason.about
                and pin.kind == kind
                and move.person in {pin.person, pin.other}
                for pin in self.problem.pins
            )
        if code == "serves_quota":
            rest = [one for one in self.moves if one is not move]
            number = [quota.code for quota in self.problem.quotas].index(reason.about)
            more = self.count.lacking(number, rest) - self.count.lacking(number, self.moves)
            sides = self.count.sides(number, self.moves)
            return more == figures["people"] > 0 and sides == (figures["above"], figures["below"])
        if code == "closes_gap":
            key = (move.school, person.stage, move.subject)
            before = self.balance[key] - self.count.days(move)
            closed = (max(0, -before) - max(0, -self.balance[key])) / 5
            return "/".join(key) == reason.about and _close(closed, figures["fte"]) and closed > 0
        spare = self.count.start.get((person.home, person.stage, person.subject), 0) / 5
        known: dict[str, bool] = {
            "balances": _close(change["unevenness"], figures.get("people", 0)),
            "worth": _close(cost, figures.get("cost", 0)),
            "spare": _close(spare, figures.get("fte", 0)) and spare > 0,
            "near": move.minutes == figures.get("minutes"),
            "wish": move.school in person.wishes,
            "years": _close(person.years, figures.get("years", 0)),
        }
        return known.get(code, False)

    def _others(self, move: Move) -> None:
        for one in move.alternatives:
            job = Move(
                one.person, one.kind, self.count.people[one.person].home, one.school, one.subject,
                one.days, one.share, 0, pinned=False,
            )  # fmt: skip
            same = one.school == move.school and one.subject == move.subject
            free = one.person not in self.of and self.count.may(one)
            self._say(same and free, f"{one.person} cannot stand in for {move.person}")
            cost, change = self._after([move], [job])
            self._same(one.cost, cost, f"cost of {one.person} for {move.person}")
            for name, value in change.items():
                self._same(one.parts[name], value, f"{name} of {one.person} for {move.person}")
        if len(move.alternatives) < 3:
            able = self._able(move.school, self.count.people[move.person].stage, move.subject)
            right = bool(move.fewer) and len(able) == len(move.alternatives)
            self._say(right, f"{len(able)} could stand in for {move.person}")

    def _able(self, school: str, stage: str, subject: str) -> set[str]:
        """Return everybody free who may teach there in any way."""
        found = set()
        for person in self.problem.people:
            if person.stage != stage or person.id in self.of:
                continue
            if person.subject == subject:
                jobs = [self._job(person, FULL, school, subject, 0)]
                jobs.append(self._job(person, DAYS, school, subject, 1))
            else:
                jobs = [self._job(person, SECOND, school, subject, 1)]
            if any(self.count.may(job) for job in jobs):
                found.add(person.id)
        return found

    @staticmethod
    def _job(person: Person, kind: str, school: str, subject: str, days: int) -> Move:
        share = person.fte if kind == FULL else days / 5
        there = days if kind == DAYS else 0
        return Move(person.id, kind, person.home, school, subject, there, share, 0, pinned=False)

    def _true_of_unmet(self, unmet: Unmet, reason: Reason) -> bool:
        code = reason.code
        if code == "clash":
            return any(
                rule.about == unmet.about for rule in self.proposal.clashes[int(reason.about)].rules
            )
        if code in {"no_surplus", "none_able"}:
            return self._nobody(unmet, reason)
        name, kind, school, subject = reason.about.split("/")
        job = self._job(self.count.people[name], kind, school, subject, int(reason.figures["days"]))
        cost, _change = self._after([], [job])
        if name in self.of or not self.count.may(job) or not _close(cost, reason.figures["cost"]):
            return False
        if code == "costs_more":
            return cost > -_NEAR
        kept = {
            "budget_used": self._used_up(),
            "floor": self._tight(self.count.people[name]),
            "pin": any(name in {pin.person, pin.other} for pin in self.problem.pins),
            "unfinished": not self.proposal.proven,
            "left_alone": not self.proposal.proven,
        }
        return cost < 0 and kept.get(code, False)

    def _used_up(self) -> bool:
        allowed = (self.problem.budget or 0) + self.given.get("budget", 0)
        return self.problem.budget is not None and len(self.of) >= allowed

    def _tight(self, person: Person) -> bool:
        leaving = Counter(
            (one.home, subject)
            for one in self.problem.people
            if one.backbone
            and (one.running or any(move.kind == FULL for move in self.of.get(one.id, ())))
            for subject in (None, one.subject)
        )
        have = Counter(
            (one.home, subject)
            for one in self.problem.people
            if one.backbone
            for subject in (None, one.subject)
        )
        return person.backbone and any(
            have[floor.school, floor.subject] - leaving[floor.school, floor.subject] - 1
            < floor.least - self.given.get(floor.id, 0)
            for floor in self.problem.floors
            if floor.school == person.home and floor.subject in {None, person.subject}
        )

    def _nobody(self, unmet: Unmet, reason: Reason) -> bool:
        if unmet.kind == "quota":
            quota = next(one for one in self.problem.quotas if one.code == unmet.about)
            schools = quota.numerator.schools or tuple(self.count.schools)
            return not any(
                self.count.may(self._job(person, FULL, school, person.subject, 0))
                for name in quota.numerator.people
                if name not in self.of
                for person in (self.count.people[name],)
                for school in schools
            )
        school, stage, subject = unmet.about.split("/")
        spare = sum(
            days
            for key, days in self.balance.items()
            if key[1:] == (stage, subject) and key[0] != school and days > 0
        )
        if self._able(school, stage, subject) or not _close(spare / 5, reason.figures["fte"]):
            return False
        return (spare == 0) == (reason.code == "no_surplus")


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR
