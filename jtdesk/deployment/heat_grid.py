"""What a heat map of schools and subjects holds, and how its cells are laid out and painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from jtdesk.ui import theme

SHORT, SPARE, PLAIN = "#d55e00", "#0072b2", theme.ACCENT  # told apart by the colour-blind
DEEPEST = 0.58  # share of the full colour at the far end: dark numbers stay readable on it
TOTAL = "合计"
MINUS, NONE = "\u2212", ""
LINES = 3  # of a column heading
ROOMY = 9.95  # from here a number is four characters long
Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class HeatSpec:
    """What a heat map shows; the data, not the drawing.

    Attributes:
        name: stem of the file it is saved as.
        title: states the finding.
        rows: names of schools; columns: names of subjects.
        values: by ``(row, column)``; a pair without a value is an empty cell. A row or column
            named ``""`` is the total, reckoned by whoever knows the rule.
        tips: the rule behind a cell.
        signed: negative is a shortage, positive a surplus; else only amounts.
        framed: a shortage of so much gets a frame.
        unit, source, note: told below.
        digits: decimals.
        corner: heading of the headings.
    """

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Mapping[Place, float]
    tips: Mapping[Place, str] = field(default_factory=dict)
    signed: bool = True
    framed: float = 0.5
    unit: str = "人"
    source: str = ""
    note: str = ""
    digits: int = 1
    corner: str = "学校"

    @property
    def legend(self) -> str:
        """What signs, frames and shades say."""
        if not self.signed:
            return f"颜色越深数越大  单位：{self.unit}"
        framed = f"缺 {self.framed:g} {self.unit}以上加框"
        return f"{MINUS} 缺（橙，{framed}）  + 余（蓝）  单位：{self.unit}"

    @property
    def foot(self) -> str:
        """Legend, note and source."""
        return "  ".join(part for part in (self.legend, self.note, self.source) if part)

    @cached_property
    def furthest(self) -> float:
        """The value that gets the deepest shade."""
        inner = [abs(v) for (row, column), v in self.values.items() if row and column]
        return max(*inner, 2.0) if inner else 2.0

    def text(self, place: Place) -> str:
        """Return what stands in a cell."""
        value = self.values.get(place)
        if value is None:
            return NONE
        said = f"{abs(value):.{self.digits}f}"
        if float(said) == 0:
            return "0"
        sign = (MINUS if value < 0 else "+") if self.signed else ""
        return f"{sign}{said}"

    def lacking(self, place: Place) -> bool:
        """Return whether a cell, as it is printed, is short by so much that it gets a frame."""
        value = self.values.get(place)
        return self.signed and value is not None and round(value, self.digits) <= -self.framed

    def spoken(self, place: Place) -> str:
        """Return a cell in words."""
        row, column = place[0] or "全集团", place[1] or TOTAL
        text = self.text(place)
        if not text:
            return f"{row} {column}：无"
        value = self.values[place]
        if not self.signed:
            return f"{row} {column}：{text} {self.unit}"
        bare = text.lstrip(f"{MINUS}+")
        kind = "持平" if text == "0" else f"{'缺' if value < 0 else '余'} {bare} {self.unit}"
        return f"{row} {column}：{kind}"

    def table(self) -> list[list[str]]:
        """Return the numbers as a block with headings, a plain minus before shortages."""
        columns = ("", *self.columns)
        head = [self.corner, TOTAL, *self.columns]
        lines = [head]
        for row in ("", *self.rows):
            cells = [self.text((row, column)).replace(MINUS, "-") for column in columns]
            lines.append([row or TOTAL, *(c.lstrip("+") for c in cells)])
        return lines

    def wanted(self, font: QFont) -> QSizeF:
        """Return the size of the whole."""
        return HeatGrid(self, font).whole()

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the whole into an area."""
        grid = HeatGrid(self, painter.font(), wide=area.width())
        painter.save()
        painter.translate(area.topLeft())
        grid.paint(painter, area.size(), QPointF(0, 0), None)
        painter.restore()


