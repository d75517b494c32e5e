"""Spans of dates as the store keeps them: ISO text of month or day precision, compared as text."""

from __future__ import annotations

from datetime import date, timedelta


def open_on(start: str | None, until: str | None, day: str) -> bool:
    """Tell whether a ledger line stands on a day; ``until`` is the first day it does not.

    An unknown start is taken as always, an unknown end as still.
    """
    return (start is None or start <= day) and (until is None or day < until)


def covers(start: str | None, last: str | None, day: str) -> bool:
    """Tell whether a term runs on a day; ``last`` is its last month or day, included."""
    return (start is None or start <= day) and (last is None or day[: len(last)] <= last)


def overlap(
    start: str | None, last: str | None, other_start: str | None, other_last: str | None
) -> bool:
    """Tell whether two terms (last month or day included) share at least one day."""
    return not _before(last, other_start) and not _before(other_last, start)


def _before(last: str | None, start: str | None) -> bool:
    if last is None or start is None:
        return False
    shared = min(len(last), len(start))
    return last[:shared] < start[:shared]


def later_statements_from(day: str, stated: str | None) -> str:
    """Return the day from which, after a statement about a past day, later ones hold again.

    The next first of September, where that comes before the newest statement: rosters in between
    that agreed with what was known have left no trace, and must stay true.

    Args:
        day: the day the late statement speaks of.
        stated: the day of the newest statement.
    """
    year = int(day[:4]) + (day[4:] >= "-09-01")
    september = f"{year}-09-01"
    return september if stated is None else min(september, stated)


def day_before(day: str) -> str:
    """Return the day before a day, or the month before a month."""
    if len(day) == 7:
        year, month = int(day[:4]), int(day[5:])
        return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
