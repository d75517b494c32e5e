"""Groups that want the same days of the same hosts, in one program with the rule on hosts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jtdesk.core.milp import INFINITY, Milp, Row, optimum
from jtdesk.core.mip_search import Watch, search
from jtdesk.lessonprep.assigning import Plan
from jtdesk.lessonprep.problem import Limits
from jtdesk.lessonprep.schedule_model import NOWHERE, Column, Key, program

MOST = 60_000
"""Columns one program may have; beyond it the groups that compete least are left out."""
_NEAR = (20.0,)


@dataclass(frozen=True)
class Joint:
    """What came of it.

    Attributes:
        bound: no plan of all groups costs less.
        picked: a plan of each group that took part, by its number; empty where none was found.
    """

    bound: float
    picked: dict[int, list[Column]]


def crowded(wanted: Mapping[Key, int], limits: Limits, hosted: Mapping[Key, int]) -> set[Key]:
    """Return the hosts and days groups want more often than may be, each on its own."""
    return {
        key
        for key, count in wanted.items()
        if key[0] != NOWHERE and count + hosted.get(key, 0) > limits.hosts_per_day
    }


def joint(
    plans: Sequence[Plan],
    limits: Limits,
    hosted: Mapping[Key, int],
    seconds: float,
    watch: Watch,
) -> Joint:
    """Solve the groups that compete for hosts together.

    Args:
        plans: all groups, with what is proven of each alone and the plan there is.
        limits: of the regime.
        hosted: sessions outside the plan, by host and day.
        seconds: wall clock.
        watch: told of progress.
    """
    chosen = _competing(plans, limits, hosted)
    rest = [plan for number, plan in enumerate(plans) if number not in set(chosen)]
    alone = float(sum(plan.bound for plan in rest))
    together = _Together([plans[number] for number in chosen], limits)
    held = Counter(hosted)
    bound = 0.0
    if rest:
        # Where some groups are left out, only without them is the relaxation below every plan.
        relaxed = optimum(together.limited(held), seconds=seconds / 3, relaxed=True, presolve=False)
        bound = relaxed.bound
        held.update((one.host, one.day) for plan in rest for one in plan.picked)
        seconds -= seconds / 3
    found = search(together.limited(held), seconds, watch, near=_NEAR, whole_costs=True)
    bound = alone + (bound if rest else found.bound)
    if not found.values:
        return Joint(bound if bound > -INFINITY else 0.0, {})
    return Joint(bound, dict(zip(chosen, together.picked(found.values), strict=True)))


def _competing(plans: Sequence[Plan], limits: Limits, hosted: Mapping[Key, int]) -> list[int]:
    """Return the numbers of groups that take part, those that compete most first."""
    wanted = Counter((one.host, one.day) for plan in plans for one in plan.alone)
    full = crowded(wanted, limits, hosted)

    def wish(number: int) -> tuple[bool, float, int]:
        plan = plans[number]
        wants = any((one.host, one.day) in full for one in plan.alone)
        return not wants, plan.bound - plan.cost, number

    found: list[int] = []
    size = 0
    for number in sorted(range(len(plans)), key=wish):
        size += sum(map(len, plans[number].base))
        if found and size > MOST:
            break
        found.append(number)
    return sorted(found)


class _Together:
    """The programs of several groups side by side."""

    def __init__(self, plans: Sequence[Plan], limits: Limits) -> None:
        self._limits = limits
        self._milp = Milp()
        self._parts = []
        self._hosts: dict[Key, Row] = defaultdict(Row)
        for plan in plans:
            stated = program(plan.part, plan.base, limits)
            first = len(self._milp.cost)
            self._parts.append((first, stated))
            self._append(stated.milp, first)
            for column, one in enumerate(stated.chosen):
                if one.host != NOWHERE:
                    self._hosts[one.host, one.day].add(first + column, 1)

    def _append(self, other: Milp, first: int) -> None:
        own = self._milp
        own.cost += other.cost
        own.lower += other.lower
        own.upper += other.upper
        own.whole += other.whole
        own.rows += [Row([first + one for one in row.columns], row.values) for row in other.rows]
        own.row_lower += other.row_lower
        own.row_upper += other.row_upper

    def limited(self, held: Mapping[Key, int]) -> Milp:
        """Return the program with no host beyond what is left to it."""
        own = self._milp
        most = {key: max(0, self._limits.hosts_per_day - held.get(key, 0)) for key in self._hosts}
        rows = {key: row for key, row in self._hosts.items() if len(row.columns) > most[key]}
        return Milp(
            own.cost, own.lower, own.upper, own.whole, [*own.rows, *rows.values()],
            [*own.row_lower, *(-INFINITY for _ in rows)],
            [*own.row_upper, *(most[key] for key in rows)],
        )  # fmt: skip

    def picked(self, values: Sequence[float]) -> list[list[Column]]:
        """Return the columns a point uses, group by group."""
        return [stated.picked(values[first:]) for first, stated in self._parts]
