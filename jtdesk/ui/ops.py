"""Work off the interface thread: ask the store, do an operation, compute something long."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from sqlalchemy.orm import Session

from jtdesk.core import garbage
from jtdesk.core.changes import Changes
from jtdesk.core.errors import Cancelled, JtdeskError
from jtdesk.core.jobs import Job
from jtdesk.core.operations import Operation, Outcome
from jtdesk.core.store import Store
from jtdesk.ui.bus import Bus

C = TypeVar("C")
T = TypeVar("T")
Then = Callable[[T], object]
Failed = Callable[[Exception], object]

log = logging.getLogger(__name__)
PROGRESS_EVERY = 0.08  # seconds between two progress messages to the interface thread
UNEXPECTED = "程序内部出错，这一步没有完成，数据没有改动。详情已写入日志，可在帮助菜单里打开。"


@dataclass(eq=False)
class Work:
    """One piece of work under way: the handle by which it is watched and cancelled.

    Attributes:
        title: Chinese, shown in the status line; empty for short reads, which are not shown.
        done, total, text: the last progress message.
        finished: its callback has run or was dropped.
    """

    title: str
    owner: QObject | None
    run: Callable[[Job], Any]
    then: Callable[[Any], object] | None
    failed: Failed | None
    done: int = 0
    total: int = 0
    text: str = ""
    finished: bool = False
    job: Job = field(default_factory=Job)

    def cancel(self) -> None:
        """Ask the work to stop; what it has done so far is rolled back."""
        self.job.cancel()

    def forget(self) -> None:
        """Let go of whoever asked, in the interface thread.

        The worker still holds the work until the next one comes; pages and models it alone kept
        alive would be destroyed in the wrong thread.
        """
        self.owner = self.then = self.failed = None
        self.run = _nothing

    @property
    def orphaned(self) -> bool:
        """Whether whoever asked for it is gone."""
        return self.owner is not None and not shiboken6.isValid(self.owner)


def _nothing(_job: Job) -> None:
    return None


class Ops(QObject):
    """The door from the interface to the store.

    Rules for callers: `ask` takes a query and hands its plain rows to ``then`` in the interface
    thread; `do` takes an operation and its command, tells the bus what changed and hands the
    `Outcome` on; `compute` runs a function without a session in a thread of its own. A callback
    whose owner is gone is dropped. Without ``failed`` a fault becomes a notice.

    Args:
        store: what to work on; None allows `compute` only.
        bus: where changes and faults are told.

    Signals:
        started, progressed, ended: carry a `Work` with a title.
        idle: nothing is under way any more.
    """

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    idle = Signal()
    _arrived = Signal(object)

    def __init__(self, store: Store | None, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.bus = bus
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None
        self._threads: list[threading.Thread] = []
        self._under_way: list[Work] = []
        self._closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    # ----------------------------------------------------------------- asking

    def ask(
        self,
        query: Callable[[Session], T],
        then: Then[T],
        owner: QObject | None = None,
        *,
        failed: Failed | None = None,
    ) -> Work:
        """Run a query in the worker and hand its rows to ``then``.

        Args:
            query: ``(session) -> rows``.
            then: gets the rows in the interface thread.
            owner: when it is gone, the answer is dropped.
            failed: gets the exception instead of a notice.
        """
        store = self._store()
        return self._enqueue(Work("", owner, lambda _job: store.ask(query), then, failed))

    def do(
        self,
        operation: Operation[C, T],
        command: C,
        then: Then[Outcome[T]] | None = None,
        owner: QObject | None = None,
        *,
        dry_run: bool = False,
        failed: Failed | None = None,
        title: str = "",
    ) -> Work:
        """Run an operation in the worker, broadcast what it changed, hand on its outcome."""
        store = self._store()
        return self._enqueue(
            Work(
                title or operation.label,
                owner,
                lambda job: store.do(operation, command, dry_run=dry_run, job=job),
                self._told(then, quiet=dry_run),
                failed,
            )
        )

    def undo(
        self,
        number: int,
        *,
        label: str,
        redo: bool = False,
        then: Then[Outcome[int]] | None = None,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> Work:
        """Take one journal entry back (or forward) in the worker."""
        store = self._store()
        return self._enqueue(
            Work(
                label,
                owner,
                lambda _job: store.undo(number, label=label, redo=redo),
                self._told(then),
                failed,
            )
        )

    def compute(
        self,
        function: Callable[[Job], T],
        then: Then[T],
        failed: Failed | None = None,
        owner: QObject | None = None,
        *,
        title: str = "",
    ) -> Work:
        """Run a long function without a session in a thread of its own."""
        work = self._register(Work(title, owner, function, then, failed))
        thread = threading.Thread(target=self._run, args=(work,), name="jtdesk-compute")
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(thread)
        thread.start()
        return work

    # ------------------------------------------------------------------ state

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    @property
    def writing(self) -> list[Work]:
        """The titled works under way: those a user would not want to lose unasked."""
        return [work for work in self._under_way if work.title]

    def close(self) -> None:
        """Cancel what is under way, wait for the threads and deliver nothing more."""
        self._closed = True
        for work in self._under_way:
            work.cancel()
        if self._worker is not None:
            self._queue.put(None)
            self._worker.join()
            self._worker = None
        for thread in self._threads:
            thread.join()
        self._threads = []
        for work in self._under_way:
            self._settle(work)
        self._under_way = []

    # --------------------------------------------------------------- plumbing

    def _store(self) -> Store:
        if self.store is None:
            raise RuntimeError("no store is open")
        return self.store

    def _told(
        self, then: Then[Outcome[T]] | None, *, quiet: bool = False
    ) -> Callable[[Outcome[T]], object]:
        def deliver(outcome: Outcome[T]) -> None:
            if outcome.changes and not quiet:
                self.bus.changed.emit(outcome.changes)
            if then is not None:
                then(outcome)

        return deliver

    def _register(self, work: Work) -> Work:
        if self._closed:
            raise RuntimeError("the door to the store is closed")
        work.job = Job(_Reporter(self, work))
        garbage.hold()
        self._under_way.append(work)
        if work.title:
            self.started.emit(work)
        return work

    def _enqueue(self, work: Work) -> Work:
        self._register(work)
        if self._worker is None:
            self._worker = threading.Thread(target=self._serve, name="jtdesk-store")
            self._worker.start()
        self._queue.put(work)
        return work

    def _serve(self) -> None:
        while (work := self._queue.get()) is not None:
            self._run(work)

    def _run(self, work: Work) -> None:
        result: object
        try:
            if work.orphaned and not work.title:
                raise Cancelled  # noqa: TRY301 - a read nobody waits for any more
            work.job.check()
            result = work.run(work.job)
        except Exception as fault:
            result = _Failure(fault)
        if not self._closed:
            self._arrived.emit(_Arrival(work, result))

    def _on_arrived(self, message: object) -> None:
        if isinstance(message, Work):
            if not message.finished:
                self.progressed.emit(message)
            return
        if self._closed or not isinstance(message, _Arrival):
            return
        work, result = message.work, message.result
        work.finished = True
        self._under_way.remove(work)
        try:
            self._deliver(work, result)
        finally:
            self._settle(work)
            if work.title:
                self.ended.emit(work)
            if not self._under_way:
                self.idle.emit()

    @staticmethod
    def _settle(work: Work) -> None:
        work.forget()
        garbage.release()

    def _deliver(self, work: Work, result: object) -> None:
        if isinstance(result, _Failure):
            if not work.orphaned:
                self._report(work, result.fault)
            return
        if work.orphaned:
            changes = result.changes if isinstance(result, Outcome) else Changes()
            if changes and changes.entry is not None:
                self.bus.changed.emit(changes)  # the page is gone, the change is not
            return
        if work.then is not None:
            work.then(result)

    def _report(self, work: Work, fault: Exception) -> None:
        expected = isinstance(fault, JtdeskError)
        if not expected:
            log.error("work failed: %s", work.title or "query", exc_info=fault)
        if work.failed is not None:
            work.failed(fault)
        elif isinstance(fault, Cancelled):
            self.bus.tell(fault.message, "info")
        else:
            self.bus.tell(sentence(fault), "fault")


def sentence(fault: Exception) -> str:
    """Return what to tell the user about an exception; never its technical text."""
    return fault.message if isinstance(fault, JtdeskError) else UNEXPECTED


@dataclass(frozen=True, slots=True)
class _Failure:
    fault: Exception


@dataclass(frozen=True, slots=True)
class _Arrival:
    work: Work
    result: object


class _Reporter:
    """Carries progress to the interface thread, at most a dozen messages a second."""

    def __init__(self, ops: Ops, work: Work) -> None:
        self._ops = ops
        self._work = work
        self._last = 0.0

    def __call__(self, done: int, total: int, text: str) -> None:
        work = self._work
        work.done, work.total, work.text = done, total, text
        now = time.monotonic()
        if now - self._last >= PROGRESS_EVERY:
            self._last = now
            self._ops._arrived.emit(work)  # noqa: SLF001 - one class in two parts
