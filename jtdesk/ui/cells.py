"""How the cells and line numbers of a table are asked for when it is painted."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from jtdesk.ui.table import RowsModel

LINE_ROOM, LINE_LEAST = 14, 32
HAS_TEXT = QStyleOptionViewItem.ViewItemFeature.HasDisplay


class CellDelegate(QStyledItemDelegate):
    """Takes what a cell looks like from the rows in one call instead of seven questions a cell.

    Each question of the stock delegate crosses into Python and wraps an index; they were a quarter
    of the first paint of a large table. The picture is the same.
    """

    def __init__(self, model: RowsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Fill in text, alignment and marks of a cell."""
        text, alignment, mark = self._model.look(index.row(), index.column())
        option.index = cast("QModelIndex", index)
        option.displayAlignment = alignment
        option.text = text
        option.features |= HAS_TEXT
        if mark is not None:
            option.palette.setBrush(QPalette.ColorRole.Text, mark[0])
            option.backgroundBrush = mark[1]


class LineNumbers(QHeaderView):
    """The line numbers; as wide as the last one wants, without asking for two hundred of them.

    A plain header measures the first and the last hundred sections each time the table is laid
    out, four questions to the model for each.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self.setAccessibleName("行号")
        self.setSectionsClickable(True)
        self.setHighlightSections(True)

    def sizeHint(self) -> QSize:
        """Return the room of the last number."""
        model = self.model()
        last = str(max(model.rowCount() if model is not None else 0, 10))
        wide = self.fontMetrics().horizontalAdvance("0" * len(last)) + LINE_ROOM
        return QSize(max(wide, LINE_LEAST), 0)
