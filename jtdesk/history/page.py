"""The audit page: every operation, who, when, on what, the difference in words, undo from there."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.changes import Changes
from jtdesk.core.operations import Outcome
from jtdesk.core.titles import NOTHING, Titles
from jtdesk.history import queries, words
from jtdesk.ui import theme
from jtdesk.ui.export import ListExport
from jtdesk.ui.filters import Count, CountStrip, FacetBar, FilterLine
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import Page, PageContext
from jtdesk.ui.panels import EmptyPage, Step, practice_step
from jtdesk.ui.rows import Column
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView


def _mark(row: Any) -> str:  # noqa: ANN401 - a row of the table
    return "caution" if row["state"] == words.UNDONE else ""


COLUMNS = (
    Column(name="number", title="序号", kind="integer", width=6),
    Column(name="at", title="时间", width=14),
    Column(name="actor", title="操作人", width=8),
    Column(name="label", title="操作", width=9),
    Column(name="state", title="状态", width=6, mark=_mark),
    Column(name="summary", title="说明", width=20),
    Column(name="counts", title="改动", width=13),
    Column(name="month", title="月份", shown=False),
)
FACETS = (("label", "操作"), ("actor", "操作人"), ("month", "月份"), ("state", "状态"))
MOST_FIELDS = 6


class HistoryPage(Page):
    """Lists the operations; the selected one is told in words beside the list."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._titles: Titles = context.extra.get("titles", Titles())
        self._silent: frozenset[str] = context.extra.get("silent", frozenset())
        settings = context.settings
        self.model = RowsModel(COLUMNS, self)
        self.table = TableView(
            self.model, "history", recall=settings.recall, remember=settings.remember
        )
        self.table.setAccessibleName(words.HISTORY)
        self.table.empty_text = "没有符合条件的操作"
        self.table.verticalHeader().setVisible(False)
        self.filter = FilterLine("筛选：操作、说明、操作人或日期")
        self.facets = FacetBar(FACETS, self.model)
        self.counts = CountStrip()
        self.heading = QLabel("选中一步操作，看它改了什么")
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.difference = QTextBrowser()
        self.difference.setAccessibleName("改动内容")
        self.difference.setOpenLinks(False)
        self._tools = QHBoxLayout()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.SPACE, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.difference, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setSizes([760, 380])
        row = QHBoxLayout()
        row.addWidget(self.facets)
        row.addWidget(self.filter, 1)
        self._list = QWidget()
        inner = QVBoxLayout(self._list)
        inner.setContentsMargins(0, 0, 0, 0)
        for part in (self._tools, row):
            inner.addLayout(part)
        inner.addWidget(self.counts)
        inner.addWidget(split, 1)
        self._empty = EmptyPage(
            words.HISTORY,
            "这里记着每一步操作：谁、什么时候、改了什么，改错了可以从这里撤销。"
            "现在还没有操作；导入表格或录入数据后，这里就会有记录。",
            (Step("导入学校送来的表格", lambda: self.context.navigate("intake.wizard")),),
            icon="history",
            aside=practice_step(self.context),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 8)
        whole.addWidget(self._list)
        whole.addWidget(self._empty)
        self._empty.setVisible(False)

    def _connect(self) -> None:
        self.filter.filtered.connect(lambda text: self.model.choose(words=text))
        self.filter.left.connect(self.table.setFocus)
        self.table.typed.connect(self.filter.type_more)
        self.facets.changed.connect(lambda facets: self.model.choose(facets=facets))
        self.counts.picked.connect(self.facets.set)
        self.table.current_changed.connect(self._on_current)
        self.table.selection_changed.connect(self.refresh_actions)
        self.model.chosen.connect(self._show_counts)

    def adopt(self, spec: Any) -> None:  # noqa: ANN401 - as the base class
        """Take the actions and put them on the tool bar."""
        super().adopt(spec)
        for action in self.commands.values():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._tools.addWidget(button)
        self._tools.addStretch(1)

    # ------------------------------------------------------------------ loading

    def load(self) -> None:
        """Ask for the operations."""
        titles, silent = self._titles, self._silent
        self.ask(lambda session: queries.operations(session, titles, silent), self._on_rows)

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401 - the page's own
        """Select an operation: ``entry=NUMBER``."""
        if "entry" in arguments:
            self.table.select_ids([str(arguments["entry"])])

    def selected_count(self) -> int:
        """Return how many operations are selected."""
        return len(self.table.selected_lines())

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes):  # whatever changed, there is an entry more
            self.reload()

    def _on_rows(self, rows: list[queries.OperationRow]) -> None:
        self.model.replace(
            [
                {**asdict(row), "id": str(row.id), "number": row.id, "month": row.at[:7]}
                for row in rows
            ]
        )
        self._empty.setVisible(not rows)
        self._list.setVisible(bool(rows))
        if rows and self.table.current_row() is None:
            self.table.select_ids([str(rows[0].id)])
        self.refresh_actions()

    def _show_counts(self) -> None:
        shown = self.model.shown()
        states = Counter(str(row["state"]) for row in shown)
        self.counts.show_counts(
            [
                Count(f"共 {len(shown)} 步"),
                *(
                    Count(f"{state} {count}", facets={"state": frozenset({state})})
                    for state, count in sorted(states.items())
                ),
            ]
        )

    def _on_current(self, row: Any) -> None:  # noqa: ANN401 - a row of the table or None
        if row is None:
            return
        titles, number = self._titles, int(row["number"])
        self.heading.setText(f"第 {number} 步 {row['label']} {row['at']} {row['actor']}")

        def shown(found: queries.Details) -> None:
            current = self.table.current_row()
            if current is not None and int(current["number"]) == found.number:
                self.difference.setHtml(as_html(found))

        self.ask(lambda session: queries.details(session, number, titles), shown)

    # ------------------------------------------------------------------ actions

    def can_undo_step(self) -> bool:
        """Only a step that stands can be taken back."""
        row = self.table.current_row()
        return bool(row and row["can_undo"])

    def act_undo_step(self) -> None:
        """Take the selected step back after asking."""
        row = self.table.current_row()
        if row is None or not row["can_undo"]:
            return
        number, redo = int(row["number"]), bool(row["redo"])
        label = f"{words.REDO if redo else words.TAKEN_BACK}：{words.plain(str(row['label']))}"
        agreed = self.context.prompts.confirm(
            "撤销这一步",
            f"把第 {number} 步“{row['label']}”的改动改回原样？\n"
            f"{row['summary'] or row['counts']}\n撤销本身也会记录，可以再撤销回来。",
            yes="撤销",
        )
        if not agreed:
            return

        def done(_outcome: Outcome[int]) -> None:
            self.context.bus.tell(f"已把第 {number} 步改回原样。", "done")

        def refused(fault: Exception) -> None:
            self.context.prompts.report("没有撤销", sentence(fault), kind="warning")

        self.context.ops.undo(number, label=label, redo=redo, then=done, owner=self, failed=refused)

    def act_export(self) -> None:
        """Write the listed operations into a workbook."""
        path = self.context.prompts.save_path(
            "导出操作记录", "操作记录.xlsx", filters=["Excel 工作簿 (*.xlsx)"]
        )
        if path is None:
            return
        export = ListExport(
            title=words.HISTORY,
            columns=tuple(column for column in COLUMNS if column.shown),
            rows=tuple(self.model.shown()),
        )
        self.context.ops.compute(
            lambda _job: self.context.write_list(path, export),
            lambda _none: self.context.bus.tell(f"已导出到 {path}。", "done"),
            owner=self,
            title="导出操作记录",
        )

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the look with an older step selected."""

        def older() -> None:
            shown = self.model.shown()
            if shown:
                self.table.select_ids([str(shown[-1]["id"])])

        return [("older", older)]


def as_html(found: queries.Details) -> str:
    """Return the difference as a readable page, grouped by table."""
    if not found.records:
        return f'<p style="color:{theme.FAINT}">这一步没有改动数据。</p>'
    parts: list[str] = []
    table = ""
    for record in found.records:
        if record.table != table:
            table = record.table
            parts.append(
                f'<p style="margin:10px 0 4px 0;color:{theme.ACCENT};font-weight:600">'
                f"{html.escape(table)}</p>"
            )
        parts.append(_record(record))
    if found.total > len(found.records):
        parts.append(
            f'<p style="color:{theme.FAINT}">共 {found.total} 条记录，'
            f"这里列出前 {len(found.records)} 条。</p>"
        )
    return "".join(parts)


def _record(record: queries.RecordDiff) -> str:
    name = html.escape(record.record) or html.escape(record.kind)
    if record.kind == words.UPDATED:
        lines = "；".join(
            f"{html.escape(title)} <s>{html.escape(before)}</s> → {html.escape(after)}"
            for title, before, after in record.lines
        )
        return f'<p style="margin:2px 0">{name}：{lines or "内部信息"}</p>'
    values = [
        f"{html.escape(title)} {html.escape(after if record.kind == words.INSERTED else before)}"
        for title, before, after in record.lines
        if (after if record.kind == words.INSERTED else before) not in (NOTHING, record.record)
    ]
    more = "，等" if len(values) > MOST_FIELDS else ""
    told = "，".join(values[:MOST_FIELDS]) + more
    return (
        f'<p style="margin:2px 0">{html.escape(record.kind)} <b>{name}</b>'
        f"{f'<span>（{told}）</span>' if told else ''}</p>"
    )
