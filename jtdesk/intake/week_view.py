"""A timetable sheet as a person sees it: merged cells filled, headings told from lessons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jtdesk.core.text import fold
from jtdesk.excel.grid import Grid
from jtdesk.excel.parsed import written
from jtdesk.intake import weekly

MOST_ROWS, MOST_COLUMNS = 3000, 400
CLASS, TEACHER = "class", "teacher"
_AFTER_DAY = re.compile(r"[^\u4e00-\u9fff]*(?:\d+月\d+日?)?[^\u4e00-\u9fff]*")
_DAY_WORD = re.compile(
    r"(?:星期|周|礼拜)[一二三四五六七八九日天1-9]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
)
_HAN_DAYS = "一二三四五六日"
_CORNER = re.compile(r"星期|周|节")
# Periods that have a name in place of a number.
UNNUMBERED = re.compile(
    r"(?:早|晨|晚|午)(?:读|自习|自修|修|会|练|辅)\d?|课后(?:服务|延时|托管)\d?|延时(?:服务|课)?\d?|"
    r"(?:托管|社团|社团活动|自习|夕会|放学后)\d?"
)
BREAKS = re.compile(
    r"大?课间.*|眼(?:保健)?操|早操|广播操|午(?:休|餐|饭|睡|间.*)|(?:早|晚)餐|放学|升旗.*|休息"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One filled cell of a timetable.

    Attributes:
        row, column: where it stands.
        weekday, period: of the lesson; 8 and 9 where a heading says 星期八.
        text: what is written, parts in several cells joined by line breaks.
        owner: class or teacher the row or column belongs to, as written; empty: the block's.
        kind: what the owner is, `CLASS` or `TEACHER`, empty where the block's title says.
        subject, school: of a column beside the owner.
        block: number of the block on the sheet.
    """

    row: int
    column: int
    weekday: int
    period: int
    text: str
    owner: str = ""
    kind: str = ""
    subject: str = ""
    school: str = ""
    block: int = 0


@dataclass(frozen=True)
class WeekSheet:
    """The timetables found on a sheet.

    Attributes:
        slots: every filled cell.
        titles: what stands above each block, nearest first.
        headings: what heads a column, for the preview.
        heading_rows: rows of weekdays.
        body: cells that are headings or lessons; what stands elsewhere may be a legend.
        head_teachers: 班主任 of classes by a column of their own.
        unnumbered: rows of breaks and of periods before the first, which hold no lesson.
    """

    slots: tuple[Slot, ...]
    titles: tuple[tuple[str, ...], ...]
    headings: dict[int, str]
    heading_rows: tuple[int, ...]
    body: frozenset[tuple[int, int]]
    head_teachers: dict[str, str] = field(default_factory=dict)
    unnumbered: tuple[int, ...] = ()


class View:
    """A sheet with its merged cells filled; coordinates are the workbook's, 1-based."""

    def __init__(self, grid: Grid) -> None:
        self.height = min(len(grid.rows), MOST_ROWS)
        self.width = min(max((len(row) for row in grid.rows), default=0), MOST_COLUMNS)
        self._texts = [
            [written(value).strip() for value in row[: self.width]]
            + [""] * (self.width - min(len(row), self.width))
            for row in grid.rows[: self.height]
        ]
        self._anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for merge in grid.merges:
            self._fill(merge.first_row, merge.first_column, merge.last_row, merge.last_column)

    def _fill(self, top: int, left: int, bottom: int, right: int) -> None:
        if not (1 <= top <= self.height and 1 <= left <= self.width):
            return
        text = self._texts[top - 1][left - 1]
        for row in range(top, min(bottom, self.height) + 1):
            for column in range(left, min(right, self.width) + 1):
                self._texts[row - 1][column - 1] = text
                self._anchors[row, column] = (top, left)

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows; a merged one the same in all its parts."""
        if 1 <= row <= self.height and 1 <= column <= self.width:
            return self._texts[row - 1][column - 1]
        return ""

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return the first cell of the merged range a cell lies in, else the cell itself."""
        return self._anchors.get((row, column), (row, column))

    def row_texts(self, row: int, first: int, last: int) -> list[str]:
        """Return the different texts of a row from left to right."""
        seen: dict[tuple[int, int], str] = {}
        for column in range(first, last + 1):
            text = self.text(row, column)
            if text:
                seen.setdefault(self.anchor(row, column), text)
        return list(seen.values())

    def days_of_row(self, row: int) -> dict[int, int]:
        """Return ``{column: weekday}`` of a heading row, empty for any other row."""
        cells = {column: self.text(row, column) for column in range(1, self.width + 1)}
        found = _days(cells)
        if found:
            return found
        bare = {column: text for column, text in cells.items() if text and text in _HAN_DAYS}
        around = [cells[column] for column in range(1, min(bare, default=1))]
        return _in_order(bare, [*around, *self.row_texts(row - 1, 1, self.width)])

    def days_of_column(self, column: int) -> dict[int, int]:
        """Return ``{row: weekday}`` of a column that names weekdays, empty for any other."""
        cells = {row: self.text(row, column) for row in range(1, self.height + 1)}
        found = _days(cells)
        if found:
            return found
        bare = {row: text for row, text in cells.items() if text and text in _HAN_DAYS}
        top = min(bare, default=1)
        return _in_order(bare, [self.text(row, column) for row in range(max(1, top - 2), top)])


