"""The period of a round from its name, and names from what stands around a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jtdesk.evaluation.scheme import Scheme

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_FORM = re.compile(r"(?:评分|打分|计分|记分|得分|汇总|登记|明细)?(?:情况)?(?:表|册|单)$")


def period_of(name: str, scheme: Scheme, year: int) -> tuple[str, str]:
    """Return the first and last day of a round.

    Args:
        name: may say a year.
        scheme: may say when the period begins and ends.
        year: school year where the name says none.
    """
    said = _YEAR.search(name)
    first = int(said[1]) if said else year
    start, end = scheme.start or "08-01", scheme.end or "07-31"
    return f"{first}-{start}", f"{first + (end < start)}-{end}"


def heading(texts: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the text around a table that names it, the nearest that holds one of some words."""
    named = [text for text in texts if any(word in text for word in wanted)]
    return (named or list(texts) or [""])[0].strip()


def bare(text: str) -> str:
    """Return a heading without the words for the form it stands on: 2025学年考核评分表."""
    return _FORM.sub("", text.strip()) or text.strip()
