"""The time grid: a week by days, or its days one below the other with a column a school or room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from jtdesk.lessonprep import calendar_layout as layout
from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep.calendar_canvas import CalendarCanvas
from jtdesk.lessonprep.calendar_layout import Track
from jtdesk.lessonprep.calendar_scene import Box, Spot
from jtdesk.lessonprep.calendars import WEEKEND
from jtdesk.lessonprep.day_notes import FREE, OUTSIDE, day_words, weekday_words
from jtdesk.lessonprep.joint_dates import JointDate, clock
from jtdesk.ui import theme

BY_DAY, BY_SCHOOL, BY_ROOM = "day", "school", "room"
LETTERS = 4  # characters a date side by side with others takes at least
COLUMN_LETTERS = 8  # characters a column takes at least
HOUR = 60
NO_ROOMS = "还没有共享场馆，这一周也没有活动。场馆在“场馆与预约”里登记。"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the vertical axis: one day, or any day where columns are days."""

    day: date | None
    top: float


class GridView(CalendarCanvas):
    """A week; a date is dragged to another day, period, and where columns are schools, school."""

    def __init__(self, name: str = "周历", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.mode = BY_DAY
        self.days: list[date] = []
        self.tracks: list[Track] = []
        self.bands: list[Band] = []
        self._boxes: list[Box] = []
        self._places: dict[str, Box] = {}
        self._from, self._until = layout.FIRST, layout.LAST
        self._column, self._minute, self._high = 1.0, 1.0, 1.0

    def show_mode(self, mode: str) -> None:
        """Show columns by day, by school or by room."""
        self.mode = mode
        self.lay_out()

    # ----------------------------------------------------------------- layout

    def span(self) -> tuple[date, date]:
        """Return first and last day of the week in front."""
        term = self.scene.term if self.scene else None
        first = layout.week_start(self.day, term.first_weekday if term else 1)
        return first, first + timedelta(days=6)

    def arrange(self) -> None:
        """Lay out columns and hours for the week of the day in front."""
        if self.scene is None:
            return
        first, last = self.span()
        dates = self.scene.index.between(first, last)
        self.days = self._days(first, dates)
        lessons = [(one.start, one.end) for one in self.scene.lessons if first <= one.day <= last]
        periods = [*self.scene.periods.values(), *lessons]
        self._from, self._until = layout.hours(dates, periods)
        self.tracks = self._tracks(dates)
        self._measure()
        self._boxes = self._all_boxes(dates)
        self._places = {
            one.id: box
            for box in self._boxes
            for one in ((box.date,) if box.date is not None else box.more)
        }

    def _days(self, first: date, dates: Sequence[JointDate]) -> list[date]:
        """Return the days of the week; a free weekend without dates is left out."""
        assert self.scene is not None  # noqa: S101 - asked by arrange
        used = {one.day for one in dates} | {one.day for one in self.scene.lessons}
        found = []
        for count in range(7):
            day = first + timedelta(days=count)
            note = self.scene.notes.get(day)
            free = note is None or (note.kind in {FREE, OUTSIDE} and not note.brief)
            if day.isoweekday() not in WEEKEND or day in used or not free:
                found.append(day)
        return found

    def _tracks(self, dates: Sequence[JointDate]) -> list[Track]:
        assert self.scene is not None  # noqa: S101 - asked by arrange
        if self.mode == BY_SCHOOL:
            return layout.tracks(dates, layout.host_of, self.scene.schools, "线上或未定")
        if self.mode == BY_ROOM:
            return layout.tracks(dates, layout.room_of, self.scene.rooms, "没有订场馆")
        return [Track(day.isoformat(), day_words(day)) for day in self.days]

    def _measure(self) -> None:
        metrics, view = self.metrics(), QSizeF(self.viewport().size())
        letter, line = metrics.horizontalAdvance("汉"), metrics.height()
        by_day = self.mode == BY_DAY
        left = metrics.horizontalAdvance("第10节 00:00" if by_day else "12月31日 周一") + 12
        self.frozen = QSizeF(left, line * (2 if by_day else 1) + 12)
        hours = (self._until - self._from) / HOUR
        count = max(len(self.tracks), 1)
        self._column = max((view.width() - left) / count, letter * COLUMN_LETTERS)
        room = view.height() - self.frozen.height()
        least = line * 1.9 * hours
        self._high = max(room, least) if by_day else line * 1.6 * hours
        self._minute = self._high / (hours * HOUR)
        days = [None] if by_day else self.days
        self.bands = [
            Band(day, self.frozen.height() + number * self._high) for number, day in enumerate(days)
        ]
        self.whole = QSizeF(
            left + self._column * count, self.frozen.height() + self._high * len(self.bands)
        )

    def _all_boxes(self, dates: Sequence[JointDate]) -> list[Box]:
        letter = self.metrics().horizontalAdvance("汉")
        most = max(int(self._column // (letter * LETTERS)), 1)
        key = {BY_SCHOOL: layout.host_of, BY_ROOM: layout.room_of}.get(self.mode)
        found = []
        for band in self.bands:
            there = dates if band.day is None else [one for one in dates if one.day == band.day]
            dealt = layout.by_track(there, key or (lambda one: one.day.isoformat()), self.tracks)
            for number, track in enumerate(self.tracks):
                lanes, more = layout.side_by_side(dealt.get(track.key, ()), most)
                for lane in lanes:
                    one = lane.date
                    area = self._area(band, number, one.start, layout.shown_end(one))
                    found.append(Box(_part(area, lane.column, lane.columns), one))
                for block in more:
                    area = self._area(band, number, block.start, block.end)
                    day = block.hidden[0].day
                    area = _part(area, block.column, block.columns)
                    found.append(Box(area, None, block.hidden, day))
        return found

    def _area(self, band: Band, track: int, start: int, end: int) -> QRectF:
        begins, ends = max(start, self._from), min(end, self._until)
        return QRectF(
            self.frozen.width() + track * self._column + 1,
            band.top + (begins - self._from) * self._minute,
            self._column - 3,
            max((ends - begins) * self._minute - 1, 4),
        )

    def boxes_in(self, area: QRectF) -> Iterable[Box]:
        """Return what a part of the week holds."""
        return (box for box in self._boxes if box.area.intersects(area))

    def box_of(self, wanted: str) -> Box | None:
        """Return where a date stands, or the number it stands behind."""
        return self._places.get(wanted)

    def lines_of(self, one: JointDate) -> list[str]:
        """Return title, time, place, theme and lead planner."""
        lead = f"主备 {one.lead_planner}" if one.lead_planner else ""
        lines = (
            look.brief_words(one),
            look.span_words(one),
            look.place_words(one),
            one.theme,
            lead,
        )
        return [text for text in lines if text]

    # ------------------------------------------------------------------ spots

    def spot_at(self, point: QPointF, _one: JointDate | None) -> Spot | None:
        """Return day, nearest period, and the school where columns are schools."""
        number = int((point.x() - self.frozen.width()) // self._column)
        row = int((point.y() - self.frozen.height()) // self._high)
        if self.scene is None or not (
            0 <= number < len(self.tracks) and 0 <= row < len(self.bands)
        ):
            return None
        band, track = self.bands[row], self.tracks[number]
        minute = self._from + (point.y() - band.top) / self._minute
        period = self._period(minute)
        if band.day is None:
            return Spot(date.fromisoformat(track.key), period)
        return Spot(band.day, period, (track.key or None) if self.mode == BY_SCHOOL else None)

    def _period(self, minute: float) -> int | None:
        if not self.scene or not self.scene.periods:
            return None
        periods = self.scene.periods
        return min(periods, key=lambda number: abs(_middle(periods[number]) - minute))

    def area_of(self, spot: Spot, one: JointDate) -> QRectF:
        """Return where a dragged date would stand, as long as it is."""
        band = next((b for b in self.bands if b.day in {None, spot.day}), self.bands[0])
        wanted = spot.day.isoformat() if band.day is None else spot.track or one.host_id or ""
        if self.mode == BY_ROOM:
            wanted = layout.room_of(one)
        keys = [track.key for track in self.tracks]
        number = keys.index(wanted) if wanted in keys else len(keys) - 1
        start = one.start
        if self.scene and spot.period is not None and spot.period in self.scene.periods:
            start = self.scene.periods[spot.period][0]
        return self._area(band, number, start, start + max(one.end - one.start, layout.LEAST))

    # --------------------------------------------------------------- painting

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint days, hours, periods, and the lessons of the person whose calendar it is."""
        if self.scene is None:
            return
        if not self.tracks:
            painter.setPen(QColor(theme.FAINT))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), NO_ROOMS)
        for band in self.bands:
            for number, track in enumerate(self.tracks):
                cell = QRectF(
                    self.frozen.width() + number * self._column, band.top, self._column, self._high
                )
                if cell.intersects(area):
                    self._paint_column(painter, cell, band.day or date.fromisoformat(track.key))
            self._paint_lines(painter, band, area)
        self._paint_lessons(painter, area)

    def _paint_column(self, painter: QPainter, cell: QRectF, day: date) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_ground
        painter.fillRect(cell, look.ground(self.scene.notes.get(day)))
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(cell.topLeft(), cell.bottomLeft())
        if day == self.scene.today:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(cell.adjusted(1, 0, -1, -1))

    def _paint_lines(self, painter: QPainter, band: Band, area: QRectF) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_ground
        painter.setPen(QPen(QColor(theme.LINE), 1, Qt.PenStyle.DotLine))
        for start, _end in self.scene.periods.values():
            top = band.top + (start - self._from) * self._minute
            painter.drawLine(QPointF(area.left(), top), QPointF(area.right(), top))
        painter.setPen(QPen(QColor(theme.EDGE), 1))
        painter.drawLine(QPointF(area.left(), band.top), QPointF(area.right(), band.top))

    def _paint_lessons(self, painter: QPainter, area: QRectF) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_ground
        if self.mode != BY_DAY:
            return
        keys = [track.key for track in self.tracks]
        metrics = self.metrics()
        for one in self.scene.lessons:
            if one.day.isoformat() not in keys:
                continue
            number = keys.index(one.day.isoformat())
            box = self._area(self.bands[0], number, one.start, one.end)
            if not box.intersects(area):
                continue
            painter.fillRect(box, QColor(theme.PANEL))
            painter.setPen(QColor(theme.FAINT))
            text = metrics.elidedText(one.text, Qt.TextElideMode.ElideRight, box.width() - 8)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box.adjusted(5, 0, -3, 0), int(flags), text)

    def paint_heads(self, painter: QPainter) -> None:
        """Paint the columns above, and hours, periods or days at the left."""
        if self.scene is None:
            return
        view, frozen, offset = QSizeF(self.viewport().size()), self.frozen, self.offset
        painter.fillRect(QRectF(0, 0, view.width(), frozen.height()), QColor(theme.PANEL))
        painter.fillRect(QRectF(0, 0, frozen.width(), view.height()), QColor(theme.PANEL))
        painter.setClipRect(
            QRectF(frozen.width(), 0, view.width() - frozen.width(), frozen.height())
        )
        for number, track in enumerate(self.tracks):
            left = frozen.width() + number * self._column - offset.x()
            if left > view.width() or left + self._column < frozen.width():
                continue
            self._paint_head(painter, QRectF(left, 0, self._column, frozen.height()), track)
        side = QRectF(0, frozen.height(), frozen.width(), view.height() - frozen.height())
        painter.setClipRect(side)
        for band in self.bands:
            self._paint_axis(painter, band, offset.y())
        painter.setClipping(False)
        painter.setPen(QColor(theme.EDGE))
        painter.drawLine(QPointF(0, frozen.height()), QPointF(view.width(), frozen.height()))
        painter.drawLine(QPointF(frozen.width(), 0), QPointF(frozen.width(), view.height()))
        self._paint_corner(painter)

    def _paint_corner(self, painter: QPainter) -> None:
        area = QRectF(0, 0, self.frozen.width(), self.frozen.height())
        term = self.scene.term if self.scene else None
        first, last = self.span()
        number = term.week(first) if term and last >= term.start and first <= term.end else None
        painter.setPen(QColor(theme.INK))
        text = f"第{number}周" if number else "预备周" if number == 0 else ""
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_head(self, painter: QPainter, area: QRectF, track: Track) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_heads
        metrics = self.metrics()
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(area.topLeft(), area.bottomLeft())
        title, note = track.title, None
        bold = QFont(self.font())
        if self.mode == BY_DAY:
            day = date.fromisoformat(track.key)
            note = self.scene.notes.get(day)
            if day == self.scene.today:
                title = f"{title} 今天"
                bold.setWeight(QFont.Weight.DemiBold)
        inner = area.adjusted(4, 4, -4, -4)
        line = metrics.height()
        painter.setFont(bold)
        painter.setPen(QColor(theme.INK))
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, inner.width())
        told = note is not None and bool(note.brief)
        high = line if told else inner.height()
        painter.drawText(
            QRectF(inner.left(), inner.top(), inner.width(), high),
            int(Qt.AlignmentFlag.AlignCenter), shown,
        )  # fmt: skip
        painter.setFont(self.font())
        if note is not None and note.brief:
            painter.setPen(look.ink(note))
            shown = metrics.elidedText(note.brief, Qt.TextElideMode.ElideRight, inner.width())
            area = QRectF(inner.left(), inner.top() + line + 1, inner.width(), line)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _paint_axis(self, painter: QPainter, band: Band, scrolled: float) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paint_heads
        metrics, line = self.metrics(), self.metrics().height()
        top = band.top - scrolled
        painter.setPen(QColor(theme.EDGE))
        painter.drawLine(QPointF(0, top), QPointF(self.frozen.width(), top))
        lowest = top
        if band.day is not None:
            lowest = self._paint_day_head(painter, band.day, top)
        painter.setPen(QColor(theme.FAINT))
        for number, (start, _end) in self.scene.periods.items():
            at = top + (start - self._from) * self._minute
            if at < lowest:
                continue
            text = f"第{number}节 {clock(start)}" if band.day is None else f"第{number}节"
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.frozen.width() - 8)
            painter.drawText(
                QRectF(4, at, self.frozen.width() - 8, line),
                int(Qt.AlignmentFlag.AlignRight), shown,
            )  # fmt: skip
            lowest = at + line

    def _paint_day_head(self, painter: QPainter, day: date, top: float) -> float:
        assert self.scene is not None  # noqa: S101 - asked by paint_heads
        metrics, line = self.metrics(), self.metrics().height()
        note = self.scene.notes.get(day)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        today = day == self.scene.today
        texts = [f"{day.month}月{day.day}日", weekday_words(day.isoweekday())]
        if today:
            texts.append("今天")
        painter.setFont(bold)
        painter.setPen(QColor(theme.ACCENT if today else theme.INK))
        wide = self.frozen.width() - 8
        area = QRectF(4, top + 2, wide, line)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), " ".join(texts[:2]))
        top += line + 2
        painter.setFont(self.font())
        if note is not None and note.brief:
            painter.setPen(look.ink(note))
            shown = metrics.elidedText(note.brief, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(4, top, wide, line), int(Qt.AlignmentFlag.AlignLeft), shown)
            top += line
        return top


def _part(area: QRectF, column: int, columns: int) -> QRectF:
    wide = area.width() / columns
    return QRectF(area.left() + column * wide, area.top(), wide - 1, area.height())


def _middle(span: tuple[int, int]) -> float:
    return (span[0] + span[1]) / 2