def _days(cells: dict[int, str]) -> dict[int, int]:
    """Return the weekdays some cells name, empty where they are too few for a week."""
    found = {place: day for place, text in cells.items() if (day := heading_day(text))}
    return found if len(set(found.values()) & set(range(1, 8))) >= weekly.LEAST else {}


def _in_order(bare: dict[int, str], around: Iterable[str]) -> dict[int, int]:
    """Take 一 to 五 as weekdays where something near says so and they stand in order."""
    signs = list(dict.fromkeys(bare.values()))
    said = any("星期" in text or "周" in text or "节" in text for text in around if text)
    if len(signs) < 5 or signs != list(_HAN_DAYS[: len(signs)]) or not said:
        return {}
    return {place: _HAN_DAYS.index(sign) + 1 for place, sign in bare.items()}


def heading_day(text: str) -> int | None:
    """Return the weekday a heading names; None for lessons and for people such as 周一凡."""
    if not text or len(text) > 20:
        return None
    key = fold(text)
    found = _DAY_WORD.match(key)
    if not found or not _AFTER_DAY.fullmatch(key[found.end() :].strip("()[]")):
        return None
    return weekly.any_weekday(text)


def promising(grid: Grid) -> bool:
    """Tell cheaply whether a sheet may hold a timetable."""
    days: set[str] = set()
    bare = 0
    for row in grid.rows[:200]:
        for value in row[:MOST_COLUMNS]:
            if isinstance(value, str) and len(value) <= 20:
                key = fold(value)
                found = _DAY_WORD.match(key)
                if found:
                    days.add(found[0])
                bare += key in _HAN_DAYS
                if len(days) >= weekly.LEAST or bare >= 5:
                    return True
    return False


@dataclass(slots=True)
class Pile:
    """Cells gathered by owner, day and period; what stands in several cells is one lesson.

    Attributes:
        parts: ``{(owner cell, weekday, period): [(row, column, text)]}``.
        about: owner, kind, subject and school by owner cell.
    """

    view: View
    parts: dict[tuple[object, int, int], list[tuple[int, int, str]]] = field(default_factory=dict)
    about: dict[object, tuple[str, str, str, str]] = field(default_factory=dict)
    body: set[tuple[int, int]] = field(default_factory=set)

    def put(
        self, row: int, column: int, day: int, periods: Sequence[int], owner: object = None
    ) -> None:
        """Add a cell."""
        self.body.add((row, column))
        text = self.view.text(row, column)
        if not text:
            return
        place = self.view.anchor(row, column)
        for period in periods:
            held = self.parts.setdefault((owner, day, period), [])
            if all(self.view.anchor(r, c) != place for r, c, _ in held):
                held.append((row, column, text))

    def slots(self, block: int) -> list[Slot]:
        """Return the lessons of a block in reading order."""
        found = []
        for (owner, day, period), parts in self.parts.items():
            name, kind, subject, school = self.about.get(owner, ("", "", "", ""))
            row, column, _ = parts[0]
            text = "\n".join(text for _, _, text in parts)
            found.append(Slot(row, column, day, period, text, name, kind, subject, school, block))
        return sorted(found, key=lambda slot: (slot.row, slot.column, slot.period))
