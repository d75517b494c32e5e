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
from jtdesk.excel.sheet_writer import Codes, SheetWriter
from jtdesk.excel.steady_zip import SteadyZip
from jtdesk.excel.table_look import Line, TableSpec


def write_table(
    path: Path, spec: TableSpec, rows: Sequence[Line], *, job: Job | None = None
) -> None:
    """Write a workbook with one table (see `write_tables`)."""
    write_tables(path, [(spec, rows)], job=job)


def write_tables(
    path: Path, tables: Sequence[tuple[TableSpec, Sequence[Line]]], *, job: Job | None = None
) -> None:
    """Write a workbook, a sheet for each table; the same content gives the same bytes.

    Args:
        path: the new file; an old one of that name is replaced once the new one is whole.
        tables: look and rows; a row has a value for each column that is not a serial number.
        job: progress and cancel.

    Raises:
        InputRefused: the folder cannot be written, or the file is open in another program.
    """
    part = path.with_name(f".{path.name}.part")
    book = Workbook(write_only=True)
    try:
        part.touch()
        totals = _build(book, tables, job or Job())
        ExcelWriter(book, SteadyZip(part, totals)).save()
        part.replace(path)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}:{reason(fault)}。"
            "如果它正在 WPS 或 Excel 中打开,请先关闭;也可以换一个文件名或文件夹。",
            code="output_refused",
        ) from fault
    finally:
        _discard(book)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _build(
    book: Workbook, tables: Sequence[tuple[TableSpec, Sequence[Line]]], job: Job
) -> dict[str, dict[str, float]]:
    """Stream all sheets; return the values of their formulas by member of the archive."""
    book.properties = DocumentProperties(creator="jtdesk", title=tables[0][0].title)
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    codes = Codes()
    totals: dict[str, dict[str, float]] = {}
    for number, (spec, rows) in enumerate(tables, start=1):
        sheet = SheetWriter(book, spec, rows, codes)
        sheet.write(job)
        totals[f"xl/worksheets/sheet{number}.xml"] = sheet.totals
    codes.write(book)
    return totals


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
