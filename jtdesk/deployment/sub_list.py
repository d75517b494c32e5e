"""A short list inside a drawer with buttons that act on its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jtdesk.core.fields import Row
from jtdesk.ui import theme
from jtdesk.ui.rows import Column
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView


class SubList(QWidget):
    """A table of few rows under a line of buttons.

    Args:
        name: of the list, for screen readers.
        columns: of the table.
        buttons: ``(title, icon, run)``; ``run`` gets the row in front, the first one None.
        empty: sentence where there is nothing.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        buttons: Sequence[tuple[str, str, Callable[[Row | None], object]]],
        *,
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = RowsModel(columns, self)
        self.table = TableView(self.model)
        self.table.setAccessibleName(name)
        self.table.empty_text = empty
        self.table.horizontalHeader().setStretchLastSection(True)
        self.buttons: list[QPushButton] = []
        self._open = False
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL)
        for number, (title, icon, run) in enumerate(buttons):
            button = QPushButton(theme.icon(icon), title) if icon else QPushButton(title)
            button.clicked.connect(
                lambda _=False, run=run, number=number: run(
                    self.table.current_row() if number else None
                )
            )
            line.addWidget(button)
            self.buttons.append(button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.table.selection_changed.connect(self._enable)
        if len(buttons) > 1:
            self.table.row_activated.connect(lambda row: buttons[1][2](row) if self._open else None)
        self._enable()

    def show_rows(self, rows: Sequence[Row], *, writable: bool) -> None:
        """Show the rows of another record."""
        self._open = writable
        self.model.replace(list(rows))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        one = len(self.table.selected_lines()) == 1
        for number, button in enumerate(self.buttons):
            button.setEnabled(self._open and (one or number == 0))
