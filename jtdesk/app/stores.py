"""Making and opening stores: a new one from a migrated empty file, an old one migrated first."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from jtdesk.core import paths
from jtdesk.core.errors import JtdeskError, StoreError
from jtdesk.core.lock import StoreLock
from jtdesk.core.store import Store, create, open_store
from jtdesk.core.store_file import APPLICATION_ID, look
from jtdesk.migrations import layout, schema

SUFFIX = ".jtd"


def new_store(path: Path, *, cache: Path | None = None) -> Store:
    """Make an empty store of the newest layout and open it.

    Args:
        path: the new file.
        cache: folder for the migrated empty file; the user's cache folder by default.
    """
    folder = cache or paths.cache_dir()
    schema.load()
    return create(path, migrate=lambda target: _bring_to_newest(target, folder))


def open_existing(path: Path, *, write: bool = True) -> Store:
    """Open a store, migrated first where it is of an older layout.

    Raises:
        StoreError: missing, damaged, newer than the program, or old while somebody else has it.
    """
    if look(path) != layout.newest():
        with alone(path):
            layout.bring_up_to_date(path)
    schema.load()
    return open_store(path, write=write)


class Ahead:
    """A store opened ahead of its desk, in the thread that loads the program.

    It is taken over once, with the fault that came up where it could not be opened.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store: Store | None = None
        self._fault: JtdeskError | None = None
        try:
            self._store = open_existing(path)
        except JtdeskError as fault:
            self._fault = fault

    def take(self) -> Store:
        """Return the store; closing it is now up to the taker.

        Raises:
            JtdeskError: it could not be opened.
        """
        store, self._store = self._store, None
        if store is None:
            raise self._fault or RuntimeError("the store was taken already")
        return store

    def close(self) -> None:
        """Close the store if nobody took it."""
        if self._store is not None:
            self.take().close()


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the writer's lock of a file that is not open as a store.

    Raises:
        StoreError: somebody else has it.
    """
    lock = StoreLock(path)
    if not lock.take():
        holder = lock.holder()
        who = f"正由 {holder.sentence()} 使用" if holder else "正被使用或所在位置不能写入"
        raise StoreError(f"{path.name} {who}，请等对方关闭后再试。", code="store_locked")
    try:
        yield
    finally:
        lock.release()


def _bring_to_newest(target: Path, folder: Path) -> None:
    template = _template(folder)
    if template is None:
        layout.upgrade(target)
    else:
        shutil.copyfile(template, target)


def _layout_key() -> str:
    digest = hashlib.sha256()
    for path in sorted((layout.HERE / "versions").glob("[0-9]*.py*")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return f"{layout.newest()}-{digest.hexdigest()[:16]}"


def _template(folder: Path) -> Path | None:
    """Return the migrated empty file, made when absent or altered; None where it cannot be kept."""
    template = folder / f"empty-{_layout_key()}{SUFFIX}"
    seal = template.with_suffix(".sha256")
    with contextlib.suppress(OSError, StoreError):
        if seal.read_text(encoding="ascii") == _digest(template):
            look(template)
            return template
    beside = template.with_name(f"{template.stem}.{os.getpid()}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        _make_empty(beside)
        digest = _digest(beside)
        beside.replace(template)
        seal.write_text(digest, encoding="ascii")
    except (OSError, sqlite3.OperationalError):
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        return None
    return template


def _make_empty(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.commit()
    layout.upgrade(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
