"""Figures painted by QPainter: saved as PNG, SVG or PDF, copied, and framed with their buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jtdesk.core.errors import InputRefused
from jtdesk.core.jobs import Job
from jtdesk.core.reasons import reason
from jtdesk.ui import theme
from jtdesk.ui.chart_view import IMAGES
from jtdesk.ui.clipboard import block_mime
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import PageContext

MARGIN = 16.0
SHARP = 2.0  # device pixels a logical pixel of saved pictures
POINTS = 0.75  # points a logical pixel


class Drawing(Protocol):
    """Something that can be painted whole, at the size it wants.

    Attributes:
        name: stem of the file it is saved as.
        title: states the finding.
        foot: source and rule.
        legend: what signs and colours say, in one short line.
    """

    @property
    def name(self) -> str:
        """Stem of the file."""

    @property
    def title(self) -> str:
        """The finding."""

    @property
    def foot(self) -> str:
        """Source and rule."""

    @property
    def legend(self) -> str:
        """What signs and colours say."""

    def wanted(self, font: QFont) -> QSizeF:
        """Return the size of the whole in logical pixels."""

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the whole into an area; may run in any thread."""

    def table(self) -> list[list[str]]:
        """Return the numbers as a block with headings."""


def _sheet(drawing: Drawing, font: QFont) -> tuple[QSizeF, float, float]:
    """Return the size of the sheet, and the heights of title and foot."""
    body = drawing.wanted(font)
    line = QFont(font).pointSizeF() / POINTS * 1.7
    width = max(body.width(), 420.0)
    letters = max(width / (line / 1.7) - 1, 1)
    heads = 1 + int(len(drawing.title) * 1.25 / letters)
    feet = 1 + int(len(drawing.foot) / letters)
    head, foot = heads * line * 1.25, feet * line
    size = QSizeF(width + 2 * MARGIN, body.height() + head + foot + 3 * MARGIN)
    return size, head, foot


def paint_sheet(painter: QPainter, drawing: Drawing, font: QFont) -> None:
    """Paint a drawing with its title above and its source below; may run in any thread."""
    size, head, foot = _sheet(drawing, font)
    left, wide = MARGIN, size.width() - 2 * MARGIN
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.PAPER))
    bold = QFont(font)
    bold.setPointSizeF(font.pointSizeF() * 1.2)
    bold.setWeight(QFont.Weight.DemiBold)
    wrap = Qt.TextFlag.TextWordWrap
    painter.setFont(bold)
    painter.setPen(QColor(theme.INK))
    painter.drawText(QRectF(left, MARGIN, wide, head), wrap, drawing.title)
    painter.setFont(font)
    body = QRectF(left, MARGIN * 1.5 + head, wide, size.height() - head - foot - 3 * MARGIN)
    drawing.paint(painter, body)
    painter.setFont(font)
    painter.setPen(QColor(theme.FAINT))
    painter.drawText(
        QRectF(left, size.height() - foot - MARGIN, wide, foot + MARGIN), wrap, drawing.foot
    )


def image_of(drawing: Drawing, font: QFont) -> QImage:
    """Return the sheet as a picture."""
    size = _sheet(drawing, font)[0]
    image = QImage(
        int(size.width() * SHARP), int(size.height() * SHARP), QImage.Format.Format_ARGB32
    )
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor(theme.PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_sheet(painter, drawing, font)
    painter.end()
    return image


def save_drawing(drawing: Drawing, path: Path, font: QFont) -> None:
    """Write the sheet as PNG, SVG or PDF, by the suffix; may run in any thread.

    Raises:
        InputRefused: the file cannot be written.
    """
    makers = {".svg": _svg, ".pdf": _pdf}
    content = makers.get(path.suffix.lower(), _png)(drawing, font)
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}：{reason(fault)}。请换一个文件夹，或先关闭打开它的程序。",
            code="output_refused",
        ) from fault


