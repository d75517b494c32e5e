"""Backup copies of a store: made while it is in use, verified, named by date, and brought back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jtdesk.app.stores import alone
from jtdesk.core import clock
from jtdesk.core.errors import InputRefused, StoreError
from jtdesk.core.reasons import reason
from jtdesk.core.store_file import damaged, look
from jtdesk.migrations import layout

SEAL = "backup_content"
FOLDER = "备份"
KEPT = 20


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified copy.

    Attributes:
        path: the copy.
        content: hash over every row of it.
        dropped: older copies deleted to keep the agreed number.
    """

    path: Path
    content: str
    dropped: tuple[Path, ...] = ()


def backup(store: Path, folder: Path | None = None, *, keep: int = KEPT) -> Backup:
    """Copy a store, also while somebody works in it, and verify the copy against the original.

    Args:
        store: the store.
        folder: where to; a folder ``备份`` beside the store by default.
        keep: how many copies of this store stay in the folder.

    Raises:
        StoreError: the store is damaged; no copy is kept.
        InputRefused: the folder cannot be written.
    """
    look(store)
    target_folder = folder or store.parent / FOLDER
    target = _free(target_folder, f"{store.stem}_{_stamp()}", store.suffix)
    beside = target.with_name(target.name + ".part")
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        content = _copy(store, beside)
        beside.replace(target)
    except OSError as fault:
        _unlink(beside)
        raise InputRefused(
            f"无法备份到 {target_folder}（{reason(fault)}）。请换一个可写的文件夹。",
            code="folder_readonly",
        ) from fault
    except (sqlite3.DatabaseError, UnicodeDecodeError, StoreError) as fault:
        _unlink(beside)
        if isinstance(fault, StoreError):
            raise
        if "full" in str(fault) or "unable to open" in str(fault):
            raise InputRefused(
                f"无法备份到 {target_folder}：磁盘空间不足或不能写入。", code="folder_readonly"
            ) from fault
        raise damaged(store) from fault
    return Backup(target, content, tuple(_thin(target_folder, store, keep)))


def backups_of(store: Path, folder: Path | None = None) -> list[Path]:
    """Return the copies of a store in a folder, newest first."""
    where = folder or store.parent / FOLDER
    pattern = re.compile(
        re.escape(store.stem) + r"_\d{4}-\d{2}-\d{2}_\d{6}(-\d+)?" + re.escape(store.suffix)
    )
    if not where.is_dir():
        return []
    found = (path for path in where.iterdir() if pattern.fullmatch(path.name))
    return sorted(found, key=lambda path: path.stem, reverse=True)


def restore(source: Path, store: Path) -> Path | None:
    """Put a backup in the place of a store; what stood there is set aside, never lost.

    Args:
        source: the backup.
        store: the store to replace or to make.

    Returns:
        The file that was set aside, None where none stood there.

    Raises:
        StoreError: the backup is damaged or newer than the program, or the store is in use.
        InputRefused: the folder cannot be written.
    """
    _verify(source)
    if source.resolve() == store.resolve():
        raise InputRefused("备份文件和要恢复的文件是同一个文件。", code="same_file")
    if not store.parent.is_dir():
        raise InputRefused(f"文件夹 {store.parent} 不存在。", code="folder_missing")
    beside = store.with_name(store.name + ".part")
    with alone(store):
        try:
            _copy(source, beside, seal=False)
            _fold_in(store)
            aside = _set_aside(store)
            beside.replace(store)
        except StoreError:
            _unlink(beside)
            raise
        except (OSError, sqlite3.OperationalError) as fault:
            _unlink(beside)
            raise InputRefused(
                f"无法写入 {store}（{reason(fault)}）。请检查磁盘空间和权限，原有数据没有改动。",
                code="folder_readonly",
            ) from fault
    return aside


def _stamp() -> str:
    return clock.now().astimezone().strftime("%Y-%m-%d_%H%M%S")


def _free(folder: Path, stem: str, suffix: str) -> Path:
    target, number = folder / f"{stem}{suffix}", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{suffix}"
    return target


def _copy(source: Path, target: Path, *, seal: bool = True) -> str:
    """Copy one snapshot of a store and compare the copy with that same snapshot."""
    _unlink(target)
    with _reading(source) as origin, contextlib.closing(sqlite3.connect(target)) as copy:
        origin.execute("BEGIN")
        wanted = content_of(origin)  # the first read pins the snapshot the copy is made from
        origin.backup(copy)
        origin.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok" or content_of(copy) != wanted:
            raise damaged(source)
        with copy:
            copy.execute("DELETE FROM store_info WHERE key = ?", (SEAL,))
            if seal:
                copy.execute("INSERT INTO store_info (key, value) VALUES (?, ?)", (SEAL, wanted))
    with target.open("rb+") as stream:
        os.fsync(stream.fileno())
    return wanted


def _verify(source: Path) -> None:
    version = look(source)
    if version not in layout.known():
        raise StoreError(
            f"{source.name} 由更新版本的 jtdesk 保存，本机程序版本较旧。请先升级程序再恢复。",
            code="store_newer",
        )
    try:
        with _reading(source) as raw:
            if raw.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise damaged(source)
            row = raw.execute("SELECT value FROM store_info WHERE key = ?", (SEAL,)).fetchone()
            if row is not None and row[0] != content_of(raw):
                raise damaged(source)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        raise damaged(source) from fault


def content_of(raw: sqlite3.Connection) -> str:
    """Return SHA-256 over every row of every table, the seal of a backup left out."""
    digest = hashlib.sha256()
    names = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    for (name,) in names:
        digest.update(name.encode())
        columns = len(raw.execute(f'PRAGMA table_info("{name}")').fetchall())
        order = ", ".join(str(at + 1) for at in range(columns))
        where = f"WHERE key <> '{SEAL}'" if name == "store_info" else ""
        for row in raw.execute(f'SELECT * FROM "{name}" {where} ORDER BY {order}'):  # noqa: S608
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file for reading only, also where no side files can be made beside it."""
    name = path.resolve().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    raw = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)
    try:
        try:
            raw.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            raw.close()
            raw = sqlite3.connect(
                f"file:{name}?mode=ro&immutable=1", uri=True, isolation_level=None
            )
        yield raw
    finally:
        raw.close()


def _fold_in(store: Path) -> None:
    """Bring the write-ahead log of a store that was not closed into its file, where that works."""
    if store.exists():
        with (
            contextlib.suppress(sqlite3.DatabaseError),
            contextlib.closing(sqlite3.connect(store)) as raw,
        ):
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _set_aside(store: Path) -> Path | None:
    aside: Path | None = None
    if store.exists():
        aside = store.with_name(f"{store.stem}.恢复前-{_stamp()}{store.suffix}")
        shutil.copy2(store, aside)
    for tail in ("-wal", "-shm"):
        side = store.with_name(store.name + tail)
        if side.exists():
            if aside is not None and tail == "-wal":
                shutil.copy2(side, aside.with_name(aside.name + tail))
            side.unlink()
    return aside


def _thin(folder: Path, store: Path, keep: int) -> list[Path]:
    old = backups_of(store, folder)[max(keep, 1) :]
    for path in old:
        _unlink(path)
    return old


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
