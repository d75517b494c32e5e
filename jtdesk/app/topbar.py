"""The top of the window: group, school year and as-of date, search, undo, redo, backup."""

from __future__ import annotations

from PySide6.QtCore import QDate, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from jtdesk.ui import theme

OTHER = "other"
YEARS_BACK = 6
NARROW = 860
STEP_LENGTH = 8  # characters of a step that fit beside the other switches


class TopBar(QWidget):
    """What holds for the whole window.

    Signals:
        frame_chosen: school year, and the as-of date or an empty text for the newest state.
        search_requested, undo_requested, redo_requested, backup_requested: pressed.
    """

    frame_chosen = Signal(int, str)
    search_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    backup_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._current_year = 0
        self._fitting = QTimer(self)  # the name is fitted once the new layout stands
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit_name)
        self.group = QLabel()
        self.group.setObjectName("group_name")
        self.group.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.group.setMinimumWidth(90)
        self.year = _combo("学年", "整个窗口看哪个学年")
        self.as_of = _combo("截至日期", "整个窗口的名单和数字截至哪一天")
        self.year.activated.connect(self._on_year)
        self.as_of.activated.connect(self._on_as_of)
        self.search = QPushButton("搜索（Ctrl+K）")
        self.search.setIcon(theme.icon("search"))
        self.search.setToolTip("按姓名、拼音首字母、身份证号后几位、校名或功能名搜索")
        self.search.clicked.connect(self.search_requested)
        self.undo = _tool("undo", "撤销")
        self.undo.clicked.connect(self.undo_requested)
        self.redo = _tool("redo", "重做")
        self.redo.clicked.connect(self.redo_requested)
        self.backup = _tool("backup", "备份")
        self.backup.clicked.connect(self.backup_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.group, 1)
        self._labels = [QLabel("学年"), QLabel("截至")]
        for label, widget in zip(self._labels, (self.year, self.as_of), strict=True):
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
        row.addSpacing(8)
        for button in (self.search, self.undo, self.redo, self.backup):
            row.addWidget(button)
        self.show_steps("", "")
        self.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what can be guessed where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        for label in self._labels:
            label.setVisible(not narrow)
        self.search.setText("搜索" if narrow else "搜索（Ctrl+K）")
        style = Qt.ToolButtonStyle
        for button in (self.redo, self.backup):
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
        self._fitting.start()

    def _fit_name(self) -> None:
        """Shorten the group's name to the room it has; the tip holds all of it."""
        room = self.group.width()
        self.group.setText(
            self.group.fontMetrics().elidedText(
                self.group.toolTip(), Qt.TextElideMode.ElideRight, room
            )
        )

    def show_group(self, name: str, year: int, *, open_: bool = True) -> None:
        """Name the group and offer its years; the newest state of this year is shown first.

        Args:
            name: of the group.
            year: its school year.
            open_: False while the store is only being looked at: nothing can be chosen yet.
        """
        for switch in (self.year, self.as_of, self.search):
            switch.setEnabled(open_)
        self.group.setText(name)
        self.group.setToolTip(name)
        self.group.setAccessibleName(name)
        self._fitting.start()
        self._current_year = year
        with QSignalBlocker(self.year):
            self.year.clear()
            for one in range(year + 1, year - YEARS_BACK, -1):
                self.year.addItem(f"{one}—{one + 1} 学年", one)
            self.year.setCurrentIndex(1)
        self._offer_dates(year, "")

    def show_frame(self, year: int, as_of: str) -> None:
        """Show which year and date the window looks at."""
        with QSignalBlocker(self.year):
            self.year.setCurrentIndex(max(self.year.findData(year), 0))
        self._offer_dates(year, as_of)

    def show_steps(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do; empty switches them off."""
        for button, verb, label, keys in (
            (self.undo, "撤销", undo, "Ctrl+Z"),
            (self.redo, "重做", redo, "Ctrl+Y"),
        ):
            button.setEnabled(bool(label))
            short = label if len(label) <= STEP_LENGTH else f"{label[:STEP_LENGTH]}…"
            button.setText(f"{verb}：{short}" if label else verb)
            button.setToolTip(f"{verb}：{label}（{keys}）" if label else f"没有可以{verb}的操作")
            button.setAccessibleName(f"{verb}：{label}" if label else verb)

    def show_backup(self, text: str, tip: str, *, due: bool) -> None:
        """Say how fresh the newest backup is."""
        self.backup.setText(text)
        self.backup.setToolTip(tip)
        self.backup.setProperty("due", due)

    def _offer_dates(self, year: int, as_of: str) -> None:
        with QSignalBlocker(self.as_of):
            self.as_of.clear()
            self.as_of.addItem("最新数据", "")
            for day, words in ((f"{year}-09-01", "学年初"), (f"{year + 1}-08-31", "学年末")):
                self.as_of.addItem(f"{day}（{words}）", day)
            if as_of and self.as_of.findData(as_of) < 0:
                self.as_of.addItem(as_of, as_of)
            self.as_of.addItem("其他日期…", OTHER)
            self.as_of.setCurrentIndex(max(self.as_of.findData(as_of), 0))

    def _on_year(self) -> None:
        year = int(self.year.currentData())
        # A past year is looked at as it was counted; the present one as it is now.
        as_of = f"{year}-09-01" if year < self._current_year else ""
        self._offer_dates(year, as_of)
        self.frame_chosen.emit(year, as_of)

    def _on_as_of(self) -> None:
        day = str(self.as_of.currentData())
        year = int(self.year.currentData())
        if day == OTHER:
            dialog = DayDialog(year, self)
            day = dialog.day() if dialog.exec() else ""
            dialog.deleteLater()
            self._offer_dates(year, day)
        self.frame_chosen.emit(year, day)


class DayDialog(QDialog):
    """Asks for one day."""

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("截至哪一天")
        self._edit = QDateEdit(QDate(year, 9, 1))
        self._edit.setDisplayFormat("yyyy-MM-dd")
        self._edit.setCalendarPopup(True)
        self._edit.setAccessibleName("截至日期")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("确定")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow("名单和数字截至这一天：", self._edit)
        form.addRow(buttons)

    def day(self) -> str:
        """Return the chosen day."""
        return self._edit.date().toString("yyyy-MM-dd")


def _combo(name: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return combo


def _tool(icon: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
