"""Thousands of teachers in a list to choose from, made ready only as far as it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from jtdesk.core.initials import place_initials

SEARCH = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


class PeopleList(QAbstractListModel):
    """Titles of teachers, an empty one first; found by any part or by pinyin initials.

    Args:
        people: titles by id.
    """

    def __init__(self, people: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids = ["", *people]
        self.titles = ["", *people.values()]

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are, the empty one included."""
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401
        """Return title, id, or what a title is searched by."""
        if not index.isValid():
            return None
        title = self.titles[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return title
        if role == Qt.ItemDataRole.UserRole:
            return self.ids[index.row()]
        if role == SEARCH:
            return f"{title} {place_initials(title)}"
        return None


class PeopleCompleter(QCompleter):
    """Offers teachers while one types."""

    def __init__(self, people: PeopleList, parent: QWidget) -> None:
        super().__init__(people, parent)
        self.setCompletionRole(SEARCH)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)

    def pathFromIndex(self, index: Index) -> str:  # noqa: N802
        """Return the title for the line, not the text that was searched."""
        return str(index.data(int(Qt.ItemDataRole.DisplayRole)))
