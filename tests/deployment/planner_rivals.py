"""What the planner is measured against: the published model person by person, and a person's way."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from jtdesk.deployment.problem import DAYS, FULL, GO, SECOND, TOGETHER, Move, Problem
from jtdesk.deployment.recount import Count

INF = math.inf


@dataclass
class Bare:
    """What bare HiGHS says; seconds of its run alone, and with the building of the model."""

    total: float
    bound: float
    proven: bool
    seconds: float
    whole_seconds: float


class BareModel:
    """The published model with one column per person and school; nothing is aggregated."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.count = Count(problem)
        self.costs: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.needs: dict[tuple[str, str, str], dict[int, float]] = {k: {} for k in self.count.start}
        self.balance: dict[str, dict[int, float]] = defaultdict(dict)
        self.changes: dict[int, float] = {}
        self.quotas: list[dict[int, float]] = [{} for _ in problem.quotas]
        self.leavers: list[dict[int, float]] = [{} for _ in problem.floors]
        self.x: dict[tuple[str, str], int] = {}
        for person in problem.people:
            if not person.running:
                self._person(person)
        self._rows()

    def col(self, cost: float, upper: float = INF, whole: bool = True) -> int:
        self.costs.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def _flow(self, person, school, subject, column, days) -> None:
        for key, sign in (
            ((person.home, person.stage, person.subject), -1),
            ((school, person.stage, subject), 1),
        ):
            if key in self.needs:
                self.needs[key][column] = self.needs[key].get(column, 0) + sign * days

    def _person(self, person) -> None:
        count, costs = self.count, self.problem.costs
        one_change: dict[int, float] = {}
        sent: dict[int, float] = {}
        for school in count.schools:
            full = Move(
                person.id, FULL, person.home, school, person.subject, 0, person.fte, 0, False
            )
            if count.may(full):
                bonus = costs.wish if school in person.wishes else 0
                column = self.col(costs.full + count.minutes(person.home, school) - bonus, 1)
                self.x[person.id, school] = column
                one_change[column] = self.changes[column] = 1
                self._flow(person, school, person.subject, column, count.days(full))
                weight = (1 if person.backbone else 0) - count.share
                self.balance[school][column] = weight
                self.balance[person.home][column] = -weight
                self._counted(person, column, school)
                for number, floor in enumerate(self.problem.floors):
                    here = person.backbone and floor.school == person.home
                    if here and floor.subject in {None, person.subject}:
                        self.leavers[number][column] = 1
            part = Move(person.id, DAYS, person.home, school, person.subject, 1, 0.2, 0, False)
            if count.may(part):
                column = self.col(costs.days + count.minutes(person.home, school) / 5, 4)
                sent[column] = 1
                self._flow(person, school, person.subject, column, 1)
        if sent:
            used = self.col(0, 1)
            one_change[used] = self.changes[used] = 1
            self.rows.append(({**sent, used: -4}, -INF, 0))
            self.rows.append(({**sent, used: -1}, 0, INF))
            if self.problem.days_count:
                self._counted(person, used, None)
        for second in person.seconds:
            share = min(second.most, person.fte)
            job = Move(
                person.id, SECOND, person.home, person.home, second.subject, 0, 0.2, 0, False
            )
            most = math.floor(5 * share + 1e-6)
            if count.may(job):
                used, days = self.col(0, 1), self.col(costs.second, most)
                one_change[used] = self.changes[used] = 1
                self.rows.append(({days: 1, used: -most}, -INF, 0))
                self.rows.append(({days: 1, used: -1}, 0, INF))
                self._flow(person, person.home, second.subject, days, 1)
        self.rows.append((one_change, -INF, 1))

    def _counted(self, person, column: int, school: str | None) -> None:
        for number, (quota, up, down) in enumerate(self.count.quotas):
            share = Fraction(str(quota.threshold)) / 100
            value = Fraction(0)
            for rule, people, sign in ((quota.numerator, up, 1), (quota.denominator, down, -share)):
                named = rule is not None and (rule.schools is None or school in rule.schools)
                if named and person.id in people:
                    value += sign
            if value:
                self.quotas[number][column] = float(value * share.denominator)

    def _rows(self) -> None:
        weights = self.count.weights()
        for key, row in self.needs.items():
            short = self.col(weights["short"] / 5, whole=False)
            self.rows.append(({**row, short: 1}, -self.count.start[key], INF))
        for (quota, _up, _down), row in zip(self.count.quotas, self.quotas, strict=True):
            share = Fraction(str(quota.threshold)) / 100
            least = share.numerator * quota.denominator_base
            least -= share.denominator * quota.numerator_base
            least += quota.operator == ">"
            gap = self.col(weights["missing"])
            self.rows.append(({**row, gap: share.denominator}, least, INF))
        for school, (backbone, everyone) in self.count.here.items():
            uneven = self.col(weights["unevenness"], whole=False)
            base = backbone - self.count.share * everyone
            row = self.balance[school]
            self.rows.append(({uneven: 1, **{c: -v for c, v in row.items()}}, base, INF))
            self.rows.append(({uneven: 1, **row}, -base, INF))
        self._hard_rows()

    def _hard_rows(self) -> None:
        problem = self.problem
        if problem.budget is not None:
            self.rows.append((self.changes, -INF, problem.budget))
        have = defaultdict(int)
        for one in problem.people:
            if one.backbone and not one.running:
                have[one.home, None] += 1
                have[one.home, one.subject] += 1
        for floor, row in zip(problem.floors, self.leavers, strict=True):
            self.rows.append((row, -INF, have[floor.school, floor.subject] - floor.least))
        for pin in problem.pins:
            if pin.kind == GO:
                own = {c: 1.0 for (person, _), c in self.x.items() if person == pin.person}
                self.rows.append((own, 1, INF))
            elif pin.kind == TOGETHER:
                for school in self.count.schools:
                    row = {}
                    for name, sign in ((pin.person, 1.0), (pin.other, -1.0)):
                        if (name, school) in self.x:
                            row[self.x[name, school]] = sign
                    self.rows.append((row, 0, 0))

    def solve(self, limit: float) -> Bare:
        import highspy
        import numpy as np

        started = time.perf_counter()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.rows)
        model.col_cost_ = np.array(self.costs, float)
        model.col_lower_ = np.zeros(len(self.costs))
        model.col_upper_ = np.array(self.upper, float)
        model.row_lower_ = np.array([row[1] for row in self.rows], float)
        model.row_upper_ = np.array([row[2] for row in self.rows], float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row[0]) for row in self.rows]
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
        model.a_matrix_.index_ = np.array([c for row in self.rows for c in row[0]], np.int32)
        model.a_matrix_.value_ = np.array([v for row in self.rows for v in row[0].values()], float)
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in self.whole]
        solver = highspy.Highs()
        for name, value in {
            "output_flag": False, "threads": 1, "parallel": "off", "mip_rel_gap": 0.0,
            "mip_abs_gap": 1e-4, "time_limit": float(limit),
        }.items():  # fmt: skip
            solver.setOptionValue(name, value)
        solver.passModel(model)
        run = time.perf_counter()
        solver.run()
        ended = time.perf_counter()
        info = solver.getInfo()
        proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Bare(
            info.objective_function_value, info.mip_dual_bound, proven, ended - run, ended - started
        )


