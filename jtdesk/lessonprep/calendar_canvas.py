"""A calendar view by mouse: a date is opened, asked for, or dragged to another place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import words
from jtdesk.lessonprep.calendar_ground import CalendarGround
from jtdesk.lessonprep.calendar_scene import Box, Spot
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.ui import theme

EDGE = 28  # pixels from the edge within which a drag scrolls
TOLD_WIDTH = 340


class CalendarCanvas(CalendarGround):
    """A view whose dates can be dragged; a subclass lays out, see `CalendarGround`.

    Signals:
        hovered: id of a dragged date, the `Spot` it is over.
        dropped: id of a date, the `Spot` it was let go on.
        let_go: a drag has ended in any way.
    """

    hovered = Signal(str, object)
    dropped = Signal(str, object)
    let_go = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._pressed: tuple[QPointF, Box | None] | None = None
        self._dragged: JointDate | None = None
        self._over: Spot | None = None
        self._told = QLabel(self.viewport())
        self._told.setWordWrap(True)
        self._told.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._told.hide()

    def area_of(self, spot: Spot, one: JointDate) -> QRectF:
        """Return where a dragged date would stand."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter) -> None:
        """Paint where the dragged date would stand."""
        if self._dragged is not None and self._over is not None:
            self._paint_ghost(painter, self.area_of(self._over, self._dragged))

    @staticmethod
    def _paint_ghost(painter: QPainter, area: QRectF) -> None:
        colour = QColor(theme.ACCENT)
        colour.setAlpha(50)
        painter.setBrush(colour)
        painter.setPen(QPen(QColor(theme.ACCENT), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(area, look.RADIUS, look.RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the date under the mouse, ready to be dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        box = self.box_at(event.position())
        self._pressed = (event.position(), box)
        if box is not None and box.date is not None:
            self.select(box.date.id, reveal=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the date that was taken, or show that there is one to be taken."""
        point = event.position()
        if self._dragged is None and self._pressed is not None:
            start, box = self._pressed
            far = (point - start).manhattanLength() >= QApplication.startDragDistance()
            if far and box is not None and box.date is not None and self.movable(box.date):
                self._dragged = box.date
        if self._dragged is not None:
            self._drag(point)
            return
        box = self.box_at(point)
        shape = Qt.CursorShape.PointingHandCursor if box else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def movable(self, one: JointDate) -> bool:
        """Return whether a date may be dragged: planned, and the store can be written."""
        known = one.kind in words.SESSION_KINDS  # a booking of a room is changed on its own page
        return bool(self.scene and self.scene.movable) and known and one.status == words.PLANNED

    def _drag(self, point: QPointF) -> None:
        self._scroll_at(point)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        spot = self.spot_at(point + self.offset, self._dragged)
        if spot is not None and spot != self._over and self._dragged is not None:
            self._over = spot
            self.hovered.emit(self._dragged.id, spot)
        self._place_told(point.toPoint())
        self.viewport().update()

    def _scroll_at(self, point: QPointF) -> None:
        size = self.viewport().size()
        for bar, at, low, high in (
            (self.horizontalScrollBar(), point.x(), self.frozen.width(), size.width()),
            (self.verticalScrollBar(), point.y(), self.frozen.height(), size.height()),
        ):
            if at < low + EDGE:
                bar.setValue(bar.value() - bar.singleStep())
            elif at > high - EDGE:
                bar.setValue(bar.value() + bar.singleStep())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the dragged date go, or open the number that was clicked."""
        pressed, self._pressed = self._pressed, None
        dragged, over = self._dragged, self._over
        if dragged is not None:
            self._end_drag()
            if over is not None:
                self.dropped.emit(dragged.id, over)
            return
        box = self.box_at(event.position())
        if pressed is None or box is None or pressed[1] is None:
            return
        if box.more and pressed[1].more:
            self.more_asked.emit(box.more[0].day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the date, or ask for a new one on the empty ground."""
        box = self.box_at(event.position())
        self._pressed = None
        if box is not None:
            if box.date is not None:
                self.opened.emit(box.date.id)
            return
        spot = self.spot_at(event.position() + self.offset, None)
        if spot is not None and event.position().y() >= self.frozen.height():
            self.new_asked.emit(spot)

    def tell(self, text: str, kind: str) -> None:
        """Say beside the dragged date what speaks against its place, or that nothing does."""
        if self._dragged is None or not text:
            self._told.hide()
            return
        ink, ground, _sign = theme.kind_colours(kind)
        self._told.setStyleSheet(
            f"background: {ground}; color: {ink}; border: 1px solid {ink}; border-radius: 4px;"
            " padding: 4px;"
        )
        self._told.setText(text)
        wide = min(TOLD_WIDTH, self.viewport().width() - 8)
        self._told.setFixedWidth(wide)
        self._told.resize(wide, self._told.heightForWidth(wide))
        self._told.show()
        self._told.raise_()

    @property
    def told(self) -> str:
        """What is said beside the dragged date."""
        return "" if self._told.isHidden() else self._told.text()

    def _place_told(self, point: QPoint) -> None:
        room, size = self.viewport().size(), self._told.size()
        left = min(max(point.x() + 18, 4), room.width() - size.width() - 4)
        below = point.y() + 22
        top = below if below + size.height() < room.height() else point.y() - size.height() - 14
        self._told.move(left, max(top, 4))

    def _end_drag(self) -> None:
        self._dragged = self._over = None
        self._told.hide()
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.viewport().update()
        self.let_go.emit()

    @property
    def dragging(self) -> bool:
        """Whether a date is being dragged."""
        return self._dragged is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End a drag with Esc."""
        if event.key() == Qt.Key.Key_Escape and self._dragged is not None:
            self._pressed = None
            self._end_drag()
            return
        super().keyPressEvent(event)
