"""Founding a group in a new store, and making the practice group."""

from __future__ import annotations

import contextlib
from pathlib import Path

from jtdesk.app import assembly
from jtdesk.app.stores import new_store
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fingerprint import record_counts
from jtdesk.core.store import Store
from jtdesk.schools.service import GroupSettings, set_group

PRACTICE_GROUP = "演练教育集团（虚构）"


def found(store: Store, *, name: str, year: int) -> None:
    """Name the group of a new store and its school year."""
    store.do(set_group, GroupSettings(name=name, year=year))


def practice(path: Path, order: DemoOrder) -> dict[str, int]:
    """Make a store with the practice group; return the rows by table.

    A fault on the way leaves no half-made file.
    """
    with new_store(path) as store:
        try:
            found(store, name=PRACTICE_GROUP, year=order.year)
            for _feature, hook in assembly.demo_hooks():
                hook(store, order)
            return store.ask(record_counts)
        except BaseException:
            store.close()
            for tail in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    path.with_name(path.name + tail).unlink(missing_ok=True)
            raise
