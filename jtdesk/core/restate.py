"""Statements about a day through a feature's own intake: only what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Write
from jtdesk.core.fields import Row

Current = Callable[[Session, str], list[Row]]
Writer = Callable[[Session, Sequence[Write], str], None]


def restate(
    session: Session,
    current: Current,
    write: Writer,
    rows: Sequence[Row],
    *,
    key: tuple[str, ...],
    as_of: str,
) -> int:
    """Write rows that speak of a day; return how many were new or different.

    Args:
        session: session of the running operation.
        current: as in the dataset's `Intake`.
        write: as in the dataset's `Intake`.
        rows: typed values by field name, every row with its key fields.
        key: fields that name a row.
        as_of: ISO date the rows speak of.
    """
    known = {tuple(row.get(name) for name in key): row for row in current(session, as_of)}
    writes: list[Write] = []
    for number, row in enumerate(rows, 1):
        held = known.get(tuple(row.get(name) for name in key))
        if held is None:
            writes.append(Write(None, {k: v for k, v in row.items() if v is not None}, {}, number))
            continue
        differing = {k: v for k, v in row.items() if v is not None and held.get(k) != v}
        if differing:
            old = {name: held.get(name) for name in differing}
            writes.append(Write(held["id"], differing, old, number))
    write(session, writes, as_of)
    return len(writes)
