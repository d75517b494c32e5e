"""Columns of cells -> typed values with findings; each different cell of a column is read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.codes import CodeList
from jtdesk.core.errors import JtdeskError
from jtdesk.core.fields import Field
from jtdesk.core.text import fold, tidy, visible
from jtdesk.excel.dates import parse_range
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import NOTHING, Parsed, written
from jtdesk.excel.values import code_words, formula_fault, parse_code, parser
from jtdesk.intake.places import Schools
from jtdesk.intake.rules import BLANK, ColumnMatch, Finding

Read = Callable[[CellValue], Parsed]
_KINDS = {"id_number": "id", "words": "codes", "school": "school"}
_SEPARATORS = re.compile(r"[、,;\uff0c\uff1b/\uff0f|\uff5c\n]+")
_MASKED = re.compile(r"[\dxX]*\*{2,}[\dxX]*")
_NONE = fold("无")
_ADDED = re.compile(r"\d{1,2}(?:\.\d)?(?:\+\d{1,2}(?:\.\d)?)+")
MASKED = "masked_value"
PERIODS = "节"
FORMULA = "(公式)"
FORMULA_WORDS = ("这里是公式", "公式没有结果")


@dataclass
class TypedColumn:
    """One column of one field.

    Attributes:
        of: the field it fills.
        match: where it stands.
        values: one for each row, `BLANK` where the cell says nothing or was refused.
        blanks: indices of the blank ones.
        refused: refusals by index.
        warned: warnings by index.
    """

    of: Field
    match: ColumnMatch
    values: list[Any]
    blanks: list[int] = field(default_factory=list)
    refused: dict[int, Parsed] = field(default_factory=dict)
    warned: dict[int, Parsed] = field(default_factory=dict)


def reader(f: Field, match: ColumnMatch, codes: Mapping[str, CodeList], schools: Schools) -> Read:
    """Return the function that reads one cell of a field; `BLANK` stands for "says nothing".

    Raises:
        JtdeskError: the code list of the field is missing.
    """
    listed = codes.get(f.codes) if f.codes else None
    if f.codes and listed is None:
        raise JtdeskError(f"缺少代码表 {f.codes}.toml，请重新安装程序。", code="code_list_missing")
    if f.kind == "school":
        read: Read = schools.read
    elif f.kind == "words" and listed is None:
        read = _read_words
    else:
        read = parser(
            _KINDS.get(f.kind, f.kind),
            codes=listed,
            unit=f.unit or f.kept_in,
            written_unit=match.unit,
        )
    return _Reader(f, read, listed)


def spoken_reader(number: Callable[[str], int | None], read: Read) -> Read:
    """Return a reader for numbers that are spoken as words: 星期一, 第三节."""

    def spoken(cell: CellValue) -> Parsed:
        found = number(cell) if isinstance(cell, str) else None
        return read(cell if found is None else found)

    return spoken


class _Reader:
    """Reads cells of one field and tells blank from none."""

    def __init__(self, f: Field, read: Read, listed: CodeList | None) -> None:
        self._field = f
        self._read = read
        self._listed = listed
        self._masks = f.sensitive

    def __call__(self, cell: CellValue) -> Parsed:
        if cell is None:
            return _SAYS_NOTHING
        masked = self._masks and isinstance(cell, str) and "*" in cell
        if masked and _MASKED.fullmatch(fold(str(cell))):
            return Parsed(BLANK, MASKED, f"{self._field.title}是遮盖过的，按未填处理。", True)
        found = self._read(cell)
        if found.code == "not_a_number" and self._field.unit == PERIODS:
            found = _sum(cell, found)
        if found.code is None and found.value.__class__ is str:
            return found
        if found.code == "unknown_code_word" and self._field.open:
            found = _as_text(cell)
        if found.code is not None and not found.warning:
            return found
        if found.value is None or found.value == ():
            none = self._says_none(cell)
            return found._replace(value=None if none else BLANK)
        return self._bounded(self._kept(found), cell)

    def _says_none(self, cell: CellValue) -> bool:
        """Tell "there is none" from "not filled in": only a word of the list or 无 says so."""
        if not isinstance(cell, str) or not self._field.none_ends:
            return False
        if self._listed is not None:
            return self._listed.says_none(cell)
        return fold(cell) == _NONE

    def _kept(self, found: Parsed) -> Parsed:
        value = found.value
        if isinstance(value, tuple):
            return found._replace(value=list(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return found._replace(value=int(value))
        return found

    def _bounded(self, found: Parsed, cell: CellValue) -> Parsed:
        low, high = self._field.minimum, self._field.maximum
        if not isinstance(found.value, int | float) or isinstance(found.value, bool):
            return found
        if (low is None or found.value >= low) and (high is None or found.value <= high):
            return found
        bounds = (
            f"在 {low:g} 至 {high:g} 之间"
            if low is not None and high is not None
            else (f"不小于 {low:g}" if low is not None else f"不大于 {high:g}")
        )
        message = f"{self._field.title}“{written(cell)}”超出范围，应{bounds}。"
        return Parsed(None, "not_a_number", message)


def _sum(cell: CellValue, found: Parsed) -> Parsed:
    """Read 3+1, periods of one's own and shared ones, as their sum, and say so."""
    text = fold(cell).removesuffix(PERIODS) if isinstance(cell, str) else ""
    if not _ADDED.fullmatch(text):
        return found
    total = sum(map(float, text.split("+")), 0.0)
    number = int(total) if total.is_integer() else total
    return Parsed(number, "sum_written", f"“{written(cell)}”按合计 {number} 节记录，请核对。", True)


