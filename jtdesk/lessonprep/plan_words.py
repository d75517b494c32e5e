"""When, who and where, as plans of joint dates write it: 第三周, 周三下午, 9月17日 14:30-16:00."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jtdesk.core.fields import Row
from jtdesk.core.text import fold
from jtdesk.lessonprep import words
from jtdesk.lessonprep.calendars import Calendar, Term

_HAN = {sign: number for number, sign in enumerate("零一二三四五六七八九十")}
_WEEK = re.compile(
    r"(?<![-~—–至0-9])第?(?<![-~—–])([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:教学)?周(?![一二三四五六日天末]|[0-9])"
)
_BARE_WEEK = re.compile(r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}")
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天1-7])")
_DATE = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})[日号]?(?![\d:点时周])")
_CLOCK = re.compile(
    r"(上午|下午|晚上|晚|早上|中午)?(\d{1,2})(?:[::](\d{2})(?::\d{2})?|[点时](半|一刻|三刻|\d{1,2}分?)?)"
)
_HALF = re.compile(r"上午|下午|晚上|中午|全天")
_PERIODS = re.compile(
    r"第([0-9一二三四五六七八九十]{1,2})(?:[-~—至、到和]+第?([0-9一二三四五六七八九十]{1,2}))?节"
)
_TERM = re.compile(
    r"(20\d\d)(?:[-—–~/至]+(?:20)?\d\d)?学年(?:度)?(?:第?([一二12])学期|([上下])学期|([春秋])季)?"
)
_WHICH = re.compile(r"第?([一二12])学期|([上下])学期|([春秋])季")
_ALL = frozenset(map(fold, (
    "全体", "各校", "全部", "所有", "全体成员校", "各成员校", "全集团", "集团各校", "所有学校",
    "全部学校", "各学校",
)))  # fmt: skip
_GAP = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # a gap between two numbers parts them
_HOUR = re.compile(r"([一二两三四五六七八九十]{1,2})(?=[点时])")
_ONLINE = re.compile(r"线上|腾讯会议|钉钉|网络|直播|云端|teams|zoom", re.IGNORECASE)
_PARTED = re.compile(r"[、,;，；/\n]+")
LATER = frozenset({"下午", "晚上", "晚"})
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class When:
    """What a cell says of the time.

    Attributes:
        month_day: month and day where the year is not written.
        half: 上午, 下午 ... where no clock time is.
        start, end: minutes after midnight.
        period, periods: first period and how many.
    """

    day: date | None = None
    month_day: tuple[int, int] | None = None
    week: int | None = None
    weekday: int | None = None
    half: str = ""
    start: int | None = None
    end: int | None = None
    period: int | None = None
    periods: int | None = None


def when(written: str) -> When:
    """Return what a written time says; what it does not say is None."""
    text = _GAP.sub("", unicodedata.normalize("NFKC", written))
    text = _HOUR.sub(lambda found: str(number(found[1].replace("两", "二"))), text)
    periods = _PERIODS.search(text)
    day, month_day, rest = _dated(_PERIODS.sub(" ", text))
    week = _WEEK.search(rest)
    weekday = _WEEKDAY.search(rest)
    start, end = _clocks(rest)
    if start == 0 and end is None:
        start = None  # a cell that holds a day holds its midnight too
    half = _HALF.search(rest)
    first = number(periods[1]) if periods else None
    last = number(periods[2]) if periods and periods[2] else first
    return When(
        day,
        month_day,
        number(week[1]) if week else None,
        _weekday(weekday[1]) if weekday else None,
        half[0] if half and start is None and first is None else "",
        start,
        end,
        first,
        last - first + 1 if first is not None and last is not None and last >= first else None,
    )


def _dated(text: str) -> tuple[date | None, tuple[int, int] | None, str]:
    for found in _DATE.finditer(text):
        year, month, day = found[1], int(found[2]), int(found[3])
        try:
            read = date(int(year) if year else 2024, month, day)
        except ValueError:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        return (read, None, rest) if year else (None, (month, day), rest)
    return None, None, text


def _clocks(text: str) -> tuple[int | None, int | None]:
    found: list[int] = []
    half = ""
    for clock in _CLOCK.finditer(text):
        half = clock[1] or half
        hour = int(clock[2])
        part = clock[3] or clock[4] or "0"
        minute = {"半": 30, "一刻": 15, "三刻": 45}.get(part)
        minute = int(part.rstrip("分")) if minute is None else minute
        if hour > 23 or minute > 59:
            continue
        if (half in LATER and hour < 12) or (half == "中午" and hour < 3):
            hour += 12
        found.append(hour * 60 + minute)
    if not found:
        return None, None
    end = found[1] if len(found) > 1 and found[1] > found[0] else None
    return found[0], end


def no_clock(written: str) -> str:
    """Return what is written like a time of day and is none: 25:00; empty where there is none."""
    for found in _CLOCK.finditer(_dated(unicodedata.normalize("NFKC", written))[2]):
        part = (found[3] or found[4] or "0").rstrip("分")
        minute = int(part) if part.isdecimal() else 0
        if int(found[2]) * 60 + minute > DAY or minute > 59:
            return found[0]
    return ""


def number(written: str) -> int | None:
    """Return a number in digits or as people count: 3, 三, 十二, 二十."""
    if written.isdecimal():
        return int(written)
    tens, mark, ones = written.partition("十")
    if not mark:
        return _HAN.get(written)
    first = _HAN.get(tens, 1) if tens else 1
    second = _HAN.get(ones, 0) if ones else 0
    return first * 10 + second


def week(written: str) -> int | None:
    """Return the number of a week: 第三周, 3周, 三, 3."""
    text = unicodedata.normalize("NFKC", written).replace(" ", "")
    found = _WEEK.search(text)
    if found:
        return number(found[1])
    return number(text) if _BARE_WEEK.fullmatch(text) else None


def _weekday(sign: str) -> int | None:
    return int(sign) if sign.isdecimal() else "一二三四五六日".find(sign.replace("天", "日")) + 1


def day_of(said: When, term: Term | None, calendar: Calendar, stage: str | None) -> date | None:
    """Return the day a plan means: written, or by week and weekday of the term.

    A weekday of a numbered week is a day of its timetable: where a make-up day borrows it, and the
    day itself is off, the make-up day is meant.
    """
    if said.day is not None:
        return said.day
    if said.month_day is not None:
        return _with_year(said.month_day, term)
    if term is None or said.week is None or said.weekday is None or not 0 < said.week <= 60:
        return None
    days = term.days_of_week(said.week)
    there = next(one for one in days if one.isoweekday() == said.weekday)
    if calendar.day(there, None, stage).teaching:
        return there
    taught = (calendar.day(one, None, stage) for one in days)
    return next((one.day for one in taught if one.lessons == said.weekday), there)


def _with_year(month_day: tuple[int, int], term: Term | None) -> date | None:
    if term is None:
        return None
    for year in dict.fromkeys((term.start.year, term.end.year)):
        try:
            there = date(year, *month_day)
        except ValueError:
            continue
        if abs((there - term.start).days) < 45 or term.start <= there <= term.end:
            return there
    return None


def term_said(texts: Iterable[str]) -> str | None:
    """Return the term the lines around a plan name: 2025-2026学年第一学期."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).replace(" ", "")
        found = _TERM.search(plain)
        if found is None:
            continue
        which = _WHICH.search(plain)
        sign = next((one for one in (which.groups() if which else ()) if one), None)
        if sign is not None:
            return f"{found[1]}-{2 if sign in {'二', '2', '下', '春'} else 1}"
    return None


