"""The clerk's hands: what the journeys do to the window, as mouse and keyboard would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton


def settle(qtbot: Any, desk: Any, timeout: int = 60000) -> None:
    """Wait until the window has nothing under way."""
    qtbot.waitUntil(
        lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=timeout
    )


def drop(window: Any, paths: list[Path]) -> None:
    """Let files fall on the window as a file manager does."""
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
    """Click the visible button whose words begin so."""
    button = next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.text().startswith(text)
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def go(qtbot: Any, desk: Any, number: int) -> Any:
    """Go to a page by Ctrl and its number; return it once its rows are there."""
    desk.actions._pages[number - 1].trigger()
    settle(qtbot, desk)
    return desk.current


def names(page: Any) -> list[str]:
    """Return the names in the list, from top to bottom."""
    return [row["name"] for row in page.panel.model.shown()]


def count(desk: Any, dataset: str) -> int:
    """Return how many rows a dataset of the open store has."""
    from jtdesk.core.datasets import Ask

    place = desk.workplace
    rows = place.store.ask(lambda s: place.context.catalogue.dataset(dataset).ask(s, Ask()))
    return len(rows)
