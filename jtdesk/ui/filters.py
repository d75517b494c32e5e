"""The line above a list: typed filter, facets with counts, and the strip of counts below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.text import fold
from jtdesk.ui import theme
from jtdesk.ui.flowing import FlowLayout
from jtdesk.ui.rows import Choice
from jtdesk.ui.table import RowsModel

DEBOUNCE = 160
LONG_LIST = 12
Counting = Callable[[str, Choice], list[tuple[str, int]]]


class FilterLine(QLineEdit):
    """A line that filters while one types, a moment after the last key.

    Signals:
        filtered: the words to filter by.
        left: Down or Enter was pressed: the user wants the table.
    """

    filtered = Signal(str)
    left = Signal()

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint or "筛选：汉字或拼音首字母")
        self.setAccessibleName("筛选")
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setToolTip("输入姓名、校名等，或拼音首字母（zs 找张三）")
        self.setMinimumWidth(190)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE)
        self._timer.timeout.connect(lambda: self.filtered.emit(self.text()))
        self.textChanged.connect(lambda _text: self._timer.start())

    def type_more(self, text: str) -> None:
        """Take text typed over the table."""
        self.setFocus()
        self.setText(self.text() + text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the table with Down or Enter, empty the line with Esc."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self._timer.stop()
            self.filtered.emit(self.text())
            self.left.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FacetPopup(QFrame):
    """The list of a facet's words with a tick and a count each.

    Signals:
        picked: the set of ticked words.
    """

    picked = Signal(object)

    def __init__(
        self,
        counts: Sequence[tuple[str, int | None]],
        ticked: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找")
        self.search.setAccessibleName("查找")
        self.search.setVisible(len(counts) > LONG_LIST)
        self.list = QListWidget()
        self.list.setAccessibleName("可选项")
        for word, count in [*counts, *((w, 0) for w in ticked - {w for w, _ in counts})]:
            item = QListWidgetItem(word if count is None else f"{word}  {count}")
            item.setData(Qt.ItemDataRole.UserRole, word)
            state = Qt.CheckState.Checked if word in ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.list.addItem(item)
        clear = QPushButton("清除")
        clear.clicked.connect(self._on_clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(clear)
        self.list.itemChanged.connect(lambda _item: self.picked.emit(self.words()))
        self.search.textChanged.connect(self._on_search)
        wide = max((self.fontMetrics().horizontalAdvance(w) for w, _ in counts), default=80)
        line = self.fontMetrics().height() + 8
        self.resize(min(max(wide + 110, 180), 360), min(max(len(counts), 2) * line + 90, 420))

    def words(self) -> frozenset[str]:
        """Return the ticked words."""
        items = (self.list.item(i) for i in range(self.list.count()))
        return frozenset(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )

    def _on_clear(self) -> None:
        self.list.blockSignals(True)
        for i in range(self.list.count()):
            self.list.item(i).setCheckState(Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.picked.emit(frozenset())
        self.close()

    def _on_search(self, text: str) -> None:
        key = fold(text)
        for i in range(self.list.count()):
            item = self.list.item(i)
            item.setHidden(key not in fold(item.text()))


class FacetBar(QWidget):
    """One button a facet; each opens its words with counts.

    Args:
        facets: ``(column name, title)``.
        counting: counts the words of a facet under a choice.

    Attributes:
        facets: those in force.
        kept: names of facets the user does not see as filters, chosen elsewhere on the page;
            “清除筛选” leaves them as they are.

    Signals:
        changed: the facets in force, ``{name: frozenset of words}``.
    """

    changed = Signal(object)

    def __init__(
        self,
        facets: Sequence[tuple[str, str]],
        model: RowsModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._titles = dict(facets)
        self.facets: dict[str, frozenset[str]] = {}
        self.kept: frozenset[str] = frozenset()
        self.buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        for name, title in facets:
            button = QToolButton()
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAccessibleName(f"按{title}筛选")
            button.clicked.connect(lambda _=False, name=name: self.open(name))
            self.buttons[name] = button
            layout.addWidget(button)
        self.clear_button = QToolButton()
        self.clear_button.setText("清除筛选")
        self.clear_button.setIcon(theme.icon("close"))
        self.clear_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear_button.clicked.connect(self.clear)
        layout.addWidget(self.clear_button)
        self._show()

    def open(self, name: str) -> FacetPopup:
        """Open the list of a facet's words."""
        counts = self._model.rowset.counts(name, self._model.choice)
        popup = FacetPopup(counts, self.facets.get(name, frozenset()), self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.picked.connect(lambda words, name=name: self._on_picked(name, words))
        button = self.buttons[name]
        popup.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        popup.show()
        (popup.search if popup.search.isVisible() else popup.list).setFocus()
        return popup

    def set(self, facets: Mapping[str, frozenset[str]]) -> None:
        """Set all facets."""
        self.facets = {name: words for name, words in facets.items() if words}
        self._show()
        self.changed.emit(dict(self.facets))

    def clear(self) -> None:
        """Lift every filter the user has set here."""
        self.set({name: words for name, words in self.facets.items() if name in self.kept})

    def _on_picked(self, name: str, words: object) -> None:
        chosen = words if isinstance(words, frozenset) else frozenset()
        self.set({**self.facets, name: chosen})

    def _show(self) -> None:
        for name, button in self.buttons.items():
            words = self.facets.get(name, frozenset())
            title = self._titles[name]
            said = (
                ""
                if not words
                else f"：{next(iter(words))}"
                if len(words) == 1
                else (f"：{len(words)} 项")
            )
            button.setText(f"{title}{said}{theme.OPENS}")
            button.setToolTip(f"{title}：{'、'.join(sorted(words))}" if words else f"按{title}筛选")
            button.setCheckable(bool(words))
            button.setChecked(bool(words))
        self.clear_button.setVisible(bool(self.facets.keys() - self.kept))


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the strip.

    Attributes:
        text: ready to read, e.g. ``女 66%``.
        tip: how it is counted.
        facets: what clicking it filters by; empty: not clickable.
        mark: ``caution`` or ``bad`` where it wants a look.
    """

    text: str
    tip: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mark: str = ""


class CountStrip(QWidget):
    """A line of counts over the rows shown.

    Signals:
        picked: the facets behind the count that was clicked.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self, theme.SMALL)  # a number is never cut off
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.counts: list[Count] = []

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Show other counts."""
        if list(counts) == self.counts:
            return
        self.counts = list(counts)
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, count in enumerate(self.counts):
            if number:
                dot = QLabel("·")
                dot.setProperty("role", "faint")
                self._layout.addWidget(dot)
            self._layout.addWidget(self._made(count))

    def _made(self, count: Count) -> QWidget:
        if not count.facets:
            label = QLabel(count.text)
            label.setToolTip(count.tip)
            label.setProperty("role", {"bad": "fault"}.get(count.mark, count.mark) or "plain")
            label.setContentsMargins(theme.SMALL, 0, theme.SMALL, 0)
            return label
        button = QToolButton()
        button.setText(count.text)
        button.setToolTip(count.tip or "单击只看这些")
        button.setAutoRaise(True)
        button.setProperty("role", "count")
        if count.mark:
            button.setIcon(theme.icon("warning"))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: self.picked.emit(dict(count.facets)))
        return button
