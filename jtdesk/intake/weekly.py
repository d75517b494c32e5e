"""Weekday x period grids: which columns are lessons, and how a grid becomes one row a lesson."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jtdesk.core.text import fold
from jtdesk.excel.tables import FoundTable

_DAYS = {sign: day for day, sign in enumerate("一二三四五六日", start=1)} | {"天": 7}
_DAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天1-7])")
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HAN = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}
_PERIOD = re.compile(r"第?(\d{1,2}|[一二三四五六七八九十]|十[一二])(?:节课?|课)?")
_TERM = re.compile(r"第?([一二12])学期|([上下])学期|([春秋])季")
_WEEKS = re.compile(r"[((\uff08\[【〔]?\s*(单|双)周?\s*[))\uff09\]】〕]?$")
_WEEKS_FIRST = re.compile(
    r"(?:[(\uff08\[【〔]\s*(单|双)周?\s*[)\uff09\]】〕]|(单|双)周)[:\uff1a]?\s*(?=\S)"
)
LEAST = 3


def weekday(text: str) -> int | None:
    """Return 1 to 7 for 星期一, 周一, Mon; None for anything else."""
    key = fold(text)
    found = _DAY.match(key)
    if found:
        sign = found[1]
        return int(sign) if sign.isdigit() else _DAYS[sign]
    for day, name in enumerate(_ENGLISH, start=1):
        if key.startswith(name):
            return day
    return None


def period(text: str) -> int | None:
    """Return the number of 1, 第1节, 第一节; None for anything else."""
    found = _PERIOD.fullmatch(fold(text))
    if not found:
        return None
    sign = found[1]
    if sign.isdigit():
        return int(sign)
    return 10 + _HAN[sign[1]] if len(sign) == 2 else _HAN[sign]


SPOKEN: Mapping[str, Callable[[str], int | None]] = {"weekday": weekday, "period": period}


def cells(table: FoundTable) -> dict[int, tuple[int, int]]:
    """Return ``{workbook column: (weekday, period)}``; empty when the table is no grid."""
    found: dict[int, tuple[int, int]] = {}
    counts: dict[int, int] = {}
    bare = _bare_days(table)
    for column in table.columns:
        days = [day for level in column.path if (day := weekday(level)) is not None]
        days = days or bare.get(column.column, [])
        if not days:
            continue
        levels = column.path[1:] or (column.path if column.column in bare else ())
        numbers = [n for level in levels if (n := period(level)) is not None]
        counts[days[0]] = counts.get(days[0], 0) + 1
        # A period that is not numbered (早读, 晚自习) takes its place in the day.
        found[column.column] = (days[0], numbers[-1] if numbers else counts[days[0]])
    if len(found) < LEAST or len(set(found.values())) < len(found):
        return {}
    return found


def _bare_days(table: FoundTable) -> dict[int, list[int]]:
    """Return the days of columns headed 一 to 五 over their periods, as nothing else is headed.

    They count only as a whole: from Monday on, none left out, the same periods on every day.
    """
    groups: dict[str, list[int]] = {}
    for column in table.columns:
        # 一 over 一 is one level: repeats are collapsed.
        day = column.path[-2] if len(column.path) > 1 else column.path[-1]
        if day in _DAYS:
            groups.setdefault(day, []).append(column.column)
    days = [_DAYS[sign] for sign in groups]
    sizes = {len(columns) for columns in groups.values()}
    if len(days) < 2 or days != list(range(1, len(days) + 1)) or len(sizes) > 1 or sizes == {1}:
        return {}
    return {column: [_DAYS[sign]] for sign, columns in groups.items() for column in columns}


def term_of(texts: Sequence[str], year: int) -> str:
    """Return ``2025-1`` or ``2025-2`` by the words around a table; the first term where silent."""
    for text in texts:
        found = _TERM.search(fold(text))
        if found:
            second = found[1] in {"二", "2"} or found[2] == "下" or found[3] == "春"
            return f"{year}-{2 if second else 1}"
    return f"{year}-1"


def lessons(
    grid: dict[int, tuple[int, int]],
    columns: Sequence[int],
    rows: Sequence[int],
    values: Sequence[Sequence[Any]],
) -> Iterator[tuple[int, int, int, int, str, str | None]]:
    """Yield ``(row index, workbook column, weekday, period, class, weeks)`` of every lesson."""
    places = [
        (place, column, *grid[column]) for place, column in enumerate(columns) if column in grid
    ]
    for index in range(len(rows)):
        line = values[index]
        for place, column, day, number in places:
            cell = line[place]
            if cell is None:
                continue
            text = " ".join(str(cell).split())
            if not text or text in {"/", "-", "—"}:
                continue
            text, weeks = _weeks_apart(text)
            yield index, column, day, number, text, weeks


def _weeks_apart(text: str) -> tuple[str, str | None]:
    """Split ``五(3)(单周)`` into the class and its weeks."""
    last, first = _WEEKS.search(text), _WEEKS_FIRST.match(text)
    if last and last.start() > 0:
        sign, rest = last[1], text[: last.start()].strip()
    elif first:
        sign, rest = first[1] or first[2], text[first.end() :].strip()
    else:
        return text, None
    return rest, "odd" if sign == "单" else "even"
