"""A quick look through a sheet's XML: its real extent, formulas, errors, Chinese date cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lxml import etree

from jtdesk.excel.grid import CellValue
from jtdesk.excel.packages import Package, parse_xml
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import Limits, Scan, column_letters, column_number

_ROW = re.compile(rb'<row r="(\d{1,7})"')
_ODD_ROW = re.compile(rb'<row(?! r=")[\s/>]')
_ODD_CELL = re.compile(rb'<c(?! r=")[\s/>]')
_CELL_NAME = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*)>')
_FORMULA = re.compile(rb"<f[\s/>]")
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"[^>]*>(.*?)</c>', re.DOTALL)
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_NAME = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
# Chinese date formats that Excel knows by number only and never writes down.
CHINESE_DATE_FORMATS = frozenset({*range(27, 37), *range(50, 59)})
_LARGEST_SERIAL = 2_958_466
_CARRY = 1 << 16
_LONGEST_ROW = 32 << 20


class IrregularSheetError(Exception):
    """The XML is not written the way Excel and WPS write it; it needs the slow look."""


@dataclass(frozen=True, slots=True)
class Styles:
    """What cell styles tell: those whose number is a date by a Chinese built-in format."""

    dates: frozenset[bytes] = frozenset()
    from_1904: bool = False


def read_styles(package: Package) -> Styles:
    """Return the styles whose dates the reader library takes for numbers."""
    path = "xl/styles.xml"
    if not package.has(path):
        return Styles()
    root = parse_xml(package.read(path))
    declared = {node.get("numFmtId") for node in root.iter("{*}numFmt")}
    chinese = {str(number) for number in CHINESE_DATE_FORMATS} - declared
    formats = [node.get("numFmtId") for xfs in root.iter("{*}cellXfs") for node in xfs]
    dates = frozenset(str(i).encode() for i, number in enumerate(formats) if number in chinese)
    book = package.workbook_part() or "xl/workbook.xml"
    properties = parse_xml(package.read(book)).iter("{*}workbookPr") if dates else ()
    old_epoch = any(node.get("date1904") in {"1", "true"} for node in properties)
    return Styles(dates, old_epoch)


def date_of_serial(serial: float, *, from_1904: bool = False) -> CellValue:
    """Return the date of an Excel serial number, the number itself where it is none."""
    if not 1 <= serial < _LARGEST_SERIAL:
        return serial
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    if not from_1904 and serial < 60:
        epoch += timedelta(days=1)
    moment = epoch + timedelta(seconds=round(serial * 86400))
    return moment if moment.time() != datetime.min.time() else date(*moment.timetuple()[:3])


def scan_sheet(package: Package, path: str, styles: Styles, limits: Limits) -> Scan:
    """Look through one sheet of an Excel workbook (xml)."""
    if limits.careful:
        return _slow_scan(package.pieces(path), styles)
    try:
        scan = _quick_scan(package.pieces(path), styles)
    except IrregularSheetError:
        return _slow_scan(package.pieces(path), styles)
    if scan.last_row * scan.last_column > limits.cells:
        # The quick look only bounds the width; before refusing, look at every cell.
        return _slow_scan(package.pieces(path), styles)
    return scan


def check_extent(scan: Scan, name: str, most_cells: int) -> None:
    """Refuse a sheet whose filled part is beyond all reason.

    Raises:
        Refusal: naming the farthest cell.
    """
    if scan.last_row * scan.last_column > most_cells:
        corner = f"{column_letters(scan.last_column)}{scan.last_row}"
        raise Refusal("sheet_absurd", f"工作表“{name}”的内容一直排到 {corner}")


def _quick_scan(pieces: Iterable[bytes], styles: Styles) -> Scan:
    scan = Scan()
    wide = {b"Z"}
    for chunk in _whole_rows(pieces):
        if _ODD_ROW.search(chunk):
            raise IrregularSheetError
        scan.last_row = max(scan.last_row, _last_filled_row(chunk))
        wide.update(_WIDE.findall(chunk))
        if _FORMULA.search(chunk) or styles.dates or b't="e"' in chunk:
            if _ODD_CELL.search(chunk):
                raise IrregularSheetError
            _note_cells(chunk, scan, styles)
    scan.last_column = max(map(column_number, wide))
    return scan


def _last_filled_row(chunk: bytes) -> int:
    """Return the row of the last cell with content; formatted blank rows do not count."""
    value = max(chunk.rfind(b"<v"), chunk.rfind(b"<is"))
    row = _ROW.match(chunk, chunk.rfind(b'<row r="', 0, value)) if value >= 0 else None
    return int(row[1]) if row else 0


def _whole_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the part up to the end of the cells, cut only where a row ends."""
    rest = b""
    started = False
    for piece in pieces:
        chunk = rest + piece
        if not started:
            # Prefixed names and other encodings are rare; they take the slow way.
            if b"<sheetData" not in chunk:
                if len(chunk) > _CARRY:
                    raise IrregularSheetError
                rest = chunk
                continue
            started = True
        end = chunk.find(b"</sheetData>")
        if end >= 0:
            yield chunk[:end]
            return
        cut = max(chunk.rfind(b"</row>") + len(b"</row>"), chunk.rfind(b"<row "))
        if cut <= len(b"</row>"):
            if len(chunk) > _LONGEST_ROW:
                raise IrregularSheetError
            rest = chunk
            continue
        yield chunk[:cut]
        rest = chunk[cut:]
    if not started and rest:
        raise IrregularSheetError
    yield rest


