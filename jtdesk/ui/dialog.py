"""Dialogs that hold a form: kept by an operation, open until the operation is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.dates import first_day, typed_date
from jtdesk.core.errors import RuleError
from jtdesk.ui import theme
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.ops import sentence
from jtdesk.ui.prompts import Prompts


class Statement(QWidget):
    """The choice between a correction and a change from a day on.

    Args:
        day: ISO date proposed for the change.
    """

    def __init__(self, day: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.correction = QRadioButton("更正（原来录错了，历史一并改正）")
        self.change = QRadioButton("自")
        self.day = QLineEdit(day)
        self.day.setAccessibleName("变动日期")
        self.day.setMaximumWidth(self.fontMetrics().horizontalAdvance("2025-09-01") + 40)
        after = QLabel("起变动（此前的数据保留）")
        group = QButtonGroup(self)
        group.addButton(self.correction)
        group.addButton(self.change)
        self.correction.setChecked(True)
        self.day.textEdited.connect(lambda _text: self.change.setChecked(True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        for widget in (self.correction, self.change, self.day, after):
            layout.addWidget(widget)
        layout.addStretch(1)

    def on(self) -> str | None:
        """Return the day of the change, None for a correction.

        Raises:
            RuleError: the day is none.
        """
        if self.correction.isChecked():
            return None
        day = typed_date(self.day.text())
        if day is None:
            raise RuleError(
                f"变动日期“{self.day.text()}”不是日期，请写成 2025-09-01。", code="bad_date", at=""
            )
        return first_day(day)


class FormDialog(QDialog):
    """A form with 保存 and 取消.

    The dialog stays open while the operation runs; a fault of the store is shown in it, so nothing
    typed is lost.

    Args:
        title: of the window.
        form: the input fields.
        prompts: asks before typed text is thrown away.
        statement: choice between correction and change, where the record is dated.
        note: sentence above the form.
        keep: label of the button that keeps.

    Signals:
        submitted: the form is complete and is to be kept.
    """

    submitted = Signal()

    def __init__(
        self,
        title: str,
        form: FieldForm,
        prompts: Prompts,
        *,
        statement: Statement | None = None,
        note: str = "",
        keep: str = "保存",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form, self.statement, self._prompts = form, statement, prompts
        self._kept = False
        layout = QVBoxLayout(self)
        if note:
            label = QLabel(note)
            label.setWordWrap(True)
            label.setProperty("role", "faint")
            layout.addWidget(label)
        layout.addWidget(form, 1)
        if statement is not None:
            layout.addWidget(statement)
        self.buttons = QDialogButtonBox()
        self.keep_button = self.buttons.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep_button.setProperty("primary", True)
        self.keep_button.setToolTip("Ctrl+Enter")
        self.keep_button.setShortcut("Ctrl+Return")
        self.cancel_button = self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self.fit(760)

    def fit(self, width: int) -> None:
        """Take a width, and the height the form needs as far as the screen has it."""
        spare = self.sizeHint().height() - self.form.sizeHint().height()
        wanted = self.form.wanted_height() + spare + self.fontMetrics().height() * 2
        theme.size_to(self, width, wanted)

    def submit(self) -> None:
        """Check everything and announce that the form is to be kept."""
        if not self.form.complete():
            return
        try:
            self.on()
        except RuleError as fault:
            self.show_fault(fault)
            return
        self.keep_button.setEnabled(False)
        self.submitted.emit()

    def on(self) -> str | None:
        """Return the day from which the values hold, None for a correction."""
        return self.statement.on() if self.statement is not None else None

    def kept(self, _outcome: object = None) -> None:
        """Close: the operation is done."""
        self._kept = True
        self.accept()

    def show_fault(self, fault: Exception) -> None:
        """Show why the store refused and let the user mend it."""
        self.keep_button.setEnabled(True)
        at = fault.at if isinstance(fault, RuleError) else ""
        self.form.show_fault(sentence(fault), at)

    def reject(self) -> None:
        """Close without keeping; asks where something was typed."""
        if self._kept or not self.form.dirty or self._agreed():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Treat the window's own button like 取消."""
        if self._kept or not self.form.dirty or self._agreed():
            event.accept()
        else:
            event.ignore()

    def _agreed(self) -> bool:
        return self._prompts.confirm(
            "放弃修改", "填写的内容还没有保存，要放弃吗？", yes="放弃", no="继续填写", danger=True
        )


Submit = Callable[[FormDialog], Any]


def open_form(dialog: FormDialog, submit: Submit) -> FormDialog:
    """Show a form dialog window-modal; ``submit`` runs the operation and calls back.

    ``submit`` hands `FormDialog.kept` and `FormDialog.show_fault` to ``ops.do``.
    """
    dialog.submitted.connect(lambda: submit(dialog))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
