"""Recurrence rules of series: RFC 5545 text, checked, expanded over a term, said in Chinese.

Two things differ from a calendar without schools. Weeks are those of the term (`calendars.Term`),
never ISO: ``BYWEEKNO=2,6,10`` names numbered weeks of the term and stands beside ``FREQ=WEEKLY``,
``INTERVAL=2`` counts numbered weeks, so that a holiday week without a number is not counted. And
rules that recur within a day, or for ever, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from dateutil.rrule import (  # type: ignore[import-untyped]
    DAILY,
    MONTHLY,
    WEEKLY,
    YEARLY,
    rrule,
    rrulestr,
)

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep.calendars import Term

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HAN = "一二三四五六日"
FREQUENCIES = {"DAILY": "日", "WEEKLY": "周", "MONTHLY": "月", "YEARLY": "年"}
WITHIN_A_DAY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
MOST_INTERVAL, MOST_COUNT, MOST_WEEK = 60, 1000, 60
_LISTS = {
    "BYDAY": re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"),
    "BYMONTHDAY": re.compile(r"[+-]?(?:[1-9]|[12]\d|3[01])"),
    "BYMONTH": re.compile(r"[1-9]|1[0-2]"),
    "BYSETPOS": re.compile(r"[+-]?[1-9]\d?"),
    "BYWEEKNO": re.compile(r"[1-9]\d?"),
}
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """A rule taken apart.

    Attributes:
        freq: one of `FREQUENCIES`.
        parts: the lists that are handed to dateutil as they are (BYDAY, BYMONTH ...).
        weeks: numbered weeks of the term, empty for all.
        until: last day, None where the rule names none.
    """

    freq: str
    interval: int
    count: int | None
    until: date | None
    parts: tuple[tuple[str, str], ...]
    weeks: tuple[int, ...]

    @property
    def ends(self) -> bool:
        """Whether the rule itself ends."""
        return self.count is not None or self.until is not None

    def text(self, *, freq_only: bool = False) -> str:
        """Return the rule as RFC 5545 writes it, without end and without weeks of a term."""
        lists = "".join(f";{name}={value}" for name, value in self.parts)
        interval = "" if freq_only or self.interval == 1 else f";INTERVAL={self.interval}"
        return f"FREQ={self.freq}{interval}{lists}"

    @property
    def plain(self) -> bool:
        """Whether any calendar understands it as we do."""
        return not self.weeks


@lru_cache(maxsize=4096)
def parsed(text: str) -> RepeatRule:
    """Return a rule taken apart.

    Raises:
        RuleError: it is no rule, or one this calendar does not keep; the sentence says which part.
    """
    known: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in known:
            raise _refused(text, f"“{part[:30]}”看不懂或写了两次")
        known[name] = value
    freq = known.pop("FREQ", "")
    if freq in WITHIN_A_DAY:
        raise _refused(text, "一天之内反复的活动不能排入校历")
    if freq not in FREQUENCIES:
        raise _refused(text, "缺少按日、周、月还是年重复（FREQ）")
    rule = RepeatRule(
        freq,
        _number(text, known.pop("INTERVAL", "1"), "间隔", MOST_INTERVAL),
        _number(text, known.pop("COUNT"), "次数", MOST_COUNT) if "COUNT" in known else None,
        _until(text, known.pop("UNTIL")) if "UNTIL" in known else None,
        *_lists(text, freq, known),
    )
    _try(text, rule)
    return rule


def _lists(
    text: str, freq: str, known: dict[str, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    known.pop("WKST", None)  # the term says on which day its weeks begin
    for name, value in known.items():
        if name not in _LISTS:
            raise _refused(text, f"“{name}”在这里不能用")
        if not all(_LISTS[name].fullmatch(one) for one in value.split(",")):
            raise _refused(text, f"“{name}={value[:30]}”写得不对")
    weeks = known.pop("BYWEEKNO", "")
    if weeks and freq != "WEEKLY":
        raise _refused(text, "只有按周重复的活动才能指定学期的第几周")
    numbers = tuple(sorted({int(one) for one in weeks.split(",")})) if weeks else ()
    if numbers and numbers[-1] > MOST_WEEK:
        raise _refused(text, f"学期没有第 {numbers[-1]} 周")
    if freq == "WEEKLY" and re.search(r"\d", known.get("BYDAY", "")):
        raise _refused(text, "按周重复时，星期前面不能带序号")
    return tuple(sorted(known.items())), numbers


def _number(text: str, written: str, called: str, most: int) -> int:
    if not re.fullmatch(r"\d{1,5}", written) or not 1 <= int(written) <= most:
        raise _refused(text, f"{called}“{written[:12]}”应是 1 到 {most} 的整数")
    return int(written)


def _until(text: str, written: str) -> date:
    found = _UNTIL.fullmatch(written)
    try:
        return date(*map(int, found.groups())) if found else date(0, 1, 1)
    except ValueError as fault:
        raise _refused(text, f"结束日期“{written[:20]}”写得不对") from fault


def _try(text: str, rule: RepeatRule) -> None:
    try:
        rrulestr(f"{rule.text()};COUNT=1", dtstart=datetime(2025, 9, 1))  # noqa: DTZ001 - no zone
    except (ValueError, TypeError, KeyError) as fault:
        raise _refused(text, "各部分合不到一起") from fault


def _refused(text: str, why: str) -> RuleError:
    return RuleError(
        f"重复规则“{text[:80]}”不合规：{why}。请在“重复”里重新选择。", code="bad_rule", at="rrule"
    )


# ------------------------------------------------------------------------------------- expansion


@lru_cache(maxsize=8192)
def nominal(text: str, first: date, last: date, term: Term | None) -> tuple[int, ...]:
    """Return the ordinals of the days a rule names from a first to a last day, whatever they are.

    Raises:
        RuleError: it is no rule, or names weeks of a term that is not known.
    """
    rule = parsed(text)
    last = min(last, rule.until or last)
    if rule.freq != "WEEKLY" or (rule.interval == 1 and not rule.weeks):
        return _days(rule.text(), first, last, term)[: rule.count]
    if rule.weeks and term is None:
        raise RuleError(
            "重复规则按学期的第几周写，但还没有这个学期的起止日期。请先在“校历”里填写。",
            code="term_missing", at="rrule",
        )  # fmt: skip
    days = _days(rule.text(freq_only=True), first, last, term)
    numbers = {one: _week(date.fromordinal(one), term) for one in days}
    base = _base(first, term)
    found = [one for one in days if _named(numbers[one], base, rule)]
    return tuple(found[: rule.count])


def _days(text: str, first: date, last: date, term: Term | None) -> tuple[int, ...]:
    starts = "" if term is None else f";WKST={DAYS[term.first_weekday - 1]}"
    rule = rrulestr(text + starts, dtstart=datetime.combine(first, time()))
    return tuple(one.toordinal() for one in bounded(rule, datetime.combine(last, time())))


def bounded(rule: rrule, last: datetime) -> Iterator[datetime]:
    """Yield the dates of a dateutil rule up to a last one, however rarely it has any.

    Left alone, dateutil follows 30 February to the year 9999, whatever UNTIL says. The filter of
    months, or of weekdays, is asked about every day it looks at, so that is where days are counted.
    """
    days = (last - rule._dtstart).days + _MARGIN[rule._freq]  # noqa: SLF001 - nothing else stops it
    if not rule._bymonth and rule._freq == YEARLY and rule._bynweekday:  # noqa: SLF001
        rule._byweekday = _Counted(range(7), days)  # noqa: SLF001
    else:
        rule._bymonth = _Counted(rule._bymonth or range(1, 13), days)  # noqa: SLF001
    try:
        for one in rule:
            if one > last:
                return
            yield one
    except _Beyond:
        return


_MARGIN = {YEARLY: 800, MONTHLY: 93, WEEKLY: 31, DAILY: 31}


class _Beyond(Exception):
    """More days were looked at than lie before the last one."""


class _Counted(tuple[int, ...]):
    """Numbers that count how often one is looked for among them."""

    left: int

    def __new__(cls, numbers: Iterable[int], left: int) -> _Counted:
        made = super().__new__(cls, numbers)
        made.left = left
        return made

    def __contains__(self, one: object) -> bool:
        self.left -= 1
        if self.left < 0:
            raise _Beyond
        return super().__contains__(one)


def _week(day: date, term: Term | None) -> int | None:
    # Without a term weeks run from Monday; only their distance matters.
    return (day.toordinal() - 1) // 7 if term is None else term.week(day)


def _base(first: date, term: Term | None) -> int | None:
    """Return the week intervals are counted from: that of the first day, or the next numbered."""
    ahead = (_week(date.fromordinal(first.toordinal() + days), term) for days in range(0, 64, 7))
    return next((week for week in ahead if week is not None), None)


def _named(week: int | None, base: int | None, rule: RepeatRule) -> bool:
    if week is None or base is None:
        return False
    if rule.weeks and week not in rule.weeks:
        return False
    return (week - base) % rule.interval == 0


# --------------------------------------------------------------------------- writing and saying


def weekly(weekdays: Sequence[int], every: int = 1, weeks: Sequence[int] = ()) -> str:
    """Return the rule of some weekdays (1 to 7) of every so many weeks, or of named weeks."""
    days = ",".join(DAYS[one - 1] for one in sorted(set(weekdays)))
    interval = f";INTERVAL={every}" if every > 1 else ""
    named = f";BYWEEKNO={','.join(map(str, sorted(set(weeks))))}" if weeks else ""
    return f"FREQ=WEEKLY{interval};BYDAY={days}{named}"


def monthly(weekday: int, number: int) -> str:
    """Return the rule of the so-manyth weekday of each month; -1 is the last."""
    return f"FREQ=MONTHLY;BYDAY={number}{DAYS[weekday - 1]}"


def said(text: str) -> str:
    """Return a rule in Chinese: 每周三, 每两周的周三, 每月第 2 个周三, 第 2、6、10 周的周三."""
    rule = parsed(text)
    parts = dict(rule.parts)
    days = parts.pop("BYDAY", "")
    unit = FREQUENCIES[rule.freq]
    counted = "两" if rule.interval == 2 else str(rule.interval)
    often = f"每{unit}" if rule.interval == 1 else f"每{counted}{'个月' if unit == '月' else unit}"
    if rule.weeks:
        often = f"第 {'、'.join(map(str, rule.weeks))} 周"
    bare = rule.freq == "WEEKLY" and rule.interval == 1 and not rule.weeks
    names = "、".join(_day_said(one) for one in days.split(",") if one)
    words = f"每{names}" if bare and names else f"{often}{'的' if names else ''}{names}"
    if "BYMONTHDAY" in parts:
        words += "、".join(_monthday_said(one) for one in parts["BYMONTHDAY"].split(","))
    if "BYSETPOS" in parts:
        words += f"中的第 {parts['BYSETPOS'].replace(',', '、')} 天"
    if "BYMONTH" in parts:
        words += f"（{parts['BYMONTH'].replace(',', '、')} 月）"
    if rule.count:
        words += f"，共 {rule.count} 次"
    return words + (f"，到 {rule.until.isoformat()} 为止" if rule.until else "")


def _day_said(written: str) -> str:
    day = f"周{HAN[DAYS.index(written[-2:])]}"
    if len(written) == 2:
        return day
    number = int(written[:-2])
    if number == -1:
        return f"最后一个{day}"
    return f"倒数第 {-number} 个{day}" if number < 0 else f"第 {number} 个{day}"


def _monthday_said(written: str) -> str:
    number = int(written)
    return f"倒数第 {-number} 天" if number < 0 else f" {number} 日"
