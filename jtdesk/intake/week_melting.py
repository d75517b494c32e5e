"""Rows of lists and grids of lessons -> one row a lesson, each with its term."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import Parsed
from jtdesk.intake import weekly
from jtdesk.intake.columns import Read
from jtdesk.intake.lesson_cells import CellReader
from jtdesk.intake.typed_rows import TypedRows


def several_periods(read: Read, f: Field) -> Read:
    """Return a reader of periods that also takes 3-4 and 第5、6节, as several numbers."""
    low, high = int(f.minimum or 1), int(f.maximum or 99)

    def several(cell: CellValue) -> Parsed:
        said = weekly.periods(cell) if isinstance(cell, str) else ()
        if len(said) > 1 and all(low <= number <= high for number in said):
            return Parsed(said)
        return read(said[0]) if len(said) == 1 else read(cell)

    return several


def melted(out: TypedRows, lines: Sequence[Sequence[CellValue]], reader: CellReader) -> TypedRows:
    """Turn the rows of a weekly grid into one row a lesson."""
    found = out.found
    grid = weekly.cells(found.table)
    columns = [column.column for column in found.table.columns]
    headings = {column.column: column.heading for column in found.table.columns}
    rows: list[Row] = []
    numbers: list[int] = []
    new = TypedRows(found, rows, numbers, school=out.school, matches=out.matches)
    origin: list[int] = []
    for index, column, day, number, taught in weekly.lessons(
        grid, columns, out.numbers, lines, reader
    ):
        text = taught.class_name
        row = {**out.rows[index], "weekday": day, "period": number, "class_name": text}
        if taught.subject:
            row.setdefault("subject", taught.subject)
        if taught.weeks:
            row["weeks"] = taught.weeks
        if index in out.refusals:
            new.refusals[len(rows)] = out.refusals[index]
        elif (out.numbers[index], column) in found.grid.formulas and text.startswith("="):
            fault = Fault("bad_name", "", "这里是公式，不能作为课表内容导入。")
            new.refusals[len(rows)] = [out.told(index, fault)]
        if index in out.warnings and (not origin or origin[-1] != index):
            new.warnings[len(rows)] = out.warnings[index]
        origin.append(index)
        rows.append(row)
        numbers.append(out.numbers[index])
        new.places.append((column, headings[column], text))
    new.by = "teacher"
    new.cells = {
        column: [cells[index] for index in origin]
        for column, cells in out.cells.items()
        if column not in grid
    }
    return new


def spread(out: TypedRows) -> TypedRows:
    """Turn rows of several periods, or of a time such as 周一3-4节, into one row a lesson."""
    said = [_moments(row) for row in out.rows]
    if all(moments is None for moments in said):
        return out
    rows: list[Row] = []
    origin: list[int] = []
    for index, (row, moments) in enumerate(zip(out.rows, said, strict=True)):
        for moment in moments or [{}]:
            rows.append({**{k: v for k, v in row.items() if k != weekly.MOMENT}, **moment})
            origin.append(index)
    new = TypedRows(
        out.found, rows, [out.numbers[i] for i in origin], school=out.school, matches=out.matches
    )
    first = {index: place for place, index in reversed(list(enumerate(origin)))}
    new.refusals = {p: out.refusals[i] for p, i in enumerate(origin) if i in out.refusals}
    new.warnings = {first[i]: told for i, told in out.warnings.items()}
    new.cells = {column: [cells[i] for i in origin] for column, cells in out.cells.items()}
    new.places = [out.places[i] for i in origin] if out.places else []
    new.by = out.by
    for place, index in enumerate(origin):
        if said[index] == [] and index not in out.refusals:
            text = str(out.rows[index].get(weekly.MOMENT, ""))
            message = f"上课时间“{text}”看不懂，请写成“周一第3-4节”这样，或分成星期、节次两栏填写。"
            new.refuse(place, Fault("bad_date", weekly.MOMENT, message, text))
    return new


def _moments(row: Row) -> list[Row] | None:
    """Return weekday, period and weeks of each lesson of a row; None where it is one already."""
    if isinstance(row.get(weekly.MOMENT), str):
        return [
            {"weekday": day, "period": number, **({"weeks": weeks} if weeks else {})}
            for day, numbers, weeks in weekly.moments(row[weekly.MOMENT])
            for number in numbers
        ]
    if isinstance(row.get("period"), tuple):
        return [{"period": number} for number in row["period"]]
    return None


def give_term(out: TypedRows, as_of: str) -> None:
    """Give every row the term it is written in, else that of the title, else that of the day.

    A title or sheet that says 单周 or 双周 says so of all its lessons.
    """
    year, month = int(as_of[:4]), int(as_of[5:7])
    school_year = year - (month < 8)
    term = weekly.term_of(out.found.texts, school_year, second=2 <= month < 8)
    side = weekly.side_of(out.found.texts)
    for row in out.rows:
        if side:
            row.setdefault("weeks", side)
        written_term = row.get("term")
        if written_term is None:
            row["term"] = term
        elif not weekly.TERM_CODE.fullmatch(written_term):
            row["term"] = weekly.said_term([written_term], school_year) or written_term
