"""The table widget: columns a user arranges, selection by record, copy and paste with Excel."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from jtdesk.ui import theme
from jtdesk.ui.cells import CellDelegate, LineNumbers
from jtdesk.ui.clipboard import block_mime, read_block
from jtdesk.ui.columns import ColumnsDialog
from jtdesk.ui.rows import Column, Row
from jtdesk.ui.table import RowsModel

SAMPLE = 120
MINIMUM, MAXIMUM = 44, 320
Recall = Callable[[str], str]
Remember = Callable[[str, str], None]


class TableView(QTableView):
    """A list of records.

    Args:
        model: the rows.
        name: under which columns, widths and order are remembered.
        recall: reads what was remembered.
        remember: keeps it.

    Signals:
        current_changed: the row in front, or None.
        row_activated: Enter or double click on a row.
        selection_changed: other rows are selected.
        typed: text typed over the table, meant for the filter line.
        pasted: a block of cells (list of lists of text) from the clipboard.
    """

    current_changed = Signal(object)
    row_activated = Signal(object)
    selection_changed = Signal()
    typed = Signal(str)
    pasted = Signal(object)

    def __init__(
        self,
        model: RowsModel,
        name: str = "",
        *,
        recall: Recall = lambda _key: "",
        remember: Remember = lambda _key, _value: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = model
        self.name = name
        self.empty_text = ""
        self._recall, self._remember = recall, remember
        self._kept: tuple[set[str], str, int] = (set(), "", 0)
        self._measured = False
        self._resized: set[str] = set()  # columns whose width the user has set
        self._restoring = True
        self._look()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(model, self))
        self._connect(model)
        self._default_columns()
        self.recall_columns()
        self._restoring = False

    def _look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        lines = LineNumbers(self)
        self.setVerticalHeader(lines)
        lines.setDefaultSectionSize(self.fontMetrics().height() + theme.ROW_PADDING)
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(MINIMUM)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self, model: RowsModel) -> None:
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(400)
        self._saver.timeout.connect(self.remember_columns)
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._on_heading_clicked)
        header.sectionMoved.connect(self._on_arranged)
        header.sectionResized.connect(self._on_resized)
        header.customContextMenuRequested.connect(self._on_heading_menu)
        selection = self.selectionModel()
        selection.currentRowChanged.connect(self._on_current)
        selection.selectionChanged.connect(lambda *_ranges: self.selection_changed.emit())
        self.activated.connect(self._on_activated)

    # -------------------------------------------------------------- selection

    def current_row(self) -> Row | None:
        """Return the row in front."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Row]:
        """Return the selected rows in the order shown."""
        return [self.rows.row(line) for line in self.selected_lines()]

    def selected_ids(self) -> list[str]:
        """Return the ids of the selected rows."""
        return [str(row.get("id", "")) for row in self.selected_rows()]

    def selected_lines(self) -> list[int]:
        """Return the selected lines, rising."""
        lines: set[int] = set()
        for part in self.selectionModel().selection().toList():
            lines.update(range(part.top(), part.bottom() + 1))
        return sorted(lines)

    def select_ids(self, ids: Sequence[str], *, current: str = "", scroll: bool = True) -> bool:
        """Select the rows of some ids; False when none of them is shown."""
        lines = self.rows.lines_of(ids)
        if not lines:
            self.clearSelection()
            return False
        last = max(self.rows.columnCount() - 1, 0)
        wanted = QItemSelection()
        start = previous = lines[0]
        for line in [*lines[1:], -1]:
            if line != previous + 1:
                wanted.select(self.rows.index(start, 0), self.rows.index(previous, last))
                start = line
            previous = line
        front = (self.rows.lines_of([current]) if current else []) or lines[:1]
        column = max(self.horizontalHeader().logicalIndex(0), 0)
        index = self.rows.index(front[0], column)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(wanted, flags.ClearAndSelect)
        if scroll:
            self.scrollTo(index)
        return True

    def _on_about_to_reset(self) -> None:
        row = self.current_row()
        front = str(row.get("id", "")) if row is not None else ""
        self._kept = (set(self.selected_ids()), front, self.verticalScrollBar().value())

    def _on_reset(self) -> None:
        ids, front, scroll = self._kept
        if ids or front:
            self.select_ids(list(ids or {front}), current=front, scroll=False)
        self.verticalScrollBar().setValue(scroll)
        self._show_sort()
        if not self._measured and self.rows.rowCount():
            self._measure()
        self.current_changed.emit(self.current_row())  # maybe the same record with other values
        self.selection_changed.emit()

    def _on_current(self, *_indexes: object) -> None:
        self.current_changed.emit(self.current_row())

    def _on_activated(self) -> None:
        row = self.current_row()
        if row is not None:
            self.row_activated.emit(row)

    # ---------------------------------------------------------------- sorting

    def _on_heading_clicked(self, section: int) -> None:
        more = bool(
            QGuiApplication.keyboardModifiers()
            & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        )
        self.sort_by(self.rows.columns[section].name, more=more)

    def sort_by(self, name: str, *, descending: bool | None = None, more: bool = False) -> None:
        """Sort by a column; again turns the order round.

        Args:
            name: of the column.
            descending: None turns the order round if it is already sorted by it.
            more: keep what it is sorted by now and add this as a further level.
        """
        known = dict(self.rows.choice.sort)
        down = (name in known and not known[name]) if descending is None else descending
        if more:
            known[name] = down
            sort = tuple(known.items())
        else:
            sort = ((name, down),)
        self.rows.choose(sort=sort)
        self._on_arranged()

    def _show_sort(self) -> None:
        header = self.horizontalHeader()
        sort = self.rows.choice.sort
        number = self.rows.column(sort[0][0]) if sort else -1
        header.setSortIndicatorShown(number >= 0)
        if number >= 0:
            down = Qt.SortOrder.DescendingOrder if sort[0][1] else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(number, down)

    # ---------------------------------------------------------------- columns

    def shown_columns(self) -> list[Column]:
        """Return the visible columns from left to right."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [self.rows.columns[i] for i in order if not header.isSectionHidden(i)]

    def set_columns(self, names: Sequence[str]) -> None:
        """Show exactly these columns in this order."""
        header = self.horizontalHeader()
        numbers = [n for n in (self.rows.column(name) for name in names) if n >= 0]
        for number in range(header.count()):
            header.setSectionHidden(number, number not in numbers)
        for place, number in enumerate(numbers):
            header.moveSection(header.visualIndex(number), place)
        self._on_arranged()

    def _default_columns(self) -> None:
        for number, column in enumerate(self.rows.columns):
            self.setColumnHidden(number, not column.shown)
            if column.width:
                self.setColumnWidth(number, self._wide(column.width))

    def _wide(self, characters: int) -> int:
        return int(characters * self.fontMetrics().horizontalAdvance("0") * 1.1) + 16

    def _measure(self) -> None:
        """Give every column without a fixed width the width of a sample of its texts."""
        self._measured = True
        metrics = self.fontMetrics()
        count = self.rows.rowCount()
        lines = range(0, count, max(count // SAMPLE, 1))
        self._restoring = True
        for number, column in enumerate(self.rows.columns):
            if column.name in self._resized:
                continue
            texts = {column.show(self.rows.row(line), revealed=True) for line in lines}
            longest = sorted(texts, key=len)[-6:]
            widest = max((metrics.horizontalAdvance(text) for text in longest), default=0)
            heading = metrics.horizontalAdvance(column.heading) + 34
            wide = max(widest + 18, heading, self._wide(column.width) if column.width else 0)
            self.setColumnWidth(number, max(MINIMUM, min(wide, MAXIMUM)))
        self._restoring = False

    def ask_columns(self) -> None:
        """Let the user choose and order columns."""
        shown = [column.name for column in self.shown_columns()]
        dialog = ColumnsDialog(self.rows.columns, shown, self)
        if dialog.exec():
            self.set_columns(dialog.names())
        dialog.deleteLater()

    def _on_heading_menu(self, point: QPoint) -> None:
        menu = self.heading_menu(self.horizontalHeader().logicalIndexAt(point))
        menu.exec(self.horizontalHeader().mapToGlobal(point))
        menu.deleteLater()

    def heading_menu(self, section: int) -> QMenu:
        """Return the menu of a heading: sorting and column choice."""
        menu = QMenu(self)
        if section >= 0:
            name = self.rows.columns[section].name
            menu.addAction("升序排列", lambda: self.sort_by(name, descending=False))
            menu.addAction("降序排列", lambda: self.sort_by(name, descending=True))
            menu.addAction("取消排序", lambda: self.rows.choose(sort=()))
            menu.addSeparator()
            menu.addAction("隐藏此列", lambda: self.setColumnHidden(section, True))
        menu.addAction("列设置…", self.ask_columns)
        menu.addAction("恢复默认列", self.reset_columns)
        return menu

    def reset_columns(self) -> None:
        """Show the first columns in their first order and width again."""
        self._remember(self._key, "")
        self._resized.clear()
        self.set_columns([column.name for column in self.rows.columns])
        self._default_columns()
        self._measure()

    @property
    def _key(self) -> str:
        return f"table.{self.name}"

    def _remembered(self) -> dict[str, Any]:
        try:
            found = json.loads(self._recall(self._key) or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        if not self._restoring and new > 0:
            self._resized.add(self.rows.columns[section].name)
            self._on_arranged()

    def _on_arranged(self, *_numbers: object) -> None:
        if self.name and not self._restoring:
            self._saver.start()

    def remember_columns(self) -> None:
        """Keep columns, widths and sort order."""
        header = self.horizontalHeader()
        columns = self.rows.columns
        state = {
            "columns": [column.name for column in self.shown_columns()],
            "known": [column.name for column in columns],
            "widths": {
                column.name: header.sectionSize(i)
                for i, column in enumerate(columns)
                if column.name in self._resized and not header.isSectionHidden(i)
            },
            "sort": [list(pair) for pair in self.rows.choice.sort],
        }
        self._remember(self._key, json.dumps(state, ensure_ascii=False))

    def recall_columns(self) -> None:
        """Bring back what was kept; a column that is new since then is shown if it wants to be."""
        state = self._remembered()
        if not state.get("columns"):
            return
        known = set(state.get("known", ()))
        fresh = [c.name for c in self.rows.columns if c.shown and c.name not in known]
        self.set_columns([*state["columns"], *fresh])
        for number, column in enumerate(self.rows.columns):
            if column.name in state.get("widths", {}):
                self.setColumnWidth(number, int(state["widths"][column.name]))
                self._resized.add(column.name)
        sort = tuple((str(name), bool(down)) for name, down in state.get("sort", ()))
        self.rows.choose(sort=sort)
        self._show_sort()

    # --------------------------------------------------------- keys and paint

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected rows on the clipboard as a block that pastes into Excel."""
        columns = self.shown_columns()
        text = self.rows.text
        cells = [[text(row, c) for c in columns] for row in self.selected_rows()]
        if headings:
            cells.insert(0, [column.heading for column in columns])
        if cells:
            QGuiApplication.clipboard().setMimeData(block_mime(cells))

    def paste(self) -> None:
        """Announce the block of cells on the clipboard."""
        block = read_block(QGuiApplication.clipboard().mimeData())
        if block:
            self.pasted.emit(block)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, and hand typed text to the filter line."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        text = event.text()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif control and event.key() == Qt.Key.Key_C:
            self.copy(headings=True)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif text and text.isprintable() and not text.isspace() and not control:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or a sentence where there are none."""
        super().paintEvent(event)
        if self.rows.rowCount() or not self.empty_text:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(theme.FAINT))
        area = self.viewport().rect().adjusted(24, 24, -24, -24)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), self.empty_text)
        painter.end()
