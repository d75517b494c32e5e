"""Reads of the audit page: the operations, and what each of them changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jtdesk.core import clock, undo
from jtdesk.core.db import Base
from jtdesk.core.journal import RowChange, journal_change, journal_touch, unpack
from jtdesk.core.record_history import field_changes
from jtdesk.core.titles import NOTHING, Titles
from jtdesk.history.words import KINDS, LOOKED, STANDS, UNDONE

NAMES = ("name", "title")
DAY = "day"
KEPT = ("id", "table_name", "field", "value", "until", DAY)
MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation as the list shows it.

    Attributes:
        id: number of the journal entry.
        at: local time.
        label: Chinese name of the operation.
        counts: what it touched, in words.
        state: 有效, 已撤销 or 只查看.
        redo: undoing it brings something back that was undone.
        can_undo: it stands and changed data.
    """

    id: int
    at: str
    actor: str
    operation: str
    label: str
    summary: str
    counts: str
    state: str
    redo: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """What an operation did to one record.

    Attributes:
        table: Chinese name of the table.
        record: what the record is called.
        kind: 新增, 修改 or 删除.
        lines: ``(field title, before, after)``.
    """

    table: str
    record: str
    kind: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """The difference an operation made.

    Attributes:
        number: of the entry.
        records: the first records, grouped by table.
        total: how many records it touched in all.
    """

    number: int
    records: tuple[RecordDiff, ...]
    total: int


def operations(session: Session, titles: Titles, silent: frozenset[str]) -> list[OperationRow]:
    """Return every operation, newest first."""
    entries = undo.entries(session)
    state = undo.undo_state(entries, silent=silent)
    counts = _counts(session, titles)
    undoes = {row.number for row in entries if row.undoes is not None}
    rows = []
    for row in reversed(entries):
        gone = row.number in state.undone
        looked = row.operation in silent
        rows.append(
            OperationRow(
                id=row.number,
                at=clock.local(row.at),
                actor=row.actor,
                operation=row.operation,
                label=row.label,
                summary=row.summary,
                counts=counts.get(row.number, ""),
                state=LOOKED if looked else UNDONE if gone else STANDS,
                redo=row.number in undoes,
                can_undo=not (looked or gone),
            )
        )
    return rows


def _counts(session: Session, titles: Titles) -> dict[int, str]:
    c = journal_change.c
    query = (
        select(c.entry, c.table_name, c.kind, func.sum(c.count))
        .group_by(c.entry, c.table_name, c.kind)
        .order_by(c.entry, func.min(c.number))
    )
    words: dict[int, list[str]] = {}
    for entry, table, kind, count in session.execute(query):
        words.setdefault(entry, []).append(f"{titles.table(table)}{KINDS[kind]} {count}")
    return {entry: "、".join(parts) for entry, parts in words.items()}


def details(session: Session, number: int, titles: Titles) -> Details:
    """Return what one operation changed, record by record."""
    c = journal_change.c
    total = session.scalar(select(func.sum(c.count)).where(c.entry == number)) or 0
    changes: list[RowChange] = []
    query = select(c.table_name, c.kind, c.payload).where(c.entry == number).order_by(c.number)
    for table, kind, payload in session.execute(query):
        changes += unpack(table, kind, payload)
        if len(changes) >= MOST_RECORDS:
            break
    del changes[MOST_RECORDS:]
    names = Names(session, changes, titles.self_named)
    diffs = [in_words(change, titles, names) for change in changes]
    order: dict[str, int] = {}
    for diff in diffs:
        order.setdefault(diff.table, len(order))
    diffs.sort(key=lambda diff: order[diff.table])
    return Details(number, tuple(diffs), total)


def in_words(change: RowChange, titles: Titles, names: Names) -> RecordDiff:
    """Return one change in words: titles for fields, names for references, values readable."""
    if change.table == "past_value":
        return _past_in_words(change, titles, names)
    lines = []
    for one in field_changes(change.before, change.after):
        if not titles.named(change.table, one.field):
            continue
        before = names.value(titles, change.table, one.field, one.before)
        after = names.value(titles, change.table, one.field, one.after)
        if change.kind != "update" and NOTHING in (before, after) and before == after:
            continue
        lines.append((titles.field(change.table, one.field), before, after))
    return RecordDiff(
        titles.table(change.table), names.of(change.id), KINDS[change.kind], tuple(lines)
    )


