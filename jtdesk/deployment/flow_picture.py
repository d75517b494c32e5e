"""What a map of flows between schools holds, where its arrows run, and how it is painted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPolygonF,
)

from jtdesk.deployment.flow_layout import TravelMap
from jtdesk.ui import theme

OUT, BACK, AMONG = "#0072b2", "#d55e00", "#00735a"  # told apart by the colour-blind
WATER = "#dbe9f4"
THIN, THICK = 1.6, 8.0
MANY = 16  # arrows; from here on single people get no number
NUMBERS, DRAWN = 25, 120  # most numbers and arrows; more could not be told apart
NUMBER_PLACES = (0.5, 0.58, 0.42, 0.66, 0.34, 0.74, 0.26, 0.82, 0.18)  # along an arrow
NOTHING = "这一天没有跨校交流的人。"
Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stop:
    """A school on the map."""

    name: str
    short: str
    island: bool = False


@dataclass(frozen=True, kw_only=True)
class FlowSpec:
    """What the map shows; the data, not the drawing.

    Attributes:
        name: stem of the file it is saved as.
        title: states the finding.
        stops: schools, in bureau order.
        map: where they stand.
        people: how many go, by ``(from, to)``.
        tips: more about a way: backbone teachers, minutes.
        source, note: told below.
    """

    name: str
    title: str
    stops: tuple[Stop, ...]
    map: TravelMap
    people: Mapping[Way, int]
    tips: Mapping[Way, str] = field(default_factory=dict)
    source: str = ""
    note: str = ""

    @property
    def legend(self) -> str:
        """What colours, widths and rings say."""
        lead = next((s.short for s in self.stops if s.name == self.map.lead), "核心校")
        colours = f"蓝：{lead}派出，橙：到{lead}，绿：其他"
        single = "；没写数字的多为 1 人" if self.crowded else ""
        single += f"；只画人数最多的 {DRAWN} 条" if len(self.ways) > DRAWN else ""
        return f"{colours}{single}；" + ("圈：单程分钟" if self.map.rings else "远近按单程分钟")

    @property
    def foot(self) -> str:
        """Legend, note and source."""
        return "；".join(part for part in (self.legend, self.note, self.source) if part)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways people go, most people first."""
        known = {stop.name for stop in self.stops}
        order = {stop.name: number for number, stop in enumerate(self.stops)}
        found = [
            way
            for way, count in self.people.items()
            if count and way[0] in known and way[1] in known and way[0] != way[1]
        ]
        return tuple(sorted(found, key=lambda w: (-self.people[w], order[w[0]], order[w[1]])))

    @property
    def crowded(self) -> bool:
        """Whether there are too many arrows for a number on each."""
        return len(self.ways) >= MANY

    @property
    def drawn(self) -> tuple[Way, ...]:
        """The ways that get an arrow; where there are too many, those most people go."""
        return self.ways[:DRAWN]

    @cached_property
    def sent(self) -> Counter[str]:
        """How many each school sends."""
        return sum((Counter({way[0]: self.people[way]}) for way in self.ways), Counter())

    @cached_property
    def received(self) -> Counter[str]:
        """How many each school receives."""
        return sum((Counter({way[1]: self.people[way]}) for way in self.ways), Counter())

    @cached_property
    def told(self) -> frozenset[Way]:
        """The ways that get a number: all where there is room, else the largest above one."""
        if not self.crowded:
            return frozenset(self.ways)
        return frozenset(way for way in self.ways[:NUMBERS] if self.people[way] > 1)

    def short(self, name: str) -> str:
        """Return the short name of a school."""
        return next((stop.short for stop in self.stops if stop.name == name), name)

    def spoken(self, way: Way) -> str:
        """Return a way in words."""
        said = f"{self.short(way[0])} → {self.short(way[1])}：{self.people[way]} 人"
        back = self.people.get((way[1], way[0]))
        return said + (f"（反方向 {back} 人）" if back else "")

    def table(self) -> list[list[str]]:
        """Return the flows as a block with headings."""
        lines = [[*way, str(self.people[way])] for way in self.ways]
        return [["派出学校", "接收学校", "人数"], *lines]

    def wanted(self, _font: QFont) -> QSizeF:
        """Return the size of the whole."""
        return QSizeF(900, 560)

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the whole into an area."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        FlowPicture(self, painter.font(), area).paint(painter, None)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way on the screen: its middle line, its head, and where its number stands."""

    way: Way
    line: QPainterPath
    head: QPolygonF
    number: QPointF
    width: float


