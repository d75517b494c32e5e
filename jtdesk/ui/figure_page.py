"""A page whose first tab is to be looked at and whose further tabs are lists."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QStackedLayout,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.feature import PageSpec
from jtdesk.ui import theme
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_output import OutputPage
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import PageContext
from jtdesk.ui.page_bar import Output, add_outputs, add_own_commands
from jtdesk.ui.panels import EmptyPage


class FigurePage(OutputPage):
    """A page after this pattern: tool bar, a first tab of figures, lists behind it.

    Rules for authors: call `set_up` in ``__init__``, then `add_list` for each list; implement
    `load_main` (asks for what the first tab shows) and call `show_empty` when it is there; hand
    out in `main_export` what of the first tab is exported and printed.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tab_loads: dict[int, Callable[[], object]] = {}
        self._stale_tabs: set[int] = set()
        self._outputs: dict[str, QAction] = {}

    # ---------------------------------------------------------- for subclasses

    def load_main(self) -> None:
        """Ask for what the first tab shows."""
        raise NotImplementedError

    def main_export(self) -> ListExport | None:
        """Return what of the first tab is exported and printed, None for nothing."""
        return None

    # --------------------------------------------------------------- building

    def set_up(self, title: str, main: QWidget, empty: EmptyPage) -> None:
        """Put the page together."""
        self.empty = empty
        self.bar = QToolBar()
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar.setIconSize(QSize(18, 18))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(main, title)
        body = QWidget()
        self.stack = QStackedLayout(body)
        self.stack.addWidget(self.tabs)
        self.stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SMALL, theme.SPACE, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(body, 1)
        self.tabs.currentChanged.connect(self._on_tab)

    def add_list(self, title: str, widget: QWidget, load: Callable[[], object]) -> int:
        """Add a tab with a list; ``load`` runs when it is looked at and stale."""
        number = self.tabs.addTab(widget, title)
        self._tab_loads[number] = load
        self._stale_tabs.add(number)
        return number

    def adopt(self, spec: PageSpec) -> None:
        """Fill the tool bar: the page's own actions, then export and print."""
        super().adopt(spec)
        add_own_commands(self, self.bar, spec)
        if spec.actions:
            self.bar.addSeparator()
        keys = "Ctrl+Shift+S"
        outputs = (
            Output("导出", "export", keys, "把眼前的表存成 Excel 或 CSV。", self.act_export),
            Output("打印", "print", "Ctrl+P", "预览并打印眼前的表。", self.act_print),
            Output("列设置", "columns", "", "选择显示哪些列、先后和宽度。", self.act_columns),
        )
        self._outputs = add_outputs(self, self.bar, outputs)
        self.refresh_actions()

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the first tab and for the one in front."""
        self._stale_tabs = set(self._tab_loads)
        self.load_main()
        self._load_tab(self.tabs.currentIndex())

    def show_empty(self, *, empty: bool) -> None:
        """Show what goes here instead of the tabs, or the tabs."""
        self.stack.setCurrentIndex(1 if empty else 0)
        self.refresh_actions()

    def _on_tab(self, number: int) -> None:
        self._load_tab(number)
        self.refresh_actions()

    def _load_tab(self, number: int) -> None:
        if number in self._stale_tabs:
            self._stale_tabs.discard(number)
            self._tab_loads[number]()

    # ----------------------------------------------------------------- output

    def front_panel(self) -> ListPanel | None:
        """Return the list in front, None on the first tab."""
        widget = self.tabs.currentWidget()
        found = widget if isinstance(widget, ListPanel) else getattr(widget, "panel", None)
        return found if self.tabs.currentIndex() and isinstance(found, ListPanel) else None

    @property
    def front_title(self) -> str:
        """Return the title of the table in front."""
        number = self.tabs.currentIndex()
        return self.tabs.tabText(number) if number else self.title

    def exported(self, *, revealed: bool = False) -> ListExport:
        """Return the table in front as it stands on screen."""
        if self.front_panel() is not None:
            return super().exported(revealed=revealed)
        return self.main_export() or ListExport(title=self.title, columns=(), rows=())

    def selected_count(self) -> int:
        """Return how many rows of the list in front are selected."""
        panel = self.front_panel() if hasattr(self, "tabs") else None
        return len(panel.table.selected_lines()) if panel is not None else 0

    def refresh_actions(self) -> None:
        """Switch actions on and off after selection, store and the tab in front."""
        super().refresh_actions()
        if not hasattr(self, "stack"):
            return
        shown = self.stack.currentIndex() == 0
        listed = self.front_panel() is not None
        for title, action in self._outputs.items():
            main = title != "列设置" and self.main_export() is not None
            action.setEnabled(shown and (listed or (main and not self.tabs.currentIndex())))
