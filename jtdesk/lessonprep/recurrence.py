"""Series expanded over the school calendar: which days, which schools, who is host.

A rule names days (`rrules`); a day without lessons is left out, put off to the next day of lessons,
or made up on the day that borrows its timetable. The rotation of hosts goes by how often each was
host so far, so it stays within one of even; a school that is closed on the day is passed over and
comes next. Neighbouring pairs each meet once an interval, on days on which neither meets another
pair as far as the interval has that many days.

Exceptions never move what follows: hosts are dealt out before they are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import rrules, words
from jtdesk.lessonprep.calendars import Calendar, Term
from jtdesk.lessonprep.teaching_days import TeachingDays

ALL, PAIRS, LISTED = words.TOPOLOGIES
WEEK, TWO_WEEKS, MONTH, ONCE = words.INTERVALS
ROTATE, FIXED, NO_HOST = words.HOST_RULES
MAKE_UP, NEXT, SKIP = words.CLOSED_RULES
LONGEST = 400  # days of a series without a term


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A recurring joint date of a group.

    Attributes:
        term: code of its term; empty where ``until`` bounds it.
        every: interval in which each pair of neighbours meets once, and how often a series without
            a rule recurs from its start on.
        rrule: see `rrules`; with pairs it names the days the pairs are dealt out to.
        start, until: first and last day; the term's where None.
        start_period: first period, None where clock times are given to the sessions.
        school_ids: who takes part, in bureau order; with pairs their union.
        pairs: neighbouring schools, where the topology is pairs.
        host_id: host of a fixed rule, first host of a rotation.
        lesson_pair: each date is two sessions around one lesson: 课前导研 before, 课后返研 after.
        when_closed: one of `words.CLOSED_RULES`.
    """

    id: str
    group_id: str
    school_ids: tuple[str, ...]
    term: str = ""
    stage: str | None = None
    every: str = WEEK
    rrule: str | None = None
    start: date | None = None
    until: date | None = None
    start_period: int | None = None
    periods: int = 2
    topology: str = ALL
    pairs: tuple[tuple[str, str], ...] = ()
    host_rule: str = ROTATE
    host_id: str | None = None
    lesson_pair: bool = False
    when_closed: str = MAKE_UP
    kind: str = words.JOINT_RESEARCH


class Occurrence(NamedTuple):
    """One date of a series.

    Attributes:
        recurs_on: day the rule gave, which stays when the date is put off or moved.
        week: numbered week of its day.
        kind: of the series, or 课前导研 and 课后返研.
    """

    day: date
    host_id: str | None
    school_ids: tuple[str, ...]
    recurs_on: date
    week: int | None
    kind: str
    start_period: int | None
    periods: int


class Change(NamedTuple):
    """An exception: the occurrence of an original day is moved, or cancelled where ``day`` is None.

    Attributes:
        school_ids: the pair that is meant; empty for all of that day.
        kind: 课前导研 or 课后返研 alone; empty for both.
        start_period, host_id: new ones, None leaves them.
    """

    recurs_on: date
    day: date | None = None
    school_ids: tuple[str, ...] = ()
    kind: str = ""
    start_period: int | None = None
    host_id: str | None = None


class LeftOut(NamedTuple):
    """A day the rule gave on which nothing is held, and why."""

    day: date
    why: str


def expand(
    series: Series, calendar: Calendar, exceptions: Iterable[Change] = ()
) -> list[Occurrence]:
    """Return the dates of a series in order; a series without a rule and a start has none.

    Args:
        series: the series.
        calendar: the school calendar.
        exceptions: what was moved or cancelled.

    Raises:
        RuleError: it never ends, its rule is none, or its term is unknown.
    """
    days = _days_of(series, calendar)
    if days is None:
        return []
    found = _dated(series, days)
    if changed := {(one.recurs_on, one.school_ids, one.kind): one for one in exceptions}:
        found = [now for one in found if (now := _changed(one, changed, days)) is not None]
        found.sort(key=lambda one: (one.day, one.start_period or 0))
    return found


def left_out(series: Series, calendar: Calendar) -> list[LeftOut]:
    """Return the days of a series on which nothing is held because there are no lessons."""
    days = _days_of(series, calendar)
    if days is None:
        return []
    return [
        LeftOut(date.fromordinal(one), days.why(one))
        for one, settled in _settled(series, days)
        if settled is None
    ]


