"""What a file is: its bytes decide, its suffix is only compared with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jtdesk.excel import compound, packages
from jtdesk.excel.html_tables import read_html
from jtdesk.excel.packages import Package
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits
from jtdesk.excel.text_tables import read_text
from jtdesk.excel.workbooks import read_ods, read_xls, read_xlsb, read_xlsx
from jtdesk.excel.xml_tables import NAMESPACE, read_xml

_STRANGERS = (
    (b"%PDF", "这是 PDF 文件"),
    (b"\xff\xd8\xff", "这是 JPG 图片"),
    (b"\x89PNG", "这是 PNG 图片"),
    (b"GIF8", "这是 GIF 图片"),
    (b"BM", "这是 BMP 图片"),
    (b"Rar!", "这是 RAR 压缩包,请先解压,再导入里面的表格文件"),
    (b"7z\xbc\xaf", "这是 7z 压缩包,请先解压,再导入里面的表格文件"),
    (b"\x1f\x8b", "这是压缩包,请先解压,再导入里面的表格文件"),
    (b"{\\rtf", "这是 RTF 文档"),
    (b"SQLite format 3", "这是数据库文件"),
    (b"MZ", "这是程序文件"),
    (b"\x7fELF", "这是程序文件"),
    (b"ID;P", "这是 SYLK 文件"),
)
_BINARY_ONLY = frozenset({b"BM", b"MZ"})
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|meta|body|table|style|div|center|script|br|p|h\d|title|span)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\A\s*<\?xml|\A\s*<(?:ss:)?Workbook\b")
_HEAD_BYTES = 8192
_BARE_BIFF = frozenset({b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"})
_WPS = frozenset({".et", ".ett"})
_OWN_SUFFIXES = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".txt"),
    "text": (".tsv", ".tab", ".txt", ".csv"),
    "html": (".html", ".htm"),
    "xml": (".xml",),
}
_KIND_WORDS = {
    "xlsx": "xlsx 工作簿",
    "xlsb": "xlsb 工作簿",
    "xls": "xls 工作簿",
    "ods": "ods 工作簿",
    "csv": "逗号分隔的文本",
    "text": "文本表格",
    "html": "网页表格",
    "xml": "XML 表格",
}


def open_book(data: bytes, name: str, limits: Limits) -> FoundBook:
    """Return the book these bytes hold, its sheets read as they are asked for.

    Raises:
        Refusal: the bytes are no table this program reads.
    """
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f".{suffix.lower()}") if dot else (name, "")
    book = _open(data, stem, suffix, limits)
    if suffix in _WPS:
        book.sheets = _resave_if_broken(book.sheets)
    if suffix and suffix not in _OWN_SUFFIXES[book.kind]:
        lie = f"文件名以 {suffix} 结尾，内容其实是{_KIND_WORDS[book.kind]}，已按内容读取。"
        book.notes = (*book.notes, lie)
    return book


def _resave_if_broken(sheets: Iterator[FoundSheet]) -> Iterator[FoundSheet]:
    """Yield the sheets of a WPS file, which is broken only in our reader's eyes."""
    try:
        yield from sheets
    except Refusal as refusal:
        if refusal.code == "reader_failed":
            raise Refusal("et_unsupported") from refusal
        raise


def _open(data: bytes, stem: str, suffix: str, limits: Limits) -> FoundBook:
    if not data.strip(b"\x00 \t\r\n"):
        raise Refusal("file_empty", "没有一个字符")
    if stem.startswith("~$"):
        raise Refusal("file_unknown", "这是 WPS 或 Excel 打开文件时留下的临时文件,请选原来的文件")
    if data.startswith((packages.SIGNATURE, packages.EMPTY_SIGNATURE)):
        return _open_package(data, limits)
    if data.startswith(compound.SIGNATURE):
        return _open_compound(data, stem, suffix, limits)
    if data[:2] in _BARE_BIFF and b"\x00" in data[:8]:
        return read_xls(data, data, stem, limits)
    for mark, words in _STRANGERS:
        if data.startswith(mark) and (mark not in _BINARY_ONLY or b"\x00" in data[:64]):
            raise Refusal("file_unknown", words)
    return _open_text(data, stem, limits)


def _open_package(data: bytes, limits: Limits) -> FoundBook:
    package = Package(data, limits)
    reader = {"xlsx": read_xlsx, "xlsb": read_xlsb, "ods": read_ods}[package.kind()]
    return reader(data, package, limits)


def _open_compound(data: bytes, stem: str, suffix: str, limits: Limits) -> FoundBook:
    streams = compound.streams_of(data)
    names = {name.lower(): name for name in streams}
    if "encryptedpackage" in names:
        raise Refusal("file_encrypted")
    book = names.get("workbook") or names.get("book")
    if book:
        return read_xls(data, streams[book], stem, limits)
    if suffix in _WPS or any(name.startswith(("et", "wps")) for name in names):
        raise Refusal("et_unsupported")
    if "worddocument" in names:
        raise Refusal("file_unknown", "这是 Word 文档")
    if "powerpoint document" in names:
        raise Refusal("file_unknown", "这是演示文稿")
    raise Refusal("file_unknown", "这是旧式 Office 文件,但里面没有工作簿")


def _open_text(data: bytes, stem: str, limits: Limits) -> FoundBook:
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
        head = head[: len(head) // 2 * 2].decode(encoding, "replace").encode()
    if _XML.match(head) and NAMESPACE.encode() in head:
        return read_xml(data.removeprefix(b"\xef\xbb\xbf"), limits)
    if _HTML.match(head):
        return read_html(data, stem, limits)
    if _XML.match(head):
        raise Refusal("file_unknown", "这是 XML 数据,不是表格")
    if head.startswith(b"MIME-Version:"):
        raise Refusal("file_unknown", "这是单个文件网页(mht)")
    return read_text(data, stem, limits)
