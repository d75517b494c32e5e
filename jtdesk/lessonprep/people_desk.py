"""Who is asked to a session and who came: the two dialogs, and the sheet that goes on paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field
from jtdesk.core.jobs import Job
from jtdesk.lessonprep import attendance, session_dialogs, signing, words
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.long_form import LongForm
from jtdesk.lessonprep.session_details import SessionDetail, session_detail
from jtdesk.lessonprep.sign_dialog import SignDialog
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.ops import sentence

BOOK = ("Excel 工作簿 (*.xlsx)",)
TEAMS = CodeList("prep_team", "团队", tuple(Code(one) for one in words.TEAMS))
INVITE_FIELDS = (
    Field(
        name="members", title="备课组成员", kind="boolean",
        help="参加学校里这个备课组的全部成员。",
    ),
    Field(
        name="teams", title="只请这些团队", kind="words", codes=TEAMS.name,
        help="按职称分的团队：生根（初级）、优师（中级）、卓越（高级）。不填就是全部成员。",
    ),
    Field(
        name="people", title="另请教师", kind="words", codes=session_dialogs.PEOPLE,
        help="从名册里勾选，可以查找。",
    ),
    Field(
        name="required", title="必须到", kind="boolean",
        help="另请的教师是不是必须到；必须到的来不了，就算冲突。",
    ),
)  # fmt: skip
INVITE_TEXTS = (("guests", "校外来宾（一行一位：姓名 单位）"),)


class PeopleDesk(QObject):
    """Opens the dialogs of people for the calendar page."""

    def __init__(self, page: CalendarBoard) -> None:
        super().__init__(page)
        self._page = page

    def sign(self, detail: SessionDetail) -> SignDialog | FormDialog | None:
        """Open the sign-in list; where nobody is asked by name yet, ask the group's members first.

        A store that is only read shows the list as it stands.
        """
        page = self._page
        if not detail.asked:
            if detail.date.group_id is None or not detail.people:
                return self.invite(detail)
            order = attendance.Invitation(detail.date.id, members=True)

            def reopened(found: SessionDetail | None) -> None:
                if found is not None:
                    self.sign(found)

            def asked(_outcome: object) -> None:
                page.ask(lambda session: session_detail(session, detail.date.id), reopened)

            page.do(attendance.invite, order, asked)
            return None
        dialog = SignDialog(detail.date.title, detail.people, page)
        dialog.submitted.connect(lambda: self._keep(dialog, detail))
        dialog.invite_asked.connect(lambda: self._invite_from(dialog, detail))
        dialog.sheet_asked.connect(lambda: self.sheet(detail))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _keep(self, dialog: SignDialog, detail: SessionDetail) -> None:
        bus = self._page.context.bus

        def kept(outcome: object) -> None:
            dialog.kept(outcome)
            bus.tell("签到已保存，有人出席的活动记为已开展。可以撤销。", "done")

        order = attendance.SignIn(detail.date.id, tuple(dialog.table.signs()))
        self._page.context.ops.do(
            attendance.sign_in, order, kept, dialog,
            failed=lambda fault: dialog.show_fault(sentence(fault)),
        )  # fmt: skip

    def _invite_from(self, dialog: SignDialog, detail: SessionDetail) -> None:
        dialog.reject()
        self.invite(detail)

    def invite(self, detail: SessionDetail) -> FormDialog | None:
        """Open the form by which more people are asked."""
        page = self._page
        basis = page.basis
        if basis is None:
            return None
        codes = session_dialogs.codes_of(page.context, basis) | {TEAMS.name: TEAMS}
        shown = {"members": detail.date.group_id is not None and not detail.asked, "required": True}
        form = LongForm(
            INVITE_FIELDS, INVITE_TEXTS, codes, {}, shown, columns=1, check=_invite_faults
        )
        note = "已经在名单里的人不会重复。"
        dialog = FormDialog(
            f"邀请：{detail.date.title}", form, page.context.prompts, note=note, keep="邀请",
            parent=page,
        )  # fmt: skip

        def submit(one: FormDialog) -> None:
            ids = {title: teacher for teacher, title in basis.staff.items()}
            order = invitation(detail.date.id, one.form.values(), ids)
            page.keep(one, attendance.invite, order, "名单已更新。可以撤销。")

        return open_form(dialog, submit)

    def sheet(self, detail: SessionDetail) -> None:
        """Save the sign-in sheet as a workbook, to be printed, signed and read in again."""
        page = self._page
        name = f"签到表_{detail.date.day}_{detail.date.title}.xlsx"
        path = page.context.prompts.save_path("导出签到表", name, filters=BOOK)
        if path is None:
            return

        def write(sheet: signing.SignSheet) -> None:
            def work(job: Job) -> str:
                signing.write_sign_sheet(path, sheet, job)
                return path.name

            page.context.ops.compute(
                work,
                lambda file: page.context.bus.tell(
                    f"签到表已存为 {file}。签好后拖进窗口就能读回来。", "done"
                ),
                owner=page,
                title="导出签到表",
            )

        page.ask(lambda session: signing.sign_sheet(session, detail.date.id), write)


def invitation(
    session_id: str, values: dict[str, Any], teachers: dict[str, str]
) -> attendance.Invitation:
    """Return what the form asks for.

    Args:
        session_id: of the session.
        values: of the form.
        teachers: ids by what they are called in the form.
    """
    guests = []
    for line in str(values.get("guests") or "").splitlines():
        name, _, unit = line.strip().partition(" ")
        if name:
            guests.append(attendance.Guest(name, unit.strip() or None))
    return attendance.Invitation(
        session_id,
        members=bool(values.get("members")),
        teams=tuple(values.get("teams") or ()),
        teacher_ids=tuple(teachers[one] for one in values.get("people") or () if one in teachers),
        guests=tuple(guests),
        required=values.get("required") is not False,
    )


def _invite_faults(values: dict[str, Any]) -> list[Fault]:
    if values.get("members") or values.get("people") or values.get("guests"):
        return []
    return [Fault("nobody", "", "请选择备课组成员、另请的教师或校外来宾。")]
