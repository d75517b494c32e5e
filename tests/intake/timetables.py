"""Timetable workbooks as schools send them, written with openpyxl and read back like any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from jtdesk.excel.grid import Book
from jtdesk.excel.reading import read_book

DAYS = ("星期一", "星期二", "星期三", "星期四", "星期五")
Lines = Sequence[Sequence[Any]]


def workbook(
    folder: Path,
    sheets: Mapping[str, Lines],
    merges: Mapping[str, Sequence[str]] | None = None,
    name: str = "课表.xlsx",
) -> Book:
    """Write a workbook and read it."""
    made = Workbook()
    made.remove(made.active)
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
        for span in (merges or {}).get(title, ()):
            sheet.merge_cells(span)
    path = folder / name
    made.save(path)
    return read_book(path)


def week(*rows: tuple[Any, Sequence[Any]]) -> list[list[Any]]:
    """Return periods down and weekdays across: label, then what stands under Monday to Friday."""
    return [["节次", *DAYS], *([label, *cells] for label, cells in rows)]


Lesson = tuple[str, str | None, int, int, str]


def lessons(rows: Sequence[Mapping[str, Any]]) -> set[Lesson]:
    """Return name, subject, weekday, period and class of published rows."""
    return {(r["name"], r["subject"], r["weekday"], r["period"], r["class_name"]) for r in rows}
