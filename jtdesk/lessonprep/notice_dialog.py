"""The dialog into which a notice of the State Council on holidays is pasted."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jtdesk.lessonprep import notices
from jtdesk.lessonprep.holidays import Holiday
from jtdesk.lessonprep.term_rules import said_day
from jtdesk.ui import theme
from jtdesk.ui.ops import sentence


class NoticeDialog(QDialog):
    """A notice of the State Council is pasted; what was understood is shown before it is kept.

    Args:
        year: calendar year proposed.

    Signals:
        submitted: year and text are to be kept.
    """

    submitted = Signal(int, str)

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("录入放假通知")
        note = QLabel(
            "把国务院办公厅《关于某年部分节假日安排的通知》的正文粘贴到下面，会认出每个节日的放假和上班"
            "日期。按哪天课表上课，录入后在“落实调休”里定。"
        )
        note.setWordWrap(True)
        note.setProperty("role", "faint")
        self.year = QSpinBox()
        self.year.setRange(2000, 2099)
        self.year.setValue(year)
        self.year.setAccessibleName("年份")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("通知正文")
        self.text.setPlaceholderText("一、元旦：1月1日（周五）至3日（周日）放假，共3天。……")
        self.text.setTabChangesFocus(True)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(self.fontMetrics().height() * 4)
        buttons = QDialogButtonBox()
        self.keep_button = buttons.addButton("录入", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("primary", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_accept)
        buttons.rejected.connect(self.reject)
        row = QFormLayout()
        row.addRow("年份", self.year)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addLayout(row)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self._timer = QTimer(self, singleShot=True, interval=200)
        self._timer.timeout.connect(self.recheck)
        self.text.textChanged.connect(self._timer.start)
        self.year.valueChanged.connect(lambda _value: self.recheck())
        self.recheck()
        self.text.setFocus()
        theme.size_to(self, 640, 520)

    def recheck(self) -> bool:
        """Show what was understood; return whether it can be kept."""
        text = self.text.toPlainText()
        fault, said = "", "粘贴以后，这里显示认出的节日。"
        if text.strip():
            try:
                found = notices.read_notice(text, self.year.value())
                said = "认出：" + "；".join(map(_said_holiday, found)) + "。"
            except notices.NoticeFault as wrong:
                fault = said = str(wrong)
        self._tell(said, fault=bool(fault))
        sound = bool(text.strip()) and not fault
        self.keep_button.setEnabled(sound)
        return sound

    def _tell(self, text: str, *, fault: bool) -> None:
        self.told.setProperty("role", "fault" if fault else "")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setText(text)

    def _on_accept(self) -> None:
        if self.recheck():
            self.keep_button.setEnabled(False)
            self.submitted.emit(self.year.value(), self.text.toPlainText())

    def kept(self, _outcome: object = None) -> None:
        """Close: the operation is done."""
        self.accept()

    def show_fault(self, fault: Exception) -> None:
        """Show why the store refused."""
        self.keep_button.setEnabled(True)
        self._tell(sentence(fault), fault=True)


def _said_holiday(one: Holiday) -> str:
    span = said_day(one.first)
    if one.last != one.first:
        span += f"—{said_day(one.last)}"
    work = f"，{'、'.join(map(said_day, one.work))}上班" if one.work else ""
    return f"{one.name} {span}放假{work}"
