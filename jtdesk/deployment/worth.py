"""What a plan is worth: every figure of the objective, and how an exchange of moves changes it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.problem import DAYS, FULL, SECOND, Move, Objective, Quota

PARTS = ("missing", "short", "travel", "disturbance", "wishes", "unevenness")
TITLES = (
    ("missing", "比例缺额", "人"),
    ("short", "学科缺口", "人"),
    ("travel", "单程路程合计", "分钟"),
    ("disturbance", "变动代价", "分钟"),
    ("wishes", "满足意愿", "分钟"),
    ("unevenness", "骨干不均", "人"),
)
TOLD = 0.05  # smaller differences are not worth a word


def differences(parts: Mapping[str, float], most: int = len(TITLES)) -> str:
    """Return in words what an exchange changes: ``学科缺口多 1 人、单程路程合计少 35 分钟``.

    Args:
        parts: the change of every figure.
        most: so many figures are told, the most important ones.
    """
    told = [
        f"{title}{'多' if parts[name] > 0 else '少'} {plain(rounded(abs(parts[name]), 1))} {unit}"
        for name, title, unit in TITLES
        if abs(parts.get(name, 0.0)) >= TOLD
    ]
    return "、".join(told[:most]) or "各项不变"


def missing(quota: Quota, above: int, below: int) -> int:
    """Return the whole people a quota still needs above the line."""
    asked = Fraction(quota.threshold).limit_denominator(10_000) / 100 * below
    least = math.floor(asked) + 1 if quota.operator == ">" else math.ceil(asked)
    return max(0, least - above)


class Worth:
    """The figures of a plan, kept so that the worth of an exchange is a matter of a few terms."""

    def __init__(self, ground: Ground, moves: Iterable[Move]) -> None:
        self.ground = ground
        self.balance: Counter[Node] = Counter(ground.balance)
        self.above = [quota.numerator_base for quota in ground.problem.quotas]
        self.below = [quota.denominator_base for quota in ground.problem.quotas]
        self.off = {school: ground.off_balance(school) for school in ground.schools}
        self.moves = tuple(moves)
        node, sides, off = self._effects(self.moves)
        self._apply(node, sides, off)

    def _apply(
        self, node: Counter[Node], sides: list[tuple[int, int, int]], off: dict[str, float]
    ) -> None:
        for key, value in node.items():
            if key in self.ground.balance:
                self.balance[key] += value
        for quota, up, down in sides:
            self.above[quota] += up
            self.below[quota] += down
        for school, shift in off.items():
            if school in self.off:
                self.off[school] += shift

    def _effects(
        self, moves: Iterable[Move], sign: int = 1
    ) -> tuple[Counter[Node], list[tuple[int, int, int]], dict[str, float]]:
        node: Counter[Node] = Counter()
        sides: list[tuple[int, int, int]] = []
        off: dict[str, float] = {}
        counted: set[str] = set()
        for move in moves:
            person = self.ground.people[move.person]
            days = self.days(move)
            node[person.home, person.stage, person.subject] -= sign * days
            node[move.school, person.stage, move.subject] += sign * days
            if move.kind == FULL:
                value = sign * (person.backbone - self.ground.share)
                off[move.school] = off.get(move.school, 0.0) + value
                off[person.home] = off.get(person.home, 0.0) - value
            sides += self._sides(move, counted, sign)
        return node, sides, off

    def _sides(self, move: Move, counted: set[str], sign: int) -> list[tuple[int, int, int]]:
        found = []
        if move.kind == DAYS and (not self.ground.problem.days_count or move.person in counted):
            return []
        if move.kind == SECOND:
            return []
        counted.add(move.person)
        for quota, up, down in self.ground.memberships(self.ground.people[move.person]):
            school = move.school if move.kind == FULL else ""
            above = up and self.ground.counts(quota, school, up=True)
            below = down and self.ground.counts(quota, school, up=False)
            if above or below:
                found.append((quota, sign * above, sign * below))
        return found

    def days(self, move: Move) -> int:
        """Return the days a week a move takes along."""
        return self.ground.days(move.share)

    def costs(self, moves: Iterable[Move]) -> dict[str, float]:
        """Return travel, disturbance and wishes of moves."""
        ground, costs = self.ground, self.ground.problem.costs
        travel = disturbance = wishes = 0.0
        for move in moves:
            if move.kind == SECOND:
                disturbance += costs.second * self.days(move)
            elif move.kind == DAYS:
                disturbance += costs.days * move.days
                travel += ground.travel(move.home, move.school) * move.days / 5
            else:
                disturbance += costs.full
                travel += ground.travel(move.home, move.school)
                if move.school in ground.people[move.person].wishes:
                    wishes -= costs.wish
        return {"travel": travel, "disturbance": disturbance, "wishes": wishes}

    def objective(self, broken: int = 0) -> Objective:
        """Return all figures of the plan."""
        people = sum(
            missing(quota, above, below)
            for quota, above, below in zip(
                self.ground.problem.quotas, self.above, self.below, strict=True
            )
        )
        short = sum(max(0, -value) for value in self.balance.values())
        parts = self.costs(self.moves)
        uneven = sum(abs(value) for value in self.off.values())
        figures = {"missing": people, "short": short / 5, "unevenness": uneven, **parts}
        return Objective(
            total=round(self.total(figures), 6),
            broken=broken,
            missing=people,
            short=round(short / 5, 6),
            travel=round(parts["travel"], 6),
            disturbance=parts["disturbance"],
            wishes=parts["wishes"],
            unevenness=round(uneven, 6),
            weights=self.weights,
        )

    @property
    def weights(self) -> dict[str, float]:
        """What one unit of each part adds to the total, FTE for ``short``."""
        weights = self.ground.weights
        return {
            "missing": weights.missing,
            "short": 5 * weights.short,
            "minute": 1,
            "unevenness": weights.unevenness,
        }

    def total(self, figures: dict[str, float]) -> float:
        """Return the weighted sum of parts, or of differences of parts."""
        weights = self.weights
        minutes = figures["travel"] + figures["disturbance"] + figures["wishes"]
        return (
            weights["missing"] * figures["missing"]
            + weights["short"] * figures["short"]
            + minutes
            + weights["unevenness"] * figures["unevenness"]
        )

    def difference(self, out: Iterable[Move], into: Iterable[Move]) -> dict[str, float]:
        """Return by how much each part changes when some moves are exchanged for others.

        Exact: the same figures as those of the plan recomputed with the exchange made. The moves
        taken out must be all the days of a person where any of them is taken out.
        """
        out, into = tuple(out), tuple(into)
        node, sides, off = self._effects(out, -1)
        more, further, shift = self._effects(into)
        for key, days in more.items():
            node[key] += days
        for school, value in shift.items():
            off[school] = off.get(school, 0.0) + value
        after, before = self.costs(into), self.costs(out)
        return {
            "missing": self._missing(sides + further),
            "short": self._short(node) / 5,
            **{name: after[name] - before[name] for name in after},
            "unevenness": sum(
                abs(self.off[school] + value) - abs(self.off[school])
                for school, value in off.items()
                if school in self.off
            ),
        }

    def _missing(self, sides: list[tuple[int, int, int]]) -> int:
        change: dict[int, tuple[int, int]] = {}
        for quota, up, down in sides:
            above, below = change.get(quota, (0, 0))
            change[quota] = above + up, below + down
        return sum(
            missing(
                self.ground.problem.quotas[quota], self.above[quota] + up, self.below[quota] + down
            )
            - missing(self.ground.problem.quotas[quota], self.above[quota], self.below[quota])
            for quota, (up, down) in change.items()
        )

    def _short(self, node: Counter[Node]) -> int:
        return sum(
            max(0, -(self.balance[key] + days)) - max(0, -self.balance[key])
            for key, days in node.items()
            if days and key in self.ground.balance
        )
