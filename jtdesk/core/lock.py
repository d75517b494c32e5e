"""One writer at a time: a lock beside the store that says who has it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from jtdesk.core import clock


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the store open for writing.

    Attributes:
        user: account name.
        machine: computer name.
        since: UTC instant, ISO text.
    """

    user: str
    machine: str
    since: str

    def sentence(self) -> str:
        """Return the Chinese words for the status line."""
        return f"{self.user}（电脑 {self.machine}，{clock.local(self.since)} 起）"


def user_name() -> str:
    """Return the account name, also where the system does not tell one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "本机用户"


class StoreLock:
    """The lock of one store; released by the system when the process dies."""

    def __init__(self, store: Path) -> None:
        self._note = store.with_name(store.name + ".who")
        # Taken by one thread, given back by another: a store is opened while its window is made.
        self._lock = FileLock(store.with_name(store.name + ".lock"), thread_local=False)

    def take(self) -> bool:
        """Try to become the writer; False when somebody else is, or nothing can be written here."""
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        holder = {
            "user": user_name(),
            "machine": platform.node(),
            "since": clock.stamp(clock.now()),
            "pid": os.getpid(),
        }
        with contextlib.suppress(OSError):
            self._note.write_text(json.dumps(holder, ensure_ascii=False), encoding="utf-8")
        return True

    def holder(self) -> Holder | None:
        """Return who has the store, None when the note cannot be read."""
        try:
            data = json.loads(self._note.read_text(encoding="utf-8"))
            return Holder(data["user"], data["machine"], data["since"])
        except (OSError, ValueError, KeyError):
            return None

    def release(self) -> None:
        """Give the store back and remove the side files."""
        if not self._lock.is_locked:
            return
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)
