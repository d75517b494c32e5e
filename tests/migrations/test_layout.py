from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from jtdesk.core.db import Base
from jtdesk.core.errors import StoreError
from jtdesk.core.store import create
from jtdesk.migrations import layout, schema


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    path = tmp_path / "group.jtd"
    create(path, migrate=layout.upgrade).close()
    return path


def test_the_migrated_file_has_the_layout_of_the_models(store_file: Path) -> None:
    schema.load()
    engine = create_engine(f"sqlite:///{store_file.as_posix()}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        difference = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert difference == []


def test_a_current_store_is_left_alone(store_file: Path) -> None:
    before = store_file.read_bytes()
    assert layout.bring_up_to_date(store_file) is None
    assert store_file.read_bytes() == before


def _set_version(path: Path, version: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
    raw.commit()
    raw.close()


def test_a_newer_store_is_refused_and_untouched(store_file: Path) -> None:
    _set_version(store_file, "9999")
    before = store_file.read_bytes()
    with pytest.raises(StoreError, match="升级程序"):
        layout.bring_up_to_date(store_file)
    assert store_file.read_bytes() == before
    assert [p.name for p in store_file.parent.iterdir()] == [store_file.name]


def _content(path: Path) -> list[str]:
    raw = sqlite3.connect(path)
    lines = list(raw.iterdump())
    raw.close()
    return lines


def test_a_failed_upgrade_restores_the_file_and_keeps_the_copy(
    store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _content(store_file)

    def spoil(path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("power cut")

    monkeypatch.setattr(layout, "upgrade", spoil)
    monkeypatch.setattr(layout, "newest", lambda: "9998")
    with pytest.raises(StoreError, match="已恢复原样"):
        layout.bring_up_to_date(store_file)
    assert _content(store_file) == before
    assert len(list(store_file.parent.glob("*.升级前-*"))) == 1
