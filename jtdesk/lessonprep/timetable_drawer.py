"""The week of one teacher beside the list of lessons: a grid of weekdays and periods."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from jtdesk.lessonprep.rules import DAYS
from jtdesk.lessonprep.timetable_week import Week, WeekCell
from jtdesk.ui import theme

LABEL = 24  # width of the column of periods
LINES = 2  # a cell has room for at least
GAP = 3
SIGN = "△ "


class WeekView(QWidget):
    """Paints a week; the cells share the width there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.week: Week | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setMinimumWidth(230)
        self.setAccessibleName("周课表")

    def show_week(self, week: Week) -> None:
        """Show another week."""
        self.week = week
        self.setAccessibleDescription(week.spoken())
        self.setMinimumHeight(round(sum(self._heights()) + self._line() + 4 * GAP))
        self.updateGeometry()
        self.update()

    def _line(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _heights(self) -> list[float]:
        """Return the height of each period: as many lines as its fullest cell needs."""
        if self.week is None:
            return []
        width = self._column()
        heights = []
        for period in self.week.periods:
            cells = [self.week.cells.get((day, period), WeekCell()) for day in self.week.days]
            lines = max((len(self._wrapped(cell, width)) for cell in cells), default=0)
            heights.append(max(lines, LINES) * self._line() + 2 * GAP)
        return heights

    def _column(self) -> float:
        count = len(self.week.days) if self.week is not None else 1
        return (self.width() - LABEL - 1) / max(count, 1)

    def _wrapped(self, cell: WeekCell, width: float) -> list[str]:
        """Part the lines of a cell so that nothing is cut."""
        metrics = QFontMetricsF(self.font())
        room = width - 2 * GAP
        made: list[str] = []
        for number, line in enumerate(cell.lines):
            text = f"{SIGN}{line}" if cell.clash and not number else line
            part = ""
            for sign in text:
                if part and metrics.horizontalAdvance(part + sign) > room:
                    made.append(part)
                    part = ""
                part += sign
            made.append(part)
        return made

    def sizeHint(self) -> QSize:
        """Return the size the week wants."""
        return QSize(300, self.minimumHeight())

    def resizeEvent(self, event: QEvent) -> None:
        """Make room for cells that wrap otherwise at another width."""
        del event
        if self.week is not None:
            self.setMinimumHeight(round(sum(self._heights()) + self._line() + 4 * GAP))

    def _area(self, day: int, period: int) -> QRectF:
        if self.week is None:
            return QRectF()
        heights, width = self._heights(), self._column()
        row = self.week.periods.index(period)
        top = self._line() + 2 * GAP + sum(heights[:row])
        return QRectF(LABEL + (day - 1) * width, top, width, heights[row])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings, lines and lessons."""
        del event
        if self.week is None:
            return
        painter = QPainter(self)
        heights, width = self._heights(), self._column()
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme.FAINT))
        for day in self.week.days:
            head = QRectF(LABEL + (day - 1) * width, 0, width, self._line() + 2 * GAP)
            painter.drawText(head, centre, f"周{DAYS[day - 1]}" if width > 30 else DAYS[day - 1])
        top = self._line() + 2 * GAP
        for period, height in zip(self.week.periods, heights, strict=True):
            painter.setPen(QColor(theme.FAINT))
            painter.drawText(QRectF(0, top, LABEL, height), centre, str(period))
            for day in self.week.days:
                area = QRectF(LABEL + (day - 1) * width, top, width, height)
                self._paint_cell(painter, area, self.week.cells.get((day, period)))
            top += height
        painter.end()

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: WeekCell | None) -> None:
        if cell is not None:
            painter.fillRect(area, QColor(theme.ACCENT_SOFT))
        painter.setPen(QPen(QColor(theme.EDGE)))
        painter.drawRect(area)
        if cell is None:
            return
        painter.setPen(QColor(theme.CAUTION if cell.clash else theme.INK))
        text = "\n".join(self._wrapped(cell, area.width()))
        painter.drawText(area.adjusted(1, 0, -1, 0), Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        """Tell a lesson in full where the mouse rests."""
        if isinstance(event, QHelpEvent) and self.week is not None:
            for (day, period), cell in self.week.cells.items():
                if self._area(day, period).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), cell.tip, self)
                    return True
            QToolTip.hideText()
        return super().event(event)


def scrolled(view: WeekView) -> QScrollArea:
    """Return a week that scrolls where there are more periods than room."""
    area = QScrollArea()
    area.setWidget(view)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName("周课表")
    return area
