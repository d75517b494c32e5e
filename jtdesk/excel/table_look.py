"""How a new table is to look: columns, headings, lines around it, measured before writing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jtdesk.core.fields import Kind

Value = str | int | float | bool | None
Line = Sequence[Value]

SAMPLE = 400
NARROWEST, WIDEST = 4.5, 34.0
# Units of column width that stay readable when the sheet is scaled to one page wide.
A4_WIDTH = 150.0
ROOM = {
    ("A4", True): 128.0, ("A4", False): 84.0, ("A3", True): 190.0, ("A3", False): 128.0,
}  # fmt: skip
STRETCH = 1.5
BROAD_DIGITS = 1.15
DIGITS_AS_TEXT: frozenset[Kind] = frozenset({"id_number", "phone", "date", "month"})
NUMBERS: frozenset[Kind] = frozenset({"integer", "decimal", "percent"})
_DECIMALS = re.compile(r"[#,0]*0\.(0+)")
_CODE = re.compile(r"\d{6,}[\dXx]?")


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    r"""One column of a table to be written.

    Attributes:
        title: innermost heading; ``\n`` breaks the line.
        groups: outer headings, outermost first; equal neighbours are merged.
        kind: what the cells hold; numbers stand right, ids and dates are text cells.
        code: entry of the code row (``L1``).
        choices: words of the drop-down.
        total: ``sum``, ``count`` or ``ratio`` in the total row, by formula; or ``text``.
        total_text: what the last row of totals says there, where it is a text.
        ratio: places of two other columns; each cell is a formula, the first divided by the second.
        number_format: of the workbook; empty chooses by kind.
        width: in characters; 0 measures a sample.
        align: ``left center right``; empty chooses by kind and length.
        serial: the cells are 1, 2, 3 ... and the rows hold no value for it.
        merge: equal cells below each other become one, as far as those left of them do.
    """

    title: str
    groups: tuple[str, ...] = ()
    kind: Kind = "text"
    code: str = ""
    choices: tuple[str, ...] = ()
    total: Literal["", "sum", "count", "ratio", "text"] = ""
    total_text: str = ""
    ratio: tuple[int, int] | None = None
    number_format: str = ""
    width: float = 0.0
    align: str = ""
    serial: bool = False
    merge: bool = False


@dataclass(frozen=True, kw_only=True)
class SummaryPart:
    """One figure of the line under a table: 合计 31 人.

    Attributes:
        text: words before the figure.
        column: place of the column it is about.
        total: ``count`` of filled cells, ``sum``, or ``capitals``: the sum in words as on vouchers.
        words: count only cells that hold one of these.
        unit: words after the figure.
    """

    text: str
    column: int
    total: Literal["count", "sum", "capitals"] = "count"
    words: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A sheet with one table.

    Attributes:
        sheet: its name.
        title: large line on top.
        columns: left to right.
        annex: small line above the title (``附件1``).
        mark: line nobody sees, by which a returned workbook is known again.
        above: up to three texts between title and headings: left, middle, right.
        total_label: first cell of the total row.
        subtotal_by: place of the column whose equal neighbours end in a row of their own totals.
        summary: figures of the line under the table.
        notes: lines under the table.
        signature: fields of the last line (``填表人:``).
        paper: ``A4`` or ``A3``; empty chooses by width.
        landscape: the paper lies.
        body_size: points of the cells.
        blank_rows: empty lines of a form nobody has filled yet.
        freeze_after: columns that stay on screen.
        row_height: points of a row at least; 0 goes by the size of the cells.
    """

    sheet: str
    title: str
    columns: tuple[TableColumn, ...]
    annex: str = ""
    mark: str = ""
    above: tuple[str, ...] = ()
    total_label: str = "合计"
    subtotal_by: int | None = None
    summary: tuple[SummaryPart, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    paper: Literal["", "A4", "A3"] = ""
    landscape: bool = True
    body_size: float = 10.5
    blank_rows: int = 15
    freeze_after: int = 0
    row_height: float = 0.0

    @property
    def depth(self) -> int:
        """How many heading rows there are."""
        return max((len(column.groups) for column in self.columns), default=0) + 1

    @property
    def has_codes(self) -> bool:
        """Whether a code row follows the headings."""
        return any(column.code for column in self.columns)

    @property
    def has_totals(self) -> bool:
        """Whether a total row ends the table."""
        return any(column.total for column in self.columns)


def merged_runs(spec: TableSpec, rows: Sequence[Line]) -> dict[tuple[int, int], int]:
    """Return the runs of equal cells that become one: last row by column and first row.

    Rows are counted from 0. A run ends where one of a merging column to its left ends, and where a
    row of subtotals follows; what nobody wrote is never merged.
    """
    found: dict[tuple[int, int], int] = {}
    whole = [number == 0 for number in range(len(rows))]
    by = spec.subtotal_by
    for at, column in enumerate(spec.columns):
        if not column.merge:
            continue
        begun = 0
        for number in range(1, len(rows) + 1):
            ends = number == len(rows) or whole[number] or (
                rows[number][at] in {None, ""} or rows[number][at] != rows[number - 1][at]
                or (by is not None and rows[number][by] != rows[number - 1][by])
            )  # fmt: skip
            if ends:
                if number - 1 > begun:
                    found[at, begun] = number - 1
                begun = number
                if number < len(rows):
                    whole[number] = True
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """A heading cell: text and its place, counted from 0 within the heading block."""

    text: str
    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Measures:
    """What a sample of the rows says about the look.

    Attributes:
        widths: of the columns, in characters.
        aligns: ``left center right`` of the columns.
        as_text: columns whose cells carry the text format.
        paper: ``A4`` or ``A3``.
    """

    widths: tuple[float, ...]
    aligns: tuple[str, ...]
    as_text: tuple[bool, ...]
    paper: str
    total: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.widths))


