"""When the cycle collector may run: never while another thread works beside the interface.

The collector runs in whichever thread allocates next. In a worker it would destroy widgets and
models that only cycles keep alive, in the wrong thread and while Qt, which does not hold the
interpreter, may just be looking them up; the process then dies. So whoever starts a thread holds
the collector off until its work is done; it goes on by itself in the thread that lets go last,
and holds are let go in the interface thread. What the work has made by then joins the oldest
objects unseen: to look through it as the youngest would hold the interface for 40 to 380 ms.
"""

from __future__ import annotations

import gc
import threading


class _Holds:
    """Counts who wants the collector off; the process has one collector, so there is one count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._was_on = True

    def take(self) -> None:
        with self._lock:
            if self._count == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._count += 1

    def leave(self) -> None:
        with self._lock:
            self._count -= 1
            if self._count == 0 and self._was_on:
                # Moved to the permanent generation and back, all objects are of the oldest one.
                gc.freeze()
                gc.unfreeze()
                gc.enable()


_HOLDS = _Holds()


def hold() -> None:
    """Keep the collector off until `release` is called as often as this."""
    _HOLDS.take()


def release() -> None:
    """Let go of one hold; the last one switches the collector on again."""
    _HOLDS.leave()
