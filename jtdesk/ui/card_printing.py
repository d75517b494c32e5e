"""Printing of cards: one page a person, labels beside values; also as a picture on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.ui import theme
from jtdesk.ui.printing import BODY_FONTS, MILLIMETRE, TITLE_FONTS, preview_dialog

HEAD_FONTS = ("黑体", "SimHei", *theme.SANS)
PAPER = QSizeF(210, 297)  # millimetres of A4
MARGINS = QMarginsF(20, 18, 20, 15)
POINTS, SMALLEST = 12.0, 8.0
LEFT, CENTRE, RIGHT = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignHCenter,
    Qt.AlignmentFlag.AlignRight,
)
MIDDLE = Qt.AlignmentFlag.AlignVCenter
WRAP = int(Qt.TextFlag.TextWrapAnywhere)


@dataclass(frozen=True, kw_only=True)
class PrintBox:
    """A label and the text beside it.

    Attributes:
        label: in bold letters.
        text: the value.
        foot: last line of the box, at the right.
        large: the text starts at the top left, as in a box for sentences.
    """

    label: str
    text: str
    foot: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class PrintLine:
    """Boxes side by side, each as wide as the others, and the millimetres they are high."""

    boxes: tuple[PrintBox, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class PrintCards:
    """Cards to be printed, each on a page of its own.

    Attributes:
        title: large line on each card.
        names: what each card is called in a list.
        cards: the lines of each.
        label_share: width of the labels as a part of the whole.
        above, notes, signature: lines over and under the frame.
    """

    title: str
    names: tuple[str, ...]
    cards: tuple[tuple[PrintLine, ...], ...]
    label_share: float
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


def preview(cards: PrintCards, parent: QWidget | None = None) -> QPrintPreviewDialog:
    """Return the preview dialog of the cards, ready to be shown."""
    return preview_dialog(cards.title, page_layout(), lambda device: paint(cards, device), parent)


def page_layout() -> QPageLayout:
    """Return upright A4 with the margins of a document."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        MARGINS,
        QPageLayout.Unit.Millimeter,
    )


def to_pdf(cards: PrintCards, path: Path) -> int:
    """Write the cards as PDF; return the number of pages."""
    device = QPdfWriter(str(path))
    device.setPageLayout(page_layout())
    device.setTitle(cards.title)
    device.setCreator("jtdesk")
    device.setResolution(300)
    return paint(cards, device)


def paint(cards: PrintCards, device: QPrinter | QPdfWriter) -> int:
    """Paint all cards on a printer or PDF file; return how many pages there are."""
    painter = QPainter(device)
    try:
        for number in range(len(cards.cards)):
            if number:
                device.newPage()
            _Card(cards, number, painter, device).paint()
    finally:
        painter.end()
    return len(cards.cards)


def picture(cards: PrintCards, number: int, wide: int) -> QImage:
    """Return one card as it looks on paper, so many pixels wide."""
    scale = wide / PAPER.width()
    image = QImage(wide, round(PAPER.height() * scale), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(scale * 1000))
    image.setDotsPerMeterY(round(scale * 1000))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.translate(MARGINS.left() * scale, MARGINS.top() * scale)
        _Card(cards, number, painter, image).paint()
    finally:
        painter.end()
    return image