def _note_cells(chunk: bytes, scan: Scan, styles: Styles) -> None:
    for match in _FORMULA.finditer(chunk):
        start = chunk.rfind(b"<c ", 0, match.start())
        cell = _CELL_NAME.match(chunk, start) if start >= 0 else None
        if cell:
            scan.formulas.add((int(cell[2]), column_number(cell[1])))
    if b't="e"' in chunk:
        for start in _starts(chunk, b't="e"'):
            cell = _ERROR.match(chunk, start)
            value = _VALUE.search(cell[3]) if cell else None
            if cell and value:
                scan.patches[int(cell[2]), column_number(cell[1])] = value[1].decode()
    if styles.dates:
        _note_dates(chunk, scan, styles)


def _starts(chunk: bytes, mark: bytes) -> Iterator[int]:
    position = chunk.find(mark)
    while position >= 0:
        start = chunk.rfind(b"<c ", 0, position)
        if start >= 0:
            yield start
        position = chunk.find(mark, position + 1)


def _note_dates(chunk: bytes, scan: Scan, styles: Styles) -> None:
    wanted = b"|".join(sorted(styles.dates))
    unsaid = b"?" if b"0" in styles.dates else b""  # no style written means style 0
    style = rb'(?: s="(?:' + wanted + rb')")' + unsaid
    value = rb'(?: t="n")?>(?:<f[^<]*(?:</f>)?)?<v>([\d.eE+]+)<'
    pattern = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"' + style + value)
    for match in pattern.finditer(chunk):
        day = date_of_serial(float(match[3]), from_1904=styles.from_1904)
        scan.patches[int(match[2]), column_number(match[1])] = day


class _Feed:
    """Pieces as the file object the XML reader asks for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        taken = self._rest[:size] if size >= 0 else self._rest
        self._rest = self._rest[len(taken) :]
        return taken


def elements(pieces: Iterable[bytes], tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield elements of a large XML part as they end, freeing each afterwards.

    Raises:
        Refusal: the XML is broken.
    """
    stream = etree.iterparse(
        _Feed(pieces),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    try:
        for _event, node in stream:
            yield node
            node.clear()
            while node.getprevious() is not None:
                parent = node.getparent()
                if parent is None:
                    break
                del parent[0]
    except etree.XMLSyntaxError as fault:
        raise Refusal("reader_failed", "内部结构(XML)已损坏") from fault


def _slow_scan(pieces: Iterable[bytes], styles: Styles) -> Scan:
    """Look at every cell; exact, whatever way the XML is written."""
    scan = Scan()
    row = column = 0
    row_open = False
    for node in elements(pieces, ("{*}c", "{*}row")):
        if str(node.tag).endswith("}row"):
            row = int(node.get("r") or (row if row_open else row + 1))
            row_open, column = False, 0
            continue
        name = _NAME.fullmatch(str(node.get("r", "")))
        if name:
            row, column = int(name[2]), column_number(name[1].upper())
        else:
            if not row_open:
                row = _row_of(node, row)
            column += 1
        row_open = True
        _note_cell(node, scan, styles, (row, column))
    return scan


def _row_of(node: etree._Element, previous: int) -> int:
    parent = node.getparent()
    written = parent.get("r") if parent is not None else None
    return int(written) if written else previous + 1


def _note_cell(node: etree._Element, scan: Scan, styles: Styles, position: tuple[int, int]) -> None:
    value = node.find("{*}v")
    text = (value.text or "") if value is not None else ""
    if not text and node.find("{*}is") is None:
        if node.find("{*}f") is not None:
            scan.formulas.add(position)
        return
    scan.last_row = max(scan.last_row, position[0])
    scan.last_column = max(scan.last_column, position[1])
    if node.find("{*}f") is not None:
        scan.formulas.add(position)
    kind = node.get("t", "n")
    if kind == "e":
        scan.patches[position] = text
    elif kind == "n" and str(node.get("s", "")).encode() in styles.dates:
        try:
            serial = float(text)
        except ValueError:
            return
        scan.patches[position] = date_of_serial(serial, from_1904=styles.from_1904)
