"""The month: a cell a day with its note, the dates that fit, and the number of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep.calendar_canvas import CalendarCanvas
from jtdesk.lessonprep.calendar_layout import all_day, fitted, month_weeks
from jtdesk.lessonprep.calendar_scene import Box, Spot
from jtdesk.lessonprep.day_notes import WEEKDAYS
from jtdesk.lessonprep.joint_dates import JointDate, clock
from jtdesk.ui import theme

LEAST_LINES = 3


class MonthView(CalendarCanvas):
    """One month; a date is dragged to another day and keeps its time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("月历", parent)
        self.weeks: list[list[date]] = []
        self._boxes: list[Box] = []
        self._cell = QSizeF(1, 1)

    # ----------------------------------------------------------------- layout

    @property
    def first_weekday(self) -> int:
        """The weekday the term's weeks begin on."""
        return self.scene.term.first_weekday if self.scene and self.scene.term else 1

    def arrange(self) -> None:
        """Give every week an equal share of the height, and room for some dates at least."""
        self.weeks = month_weeks(self.day, self.first_weekday)
        metrics = self.metrics()
        line = metrics.height() + 3
        view = self.viewport().size()
        self.frozen = QSizeF(metrics.horizontalAdvance("第00周") + 10, metrics.height() + 10)
        head = line + 3
        wide = max((view.width() - self.frozen.width()) / 7, metrics.horizontalAdvance("汉") * 5)
        high = max(
            (view.height() - self.frozen.height()) / len(self.weeks), head + line * LEAST_LINES
        )
        self._cell = QSizeF(wide, high)
        self.whole = QSizeF(
            self.frozen.width() + wide * 7, self.frozen.height() + high * len(self.weeks)
        )
        self._boxes = list(self._all_boxes(head, line))

    def _all_boxes(self, head: float, line: float) -> Iterator[Box]:
        room = max(int((self._cell.height() - head) // line), 1)
        for week in self.weeks:
            for day in week:
                area = self.area_of_day(day)
                fit = fitted(self.scene.index.of(day) if self.scene else (), room)
                top = area.top() + head
                for one in fit.shown:
                    yield Box(QRectF(area.left() + 2, top, area.width() - 4, line - 2), one)
                    top += line
                if fit.hidden:
                    box = QRectF(area.left() + 2, top, area.width() - 4, line - 2)
                    yield Box(box, None, fit.hidden, day)

    def area_of_day(self, day: date) -> QRectF:
        """Return the cell of a day, empty where the month does not show it."""
        for row, week in enumerate(self.weeks):
            if day in week:
                left = self.frozen.width() + week.index(day) * self._cell.width()
                top = self.frozen.height() + row * self._cell.height()
                return QRectF(QPointF(left, top), self._cell)
        return QRectF()

    def boxes_in(self, area: QRectF) -> Iterable[Box]:
        """Return what a part of the month holds."""
        return (box for box in self._boxes if box.area.intersects(area))

    def box_of(self, wanted: str) -> Box | None:
        """Return where a date stands, or the number it stands behind."""
        for box in self._boxes:
            held = (box.date,) if box.date is not None else box.more
            if any(one.id == wanted for one in held):
                return box
        return None

    def lines_of(self, one: JointDate) -> list[str]:
        """Return time and title; where both have no room, the title."""
        time = "" if all_day(one) else f"{clock(one.start)}{look.LEAD}"
        return [f"{time}{look.brief_words(one)}"]

    def spot_at(self, point: QPointF, _one: JointDate | None) -> Spot | None:
        """Return the day at a point."""
        column = int((point.x() - self.frozen.width()) // self._cell.width())
        row = int((point.y() - self.frozen.height()) // self._cell.height())
        if 0 <= column < 7 and 0 <= row < len(self.weeks):
            return Spot(self.weeks[row][column])
        return None

    def area_of(self, spot: Spot, _one: JointDate) -> QRectF:
        """Return the whole cell: the time stays."""
        return self.area_of_day(spot.day).adjusted(2, 2, -2, -2)

    # --------------------------------------------------------------- painting

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint the cells with number and note of their day."""
        if self.scene is None:
            return
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for week in self.weeks:
            for day in week:
                cell = self.area_of_day(day)
                if cell.intersects(area):
                    self._paint_day(painter, day, cell, bold)
        today = self.area_of_day(self.scene.today)
        if not today.isNull():
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(today.adjusted(1, 1, -1, -1))

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF, bold: QFont) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_ground
        metrics = self.metrics()
        inside = day.month == self.day.month
        note = self.scene.notes.get(day)
        painter.fillRect(cell, look.ground(note))
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(cell)
        head = QRectF(cell.left() + 5, cell.top() + 2, cell.width() - 8, metrics.height())
        today = day == self.scene.today
        number = f"{day.month}月{day.day}日" if day.day == 1 else str(day.day)
        text = f"{number} 今天" if today else number
        painter.setFont(bold if inside else self.font())
        painter.setPen(QColor(theme.ACCENT if today else theme.INK if inside else theme.FAINT))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), text)
        if note and note.brief:
            painter.setFont(self.font())
            painter.setPen(look.ink(note))
            taken = metrics.horizontalAdvance(text) * 1.1 + 6
            room = head.adjusted(taken, 0, 0, 0)
            shown = metrics.elidedText(note.brief, Qt.TextElideMode.ElideRight, room.width())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, int(flags), shown)

    def paint_heads(self, painter: QPainter) -> None:
        """Paint weekdays above and the numbers of the weeks at the left."""
        offset, frozen = self.offset, self.frozen
        view = QSizeF(self.viewport().size())
        painter.fillRect(QRectF(0, 0, view.width(), frozen.height()), QColor(theme.PANEL))
        painter.fillRect(QRectF(0, 0, frozen.width(), view.height()), QColor(theme.PANEL))
        centre = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(QColor(theme.INK))
        for column in range(7):
            weekday = WEEKDAYS[(self.first_weekday - 1 + column) % 7]
            left = frozen.width() + column * self._cell.width() - offset.x()
            painter.drawText(
                QRectF(left, 0, self._cell.width(), frozen.height()), centre, f"周{weekday}"
            )
        painter.setClipRect(
            QRectF(0, frozen.height(), frozen.width(), view.height() - frozen.height())
        )
        for row, week in enumerate(self.weeks):
            top = frozen.height() + row * self._cell.height() - offset.y()
            area = QRectF(0, top, frozen.width(), self._cell.height())
            painter.setPen(QColor(theme.LINE))
            painter.drawLine(area.topLeft(), area.topRight())
            painter.setPen(QColor(theme.FAINT))
            painter.drawText(area, centre, self._week_words(week))
        painter.setClipping(False)

    def _week_words(self, week: list[date]) -> str:
        term = self.scene.term if self.scene else None
        if term is None or week[-1] < term.start or week[0] > term.end:
            return ""
        number = term.week(week[0])
        return f"第{number}周" if number else "预备周" if number == 0 else "不计"

    def span(self) -> tuple[date, date]:
        """Return first and last day shown."""
        weeks = self.weeks or month_weeks(self.day, self.first_weekday)
        return weeks[0][0], weeks[-1][0] + timedelta(days=6)
