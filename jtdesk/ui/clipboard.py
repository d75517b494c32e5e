"""Blocks of cells between our tables and Excel or WPS, by way of the clipboard."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QStandardItemModel

DANGEROUS = ("=", "+", "-", "@")


def block_mime(cells: Sequence[Sequence[str]]) -> QMimeData:
    """Return the clipboard form of a block: tab-separated text, and HTML that keeps cells text.

    Excel takes the HTML, where every cell says it is text: an id number keeps its last digits and a
    value that starts with ``=`` does not become a formula.
    """
    mime = _native()
    mime.setText("\r\n".join("\t".join(_field(cell) for cell in row) for row in cells) + "\r\n")
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells
    )
    style = "td{mso-number-format:'\\@';white-space:nowrap}"
    mime.setHtml(
        f'<html><head><meta charset="utf-8"><style>{style}</style></head>'
        f"<body><table>{body}</table></body></html>"
    )
    return mime


def _native() -> QMimeData:
    """Return clipboard data made by Qt: one made by Python outlives the interpreter and crashes."""
    model = QStandardItemModel(1, 1)
    mime = model.mimeData([model.index(0, 0)])
    for kind in mime.formats():
        mime.removeFormat(kind)
    return mime


def _field(cell: str) -> str:
    if cell.startswith(DANGEROUS) and not _number(cell):
        cell = f"'{cell}"
    if any(mark in cell for mark in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_block(mime: QMimeData) -> list[list[str]]:
    """Return the cells of a block copied in Excel or WPS; empty where there is no text."""
    text = mime.text()
    if not text.strip():
        return []
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter="\t")
    rows = [[cell.strip() for cell in row] for row in reader]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
