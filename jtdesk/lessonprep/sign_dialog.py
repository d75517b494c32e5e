"""The sign-in list of a session: who came, who did not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.fields import Row
from jtdesk.lessonprep import words
from jtdesk.lessonprep.attendance import Sign
from jtdesk.ui import theme
from jtdesk.ui.inputs import CalmCombo

HEADINGS = ("姓名", "学校", "学科", "签到", "没来的原因")
NAME, SCHOOL, SUBJECT, STATUS, REASON = range(5)
LINE = Qt.ItemDataRole.UserRole
INKS = {
    words.PRESENT: theme.GOOD, words.REMOTE: theme.GOOD, words.EXCUSED: theme.CAUTION,
    words.ABSENT: theme.BAD,
}  # fmt: skip


class _StatusDelegate(QStyledItemDelegate):
    """Offers the words of the sign-in column."""

    def createEditor(
        self,
        parent: QWidget,
        _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        combo = CalmCombo(parent)
        combo.addItems(["", *words.ATTENDANCES])
        combo.activated.connect(lambda _at: self.commitData.emit(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, CalmCombo):
            editor.setCurrentText(str(index.data() or ""))


class SignTable(QTableWidget):
    """Lines of people; 1 to 4 sign the selected ones, 0 clears.

    Signals:
        signed: somebody's line has changed.
    """

    signed = Signal()

    def __init__(self, people: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(len(people), len(HEADINGS), parent)
        self.setHorizontalHeaderLabels(list(HEADINGS))
        self.verticalHeader().hide()
        self.setAccessibleName("签到表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setItemDelegateForColumn(STATUS, _StatusDelegate(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        for row, person in enumerate(people):
            optional = "" if person["required"] else "（可不来）"
            texts = (
                f"{person['name']}{optional}", person["school"] or "校外",
                person.get("subject") or "", person["status"] or "", person["reason"] or "",
            )  # fmt: skip
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column < STATUS:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                item.setData(LINE, person["id"])
                self.setItem(row, column, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._on_changed)
        for row in range(self.rowCount()):
            self._colour(row)

    def _on_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == STATUS:
            self._colour(item.row())
        self.signed.emit()

    def _colour(self, row: int) -> None:
        item = self.item(row, STATUS)
        if item is not None:
            wanted = QColor(INKS.get(item.text(), theme.INK))
            if item.foreground().color() != wanted:
                self.blockSignals(True)
                item.setForeground(wanted)
                self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Sign the selected lines with a digit."""
        text = event.text()
        if text.isdigit() and int(text) <= len(words.ATTENDANCES):
            self.sign(("", *words.ATTENDANCES)[int(text)], self.selected())
            return
        super().keyPressEvent(event)

    def selected(self) -> list[int]:
        """Return the selected lines."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def sign(self, status: str, lines: Sequence[int]) -> None:
        """Give lines a status."""
        for row in lines:
            item = self.item(row, STATUS)
            if item is not None:
                item.setText(status)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def signs(self) -> list[Sign]:
        """Return what every line says."""
        found = []
        for row in range(self.rowCount()):
            item = self.item(row, NAME)
            line = str(item.data(LINE)) if item is not None else ""
            reason = self._text(row, REASON) or None
            found.append(Sign(line, self._text(row, STATUS) or None, reason))
        return found


class SignDialog(QDialog):
    """Signs people in.

    Signals:
        submitted: the list is to be kept.
        invite_asked: more people are to be asked.
        sheet_asked: the list is wanted as a workbook.
    """

    submitted = Signal()
    invite_asked = Signal()
    sheet_asked = Signal()

    def __init__(self, title: str, people: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"签到：{title}")
        self.table = SignTable(people)
        self.table.signed.connect(self._count)
        self.counts = QLabel()
        self.fault = QLabel()
        self.fault.setProperty("role", "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        hint = QLabel("选中几行按 1 出席、2 线上出席、3 请假、4 缺席、0 清除；双击可改一格。")
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        row = QHBoxLayout()
        for text, run in (
            ("全部出席", self._all_present),
            ("其余缺席", self._rest_absent),
            ("邀请更多人…", self.invite_asked.emit),
            ("导出签到表…", self.sheet_asked.emit),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, run=run: run())
            row.addWidget(button)
        row.addStretch(1)
        buttons = QDialogButtonBox()
        self.keep_button = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("primary", True)
        self.keep_button.setShortcut("Ctrl+Return")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_keep)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.counts)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        self._count()
        theme.size_to(self, 760, 560)

    def _lines(self) -> list[int]:
        return list(range(self.table.rowCount()))

    def _all_present(self) -> None:
        self.table.sign(words.PRESENT, self._lines())

    def _rest_absent(self) -> None:
        open_ = [row for row, sign in enumerate(self.table.signs()) if sign.status is None]
        self.table.sign(words.ABSENT, open_)

    def _count(self) -> None:
        counts = Counter(sign.status for sign in self.table.signs())
        said = [f"{status} {counts[status]} 人" for status in words.ATTENDANCES]
        self.counts.setText("，".join([*said, f"还没有登记 {counts[None]} 人"]))

    def _on_keep(self) -> None:
        self.keep_button.setEnabled(False)
        self.submitted.emit()

    def kept(self, _outcome: object = None) -> None:
        """Close: the list is kept."""
        self.accept()

    def show_fault(self, text: str) -> None:
        """Show why the store refused."""
        self.keep_button.setEnabled(True)
        self.fault.setText(text)
        self.fault.show()
