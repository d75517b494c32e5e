"""A copy of the sender's own workbook with cells marked and commented, and all findings listed."""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from jtdesk.excel.grid import Book, CellValue, Grid

AUTHOR = "导入检查"
SUMMARY = "导入问题"
HEADINGS = ("工作表", "行", "栏目", "填写内容", "问题")
_REFUSED = PatternFill("solid", fgColor="FFF4B6B0")
_WARNED = PatternFill("solid", fgColor="FFFFF2B3")
_HEAD = PatternFill("solid", fgColor="FFE7ECF2")
_LINE = Side(style="thin", color="FFB8C0CA")
_WIDTHS = (16, 7, 18, 26, 70)
_FORBIDDEN = {code: None for code in range(32) if code not in {9, 10, 13}}


@dataclass(frozen=True, slots=True)
class CellMark:
    """A finding about a cell.

    Attributes:
        row: workbook row.
        column: workbook column, 0 for the row as a whole.
        heading: heading of the column.
        value: the value as found.
        text: what is wrong and what to do.
        refused: the row was kept out; else it is only a warning.
    """

    row: int
    column: int
    heading: str
    value: str
    text: str
    refused: bool = True


def mark_copy(
    book: Book, original: bytes | None, marks: Mapping[str, Sequence[CellMark]], target: Path
) -> None:
    """Write a marked copy of a workbook.

    Args:
        book: the workbook as read.
        original: its bytes, where the copy should keep its look; None writes the cells only.
        marks: findings by sheet name.
        target: the new file, always an xlsx.
    """
    workbook = _loaded(original) if book.kind == "xlsx" and original is not None else None
    if workbook is None:
        workbook = _rewritten(book)
    for name, found in marks.items():
        if name in workbook.sheetnames:
            _mark_sheet(workbook[name], found)
    _summarise(workbook, marks)
    workbook.save(target)


def _loaded(original: bytes) -> Workbook | None:
    try:
        with warnings.catch_warnings():
            # Parts that openpyxl does not know are left out of the copy; the original stays.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(original), rich_text=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        return None


def _rewritten(book: Book) -> Workbook:
    workbook = Workbook()
    if workbook.active is not None:
        workbook.remove(workbook.active)
    for number, grid in enumerate(book.sheets, start=1):
        name = _sheet_name(grid.name, number, workbook.sheetnames)
        _write_cells(workbook.create_sheet(name), grid)
    return workbook


def _sheet_name(name: str, number: int, taken: Sequence[str]) -> str:
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in name)[:31] or f"表{number}"
    return f"{plain[:27]}_{number}" if plain in taken else plain


def _write_cells(sheet: Worksheet, grid: Grid) -> None:
    widths: dict[int, int] = {}
    for row_number, row in enumerate(grid.rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(row_number, column)
            cell.value = _plain(value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a live formula
                cell.number_format = "@"
            widths[column] = max(widths.get(column, 8), min(_shown_width(str(value)) + 2, 40))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for merge in grid.merges:
        sheet.merge_cells(
            start_row=merge.first_row, start_column=merge.first_column,
            end_row=merge.last_row, end_column=merge.last_column,
        )  # fmt: skip


def _shown_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _plain(value: CellValue) -> str | int | float | bool | date | datetime | time | None:
    if isinstance(value, str):
        return value.translate(_FORBIDDEN)
    if isinstance(value, int | float | bool | date | datetime | time):
        return value
    return None if value is None else str(value)


def _mark_sheet(sheet: Worksheet, marks: Sequence[CellMark]) -> None:
    texts: dict[tuple[int, int], list[CellMark]] = {}
    for mark in marks:
        texts.setdefault((mark.row, mark.column or 1), []).append(mark)
    for (row, column), found in texts.items():
        cell = _anchor(sheet, row, column)
        refused = any(mark.refused for mark in found)
        cell.fill = _REFUSED if refused else _WARNED
        lines = [mark.text for mark in found]
        if cell.comment is not None and cell.comment.text:
            lines.insert(0, cell.comment.text)
        comment = Comment("\n".join(lines).translate(_FORBIDDEN), AUTHOR)
        comment.width, comment.height = 320, 60 + 22 * sum(1 + len(line) // 22 for line in lines)
        cell.comment = comment


def _anchor(sheet: Worksheet, row: int, column: int) -> Any:  # noqa: ANN401 - openpyxl's cell types
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _summarise(workbook: Workbook, marks: Mapping[str, Sequence[CellMark]]) -> None:
    name = SUMMARY
    while name in workbook.sheetnames:
        name += "_"
    sheet = workbook.create_sheet(name)
    sheet.append(HEADINGS)
    for sheet_name, found in marks.items():
        for mark in sorted(found, key=lambda m: (m.row, m.column)):
            sheet.append(
                [
                    _text(word) if isinstance(word, str) else word
                    for word in (sheet_name, mark.row, mark.heading, mark.value, mark.text)
                ]
            )
    border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = border
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.number_format = "@"
            if cell.row == 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
    for row in sheet.iter_rows(min_row=2, min_col=len(HEADINGS)):
        lines = -(-_shown_width(str(row[0].value)) // (_WIDTHS[-1] - 4))
        sheet.row_dimensions[row[0].row].height = 15.0 * max(1, lines)
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _text(word: str) -> str:
    return word.translate(_FORBIDDEN)
