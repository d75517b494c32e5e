"""The only table model: plain rows behind a Qt face, sorted and filtered by its own index."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor

from jtdesk.ui import theme
from jtdesk.ui.rows import Choice, Column, Row, RowSet

Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
DISPLAY, TOOLTIP, ALIGN = int(ROLE.DisplayRole), int(ROLE.ToolTipRole), int(ROLE.TextAlignmentRole)
GROUND, INK, RAW = int(ROLE.BackgroundRole), int(ROLE.ForegroundRole), int(ROLE.UserRole)
SPOKEN = int(ROLE.AccessibleTextRole)
ANSWERED = frozenset({DISPLAY, TOOLTIP, GROUND, INK, RAW, SPOKEN})
MARKED = frozenset({INK, GROUND})
MIDDLE = Qt.AlignmentFlag.AlignVCenter
ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | MIDDLE,
    "right": Qt.AlignmentFlag.AlignRight | MIDDLE,
    "center": Qt.AlignmentFlag.AlignHCenter | MIDDLE,
}
MARKS = {
    "good": (theme.GOOD, theme.GOOD_SOFT),
    "caution": (theme.CAUTION, theme.CAUTION_SOFT),
    "bad": (theme.BAD, theme.BAD_SOFT),
}


class RowsModel(QAbstractTableModel):
    """Rows of plain values; the view sees the chosen ones through an index array.

    Attributes:
        rowset: all rows.
        choice: filter, facets and sort order in force.
        revealed: ids of the rows whose sensitive columns are shown in full.

    Signals:
        chosen: other rows are shown, or in another order.
    """

    chosen = Signal()

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rowset = RowSet((), self.columns)
        self.choice = Choice()
        self.revealed: frozenset[str] = frozenset()
        self._order: Sequence[int] = ()
        self._alignments = [ALIGNMENTS[c.alignment] for c in self.columns]
        self._brushes = {
            name: (QBrush(QColor(ink)), QBrush(QColor(ground)))
            for name, (ink, ground) in MARKS.items()
        }

    # ------------------------------------------------------------------- rows

    def replace(self, rows: RowSet | Sequence[Row]) -> None:
        """Show other rows; filter and sort order stay."""
        made = rows if isinstance(rows, RowSet) else RowSet(rows, self.columns)
        order = made.choose(self.choice)
        self.beginResetModel()
        self.rowset, self._order = made, order
        self.endResetModel()
        self.chosen.emit()

    def choose(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Choice
        """Change filter, facets or sort order, e.g. ``choose(words="zs")``."""
        choice = dataclasses.replace(self.choice, **changes)
        if choice == self.choice:
            return
        order = self.rowset.choose(choice)
        self.beginResetModel()
        self.choice, self._order = choice, order
        self.endResetModel()
        self.chosen.emit()

    def reveal(self, ids: Collection[str]) -> None:
        """Show the sensitive columns of these rows in full; of no row where empty."""
        self.revealed = self.revealed | frozenset(ids) if ids else frozenset()
        if self._order:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._order) - 1, len(self.columns) - 1)
            )

    def text(self, row: Row, column: Column) -> str:
        """Return the text of a cell, masked unless the row is revealed."""
        return column.show(row, revealed=column.sensitive and row.get("id") in self.revealed)

    def row(self, number: int) -> Row:
        """Return the row shown at a line."""
        return self.rowset.rows[self._order[number]]

    def shown(self) -> list[Row]:
        """Return all rows shown, in order."""
        rows = self.rowset.rows
        return [rows[i] for i in self._order]

    def lines_of(self, ids: Collection[str]) -> list[int]:
        """Return the lines at which rows of these ids are shown."""
        wanted = set(ids)
        rows = self.rowset.rows
        return [line for line, i in enumerate(self._order) if rows[i].get("id") in wanted]

    def column(self, name: str) -> int:
        """Return the number of a column, -1 where there is none of that name."""
        return next((i for i, c in enumerate(self.columns) if c.name == name), -1)

    # ---------------------------------------------------------------- Qt face

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:  # noqa: ANN401, PLR0911 - Qt's contract
        """Return what Qt asks of a cell."""
        if role == ALIGN:
            return self._alignments[index.column()]
        if role not in ANSWERED or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in MARKED:
            if column.mark is None:
                return None
            mark = self._brushes.get(column.mark(self.row(index.row())))
            return None if mark is None else mark[0 if role == INK else 1]
        row = self.rowset.rows[self._order[index.row()]]
        if role == DISPLAY:
            return self.text(row, column)
        if role == RAW:
            return row.get(column.name)
        if role == SPOKEN:
            return f"{column.title}：{self.text(row, column)}"
        return (column.tooltip(row) if column.tooltip else self.text(row, column)) or None

    def look(
        self, line: int, column: int
    ) -> tuple[str, Qt.AlignmentFlag, tuple[QBrush, QBrush] | None]:
        """Return what a cell is painted with: text, alignment, ink and ground where marked."""
        shown = self.columns[column]
        row = self.rowset.rows[self._order[line]]
        mark = None if shown.mark is None else self._brushes.get(shown.mark(row))
        return self.text(row, shown), self._alignments[column], mark

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: ANN401 - Qt's contract
        """Return headings and line numbers."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == DISPLAY else None
        column = self.columns[section]
        if role == DISPLAY:
            place = next((i for i, s in enumerate(self.choice.sort) if s[0] == column.name), -1)
            return (
                column.heading
                if len(self.choice.sort) < 2 or place < 0
                else (f"{column.heading} {'①②③④⑤'[min(place, 4)]}")
            )
        if role == ALIGN:
            return self._alignments[section]
        if role == TOOLTIP:
            return f"{column.heading}\n单击排序，按住 Ctrl 单击加一级排序，右键选择列"
        return None
