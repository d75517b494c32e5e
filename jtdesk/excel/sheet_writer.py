"""One table as a sheet, streamed from the title down to the signature line."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from jtdesk.core.jobs import Job
from jtdesk.excel.cells import Styles, each, is_risky, put
from jtdesk.excel.sheet_names import sheet_name
from jtdesk.excel.table_look import (
    DIGITS_AS_TEXT,
    NUMBERS,
    Line,
    Measures,
    TableSpec,
    Value,
    heading_spans,
    lines_needed,
    measure,
    merged_runs,
    spread,
)
from jtdesk.excel.totals import (
    Cells,
    Figure,
    lines_of,
    ratio_figure,
    subtotal_label,
    subtotal_runs,
    summary_figure,
    total_figure,
    total_value,
)

SPARE_ROWS = 200
ONE_PAGE = 14
CODE_SHEET = "代码"
_PAPERS = {"A4": 9, "A3": 8}
_REPORT_EVERY = 2000


class Codes:
    """Words of the drop-downs, a column each on a hidden sheet shared by all tables."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], str] = {}

    def reference(self, words: tuple[str, ...]) -> str:
        """Return the range that will hold these words."""
        letter = self._columns.setdefault(words, get_column_letter(len(self._columns) + 1))
        return f"'{CODE_SHEET}'!${letter}$1:${letter}${len(words)}"

    def write(self, book: Workbook) -> None:
        """Write the sheet, where any drop-down asked for one."""
        if not self._columns:
            return
        sheet = book.create_sheet(CODE_SHEET)
        sheet.sheet_state = "hidden"
        lists = list(self._columns)
        for at in range(max(len(words) for words in lists)):
            sheet.append([words[at] if at < len(words) else None for words in lists])


