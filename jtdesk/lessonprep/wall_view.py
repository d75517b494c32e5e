"""The wall calendar on screen: every day can be asked and entered, by mouse or keyboard."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from jtdesk.lessonprep.term_wall import WallDrawing, WallGrid
from jtdesk.lessonprep.wall import Wall, WallDay
from jtdesk.ui import theme
from jtdesk.ui.clipboard import block_mime

DAYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
    Qt.Key.Key_PageUp: -28,
    Qt.Key.Key_PageDown: 28,
}
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class WallView(QAbstractScrollArea):
    """The days of a term.

    Signals:
        day_activated: a day was double-clicked, or Enter pressed on it.
        current_changed: the keyboard is on another day.
    """

    day_activated = Signal(object)
    current_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing: WallDrawing | None = None
        self.grid: WallGrid | None = None
        self.current: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumSize(320, 150)
        self.setAccessibleName("校历")
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _v: self.viewport().update())

    def sizeHint(self) -> QSize:
        """Return a size at which most of a term is seen."""
        return QSize(900, 420)

    @property
    def wall(self) -> Wall | None:
        """What is shown."""
        return self.drawing.wall if self.drawing is not None else None

    def show_wall(self, drawing: WallDrawing) -> None:
        """Show another calendar; the current day stays where it still is."""
        self.drawing = drawing
        self.setAccessibleName(drawing.wall.title)
        if self.current is not None and drawing.wall.day(self.current) is None:
            self.current = None
        self._lay_out()
        self._tell()

    def select(self, day: date) -> bool:
        """Put the keyboard on a day and bring it into sight; False where there is none."""
        if self.wall is None or self.wall.day(day) is None:
            return False
        self.current = day
        self._reveal()
        self._tell()
        self.viewport().update()
        self.current_changed.emit(day)
        return True

    def current_cell(self) -> WallDay | None:
        """Return the cell the keyboard is on."""
        if self.wall is None or self.current is None:
            return None
        return self.wall.day(self.current)

    # ----------------------------------------------------------------- layout

    def _lay_out(self) -> None:
        if self.drawing is None:
            return
        view = self.viewport().size()
        self.grid = WallGrid(self.drawing.wall, self.font(), view.width() - 1)
        whole = self.grid.whole()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(int(whole.height() - view.height()), 0))
        down.setPageStep(max(int(view.height() - self.grid.top), 1))
        down.setSingleStep(int(self.grid.top))
        across.setRange(0, max(int(whole.width() - view.width()), 0))
        across.setPageStep(max(view.width(), 1))
        self.viewport().update()

    def _reveal(self) -> None:
        if self.grid is None or self.current is None:
            return
        place = self.grid.place(self.current)
        if place is None:
            return
        area = self.grid.rect(*place)
        bar = self.verticalScrollBar()
        low, high = area.bottom() - self.viewport().height() + 2, area.top() - self.grid.top
        bar.setValue(int(min(max(bar.value(), low), high)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    # --------------------------------------------------------------- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.PAPER))
        if self.grid is not None:
            painter.translate(-self.horizontalScrollBar().value(), 0)
            view = QRectF(0, 0, self.grid.whole().width(), self.viewport().height())
            self.grid.paint(painter, view, self.verticalScrollBar().value(), self.current)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start on the first day where the keyboard comes in."""
        super().focusInEvent(event)
        by_key = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        if self.current is None and self.wall is not None and by_key:
            self.select(next(one.day for one in self.wall.weeks[0].days))

    # ------------------------------------------------------- mouse and keyboard

    def _at(self, point: QPointF) -> date | None:
        if self.grid is None:
            return None
        across = QPointF(self.horizontalScrollBar().value(), 0)
        return self.grid.at(point + across, self.verticalScrollBar().value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the keyboard on the day that was clicked."""
        day = self._at(event.position())
        if day is not None:
            self.select(day)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enter the day."""
        day = self._at(event.position())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select(day)
            self.day_activated.emit(day)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, enter with Enter or Space, copy with Ctrl+C."""
        key = Qt.Key(event.key())
        if self.drawing is None:
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(block_mime(self.drawing.table()))
        elif key in ENTER and self.current is not None:
            self.day_activated.emit(self.current)
        elif key in DAYS:
            self._move(DAYS[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            weeks = self.drawing.wall.weeks
            self.select(weeks[0].days[0].day if key == Qt.Key.Key_Home else weeks[-1].days[-1].day)
        else:
            super().keyPressEvent(event)

    def _move(self, days: int) -> None:
        assert self.drawing is not None  # noqa: S101 - asked by keyPressEvent
        weeks = self.drawing.wall.weeks
        first, last = weeks[0].days[0].day, weeks[-1].days[-1].day
        start = self.current or first
        self.select(min(max(start + timedelta(days=days), first), last))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what the day under the mouse is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._at(QPointF(event.pos()))
            cell = self.wall.day(day) if self.wall is not None and day is not None else None
            said = f"{cell.spoken()}\n双击登记这一天" if cell is not None else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().viewportEvent(event)

    def _tell(self) -> None:
        """Say the current day, or the whole, to screen readers."""
        if self.wall is None:
            return
        cell = self.current_cell()
        self.setAccessibleDescription(cell.spoken() if cell is not None else self.wall.finding)
        if cell is not None:
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )
