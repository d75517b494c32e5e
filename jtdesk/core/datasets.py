"""What features publish by name: fields, datasets, measures, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sqlalchemy.orm import Session

from jtdesk.core.errors import Fault, UsageError
from jtdesk.core.identity import mask_id, mask_phone

Kind = Literal[
    "text", "name", "integer", "decimal", "percent", "boolean", "code", "words",
    "date", "month", "id_number", "phone", "school",
]  # fmt: skip
Row = dict[str, Any]


def _says_no_more(_word: str) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a dataset: how it is called, written, checked and shown.

    Attributes:
        name: key in the data dictionary.
        title: Chinese heading, the one our own workbooks use.
        kind: how a cell is understood; ``school`` is the name of a school in the store, ``words`` a
            list of words, ``code`` a word of the list named in ``codes``; ``month`` keeps month
            precision, ``date`` keeps what it is given.
        codes: stem of the file in ``schemas/codes``.
        aliases: other headings people write for it.
        group: outer heading of a two-level heading, here and where it helps to tell headings apart.
        required: a row without it is refused.
        sensitive: masked unless revealing was asked for.
        unit: as printed in the heading.
        width: characters a column wants.
        identity: names the thing itself; never dated, corrected in place.
        shown: in the default columns of a table.
        help: one sentence for forms and tool tips.
        minimum, maximum: bounds of a number.
        open: a code field that keeps a word its list does not know, as written.
        none_ends: a written "none" (无) ends the value; a blank cell never does.
        as_written: name of the field that keeps the written word where it says more than the code
            word (硕士研究生 beside 研究生).
        says_more: returns the word to keep there for a written word, None where it says no more.
    """

    name: str
    title: str
    kind: Kind = "text"
    codes: str = ""
    aliases: tuple[str, ...] = ()
    group: str = ""
    required: bool = False
    sensitive: bool = False
    unit: str = ""
    width: int = 10
    identity: bool = False
    shown: bool = True
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    open: bool = False
    none_ends: bool = False
    as_written: str = ""
    says_more: Callable[[str], str | None] = _says_no_more


@dataclass(frozen=True, slots=True)
class Ask:
    """The question put to a dataset.

    Attributes:
        as_of: ISO date; None asks for the newest state (for ledgers: every row).
        where: wanted values by field, compared as text.
    """

    as_of: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One row to be written by an intake.

    Attributes:
        id: of the row to change, None for a new one.
        values: typed values; for a new row all that are known, else only those that change.
        old: what the changed fields held before (empty for a new row).
        row: workbook row it came from, for messages.
    """

    id: str | None
    values: Mapping[str, Any]
    old: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class Intake:
    """How rows of a dataset come in from outside.

    Attributes:
        fields: what a workbook may bring; may exceed the published fields.
        keys: ordered matching rules; each is a tuple of field names that must all be equal. The
            first rule whose fields are all present decides; several hits are ``ambiguous_person``.
        signature: a table is of this dataset when all fields of one of these sets are mapped.
        current: rows of the store as intake compares them, by the same field names, with ``id``.
        write: writes a batch inside the running operation.
        complete: fills in place what a typed row itself implies (the birth date in an id number);
            runs before check, matching and comparison, never overrides what was written.
        check: pure rules over one typed row; faults refuse the row.
        warn: pure rules whose findings are shown but do not refuse.
        as_of_sensitive: rows are statements about a statistics date.
        weekly_grid: the table may come as a weekday x period grid.
    """

    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    signature: tuple[tuple[str, ...], ...]
    current: Callable[[Session, str], list[Row]]
    write: Callable[[Session, Sequence[Write], str], None]
    complete: Callable[[Row], None] = lambda _row: None
    check: Callable[[Row], list[Fault]] = lambda _row: []
    warn: Callable[[Row], list[Fault]] = lambda _row: []
    as_of_sensitive: bool = True
    weekly_grid: bool = False


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A named list of rows.

    Attributes:
        name: as on the command line.
        title: Chinese name.
        fields: published, in order.
        rows: answers a question with rows keyed by field name plus ``id``.
        intake: how rows come in, None where they do not.
        words: words in titles, sheet or file names that hint at this dataset.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Callable[[Session, Ask], list[Row]]
    intake: Intake | None = None
    words: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by name."""
        return {f.name: f for f in self.fields}

    def ask(self, session: Session, question: Ask) -> list[Row]:
        """Return the rows that match, ``where`` applied on the published values."""
        unknown = [name for name in question.where if name not in self.by_name]
        if unknown:
            raise UsageError(
                f"{self.title}没有字段 {'、'.join(unknown)}。可用字段:{'、'.join(self.by_name)}",
                code="unknown_field",
            )
        rows = self.rows(session, question)
        for name, wanted in question.where.items():
            rows = [row for row in rows if matches(row.get(name), wanted)]
        return rows


def matches(value: object, wanted: str) -> bool:
    """Compare a published value with a word of the command line (``null`` and ``true`` known)."""
    if value is None:
        return wanted in {"", "null"}
    if isinstance(value, bool):
        return wanted in ({"true", "是", "1"} if value else {"false", "否", "0"})
    if isinstance(value, list):
        return wanted in value
    if isinstance(value, int | float):
        try:
            return float(wanted) == value
        except ValueError:
            return False
    return str(value) == wanted


def mask(rows: Sequence[Row], fields: Sequence[Field]) -> list[Row]:
    """Return copies of rows with every sensitive field masked."""
    hidden = [f for f in fields if f.sensitive]
    if not hidden:
        return list(rows)
    masked = []
    for row in rows:
        copy = dict(row)
        for f in hidden:
            value = copy.get(f.name)
            if value is not None:
                copy[f.name] = mask_id(value) if f.kind == "id_number" else mask_phone(value)
        masked.append(copy)
    return masked


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One computed figure with what stands behind it.

    Attributes:
        value: the number, None where it cannot be computed.
        rows: ids of the rows counted (numerator first).
        parts: named intermediate numbers, e.g. ``{"分子": 31, "分母": 402}``.
    """

    value: float | None
    rows: tuple[str, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number per scope that dashboards, forms and evaluation share.

    Attributes:
        name: ``feature.noun``.
        title: Chinese name.
        unit: of the value.
        rule: Chinese sentence: what is counted.
        source: document the rule comes from.
        compute: ``(session, as_of, school name or None for the group)``.
    """

    name: str
    title: str
    unit: str = ""
    rule: str = ""
    source: str = ""
    compute: Callable[[Session, str | None, str | None], Measured]


@dataclass(frozen=True)
class Catalogue:
    """All datasets and measures of the features, by name."""

    datasets: Mapping[str, Dataset]
    measures: Mapping[str, Measure]

    def dataset(self, name: str) -> Dataset:
        """Return a dataset.

        Raises:
            UsageError: there is none of that name.
        """
        if name not in self.datasets:
            raise UsageError(
                f"没有名为 {name} 的数据集。可用:{'、'.join(self.datasets)}", code="unknown_dataset"
            )
        return self.datasets[name]
