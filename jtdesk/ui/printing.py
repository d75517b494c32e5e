"""Printing of a table: preview, repeated headings, page numbers, signature line; also to PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.ui import theme

MILLIMETRE = 1 / 25.4
SIGNATURE = ("填表人：", "审核人：", "单位（盖章）：", "填表日期：")
TITLE_FONTS = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", *theme.SERIF)
BODY_FONTS = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", *theme.SERIF)
SMALLEST = 6.0


@dataclass(frozen=True, kw_only=True)
class PrintTable:
    """A table to be printed.

    Attributes:
        title: large line on the first page.
        subtitle: small line below it: group, date, number of rows.
        headings: of the columns.
        rows: texts.
        aligns: ``left``, ``right`` or ``center`` by column.
        signature: fields of the last line.
        paper: A4 or A3; empty chooses by the width of the columns.
        landscape: the paper lies.
        groups: outer headings of each column, outermost first; equal neighbours are merged.
        notes: lines below the table.
        row_height: millimetres of a row at least.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    subtitle: str = ""
    aligns: tuple[str, ...] = ()
    signature: tuple[str, ...] = SIGNATURE
    paper: Literal["", "A4", "A3"] = ""
    landscape: bool = True
    groups: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    row_height: float = 0.0


ALIGNS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


def preview(table: PrintTable, parent: QWidget | None = None) -> QPrintPreviewDialog:
    """Return the preview dialog of a table, ready to be shown."""
    return preview_dialog(
        table.title, page_layout(table), lambda device: paint(table, device), parent
    )


