"""The list page: tool bar, list with drawer, further tabs; export, print and paste of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.feature import PageSpec
from jtdesk.core.jobs import Job
from jtdesk.core.operations import Operation
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.ui import theme
from jtdesk.ui.chart import FigureSpec
from jtdesk.ui.chart_view import ChartGrid
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.export import ListExport, aligns
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import HistoryLine, Page, PageContext
from jtdesk.ui.panels import Drawer, EmptyPage, Step
from jtdesk.ui.rows import Column, Row, RowSet

PAUSE = 120
BOOKS = ("Excel 工作簿 (*.xlsx)", "CSV 文件 (*.csv)")
IMPORT_PAGE, FORMS_PAGE = "intake.wizard", "submissions.forms"
MASKED, WHOLE = "masked", "whole"


class ListPage(Page):
    """A page of records after the house's pattern.

    Rules for authors: call `set_up` in ``__init__`` with the panel and the empty page; implement
    `fetch` (the rows of the list) and, for the drawer, `fetch_detail` and `show_detail`.

    Attributes:
        title: of the list on paper and in file names.
        unit: measure word of the rows, ``人`` or ``所``.
    """

    title: ClassVar[str] = ""
    unit: ClassVar[str] = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.panel: ListPanel
        self.drawer = Drawer()
        self._detail_timer = QTimer(self)
        self._detail_timer.setSingleShot(True)
        self._detail_timer.setInterval(PAUSE)
        self._detail_timer.timeout.connect(self.load_detail)
        self._tab_loads: dict[int, Callable[[], object]] = {}
        self._stale_tabs: set[int] = set()
        self._wanted: list[str] = []
        self._charts: list[ChartGrid] = []

    # ---------------------------------------------------------- for subclasses

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the rows of the list; runs in the worker."""
        raise NotImplementedError

    def fetch_detail(self, session: Session, row_id: str, as_of: str | None) -> Any:  # noqa: ANN401
        """Return what the drawer shows of a record; runs in the worker."""
        raise NotImplementedError

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show the answer of `fetch_detail` in the drawer."""

    def rows_shown(self) -> None:
        """Do what is to be done once the rows of the list are on screen."""

    # --------------------------------------------------------------- building

    def set_up(self, panel: ListPanel, empty: EmptyPage) -> None:
        """Put the page together."""
        self.panel, self.empty = panel, empty
        self.bar = QToolBar()
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar.setIconSize(QSize(18, 18))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(panel)
        self.splitter.addWidget(self.drawer)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([900, 330])
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
        self.drawer.setVisible(self.context.settings.recall("drawer", "open") == "open")
        self._wire()

    def _wire(self) -> None:
        table = self.panel.table
        table.current_changed.connect(self._on_current)
        table.selection_changed.connect(self.refresh_actions)
        table.row_activated.connect(lambda _row: self.open_drawer())
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        self.drawer.closed.connect(self.close_drawer)
        self.drawer.tab_changed.connect(lambda _name: self.load_detail())
        self.tabs.currentChanged.connect(self._on_tab)

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
        more = QMenu(self)
        for action in spec.actions:
            made = self.commands[action.code]
            if action.main:
                self.bar.addAction(made)
            else:
                more.addAction(made)
        if not more.isEmpty():
            button = QToolButton()
            button.setText("更多")
            button.setMenu(more)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            self.bar.addWidget(button)
        self.bar.addSeparator()
        self._list_actions()

    def _list_actions(self) -> None:
        made = (
            ("导入", "import", "", "把学校送来的表格读进来。", self.act_import),
            ("导出", "export", "Ctrl+Shift+S", "把列表存成 Excel 或 CSV。", self.act_export),
            ("打印", "print", "Ctrl+P", "预览并打印列表。", self.act_print),
            ("列设置", "columns", "", "选择显示哪些列、先后和宽度。", self.act_columns),
        )
        for title, icon, keys, tip, run in made:
            action = QAction(theme.icon(icon), title, self)
            action.setToolTip(tip + (f"({keys})" if keys else ""))
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, run=run: run())
            action.setEnabled(title != "导入" or not self.context.read_only)
            self.addAction(action)
            self.bar.addAction(action)

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the rows of the list and for the tab in front."""
        as_of = self.context.frame.as_of
        self._stale_tabs = set(self._tab_loads)

        def query(session: Session) -> RowSet:
            return self.panel.rowset(self.fetch(session, as_of))

        self.ask(query, self._on_rows, key="rows")
        self._load_tab(self.tabs.currentIndex())

    def _on_rows(self, rows: RowSet) -> None:
        nothing = len(rows) == 0 and self.context.frame.as_of is None
        self.stack.setCurrentIndex(1 if nothing else 0)
        self.panel.show_rows(rows)
        if self._wanted:
            self.panel.select(self._wanted)
            self._wanted = []
        elif self.panel.table.current_row() is None and len(rows):
            self.panel.table.selectRow(0)
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

    # ------------------------------------------------- what every list can do

    def act_import(self) -> None:
        """Go to the import page."""
        self.context.navigate(IMPORT_PAGE)

    def act_columns(self) -> None:
        """Let the user choose columns."""
        self.panel.table.ask_columns()

    def exported(self, *, revealed: bool = False) -> ListExport:
        """Return the list as it stands on screen."""
        model = self.panel.model
        date = self.context.frame.as_of
        subtitle = f"{self.title} {model.rowCount()} {self.unit}" + (
            f",截至 {date}" if date else ""
        )
        return ListExport(
            title=self.title,
            columns=tuple(self.panel.table.shown_columns()),
            rows=tuple(model.shown()),
            subtitle=subtitle,
            revealed=None if revealed else model.revealed,
        )

    def act_export(self) -> None:
        """Write the list as workbook or CSV; sensitive columns are masked unless asked for."""
        hidden = [c.title for c in self.panel.table.shown_columns() if c.sensitive]
        whole = False
        if hidden and not self.context.read_only:
            answer = self.context.prompts.choose(
                "导出",
                f"列表中有{'、'.join(hidden)}。遮盖导出,还是完整导出?完整导出会记入操作记录。",
                ((MASKED, "遮盖导出"), (WHOLE, "完整导出")),
            )
            if answer is None:
                return
            whole = answer == WHOLE
        path = self.context.prompts.save_path("导出列表", f"{self.title}.xlsx", filters=BOOKS)
        if path is None:
            return
        export = self.exported(revealed=whole)
        if whole:
            order = Reveal(self.title, len(export.rows), "导出")
            self.do(reveal_data, order, lambda _outcome: self._write(path, export))
        else:
            self._write(path, export)

    def _write(self, path: Path, export: ListExport) -> None:
        def work(_job: Job) -> str:
            self.context.write_list(path, export)
            return path.name

        self.context.ops.compute(
            work,
            lambda name: self.context.bus.tell(
                f"已导出 {len(export.rows)} {self.unit}到 {name}。", "done"
            ),
            owner=self,
            title="导出列表",
        )

    def act_print(self) -> None:
        """Show the print preview of the list."""
        from jtdesk.ui.printing import preview  # noqa: PLC0415 - looks for printers when loaded

        dialog = preview(self.print_table(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def print_table(self) -> Any:  # noqa: ANN401 - PrintTable, loaded late
        """Return the list as it is printed."""
        from jtdesk.ui.printing import PrintTable  # noqa: PLC0415

        export = self.exported()
        serial = Column(name="", title="序号")
        texts = [(str(i), *line) for i, line in enumerate(export.texts(), start=1)]
        return PrintTable(
            title=self.title,
            subtitle=export.subtitle,
            headings=(serial.title, *export.headings()),
            rows=tuple(texts),
            aligns=("center", *aligns(export.columns)),
        )


def first_steps(page: ListPage, add: str, run_add: Callable[[], object]) -> tuple[Step, ...]:
    """Return the three steps an empty list offers."""
    navigate = page.context.navigate
    return (
        Step("导入学校送来的表格", lambda: navigate(IMPORT_PAGE), "import"),
        Step("取空表发给学校填", lambda: navigate(FORMS_PAGE), "form"),
        Step(add, run_add, "add"),
    )
