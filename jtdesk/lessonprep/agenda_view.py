"""The agenda: day after day, what is held, where, who takes part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QWidget

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import words
from jtdesk.lessonprep.calendar_canvas import CalendarCanvas
from jtdesk.lessonprep.calendar_scene import Agenda, Box, Spot
from jtdesk.lessonprep.day_notes import day_words
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui import theme

NOTHING = "这个学期还没有符合条件的活动。可以换筛选条件，或按“新增活动”。"


class AgendaView(CalendarCanvas):
    """A list of days and dates; nothing is dragged here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("日程", parent)
        self._lines = Agenda([], [], {})
        self._head = self._line = 1.0

    # ----------------------------------------------------------------- layout

    def arrange(self) -> None:
        """Measure the lines; where each stands is reckoned when it is asked for."""
        if self.scene is None:
            return
        line = self.metrics().height()
        self._head, self._line = line + 10, line * 2 + 8
        self._lines = self.scene.agenda
        self.frozen = QSizeF(0, 0)
        self.whole = QSizeF(self.viewport().width(), self._top(len(self._lines.rows)))

    def span(self) -> tuple[date, date]:
        """Return first and last day of the list."""
        return (self.scene.span if self.scene else None) or (self.day, self.day)

    def show_day(self, day: date) -> None:
        """Scroll to a day, or to the next one that is listed."""
        super().show_day(day)
        heads = self._lines.heads
        at = bisect_left(heads, day, key=lambda row: self._lines.rows[row][0])
        if at < len(heads):
            self.verticalScrollBar().setValue(int(self._top(heads[at])))

    def _top(self, row: int) -> float:
        heads = bisect_left(self._lines.heads, row)
        return heads * self._head + (row - heads) * self._line

    def _height(self, row: int) -> float:
        return self._head if self._lines.rows[row][1] is None else self._line

    def _row_at(self, top: float) -> int:
        """Return the line at a height, the last one for what lies below."""
        rows, heads = self._lines.rows, self._lines.heads
        at = max(bisect_right(heads, top, key=self._top) - 1, 0)
        into = top - self._top(heads[at]) - self._head
        within = int(into // self._line) + 1 if into >= 0 else 0
        return min(heads[at] + within, len(rows) - 1)

    def _rows_in(self, area: QRectF) -> range:
        if not self._lines.rows:
            return range(0)
        return range(self._row_at(max(area.top(), 0.0)), self._row_at(max(area.bottom(), 0.0)) + 1)

    def _box(self, row: int) -> Box:
        indent = self.metrics().horizontalAdvance("汉") * 1.5
        wide = self.viewport().width() - indent - 8
        area = QRectF(indent, self._top(row) + 1, wide, self._height(row) - 4)
        return Box(area, self._lines.rows[row][1])

    def boxes_in(self, area: QRectF) -> Iterable[Box]:
        """Return the dates of a part of the list."""
        return (
            self._box(row) for row in self._rows_in(area) if self._lines.rows[row][1] is not None
        )

    def box_of(self, wanted: str) -> Box | None:
        """Return where a date stands."""
        row = self._lines.places.get(wanted)
        return None if row is None else self._box(row)

    def lines_of(self, one: JointDate) -> list[str]:
        """Return time and title, then place, schools, theme and lead planner."""
        lead = f"主备 {one.lead_planner}" if one.lead_planner else ""
        schools = f"参加 {look.listed(one.schools)}" if one.schools else ""
        theme_words = f"主题 {one.theme}" if one.theme else ""
        state = one.status if one.status != words.PLANNED else ""
        below = (one.kind, look.place_words(one), schools, theme_words, lead, state)
        return [
            f"{look.span_words(one)}  {look.head_words(one)}",
            "　".join(text for text in below if text),
        ]

    def spot_at(self, point: QPointF, _one: JointDate | None) -> Spot | None:
        """Return the day at a point."""
        rows = self._rows_in(QRectF(0, point.y(), 1, 0))
        return Spot(self._lines.rows[rows[0]][0]) if rows else None

    def area_of(self, _spot: Spot, _one: JointDate) -> QRectF:
        """Nothing is dragged in a list."""
        return QRectF()

    def movable(self, _one: JointDate) -> bool:
        """Nothing is dragged in a list."""
        return False

    # --------------------------------------------------------------- painting

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint the days as headings over their dates."""
        if self.scene is None:
            return
        if not self._lines.rows:
            painter.setPen(QColor(theme.FAINT))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), NOTHING)
            return
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for row in self._rows_in(area):
            day, one = self._lines.rows[row]
            if one is None:
                self._paint_day(painter, row, day, bold)

    def _paint_day(self, painter: QPainter, row: int, day: date, bold: QFont) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_ground
        note = self.scene.notes.get(day)
        area = QRectF(0, self._top(row), self.viewport().width(), self._height(row) - 2)
        painter.fillRect(area, look.ground(note) if note and note.brief else QColor(theme.GROUND))
        today = day == self.scene.today
        inner = area.adjusted(8, 0, -8, 0)
        painter.setFont(bold)
        painter.setPen(QColor(theme.ACCENT if today else theme.INK))
        text = f"{day_words(day)}{self._week(day)}{' 今天' if today else ''}"
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), text)
        if note and note.brief:
            taken = painter.fontMetrics().horizontalAdvance(text) + 16
            painter.setFont(self.font())
            painter.setPen(look.ink(note))
            room = inner.adjusted(taken, 0, 0, 0)
            shown = self.metrics().elidedText(
                note.full or note.brief, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _week(self, day: date) -> str:
        term = self.scene.term if self.scene else None
        if term is None or not term.start - timedelta(days=6) <= day <= term.end:
            return ""
        number = term.week(day)
        return f" 第{number}周" if number else " 预备周" if number == 0 else ""
