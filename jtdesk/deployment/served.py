"""Months and days a placement has really been served inside a school year or a term."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from jtdesk.deployment.ledger import last_day

MONTHS_A_YEAR = 12
# What a month counts that was not served from its first to its last day.
WHOLE, HALF, NOTHING = "整月", "半月", "不计"
PARTS = (WHOLE, HALF, NOTHING)
HALF_FROM = 15  # days from which 半月 gives the whole month
SEPTEMBER = 9
AT_MOST_DAYS = 31  # a stay of known days and this length is counted day by day
FRIDAY = 4


@dataclass(frozen=True)
class Period:
    """A stretch of time that is paid together.

    Attributes:
        title: 2025-2026学年第一学期.
        first: its first day.
        last: its last day.
    """

    title: str
    first: str
    last: str


def school_year_of(day: str) -> int:
    """Return the first calendar year of the school year (1 September to 31 August) of a day."""
    return int(day[:4]) - (int(day[5:7]) < SEPTEMBER)


def year_period(day: str) -> Period:
    """Return the school year of a day, cut at that day."""
    year = school_year_of(day)
    return Period(f"{year}-{year + 1}学年", f"{year}-09-01", _cut(f"{year + 1}-08-31", day))


def term_period(day: str, second_term: int = 2) -> Period:
    """Return the term of a day, cut at that day.

    Args:
        day: ISO date.
        second_term: calendar month the second term begins with, 1 to 8.
    """
    year = school_year_of(day)
    starts = f"{year + 1}-{second_term:02d}-01"
    if day < starts:
        last = (date.fromisoformat(starts) - timedelta(days=1)).isoformat()
        return Period(f"{year}-{year + 1}学年第一学期", f"{year}-09-01", _cut(last, day))
    return Period(f"{year}-{year + 1}学年第二学期", starts, _cut(f"{year + 1}-08-31", day))


def _cut(last: str, day: str) -> str:
    return min(last, day)


def first_day(start: str) -> date:
    """Return the first day of a start known to the month or to the day."""
    return date.fromisoformat(start if len(start) == 10 else f"{start}-01")


def months_served(
    start: str,
    end: str | None,
    period: Period,
    *,
    unpaid: Collection[int] = (),
    part_month: str = WHOLE,
) -> dict[str, Fraction]:
    """Return the months of a stay inside a period, each with what it counts (1 or 1/2).

    Start and end are both part of the stay; a month as precision means all of that month, and so
    does the month in which the period is cut where the stay runs on beyond it.

    Args:
        start: month or day.
        end: last month or day, None for still there.
        period: school year or term.
        unpaid: calendar months that do not count, 1 to 12.
        part_month: what a month not served whole counts.
    """
    first = max(first_day(start), date.fromisoformat(period.first))
    last = date.fromisoformat(period.last)
    if first > last:
        return {}
    until = last if end is None else last_day(end)
    if until >= last:
        # The month of the question is under way; the stay goes on, so it is a month of service.
        until = min(until, last_day(period.last[:7]))
    found: dict[str, Fraction] = {}
    year, month = first.year, first.month
    while (year, month) <= (until.year, until.month) and first <= until:
        if month not in unpaid:
            share = _share(year, month, first, until, part_month)
            if share:
                found[f"{year:04d}-{month:02d}"] = share
        year, month = (year + 1, 1) if month == MONTHS_A_YEAR else (year, month + 1)
    return found


def _share(year: int, month: int, first: date, until: date, part_month: str) -> Fraction:
    length = monthrange(year, month)[1]
    begun = max(first, date(year, month, 1))
    done = min(until, date(year, month, length))
    days = (done - begun).days + 1
    if days == length or part_month == WHOLE:
        return Fraction(1)
    if part_month == HALF:
        return Fraction(1) if days >= HALF_FROM else Fraction(1, 2)
    return Fraction(0)


def days_served(start: str, end: str | None, period: Period) -> int | None:
    """Return the school days of a short stay whose days are known, None for others.

    Mondays to Fridays count; a stay of one day counts whatever day it was.
    """
    if len(start) != 10 or end is None or len(end) != 10:
        return None
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if (last - first).days >= AT_MOST_DAYS:
        return None
    first = max(first, date.fromisoformat(period.first))
    last = min(last, date.fromisoformat(period.last))
    if first == last:
        return 1
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(1 for day in days if day.weekday() <= FRIDAY)
