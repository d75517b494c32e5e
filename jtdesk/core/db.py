"""The database floor: declarative base, journalled Record, engines and pragmas."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Integer, MetaData, String, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool, QueuePool

from jtdesk.core.sql import Reads
from jtdesk.core.store_file import quoted, unwritable

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# Two bits of noise beside the two fixed ones of RFC 9562.
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def new_ids(count: int) -> list[str]:
    """Return record ids: UUID version 7 (RFC 9562) as 32 hex digits, rising within one call.

    Rising ids keep the index pages of a bulk insert together.
    """
    milliseconds = time.time_ns() // 1_000_000
    noise = os.urandom(8 * count).hex()
    ids: list[str] = []
    for block in range(0, count, 4096):
        # 48 bits of time, version nibble, 12 bits of sequence, variant, 62 bits of noise.
        high = f"{milliseconds + (block >> 12):012x}7"
        ids += [
            f"{high}{number:03x}{_VARIANTS[noise[at]]}{noise[at + 1 : at + 16]}"
            for number, at in enumerate(range(block * 16, min(block + 4096, count) * 16, 16))
        ]
    return ids


def new_id() -> str:
    """Return one record id."""
    return new_ids(1)[0]


class Base(DeclarativeBase):
    """Declarative base with named constraints, which batch migrations need."""

    metadata = MetaData(naming_convention=NAMING)


class Record(Base):
    """A row the journal knows: every change to it is undoable and can travel.

    Column values are JSON-native (text, integer, float, bool, list, dict, None): the journal keeps
    them as they are. Dates are ISO text of day or month precision (``2025-09-01``, ``2025-09``),
    which sorts and compares as text.

    Attributes:
        id: made at the site that created the row, never reused.
        revision: counts the changes of this row.
        origin: site code of the store that created the row.
    """

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    origin: Mapped[str] = mapped_column(String(32), default="")


def _configure(engine: Engine, *, write: bool) -> None:
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - DB-API has no type
        connection.isolation_level = None  # transactions are ours, not the driver's
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA cache_size = -32000")
        cursor.execute("PRAGMA temp_store = MEMORY")
        if write:
            cursor.execute("PRAGMA journal_mode = WAL")
            # FULL: an acknowledged operation survives a pulled plug.
            cursor.execute("PRAGMA synchronous = FULL")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    def on_begin(connection: Any) -> None:  # noqa: ANN401
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def writer(path: Path) -> Engine:
    """Return the one engine that may write to the file."""
    engine = create_engine(
        f"sqlite+pysqlite:///{path.as_posix()}",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )
    _configure(engine, write=True)
    return engine


def reader(path: Path) -> Engine:
    """Return an engine that can only read, also from a medium that cannot be written."""
    engine = _reader(path, "mode=ro")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1")
    except OperationalError as fault:
        engine.dispose()
        if not unwritable(fault):
            raise
        return _reader(path, "mode=ro&immutable=1")
    return engine


def _reader(path: Path, flags: str) -> Engine:
    url = f"sqlite+pysqlite:///file:{quoted(path)}?{flags}&uri=true"
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False})
    _configure(engine, write=False)
    return engine


def reads_of(session: Session) -> Reads:
    """Return the plain reads of an open store: all the session sees, its own changes included."""

    def read(statement: str, *values: object) -> Sequence[Sequence[Any]]:
        if session.autoflush:
            session.flush()
        return session.connection().exec_driver_sql(statement, values).all()

    return read
