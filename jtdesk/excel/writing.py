"""New workbooks with the look of an official table, written row by row."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from jtdesk.core.errors import InputRefused
from jtdesk.core.jobs import Job
from jtdesk.core.reasons import reason
from jtdesk.core.text import visible
from jtdesk.excel.card_look import CardSpec
from jtdesk.excel.card_writer import CardWriter
from jtdesk.excel.sheet_writer import Codes, SheetWriter
from jtdesk.excel.steady_zip import SteadyZip
from jtdesk.excel.table_look import Line, TableSpec


def write_table(
    path: Path, spec: TableSpec, rows: Sequence[Line], *, job: Job | None = None
) -> None:
    """Write a workbook with one table (see `write_tables`)."""
    write_tables(path, [(spec, rows)], job=job)


def write_tables(
    path: Path,
    tables: Sequence[tuple[TableSpec | CardSpec, Sequence[Line]]],
    *,
    job: Job | None = None,
) -> list[tuple[str, int]]:
    """Write a workbook of tables and cards; the same content gives the same bytes.

    Args:
        path: the new file; an old one of that name is replaced once the new one is whole.
        tables: look and rows; a row has a value for each column, that of a serial number unused.
        job: progress and cancel.

    Returns:
        Name and number of rows of every sheet that shows.

    Raises:
        InputRefused: the folder cannot be written, or the file is open in another program.
    """
    part = path.with_name(f".{path.name}.part")
    book = Workbook(write_only=True)
    try:
        part.touch()
        sheets, totals = _build(book, tables, job or Job())
        ExcelWriter(book, SteadyZip(part, totals)).save()
        part.replace(path)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}：{reason(fault)}。"
            "如果它正在 WPS 或 Excel 中打开，请先关闭；也可以换一个文件名或文件夹。",
            code="output_refused",
        ) from fault
    else:
        return sheets
    finally:
        _discard(book)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _build(
    book: Workbook, tables: Sequence[tuple[TableSpec | CardSpec, Sequence[Line]]], job: Job
) -> tuple[list[tuple[str, int]], dict[str, dict[str, float | str]]]:
    """Stream all sheets; return them, and the values of their formulas by member of the archive."""
    book.properties = DocumentProperties(creator="jtdesk", title=visible(tables[0][0].title))
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    codes = Codes()
    sheets: list[tuple[str, int]] = []
    totals: dict[str, dict[str, float | str]] = {}
    for spec, rows in tables:
        if isinstance(spec, CardSpec):
            cards = CardWriter(book, spec, rows, codes)
            cards.write(job)
            each = bool(rows) if spec.apart else len(rows)
            sheets += [(name, int(each)) for name in cards.names]
            continue
        sheet = SheetWriter(book, spec, rows, codes)
        sheet.write(job)
        sheets.append((sheet.sheet.title, len(rows)))
        totals[f"xl/worksheets/sheet{len(sheets)}.xml"] = sheet.totals
    codes.write(book)
    return sheets, totals


def _discard(book: Workbook) -> None:
    """Remove the temporary files of sheets that never became a workbook."""
    for sheet in book.worksheets:
        if isinstance(sheet, WriteOnlyWorksheet) and not sheet.closed:
            with contextlib.suppress(Exception):
                sheet.close()
        writer: Any = getattr(sheet, "_writer", None)
        if writer is not None:
            with contextlib.suppress(OSError):
                writer.cleanup()
