"""The list page: tool bar, list with drawer, further tabs; export, print and paste of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.db import reads_of
from jtdesk.core.feature import PageSpec
from jtdesk.core.operations import Operation
from jtdesk.core.sql import newest_entry
from jtdesk.ui import theme
from jtdesk.ui.chart_spec import FigureSpec
from jtdesk.ui.chart_view import ChartGrid
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.list_output import IMPORT_PAGE, OutputPage
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import HistoryLine, PageContext
from jtdesk.ui.page_bar import Output, add_outputs, add_own_commands
from jtdesk.ui.panels import Drawer, EmptyPage, Step
from jtdesk.ui.roster import Roster
from jtdesk.ui.rows import Row, RowSet

PAUSE = 120
MANY = 5000
ROOM_FOR_DRAWER = 960
FORMS_PAGE = "submissions.forms"


class ListPage(OutputPage):
    """A page of records after the house's pattern.

    Rules for authors: declare the list as a ``roster``; call `set_up` in ``__init__`` with
    ``list_of(ROSTER)`` and the empty page; implement `fetch_detail` and `show_detail` for the
    drawer. A list without a roster hands a panel of its own to `set_up` and implements `fetch`.
    """

    roster: ClassVar[Roster | None] = None

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.drawer = Drawer()
        self._detail_timer = QTimer(self)
        self._detail_timer.setSingleShot(True)
        self._detail_timer.setInterval(PAUSE)
        self._detail_timer.timeout.connect(self.load_detail)
        self._tab_loads: dict[int, Callable[[], object]] = {}
        self._stale_tabs: set[int] = set()
        self._wanted: list[str] = []
        self._charts: list[ChartGrid] = []
        self._of_list: dict[str, QAction] = {}
        self._roomy = True

    # ---------------------------------------------------------- for subclasses

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the rows of the list; runs in the worker."""
        if self.roster is None:
            raise NotImplementedError
        return self.roster.rows(reads_of(session), as_of)

    def fetch_detail(self, session: Session, row_id: str, as_of: str | None) -> Any:  # noqa: ANN401
        """Return what the drawer shows of a record; runs in the worker."""
        raise NotImplementedError

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show the answer of `fetch_detail` in the drawer."""

    def rows_shown(self) -> None:
        """Do what is to be done once the rows of the list are on screen."""

    # --------------------------------------------------------------- building

    def list_of(self, roster: Roster) -> ListPanel:
        """Return the list of a roster: the one already on screen, else a new one."""
        shown = self.context.shown.pop(roster.page, None)
        return shown or roster.panel(self.context.codes, self.context.settings)

    def set_up(self, panel: ListPanel, empty: EmptyPage) -> None:
        """Put the page together."""
        self.panel, self.empty = panel, empty
        self.bar = QToolBar()
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar.setIconSize(QSize(18, 18))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.drawer)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.splitter, "列表")
        self.tabs.tabBar().setVisible(False)
        body = QWidget()
        self.stack = QStackedLayout(body)
        self.stack.addWidget(self.tabs)
        self.stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SMALL, theme.SPACE, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(body, 1)
        # Last: a list that was on screen before is styled anew with each place it moves to.
        self.splitter.insertWidget(0, panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([900, 330])
        self.drawer.setVisible(self._drawer_wanted())
        self._wire()

    def _wire(self) -> None:
        table = self.panel.table
        table.current_changed.connect(self._on_current)
        table.selection_changed.connect(self.refresh_actions)
        table.row_activated.connect(lambda _row: self.open_drawer())
        table.pasted.connect(self.paste)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        self.drawer.closed.connect(self.close_drawer)
        self.drawer.tab_changed.connect(lambda _name: self.load_detail())
        self.tabs.currentChanged.connect(self._on_tab)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the whole width to the list where there is too little for a drawer beside it."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOM_FOR_DRAWER
        if roomy != self._roomy:
            self._roomy = roomy
            self.drawer.setVisible(roomy and self._drawer_wanted())

    def _drawer_wanted(self) -> bool:
        return self.context.settings.recall("drawer", "open") == "open"

    def add_tab(self, title: str, widget: QWidget, load: Callable[[], object]) -> int:
        """Add a tab beside the list; ``load`` runs when it is looked at and stale."""
        number = self.tabs.addTab(widget, title)
        self._tab_loads[number] = load
        self._stale_tabs.add(number)
        self.tabs.tabBar().setVisible(True)
        return number

    def add_charts(
        self, count: int, query: Callable[[Session], Sequence[FigureSpec]], title: str = "图表"
    ) -> ChartGrid:
        """Add a tab of figures; ``query`` makes them in the worker."""
        grid = ChartGrid(self.context, count)
        grid.rows_asked.connect(self.show_rows_behind)
        self._charts.append(grid)
        self.add_tab(title, grid, lambda: self.ask(query, grid.show_figures, key=title))
        return grid

    @property
    def loading(self) -> bool:
        """Whether rows or pictures are still awaited."""
        return super().loading or any(grid.drawing for grid in self._charts)

    def adopt(self, spec: PageSpec) -> None:
        """Fill the tool bar: the page's own actions, then what every list has."""
        super().adopt(spec)
        add_own_commands(self, self.bar, spec)
        self.bar.addSeparator()
        keys = "Ctrl+Shift+S"
        outputs = (
            Output("导入", "import", "", "把学校送来的表格读进来。", self.act_import),
            Output("导出", "export", keys, "把列表存成 Excel 或 CSV。", self.act_export),
            Output("打印", "print", "Ctrl+P", "预览并打印列表。", self.act_print),
            Output("列设置", "columns", "", "选择显示哪些列、先后和宽度。", self.act_columns),
        )
        self._of_list = add_outputs(self, self.bar, outputs)

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the rows of the list and for the tab in front."""
        as_of = self.context.frame.as_of
        self._stale_tabs = set(self._tab_loads)
        shown, self.panel.first = self.panel.first, None

        def query(session: Session) -> RowSet:
            if shown is not None and as_of is None:
                rows, entry = shown
                if entry == newest_entry(reads_of(session)):
                    return rows  # read a moment ago, before the store was opened
            return self.panel.rowset(self.fetch(session, as_of))

        self.ask(query, self._on_rows, key="rows")
        self._load_tab(self.tabs.currentIndex())

    def _on_rows(self, rows: RowSet) -> None:
        nothing = len(rows) == 0 and self.context.frame.as_of is None
        self.stack.setCurrentIndex(1 if nothing else 0)
        if rows is not self.panel.model.rowset:
            self.panel.show_rows(rows)
        if self._wanted:
            self.panel.select(self._wanted)
            self._wanted = []
        elif self.panel.table.current_row() is None and len(rows):
            self.panel.table.selectRow(0)
        if len(rows) > MANY:
            self.context.ops.compute(rows.warm, lambda _none: None, lambda _fault: None, self)
        self.rows_shown()
        self.load_detail()

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401
        """Select a record (``id``), show only some (``ids``), or set facets by name."""
        self.tabs.setCurrentIndex(0)
        if "id" in arguments:
            self._wanted = [str(arguments["id"])]
            if self.panel.select(self._wanted):
                self._wanted = []
        if "ids" in arguments:
            self.panel.show_only(list(arguments["ids"]), str(arguments.get("title", "")))
        facets = {k: frozenset(v) for k, v in arguments.get("facets", {}).items()}
        if facets:
            self.panel.facets.set(facets)
        if "words" in arguments:
            self.panel.filter.setText(str(arguments["words"]))

    def _on_tab(self, number: int) -> None:
        self._load_tab(number)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Switch actions on and off after selection, store and the tab in front."""
        super().refresh_actions()
        listed = self.front_panel() is not None
        for title, action in self._of_list.items():
            action.setEnabled(not self.context.read_only if title == "导入" else listed)

    def _load_tab(self, number: int) -> None:
        if number in self._stale_tabs:
            self._stale_tabs.discard(number)
            self._tab_loads[number]()

    def show_rows_behind(self, ids: Sequence[str], title: str = "") -> None:
        """Show only the rows behind a figure in the list."""
        self.tabs.setCurrentIndex(0)
        self.panel.show_only(ids, title)

    # ------------------------------------------------------------------ drawer

    def selected_count(self) -> int:
        """Return how many records are selected, none while another tab is in front."""
        if not hasattr(self, "panel") or self.tabs.currentIndex() != 0:
            return 0
        return len(self.panel.table.selected_lines())

    def current_id(self) -> str:
        """Return the id of the record in front."""
        row = self.panel.table.current_row()
        return str(row.get("id", "")) if row is not None else ""

    def open_drawer(self) -> None:
        """Show the drawer."""
        self.drawer.show()
        self.context.settings.remember("drawer", "open")
        self.load_detail()

    def close_drawer(self) -> None:
        """Hide the drawer."""
        self.drawer.hide()
        self.context.settings.remember("drawer", "closed")
        self.panel.table.setFocus()

    def _on_current(self, _row: object) -> None:
        self._detail_timer.start()

    def load_detail(self) -> None:
        """Ask for what the drawer shows of the record in front."""
        self._detail_timer.stop()
        row_id, as_of = self.current_id(), self.context.frame.as_of
        if not self.drawer.isVisible():
            return
        if not row_id:
            self.drawer.show_record("没有选中的记录", "", ())
            return
        if self.drawer.tab == "history":
            self.ask(
                lambda session: self.context.record_history(session, row_id),
                self._on_history,
                key="history",
            )
        self.ask(
            lambda session: self.fetch_detail(session, row_id, as_of),
            lambda detail: self.show_detail(detail) if detail is not None else None,
            key="detail",
        )

    def _on_history(self, lines: list[HistoryLine]) -> None:
        self.drawer.history.show_history(lines)

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for command in self.commands.values():
            menu.addAction(command)
        menu.addSeparator()
        menu.addAction("复制", self.panel.table.copy)
        menu.addAction("带表头复制", lambda: self.panel.table.copy(headings=True))
        menu.exec(self.panel.table.viewport().mapToGlobal(point))
        menu.deleteLater()

    def keep(
        self, form: FormDialog, operation: Operation[Any, Any], command: object, done: str
    ) -> None:
        """Run the operation of a form; the form closes once it is kept, else shows the fault."""

        def kept(outcome: object) -> None:
            form.kept(outcome)
            self.context.bus.tell(done, "done")

        self.context.ops.do(operation, command, kept, form, failed=form.show_fault)

    @property
    def day(self) -> str:
        """The day that is looked at: the as-of date of the window, else today."""
        return self.context.frame.as_of or clock.today().isoformat()


def first_steps(page: ListPage, add: str, run_add: Callable[[], object]) -> tuple[Step, ...]:
    """Return the three steps an empty list offers."""
    navigate = page.context.navigate
    return (
        Step("导入学校送来的表格", lambda: navigate(IMPORT_PAGE), "import"),
        Step("取空表发给学校填", lambda: navigate(FORMS_PAGE), "form"),
        Step(add, run_add, "add"),
    )
