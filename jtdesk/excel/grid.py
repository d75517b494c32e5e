"""A sheet as found: cells at the workbook's own coordinates, before anyone interprets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns are 1-based and inclusive, as the workbook counts them."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    Attributes:
        name: sheet name, for text files the file's stem.
        rows: ``rows[r - 1][c - 1]`` is the cell in workbook row ``r``, column ``c`` (both 1-based);
            rows may be ragged; empty cells are ``None`` (never ``""``).
        visible: False for hidden and very hidden sheets.
        merges: merged ranges.
        formulas: (row, column), 1-based, of the cells that hold a formula; their entry in ``rows``
            is the cached value, which is never trusted for text fields.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    visible: bool = True
    merges: tuple[Merge, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> CellValue:
        """Return the value at workbook coordinates, None outside the sheet."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 1 <= column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read.

    Attributes:
        name: file name without folder.
        kind: what the bytes are: ``xlsx xls xlsb ods csv html xml text`` (xml: Excel 2003 XML).
        sheets: every worksheet in order, hidden ones included.
        notes: Chinese sentences about habits met (e.g. the suffix lies), for the report.
    """

    name: str
    kind: str
    sheets: tuple[Grid, ...]
    notes: tuple[str, ...] = field(default=())
