"""How the wall calendar of a term is laid out and painted, on screen, paper and in pictures."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from jtdesk.lessonprep.day_notes import EXAMS, FREE, MADE_UP, OPEN, STOPPED
from jtdesk.lessonprep.wall import Wall, WallDay
from jtdesk.ui import theme

LEGEND = "绿：放假  黄：补课（按哪天课表）  红：待落实  蓝：考试  斜线：停课"
GROUNDS = {
    FREE: theme.GROUND,
    MADE_UP: theme.CAUTION_SOFT,
    EXAMS: theme.ACCENT_SOFT,
    STOPPED: theme.PANEL,
    OPEN: theme.PAPER,
}
INKS = {FREE: theme.GOOD, MADE_UP: theme.CAUTION, EXAMS: theme.ACCENT, STOPPED: theme.BAD}
HEAD = 2  # columns before the days: month and week
LETTERS_OF_DAY, MOST_OF_DAY, LETTERS_OF_REMARKS = 5.2, 8.0, 16.0


class WallDrawing:
    """A wall calendar as something that can be painted whole."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall

    @property
    def name(self) -> str:
        """Stem of the file."""
        return self.wall.title

    @property
    def title(self) -> str:
        """The finding."""
        return self.wall.finding

    @property
    def legend(self) -> str:
        """What colours say; every cell says it in words too."""
        return LEGEND

    @property
    def foot(self) -> str:
        """Legend and note."""
        return "  ".join(part for part in (self.legend, self.wall.note) if part)

    def table(self) -> list[list[str]]:
        """Return the calendar as a block with headings."""
        return [list(self.wall.headings()), *map(list, self.wall.table())]

    def wanted(self, font: QFont) -> QSizeF:
        """Return the size of the whole, wide enough for most remarks."""
        letter = QFontMetricsF(font).horizontalAdvance("汉")
        return WallGrid(self.wall, font, letter * 76).whole()

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the whole into an area."""
        grid = WallGrid(self.wall, painter.font(), area.width())
        painter.save()
        painter.translate(area.topLeft())
        grid.paint(painter, QRectF(QPointF(0, 0), grid.whole()), 0.0, None)
        painter.restore()


class WallGrid:
    """Where everything of a wall calendar stands, and how it is painted.

    Args:
        wall: what is shown.
        font: of all texts.
        wide: room from left to right; the remarks take what the days leave.
    """

    def __init__(self, wall: Wall, font: QFont, wide: float) -> None:
        self.wall, self.font = wall, QFont(font)
        self.bold = QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.measure = QFontMetricsF(self.bold)
        letter = self.measure.horizontalAdvance("汉")
        self.month, self.week = letter * 2.6, letter * 2.6
        spare = wide - self.month - self.week - letter * LETTERS_OF_REMARKS
        self.cell = min(max(spare / 7, letter * LETTERS_OF_DAY), letter * MOST_OF_DAY)
        left = wide - self.month - self.week - self.cell * 7
        self.remarks = max(left - 1, letter * LETTERS_OF_REMARKS)
        self.top = self.measure.height() + 9
        self.heights = [self._height(week.remarks) for week in wall.weeks]
        self.tops = [self.top]
        for height in self.heights:
            self.tops.append(self.tops[-1] + height)

    def _height(self, remarks: str) -> float:
        room = QRectF(0, 0, self.remarks - 10, 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        wanted = QFontMetricsF(self.font).boundingRect(room, flags, remarks).height()
        return max(wanted + 6, self.measure.height() + 10)

    def whole(self) -> QSizeF:
        """Return the size of everything."""
        return QSizeF(self.month + self.week + self.cell * 7 + self.remarks + 1, self.tops[-1] + 1)

    def rect(self, row: int, column: int) -> QRectF:
        """Return where a cell of a day stands, unscrolled."""
        left = self.month + self.week + column * self.cell
        return QRectF(left, self.tops[row], self.cell, self.heights[row])

    def at(self, point: QPointF, down: float) -> date | None:
        """Return the day at a point when scrolled down, None beside the days."""
        column = int((point.x() - self.month - self.week) // self.cell)
        if point.y() < self.top or not 0 <= column < 7:
            return None
        height = point.y() + down
        for row, week in enumerate(self.wall.weeks):
            if self.tops[row] <= height < self.tops[row + 1]:
                return week.days[column].day
        return None

    def place(self, day: date) -> tuple[int, int] | None:
        """Return row and column of a day."""
        for row, week in enumerate(self.wall.weeks):
            for column, one in enumerate(week.days):
                if one.day == day:
                    return row, column
        return None

    # --------------------------------------------------------------- painting

    def paint(self, painter: QPainter, view: QRectF, down: float, current: date | None) -> None:
        """Paint what is to be seen through a window, headings staying on top."""
        painter.save()
        painter.setClipRect(QRectF(0, self.top, view.width(), view.height() - self.top))
        painter.translate(0, -down)
        for row in range(len(self.wall.weeks)):
            if self.tops[row + 1] >= down and self.tops[row] <= down + view.height():
                self._row(painter, row, current)
        self._months(painter)
        painter.restore()
        self._headings(painter)

    def _headings(self, painter: QPainter) -> None:
        left = 0.0
        wide = (self.month, self.week, *([self.cell] * 7), self.remarks)
        for text, width in zip(self.wall.headings(), wide, strict=True):
            self._box(painter, QRectF(left, 0, width, self.top), text, theme.PANEL, self.bold)
            left += width

    def _months(self, painter: QPainter) -> None:
        """Paint the months, merged down over their weeks."""
        starts = [n for n, week in enumerate(self.wall.weeks) if week.month]
        for start, end in zip(starts, [*starts[1:], len(self.wall.weeks)], strict=True):
            area = QRectF(0, self.tops[start], self.month, self.tops[end] - self.tops[start])
            self._box(painter, area, self.wall.weeks[start].month, theme.PAPER, self.bold)

    def _box(self, painter: QPainter, area: QRectF, text: str, ground: str, font: QFont) -> None:
        painter.fillRect(area, QColor(ground))
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(area)
        painter.setPen(QColor(theme.INK))
        painter.setFont(font)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _row(self, painter: QPainter, row: int, current: date | None) -> None:
        week = self.wall.weeks[row]
        top, high = self.tops[row], self.heights[row]
        self._box(
            painter, QRectF(self.month, top, self.week, high), week.number, theme.PAPER, self.bold
        )
        for column, day in enumerate(week.days):
            self._day(painter, self.rect(row, column), day, chosen=day.day == current)
        area = QRectF(self.month + self.week + self.cell * 7, top, self.remarks, high)
        painter.fillRect(area, QColor(theme.PAPER))
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(area)
        painter.setPen(QColor(theme.INK))
        painter.setFont(self.font)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area.adjusted(5, 0, -5, 0), flags, week.remarks)

    def _day(self, painter: QPainter, area: QRectF, day: WallDay, *, chosen: bool) -> None:
        ground = QColor(ground_of(day))
        painter.fillRect(area, ground)
        if day.kind == STOPPED and day.inside:
            painter.fillRect(area, QBrush(QColor(theme.LINE), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QColor(theme.LINE))
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        painter.drawRect(area)
        plain = not day.word
        ink = theme.FAINT if (plain and day.kind == FREE) or not day.inside else theme.INK
        painter.setPen(QColor(ink))
        painter.setFont(self.font if plain else self.bold)
        inner = area.adjusted(5, 0, -3, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, day.number)
        if day.word:
            taken = self.measure.horizontalAdvance(day.number if "/" in day.number else "30") + 5
            room = inner.adjusted(taken, 0, 0, 0)
            painter.setPen(QColor(theme.BAD if day.open else INKS.get(day.kind, theme.INK)))
            painter.setFont(self.font)
            said = QFontMetricsF(self.font).elidedText(
                day.word, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, said)
        if chosen:
            painter.setPen(QPen(QColor(theme.ACCENT), 2.2))
            painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))


def ground_of(day: WallDay) -> str:
    """Return the ground of a cell."""
    if not day.inside:
        return theme.PAPER
    if day.open:
        return theme.BAD_SOFT
    if day.kind == FREE and day.word:
        return theme.GOOD_SOFT
    return GROUNDS.get(day.kind, theme.PAPER)
