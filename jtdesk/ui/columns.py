"""The dialog in which a user chooses and orders the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.ui import theme
from jtdesk.ui.rows import Column


class ColumnsDialog(QDialog):
    """A list of all columns with a tick each, to be moved up and down.

    Args:
        columns: all there are.
        shown: names of the visible ones, from left to right.
        parent: the table.
    """

    def __init__(
        self, columns: Sequence[Column], shown: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("列设置")
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        by_name = {column.name: column for column in columns}
        rest = [column.name for column in columns if column.name not in shown]
        for name in [*(n for n in shown if n in by_name), *rest]:
            item = QListWidgetItem(by_name[name].heading)
            item.setData(Qt.ItemDataRole.UserRole, name)
            ticked = Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._build()
        theme.size_to(self, 380, 480)

    def _build(self) -> None:
        hint = QLabel("勾选要显示的列；拖动或用按钮调整先后。")
        hint.setWordWrap(True)
        up, down = QPushButton(theme.icon("up"), "上移"), QPushButton(theme.icon("down"), "下移")
        every, none = QPushButton("全选"), QPushButton("全不选")
        up.clicked.connect(lambda: self.move_current(-1))
        down.clicked.connect(lambda: self.move_current(1))
        every.clicked.connect(lambda: self.tick_all(on=True))
        none.clicked.connect(lambda: self.tick_all(on=False))
        side = QVBoxLayout()
        for button in (up, down, every, none):
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        buttons = QDialogButtonBox()
        buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)

    def names(self) -> list[str]:
        """Return the ticked columns in order; the first one where none is ticked."""
        items = [self.list.item(i) for i in range(self.list.count())]
        ticked = [i for i in items if i.checkState() == Qt.CheckState.Checked]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in (ticked or items[:1])]

    def move_current(self, step: int) -> None:
        """Move the column in front up or down."""
        place = self.list.currentRow()
        if 0 <= place + step < self.list.count():
            self.list.insertItem(place + step, self.list.takeItem(place))
            self.list.setCurrentRow(place + step)

    def tick_all(self, *, on: bool) -> None:
        """Tick every column, or none."""
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        for i in range(self.list.count()):
            self.list.item(i).setCheckState(state)
