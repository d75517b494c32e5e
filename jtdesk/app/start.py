"""The page shown without a store: new, open, recent files, the practice group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jtdesk.ui import theme

PATH = Qt.ItemDataRole.UserRole


class StartPage(QWidget):
    """Offers the ways to begin.

    Signals:
        new_requested, open_requested, practice_requested: pressed.
        file_chosen: a recent store.
    """

    new_requested = Signal()
    open_requested = Signal()
    practice_requested = Signal()
    file_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setAccessibleName("开始")
        title = QLabel("教育集团工作台")
        title.setProperty("role", "title")
        words = QLabel(
            "把各校的表格收进来，管好成员校和师资，排出师资调配方案，按教育局的样式报出去。"
            "一个集团的数据存在一个文件里，放在电脑或 U 盘上都可以，不需要联网。"
        )
        words.setWordWrap(True)
        words.setProperty("role", "faint")
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(self._buttons())
        self._label = QLabel("最近打开")
        self._label.setProperty("role", "heading")
        self.recent = QListWidget()
        self.recent.setAccessibleName("最近打开的文件")
        self.recent.setMaximumHeight(260)
        self.recent.itemActivated.connect(self._on_item)
        self.recent.itemClicked.connect(self._on_item)
        column.addSpacing(12)
        column.addWidget(self._label)
        column.addWidget(self.recent)
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(32, 72, 32, 32)
        whole.addStretch(1)
        whole.addLayout(column, 4)
        whole.addStretch(1)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        for line, (text, icon, signal, about) in enumerate(
            (
                (
                    "新建集团", "", self.new_requested,
                    "填集团名称和学年，再把学校交来的表格拖进窗口。",
                ),
                (
                    "打开文件", "folder", self.open_requested,
                    "打开已有的集团文件（.jtd），把它拖进窗口也可以。",
                ),
                (
                    "打开演练集团", "school", self.practice_requested,
                    "先看一看、练一练：12 所学校、600 位教师都是虚构的，可以随意修改。",
                ),
            )
        ):  # fmt: skip
            button = QPushButton(text)
            if icon:
                button.setIcon(theme.icon(icon))
            button.setMinimumHeight(38)
            button.setMinimumWidth(140)
            button.setProperty("primary", not icon)
            button.clicked.connect(signal)
            note = QLabel(about)
            note.setWordWrap(True)
            grid.addWidget(button, line, 0)
            grid.addWidget(note, line, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def show_recent(self, files: Sequence[Path]) -> None:
        """List the recent stores that are still there."""
        self.recent.clear()
        for path in files:
            if path.is_file():
                item = QListWidgetItem(theme.icon("file"), f"{path.stem}    {path.parent}")
                item.setData(PATH, path)
                item.setToolTip(str(path))
                self.recent.addItem(item)
        shown = self.recent.count() > 0
        self.recent.setVisible(shown)
        self._label.setVisible(shown)

    def _on_item(self, item: QListWidgetItem) -> None:
        path = item.data(PATH)
        if isinstance(path, Path):
            self.file_chosen.emit(path)


class NewGroupDialog(QDialog):
    """Asks for the name and the school year of a new group."""

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建集团")
        self.setMinimumWidth(420)
        self.name = QLineEdit()
        self.name.setPlaceholderText("如：望江实验教育集团")
        self.name.setAccessibleName("集团名称")
        self.year = QSpinBox()
        self.year.setRange(2000, 2100)
        self.year.setValue(year)
        self.year.setSuffix(" 学年")
        self.year.setAccessibleName("当前学年")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._next = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._next.setText("选择存放位置…")
        self._next.setEnabled(False)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(lambda text: self._next.setEnabled(bool(text.strip())))
        form = QFormLayout(self)
        form.addRow("集团名称", self.name)
        form.addRow("当前学年", self.year)
        form.addRow(buttons)
