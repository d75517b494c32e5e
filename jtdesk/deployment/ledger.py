"""What a placement is on a day: its state, what to be reminded of, in which view it stands."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.core.spans import covers, overlap
from jtdesk.deployment import words

NOTICE_DAYS = 60
OVERDUE_DAYS = 365  # older placements are history; nobody assesses them any more
ENDING = f"{NOTICE_DAYS} 天内期满"
UNASSESSED = "期满未考核"


def state_on(row: Mapping[str, Any], day: str) -> str:
    """Return the state of a placement on a day: a word of the list ``placement_status``.

    What was stated later does not change how it was: a stay that ended early ran until then.
    """
    stated = row.get("status")
    if stated == words.CANCELLED:
        return words.CANCELLED
    start, end = row.get("start"), row.get("end")
    if start is not None and start > day:
        return words.PLANNED
    if covers(start, end, day):
        over = stated in {words.COMPLETED, words.ENDED_EARLY} and end is None
        return str(stated) if over or stated == words.PLANNED else words.RUNNING
    return words.ENDED_EARLY if stated == words.ENDED_EARLY else words.COMPLETED


def last_day(end: str) -> date:
    """Return the last day of a term whose end is known to the month or to the day."""
    if len(end) == 10:
        return date.fromisoformat(end)
    year, month = int(end[:4]), int(end[5:7])
    return date(year, month, monthrange(year, month)[1])


def due_on(row: Mapping[str, Any], day: str) -> str:
    """Return what a placement reminds of on a day, empty where there is nothing.

    Either it ends within 60 days, or it has ended within a year and nobody has assessed it.
    """
    state, end = state_on(row, day), row.get("end")
    if end is None:
        return ""
    left = (last_day(end) - date.fromisoformat(day)).days
    if state == words.RUNNING:
        return ENDING if left <= NOTICE_DAYS else ""
    over = state in {words.COMPLETED, words.ENDED_EARLY} and -OVERDUE_DAYS <= left < 0
    return UNASSESSED if over and not row.get("assessment") else ""


def views_of(row: Mapping[str, Any], day: str, year: int) -> list[str]:
    """Return the views a placement stands in: running on the day, part of the school year.

    Args:
        row: of the ledger.
        day: ISO date.
        year: first calendar year of a school year, 1 September to 31 August.
    """
    state = state_on(row, day)
    found = [words.RUNNING] if state == words.RUNNING else []
    inside = overlap(row.get("start"), row.get("end"), f"{year}-09-01", f"{year + 1}-08-31")
    if inside and state != words.CANCELLED:
        found.append(words.THIS_YEAR)
    return found


def months_until(row: Mapping[str, Any], day: str) -> int:
    """Return in how many months a placement has been served until a day, begun ones counted."""
    if row.get("start") is None or state_on(row, day) in {words.CANCELLED, words.PLANNED}:
        return 0
    first, last = row["start"][:7], min(row.get("end") or day, day)[:7]
    years, months = int(last[:4]) - int(first[:4]), int(last[5:]) - int(first[5:])
    return max(years * 12 + months + 1, 0)


def as_shown(rows: Sequence[Row], day: str, year: int) -> list[Row]:
    """Return ledger rows with ``state``, ``due``, ``views`` and ``initials``, newest first."""
    made = [
        row
        | {
            "state": state_on(row, day),
            "due": due_on(row, day),
            "views": views_of(row, day, year),
            "initials": initials(row["name"]),
        }
        for row in rows
    ]
    made.sort(key=lambda row: row["start"] or "", reverse=True)
    return made


def person_key(row: Mapping[str, Any]) -> str:
    """Return what tells people of the ledger apart: the id number, else name and school."""
    return str(row.get("id_number") or f"{row['name']}/{row.get('from_school') or ''}")
