"""The calendar as tables for paper and workbook: a term, months, an agenda; one layout for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jtdesk.lessonprep import calendar_layout as layout
from jtdesk.lessonprep import day_notes, words
from jtdesk.lessonprep.calendar_layout import CalendarIndex
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.day_notes import WEEKDAYS, DayNote, weekday_words
from jtdesk.lessonprep.joint_dates import JointDate, brief_title, clock

HOST = "★"
SIGNATURE = ("编制：", "审核：", "单位（盖章）：")
MOST_IN_DAY, MOST_IN_CELL = 8, 12  # dates told one by one in a cell
MORE = "还有"
CUT = f"写着“{MORE}几次”的格子没有列全：先按学段、学科或学校筛选再打印，或打印活动日程。"
WEEK = 12.0  # characters of 12/29—12/31


@dataclass(frozen=True)
class PlanTable:
    r"""One table to be printed or written.

    Attributes:
        name: of the sheet; `title` the large line, `subtitle` the small one below.
        widths: of the columns, in characters; told apart by what they hold.
        fixed: columns that are repeated where the others go on on another page.
        rows: texts, lines broken by ``\n``.
        shaded: numbers of the rows without school.
        one_page: letters may shrink a little so that it all stands on one page.
        top: texts begin at the top of their cells.
        total: how many dates the table tells.
    """

    name: str
    title: str
    subtitle: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    fixed: int = 1
    shaded: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    total: int = 0
    one_page: bool = False
    top: bool = False


# --- the term ---------------------------------------------------------------------------------


def term_by_groups(
    index: CalendarIndex,
    term: Term,
    notes: Mapping[date, DayNote],
    groups: Mapping[str, str],
    title: str,
) -> PlanTable:
    """Return the plan of a term on A3: weeks as rows, groups as columns, the host in the cell."""
    own = CalendarIndex(one for one in index.dates if one.status != words.CANCELLED)
    used = {one.group_id for one in own.dates}
    columns = [layout.Track(key, name) for key, name in groups.items() if key in used]
    matrix = layout.overview(own, term, columns)
    rows, shaded = [], set()
    for number, week in enumerate(matrix.weeks):
        cells = [
            _cell(
                [
                    _of_group(one) if column.key else _of_nobody(one)
                    for one in matrix.cells.get((number, column.key), ())
                ]
            )
            for column in matrix.columns
        ]
        told, free = _week_notes(week.first, notes)
        if free:
            shaded.add(number)
        rows.append((f"{week.title}\n{_span(week.first, week.last)}", told, *cells))
    return PlanTable(
        name="学期安排", title=title, subtitle=_subtitle(term, len(own)),
        headings=("周次", "校历", *(column.title for column in matrix.columns)),
        widths=(WEEK, 11.0, *(17.0 for _ in matrix.columns)), rows=tuple(rows), paper="A3",
        fixed=2, shaded=frozenset(shaded), notes=_notes(f"{HOST} 为承办学校。", rows),
        total=len(own),
        one_page=True,
    )  # fmt: skip


def term_by_schools(
    index: CalendarIndex,
    term: Term,
    notes: Mapping[date, DayNote],
    schools: Mapping[str, str],
    title: str,
) -> PlanTable:
    """Return the plan of a term on A3: a column a school with all it takes part in, host marked."""
    own = CalendarIndex(one for one in index.dates if one.status != words.CANCELLED)
    weeks = layout.term_weeks(term, {one.day for one in own.dates})
    used = {school for one in own.dates for school in (*one.school_ids, one.host_id)}
    columns = [key for key in schools if key in used]
    rows, shaded = [], set()
    for number, week in enumerate(weeks):
        dates = own.between(week.first, week.last)
        cells = [
            _cell([_at_school(one, key) for one in dates if key in (*one.school_ids, one.host_id)])
            for key in columns
        ]
        told, free = _week_notes(week.first, notes)
        if free:
            shaded.add(number)
        rows.append((f"{week.title}\n{_span(week.first, week.last)}", told, *cells))
    return PlanTable(
        name="各校安排", title=title, subtitle=_subtitle(term, len(own)),
        headings=("周次", "校历", *(schools[key] for key in columns)),
        widths=(WEEK, 11.0, *(17.0 for _ in columns)), rows=tuple(rows), paper="A3",
        fixed=2, shaded=frozenset(shaded), notes=_notes(f"{HOST} 为本校承办。", rows),
        total=len(own),
        one_page=True,
    )  # fmt: skip


def _of_group(one: JointDate) -> str:
    host = f" {HOST}{one.host}" if one.host else f" {one.form or '未定承办'}"
    theme = f" {one.theme}" if one.theme else ""
    return f"{_day(one)} {clock(one.start)}{host}{theme}"


def _of_nobody(one: JointDate) -> str:
    host = f" {HOST}{one.host}" if one.host else ""
    return f"{_day(one)} {clock(one.start)} {one.title}{host}"


def _at_school(one: JointDate, school: str) -> str:
    mark = HOST if one.host_id == school else ""
    return f"{mark}{_day(one)} {clock(one.start)} {brief_title(one)}"


def _day(one: JointDate) -> str:
    return f"{one.day.month}/{one.day.day}{weekday_words(one.day.isoweekday())}"


def _cell(lines: Sequence[str]) -> str:
    if len(lines) > MOST_IN_CELL:
        rest = len(lines) - MOST_IN_CELL + 1
        return "\n".join([*lines[: MOST_IN_CELL - 1], f"{MORE} {rest} 次"])
    return "\n".join(lines)


def _notes(own: str, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the notes below a table, and what to do where a cell does not tell every date."""
    cut = any(f"\n{MORE} " in cell for row in rows for cell in row)
    return tuple(filter(None, (own, CUT if cut else "")))


