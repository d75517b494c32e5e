"""A table of schools by indicators, either way round: the points in it, each with its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.core.text import fold
from jtdesk.evaluation.naming import Leaves, amount, refuse_beyond
from jtdesk.evaluation.scheme import Indicator
from jtdesk.excel.grid import CellValue
from jtdesk.excel.sheets import column_letters

LEAST = 2
SUMS = ("合计", "总分", "总计", "小计", "平均", "平均分", "得分", "名次", "位次", "排名", "等第")
Line = Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class GridScore:
    """Points of a school under a leaf, and the cell they stand in."""

    school: str
    leaf: str
    points: Fraction
    cell: str


@dataclass
class Matrix:
    """What a table holds; with faults nothing of it should be taken in."""

    scores: list[GridScore] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_matrix(rows: Sequence[Line], leaves: Leaves, schools: Mapping[str, str]) -> Matrix | None:
    """Return the points of a table; None where it is no table of schools by indicators.

    Args:
        rows: of the sheet, as they stand.
        leaves: of the scheme.
        schools: name by every word for a school.
    """
    words = {fold(word): name for word, name in schools.items()}

    def school(cell: CellValue) -> str | None:
        return words.get(fold(cell)) if isinstance(cell, str) else None

    def leaf(cell: CellValue) -> Indicator | None:
        if not isinstance(cell, str):
            return None
        try:
            return leaves.find(cell)
        except RuleError:
            return None

    across = _heading(rows, leaf)
    down = _heading(rows, school)
    if across is not None and (down is None or across < down):
        return _schools_down(rows, across, leaf, school)
    return None if down is None else _leaves_down(rows, down, leaf, school)


def _heading(rows: Sequence[Line], known: Callable[[CellValue], object]) -> int | None:
    """Return the row that names the most of what is known, None where none names two."""
    counts = [sum(known(cell) is not None for cell in row) for row in rows]
    most = max(counts, default=0)
    return counts.index(most) if most >= LEAST else None


def _schools_down(
    rows: Sequence[Line], at: int, leaf: Callable[[CellValue], Indicator | None],
    school: Callable[[CellValue], str | None],
) -> Matrix:  # fmt: skip
    found = Matrix()
    columns = {place: one for place, cell in enumerate(rows[at]) if (one := leaf(cell))}
    first = min(columns)
    for number, row in enumerate(rows[at + 1 :], at + 2):
        names = [name for cell in row[:first] if (name := school(cell))]
        if not names:
            texts = [cell for cell in row[:first] if isinstance(cell, str) and fold(cell)]
            if texts and any(_filled(row, place) for place in columns) and not _is_sum(texts):
                found.faults.append(f"第 {number} 行：集团内没有学校“{texts[-1]}”。")
            continue
        for place, one in columns.items():
            _take(found, row, number, place, names[0], one)
    return found


def _leaves_down(
    rows: Sequence[Line], at: int, leaf: Callable[[CellValue], Indicator | None],
    school: Callable[[CellValue], str | None],
) -> Matrix:  # fmt: skip
    found = Matrix()
    columns = {place: name for place, cell in enumerate(rows[at]) if (name := school(cell))}
    first = min(columns)
    for number, row in enumerate(rows[at + 1 :], at + 2):
        named = [one for cell in reversed(row[:first]) if (one := leaf(cell))]
        if not named:
            texts = [cell for cell in row[:first] if isinstance(cell, str) and fold(cell)]
            if texts and any(_filled(row, place) for place in columns) and not _is_sum(texts):
                found.faults.append(f"第 {number} 行：方案里没有可以评分的指标“{texts[-1]}”。")
            continue
        for place, name in columns.items():
            _take(found, row, number, place, name, named[0])
    return found


def _is_sum(texts: Sequence[str]) -> bool:
    return any(fold(text) in SUMS for text in texts)


def _filled(row: Line, place: int) -> bool:
    return place < len(row) and row[place] is not None


def _take(
    found: Matrix, row: Line, number: int, place: int, school: str, leaf: Indicator
) -> None:  # fmt: skip
    if not _filled(row, place):
        return
    cell = f"{column_letters(place + 1)}{number}"
    try:
        points = amount(row[place], "得分")
        refuse_beyond(leaf, points)
    except RuleError as fault:
        found.faults.append(f"单元格 {cell}（{school}）：{fault.message}")
        return
    found.scores.append(GridScore(school, leaf.code, points, cell))
