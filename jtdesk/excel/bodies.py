"""The body of a table: which rows under the headings are data, and why the others are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from jtdesk.core.text import tidy
from jtdesk.excel.grid import CellValue
from jtdesk.excel.marks import Mark, holds, is_lone_note, is_ordinal, is_title, mark_of
from jtdesk.excel.parsed import written
from jtdesk.excel.sheetview import Area, SheetView
from jtdesk.excel.tables import HeadingColumn, Section, SkippedRow
from jtdesk.excel.vocabulary import heading_key, tidy_heading

SERIAL = frozenset(("序号", "编号", "顺序号", "no", "行号", "序"))
_LEADING = 3


@dataclass
class Body:
    """What stands under one heading block, while it is being read.

    Attributes:
        rows: data rows.
        skipped: rows left out, with reasons.
        sections: rows naming a group.
        below: texts after the end.
        pending: rows of text since the last data row; they may belong to the next table.
        last_row: last row looked at.
    """

    rows: list[int] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    pending: list[tuple[int, str, Mark]] = field(default_factory=list)
    last_row: int = 0


class BodyReader:
    """Reads the rows under a heading block until the next heading of another table.

    Args:
        view: the sheet.
        area: columns of the table, and the rows that may belong to it.
        columns: its headed columns.
        stop: tells, for a row with known heading words, whether another table starts there
            (None: no), or how many rows a repeated heading of this table takes.
        reach: the columns beside the table whose texts are to be told too.
        watched: the rows to ask ``stop`` about, in order; all rows with known words by default.
    """

    def __init__(
        self,
        view: SheetView,
        area: Area,
        columns: tuple[HeadingColumn, ...],
        stop: Callable[[int, Body], int | None],
        reach: Area | None = None,
        watched: Iterable[int] | None = None,
    ) -> None:
        self.view = view
        self.area = area
        self.columns = columns
        self.stop = stop
        self.reach = reach or area
        self.watched = view.hit_rows if watched is None else watched
        self.width = len(columns)
        self.body = Body(last_row=area.first_row - 1)
        self.ended = False
        self._marks: dict[str, bool] = {}
        serial = [c.column for c in columns if heading_key(c.leaf) in SERIAL]
        self.serial = serial[0] if serial else 0
        self.enough = max(3, -(-self.width * 3 // 10))

    def read(self) -> Body:
        """Read all rows; stops early where another table starts."""
        hits = iter([r for r in self.watched if r >= self.area.first_row])
        next_hit = next(hits, 0)
        first, last = self.area.first_column - 1, self.area.last_column
        rows = self.view.grid.rows
        body, marked = self.body, self._marked
        number = self.area.first_row
        while number <= self.area.last_row:
            while next_hit and next_hit < number:
                next_hit = next(hits, 0)
            if number == next_hit:
                taken = self.stop(number, body)
                if taken is not None:
                    if taken <= 0:
                        break
                    self._skip_repeated(number, taken)
                    number += taken
                    continue
            cells = rows[number - 1][first:last]
            filled = len(cells) - cells.count(None)
            if (
                filled >= self.enough
                and not self.ended
                and not marked(cells)
                and (filled > _LEADING or self._plain(cells))
            ):
                if body.pending:
                    self._settle()
                body.rows.append(number)
            elif filled:
                self._read_slowly(number)
            elif rows[number - 1]:
                self._read_beside(number)
            body.last_row = number
            number += 1
        return body

    def _plain(self, cells: object) -> bool:
        """Tell whether no cell of a short row is only padding."""
        return not any(isinstance(c, str) and not c.strip() for c in cells)  # type: ignore[attr-defined]

    def _marked(self, cells: object) -> bool:
        """Tell whether one of the leading cells may announce something else than data."""
        marks = self._marks
        seen = 0
        for cell in cells:  # type: ignore[attr-defined]
            if isinstance(cell, str):
                found = marks.get(cell)
                if found is None:
                    found = marks[cell] = mark_of(cell.strip()) is not Mark.NONE or not cell.strip()
                if found:
                    return True
            if cell is not None:
                seen += 1
                if seen == _LEADING:
                    return False
        return False

    def _read_slowly(self, number: int) -> None:
        cells = self.view.cells(number, self.area.first_column, self.area.last_column)
        if not cells:
            return
        for place, (_, value) in enumerate(cells[:_LEADING]):
            if not isinstance(value, str):
                continue
            mark = mark_of(value.strip())
            others = [other for index, (_, other) in enumerate(cells) if index != place]
            if mark is not Mark.NONE and holds(mark, value, others, self.width):
                self._leave_out(number, mark, cells)
                return
        if self.ended and len(cells) < max(3, self.width // 2):
            self._text_row(number, cells, "表后文字")
        elif self._is_empty_line(number, cells):
            self.body.skipped.append(SkippedRow(number, "空行(只有序号或公式)"))
        elif len(cells) == 1 and self._is_text_line(number, *cells[0]):
            return
        else:
            self._settle()
            self.ended = False
            self.body.rows.append(number)

    def _read_beside(self, number: int) -> None:
        """Take texts standing left or right of a table where the table itself is blank."""
        cells = self.view.cells(number, self.reach.first_column, self.reach.last_column)
        if len(cells) == 1 and is_ordinal(text := tidy_heading(cells[0][1])):
            self._section(number, text)
        elif cells:
            self._text_row(number, cells, "表外文字")

    def _section(self, number: int, text: str) -> None:
        self.body.skipped.append(SkippedRow(number, "分组行"))
        self.body.sections.append(Section(number, text))

    def _leave_out(self, number: int, mark: Mark, cells: list[tuple[int, CellValue]]) -> None:
        if mark in {Mark.SIGN, Mark.NOTE}:
            self.ended = True
        if mark in {Mark.TOTAL, Mark.EXAMPLE, Mark.PAGE}:
            self.body.skipped.append(SkippedRow(number, mark.value))
            return
        self._text_row(number, cells, mark.value, mark)

    def _text_row(
        self,
        number: int,
        cells: list[tuple[int, CellValue]],
        why: str,
        mark: Mark = Mark.NONE,
    ) -> None:
        self.body.skipped.append(SkippedRow(number, why))
        for _, value in cells:
            self.body.pending.append((number, tidy(written(value)), mark))

    def _is_empty_line(self, number: int, cells: list[tuple[int, CellValue]]) -> bool:
        """Tell whether a prepared line holds nothing but its number or formulas."""
        formulas = self.view.grid.formulas
        rest = [
            (column, value)
            for column, value in cells
            if column != self.serial or (isinstance(value, str) and not value.strip().isdigit())
        ]
        if len(rest) < len(cells) and not rest:
            return True
        if not formulas or not rest:
            return False
        return all((number, column) in formulas for column, _ in rest)

    def _is_text_line(self, number: int, column: int, value: CellValue) -> bool:
        """Take a row with a single text: a title, a section, a sentence. False: it is data."""
        if not isinstance(value, str) or self._shared_from_above(number, column):
            return False
        text = tidy_heading(value)
        merged = any(
            merge.last_column - merge.first_column + 1 > max(1, self.width // 2)
            for merge in self.view.merges_in(Area(number, number, column, column))
        )
        if is_title(text) and (merged or column <= self.columns[0].column + 1):
            self._text_row(number, [(column, value)], "标题行")
        elif self.width > 2 and is_lone_note(text) and not is_ordinal(text):
            self._text_row(number, [(column, value)], "说明文字", Mark.NOTE)
        elif merged or is_ordinal(text) or self._names_group(column, text):
            self._section(number, text)
        else:
            return False
        return True

    def _shared_from_above(self, number: int, column: int) -> bool:
        """Tell whether a cell merged down from a row above says more of this row."""
        across = Area(number, number, self.area.first_column, self.area.last_column)
        return any(
            merge.first_row < number and merge.first_column != column
            for merge in self.view.merges_in(across)
        )

    def _names_group(self, column: int, text: str) -> bool:
        """Tell whether a lone text in the first column names a group rather than a person."""
        if column != self.columns[0].column or self.width < 3:
            return False
        return self.serial == column or (
            heading_key(self.columns[0].leaf) not in {"姓名", "名称"} and len(text) > 4
        )

    def _skip_repeated(self, number: int, taken: int) -> None:
        self.ended = False
        self._settle()
        self.body.skipped.extend(
            SkippedRow(row, "重复的表头") for row in range(number, number + taken)
        )
        self.body.last_row = number + taken - 1

    def _settle(self) -> None:
        """Let waiting texts go: the table went on below them."""
        self.body.pending.clear()
