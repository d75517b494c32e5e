"""A list with everything that belongs to it: facets, filter line, counts, table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from jtdesk.core.codes import CodeList, WordOrder
from jtdesk.core.fields import Field
from jtdesk.core.settings import Settings
from jtdesk.ui import theme
from jtdesk.ui.filters import Count, CountStrip, FacetBar, FilterLine
from jtdesk.ui.rows import Column, Row, RowSet
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

Counting = Callable[[Sequence[Row]], list[Count]]
NOTHING_FOUND = "没有符合条件的记录。可以换一个词，或按“清除筛选”。"


class ListPanel(QWidget):
    """Facets and filter line, a strip of counts, the table.

    Args:
        columns: of the table.
        settings: where columns and widths are remembered.
        name: under which they are remembered.
        facets: names of the columns that get a facet.
        counting: the strip of counts over the rows shown.
        empty: sentence in the table where there are no rows at all.

    Attributes:
        first: rows shown before the store was opened, with the newest journal entry of then.

    Signals:
        shown: other rows are shown.
    """

    shown = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        settings: Settings,
        name: str,
        *,
        facets: Sequence[str] = (),
        counting: Counting | None = None,
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._counting, self._empty = counting, empty
        self.first: tuple[RowSet, tuple[int, str]] | None = None
        self.model = RowsModel(self.columns, self)
        self.table = TableView(self.model, name, recall=settings.recall, remember=settings.remember)
        titles = {column.name: column.title for column in self.columns}
        self.table.setAccessibleName("列表")
        self.facets = FacetBar([(one, titles[one]) for one in facets], self.model)
        self.filter = FilterLine()
        self.only = QToolButton()
        self.only.setIcon(theme.icon("close"))
        self.only.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.only.hide()
        self.strip = CountStrip()
        self._build()
        self._connect()

    def _build(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.facets)
        above.addWidget(self.only)
        above.addStretch(1)
        above.addWidget(self.filter, 1)
        self.filter.setMaximumWidth(340)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(above)
        layout.addWidget(self.strip)
        layout.addWidget(self.table, 1)
        self.strip.setVisible(self._counting is not None)

    def _connect(self) -> None:
        self.filter.filtered.connect(lambda words: self.model.choose(words=words))
        self.filter.left.connect(self._to_table)
        self.table.typed.connect(self.filter.type_more)
        self.facets.changed.connect(lambda facets: self.model.choose(facets=facets))
        self.strip.picked.connect(lambda facets: self.facets.set({**self.facets.facets, **facets}))
        self.only.clicked.connect(lambda: self.show_only(None))
        self.model.chosen.connect(self._on_chosen)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def rowset(self, rows: Sequence[Row]) -> RowSet:
        """Make rows ready for the table; call it in the worker."""
        return RowSet(rows, self.columns).prepare()

    def show_rows(self, rows: RowSet | Sequence[Row]) -> None:
        """Show other rows; filter, order and selection stay."""
        self.model.replace(rows)

    def show_only(self, ids: Sequence[str] | None, title: str = "") -> None:
        """Show only the rows behind a figure; None shows all again."""
        self.only.setVisible(ids is not None)
        self.only.setText(title or "仅图中明细")
        if ids is not None:
            self.filter.clear()
            self.facets.set({})
        self.model.choose(only=None if ids is None else frozenset(ids), words=self.filter.text())

    def select(self, ids: Sequence[str]) -> bool:
        """Select records, lifting the filters where they hide them."""
        if self.table.select_ids(ids):
            return True
        self.facets.set({})
        self.filter.clear()
        self.show_only(None)
        self.model.choose(words="")
        return self.table.select_ids(ids)

    def _on_chosen(self) -> None:
        none = len(self.model.rowset) == 0
        self.table.empty_text = self._empty if none else NOTHING_FOUND
        if self._counting is not None:
            self.strip.show_counts(self._counting(self.model.shown()))
        self.shown.emit()

    def _to_table(self) -> None:
        self.table.setFocus()
        if self.table.current_row() is None and self.model.rowCount():
            self.table.selectRow(0)

    def _find(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()


def columns_of(
    fields: Sequence[Field], codes: Mapping[str, CodeList], *, leave_out: Collection[str] = ()
) -> list[Column]:
    """Return table columns for dataset fields, words in bureau order where a list has one."""
    return [
        Column(
            name=field.name,
            title=field.title,
            kind=field.kind,
            order=WordOrder(codes, field.codes) if field.codes in codes else None,
            shown=field.shown,
            sensitive=field.sensitive,
            unit=field.unit,
        )
        for field in fields
        if field.name not in leave_out
    ]
