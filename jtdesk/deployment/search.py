"""How the planner's program is solved: relaxation, a small program of good columns, the whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jtdesk.deployment.milp import INFINITY, Found, Milp, optimum

LARGE = 60_000
"""Columns from which on the whole program is too long a wait; growing parts of it are solved."""
NEAR = (1.0, 20.0, 60.0)
"""Minutes a column may be dearer than the relaxation says, part after part."""
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


def search(milp: Milp, seconds: float, watch: Watch) -> Answer:
    """Find the best point of a program within a time.

    The relaxation gives a bound and for each column what using it costs at least (its reduced
    cost). A first program of the columns that cost next to nothing gives a good point in a moment;
    a column whose reduced cost exceeds the distance between that point and the bound cannot be in
    a better one and is left out of the whole program for good. Large programs are solved in
    growing parts, and the bound of the relaxation stands.
    """
    end = time.monotonic() + seconds
    base = optimum(milp, seconds=seconds, relaxed=True, presolve=False)
    if not base.reduced:
        return _whole(milp, None, None, -INFINITY, end, watch)
    watch("relaxed", INFINITY, base.bound)
    best = _part(milp, base, NEAR[0], None, 0.4 * (end - time.monotonic()), watch)
    if best is None:
        return _whole(milp, None, None, base.bound, end, watch)
    keep = _keep(milp, base, best.total - base.bound + 1e-3)
    if len(keep) <= LARGE:
        return _whole(milp, keep, best, base.bound, end, watch)
    for reach in NEAR[1:]:
        left = end - time.monotonic()
        if left > 1:
            best = _part(milp, base, reach, best.values, left, watch) or best
    return Answer(best.values, best.total, base.bound, best.total - base.bound < 1e-3)


def _keep(milp: Milp, base: Found, reach: float) -> list[int]:
    always = set(milp.always)
    return [
        column
        for column, cost in enumerate(base.reduced)
        if cost <= reach or column in always or milp.lower[column] > 0
    ]


def _part(
    milp: Milp,
    base: Found,
    reach: float,
    start: Sequence[float] | None,
    seconds: float,
    watch: Watch,
) -> Found | None:
    found = optimum(
        milp,
        seconds=seconds,
        start=start,
        keep=_keep(milp, base, reach),
        watch=lambda total, _bound: watch("part", total, base.bound),
    )
    return found if found.values else None


def _whole(
    milp: Milp, keep: list[int] | None, best: Found | None, bound: float, end: float, watch: Watch
) -> Answer:
    found = optimum(
        milp,
        seconds=end - time.monotonic(),
        start=best.values if best is not None else None,
        keep=keep,
        watch=lambda total, found: watch("whole", total, max(bound, found)),
    )
    known = best.total if best is not None else INFINITY
    if not found.values or found.total > known:
        values = best.values if best is not None else []
        return Answer(values, known, max(bound, min(found.bound, known)), proven=False)
    # What was left out costs at least the point we began with.
    return Answer(found.values, found.total, max(bound, min(found.bound, known)), found.proven)
