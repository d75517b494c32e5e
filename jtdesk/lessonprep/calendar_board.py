"""The calendar page below its commands: dates are moved, the drawer says what is in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.jobs import Job
from jtdesk.core.operations import Operation, Outcome
from jtdesk.lessonprep import calendar_checks as checks
from jtdesk.lessonprep import sessions
from jtdesk.lessonprep.booked_dates import MARK
from jtdesk.lessonprep.calendar_loader import CalendarLoader
from jtdesk.lessonprep.calendar_scene import Spot
from jtdesk.lessonprep.calendar_summary import booking_sections
from jtdesk.lessonprep.conflict_words import Conflict
from jtdesk.lessonprep.day_notes import day_words
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.joint_dates import clock as clock_text
from jtdesk.lessonprep.session_details import SessionDetail, session_detail
from jtdesk.lessonprep.session_sections import sections
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import PageContext

CHECKING = "正在核对……"
UNCHANGED = "没有改动，不用保存。"


class CalendarBoard(CalendarLoader):
    """Moves dates and fills the drawer; the commands of the page stand in `calendar_page`."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.detail: SessionDetail | None = None
        self._asked: tuple[str, Spot] | None = None
        self._answering = False
        view = self.view
        view.chosen.connect(self._on_chosen)
        view.opened.connect(lambda _one: self.open_drawer())
        view.hovered.connect(self._on_hovered)
        view.dropped.connect(self._on_dropped)
        view.let_go.connect(self._on_let_go)
        self.drawer.closed.connect(self.close_drawer)
        self.drawer.tab_changed.connect(lambda _name: self.load_detail())

    # ------------------------------------------------------------------ moving

    def target(self, one: JointDate, spot: Spot) -> JointDate | None:
        """Return a date as it would be on a spot; None where there is nothing to check it with."""
        if self.ground is None or self.basis is None:
            return None
        host = None
        if spot.track in self.basis.names and spot.track != one.host_id:
            host = (str(spot.track), self.basis.names[str(spot.track)])
        return checks.moved(one, spot.day, spot.period, host, self.ground.bells)

    def _on_hovered(self, wanted: str, spot: object) -> None:
        if isinstance(spot, Spot):
            self._asked = (wanted, spot)
            self.view.front.tell(f"{spot_words(spot)}：{CHECKING}", "info")
            self._answer_hover()

    def _answer_hover(self) -> None:
        """Look at the newest spot; one question at a time, those between are passed over."""
        if self._answering or self._asked is None or self.basis is None:
            return
        wanted, spot = self._asked
        self._asked = None
        one = self.basis.index.get(wanted)
        target = self.target(one, spot) if one is not None else None
        if target is None or self.ground is None:
            return
        index, ground = self.basis.index, self.ground
        self._answering = True

        def told(found: list[Conflict]) -> None:
            self._answering = False
            if self._asked is None:
                text, kind = checks.told(found)
                self.view.front.tell(f"{moved_words(target)}\n{text}", kind)
            self._answer_hover()

        def failed(fault: Exception) -> None:
            self._answering = False
            self.view.front.tell(sentence(fault), "fault")

        self.context.ops.compute(
            lambda _job: checks.against(target, index, ground, alternatives=True), told, failed,
            self,
        )  # fmt: skip

    def _on_let_go(self) -> None:
        self._asked = None

    def _on_dropped(self, wanted: str, spot: object) -> None:
        one = self.basis.index.get(wanted) if self.basis else None
        if one is None or not isinstance(spot, Spot):
            return
        self.move_date(one, spot)

    def move_date(self, one: JointDate, spot: Spot) -> None:
        """Move a date to a spot; asks first where something hard stands against it."""
        target = self.target(one, spot)
        if target is None or self.ground is None or self.basis is None:
            self.context.bus.tell("课表还在读取，请稍等再移动。", "info")
            return
        if (target.day, target.start, target.host_id) == (one.day, one.start, one.host_id):
            return
        index, ground = self.basis.index, self.ground

        def decided(found: list[Conflict]) -> None:
            hard = [conflict for conflict in found if conflict.hard]
            text, _kind = checks.told(hard)
            if hard and not self.context.prompts.confirm(
                "这个时间有冲突", f"{moved_words(target)}\n\n{text}\n\n仍然要移到这里吗？",
                yes="仍然移动", no="不移动", danger=True,
            ):  # fmt: skip
                return
            self._write_move(one, target, spot)

        self.context.ops.compute(
            lambda _job: checks.against(target, index, ground, alternatives=True), decided,
            self.failed, self,
        )  # fmt: skip

    def _write_move(self, one: JointDate, target: JointDate, spot: Spot) -> None:
        clock_time = None
        period = spot.period if spot.period != one.start_period else None
        if one.start_period is None and spot.period is not None:
            period, clock_time = None, clock_text(target.start)
        host = target.host_id if target.host_id != one.host_id else None
        order = sessions.Move(one.id, target.day.isoformat(), period, host, clock_time)
        self.wanted = one.id
        self.do(sessions.move_session, order, done=f"已改到 {moved_words(target)}。可以撤销。")

    # ------------------------------------------------------------------ drawer

    def selected_count(self) -> int:
        """Return whether a session is in front: 1 or 0."""
        return int(self.current() is not None)

    def current(self) -> JointDate | None:
        """Return the session in front, None where there is none or it is a booking."""
        if not hasattr(self, "view") or self.basis is None:
            return None
        one = self.basis.index.get(self.view.current)
        return None if one is None or one.id.startswith(MARK) else one

    def _on_chosen(self, _wanted: str) -> None:
        self._timer.start()
        self.refresh_actions()

    def open_drawer(self) -> None:
        """Show the drawer."""
        self.drawer.show()
        self.context.settings.remember("drawer", "open")
        self.load_detail()

    def close_drawer(self) -> None:
        """Hide the drawer."""
        self.drawer.hide()
        self.context.settings.remember("drawer", "closed")
        self.view.front.setFocus()

    def load_detail(self) -> None:
        """Ask for what the drawer shows: the session in front, else the term."""
        self._timer.stop()
        if not self.drawer.isVisible() or self.basis is None:
            return
        one = self.current()
        if one is None:
            self._show_whole()
            return
        wanted = one.id
        if self.drawer.tab == "history":
            self.ask(
                lambda session: self.context.record_history(session, wanted),
                self.drawer.history.show_history,
                key="history",
            )
        self.ask(lambda session: session_detail(session, wanted), self._on_detail, key="detail")

    def _show_whole(self) -> None:
        self.detail = None
        assert self.basis is not None  # noqa: S101 - asked by load_detail
        booking = self.basis.index.get(self.view.current)
        if booking is not None:
            self.drawer.show_record(booking.title, booking.kind, booking_sections(booking))
            return
        title, made = self.summary
        self.drawer.show_record(title, "", made)

    def _on_detail(self, detail: SessionDetail | None) -> None:
        self.detail = detail
        if detail is None:
            self._show_whole()
            return
        self.show_session(detail, None, None)
        if self.ground is None or self.basis is None:
            return
        ground, index, one = self.ground, self.basis.index, detail.date
        newest = self.newest("detail")

        def work(_job: Job) -> tuple[list[Conflict], Mapping[str, Any]]:
            found = checks.against(one, index, ground, alternatives=True)
            return found, checks.presence(one, ground)

        def shown(answer: tuple[list[Conflict], Mapping[str, Any]]) -> None:
            if newest() and self.detail is detail:
                self.show_session(detail, *answer)

        self.context.ops.compute(work, shown, self.failed, self)

    def show_session(
        self,
        detail: SessionDetail,
        found: Sequence[Conflict] | None,
        away: Mapping[str, Any] | None,
    ) -> None:
        """Show a session in the drawer."""
        one = detail.date
        made = sections(detail, found, away, may=not self.context.read_only)
        self.drawer.show_record(one.title, f"{one.kind} · {day_words(one.day)}", made)

    def keep(
        self, form: FormDialog, operation: Operation[Any, Any], command: object, done: str
    ) -> None:
        """Run the operation of a form; the form closes once it is kept, else shows the fault."""

        def kept(outcome: Outcome[Any]) -> None:
            form.kept(outcome)
            self.tell_kept(outcome, done)

        self.context.ops.do(operation, command, kept, form, failed=form.show_fault)

    def tell_kept(self, outcome: Outcome[Any], done: str) -> None:
        """Say what was done; where nothing changed, undoing would take back something else."""
        changed = outcome.changes.entry is not None
        self.context.bus.tell(done if changed else UNCHANGED, "done" if changed else "info")


def spot_words(spot: Spot) -> str:
    """Return a place on the calendar in words."""
    period = f" 第{spot.period}节" if spot.period is not None else ""
    return f"{day_words(spot.day)}{period}"


def moved_words(one: JointDate) -> str:
    """Return when and where a date would be held."""
    host = f"，{one.host}" if one.host else ""
    return f"{day_words(one.day)} {clock_text(one.start)}—{clock_text(one.end)}{host}"
