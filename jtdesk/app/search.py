"""Search over everything: schools, people, pages and actions, from one line (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.core.text import fold
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff
from jtdesk.ui import theme
from jtdesk.ui.page import PageContext

MOST = 40
STAFF_PAGE = "staff.teachers"
SCHOOLS_PAGE = "schools.members"
TAIL = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that can be found.

    Attributes:
        title: what is shown.
        detail: what tells it from others of the same title.
        icon: name.
        words: folded words it is found by; a hit in the first ones counts more.
        tail: end of a number it is found by, never shown.
        run: what choosing it does.
    """

    title: str
    detail: str
    icon: str
    words: tuple[str, ...]
    tail: str
    run: Callable[[], object]


def rank(hit: Hit, wanted: str) -> int | None:
    """Return how well a hit answers (0 is best), None when it does not."""
    if len(wanted) >= TAIL and hit.tail.endswith(wanted):
        return 0
    for at, word in enumerate(hit.words):
        if word == wanted:
            return at
    for at, word in enumerate(hit.words):
        if word.startswith(wanted):
            return 10 + at
    for at, word in enumerate(hit.words):
        if wanted in word:
            return 20 + at
    return None


def find(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Return the best answers, best first."""
    wanted = fold(text)
    if not wanted:
        return []
    ranked = [
        (at, number) for number, hit in enumerate(hits) if (at := rank(hit, wanted)) is not None
    ]
    ranked.sort()
    return [hits[number] for _at, number in ranked[:MOST]]


class SearchDialog(QDialog):
    """One line and a list; arrows move, Enter goes there."""

    def __init__(
        self,
        context: PageContext,
        offered: Sequence[tuple[str, str, Callable[[], object]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("搜索")
        self.resize(560, 440)
        self._context = context
        self._hits = [
            Hit(title, keys, "right", (fold(title),), "", run) for title, keys, run in offered
        ]
        self.chosen: Callable[[], object] | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText("姓名、拼音首字母、身份证号后四位、校名或功能名")
        self.line.setAccessibleName("搜索")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._on_text)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("搜索结果")
        self.list.setStyleSheet(
            f"QListWidget::item {{ padding: 4px; }} QListWidget::item:selected"
            f" {{ background: {theme.ACCENT_SOFT}; color: {theme.INK}; }}"
        )
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self.words = QLabel()
        self.words.setProperty("role", "faint")
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self.words)
        as_of = context.frame.as_of
        context.ops.ask(lambda session: _people(session, as_of), self._on_people, self)
        self._shown: list[Hit] = []
        self._on_text("")

    def run(self) -> Callable[[], object] | None:
        """Show the dialog; return what the choice does, None on Esc."""
        self.exec()
        return self.chosen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter in the line work the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.list.count():
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if self.list.currentItem() is not None:
                    self._on_item(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _on_people(self, found: tuple[list[staff.PersonHit], list[dict[str, object]]]) -> None:
        people, members = found
        go = self._context.navigate
        hits = [
            Hit(
                str(row["name"]),
                "学校",
                "school",
                tuple(fold(str(w)) for w in (row["name"], row["short_name"], row["initials"]) if w),
                str(row["code"] or ""),
                partial(go, SCHOOLS_PAGE, id=row["id"]),
            )
            for row in members
        ]
        hits += [
            Hit(
                person.name,
                person.school or "",
                "teacher",
                tuple(fold(word) for word in (person.name, person.initials) if word),
                person.id_tail,
                partial(go, STAFF_PAGE, id=person.id),
            )
            for person in people
        ]
        self._hits = [*hits, *self._hits]
        self._on_text(self.line.text())

    def _on_text(self, text: str) -> None:
        self._shown = find(self._hits, text) if text.strip() else self._hits[-12:]
        self.list.clear()
        for hit in self._shown:
            words = f"{hit.title}    {hit.detail}" if hit.detail else hit.title
            self.list.addItem(QListWidgetItem(theme.icon(hit.icon), words))
        self.list.setCurrentRow(0 if self._shown else -1)
        if text.strip() and not self._shown:
            self.words.setText("没有找到。可以换个写法，或只输入拼音首字母。")
        else:
            self.words.setText("↑↓ 选择，回车前往，Esc 关闭")

    def _on_item(self, _item: QListWidgetItem) -> None:
        self.chosen = self._shown[self.list.currentRow()].run
        self.accept()


def _people(
    session: Session, as_of: str | None
) -> tuple[list[staff.PersonHit], list[dict[str, object]]]:
    return staff.search_index(session, as_of), [
        dict(row) for row in schools.all_schools(session, as_of)
    ]
