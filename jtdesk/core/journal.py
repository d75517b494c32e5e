"""The journal: one list of changes that gives audit, undo, refresh and exchange."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    inspect,
    select,
)
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from jtdesk.core.changes import Changes
from jtdesk.core.db import Base, Record, new_id

Kind = Literal["insert", "update", "delete"]
JOURNAL = "journal"
CHUNK = 2000
PLUMBING = frozenset({"revision", "origin"})

journal_entry = Table(
    "journal_entry",
    Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False),
    Column("at", String(20), nullable=False),
    Column("actor", Text, nullable=False),
    Column("site", String(32), nullable=False),
    Column("operation", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("journal_entry.number"), nullable=True),
    UniqueConstraint("id"),
)
journal_change = Table(
    "journal_change",
    Base.metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("entry", Integer, ForeignKey("journal_entry.number"), nullable=False, index=True),
    Column("table_name", Text, nullable=False),
    Column("kind", String(6), nullable=False),
    Column("count", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
journal_touch = Table(
    "journal_touch",
    Base.metadata,
    Column("record_id", String(32), primary_key=True),
    Column("entry", Integer, ForeignKey("journal_entry.number"), primary_key=True),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; ``before`` is None for an insert, ``after`` for a delete.

    An update holds only the fields that changed.
    """

    table: str
    kind: Kind
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(slots=True)
class _Chunk:
    table: str
    kind: Kind
    count: int
    payload: bytes
    ids: list[str]


@dataclass(slots=True)
class Recorder:
    """Collects the changes of one operation; lives in ``session.info[JOURNAL]``.

    Attributes:
        summary: sentence the operation wrote about itself for the history page.
        always: write an entry even when no row changed (access to masked data).
    """

    summary: str = ""
    always: bool = False
    chunks: list[_Chunk] = field(default_factory=list)
    _open: list[RowChange] = field(default_factory=list)

    def add(self, change: RowChange) -> None:
        """Take one change of the ORM's unit of work."""
        last = self._open[-1] if self._open else None
        if last is not None and (
            last.table != change.table or last.kind != change.kind or len(self._open) >= CHUNK
        ):
            self._close()
        self._open.append(change)

    def add_bulk(
        self, table: str, kind: Kind, ids: list[str], payload: Mapping[str, object]
    ) -> None:
        """Take a ready payload of a bulk write (see `pack`)."""
        self._close()
        self.chunks.append(_Chunk(table, kind, len(ids), pack(payload), ids))

    def _close(self) -> None:
        if not self._open:
            return
        first = self._open[0]
        ids = [change.id for change in self._open]
        if first.kind == "update":
            payload: dict[str, object] = {
                "rows": [[c.id, dict(c.before or {}), dict(c.after or {})] for c in self._open]
            }
        else:
            images = [c.after if first.kind == "insert" else c.before for c in self._open]
            fields = [name for name in (images[0] or {}) if name != "id"]
            payload = {
                "fields": fields,
                "rows": [
                    [c.id, *[(image or {})[name] for name in fields]]
                    for c, image in zip(self._open, images, strict=True)
                ],
            }
        self.chunks.append(_Chunk(first.table, first.kind, len(ids), pack(payload), ids))
        self._open = []

    def finish(self) -> list[_Chunk]:
        """Close the last chunk and return all in order."""
        self._close()
        return self.chunks

    def changes(self, entry: int | None) -> Changes:
        """Return what was touched."""
        counts: dict[tuple[str, str], int] = {}
        for chunk in self.finish():
            key = (chunk.table, chunk.kind)
            counts[key] = counts.get(key, 0) + chunk.count
        return Changes(entry, frozenset(chunk.table for chunk in self.chunks), counts)


