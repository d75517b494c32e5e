"""Stores that cannot be written say so, and say what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from jtdesk.core import store as module
from jtdesk.core.errors import StoreError
from jtdesk.core.lock import StoreLock
from jtdesk.core.store import open_store
from tests.core import operations_for_tests as ops


@pytest.fixture
def file(empty_store_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    return path


def refused(path: Path) -> StoreError:
    with open_store(path) as store:
        assert store.read_only
        with pytest.raises(StoreError) as caught:
            store.do(ops.add_school, "东小学")
    return caught.value


def test_a_folder_that_cannot_be_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoreLock, "take", lambda _self: False)
    fault = refused(file)
    assert (fault.code, fault.exit_code) == ("read_only", 4)
    assert "不能写入" in fault.message
    assert "可写的文件夹" in fault.message


def test_a_file_that_cannot_be_written_in_a_folder_that_can(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writer(_path: Path) -> None:
        raise OperationalError(
            "PRAGMA", {}, sqlite3.OperationalError("attempt to write a readonly database")
        )

    monkeypatch.setattr(module, "writer", writer)
    assert refused(file).code == "read_only"
    assert StoreLock(file).holder() is None


def test_somebody_else_writing_is_named(file: Path) -> None:
    with open_store(file), open_store(file) as second:
        with pytest.raises(StoreError, match="正由") as caught:
            second.do(ops.add_school, "东小学")
        assert caught.value.exit_code == 4


def test_a_file_that_is_being_written_is_in_use_not_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as immutable it would show half of what the other program is writing."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        module.sqlite3,
        "connect",
        lambda *given, **named: connect(*given, **(named | {"timeout": 0})),
    )
    other = connect(file)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="占用") as caught:
        open_store(file)
    assert (caught.value.code, caught.value.exit_code) == ("in_use", 4)
    other.rollback()
    other.close()
    with open_store(file) as store:
        assert not store.read_only
