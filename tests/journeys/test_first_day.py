"""The first day: drop the workbooks, look, press one button, search, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.settings import Settings

PROBLEM = "问题花名册"


@pytest.fixture
def desk(qtbot: Any, prompts: Any, tmp_path: Path) -> Any:
    from jtdesk.app.desk import Desk
    from jtdesk.app.groups import found
    from jtdesk.app.stores import new_store
    from jtdesk.app.window import Window

    path = tmp_path / "集团.jtd"
    with new_store(path) as store:
        found(store, name="海屿教育集团", year=2025)
    settings = Settings(None)
    window = Window(settings)
    qtbot.addWidget(window)
    made = Desk(window, settings, prompts)
    window.show()
    made.open(path)
    settle(qtbot, made)
    yield made
    made.close_store()
    made.newcomers.ops.close()
    window.guarded = False


def settle(qtbot: Any, desk: Any, timeout: int = 60000) -> None:
    qtbot.waitUntil(
        lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=timeout
    )


def drop(window: Any, paths: list[Path]) -> None:
    """Let files fall on the window as a file manager does."""
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(400, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def press(qtbot: Any, page: Any, text: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton

    button = next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.text().startswith(text)
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_eight_workbooks_one_button(qtbot: Any, desk: Any, prompts: Any, shared_data: Path):
    from jtdesk.app.search import SearchDialog

    books = sorted(p for p in shared_data.iterdir() if p.suffix in {".xlsx", ".xls", ".csv"})
    books = [path for path in books if not path.name.startswith(PROBLEM)]
    assert len(books) == 8
    prompts.answers.extend([True] * 4)
    drop(desk.window, books)
    assert desk.current.objectName() == "intake.wizard"
    settle(qtbot, desk)
    press(qtbot, desk.current, "导入")
    settle(qtbot, desk)

    desk.show_page("staff.teachers")
    settle(qtbot, desk)
    assert count(desk, "staff") == 594
    assert count(desk, "schools") == 12

    dialog = SearchDialog(desk.workplace.context, desk.actions.offered(), desk.window)
    qtbot.addWidget(dialog)
    settle(qtbot, desk)
    dialog.line.setText("zs")
    found = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert found
    dialog.close()

    qtbot.waitUntil(lambda: desk.steps.state.undo is not None)
    assert desk.window.topbar.undo.isEnabled()
    desk.window.topbar.undo.click()
    settle(qtbot, desk)
    assert count(desk, "staff") == 0
    assert count(desk, "schools") == 0
    desk.window.topbar.redo.click()
    settle(qtbot, desk)
    assert count(desk, "staff") == 594


def count(desk: Any, dataset: str) -> int:
    from jtdesk.core.datasets import Ask

    place = desk.workplace
    rows = place.store.ask(lambda s: place.context.catalogue.dataset(dataset).ask(s, Ask()))
    return len(rows)
