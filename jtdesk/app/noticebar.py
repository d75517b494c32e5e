"""Sentences above the page: notices that pass, faults that stay, the read-only banner."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from jtdesk.ui import theme
from jtdesk.ui.bus import Notice

PASSES = {"info": 6000, "done": 8000, "warning": 15000, "fault": 0}


class Strip(QFrame):
    """One coloured line with a sign, a sentence and an optional button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.setVisible(False)

    def paint_as(self, kind: str) -> None:
        """Take the colours and the sign of a kind of notice."""
        ink, ground, sign = theme.kind_colours(kind)
        self._sign.setPixmap(theme.icon(sign).pixmap(18, 18))
        self.setStyleSheet(f"Strip {{ background: {ground}; }} QLabel {{ color: {ink}; }}")


class NoticeBar(Strip):
    """Shows one notice at a time; a fault is not pushed away by something lesser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("提示")
        self.notice: Notice | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self._close = QToolButton()
        self._close.setIcon(theme.icon("close"))
        self._close.setAccessibleName("关闭提示")
        self._close.setToolTip("关闭提示")
        self._close.clicked.connect(self.dismiss)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._close)
        self.button.clicked.connect(self._on_button)

    def tell(self, notice: object) -> None:
        """Show a notice."""
        if not isinstance(notice, Notice):
            return
        held = self.notice is not None and self.notice.kind == "fault" and self.isVisible()
        if held and notice.kind == "info":
            return
        self.notice = notice
        self.paint_as(notice.kind)
        self.text.setText(notice.text)
        self.text.setAccessibleName(notice.text)
        self.button.setText(notice.button)
        self.button.setVisible(bool(notice.button))
        self.setVisible(True)
        self._timer.stop()
        if PASSES[notice.kind]:
            self._timer.start(PASSES[notice.kind])

    def leave_page(self, *, left: bool) -> None:
        """Take away what was said of a page once it is left; warnings and faults stay."""
        if left and self.notice is not None and self.notice.kind in {"info", "done"}:
            self.dismiss()

    def dismiss(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self.notice = None
        self.setVisible(False)

    def _on_button(self) -> None:
        action = self.notice.action if self.notice else None
        self.dismiss()
        if action is not None:
            action()
