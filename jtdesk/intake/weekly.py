"""Weekday x period grids: which columns are lessons, and how a grid becomes one row a lesson."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jtdesk.core.text import fold
from jtdesk.excel.context import school_year
from jtdesk.excel.parsed import written
from jtdesk.excel.tables import FoundTable
from jtdesk.intake.lesson_cells import CellReader, Taught, is_no_lesson

_DAYS = {sign: day for day, sign in enumerate("一二三四五六日", start=1)} | {"天": 7}
_DAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天1-7])")
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HAN = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}
_BEYOND = re.compile(r"(?:星期|周|礼拜)([八九89])")
_NUMBER = r"\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九]"
_PERIOD = re.compile(rf"第?({_NUMBER})(?:节课?|课)?")
_SPAN = re.compile(rf"第?({_NUMBER})节?(?:[-~—–至到]+第?({_NUMBER}))?(?:节课?|课|小节)?")
_PART_OF_DAY = re.compile(r"^(?:上午|下午|晚上|早上|中午|晚间)")
_LISTED = re.compile(r"[、,及和/;]+")
_CLOCK = re.compile(r"[(\[【]?\d{1,2}[::.]\d{2}.*$")
_TIMES = re.compile(r"\d{1,2}[::\uff1a.]\d{2}\s*[-~—–至]+\s*\d{1,2}[::\uff1a.]\d{2}")
_TERM = re.compile(
    r"第?([一二12])学期|([上下])(?:学期|期|半学年)|(20\d\d年?[春秋]|[春秋]季)|20\d\d-20\d\d-([12])(?!\d)"
)
_MOMENT = re.compile(
    r"(?P<before>[^星周礼拜]*?(?:周|次)?(?:[((]?[单双]周?[))]?)?)(?P<day>(?:星期|周|礼拜)[一二三四五六日天1-7])"
    r"(?P<periods>(?:上午|下午|晚上)?(?:第)?[\d一二三四五六七八九十第节课至到\-~—–、,]+?)节?(?P<after>[(({\[][^))}\]]*[))}\]])?$"
)
_MOMENTS = re.compile(r"[;；\n]+")
_SIDE_OF_ALL = re.compile(r"(?<![单双])[单双]周(?!次)")
TERM_CODE = re.compile(r"\d{4}-[12]")
MOMENT = "time"
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


def any_weekday(text: str) -> int | None:
    """Return the weekday of a heading, 8 and 9 for 星期八 and 星期九, which are to be told of."""
    day = weekday(text)
    if day is None and (found := _BEYOND.match(fold(text))):
        return 8 if found[1] in "八8" else 9
    return day


def period(text: str) -> int | None:
    """Return the number of 1, 第1节, 第一节; None for anything else."""
    found = _PERIOD.fullmatch(fold(text))
    if not found:
        return None
    return _number(found[1])


def _number(sign: str) -> int:
    if sign.isdigit():
        return int(sign)
    return 10 + _HAN[sign[1]] if len(sign) == 2 else _HAN[sign]


def periods(text: str) -> tuple[int, ...]:
    """Return the numbers of 第1节, 3-4节, 第五、六节, 1 (8:00-8:40); empty for anything else."""
    key = _PART_OF_DAY.sub("", _CLOCK.sub("", fold(_TIMES.sub("", text)).strip("()[]")))
    found: list[int] = []
    for part in _LISTED.split(key):
        span = _SPAN.fullmatch(part)
        if not span:
            return ()
        first = _number(span[1])
        last = _number(span[2]) if span[2] else first
        if not first <= last <= first + 7:
            return ()
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


SPOKEN: Mapping[str, Callable[[str], int | None]] = {"weekday": any_weekday, "period": period}


def cells(table: FoundTable) -> dict[int, tuple[int, int]]:
    """Return ``{workbook column: (weekday, period)}``; empty when the table is no grid."""
    found: dict[int, tuple[int, int]] = {}
    headed: dict[int, list[tuple[int, int | None]]] = {}
    bare = _bare_days(table)
    for column in table.columns:
        days = [day for level in column.path if (day := any_weekday(level)) is not None]
        days = days or bare.get(column.column, [])
        if not days:
            continue
        levels: Sequence[str] = [level for level in column.path if any_weekday(level) is None]
        if column.column in bare:
            levels = column.path[1:] or column.path
        numbers = [n for level in levels if (n := period(level)) is not None]
        headed.setdefault(days[0], []).append((column.column, numbers[-1] if numbers else None))
    for day, places in headed.items():
        numbered = numbers_of([number for _column, number in places])
        found |= {
            column: (day, number)
            for (column, _), number in zip(places, numbered, strict=True)
            if number is not None
        }
    if len(found) < LEAST or len(set(found.values())) < len(found):
        return {}
    return found


def numbers_of(said: Sequence[int | None]) -> list[int | None]:
    """Return the number of each period of a day as it is written; None where it has none.

    Without any number a period takes its place in the day. A count that starts anew (下午第1节)
    goes on; what follows the last number (晚自习, 课后服务) is counted on, what stands before it
    (早读) is no numbered period.
    """
    if all(number is None for number in said):
        return list(range(1, len(said) + 1))
    found: list[int | None] = []
    last = offset = 0
    final = max(place for place, number in enumerate(said) if number is not None)
    for place, number in enumerate(said):
        if number is None:
            last += place > final
            found.append(last if place > final else None)
            continue
        if number == 1 and last:
            offset = last
        last = number + offset
        found.append(last)
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


def moments(text: str) -> list[tuple[int, tuple[int, ...], str]]:
    """Return ``(weekday, periods, weeks)`` of 1-14周 周一第3-4节; empty where not understood."""
    found = []
    for part in filter(None, map(fold, _MOMENTS.split(text))):
        said = _MOMENT.match(part)
        numbers = periods(said["periods"]) if said else ()
        if said is None or not numbers:
            return []
        weeks = said["before"].strip(",、") or (said["after"] or "").strip("(){}[]")
        found.append((weekday(said["day"]) or 0, numbers, weeks))
    return found


def said_term(texts: Iterable[str], year: int) -> str:
    """Return ``2025-1`` or ``2025-2`` where the words around a table say so, else nothing.

    Args:
        texts: title, lines above, names of sheet and file.
        year: school year where they name none.
    """
    given = [text for text in texts if text]
    for text in given:
        found = _TERM.search(fold(text))
        if found:
            second = found[1] in {"二", "2"} or found[2] == "下" or "春" in found[0]
            named = school_year([text])
            own = named if named is not None else school_year(given)
            return f"{year if own is None else own}-{2 if second or found[4] == '2' else 1}"
    return ""


def side_of(texts: Iterable[str]) -> str:
    """Return 单周 or 双周 where the title or the sheet says one of them, else nothing."""
    said = {found for text in texts for found in _SIDE_OF_ALL.findall(text)}
    return said.pop() if len(said) == 1 else ""


def term_of(texts: Sequence[str], year: int, *, second: bool = False) -> str:
    """Return the term a table speaks of by the words around it, else by the day it speaks of.

    Args:
        texts: see `said_term`.
        year: school year of the day.
        second: the day lies in the second term.
    """
    return said_term(texts, year) or f"{year}-{2 if second else 1}"


def lessons(
    grid: dict[int, tuple[int, int]],
    columns: Sequence[int],
    rows: Sequence[int],
    values: Sequence[Sequence[Any]],
    reader: CellReader,
) -> Iterator[tuple[int, int, int, int, Taught]]:
    """Yield ``(row index, workbook column, weekday, period, what is taught)`` of every lesson."""
    places = [
        (place, column, *grid[column]) for place, column in enumerate(columns) if column in grid
    ]
    for index in range(len(rows)):
        line = values[index]
        for place, column, day, number in places:
            cell = line[place]
            if cell is None:
                continue
            text = written(cell).strip()
            if is_no_lesson(text):
                continue
            for taught in reader.of_teacher(text):
                yield index, column, day, number, taught
