"""The rows of a form put together from the rows of datasets: chosen, sorted, joined, written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jtdesk.core.codes import CodeList
from jtdesk.core.fields import Row
from jtdesk.core.spans import overlap
from jtdesk.excel.totals import quotient
from jtdesk.submissions.rules import Cell, ColumnSpec, Count, Join, Rows, SheetSpec
from jtdesk.submissions.words import DATE_PATTERNS, NO, YES, names_in


def assemble(
    sheet: SheetSpec,
    tables: Rows,
    codes: Mapping[str, CodeList],
    ranks: Mapping[str, int],
    year: int = 0,
) -> list[list[Cell]]:
    """Return the cells of a sheet, row by row.

    Args:
        sheet: the specification.
        tables: rows of every dataset it names.
        codes: code lists, for sorting by the order of their words.
        ranks: schools by name in bureau order, for sorting.
        year: school year the sheet is for, where it asks for lines of that time.
    """
    rows = [row for row in tables[sheet.dataset] if _belongs(row, sheet, year)]
    beside = Beside(sheet, tables)
    rows = _sorted(rows, sheet, beside, codes, ranks)
    getters = [_getter(column, tables, beside) for column in sheet.columns]
    cells = [
        [
            None if column.serial else written(getter(row), column)
            for column, getter in zip(sheet.columns, getters, strict=True)
        ]
        for row in rows
    ]
    _divide(sheet, cells)
    return cells


def said_of_the_whole(sheet: SheetSpec, tables: Rows) -> dict[str, Cell]:
    """Return what the dataset's own row of totals says, by the names columns and texts use."""
    wanted = sheet.layout.total_row
    row = next((row for row in tables[sheet.dataset] if wanted and _wanted(row, wanted)), {})
    beside = Beside(sheet, tables)
    columns = {column.name: column for column in sheet.columns if column.name}
    names = {name for text in sheet.texts for name in names_in(text)} | set(columns)
    plain = ColumnSpec(title="")
    return {name: written(beside.value(row, name), columns.get(name, plain)) for name in names}


def _belongs(row: Row, sheet: SheetSpec, year: int) -> bool:
    if any(_is_one_of(row.get(name), words) for name, words in sheet.without.items()):
        return False
    if sheet.layout.total_row and _wanted(row, sheet.layout.total_row):
        return False
    return _wanted(row, sheet.where) and _in_time(row, sheet.during, year)


def _in_time(row: Row, during: str, year: int) -> bool:
    """Tell whether a line of a ledger is of the school year, 1 September to 31 August."""
    first, last = f"{year}-09-01", f"{year + 1}-08-31"
    start, end = row.get("start"), row.get("end")
    if during == "school_year":
        return overlap(start, end, first, last)
    if during == "starting":
        return start is not None and first[: len(start)] <= start <= last
    return True


class Beside:
    """The datasets beside a sheet, looked up for one row after another.

    Args:
        sheet: whose joins these are.
        tables: rows of the datasets.
    """

    def __init__(self, sheet: SheetSpec, tables: Rows) -> None:
        self._found = [(join, _by_key(tables[join.dataset], join)) for join in sheet.joins]

    def value(self, row: Row, name: str) -> object:
        """Return a field of the row, or ``dataset.field`` of what stands beside it."""
        dataset, dot, field = name.partition(".")
        if not dot:
            return row.get(name)
        for join, rows in self._found:
            other = rows.get(_key(row, join.key)) if join.dataset == dataset else None
            if other is not None:
                return other.get(field)
        return None


def _key(row: Row, names: Sequence[str]) -> tuple[object, ...] | None:
    """Return what a row is found by; an unknown value finds nothing."""
    key = tuple(row.get(name) for name in names)
    return None if any(part in (None, "") for part in key) else key


def _by_key(rows: Sequence[Row], join: Join) -> dict[tuple[object, ...] | None, Row | None]:
    found: dict[tuple[object, ...] | None, Row | None] = {None: None}
    for row in rows:
        key = _key(row, join.on)
        if key is None:
            continue
        if key not in found:
            found[key] = row
        elif not join.newest:
            found[key] = None
        else:
            found[key] = _newer(found[key], row, join.newest)
    return found


def _newer(old: Row | None, new: Row, name: str) -> Row:
    if old is None or str(new.get(name) or "") > str(old.get(name) or ""):
        return new
    return old


def _divide(sheet: SheetSpec, cells: Sequence[list[Cell]]) -> None:
    """Put the shares in, once everything they are taken of is there."""
    places = {column.heading: at for at, column in enumerate(sheet.columns)}
    for at, column in enumerate(sheet.columns):
        if column.ratio is not None:
            above, below = places[column.ratio.of], places[column.ratio.to]
            for row in cells:
                row[at] = quotient(row[above], row[below])


def _wanted(row: Row, where: Mapping[str, tuple[str, ...]]) -> bool:
    return all(_is_one_of(row.get(name), words) for name, words in where.items())


def _is_one_of(value: object, words: Sequence[str]) -> bool:
    if isinstance(value, list):
        return any(item in words for item in value)
    if isinstance(value, bool):
        return (YES if value else NO) in words
    return ("" if value is None else str(value)) in words


def _sorted(
    rows: list[Row],
    sheet: SheetSpec,
    beside: Beside,
    codes: Mapping[str, CodeList],
    ranks: Mapping[str, int],
) -> list[Row]:
    kinds = {column.name: column for column in sheet.columns if column.name}

    def key(row: Row) -> tuple[tuple[int, float, str], ...]:
        return tuple(
            _rank(beside.value(row, name), kinds.get(name), codes, ranks) for name in sheet.sort
        )

    return sorted(rows, key=key)


def _rank(
    value: object,
    column: ColumnSpec | None,
    codes: Mapping[str, CodeList],
    ranks: Mapping[str, int],
) -> tuple[int, float, str]:
    """Return what a value sorts by: known order first, then text; nothing comes last."""
    if value is None or value == "":
        return (2, 0.0, "")
    if isinstance(value, bool | int | float):
        return (0, float(value), "")
    word = str(value)
    listed = codes.get(column.enum) if column and column.enum else None
    if listed is not None:
        return (0, float(listed.order.get(word, len(listed.order))), word)
    if column is not None and column.kind == "school":
        return (0, float(ranks.get(word, len(ranks))), word)
    return (1, 0.0, word)


def _getter(column: ColumnSpec, tables: Rows, beside: Beside) -> Callable[[Row], object]:
    if column.count is not None:
        return _counter(column.count, tables[column.count.dataset])
    if not column.name:
        return lambda _row: column.value
    return lambda row: beside.value(row, column.name)


def _counter(count: Count, rows: Sequence[Row]) -> Callable[[Row], object]:
    found: dict[object, int] = {}
    for row in rows:
        if _wanted(row, count.where):
            found[row.get(count.on)] = found.get(row.get(count.on), 0) + 1
    return lambda row: found.get(row.get(count.key), 0)


def written(value: object, column: ColumnSpec) -> Cell:
    """Return a value as the form writes it; what nobody knows is the form's word for that."""
    if value is None or value in ("", []):
        return column.empty or None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    if isinstance(value, int | float):
        return value
    text = str(value)
    if column.kind in {"date", "month"} and column.format in DATE_PATTERNS:
        return DATE_PATTERNS[column.format](text)
    return text
