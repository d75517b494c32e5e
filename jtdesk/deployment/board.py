"""The board of a plan: a card a school, teachers dragged from list or card to another card."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.board_state import Card, Chip, Entry, key
from jtdesk.ui import theme
from jtdesk.ui.table_view import TableView

TEACHER = "application/x-jtdesk-teacher"
CARD_WIDTH = 250
MOST_CHIPS = 7
JOINER = "\u2060"
MOST_ENTRIES = 9
KEY, PERSON = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


def carry(person: str, source: QWidget) -> None:
    """Start dragging a teacher."""
    data = QMimeData()
    data.setData(TEACHER, QByteArray(person.encode()))
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.exec(Qt.DropAction.MoveAction)


class CandidateTable(TableView):
    """A list of teachers whose rows can be dragged to the board."""

    _pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag once the mouse has moved far enough."""
        far = QApplication.startDragDistance()
        moved = event.position().toPoint()
        if self._pressed is None or (moved - self._pressed).manhattanLength() < far:
            super().mouseMoveEvent(event)
            return
        self._pressed = None
        row = self.current_row()
        if row is not None:
            carry(str(row["id"]), self)


class EntryList(QListWidget):
    """The changes of a school; arrivals can be dragged on.

    Signals:
        chosen: key of a change.
        remove_asked: key of a change, by the Delete key.
    """

    chosen = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemClicked.connect(lambda item: self.chosen.emit(str(item.data(KEY))))
        self.itemActivated.connect(lambda item: self.chosen.emit(str(item.data(KEY))))
        self._pressed: QPoint | None = None

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other changes; the list is as high as they are."""
        self.clear()
        for entry in entries:
            sign = "→" if entry.arrives else "←"
            item = QListWidgetItem(f"{sign} {entry.text}{' ✎' if entry.by_hand else ''}", self)
            item.setData(KEY, key(entry.move))
            item.setData(PERSON, entry.move.person)
            hand = "手工安排的。" if entry.by_hand else ""
            item.setToolTip(f"{entry.text}。{hand}单击看理由；可拖到另一所学校；Delete 去掉。")
        line = max(self.sizeHintForRow(0), self.fontMetrics().height() + 4)
        self.setFixedHeight(line * min(len(entries), MOST_ENTRIES) + 2 if entries else 0)
        self.setVisible(bool(entries))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the change under the mouse."""
        if self._pressed is None:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        item = self.itemAt(self._pressed)
        if item is not None and far >= QApplication.startDragDistance():
            self._pressed = None
            carry(str(item.data(PERSON)), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to take a change out with Delete."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None:
            self.remove_asked.emit(str(item.data(KEY)))
            return
        super().keyPressEvent(event)


class SchoolCard(QFrame):
    """One school: what it lacks, who comes and who goes; teachers may be dropped on it.

    Signals:
        dropped: id of a teacher, place on the screen.
        chosen: key of a change.
        remove_asked: key of a change.
    """

    dropped = Signal(str, QPoint)
    chosen = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("school_card")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.school = ""
        self.name = QLabel()
        self.name.setProperty("role", "heading")
        self.lack = QLabel()
        self.chips = QLabel()
        self.chips.setWordWrap(True)
        self.chips.setTextFormat(Qt.TextFormat.RichText)
        self.entries = EntryList()
        self.entries.chosen.connect(self.chosen)
        self.entries.remove_asked.connect(self.remove_asked)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.lack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 6)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.chips)
        layout.addWidget(self.entries)
        layout.addStretch(1)
        self.setMinimumWidth(1)  # columns are equally wide whatever their texts
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.weight = 3
        self._mark(over=False)

    def show_card(self, card: Card) -> None:
        """Show another state of a school."""
        self.school = card.school
        self.name.setText(f"{card.name}{' · 海岛' if card.island else ''}")
        short = plain(rounded(card.short, 1))
        self.lack.setText(f"共缺 {short} 人" if short else "✓ 不缺人")
        self.lack.setStyleSheet(f"color: {theme.BAD if short else theme.GOOD};")
        stages = len({chip.stage for chip in card.chips}) > 1
        shown = [_chip(chip, stages=stages) for chip in _shown(card.chips)]
        self.chips.setText("&nbsp; ".join(shown))
        self.chips.setVisible(bool(shown))
        self.chips.setToolTip("\n".join(chip.tip for chip in card.chips))
        self.entries.show_entries(card.entries)
        self.weight = 3 + min(len(card.entries), MOST_ENTRIES)
        self.setAccessibleName(f"{card.name}，{self.lack.text()}，变动 {len(card.entries)} 项")

    def _mark(self, *, over: bool) -> None:
        edge, ground = (theme.ACCENT, theme.ACCENT_SOFT) if over else (theme.LINE, theme.PAPER)
        self.setStyleSheet(
            f"#school_card {{ background: {ground}; border: 1px solid {edge};"
            " border-radius: 5px; }"
            f"#school_card:focus {{ border: 1px solid {theme.ACCENT}; }}"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up under a teacher."""
        if event.mimeData().hasFormat(TEACHER):
            event.acceptProposedAction()
            self._mark(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go back to plain."""
        self._mark(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the teacher on."""
        self._mark(over=False)
        person = bytes(event.mimeData().data(TEACHER).data()).decode()
        event.acceptProposedAction()
        self.dropped.emit(person, self.mapToGlobal(event.position().toPoint()))


def _shown(chips: Sequence[Chip]) -> list[Chip]:
    """Return what a card has room for: what is short, then what the plan changes."""
    wanted = [c for c in chips if c.short or c.changed]
    wanted.sort(key=lambda c: (not c.short, c.after))
    return wanted[:MOST_CHIPS]


def _chip(chip: Chip, *, stages: bool) -> str:
    ink = theme.BAD if chip.short else theme.GOOD
    weight = 600 if chip.changed else 400
    sign = "" if not chip.changed else " ↑" if chip.after > chip.before else " ↓"
    stage = chip.stage if stages else ""
    # A word joiner between the characters keeps a subject and its number on one line.
    text = escape(JOINER.join(f"{stage}{chip.text}{sign}".replace(" ", "\u00a0")))
    return f'<span style="color:{ink}; font-weight:{weight}">{text}</span>'


class BoardView(QScrollArea):
    """The cards of all schools, in as many columns as there is room for.

    Signals:
        dropped: id of a teacher, id of a school, place on the screen.
        chosen: key of a change.
        remove_asked: key of a change.
    """

    dropped = Signal(str, str, QPoint)
    chosen = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("方案看板")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QWidget()
        self._across = QHBoxLayout(self._body)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(theme.SPACE)
        self.setWidget(self._body)
        self.cards: list[SchoolCard] = []
        self._columns: list[QVBoxLayout] = []
        self._shown = 0

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show another state of the plan."""
        while len(self.cards) < len(cards):
            self.cards.append(self._made())
        for widget, card in zip(self.cards, cards, strict=False):
            widget.show_card(card)
        for number, widget in enumerate(self.cards):
            widget.setVisible(number < len(cards))
        self._shown = len(cards)
        self._arrange(force=True)

    def _made(self) -> SchoolCard:
        card = SchoolCard()
        card.dropped.connect(lambda person, at: self.dropped.emit(person, card.school, at))
        card.chosen.connect(self.chosen)
        card.remove_asked.connect(self.remove_asked)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, *, force: bool = False) -> None:
        """Deal the cards out, each to the column that is shortest so far."""
        wide = CARD_WIDTH * max(1.0, self.fontMetrics().height() / 17)
        wanted = max(1, int(self.viewport().width() // wide))
        if wanted == len(self._columns) and not force:
            return
        while len(self._columns) < wanted:
            column = QVBoxLayout()
            column.setSpacing(theme.SPACE)
            self._columns.append(column)
            self._across.addLayout(column, 1)
        while len(self._columns) > wanted:
            gone = self._columns.pop()
            _empty(gone)
            self._across.removeItem(gone)
            gone.deleteLater()
        for column in self._columns:
            _empty(column)
        heights = [0] * wanted
        for card in self.cards[: self._shown]:
            shortest = heights.index(min(heights))
            self._columns[shortest].addWidget(card)
            heights[shortest] += card.weight
        for column in self._columns:
            column.addStretch(1)


def _empty(column: QVBoxLayout) -> None:
    """Take everything out of a column; the cards live on."""
    while column.takeAt(0) is not None:
        pass
