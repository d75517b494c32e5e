"""What the texts around a table say: which school, as of which date, for which school year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from jtdesk.core.text import fold
from jtdesk.excel.dates import parse_date

_DATE = r"(\d{4}\s*[年.\-/]\s*\d{1,2}(?:\s*[月.\-/]\s*(?:\d{1,2}\s*日?)?)?)"
_STRONG = re.compile(
    r"(?:统计时点|统计时间|统计日期|数据截至|数据截止|数据时点|时点|截至|截止|截止到|截至到)(?:日期|时间)?\s*(?:到|于|为)?\s*[::]?\s*"
    + _DATE
)
_WEAK = re.compile(r"(?:填报|填表|上报|制表|报出|报送|编制)(?:时间|日期)\s*[::]?\s*" + _DATE)
_BARE = re.compile(_DATE)
_TWO_YEARS = re.compile(
    r"((?:19|20)\d{2})\s*[-—–―~至/]{1,2}\s*((?:19|20)?\d{2})\s*学?年?(?=学年|年度|学年度|第|年|[上下春秋]|-[12]\b|$|\D)"
)
_ONE_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:学年|年?秋)")
_SPRING = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:春|上半年)")
# A short name inside these words is a place or the whole group, not a school.
_WIDER = re.compile(r"(教育)?(集团|学区|片区|联盟|共同体|教共体|镇|乡|区|县|市|街道|岛)")


def places_in(texts: Iterable[str | None], names: Mapping[str, str]) -> str | None:
    """Find the one school that a title, sheet name or file name speaks of.

    Args:
        texts: in order of trust; the first with exactly one school decides.
        names: written name, full or short, -> key of the school (its own name will do).

    Returns:
        the key, None where no text names a school or each names several.
    """
    written = sorted(
        ((fold(name), key) for name, key in names.items() if len(fold(name)) >= 2),
        key=lambda pair: -len(pair[0]),
    )
    for text in texts:
        if text:
            found = _keys_in(fold(text), written)
            if len(found) == 1:
                return found.pop()
    return None


def statistics_date(texts: Iterable[str], *, filled: bool = True) -> str | None:
    """Return the date the figures stand for; the day of filling in counts only without one.

    Args:
        texts: titles and lines around a table.
        filled: whether the day of filling in may count at all.
    """
    lines = [unicodedata.normalize("NFKC", text) for text in texts if text]
    for pattern in (_STRONG, _WEAK) if filled else (_STRONG,):
        for line in lines:
            for found in pattern.finditer(line):
                parsed = parse_date(found[1].strip(" .-/"))
                if parsed.value and parsed.code is None:
                    return str(parsed.value)
    return None


def school_year(texts: Iterable[str]) -> int | None:
    """Return the year a school year starts in: 2025 for 2025学年 and 2025-2026学年第一学期."""
    lines = [unicodedata.normalize("NFKC", text) for text in texts if text]
    for line in lines:
        for found in _TWO_YEARS.finditer(line):
            first = int(found[1])
            second = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
            if second == first + 1:
                return first
    for line in lines:
        single = _ONE_YEAR.search(line)
        if single:
            return int(single[1])
    for line in lines:
        spring = _SPRING.search(line)
        if spring:
            return int(spring[1]) - 1
    return None


def _keys_in(text: str, written: list[tuple[str, str]]) -> set[str]:
    """Return the schools named in a text; a name inside a longer one does not count."""
    taken = [False] * len(text)
    found: set[str] = set()
    for name, key in written:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(taken[start:end]):
                taken[start:end] = [True] * len(name)
                if not _WIDER.match(text[end:]):
                    found.add(key)
            start = text.find(name, end)
    return found
