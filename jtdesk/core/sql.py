"""Plain SQL: reads that need nothing but SQLite, for the lists a user waits for first.

Loading SQLAlchemy takes longer than reading and showing a whole list. What is read here is read
the same way whether the store is only being looked at (`core.store_file`) or is open
(`core.db.reads_of`), so there is one way of reading a list and no second truth.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from jtdesk.core.fields import Row


class Reads(Protocol):
    """Runs one SELECT and returns its rows, values as SQLite keeps them."""

    def __call__(self, statement: str, *values: object) -> Sequence[Sequence[Any]]:
        """Return the rows."""


def rows(
    reads: Reads,
    table: str,
    names: Sequence[str],
    *,
    rest: str = "",
    values: Sequence[object] = (),
    lists: Collection[str] = (),
    flags: Collection[str] = (),
) -> list[Row]:
    """Return rows of a table by column name.

    Args:
        reads: of the store.
        table: its name.
        names: of the columns wanted.
        rest: of the statement: WHERE, ORDER BY.
        values: bound to the rest.
        lists: columns that hold JSON.
        flags: columns that hold yes or no.
    """
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f'SELECT {quoted} FROM "{table}" {rest}'  # noqa: S608 - names of our own
    found = [dict(zip(names, one, strict=True)) for one in reads(statement, *values)]
    for name in lists:
        for row in found:
            if row[name] is not None:
                row[name] = _unpacked(row[name])
    for name in flags:
        for row in found:
            if row[name] is not None:
                row[name] = bool(row[name])
    return found


def marks(values: Collection[object]) -> str:
    """Return as many question marks as there are values, for ``IN (...)``."""
    return ", ".join("?" * len(values))


def rewind(reads: Reads, table: str, found: dict[str, Row], as_of: str | None) -> None:
    """Set the fields of rows, by id, back to what they held on a day; in place.

    Args:
        reads: of the store.
        table: name of the table the rows are of.
        found: ``{id: {field: newest value}}``.
        as_of: ISO date; None leaves the newest values.
    """
    if as_of is None:
        return
    # The oldest value that still held on the day comes last and stays.
    past = reads(
        'SELECT "record_id", "field", "value" FROM "past_value" '
        'WHERE "table_name" = ? AND "until" > ? ORDER BY "until" DESC',
        table,
        as_of,
    )
    for record_id, name, value in past:
        row = found.get(record_id)
        if row is not None:
            row[name] = _unpacked(value)


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    # A column of type JSON keeps a bare number as a number, everything else as text.
    return json.loads(value) if isinstance(value, str) else value


def newest_entry(reads: Reads) -> tuple[int, str]:
    """Return number and id of the newest journal entry, ``(0, "")`` where there is none.

    While it is the same no list has changed.
    """
    found = reads('SELECT "number", "id" FROM "journal_entry" ORDER BY "number" DESC LIMIT 1')
    return (int(found[0][0]), str(found[0][1])) if found else (0, "")
