"""What leaves the calendar page: preview, workbook, PDF, calendar file; and what comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog
from sqlalchemy.orm import Session

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.datasets import remembering
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field
from jtdesk.core.jobs import Job
from jtdesk.lessonprep import calendar_print, session_dialogs
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.calendar_layout import CalendarIndex, Choice
from jtdesk.lessonprep.calendar_print import ALL, KINDS, MONTHS, PERSON, SCHOOL, Wanted
from jtdesk.lessonprep.calendar_view import MONTH
from jtdesk.lessonprep.long_form import searchable
from jtdesk.lessonprep.plan_tables import PlanTable
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.list_output import IMPORT_PAGE

BOOK, PAPER, FILE = "Excel 工作簿 (*.xlsx)", "PDF 文件 (*.pdf)", "日历文件 (*.ics)"
CALENDAR = "日历文件（.ics，给手机、Outlook 等）"
WHOLE_TERM = "全学期"
CALENDAR_SUFFIXES = (".ics", ".ical")
MOST_ROWS = 3000  # lines a preview is painted of while one waits
KIND_LIST, MONTH_LIST = "plan_kind", "plan_month"
FIELDS = (
    Field(name="kind", title="内容", kind="code", codes=KIND_LIST, required=True),
    Field(
        name="month", title="月份", kind="code", codes=MONTH_LIST, help="只用于月历。"
    ),
    Field(name="school", title="学校", kind="school", help="一所学校的日程要选学校。"),
    Field(
        name="person", title="教师", kind="code", codes=session_dialogs.PEOPLE,
        help="一位教师的日程要选教师。",
    ),
)  # fmt: skip


class CalendarOutputs(QObject):
    """Export, print and import of the calendar page."""

    def __init__(self, page: CalendarBoard) -> None:
        super().__init__(page)
        self._page = page

    # ------------------------------------------------------------------ asking

    def export(self) -> None:
        """Ask what is to be saved, and as what kind of file."""
        self.ask_export()

    def ask_export(self) -> FormDialog | None:
        """Open the form of `export`."""
        return self._ask("导出日历", "选文件名", self._save, calendar=True)

    def print(self) -> None:
        """Ask what is to be printed, and show its preview."""
        self.ask_print()

    def ask_print(self) -> FormDialog | None:
        """Open the form of `print`."""
        return self._ask("打印日历", "预览", self._preview, calendar=False)

    def _ask(self, title: str, keep: str, then: Any, *, calendar: bool) -> FormDialog | None:  # noqa: ANN401
        page = self._page
        basis = page.basis
        if basis is None:
            return None
        kinds = [*KINDS.values(), *([CALENDAR] if calendar else [])]
        months = [WHOLE_TERM, *self._months()]
        codes = session_dialogs.codes_of(page.context, basis) | {
            KIND_LIST: CodeList(KIND_LIST, "种类", tuple(Code(one) for one in kinds)),
            MONTH_LIST: CodeList(MONTH_LIST, "月份", tuple(Code(one) for one in months)),
        }
        form = FieldForm(
            FIELDS, codes, session_dialogs.schools_of(basis), self._shown(), columns=1,
            check=_faults,
        )  # fmt: skip
        searchable(form, "person", tuple(basis.staff.values()))
        chosen = len(self._index())
        note = f"按眼前的筛选，共 {chosen} 次活动。" if chosen != len(basis.index) else ""
        dialog = FormDialog(title, form, page.context.prompts, note=note, keep=keep, parent=page)

        def submit(one: FormDialog) -> None:
            values = one.form.values()
            one.kept(None)
            then(values)

        return open_form(dialog, submit)

    def _shown(self) -> dict[str, object]:
        page = self._page
        assert page.basis is not None  # noqa: S101 - asked by _ask
        view, choice, basis = page.view, page.choice(), page.basis
        kind = {MONTH: MONTHS, "agenda": ALL, "person": PERSON}.get(view.view, "term_groups")
        if len(choice.schools) == 1 and kind == ALL:
            kind = SCHOOL
        school = next(iter(choice.schools), "")
        return {
            "kind": KINDS[kind],
            "month": month_words(view.day) if kind == MONTHS else WHOLE_TERM,
            "school": basis.names.get(school),
            "person": basis.staff.get(view.person),
        }

    def _months(self) -> list[str]:
        page = self._page
        assert page.basis is not None  # noqa: S101 - asked by _ask
        months = calendar_print.months_of(page.basis, page.basis.index, Choice())
        return [month_words(month) for month in months]

    def _index(self) -> CalendarIndex:
        scene = self._page.view.scene
        return scene.index if scene is not None else CalendarIndex()

    # ----------------------------------------------------------------- writing

    def _wanted(self, values: Mapping[str, Any]) -> Wanted:
        basis = self._page.basis
        assert basis is not None  # noqa: S101 - asked by _ask
        kind = next(code for code, title in KINDS.items() if title == values["kind"])
        month = values.get("month")
        return Wanted(
            kind,
            month=month_of(month) if month and month != WHOLE_TERM else None,
            school=session_dialogs.schools_of(basis).get(values.get("school") or "", ""),
            person=session_dialogs.key_of(basis.staff, values.get("person")) or "",
        )

    def _with_tables(self, wanted: Wanted, then: Any) -> None:  # noqa: ANN401 - a function
        page = self._page
        basis = page.basis
        if basis is None:
            return
        choice = page.choice()
        # One's own extract is whole, whatever is filtered on the screen.
        own = wanted.kind in {SCHOOL, PERSON}
        index = basis.index if own else self._index()

        def named(group: str) -> None:
            page.context.ops.compute(
                lambda _job: calendar_print.tables_of(basis, index, choice, wanted, group),
                then, page.failed, page,
            )  # fmt: skip

        page.ask(calendar_print.group_name, named)

    def _preview(self, values: Mapping[str, Any]) -> None:
        def show(tables: list[PlanTable]) -> None:
            if sum(len(table.rows) for table in tables) > MOST_ROWS:
                self._page.context.bus.tell(
                    f"超过 {MOST_ROWS} 行，预览太慢。请先筛选，或用“导出”存成 PDF。", "warning"
                )
                return
            self.preview_of(tables)

        self._with_tables(self._wanted(values), show)

    def preview_of(self, tables: list[PlanTable]) -> QDialog:
        """Show the preview of tables."""
        from jtdesk.lessonprep.plan_sheet import preview  # noqa: PLC0415 - looks for printers

        dialog = preview(tables, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _save(self, values: Mapping[str, Any]) -> None:
        if values["kind"] == CALENDAR:
            self._save_calendar(values)
            return
        wanted = self._wanted(values)
        page = self._page
        name = KINDS[wanted.kind].partition("（")[0]
        path = page.context.prompts.save_path("导出日历", f"{name}.xlsx", filters=(BOOK, PAPER))
        if path is None:
            return

        def write(tables: list[PlanTable]) -> None:
            page.context.ops.compute(
                lambda job: calendar_print.write(tables, path, job),
                lambda count: self._told(path, count), owner=page, title="导出日历",
            )  # fmt: skip

        self._with_tables(wanted, write)

    def _told(self, path: Path, count: int) -> None:
        self._page.context.bus.tell(f"已导出 {count} 次活动到 {path.name}。", "done")

    # ---------------------------------------------------------- calendar files

    def _save_calendar(self, values: Mapping[str, Any]) -> None:
        from jtdesk.lessonprep import calendar_file  # noqa: PLC0415 - loads icalendar

        page, basis = self._page, self._page.basis
        path = page.context.prompts.save_path("导出日历文件", "联合教研.ics", filters=(FILE,))
        if path is None or basis is None:
            return
        name = values.get("school") or ""
        school = session_dialogs.schools_of(basis).get(name)

        def read(session: Session) -> tuple[bytes, int]:
            with remembering(session):
                return calendar_file.calendar_bytes(session, basis.term, school, name=name)

        def write(answer: tuple[bytes, int]) -> None:
            def work(_job: Job) -> int:
                calendar_file.write_file(path, answer[0])
                return answer[1]

            page.context.ops.compute(
                work, lambda count: self._told(path, count), owner=page, title="导出日历文件"
            )

        page.ask(read, write)

    def take(self) -> None:
        """Let the user pick an .ics file or a plan workbook and take it in."""
        page = self._page
        path = page.context.prompts.open_file(
            "导入日历文件或活动安排表",
            filters=("日历文件和工作簿 (*.ics *.ical *.xlsx *.xls *.et *.csv)",),
        )
        if path is None:
            return
        if path.suffix.lower() in CALENDAR_SUFFIXES:
            self.take_calendar(path)
        else:
            page.context.navigate(IMPORT_PAGE, files=[path])

    def take_calendar(self, path: Path) -> None:
        """Look at a calendar file, say what it would do, and take it in when agreed."""
        from jtdesk.lessonprep import calendar_file, ics_taking  # noqa: PLC0415 - icalendar

        page = self._page

        def looked(order: ics_taking.CalendarFile) -> None:
            page.context.ops.do(
                ics_taking.take_calendar, order, lambda outcome: agreed(order, outcome.value),
                page, dry_run=True, title="查看日历文件",
            )  # fmt: skip

        def agreed(order: ics_taking.CalendarFile, report: ics_taking.CalendarReport) -> None:
            found = [*report.rejections, *report.warnings]
            details = "\n".join([*(one.message for one in found), *report.notes])
            fresh = sum(report.counts[one] for one in (ics_taking.CREATED, ics_taking.UPDATED))
            if not fresh:
                page.context.bus.tell(f"{report.sentence()}，没有要写入的。", "info")
                return
            text = f"{report.sentence()}。" + (f"\n\n{details}" if details else "")
            if page.context.prompts.confirm("导入日历文件", text, yes="导入"):
                page.do(ics_taking.take_calendar, order, done=f"{report.sentence()}。可以撤销。")

        page.context.ops.compute(
            lambda _job: calendar_file.read_file(path), looked, page.failed, page
        )


def _faults(values: Mapping[str, Any]) -> list[Fault]:
    if values.get("kind") == KINDS[SCHOOL] and not values.get("school"):
        return [Fault("name_missing", "school", "请选择学校。")]
    if values.get("kind") == KINDS[PERSON] and not values.get("person"):
        return [Fault("name_missing", "person", "请选择教师。")]
    return []


def month_words(month: date) -> str:
    """Return a month as ``2025年10月``."""
    return f"{month.year}年{month.month}月"


def month_of(written: str) -> date:
    """Return the first day of ``2025年10月``."""
    year, _, month = written.removesuffix("月").partition("年")
    return date(int(year), int(month), 1)
