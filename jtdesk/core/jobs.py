"""A job in progress: how far it is, and whether the user has pressed cancel."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from jtdesk.core import garbage
from jtdesk.core.errors import Cancelled

Progress = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _text: str) -> None:
    return None


class Job:
    """Progress and cancellation of one long piece of work; safe to share between threads.

    Args:
        progress: called with ``(done, total, text)``; ``total`` 0 means unknown.
    """

    def __init__(self, progress: Progress = _silent) -> None:
        self._progress = progress
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it stops at its next report."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether cancel was pressed."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise `Cancelled` when the user has pressed cancel."""
        if self._cancelled.is_set():
            raise Cancelled

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is and stop it if the user asked so."""
        self.check()
        self._progress(done, total, text)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Keep the cycle collector away from the million small objects of a large piece of work.

    They hold no cycles, and looking through them again and again took a third of the time.
    """
    garbage.hold()
    try:
        yield
    finally:
        garbage.release()