def bare(problem: Problem, limit: float = 600) -> Bare:
    """Solve the published model person by person with HiGHS as it comes."""
    started = time.perf_counter()
    model = BareModel(problem)
    built = time.perf_counter() - started
    found = model.solve(limit)
    return Bare(found.total, found.bound, found.proven, found.seconds, found.whole_seconds + built)


def greedy(problem: Problem) -> float:
    """Plan as a person would and return the total: largest gap, nearest surplus; then quotas.

    The largest gap is filled from the nearest school with people to spare: whole posts first, days
    for what is left; then those nearest to a school that teaches the subject are sent until the
    quotas are met, backbone teachers first. Pins, floors and the budget are kept.
    """
    return _Greedy(problem).plan()


class _Greedy:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.count = Count(problem)
        self.balance = dict(self.count.start)
        self.moves: list[Move] = []
        self.used: set[str] = set()
        self.room: dict[tuple[str, str | None], int] = {}
        have = defaultdict(int)
        for one in problem.people:
            if one.backbone and not one.running:
                have[one.home, None] += 1
                have[one.home, one.subject] += 1
        for floor in problem.floors:
            self.room[floor.school, floor.subject] = have[floor.school, floor.subject] - floor.least
        self.staff = sorted(
            (one for one in problem.people if not one.running), key=lambda one: (-one.years, one.id)
        )
        self.by_subject = defaultdict(list)
        for one in self.staff:
            self.by_subject[one.stage, one.subject].append(one)

    def plan(self) -> float:
        self._pins()
        skipped: set[tuple[str, str, str]] = set()
        while True:
            open_ = {k: -v for k, v in self.balance.items() if v < 0 and k not in skipped}
            if not open_ or self._full():
                break
            key = min(open_, key=lambda one: (-open_[one], one))
            if not self._close(key, open_[key]):
                skipped.add(key)
        self._quotas()
        return self.count.total(self.count.parts(self.moves))

    def _pins(self) -> None:
        """First what is asked for: those pinned go with those pinned to them, the rest stay put."""
        pairs = [(pin.person, pin.other) for pin in self.problem.pins if pin.kind == TOGETHER]
        for pin in self.problem.pins:
            if pin.kind == GO:
                crowd = {pin.person}
                while more := {x for pair in pairs if crowd & {*pair} for x in pair} - crowd:
                    crowd |= more
                for school in [pin.school] if pin.school else sorted(self.count.schools):
                    jobs = [
                        self._move(self.count.people[one], FULL, school, 0) for one in sorted(crowd)
                    ]
                    if all(self.count.may(job) for job in jobs):
                        for job in jobs:
                            self._take(job)
                        break
        self.used |= {one for pair in pairs for one in pair}

    def _full(self) -> bool:
        return (
            self.problem.budget is not None
            and len({move.person for move in self.moves}) >= self.problem.budget
        )

    def _close(self, key, gap: int) -> bool:
        school, stage, subject = key
        for kind in (FULL, DAYS) if gap >= 3 else (DAYS, FULL):
            for person in sorted(
                self.by_subject[stage, subject],
                key=lambda one: (
                    self.count.minutes(one.home, school) if one.home != school else INF,
                    -one.years,
                    one.id,
                ),
            ):
                spare = self.balance.get((person.home, stage, subject), 0)
                days = 0 if kind == FULL else min(4, gap, spare)
                takes = self.count.days(self._move(person, FULL, school, 0))
                enough = spare >= takes if kind == FULL else days > 0
                if enough and self._take(self._move(person, kind, school, days)):
                    return True
        return False

    def _move(self, person, kind: str, school: str, days: int) -> Move:
        share = person.fte if kind == FULL else days / 5
        return Move(person.id, kind, person.home, school, person.subject, days, share, 0, False)

    def _take(self, move: Move) -> bool:
        person = self.count.people[move.person]
        if move.person in self.used or self._full() or not self.count.may(move):
            return False
        keys = [(person.home, None), (person.home, person.subject)]
        leaves = move.kind == FULL and person.backbone
        if leaves and any(self.room.get(key, 1) <= 0 for key in keys):
            return False
        for key in keys if leaves else ():
            if key in self.room:
                self.room[key] -= 1
        self.used.add(move.person)
        self.moves.append(move)
        self.balance = self.count.balance(self.moves)
        return True

    def _quotas(self) -> None:
        for number, (quota, up, _down) in enumerate(self.count.quotas):
            for person in sorted(
                (one for one in self.staff if one.id in up),
                key=lambda one: (not one.backbone, -one.years, one.id),
            ):
                if not self.count.lacking(number, self.moves):
                    break
                near = sorted(
                    self.count.schools, key=lambda one: self.count.minutes(person.home, one)
                )
                counted = quota.numerator.schools or near
                any(
                    self._take(self._move(person, FULL, school, 0))
                    for school in near
                    if school in counted
                )