# ---------------------------------------------------------------------------------- who and where


def group_of(written: str, groups: Sequence[Row], stage: str | None = None) -> Row | None:
    """Return the group somebody means: by its name, or by subject and stage where only one fits."""
    key = fold(written)
    if not key:
        return None
    exact = [row for row in groups if fold(row["name"]) == key]
    if exact:
        return exact[0]
    named = [row for row in groups if fold(row["name"]) in key]
    if named:
        return max(named, key=lambda row: len(row["name"]))
    fitting = [
        row
        for row in groups
        if row["subject"] and fold(row["subject"]) in key
        and (row["stage"] == stage if stage else row["stage"] is None or fold(row["stage"]) in key
             or not any(fold(one) in key for one in ("小学", "初中", "高中")))
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 else None


def host_of(written: str, names: Mapping[str, Sequence[str]]) -> tuple[str | None, str]:
    """Return the id of the school a place lies in, and what else is written of the place.

    Args:
        written: the place.
        names: everything a school is called, by its id.
    """
    found = [
        (len(name), school, name)
        for school, known in names.items()
        for name in known
        if name and name in written
    ]
    if not found:
        return None, written.strip()
    _, school, name = max(found)
    return school, written.replace(name, "", 1).strip(" 　，,、-—()（）")


def is_online(written: str) -> bool:
    """Whether a place or form says that people stay where they are."""
    return bool(_ONLINE.search(written))


def form_of(written: str) -> str | None:
    """Return one of the forms: 线上, 线下, 线上线下结合; None for other words."""
    key = fold(written)
    if not key:
        return None
    online, there = is_online(key), any(word in key for word in ("线下", "现场", "实地", "面对面"))
    if (online and there) or "结合" in key or "混合" in key:
        return words.FORMS[2]
    return words.FORMS[1] if online else words.FORMS[0] if there else None


def schools_said(
    written: str | Sequence[str], names: Mapping[str, Sequence[str]]
) -> tuple[list[str] | None, list[str]]:
    """Return ids of the schools that are named (None for all), and words that name none."""
    parts = written if not isinstance(written, str) else _PARTED.split(written)
    found: list[str] = []
    left: list[str] = []
    everybody = False
    for part in (one.strip() for one in parts):
        if fold(part) in _ALL:
            everybody = True
        elif part:
            known = next((s for s, called in names.items() if part in called), None)
            (found if known else left).append(known or part)
    return (None if everybody or not found else list(dict.fromkeys(found))), left


def kind_of(texts: Iterable[str]) -> str | None:
    """Return the kind of date its words name; 教研 and 备课 alone are joint ones too."""
    joined = " ".join(texts)
    for kind in words.SESSION_KINDS:
        if kind in joined:
            return kind
    for word, kind in (
        ("备课", words.LESSON_PREP), ("教研", words.JOINT_RESEARCH), ("研讨", words.JOINT_RESEARCH),
        ("会", words.MEETING),
    ):  # fmt: skip
        if word in joined:
            return kind
    return None
