"""Real workbooks through the reader library, corrected where the file itself says more."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from jtdesk.excel.biff import BIFF8, read_globals, scan_workbook
from jtdesk.excel.biff5 import read_sheets
from jtdesk.excel.extent import check_extent, read_styles, scan_sheet
from jtdesk.excel.grid import CellValue, Merge
from jtdesk.excel.opendocument import scan_document
from jtdesk.excel.packages import Package
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits, Scan
from jtdesk.excel.xlsb import scan_binary_book

_WORTH_A_THREAD = 8 << 20


@dataclass(frozen=True, slots=True)
class Scanner:
    """How to look through a sheet of this format, and how large its part of the file is."""

    scan: Callable[[str], Scan]
    size_of: Callable[[str], int] = lambda _name: 0


def read_xlsx(data: bytes, package: Package, limits: Limits) -> FoundBook:
    """Read an Excel workbook (xml)."""
    styles = read_styles(package)
    parts = {part.name: part.path for part in package.sheet_parts()}

    def scan(name: str) -> Scan:
        path = parts.get(name, "")
        return scan_sheet(package, path, styles, limits) if package.has(path) else Scan()

    scanner = Scanner(scan, lambda name: package.size_of(parts.get(name, "")))
    return FoundBook("xlsx", _sheets(data, scanner, limits))


def read_xlsb(data: bytes, package: Package, limits: Limits) -> FoundBook:
    """Read an Excel workbook (binary)."""
    return FoundBook("xlsb", _sheets(data, Scanner(scan_binary_book(package)), limits))


def read_ods(data: bytes, package: Package, limits: Limits) -> FoundBook:
    """Read an OpenDocument workbook."""
    scans = scan_document(package)
    for name, scan in scans.items():
        check_extent(scan, name, limits.cells)  # the library spreads every sheet out as it opens
    return FoundBook("ods", _sheets(data, _known(scans), limits))


def read_xls(data: bytes, stream: bytes, stem: str, limits: Limits) -> FoundBook:
    """Read an Excel 2 to 2003 workbook; the library is right from Excel 97 on."""
    book = read_globals(stream)
    if book.version != BIFF8:
        return FoundBook("xls", read_sheets(stream, book, stem))
    return FoundBook("xls", _sheets(data, _known(scan_workbook(stream, book)), limits))


def _known(scans: Mapping[str, Scan]) -> Scanner:
    return Scanner(lambda name: scans.get(name) or Scan())


def _sheets(data: bytes, scan_of: Scanner, limits: Limits) -> Iterator[FoundSheet]:
    """Yield the worksheets in order, each looked through before or while the library reads it."""
    try:
        book = load_workbook(io.BytesIO(data))
        for place, about in enumerate(book.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                sheet, scan = _read_and_scan(book, place, about.name, scan_of, limits)
                visible = about.visible == SheetVisibleEnum.Visible
                yield FoundSheet(about.name, _cells(sheet, scan), visible, scan)
    except PasswordError as fault:
        raise Refusal("file_encrypted") from fault
    except CalamineError as fault:
        raise Refusal("reader_failed", "内部结构已损坏") from fault


def _read_and_scan(
    book: CalamineWorkbook, place: int, name: str, scan_of: Scanner, limits: Limits
) -> tuple[CalamineSheet, Scan]:
    """Read a sheet and look through it.

    The library dies of a sheet that claims too large an extent, at the end of its work, so a small
    sheet is looked through first. A large one takes the library long enough to do both at once.
    """
    reading = _Reading(book, place)
    if scan_of.size_of(name) > _WORTH_A_THREAD and not limits.careful:
        reading.start()
    scan = scan_of.scan(name)
    check_extent(scan, name, limits.cells)
    sheet = reading.result()
    if sheet.end:
        check_extent(Scan(sheet.end[0] + 1, sheet.end[1] + 1), name, limits.cells)
    return sheet, scan


class _Reading(threading.Thread):
    """The library reading one sheet, without the interpreter's lock."""

    def __init__(self, book: CalamineWorkbook, place: int) -> None:
        super().__init__(daemon=True)
        self._book = book
        self._place = place
        self._outcome: CalamineSheet | BaseException | None = None

    def run(self) -> None:
        try:
            self._outcome = self._book.get_sheet_by_index(self._place)
        except BaseException as fault:  # handed to the thread that asked
            self._outcome = fault

    def result(self) -> CalamineSheet:
        """Wait for the sheet, reading it now where nobody started.

        Raises:
            CalamineError: the library cannot read it.
        """
        if self.ident is None:
            self.run()
        else:
            self.join()
        if isinstance(self._outcome, CalamineSheet):
            return self._outcome
        raise self._outcome or CalamineError


def _cells(sheet: CalamineSheet, scan: Scan) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    _patch(rows, scan)
    scan.merges = scan.merges or _merges(sheet)
    return rows


def _patch(rows: list[list[CellValue]], scan: Scan) -> None:
    width = len(rows[0]) if rows else 0
    for (row, column), value in scan.patches.items():
        if row > len(rows) or column > width:
            height, width = max(row, len(rows)), max(column, width)
            for cells in rows:
                cells.extend([""] * (width - len(cells)))
            rows.extend([""] * width for _ in range(height - len(rows)))
        rows[row - 1][column - 1] = value


def _merges(sheet: CalamineSheet) -> list[Merge]:
    return [
        Merge(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
        if first != last
    ]
