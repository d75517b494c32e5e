from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jtdesk.core.store import Store, create
from jtdesk.migrations.layout import upgrade


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.jtd"
    create(path, migrate=upgrade).close()
    return path


@pytest.fixture
def core_store(empty_store_file: Path, tmp_path: Path) -> Iterator[Store]:
    from jtdesk.core.store import open_store

    path = tmp_path / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    with open_store(path) as store:
        yield store
