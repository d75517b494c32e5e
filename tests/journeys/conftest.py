"""A real window: over an empty group, and over a small practice group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.settings import Settings
from tests.journeys.hands import settle


@pytest.fixture
def open_desk(qtbot: Any, prompts: Any) -> Iterator[Callable[[Path], Any]]:
    """Open a store in a window of its own; every window is closed again."""
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.desk import Desk
    from jtdesk.app.window import Window
    from jtdesk.ui import theme

    theme.apply(QApplication.instance())
    made: list[Any] = []

    def opened(path: Path) -> Any:
        settings = Settings(None)
        window = Window(settings)
        # The window is taken away at the end of the test, not closed by the user.
        qtbot.addWidget(window, before_close_func=lambda one: setattr(one, "guarded", False))
        desk = Desk(window, settings, prompts)
        made.append(desk)
        window.show()
        desk.open(path)
        settle(qtbot, desk)
        return desk

    yield opened
    for desk in made:
        desk.close_store()
        desk.newcomers.ops.close()
        desk.window.guarded = False


@pytest.fixture
def desk(open_desk: Callable[[Path], Any], tmp_path: Path) -> Any:
    """A window over an empty group."""
    from jtdesk.app.groups import found
    from jtdesk.app.stores import new_store

    path = tmp_path / "集团.jtd"
    with new_store(path) as store:
        found(store, name="海屿教育集团", year=2025)
    return open_desk(path)


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice group, made once."""
    from jtdesk.app.groups import practice
    from jtdesk.core.demo import DemoOrder

    path = tmp_path_factory.mktemp("practice") / "演练.jtd"
    practice(path, DemoOrder(schools=4, staff=60, seed=3, year=2025))
    return path


@pytest.fixture
def practice_path(practice_file: Path, tmp_path: Path) -> Path:
    """A practice group of this test's own."""
    path = tmp_path / "演练.jtd"
    path.write_bytes(practice_file.read_bytes())
    return path


@pytest.fixture
def practising(open_desk: Callable[[Path], Any], practice_path: Path) -> Any:
    """A window over the practice group."""
    return open_desk(practice_path)
