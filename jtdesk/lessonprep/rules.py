"""Rules of the timetable: terms of the school year and week patterns."""

from __future__ import annotations

import re
from typing import Any

from jtdesk.core.errors import Fault
from jtdesk.core.text import fold
from jtdesk.lessonprep import words

TERM = re.compile(r"\d{4}-[12]")
_WEEK_LIST = re.compile(r"\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*")
_WEEKS = {
    fold(word): value for value, known in words.WEEK_WORDS.items() for word in (value, *known)
}


def term_of(day: str) -> str:
    """Return the term a day falls in: 2025-1 from August 2025, 2025-2 from February 2026."""
    year, month = int(day[:4]), int(day[5:7])
    if month >= 8:
        return f"{year}-1"
    return f"{year - 1}-1" if month == 1 else f"{year - 1}-2"


def weeks_of(written: str | None) -> str:
    """Return the week pattern of a written word: every, odd, even, or a list such as 1-14,17-18."""
    if not written:
        return words.EVERY
    key = fold(written)
    if key in _WEEKS:
        return _WEEKS[key]
    text = key.replace("、", ",").replace("周", "").replace("第", "").replace("至", "-")
    return text if _WEEK_LIST.fullmatch(text) else written


def complete(row: dict[str, Any]) -> None:
    """Give every lesson a week pattern."""
    row["weeks"] = weeks_of(row.get("weeks"))


def row_faults(row: dict[str, Any]) -> list[Fault]:
    """Return what refuses a lesson."""
    term = row.get("term")
    if term is not None and not TERM.fullmatch(term):
        message = f"学期“{term}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。"
        return [Fault("bad_date", "term", message, term)]
    return []
