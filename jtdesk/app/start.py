"""The page shown without a store: new, open, recent files, the practice group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
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

from jtdesk.core.settings import Settings
from jtdesk.ui import theme

RECENT = "recent"
MOST = 8
PATH = Qt.ItemDataRole.UserRole


def recent_files(settings: Settings) -> list[Path]:
    """Return the stores opened lately, newest first."""
    return [Path(line) for line in settings.recall(RECENT).splitlines() if line]


def remember_file(settings: Settings, path: Path) -> None:
    """Put a store at the top of the recent ones."""
    path = path.resolve()
    others = [one for one in recent_files(settings) if one != path]
    settings.remember(RECENT, "\n".join(str(one) for one in [path, *others][:MOST]))
    settings.save()


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
            "一个集团的数据存在一个文件里(后缀 .jtd),可以放在电脑或 U 盘上。"
            "第一次使用,可以先打开演练集团看一看:其中的学校和人都是虚构的,可以随意修改。"
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
        whole.setContentsMargins(32, 48, 32, 32)
        whole.addStretch(1)
        whole.addLayout(column, 4)
        whole.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, icon, signal, primary in (
            ("新建集团", "", self.new_requested, True),
            ("打开文件", "folder", self.open_requested, False),
            ("打开演练集团", "school", self.practice_requested, False),
        ):
            button = QPushButton(text)
            if icon:
                button.setIcon(theme.icon(icon))
            button.setMinimumHeight(36)
            button.setProperty("primary", primary)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        return row

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
        self.name.setPlaceholderText("如:望江实验教育集团")
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
