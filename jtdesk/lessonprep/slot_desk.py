"""找时间 on the calendar page: asks, shows the best times, makes or moves the session."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from jtdesk.core.datasets import remembering
from jtdesk.core.errors import JtdeskError
from jtdesk.lessonprep import sessions, words
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.calendar_layout import Choice
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.slot_dialog import SlotDialog, when
from jtdesk.lessonprep.slot_finding import FoundSlots, SlotOrder, find_slots
from jtdesk.lessonprep.slots import Slot

AHEAD = timedelta(days=180)


class SlotDesk(QObject):
    """Opens the slot finder for the calendar page."""

    def __init__(self, page: CalendarBoard) -> None:
        super().__init__(page)
        self._page = page

    def open(self, one: JointDate | None, *, search: bool = False) -> SlotDialog | None:
        """Open the dialog, for a session that is to be moved or for a new one.

        Args:
            one: the session, None for a new one; without a group it cannot be asked for.
            search: ask at once.
        """
        page = self._page
        basis = page.basis
        if basis is None or not basis.groups:
            return None
        moved = one if one is not None and one.group_id in basis.groups else None
        order = self._order(moved)
        title = f"找时间：{moved.title}" if moved is not None else "找时间"
        dialog = SlotDialog(
            dict(basis.groups), dict(basis.names), order, title=title, parent=page,
            verb="改到这里" if moved is not None else "定在这里", may=not page.context.read_only,
        )  # fmt: skip
        if moved is not None and moved.start_period is not None:
            host = moved.host_id if moved.form != words.FORMS[1] else None
            dialog.now = moved.day, moved.start_period, host
        dialog.asked.connect(lambda wanted: self._find(dialog, wanted))
        dialog.taken.connect(lambda slot: self._take(dialog, moved, slot))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        if search or moved is not None:
            dialog.ask()
        return dialog

    def _order(self, one: JointDate | None) -> SlotOrder:
        page = self._page
        assert page.basis is not None  # noqa: S101 - asked by open
        basis = page.basis
        term = basis.term_for(Choice())
        first = page.view.today
        last = first + AHEAD
        if term is not None:
            first = min(max(first, term.start), term.end)
            last = term.end
        if one is None:
            group = next(iter(page.choice().groups or basis.groups))
            return SlotOrder(group, basis.term, first, last)
        return SlotOrder(
            str(one.group_id), basis.term, first, max(last, first), one.periods or 2,
            one.form or words.FORMS[0], one.host_id, one.id,
        )  # fmt: skip

    def _find(self, dialog: SlotDialog, wanted: object) -> None:
        if not isinstance(wanted, SlotOrder):
            return

        def read(session: Session) -> FoundSlots | str:
            try:
                with remembering(session):
                    return find_slots(session, wanted)
            except JtdeskError as fault:
                return fault.message

        def shown(answer: FoundSlots | str) -> None:
            if isinstance(answer, str):
                dialog.show_fault(answer)
            else:
                dialog.show_slots(answer)

        self._page.context.ops.ask(read, shown, dialog)

    def _take(self, dialog: SlotDialog, one: JointDate | None, slot: object) -> None:
        page = self._page
        order = dialog.order()
        if not isinstance(slot, Slot) or isinstance(order, str):
            return

        def kept(value: str) -> None:
            page.wanted = value
            dialog.accept()

        said = f"已定在 {when(slot)}。可以撤销。"
        if one is not None:
            move = sessions.Move(one.id, slot.day.isoformat(), slot.start_period, slot.host_id)
            page.do(sessions.move_session, move, lambda _outcome: kept(one.id), done=said)
            return
        page.do(
            sessions.save_session,
            sessions.SessionDraft(draft_of(order, slot)),
            lambda outcome: kept(outcome.value),
            done=said,
        )


def draft_of(order: SlotOrder, slot: Slot) -> dict[str, object]:
    """Return the session a slot makes, as columns: chosen by hand, nothing else moves it."""
    kind = words.JOINT_RESEARCH
    day: date = slot.day
    return {
        "kind": kind, "group_id": order.group_id, "day": day.isoformat(),
        "start_period": slot.start_period,
        "periods": slot.end_period - slot.start_period + 1,
        "host_id": slot.host_id, "form": order.form, "pinned": True,
    }  # fmt: skip
