"""备课日历: the head page; every command on dates starts here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core import clock
from jtdesk.core.feature import PageSpec
from jtdesk.lessonprep import (
    calendar_summary,
    session_dialogs,
    session_sections,
    sessions,
    words,
)
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.calendar_layout import Choice
from jtdesk.lessonprep.calendar_outputs import CalendarOutputs
from jtdesk.lessonprep.calendar_scene import Spot
from jtdesk.lessonprep.calendar_view import AGENDA, MONTH, OVERVIEW, PERSON, WEEK
from jtdesk.lessonprep.diagnosis_desk import DiagnosisDesk
from jtdesk.lessonprep.grid_view import BY_DAY, BY_ROOM, BY_SCHOOL
from jtdesk.lessonprep.people_desk import PeopleDesk
from jtdesk.lessonprep.schedule_dialog import open_schedule
from jtdesk.lessonprep.session_details import OWNER, SessionDetail, session_detail
from jtdesk.lessonprep.slot_desk import SlotDesk
from jtdesk.schools import queries as schools
from jtdesk.schools.service import DocumentDraft, attach_document, remove_document
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.page import PageContext
from jtdesk.ui.page_bar import Output, add_outputs, add_own_commands
from jtdesk.ui.panels import EmptyPage, Step, practice_step

TERMS, GROUPS, FACILITIES = "lessonprep.terms", "lessonprep.groups", "lessonprep.facilities"


class CalendarPage(CalendarBoard):
    """备课日历: views of a term, the session in front, and what is done to it."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.outputs = CalendarOutputs(self)
        self.people = PeopleDesk(self)
        self.slots = SlotDesk(self)
        self.diagnosis = DiagnosisDesk(self)
        self.view.new_asked.connect(lambda spot: self.edit(None, spot))
        self.view.view_changed.connect(self.refresh_actions)
        self.drawer.details.link_clicked.connect(self._on_link)
        navigate = context.navigate
        self.set_up(
            EmptyPage(
                "全集团的联合教研、集体备课排在一张日历上",
                "先填本学期的起止日期和第一周，放假和调休自动标好；再按教师花名册建立各学科教研组；"
                "把各校课表拖进窗口，程序就知道谁哪节有课。之后找时间、排系列、签到、统计都在这里。",
                (
                    Step("填写学期和第一周", lambda: navigate(TERMS)),
                    Step("建立备课组", lambda: navigate(GROUPS)),
                    Step("导入各校课表", lambda: navigate(IMPORT_PAGE)),
                ),
                icon="calendar",
                aside=practice_step(context),
            )
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by the board
        doors = DocumentDoors(
            attach=attach_document,
            draft=lambda owner, name, content: DocumentDraft(OWNER, owner, name, content),
            remove=remove_document,
            content=schools.document_content,
        )
        self.documents = DocumentDesk(self, self.drawer.documents, doors)

    def adopt(self, spec: PageSpec) -> None:
        """Fill the tool bar: the page's own commands, then export and print."""
        super().adopt(spec)
        add_own_commands(self, self.bar, spec)
        self.bar.addSeparator()
        outputs = (
            Output("导出", "export", "Ctrl+Shift+S", "存成工作簿、日历文件或 PDF。",
                   self.outputs.export),
            Output("打印", "print", "Ctrl+P", "预览并打印学期表、月历或日程。", self.outputs.print),
        )  # fmt: skip
        self._outputs = add_outputs(self, self.bar, outputs)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Switch commands on and off after the session in front and the store."""
        super().refresh_actions()
        shown = self.basis is not None and not self.basis.empty
        for action in getattr(self, "_outputs", {}).values():
            action.setEnabled(shown)

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401
        """Show a session (``id``), only some (``ids``), a view, a person or a group by name."""
        if "id" in arguments:
            self.wanted = str(arguments["id"])
            if self.view.select(self.wanted):
                self.wanted = ""
        if "term" in arguments:
            self._on_term(str(arguments["term"]))
        if "ids" in arguments:
            self.view.filters.show_only(list(arguments["ids"]))
            self.view.show_view(AGENDA)
        for name, titles in arguments.get("facets", {}).items():
            self.view.filters.tick(name, titles)
        if "view" in arguments:
            self.view.show_view(str(arguments["view"]))

    # ------------------------------------------------------------- one session

    def _planned(self) -> bool:
        one = self.current()
        return one is not None and one.status == words.PLANNED

    def _known(self) -> SessionDetail | None:
        """Return the details of the session in front, once they are there."""
        one = self.current()
        return self.detail if one and self.detail and self.detail.date.id == one.id else None

    def with_detail(self, run: Callable[[SessionDetail], object]) -> None:
        """Run something on the session in front, reading it first where the drawer is shut."""
        one = self.current()
        if one is None:
            return
        known = self._known()
        if known is not None:
            run(known)
            return
        self.ask(
            lambda session: session_detail(session, one.id),
            lambda detail: run(detail) if detail is not None else None,
        )

    def act_add(self) -> FormDialog | None:
        """Enter a new session."""
        return self.edit(None, Spot(self.view.day))

    def can_add(self) -> bool:
        """Once the term has been read."""
        return self.basis is not None

    def act_edit(self) -> None:
        """Change the session in front."""
        self.with_detail(self.edit)

    def edit(self, detail: SessionDetail | None, spot: object = None) -> FormDialog | None:
        """Open the form of a session, or of a new one on a spot."""
        basis = self.basis
        if basis is None or self.context.read_only:
            return None
        row = detail.row if detail is not None else None
        place = spot if isinstance(spot, Spot) else None
        dialog = session_dialogs.session_dialog(self.context, basis, row, self, place)

        def submit(form: FormDialog) -> None:
            values = session_dialogs.as_stored(basis, form.form.values())
            draft = sessions.SessionDraft(values, row["id"] if row is not None else None)

            def kept(outcome: Any) -> None:  # noqa: ANN401 - an Outcome
                form.kept(outcome)
                self.wanted = str(outcome.value)
                self.tell_kept(outcome, "活动已保存，右边写着有没有冲突。可以撤销。")

            self.context.ops.do(sessions.save_session, draft, kept, form, failed=form.show_fault)

        return open_form(dialog, submit)

    def act_minutes(self) -> None:
        """Write down what was said and done."""
        self.with_detail(self.open_minutes)

    def open_minutes(self, detail: SessionDetail) -> FormDialog | None:
        """Open the form of the minutes."""
        basis = self.basis
        if basis is None:
            return None
        dialog = session_dialogs.minutes_dialog(self.context, basis, detail.row, self)

        def submit(form: FormDialog) -> None:
            values = session_dialogs.minutes_stored(basis, form.form.values())
            order = sessions.Minutes(detail.row["id"], values)
            self.keep(form, sessions.hold_session, order, "活动记录已保存。可以撤销。")

        return open_form(dialog, submit)

    def can_minutes(self) -> bool:
        """What was cancelled, or is still to come, has no minutes."""
        return self.can_sign()

    def act_sign(self) -> None:
        """Sign people in."""
        self.with_detail(self.people.sign)

    def can_sign(self) -> bool:
        """Nobody comes to what was cancelled, or is still to come."""
        one = self.current()
        return one is not None and one.status != words.CANCELLED and one.day <= clock.today()

    def act_invite(self) -> None:
        """Ask more people to the session in front."""
        self.with_detail(self.people.invite)

    def can_invite(self) -> bool:
        """Nobody is asked to what was cancelled."""
        one = self.current()
        return one is not None and one.status != words.CANCELLED

    def act_cancel(self) -> FormDialog | None:
        """Cancel the session in front, with a reason."""
        one = self.current()
        if one is None:
            return None
        dialog = session_dialogs.cancel_dialog(self.context, one.title, self)

        def submit(form: FormDialog) -> None:
            order = sessions.Cancel(one.id, form.form.values()["reason"])
            self.keep(form, sessions.cancel_session, order, "活动已取消。可以撤销。")

        return open_form(dialog, submit)

    def can_cancel(self) -> bool:
        """Only what is planned can be cancelled."""
        return self._planned()

    def act_resume(self) -> None:
        """Plan a session again that was cancelled or held."""
        one = self.current()
        if one is not None:
            self.do(sessions.resume_session, one.id, done="已恢复为计划。可以撤销。")

    def can_resume(self) -> bool:
        """Only what is no longer planned."""
        one = self.current()
        return one is not None and one.status != words.PLANNED

    def act_pin(self) -> None:
        """Hold the session in front fast, or let it go."""
        one = self.current()
        if one is not None:
            said = "不再固定" if one.pinned else "已固定，系列和自动排期都不动它"
            order = sessions.Pin((one.id,), not one.pinned)
            self.do(sessions.pin_sessions, order, done=f"{said}。可以撤销。")

    def can_pin(self) -> bool:
        """Only what is planned can be moved by anything."""
        return self._planned()

    def act_remove(self) -> None:
        """Remove the session in front after asking."""
        one = self.current()
        if one is not None and self.context.prompts.confirm(
            "删除活动", f"要删除 {one.day} 的“{one.title}”吗？签到、诊断和任务一并删除，可以撤销。",
            yes="删除", danger=True,
        ):  # fmt: skip
            self.do(sessions.remove_session, one.id, done="活动已删除。可以撤销。")

    # ------------------------------------------------------------ many sessions

    def act_slots(self) -> None:
        """Find the best times for a group, or for the session in front."""
        self.slots.open(self.current() if self._planned() else None)

    def can_slots(self) -> bool:
        """There must be a group to ask for."""
        return self.basis is not None and bool(self.basis.groups)

    def act_schedule(self) -> QWidget | None:
        """Let the term scheduler find a time for everything that is due."""
        basis = self.basis
        term = basis.term_for(Choice()) if basis is not None else None
        if basis is None or term is None:
            return None
        title = next(name for code, name in basis.terms if code == basis.term)
        since = min(max(self.view.today, term.start), term.end)
        return open_schedule(self, (basis.term, title), since)

    def can_schedule(self) -> bool:
        """There must be groups and a term."""
        basis = self.basis
        return basis is not None and bool(basis.groups) and basis.term_for(Choice()) is not None

    def act_conflicts(self) -> None:
        """Show only what has conflicts, or everything again."""
        if self.view.filters.choice().only is not None:
            self.view.filters.show_only(None)
            return
        self._only_conflicts(hard=False)

    def can_conflicts(self) -> bool:
        """Something must stand against something, or be shown alone."""
        there = self.found is not None and bool(self.found.own)
        return there or self.view.filters.choice().only is not None

    def _only_conflicts(self, *, hard: bool) -> None:
        found = self.found.own if self.found is not None else {}
        ids = [one for one, own in found.items() if not hard or any(c.hard for c in own)]
        self.view.filters.show_only(ids)
        self.view.show_view(AGENDA)

    def act_take(self) -> None:
        """Take in an .ics file or a plan workbook."""
        self.outputs.take()

    # ------------------------------------------------------------------- links

    def _on_link(self, link: str) -> None:
        name, mark, rest = link.partition(":")
        runs: Mapping[str, Callable[[], object]] = {
            session_sections.EDIT: self.act_edit,
            session_sections.SLOTS: self.act_slots,
            session_sections.SIGN: self.act_sign,
            session_sections.MINUTES: self.act_minutes,
            session_sections.INVITE: self.act_invite,
            session_sections.CANCEL: self.act_cancel,
            session_sections.RESUME: self.act_resume,
            session_sections.PIN: self.act_pin,
            session_sections.SERIES: self._to_series,
            calendar_summary.BOOKING: lambda: self.context.navigate(FACILITIES),
        }
        if not mark:
            runs[name]()
        elif f"{name}:" == session_sections.FINDING:
            self.with_detail(lambda detail: self.diagnosis.finding(detail, rest))
        elif f"{name}:" == session_sections.TASK:
            self.with_detail(lambda detail: self.diagnosis.task(detail, rest))
        elif f"{name}:" == calendar_summary.CONFLICTS:
            self._only_conflicts(hard=rest == calendar_summary.HARD_ONLY)
        elif f"{name}:" == calendar_summary.GO:
            self.view.select(rest)

    def _to_series(self) -> None:
        one = self.current()
        if one is not None and one.series_id:
            self.context.navigate(GROUPS, series=one.series_id)

    def _on_detail(self, detail: SessionDetail | None) -> None:
        super()._on_detail(detail)
        if detail is not None:
            self.documents.show(detail.date.id, list(detail.documents))

    # ---------------------------------------------------------------- pictures

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the views and dialogs worth a picture."""

        def view(name: str, mode: str = "") -> Callable[[], None]:
            def show() -> None:
                self.view.show_view(name)
                if mode:
                    self.view.show_mode(mode)

            return show

        def pick() -> None:
            self.view.show_view(WEEK)
            self.view.show_mode(BY_DAY)
            scene = self.view.scene
            held = [one for one in scene.index.dates if one.status == words.HELD] if scene else []
            if held:
                self.view.select(held[-1].id)

        def person() -> None:
            self.view.show_view(PERSON)
            if self.view.people.count() > 1:
                self.view.people.setCurrentIndex(1)
                self._show()

        return [
            ("by_host", view(OVERVIEW, "host")),
            ("month", view(MONTH)),
            ("week", view(WEEK)),
            ("week_schools", view(WEEK, BY_SCHOOL)),
            ("week_rooms", view(WEEK, BY_ROOM)),
            ("agenda", view(AGENDA)),
            ("person", person),
            ("session", pick),
            ("add", self.act_add),
            ("edit", lambda: self.edit(self._known())),
            ("minutes", lambda: self.open_minutes(d) if (d := self._known()) else None),
            ("sign", lambda: self.people.sign(d) if (d := self._known()) else None),
            ("invite", lambda: self.people.invite(d) if (d := self._known()) else None),
            ("slots", lambda: self.slots.open(None, search=True)),
            ("schedule", self.act_schedule),
        ]
