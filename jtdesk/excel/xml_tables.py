"""Excel 2003 XML workbooks, which exporters like to call .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from jtdesk.excel.extent import elements
from jtdesk.excel.grid import CellValue, Merge
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits, Scan

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_DECLARED = re.compile(rb"\A(<\?xml[^>]*encoding=[\"'])gb(?:2312|k)([\"'])", re.IGNORECASE)


def read_xml(data: bytes, limits: Limits) -> FoundBook:
    """Read a workbook in the XML of Excel 2003."""
    # The XML library knows GB 2312 only by its letter; GB 18030 holds every name that occurs.
    data = _DECLARED.sub(rb"\1gb18030\2", data.lstrip())
    return FoundBook("xml", _sheets(data, limits))


def _sheets(data: bytes, limits: Limits) -> Iterator[FoundSheet]:
    page: _Page = _Page(limits)
    for node in elements(iter((data,)), (f"{_SS}Row", f"{_SS}Worksheet", f"{_SS}Visible")):
        if node.tag == f"{_SS}Row":
            page.add_row(node)
        elif node.tag == f"{_SS}Worksheet":
            yield page.sheet(node)
            page = _Page(limits)


class _Page:
    """One worksheet being filled row by row."""

    def __init__(self, limits: Limits) -> None:
        self._rows: list[list[CellValue]] = []
        self._scan = Scan()
        self._limits = limits

    def sheet(self, node: etree._Element) -> FoundSheet:
        """Return the sheet with all rows equally long."""
        width = max(map(len, self._rows), default=0)
        for row in self._rows:
            row.extend([None] * (width - len(row)))
        options = "{urn:schemas-microsoft-com:office:excel}WorksheetOptions"
        hidden = node.find(f"{options}/{{urn:schemas-microsoft-com:office:excel}}Visible")
        return FoundSheet(str(node.get(f"{_SS}Name", "")), self._rows, hidden is None, self._scan)

    def add_row(self, node: etree._Element) -> None:
        """Add a row where it says it stands."""
        number = _number(node, "Index", len(self._rows) + 1)
        self._check(number, 1)
        self._rows.extend([] for _ in range(number - 1 - len(self._rows)))
        row: list[CellValue] = []
        for cell in node.findall(f"{_SS}Cell"):
            column = _number(cell, "Index", len(row) + 1)
            self._check(number, column)
            row.extend([None] * (column - 1 - len(row)))
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if across or down:
                merge = Merge(number, column, number + down, column + across)
                self._scan.merges.append(merge)
            if cell.get(f"{_SS}Formula"):
                self._scan.formulas.add((number, column))
            row.append(_value(cell))
            self._check(number, column + across)
            row.extend([None] * across)
        self._rows.append(row)

    def _check(self, row: int, column: int) -> None:
        if row * column > self._limits.cells or column > 16384:
            raise Refusal("sheet_absurd", f"内容一直排到第 {row} 行、第 {column} 列")


def _number(node: etree._Element, name: str, otherwise: int) -> int:
    written = str(node.get(f"{_SS}{name}", ""))
    return int(written) if written.isascii() and written.isdigit() else otherwise


def _value(cell: etree._Element) -> CellValue:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return None
    text = "".join(str(part) for part in data.itertext())
    try:
        return _typed(text, str(data.get(f"{_SS}Type", "String")))
    except ValueError:
        return text


def _typed(text: str, kind: str) -> CellValue:
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        moment = datetime.fromisoformat(text)
        return moment if moment.time() != datetime.min.time() else date(*moment.timetuple()[:3])
    return text
