"""A walk over the records of a binary workbook (xlsb): formulas, errors and merged ranges."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from jtdesk.excel.grid import Merge
from jtdesk.excel.packages import Package
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import Scan

_BOOK = "xl/workbook.bin"
_BUNDLE_SHEET, _ROW, _ERROR_CELL, _MERGE = 156, 0, 3, 176
_FORMULAS = range(8, 12)
_FORMULA_ERROR = 11
_CELLS = range(1, 12)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def scan_binary_book(package: Package) -> Callable[[str], Scan]:
    """Return a function that looks through one sheet of the book by name."""
    targets = package.relation_targets(_BOOK)
    paths: dict[str, str] = {}
    try:
        for kind, body in _records(package.pieces(_BOOK)):
            if kind == _BUNDLE_SHEET:
                relation, position = _wide_text(body, 8)
                name, _ = _wide_text(body, position)
                paths[name] = targets.get(relation, "")
    except (struct.error, IndexError) as fault:
        raise Refusal("reader_failed", "工作表目录已损坏") from fault

    def scan(name: str) -> Scan:
        path = paths.get(name, "")
        if not package.has(path):
            return Scan()
        try:
            return _scan_sheet(package.pieces(path))
        except (struct.error, IndexError) as fault:
            raise Refusal("reader_failed", f"工作表“{name}”的数据已损坏") from fault

    return scan


def _scan_sheet(pieces: Iterator[bytes]) -> Scan:
    scan = Scan()
    row = 0
    for kind, body in _records(pieces):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind == _MERGE:
            first, last, left, right = struct.unpack_from("<4I", body)
            scan.merges.append(Merge(first + 1, left + 1, last + 1, right + 1))
        elif kind in _CELLS:
            column = struct.unpack_from("<I", body)[0] + 1
            scan.last_row = max(scan.last_row, row)
            scan.last_column = max(scan.last_column, column)
            if kind in _FORMULAS:
                scan.formulas.add((row, column))
            if kind in {_ERROR_CELL, _FORMULA_ERROR}:
                scan.patches[row, column] = _ERRORS.get(body[8], "#N/A")
    return scan


def _records(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    data = b"".join(pieces)
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        for _ in range(4):
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[position : position + size]
        position += size


def _wide_text(body: bytes, position: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", body, position)[0]
    end = position + 4 + 2 * length
    return body[position + 4 : end].decode("utf-16-le", "replace"), end
