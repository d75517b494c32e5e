"""The painted ground of every calendar view: what is in sight, the current date, keys, tips."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep.calendar_scene import Box, Scene, Spot
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui import theme


class CalendarGround(QAbstractScrollArea):
    """A view of the calendar, painted whole; a subclass lays out and says what is where.

    Rules for authors: `arrange` sets `whole` and `frozen`; `boxes_in` yields what a part of the
    whole holds, in the coordinates of the whole; `paint_ground` paints what lies below the
    boxes, `paint_heads` what does not scroll.

    Signals:
        chosen: id of the date in front.
        opened: id of a date that is to be looked at.
        new_asked: a `Spot` where a date is wanted.
        more_asked: a day of which more is wanted.
        turned: number of pages to turn, by the keyboard.
    """

    chosen = Signal(str)
    opened = Signal(str)
    new_asked = Signal(object)
    more_asked = Signal(object)
    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self.day = date(2000, 1, 1)
        self.current = ""
        self.whole, self.frozen = QSizeF(), QSizeF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.StyledPanel)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(300, 180)
        self.setAccessibleName(name)
        self.verticalScrollBar().valueChanged.connect(lambda _v: self.viewport().update())
        self.horizontalScrollBar().valueChanged.connect(lambda _v: self.viewport().update())

    # ---------------------------------------------------------- for subclasses

    def arrange(self) -> None:
        """Lay everything out for the scene, the day in front and the room there is."""
        raise NotImplementedError

    def boxes_in(self, area: QRectF) -> Iterable[Box]:
        """Return what a part of the whole holds."""
        raise NotImplementedError

    def box_of(self, wanted: str) -> Box | None:
        """Return where a date stands, None where it is out of the view."""
        raise NotImplementedError

    def lines_of(self, one: JointDate) -> list[str]:
        """Return the texts of a chip, the most needed first."""
        raise NotImplementedError

    def spot_at(self, point: QPointF, one: JointDate | None) -> Spot | None:
        """Return the place at a point of the whole."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Paint days and lines below the dates of a part of the whole."""

    def paint_heads(self, painter: QPainter) -> None:
        """Paint headings; the painter is in the coordinates of the window."""

    def tip_at(self, point: QPointF) -> str:
        """Return what is told of the ground at a point of the window."""
        spot = self.spot_at(point + self.offset, None)
        note = self.scene.notes.get(spot.day) if self.scene and spot else None
        return note.full if note else ""

    # ----------------------------------------------------------------- showing

    def show_scene(self, scene: Scene) -> None:
        """Show other dates; place and current date stay where they are still there."""
        self.scene = scene
        if self.current and scene.index.get(self.current) is None:
            self.current = ""
        self.lay_out()

    def show_day(self, day: date) -> None:
        """Bring a day into the view."""
        self.day = day
        self.lay_out()

    def select(self, wanted: str, *, reveal: bool = True) -> None:
        """Make a date the current one and bring it into sight."""
        one = self.scene.index.get(wanted) if self.scene else None
        if wanted and one is None:
            return
        changed, self.current = wanted != self.current, wanted
        if one is not None and reveal:
            if self.box_of(wanted) is None:
                self.show_day(one.day)
            self._reveal(wanted)
        self.viewport().update()
        if changed:
            self._speak(one)
            self.chosen.emit(wanted)

    def _speak(self, one: JointDate | None) -> None:
        mark = self.scene.mark_words.get(one.id, "") if one and self.scene else ""
        self.setAccessibleDescription(look.spoken(one, mark) if one else "")
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    def lay_out(self) -> None:
        """Lay out anew and take the scroll bars along."""
        if self.scene is None:
            return
        self.arrange()
        view = QSizeF(self.viewport().size())
        for bar, whole, frozen, room in (
            (self.horizontalScrollBar(), self.whole.width(), self.frozen.width(), view.width()),
            (self.verticalScrollBar(), self.whole.height(), self.frozen.height(), view.height()),
        ):
            bar.setRange(0, max(int(whole - room), 0))
            bar.setPageStep(max(int(room - frozen), 1))
            bar.setSingleStep(24)
        self.viewport().update()

    @property
    def offset(self) -> QPointF:
        """How far the whole is scrolled."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    @property
    def seen(self) -> QRectF:
        """The part of the whole that is in sight beside the headings."""
        view, frozen = QSizeF(self.viewport().size()), self.frozen
        left, top = self.offset.x() + frozen.width(), self.offset.y() + frozen.height()
        return QRectF(left, top, view.width() - frozen.width(), view.height() - frozen.height())

    def metrics(self) -> QFontMetricsF:
        """Return the measure of the letters."""
        return QFontMetricsF(self.font())

    def _reveal(self, wanted: str) -> None:
        box = self.box_of(wanted)
        if box is None:
            return
        seen = self.seen
        for bar, low, high, first, last in (
            (self.horizontalScrollBar(), box.area.left(), box.area.right(), seen.left(),
             seen.right()),
            (self.verticalScrollBar(), box.area.top(), box.area.bottom(), seen.top(),
             seen.bottom()),
        ):  # fmt: skip
            if high > last:
                bar.setValue(int(bar.value() + high - last + 2))
            if low < first or high - low > last - first:
                bar.setValue(int(bar.value() + low - first - 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.lay_out()

    # --------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is in sight: ground, dates, the dragged one, headings."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.PAPER))
        if self.scene is not None:
            painter.setFont(self.font())
            self._paint_inner(painter)
            self.paint_heads(painter)
        painter.end()

    def _paint_inner(self, painter: QPainter) -> None:
        assert self.scene is not None  # noqa: S101 - asked by paintEvent
        seen = self.seen
        painter.save()
        painter.setClipRect(QRectF(QPointF(self.frozen.width(), self.frozen.height()), seen.size()))
        painter.translate(-self.offset)
        self.paint_ground(painter, seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chips = look.ChipPainter(painter, self.font(), self.scene.marks)
        for box in self.boxes_in(seen):
            if box.date is None:
                here = any(one.id == self.current for one in box.more)
                tall = box.area.height() > 2 * chips.line
                chips.more(box.area, len(box.more), tall=tall, current=here)
                continue
            first, *rest = self.lines_of(box.date)
            lines = [chips.signed(box.date, first), *rest]
            chips.chip(box.area, box.date, lines, current=box.date.id == self.current)
        self.paint_over(painter)
        painter.restore()

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies above the dates."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def box_at(self, point: QPointF) -> Box | None:
        """Return what stands at a point of the window."""
        if point.x() < self.frozen.width() or point.y() < self.frozen.height():
            return None
        there = point + self.offset
        found = None
        for box in self.boxes_in(QRectF(there.x() - 1, there.y() - 1, 2, 2)):
            if box.area.contains(there):
                found = box
        return found

    # --------------------------------------------------------------- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, turn pages, open with Enter."""
        key = Qt.Key(event.key())
        if key in _PAGES:
            self.turned.emit(_PAGES[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if self.current:
                self.opened.emit(self.current)
        elif event.modifiers() in _PLAIN and (found := self.neighbour(key)) is not None:
            self.select(found.id)
        else:
            super().keyPressEvent(event)

    def neighbour(self, key: Qt.Key) -> JointDate | None:
        """Return the date an arrow leads to: up and down in reading order, across by days."""
        if self.scene is None:
            return None
        index = self.scene.index
        if not self.current and key in _ARROWS:
            return index.first_from(self.day) or index.step("", -1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key in steps:
            return index.step(self.current, steps[key])
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in days:
            return index.near(self.current, days[key])
        ends = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: -1}
        return index.step("", ends[key]) if key in ends else None

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what a date is, or what a day is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point = QPointF(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(point), self)
            return True
        return super().viewportEvent(event)

    def _tip(self, point: QPointF) -> str:
        box = self.box_at(point)
        if box is None:
            return self.tip_at(point)
        if box.date is None:
            return "\n".join(one.title for one in box.more[:12]) + "\n单击看全部"
        mark = self.scene.mark_words.get(box.date.id, "") if self.scene else ""
        return look.spoken(box.date, mark)


_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ARROWS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
