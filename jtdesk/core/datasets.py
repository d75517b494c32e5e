"""What features publish by name: datasets, measures, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from jtdesk.core.errors import Fault, UsageError
from jtdesk.core.fields import Field, Row, matches


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


Together = Callable[[Sequence[Row], Sequence[tuple[str, int, int]]], Mapping[int, list[Fault]]]


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
        settle: takes out of a typed row what has no place beside what it and its record (None for
            a new one) say of the same thing; the findings are warnings.
        check: pure rules over one typed row; faults refuse the row.
        warn: pure rules whose findings are shown but do not refuse.
        against: rules that need the store, made once a table: ``(session, as_of)`` gives a
            function from a typed row to its faults (the person a row speaks of is not on staff);
            it runs before matching and may fill in the key the store knows the row's record by.
        beside: the same for findings that are shown but do not refuse (already away then).
        others: words in the title (without one, in the sheet's or the file's name) of a list of
            something else which merely names people: 补贴发放, 体检.
        other_columns: the same for headings that are no field: 实发金额, 签领.
        own: fields that lists of something else do not have; with two of them mapped a table is
            of this dataset whatever its title says.
        placed: field that takes the school of the title where no column names it.
        told: fields without a column that take the one of these words the title or a heading says.
        around: what the texts around a table (title, lines above, sheet, file) say of all its
            rows, by field; a row's own cells stand before it.
        as_of_sensitive: rows are statements about a statistics date.
        weekly_grid: the table may come as a weekday x period grid.
        blanks_speak: a blank cell says something (全集团); what stands above does not hold for it
            unless the cells are merged.
        people: names by which the cells of such a grid are told from subjects.
        left: findings about what the store still holds of those whose timetable came in: ``(stored
            rows, rows said, ids of the stored ones among them, teacher or class)``.
        together: makes, once a run, what finds rows that do not go together (two at one time):
            asked table by table with rows and their ``(sheet, row, column)``, equal for rows of
            one cell, it returns findings by index.
    """

    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    signature: tuple[tuple[str, ...], ...]
    current: Callable[[Session, str], list[Row]]
    write: Callable[[Session, Sequence[Write], str], None]
    complete: Callable[[Row], None] = lambda _row: None
    settle: Callable[[Row, Row | None], list[Fault]] | None = None
    check: Callable[[Row], list[Fault]] = lambda _row: []
    warn: Callable[[Row], list[Fault]] = lambda _row: []
    against: Callable[[Session, str], Callable[[Row], list[Fault]]] | None = None
    beside: Callable[[Session, str], Callable[[Row], list[Fault]]] | None = None
    others: tuple[str, ...] = ()
    other_columns: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    placed: str = "school"
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    around: Callable[[Sequence[str]], Row] = lambda _texts: {}
    as_of_sensitive: bool = True
    weekly_grid: bool = False
    blanks_speak: bool = False
    people: Callable[[Session], Collection[str]] | None = None
    left: Callable[[Iterable[Row], Sequence[Row], frozenset[str], str], list[Fault]] | None = None
    together: Callable[[], Together] | None = None


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
                f"{self.title}没有字段 {'、'.join(unknown)}。可用字段：{'、'.join(self.by_name)}。",
                code="unknown_field",
            )
        rows = self.rows(session, question)
        for name, wanted in question.where.items():
            rows = [row for row in rows if matches(row.get(name), wanted)]
        return rows


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One computed figure with what stands behind it.

    Attributes:
        value: the number, None where it cannot be computed.
        rows: ids of the rows counted (numerator first).
        parts: named intermediate numbers, e.g. ``{"分子": 31, "分母": 402}``; of two, the first is
            the numerator.
        threshold, operator: what a policy asks of the value (``>=`` or ``>``), None and empty
            where nothing is asked.
        met: whether it is reached, None where nothing is asked or the value is None.
        gap: people still missing, None where nothing is asked.
        why: sentence: which rule, which filters, the sum.
        source: document, where it differs from the measure's own.
    """

    value: float | None
    rows: tuple[str, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)
    threshold: float | None = None
    operator: str = ""
    met: bool | None = None
    gap: int | None = None
    why: str = ""
    source: str = ""


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


GROUP_SCOPE = "group"


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """One figure of one scope: ``group``, the name of a school, or a further one of its feature."""

    name: str
    title: str
    scope: str
    measured: Measured
    unit: str = ""
    rule: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureFamily:
    """Measures whose names and thresholds a policy sets, every scope computed at once.

    Attributes:
        compute: ``(session, as_of, code of the policy or None for the one in force)``; returns the
            code of the policy and the rows. Raises UsageError for an unknown policy.
    """

    compute: Callable[[Session, str | None, str | None], tuple[str, list[MeasureRow]]]


T = TypeVar("T")
_MEMORY = "remembered reads"


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """Answer repeated reads through `once` from memory, for many figures of one moment."""
    session.info[_MEMORY] = {}
    try:
        yield
    finally:
        del session.info[_MEMORY]


def once(session: Session, key: tuple[object, ...], read: Callable[[], T]) -> T:
    """Return what a read answers, asked once only while `remembering`; never change it.

    Args:
        session: any session.
        key: names the read and everything its answer depends on.
        read: the read.
    """
    memory: dict[tuple[object, ...], T] | None = session.info.get(_MEMORY)
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    return memory[key]


@dataclass(frozen=True)
class Catalogue:
    """All datasets and measures of the features, by name, and the families of measures."""

    datasets: Mapping[str, Dataset]
    measures: Mapping[str, Measure]
    families: tuple[MeasureFamily, ...] = ()

    def dataset(self, name: str) -> Dataset:
        """Return a dataset.

        Raises:
            UsageError: there is none of that name.
        """
        if name not in self.datasets:
            raise UsageError(
                f"没有名为 {name} 的数据集。可用：{'、'.join(self.datasets)}。",
                code="unknown_dataset",
            )
        return self.datasets[name]
