"""Dialogs of the school calendar and the operations they end in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from jtdesk.core.fields import Row
from jtdesk.lessonprep import school_calendar, special_days, terms
from jtdesk.lessonprep import term_dialogs as dialogs
from jtdesk.lessonprep.calendar_findings import TermView
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.notice_dialog import NoticeDialog
from jtdesk.lessonprep.special_days import DayOrder, NoticeOrder, Settling
from jtdesk.lessonprep.term_rules import said_day
from jtdesk.lessonprep.terms import BellTable, TermDraft
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.page import Page

EVERY_STAGE = "各学段"


class TermDesk:
    """Opens the dialogs of a page and runs what is kept in them.

    Args:
        page: whose context and parent the dialogs have.
        view: returns what the page shows, None before it has loaded.
    """

    def __init__(self, page: Page, view: Callable[[], TermView | None]) -> None:
        self.page, self.context, self._view = page, page.context, view

    @property
    def view(self) -> TermView | None:
        """What the page shows; None where nothing may be written."""
        return None if self.context.read_only else self._view()

    def schools(self) -> dict[str, str]:
        """Return the ids of the schools by name."""
        view = self._view()
        return {name: key for key, name in view.schools.items()} if view is not None else {}

    def propose(self) -> None:
        """Keep the proposed terms of the year that nobody has entered."""
        view = self.view
        if view is None:
            return
        known = {row["term"] for row in view.terms}
        fresh = [_values(one) for one in view.proposed if one.code not in known]
        done = "已填入建议的起止日期，请按教育局公布的校历核对修改。可以撤销。"
        self.page.do(terms.save_terms, fresh, done=done)

    def edit_term(self, row: Row | None, *, stage: str = "", code: str = "") -> FormDialog | None:
        """Open the form for a term, or for a new one that starts from the proposal."""
        view = self.view
        if view is None:
            return None
        if row is not None:
            shown = school_calendar.term_of(row)
        else:
            known = {one["term"] for one in view.terms}
            free = [one for one in view.proposed if one.code not in known]
            shown = next(
                (one for one in view.proposed if one.code == code), (free or view.proposed)[0]
            )
            other = view.calendar.term(shown.code)
            other = other or next((t for t in view.calendar.terms if t.code == shown.code), None)
            shown = other or shown
            shown = Term(shown.code, stage or None, shown.week1, shown.first_weekday, shown.start,
                         shown.end, shown.skipped)  # fmt: skip
        dialog = dialogs.term_dialog(self.context, view.stages, shown, self.page, new=row is None)

        def submit(form: FormDialog) -> None:
            draft = TermDraft(dialogs.term_values(form.form), row["id"] if row else None)
            self._keep(form, terms.save_term, draft, "学期已保存。")

        return open_form(dialog, submit)

    def edit_day(self, row: Row | None, shown: Row | None = None) -> FormDialog | None:
        """Open the form for the special day of a row, or for new ones."""
        view = self.view
        if view is None:
            return None
        schools = self.schools()
        own = row["id"] if row is not None and not row["official"] else None
        dialog = dialogs.day_dialog(
            self.context, schools, view.stages, row or shown or {}, self.page, new=row is None
        )

        def submit(form: FormDialog) -> None:
            order = DayOrder((dialogs.day_draft(form.form, schools),), own)
            self._keep(form, special_days.save_days, order, "特殊日已登记。")

        return open_form(dialog, submit)

    def settle_days(self, code: str) -> FormDialog | None:
        """Say of every open make-up day whose timetable holds."""
        view = self.view
        if view is None or not code:
            return None
        dialog = dialogs.settle_dialog(self.context, code, view.unsettled[code], self.page)

        def submit(form: FormDialog) -> None:
            order = Settling(code, dialogs.settled(form.form))
            self._keep(
                form, special_days.settle_makeup_days, order, "调休上班日的课表已落实。可以撤销。"
            )

        return open_form(dialog, submit)

    def take_notice(self) -> NoticeDialog | None:
        """Take a pasted notice on holidays."""
        view = self.view
        if view is None:
            return None
        lacking = [one.subject for one in view.findings if one.kind == "no_holidays"]
        known = max(view.calendar.years, default=view.year)
        dialog = NoticeDialog(int(lacking[0][0]) if lacking else known + 1, self.page)

        def submit(year: int, text: str) -> None:
            def kept(outcome: object) -> None:
                dialog.kept(outcome)
                self.context.bus.tell(f"{year} 年的放假安排已录入，可以撤销。", "done")

            self.context.ops.do(
                special_days.take_notice, NoticeOrder(year, text), kept, dialog,
                failed=dialog.show_fault,
            )  # fmt: skip

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def edit_bells(self, school: str | None, stage: str | None) -> FormDialog | None:
        """Open the form for a table of bells."""
        view = self.view
        if view is None:
            return None
        schools = self.schools()
        shown = view.bells.periods(schools.get(school or ""), stage)
        scope = {"school": school, "stage": stage}
        dialog = dialogs.bells_dialog(self.context, schools, view.stages, shown, scope, self.page)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            table = BellTable(
                tuple(dialogs.bell_periods(values)), schools.get(values["school"] or ""),
                values["stage"],
            )  # fmt: skip
            self._keep(form, terms.save_bells, table, "作息时间已保存。")

        return open_form(dialog, submit)

    def remove_days(self, rows: list[Row]) -> None:
        """Remove entries of special days after asking."""
        ids = [row["id"] for row in rows]
        said = "、".join(said_day(date.fromisoformat(row["date"])) for row in rows[:5])
        more = f"等 {len(rows)} 天" if len(rows) > 5 else ""
        text = f"要删除 {said}{more}的登记吗？可以撤销。"
        if rows and self.context.prompts.confirm("删除特殊日", text, yes="删除", danger=True):
            self.page.do(special_days.remove_days, ids, done="特殊日已删除。")

    def _keep(self, form: FormDialog, operation: Any, command: object, done: str) -> None:  # noqa: ANN401 - any operation
        def kept(outcome: object) -> None:
            form.kept(outcome)
            self.context.bus.tell(done, "done")

        self.context.ops.do(operation, command, kept, form, failed=form.show_fault)

    def remove_term(self, row: Row) -> None:
        """Remove a term after asking."""
        name = f"{row['stage'] or EVERY_STAGE}的{row['title']}"
        text = f"要删除{name}吗？课表、活动和特殊日都保留，只是没有了周次。可以撤销。"
        if self.context.prompts.confirm("删除学期", text, yes="删除", danger=True):
            self.page.do(terms.remove_term, row["id"], done="学期已删除。")


def _values(term: Term) -> Row:
    return {
        "term": term.code, "stage": term.stage, "week1": term.week1.isoformat(),
        "first_weekday": term.first_weekday, "start": term.start.isoformat(),
        "end": term.end.isoformat(), "skipped": [day.isoformat() for day in term.skipped],
    }  # fmt: skip
