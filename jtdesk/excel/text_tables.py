"""Tables written as text: comma, tab or semicolon between cells, in any of the usual encodings."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence

from jtdesk.excel.grid import CellValue
from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import FoundBook, FoundSheet, Limits, Scan

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = "\t,;|,;"
_SAMPLE_LINES = 200
_LONGEST_CELL = 1 << 17
_WIDEST = 16384
_SEPARATOR_HINT = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
# `="0012"` is how exporters keep leading zeros: a quoted text, nothing to compute.
_QUOTED_TEXT = re.compile(r'="([^"]*)"')
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{])")
_TOLERATED_DAMAGE = 1000
# Line ends only: str.splitlines also cuts at form feeds and the like.
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return bytes as text, with notes about doubtful spots.

    Raises:
        Refusal: the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    for encoding in (_unmarked_utf16(data), "utf-8", "gb18030"):
        if encoding:
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError:
                continue
    encoding = "gb18030"
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged * _TOLERATED_DAMAGE > len(text) + _TOLERATED_DAMAGE:
        raise Refusal("file_unknown", "内容既不是工作簿也不是文字")
    return text, (f"有 {damaged} 处文字的编码损坏，显示为“\ufffd”。",)


def _decode_marked(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    notes = (f"有 {damaged} 处文字的编码损坏，显示为“\ufffd”。",) if damaged else ()
    return text, notes


def _unmarked_utf16(data: bytes) -> str:
    sample = data[:4096]
    if b"\x00" not in sample or len(data) % 2:
        return ""
    odd = sample[1::2].count(0)
    even = sample[0::2].count(0)
    if odd > len(sample) // 16 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 16 and not odd else ""


def read_text(data: bytes, stem: str, limits: Limits) -> FoundBook:
    """Read a text file as one sheet.

    Raises:
        Refusal: no text, or nothing in it.
    """
    text, notes = decode(data.rstrip(b"\x1a"))
    if _JSON.match(text):
        raise Refusal("file_unknown", "这是 JSON 数据,不是表格")
    head = text[:65536]
    if len(_BINARY.findall(head)) * _TOLERATED_DAMAGE > len(head) + _TOLERATED_DAMAGE:
        raise Refusal("file_unknown", "内容既不是工作簿也不是文字")
    if not text.strip():
        raise Refusal("file_empty", "只有空格或空行")
    hint = _SEPARATOR_HINT.match(text)
    if hint:
        delimiter, text = hint.group(1), text[hint.end() :]
    else:
        delimiter = guess_delimiter(text)
    records = _records(text, delimiter)
    width = max(map(len, records), default=0)
    if width > _WIDEST:
        raise Refusal("sheet_absurd", f"一行里有 {width} 个格")
    if len(records) * width > limits.cells:
        raise Refusal("file_too_large", f"{len(records)} 行 {width} 列")
    sheet = sheet_of_texts(stem, records)
    return FoundBook("csv" if delimiter == "," else "text", iter((sheet,)), notes)


def guess_delimiter(text: str) -> str:
    """Return the character that cuts the most lines into the same number of cells."""
    lines = text[: 1 << 18].splitlines()[:_SAMPLE_LINES]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        widths = Counter(
            len(record) for record in _records("\n".join(lines), delimiter) if any(record)
        )
        score = max(((width - 1) * count for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = _LINES.findall(text)
    try:
        records = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        records = []
    # A lone quote swallows everything up to the next one; then quotes are only characters.
    if len(records) * 2 < len(lines):
        bare = [line.rstrip("\r\n") for line in lines]
        plain = [line.split(delimiter) for line in bare]
        return plain if _looks_swallowed(records, plain) else records
    return records


def _looks_swallowed(quoted: Sequence[Sequence[str]], plain: Sequence[Sequence[str]]) -> bool:
    if not quoted:
        return True
    longest = max((cell.count("\n") for record in quoted for cell in record), default=0)
    return longest > max(30, len(plain) // 4)


def sheet_of_texts(name: str, records: Sequence[Sequence[str]]) -> FoundSheet:
    """Return texts as a sheet of full rows, texts that begin with = named as formulas."""
    width = max(map(len, records), default=0)
    scan = Scan(len(records), width)
    rows: list[list[CellValue]] = []
    for number, record in enumerate(records, 1):
        row: list[CellValue] = [*record, *([None] * (width - len(record)))]
        for column, text in enumerate(record):
            if text[:1] == "=":
                quoted = _QUOTED_TEXT.fullmatch(text.rstrip())
                if quoted:
                    row[column] = quoted.group(1)
                elif len(text) > 1:
                    scan.formulas.add((number, column + 1))
        rows.append(row)
    return FoundSheet(name, rows, scan=scan)
