"""The calendar of a term as files: workbook or PDF, of the whole group, a school, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from jtdesk.core.datasets import remembering
from jtdesk.core.errors import InputRefused
from jtdesk.core.jobs import Job
from jtdesk.lessonprep import calendar_desk, plan_tables, words
from jtdesk.lessonprep.booked_dates import BOOKING
from jtdesk.lessonprep.calendar_desk import Basis
from jtdesk.lessonprep.calendar_layout import CalendarIndex, Choice, next_month
from jtdesk.lessonprep.plan_tables import SIGNATURE, PlanTable
from jtdesk.schools import queries as schools

TERM_GROUPS, TERM_SCHOOLS, MONTHS, SCHOOL, PERSON, ALL = (
    "term_groups", "term_schools", "months", "school", "person", "all",
)  # fmt: skip
KINDS = {
    TERM_GROUPS: "学期安排表（各周 × 备课组，A3）",
    TERM_SCHOOLS: "学期安排表（各周 × 学校，A3）",
    MONTHS: "月历（A4）",
    ALL: "活动日程（A4）",
    SCHOOL: "一所学校的日程（A4）",
    PERSON: "一位教师的日程（A4）",
}
"""What can be printed, in the order it is offered."""
ROOM = {"A4": 128.0, "A3": 190.0}  # characters a sheet that lies has room for
WIDEST = 2.0


@dataclass(frozen=True)
class Wanted:
    """What is to be printed.

    Attributes:
        kind: one of `KINDS`.
        month: for months: this one alone, None for all of the term.
        school, person: ids, for their own extract.
    """

    kind: str
    month: date | None = None
    school: str = ""
    person: str = ""


def tables_of(
    basis: Basis, index: CalendarIndex, choice: Choice, wanted: Wanted, group: str
) -> list[PlanTable]:
    """Return the tables of what is wanted; all have one kind of paper.

    Args:
        basis: of the term.
        index: the dates to be told.
        choice: by which they were chosen; whose days are told goes by it.
        wanted: which tables.
        group: name of the group, in front of the title.

    Raises:
        InputRefused: nobody has set the term.
    """
    index = CalendarIndex(one for one in index.dates if one.kind != BOOKING)
    term = basis.term_for(choice)
    named = next((title for code, title in basis.terms if code == basis.term), basis.term)
    title = f"{group}{named}联合教研活动安排"
    notes = basis.notes(choice)
    if wanted.kind in {TERM_GROUPS, TERM_SCHOOLS}:
        if term is None:
            raise InputRefused(
                f"{named}还没有填写起止日期和第一周，排不出学期表。请先在“校历”里填写。",
                code="no_term",
            )
        if wanted.kind == TERM_GROUPS:
            return [plan_tables.term_by_groups(index, term, notes, basis.groups, title)]
        return [plan_tables.term_by_schools(index, term, notes, basis.schools, title)]
    if wanted.kind == MONTHS:
        return [
            plan_tables.month_table(index, month, term, notes, f"{group}联合教研活动月历")
            for month in months_of(basis, index, choice, wanted.month)
        ]
    if wanted.kind in {SCHOOL, PERSON}:
        return [_extract(basis, index, wanted, named)]
    return [plan_tables.agenda_table(index.dates, f"{group}{named}联合教研活动日程")]


def _extract(basis: Basis, index: CalendarIndex, wanted: Wanted, named: str) -> PlanTable:
    """Return the dates of one school or one person."""
    if wanted.kind == PERSON:
        name = basis.staff.get(wanted.person, "")
        dates = plan_tables.of_person(index, wanted.person)
        return plan_tables.agenda_table(dates, f"{name}{named}活动日程", name=name)
    name = basis.names.get(wanted.school, "")
    dates = plan_tables.of_school(index, wanted.school)
    hosted = sum(one.host_id == wanted.school and one.status != words.CANCELLED for one in dates)
    said = f"共 {len(dates)} 次，其中承办 {hosted} 次"
    return plan_tables.agenda_table(dates, f"{name}{named}联合教研活动日程", said, name)


def months_of(
    basis: Basis, index: CalendarIndex, choice: Choice, only: date | None = None
) -> list[date]:
    """Return the months of a term and of all dates, or one alone, by their first days."""
    if only is not None:
        return [only.replace(day=1)]
    term = basis.term_for(choice)
    days = [one.day for one in index.dates[:1] + index.dates[-1:]]
    if term is not None:
        days += [term.start, term.end]
    first, last = min(days, default=basis.span(choice)[0]), max(days, default=basis.span(choice)[1])
    found = [first.replace(day=1)]
    while next_month(found[-1], 1) <= last:
        found.append(next_month(found[-1], 1))
    return found


def write_workbook(tables: Sequence[PlanTable], path: Path, job: Job | None = None) -> int:
    """Write tables as a workbook, a sheet each; return the number of dates told.

    Raises:
        InputRefused: the file cannot be written.
    """
    from jtdesk.excel.table_look import TableColumn, TableSpec  # noqa: PLC0415 - loads openpyxl
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415

    made = []
    for table in tables:
        # Columns fill the sheet: cells of several lines are read more easily when they are wide.
        spread = min(max(ROOM[table.paper] / sum(table.widths), 1.0), WIDEST)
        columns = tuple(
            TableColumn(
                title=heading,
                width=width * spread,
                align="center" if number < table.fixed else "left",
            )
            for number, (heading, width) in enumerate(
                zip(table.headings, table.widths, strict=True)
            )
        )
        spec = TableSpec(
            sheet=table.name, title=table.title, columns=columns, above=(table.subtitle,),
            notes=table.notes, signature=SIGNATURE, paper=table.paper, landscape=table.landscape,
            blank_rows=0, freeze_after=table.fixed,
        )  # fmt: skip
        made.append((spec, table.rows))
    write_tables(path, made, job=job)
    return sum(table.total for table in tables)


def write(tables: Sequence[PlanTable], path: Path, job: Job | None = None) -> int:
    """Write tables by the suffix of a file: ``.xlsx`` or ``.pdf``; return the dates told.

    A PDF needs a running application object.

    Raises:
        InputRefused: another suffix, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return write_workbook(tables, path, job)
    if suffix == ".pdf":
        from jtdesk.lessonprep.plan_sheet import to_pdf  # noqa: PLC0415 - looks for printers

        to_pdf(tables, path)
        return sum(table.total for table in tables)
    raise InputRefused(
        f"不能存成 {suffix or path.name}，请用 .xlsx、.pdf 或 .ics 结尾的文件名。",
        code="output_kind",
    )


def tables_for(
    session: Session, day: date, year: int, term: str | None, school: str | None, kind: str = ""
) -> list[PlanTable]:
    """Return what the command line prints: a school's extract, else the term by groups.

    Args:
        session: any session.
        day: that is looked at.
        year: school year of the group.
        term: its code, None for the one of the day.
        school: id of a school, None for the whole group.
        kind: one of `KINDS`; empty chooses.
    """
    with remembering(session):
        basis = calendar_desk.basis(session, term, day, year)
        name = group_name(session)
    wanted = Wanted(kind or (SCHOOL if school else TERM_GROUPS), school=school or "")
    return tables_of(basis, basis.index, Choice(), wanted, name)


def group_name(session: Session) -> str:
    """Return the name of the group, empty where nobody has set it."""
    group = schools.group(session)
    return group.name if group is not None else ""
