"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The group's own workbooks, beside the repository; without them the test is skipped."""
    folder = Path(__file__).parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the group's workbooks are not beside the repository")
    return folder


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own for settings, logs and caches: tests never touch the user's."""
    home = tmp_path_factory.mktemp("home")
    before = os.environ.get("JTDESK_HOME")
    os.environ["JTDESK_HOME"] = str(home)
    yield home
    if before is None:
        del os.environ["JTDESK_HOME"]
    else:
        os.environ["JTDESK_HOME"] = before


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty store, made once; copy it."""
    from jtdesk.core.store import create
    from jtdesk.migrations import layout, schema

    schema.load()
    path = tmp_path_factory.mktemp("empty") / "empty.jtd"
    create(path, migrate=layout.upgrade).close()
    return path


@pytest.fixture
def store_path(empty_store_file: Path, tmp_path: Path) -> Path:
    """A closed empty store of this test's own."""
    path = tmp_path / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    return path


@pytest.fixture
def store(store_path: Path) -> Iterator[Any]:
    """An open empty store."""
    from jtdesk.core.store import open_store

    with open_store(store_path) as opened:
        yield opened


class StoppedClock:
    """A clock that stands still until told otherwise."""

    def __init__(self) -> None:
        self.instant = datetime(2025, 10, 15, 1, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.date()

    def set(self, day: str) -> None:
        self.instant = datetime.fromisoformat(f"{day}T01:30:00+00:00")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    """Today is 2025-10-15 unless the test sets another day."""
    from jtdesk.core import clock as real

    stopped = StoppedClock()
    monkeypatch.setattr(real, "now", stopped.now)
    monkeypatch.setattr(real, "today", stopped.today)
    return stopped


@pytest.fixture
def prompts() -> Any:
    """Questions are recorded and answered from ``prompts.answers``; see `recorded`."""
    from tests.recorded import RecordedPrompts

    return RecordedPrompts()


@pytest.fixture
def context(qtbot: Any, store: Any, prompts: Any) -> Iterator[Any]:
    """A real page context on the empty store of this test."""
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.context import Workplace
    from jtdesk.core.settings import Settings
    from jtdesk.ui import theme

    theme.apply(QApplication.instance())
    workplace = Workplace(store, settings=Settings(None), prompts=prompts)
    yield workplace.context
    workplace.close()


@pytest.fixture
def page(context: Any, qtbot: Any) -> Callable[..., Any]:
    """Build a page by its code, show it and wait until its rows are there."""
    from jtdesk.app.context import page_spec
    from jtdesk.ui.page import build_page

    def build(code: str, *, width: int = 1280, height: int = 720) -> Any:
        made = build_page(page_spec(code), context)
        qtbot.addWidget(made)
        made.resize(width, height)
        made.show()
        qtbot.waitUntil(lambda: not made.loading and not context.ops.busy, timeout=20000)
        return made

    return build


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--golden-update``: write the expected files anew instead of comparing with them."""
    parser.addoption("--golden-update", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Compare a JSON-like value with ``tests/golden/<name>.json``."""
    import json

    folder = Path(__file__).parent / "golden"

    def compare(name: str, value: object) -> None:
        path = folder / f"{name}.json"
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing: run with --golden-update and look at it"
        assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))

    return compare
