"""Real files for the reading tests, made byte by byte where no library writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import xlwt

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

ROSTER = [
    ["瀛东小学教师花名册", None, None],
    ["姓名", "性别", "出生年月"],
    ["张三", "男", "1980年1月"],
    ["李四", "女", "1981.12"],
]


def xlsx_bytes(fill: Callable[[Any], None]) -> bytes:
    """Return a workbook filled by a function of its openpyxl workbook."""
    book = openpyxl.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def roster_xlsx(rows: Sequence[Sequence[Any]] = ROSTER) -> bytes:
    def fill(book: Any) -> None:
        book.active.title = "花名册"
        for row in rows:
            book.active.append(list(row))

    return xlsx_bytes(fill)


def with_parts(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """Return a zip with some of its parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry), zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def sheet_xlsx(sheet_data: str, tail: str = "", prefix: str = "") -> bytes:
    """Return a workbook whose only sheet has exactly this XML inside ``sheetData``."""
    p = f"{prefix}:" if prefix else ""
    declared = f"xmlns:{prefix}" if prefix else "xmlns"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><{p}worksheet {declared}='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<{p}dimension ref="A1"/><{p}sheetData>{sheet_data}</{p}sheetData>{tail}</{p}worksheet>'
    )
    return with_parts(roster_xlsx([["x"]]), {"xl/worksheets/sheet1.xml": xml})


def hostile_xlsx() -> bytes:
    """Return the few kilobytes that make the reader library abort its process."""
    return sheet_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def roster_xls(rows: Sequence[Sequence[Any]] = ROSTER, prepare: Any = None) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册", cell_overwrite_ok=True)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    if prepare:
        prepare(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound (OLE) file; streams are padded so that none is a mini stream."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = []
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        entries.append((name, 2, len(sectors), len(padded)))
        _append(padded, sectors, table)
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    for place, (name, kind, start, size) in enumerate(entries):
        following = place + 2 if place + 1 < len(entries) else _FREE
        directory += _entry(name, kind, start, size, right=following)
    directory_start = len(sectors)
    _append(directory, sectors, table)
    fat_sectors = -(-(len(table) + 1) // 127)
    fat_start = len(sectors)
    table += [_FAT] * fat_sectors
    table += [_FREE] * (fat_sectors * 128 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\0" * 16,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory_start,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    )
    header += struct.pack(
        "<109I", *(fat_start + i if i < fat_sectors else _FREE for i in range(109))
    )
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _append(content: bytes, sectors: list[bytes], table: list[int]) -> None:
    count = -(-len(content) // _SECTOR)
    for number in range(count):
        sectors.append(content[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
        table.append(_END if number == count - 1 else len(sectors))


def _entry(
    name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE
) -> bytes:
    raw = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIII", raw, len(raw) + 2, kind, 1, _FREE, right, child, start, size, 0
    )


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff5_xls() -> bytes:
    """Return an Excel 5.0 workbook with Chinese texts in code page 936."""
    name = "花名册".encode("gbk")

    def label(row: int, column: int, text: str) -> bytes:
        raw = text.encode("gbk")
        return record(0x0204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

    def bof(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0x0DBB, 0x07CC))

    sheet_entry = struct.pack("<IHB", 0, 0, len(name)) + name
    head = bof(5) + record(0x42, struct.pack("<H", 936))
    start = len(head) + len(record(0x85, sheet_entry)) + len(record(0x0A))
    sheet_entry = struct.pack("<IHB", start, 0, len(name)) + name
    sheet = (
        bof(0x10)
        + record(0x0200, struct.pack("<HHHHH", 0, 2, 0, 2, 0))
        + label(0, 0, "姓名")
        + label(0, 1, "周课时")
        + label(1, 0, "张三")
        + record(0x0203, struct.pack("<HHHd", 1, 1, 0, 12.5))
        + record(0x0A)
    )
    stream = head + record(0x85, sheet_entry) + record(0x0A) + sheet
    return compound({"Book": stream})


def protected_xls() -> bytes:
    """Return an old workbook that says it is encrypted."""
    stream = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    stream += record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\1" * 48) + record(0x0A)
    return compound({"Workbook": stream})


def roster_xlsb() -> bytes:
    """Return a binary workbook with texts, numbers, a formula, an error and a merged range."""

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def rec(kind: int, body: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, sizes = len(body), b""
        while True:
            sizes += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
            size >>= 7
            if not size:
                return head + sizes + body

    def cell(column: int) -> bytes:
        return struct.pack("<II", column, 0)

    def row(number: int) -> bytes:
        return rec(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))

    sheet_entry = struct.pack("<II", 0, 1) + text("rId1") + text("花名册")
    book = rec(131) + rec(143) + rec(156, sheet_entry) + rec(144) + rec(132)
    sheet = (
        rec(129)
        + rec(148, struct.pack("<4I", 0, 2, 0, 2))
        + rec(145)
        + row(0)
        + rec(6, cell(0) + text("瀛东小学教师花名册"))
        + row(1)
        + rec(6, cell(0) + text("张三"))
        + rec(5, cell(1) + struct.pack("<d", 12.5))
        + rec(3, cell(2) + b"\x17")
        + row(2)
        + rec(9, cell(1) + struct.pack("<dHII", 25.0, 0, 0, 0))
        + rec(146)
        + rec(177, struct.pack("<I", 1))
        + rec(176, struct.pack("<4I", 0, 0, 0, 2))
        + rec(178)
        + rec(130)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        file.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        file.writestr("xl/workbook.bin", book)
        file.writestr("xl/worksheets/sheet1.bin", sheet)
    return target.getvalue()


def html_page(body: str, *, charset: str = "gb2312", encoding: str = "gb18030") -> bytes:
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>'
        f"<body>{body}</body></html>"
    )
    return page.encode(encoding)


SPREADSHEET_ML = """<?xml version="1.0" encoding="{encoding}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="花名册"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">教师花名册</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">张三</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell>
<Cell><Data ss:Type="DateTime">1980-01-02T00:00:00.000</Data></Cell>
<Cell ss:Formula="=RC[-2]*2"><Data ss:Type="Number">24</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="代码"><Table><Row><Cell><Data ss:Type="String">男</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
</WorksheetOptions></Worksheet></Workbook>"""
