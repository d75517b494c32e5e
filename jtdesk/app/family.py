"""The strip of tabs above the page in front: the pages that share one entry of the sidebar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget


class FamilyStrip(QTabBar):
    """Shows the pages of one family; hidden where a page stands alone.

    Signals:
        chosen: a page code.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("family")
        self.setAccessibleName("同组页面")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setVisible(False)
        self._codes: list[str] = []
        self.currentChanged.connect(self._on_current)

    def show_family(self, pages: Sequence[tuple[str, str]], front: str) -> None:
        """Show these pages, ``(code, title)``, with one of them in front."""
        self.blockSignals(True)
        codes = [code for code, _title in pages]
        if codes != self._codes:
            while self.count():
                self.removeTab(0)
            for _code, title in pages:
                self.addTab(title)
            self._codes = codes
        if front in codes:
            self.setCurrentIndex(codes.index(front))
        self.blockSignals(False)
        self.setVisible(len(codes) > 1)

    def _on_current(self, index: int) -> None:
        if 0 <= index < len(self._codes):
            self.chosen.emit(self._codes[index])
