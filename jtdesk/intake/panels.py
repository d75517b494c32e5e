"""What stands before and after the preview: the drop zone, the wait, the result."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.excel.grid import Book, Grid
from jtdesk.intake import words
from jtdesk.ui import theme
from jtdesk.ui.rows import Column, Row

# A made-up roster for pictures of this page: one good row, one without a name, one odd date.
SAMPLE = Book(
    "示例花名册.xlsx",
    "xlsx",
    (
        Grid(
            "花名册",
            (
                ("示例教师花名册",),
                ("序号", "姓名", "性别", "出生年月", "职称", "任教学科", "参加工作时间", "爱好"),
                (1, "示例甲", "女", "1988-05", "一级教师", "语文", "2010-08", "书法"),
                (2, None, "男", "1990-03", "二级教师", "数学", "2013-08", None),
                (3, "示例丙", "男", "1985-11", "高级教师", "英语", "去年", "长跑"),
            ),
        ),
    ),
)


def unread(row: Row) -> bool:
    """Tell whether a line is a file that could not be read."""
    return bool(row.get("why")) and not row.get("sheet") and row.get("rows") is None


# What was recognised, a line a table.
TABLES = (
    Column(name="file", title="文件", width=18),
    Column(name="sheet", title="工作表", width=9),
    Column(name="dataset", title="种类", width=8),
    Column(name="rows", title="行数", kind="integer", width=5),
    Column(name=words.CREATED, title="新增", kind="integer", width=5),
    Column(name=words.UPDATED, title="更新", kind="integer", width=5),
    Column(name=words.SAME, title="相同", kind="integer", width=5),
    Column(
        name=words.REJECTED, title="拒绝", kind="integer", width=5,
        mark=lambda row: "bad" if row.get(words.REJECTED) else "",
    ),
    Column(
        name="why", title="说明", width=24, mark=lambda row: "bad" if unread(row) else "",
    ),
)  # fmt: skip


class DropZone(QFrame):
    """Where files are dropped.

    Signals:
        dropped: the paths.
        files_wanted, folder_wanted: a button was pressed.
    """

    dropped = Signal(list)
    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drop_zone")
        self.setAcceptDrops(True)
        picture = QLabel()
        picture.setPixmap(theme.icon("import").pixmap(QSize(64, 64)))
        title = QLabel("把各校的表格拖到这里")
        title.setProperty("role", "title")
        text = QLabel(
            "可以一次放入多个文件或整个文件夹：成员校基本情况表、教师花名册、交流轮岗名册、课表。\n"
            "xlsx、xls、et、ods、csv 都可以，不用改表头，也不用另存格式。\n"
            "导入前会先预览；确认之前，数据不会有任何变化。"
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setProperty("role", "faint")
        self.files_button = QPushButton("选择文件…")
        self.files_button.setProperty("primary", True)
        self.files_button.clicked.connect(self.files_wanted)
        self.folder_button = QPushButton("选择文件夹…")
        self.folder_button.setIcon(theme.icon("folder"))
        self.folder_button.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.files_button)
        buttons.addWidget(self.folder_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE * 2)
        layout.addStretch(2)
        for label in (picture, title, text):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self._title = title
        self._highlight(on=False)

    def forbid(self, why: str) -> None:
        """Take nothing in, and say why."""
        self._title.setText(why)
        self.setAcceptDrops(False)
        self.files_button.setEnabled(False)
        self.folder_button.setEnabled(False)

    def _highlight(self, *, on: bool) -> None:
        ground, line = (theme.ACCENT_SOFT, theme.ACCENT) if on else (theme.PAPER, theme.EDGE)
        self.setStyleSheet(
            f"#drop_zone {{ background: {ground}; border: 2px dashed {line}; border-radius: 8px; }}"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            self._highlight(on=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Let go."""
        self._highlight(on=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files on."""
        self._highlight(on=False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


class Waiting(QWidget):
    """Shows how far the reading is.

    Signals:
        cancelled: the user wants to stop.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(420)
        self.bar.setAccessibleName("进度")
        self.stop = QPushButton("取消")
        self.stop.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for widget in (self.text, self.bar, self.stop):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def tell(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show progress; total 0 means unknown."""
        self.text.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)


class ResultPanel(QWidget):
    """What was done, and what can be done about it.

    Signals:
        undo_wanted, copies_wanted, again_wanted: a button was pressed.
        show_wanted: the page of a dataset is wanted.
    """

    undo_wanted = Signal()
    copies_wanted = Signal()
    again_wanted = Signal()
    show_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = QLabel()
        self.sign.setPixmap(theme.icon("ok").pixmap(QSize(56, 56)))
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(560)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.undo = QPushButton("撤销这次导入")
        self.undo.setIcon(theme.icon("undo"))
        self.copies = QPushButton("存问题标注副本…")
        self.copies.setIcon(theme.icon("save"))
        self.show_button = QPushButton("查看师资")
        self.show_button.setIcon(theme.icon("teacher"))
        self.again = QPushButton("继续导入其他文件")
        self.again.setProperty("primary", True)
        pairs = (
            (self.again, self.again_wanted),
            (self.show_button, self.show_wanted),
            (self.copies, self.copies_wanted),
            (self.undo, self.undo_wanted),
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button, signal in pairs:
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE * 2)
        layout.addStretch(2)
        for widget in (self.sign, self.title, self.text):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def tell(self, title: str, text: str, *, undoable: bool, findings: bool) -> None:
        """Show the outcome."""
        self.title.setText(title)
        self.text.setText(text)
        self.undo.setVisible(undoable)
        self.copies.setVisible(findings)
