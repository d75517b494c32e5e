"""What a figure shows: titles, numbers and the rows behind them; no drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["columns", "bars", "stacked", "shares", "pyramid", "line"]
_PARTS = re.compile(r"[!-~]+|.")  # a number or Latin word is never broken


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of numbers; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class FigureSpec:
    """What a figure shows; the data, not the drawing.

    Attributes:
        name: stem of the file it is saved as.
        title: states the finding.
        kind: ``columns`` upright, ``bars`` lying, ``stacked`` and ``shares`` lying and stacked,
            ``pyramid`` two series back to back, ``line``.
        categories: along the axis.
        series: one or more rows of numbers.
        unit: of the numbers.
        source: where they come from and as of when.
        note: the rule behind them.
        rows: ids behind a bar by ``(series name, category)``.
        digits: decimals in the labels.
    """

    name: str
    title: str
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "人"
    source: str = ""
    note: str = ""
    rows: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    digits: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for one in self.series for value in one.values)

    def all_rows(self) -> tuple[str, ...]:
        """Return the ids of every row behind the figure, each once."""
        return tuple(dict.fromkeys(i for ids in self.rows.values() for i in ids))

    def table(self) -> list[list[str]]:
        """Return the numbers as a block with headings, for copying and screen readers."""
        head = ["", *(one.name for one in self.series)]
        lines = [
            [category, *(label(one.values[i], self.digits) for one in self.series)]
            for i, category in enumerate(self.categories)
        ]
        return [head, *lines]


def label(value: float | None, digits: int) -> str:
    """Return a number as it stands on a bar; empty where there is none."""
    return "" if value is None else f"{value:.{digits}f}"


def folded(text: str, room: float) -> list[str]:
    """Break a text into lines of so many Chinese characters, a Latin one counting half."""
    lines, line, used = [], "", 0.0
    for part in _PARTS.findall(text):
        wide = 0.56 * len(part) if part.isascii() else 1.0
        if used + wide > room and line:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + part, used + wide
    return [*lines, line] if line else lines