# ------------------------------------------------------------------------------------ the days

_known: WeakKeyDictionary[Calendar, dict[tuple[object, ...], TeachingDays]] = WeakKeyDictionary()


def _days_of(series: Series, calendar: Calendar) -> TeachingDays | None:
    """Return the days of a series; None where neither rule nor start says which."""
    if series.rrule is None and series.start is None:
        return None
    term = calendar.term(series.term, series.stage) if series.term else None
    if term is None:
        _refuse_endless(series)
    first = _first(series, term)
    last = term.end if term else _last(series, first)
    key = (term, series.stage, first if term is None else term.start, last)
    known = _known.setdefault(calendar, {})
    if key not in known:
        begins = term.start if term else first
        known[key] = TeachingDays(calendar, term, series.stage, begins, max(begins, last))
    return known[key]


def _refuse_endless(series: Series) -> None:
    rule = rrules.parsed(series.rrule) if series.rrule else None
    if series.until is not None or (rule and rule.ends) or (rule is None and series.every == ONCE):
        return
    if series.term:
        raise RuleError(
            f"还没有 {series.term} 学期的起止日期，这个系列不知道到哪天为止。"
            "请先在“校历”里填写学期，或给系列写明结束日期。",
            code="term_missing", at="until",
        )  # fmt: skip
    raise RuleError(
        "这个系列没有结束日期，会一直重复下去。请写明结束日期或次数，或选一个学期。",
        code="endless", at="until",
    )  # fmt: skip


def _first(series: Series, term: Term | None) -> date:
    first = series.start or (term.start if term else None)
    if first is None:
        raise RuleError(
            "这个系列没有开始日期。请填写从哪天开始，或选一个学期。",
            code="start_missing", at="start",
        )  # fmt: skip
    if series.until is not None and series.until < first:
        raise RuleError(
            f"系列的结束日期 {series.until} 早于开始日期 {first}，请核对。",
            code="date_order", at="until",
        )  # fmt: skip
    return first


def _last(series: Series, first: date) -> date:
    rule = rrules.parsed(series.rrule) if series.rrule else None
    longest = date.fromordinal(first.toordinal() + LONGEST)
    ends = [one for one in (series.until, rule.until if rule else None) if one is not None]
    if ends and min(ends) > longest:
        raise RuleError(
            f"系列到 {min(ends)} 才结束，超过一学年。请按学期建立系列。",
            code="series_too_long", at="until",
        )  # fmt: skip
    return min(ends, default=longest)


