"""The map of flows between the schools: every arrow can be asked, by mouse or keyboard."""

from __future__ import annotations

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
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from jtdesk.deployment.flow_picture import NOTHING, FlowPicture, FlowSpec, Way
from jtdesk.ui import theme
from jtdesk.ui.clipboard import block_mime


class FlowMap(QWidget):
    """Shows the map; left and right go from arrow to arrow, Enter asks who goes.

    Signals:
        flow_clicked: names of the sending and the receiving school.
    """

    flow_clicked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec: FlowSpec | None = None
        self.current: Way | None = None
        self._picture: FlowPicture | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(280, 180)
        self.setAccessibleName("交流去向图")

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(480, 190)

    def show_map(self, spec: FlowSpec) -> None:
        """Show another map."""
        self.spec, self._picture = spec, None
        if self.current not in spec.ways:
            self.current = None
        self.setAccessibleName(spec.title)
        self._tell_current()
        self.update()

    def picture(self) -> FlowPicture | None:
        """Return where everything stands now."""
        area = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        if self.spec is None:
            return None
        if self._picture is None or self._picture.area != area:
            self._picture = FlowPicture(self.spec, self.font(), area)
        return self._picture

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._picture = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the map."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.PAPER))
        painter.setPen(QPen(QColor(theme.ACCENT if self.hasFocus() else theme.LINE), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        picture = self.picture()
        if picture is not None:
            picture.paint(painter, self.current if self.hasFocus() else None)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the largest flow."""
        super().focusInEvent(event)
        by_key = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        if by_key and self.current is None and self.spec is not None and self.spec.ways:
            self._go(self.spec.drawn[0])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let all flows stand alike again."""
        super().focusOutEvent(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that an arrow can be clicked."""
        picture = self.picture()
        over = picture.at(event.position()) if picture else None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Announce the arrow that was clicked."""
        picture = self.picture()
        over = picture.at(event.position()) if picture else None
        if over is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(over)
            self.flow_clicked.emit(*over)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, ask with Enter or Space, copy with Ctrl+C."""
        ways = self.spec.drawn if self.spec is not None else ()
        steps = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if self.spec is not None and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(block_mime(self.spec.table()))
        elif not ways:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if self.current is not None:
                self.flow_clicked.emit(*self.current)
        elif key in steps:
            at = ways.index(self.current) if self.current in ways else -steps[key]
            self._go(ways[(at + steps[key]) % len(ways)])
        else:
            super().keyPressEvent(event)

    def _go(self, way: Way) -> None:
        self.current = way
        self._tell_current()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell about the arrow under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            picture = self.picture()
            over = picture.at(QPointF(event.pos())) if picture else None
            QToolTip.showText(event.globalPos(), self.tip(over) if over else "", self)
            return True
        return super().event(event)

    def tip(self, way: Way) -> str:
        """Return what is told of a way."""
        if self.spec is None:
            return ""
        more = self.spec.tips.get(way, "")
        return "\n".join(p for p in (self.spec.spoken(way), more, "单击看是哪些人") if p)

    def _tell_current(self) -> None:
        """Say the current way, or all of them, to screen readers."""
        if self.spec is None:
            return
        if self.current is None:
            self.setAccessibleDescription(
                "；".join(self.spec.spoken(way) for way in self.spec.ways) or NOTHING
            )
            return
        self.setAccessibleDescription(self.tip(self.current))
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
