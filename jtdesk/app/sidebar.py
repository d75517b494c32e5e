"""The left edge of the window: one entry a page, with its icon and shortcut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

CODE = Qt.ItemDataRole.UserRole
WIDTH = 148


@dataclass(frozen=True, slots=True)
class SidebarEntry:
    """One entry of the sidebar."""

    code: str
    title: str
    icon: QIcon
    keys: str = ""


class Sidebar(QListWidget):
    """The list of pages.

    Signals:
        chosen: a page code.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName("页面")
        self.setFixedWidth(WIDTH)
        self.setIconSize(QSize(20, 20))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.currentItemChanged.connect(self._on_current)

    def fill(self, entries: Sequence[SidebarEntry]) -> None:
        """Show these pages."""
        self.blockSignals(True)
        self.clear()
        height = max(34, self.fontMetrics().height() + 14)
        for entry in entries:
            item = QListWidgetItem(entry.icon, entry.title, self)
            item.setData(CODE, entry.code)
            item.setSizeHint(QSize(WIDTH - 8, height))
            item.setToolTip(f"{entry.title}（{entry.keys}）" if entry.keys else entry.title)
        self.blockSignals(False)

    def show_current(self, code: str) -> None:
        """Mark the page in front; pages that are not listed leave no mark."""
        self.blockSignals(True)
        self.setCurrentRow(-1)
        for row in range(self.count()):
            if self.item(row).data(CODE) == code:
                self.setCurrentRow(row)
        self.blockSignals(False)

    def _on_current(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(CODE)))
