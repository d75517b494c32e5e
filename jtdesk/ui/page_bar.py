"""The tool bar of a page: its own commands, then those every list and figure has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton

from jtdesk.core.feature import PageSpec
from jtdesk.ui import theme
from jtdesk.ui.page import Page


@dataclass(frozen=True, slots=True)
class Output:
    """A command every page of a kind has: its title, icon, key, one sentence, and what it does."""

    title: str
    icon: str
    keys: str
    tip: str
    run: Callable[[], None]


def add_own_commands(page: Page, bar: QToolBar, spec: PageSpec) -> None:
    """Add a page's own commands: the main ones as buttons, the others in a menu 更多."""
    more = QMenu(page)
    for action in spec.actions:
        made = page.commands[action.code]
        if action.main:
            bar.addAction(made)
        else:
            more.addAction(made)
    if more.isEmpty():
        return
    button = QToolButton()
    button.setText(f"更多{theme.OPENS}")
    button.setMenu(more)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    bar.addWidget(button)


def add_outputs(page: Page, bar: QToolBar, outputs: Iterable[Output]) -> dict[str, QAction]:
    """Add commands to a page and its tool bar and return them by title."""
    found: dict[str, QAction] = {}
    for one in outputs:
        action = QAction(theme.icon(one.icon), one.title, page)
        action.setToolTip(one.tip + (f"（{one.keys}）" if one.keys else ""))
        if one.keys:
            action.setShortcut(QKeySequence(one.keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, run=one.run: run())
        found[one.title] = action
        page.commands[f"list.{one.icon}"] = action  # so the menu and the search offer it
        page.addAction(action)
        bar.addAction(action)
    return found