def rule_of(series: Series) -> str:
    """Return the rule of a series: its own, or the one its interval and start imply.

    Raises:
        RuleError: it has neither a rule nor a start.
    """
    if series.rrule is not None:
        return series.rrule
    if series.start is None:
        raise RuleError("这个系列没有开始日期，也没有重复规则。", code="start_missing", at="start")
    weekday = series.start.isoweekday()
    return {
        WEEK: rrules.weekly([weekday]),
        TWO_WEEKS: rrules.weekly([weekday], 2),
        MONTH: rrules.monthly(weekday, min((series.start.day + 6) // 7, 4)),
        ONCE: "FREQ=DAILY;COUNT=1",
    }[series.every]


def _settled(series: Series, days: TeachingDays) -> list[tuple[int, int | None]]:
    """Return the days of the rule, each with the day it is held on; no day is held on twice."""
    first = _first(series, days.term)
    last = min(date.fromordinal(days.last), series.until or date.max)
    named = rrules.nominal(rule_of(series), first, last, days.term) if first <= last else ()
    taken: set[int] = set()
    found: list[tuple[int, int | None]] = []
    for one in named:
        if one < days.first:
            continue
        settled = days.settled(one, series.when_closed)
        if settled is not None and settled in taken:
            settled = None
        if settled is not None:
            taken.add(settled)
        found.append((one, settled))
    return found


# -------------------------------------------------------------------------- schools and hosts


def _dated(series: Series, days: TeachingDays) -> list[Occurrence]:
    hosts = _Hosts(series, days)
    sessions = _sessions(series)
    dates, weeks, first = days.dates, days.weeks, days.first
    found = []
    make = Occurrence._make
    for ordinal, settled, schools in _meetings(series, days):
        day, week, original = dates[settled - first], weeks[settled - first], dates[ordinal - first]
        host = hosts.next(schools, settled)
        for kind, period, periods in sessions:
            found.append(make((day, host, schools, original, week, kind, period, periods)))
    found.sort(key=lambda one: (one[0], one[6] or 0))
    return found


def _sessions(series: Series) -> list[tuple[str, int | None, int]]:
    """Return kind, first period and length of the sessions of one date."""
    start, length = series.start_period, series.periods
    if not series.lesson_pair:
        return [(series.kind, start, length)]
    after = None if start is None else start + length + 1  # the lesson itself lies between
    return [(words.BEFORE_LESSON, start, length), (words.AFTER_LESSON, after, length)]


def _meetings(series: Series, days: TeachingDays) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the day of the rule, the day it is held on and the schools of every meeting."""
    held = [(one, settled) for one, settled in _settled(series, days) if settled is not None]
    if series.topology != PAIRS:
        return [(one, settled, series.school_ids) for one, settled in held]
    intervals: dict[object, list[tuple[int, int]]] = {}
    for one, settled in held:
        intervals.setdefault(_interval(series.every, one, days), []).append((one, settled))
    shade = _shades(series.pairs)
    shades = 1 + max(shade.values(), default=0)
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for there in intervals.values():
        for pair, own in shade.items():
            # As many days as shades: the pairs are spread over the whole interval.
            at = own * len(there) // shades if shades <= len(there) else own % len(there)
            found.append((*there[at], pair))
    return found


def _interval(every: str, ordinal: int, days: TeachingDays) -> object:
    day = days.dates[ordinal - days.first]
    if every == MONTH:
        return day.year, day.month
    week = days.weeks[ordinal - days.first]
    if every == WEEK:
        return week if week is not None else f"{ordinal // 7}"
    if every == TWO_WEEKS:
        return (week - 1) // 2 if week is not None else f"{ordinal // 14}"
    return every


@lru_cache(maxsize=1024)
def _shades(pairs: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], int]:
    """Give pairs that share a school different numbers, as few as the first fit needs."""
    used: dict[str, set[int]] = {}
    found: dict[tuple[str, str], int] = {}
    for pair in pairs:
        taken = used.setdefault(pair[0], set()) | used.setdefault(pair[1], set())
        own = next(number for number in range(len(taken) + 1) if number not in taken)
        found[pair] = own
        for school in pair:
            used[school].add(own)
    return found


class _Hosts:
    """Deals out hosts: whoever was host least often, among the schools that are open."""

    def __init__(self, series: Series, days: TeachingDays) -> None:
        self._rule = series.host_rule
        self._fixed = series.host_id
        self._closed = days.closed
        order = list(series.school_ids)
        if series.host_id in order:
            first = order.index(series.host_id)
            order = order[first:] + order[:first]
        # How often each was host, and its rank as a fraction that only settles ties.
        self._total = {one: number / (len(order) + 1) for number, one in enumerate(order)}
        self._own: dict[tuple[str, ...], dict[str, float]] = {}

    def next(self, schools: tuple[str, ...], ordinal: int) -> str | None:
        """Return the host of the next meeting of some schools."""
        if self._rule == NO_HOST or not schools:
            return None
        if self._rule == FIXED and self._fixed is not None:
            return self._fixed
        total, own = self._total, self._own.get(schools)
        if own is None:
            own = self._own[schools] = dict.fromkeys(schools, 0.0)
        asked: Sequence[str] = schools
        if ordinal in self._closed:
            shut = self._closed[ordinal]
            asked = [one for one in schools if one not in shut] or schools
        fewest = min(map(own.__getitem__, asked))
        host = min([one for one in asked if own[one] == fewest], key=total.__getitem__)
        own[host] += 1
        total[host] += 1
        return host


# ------------------------------------------------------------------------------------ exceptions


def _changed(
    one: Occurrence, changed: Mapping[tuple[date, tuple[str, ...], str], Change], days: TeachingDays
) -> Occurrence | None:
    keys = (
        (one.recurs_on, one.school_ids, one.kind),
        (one.recurs_on, one.school_ids, ""),
        (one.recurs_on, (), one.kind),
        (one.recurs_on, (), ""),
    )
    change = next((changed[key] for key in keys if key in changed), None)
    if change is None:
        return one
    if change.day is None:
        return None
    return one._replace(
        day=change.day,
        week=days.week(change.day),
        host_id=change.host_id or one.host_id,
        start_period=change.start_period or one.start_period,
    )