def pack(payload: Mapping[str, object]) -> bytes:
    """Return the stored form of a payload: compact JSON, lightly compressed."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), 1)


def unpack(table: str, kind: Kind, payload: bytes) -> Iterator[RowChange]:
    """Yield the row changes of one stored chunk."""
    data = json.loads(zlib.decompress(payload))
    if kind == "update":
        for row_id, before, after in data["rows"]:
            yield RowChange(table, kind, row_id, before, after)
        return
    fields = data["fields"]
    for row_id, *values in data["rows"]:
        image = dict(zip(fields, values, strict=True))
        if kind == "insert":
            yield RowChange(table, kind, row_id, None, image)
        else:
            yield RowChange(table, kind, row_id, image, None)


def recorder(session: Session) -> Recorder:
    """Return the recorder of the operation that owns this session."""
    found = session.info.get(JOURNAL)
    if not isinstance(found, Recorder):
        raise TypeError("writes happen only inside an operation")
    return found


def describe(session: Session, summary: str) -> None:
    """Set the sentence the history page shows for the running operation."""
    recorder(session).summary = summary


def write_entry(
    session: Session,
    *,
    at: str,
    actor: str,
    site: str,
    operation: str,
    label: str,
    undoes: int | None,
) -> int | None:
    """Write the collected changes as one entry; return its number, None if there is none."""
    found = recorder(session)
    chunks = found.finish()
    if not chunks and not found.always:
        return None
    connection = session.connection()
    result = connection.execute(
        journal_entry.insert().values(
            id=new_id(),
            at=at,
            actor=actor,
            site=site,
            operation=operation,
            label=label,
            summary=found.summary,
            undoes=undoes,
        )
    )
    number = int(result.inserted_primary_key[0])  # type: ignore[index]
    touched: dict[str, None] = {}
    for chunk in chunks:
        connection.execute(
            journal_change.insert().values(
                entry=number,
                table_name=chunk.table,
                kind=chunk.kind,
                count=chunk.count,
                payload=chunk.payload,
            )
        )
        touched.update(dict.fromkeys(chunk.ids))
    if touched:
        connection.exec_driver_sql(
            "INSERT INTO journal_touch (record_id, entry) VALUES (?, ?)",
            [(row_id, number) for row_id in touched],
        )
    return number


def entry_changes(session: Session, number: int) -> list[RowChange]:
    """Return every row change of one entry, in the order it was made."""
    found: list[RowChange] = []
    query = (
        select(journal_change.c.table_name, journal_change.c.kind, journal_change.c.payload)
        .where(journal_change.c.entry == number)
        .order_by(journal_change.c.number)
    )
    for table, kind, payload in session.execute(query):
        found.extend(unpack(table, kind, payload))
    return found


def _image(state_obj: object) -> dict[str, Any]:
    mapper = inspect(state_obj).mapper
    return {
        attribute.key: getattr(state_obj, attribute.key)
        for attribute in mapper.column_attrs
        if attribute.key != "id"
    }


def _changed(record: object) -> tuple[dict[str, Any], dict[str, Any]]:
    state = inspect(record)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        if not history.deleted:
            raise RuntimeError(f"{attribute.key} was set without being loaded")
        if history.deleted[0] != history.added[0]:
            before[attribute.key] = history.deleted[0]
            after[attribute.key] = history.added[0]
    return before, after


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    if not (session.new or session.dirty or session.deleted):
        return
    recorder(session)
    site = session.info.get("site", "")
    for record in session.new:
        if isinstance(record, Record) and not record.origin:
            record.origin = site
    for record in session.dirty:
        if isinstance(record, Record) and session.is_modified(record):
            before, _after = _changed(record)
            if before:
                record.revision += 1


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    if not (session.new or session.dirty or session.deleted):
        return
    found = recorder(session)
    for record in session.new:
        if isinstance(record, Record):
            found.add(RowChange(record.__tablename__, "insert", record.id, None, _image(record)))
    for record in session.dirty:
        if isinstance(record, Record) and record not in session.deleted:
            before, after = _changed(record)
            if before:
                found.add(RowChange(record.__tablename__, "update", record.id, before, after))
    for record in session.deleted:
        if isinstance(record, Record):
            found.add(RowChange(record.__tablename__, "delete", record.id, _image(record), None))


def _refuse_unseen_writes(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        raise RuntimeError("bulk statements bypass the journal: use core.bulk")


def listen(factory: Any) -> None:  # noqa: ANN401 - sessionmaker's generic is of no help here
    """Attach the journal to every session of a sessionmaker."""
    event.listen(factory, "before_flush", _before_flush)
    event.listen(factory, "after_flush", _after_flush)
    event.listen(factory, "do_orm_execute", _refuse_unseen_writes)


def sequences(changes: Sequence[RowChange]) -> list[list[RowChange]]:
    """Split changes into runs of one table and kind, keeping the order."""
    runs: list[list[RowChange]] = []
    for change in changes:
        if runs and runs[-1][0].table == change.table and runs[-1][0].kind == change.kind:
            runs[-1].append(change)
        else:
            runs.append([change])
    return runs
