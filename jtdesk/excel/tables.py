"""What was found on a sheet: tables with their heading columns and rows, or the reason for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from jtdesk.excel.grid import CellValue, Grid


@dataclass(frozen=True, slots=True)
class HeadingColumn:
    """One column with its heading.

    Attributes:
        column: workbook column, 1-based.
        path: heading levels from outer to inner, each on one line, repeats collapsed.
        unit: unit taken out of the heading or the unit row, e.g. ``㎡``.
    """

    column: int
    path: tuple[str, ...]
    unit: str = ""

    @property
    def heading(self) -> str:
        """All levels joined."""
        return " / ".join(self.path)

    @property
    def leaf(self) -> str:
        """The innermost level."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row between the first and last of a table that is not data, and why (Chinese)."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Section:
    """A row that names the group of the rows below it, such as ``一、瀛东小学``."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Fill:
    """A value that holds for rows where its cell is blank.

    Attributes:
        column: workbook column.
        first_row: first row the value holds for.
        last_row: last one.
        value: what was written once.
        merged: its cell is merged downwards; False where blanks stand below it.
    """

    column: int
    first_row: int
    last_row: int
    value: CellValue
    merged: bool = True


@dataclass(frozen=True)
class FoundTable:
    """A table on a sheet, in the workbook's own coordinates.

    Attributes:
        sheet: sheet name.
        heading_rows: rows of the heading levels; unit and code rows are not among them.
        columns: headed columns from left to right.
        rows: data rows; blank, total, note and repeated heading rows are left out.
        title: the line that names the table, empty if there is none.
        above: texts above the headings.
        below: texts after the last row: signatures, notes.
        skipped: rows left out, with reasons (blank rows are not listed).
        sections: rows naming a group.
        fills: values written once for several rows.
        unheaded: columns with data but no heading, beside the table too.
    """

    sheet: str
    heading_rows: tuple[int, ...]
    columns: tuple[HeadingColumn, ...]
    rows: tuple[int, ...]
    title: str = ""
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    sections: tuple[Section, ...] = ()
    fills: tuple[Fill, ...] = ()
    unheaded: tuple[int, ...] = field(default=())

    def values(self, grid: Grid) -> Iterator[list[CellValue]]:
        """Yield the data rows in the order of ``columns``, once-written values filled in."""
        indices = [column.column - 1 for column in self.columns]
        width = max(indices) + 1
        first = indices[0]
        pick: Callable[..., Any] = (
            itemgetter(slice(first, width))
            if indices == list(range(first, width))
            else itemgetter(*indices)
        )
        blank: list[CellValue] = [None] * width
        plain = self._plain_values(grid, pick, width, blank)
        return self._filled(plain) if self.fills else plain

    def without_blanks_filled(self) -> FoundTable:
        """Return the table with the values of merged cells alone filled in."""
        return replace(self, fills=tuple(fill for fill in self.fills if fill.merged))

    def _plain_values(
        self, grid: Grid, pick: Callable[..., Any], width: int, blank: list[CellValue]
    ) -> Iterator[list[CellValue]]:
        rows = grid.rows
        for number in self.rows:
            row = rows[number - 1]
            yield list(pick(row if len(row) >= width else [*row, *blank[len(row) :]]))

    def _filled(self, plain: Iterator[list[CellValue]]) -> Iterator[list[CellValue]]:
        place = {column.column: index for index, column in enumerate(self.columns)}
        waiting = sorted(self.fills, key=lambda fill: fill.first_row, reverse=True)
        active: dict[int, Fill] = {}
        for number, values in zip(self.rows, plain, strict=True):
            while waiting and waiting[-1].first_row <= number:
                fill = waiting.pop()
                active[place[fill.column]] = fill
            for index, fill in active.items():
                cell = values[index]
                if number <= fill.last_row and (
                    cell is None or (isinstance(cell, str) and not cell.strip())
                ):
                    values[index] = fill.value
            yield values

    def section_of(self) -> dict[int, str]:
        """Return the group text that holds for each data row, where sections were found."""
        found: dict[int, str] = {}
        heads = list(self.sections)
        text = ""
        for number in self.rows:
            while heads and heads[0].row < number:
                text = heads.pop(0).text
            if text:
                found[number] = text
        return found


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A sheet without a table to read, and why (Chinese)."""

    sheet: str
    why: str
