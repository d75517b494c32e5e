"""A block copied in Excel becomes a small file, so that it comes in by the door of every import."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from jtdesk.core.text import fold
from jtdesk.ui.rows import Column

NAME = "粘贴的表格.csv"


def has_headings(block: Sequence[Sequence[str]], columns: Sequence[Column]) -> bool:
    """Tell whether the first line of a block names columns of the list."""
    titles = {fold(word) for column in columns for word in (column.title, column.heading)}
    named = sum(fold(cell) in titles for cell in block[0])
    return named * 2 >= len(block[0])


def with_headings(
    block: Sequence[Sequence[str]], columns: Sequence[Column], shown: Sequence[Column]
) -> list[list[str]]:
    """Return the block with a line of headings: its own, else those of the visible columns.

    Args:
        block: lines of cells.
        columns: all columns of the list.
        shown: the visible ones from left to right, as a block copied from the list has them.
    """
    lines = [list(line) for line in block]
    if lines and not has_headings(lines, columns):
        lines.insert(0, [column.heading for column in shown][: max(map(len, lines))])
    return lines


def write_block(lines: Sequence[Sequence[str]], folder: Path) -> Path:
    """Write a block as a CSV file and return it."""
    path = folder / NAME
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(lines)
    return path
