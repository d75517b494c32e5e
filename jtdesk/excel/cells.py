"""Cells of a new workbook: fonts, frames, and values that are never taken for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jtdesk.excel.table_look import Value, shown

# The names bureaus prescribe. Where a font is missing, office programs choose another by its
# character set and family, so both are written: 134 (GB 2312) makes Windows fall back to SimSun,
# and a song-like title stays song-like. Naming 宋体 instead would give up the prescribed look on
# the machines that have the fonts; embedding them is not licensed.
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
_GB2312, _ROMAN, _MODERN = 134, 1, 3

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Styles:
    """Styled cells of a sheet, one for each look, used again for every row."""

    def __init__(self, sheet: WriteOnlyWorksheet, size: float) -> None:
        self._sheet = sheet
        line = Side(style="thin", color="FF000000")
        self._frame = Border(left=line, right=line, top=line, bottom=line)
        self.body = Font(name=BODY_FONT, size=size, charset=_GB2312, family=_MODERN)
        self.head = Font(name=HEAD_FONT, size=size, charset=_GB2312, family=_MODERN)
        self.title = Font(name=TITLE_FONT, size=22, charset=_GB2312, family=_ROMAN)

    def cell(
        self,
        font: Font,
        align: str,
        *,
        framed: bool,
        number_format: str = "General",
        quoted: bool = False,
        vertical: str = "center",
    ) -> Cell:
        """Return an empty cell; a quoted one stays text when somebody edits it."""
        cell = WriteOnlyCell(self._sheet)
        cell.font = font
        # A number that touches the frame is hard to read.
        indent = 1 if framed and align == "right" else 0
        cell.alignment = Alignment(
            horizontal=align, vertical=vertical, wrap_text=not indent, indent=indent
        )
        cell.number_format = number_format
        if framed:
            cell.border = self._frame
        if quoted:
            cell.quotePrefix = True
        return cell


def is_number(value: Value) -> bool:
    """Tell whether a value is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_risky(value: Value) -> bool:
    """Tell whether an office program might run a text as a formula when it is edited."""
    return isinstance(value, str) and value.startswith(_RISKY)


def put(cell: Cell, value: Value) -> Cell:
    """Set a value; text is never taken for a formula, an error or a date."""
    if value is None or is_number(value):
        cell.value = value
    else:
        cell.value = _UNPRINTABLE.sub("", shown(value))
        cell.data_type = "s"
    return cell


def each(cell: Cell, values: Sequence[str | None]) -> Iterator[Cell]:
    """Yield one cell again and again with other values, as the sheet takes them."""
    for value in values:
        yield put(cell, value or None)
