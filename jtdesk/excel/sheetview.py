"""A sheet prepared for looking for tables: known words found once, merges and texts on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jtdesk.excel.grid import CellValue, Grid, Merge
from jtdesk.excel.vocabulary import (
    GENERIC,
    Vocabulary,
    has_colon,
    heading_key,
    tidy_heading,
    waits,
)

_VARIED = re.compile(r"[\s()\[\]【】*★※\"“_—#\u200b\uff00-\uffef]|[:、.。;]$|[A-Z]")
_LONG_DIGITS = re.compile(r"[^\u4e00-\u9fff]*\d{5,}[^\u4e00-\u9fff]*")
_DATE_LIKE = re.compile(r"'?(19|20)\d{2}\s*[-./年]\s*\d{1,2}.{0,8}")
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a sheet, 1-based and inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def meets(self, merge: Merge) -> bool:
        """Tell whether a merged range touches this rectangle."""
        return (
            merge.first_row <= self.last_row
            and merge.last_row >= self.first_row
            and merge.first_column <= self.last_column
            and merge.last_column >= self.first_column
        )


@dataclass(frozen=True, slots=True)
class RowLook:
    """What the cells of one row look like, for telling headings from data.

    Attributes:
        cells: number of cells with something in them.
        known: known headings among them.
        generic: words of any table among them, such as 序号.
        datalike: numbers, dates, long digits.
        lines: long sentences or labels with a colon.
    """

    cells: int
    known: int
    generic: int
    datalike: int
    lines: int

    @property
    def hits(self) -> int:
        """Known and generic headings; generic ones alone count for nothing."""
        return self.known + self.generic if self.known else 0


def is_blank(value: CellValue) -> bool:
    """Tell whether a cell holds nothing a person can see."""
    return value is None or (
        isinstance(value, str) and not value.strip("\u200b\ufeff \u3000\t\r\n")
    )


def is_datalike(value: CellValue) -> bool:
    """Tell whether a cell looks like a value of a record rather than a heading."""
    if isinstance(value, str):
        if len(value) < 5:
            return False
        text = value.strip()
        return bool(_LONG_DIGITS.fullmatch(text) or _DATE_LIKE.fullmatch(text))
    if isinstance(value, (date, datetime, bool)):
        return True
    if isinstance(value, (int, float)):
        # Periods of a day and years are headings too.
        return not (float(value).is_integer() and (0 < value <= 31 or 1990 <= value <= 2060))
    return value is not None


class SheetView:
    """A grid with the answers that finding tables asks for again and again."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary) -> None:
        self.grid = grid
        self.height = len(grid.rows)
        self.width = max(map(len, grid.rows), default=0)
        self.known, self.generic = _known_words(grid, vocabulary)
        words = self.known
        self.hit_rows = [
            number for number, row in enumerate(grid.rows, 1) if not words.isdisjoint(row)
        ]
        self._looks: dict[tuple[int, int, int], RowLook] = {}

    def whole(self) -> Area:
        """Return the rectangle of the whole sheet."""
        return Area(1, self.height, 1, self.width)

    def text(self, row: int, column: int) -> str:
        """Return a cell as a one-line text."""
        return tidy_heading(self.grid.cell(row, column))

    def cells(self, row: int, first: int, last: int) -> list[tuple[int, CellValue]]:
        """Return the visible cells of a row between two columns as (column, value)."""
        values = self.grid.rows[row - 1][first - 1 : last]
        return [(first + i, value) for i, value in enumerate(values) if not is_blank(value)]

    def look(self, row: int, first: int, last: int) -> RowLook:
        """Return what the cells of a row look like."""
        key = (row, first, last)
        if key not in self._looks:
            self._looks[key] = self._look(value for _, value in self.cells(row, first, last))
        return self._looks[key]

    def merges_in(self, area: Area) -> list[Merge]:
        """Return the merged ranges that touch a rectangle."""
        return [merge for merge in self.grid.merges if area.meets(merge)]

    def _look(self, values: Iterable[CellValue]) -> RowLook:
        cells = known = generic = datalike = lines = 0
        for value in values:
            cells += 1
            if isinstance(value, str):
                if value in self.known:
                    known += 1
                elif value in self.generic:
                    generic += 1
                elif len(value) > _LONGEST_HEADING or has_colon(value):
                    lines += 1
            datalike += is_datalike(value)
        return RowLook(cells, known, generic, datalike, lines)


def _known_words(grid: Grid, vocabulary: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """Return the raw cell texts of this grid that are known headings, and the generic ones."""
    distinct: set[CellValue] = set()
    for row in grid.rows:
        distinct.update(row)
    texts = {value for value in distinct if value.__class__ is str}
    known = {str(text) for text in texts & vocabulary.headings}
    generic = {str(text) for text in texts & GENERIC} - known
    affixed = bool(vocabulary.affixes)
    for text in texts:
        if not isinstance(text, str) or len(text) > _LONGEST_HEADING:
            continue
        if text.isascii() and not text.isalpha():
            continue
        if affixed or _VARIED.search(text):
            if vocabulary.knows(text):
                known.add(text)
            elif heading_key(text) in GENERIC and not waits(text):
                generic.add(text)
    return frozenset(known), frozenset(generic - known)
