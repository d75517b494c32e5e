"""What a list hands on to paper and to Excel: texts of the visible columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jtdesk.core import csv_file
from jtdesk.ui.rows import Column, Row


@dataclass(frozen=True, kw_only=True)
class ListExport:
    """A list as it is to leave the program.

    Attributes:
        title: of the list.
        subtitle: group, date, number of rows.
        columns: the visible ones, from left to right.
        rows: the rows shown.
        revealed: ids of the rows whose sensitive columns stand in full; None for all rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subtitle: str = ""
    revealed: frozenset[str] | None = frozenset()

    def headings(self) -> tuple[str, ...]:
        """Return the headings."""
        return tuple(column.heading for column in self.columns)

    def texts(self) -> list[tuple[str, ...]]:
        """Return the cells as texts, sensitive ones masked unless revealed."""
        shown = self.revealed
        return [
            tuple(
                c.show(row, revealed=shown is None or row.get("id") in shown) for c in self.columns
            )
            for row in self.rows
        ]

    def values(self) -> list[tuple[str | int | float | bool | None, ...]]:
        """Return the cells as values: numbers stay numbers, all else is text."""
        texts = self.texts()
        numeric = [c.kind in {"integer", "decimal", "percent"} and not c.text for c in self.columns]
        found: list[tuple[str | int | float | bool | None, ...]] = []
        for row, line in zip(self.rows, texts, strict=True):
            found.append(
                tuple(
                    row.get(c.name) if is_number else (text or None)
                    for c, text, is_number in zip(self.columns, line, numeric, strict=True)
                )
            )
        return found


def write_csv(path: Path, export: ListExport) -> None:
    """Write a list as CSV that Excel opens with Chinese text and whole ids.

    Raises:
        InputRefused: the file cannot be written.
    """
    csv_file.write_csv(path, export.headings(), export.texts())


def aligns(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the alignment of each column."""
    return tuple(column.alignment for column in columns)
