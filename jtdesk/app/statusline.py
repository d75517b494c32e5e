"""The bottom of the window: what is being done, how far it is, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget


class StatusLine(QStatusBar):
    """Shows the work under way; several pieces are shown as the newest with a count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(True)
        self.setContentsMargins(10, 0, 4, 0)
        self._cancels: dict[int, Callable[[], None]] = {}
        self._texts: dict[int, str] = {}
        self.text = QLabel("就绪")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setFixedWidth(220)
        self.bar.setAccessibleName("进度")
        self.cancel = QPushButton("取消")
        self.cancel.setToolTip("停止正在进行的工作，数据保持原样")
        self.cancel.clicked.connect(self._on_cancel)
        self.place = QLabel()
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.addWidget(self.text, 1)
        self.addWidget(self.bar)
        self.addWidget(self.cancel)
        self.addPermanentWidget(self.place)
        self._settle()

    def begin(self, number: int, title: str, cancel: Callable[[], None]) -> None:
        """Show a piece of work."""
        self._cancels[number] = cancel
        self._texts[number] = title
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self._settle()

    def progress(self, number: int, done: int, total: int, text: str) -> None:
        """Show how far it is; a total of 0 means unknown."""
        if number not in self._cancels:
            return
        title = self._texts[number]
        counts = f" {done}/{total}" if total else f" {done}" if done else ""
        self.text.setText(f"{title}：{text}{counts}" if text else f"{title}{counts}")
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total) if total else 0)

    def end(self, number: int) -> None:
        """Take a piece of work off the line."""
        self._cancels.pop(number, None)
        self._texts.pop(number, None)
        self._settle()

    def _settle(self) -> None:
        busy = bool(self._cancels)
        self.bar.setVisible(busy)
        self.cancel.setVisible(busy)
        if busy:
            more = f"（另有 {len(self._texts) - 1} 项）" if len(self._texts) > 1 else ""
            self.text.setText(f"{next(reversed(self._texts.values()))}…{more}")
        else:
            self.text.setText("就绪")

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.text.setText("正在停止…")
        for cancel in list(self._cancels.values()):
            cancel()
