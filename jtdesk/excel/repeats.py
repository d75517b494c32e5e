"""Headings met again inside a body: the same table on its next page, or another table."""

from __future__ import annotations

import re

from jtdesk.core.text import fold
from jtdesk.excel.blocks import heading_block
from jtdesk.excel.bodies import Body
from jtdesk.excel.grid import CellValue
from jtdesk.excel.marks import Mark, is_code_row, is_title
from jtdesk.excel.sheetview import Area, SheetView
from jtdesk.excel.tables import HeadingColumn, Section
from jtdesk.excel.vocabulary import tidy_heading, waits


class Watch:
    """Decides inside a body whether a row of heading words repeats the heading or starts anew.

    Attributes:
        next_row: a heading row of the next table, 0 where there is none.
        next_block: all its heading rows, where they are those of this table once more.
    """

    def __init__(
        self,
        view: SheetView,
        area: Area,
        block: tuple[int, int],
        columns: tuple[HeadingColumn, ...],
        above: list[str],
        start: int,
    ) -> None:
        self.view = view
        self.area = area
        self.block = block
        self.columns = columns
        self.above = above
        self.start = start
        self.next_row = 0
        self.next_block: tuple[int, int] | None = None
        self._met: frozenset[str] = frozenset()
        self._headings: dict[int, tuple[dict[int, str], set[CellValue]]] = {}

    def rows(self) -> list[int]:
        """Return the rows to look at: those with known words, and repeats of an outer level."""
        hits = self.view.hit_rows
        rows = [row for row in hits if row >= self.start]
        lead = next((at for at, line in enumerate(self._lines()) if line in hits), 0)
        if not lead:
            return rows
        top = self.block[0]
        opening = {
            row - lead
            for row in rows
            if row - lead >= self.start
            and self._same(row, top + lead)
            and self._same(row - lead, top)
        }
        return sorted(opening.union(rows)) if opening else rows

    def look_at(self, row: int, body: Body) -> int | None:
        """Return None for data, 0 where another table starts, else the rows of a repeat."""
        repeated = self._repeated(row)
        if repeated:
            if self._new_title(body):
                self.next_row = row
                if all(self._same(row + at, line) for at, line in enumerate(self._lines())):
                    self.next_block = (row, row + self.block[1] - self.block[0])
                return 0
            return repeated
        if self._starts_anew(row, body):
            self.next_row = row
            top, _ = heading_block(self.view, row, self.area)
            while body.rows and body.rows[-1] >= top:
                body.rows.pop()
            body.last_row = min(body.last_row, top - 1)
            return 0
        return None

    def _repeated(self, row: int) -> int:
        """Return how many rows from here on are the heading block again."""
        top, bottom = self.block
        for start in range(top, bottom + 1):
            count = 0
            while start + count <= bottom and self._same(row + count, start + count):
                count += 1
            if count and start + count > bottom:
                if row + count > self.area.last_row:
                    return count  # the last page of a printed table came out empty
                first, last = self.columns[0].column, self.columns[-1].column
                cells = self.view.grid.rows[row + count - 1][first - 1 : last]
                return count + is_code_row(cells, len(self.columns))
        return 0

    def _lines(self) -> range:
        return range(self.block[0], self.block[1] + 1)

    def _same(self, row: int, heading_row: int) -> bool:
        if row > self.area.last_row:
            return False
        own, words = self._heading(heading_row)
        first, last = self.area.first_column, self.area.last_column
        # Nearly every row is data: one look-up a cell settles it before anything is tidied.
        if words.isdisjoint(
            value for value in self.view.grid.rows[row - 1][first - 1 : last] if value is not None
        ):
            return False
        there = self.view.cells(row, first, last)
        same = sum(own.get(column) == tidy_heading(value) for column, value in there)
        return same >= max(2, 0.6 * len(own)) and same >= 0.6 * len(there)

    def _heading(self, row: int) -> tuple[dict[int, str], set[CellValue]]:
        """Return the tidied texts of a heading row by column, and its words as written too."""
        if row not in self._headings:
            cells = self.view.cells(row, self.area.first_column, self.area.last_column)
            texts = {column: self.view.text(row, column) for column, _ in cells}
            written = [self.view.grid.cell(row, column) for column in texts]
            self._headings[row] = (texts, {*texts.values(), *written})
        return self._headings[row]

    def _new_title(self, body: Body) -> bool:
        """Tell whether a line before a repeated heading names another table than this one."""
        names = [
            text
            for _, text, mark in body.pending
            if (is_title(text) and mark is Mark.NONE) or (mark is Mark.LINE and not waits(text))
        ]
        names += [section.text for section in trailing_sections(body)]
        own = {_bare_title(text) for text in self.above}
        return any(_bare_title(name) not in own for name in names)

    def _starts_anew(self, row: int, body: Body) -> bool:
        first, last = self.area.first_column, self.area.last_column
        words = self.view.known.intersection(self.view.grid.rows[row - 1][first - 1 : last])
        # Values such as 小学 or 校长 are headings elsewhere; met before, they are data here.
        novel = words - self._met
        self._met |= words
        if len(novel) < 2 or row == self.start:
            return False  # right under a heading stands its first record, whatever its words
        look = self.view.look(row, first, last)
        if look.hits < 2 or look.datalike or look.hits < 0.5 * look.cells:
            return False
        parted = not body.rows or body.rows[-1] < row - 1
        return parted or (look.hits >= 0.8 * look.cells and len(novel) >= 3)


def trailing_sections(body: Body) -> list[Section]:
    """Return the sections without rows of their own: they name what comes next."""
    last = body.rows[-1] if body.rows else 0
    return [section for section in body.sections if section.row > last]


def carried_texts(body: Body) -> list[tuple[int, str]]:
    """Return the texts after a table that belong to the next one: its title and what follows."""
    sections = [(section.row, section.text) for section in trailing_sections(body)]
    return sorted(sections + _after_the_end(body))


def _after_the_end(body: Body) -> list[tuple[int, str]]:
    for index, (_, text, mark) in enumerate(body.pending):
        if mark in {Mark.NONE, Mark.LINE} and (is_title(text) or mark is Mark.LINE):
            return [(number, text) for number, text, _ in body.pending[index:]]
    return []


def _bare_title(text: str) -> str:
    return re.sub(r"[((]?(续|续表|第.{1,4}页|共.{1,4}页)[))]?", "", fold(text))