def shade(value: float, furthest: float, *, signed: bool) -> QColor:
    """Return the ground of a cell: white at nothing, deeper towards the furthest value."""
    strength = min(1.0, abs(value) / furthest) ** 0.75 * DEEPEST if furthest else 0.0
    full = QColor(PLAIN if not signed else SHORT if value < 0 else SPARE)
    parts = ((255 + (one - 255) * strength) for one in (full.red(), full.green(), full.blue()))
    return QColor(*(round(part) for part in parts))


def folded_heading(text: str, room: int) -> str:
    """Break a heading into lines of about equal length."""
    lines = min(-(-len(text) // max(room, 1)), LINES)
    each = -(-len(text) // max(lines, 1))
    parts = [text[at : at + each] for at in range(0, len(text), max(each, 1))]
    return "\n".join(parts)


class HeatGrid:
    """Where everything of a heat map stands, and how it is painted.

    The totals stand first, beside the headings, so that they stay in sight.

    Args:
        spec: what is shown.
        font: of all texts.
        wide: room from left to right; cells grow to fill it.
        tight: lines stand close together.
    """

    def __init__(
        self, spec: HeatSpec, font: QFont, wide: float = 0.0, *, tight: bool = False
    ) -> None:
        self.spec, self.font, self.tight = spec, QFont(font), tight
        self.bold = QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        measure = QFontMetricsF(self.bold)
        letter = measure.horizontalAdvance("汉")

        def longest(inside: bool) -> float:
            texts = [self.text(p) for p in spec.values if bool(p[1]) == inside]
            return max((measure.horizontalAdvance(text) for text in texts), default=letter)

        names = [measure.horizontalAdvance(row) for row in (*spec.rows, spec.corner, TOTAL)]
        self.head = min(max(names), letter * 9) + 14
        self.total = max(longest(False), letter * 2) + 12
        least = max(longest(True) + (4 if tight else 7), letter * 2.4)
        spare = wide - self.head - self.total
        columns = max(len(spec.columns), 1)
        self.cell = min(max(least, spare / columns), letter * 8) if wide else max(least, letter * 4)
        self.line = measure.height() + (4 if tight else 9)
        self.letters = max(int((self.cell - 4) / letter), 1)
        self.headings = [folded_heading(column, self.letters) for column in spec.columns]
        deepest = max((text.count("\n") + 1 for text in self.headings), default=1)
        self.top = deepest * measure.lineSpacing() + 8
        self.measure = measure

    def text(self, place: Place) -> str:
        """Return what is printed in a cell; in a tight map tens of people have no decimals."""
        value = self.spec.values.get(place)
        if not self.tight or not place[1] or value is None or abs(value) < ROOMY:
            return self.spec.text(place)
        return replace(self.spec, digits=0).text(place)

    def whole(self) -> QSizeF:
        """Return the size of everything."""
        return QSizeF(
            self.head + self.total + self.cell * len(self.spec.columns) + 1,
            self.top + self.line * (len(self.spec.rows) + 1) + 1,
        )

    @property
    def fixed(self) -> QSizeF:
        """Room of the headings and totals, which do not scroll."""
        return QSizeF(self.head + self.total, self.top + self.line)

    def rect(self, place: Place, offset: QPointF) -> QRectF:
        """Return where a cell stands when scrolled by an offset."""
        row, column = place
        left = (
            self.head + self.total + self.spec.columns.index(column) * self.cell - offset.x()
            if column
            else self.head
        )
        top = (
            self.top + self.line + self.spec.rows.index(row) * self.line - offset.y()
            if row
            else self.top
        )
        return QRectF(left, top, self.cell if column else self.total, self.line)

    def at(self, point: QPointF, offset: QPointF) -> Place | None:
        """Return the cell at a point; headings belong to the totals of their line."""
        fixed = self.fixed
        row = column = ""
        if point.x() >= fixed.width():
            number = int((point.x() - fixed.width() + offset.x()) // self.cell)
            if number >= len(self.spec.columns):
                return None
            column = self.spec.columns[number]
        if point.y() >= fixed.height():
            number = int((point.y() - fixed.height() + offset.y()) // self.line)
            if number >= len(self.spec.rows):
                return None
            row = self.spec.rows[number]
        return row, column

    # --------------------------------------------------------------- painting

    def paint(
        self, painter: QPainter, size: QSizeF, offset: QPointF, current: Place | None
    ) -> None:
        """Paint what is to be seen of the map through a window of a size."""
        fixed = self.fixed
        inner = QRectF(
            fixed.width(), fixed.height(), size.width() - fixed.width() + 1,
            size.height() - fixed.height() + 1,
        )  # fmt: skip
        rows = self._seen(self.spec.rows, self.line, offset.y(), inner.height())
        columns = self._seen(self.spec.columns, self.cell, offset.x(), inner.width())
        painter.save()
        self._clipped(painter, inner, rows, columns, offset, current)
        above = QRectF(fixed.width(), 0, inner.width(), fixed.height())
        self._clipped(painter, above, ("",), columns, offset, current)
        beside = QRectF(0, fixed.height(), fixed.width(), inner.height())
        self._clipped(painter, beside, rows, ("",), offset, current)
        painter.setClipRect(QRectF(QPointF(0, 0), fixed))
        self._heading(painter, QRectF(0, 0, self.head, self.top), self.spec.corner)
        self._heading(painter, QRectF(self.head, 0, self.total, self.top), TOTAL)
        self._heading(painter, QRectF(0, self.top, self.head, self.line), TOTAL)
        self._cell(painter, ("", ""), offset, current)
        painter.restore()

    @staticmethod
    def _seen(names: Sequence[str], step: float, offset: float, room: float) -> Sequence[str]:
        first = max(int(offset // step), 0)
        return names[first : int((offset + room) // step) + 1]

    def _clipped(
        self, painter: QPainter, area: QRectF, rows: Sequence[str], columns: Sequence[str],
        offset: QPointF, current: Place | None,
    ) -> None:  # fmt: skip
        painter.setClipRect(area)
        for row in rows:
            for column in columns:
                self._cell(painter, (row, column), offset, current)
        if rows == ("",):
            for column in columns:
                cell = self.rect(("", column), offset)
                text = self.headings[self.spec.columns.index(column)]
                self._heading(painter, QRectF(cell.left(), 0, cell.width(), self.top), text)
        elif columns == ("",):
            for row in rows:
                cell = self.rect((row, ""), offset)
                self._heading(painter, QRectF(0, cell.top(), self.head, self.line), row)

    def _heading(self, painter: QPainter, area: QRectF, text: str) -> None:
        painter.fillRect(area, QColor(theme.PANEL))
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(area)
        painter.setPen(QColor(theme.INK))
        painter.setFont(self.font)
        side = area.left() < self.head
        if side:
            text = self.measure.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 8)
        where = Qt.AlignmentFlag.AlignVCenter
        where |= Qt.AlignmentFlag.AlignLeft if side else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(area.adjusted(5 if side else 0, 0, -2 if side else 0, 0), where, text)

    def _cell(
        self, painter: QPainter, place: Place, offset: QPointF, current: Place | None
    ) -> None:
        area = self.rect(place, offset)
        value, text = self.spec.values.get(place), self.text(place)
        inside = bool(place[0] and place[1])
        ground = QColor(theme.GROUND)
        if value is not None and inside:
            ground = shade(0 if text == "0" else value, self.spec.furthest, signed=self.spec.signed)
        painter.fillRect(area, ground)
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(area)
        lacking = self.spec.lacking(place)
        if lacking and inside:
            painter.setPen(QPen(QColor("#a34700"), 1.6))
            painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            painter.drawRect(area.adjusted(2, 2, -2, -2))
        painter.setFont(self.bold if lacking or not inside else self.font)
        painter.setPen(QColor(theme.INK))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if place == current:
            painter.setPen(QPen(QColor(theme.INK), 2.4))
            painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
