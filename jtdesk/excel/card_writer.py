"""Cards as sheets: one page a person, with frames around labels, values and large boxes."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from jtdesk.core.jobs import Job
from jtdesk.excel.card_look import (
    Box,
    CardLine,
    CardSpec,
    foot_height,
    grid,
    line_height,
    value_align,
)
from jtdesk.excel.cells import Styles, is_risky, put
from jtdesk.excel.sheet_names import fresh_name
from jtdesk.excel.sheet_writer import CODE_SHEET, Codes
from jtdesk.excel.table_look import DIGITS_AS_TEXT, Line, Value, lines_needed, shown, spread

_A4 = 9


class CardWriter:
    """Writes cards; a card of its own sheet fills it, others follow each other page by page.

    Args:
        book: being written.
        spec: of the cards.
        rows: a row of values for each card; none gives one blank card.
        codes: words of the drop-downs.
    """

    def __init__(self, book: Workbook, spec: CardSpec, rows: Sequence[Line], codes: Codes) -> None:
        self.book = book
        self.spec = spec
        self.codes = codes
        self.widths, self.boxes = grid(spec)
        self.letters = [get_column_letter(at) for at in range(1, len(self.widths) + 1)]
        places = 1 + max(box.cell.at for line in self.boxes for box in line)
        self.rows: Sequence[Line] = rows or [[None] * places]
        self.named = bool(rows)
        self.names: list[str] = []

    def write(self, job: Job) -> None:
        """Write all cards; ``names`` then holds the sheets."""
        if not self.spec.apart:
            self._add_sheet(self.spec.sheet)
        for number, row in enumerate(self.rows):
            job.report(number, len(self.rows), "写入工作簿")
            if self.spec.apart:
                name = shown(row[self.spec.named_by]) if self.named else ""
                self._add_sheet(name or self.spec.sheet)
            elif number:
                self.sheet.row_breaks.append(Break(id=self.row))
            self._write_card(row)
        self._close_sheet()

    def _close_sheet(self) -> None:
        """End a sheet; hundreds of open ones would be more files than a system allows."""
        self.sheet.print_area = f"A1:{self.letters[-1]}{self.row}"
        self.sheet.close()

    def _add_sheet(self, name: str) -> None:
        if self.names:
            self._close_sheet()
        name = fresh_name(name, [*self.book.sheetnames, CODE_SHEET])
        self.names.append(name)
        self.sheet = sheet = self.book.create_sheet(name)
        self.styles = Styles(sheet, self.spec.body_size)
        self.row = 0
        for letter, width in zip(self.letters, self.widths, strict=True):
            sheet.column_dimensions[letter].width = round(width, 2)
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 1 if self.spec.apart else 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.8
        margins.top, margins.bottom, margins.header, margins.footer = 0.8, 0.6, 0.3, 0.3

    # -- one card ---------------------------------------------------------------------------

    def _write_card(self, row: Line) -> None:
        spec, body = self.spec, self.styles.body
        everything = len(self.letters) - 1
        room = sum(self.widths) * 10.5 / spec.body_size
        if spec.annex:
            self._text([(0, everything, spec.annex)], self.styles.head, ["left"], 22)
        if spec.title:
            lines = lines_needed(spec.title, sum(self.widths) / 2.1)
            self._text([(0, everything, spec.title)], self.styles.title, ["center"], 38 * lines)
        if any(spec.above):
            placed = spread(spec.above, self.widths)
            aligns = {1: ["left"], 2: ["left", "right"], 3: ["left", "center", "right"]}
            self._text(placed, body, aligns[len(placed)], 24)
        for line, boxes in zip(spec.lines, self.boxes, strict=True):
            self._write_line(line, boxes, row)
        for note in spec.notes:
            self._text(
                [(0, everything, note)],
                body,
                ["left"],
                lines_needed(note, room) * spec.body_size * 1.6,
            )
        if spec.signature:
            placed = spread(spec.signature, self.widths)
            self._text(placed, body, ["left"] * len(placed), 32)

    def _text(
        self, placed: Sequence[tuple[int, int, str]], font: Font, aligns: Sequence[str], high: float
    ) -> None:
        self.row += 1
        cells: list[Cell | None] = [None] * len(self.letters)
        for (first, last, text), align in zip(placed, aligns, strict=True):
            cells[first] = put(self.styles.cell(font, align, framed=False), text)
            self._merge(self.row, first, self.row, last)
        self.sheet.row_dimensions[self.row].height = round(high, 1)
        self.sheet.append(cells)

    def _merge(self, row: int, first: int, last_row: int, last: int) -> None:
        if (row, first) != (last_row, last):
            self.sheet.merged_cells.add(
                f"{self.letters[first]}{row}:{self.letters[last]}{last_row}"
            )

    def _write_line(self, line: CardLine, boxes: Sequence[Box], row: Line) -> None:
        """Write one line of the card: one row of the sheet, two where a box has a foot."""
        footed = any(box.cell.foot for box in boxes)
        self.row += 1
        top = self.row
        upper: list[Cell | None] = [None] * len(self.letters)
        lower: list[Cell | None] = [None] * len(self.letters)
        for box in boxes:
            foot = box.cell.foot
            self._box(upper, box.label, self._label(box.cell.label), open_below=footed)
            self._box(upper, box.value, self._value(box, row, line), open_below=footed)
            self._box(lower, box.label, self._label(None), open_above=True)
            self._box(lower, box.value, self._foot(foot), open_above=True)
            self._merge(top, box.label[0], top + footed, box.label[1])
            self._merge(top, box.value[0], top + (footed and not foot), box.value[1])
            if foot:
                self._merge(top + 1, box.value[0], top + 1, box.value[1])
            self._offer(box, top)
        self.sheet.row_dimensions[top].height = line_height(self.spec, line, boxes, row)
        self.sheet.append(upper)
        if footed:
            self.row += 1
            self.sheet.row_dimensions[self.row].height = foot_height(self.spec)
            self.sheet.append(lower)

    def _label(self, text: str | None) -> Cell:
        cell = self.styles.cell(self.styles.head, "center", framed=True)
        return put(cell, text)

    def _value(self, box: Box, row: Line, line: CardLine) -> Cell:
        value: Value = row[box.cell.at]
        across, down = value_align(box, row, line)
        text = isinstance(value, str) or box.cell.kind in DIGITS_AS_TEXT or value is None
        cell = self.styles.cell(
            self.styles.body,
            across,
            framed=True,
            number_format="@" if text else "General",
            quoted=is_risky(value),
        )
        indent = 1 if across == "left" else 0
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=True, indent=indent)
        return put(cell, value)

    def _foot(self, text: str) -> Cell:
        cell = self.styles.cell(self.styles.body, "right", framed=True)
        cell.alignment = Alignment(horizontal="right", vertical="center", indent=2)
        return put(cell, text or None)

    def _box(
        self,
        cells: list[Cell | None],
        reach: tuple[int, int],
        cell: Cell,
        *,
        open_above: bool = False,
        open_below: bool = False,
    ) -> None:
        """Put a cell over a run of grid columns, its frame open where the box goes on."""
        side = Side(style="thin", color="FF000000")
        none = Side()
        top, bottom = (none if open_above else side), (none if open_below else side)
        for place in range(reach[0], reach[1] + 1):
            one = cell if place == reach[0] else self._label(None)
            one.border = Border(
                left=side if place == reach[0] else none,
                right=side if place == reach[1] else none,
                top=top,
                bottom=bottom,
            )
            cells[place] = one

    def _offer(self, box: Box, row: int) -> None:
        if box.cell.choices:
            rule = DataValidation(
                type="list",
                formula1=self.codes.reference(box.cell.choices),
                allow_blank=True,
                errorStyle="warning",
                errorTitle="不在代码表中",
                error=f"“{box.cell.label}”请从下拉列表中选择。".replace("\n", ""),
                showErrorMessage=True,
            )
            rule.add(f"{self.letters[box.value[0]]}{row}")
            self.sheet.data_validations.append(rule)
