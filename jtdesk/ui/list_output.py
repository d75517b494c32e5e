"""What leaves and enters by a list page: export, print, paste, column choice."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from jtdesk.core.jobs import Job
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.ui.export import ListExport, aligns
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import Page, PageContext
from jtdesk.ui.pasting import with_headings, write_block

BOOKS = ("Excel 工作簿 (*.xlsx)", "CSV 文件 (*.csv)")
IMPORT_PAGE = "intake.wizard"
MASKED, WHOLE = "masked", "whole"


class OutputPage(Page):
    """A page with lists in tabs, of which the one in front is exported and printed.

    Attributes:
        title: of the main list on paper and in file names.
        unit: measure word of its rows, ``人`` or ``所``.
        panel: the main list.
        tabs: the main list and whatever stands beside it.
    """

    title: ClassVar[str] = ""
    unit: ClassVar[str] = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.panel: ListPanel
        self.tabs: QTabWidget
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def front_panel(self) -> ListPanel | None:
        """Return the list in front, None while a tab without one is."""
        if self.tabs.currentIndex() == 0:
            return self.panel
        widget = self.tabs.currentWidget()
        found = widget if isinstance(widget, ListPanel) else getattr(widget, "panel", None)
        return found if isinstance(found, ListPanel) else None

    @property
    def front_title(self) -> str:
        """Return the title of the list in front."""
        number = self.tabs.currentIndex()
        return self.tabs.tabText(number) if number else self.title

    def act_import(self) -> None:
        """Go to the import page."""
        self.context.navigate(IMPORT_PAGE)

    def paste(self, block: Sequence[Sequence[str]]) -> None:
        """Take a block copied in Excel: it goes through the preview of an import."""
        if self.context.read_only:
            self.context.bus.tell("数据以只读方式打开，不能粘贴。", "warning")
            return
        shown = self.panel.table.shown_columns()
        lines = with_headings(block, self.panel.columns, shown)
        if not self.context.prompts.confirm(
            "粘贴",
            f"剪贴板里有 {len(lines) - 1} 行 {len(lines[0])} 列，按“{'、'.join(lines[0][:6])}”"
            "等列读入。先看预览，确认后才写入。",
            yes="看预览",
        ):
            return
        if self._folder is None:
            # The file lives until the page goes: the import reads it again when it is confirmed.
            self._folder = tempfile.TemporaryDirectory(prefix="jtdesk-")
            self.destroyed.connect(self._folder.cleanup)
        path = write_block(lines, Path(self._folder.name))
        self.context.navigate(IMPORT_PAGE, files=[path])

    def act_columns(self) -> None:
        """Let the user choose columns."""
        panel = self.front_panel()
        if panel is not None:
            panel.table.ask_columns()

    def exported(self, *, revealed: bool = False) -> ListExport:
        """Return the list as it stands on screen."""
        panel, title = self.front_panel() or self.panel, self.front_title
        model = panel.model
        date, unit = self.context.frame.as_of, self.unit if title == self.title else "条"
        subtitle = f"{title} {model.rowCount()} {unit}" + (f"，截至 {date}" if date else "")
        return ListExport(
            title=title,
            columns=tuple(panel.table.shown_columns()),
            rows=tuple(model.shown()),
            subtitle=subtitle,
            revealed=None if revealed else model.revealed,
        )

    def act_export(self) -> None:
        """Write the list as workbook or CSV; sensitive columns are masked unless asked for."""
        hidden = [c.title for c in self.exported().columns if c.sensitive]
        whole = False
        if hidden and not self.context.read_only:
            answer = self.context.prompts.choose(
                "导出",
                f"列表中有{'、'.join(hidden)}。遮盖导出，还是完整导出？完整导出会记入操作记录。",
                ((MASKED, "遮盖导出"), (WHOLE, "完整导出")),
            )
            if answer is None:
                return
            whole = answer == WHOLE
        path = self.context.prompts.save_path("导出列表", f"{self.front_title}.xlsx", filters=BOOKS)
        if path is None:
            return
        export = self.exported(revealed=whole)
        if whole:
            order = Reveal(export.title, len(export.rows), "导出")
            self.do(reveal_data, order, lambda _outcome: self._write(path, export))
        else:
            self._write(path, export)

    def _write(self, path: Path, export: ListExport) -> None:
        def work(_job: Job) -> str:
            self.context.write_list(path, export)
            return path.name

        self.context.ops.compute(
            work,
            lambda name: self.context.bus.tell(f"已导出 {len(export.rows)} 行到 {name}。", "done"),
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
        texts = [(str(i), *line) for i, line in enumerate(export.texts(), start=1)]
        return PrintTable(
            title=export.title,
            subtitle=export.subtitle,
            headings=("序号", *export.headings()),
            rows=tuple(texts),
            aligns=("center", *aligns(export.columns)),
        )
