"""Bring a store to the newest layout: look first, copy before, upgrade, verify."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from functools import cache
from pathlib import Path

from jtdesk.core import clock
from jtdesk.core.errors import StoreError
from jtdesk.core.store_file import look

HERE = Path(__file__).parent


@cache
def newest() -> str:
    """Return the newest layout's revision, read from the file names (no Alembic at start)."""
    return max(path.stem.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


def known() -> frozenset[str]:
    """Return every revision this program knows."""
    return frozenset(p.stem.split("_")[0] for p in (HERE / "versions").glob("[0-9]*.py"))


def upgrade(path: Path) -> None:
    """Run all missing migrations on a file; no copy is made."""
    from alembic import command  # noqa: PLC0415 - 150 ms, needed only for new and old stores
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", f"sqlite:///{path.as_posix()}".replace("%", "%%"))
    command.upgrade(config, "head")


def bring_up_to_date(path: Path) -> Path | None:
    """Migrate an older store after a verified copy; return the copy, None when nothing was due.

    Raises:
        StoreError: the store is newer than the program, or damaged; it is left as it was.
    """
    version = look(path)
    if version == newest():
        return None
    if version not in known():
        raise StoreError(
            f"{path.name} 由更新版本的 jtdesk 保存，本机程序版本较旧。请先升级程序再打开。",
            code="store_newer",
        )
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}.升级前-{stamp}{path.suffix}")
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        sound = target.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    if not sound:
        copy.unlink(missing_ok=True)
        raise StoreError(f"{path.name} 已损坏，没有升级。请从备份恢复。", code="damaged")
    try:
        upgrade(path)
    except Exception as fault:
        shutil.copyfile(copy, path)
        raise StoreError(
            f"{path.name} 升级失败，已恢复原样。备份在 {copy.name}。", code="migration_failed"
        ) from fault
    return copy
