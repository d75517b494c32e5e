"""The heat map of schools and subjects: every cell can be asked, by mouse or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
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

from jtdesk.deployment.heat_grid import HeatGrid, HeatSpec, Place
from jtdesk.ui import theme
from jtdesk.ui.clipboard import block_mime


class HeatMap(QAbstractScrollArea):
    """Shows a heat map; arrow keys move, Enter asks, Ctrl+C copies the table.

    Args:
        small: a little lettering, for a map that stands among others.

    Signals:
        cell_clicked: names of row and column; empty for totals.
        current_changed: the same, of the cell the keyboard is on.
    """

    cell_clicked = Signal(str, str)
    current_changed = Signal(str, str)

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec: HeatSpec | None = None
        self.grid: HeatGrid | None = None
        self.current: Place | None = None
        self._small = small
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.StyledPanel)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(280, 150)
        self.setAccessibleName("热力图")
        self.verticalScrollBar().valueChanged.connect(lambda _v: self.viewport().update())
        self.horizontalScrollBar().valueChanged.connect(lambda _v: self.viewport().update())

    def sizeHint(self) -> QSize:
        """Return the size at which nothing needs to be scrolled."""
        if self.grid is None or self._small:
            return QSize(480, 190)
        whole = self.grid.whole()
        return QSize(int(whole.width()) + 4, int(whole.height()) + 4)

    def show_map(self, spec: HeatSpec) -> None:
        """Show another map; the current cell stays where it still is."""
        self.spec = spec
        self.setAccessibleName(spec.title)
        if self.current is not None and not self._known(self.current):
            self.current = None
        self._lay_out()
        self._tell_current()

    def select(self, row: str, column: str) -> bool:
        """Put the keyboard on a cell and bring it into sight; False where there is none."""
        if self.spec is None or not self._known((row, column)):
            return False
        self.current = (row, column)
        self._reveal()
        self._tell_current()
        self.viewport().update()
        self.current_changed.emit(row, column)
        return True

    def _known(self, place: Place) -> bool:
        spec = self.spec
        return spec is not None and (
            (not place[0] or place[0] in spec.rows) and (not place[1] or place[1] in spec.columns)
        )

    # ----------------------------------------------------------------- layout

    def _font(self) -> QFont:
        font = QFont(self.font())
        if self._small:
            font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _lay_out(self) -> None:
        if self.spec is None:
            return
        view = self.viewport().size()
        self.grid = HeatGrid(self.spec, self._font(), wide=view.width() - 1, tight=self._small)
        whole, fixed = self.grid.whole(), self.grid.fixed
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(int(whole.width() - view.width()), 0))
        across.setPageStep(max(int(view.width() - fixed.width()), 1))
        across.setSingleStep(int(self.grid.cell))
        down.setRange(0, max(int(whole.height() - view.height()), 0))
        down.setPageStep(max(int(view.height() - fixed.height()), 1))
        down.setSingleStep(int(self.grid.line))
        self.viewport().update()

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _reveal(self) -> None:
        if self.grid is None or self.current is None:
            return
        area, fixed, view = (
            self.grid.rect(self.current, QPointF(0, 0)), self.grid.fixed, self.viewport().size()
        )  # fmt: skip
        if self.current[1]:
            bar = self.horizontalScrollBar()
            low, high = area.right() - view.width() + 1, area.left() - fixed.width()
            bar.setValue(int(min(max(bar.value(), low), high)))
        if self.current[0]:
            bar = self.verticalScrollBar()
            low, high = area.bottom() - view.height() + 1, area.top() - fixed.height()
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
            current = self.current if self.hasFocus() or not self._small else None
            self.grid.paint(painter, QSizeF(self.viewport().size()), self._offset(), current)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current cell."""
        super().focusInEvent(event)
        if self.current is None and self.spec is not None and event.reason() in _BY_KEY:
            self.select("", "")
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the current cell of a small map."""
        super().focusOutEvent(event)
        self.viewport().update()

    # ------------------------------------------------------- mouse and keyboard

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a cell can be clicked."""
        over = self._at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Announce the cell that was clicked."""
        over = self._at(event.position())
        if over is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select(*over)
            self.cell_clicked.emit(*over)

    def _at(self, point: QPointF) -> Place | None:
        return self.grid.at(point, self._offset()) if self.grid is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, ask with Enter or Space, copy with Ctrl+C."""
        if self.spec is None:
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(block_mime(self.spec.table()))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if self.current is not None:
                self.cell_clicked.emit(*self.current)
        elif (moved := self._moved(event)) is not None:
            self.select(*moved)
        else:
            super().keyPressEvent(event)

    def _moved(self, event: QKeyEvent) -> Place | None:
        assert self.spec is not None  # noqa: S101 - asked by keyPressEvent
        rows, columns = ("", *self.spec.rows), ("", *self.spec.columns)
        row, column = self.current or ("", "")
        down, across = rows.index(row), columns.index(column)
        page = max(int(self.viewport().height() // (self.grid.line if self.grid else 24)) - 3, 1)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Up: (down - 1, across),
            Qt.Key.Key_Down: (down + 1, across),
            Qt.Key.Key_Left: (down, across - 1),
            Qt.Key.Key_Right: (down, across + 1),
            Qt.Key.Key_PageUp: (down - page, across),
            Qt.Key.Key_PageDown: (down + page, across),
            Qt.Key.Key_Home: (0 if control else down, 0),
            Qt.Key.Key_End: (len(rows) if control else down, len(columns)),
        }
        if key not in steps:
            return None
        down, across = steps[key]
        return (
            rows[min(max(down, 0), len(rows) - 1)],
            columns[min(max(across, 0), len(columns) - 1)],
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the rule behind the cell under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            over = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip(over) if over else "", self)
            return True
        return super().viewportEvent(event)

    def tip(self, place: Place) -> str:
        """Return what is told of a cell."""
        if self.spec is None:
            return ""
        said = self.spec.spoken(place)
        rule = self.spec.tips.get(place, "")
        return "\n".join(part for part in (said, rule, "单击看人员和算法") if part)

    def _tell_current(self) -> None:
        """Say the current cell, or where there is none the whole, to screen readers."""
        if self.spec is None:
            return
        if self.current is not None:
            said = self.spec.spoken(self.current)
        else:
            said = "；".join(" ".join(cells) for cells in self.spec.table())
        self.setAccessibleDescription(said)
        if self.current is not None:
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )


_BY_KEY = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
