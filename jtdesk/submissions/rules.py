"""What a form is, and how its rows are put together and checked: pure functions over plain rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jtdesk.core.codes import CodeList
from jtdesk.core.fields import Kind, Row
from jtdesk.core.identity import looks_masked
from jtdesk.submissions.words import DATE_PATTERNS, NO, YES

Cell = str | int | float | None
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of another dataset that stand beside a row: at most one each.

    Attributes:
        dataset: the other dataset.
        on: its field that names our row.
        key: our field it is compared with.
        newest: of several, the one with the greatest value of this field.
    """

    dataset: str
    on: str
    key: str
    newest: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a dataset belong to a row of the form.

    Attributes:
        dataset: whose rows are counted.
        on: its field that names our row.
        key: our field it is compared with.
        where: wanted words by field; any of the words will do.
    """

    dataset: str
    on: str
    key: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One column: what stands in it, how it is written, what is demanded of it.

    Attributes:
        title: heading; ``group`` are the outer headings, outermost first.
        name: field of the sheet's dataset, or ``dataset.field`` of a join.
        serial: 1, 2, 3 ...
        count: a count of rows instead of a field.
        value: the same text in every row; without any source the column is for the pen.
        kind: how the value is understood; ``typed`` where the form itself says so.
        format: date pattern (``YYYY.MM``) or number format.
        enum: stem of a code list.
        total: ``sum`` or ``count`` in the total row.
        empty: what is written where nothing is known.
        required, unique, minimum, maximum, pattern: demands; a breach is a finding, not a refusal.
    """

    title: str
    group: tuple[str, ...] = ()
    name: str = ""
    serial: bool = False
    count: Count | None = None
    value: str = ""
    kind: Kind = "text"
    typed: bool = False
    format: str = ""
    enum: str = ""
    code: str = ""
    total: Literal["", "sum", "count"] = ""
    width: float = 0.0
    align: str = ""
    empty: str = ""
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""

    @property
    def heading(self) -> str:
        """The heading on one line, for sentences."""
        return "/".join((*self.group, self.title)).replace("\n", "")


@dataclass(frozen=True, slots=True)
class Check:
    """A demand on whole rows, from the closed list of the grammar.

    Attributes:
        rule: ``not_greater`` (``on`` at most ``than``) or ``sum_equals`` (``on`` is all of ``of``).
        on, than, of: headings of columns, as ``group/title``.
    """

    rule: str
    on: str
    than: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LayoutSpec:
    """The look of a generated sheet; texts may name ``{unit} {year} {school_year} {as_of}``."""

    title: str = ""
    annex: str = ""
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    total_label: str = "合计"
    paper: Literal["", "A4", "A3"] = ""
    landscape: bool = True
    body_size: float = 10.5
    freeze: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetSpec:
    """One sheet of a form: where its rows come from and what its columns are."""

    name: str
    dataset: str
    columns: tuple[ColumnSpec, ...]
    layout: LayoutSpec = LayoutSpec()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of every dataset the sheet reads."""
        names = [self.dataset, *(join.dataset for join in self.joins)]
        names += [column.count.dataset for column in self.columns if column.count]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, kw_only=True)
class FormSpec:
    """A form of the library.

    Attributes:
        code: unique name on the command line.
        title: Chinese name.
        year: school year the form is valid from.
        period: how often it is due.
        due: ``MM-DD`` it must be handed in by.
        as_of: ``MM-DD`` of the statistics date.
        source: document the form comes from.
        description: one or two sentences for the person who fills it.
        sheets: in order.
        template: file name of the bureau's own workbook, empty for a generated form.
        own: a form of the user's, not one that ships.
    """

    code: str
    title: str
    year: int
    source: str
    sheets: tuple[SheetSpec, ...]
    period: str = "school_year"
    due: str = ""
    as_of: str = "09-01"
    description: str = ""
    template: str = ""
    own: bool = False

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of every dataset the form reads."""
        return tuple(dict.fromkeys(name for sheet in self.sheets for name in sheet.datasets))


@dataclass(frozen=True, slots=True)
class Finding:
    """A demand that a filled form does not meet.

    Attributes:
        sheet: its sheet.
        row: 1 for the first row of the table.
        column: heading.
        code: ``missing not_unique out_of_range pattern not_greater sum_equals``.
        message: Chinese sentence.
    """

    sheet: str
    row: int
    column: str
    code: str
    message: str


def statistics_date(form: FormSpec, year: int) -> str:
    """Return the day the figures of a school year stand for."""
    # A day from January on lies in the second calendar year of the school year.
    return f"{year + (form.as_of < '08')}-{form.as_of}"