_SAYS_NOTHING = Parsed(BLANK)
_as_text = parser("text")


def _read_words(cell: CellValue) -> Parsed:
    found = _as_text(cell)
    if found.code is not None or found.value is None:
        return found
    parts = [tidy(part) for part in _SEPARATORS.split(written(cell))]
    return Parsed(tuple(dict.fromkeys(part for part in parts if part)))


def rest_of(cell: CellValue, own: CodeList, other: CodeList) -> list[str]:
    """Return the words of a cell that the field itself does not keep but another one takes.

    Args:
        cell: as written.
        own: code list of the field itself.
        other: code list of the other one.
    """
    if not isinstance(cell, str) or own.named(cell)[0]:
        return []
    parts = code_words(cell, own)
    if len(parts) < 2:
        return []
    kept = parse_code(cell, codes=own).value
    found = [other.find(part)[1] for part in parts]
    if own is not other:
        ranked = sorted(filter(None, found), key=other.order.__getitem__)
        return ranked[:1]
    return [word for word in dict.fromkeys(found) if word is not None and word != kept]


def _calm(column: TypedColumn) -> TypedColumn:
    """Drop the suspicion of lost digits where it is rare: one number in a thousand ends in 000."""
    suspects = [i for i, p in column.warned.items() if p.code == "id_precision_suspect"]
    if len(suspects) <= max(1, len(column.values) // 50):
        for index in suspects:
            del column.warned[index]
    return column


def read_column(
    f: Field, match: ColumnMatch, cells: Sequence[CellValue], read: Read
) -> TypedColumn:
    """Read one column."""
    if bool in set(map(type, cells)):
        # True and 1 are one key to a dictionary, so such a column goes cell by cell.
        return _gather(f, match, [read(cell) for cell in cells])
    answers = {cell: read(cell) for cell in set(cells)}
    if any(answer.code is not None for answer in answers.values()):
        return _calm(_gather(f, match, [answers[cell] for cell in cells]))
    plain = {cell: answer.value for cell, answer in answers.items()}
    values = list(map(plain.__getitem__, cells))
    blanks: list[int] = []
    if any(value is BLANK for value in plain.values()):
        blanks = [index for index, value in enumerate(values) if value is BLANK]
    return TypedColumn(f, match, values, blanks)


def read_span(
    pair: tuple[Field, Field], match: ColumnMatch, cells: Sequence[CellValue]
) -> list[TypedColumn]:
    """Read a column whose cells hold start and end of a span."""
    answers = {cell: _span(cell, pair[0].kind) for cell in set(cells)}
    return [
        _gather(f, match, [answers[cell][side] for cell in cells]) for side, f in enumerate(pair)
    ]


def _span(cell: CellValue, kind: str) -> tuple[Parsed, Parsed]:
    if cell is None:
        return _SAYS_NOTHING, _SAYS_NOTHING
    start, end = parse_range(cell, precision="month" if kind == "month" else "day")
    return tuple(  # type: ignore[return-value]
        side._replace(value=BLANK) if side.value is None and side.code is None else side
        for side in (start, end)
    )


def _gather(f: Field, match: ColumnMatch, answers: Sequence[Parsed]) -> TypedColumn:
    column = TypedColumn(f, match, [answer.value for answer in answers])
    for index, answer in enumerate(answers):
        if answer.code is not None:
            if answer.warning:
                column.warned[index] = answer
                if answer.value is None:
                    column.values[index] = BLANK
            else:
                column.refused[index] = answer
                column.values[index] = BLANK
        if column.values[index] is BLANK:
            column.blanks.append(index)
    return column


def refuse_formulas(
    column: TypedColumn,
    rows: Sequence[int],
    formulas: frozenset[tuple[int, int]],
    cells: Sequence[CellValue],
) -> None:
    """Refuse formulas where free text is wanted, and formulas without a usable result."""
    place = column.match.column
    for index, row in enumerate(rows):
        if (row, place) not in formulas:
            continue
        fault = formula_fault(_KINDS.get(column.of.kind, column.of.kind))
        if fault is None and index not in column.refused and cells[index] is None:
            code = _EMPTY_RESULT.get(column.of.kind, "bad_name")
            fault = Parsed(None, code, "公式没有结果，请在表格中“选择性粘贴—数值”后重新导入。")
        if fault is not None:
            column.warned.pop(index, None)
            column.refused[index] = fault
            if column.values[index] is not BLANK:
                column.values[index] = BLANK
                column.blanks.append(index)


_EMPTY_RESULT = {
    "integer": "not_a_number", "decimal": "not_a_number", "percent": "not_a_number",
    "date": "bad_date", "month": "bad_date", "code": "unknown_code_word",
    "school": "unknown_school", "boolean": "unknown_code_word", "words": "unknown_code_word",
}  # fmt: skip


def finding(row: int, match: ColumnMatch | None, cell: CellValue, parsed: Parsed) -> Finding:
    """Return a cell's outcome as a finding of the report."""
    where = f"第 {row} 行“{match.heading}”" if match is not None else f"第 {row} 行"
    message = parsed.message or NOTHING.message
    value = cell if isinstance(cell, str) else written(cell)
    return Finding(
        row,
        match.heading if match is not None else "",
        visible(value) or (FORMULA if parsed.message.startswith(FORMULA_WORDS) else ""),
        parsed.code or "",
        visible(f"{where}:{message}"),
        match.column if match is not None else 0,
    )
