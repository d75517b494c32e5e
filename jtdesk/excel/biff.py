"""A walk over the records of an old Excel workbook: protection, formulas, errors, Chinese dates."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from jtdesk.excel.extent import CHINESE_DATE_FORMATS, date_of_serial
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import Scan

_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<HHH")
BOF = frozenset({0x0809, 0x0409, 0x0209, 0x0009})
EOF = 0x000A
_FORMULA = frozenset({0x0006, 0x0206, 0x0406})
_FILEPASS, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _CODEPAGE = 0x2F, 0x22, 0x041E, 0xE0, 0x85, 0x42
_BOOLERR, _NUMBER, _RK, _MULRK = 0x0205, 0x0203, 0x027E, 0x00BD
BIFF8 = 0x0600
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


# Runs of records that tell a scan nothing, skipped whole: shared texts and blanks, plain numbers.
_TEXTS = rb"\xfd\x00\x0a\x00.{10}|\x01\x02\x06\x00.{6}"
_NUMBERS = rb"|\x7e\x02\x0a\x00.{10}|\x03\x02\x0e\x00.{14}"
_PLAIN = re.compile(b"(?:" + _TEXTS + _NUMBERS + b")+", re.DOTALL)
_PLAIN_TEXTS = re.compile(b"(?:" + _TEXTS + b")+", re.DOTALL)
_QUOTED = re.compile(rb'"[^"]*"|\\.|\[[^\]]*\]|_.', re.DOTALL)


@dataclass(slots=True)
class Globals:
    """The workbook part of the stream."""

    version: int = BIFF8
    from_1904: bool = False
    codepage: int = 1200
    formats: list[int] = field(default_factory=list)
    declared: set[int] = field(default_factory=set)
    date_formats: set[int] = field(default_factory=set)
    sheets: list[tuple[int, int, bytes]] = field(default_factory=list)

    @property
    def encoding(self) -> str:
        """The encoding of eight-bit texts; most that come here are Chinese, whatever they say."""
        return {950: "big5", 932: "cp932", 949: "cp949"}.get(self.codepage, "gb18030")


def scan_workbook(stream: bytes, book: Globals) -> dict[str, Scan]:
    """Return what a walk over the sheets tells, by sheet name.

    Raises:
        Refusal: the stream is cut off.
    """
    try:
        chinese = CHINESE_DATE_FORMATS - book.declared
        dates = {number for number, code in enumerate(book.formats) if code in chinese}
        return {
            sheet_name(raw, book): _scan_sheet(stream, start, book, dates)
            for start, _options, raw in book.sheets
        }
    except struct.error as fault:
        raise Refusal("file_truncated", "工作簿数据中途断开") from fault


def read_globals(stream: bytes) -> Globals:
    """Return what the workbook says before its first sheet.

    Raises:
        Refusal: protected by a password, or cut off.
    """
    try:
        return _read_globals(stream)
    except (struct.error, IndexError) as fault:
        raise Refusal("file_truncated", "工作簿数据中途断开") from fault


def records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from a place to the end of the part that begins there."""
    position, depth = start, 0
    while position + 4 <= len(stream):
        kind, size = _HEAD.unpack_from(stream, position)
        yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size
        depth += (kind in BOF) - (kind == EOF)
        if depth <= 0:
            return


def _note_format(book: Globals, body: bytes) -> None:
    number = struct.unpack_from("<H", body)[0]
    book.declared.add(number)
    words = _QUOTED.sub(b"", body[3:]).lower()
    if b"y" in words or (b"d" in words and b"m" in words):
        book.date_formats.add(number)


def _read_globals(stream: bytes) -> Globals:
    book = Globals()
    for kind, body in records(stream, 0):
        if kind in BOF:
            book.version = _version(kind, body)
        elif kind == _FILEPASS:
            raise Refusal("file_encrypted")
        elif kind == _DATEMODE:
            book.from_1904 = body[:1] == b"\x01"
        elif kind == _CODEPAGE:
            book.codepage = struct.unpack_from("<H", body)[0]
        elif kind == _FORMAT:
            _note_format(book, body)
        elif kind == _XF:
            book.formats.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET:
            start, options = struct.unpack_from("<IH", body)
            book.sheets.append((start, options, body[6:]))
    return book


def _version(kind: int, body: bytes) -> int:
    """Return the version; exporters that write 0 in a late head mean Excel 5."""
    if kind != 0x0809:
        return (kind >> 8) * 0x100 or 0x0200
    return struct.unpack_from("<H", body)[0] or 0x0500


def sheet_name(raw: bytes, book: Globals) -> str:
    """Return the name in a sheet's entry of the workbook part."""
    if book.version != BIFF8:
        return raw[1 : 1 + raw[0]].decode(book.encoding, "replace")
    if raw[1] & 1:
        return raw[2 : 2 + 2 * raw[0]].decode("utf-16-le", "replace")
    return raw[2 : 2 + raw[0]].decode("latin-1")


def _scan_sheet(stream: bytes, start: int, book: Globals, dates: set[int]) -> Scan:
    scan = Scan()
    position, end, depth = start, len(stream), 0
    unpack = _HEAD.unpack_from
    skip = (_PLAIN_TEXTS if dates else _PLAIN).match
    while position + 4 <= end:
        run = skip(stream, position)
        if run:
            position = run.end()
            continue
        kind, size = unpack(stream, position)
        position += 4
        if kind in _FORMULA:
            _note_formula(stream, position, scan)
        elif kind == _BOOLERR:
            _note_error(stream, position, scan)
        elif dates and kind in {_RK, _NUMBER, _MULRK}:
            _note_dates(stream[position : position + size], kind, scan, book, dates)
        elif kind in BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return scan
        position += size
    raise Refusal("file_truncated", "工作簿数据中途断开")


def _note_formula(stream: bytes, position: int, scan: Scan) -> None:
    row, column = struct.unpack_from("<HH", stream, position)
    scan.formulas.add((row + 1, column + 1))
    result = stream[position + 6 : position + 14]
    if result[6:] == b"\xff\xff" and result[0] == 2:
        scan.patches[row + 1, column + 1] = ERRORS.get(result[2], "#N/A")


def _note_error(stream: bytes, position: int, scan: Scan) -> None:
    row, column, _style, code, is_error = struct.unpack_from("<HHHBB", stream, position)
    if is_error:
        scan.patches[row + 1, column + 1] = ERRORS.get(code, "#N/A")


def _note_dates(body: bytes, kind: int, scan: Scan, book: Globals, dates: set[int]) -> None:
    row, column, style = _PLACE.unpack_from(body)
    if kind == _MULRK:
        for place in range((len(body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", body, 4 + 6 * place)
            if style in dates:
                value = date_of_serial(packed_number(packed), from_1904=book.from_1904)
                scan.patches[row + 1, column + place + 1] = value
        return
    if style in dates:
        number = (
            struct.unpack_from("<d", body, 6)[0]
            if kind == _NUMBER
            else packed_number(struct.unpack_from("<I", body, 6)[0])
        )
        scan.patches[row + 1, column + 1] = date_of_serial(number, from_1904=book.from_1904)


def packed_number(packed: int) -> float:
    """Return the number an RK value stands for."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number
