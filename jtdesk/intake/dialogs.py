"""The big widgets of the preview: headings and their fields, and what will happen by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.datasets import Dataset
from jtdesk.intake import words
from jtdesk.intake.recognition import Recognised
from jtdesk.intake.report import WARNINGS, field_title, heading_rows
from jtdesk.ui import theme
from jtdesk.ui.inputs import CalmCombo
from jtdesk.ui.rows import Column, Row
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView


class HeadingsPanel(QWidget):
    """What a table holds and which heading fills which field, to be corrected here.

    Signals:
        dataset_chosen: name of another dataset, empty to leave the table out.
        field_chosen: workbook column and field name, empty for none.
    """

    dataset_chosen = Signal(str)
    field_chosen = Signal(int, str)

    def __init__(self, datasets: Sequence[Dataset], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._datasets = datasets
        self.dataset = CalmCombo()
        self.dataset.setAccessibleName("数据种类")
        self.dataset.addItem("不导入这张表", "")
        for one in datasets:
            self.dataset.addItem(one.title, one.name)
        self.dataset.activated.connect(
            lambda number: self.dataset_chosen.emit(self.dataset.itemData(number))
        )
        self.about = QLabel()
        self.about.setProperty("role", "faint")
        self.about.setWordWrap(True)
        self.model = RowsModel(
            (
                Column(name="heading", title="表中的栏目", width=24),
                Column(name="sample", title="样例", width=30),
                Column(name="field", title="导入为", width=16),
                Column(name="sure", title="把握", width=8, mark=_sure_mark),
                Column(name="how", title="依据", width=14),
            )
        )
        self.view = TableView(self.model, "intake.headings")
        self.view.setAccessibleName("栏目对应")
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.current_changed.connect(self._on_current)
        self.label = QLabel("选中上面的一栏，可以改它对应的字段")
        self.label.setProperty("role", "faint")
        self.field = CalmCombo()
        self.field.setAccessibleName("导入为")
        self.field.setMinimumWidth(220)
        self.field.activated.connect(self._on_field)
        self._column = 0
        self._found: Recognised | None = None
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel("数据种类"))
        top.addWidget(self.dataset)
        top.addWidget(self.about, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.label, 1)
        bottom.addWidget(QLabel("导入为"))
        bottom.addWidget(self.field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addLayout(bottom)

    def show_table(self, found: Recognised | None, about: str, *, known: bool) -> None:
        """Show another table; None for one that was not recognised, or for none at all.

        Args:
            found: the table.
            about: what is said beside the dataset.
            known: whether a dataset can be chosen at all.
        """
        self._found = found
        self.about.setText(about)
        self.dataset.setEnabled(known)
        name = found.dataset.name if found is not None else ""
        self.dataset.setCurrentIndex(max(0, self.dataset.findData(name)))
        self.model.replace(heading_rows(found) if found is not None else [])
        self.field.clear()
        if found is not None:
            self.field.addItem("不使用这一栏", "")
            for f in found.intake.fields:
                self.field.addItem(field_title(f), f.name)
        self._on_current(self.view.current_row())

    def _on_current(self, row: Row | None) -> None:
        changeable = row is not None and row["field"] != words.LESSONS and self._found is not None
        self.field.setEnabled(changeable)
        if row is None or self._found is None:
            self.label.setText("选中上面的一栏，可以改它对应的字段")
            return
        self._column = row["column"]
        match = next(m for m in self._found.matches if m.column == self._column)
        self.label.setText(f"“{row['heading']}”")
        self.field.setCurrentIndex(
            max(0, self.field.findData(match.fields[0] if match.fields else ""))
        )

    def _on_field(self, number: int) -> None:
        self.field_chosen.emit(self._column, self.field.itemData(number))


def _sure_mark(row: Row) -> str:
    return {words.CHECK: "caution", words.SURE: "good"}.get(row["sure"], "")


PLACE = (
    Column(name="file", title="文件", width=13),
    Column(name="sheet", title="工作表", width=9),
    Column(name="row", title="行", kind="integer", width=5),
)
WHO = Column(name="who", title="记录", width=18)
FOUND = (
    Column(name="column", title="栏目", width=12),
    Column(name="value", title="填写内容", width=16),
)
MESSAGE = Column(name="message", title="问题", width=30)
TABS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    words.CREATED: ("新增", (*PLACE, WHO, Column(name="what", title="内容", width=70))),
    words.UPDATED: (
        "更新",
        (
            *PLACE,
            WHO,
            Column(name="field", title="字段", width=14),
            Column(name="before", title="原来", width=20),
            Column(name="after", title="改为", width=20),
        ),
    ),
    words.SAME: ("相同", (*PLACE, WHO)),
    words.REJECTED: (
        "拒绝",
        (
            Column(name="to_do", title="要做什么", width=18, mark=lambda _row: "bad"),
            *PLACE,
            *FOUND,
            Column(name="decide", title="决定", width=7),
            MESSAGE,
        ),
    ),
    WARNINGS: ("提醒", (*PLACE, *FOUND, MESSAGE)),
}


class PreviewTabs(QTabWidget):
    """What will happen, by kind; refused rows grouped by what to do.

    Signals:
        decided: a rejected row with candidates was activated.
    """

    decided = Signal(object)

    def __init__(self, headings: HeadingsPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.headings = headings
        self.addTab(headings, "栏目对应")
        self.models: dict[str, RowsModel] = {}
        self.views: dict[str, TableView] = {}
        self.groups = CalmCombo()
        self.groups.setAccessibleName("按要做什么筛选")
        self.groups.setMinimumWidth(260)
        self.groups.activated.connect(self._on_group)
        self.decide = QPushButton("决定这一行…")
        self.decide.setEnabled(False)
        self.decide.clicked.connect(self._on_decide)
        for name, (title, columns) in TABS.items():
            self._add(name, title, columns)
        self.views[words.REJECTED].current_changed.connect(self._on_rejected)
        self.views[words.REJECTED].row_activated.connect(lambda _row: self._on_decide())

    def _add(self, name: str, title: str, columns: tuple[Column, ...]) -> None:
        model = RowsModel(columns)
        view = TableView(model, f"intake.{name}")
        view.setAccessibleName(title)
        view.empty_text = f"没有{title}的行"
        view.horizontalHeader().setStretchLastSection(True)
        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        if name == words.REJECTED:
            line = QHBoxLayout()
            line.addWidget(self.groups)
            line.addStretch(1)
            line.addWidget(self.decide)
            layout.addLayout(line)
        layout.addWidget(view, 1)
        self.models[name], self.views[name] = model, view
        self.addTab(panel, title)

    def show_rows(self, tabs: Mapping[str, Sequence[dict[str, Any]]], only: str) -> None:
        """Show the rows of one table, or of all where ``only`` is empty."""
        for number, (name, (title, _columns)) in enumerate(TABS.items(), start=1):
            rows = [row for row in tabs.get(name, ()) if not only or row["table"] == only]
            count = len({(r["table"], r["row"], r["who"]) for r in rows}) if name == words.UPDATED else len(rows)  # fmt: skip  # noqa: E501
            self.models[name].choose(facets={})
            self.models[name].replace(rows)
            self.setTabText(number, f"{title} {count}")
            self.setTabVisible(number, bool(rows) or name != WARNINGS)
        self._show_groups(self.models[words.REJECTED].shown())

    def bring(self, name: str) -> None:
        """Bring a tab to the front."""
        self.setCurrentIndex(0 if name not in TABS else 1 + list(TABS).index(name))

    def _show_groups(self, rows: Sequence[Row]) -> None:
        counts: dict[str, int] = {}
        for row in rows:
            counts[row["to_do"]] = counts.get(row["to_do"], 0) + 1
        self.groups.clear()
        self.groups.addItem(f"全部 {len(rows)} 处问题", "")
        for title, count in counts.items():
            self.groups.addItem(f"{title} {count}", title)

    def _on_group(self, number: int) -> None:
        title = self.groups.itemData(number)
        facets = {"to_do": frozenset({title})} if title else {}
        self.models[words.REJECTED].choose(facets=facets)

    def _on_rejected(self, row: Row | None) -> None:
        self.decide.setEnabled(row is not None and bool(row["decide"]))

    def _on_decide(self) -> None:
        row = self.views[words.REJECTED].current_row()
        if row is not None and row["decide"]:
            self.decided.emit(row)
