"""A look through an OpenDocument workbook: formulas, errors, merged ranges and the real extent."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from jtdesk.excel.extent import elements
from jtdesk.excel.grid import Merge
from jtdesk.excel.packages import Package
from jtdesk.excel.sheets import Scan

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MOST_REPEATS = 2000


def scan_document(package: Package) -> dict[str, Scan]:
    """Return what the document tells about each of its sheets, by name."""
    scans: dict[str, Scan] = {}
    scan, row = Scan(), 0
    wanted = (f"{_TABLE}table-row", f"{_TABLE}table")
    for node in elements(package.pieces("content.xml"), wanted):
        if node.tag == f"{_TABLE}table":
            scans[str(node.get(f"{_TABLE}name", ""))] = scan
            scan, row = Scan(), 0
            continue
        repeated = _count(node, "number-rows-repeated")
        _note_row(node, scan, row + 1, repeated)
        row += repeated
    return scans


def _note_row(node: etree._Element, scan: Scan, row: int, repeated: int) -> None:
    column = 0
    for cell in node.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = _count(cell, "number-columns-repeated")
        if _is_filled(cell):
            scan.last_row = max(scan.last_row, row + repeated - 1)
            scan.last_column = max(scan.last_column, column + times)
        across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            scan.merges.append(Merge(row, column + 1, row + down - 1, column + across))
        if cell.get(f"{_TABLE}formula"):
            scan.formulas.update(_places(row, column + 1, repeated, times))
        if cell.get(f"{_CALC}value-type") == "error":
            words = "".join(map(str, cell.itertext())) or "#N/A"
            scan.patches.update(dict.fromkeys(_places(row, column + 1, repeated, times), words))
        column += times


def _places(row: int, column: int, down: int, across: int) -> Iterator[tuple[int, int]]:
    for below in range(min(down, _MOST_REPEATS)):
        for right in range(min(across, _MOST_REPEATS)):
            yield row + below, column + right


def _is_filled(cell: etree._Element) -> bool:
    return cell.get(f"{_OFFICE}value-type") is not None or cell.find(f"{_TEXT}p") is not None


def _count(node: etree._Element, name: str) -> int:
    written = str(node.get(f"{_TABLE}{name}", "1"))
    return max(1, int(written)) if written.isdigit() else 1
