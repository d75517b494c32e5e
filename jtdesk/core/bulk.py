"""Bulk writes at bulk speed that the journal still sees, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Table, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from jtdesk.core.db import Record, new_ids
from jtdesk.core.journal import CHUNK, PLUMBING, recorder

Values = Mapping[str, Any]


def table_of(model: type[Record]) -> Table:
    """Return the table of a mapped class."""
    table = model.__table__
    if not isinstance(table, Table):  # pragma: no cover - every Record maps one table
        raise TypeError(model)
    return table


def insert(session: Session, model: type[Record], rows: Sequence[Values]) -> list[str]:
    """Insert rows and return their ids.

    Args:
        session: the session of the running operation.
        model: the mapped class.
        rows: values by field; missing fields take the column's default or null; ``id`` optional.
    """
    if not rows:
        return []
    table = table_of(model)
    constants: dict[str, Any] = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault) and column.default.arg is not None
    }
    constants |= {"revision": 1, "origin": session.info.get("site", "")}
    shapes = {tuple(row): row for row in rows}
    names = list(dict.fromkeys(name for shape in shapes for name in shape))
    ids = new_ids(len(rows))
    if "id" in names:
        ids = [row.get("id") or fresh for row, fresh in zip(rows, ids, strict=True)]
        names.remove("id")
    extra = {name: value for name, value in constants.items() if name not in names}
    if len(names) == 1:
        values: Iterable[tuple[Any, ...]] = ((row.get(names[0]),) for row in rows)
    elif len(shapes) == 1:
        values = map(itemgetter(*names), rows)
    else:
        blank = {name: constants.get(name) for name in names}
        values = map(itemgetter(*names), ({**blank, **row} for row in rows))
    tail = tuple(extra.values())
    session.flush()
    _insert_images(
        session,
        table,
        [*names, *extra],
        [(row_id, *given, *tail) for row_id, given in zip(ids, values, strict=True)],
    )
    return ids


def restore(session: Session, table: Table, images: Mapping[str, Values]) -> None:
    """Insert deleted rows again with the ids and values they had."""
    names = [column.name for column in table.columns if column.name != "id"]
    _insert_images(
        session,
        table,
        names,
        [(row_id, *(image.get(name) for name in names)) for row_id, image in images.items()],
    )


def _insert_images(
    session: Session, table: Table, names: list[str], images: list[tuple[Any, ...]]
) -> None:
    """Insert rows given as tuples of the id and the values of ``names``."""
    quoted = ", ".join(f'"{name}"' for name in ["id", *names])
    marks = ", ".join("?" * (len(names) + 1))
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # noqa: S608 - our names
    lists = [at for at, name in enumerate(names, 1) if isinstance(table.columns[name].type, JSON)]
    connection = session.connection()
    for start in range(0, len(images), CHUNK):
        chunk = images[start : start + CHUNK]
        bound = [_bind(image, lists) for image in chunk] if lists else chunk
        connection.exec_driver_sql(statement, bound)
        recorder(session).add_bulk(
            table.name, "insert", [image[0] for image in chunk], {"fields": names, "rows": chunk}
        )


def _bind(image: tuple[Any, ...], lists: list[int]) -> tuple[Any, ...]:
    bound = list(image)
    for at in lists:
        if bound[at] is not None:
            bound[at] = json.dumps(bound[at], ensure_ascii=False)
    return tuple(bound)


def update(session: Session, model: type[Record], changes: Iterable[tuple[str, Values]]) -> int:
    """Update fields of many rows; rows that already hold the values are left alone.

    Args:
        session: the session of the running operation.
        model: the mapped class.
        changes: ``(id, {field: value})``.

    Returns:
        How many rows really changed.
    """
    session.flush()
    return update_table(session, table_of(model), dict(changes))


def update_table(session: Session, table: Table, wanted: Mapping[str, Values]) -> int:
    """Update rows of a table by id (see `update`)."""
    total = 0
    ids = list(wanted)
    concerned = {"revision"}.union(*wanted.values())
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        current = images(session, table, part, concerned)
        rows: list[list[Any]] = []
        by_shape: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row_id in part:
            image = current[row_id]
            after = {
                name: value
                for name, value in wanted[row_id].items()
                if image[name] != value and name not in PLUMBING
            }
            if not after:
                continue
            before = {name: image[name] for name in after}
            before["revision"], after["revision"] = image["revision"], image["revision"] + 1
            rows.append([row_id, before, after])
            by_shape.setdefault(tuple(after), []).append(
                (*(_plain(table, name, value) for name, value in after.items()), row_id)
            )
        for names, values in by_shape.items():
            settings = ", ".join(f'"{name}" = ?' for name in names)
            session.connection().exec_driver_sql(
                f'UPDATE "{table.name}" SET {settings} WHERE id = ?',  # noqa: S608 - names are ours
                values,
            )
        if rows:
            recorder(session).add_bulk(
                table.name, "update", [row[0] for row in rows], {"rows": rows}
            )
            total += len(rows)
    session.expire_all()
    return total


def _plain(table: Table, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON-native values
    if value is not None and isinstance(table.columns[name].type, JSON):
        return json.dumps(value, ensure_ascii=False)
    return value


def remove(session: Session, model: type[Record], ids: Sequence[str]) -> None:
    """Delete rows by id."""
    session.flush()
    remove_from(session, table_of(model), ids)


def remove_from(session: Session, table: Table, ids: Sequence[str]) -> None:
    """Delete rows of a table by id, keeping their images in the journal."""
    fields = [column.name for column in table.columns if column.name != "id"]
    for start in range(0, len(ids), CHUNK):
        part = list(ids[start : start + CHUNK])
        current = images(session, table, part)
        session.connection().execute(delete(table).where(table.c.id.in_(part)))
        recorder(session).add_bulk(
            table.name,
            "delete",
            part,
            {
                "fields": fields,
                "rows": [[row_id, *[current[row_id][name] for name in fields]] for row_id in part],
            },
        )
    session.expire_all()


def images(
    session: Session, table: Table, ids: Sequence[str], only: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return the present values of rows by id; ids that are gone are missing.

    Args:
        session: any session.
        table: the table.
        ids: of the rows.
        only: the columns wanted; all of them by default.
    """
    found: dict[str, dict[str, Any]] = {}
    wanted = set(only)
    columns = [c for c in table.columns if c.name != "id" and (not wanted or c.name in wanted)]
    names = [column.name for column in columns]
    booleans = [column.name for column in columns if isinstance(column.type, Boolean)]
    query = select(table.c.id, *columns)
    for start in range(0, len(ids), CHUNK):
        part = list(ids[start : start + CHUNK])
        # All at once: fetched one by one, the rows of a chunk take twice as long.
        for row_id, *values in (
            session.connection().execute(query.where(table.c.id.in_(part))).all()
        ):
            image = dict(zip(names, values, strict=True))
            for name in booleans:
                image[name] = None if image[name] is None else bool(image[name])
            found[row_id] = image
    return found
