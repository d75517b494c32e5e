"""The first look: the list that was in front last is on screen before the rest is loaded.

What comes after, SQLAlchemy and the features, takes longer to load than reading and painting five
thousand people. So the list is read in plain SQL from the closed file, in one read of one moment;
its page takes the very same list over when it is there, and reads again if anything was written
meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QTabWidget, QToolBar, QVBoxLayout, QWidget

from jtdesk.app.code_words import code_lists
from jtdesk.app.window import Window
from jtdesk.core.settings import Settings
from jtdesk.core.sql import newest_entry
from jtdesk.core.store_file import glance
from jtdesk.migrations import layout
from jtdesk.schools import sql as schools
from jtdesk.ui import theme
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.roster import Roster
from jtdesk.ui.rows import RowSet

LOG = logging.getLogger("jtdesk.app")
# Page code and roster; the first one is the page of a window that was never open before.
ROSTERS: Mapping[str, str] = {
    "schools.members": "jtdesk.schools.roster:ROSTER",
    "staff.teachers": "jtdesk.staff.roster:ROSTER",
}


@dataclass(frozen=True)
class FirstLook:
    """What was read of a store.

    Attributes:
        store: the file.
        group: name and school year, None where they are not set yet.
        roster: whose rows they are.
        rows: ready for the table.
        entry: the newest journal entry they know of.
    """

    store: Path
    group: tuple[str, int] | None
    roster: Roster
    rows: RowSet
    entry: tuple[int, str]


def roster_of(page: str) -> Roster | None:
    """Return the roster of a page, None where it has none.

    It brings classes of Qt along, so this belongs into the interface thread (see `app.main`).

    Args:
        page: code of the page that was in front last, empty where none was.
    """
    dotted = ROSTERS.get(page or next(iter(ROSTERS)))
    if dotted is None:
        return None
    module, _, name = dotted.partition(":")
    found: Roster = getattr(import_module(module), name)
    return found


def take(store: Path, roster: Roster) -> FirstLook | None:
    """Read the rows of a list; None where there is nothing to show.

    Whatever is wrong with the file is told when it is opened, not here.
    """
    try:
        with glance(store, layout.newest()) as reads:
            group = schools.group(reads)
            entry = newest_entry(reads)
            found = roster.rows(reads, None)
    except Exception as fault:
        LOG.info("no first look at %s: %s", store.name, fault)
        return None
    if not found:
        return None
    named = (str(group["name"]), int(group["year"])) if group else None
    return FirstLook(store, named, roster, RowSet(found, roster.columns(code_lists())), entry)


class FirstPage(QWidget):
    """The list alone, standing where it will stand on its page."""

    def __init__(self, look: FirstLook, settings: Settings) -> None:
        super().__init__()
        self.look = look
        self.panel = look.roster.panel(code_lists(), settings)
        bar = QToolBar()
        bar.setIconSize(QSize(18, 18))
        bar.setEnabled(False)
        bar.addAction(QAction(" ", bar))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.panel)
        if settings.recall("drawer", "open") == "open":
            splitter.addWidget(QWidget())
            splitter.setStretchFactor(0, 1)
            splitter.setSizes([900, 330])
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(splitter, "列表")
        layout_ = QVBoxLayout(self)
        layout_.setContentsMargins(theme.SPACE, theme.SMALL, theme.SPACE, theme.SMALL)
        layout_.setSpacing(theme.SMALL)
        layout_.addWidget(bar)
        layout_.addWidget(tabs, 1)

    def show_rows(self) -> None:
        """Show the rows that were read."""
        self.panel.show_rows(self.look.rows)
        self.panel.first = (self.look.rows, self.look.entry)


class Front:
    """What a window shows before its store is open, handed over to the page that is built then.

    Args:
        window: the frame, with a `FirstPage` in it or without.
    """

    def __init__(self, window: Window) -> None:
        shown = window.stack.currentWidget()
        self._stack = window.stack
        self._page = shown if isinstance(shown, FirstPage) else None
        self._typing: QWidget | None = None

    def lists(self, store: Path) -> dict[str, ListPanel]:
        """Return the list by its page code, for the page of the store it was read of."""
        if self._page is None or store.resolve() != self._page.look.store.resolve():
            return {}
        return {self._page.look.roster.page: self._page.panel}

    def hold(self) -> None:
        """Keep what is painted until the page the list moves to is in front."""
        if self._page is None:
            return
        focus = self._stack.window().focusWidget()
        if focus is not None and self._page.isAncestorOf(focus):
            self._typing = focus
            # A list that moves would hand the focus on to the sidebar, which then goes elsewhere.
            focus.clearFocus()
        self._stack.setUpdatesEnabled(False)

    def leave(self) -> None:
        """Leave the window to its pages; the focus stays where it was in the list."""
        if self._page is None:
            return
        self._stack.setUpdatesEnabled(True)
        self._stack.removeWidget(self._page)
        if self._typing is not None and not self._page.isAncestorOf(self._typing):
            self._typing.setFocus()
        self._page.deleteLater()
        self._page = self._typing = None


def show(
    look: FirstLook, window: Window, settings: Settings, *, painted: Callable[[], object]
) -> None:
    """Put the list into the window, a step at a time so that the window goes on answering.

    Args:
        look: what was read.
        window: the frame, empty so far.
        settings: where columns and widths are remembered.
        painted: called once the list is on screen.
    """
    page = FirstPage(look, settings)
    window.stack.addWidget(page)
    window.stack.setCurrentWidget(page)
    window.menus()
    window.sidebar.setVisible(True)
    if look.group is not None:
        window.topbar.show_group(*look.group, open_=False)
    window.topbar.setVisible(True)

    def fill() -> None:
        page.show_rows()
        QTimer.singleShot(0, painted)

    QTimer.singleShot(0, fill)
