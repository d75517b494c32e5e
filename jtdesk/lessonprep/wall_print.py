"""The wall calendar on paper: one page of A4 for a term."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.lessonprep.term_wall import WallDrawing, WallGrid
from jtdesk.ui import theme
from jtdesk.ui.printing import TITLE_FONTS, preview_dialog

BODY, TITLE, FOOT = 13, 24, 11  # pixels, of which a page has as many as the calendar is wide
LETTERS = 76


def page_layout() -> QPageLayout:
    """Return a lying A4 page."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape,
        QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter,
    )  # fmt: skip


def wall_preview(drawing: WallDrawing, parent: QWidget | None = None) -> QPrintPreviewDialog:
    """Return the preview dialog of a wall calendar, ready to be shown."""
    return preview_dialog(
        drawing.name, page_layout(), lambda device: print_wall(drawing, device), parent
    )


def print_wall(drawing: WallDrawing, device: QPrinter | QPdfWriter) -> None:
    """Print a wall calendar on one page, as large as it gets."""
    painter = QPainter(device)
    try:
        _paint(drawing, painter)
    finally:
        painter.end()


def _paint(drawing: WallDrawing, painter: QPainter) -> None:
    # Sizes in pixels: points would grow with the resolution of the printer, and again when scaled.
    body, title, foot = _font(theme.SANS, BODY), _font(TITLE_FONTS, TITLE), _font(theme.SANS, FOOT)
    grid = WallGrid(drawing.wall, body, QFontMetricsF(body).horizontalAdvance("汉") * LETTERS)
    whole = grid.whole()
    head, line, tail = TITLE * 1.7, FOOT * 1.8, FOOT * 2.0
    page = painter.viewport()
    scale = min(page.width() / whole.width(), page.height() / (whole.height() + head + line + tail))
    painter.translate((page.width() - whole.width() * scale) / 2, 0)
    painter.scale(scale, scale)
    centre = Qt.AlignmentFlag.AlignCenter
    painter.setFont(title)
    painter.drawText(QRectF(0, 0, whole.width(), head), centre, drawing.wall.title)
    painter.setFont(foot)
    painter.drawText(QRectF(0, head, whole.width(), line), centre, drawing.wall.summary)
    painter.save()
    painter.translate(0, head + line)
    grid.paint(painter, QRectF(0, 0, whole.width(), whole.height()), 0.0, None)
    painter.restore()
    painter.setFont(foot)
    below = QRectF(0, head + line + whole.height(), whole.width(), tail)
    painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, drawing.legend)


def _font(families: tuple[str, ...], pixels: int) -> QFont:
    font = QFont()
    font.setFamilies([theme.first_family(families), *families])
    font.setPixelSize(pixels)
    return font
