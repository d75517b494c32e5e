"""The term at a glance: weeks down, groups or host schools across, the host in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from jtdesk.lessonprep import calendar_layout as layout
from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import words
from jtdesk.lessonprep.calendar_canvas import CalendarCanvas
from jtdesk.lessonprep.calendar_layout import Matrix, WeekRow, fitted
from jtdesk.lessonprep.calendar_scene import Box, Spot
from jtdesk.lessonprep.day_notes import FREE, STOPPED, DayNote, weekday_words
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui import theme

BY_GROUP, BY_HOST = "group", "host"
LEAST_LETTERS = 10
LINES = 3  # dates a cell shows at most before it tells their number
NOTES = 2  # notes a week tells beside its number


class OverviewView(CalendarCanvas):
    """The matrix of a term; a date is dragged to another week and keeps its weekday and time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("学期总览", parent)
        self.mode = BY_GROUP
        self.matrix = Matrix((), ())
        self._tops: list[float] = []
        self._wide = 1.0
        self._numbers: dict[str, int] = {}

    def show_mode(self, mode: str) -> None:
        """Show a column a group, or a column a host school."""
        self.mode = mode
        self.lay_out()

    # ----------------------------------------------------------------- layout

    def arrange(self) -> None:
        """Lay the term out: rows as high as their fullest cell, up to some lines."""
        if self.scene is None or self.scene.term is None:
            self.matrix, self._tops = Matrix((), ()), []
            self.whole = self.frozen = QSizeF()
            return
        self.matrix = self.scene.by_host if self.mode == BY_HOST else self.scene.by_group
        self._numbers = {track.key: at for at, track in enumerate(self.matrix.columns)}
        metrics, view = self.metrics(), QSizeF(self.viewport().size())
        letter, line = metrics.horizontalAdvance("汉"), metrics.height() + 4
        left = metrics.horizontalAdvance("12/31—12/31") + letter * 4.5
        self.frozen = QSizeF(left, metrics.height() * 2 + 10)
        count = max(len(self.matrix.columns), 1)
        spare = (view.width() - left) / count
        # A few columns share the whole width.
        self._wide = max(spare, letter * LEAST_LETTERS)
        fullest = [1] * len(self.matrix.weeks)
        for (row, _column), dates in self.matrix.cells.items():
            fullest[row] = max(fullest[row], min(len(dates), LINES))
        self._tops = [self.frozen.height()]
        for row, lines in enumerate(fullest):
            told = 1 + min(len(self.notes_of(self.matrix.weeks[row])), NOTES)
            self._tops.append(self._tops[-1] + max(lines, told) * line + 4)
        self.whole = QSizeF(left + self._wide * count, self._tops[-1])

    def notes_of(self, week: WeekRow) -> list[DayNote]:
        """Return what is to be said of the days of a week, each once."""
        if self.scene is None:
            return []
        found: dict[str, DayNote] = {}
        for count in range(7):
            note = self.scene.notes.get(week.first + timedelta(days=count))
            if note is not None and note.brief:
                found.setdefault(note.brief, note)
        return sorted(found.values(), key=lambda one: one.kind not in {FREE, STOPPED})

    def _rows_in(self, area: QRectF) -> range:
        rows = [
            row
            for row in range(len(self.matrix.weeks))
            if self._tops[row + 1] > area.top() and self._tops[row] < area.bottom()
        ]
        return range(rows[0], rows[-1] + 1) if rows else range(0)

    def _columns_in(self, area: QRectF) -> range:
        first = int((area.left() - self.frozen.width()) // self._wide)
        last = int((area.right() - self.frozen.width()) // self._wide)
        return range(max(first, 0), min(last + 1, len(self.matrix.columns)))

    def cell(self, row: int, column: int) -> QRectF:
        """Return a cell of the matrix."""
        left = self.frozen.width() + column * self._wide
        return QRectF(left, self._tops[row], self._wide, self._tops[row + 1] - self._tops[row])

    def boxes_in(self, area: QRectF) -> Iterable[Box]:
        """Return what a part of the term holds."""
        for row in self._rows_in(area):
            for column in self._columns_in(area):
                yield from self._boxes(row, column)

    def _boxes(self, row: int, column: int) -> Iterator[Box]:
        dates = self.matrix.cells.get((row, self.matrix.columns[column].key), ())
        if not dates:
            return
        area, line = self.cell(row, column), self.metrics().height() + 4
        fit = fitted(dates, max(int((area.height() - 4) // line), 1))
        top = area.top() + 2
        for one in fit.shown:
            yield Box(QRectF(area.left() + 2, top, area.width() - 4, line - 1), one)
            top += line
        if fit.hidden:
            box = QRectF(area.left() + 2, top, area.width() - 4, line - 1)
            yield Box(box, None, fit.hidden, fit.hidden[0].day)

    def box_of(self, wanted: str) -> Box | None:
        """Return where a date stands, or the number it stands behind."""
        one = self.scene.index.get(wanted) if self.scene else None
        row = self.matrix.row_of(one.day) if one is not None else None
        if one is None or row is None:
            return None
        key = layout.host_of(one) if self.mode == BY_HOST else layout.group_of(one)
        column = self._numbers.get(key, len(self.matrix.columns) - 1)
        for box in self._boxes(row, column):
            held = (box.date,) if box.date is not None else box.more
            if any(other.id == wanted for other in held):
                return box
        return None

    def lines_of(self, one: JointDate) -> list[str]:
        """Return the weekday, then the host or the title, whichever the column does not say."""
        sign = look.HELD if one.status == words.HELD else ""
        day = weekday_words(one.day.isoweekday())
        if self.mode == BY_HOST or layout.group_of(one) not in self._numbers or not one.group_id:
            return [f"{day} {look.brief_words(one)}"]
        titles = self.scene.schools if self.scene else {}
        host = titles.get(one.host_id or "", one.host) or look.place_words(one) or "未定承办"
        return [f"{sign}{day} {host}"]

    def show_day(self, day: date) -> None:
        """Scroll to the week of a day."""
        super().show_day(day)
        row = self.matrix.row_of(day)
        if row is not None:
            self.verticalScrollBar().setValue(int(self._tops[row] - self.frozen.height()))

    # ------------------------------------------------------------------ spots

    def spot_at(self, point: QPointF, one: JointDate | None) -> Spot | None:
        """Return the same weekday of the week at a point; by host schools the school too."""
        rows = self._rows_in(QRectF(point.x(), point.y(), 1, 1))
        if not rows:
            return None
        week = self.matrix.weeks[rows[0]]
        weekday = one.day.isoweekday() if one is not None else 1
        day = next(
            week.first + timedelta(days=count)
            for count in range(7)
            if (week.first + timedelta(days=count)).isoweekday() == weekday
        )
        columns = self._columns_in(QRectF(point.x(), point.y(), 1, 1))
        track = None
        if self.mode == BY_HOST and columns:
            track = self.matrix.columns[columns[0]].key or None
        return Spot(day, None, track)

    def area_of(self, spot: Spot, one: JointDate) -> QRectF:
        """Return the cell a dragged date would stand in."""
        row = self.matrix.row_of(spot.day)
        if row is None:
            return QRectF()
        key = layout.group_of(one) if self.mode == BY_GROUP else spot.track or layout.host_of(one)
        column = self._numbers.get(key, len(self.matrix.columns) - 1)
        return self.cell(row, column).adjusted(2, 2, -2, -2)

    def tip_at(self, point: QPointF) -> str:
        """Return what is to be said of the days of the week at a point."""
        rows = self._rows_in(QRectF(point.x(), point.y() + self.offset.y(), 1, 1))
        if not rows:
            return ""
        notes = self.notes_of(self.matrix.weeks[rows[0]])
        return "\n".join(f"{note.day.month}月{note.day.day}日 {note.full}" for note in notes)

    # --------------------------------------------------------------- keyboard

    def neighbour(self, key: Qt.Key) -> JointDate | None:
        """Up and down go through a column, left and right through the dates of a week."""
        if self.scene is None or not self.current:
            return super().neighbour(key)
        one = self.scene.index.get(self.current)
        row = self.matrix.row_of(one.day) if one else None
        if one is None or row is None:
            return super().neighbour(key)
        own = layout.host_of(one) if self.mode == BY_HOST else layout.group_of(one)
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            column = [
                other
                for at in range(len(self.matrix.weeks))
                for other in self.matrix.cells.get((at, own), ())
            ]
            return _beside(column, one, 1 if key == Qt.Key.Key_Down else -1)
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            line = [
                other
                for track in self.matrix.columns
                for other in self.matrix.cells.get((row, track.key), ())
            ]
            return _beside(line, one, 1 if key == Qt.Key.Key_Right else -1)
        return super().neighbour(key)

    # --------------------------------------------------------------- painting

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint the cells: weeks without school grey, the week of today marked."""
        if self.scene is None:
            return
        today = self.matrix.row_of(self.scene.today)
        for row in self._rows_in(area):
            free = self._free(self.matrix.weeks[row])
            ground = QColor(theme.PANEL if free else theme.PAPER)
            for column in self._columns_in(area):
                cell = self.cell(row, column)
                painter.fillRect(cell, ground)
                painter.setPen(QColor(theme.LINE))
                painter.drawRect(cell)
            if row == today:
                top, bottom = self._tops[row], self._tops[row + 1]
                painter.setPen(QPen(QColor(theme.ACCENT), 2))
                for at in (top + 1, bottom - 1):
                    painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))

    def _free(self, week: WeekRow) -> bool:
        notes = self.scene.notes if self.scene else {}
        days = [week.first + timedelta(days=count) for count in range(7)]
        kinds = {notes[day].kind for day in days if day in notes}
        return bool(kinds) and kinds <= {FREE, STOPPED, "outside"}

    def paint_heads(self, painter: QPainter) -> None:
        """Paint the columns above and the weeks at the left."""
        view, frozen, offset = QSizeF(self.viewport().size()), self.frozen, self.offset
        painter.fillRect(QRectF(0, 0, view.width(), frozen.height()), QColor(theme.PANEL))
        painter.fillRect(QRectF(0, 0, frozen.width(), view.height()), QColor(theme.PANEL))
        painter.setClipRect(
            QRectF(frozen.width(), 0, view.width() - frozen.width(), frozen.height())
        )
        wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
        for number in self._columns_in(self.seen):
            left = frozen.width() + number * self._wide - offset.x()
            area = QRectF(left, 0, self._wide, frozen.height())
            painter.setPen(QColor(theme.LINE))
            painter.drawLine(area.topLeft(), area.bottomLeft())
            painter.setPen(QColor(theme.INK))
            title = self.matrix.columns[number].title
            painter.drawText(area.adjusted(3, 2, -3, -2), wrap, title)
        side = QRectF(0, frozen.height(), frozen.width(), view.height() - frozen.height())
        painter.setClipRect(side)
        for row in self._rows_in(self.seen):
            self._paint_week(painter, row, offset.y())
        painter.setClipping(False)
        painter.setPen(QColor(theme.EDGE))
        painter.drawLine(QPointF(0, frozen.height()), QPointF(view.width(), frozen.height()))
        painter.drawLine(QPointF(frozen.width(), 0), QPointF(frozen.width(), view.height()))

    def _paint_week(self, painter: QPainter, row: int, scrolled: float) -> None:
        week, metrics = self.matrix.weeks[row], self.metrics()
        line, wide = metrics.height() + 2, self.frozen.width() - 8
        top = self._tops[row] - scrolled
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(QPointF(0, top), QPointF(self.frozen.width(), top))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        today = self.scene is not None and week.first <= self.scene.today <= week.last
        painter.setFont(bold)
        painter.setPen(QColor(theme.ACCENT if today else theme.INK))
        area = QRectF(4, top + 2, wide, line)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), week.title)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.FAINT))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight), _span(week.first, week.last))
        for note in self.notes_of(week)[:NOTES]:
            top += line
            painter.setPen(look.ink(note))
            text = f"{note.day.month}/{note.day.day} {note.brief}"
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(4, top + 2, wide, line), int(Qt.AlignmentFlag.AlignLeft), shown)

    def span(self) -> tuple[date, date]:
        """Return first and last day shown."""
        if not self.matrix.weeks:
            return self.day, self.day
        return self.matrix.weeks[0].first, self.matrix.weeks[-1].last


def _span(first: date, last: date) -> str:
    return f"{first.month}/{first.day}—{last.month}/{last.day}"


def _beside(dates: list[JointDate], one: JointDate, step: int) -> JointDate:
    """Return the date before or after another, the other itself at the ends."""
    place = next((at for at, other in enumerate(dates) if other.id == one.id), 0) + step
    return dates[min(max(place, 0), len(dates) - 1)]