def _week_notes(first: date, notes: Mapping[date, DayNote]) -> tuple[str, bool]:
    """Return what is to be said of a week, each thing once with its days, and if it is free."""
    told: dict[str, list[date]] = {}
    kinds = set()
    for count in range(7):
        day = first + count * layout.DAY
        note = notes.get(day)
        if note is not None:
            kinds.add(note.kind)
            if note.brief:
                told.setdefault(note.brief, []).append(day)
    free = bool(kinds) and kinds <= {day_notes.FREE, day_notes.STOPPED, day_notes.OUTSIDE}
    return "\n".join(f"{_span(days[0], days[-1])} {said}" for said, days in told.items()), free


def _span(first: date, last: date) -> str:
    start = f"{first.month}/{first.day}"
    return start if first == last else f"{start}—{last.month}/{last.day}"


def _subtitle(term: Term, count: int) -> str:
    first, last = term.start, term.end
    return (
        f"{first.year}年{first.month}月{first.day}日—{last.year}年{last.month}月{last.day}日，"
        f"共 {count} 次"
    )


# --- months -----------------------------------------------------------------------------------


def month_table(
    index: CalendarIndex,
    month: date,
    term: Term | None,
    notes: Mapping[date, DayNote],
    title: str,
) -> PlanTable:
    """Return a month on A4: weeks as rows, a column a weekday."""
    first_weekday = term.first_weekday if term is not None else 1
    weeks = layout.month_weeks(month, first_weekday)
    rows = []
    count = 0
    for week in weeks:
        cells = []
        for day in week:
            inside = day.month == month.month
            dates = [one for one in index.of(day) if one.status != words.CANCELLED]
            count += len(dates) if inside else 0
            cells.append(_month_cell(day, dates if inside else [], notes.get(day), inside=inside))
        rows.append((_month_week(week, term), *cells))
    heads = tuple(f"周{WEEKDAYS[(first_weekday - 1 + n) % 7]}" for n in range(7))
    return PlanTable(
        name=f"{month.year}年{month.month}月", title=f"{title}（{month.year}年{month.month}月）",
        subtitle=f"共 {count} 次", headings=("周次", *heads), widths=(7.0, *(17.0 for _ in heads)),
        rows=tuple(rows), total=count, one_page=True, top=True, notes=_notes("", rows),
    )  # fmt: skip


def _month_week(week: Sequence[date], term: Term | None) -> str:
    if term is None or week[-1] < term.start or week[0] > term.end:
        return ""
    number = term.week(week[0])
    return f"第{number}周" if number else "预备周" if number == 0 else "不计"


def _month_cell(
    day: date, dates: Sequence[JointDate], note: DayNote | None, *, inside: bool
) -> str:
    if not inside:
        return f"{day.month}/{day.day}"
    head = str(day.day)
    if note is not None and note.brief:
        head = f"{head} {note.brief}"
    fit = layout.fitted(dates, MOST_IN_DAY)
    lines = [f"{clock(one.start)} {brief_title(one)}{_host(one)}" for one in fit.shown]
    if fit.hidden:
        lines.append(f"{MORE} {len(fit.hidden)} 次")
    return "\n".join([head, *lines])


def _host(one: JointDate) -> str:
    return f" {HOST}{one.host}" if one.host else ""


# --- the agenda -------------------------------------------------------------------------------

AGENDA_HEADINGS = (
    "周次", "日期", "星期", "时间", "活动", "承办学校", "地点", "形式", "参加学校", "主题",
    "主备人", "状态",
)  # fmt: skip
AGENDA_WIDTHS = (7.0, 11.0, 6.0, 12.0, 18.0, 13.0, 12.0, 9.0, 22.0, 18.0, 8.0, 8.0)


def agenda_table(
    dates: Iterable[JointDate], title: str, subtitle: str = "", name: str = "日程"
) -> PlanTable:
    """Return dates one by one on A4: a school's own extract, a person's calendar, or all."""
    rows = []
    for one in sorted(dates, key=layout.reading_order):
        day = one.day.isoformat()
        week = f"第{one.week}周" if one.week else ""
        shown = "、".join(one.schools)
        rows.append((
            week, day, weekday_words(one.day.isoweekday()),
            "全天" if layout.all_day(one) else f"{clock(one.start)}—{clock(one.end)}",
            one.title, one.host, one.place, one.form, shown, one.theme, one.lead_planner,
            one.status,
        ))  # fmt: skip
    return PlanTable(
        name=name, title=title, subtitle=subtitle or f"共 {len(rows)} 次",
        headings=AGENDA_HEADINGS, widths=AGENDA_WIDTHS, rows=tuple(rows), fixed=2,
        total=len(rows),
    )  # fmt: skip


def of_school(index: CalendarIndex, school: str) -> list[JointDate]:
    """Return the dates a school is host of or takes part in."""
    return [one for one in index.dates if school in (*one.school_ids, one.host_id)]


def of_person(index: CalendarIndex, person: str) -> list[JointDate]:
    """Return the dates somebody is asked to or prepares."""
    return [one for one in index.dates if person in (*one.people, one.lead_planner_id)]
