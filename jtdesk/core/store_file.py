"""The store's file as SQLite alone sees it: what it is, which layout, a look at its rows.

Nothing here loads SQLAlchemy: this is what the window needs before the rest is there.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jtdesk.core.errors import StoreError
from jtdesk.core.sql import Reads

APPLICATION_ID = 0x4A544431  # "JTD1" in the file header


def look(path: Path) -> str:
    """Check that a file is a store and return its schema version.

    Raises:
        StoreError: missing, damaged or no store.
    """
    if not path.is_file():
        raise StoreError(f"找不到文件 {path}。", code="store_missing")
    try:
        try:
            return _version(path, "mode=ro")
        except sqlite3.OperationalError as fault:
            if not unwritable(fault):
                raise
            return _version(path, "mode=ro&immutable=1")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        raise unread(path, fault) from fault


@contextlib.contextmanager
def glance(path: Path, layout: str) -> Iterator[Reads]:
    """Open a store for one look at its rows, all of one moment; nothing is locked or written.

    Args:
        path: the file.
        layout: schema version the rows are read by.

    Raises:
        StoreError: no store, out of reach, or of another layout.
    """
    try:
        address = _address(path, "mode=ro")
        # No waiting: where somebody writes this moment, opening the store waits and tells.
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=0)) as raw:
            raw.isolation_level = None
            raw.execute("PRAGMA trusted_schema = OFF")
            raw.execute("PRAGMA query_only = ON")
            raw.execute("BEGIN")
            if _checked_version(raw, path) != layout:
                raise StoreError(f"{path.name} 不是这个版本的数据文件。", code="store_layout")

            def read(statement: str, *values: object) -> Sequence[Sequence[Any]]:
                return raw.execute(statement, values).fetchall()

            yield read
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        raise unread(path, fault) from fault


def unread(path: Path, fault: Exception) -> StoreError:
    """Return why a store could not be read: out of reach, in use, or damaged."""
    said = str(fault)
    if "unable to open" in said:
        return StoreError(
            f"无法读取 {path.name}。请检查是否有权限、U 盘是否插好后重试。", code="unreadable"
        )
    if "locked" in said or "busy" in said:
        return StoreError(in_use(path), code="in_use")
    return damaged(path)


def in_use(path: Path) -> str:
    """Return the sentence for a file another program holds."""
    return f"{path.name} 正被其他程序占用，请稍后重试。"


def damaged(path: Path) -> StoreError:
    """Return the fault for a file that is no intact store."""
    return StoreError(
        f"{path.name} 已损坏，或不是数据文件。请用“从备份恢复”打开最近的备份。",
        code="store_damaged",
    )


def unwritable(fault: Exception) -> bool:
    """Tell whether a medium has no room for the side files of WAL.

    Only then may a file be read as immutable: nobody else can be writing there either. A file
    that is merely locked is being written this moment.
    """
    said = str(fault)
    return "unable to open" in said or "readonly" in said


def quoted(path: Path) -> str:
    """Return a path as it stands in an SQLite address."""
    return path.resolve().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _address(path: Path, flags: str) -> str:
    return f"file:{quoted(path)}?{flags}"


def _version(path: Path, flags: str) -> str:
    with contextlib.closing(sqlite3.connect(_address(path, flags), uri=True)) as raw:
        return _checked_version(raw, path)


def _checked_version(raw: sqlite3.Connection, path: Path) -> str:
    if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise damaged(path)
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""
