"""What was found at the host school, and what is to be done after it: their dialogs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from jtdesk.lessonprep import attendance, session_dialogs
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.session_details import SessionDetail
from jtdesk.ui.dialog import FormDialog, open_form


class DiagnosisDesk(QObject):
    """Opens the dialogs of findings and tasks for the calendar page."""

    def __init__(self, page: CalendarBoard) -> None:
        super().__init__(page)
        self._page = page

    def finding(self, detail: SessionDetail, wanted: str) -> FormDialog | None:
        """Open the form of a finding at the host school; without an id a new one."""
        if self._page.basis is None:
            return None
        row = _by_id(detail.findings, wanted)
        dialog = session_dialogs.finding_dialog(
            self._page.context, self._page.basis, detail.date.host, row, self._page
        )

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            draft = attendance.FindingDraft(
                detail.date.id, values["aspect"], values["finding"], values["advice"],
                wanted or None,
            )  # fmt: skip
            self._page.keep(form, attendance.save_finding, draft, "诊断已保存。可以撤销。")

        return open_form(dialog, submit)

    def task(self, detail: SessionDetail, wanted: str) -> FormDialog | None:
        """Open the form of a task that follows; without an id a new one."""
        basis = self._page.basis
        if basis is None:
            return None
        row = _by_id(detail.tasks, wanted)
        dialog = session_dialogs.task_dialog(self._page.context, basis, row, self._page)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            ids = session_dialogs.schools_of(basis)
            draft = attendance.TaskDraft(
                detail.date.id, values["task"], values["owner"], ids.get(values["school"] or ""),
                values["due"], values["done_on"], wanted or None,
            )  # fmt: skip
            self._page.keep(form, attendance.save_task, draft, "任务已保存。可以撤销。")

        return open_form(dialog, submit)


def _by_id(rows: Iterable[Mapping[str, Any]], wanted: str) -> dict[str, Any] | None:
    return next((dict(row) for row in rows if row["id"] == wanted), None)
