"""Dates as a person types them into a form -> ``YYYY-MM`` or ``YYYY-MM-DD``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_PARTED = re.compile(r"(\d{4})\s*[-./年 ]\s*(\d{1,2})\s*(?:月?|[-./月 ]\s*(\d{1,2})\s*[日号]?)")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})?")
EARLIEST, LATEST = 1900, 2100


def typed_date(text: str) -> str | None:
    """Return the ISO text of a typed date, None where it is none.

    ``2019.9``, ``2019-09``, ``2019年9月`` and ``201909`` keep month precision; a day is kept where
    one is given.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _PARTED.fullmatch(plain) or _SOLID.fullmatch(plain)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), found[3]
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        whole = date(year, month, int(day) if day else 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]


def first_day(text: str) -> str:
    """Return a date of day precision: a month stands for its first day."""
    return text if len(text) == 10 else f"{text}-01"


def days_later(day: str, days: int) -> str:
    """Return the ISO date so many days after another one."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
