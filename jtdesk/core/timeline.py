"""Dated values: what a field held before it changed, for lists as of a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from jtdesk.core import bulk, sql
from jtdesk.core.db import Record, reads_of
from jtdesk.core.journal import CHUNK
from jtdesk.core.spans import later_statements_from


class PastValue(Record):
    """A value that a field of a record held until a day (that day excluded).

    The record itself holds the newest value; ``stated_on`` of the record is the day its newest
    statement speaks of.
    """

    __tablename__ = "past_value"
    __table_args__ = (Index("ix_past_value_record_id", "record_id"),)

    record_id: Mapped[str] = mapped_column(String(32))
    table_name: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False), nullable=True)
    until: Mapped[str] = mapped_column(String(10))


Rows = dict[str, dict[str, Any]]


def rewind(session: Session, table: str, rows: Rows, as_of: str | None) -> None:
    """Set the fields of rows, by id, back to what they held on a day; in place.

    Args:
        session: any session.
        table: table name of the records.
        rows: ``{id: {field: newest value}}``.
        as_of: ISO date; None leaves the newest values.
    """
    sql.rewind(reads_of(session), table, rows, as_of)


def correct(
    session: Session, model: type[Record], changes: Iterable[tuple[str, Mapping[str, Any]]]
) -> int:
    """Correct newest values: what was written was wrong and never true."""
    return bulk.update(session, model, changes)


def state(
    session: Session,
    model: type[Record],
    changes: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    on: str,
    identity: frozenset[str],
) -> None:
    """Take statements that speak of a day.

    A statement about a later day than the record's ``stated_on`` is a change from that day; about
    the same day a correction; about an earlier day it fills the past and leaves the newest values
    alone. Identity fields are always corrected in place.

    Args:
        session: session of the running operation.
        model: a mapped class with a ``stated_on`` column.
        changes: ``(id, {field: value})``.
        on: ISO date the statements speak of.
        identity: fields that are never dated.
    """
    table = bulk.table_of(model)
    wanted = dict(changes)
    current = bulk.images(session, table, list(wanted))
    newest: list[tuple[str, Mapping[str, Any]]] = []
    past: list[dict[str, Any]] = []
    late: dict[str, dict[str, Any]] = {}
    for row_id, values in wanted.items():
        image = current[row_id]
        stated = image["stated_on"] or ""
        fixed = {name: value for name, value in values.items() if name in identity}
        dated = {
            name: value
            for name, value in values.items()
            if name not in identity and (image[name] != value or (stated and on < stated))
        }
        if on < stated:
            late[row_id] = dated
            newest.append((row_id, fixed))
            continue
        if stated and on > stated:
            past += [_past(table.name, row_id, name, image[name], on) for name in dated]
        newest.append((row_id, {**fixed, **dated, "stated_on": on} if dated else fixed))
    bulk.update(session, model, [(row_id, values) for row_id, values in newest if values])
    if late:
        past += _fill(session, table.name, late, current, on)
    if past:
        bulk.insert(session, PastValue, past)


def _past(table: str, row_id: str, name: str, value: Any, until: str) -> dict[str, Any]:  # noqa: ANN401
    return {
        "record_id": row_id, "table_name": table, "field": name, "value": value, "until": until,
    }  # fmt: skip


def _fill(
    session: Session, table: str, late: Mapping[str, dict[str, Any]], current: Rows, on: str
) -> list[dict[str, Any]]:
    """Write statements about days before the newest one; return the new past rows."""
    ids = list(late)
    known: dict[tuple[str, str], tuple[str, Any, str]] = {}
    for start in range(0, len(ids), CHUNK):
        query = (
            select(
                PastValue.id,
                PastValue.record_id,
                PastValue.field,
                PastValue.value,
                PastValue.until,
            )
            .where(
                PastValue.record_id.in_(ids[start : start + CHUNK]),
                PastValue.table_name == table,
                PastValue.until > on,
            )
            .order_by(PastValue.until.desc())
        )
        for past_id, record_id, name, value, until in session.execute(query):
            known[record_id, name] = (past_id, value, until)
    fresh: list[dict[str, Any]] = []
    fixes: list[tuple[str, Mapping[str, Any]]] = []
    for row_id, values in late.items():
        image = current[row_id]
        for name, value in values.items():
            past_id, held, until = known.get((row_id, name), ("", image[name], ""))
            if held == value:
                continue
            # What is known of later years stays: only a value that ends with this very year is
            # corrected, a longer one gets this one before it.
            cut = later_statements_from(on, image["stated_on"])
            if past_id and until <= cut:
                fixes.append((past_id, {"value": value}))
            else:
                fresh.append(_past(table, row_id, name, value, cut))
    bulk.update(session, PastValue, fixes)
    return fresh
