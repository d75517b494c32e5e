"""The first day: drop the workbooks, look, press one button, search, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.journeys.hands import count, drop, press, settle

PROBLEM = "问题花名册"


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
