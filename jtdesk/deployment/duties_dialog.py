"""The checklist of the six duties of a sent teacher, ticked with day and detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.dates import typed_date
from jtdesk.core.fields import Row
from jtdesk.deployment.duties import DutyMark, DutySheet
from jtdesk.ui import theme
from jtdesk.ui.ops import sentence

NOTE = "完成一项，勾选一项，写明时间和情况；取消勾选就是撤回。学困生不写全名。"


@dataclass(frozen=True)
class Line:
    """The inputs of one duty."""

    kind: str
    tick: QCheckBox
    on: QLineEdit
    detail: QLineEdit


class DutiesDialog(QDialog):
    """Six lines with a tick each; stays open until the store has kept them.

    Args:
        name: of the teacher.
        marks: the checklist, six rows ``kind done done_on detail``.
        day: proposed for what is ticked now.
        parent: the page.

    Signals:
        submitted: all that is written can be kept.
    """

    submitted = Signal()

    def __init__(self, name: str, marks: Sequence[Row], day: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"六个一任务：{name}")
        self._marks, self._day = list(marks), day
        note = QLabel(NOTE)
        note.setWordWrap(True)
        note.setProperty("role", "faint")
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "fault")
        self.fault.hide()
        grid = QGridLayout()
        for column, title in enumerate(("任务", "完成时间", "完成情况")):
            label = QLabel(title)
            label.setProperty("role", "heading")
            grid.addWidget(label, 0, column)
        grid.setColumnStretch(2, 1)
        self.lines = [self._line(grid, number, mark) for number, mark in enumerate(marks, 1)]
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("primary", True)
        self.keep.setShortcut("Ctrl+Return")
        self.keep.setToolTip("Ctrl+Enter")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addLayout(grid)
        layout.addWidget(self.fault)
        layout.addStretch(1)
        layout.addWidget(buttons)
        theme.size_to(self, 760, self.sizeHint().height() + theme.SPACE * 2)

    def _line(self, grid: QGridLayout, number: int, mark: Row) -> Line:
        made = Line(mark["kind"], QCheckBox(mark["kind"]), QLineEdit(), QLineEdit())
        made.tick.setChecked(mark["done"])
        made.on.setText(mark["done_on"] or "")
        made.on.setPlaceholderText("如 2025-10 或 2025-10-15")
        made.on.setAccessibleName(f"{mark['kind']}的完成时间")
        made.on.setFixedWidth(
            made.on.fontMetrics().horizontalAdvance("如 2025-10 或 2025-10-15") + 24
        )
        made.detail.setText(mark["detail"] or "")
        made.detail.setAccessibleName(f"{mark['kind']}的完成情况")
        made.tick.toggled.connect(lambda on, line=made: self._on_ticked(line, on=on))
        for column, widget in enumerate((made.tick, made.on, made.detail)):
            grid.addWidget(widget, number, column)
        for written in (made.on, made.detail):
            written.textEdited.connect(lambda _text, line=made: line.tick.setChecked(True))
        return made

    def _on_ticked(self, line: Line, *, on: bool) -> None:
        if on and not line.on.text():
            line.on.setText(self._day)
        elif not on:
            line.on.clear()
            line.detail.clear()

    def sheet(self, placement_id: str) -> DutySheet:
        """Return what differs from the checklist as it was."""
        done, undone = [], []
        for line, mark in zip(self.lines, self._marks, strict=True):
            on = typed_date(line.on.text()) if line.on.text().strip() else None
            detail = line.detail.text().strip() or None
            if not line.tick.isChecked():
                undone += [line.kind] if mark["done"] else []
            elif (True, on, detail) != (mark["done"], mark["done_on"], mark["detail"]):
                done.append(DutyMark(placement_id, line.kind, on, detail))
        return DutySheet(placement_id, tuple(done), tuple(undone))

    def submit(self) -> None:
        """Check the days and announce that the checklist is to be kept."""
        for line in self.lines:
            text = line.on.text().strip()
            if line.tick.isChecked() and text and typed_date(text) is None:
                self._tell(
                    f"“{line.kind}”的完成时间“{text}”不是日期，请写成 2025-10 或 2025-10-15。"
                )
                line.on.setFocus()
                return
        self.keep.setEnabled(False)
        self.submitted.emit()

    def kept(self, _outcome: object = None) -> None:
        """Close: the operation is done."""
        self.accept()

    def show_fault(self, fault: Exception) -> None:
        """Show why the store refused."""
        self.keep.setEnabled(True)
        self._tell(sentence(fault))

    def _tell(self, text: str) -> None:
        self.fault.setText(f"✕ {text}")
        self.fault.show()
