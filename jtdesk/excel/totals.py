"""Figures under and beside the rows of a table: each as a formula and as the value it has now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jtdesk.excel.capitals import capitals, capitals_formula
from jtdesk.excel.table_look import Line, SummaryPart, TableColumn, TableSpec, Value, shown_in

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell that is worked out.

    Attributes:
        formula: as the office program reads it.
        value: what it gives for the rows of now; ``""`` where it shows nothing.
    """

    formula: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column that a total is taken of.

    Attributes:
        letter: of the column.
        first, last: rows of the sheet.
        nested: rows of totals stand between them and must not be counted again.
    """

    letter: str
    first: int
    last: int
    nested: bool = False

    @property
    def range(self) -> str:
        """The cells as a formula names them."""
        return f"{self.letter}{self.first}:{self.letter}{self.last}"


def exact_sum(values: Sequence[Value]) -> float:
    """Return the sum of the numbers without the dust of binary fractions."""
    total = sum((Decimal(repr(value)) for value in values if _is_number(value)), Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def filled(values: Sequence[Value]) -> int:
    """Return how many cells hold something."""
    return sum(value not in (None, "") for value in values)


def quotient(numerator: Value, denominator: Value) -> float | None:
    """Return a share as a fraction, None where there is nothing to divide by."""
    if not _is_number(denominator) or not denominator:
        return None
    above = numerator if _is_number(numerator) else 0  # as a formula takes an empty cell
    return float(Decimal(repr(above)) / Decimal(repr(denominator)))


def total_value(column: TableColumn, at: int, rows: Sequence[Line]) -> float | str | None:
    """Return what a column has in a row of totals over these rows, None where it has nothing."""
    if column.total == "ratio" and column.ratio:
        above, below = (exact_sum([row[place] for row in rows]) for place in column.ratio)
        share = quotient(above, below)
        return "" if share is None else share
    values = [row[at] for row in rows]
    if column.total == "sum":
        return exact_sum(values)
    if column.total == "text":
        return column.total_text
    return filled(values) if column.total == "count" else None


def total_figure(column: TableColumn, at: int, cells: Cells, rows: Sequence[Line]) -> Figure:
    """Return the sum or the number of filled cells of a column."""
    summing = column.total == "sum"
    value = total_value(column, at, rows)
    # SUBTOTAL leaves other SUBTOTALs out, so a grand total may run over the rows of subtotals.
    plain, number = ("SUM", 9) if summing else ("COUNTA", 3)
    formula = f"=SUBTOTAL({number},{cells.range})" if cells.nested else f"={plain}({cells.range})"
    return Figure(formula, value or 0)


def ratio_figure(numerator: str, denominator: str, value: Value) -> Figure:
    """Return one cell divided by another, empty where the other is nothing."""
    formula = f'=IF({denominator}=0,"",{numerator}/{denominator})'
    return Figure(formula, value if isinstance(value, float) else "")


def subtotal_runs(spec: TableSpec, rows: Sequence[Line]) -> list[tuple[int, int]]:
    """Return first and last row of each run of equal values; one run where none is asked for."""
    if spec.subtotal_by is None or not rows:
        return [(0, len(rows) - 1)]
    starts = [
        at
        for at, row in enumerate(rows)
        if at == 0 or row[spec.subtotal_by] != rows[at - 1][spec.subtotal_by]
    ]
    return [
        (start, following - 1)
        for start, following in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]


def lines_of(rows: Sequence[Line], start: int, runs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the line of the sheet each row stands on, totals of runs following each run."""
    lines = [start + number for number in range(len(rows))]
    for first, _last in runs[1:]:
        lines[first:] = [line + 1 for line in lines[first:]]
    return lines


def subtotal_label(spec: TableSpec, row: Line) -> str:
    """Return how a row of subtotals is called: 市级小计."""
    at = spec.subtotal_by
    return "小计" if at is None else f"{shown_in(spec.columns[at], row[at])}小计"


def summary_figure(spec: TableSpec, rows: Sequence[Line], cells: Sequence[Cells]) -> Figure:
    """Return the line under the table as one text: 合计 31 人，其中骨干 12 人.

    Args:
        spec: of the table.
        rows: all of them.
        cells: of each column.
    """
    formulas, texts = [], []
    for part in spec.summary:
        values = [row[part.column] for row in rows]
        formula, text = _part(part, values, cells[part.column])
        before = part.text if part.text.endswith((":", "：")) else f"{part.text} "
        after = f" {part.unit}" if part.unit else ""
        formulas.append(f"{quoted(before)}&{formula}&{quoted(after)}")
        texts.append(f"{before}{text}{after}")
    joint = f"&{quoted('，')}&"
    return Figure(f"={joint.join(formulas)}", "，".join(texts))


def _part(part: SummaryPart, values: Sequence[Value], cells: Cells) -> tuple[str, str]:
    if part.total == "count" and part.words:
        counts = "+".join(f"COUNTIF({cells.range},{quoted(word)})" for word in part.words)
        return f"({counts})", str(sum(value in part.words for value in values))
    if part.total == "count":
        formula = f"SUBTOTAL(3,{cells.range})" if cells.nested else f"COUNTA({cells.range})"
        return formula, str(filled(values))
    total = f"SUBTOTAL(9,{cells.range})" if cells.nested else f"SUM({cells.range})"
    amount = exact_sum(values)
    if part.total == "capitals":
        return capitals_formula(total), capitals(amount)
    rounded = Decimal(repr(amount)).quantize(CENT, ROUND_HALF_UP)
    return f'TEXT({total},"#,##0.00")', f"{rounded:,.2f}"


def quoted(text: str) -> str:
    """Return a text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'
