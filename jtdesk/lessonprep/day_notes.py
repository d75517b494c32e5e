"""What is to be said of a day on the calendar: holiday, borrowed timetable, exam, suspension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jtdesk.lessonprep.calendar_layout import DAY
from jtdesk.lessonprep.calendars import (
    EXAM,
    HOLIDAY,
    SUSPENDED,
    WEEKEND,
    Calendar,
    SchoolDay,
)

OPEN, FREE, MADE_UP, EXAMS, STOPPED, OUTSIDE = (
    "open", "free", "made_up", "exams", "stopped", "outside",
)  # fmt: skip
WEEKDAYS = "一二三四五六日"
MANY = 3  # schools named before only their number is


@dataclass(frozen=True, slots=True)
class DayNote:
    """A day in words.

    Attributes:
        kind: ``open``, ``free``, ``made_up``, ``exams``, ``stopped`` or ``outside`` of all terms.
        brief: what stands in a narrow cell; empty for an ordinary day.
        full: the sentence of the tool tip; empty for an ordinary day.
    """

    day: date
    kind: str
    brief: str = ""
    full: str = ""


def weekday_words(weekday: int) -> str:
    """Return a weekday 1 to 7 as ``周一`` to ``周日``."""
    return f"周{WEEKDAYS[weekday - 1]}"


def day_words(day: date) -> str:
    """Return a date as ``9月1日 周一``."""
    return f"{day.month}月{day.day}日 {weekday_words(day.isoweekday())}"


def note_of(day: SchoolDay) -> DayNote:
    """Return what is to be said of one school's or the whole group's day."""
    made = {HOLIDAY: _holiday, SUSPENDED: _suspended, EXAM: _exam}.get(day.kind, _teaching)
    return made(day)


def _holiday(day: SchoolDay) -> DayNote:
    if not day.name:
        return DayNote(day.day, FREE)
    return DayNote(day.day, FREE, day.name, f"{day.name}，放假。")


def _suspended(day: SchoolDay) -> DayNote:
    why = f"（{day.name}）" if day.name else ""
    brief = f"停课·{day.name}" if day.name else "停课"
    return DayNote(day.day, STOPPED, brief, f"停课{why}，这一天不上课。")


def _exam(day: SchoolDay) -> DayNote:
    name = day.name or "考试"
    return DayNote(day.day, EXAMS, name, f"{name}，按考试安排，不上课。")


def _teaching(day: SchoolDay) -> DayNote:
    if day.term is None:
        return DayNote(day.day, OUTSIDE)
    if day.unsettled:
        return DayNote(
            day.day, MADE_UP, "调休·课表未定", "调休上课，按哪一天的课表还没有定，请在校历里写明。"
        )
    if day.weekday in WEEKEND or day.lessons != day.weekday:
        borrowed = weekday_words(day.lessons) if day.lessons else "当天"
        week = f"第{day.lesson_week}周" if day.lesson_week not in {None, day.week} else ""
        return DayNote(
            day.day, MADE_UP, f"调休·按{borrowed}课表", f"调休上课，按{week}{borrowed}的课表。"
        )
    return DayNote(day.day, OPEN, day.name, f"{day.name}。" if day.name else "")


def day_notes(
    calendar: Calendar,
    first: date,
    last: date,
    schools: Mapping[str, str],
    stages: Sequence[str] = (),
) -> dict[date, DayNote]:
    """Return what is to be said of every day of a span.

    Args:
        calendar: of the group.
        first: day of the span.
        last: day of the span, included.
        schools: short names by id; a school whose day differs from the group's is told.
        stages: those looked at; one alone gives its own days, several also tell what differs.
    """
    stage = stages[0] if len(stages) == 1 else None
    only = next(iter(schools)) if len(schools) == 1 else None
    found = {}
    day = first
    while day <= last:
        whole = calendar.day(day, only, stage)
        note = note_of(whole)
        apart: dict[str, list[str]] = {}
        if only is None:
            for school in calendar.own_rules(day) & schools.keys():
                _differ(apart, whole, calendar.day(day, school, stage), schools[school])
        for one in stages if stage is None else ():
            _differ(apart, whole, calendar.day(day, only, one), one)
        found[day] = _with_parts(note, apart)
        day += DAY
    return found


def _differ(apart: dict[str, list[str]], whole: SchoolDay, own: SchoolDay, name: str) -> None:
    if (own.kind, own.lessons, own.name) == (whole.kind, whole.lessons, whole.name):
        return
    note = note_of(own)
    said = note.brief or {FREE: "放假", OPEN: "照常上课", OUTSIDE: "不在学期内"}[note.kind]
    apart.setdefault(said, []).append(name)


def _with_parts(note: DayNote, apart: Mapping[str, list[str]]) -> DayNote:
    """Add the schools and stages whose day is another one."""
    if not apart:
        return note
    parts = [f"{_named(names)}{said}" for said, names in apart.items()]
    brief = note.brief or parts[0]
    full = f"{note.full}{'；'.join(parts)}。"
    return DayNote(note.day, note.kind, brief, full)


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) > MANY:
        return f"{listed[0]}等 {len(listed)} 处"
    return "、".join(listed)


def is_ordinary(note: DayNote | None) -> bool:
    """Return whether there is nothing to be said of a day."""
    return note is None or not note.brief