class FlowPicture:
    """Where everything stands in an area, and how it is painted.

    Args:
        spec: what is shown.
        font: of all texts.
        area: room for it.
    """

    def __init__(self, spec: FlowSpec, font: QFont, area: QRectF) -> None:
        self.spec, self.area = spec, area
        self.font, self.bold = QFont(font), QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.measure = QFontMetricsF(self.bold)
        letter = self.measure.horizontalAdvance("汉")
        longest = max((self.measure.horizontalAdvance(s.short) for s in spec.stops), default=0.0)
        side, high = min(longest / 2 + 4, letter * 5), self.measure.height()
        self.inner = area.adjusted(side, high * 0.7, -side, -high * 2.6)
        self.radius = max(letter * 0.42, 5.0)
        self.most = max((spec.people[way] for way in spec.ways), default=1)
        self.arrows = self._numbered([self._arrow(way) for way in spec.drawn])

    def point(self, name: str) -> QPointF:
        """Return where a school stands."""
        x, y = self.spec.map.places.get(name, (0.5, 0.5))
        return QPointF(
            self.inner.left() + x * self.inner.width(), self.inner.top() + y * self.inner.height()
        )

    def _arrow(self, way: Way) -> Arrow:
        start, end = self.point(way[0]), self.point(way[1])
        dx, dy = end.x() - start.x(), end.y() - start.y()
        length = math.hypot(dx, dy) or 1.0
        ux, uy = dx / length, dy / length
        width = THIN + (THICK - THIN) * math.sqrt((self.spec.people[way] - 1) / max(self.most, 8))
        # Each way bends to its own right, so there and back never lie on one another.
        bend = min(length * 0.16, 46.0) + 3
        middle = QPointF(
            (start.x() + end.x()) / 2 - uy * bend, (start.y() + end.y()) / 2 + ux * bend
        )
        away, back = self.radius + 3, self.radius + 5 + width * 1.1
        tip_from = _towards(end, middle, self.radius + 3)
        foot = _towards(end, middle, back + 5)
        line = QPainterPath(_towards(start, middle, away))
        line.quadTo(middle, foot)
        return Arrow(way, line, _head(foot, tip_from, width), line.pointAtPercent(0.5), width)

    def _numbered(self, arrows: list[Arrow]) -> list[Arrow]:
        """Set every number where it hides neither a school nor another number."""
        size = self.radius + 2
        taken = []
        for stop in self.spec.stops:
            at = self.point(stop.name)
            taken += [QRectF(at.x() - size, at.y() - size, size * 2, size * 2), self._label(stop)]
        made = []
        parts = NUMBER_PLACES[:5] if self.spec.crowded else NUMBER_PLACES
        for arrow in arrows:
            if not self._told(arrow):
                made.append(arrow)
                continue
            tries = [replace(arrow, number=arrow.line.pointAtPercent(part)) for part in parts]
            chosen = min(tries, key=lambda one: _hidden(self._box(one), taken))
            taken.append(self._box(chosen))
            made.append(chosen)
        return made

    def _told(self, arrow: Arrow) -> bool:
        return arrow.way in self.spec.told

    def at(self, point: QPointF) -> Way | None:
        """Return the way at a point."""
        stroker = QPainterPathStroker()
        for arrow in reversed(self.arrows):
            box, wide = self._box(arrow), arrow.width + 8
            near = arrow.line.boundingRect().united(arrow.head.boundingRect()).united(box)
            if not near.adjusted(-wide, -wide, wide, wide).contains(point):
                continue
            stroker.setWidth(wide)
            if (
                (self._told(arrow) and box.contains(point))
                or arrow.head.containsPoint(point, Qt.FillRule.WindingFill)
                or stroker.createStroke(arrow.line).contains(point)
            ):
                return arrow.way
        return None

    def _box(self, arrow: Arrow) -> QRectF:
        text = str(self.spec.people[arrow.way])
        wide = self.measure.horizontalAdvance(text) + 8
        high = self.measure.height() + 1
        return QRectF(arrow.number.x() - wide / 2, arrow.number.y() - high / 2, wide, high)

    # --------------------------------------------------------------- painting

    def paint(self, painter: QPainter, current: Way | None) -> None:
        """Paint everything; the current way stands out."""
        painter.save()
        painter.setFont(self.font)
        self._rings(painter)
        for arrow in self.arrows:
            if arrow.way != current:
                self._line(painter, arrow, faded=current is not None)
        for arrow in self.arrows:
            if arrow.way == current:
                self._line(painter, arrow, faded=False)
        for stop in self.spec.stops:
            self._stop(painter, stop)
        for arrow in self.arrows:
            if self._told(arrow) or arrow.way == current:
                self._number(painter, arrow, current=arrow.way == current)
        if not self.arrows:
            painter.setPen(QColor(theme.FAINT))
            where = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(self.area, where, NOTHING)
        painter.restore()

    def _rings(self, painter: QPainter) -> None:
        middle = self.point(self.spec.map.lead)
        for minutes, half_width, half_height in self.spec.map.rings:
            wide, high = half_width * self.inner.width(), half_height * self.inner.height()
            painter.setPen(QPen(QColor(theme.LINE), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, wide, high)
            painter.setPen(QColor(theme.FAINT))
            text = f"{minutes} 分"
            size = self.measure.horizontalAdvance(text)
            where = QRectF(
                middle.x() - size / 2, middle.y() - high - self.measure.height() / 2, size,
                self.measure.height(),
            )  # fmt: skip
            painter.fillRect(where, QColor(theme.PAPER))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, text)

    def _colour(self, way: Way) -> QColor:
        lead = self.spec.map.lead
        if way[0] == lead:
            return QColor(OUT)
        if way[1] == lead:
            return QColor(BACK)
        return QColor(AMONG)

    def _line(self, painter: QPainter, arrow: Arrow, *, faded: bool) -> None:
        colour = self._colour(arrow.way)
        colour.setAlphaF(0.4 if faded else 0.85 if self._told(arrow) else 0.5)
        pen = QPen(colour, arrow.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(arrow.line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(arrow.head)

    def _number(self, painter: QPainter, arrow: Arrow, *, current: bool) -> None:
        colour = self._colour(arrow.way)
        box = self._box(arrow)
        painter.setPen(QPen(colour, 2.2 if current else 1))
        painter.setBrush(QColor(theme.PAPER))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(theme.INK))
        painter.setFont(self.bold)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.spec.people[arrow.way]))

    def _stop(self, painter: QPainter, stop: Stop) -> None:
        where, lead = self.point(stop.name), stop.name == self.spec.map.lead
        size = self.radius * (1.35 if lead else 1.0)
        painter.setFont(self.bold if lead else self.font)
        if stop.island:  # a shore of water around it, and the word beside the name
            painter.setPen(QPen(QColor(OUT), 1))
            painter.setBrush(QColor(WATER))
            painter.drawEllipse(where, size * 1.75, size * 1.75)
        painter.setPen(QPen(QColor(theme.INK), 1.4))
        painter.setBrush(QColor(theme.ACCENT if lead else theme.PAPER))
        if lead:
            painter.drawRect(QRectF(where.x() - size, where.y() - size, size * 2, size * 2))
        else:
            painter.drawEllipse(where, size, size)
        label = self._label(stop)
        ground = QColor(theme.PAPER)
        ground.setAlphaF(0.78)
        painter.fillRect(label, ground)
        lines = self._text(stop).split("\n")
        for number, line in enumerate(lines):
            area = QRectF(label)
            area.setHeight(label.height() / len(lines))
            area.translate(0, number * area.height())
            painter.setPen(QColor(theme.FAINT if number else theme.INK))
            painter.setFont(self.font if number or not lead else self.bold)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, line)

    def _text(self, stop: Stop) -> str:
        unknown = "（路程未填）" if stop.name in self.spec.map.unknown else ""
        sent, received = self.spec.sent[stop.name], self.spec.received[stop.name]
        parts = [f"派{sent}" if sent else "", f"收{received}" if received else ""]
        passing = f"\n{' '.join(part for part in parts if part)}" if sent or received else ""
        return stop.short + ("（海岛）" if stop.island else "") + unknown + passing

    def _label(self, stop: Stop) -> QRectF:
        where, lines = self.point(stop.name), self._text(stop).split("\n")
        wide = max(self.measure.horizontalAdvance(line) for line in lines) + 4
        below = self.radius * (1.75 if stop.island else 1.4)
        left = min(max(where.x() - wide / 2, self.area.left()), self.area.right() - wide)
        high = self.measure.ascent() + self.measure.descent()
        return QRectF(left, where.y() + below, wide, high * len(lines))


def _hidden(box: QRectF, taken: list[QRectF]) -> float:
    """Return how much of what stands already a box would hide."""
    # Asking whether they meet first: most do not, and this runs for every number of the map.
    met = [box.intersected(one) for one in taken if box.intersects(one)]
    return sum(one.width() * one.height() for one in met)


def _towards(start: QPointF, goal: QPointF, by: float) -> QPointF:
    dx, dy = goal.x() - start.x(), goal.y() - start.y()
    length = math.hypot(dx, dy) or 1.0
    return QPointF(start.x() + dx / length * by, start.y() + dy / length * by)


def _head(foot: QPointF, tip: QPointF, width: float) -> QPolygonF:
    dx, dy = tip.x() - foot.x(), tip.y() - foot.y()
    length = math.hypot(dx, dy) or 1.0
    half = width * 0.9 + 3
    nx, ny = -dy / length * half, dx / length * half
    return QPolygonF(
        [
            QPointF(foot.x() + nx, foot.y() + ny),
            tip,
            QPointF(foot.x() - nx, foot.y() - ny),
        ]
    )