def display_width(text: str) -> int:
    """Return how many half-width characters a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def lines_needed(text: str, width: float) -> int:
    """Return on how many lines a text stands in a column."""
    room = max(width - 1.2, 2.0)
    return sum(max(1, math.ceil(display_width(line) / room)) for line in text.split("\n"))


def shown(value: Value) -> str:
    """Return a value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shown_in(column: TableColumn, value: Value) -> str:
    """Return a value as a cell of this column shows it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if column.kind == "percent":
            return f"{value:.1%}"
        places = _DECIMALS.fullmatch(column.number_format)
        if places:
            return f"{value:.{len(places[1])}f}"
    return shown(value)


def measure(spec: TableSpec, rows: Sequence[Line]) -> Measures:
    """Choose widths, alignment, text columns and paper from a sample of the rows."""
    sample = _sample(rows)
    widths, aligns, texts = [], [], []
    for at, column in enumerate(spec.columns):
        cells = [str(len(rows))] if column.serial else [shown_in(column, row[at]) for row in sample]
        if column.total == "sum":
            # Totals stand in the broader letters of headings, and a number without room shows ###.
            cells.append(f"{shown_in(column, _sum(row[at] for row in rows))}00")
        longest = max(
            (display_width(line) for cell in cells for line in cell.split("\n")), default=0
        )
        texts.append(
            not column.serial
            and (
                column.kind in DIGITS_AS_TEXT
                or (column.kind == "text" and any(_CODE.fullmatch(cell) for cell in cells))
            )
        )
        # Where the prescribed font is missing digits are broader, and a broken code is unreadable.
        needed = math.ceil(longest * BROAD_DIGITS) if texts[-1] else longest
        widths.append(column.width or _width(column, needed))
        aligns.append(column.align or _align(column, longest))
    paper = spec.paper or ("A4" if sum(widths) <= A4_WIDTH else "A3")
    room = ROOM[paper, spec.landscape]
    # A narrow table is spread over the sheet, as official tables are.
    stretch = min(max(room / sum(widths), 1.0), STRETCH)
    widths = [
        width if column.width else width * stretch
        for width, column in zip(widths, spec.columns, strict=True)
    ]
    return Measures(tuple(widths), tuple(aligns), tuple(texts), paper)


def _sum(values: Iterable[Value]) -> float:
    """Return about what a column comes to."""
    return round(sum(v for v in values if isinstance(v, int | float)), 2)


def _sample(rows: Sequence[Line]) -> Sequence[Line]:
    if len(rows) <= SAMPLE:
        return rows
    step = len(rows) // SAMPLE
    return rows[::step]


def _width(column: TableColumn, longest: int) -> float:
    heading = 0
    for line in column.title.split("\n"):
        width = display_width(line)
        # Half of the characters: a long heading stands on two lines.
        heading = max(heading, width if width <= 8 else math.ceil(width / 4) * 2)
    padding = 2.4 if column.kind in NUMBERS else 1.8
    return min(max(max(longest, heading) + padding, NARROWEST), WIDEST)


def _align(column: TableColumn, longest: int) -> str:
    if column.serial:
        return "center"
    if column.kind in NUMBERS:
        return "right"
    # Official tables centre what has up to six characters and set longer text left.
    return "center" if longest <= 12 else "left"


def heading_spans(spec: TableSpec) -> list[Span]:
    """Return the heading cells, equal outer neighbours merged, short paths merged down."""
    depth = spec.depth
    paths = [(*column.groups, column.title) for column in spec.columns]
    spans: list[Span] = []
    for level in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            if level >= len(path):
                at += 1
                continue
            last = at
            inner = level == len(path) - 1
            while (
                not inner
                and last + 1 < len(paths)
                and len(paths[last + 1]) > level + 1
                and paths[last + 1][: level + 1] == path[: level + 1]
            ):
                last += 1
            spans.append(Span(path[level], level, at, depth - 1 if inner else level, last))
            at = last + 1
    return spans


def spread(texts: Sequence[str], widths: Sequence[float]) -> list[tuple[int, int, str]]:
    """Place texts on one line over the columns; where they do not fit, all in one cell.

    Returns:
        ``(first column, last column, text)``, columns counted from 0.
    """
    needs = [display_width(text) + 4.0 for text in texts]
    # Even runs look calm and keep the middle text in the middle; else each gets what it needs.
    for wanted in ([max(needs)] * len(needs), needs):
        runs = _runs(widths, wanted)
        if len(runs) == len(texts) and all(
            display_width(text) + 1 <= sum(widths[first : last + 1])
            for (first, last), text in zip(runs, texts, strict=True)
        ):
            return [(first, last, text) for (first, last), text in zip(runs, texts, strict=True)]
    return [(0, len(widths) - 1, "    ".join(text for text in texts if text))]


def _runs(widths: Sequence[float], needs: Sequence[float]) -> list[tuple[int, int]]:
    """Cut the columns into runs whose widths go by what each needs."""
    needs = needs[: len(widths)]
    scale = sum(widths) / sum(needs)
    runs: list[tuple[int, int]] = []
    start, done, goal = 0, 0.0, 0.0
    for at, need in enumerate(needs[:-1]):
        goal += need * scale
        last = start
        done += widths[start]
        # A column joins the run while that brings its end nearer to the goal.
        while len(widths) - last - 1 > len(needs) - at - 1 and (
            done + widths[last + 1] / 2 <= goal
        ):
            last += 1
            done += widths[last]
        runs.append((start, last))
        start = last + 1
    return [*runs, (start, len(widths) - 1)]
