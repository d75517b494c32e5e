"""Rules of terms and special days: what is refused, and what is proposed where nobody has said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jtdesk.lessonprep import holidays
from jtdesk.lessonprep.calendars import TEACHING, WEEKEND, Calendar, Term

CODE = re.compile(r"([0-9]{4})-([12])")
_TERM_WORDS = re.compile(
    r"(\d{4})(?:-(\d{4}))?(?:学年度?|年)?[-(]?第?([一二12上下]|秋季?|春季?)(?:学期|学段|期)?\)?"
)
MOST_WEEKS = 30
FIRST_WEEKDAYS = {1: "周一", 7: "周日"}
WEEKDAYS = "一二三四五六日"
BEFORE_FESTIVAL = 11  # days between the last Friday of the first term and the Spring Festival
BREAK_WEEKS = 4  # of the winter break
PLAIN_WEEKS = 20  # of a first term where nobody knows yet when the Spring Festival is off
LAST_IN_SUMMER = (7, 5)
_DAY = timedelta(days=1)
_WEEKDAY = re.compile(
    r"(?:按|补|上)?(?:本周|下周)?(?:周|星期|礼拜)?([一二三四五六日天1-7])(?:的?课.*)?"
)
_MONTH_DAY = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})日?(?:的?课.*)?")


def term_title(code: str) -> str:
    """Return the name of a term: 2025-2026 学年第一学期."""
    found = CODE.fullmatch(code)
    if found is None:
        return code
    year = int(found[1])
    return f"{year}-{year + 1} 学年第{'一' if found[2] == '1' else '二'}学期"


def term_code_of(written: str) -> str | None:
    """Return the code of a written term: 2025-2026 学年第二学期, 2026 年春季学期, 2025-1."""
    text = unicodedata.normalize("NFKC", written).replace(" ", "").replace("—", "-")
    if CODE.fullmatch(text):
        return text
    found = _TERM_WORDS.fullmatch(text)
    if found is None or (found[2] and int(found[2]) != int(found[1]) + 1):
        return None
    half = "1" if found[3][0] in "一1上秋" else "2"
    # 2026 年春季学期 belongs to the school year that began the autumn before.
    spring = found[3][0] == "春" and not found[2] and "学年" not in text
    return f"{int(found[1]) - spring}-{half}"


def weekday_word(weekday: int) -> str:
    """Return 周一 to 周日."""
    return f"周{WEEKDAYS[weekday - 1]}"


def said_day(day: date) -> str:
    """Return a day as people say it: 9月28日（周日）."""
    return f"{day.month}月{day.day}日（{weekday_word(day.isoweekday())}）"


def weekday_of(written: str) -> int | None:
    """Return the weekday somebody wrote: 周二, 星期天, 2."""
    text = unicodedata.normalize("NFKC", written).strip().replace(" ", "")
    found = _WEEKDAY.fullmatch(text)
    if found is None:
        return None
    sign = found[1]
    return int(sign) if sign.isdigit() else 7 if sign == "天" else WEEKDAYS.index(sign) + 1


def borrowed_of(written: str, day: date | None = None) -> str | None:
    """Return a written source of a borrowed timetable as stored: ISO date or weekday.

    Args:
        written: 周二, 按周二课表上课, 2025-10-07, 10月7日.
        day: the day that borrows; a date without a year is the nearest one to it.
    """
    weekday = weekday_of(written)
    if weekday is not None:
        return str(weekday)
    text = unicodedata.normalize("NFKC", written).strip().replace(" ", "").removeprefix("补")
    found = _MONTH_DAY.fullmatch(text)
    if found is None or (found[1] is None and day is None):
        return None
    years = [int(found[1])] if found[1] else [day.year - 1, day.year, day.year + 1] if day else []
    near = []
    for year in years:
        try:
            near.append(date(year, int(found[2]), int(found[3])))
        except ValueError:
            continue
    return min(near, key=lambda one: abs(one - (day or one))).isoformat() if near else None


def source_of(stored: str | None) -> date | int | None:
    """Return a stored source of a borrowed timetable as the calendar takes it."""
    if stored is None:
        return None
    return int(stored) if len(stored) == 1 else date.fromisoformat(stored)


def borrowed_words(stored: str | None) -> str:
    """Return a stored source as people write it: 周二, or the date."""
    return weekday_word(int(stored)) if stored and len(stored) == 1 else stored or ""


def borrowed_said(source: date | int | None) -> str:
    """Return what a borrowed timetable means: 按周二课表（10月7日）."""
    if source is None:
        return ""
    if isinstance(source, int):
        return f"按{weekday_word(source)}课表"
    return f"按{weekday_word(source.isoweekday())}课表（补{source.month}月{source.day}日）"


# ------------------------------------------------------------------------------------ terms


def weeks_of(term: Term) -> int:
    """Return the number of the last week of a term."""
    numbers = [number for day in term.days() if (number := term.week(day)) is not None]
    return max(numbers, default=0)


def term_faults(term: Term, others: Iterable[Term]) -> list[tuple[str, str]]:
    """Return what refuses a term, as ``(field, sentence)``.

    Args:
        term: to be kept.
        others: the terms beside it.
    """
    found = CODE.fullmatch(term.code)
    if found is None:
        return [("term", f"学期“{term.code}”不合规，请写成 2025-1（2025 学年第一学期）。")]
    if term.first_weekday not in FIRST_WEEKDAYS:
        return [("first_weekday", "一周从周一或周日算起，请选其一。")]
    if term.end < term.start:
        return [("end", f"放假 {term.end} 早于开学 {term.start}，请核对。")]
    if (term.end - term.start).days >= MOST_WEEKS * 7:
        return [
            ("end", f"从 {term.start} 到 {term.end} 超过 {MOST_WEEKS} 周，一个学期没有这么长。")
        ]
    return [*_place_faults(term, int(found[1]), found[2]), *overlaps(term, others)]


def _place_faults(term: Term, year: int, half: str) -> list[tuple[str, str]]:
    found = []
    first, last = (
        (date(year, 7, 1), date(year, 12, 31))
        if half == "1"
        else (date(year + 1, 1, 1), date(year + 1, 6, 30))
    )
    if not first <= term.start <= last:
        found.append(
            (
                "start",
                f"{term_title(term.code)}应在 {first} 至 {last} 之间开学，不是 {term.start}。",
            )
        )
    start_week = (term.week_start(term.start) - term.week_start(term.week1)).days // 7 + 1
    if start_week not in {0, 1}:
        text = (
            f"第 1 周从 {term.week1} 算起，开学 {term.start} 就成了第 {start_week} 周。"
            "开学应在第 1 周或它前面的预备周，请核对。"
        )
        found.append(("week1", text))
    outside = [day for day in term.skipped if not term.start <= day <= term.end]
    if outside:
        found.append(("skipped", f"不编号的周里 {outside[0]} 不在学期内，请核对。"))
    return found


def overlaps(term: Term, others: Iterable[Term]) -> list[tuple[str, str]]:
    """Return what of other terms lies over a term: none of one stage may."""
    found = []
    others = list(others)
    if any((one.code, one.stage) == (term.code, term.stage) for one in others):
        whose = term.stage or "各学段"
        return [("term", f"{whose}的{term_title(term.code)}已经有了，请修改原来的那一条。")]
    calendar = Calendar([*others, term], ())
    stages = {term.stage} if term.stage else {None, *(one.stage for one in others)}
    for stage in sorted(stages, key=lambda one: one or ""):
        if calendar.term(term.code, stage) is not term:
            continue
        for code in sorted({one.code for one in others} - {term.code}):
            other = calendar.term(code, stage)
            if other is not None and other.start <= term.end and term.start <= other.end:
                whose = stage or "各学段"
                text = (
                    f"{whose}的{term_title(term.code)}（{term.start} 至 {term.end}）与"
                    f"{term_title(code)}（{other.start} 至 {other.end}）重叠，请核对。"
                )
                found.append(("start", text))
    return found


def proposed_terms(year: int, known: Mapping[int, holidays.Year]) -> list[Term]:
    """Return both terms of a school year as a start to be edited; never a rule.

    The first term begins on 1 September or the working day after, and ends on a Friday so many
    days before the Spring Festival; after four weeks of winter break the second begins on a
    Monday, and ends on the last Friday up to 5 July (the published calendars of domain.md 8).
    """
    start = date(year, 9, 1)
    while start.isoweekday() in WEEKEND:
        start += _DAY
    festival = next((one.first for one in _holidays(known, year + 1) if "春节" in one.name), None)
    monday = start - (start.isoweekday() - 1) * _DAY
    if festival is None:
        end = monday + (PLAIN_WEEKS * 7 - 3) * _DAY
    else:
        end = _friday(festival - BEFORE_FESTIVAL * _DAY)
    second = end + (3 + BREAK_WEEKS * 7) * _DAY
    summer = _friday(date(year + 1, *LAST_IN_SUMMER))
    return [
        Term(f"{year}-1", None, start, 1, start, end),
        Term(f"{year}-2", None, second, 1, second, summer),
    ]


def _friday(day: date) -> date:
    """Return the last Friday up to a day."""
    return day - (day.isoweekday() - 5) % 7 * _DAY


def _holidays(known: Mapping[int, holidays.Year], year: int) -> Sequence[holidays.Holiday]:
    return known[year].holidays if year in known else ()


# ------------------------------------------------------------------------------ special days


@dataclass(frozen=True, slots=True)
class Special:
    """What a day is to be, before it is kept; see `calendars.Rule`."""

    day: date
    kind: str
    timetable_of: date | int | None = None
    stage: str | None = None


def special_faults(
    special: Special, calendar: Calendar, taught: frozenset[int] = frozenset()
) -> list[tuple[str, str]]:
    """Return what refuses a special day, as ``(field, sentence)``.

    Args:
        special: to be kept.
        calendar: of the group.
        taught: weekdays on which some timetable of the term has lessons, beside Monday to Friday.
    """
    text = _borrowing_fault(special, calendar, taught)
    return [("timetable_of", text)] if text else []


def _borrowing_fault(special: Special, calendar: Calendar, taught: frozenset[int]) -> str:
    source, day = special.timetable_of, special.day
    if source is None:
        return ""
    said = said_day(day)
    if special.kind != TEACHING:
        return "只有“上课”的日子才按别的日子的课表，请把“按哪天课表”清空。"
    if source == day:
        return f"{said}不能补自己的课，请填写要补的那一天。"
    term = calendar.term_on(day, special.stage) or next(
        (one for one in calendar.terms if one.start <= day <= one.end), None
    )
    if term is None:
        return f"{said}不在任何学期内，请先填写这个学期的起止。"
    return _without_lessons(said, source, term, taught)


def _without_lessons(said: str, source: date | int, term: Term, taught: frozenset[int]) -> str:
    """Return why a day has no lessons to be borrowed, empty where it has."""
    weekday = source if isinstance(source, int) else source.isoweekday()
    if weekday in WEEKEND and weekday not in taught:
        what = weekday_word(weekday) if isinstance(source, int) else said_day(source)
        return f"{what}没有课，{said}不能按它的课表上课，请改选一天。"
    if not isinstance(source, int) and not term.start <= source <= term.end:
        whose = term_title(term.code)
        return f"{said_day(source)}不在{whose}内，那天没有课可补。可以改写星期，如 周二。"
    return ""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A make-up day of which nobody has said whose timetable it borrows.

    Attributes:
        day: the week-end day worked.
        name: of its holiday.
        proposal: the day off it stands for, else a weekday; None where nothing can be proposed.
    """

    day: date
    name: str
    proposal: date | int | None


def unsettled_days(
    calendar: Calendar, code: str, stages: Sequence[str | None], stands_for: Mapping[date, date]
) -> list[Unsettled]:
    """Return the make-up days of a term that nobody has settled, with a proposal each.

    Args:
        calendar: of the group.
        code: of the term.
        stages: to be looked at.
        stands_for: days off by the week-end day worked for them (`holidays.made_up`).
    """
    found: dict[date, Unsettled] = {}
    for stage in stages:
        term = calendar.term(code, stage)
        for day in calendar.days(code, None, stage) if term else ():
            if not day.unsettled or term is None:
                continue
            proposal: date | int | None = stands_for.get(day.day)
            if isinstance(proposal, date) and not term.start <= proposal <= term.end:
                proposal = proposal.isoweekday()
            known = found.get(day.day)
            if known is None or not isinstance(known.proposal, date):
                found[day.day] = Unsettled(day.day, day.name, proposal)
    return [found[day] for day in sorted(found)]
