"""The import page: drop files, look at what will happen, correct, import, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.changes import Changes
from jtdesk.core.errors import Cancelled
from jtdesk.core.jobs import Job
from jtdesk.core.operations import Outcome
from jtdesk.intake import words
from jtdesk.intake.dialogs import HeadingsPanel, PreviewTabs
from jtdesk.intake.marking import marked_copies
from jtdesk.intake.panels import SAMPLE, TABLES, DropZone, ResultPanel, Waiting, unread
from jtdesk.intake.recognition import Recognised
from jtdesk.intake.report import Preview, decisions_for, preview, telling_tab
from jtdesk.intake.rules import IntakeOrder, Report, Source, TableChoice, TableKey
from jtdesk.intake.service import read_sources, take_in
from jtdesk.ui import theme
from jtdesk.ui.ops import Work, sentence
from jtdesk.ui.page import Page, PageContext
from jtdesk.ui.rows import Row
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

T = TypeVar("T")
ALL = "全部表格"


class IntakePage(Page):
    """Takes workbooks in with a preview that is the real run, taken back."""

    reads = ("school", "teacher", "posting", "placement", "lesson")

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._order: IntakeOrder | None = None
        self._preview: Preview | None = None
        self._outcome: Outcome[Report] | None = None
        self._work: Work | None = None
        self._turn, self._keeping = 0, False
        self.drop = DropZone()
        self.waiting = Waiting()
        datasets = [d for d in context.catalogue.datasets.values() if d.intake is not None]
        self.headings = HeadingsPanel(datasets)
        self.tabs = PreviewTabs(self.headings)
        self.tables = RowsModel(TABLES)
        self.tables_view = TableView(self.tables, "intake.tables")
        self.tables_view.setAccessibleName("识别到的表格")
        self.tables_view.horizontalHeader().setStretchLastSection(True)
        self.summary = QLabel()
        self.summary.setProperty("role", "heading")
        self.back = QPushButton("重新选择")
        self.go = QPushButton("导入")
        self.go.setProperty("primary", True)
        self.result = ResultPanel()
        self.stack = QStackedWidget()
        self.checking = self._checking()
        for widget in (self.drop, self.waiting, self.checking, self.result):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        layout.addWidget(self.stack)
        self._connect()

    def _checking(self) -> QWidget:
        panel = QWidget()
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(self.back)
        line.addWidget(self.go)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.tables_view)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(split, 1)
        return panel

    def _connect(self) -> None:
        self.drop.dropped.connect(self.start)
        if self.context.read_only:
            self.drop.forbid("只读打开，不能导入")
        self.drop.files_wanted.connect(self.act_choose)
        self.drop.folder_wanted.connect(self.act_folder)
        self.waiting.cancelled.connect(self._on_cancel)
        self.back.clicked.connect(self.act_restart)
        self.go.clicked.connect(self.take_in)
        self.tables_view.current_changed.connect(self._on_table)
        self.headings.dataset_chosen.connect(self._on_dataset)
        self.headings.field_chosen.connect(self._on_field)
        self.tabs.decided.connect(self._on_decide)
        self.result.undo_wanted.connect(self._on_undo)
        self.result.copies_wanted.connect(self._on_copies)
        self.result.again_wanted.connect(self.act_restart)
        self.result.show_wanted.connect(lambda: self.context.navigate("staff.teachers"))
        self.context.ops.progressed.connect(self._on_progress)

    # ---------------------------------------------------------------- actions

    def act_choose(self) -> None:
        """Pick files."""
        files = self.context.prompts.open_files("选择要导入的表格")
        if files:
            self.start(files)

    def act_folder(self) -> None:
        """Pick a folder."""
        folder = self.context.prompts.open_folder("选择存放表格的文件夹")
        if folder is not None:
            self.start([folder])

    def act_restart(self) -> None:
        """Forget the files and begin anew."""
        self._drop_work()
        self._order = self._preview = self._outcome = None
        self.stack.setCurrentWidget(self.drop)

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401 - arguments of a navigation
        """Take files dropped on the window."""
        files = arguments.get("files")
        if files:
            self.start(files)

    def load(self) -> None:
        """Look again: what is in the store has changed."""
        if self._order is not None and self.stack.currentWidget() is self.checking:
            self._look()

    # ---------------------------------------------------------------- reading

    def start(self, paths: Sequence[Path]) -> None:
        """Read files and show what will happen."""
        if self._keeping:
            self.context.bus.tell("正在导入上一批表格，完成后再放入新的文件。", "warning")
            return
        self._drop_work()
        self._preview = None
        self._wait("正在读取表格…")

        def read(job: Job) -> tuple[Source, ...]:
            return read_sources(paths, job)

        self._work = self.context.ops.compute(
            read, self._mine(self._on_read), self._mine(self._on_fault), self, title="读取表格"
        )

    def _on_read(self, sources: tuple[Source, ...]) -> None:
        if not sources:
            self._on_fault(None)
            self.context.bus.tell("文件夹里没有表格文件。", "warning")
            return
        self._order = IntakeOrder(sources, self.context.catalogue, self.context.codes, partly=True)
        self._look()

    def _look(self) -> None:
        """Do everything, take it back, and show what it was."""
        order = self._order
        if order is None:
            return
        if self.stack.currentWidget() is not self.checking:
            self._wait("正在核对…")
        self.go.setEnabled(False)
        self._work = self.context.ops.do(
            take_in, order, self._mine(self._on_looked), self,
            dry_run=True, failed=self._mine(self._on_fault), title="核对表格",
        )  # fmt: skip

    def _on_looked(self, outcome: Outcome[Report]) -> None:
        order = self._order
        if order is None:
            return
        self._work = self.context.ops.compute(
            lambda _job: preview(order, outcome.value), self._on_preview, self._on_fault, self
        )

    def _on_preview(self, made: Preview) -> None:
        if made.order is not self._order:
            return
        first = self._preview is None
        self._preview = made
        total: Row = {"id": "", "key": None, "file": ALL, "why": ""}
        for name in ("rows", *words.ACTION_TITLES):
            total[name] = sum(row.get(name) or 0 for row in made.tables)
        refused = [str(row["id"]) for row in made.tables if unread(row)]
        chosen = self.tables_view.selected_ids() or ([""] if total["rows"] else refused[:1] or [""])
        self.tables.replace([total, *made.tables])
        self.tables_view.select_ids(chosen, current=chosen[0])
        taken = total[words.CREATED] + total[words.UPDATED]
        parts = [f"{title} {total[name]}" for name, title in words.ACTION_TITLES.items()]
        lost = f"；{len(refused)} 个文件没有读成" if refused else ""
        self.summary.setText(f"共 {total['rows']} 行：{' · '.join(parts)}{lost}")
        self.go.setText(f"导入 {taken} 行" if taken else "没有需要导入的行")
        self.go.setEnabled(bool(taken) and not self.context.read_only)
        self._on_table(self.tables_view.current_row())
        self.stack.setCurrentWidget(self.checking)
        if first:
            self.tabs.bring(telling_tab(total, made))
            self.go.setFocus()

    def _on_table(self, row: Row | None) -> None:
        made = self._preview
        if made is None:
            return
        key = row["key"] if row is not None else None
        self.tabs.show_rows(made.tabs, row["id"] if row is not None else "")
        found = made.found.get(key) if key is not None else None
        recognised = found if isinstance(found, Recognised) else None
        about = (
            row["why"] if row is not None and key is not None else "选中上面的一张表查看栏目对应"
        )
        if recognised is not None:
            where = "、".join(str(n) for n in recognised.table.heading_rows)
            about = f"表头在第 {where} 行" + ("；版式与上次相同" if recognised.remembered else "")
        known = recognised is not None or getattr(found, "table", None) is not None
        self.headings.show_table(recognised, about, known=known)

    # ------------------------------------------------------------- correcting

    def _on_dataset(self, name: str) -> None:
        self._choose(lambda _choice: TableChoice(dataset=name))

    def _on_field(self, column: int, name: str) -> None:
        self._choose(
            lambda choice: replace(choice, columns={**choice.columns, column: name or None})
        )

    def _choose(self, change: Callable[[TableChoice], TableChoice]) -> None:
        row, order = self.tables_view.current_row(), self._order
        if row is None or order is None or row["key"] is None:
            return
        key: TableKey = row["key"]
        choices = dict(order.choices)
        choices[key] = change(choices.get(key, TableChoice()))
        self._order = replace(order, choices=choices)
        self._look()

    def _on_decide(self, row: Row) -> None:
        order, options = self._order, decisions_for(dict(row))
        if order is None or not options:
            return
        chosen = self.context.prompts.choose(
            "这一行怎么办", row["message"], options, cancel="不导入"
        )
        if chosen is None:
            return
        file, sheet, _place = row["key"]
        decisions = {**order.decisions, (file, sheet, row["row"]): chosen}
        self._order = replace(order, decisions=decisions)
        self._look()

    # --------------------------------------------------------------- pictures

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the preview of a small made-up roster, by tab."""
        return [
            ("preview", self._show_sample),
            ("headings", lambda: self._show_sample(headings=True)),
            ("result", self._show_sample_result),
        ]

    def _show_sample(self, *, headings: bool = False) -> None:
        if self._preview is None:
            self._on_read((Source(SAMPLE.name, SAMPLE),))
            return
        if headings:
            made = self._preview.tables[0]["id"]
            self.tables_view.select_ids([made], current=made)
            self.tabs.bring("")

    def _show_sample_result(self) -> None:
        if self._preview is not None:
            self._outcome = Outcome(self._preview.report, Changes())
            self._show_result("导入完成", undoable=True)

    # ---------------------------------------------------------------- keeping

    def take_in(self) -> None:
        """Do what the preview shows, as one step."""
        order = self._order
        if order is None or not self.go.isEnabled():
            return
        self._keeping = True
        self._wait("正在导入…")
        self._work = self.context.ops.do(
            take_in, replace(order, confirmed=True), self._on_taken, self, failed=self._on_fault
        )

    def _on_taken(self, outcome: Outcome[Report]) -> None:
        self._outcome, self._keeping = outcome, False
        self._show_result("导入完成", undoable=outcome.changes.entry is not None)

    def _show_result(self, title: str, *, undoable: bool) -> None:
        if self._outcome is None:
            return
        report = self._outcome.value
        rejected = report.count(words.REJECTED)
        text = report.sentence()
        if rejected:
            text += f"\n有 {rejected} 行没有导入，可以存一份标注了问题的副本退回学校修改。"
        self.result.tell(title, text, undoable=undoable, findings=not report.clean)
        self.stack.setCurrentWidget(self.result)

    def _on_undo(self) -> None:
        outcome = self._outcome
        if outcome is None or outcome.changes.entry is None:
            return
        self.context.ops.undo(
            outcome.changes.entry,
            label=f"撤销：{take_in.label}",
            then=lambda _undone: self._show_result("已撤销，数据与导入前相同", undoable=False),
            owner=self,
        )

    def _on_copies(self) -> None:
        order, outcome = self._order, self._outcome
        folder = self.context.prompts.open_folder("标注副本存到哪个文件夹")
        if folder is None or order is None or outcome is None:
            return
        self.context.ops.compute(
            lambda _job: marked_copies(order.sources, outcome.value, folder),
            self._on_copied, None, self, title="存标注副本",
        )  # fmt: skip

    def _on_copied(self, paths: list[Path]) -> None:
        names = "、".join(path.name for path in paths)
        self.context.bus.tell(f"已存 {len(paths)} 份标注副本：{names}", "done")

    # ----------------------------------------------------------------- waiting

    def _drop_work(self) -> None:
        """Cancel reading and looking under way; their answers are no longer wanted."""
        self._turn += 1
        if self._work is not None and not self._work.finished:
            self._work.cancel()
        self._work = None

    def _mine(self, run: Callable[[T], None]) -> Callable[[T], None]:
        """Return a callback that does nothing once other files were chosen."""
        turn = self._turn

        def once(value: T) -> None:
            if turn == self._turn:
                run(value)

        return once

    def _wait(self, text: str) -> None:
        self.waiting.tell(text)
        self.stack.setCurrentWidget(self.waiting)

    def _on_progress(self, work: object) -> None:
        if isinstance(work, Work) and work is self._work and work.text:
            self.waiting.tell(work.text, work.done, work.total)

    def _on_cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _on_fault(self, fault: Exception | None) -> None:
        """Go back to where the user was and say why."""
        self._keeping = False
        target = self.checking if self._preview is not None else self.drop
        self.go.setEnabled(self._preview is not None and not self.context.read_only)
        self.stack.setCurrentWidget(target)
        if fault is not None:
            kind = "info" if isinstance(fault, Cancelled) else "fault"
            self.context.bus.tell(sentence(fault), "info" if kind == "info" else "fault")
