"""Web pages that call themselves workbooks: tables laid out as a sheet, spans as merged ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from jtdesk.excel.grid import Merge
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits
from jtdesk.excel.text_tables import decode, sheet_of_texts

_META_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_UNRELIABLE = frozenset(
    {"gb2312", "gbk", "gb18030", "gb_2312-80", "cp936", "x-gbk"}
    | {"iso-8859-1", "windows-1252", "us-ascii", "ascii", "latin1"}
)
_SHEET_NAME = re.compile(r"<x:Name>\s*([^<]{1,64}?)\s*</x:Name>", re.IGNORECASE)
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HIDDEN = frozenset({"script", "style", "head", "title", "noscript", "template", "xml"})
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "caption", "tr", "td", "th"}
)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_WIDEST = 16384


def read_html(data: bytes, stem: str, limits: Limits) -> FoundBook:
    """Read the tables of a web page as one sheet, texts around them on rows of their own.

    Raises:
        Refusal: there is no table, or one that spans beyond reason.
    """
    text, notes = _decode_page(data)
    sheet_name = _SHEET_NAME.search(text)
    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True)
    try:
        root = html.document_fromstring(_PROLOG.sub("", text), parser=parser)
    except (etree.ParserError, ValueError) as fault:
        raise Refusal("file_empty", "网页里没有内容") from fault
    if root.find(".//table") is None:
        raise Refusal("file_unknown", "这是网页,里面没有表格")
    layout = _Layout(limits)
    body = root.find("body")
    layout.walk(body if body is not None else root)
    layout.flush()
    sheet = sheet_of_texts(sheet_name.group(1) if sheet_name else stem, layout.rows)
    sheet.scan.merges = layout.merges
    return FoundBook("html", _one(sheet), notes)


def _one(sheet: FoundSheet) -> Iterator[FoundSheet]:
    yield sheet


def _decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Believe the bytes first: pages that say gb2312 are often UTF-8, and the other way round."""
    named = _META_CHARSET.search(data[:4096])
    charset = named.group(1).decode("ascii").lower() if named else ""
    if not charset or charset.startswith("utf") or charset in _UNRELIABLE:
        return decode(data)
    try:
        return data.decode(charset), ()
    except (LookupError, UnicodeDecodeError):
        return decode(data)


class _Layout:
    """Rows and merged ranges as a spreadsheet program would lay the page out."""

    def __init__(self, limits: Limits) -> None:
        self.rows: list[list[str]] = []
        self.merges: list[Merge] = []
        self._limits = limits
        self._text: list[str] = []
        self._fresh: dict[int, int] = {}

    def walk(self, node: html.HtmlElement) -> None:
        """Lay out what is inside a node, tables as tables and other text line by line."""
        self._text.append(node.text or "")
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "table" and not _is_frame(child):
                self.flush()
                self._table(child)
            elif tag == "br" or tag in _BLOCKS:
                self.flush()
                self.walk(child)
                self.flush()
            elif tag and tag not in _HIDDEN:
                self.walk(child)
            self._text.append(child.tail or "")

    def flush(self) -> None:
        """Write the loose text met so far as a row of one cell."""
        line = _tidy("".join(self._text))
        self._text.clear()
        if line:
            self.rows.append([line])

    def _table(self, table: html.HtmlElement) -> None:
        caption = table.find("caption")
        if caption is not None:
            self.rows.append([_cell_text(caption)])
        held: dict[int, int] = {}  # column -> rows below still covered by a span from above
        for line in _lines(table):
            row: list[str] = []
            for cell in line:
                if cell.tag in {"td", "th"}:
                    self._cell(cell, row, held)
            self._below(row, held, len(row))
            held = {column: left - 1 for column, left in held.items() if left > 1}
            held.update(self._fresh)
            self._fresh.clear()
            self.rows.append(row)
            if len(self.rows) * max(len(row), 1) > self._limits.cells:
                raise Refusal("sheet_absurd", f"网页表格有 {len(self.rows)} 行以上")

    def _below(self, row: list[str], held: dict[int, int], column: int) -> None:
        while column in held:
            row.append("")
            column += 1

    def _cell(self, cell: html.HtmlElement, row: list[str], held: dict[int, int]) -> None:
        self._below(row, held, len(row))
        across = _span(cell, "colspan", _WIDEST)
        down = _span(cell, "rowspan", self._limits.cells)
        column, number = len(row) + 1, len(self.rows) + 1
        row.append(_cell_text(cell))
        row.extend([""] * (across - 1))
        if len(row) > _WIDEST:
            raise Refusal("sheet_absurd", f"网页表格宽达 {len(row)} 列")
        if across > 1 or down > 1:
            self.merges.append(Merge(number, column, number + down - 1, column + across - 1))
        if down > 1:
            self._fresh.update(dict.fromkeys(range(column - 1, column - 1 + across), down - 1))


def _is_frame(table: html.HtmlElement) -> bool:
    """Tell whether a table only arranges other tables on the page."""
    return table.find(".//table") is not None


def _lines(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (line for line in child if line.tag == "tr")


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    written = str(cell.get(name) or "1").strip()
    return min(max(int(written), 1), most) if written.isascii() and written.isdigit() else 1


def _cell_text(cell: html.HtmlElement) -> str:
    parts: list[str] = []
    _gather(cell, parts)
    lines = (_tidy(line) for line in "".join(parts).split("\x00"))
    return "\n".join(line for line in lines if line)


def _gather(node: html.HtmlElement, parts: list[str]) -> None:
    parts.append(node.text or "")
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br" or tag in _BLOCKS:
            parts.append("\x00")
        if tag and tag not in _HIDDEN:
            _gather(child, parts)
        parts.append(child.tail or "")


def _tidy(text: str) -> str:
    return _WHITE.sub(" ", text.replace("\xa0", " ")).strip(" ")
