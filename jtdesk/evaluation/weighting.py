"""Advice on weights: AHP with its consistency ratio, entropy weights, TOPSIS as a cross-check.

Advice stands beside the weights that are set; it never replaces them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.amounts import Amount, exact
from jtdesk.evaluation.grading import FEW

Floats = NDArray[np.float64]
# Mean consistency index of random matrices of 1 to 15 criteria (Saaty's table).
RANDOM_INDEX = (
    0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.54, 1.56, 1.57, 1.59,
)  # fmt: skip
CONSISTENT = 0.1
_RECIPROCAL = 0.02


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights from comparing indicators in pairs.

    Attributes:
        weights: sum to one.
        largest: largest eigenvalue.
        index, ratio: consistency index and ratio; below 0.1 the comparisons go together.
        said: sentence with the figures; names the comparison that fits worst where they do not.
    """

    weights: tuple[float, ...]
    largest: float
    index: float
    ratio: float
    said: str

    @property
    def consistent(self) -> bool:
        """Whether the comparisons go together."""
        return self.ratio < CONSISTENT


def ahp(names: Sequence[str], matrix: Sequence[Sequence[Amount]]) -> Compared:
    """Return weights from a matrix of pairwise comparisons.

    Args:
        names: of the indicators.
        matrix: how many times as important the row is as the column, 1/9 to 9; below the diagonal
            the reciprocals.

    Raises:
        RuleError: the matrix is none of comparisons; the sentence names the cell.
    """
    compared = _comparisons(names, matrix)
    count = len(names)
    values, vectors = np.linalg.eig(compared)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    weights = vector / vector.sum()
    largest = float(values[at].real)
    index = max(0.0, (largest - count) / (count - 1)) if count > 2 else 0.0
    ratio = index / RANDOM_INDEX[count - 1] if count > 2 else 0.0
    said = f"最大特征根 {largest:.4f}，一致性指标 {index:.4f}，一致性比例 {ratio:.4f}，"
    if ratio < CONSISTENT:
        said += "小于 0.1，各项比较前后一致。"
    else:
        said += f"不小于 0.1，比较前后不一致，{_worst(names, compared, weights)}"
    return Compared(tuple(weights.tolist()), largest, index, ratio, said)


def _comparisons(names: Sequence[str], matrix: Sequence[Sequence[Amount]]) -> Floats:
    count = len(names)
    if not 2 <= count <= len(RANDOM_INDEX):
        raise _refused(f"两两比较要有 2 到 {len(RANDOM_INDEX)} 项指标，现有 {count} 项。")
    if len(matrix) != count or any(len(row) != count for row in matrix):
        raise _refused(f"两两比较表应是 {count} 行 {count} 列。")
    made = np.ones((count, count))
    for row in range(count):
        for column in range(row, count):
            there, back = exact(matrix[row][column]), exact(matrix[column][row])
            pair = f"“{names[row]}”与“{names[column]}”"
            if there <= 0 or back <= 0:
                raise _refused(f"{pair}的比较应大于 0。")
            if abs(there * back - 1) > _RECIPROCAL:
                cells = f"{matrix[row][column]} 和 {matrix[column][row]}"
                raise _refused(f"{pair}的两格应互为倒数，写的是 {cells}。")
            made[row, column] = float(there)
            made[column, row] = float(1 / there)
    return made


def _worst(names: Sequence[str], compared: Floats, weights: Floats) -> str:
    """Return the comparison that lies furthest from what the weights say."""
    implied = weights[:, None] / weights[None, :]
    off = np.abs(np.log(compared / implied))
    row, column = (int(one) for one in np.unravel_index(int(np.argmax(off)), off.shape))
    row, column = min(row, column), max(row, column)
    return (
        f"差得最多的是“{names[row]}”比“{names[column]}”：写的是 {compared[row, column]:.4g}，"
        f"按其余比较约为 {implied[row, column]:.4g}，请再斟酌。"
    )


@dataclass(frozen=True, slots=True)
class Entropies:
    """Weights from how much schools differ under each indicator."""

    weights: tuple[float, ...]
    entropies: tuple[float, ...]
    said: str


def entropy_weights(names: Sequence[str], scores: Sequence[Sequence[Amount]]) -> Entropies:
    """Return weights by entropy: an indicator under which schools differ more weighs more.

    Args:
        names: of the indicators.
        scores: a row for each school, none below nought.

    Raises:
        RuleError: fewer than five schools, a score below nought, or no difference at all.
    """
    table = _table(names, scores)
    schools = len(table)
    if schools < FEW:
        raise RuleError(
            f"熵权要看各校得分的差异，至少需要 {FEW} 所学校，现有 {schools} 所，不作计算。"
            "请用两两比较（层次分析法）或沿用现行权重。",
            code="too_few_schools",
        )
    if (table < 0).any():
        raise _refused("熵权不能有小于 0 的得分。")
    sums = table.sum(axis=0)
    shares = table / np.where(sums > 0, sums, 1.0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    entropies = np.where(sums > 0, -(shares * logs).sum(axis=0) / np.log(schools), 1.0)
    spread = np.clip(1 - entropies, 0.0, None)
    spread[np.ptp(table, axis=0) == 0] = 0.0
    if not spread.sum():
        raise _refused("各校在每一项上都相同，熵权无从计算。")
    weights = spread / spread.sum()
    same = [name for name, one in zip(names, spread, strict=True) if not one]
    said = f"按 {schools} 所学校的差异计算。"
    said += f"{'、'.join(f'“{one}”' for one in same)}各校相同，权重为 0。" if same else ""
    return Entropies(tuple(weights.tolist()), tuple(entropies.tolist()), said)


def topsis(
    scores: Sequence[Sequence[Amount]], weights: Sequence[Amount], costs: Sequence[bool] = ()
) -> tuple[float, ...]:
    """Return how close each school is to the best of all on every indicator, 0 to 1.

    Args:
        scores: a row for each school.
        weights: of the indicators, any sum.
        costs: indicators where less is better; empty for none.

    Raises:
        RuleError: rows of different length, or no school.
    """
    table = _table([str(one) for one in weights], scores)
    shares = np.array([float(exact(one)) for one in weights])
    norms = np.sqrt((table**2).sum(axis=0))
    weighed = table / np.where(norms > 0, norms, 1.0) * (shares / shares.sum())
    less = np.array(costs or [False] * len(weights))
    best = np.where(less, weighed.min(axis=0), weighed.max(axis=0))
    worst = np.where(less, weighed.max(axis=0), weighed.min(axis=0))
    to_best = np.sqrt(((weighed - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighed - worst) ** 2).sum(axis=1))
    apart = to_best + to_worst
    close = np.where(apart > 0, to_worst / np.where(apart > 0, apart, 1.0), 0.5)
    return tuple(close.tolist())


def _table(names: Sequence[str], scores: Sequence[Sequence[Amount]]) -> Floats:
    if not scores or any(len(row) != len(names) for row in scores):
        raise _refused(f"得分表每所学校应有 {len(names)} 个数，且至少有一所学校。")
    return np.array([[float(exact(one)) for one in row] for row in scores])


def _refused(sentence: str) -> RuleError:
    return RuleError(sentence, code="bad_weighting")