class _Card:
    """One card on one page; letters shrink until it fits."""

    def __init__(
        self, cards: PrintCards, number: int, painter: QPainter, device: QPaintDevice
    ) -> None:
        self.spec = cards
        self.lines = cards.cards[number]
        self.painter = painter
        self.device = device
        self.dots = device.logicalDpiX() * MILLIMETRE  # dots per millimetre
        self.width = (PAPER.width() - MARGINS.left() - MARGINS.right()) * self.dots
        self.height = (PAPER.height() - MARGINS.top() - MARGINS.bottom()) * self.dots
        self.points = POINTS
        while self._whole() > self.height and self.points > SMALLEST:
            self.points -= 0.5

    def _font(self, names: Sequence[str], points: float) -> QFont:
        font = QFont()
        font.setFamilies([theme.first_family(tuple(names)), *theme.SANS])
        font.setPointSizeF(points)
        return font

    def _metrics(self, names: Sequence[str] = BODY_FONTS) -> QFontMetricsF:
        return QFontMetricsF(self._font(names, self.points), self.device)

    @property
    def _row(self) -> float:
        return self._metrics().height() + 2 * self.dots

    def _whole(self) -> float:
        texts = any(self.spec.above) + len(self.spec.notes) + bool(self.spec.signature)
        return 14 * self.dots + texts * self._row + sum(map(self._line_height, self.lines))

    def _widths(self, line: PrintLine) -> tuple[float, float]:
        label = self.width * self.spec.label_share
        return label, self.width / len(line.boxes) - label

    def _line_height(self, line: PrintLine) -> float:
        label, value = self._widths(line)
        wanted = line.height * self.dots
        for box in line.boxes:
            for text, wide, names in (
                (box.label, label, HEAD_FONTS),
                (box.text, value, BODY_FONTS),
            ):
                room = QRectF(0, 0, wide - 2 * self.dots, 100000)
                needed = self._metrics(names).boundingRect(room, WRAP, text).height()
                foot = self._row if box.foot else 0.0
                wanted = max(wanted, needed + foot + 2 * self.dots)
        return wanted

    def paint(self) -> None:
        """Paint title, lines, notes and signature."""
        top = self._title()
        self._pen()
        for line in self.lines:
            high = self._line_height(line)
            label, value = self._widths(line)
            left = 0.0
            for box in line.boxes:
                self._box(
                    QRectF(left, top, label, high), QRectF(left + label, top, value, high), box
                )
                left += label + value
            top += high
        for note in self.spec.notes:
            self._text(QRectF(0, top, self.width, self._row), note, LEFT | MIDDLE)
            top += self._row
        if self.spec.signature:
            self._spread(self.spec.signature, top + 2 * self.dots)

    def _pen(self) -> None:
        self.painter.setPen(QPen(Qt.GlobalColor.black, 0.25 * self.dots))

    def _title(self) -> float:
        self._pen()
        high = 14 * self.dots
        points = 20.0
        names = TITLE_FONTS
        while points > POINTS and (
            QFontMetricsF(self._font(names, points), self.device).horizontalAdvance(self.spec.title)
            > self.width
        ):
            points -= 1
        self.painter.setFont(self._font(names, points))
        area = QRectF(0, 0, self.width, high)
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self.spec.title)
        if any(self.spec.above):
            self._spread(self.spec.above, high)
            high += self._row
        return high

    def _spread(self, texts: Sequence[str], top: float) -> None:
        wide = self.width / len(texts)
        for number, text in enumerate(texts):
            self._text(QRectF(number * wide, top, wide, self._row), text, LEFT | MIDDLE)

    def _text(self, area: QRectF, text: str, flags: Qt.AlignmentFlag) -> None:
        self.painter.setFont(self._font(BODY_FONTS, self.points))
        self.painter.drawText(area, int(flags) | WRAP, text)

    def _box(self, label: QRectF, value: QRectF, box: PrintBox) -> None:
        self.painter.drawRect(label)
        self.painter.drawRect(value)
        inset = 1.0 * self.dots
        self.painter.setFont(self._font(HEAD_FONTS, self.points))
        inner = label.adjusted(inset, 0, -inset, 0)
        self.painter.drawText(inner, int(CENTRE | MIDDLE) | WRAP, box.label)
        inner = value.adjusted(inset, inset, -inset, -inset)
        if box.foot:
            foot = QRectF(inner.left(), inner.bottom() - self._row, inner.width(), self._row)
            self._text(foot.adjusted(0, 0, -4 * self.dots, 0), box.foot, RIGHT | MIDDLE)
            inner.setBottom(foot.top())
        flags = LEFT | Qt.AlignmentFlag.AlignTop if box.large else CENTRE | MIDDLE
        self._text(inner, box.text, flags)