class SheetWriter:
    """Writes one table top to bottom; a streaming sheet is never gone back to."""

    def __init__(self, book: Workbook, spec: TableSpec, rows: Sequence[Line], codes: Codes) -> None:
        self.spec = spec
        self.rows = rows
        self.look: Measures = measure(spec, _full(spec, rows))
        self.codes = codes
        self.totals: dict[str, float | str] = {}
        self.sheet = book.create_sheet(sheet_name(spec.sheet))
        self.styles = Styles(self.sheet, spec.body_size)
        self.letters = [get_column_letter(at) for at in range(1, len(spec.columns) + 1)]
        self.row = 0
        above = bool(spec.annex) + bool(spec.mark) + bool(spec.title) + bool(any(spec.above))
        self.head = above + 1
        self.first = above + spec.depth + spec.has_codes + 1
        self.runs = subtotal_runs(spec, rows)
        self.nested = spec.subtotal_by is not None and bool(rows)
        lines = len(rows) + (len(self.runs) if self.nested else 0)
        self.last = self.first + max(lines or spec.blank_rows, 1) - 1

    def write(self, job: Job) -> None:
        """Write the whole sheet; ``totals`` then holds the value of each formula."""
        self._set_up()
        self._write_top()
        self._write_headings()
        self._write_rows(job)
        self._write_tail()
        self._write_spare()
        self._validate()

    # -- page -------------------------------------------------------------------------------

    def _set_up(self) -> None:
        sheet, spec = self.sheet, self.spec
        for letter, width, text in zip(
            self.letters, self.look.widths, self.look.as_text, strict=True
        ):
            sheet.column_dimensions[letter].width = round(width, 2)
            if text:
                sheet.column_dimensions[letter].number_format = "@"
            sheet.sheet_format.defaultRowHeight = self._row_height
        sheet.sheet_format.customHeight = True
        frozen = self.letters[spec.freeze_after] if spec.freeze_after < len(self.letters) else "A"
        sheet.freeze_panes = f"{frozen}{self.first}"
        sheet.print_title_rows = f"{self.head}:{self.first - 1}"
        sheet.page_setup.orientation = "landscape" if spec.landscape else "portrait"
        sheet.page_setup.paperSize = _PAPERS[self.look.paper]
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.7, 0.3, 0.35
        footer = sheet.HeaderFooter.oddFooter.center
        footer.text, footer.size, footer.font = "第 &P 页 共 &N 页", 9, "宋体,常规"

    @property
    def _row_height(self) -> float:
        return round(max(self.spec.body_size * 1.9, self.spec.row_height), 1)

    # -- above the rows ---------------------------------------------------------------------

    def _write_top(self) -> None:
        spec, body = self.spec, self.styles.body
        if spec.annex:
            self._line([(0, len(self.letters) - 1, spec.annex)], self.styles.head, ["left"], 20)
        if spec.mark:
            self.sheet.row_dimensions[self.row + 1].hidden = True
            self._line([(0, len(self.letters) - 1, spec.mark)], body, ["left"], 1)
        if spec.title:
            lines = lines_needed(spec.title, self.look.total / 2.1)
            self._line(
                [(0, len(self.letters) - 1, spec.title)], self.styles.title, ["center"], 34 * lines
            )
        if any(spec.above):
            placed = spread(spec.above, self.look.widths)
            aligns = {1: ["left"], 2: ["left", "right"], 3: ["left", "center", "right"]}
            self._line(placed, body, aligns[len(placed)], 22)

    def _line(
        self, placed: Sequence[tuple[int, int, str]], font: Font, aligns: Sequence[str], high: float
    ) -> None:
        """Write a line of merged cells without a frame."""
        self.row += 1
        cells: list[Cell | None] = [None] * len(self.letters)
        for (first, last, text), align in zip(placed, aligns, strict=True):
            cells[first] = put(self.styles.cell(font, align, framed=False), text)
            self._merge(self.row, first, self.row, last)
            room = sum(self.look.widths[first : last + 1]) * 10.5 / self.spec.body_size
            if font is not self.styles.title:
                high = max(high, lines_needed(text, room) * self.spec.body_size * 1.6)
        self.sheet.row_dimensions[self.row].height = round(high, 1)
        self.sheet.append(cells)

    def _merge(self, row: int, first: int, last_row: int, last: int) -> None:
        if (row, first) != (last_row, last):
            self.sheet.merged_cells.add(
                f"{self.letters[first]}{row}:{self.letters[last]}{last_row}"
            )

    def _write_headings(self) -> None:
        spec = self.spec
        texts = {}
        for span in heading_spans(spec):
            texts[span.row, span.column] = span.text
            self._merge(
                self.head + span.row, span.column, self.head + span.last_row, span.last_column
            )
        heights = self._heading_heights()
        style = self.styles.cell(self.styles.head, "center", framed=True)
        for level in range(spec.depth):
            self.row += 1
            self.sheet.row_dimensions[self.row].height = heights[level]
            self.sheet.append(
                each(style, [texts.get((level, at)) for at in range(len(self.letters))])
            )
        if spec.has_codes:
            self.row += 1
            self.sheet.append(each(style, [column.code for column in spec.columns]))

    def _heading_heights(self) -> list[float]:
        """Return heights such that the longest heading has room over the rows it spans."""
        line = self.spec.body_size * 1.45
        heights = [line + 7.0] * self.spec.depth
        for span in heading_spans(self.spec):
            width = sum(self.look.widths[span.column : span.last_column + 1])
            wanted = lines_needed(span.text, width) * line + 7.0
            rows = range(span.row, span.last_row + 1)
            lack = wanted - sum(heights[row] for row in rows)
            if lack > 0:
                for row in rows:
                    heights[row] += lack / len(rows)
        return [round(height, 1) for height in heights]

    # -- rows -------------------------------------------------------------------------------

    def _formats(self) -> list[str]:
        formats = []
        for column, text in zip(self.spec.columns, self.look.as_text, strict=True):
            usual = {"integer": "0", "percent": "0.0%"}.get(column.kind, "General")
            formats.append(column.number_format or ("@" if text else usual))
        return formats

    def _body_cells(self, *, quoted: bool) -> list[Cell]:
        """Return an empty cell for each column."""
        long = len(self.rows) > ONE_PAGE  # a page may end within merged cells: their top is not cut
        faces = zip(self.look.aligns, self._formats(), self.spec.columns, strict=True)
        return [
            self.styles.cell(
                self.styles.body,
                align,
                framed=True,
                number_format=look,
                quoted=quoted,
                vertical="top" if column.merge and long else "center",
            )
            for align, look, column in faces
        ]

    def _write_rows(self, job: Job) -> None:
        spec, count = self.spec, max(len(self.rows) or self.spec.blank_rows, 1)
        plain, quoted = (self._body_cells(quoted=quote) for quote in (False, True))
        wide = [
            at
            for at, column in enumerate(spec.columns)
            if column.kind not in NUMBERS and column.kind not in DIGITS_AS_TEXT
        ]
        blank: Line = [None] * len(plain)
        ends = {last: first for first, last in self.runs} if self.nested else {}
        under = self._merged_below()
        for at in range(count):
            line = self.rows[at] if at < len(self.rows) else blank
            self.row += 1
            self._set_height(line, wide)
            self.sheet.append(
                [
                    self._filled(
                        quoted[place] if is_risky(value) else plain[place],
                        place, None if (place, at) in under else value, at,
                    )
                    for place, value in enumerate(line)
                ]
            )  # fmt: skip
            if at in ends:
                rows = self.rows[ends[at] : at + 1]
                self._write_totals(subtotal_label(spec, line), self.row - len(rows) + 1, rows)
            if not at % _REPORT_EVERY:
                job.report(at, count, "写入工作簿")

    def _merged_below(self) -> set[tuple[int, int]]:
        """Merge equal cells of the columns that ask for it; return those under another one."""
        under: set[tuple[int, int]] = set()
        lines = lines_of(self.rows, self.row + 1, self.runs if self.nested else ())
        for (at, first), last in merged_runs(self.spec, self.rows).items():
            self._merge(lines[first], at, lines[last], at)
            under |= {(at, row) for row in range(first + 1, last + 1)}
        return under

    def _filled(self, cell: Cell, place: int, value: Value, at: int) -> Cell:
        column = self.spec.columns[place]
        if column.serial:
            return put(cell, at + 1)
        return self._divided(cell, place, value) if column.ratio else put(cell, value)

    def _divided(self, cell: Cell, place: int, value: Value) -> Cell:
        ratio = self.spec.columns[place].ratio or (place, place)
        above, below = (f"{self.letters[other]}{self.row}" for other in ratio)
        return self._figure(cell, ratio_figure(above, below, value), place)

    def _set_height(self, line: Line, wide: Sequence[int]) -> None:
        lines = 1
        for at in wide:
            value = line[at]
            # Text that cannot be wider than its column is not worth measuring.
            if isinstance(value, str) and (
                2 * len(value) > self.look.widths[at] - 1.2 or "\n" in value
            ):
                lines = max(lines, lines_needed(value, self.look.widths[at]))
        if lines > 1:
            size = self.spec.body_size
            height = max(lines * size * 1.4 + 6, self._row_height)
            self.sheet.row_dimensions[self.row].height = round(height, 1)

    # -- below the rows ---------------------------------------------------------------------

    def _write_tail(self) -> None:
        spec = self.spec
        if spec.has_totals:
            self._write_totals(spec.total_label, self.first, self.rows)
        if spec.summary:
            self._write_summary()
        everything = len(self.letters) - 1
        for note in spec.notes:
            self._line([(0, everything, note)], self.styles.body, ["left"], 20)
        if spec.signature:
            placed = spread(spec.signature, self.look.widths)
            self._line(placed, self.styles.body, ["left"] * len(placed), 30)
        self.sheet.print_area = f"A1:{self.letters[-1]}{self.row}"

    def _write_totals(self, label: str, first: int, rows: Sequence[Line]) -> None:
        """Write a row of totals over the rows above it, from one of the sheet's rows on."""
        spec, above = self.spec, self.row
        self.row += 1
        inner = next(at for at, column in enumerate(spec.columns) if not column.serial)
        counted = next((at for at, column in enumerate(spec.columns) if column.total), inner)
        cells: list[Cell | None] = []
        for at, column in enumerate(spec.columns):
            people = '0"人"' if column.kind == "name" else "0"
            summing = column.total in {"sum", "ratio"}
            cell = self.styles.cell(
                self.styles.head,
                self.look.aligns[at] if summing else "center",
                framed=True,
                number_format=self._formats()[at] if summing else people,
            )
            if column.total == "ratio" and column.ratio:
                self._divided(cell, at, total_value(column, at, rows))
            elif column.total == "text":
                put(cell, column.total_text if above == self.last else None)
            elif column.total:
                reach = Cells(self.letters[at], first, above, self.nested)
                self._figure(cell, total_figure(column, at, reach, rows), at)
            elif at == 0:  # the label starts at the edge
                put(cell, label)
            cells.append(cell)
        if counted > inner:
            self._merge(self.row, 0, self.row, inner)
        self.sheet.append(cells)

    def _figure(self, cell: Cell, figure: Figure, at: int) -> Cell:
        cell.value = figure.formula
        self.totals[f"{self.letters[at]}{self.row}"] = figure.value
        return cell

    def _write_summary(self) -> None:
        """Write the line of figures under the table, one cell over its whole width."""
        self.row += 1
        cells: list[Cell | None] = [
            self.styles.cell(self.styles.head, "left", framed=True) for _letter in self.letters
        ]
        reach = [Cells(letter, self.first, self.last, self.nested) for letter in self.letters]
        figure = summary_figure(self.spec, self.rows, reach)
        first = cells[0]
        if first is not None:
            self._figure(first, figure, 0)
        self._merge(self.row, 0, self.row, len(self.letters) - 1)
        lines = lines_needed(str(figure.value), self.look.total)
        size = self.spec.body_size
        self.sheet.row_dimensions[self.row].height = round(lines * size * 1.4 + 10, 1)
        self.sheet.append(cells)

    def _write_spare(self) -> None:
        """Keep the text format below the table, so that ids typed there stay whole."""
        if not any(self.look.as_text):
            return
        texts = [
            self.styles.cell(self.styles.body, align, framed=False, number_format="@")
            if text
            else None
            for align, text in zip(self.look.aligns, self.look.as_text, strict=True)
        ]
        while self.row < self.last + SPARE_ROWS:
            self.row += 1
            self.sheet.append(texts)

    def _validate(self) -> None:
        tail = self.spec.has_totals or self.spec.notes or self.spec.signature
        last = self.last if tail else self.last + SPARE_ROWS
        for column, letter in zip(self.spec.columns, self.letters, strict=True):
            if column.choices:
                rule = DataValidation(
                    type="list",
                    formula1=self.codes.reference(column.choices),
                    allow_blank=True,
                    errorStyle="warning",
                    errorTitle="不在代码表中",
                    error=f"“{column.title}”请从下拉列表中选择。",
                    showErrorMessage=True,
                )
                rule.add(f"{letter}{self.first}:{letter}{last}")
                self.sheet.data_validations.append(rule)


def _full(spec: TableSpec, rows: Sequence[Line]) -> Sequence[Line]:
    for row in rows[:1]:
        if len(row) != len(spec.columns):
            raise ValueError(f"a row has {len(row)} values for {len(spec.columns)} columns")
    return rows
