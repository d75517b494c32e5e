"""Where the tables of a sheet start, what their headings are and where they end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jtdesk.core.text import fold, tidy
from jtdesk.excel.blocks import heading_block, heading_columns, is_unit_row
from jtdesk.excel.bodies import SERIAL, Body, BodyReader
from jtdesk.excel.fills import find_fills
from jtdesk.excel.grid import Book, CellValue, Grid
from jtdesk.excel.marks import Mark, is_code_row, is_hint_row, is_title, names_table
from jtdesk.excel.parsed import written
from jtdesk.excel.regions import bands, is_heading
from jtdesk.excel.repeats import Watch, carried_texts
from jtdesk.excel.sheetview import Area, RowLook, SheetView, is_blank, is_datalike
from jtdesk.excel.tables import (
    Fill,
    FoundTable,
    HeadingColumn,
    Section,
    SkippedRow,
    SkippedSheet,
)
from jtdesk.excel.vocabulary import Vocabulary, has_colon, heading_key

__all__ = [
    "Fill",
    "FoundTable",
    "HeadingColumn",
    "Section",
    "SkippedRow",
    "SkippedSheet",
    "Vocabulary",
    "find_in_book",
    "find_tables",
    "heading_key",
]

EMPTY = "空表"
INSTRUCTIONS = "说明页"
HIDDEN = "隐藏代码表"
CODES = "代码表"
NO_HEADING = "未找到表头"
FORM = "登记表(一人一页),不是名单"
_INSTRUCTION_NAME = re.compile(
    r".*(说明|须知|指南|示例|样例|样表|范例|封面|目录|readme|注意事项|填报要求|填表要求).*",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(r".*(代码|码表|字典|下拉|选项|数据源|参数|枚举|dict|list|code)s?\d*")
_SOON = 4
_LONGEST_FORM = 60
_FORM_ROWS = 3


def find_in_book(
    book: Book | Iterable[Grid], vocabulary: Vocabulary
) -> list[FoundTable | SkippedSheet]:
    """Find the tables of a workbook, in sheet order, with a reason for every sheet without one.

    Hidden sheets and sheets named as instructions or code lists count only when nothing else in
    the workbook has a table.
    """
    grids = book.sheets if isinstance(book, Book) else tuple(book)
    found = [find_tables(grid, vocabulary) for grid in grids]
    if not any(isinstance(result, list) for result in found):
        second = [_find_anywhere(grid, vocabulary) for grid in grids]
        found = [
            again if isinstance(again, list) else first
            for first, again in zip(found, second, strict=True)
        ]
    flat: list[FoundTable | SkippedSheet] = []
    for result in found:
        flat.extend(result if isinstance(result, list) else [result])
    return flat


def find_tables(grid: Grid, vocabulary: Vocabulary) -> list[FoundTable] | SkippedSheet:
    """Find the tables of one sheet, from left to right within rows from top to bottom."""
    name = fold(grid.name)
    if not grid.visible:
        return SkippedSheet(grid.name, HIDDEN)
    if _INSTRUCTION_NAME.fullmatch(name):
        return SkippedSheet(grid.name, INSTRUCTIONS)
    if _CODE_NAME.fullmatch(name):
        return SkippedSheet(grid.name, CODES)
    return _find_anywhere(grid, vocabulary)


def _find_anywhere(grid: Grid, vocabulary: Vocabulary) -> list[FoundTable] | SkippedSheet:
    view = SheetView(grid, vocabulary)
    if all(is_blank(value) for row in grid.rows for value in row):
        return SkippedSheet(grid.name, EMPTY)
    if not view.hit_rows:
        return SkippedSheet(grid.name, _why_none(view))
    whole = view.whole()
    if _is_form(view, whole):
        return SkippedSheet(grid.name, FORM)
    found = bands(view, whole)
    tables = [
        table
        for band, reach in zip(found, _reaches(view, found), strict=True)
        for table in _TableFinder(view, band, whole if len(found) == 1 else band, reach).find()
    ]
    return tables or SkippedSheet(grid.name, _why_none(view))


def _reaches(view: SheetView, found: list[Area]) -> list[Area]:
    """Return for each band all columns up to the next one: nothing there may get lost unsaid."""
    starts = [1, *(band.first_column for band in found[1:]), view.width + 1]
    return [
        Area(band.first_row, band.last_row, start, after - 1)
        for band, start, after in zip(found, starts, starts[1:], strict=False)
    ]


def _why_none(view: SheetView) -> str:
    """Tell instructions from a list without known headings."""
    lines = [
        cells
        for row in range(1, min(view.height, 60) + 1)
        if (cells := view.cells(row, 1, view.width))
    ]
    alone = [str(cells[0][1]) for cells in lines if len(cells) <= 2]
    long = [text for text in alone if len(text) > 12]
    return INSTRUCTIONS if len(alone) > 0.7 * len(lines) and long else NO_HEADING


def _is_form(view: SheetView, area: Area) -> bool:
    """Tell whether a sheet is a card for one person: labels in every row, values beside them."""
    if view.height > _LONGEST_FORM:
        return False
    seen: set[CellValue] = set()
    in_a_row = left = 0
    for row in range(1, view.height + 1):
        cells = view.cells(row, area.first_column, area.last_column)
        if not cells:
            continue
        known = [value for _, value in cells if value in view.known]
        opens = cells[0][1] in view.known and cells[0][1] not in seen
        # Levels of one heading open further right than the level above them.
        beside = in_a_row == 0 or cells[0][0] == left
        left = cells[0][0]
        in_a_row = in_a_row + 1 if opens and beside and len(known) >= 0.4 * len(cells) else 0
        if in_a_row == _FORM_ROWS:
            return True
        seen.update(known)
    return False


class _TableFinder:
    """Finds the tables of one column band, one below another.

    Args:
        view: the sheet.
        area: the band.
        text_area: where titles and notes of the band may stand.
        reach: the band and the columns beside it that belong to no other.
    """

    def __init__(self, view: SheetView, area: Area, text_area: Area, reach: Area) -> None:
        self.view = view
        self.area = area
        self.text_area = text_area
        self.reach = reach
        self.tables: list[FoundTable] = []
        self._block: tuple[int, int] | None = None

    def find(self) -> list[FoundTable]:
        """Return all tables of the band."""
        row = self._first_heading(self.area.first_row)
        texts_from = self.area.first_row
        carried: list[tuple[int, str]] = []
        while row is not None:
            row, texts_from, carried = self._take_table(row, texts_from, carried)
        return self.tables

    def _first_heading(self, start: int) -> int | None:
        area = self.area
        rows = [row for row in self.view.hit_rows if start <= row <= area.last_row]
        for row in rows:
            if is_heading(self._look(row)) and not self._better_below(row):
                return row
        for row in rows:
            look = self._look(row)
            if look.known and look.cells >= 2 and not look.datalike and not look.lines:
                return row
        return None

    def _look(self, row: int) -> RowLook:
        return self.view.look(row, self.area.first_column, self.area.last_column)

    def _better_below(self, row: int) -> bool:
        """Tell whether a row of labels with values only precedes the real heading."""
        look = self._look(row)
        if look.hits >= 0.8 * look.cells:
            return False
        _, bottom = heading_block(self.view, row, self.area)
        for below in range(bottom + 1, min(bottom + _SOON, self.area.last_row) + 1):
            other = self._look(below)
            if is_heading(other) and other.hits > 0.5 * other.cells and other.hits >= look.hits:
                return other.hits / other.cells > look.hits / look.cells or other.hits > look.hits
        return False

    def _take_table(
        self, row: int, texts_from: int, carried: list[tuple[int, str]]
    ) -> tuple[int | None, int, list[tuple[int, str]]]:
        """Read one table; return where the next one's heading is and which texts precede it."""
        view, area = self.view, self.area
        limits = Area(texts_from, area.last_row, area.first_column, area.last_column)
        top, bottom = self._block or heading_block(view, row, limits)
        start = bottom + 1
        unit_row = start if start <= area.last_row and is_unit_row(view, start, area) else None
        columns = heading_columns(view, top, bottom, area, unit_row)
        skipped: list[SkippedRow] = []
        if unit_row:
            skipped.append(SkippedRow(unit_row, "单位行"))
            start += 1
        first, last = columns[0].column, columns[-1].column
        for _ in range(2):
            cells = view.grid.rows[start - 1][first - 1 : last] if start <= area.last_row else []
            if is_hint_row(cells):
                skipped.append(SkippedRow(start, Mark.HINT.value))
            elif is_code_row(cells, len(columns)) and not _counts_on(view, start, columns[0]):
                skipped.append(SkippedRow(start, "栏次行"))
            else:
                break
            start += 1
        above = carried + self._texts(texts_from, top - 1)
        title = _title_of([text for _, text in above])
        watch = Watch(view, area, (top, bottom), columns, [text for _, text in above], start)
        under = Area(start, area.last_row, first, last)
        body = BodyReader(view, under, columns, watch.look_at, self.reach, watch.rows()).read()
        after = carried_texts(body) if watch.next_row else []
        self._block = watch.next_block
        self._finish(columns, (top, bottom), title, above, skipped, body, after)
        if not watch.next_row:
            return None, 0, []
        return watch.next_row, body.last_row + 1, after

    def _texts(self, first: int, last: int) -> list[tuple[int, str]]:
        """Return the texts of some rows, those of merges reaching in from the left included."""
        area = self.text_area
        texts: list[tuple[int, str]] = []
        for row in range(first, last + 1):
            for _, value in self.view.cells(row, area.first_column, area.last_column):
                texts.append((row, tidy(written(value))))
            for merge in self.view.merges_in(Area(row, row, area.first_column, area.last_column)):
                if merge.first_column < area.first_column and merge.first_row == row:
                    value = self.view.grid.cell(row, merge.first_column)
                    texts.append((row, tidy(written(value))))
        return [(row, text) for row, text in texts if text]

    def _finish(
        self,
        columns: tuple[HeadingColumn, ...],
        block: tuple[int, int],
        title: str,
        above: list[tuple[int, str]],
        skipped: list[SkippedRow],
        body: Body,
        carried: list[tuple[int, str]],
    ) -> None:
        grid = self.view.grid
        rows = tuple(body.rows)
        kept = {number for number, _ in carried}
        self.tables.append(
            FoundTable(
                sheet=grid.name,
                heading_rows=tuple(range(block[0], block[1] + 1)),
                columns=columns,
                rows=rows,
                title=title,
                above=tuple(text for _, text in above),
                below=tuple(text for number, text, _ in body.pending if number not in kept),
                skipped=tuple(skipped + [skip for skip in body.skipped if skip.row not in kept]),
                sections=tuple(s for s in body.sections if s.row not in kept),
                fills=find_fills(grid, columns, rows),
                unheaded=self._unheaded(columns, rows),
            )
        )

    def _unheaded(
        self, columns: tuple[HeadingColumn, ...], rows: tuple[int, ...]
    ) -> tuple[int, ...]:
        headed = {column.column for column in columns}
        around = range(self.reach.first_column, self.reach.last_column + 1)
        return tuple(
            column
            for column in around
            if column not in headed
            and any(not is_blank(self.view.grid.cell(row, column)) for row in rows)
        )


def _counts_on(view: SheetView, row: int, first: HeadingColumn) -> bool:
    """Tell whether a row that looks like a code row is the first of a numbered list."""
    below = view.grid.cell(row + 1, first.column)
    return heading_key(first.leaf) in SERIAL and below in {2, "2"}


def _title_of(texts: list[str]) -> str:
    """Return the line that names the table: the last that reads like a title, else the first."""
    named = [text for text in texts if names_table(text)] or list(filter(is_title, texts))
    if named:
        return max(named, key=len)
    plain = [text for text in texts if not has_colon(text) and not is_datalike(text)]
    return plain[0] if plain else ""