def _past_in_words(change: RowChange, titles: Titles, names: Names) -> RecordDiff:
    """Say what a field used to hold, under the field's own name and mask."""
    image = names.image(change.id)
    table, name = str(image.get("table_name", "")), str(image.get("field", ""))
    before, after = (
        NOTHING
        if values is None
        else f"{titles.readable(table, name, {**image, **values}.get('value'))}"
        f"（到 {({**image, **values}).get('until')} 前）"
        for values in (change.before, change.after)
    )
    owner = names.of(str(image.get("record_id", "")))
    lines = ((titles.field(table, name), before, after),)
    return RecordDiff(titles.table("past_value"), owner, KINDS[change.kind], lines)


class Names:
    """What records are called, also records that are gone.

    A record is called by its own name or title, with its day where it has one, and by the records
    it belongs to; those of `self_named` tables say enough alone.
    """

    def __init__(
        self, session: Session, changes: Iterable[RowChange], self_named: frozenset[str]
    ) -> None:
        self._session = session
        self._self_named = self_named
        self._known: dict[str, str] = {}
        self._images: dict[str, tuple[str, Mapping[str, Any]]] = {}
        changes = list(changes)
        for change in changes:
            self._images[change.id] = (change.table, change.after or change.before or {})
        self._fetch(changes)

    def of(self, record: str) -> str:
        """Return what a record is called, empty where nothing names it."""
        if record not in self._known:
            self._known[record] = ""  # a circle of references ends here
            table, image = self._images.get(record) or self._search(record)
            self._known[record] = self._call(table, image)
        return self._known[record]

    def image(self, record: str) -> Mapping[str, Any]:
        """Return what is known of a record's values."""
        return (self._images.get(record) or self._search(record))[1]

    def value(self, titles: Titles, table: str, name: str, value: Any) -> str:  # noqa: ANN401
        """Return a value in words; a reference becomes the name of what it points at."""
        if isinstance(value, str) and len(value) == 32 and name.endswith("_id"):
            return self.of(value) or NOTHING
        if name == "field" and isinstance(value, str):
            return titles.field(table, value)
        return titles.readable(table, name, value)

    def _call(self, table: str, image: Mapping[str, Any]) -> str:
        own = next((str(image[name]) for name in NAMES if image.get(name)), "")
        owners = [
            self.of(value)
            for name, value in image.items()
            if name.endswith("_id") and isinstance(value, str) and len(value) == 32
        ]
        day = str(image.get(DAY) or "")
        own = f"{day} {own}" if own and day else own or day
        if own and table in self._self_named:
            return own
        return " · ".join(dict.fromkeys(word for word in (*owners, own) if word))

    def _fetch(self, changes: list[RowChange]) -> None:
        """Load the present rows of all changed records and of what they point at."""
        wanted: dict[str, set[str]] = {}
        for change in changes:
            wanted.setdefault(change.table, set()).add(change.id)
        for _round in range(2):
            pointed: dict[str, set[str]] = {}
            for table, ids in wanted.items():
                for record, image in self._present(table, ids).items():
                    merged = {**dict(self._images.get(record, (table, {}))[1]), **image}
                    self._images[record] = (table, merged)
                    for target, value in _references(table, merged):
                        if value not in self._images:
                            pointed.setdefault(target, set()).add(value)
            wanted = pointed

    def _present(self, name: str, ids: set[str]) -> dict[str, dict[str, Any]]:
        table = Base.metadata.tables[name]
        kept = [
            column
            for column in table.columns
            if column.name in KEPT or column.name in NAMES or column.name.endswith("_id")
        ]
        found: dict[str, dict[str, Any]] = {}
        listed = list(ids)
        for start in range(0, len(listed), 500):
            part = listed[start : start + 500]
            for row in self._session.execute(select(*kept).where(table.c.id.in_(part))):
                image = dict(row._mapping)  # noqa: SLF001 - the documented way to a mapping
                found[image.pop("id")] = image
        return found

    def _search(self, record: str) -> tuple[str, Mapping[str, Any]]:
        """Look a record up in the journal, which remembers what is gone."""
        c = journal_change.c
        query = (
            select(c.table_name, c.kind, c.payload)
            .join(journal_touch, journal_touch.c.entry == c.entry)
            .where(journal_touch.c.record_id == record, c.kind != "update")
            .order_by(c.number.desc())
            .limit(40)
        )
        for table, kind, payload in self._session.execute(query):
            for change in unpack(table, kind, payload):
                if change.id == record:
                    return table, change.after or change.before or {}
        return "", {}


def _references(table: str, image: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    columns = Base.metadata.tables[table].columns
    for name, value in image.items():
        if isinstance(value, str) and name in columns:
            found += [(key.column.table.name, value) for key in columns[name].foreign_keys]
    if table == "past_value" and image.get("table_name") in Base.metadata.tables:
        found.append((str(image["table_name"]), str(image.get("record_id", ""))))
    return found
