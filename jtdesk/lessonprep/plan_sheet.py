"""Tables of the calendar on paper: wrapped cells, repeated headings, pages down and across."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.lessonprep.plan_tables import SIGNATURE, PlanTable
from jtdesk.ui import theme
from jtdesk.ui.printing import BODY_FONTS, MILLIMETRE, SMALLEST, TITLE_FONTS, preview_dialog

MARGINS = QMarginsF(12, 12, 12, 10)
TITLE_POINTS, SMALL_POINTS = 18.0, 10.0
LARGEST, TIGHTEST = 10.0, 6.0
LETTERS = 7.0  # characters of body text the narrowest column of a page has at least
SHADE = QColor("#ececec")
CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWrapAnywhere)
MIDDLE = LEFT | int(Qt.AlignmentFlag.AlignVCenter)
TOP = LEFT | int(Qt.AlignmentFlag.AlignTop)


def page_layout(table: PlanTable) -> QPageLayout:
    """Return paper, direction and margins."""
    page = QPageSize(QPageSize.PageSizeId.A3 if table.paper == "A3" else QPageSize.PageSizeId.A4)
    direction = (
        QPageLayout.Orientation.Landscape if table.landscape else QPageLayout.Orientation.Portrait
    )
    return QPageLayout(page, direction, MARGINS, QPageLayout.Unit.Millimeter)


def preview(tables: Sequence[PlanTable], parent: QWidget | None = None) -> QPrintPreviewDialog:
    """Return the preview dialog of tables of one kind of paper, ready to be shown."""
    return preview_dialog(
        tables[0].title, page_layout(tables[0]), lambda device: paint(tables, device), parent
    )


def to_pdf(tables: Sequence[PlanTable], path: Path) -> int:
    """Write tables as PDF; return the number of pages.

    Raises:
        InputRefused: the file cannot be written.
    """
    try:
        path.touch()
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}：{reason(fault)}。请换一个文件夹，或先关闭打开它的程序。",
            code="output_refused",
        ) from fault
    device = QPdfWriter(str(path))
    device.setPageLayout(page_layout(tables[0]))
    device.setTitle(tables[0].title)
    device.setCreator("jtdesk")
    device.setResolution(300)
    return paint(tables, device)


def paint(tables: Sequence[PlanTable], device: QPrinter | QPdfWriter) -> int:
    """Paint all tables, each from a new page; return how many pages there are."""
    painter = QPainter()
    painter.begin(device)
    try:
        sheets = [_Sheet(table, painter, device) for table in tables]
        whole = sum(len(sheet.pages) for sheet in sheets)
        done = 0
        for sheet in sheets:
            for number in range(len(sheet.pages)):
                if done:
                    device.newPage()
                done += 1
                sheet.paint(number, f"第 {done} 页 共 {whole} 页")
    finally:
        painter.end()
    return whole


class _Sheet:
    """One table: measured once, then painted page by page.

    Attributes:
        pages: ``(columns, rows)`` of every page; all pages of some columns before the next ones.
    """

    def __init__(self, table: PlanTable, painter: QPainter, device: QPrinter | QPdfWriter) -> None:
        self.table, self.painter, self.device = table, painter, device
        self.dots = device.logicalDpiX() * MILLIMETRE
        area = device.pageLayout().paintRectPixels(device.resolution())
        self.width, self.height = float(area.width()), float(area.height())
        self.points = LARGEST
        self._lay_out()
        if table.one_page and len(self.pages) > len(self.blocks):
            self._shrink()

    def _lay_out(self) -> None:
        self.blocks = self._fit()
        self.pages = [(columns, rows) for columns in self.blocks for rows in self._cut(columns)]

    def _shrink(self) -> None:
        """Set the letters smaller until all rows stand on one page; as before where they do not."""
        usual = self.points
        while self.points > TIGHTEST and len(self.pages) > len(self.blocks):
            self.points -= 0.5
            self._lay_out()
        if len(self.pages) > len(self.blocks):
            self.points = usual
            self._lay_out()

    def _font(
        self, points: float, names: tuple[str, ...] = BODY_FONTS, *, bold: bool = False
    ) -> QFont:
        font = QFont()
        font.setFamilies([theme.first_family(names), *theme.SANS])
        font.setPointSizeF(points)
        font.setBold(bold)
        return font

    def _metrics(self, points: float, *, bold: bool = False) -> QFontMetricsF:
        return QFontMetricsF(self._font(points, bold=bold), self.device)

    # ----------------------------------------------------------------- layout

    def _fit(self) -> list[tuple[int, ...]]:
        """Choose the letters, and which columns stand together on a page."""
        count = len(self.table.headings)
        while True:
            letter = self._metrics(self.points).horizontalAdvance("汉") / 2
            wanted = sum(self.table.widths) * letter
            if wanted <= self.width or self.points <= SMALLEST + 1:
                break
            self.points -= 0.5
        if wanted <= self.width:
            return [tuple(range(count))]
        fixed = tuple(range(min(self.table.fixed, count)))
        room = self.width - sum(self.table.widths[at] * letter for at in fixed)
        least = LETTERS * 2 * letter
        each = max(int(room // max(least, 1.0)), 1)
        others = list(range(len(fixed), count))
        if len(others) <= each:
            return [tuple(range(count))]
        parts = -(-len(others) // each)
        size = -(-len(others) // parts)
        return [(*fixed, *others[start : start + size]) for start in range(0, len(others), size)]

    def widths(self, columns: Sequence[int]) -> list[float]:
        """Return how wide columns are so that they fill the page."""
        shares = [self.table.widths[at] for at in columns]
        return [self.width * share / sum(shares) for share in shares]

    def _row_height(self, columns: Sequence[int], row: Sequence[str], *, bold: bool) -> float:
        metrics = self._metrics(self.points, bold=bold)
        pad = 1.6 * self.dots
        high = metrics.height()
        for at, wide in zip(columns, self.widths(columns), strict=True):
            if row[at]:
                box = QRectF(0, 0, wide - pad, 100000)
                flags = int(Qt.TextFlag.TextWrapAnywhere)
                high = max(high, metrics.boundingRect(box, flags, row[at]).height())
        return high + 1.6 * self.dots

    def _cut(self, columns: tuple[int, ...]) -> list[tuple[int, int]]:
        """Return first and last row (excluded) of every page of some columns."""
        heights = [self._row_height(columns, row, bold=False) for row in self.table.rows]
        head = self._row_height(columns, self.table.headings, bold=True)
        foot, sign = 8 * self.dots, self._tail()
        pages: list[tuple[int, int]] = []
        start = 0
        while True:
            room = self.height - head - foot - self._title_height(first=not pages)
            end, taken = start, 0.0
            while end < len(heights) and (taken + heights[end] <= room or end == start):
                taken += heights[end]
                end += 1
            if end == len(heights) and (taken + sign <= room or not heights):
                return [*pages, (start, end)]
            if end == len(heights) and end > start + 1:
                end -= 1  # the signature wants a row beside it on the last page
            pages.append((start, end))
            if end == len(heights):
                return [*pages, (end, end)]
            start = end

    def _tail(self) -> float:
        line = self._metrics(SMALL_POINTS).height() + self.dots
        return line * (len(self.table.notes) + 1) + 4 * self.dots

    def _title_height(self, *, first: bool) -> float:
        if not first:
            return 0.0
        return (
            self._metrics(TITLE_POINTS).height() + self._metrics(SMALL_POINTS).height()
            + 5 * self.dots
        )  # fmt: skip

    # --------------------------------------------------------------- painting

    def paint(self, number: int, foot: str) -> None:
        """Paint one page."""
        columns, (start, end) = self.pages[number]
        first = start == 0
        top = self._paint_title(columns) if first else 0.0
        top = self._paint_row(columns, self.table.headings, top, bold=True, shaded=True)
        for row in range(start, end):
            top = self._paint_row(
                columns, self.table.rows[row], top, bold=False, shaded=row in self.table.shaded
            )
        if end == len(self.table.rows):
            self._paint_tail(top)
        self.painter.setFont(self._font(9))
        area = QRectF(0, self.height - 6 * self.dots, self.width, 6 * self.dots)
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), foot)

    def _paint_title(self, columns: tuple[int, ...]) -> float:
        high = self._metrics(TITLE_POINTS).height() + 2 * self.dots
        part = self.blocks.index(columns) + 1
        title = self.table.title if len(self.blocks) == 1 else f"{self.table.title}（{part}）"
        self.painter.setPen(QPen(Qt.GlobalColor.black))
        self.painter.setFont(self._font(TITLE_POINTS, TITLE_FONTS))
        centre = int(Qt.AlignmentFlag.AlignCenter)
        self.painter.drawText(QRectF(0, 0, self.width, high), centre, title)
        self.painter.setFont(self._font(SMALL_POINTS))
        line = self._metrics(SMALL_POINTS).height() + 2 * self.dots
        area = QRectF(0, high, self.width, line)
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), self.table.subtitle)
        return self._title_height(first=True)

    def _paint_row(
        self, columns: Sequence[int], row: Sequence[str], top: float, *, bold: bool, shaded: bool
    ) -> float:
        high = self._row_height(columns, row, bold=bold)
        self.painter.setFont(self._font(self.points, bold=bold))
        left = 0.0
        for place, (at, wide) in enumerate(zip(columns, self.widths(columns), strict=True)):
            area = QRectF(left, top, wide, high)
            if shaded:
                self.painter.fillRect(area, SHADE)
            self.painter.setPen(QPen(Qt.GlobalColor.black, 0.2 * self.dots))
            self.painter.drawRect(area)
            inner = area.adjusted(0.8 * self.dots, 0, -0.8 * self.dots, 0)
            flags = CENTRE if bold or place == 0 else TOP if self.table.top else MIDDLE
            self.painter.drawText(inner, flags, row[at])
            left += wide
        return top + high

    def _paint_tail(self, top: float) -> None:
        line = self._metrics(SMALL_POINTS).height() + self.dots
        self.painter.setFont(self._font(SMALL_POINTS))
        top += self.dots
        for note in self.table.notes:
            area = QRectF(0, top, self.width, line)
            self.painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), note)
            top += line
        wide = self.width / len(SIGNATURE)
        for number, text in enumerate(SIGNATURE):
            area = QRectF(number * wide, top + 2 * self.dots, wide, line)
            self.painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)
