"""The store: one SQLite file, opened by one writer, changed only by operations."""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Column, Engine, String, Table, Text, select
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from jtdesk.core import clock, undo
from jtdesk.core.db import Base, reader, writer
from jtdesk.core.errors import InputRefused, StoreError
from jtdesk.core.jobs import Job, uncollected
from jtdesk.core.journal import JOURNAL, Recorder, listen, write_entry
from jtdesk.core.lock import Holder, StoreLock, user_name
from jtdesk.core.operations import JOB, Operation, Outcome
from jtdesk.core.reasons import UNKNOWN, reason
from jtdesk.core.store_file import APPLICATION_ID, damaged, in_use, look, unread

C = TypeVar("C")
T = TypeVar("T")

store_info = Table(
    "store_info",
    Base.metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

Migrate = Callable[[Path], None]


class Store:
    """An open store. Made by `create` and `open_store`; close it, or use it in a ``with``.

    Attributes:
        path: the file.
        read_only: somebody else writes, or the medium cannot be written.
        holder: who writes, where that is known and is not us.
        site: code of this store as a source of records.
    """

    def __init__(self, path: Path, *, lock: StoreLock | None, holder: Holder | None) -> None:
        self.path = path
        self.read_only = lock is None
        self.holder = holder
        self._lock = lock
        self._writer: Engine | None = None if lock is None else writer(path)
        if self._writer is not None:
            # The writer's connection comes first: it makes the WAL files the readers need.
            self._writer.connect().close()
        self._reader = reader(path)
        self.actor = user_name()
        self._reads = sessionmaker(self._reader, expire_on_commit=False)
        self._writes = sessionmaker(self._writer, expire_on_commit=False, autoflush=True)
        listen(self._reads)
        listen(self._writes)
        with self.reading() as session:
            self.site = (
                session.scalar(select(store_info.c.value).where(store_info.c.key == "site")) or ""
            )

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file: the WAL is folded back into it and the lock released."""
        if self._writer is not None:
            self._reader.dispose()
            with (
                contextlib.suppress(OperationalError, sqlite3.OperationalError),
                self._writer.connect() as connection,
            ):
                raw = connection.connection.driver_connection
                if isinstance(raw, sqlite3.Connection):
                    connection.rollback()
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    # A closed store is one plain file, also on a stick that is pulled at once.
                    raw.execute("PRAGMA journal_mode = DELETE")
            self._writer.dispose()
        self._reader.dispose()
        if self._lock is not None:
            self._lock.release()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for queries; nothing it does is kept."""
        with self._reads() as session:
            try:
                yield session
            finally:
                session.rollback()

    def ask(self, query: Callable[[Session], T]) -> T:
        """Run one query in a session of its own."""
        with self.reading() as session:
            return query(session)

    def do(
        self,
        operation: Operation[C, T],
        command: C,
        *,
        dry_run: bool = False,
        job: Job | None = None,
    ) -> Outcome[T]:
        """Run an operation: one transaction, one journal entry.

        Args:
            operation: what to do.
            command: its argument.
            dry_run: do all of it, then roll back.
            job: progress and cancel.

        Raises:
            StoreError: the store is read-only or the disk refuses.
        """
        return self._run(
            lambda session: operation.function(session, command),
            code=operation.code,
            label=operation.label,
            silent=operation.silent,
            dry_run=dry_run,
            job=job,
        )

    def _why_read_only(self) -> str:
        if self.holder is not None:
            who = self.holder.sentence()
            return f"{self.path.name} 以只读方式打开，正由 {who} 使用，不能修改。"
        return (
            f"{self.path.name} 以只读方式打开，不能修改：文件或所在文件夹不能写入。"
            "请取消“只读”，或把它复制到可写的文件夹后再打开。"
        )

    def undo(self, number: int, *, label: str, redo: bool = False) -> Outcome[int]:
        """Undo one journal entry as a new entry that names it.

        Args:
            number: the entry to take back.
            label: label of the new entry, e.g. ``撤销:导入``.
            redo: the entry is itself an undo.
        """

        def run(session: Session) -> int:
            undo.invert(session, number)
            return number

        code = "history.redo" if redo else "history.undo"
        try:
            return self._run(run, code=code, label=label, undoes=number)
        except IntegrityError as fault:
            raise undo.still_referenced() from fault

    def _run(
        self,
        work: Callable[[Session], T],
        *,
        code: str,
        label: str,
        undoes: int | None = None,
        silent: bool = False,
        dry_run: bool = False,
        job: Job | None = None,
    ) -> Outcome[T]:
        if self.read_only:
            raise StoreError(self._why_read_only(), code="read_only")
        recorder = Recorder(always=silent)
        try:
            with uncollected(), self._writes() as session:
                session.info.update({JOURNAL: recorder, "site": self.site, JOB: job or Job()})
                with session.begin():
                    value = work(session)
                    session.flush()
                    number = None
                    if not dry_run:
                        number = write_entry(
                            session,
                            at=clock.stamp(clock.now()),
                            actor=self.actor,
                            site=self.site,
                            operation=code,
                            label=label,
                            undoes=undoes,
                        )
                    if dry_run or number is None:
                        session.rollback()
                return Outcome(value, recorder.changes(number))
        except OperationalError as fault:
            raise StoreError(_disk_sentence(self.path, fault), code="disk") from fault
        except DatabaseError as fault:
            if "malformed" in str(fault) or "not a database" in str(fault):
                raise damaged(self.path) from fault
            raise


def _disk_sentence(path: Path, fault: OperationalError) -> str:
    text = str(fault.orig)
    if "full" in text:
        return f"磁盘空间不足，{path.name} 没有改动。请清理磁盘后重试。"
    if "locked" in text or "busy" in text:
        return in_use(path)
    why = reason(fault.orig) if isinstance(fault.orig, sqlite3.Error) else UNKNOWN
    return f"无法写入 {path.name}（{why}）。请检查 U 盘或磁盘后重试，数据没有改动。"


def create(path: Path, *, migrate: Migrate) -> Store:
    """Make an empty store and open it.

    Args:
        path: the new file; its folder must exist.
        migrate: brings an empty file to the newest layout.

    Raises:
        InputRefused: the file exists or the folder cannot be written.
    """
    if path.exists():
        raise InputRefused(f"{path.name} 已经存在，请换一个文件名。", code="store_exists")
    if not path.parent.is_dir():
        raise InputRefused(f"文件夹 {path.parent} 不存在。", code="folder_missing")
    try:
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            raw.commit()
        migrate(path)
        with contextlib.closing(sqlite3.connect(path)) as raw, raw:
            raw.execute(
                "INSERT OR IGNORE INTO store_info (key, value) VALUES ('site', ?)",
                (uuid.uuid4().hex[:8],),
            )
    except sqlite3.OperationalError as fault:
        path.unlink(missing_ok=True)
        raise InputRefused(
            f"无法在 {path.parent} 建立文件（{reason(fault)}）。请换一个可写的文件夹。",
            code="folder_readonly",
        ) from fault
    return open_store(path)


def open_store(path: Path, *, write: bool = True) -> Store:
    """Open a store of the newest layout; read-only when somebody else has it.

    Args:
        path: the file.
        write: False opens read-only on purpose.

    Raises:
        StoreError: missing, damaged, or no store.
    """
    look(path)
    lock = StoreLock(path)
    try:
        if write and lock.take():
            try:
                return Store(path, lock=lock, holder=None)
            except OperationalError as fault:
                if "readonly" not in str(fault):
                    raise
                lock.release()  # the folder can be written, the file cannot
                return Store(path, lock=None, holder=None)
        return Store(path, lock=None, holder=lock.holder())
    except (OperationalError, DatabaseError) as fault:
        lock.release()
        raise unread(path, fault) from fault
