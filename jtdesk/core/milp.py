"""A mixed integer program as rows and columns, and the one call of HiGHS that solves it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

INFINITY = math.inf
Watch = Callable[[float, float], None]
"""Told the best total found and the best bound proven, infinite while there is none."""


@dataclass
class Row:
    """One sparse row: columns and their coefficients."""

    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, column: int, value: float) -> None:
        """Add a term; a column comes once only."""
        self.columns.append(column)
        self.values.append(value)


@dataclass
class Milp:
    """Minimise cost subject to ranges of rows and columns."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    always: list[int] = field(default_factory=list)
    """Columns no smaller program may leave out: they keep it solvable."""

    def column(
        self, cost: float, upper: float = INFINITY, *, lower: float = 0, whole: bool = True
    ) -> int:
        """Add a column and return its number."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def slack(self, cost: float, *, lower: float = 0, whole: bool = False) -> int:
        """Add a column that pays for what a rule is short of."""
        self.always.append(self.column(cost, lower=lower, whole=whole))
        return self.always[-1]

    def row(self, row: Row, *, least: float = -INFINITY, most: float = INFINITY) -> None:
        """Keep a row between two numbers; a row without terms is left out."""
        if row.columns:
            self.rows.append(row)
            self.row_lower.append(least)
            self.row_upper.append(most)


@dataclass(frozen=True)
class Found:
    """What HiGHS came back with.

    Attributes:
        values: by column, empty where no point was found.
        total: cost of the point, infinite where there is none.
        bound: nothing costs less.
        proven: total is optimal, or there is provably no point.
        reduced: reduced cost by column, of a relaxation only.
    """

    values: list[float]
    total: float
    bound: float
    proven: bool
    reduced: list[float]


def optimum(
    milp: Milp,
    *,
    seconds: float = INFINITY,
    relaxed: bool = False,
    start: Sequence[float] | None = None,
    keep: Sequence[int] | None = None,
    presolve: bool = True,
    watch: Watch | None = None,
) -> Found:
    """Solve a program, or its relaxation, on one thread with a fixed seed.

    Args:
        milp: the program.
        seconds: wall clock; where it cuts, `Found.proven` is false.
        relaxed: whole numbers may be fractions; gives reduced costs.
        start: values of a point to begin with, by column.
        keep: columns to keep; all others are fixed at their lower bound.
        presolve: whether HiGHS simplifies first.
        watch: told of progress.
    """
    import highspy  # noqa: PLC0415 - only the solving process pays for it
    import numpy as np  # noqa: PLC0415

    chosen = np.arange(len(milp.cost)) if keep is None else np.asarray(keep, dtype=np.int64)
    solver = _solver(highspy, seconds, relaxed, presolve)
    _pass(highspy, np, solver, milp, chosen)
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = np.asarray(start, dtype=float)[chosen]
        solver.setSolution(point)
    if watch is not None:
        _listen(solver, watch)
    solver.run()
    return _found(highspy, np, solver, milp, chosen, relaxed)


def _solver(highspy: Any, seconds: float, relaxed: bool, presolve: bool) -> Any:  # noqa: ANN401
    solver = highspy.Highs()
    options: dict[str, object] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-4,
        "presolve": "on" if presolve else "off",
        "solve_relaxation": relaxed,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if seconds < INFINITY:
        solver.setOptionValue("time_limit", max(0.05, float(seconds)))
    return solver


def _pass(highspy: Any, np: Any, solver: Any, milp: Milp, chosen: Any) -> None:  # noqa: ANN401
    """Hand the model over as arrays: row by row took longer than solving it."""
    lengths = np.fromiter((len(row.columns) for row in milp.rows), np.int64, len(milp.rows))
    total = int(lengths.sum())
    columns = np.fromiter((one for row in milp.rows for one in row.columns), np.int64, total)
    values = np.fromiter((one for row in milp.rows for one in row.values), float, total)
    place = np.full(len(milp.cost), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    kept = place[columns] >= 0
    ends = np.concatenate(([0], np.cumsum(lengths)))
    starts = np.concatenate(([0], np.cumsum(kept)))[ends]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(chosen), len(milp.rows)
    model.col_cost_ = np.asarray(milp.cost, dtype=float)[chosen]
    model.col_lower_ = np.asarray(milp.lower, dtype=float)[chosen]
    model.col_upper_ = np.asarray(milp.upper, dtype=float)[chosen]
    model.row_lower_ = np.asarray(milp.row_lower, dtype=float)
    model.row_upper_ = np.asarray(milp.row_upper, dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = place[columns][kept].astype(np.int32)
    model.a_matrix_.value_ = values[kept]
    kinds = highspy.HighsVarType
    model.integrality_ = [
        kinds.kInteger if milp.whole[one] else kinds.kContinuous for one in chosen.tolist()
    ]
    solver.passModel(model)


def _listen(solver: Any, watch: Watch) -> None:  # noqa: ANN401
    def told(event: Any) -> None:  # noqa: ANN401
        watch(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    solver.cbMipLogging.subscribe(told)
    solver.cbMipImprovingSolution.subscribe(told)


def _found(
    highspy: Any,  # noqa: ANN401
    np: Any,  # noqa: ANN401
    solver: Any,  # noqa: ANN401
    milp: Milp,
    chosen: Any,  # noqa: ANN401
    relaxed: bool,
) -> Found:
    info = solver.getInfo()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Found([], INFINITY, INFINITY, proven=True, reduced=[])
    optimal = status == highspy.HighsModelStatus.kOptimal
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    bound = float(info.objective_function_value if relaxed else info.mip_dual_bound)
    if not feasible:
        return Found([], INFINITY, -INFINITY if relaxed else bound, proven=False, reduced=[])
    values = np.asarray(milp.lower, dtype=float)
    values[chosen] = solution.col_value
    reduced = list(solution.col_dual) if relaxed else []
    total = float(info.objective_function_value)
    return Found(values.tolist(), total, bound, proven=optimal, reduced=reduced)
