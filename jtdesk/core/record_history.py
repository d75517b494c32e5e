"""The past of single records, read from the journal: who changed which field when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.journal import (
    CHUNK,
    PLUMBING,
    Kind,
    journal_change,
    journal_entry,
    journal_touch,
    unpack,
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What one operation did to one record.

    Attributes:
        entry: number of the journal entry.
        at: UTC instant, ISO text.
        actor: account name.
        operation: code of the operation.
        label: Chinese name of the operation.
        table: of the record.
        record_id: of the record.
        kind: insert, update or delete.
        fields: what changed; empty values of inserts and deletes are left out.
    """

    entry: int
    at: str
    actor: str
    operation: str
    label: str
    table: str
    record_id: str
    kind: Kind
    fields: tuple[FieldChange, ...]


def record_history(session: Session, ids: Sequence[str]) -> list[RecordChange]:
    """Return every change to some records, newest first.

    Args:
        session: any session.
        ids: record ids; a person's own row and the rows that hang on it are asked for together.
    """
    wanted = set(ids)
    numbers: set[int] = set()
    known = list(wanted)
    for start in range(0, len(known), CHUNK):
        part = known[start : start + CHUNK]
        numbers |= set(
            session.scalars(
                select(journal_touch.c.entry).where(journal_touch.c.record_id.in_(part))
            )
        )
    if not numbers:
        return []
    query = (
        select(
            journal_entry.c.number,
            journal_entry.c.at,
            journal_entry.c.actor,
            journal_entry.c.operation,
            journal_entry.c.label,
            journal_change.c.table_name,
            journal_change.c.kind,
            journal_change.c.payload,
        )
        .join(journal_change, journal_change.c.entry == journal_entry.c.number)
        .where(journal_entry.c.number.in_(sorted(numbers)))
        .order_by(journal_entry.c.number.desc(), journal_change.c.number)
    )
    found: list[RecordChange] = []
    for number, at, actor, operation, label, table, kind, payload in session.execute(query):
        for change in unpack(table, kind, payload):
            if change.id in wanted:
                fields = field_changes(change.before, change.after)
                found.append(
                    RecordChange(
                        number, at, actor, operation, label, table, change.id, kind, fields
                    )
                )
    return found


def field_changes(before: Any, after: Any) -> tuple[FieldChange, ...]:  # noqa: ANN401 - images
    """Return the fields that differ between two images, plumbing left out."""
    old, new = dict(before or {}), dict(after or {})
    names = [name for name in (new or old) if name not in PLUMBING and name != "id"]
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )
