"""The wall calendar of a term (校历): weeks as rows, days as cells, remarks beside, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jtdesk.core.fields import Row
from jtdesk.lessonprep.calendars import EXAM, HOLIDAY, SUSPENDED, TEACHING, WEEKEND, Calendar, Term
from jtdesk.lessonprep.day_notes import EXAMS, FREE, MADE_UP, STOPPED, DayNote, day_notes
from jtdesk.lessonprep.term_rules import WEEKDAYS, said_day, term_title, weekday_word, weeks_of

PREPARING, UNCOUNTED = "预备", "—"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WallDay:
    """One cell.

    Attributes:
        day: the date.
        inside: lies in the term.
        kind: of `day_notes`.
        word: what stands beside the number: 国庆节, 按周二, 考试.
        full: sentence on the day, empty for an ordinary one.
        open: a make-up day nobody has settled.
        apart: schools or stages have something else.
    """

    day: date
    inside: bool
    kind: str
    word: str = ""
    full: str = ""
    open: bool = False
    apart: bool = False

    @property
    def number(self) -> str:
        """Return the day of the month, with the month where one begins."""
        return f"{self.day.month}/1" if self.day.day == 1 else str(self.day.day)

    @property
    def weekend(self) -> bool:
        """Whether it lies on a week-end."""
        return self.day.isoweekday() in WEEKEND

    def spoken(self) -> str:
        """Return the cell in words."""
        said = self.full or ("" if self.kind == FREE or not self.inside else "照常上课。")
        outside = "" if self.inside else "不在学期内。"
        return f"{said_day(self.day)}：{said or outside or '休息。'}"


@dataclass(frozen=True, slots=True)
class WallWeek:
    """One row.

    Attributes:
        month: 9月, on the first week of a month only.
        number: of the week; 预备 before the first, — without one.
        days: seven.
        remarks: 记事.
    """

    month: str
    number: str
    days: tuple[WallDay, ...]
    remarks: str


@dataclass(frozen=True, slots=True)
class Wall:
    """The calendar of a term as a stage or school has it."""

    code: str
    title: str
    finding: str
    weekdays: tuple[str, ...]
    weeks: tuple[WallWeek, ...]
    note: str = ""

    @property
    def summary(self) -> str:
        """Return the finding without the title."""
        return self.finding.partition("：")[2]

    def headings(self) -> tuple[str, ...]:
        """Return the headings of the columns."""
        return ("月份", "周次", *self.weekdays, "记事")

    def table(self) -> list[tuple[str, ...]]:
        """Return the rows as texts."""
        return [
            (
                week.month,
                week.number,
                *(f"{day.number} {day.word}".strip() for day in week.days),
                week.remarks,
            )
            for week in self.weeks
        ]

    def day(self, day: date) -> WallDay | None:
        """Return the cell of a day."""
        return next((one for week in self.weeks for one in week.days if one.day == day), None)


def wall_of(
    calendar: Calendar,
    code: str,
    rows: Sequence[Row],
    schools: Mapping[str, str],
    *,
    stage: str | None = None,
    school: str | None = None,
) -> Wall | None:
    """Return the wall calendar of a term, None where nobody has said when it is.

    Args:
        calendar: of the group.
        code: of the term.
        rows: its special days (`school_calendar.days_of_term`).
        schools: short names by id.
        stage: whose term and days are shown, None for those of all stages.
        school: id of the school whose days are shown, None for those of the group.
    """
    term = calendar.term(code, stage)
    if term is None:
        return None
    first, last = term.week_start(term.start), term.week_start(term.end) + 6 * _DAY
    looked_at = {school: schools[school]} if school else schools
    notes = day_notes(calendar, first, last, looked_at, [stage] if stage else [])
    bound = [
        row
        for row in rows
        if row["stage"] in {None, stage} or stage is None
        if row["school_id"] in {None, school} or school is None
    ]
    remarks = remarks_by_day(term, bound)
    weeks = []
    month = 0
    day = first
    while day <= last:
        days = [day + count * _DAY for count in range(7)]
        latest = min(days[-1], term.end)
        named = "" if latest.month == month else f"{latest.month}月"
        month = latest.month
        cells = tuple(_cell(calendar, term, one, notes[one], stage, school) for one in days)
        said = "；".join(text for one in days for text in remarks.get(one, ()))
        weeks.append(WallWeek(named, week_word(term.week(day)), cells, said))
        day += 7 * _DAY
    whose = f"{schools[school] if school else ''}{stage or ''}"
    title = f"{whose}{' ' if whose else ''}{term_title(code)}校历"
    order = WEEKDAYS if term.first_weekday == 1 else WEEKDAYS[-1] + WEEKDAYS[:-1]
    finding = finding_of(calendar, term, title, stage, school)
    return Wall(code, title, finding, tuple(order), tuple(weeks))


def week_word(number: int | None) -> str:
    """Return what stands in the column of weeks."""
    return UNCOUNTED if number is None else str(number) if number > 0 else PREPARING


def _cell(
    calendar: Calendar, term: Term, day: date, note: DayNote, stage: str | None, school: str | None
) -> WallDay:
    known = calendar.day(day, school, stage)
    inside = term.start <= day <= term.end
    if not inside:
        return WallDay(day, False, note.kind)
    word = note.brief
    if note.kind == MADE_UP:
        word = (
            "待落实" if known.unsettled else f"按{weekday_word(known.lessons or day.isoweekday())}"
        )
    elif note.kind == FREE and known.name:
        word = known.name.partition("、")[0]
    elif note.kind == STOPPED:
        word = "停课"
    elif note.kind == EXAMS:
        word = known.name or "考试"
    apart = bool(note.brief) and note.kind not in {MADE_UP, STOPPED, EXAMS} and not known.name
    return WallDay(day, True, note.kind, "另有安排" if apart else word, note.full, known.unsettled,
                   apart)  # fmt: skip


def finding_of(
    calendar: Calendar, term: Term, title: str, stage: str | None, school: str | None
) -> str:
    """Return the sentence above a wall calendar: weeks, days of school, make-up days."""
    days = [calendar.day(day, school, stage) for day in term.days()]
    taught = sum(day.teaching for day in days)
    worked = [day for day in days if day.teaching and day.weekday in WEEKEND]
    unsettled = sum(day.unsettled for day in worked)
    parts = [f"{weeks_of(term)} 周", f"{taught} 个上课日"]
    if worked:
        parts.append(f"其中周末补课 {len(worked)} 天")
    if unsettled:
        parts.append(f"{unsettled} 天还没有说定按哪天课表")
    return f"{title}：{term.start.month}月{term.start.day}日开学，{'，'.join(parts)}"


# ------------------------------------------------------------------------------------ remarks


def remarks_by_day(term: Term, rows: Iterable[Row]) -> dict[date, list[str]]:
    """Return what is remarked of a term, by the first day each remark is about."""
    found: dict[date, list[str]] = {term.start: [f"{_short(term.start)} 开学"]}
    for (first, last, said), scopes in _spans(rows).items():
        when = _short(first) if first == last else f"{_short(first)}—{_until(first, last)}"
        whose = "" if "" in scopes else f"{'、'.join(scopes)}："
        found.setdefault(first, []).append(f"{when} {whose}{said}")
    found.setdefault(term.end, []).append(f"{_short(term.end)} 学期结束")
    return found


def _spans(rows: Iterable[Row]) -> dict[tuple[date, date, str], list[str]]:
    """Return runs of neighbouring days that say the same, with whom each binds; ``""`` is all."""
    runs: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for row in rows:
        day, said = date.fromisoformat(row["date"]), _said(row)
        scope = row["scope"] if row["school_id"] or row["stage"] else ""
        known = runs.setdefault((scope, said), [])
        if known and known[-1][1] + _DAY == day:
            known[-1] = known[-1][0], day
        else:
            known.append((day, day))
    found: dict[tuple[date, date, str], list[str]] = {}
    for (scope, said), spans in runs.items():
        for first, last in spans:
            found.setdefault((first, last, said), []).append(scope)
    return dict(sorted(found.items(), key=lambda item: item[0][:2]))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _until(first: date, last: date) -> str:
    return f"{last.day}日" if last.month == first.month else _short(last)


def _said(row: Row) -> str:
    name = row["name"] or ""
    if row["code"] == HOLIDAY:
        return name if name.endswith("放假") else f"{name}放假"
    if row["code"] == SUSPENDED:
        return f"停课（{name}）" if name else "停课"
    if row["code"] == EXAM:
        return name or "考试"
    said = row["says"] or "照常上课"
    if row["code"] == TEACHING and row["unsettled"]:
        return f"{name or '上课'}，课表待落实"
    return said