def preview_dialog(
    title: str,
    layout: QPageLayout,
    painted: Callable[[QPrinter], object],
    parent: QWidget | None = None,
) -> QPrintPreviewDialog:
    """Return the preview dialog of anything that can be painted on a printer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    printer.setDocName(title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(f"打印预览 - {title}")
    # The dialog does not own its printer: the connection keeps it alive.
    dialog.paintRequested.connect(lambda device, _kept=printer: painted(device))
    theme.size_to(dialog, 1000, 700)
    return dialog


def to_pdf(table: PrintTable, path: Path) -> int:
    """Write a table as PDF; return the number of pages."""
    device = QPdfWriter(str(path))
    device.setPageLayout(page_layout(table))
    device.setTitle(table.title)
    device.setCreator("jtdesk")
    device.setResolution(300)
    return paint(table, device)


def page_layout(table: PrintTable) -> QPageLayout:
    """Return paper, direction and margins."""
    wide = sum(max(len(h), 4) for h in table.headings) > 75
    size = table.paper or ("A3" if wide else "A4")
    lies = (
        QPageLayout.Orientation.Landscape if table.landscape else QPageLayout.Orientation.Portrait
    )
    page = QPageSize(QPageSize.PageSizeId.A3 if size == "A3" else QPageSize.PageSizeId.A4)
    return QPageLayout(page, lies, QMarginsF(15, 14, 15, 14), QPageLayout.Unit.Millimeter)


def paint(table: PrintTable, device: QPrinter | QPdfWriter) -> int:
    """Paint all pages on a printer or PDF file; return how many there are."""
    painter = QPainter(device)
    try:
        return _Sheet(table, painter, device).paint()
    finally:
        painter.end()


def outer_headings(groups: Sequence[tuple[str, ...]]) -> list[tuple[int, int, int]]:
    """Return ``(level, first column, last column)`` of every outer heading, neighbours merged."""
    found = []
    for level in range(max((len(group) for group in groups), default=0)):
        first = 0
        for column in range(1, len(groups) + 1):
            same = (
                column < len(groups) and groups[column][: level + 1] == groups[first][: level + 1]
            )
            if same and len(groups[first]) > level:
                continue
            if len(groups[first]) > level:
                found.append((level, first, column - 1))
            first = column
    return found


class _Sheet:
    """One run over the pages: measures columns once, then paints row after row."""

    def __init__(self, table: PrintTable, painter: QPainter, device: QPrinter | QPdfWriter) -> None:
        self.table = table
        self.painter = painter
        self.device = device
        self.dots = device.logicalDpiX() * MILLIMETRE  # dots per millimetre
        area = device.pageLayout().paintRectPixels(device.resolution())
        self.width, self.height = float(area.width()), float(area.height())
        self.points = 10.0
        self.widths = self._fit()
        usual = self._metrics(self.points).height() + 2.2 * self.dots
        self.line = max(usual, table.row_height * self.dots)
        self.groups = self.table.groups or ((),) * len(self.table.headings)
        self.level = self._metrics(self.points).height() + 2.2 * self.dots
        self.heading = self._heading_height()

    def _font(
        self, points: float, names: tuple[str, ...] = BODY_FONTS, *, bold: bool = False
    ) -> QFont:
        font = QFont()
        font.setFamilies([theme.first_family(names), *theme.SANS])
        font.setPointSizeF(points)
        font.setBold(bold)
        return font

    def _metrics(self, points: float) -> QFontMetricsF:
        return QFontMetricsF(self._font(points), self.device)

    def _fit(self) -> list[float]:
        """Choose the largest body size at which all columns stand side by side."""
        while True:
            metrics = self._metrics(self.points)
            widths = [self._wanted(metrics, number) for number in range(len(self.table.headings))]
            if sum(widths) <= self.width or self.points <= SMALLEST:
                spare = max(self.width - sum(widths), 0.0)
                factor = min(self.width / max(sum(widths), 1.0), 1.0)
                return [w * factor + spare * w / max(sum(widths), 1.0) for w in widths]
            self.points -= 0.5

    def _wanted(self, metrics: QFontMetricsF, number: int) -> float:
        rows = self.table.rows
        sample = rows[:: max(len(rows) // 300, 1)]
        texts = sorted({row[number] for row in sample}, key=len)[-8:]
        body = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        title = self.table.headings[number]
        # A heading may take two lines, a long text is cut at 60 mm.
        head = metrics.horizontalAdvance(title) / (2 if len(title) > 4 else 1)
        return max(min(body, 60 * self.dots), head) + 3.0 * self.dots

    def _heading_height(self) -> float:
        metrics = self._metrics(self.points)
        lines = max(
            (
                metrics.boundingRect(
                    QRectF(0, 0, wide - 1.6 * self.dots, 10000),
                    int(Qt.TextFlag.TextWrapAnywhere),
                    self._broken(title, wide),
                ).height()
                for title, wide in zip(self.table.headings, self.widths, strict=True)
            ),
            default=0.0,
        )
        levels = max((len(group) for group in self.groups), default=0)
        return max(lines, metrics.height()) + 2.6 * self.dots + levels * self.level

    def pages(self) -> list[tuple[int, int]]:
        """Return first and last row (excluded) of every page."""
        rows = len(self.table.rows)
        foot = 8 * self.dots
        first = self.height - self._title_height() - self.heading - foot
        other = self.height - self.heading - foot
        sign = 14 * self.dots + len(self.table.notes) * self.level
        pages: list[tuple[int, int]] = []
        start = 0
        while True:
            room = first if not pages else other
            fit = max(int(room / self.line), 1)
            if rows - start <= fit and (rows - start) * self.line + sign <= room:
                return [*pages, (start, rows)]
            take = min(fit, rows - start)
            pages.append((start, start + take))
            start += take

    def _title_height(self) -> float:
        title = self._metrics(18).height() + 3 * self.dots
        return title + (self._metrics(10).height() + 2 * self.dots if self.table.subtitle else 0.0)

    def paint(self) -> int:
        """Paint every page."""
        pages = self.pages()
        for number, (start, end) in enumerate(pages):
            if number:
                self.device.newPage()
            top = self._paint_title() if number == 0 else 0.0
            top = self._paint_headings(top)
            for row in self.table.rows[start:end]:
                self._paint_row(row, top)
                top += self.line
            if number == len(pages) - 1:
                self._paint_signature(top)
            self._paint_foot(number + 1, len(pages))
        return len(pages)

    def _paint_title(self) -> float:
        height = self._metrics(18).height() + 3 * self.dots
        self.painter.setFont(self._font(18, TITLE_FONTS))
        centre = int(Qt.AlignmentFlag.AlignCenter)
        self.painter.drawText(QRectF(0, 0, self.width, height), centre, self.table.title)
        if self.table.subtitle:
            self.painter.setFont(self._font(10))
            below = self._metrics(10).height() + 2 * self.dots
            area = QRectF(0, height, self.width, below)
            self.painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), self.table.subtitle)
            return height + below
        return height

    def _cell(self, area: QRectF, text: str, flags: int) -> None:
        self.painter.setPen(QPen(Qt.GlobalColor.black, 0.25 * self.dots))
        self.painter.drawRect(area)
        inner = area.adjusted(0.8 * self.dots, 0, -0.8 * self.dots, 0)
        self.painter.drawText(inner, flags, text)

    def _broken(self, title: str, wide: float) -> str:
        """Break a heading that is too wide before its unit, else in the middle."""
        if self._metrics(self.points).horizontalAdvance(title) <= wide - 2 * self.dots:
            return title
        place = title.find("(") if "(" in title else (len(title) + 1) // 2
        return f"{title[:place]}\n{title[place:]}"

    def _paint_headings(self, top: float) -> float:
        self.painter.setFont(self._font(self.points, BODY_FONTS, bold=True))
        left = 0.0
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWrapAnywhere)
        for title, group, wide in zip(self.table.headings, self.groups, self.widths, strict=True):
            high = len(group) * self.level
            self._cell(QRectF(left, top + high, wide, self.heading - high), title, flags)
            left += wide
        for level, first, last in outer_headings(self.groups):
            area = QRectF(
                sum(self.widths[:first]),
                top + level * self.level,
                sum(self.widths[first : last + 1]),
                self.level,
            )
            self._cell(area, self.groups[first][level], flags)
        return top + self.heading

    def _paint_row(self, row: Sequence[str], top: float) -> None:
        self.painter.setFont(self._font(self.points))
        metrics = self._metrics(self.points)
        left = 0.0
        for number, (text, wide) in enumerate(zip(row, self.widths, strict=True)):
            name = self.table.aligns[number] if self.table.aligns else "left"
            flags = int(ALIGNS[name] | Qt.AlignmentFlag.AlignVCenter)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 1.6 * self.dots)
            self._cell(QRectF(left, top, wide, self.line), shown, flags)
            left += wide

    def _paint_signature(self, top: float) -> None:
        self.painter.setFont(self._font(10))
        for note in self.table.notes:
            area = QRectF(0, top + self.dots, self.width, self.level)
            self.painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), note)
            top += self.level
        if not self.table.signature:
            return
        self.painter.setFont(self._font(10.5))
        wide = self.width / len(self.table.signature)
        for number, text in enumerate(self.table.signature):
            area = QRectF(number * wide, top + 4 * self.dots, wide, 8 * self.dots)
            self.painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_foot(self, number: int, count: int) -> None:
        self.painter.setFont(self._font(9))
        area = QRectF(0, self.height - 6 * self.dots, self.width, 6 * self.dots)
        text = f"第 {number} 页 共 {count} 页"
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
