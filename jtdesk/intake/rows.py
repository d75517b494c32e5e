"""A recognised table -> typed rows: values, refusals and warnings with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from jtdesk.core.codes import CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.core.text import fold, tidy
from jtdesk.excel.context import places_in
from jtdesk.excel.grid import CellValue
from jtdesk.excel.numbers import parse_boolean
from jtdesk.excel.parsed import is_empty, written
from jtdesk.intake import weekly
from jtdesk.intake.columns import (
    TypedColumn,
    finding,
    read_column,
    read_span,
    reader,
    refuse_formulas,
    rest_of,
    spoken_reader,
)
from jtdesk.intake.lesson_cells import CellReader, subject_finder
from jtdesk.intake.places import Schools
from jtdesk.intake.recognition import Recognised
from jtdesk.intake.rules import BLANK
from jtdesk.intake.typed_rows import TypedRows
from jtdesk.intake.week_melting import give_term, melted, several_periods, spread

_LENGTH = re.compile(
    r"(?:\d{1,2}|[一二两三四五六七八九十半]{1,2})个?(?:半)?(?:学年|学期|年|月|周|天)(?:半|整)?"
)
MISFITS = 0.2  # share of refused cells above which a likeness was none
_MISSING = {"name": "name_missing", "id_number": "id_missing_or_short", "school": "unknown_school"}


class RowReader:
    """Reads the rows of recognised tables.

    Args:
        codes: the code lists.
        schools: the schools of the store.
        check: called often; raises when the user has pressed cancel.
    """

    def __init__(
        self, codes: Mapping[str, CodeList], schools: Schools, check: Callable[[], None]
    ) -> None:
        self._codes = codes
        self._schools = schools
        self._check = check

    def read(self, found: Recognised, as_of: str) -> TypedRows:
        """Read a table.

        Args:
            found: the table.
            as_of: the day its rows speak of.
        """
        fields = {f.name: f for f in found.intake.fields}
        table = found.table
        if found.intake.blanks_speak:
            table = table.without_blanks_filled()
        lines = list(table.values(found.grid))
        columns = list(zip(*lines, strict=True)) if lines else [() for _ in found.matches]
        cells: dict[int, Sequence[CellValue]] = {
            m.column: c for m, c in zip(found.matches, columns, strict=True)
        }
        found, typed = _without_doubtful(found, self._columns(found, fields, cells), cells)
        rows = _joined(typed, len(lines))
        out = TypedRows(found, rows, found.table.rows, cells=cells)
        out.matches = {column.of.name: column.match for column in typed}
        _collect(out, typed)
        _as_written(out, typed)
        self._rest(out, typed, fields)
        self._place(out, fields)
        _say(out, fields)
        _require(out, typed)
        if found.intake.weekly_grid:
            if weekly.cells(found.table) and any(m.how == "grid" for m in found.matches):
                out = melted(out, lines, self._cell_reader())
            out = spread(out)
            give_term(out, as_of)
        complete = found.intake.complete
        for row in out.rows:
            complete(row)
        return out

    def _cell_reader(self) -> CellReader:
        return CellReader(subject_finder(self._codes.get("subject")))

    def _columns(
        self,
        found: Recognised,
        fields: Mapping[str, Field],
        cells: Mapping[int, Sequence[CellValue]],
    ) -> list[TypedColumn]:
        typed: list[TypedColumn] = []
        formulas = found.grid.formulas
        suspicious = {column for _row, column in formulas}
        for match in found.matches:
            self._check()
            if not match.fields:
                continue
            column = cells[match.column]
            if len(match.fields) == 2:
                pair = (fields[match.fields[0]], fields[match.fields[1]])
                read = read_span(pair, match, column)
            else:
                f = fields[match.fields[0]]
                ear = reader(f, match, self._codes, self._schools)
                if found.intake.weekly_grid and f.name in weekly.SPOKEN:
                    ear = spoken_reader(weekly.SPOKEN[f.name], ear)
                if found.intake.weekly_grid and f.name == "period":
                    ear = several_periods(ear, f)
                read = [read_column(f, match, column, ear)]
            if match.column in suspicious:
                for one in read:
                    refuse_formulas(one, found.table.rows, formulas, column)
            typed += read
        return typed

    def _rest(
        self, out: TypedRows, typed: Sequence[TypedColumn], fields: Mapping[str, Field]
    ) -> None:
        """Hand what else a cell says on: the second subject, the degree beside the education."""
        for column in typed:
            taker = fields.get(column.of.rest)
            if taker is None:
                continue
            cells = out.cells[column.match.column]
            lists = self._codes[column.of.codes], self._codes[taker.codes]
            rests = {cell: rest_of(cell, *lists) for cell in set(cells)}
            if not any(rests.values()):
                continue
            for index, cell in enumerate(cells):
                said = rests[cell]
                row = out.rows[index]
                if not said or row.get(column.of.name) is None:
                    continue
                if taker.kind == "words":
                    held = row.get(taker.name) or []
                    row[taker.name] = held + [w for w in said if w not in held]
                else:
                    row.setdefault(taker.name, said[0])

    def _place(self, out: TypedRows, fields: Mapping[str, Field]) -> None:
        """Give rows without a school the one named in a section row, the title, sheet or file."""
        name = out.found.intake.placed
        school = fields.get(name)
        if school is None or school.kind != "school":
            return
        words = self._schools.words()
        out.school = places_in(out.found.texts, words)
        sections = out.found.table.section_of()
        by_text = {text: places_in((text,), words) for text in set(sections.values())}
        for index, row in enumerate(out.rows):
            if name in row or any(f.code == "unknown_school" for f in out.refusals.get(index, ())):
                continue
            place = by_text.get(sections.get(out.numbers[index], "")) or out.school
            if place is not None and (name == "school" or place not in row.values()):
                row[name] = place


def _say(out: TypedRows, fields: Mapping[str, Field]) -> None:
    """Give every row what the title, a heading or the lines above say of all of them."""
    headings = [match.heading for match in out.matches.values()]
    for name, words in out.found.intake.told.items():
        if name in out.matches or name not in fields:
            continue
        said = {word for text in (*out.found.texts, *headings) for word in words if word in text}
        if len(said) == 1:
            (word,) = said
            for row in out.rows:
                row.setdefault(name, word)
    for name, value in out.found.intake.around(out.found.texts).items():
        if name in fields:
            for row in out.rows:
                row.setdefault(name, value)


def _doubtful(column: TypedColumn) -> bool:
    """Tell whether a column may have been misunderstood; schools and numbers of people may not."""
    how = column.match.how
    sure_kind = column.of.kind in {"school", "id_number", "name"}
    return how == "fuzzy" or (how in {"fallback", "family"} and not sure_kind)


def _lengths(cells: Sequence[CellValue]) -> bool:
    """Tell whether every written cell of a column is a length of time such as 3年."""
    said = [cell for cell in cells if not is_empty(cell)]
    return bool(said) and all(
        isinstance(cell, str) and _LENGTH.fullmatch(fold(cell)) for cell in said
    )


def _answers(cells: Sequence[CellValue]) -> bool:
    """Tell whether a column only answers yes or no: 是否骨干教师 names no level."""
    said = [cell for cell in cells if not is_empty(cell)]
    return all(parse_boolean(cell).value is not None for cell in said)


def _without_doubtful(
    found: Recognised, typed: list[TypedColumn], cells: Mapping[int, Sequence[CellValue]]
) -> tuple[Recognised, list[TypedColumn]]:
    """Let a column go that was mapped by likeness only and whose cells do not fit the field.

    A column of lengths of time (有效期 3年) holds no dates and one of 是 and 否 no levels, however
    surely its heading says so.
    """
    wrong = {
        column.match.column
        for column in typed
        if (
            _doubtful(column)
            and len(column.refused) > MISFITS * (len(column.values) - len(column.blanks) + 1)
        )
        or (column.of.kind in {"date", "month"} and _lengths(cells[column.match.column]))
        or (column.of.kind == "code" and column.refused and _answers(cells[column.match.column]))
    }
    if not wrong:
        return found, typed
    matches = tuple(
        replace(m, fields=(), confidence=0.0, how="", guess=m.fields[0]) if m.column in wrong else m
        for m in found.matches
    )
    kept = [column for column in typed if column.match.column not in wrong]
    return replace(found, matches=matches), kept


def _joined(typed: Sequence[TypedColumn], count: int) -> list[Row]:
    if not typed:
        return [{} for _ in range(count)]
    names = [column.of.name for column in typed]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*(c.values for c in typed), strict=True)]  # fmt: skip  # noqa: E501
    for column in typed:
        name = column.of.name
        for index in column.blanks:
            rows[index].pop(name, None)
    return rows


def _collect(out: TypedRows, typed: Sequence[TypedColumn]) -> None:
    for column in typed:
        cells = out.cells[column.match.column]
        for index, parsed in column.refused.items():
            out.refusals.setdefault(index, []).append(
                finding(out.numbers[index], column.match, cells[index], parsed)
            )
        for index, parsed in column.warned.items():
            out.warnings.setdefault(index, []).append(
                finding(out.numbers[index], column.match, cells[index], parsed)
            )


def _as_written(out: TypedRows, typed: Sequence[TypedColumn]) -> None:
    """Keep the written word beside the code word where it says more."""
    for column in typed:
        name = column.of.as_written
        if not name or name in out.matches:
            continue
        cells = out.cells[column.match.column]
        words = {cell: column.of.says_more(tidy(written(cell))) for cell in set(cells)}
        for index, value in enumerate(column.values):
            word = words[cells[index]]
            if value is not BLANK and value is not None and word is not None:
                out.rows[index][name] = word


def _require(out: TypedRows, typed: Sequence[TypedColumn]) -> None:
    """Refuse rows whose cell for a required field is empty."""
    for column in typed:
        f = column.of
        if not f.required:
            continue
        for index in column.blanks:
            if index in column.refused or f.name in out.rows[index]:
                continue
            out.refuse(index, missing(f))


def missing(f: Field) -> Fault:
    """Return the finding for a required field without a value."""
    code = _MISSING.get(f.kind) or ("name_missing" if f.name == "name" else "value_missing")
    return Fault(code, f.name, f"没有填写{f.title}，请补填后重新导入。")