def assemble(
    sheet: SheetSpec, tables: Rows, codes: Mapping[str, CodeList], ranks: Mapping[str, int]
) -> list[list[Cell]]:
    """Return the cells of a sheet, row by row.

    Args:
        sheet: the specification.
        tables: rows of every dataset it names.
        codes: code lists, for sorting by the order of their words.
        ranks: schools by name in bureau order, for sorting.
    """
    rows = [row for row in tables[sheet.dataset] if _wanted(row, sheet.where)]
    rows = _sorted(rows, sheet, codes, ranks)
    joined = {join.dataset: _newest(tables[join.dataset], join) for join in sheet.joins}
    joins = {join.dataset: join for join in sheet.joins}
    getters = [_getter(column, tables, joined, joins) for column in sheet.columns]
    return [
        [
            None if column.serial else written(getter(row), column)
            for column, getter in zip(sheet.columns, getters, strict=True)
        ]
        for row in rows
    ]


def _wanted(row: Row, where: Mapping[str, tuple[str, ...]]) -> bool:
    return all(_is_one_of(row.get(name), words) for name, words in where.items())


def _is_one_of(value: object, words: Sequence[str]) -> bool:
    if isinstance(value, list):
        return any(item in words for item in value)
    if isinstance(value, bool):
        return (YES if value else NO) in words
    return ("" if value is None else str(value)) in words


def _sorted(
    rows: list[Row], sheet: SheetSpec, codes: Mapping[str, CodeList], ranks: Mapping[str, int]
) -> list[Row]:
    kinds = {column.name: column for column in sheet.columns if column.name}

    def key(row: Row) -> tuple[tuple[int, float, str], ...]:
        return tuple(_rank(row.get(name), kinds.get(name), codes, ranks) for name in sheet.sort)

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


def _newest(rows: Sequence[Row], join: Join) -> dict[object, Row]:
    found: dict[object, Row] = {}
    for row in rows:
        key = row.get(join.on)
        old = found.get(key)
        if old is None or (
            join.newest and str(row.get(join.newest) or "") > str(old.get(join.newest) or "")
        ):
            found[key] = row
    return found


def _getter(
    column: ColumnSpec,
    tables: Rows,
    joined: Mapping[str, Mapping[object, Row]],
    joins: Mapping[str, Join],
) -> Callable[[Row], object]:
    if column.count is not None:
        return _counter(column.count, tables[column.count.dataset])
    if not column.name:
        return lambda _row: column.value
    dataset, dot, name = column.name.partition(".")
    if not dot:
        return lambda row: row.get(column.name)
    beside, key = joined[dataset], joins[dataset].key
    return lambda row: beside.get(row.get(key), {}).get(name)


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


def findings(sheet: SheetSpec, rows: Sequence[Sequence[Cell]]) -> list[Finding]:
    """Check the cells of a sheet against the demands on its columns and rows."""
    found: list[Finding] = []
    for at, column in enumerate(sheet.columns):
        values = [row[at] for row in rows]
        found += [
            Finding(sheet.name, number, column.heading, code, message)
            for number, code, message in _column_findings(column, values)
        ]
    places = {column.heading: at for at, column in enumerate(sheet.columns)}
    for check in sheet.checks:
        for number, row in enumerate(rows, start=1):
            message = _broken(check, {name: row[at] for name, at in places.items()})
            if message:
                found.append(Finding(sheet.name, number, check.on, check.rule, message))
    return sorted(found, key=lambda finding: finding.row)


def _column_findings(column: ColumnSpec, values: Sequence[Cell]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    seen: dict[Cell, int] = {}
    for number, value in enumerate(values, start=1):
        if value is None or value == column.empty:
            if column.required and not column.serial:
                found.append((number, "missing", f"“{column.heading}”没有数据,请在名册中补上"))
            continue
        if isinstance(value, str) and looks_masked(value):
            continue
        if column.unique and value in seen:
            message = f"“{column.heading}”与第 {seen[value]} 行相同({value})"
            found.append((number, "not_unique", message))
        seen.setdefault(value, number)
        fault = _value_fault(column, value)
        if fault:
            found.append((number, *fault))
    return found


def _value_fault(column: ColumnSpec, value: Cell) -> tuple[str, str] | None:
    if isinstance(value, int | float):
        if column.minimum is not None and value < column.minimum:
            return "out_of_range", f"“{column.heading}”为 {value},小于 {column.minimum:g}"
        if column.maximum is not None and value > column.maximum:
            return "out_of_range", f"“{column.heading}”为 {value},大于 {column.maximum:g}"
    elif column.pattern and value and not re.fullmatch(column.pattern, value):
        return "pattern", f"“{column.heading}”的写法“{value}”不符合要求"
    return None


def _broken(check: Check, row: Mapping[str, Cell]) -> str:
    value = row[check.on]
    if not isinstance(value, int | float):
        return ""
    if check.rule == "not_greater":
        bound = row[check.than]
        if isinstance(bound, int | float) and value > bound:
            return f"“{check.on}”{value} 大于“{check.than}”{bound}"
        return ""
    parts = [row[name] for name in check.of]
    total = sum(part for part in parts if isinstance(part, int | float))
    if abs(total - value) > 1e-9:
        return f"“{check.on}”{value} 不等于“{'、'.join(check.of)}”之和 {total}"
    return ""
