"""What a form is, and how its rows are put together and checked: pure functions over plain rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from jtdesk.core.fields import Kind, Row
from jtdesk.core.identity import looks_masked

Cell = str | int | float | None
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of another dataset that stand beside a row: at most one each.

    Attributes:
        dataset: the other dataset.
        on: its fields that name our row.
        key: our fields they are compared with, in the same order.
        newest: of several, the one with the greatest value of this field; without it several rows
            of one key say nothing, for they may be two people of one name.
    """

    dataset: str
    on: tuple[str, ...]
    key: tuple[str, ...]
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


@dataclass(frozen=True, slots=True)
class Ratio:
    """One column divided by another, both by their headings."""

    of: str
    to: str


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One column: what stands in it, how it is written, what is demanded of it.

    Attributes:
        title: heading; ``group`` are the outer headings, outermost first.
        name: field of the sheet's dataset, or ``dataset.field`` of a join.
        serial: 1, 2, 3 ...
        count: a count of rows instead of a field.
        value: the same text in every row; without any source the column is for the pen.
        ratio: two other columns, divided by formula.
        kind: how the value is understood; ``typed`` where the form itself says so.
        format: date pattern (``YYYY.MM``) or number format.
        enum: stem of a code list.
        total: ``sum``, ``count``, ``ratio`` (of the sums) or ``row`` (what the dataset's own row of
            totals says) in the total row.
        merge: equal cells below each other become one.
        empty: what is written where nothing is known.
        required, unique, minimum, maximum, pattern: demands; a breach is a finding, not a refusal.
        remedy: what to do where the column lacks data, said once for all its rows.
        foot: last line of the box on a card.
    """

    title: str
    group: tuple[str, ...] = ()
    name: str = ""
    serial: bool = False
    count: Count | None = None
    value: str = ""
    ratio: Ratio | None = None
    kind: Kind = "text"
    typed: bool = False
    format: str = ""
    enum: str = ""
    code: str = ""
    total: Literal["", "sum", "count", "ratio", "row"] = ""
    width: float = 0.0
    align: str = ""
    merge: bool = False
    empty: str = ""
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    remedy: str = ""
    foot: str = ""

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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: headings of the columns in it, and millimetres it is high at least."""

    cells: tuple[str, ...]
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of the sentence under a table (see `excel.table_look.SummaryPart`)."""

    text: str
    of: str
    total: Literal["count", "sum", "capitals"] = "count"
    where: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class LayoutSpec:
    """The look of a generated sheet; texts may name ``{unit} {year} {school_year} {as_of}``.

    Columns are named by their headings, only ``freeze`` by its field. ``row_height`` and the
    heights of ``card`` are millimetres. ``total_row`` tells the row of the dataset that already is
    of the whole: it is no row of the table, and texts may name its fields in braces.
    """

    kind: Literal["table", "card"] = "table"
    title: str = ""
    annex: str = ""
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    total_label: str = "合计"
    total_row: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subtotal: str = ""
    summary: tuple[Part, ...] = ()
    card: tuple[Line, ...] = ()
    per: Literal["sheet", "page"] = "sheet"
    named_by: str = ""
    paper: Literal["", "A4", "A3"] = ""
    landscape: bool = True
    body_size: float = 10.5
    row_height: float = 0.0
    freeze: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetSpec:
    """One sheet of a form: where its rows come from and what its columns are.

    Attributes:
        name: of the sheet.
        dataset: whose rows it holds.
        columns, layout: what stands in it and how it looks.
        where, without: words by field a row must have, or must not have.
        during: lines of a ledger that stand on the statistics date, that share a day with the
            school year, or that start in it.
        sort: fields, most important first.
        joins: other datasets beside it; a later one of the same dataset steps in for an earlier.
        checks: demands on whole rows.
    """

    name: str
    dataset: str
    columns: tuple[ColumnSpec, ...]
    layout: LayoutSpec = LayoutSpec()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    during: Literal["as_of", "school_year", "starting"] = "as_of"
    sort: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may name something in braces."""
        layout = self.layout
        lines = (*layout.above, *layout.notes, *layout.signature)
        return (layout.title, layout.annex, *lines, *(column.foot for column in self.columns))

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

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Names of the datasets whose lines of all times are needed."""
        found = (sheet.dataset for sheet in self.sheets if sheet.during != "as_of")
        return tuple(dict.fromkeys(found))


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


NAMED = 3


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
    lacking: list[int] = []
    for number, value in enumerate(values, start=1):
        if value is None or value == column.empty:
            if column.required and not column.serial:
                lacking.append(number)
            continue
        if isinstance(value, str) and looks_masked(value):
            continue
        if column.unique and value in seen:
            message = f"“{column.heading}”与第 {seen[value]} 行相同（{value}）。"
            found.append((number, "not_unique", message))
        seen.setdefault(value, number)
        fault = _value_fault(column, value)
        if fault:
            found.append((number, *fault))
    return [*_missing(column, lacking), *found]


def _missing(column: ColumnSpec, rows: Sequence[int]) -> list[tuple[int, str, str]]:
    """Say which rows lack a demanded value: each, or once for all where one thing helps them."""
    if not column.remedy or not rows:
        words = f"“{column.heading}”没有数据，请在名册中补上。"
        return [(number, "missing", words) for number in rows]
    named = "、".join(map(str, rows[:NAMED]))
    more = "等" if len(rows) > NAMED else ""
    words = f"“{column.heading}”有 {len(rows)} 行没有数据（第 {named} 行{more}）。{column.remedy}"
    return [(rows[0], "missing", words)]


def _value_fault(column: ColumnSpec, value: Cell) -> tuple[str, str] | None:
    if isinstance(value, int | float):
        if column.minimum is not None and value < column.minimum:
            return "out_of_range", f"“{column.heading}”为 {value}，小于 {column.minimum:g}。"
        if column.maximum is not None and value > column.maximum:
            return "out_of_range", f"“{column.heading}”为 {value}，大于 {column.maximum:g}。"
    elif column.pattern and value and not re.fullmatch(column.pattern, value):
        return "pattern", f"“{column.heading}”的写法“{value}”不符合要求。"
    return None


def _broken(check: Check, row: Mapping[str, Cell]) -> str:
    value = row[check.on]
    if not isinstance(value, int | float):
        return ""
    if check.rule == "not_greater":
        bound = row[check.than]
        if isinstance(bound, int | float) and value > bound:
            return f"“{check.on}”{value} 大于“{check.than}”{bound}。"
        return ""
    parts = [row[name] for name in check.of]
    total = sum(part for part in parts if isinstance(part, int | float))
    if abs(total - value) > 1e-9:
        return f"“{check.on}”{value} 不等于“{'、'.join(check.of)}”之和 {total}。"
    return ""