def _buffer() -> tuple[QByteArray, QBuffer]:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return content, buffer


def _png(drawing: Drawing, font: QFont) -> bytes:
    content, buffer = _buffer()
    image_of(drawing, font).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def _svg(drawing: Drawing, font: QFont) -> bytes:
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415 - only where a picture is saved

    size = _sheet(drawing, font)[0]
    content, buffer = _buffer()
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setResolution(96)
    made.setSize(size.toSize())
    made.setViewBox(QRectF(0, 0, size.width(), size.height()))
    made.setTitle(drawing.title)
    painter = QPainter(made)
    paint_sheet(painter, drawing, font)
    painter.end()
    return bytes(content.data())


def _pdf(drawing: Drawing, font: QFont) -> bytes:
    size = _sheet(drawing, font)[0]
    content, buffer = _buffer()
    made = QPdfWriter(buffer)
    made.setTitle(drawing.title)
    made.setResolution(96)  # one unit of the painter is one logical pixel, as on the screen
    made.setPageSize(
        QPageSize(
            QSizeF(size.width() * POINTS, size.height() * POINTS),
            QPageSize.Unit.Point,
            drawing.name,
            QPageSize.SizeMatchPolicy.ExactMatch,
        )
    )
    made.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(made)
    paint_sheet(painter, drawing, font)
    painter.end()
    return bytes(content.data())


class FigureFrame(QWidget):
    """A painted figure on a page: the finding above, the source below, and its buttons.

    Args:
        context: of the page.
        view: the widget that shows the figure.
        more: further buttons, ``(icon, label, run)``.
        brief: only the legend stands below, the source in its tool tip.
    """

    def __init__(
        self,
        context: PageContext,
        view: QWidget,
        more: Sequence[tuple[str, str, Callable[[], object]]] = (),
        *,
        brief: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.view = context, view
        self.drawing: Drawing | None = None
        self._brief = brief
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.title.setWordWrap(True)
        self.foot = QLabel()
        self.foot.setProperty("role", "faint")
        self.foot.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout()
        row.addWidget(self.foot, 1)
        for icon, label, run in (
            *more,
            ("save", "存为图片", self.save),
            ("copy", "复制", self.copy),
        ):
            button = QPushButton(theme.icon(icon), label)
            button.setFlat(True)
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _=False, run=run: run())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
            self.buttons.append(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.title)
        layout.addWidget(view, 1)
        layout.addLayout(row)

    def show_drawing(self, drawing: Drawing) -> None:
        """Tell the finding and the source of what the view shows."""
        self.drawing = drawing
        self.title.setText(drawing.title)
        self.foot.setText(drawing.legend if self._brief else drawing.foot)
        self.foot.setToolTip(drawing.foot)

    def save(self) -> None:
        """Save the figure as PNG, SVG or PDF."""
        drawing, font = self.drawing, QFont(self.font())
        if drawing is None:
            return
        path = self.context.prompts.save_path("存为图片", f"{drawing.name}.png", filters=IMAGES)
        if path is None:
            return

        def work(_job: Job) -> str:
            save_drawing(drawing, path, font)
            return path.name

        self.context.ops.compute(
            work,
            lambda name: self.context.bus.tell(f"图已存为 {name}。", "done"),
            owner=self,
            title="保存图片",
        )

    def copy(self) -> None:
        """Put the figure on the clipboard: a picture for documents, its numbers for tables."""
        drawing, font = self.drawing, QFont(self.font())
        if drawing is None:
            return

        def kept(image: QImage) -> None:
            mime = block_mime(drawing.table())
            mime.setImageData(image)
            QGuiApplication.clipboard().setMimeData(mime)
            self.context.bus.tell("已复制：粘贴到表格得到数字，粘贴到文档得到图。", "done")

        def failed(fault: Exception) -> None:
            self.context.bus.tell(sentence(fault), "fault")

        self.context.ops.compute(lambda _job: image_of(drawing, font), kept, failed, self)
