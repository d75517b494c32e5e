"""How a large program is solved: relaxation, a small program of good columns, the whole."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jtdesk.core.milp import INFINITY, Found, Milp, optimum

LARGE = 60_000
"""Columns from which on the whole program is too long a wait; growing parts of it are solved."""
NEAR = (1.0, 10.0, 40.0)
"""How much a column may be dearer than the relaxation says, part after part."""
Watch = Callable[[str, float, float], None]
"""Told the step, the best total found and the best bound proven."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The best point found.

    Attributes:
        values: by column, empty where no point was found in time.
        total: its cost.
        bound: no point costs less.
        proven: no better point exists.
    """

    values: list[float]
    total: float
    bound: float
    proven: bool


def _silent(_step: str, _total: float, _bound: float) -> None:
    return None


def search(
    milp: Milp,
    seconds: float,
    watch: Watch = _silent,
    *,
    near: Sequence[float] = NEAR,
    whole_costs: bool = False,
) -> Answer:
    """Find the best point of a program within a time.

    The relaxation gives a bound and for each column what using it costs at least (its reduced
    cost). A first program of the columns that cost next to nothing gives a good point in a moment;
    a column whose reduced cost exceeds the distance between that point and the bound cannot be in
    a better one and is left out of the whole program for good. Large programs are solved in
    growing parts instead, and the bound of the relaxation stands. Nothing is handed on as a
    starting point: measured, HiGHS took two to three times as long with one.

    Args:
        milp: the program.
        seconds: wall clock.
        watch: told of progress.
        near: see `NEAR`.
        whole_costs: every point costs a whole number, so a bound may be rounded up.
    """
    end = time.monotonic() + seconds
    base = optimum(milp, seconds=seconds, relaxed=True, presolve=False)
    best = Answer([], INFINITY, _up(base.bound, whole_costs), proven=False)
    watch("relaxed", best.total, best.bound)
    if whole_costs and base.values and _settled(milp, base):
        return Answer(base.values, base.total, base.total, proven=True)
    reaches = [near[0], INFINITY] if len(milp.cost) <= LARGE else [*near]
    for reach in reaches if base.reduced else [INFINITY]:
        left = end - time.monotonic()
        if best.values and left < 0.5:
            break
        best = _better(milp, base, reach, best, left, watch, whole_costs)
        if best.proven:
            break
    return best


def _up(bound: float, whole_costs: bool) -> float:
    return math.ceil(bound - 1e-4) if whole_costs and math.isfinite(bound) else bound


def _settled(milp: Milp, base: Found) -> bool:
    """Whether the relaxation happens to be whole where it must be."""
    return all(
        abs(value - round(value)) < 1e-7
        for value, whole in zip(base.values, milp.whole, strict=True)
        if whole
    )


def _better(
    milp: Milp,
    base: Found,
    reach: float,
    best: Answer,
    seconds: float,
    watch: Watch,
    whole_costs: bool,
) -> Answer:
    """Solve the part within reach, the whole where that is all that could be better."""
    limit = best.total - base.bound + 1e-3
    keep = _keep(milp, base, min(reach, limit)) if base.reduced else None
    whole = reach >= limit
    step = "whole" if whole else "part"
    found = optimum(
        milp,
        seconds=seconds,
        keep=keep,
        watch=lambda total, bound: watch(
            step, min(best.total, total), max(best.bound, bound if whole else best.bound)
        ),
    )
    # A point outside the part costs at least the bound plus the reach; outside the whole, more
    # than the best known.
    outside = best.total if whole else base.bound + reach
    bound = max(best.bound, _up(min(found.bound, outside), whole_costs))
    if found.values and found.total < best.total:
        best = Answer(found.values, found.total, bound, proven=False)
    proven = best.total - bound < 1e-3
    return Answer(best.values, best.total, min(bound, best.total), proven and bool(best.values))


def _keep(milp: Milp, base: Found, reach: float) -> list[int]:
    always = set(milp.always)
    return [
        column
        for column, cost in enumerate(base.reduced)
        if cost <= reach or column in always or milp.lower[column] > 0
    ]
