"""The list of files kept with a record: add, open, save a copy, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.ui import theme


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A file kept in the store: its id, name, size in bytes and the day it came."""

    id: str
    name: str
    size: int
    added_on: str = ""


def readable_size(size: int) -> str:
    """Return a size people read: ``83 KB``."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


class DocumentsPanel(QWidget):
    """Files of the selected record.

    Signals:
        add_asked: the user wants to pick files.
        dropped: files (list of paths) were dropped here.
        open_asked, save_asked, remove_asked: id of a file.
    """

    add_asked = Signal()
    dropped = Signal(object)
    open_asked = Signal(str)
    save_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.hint = QLabel("把文件拖到这里，或按“添加”。文件存入数据文件，单个不超过 20 MB。")
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "faint")
        self.list = QListWidget()
        self.list.setAccessibleName("附件")
        self.list.setWordWrap(True)
        self.add = QPushButton(theme.icon("add"), "添加")
        self.open = QPushButton("打开")
        self.save = QPushButton("另存为")
        self.remove = QPushButton("删除")
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        for button in (self.add, self.open, self.save, self.remove):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.addWidget(self.hint)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        self._writable = True
        self.add.clicked.connect(self.add_asked)
        self.open.clicked.connect(lambda: self._ask(self.open_asked.emit))
        self.save.clicked.connect(lambda: self._ask(self.save_asked.emit))
        self.remove.clicked.connect(lambda: self._ask(self.remove_asked.emit))
        self.list.itemActivated.connect(lambda _item: self._ask(self.open_asked.emit))
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.show_documents([], writable=True)

    def show_documents(self, lines: Sequence[DocumentLine], *, writable: bool) -> None:
        """Show the files of another record."""
        self._writable = writable
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(
                theme.icon("file"), f"{line.name}\n{readable_size(line.size)}  {line.added_on}"
            )
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            self.list.addItem(item)
        if lines:
            self.list.setCurrentRow(0)
        self._enable()

    def current(self) -> str:
        """Return the id of the file in front, empty where there is none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _ask(self, emit: object) -> None:
        if callable(emit) and self.current():
            emit(self.current())

    def _enable(self) -> None:
        chosen = bool(self.current())
        self.add.setEnabled(self._writable)
        self.open.setEnabled(chosen)
        self.save.setEnabled(chosen)
        self.remove.setEnabled(chosen and self._writable)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if self._writable and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Announce dropped files."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)
