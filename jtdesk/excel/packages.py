"""Zipped workbooks: is the zip whole and of a sane size, which part is which sheet."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from jtdesk.excel.refusals import Refusal
from jtdesk.excel.sheets import Limits

SIGNATURE = b"PK\x03\x04"
EMPTY_SIGNATURE = b"PK\x05\x06"
_PIECE = 1 << 20
_MOST_PARTS = 20_000
_SMALL_PART = 32 << 20
_ENCRYPTED = 0x1
_FAULTS = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
_STRANGERS = (
    ("word/document.xml", "这是 Word 文档"),
    ("ppt/presentation.xml", "这是演示文稿"),
    ("visio/document.xml", "这是 Visio 图"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet's name in the book and the part of the package it lives in."""

    name: str
    path: str


class Package:
    """An opened zip whose parts are read piece by piece and never past the limit."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as fault:
            raise Refusal("file_truncated", "压缩包的目录缺失或损坏") from fault
        entries = self._zip.infolist()
        self.names = {entry.filename: entry for entry in entries}
        self._folded = {_key(entry.filename): entry for entry in entries}
        self._room = limits.unpacked_bytes
        total = sum(entry.file_size for entry in entries if not _is_picture(entry.filename))
        if total > limits.unpacked_bytes or len(entries) > _MOST_PARTS:
            raise Refusal("file_too_large", f"展开后有 {total >> 20} MB、{len(entries)} 个部分")

    def kind(self) -> str:
        """Return ``xlsx``, ``xlsb`` or ``ods``.

        Raises:
            Refusal: the zip is something else, or protected.
        """
        if any(entry.flag_bits & _ENCRYPTED for entry in self.names.values()):
            raise Refusal("file_encrypted")
        if self.has("[Content_Types].xml"):
            for path, words in _STRANGERS:
                if self.has(path):
                    raise Refusal("file_unknown", words)
            return self._office_kind()
        if self.has("content.xml") and self.has("mimetype"):
            return self._open_document_kind()
        raise Refusal("file_unknown", "这是压缩包,请先解压,再导入里面的表格文件")

    def _office_kind(self) -> str:
        if self.has("xl/workbook.bin"):
            return "xlsb"
        if self.has("xl/workbook.xml") or self.workbook_part():
            return "xlsx"
        raise Refusal("file_unknown", "这是 Office 文件,但里面没有工作簿")

    def _open_document_kind(self) -> str:
        mimetype = self.read("mimetype").decode("ascii", "replace")
        if "spreadsheet" not in mimetype:
            raise Refusal("file_unknown", "这是 ODF 文档,但不是表格")
        if self.has("META-INF/manifest.xml") and b"encryption-data" in self.read(
            "META-INF/manifest.xml"
        ):
            raise Refusal("file_encrypted")
        return "ods"

    def has(self, path: str) -> bool:
        """Tell whether a part exists, whatever its case or slashes."""
        return _key(path) in self._folded

    def size_of(self, path: str) -> int:
        """Return how large a part says it is, 0 where there is none."""
        entry = self._folded.get(_key(path))
        return entry.file_size if entry else 0

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the content of a part in pieces.

        Raises:
            Refusal: the part is damaged or grows past the limit.
        """
        try:
            with self._zip.open(self._folded[_key(path)]) as stream:
                while piece := stream.read(_PIECE):
                    self._room -= len(piece)
                    if self._room < 0:
                        raise Refusal("file_too_large", "展开后的内容超出上限")
                    yield piece
        except (*_FAULTS, KeyError, RuntimeError) as fault:
            raise Refusal("reader_failed", f"内部的 {path} 缺失或已损坏") from fault

    def read(self, path: str) -> bytes:
        """Return a small part whole.

        Raises:
            Refusal: the part is missing, damaged or not small.
        """
        parts, size = [], 0
        for piece in self.pieces(path):
            size += len(piece)
            if size > _SMALL_PART:
                raise Refusal("file_too_large", f"内部的 {path} 过大")
            parts.append(piece)
        return b"".join(parts)

    def workbook_part(self) -> str:
        """Return the path of the workbook part, empty where the package names none."""
        if not self.has("_rels/.rels"):
            return "xl/workbook.xml" if self.has("xl/workbook.xml") else ""
        for kind, target, _name in self._relations("_rels/.rels", ""):
            if kind.endswith("/officeDocument") and self.has(target):
                return target
        return ""

    def sheet_parts(self) -> list[Part]:
        """Return the sheets of an Excel workbook (xml) with their parts, in order."""
        book = self.workbook_part() or "xl/workbook.xml"
        targets = self._targets(book)
        found = []
        for node in parse_xml(self.read(book)).iter("{*}sheet"):
            for key, value in node.attrib.items():
                if str(key).endswith("}id") and str(value) in targets:
                    found.append(Part(str(node.get("name", "")), targets[str(value)]))
        return found

    def relation_targets(self, book: str) -> dict[str, str]:
        """Return the parts a part points to, by relation id."""
        return self._targets(book)

    def _targets(self, book: str) -> dict[str, str]:
        folder, leaf = posixpath.split(book)
        relations = posixpath.join(folder, "_rels", leaf + ".rels")
        if not self.has(relations):
            return {}
        return {name: target for _kind, target, name in self._relations(relations, folder)}

    def _relations(self, path: str, folder: str) -> Iterator[tuple[str, str, str]]:
        for node in parse_xml(self.read(path)).iter("{*}Relationship"):
            target = str(node.get("Target", ""))
            whole = target if target.startswith("/") else posixpath.join("/", folder, target)
            yield (
                str(node.get("Type", "")),
                posixpath.normpath(whole).lstrip("/"),
                str(node.get("Id", "")),
            )


def parse_xml(data: bytes) -> etree._Element:
    """Parse a small part without entities, network or document types.

    Raises:
        Refusal: no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refusal("reader_failed", "内部结构(XML)已损坏") from fault


def _key(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def _is_picture(path: str) -> bool:
    return "/media/" in path.lower()
