"""Sheets of workbooks older than Excel 97, whose Chinese texts the reader library garbles."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from jtdesk.excel.biff import BOF, EOF, ERRORS, Globals, packed_number, records, sheet_name
from jtdesk.excel.extent import date_of_serial
from jtdesk.excel.grid import CellValue
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundSheet, Scan

_WIDEST = 256
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
_CLOCK = frozenset({45, 46, 47})
_HEAD = struct.Struct("<HHH")
_STRING = frozenset({0x0207, 0x0007})
_FORMULA = frozenset({0x0006, 0x0206, 0x0406})


@dataclass(slots=True)
class _Page:
    """One sheet being filled cell by cell."""

    book: Globals
    cells: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    scan: Scan = field(default_factory=Scan)
    awaited: tuple[int, int] | None = None

    def put(self, row: int, column: int, value: CellValue, style: int = -1) -> None:
        """Keep a cell; a number in a date style becomes a date."""
        if isinstance(value, float) and 0 <= style < len(self.book.formats):
            value = _dated(value, self.book.formats[style], self.book)
        if column < _WIDEST:
            self.cells[row, column] = value

    def rows(self) -> list[list[CellValue]]:
        """Return the sheet as full rows."""
        height = max((row for row, _ in self.cells), default=-1) + 1
        width = max((column for _, column in self.cells), default=-1) + 1
        rows: list[list[CellValue]] = [[None] * width for _ in range(height)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value
        return rows


def read_sheets(stream: bytes, book: Globals, stem: str) -> Iterator[FoundSheet]:
    """Yield the sheets of an Excel 2 to 5 stream, with or without a workbook around them."""
    starts = book.sheets or [(0, 0, b"")]
    for start, options, raw in starts:
        if options >> 8:  # charts and macro sheets
            continue
        page = _Page(book)
        for kind, body in records(stream, start):
            _take(page, kind, body)
        name = sheet_name(raw, book) if raw else stem
        visible = not options & 3
        yield FoundSheet(name, page.rows(), visible, page.scan)


def _take(page: _Page, kind: int, body: bytes) -> None:
    if kind in _TAKERS:
        row, column, style = _HEAD.unpack_from(body)
        _TAKERS[kind](page, row, column, style, body)
    elif kind in _FORMULA:
        _formula(page, kind, body)
    elif kind in _STRING and page.awaited:
        text = body[2:] if kind == 0x0207 else body[1:]
        page.put(*page.awaited, _text(text, page.book))
        page.awaited = None


def _label(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    length = struct.unpack_from("<H", body, 6)[0]
    page.put(row, column, _text(body[8 : 8 + length], page.book))


def _small_label(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    page.put(row, column, _text(body[8 : 8 + body[7]], page.book))


def _number(page: _Page, row: int, column: int, style: int, body: bytes) -> None:
    page.put(row, column, struct.unpack_from("<d", body, 6)[0], style)


def _small_number(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    page.put(row, column, struct.unpack_from("<d", body, 7)[0])


def _small_integer(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    page.put(row, column, float(struct.unpack_from("<H", body, 7)[0]))


def _packed(page: _Page, row: int, column: int, style: int, body: bytes) -> None:
    page.put(row, column, packed_number(struct.unpack_from("<I", body, 6)[0]), style)


def _many_packed(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    for place in range((len(body) - 6) // 6):
        style, packed = struct.unpack_from("<HI", body, 4 + 6 * place)
        page.put(row, column + place, packed_number(packed), style)


def _truth(page: _Page, row: int, column: int, _style: int, body: bytes) -> None:
    value, is_error = body[6], body[7]
    page.put(row, column, ERRORS.get(value, "#N/A") if is_error else bool(value))


def _formula(page: _Page, kind: int, body: bytes) -> None:
    row, column, style = _HEAD.unpack_from(body)
    # Excel 2 has three bytes of looks where later versions have the number of a style.
    result = body[7:15] if kind == 0x0006 and page.book.version < 0x0300 else body[6:14]
    page.scan.formulas.add((row + 1, column + 1))
    if result[6:8] != b"\xff\xff":
        page.put(row, column, struct.unpack("<d", result)[0], style)
    elif result[0] == 0:
        page.awaited = row, column
    elif result[0] == 1:
        page.put(row, column, bool(result[2]))
    elif result[0] == 2:
        page.put(row, column, ERRORS.get(result[2], "#N/A"))


_TAKERS = {
    0x0204: _label,
    0x00D6: _label,
    0x0004: _small_label,
    0x0203: _number,
    0x0003: _small_number,
    0x0002: _small_integer,
    0x027E: _packed,
    0x00BD: _many_packed,
    0x0205: _truth,
}


def _text(raw: bytes, book: Globals) -> str:
    return raw.decode(book.encoding, "replace").rstrip("\0")


def _dated(value: float, number_format: int, book: Globals) -> CellValue:
    if number_format in book.date_formats or (
        number_format in _DATES and number_format not in book.declared
    ):
        return date_of_serial(value, from_1904=book.from_1904)
    if number_format in _CLOCK and 0 <= value < 1000:
        return timedelta(days=value)
    return value


def check_whole(stream: bytes) -> None:
    """Refuse a stream that stops before its first part ends.

    Raises:
        Refusal: the file was cut off.
    """
    kinds = [kind for kind, _body in records(stream, 0)]
    if not kinds or kinds[0] not in BOF or kinds[-1] != EOF:
        raise Refusal("file_truncated", "工作簿数据中途断开")
