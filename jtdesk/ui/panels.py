"""Small panels pages share: the drawer of a record, empty pages, banners and headings."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.ui import theme
from jtdesk.ui.documents import DocumentsPanel
from jtdesk.ui.page import HistoryLine, PageContext


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a record's details.

    Attributes:
        title: Chinese.
        value: ready to read.
        mark: ``caution`` or ``bad``; told by a sign as well as by colour.
        link: what a click on ``link_text`` announces, e.g. ``reveal``.
        link_text: words of the link.
    """

    title: str
    value: str
    mark: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed group of facts."""

    title: str
    facts: tuple[Fact, ...]
    note: str = ""


NONE = "空"
TITLE_ROOM = 8  # characters
SIGNS = {"caution": ("△", theme.CAUTION), "bad": ("✕", theme.BAD), "good": ("✓", theme.GOOD)}


class Details(QTextBrowser):
    """A record's facts as a readable, selectable page.

    Signals:
        link_clicked: the `Fact.link` of a clicked line.
    """

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("详情")
        self.anchorClicked.connect(self._on_anchor)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show other facts; facts without a value are left out."""
        parts = []
        metrics = self.fontMetrics()
        most = metrics.horizontalAdvance("汉") * TITLE_ROOM
        for section in sections:
            facts = [fact for fact in section.facts if fact.value or fact.link]
            # A narrow drawer has no room to give away: titles take what the longest wants.
            wanted = max((metrics.horizontalAdvance(fact.title) for fact in facts), default=0)
            titles = min(most, wanted + metrics.horizontalAdvance("汉") // 2)
            if facts or section.note:
                parts.append(_heading(section.title) + _table(facts, titles) + _note(section.note))
        place = self.verticalScrollBar().value()
        self.setHtml("".join(parts))
        self.verticalScrollBar().setValue(place)

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        """Show the past of a record."""
        if not lines:
            self.setHtml(_note("这条记录还没有改动。"))
            return
        parts = []
        for line in lines:
            parts.append(
                f'<p style="margin:10px 0 2px 0"><b>{html.escape(line.label)}</b> '
                f'<span style="color:{theme.FAINT}">{html.escape(line.at)} '
                f"{html.escape(line.actor)}</span></p>"
            )
            rows = "".join(_change(*change) for change in line.changes)
            parts.append(f'<table cellpadding="2">{rows}</table>' if rows else "")
        self.setHtml("".join(parts))

    def _on_anchor(self, url: QUrl) -> None:
        self.link_clicked.emit(url.toString())


def _heading(title: str) -> str:
    if not title:
        return ""
    return (
        f'<p style="margin:12px 0 3px 0;color:{theme.ACCENT};font-weight:600">'
        f"{html.escape(title)}</p>"
    )


def _note(text: str) -> str:
    return f'<p style="color:{theme.FAINT}">{html.escape(text)}</p>' if text else ""


def _table(facts: Sequence[Fact], titles: int) -> str:
    rows = []
    for fact in facts:
        sign, colour = SIGNS.get(fact.mark, ("", theme.INK))
        link = (
            f' <a href="{html.escape(fact.link)}">{html.escape(fact.link_text)}</a>'
            if fact.link
            else ""
        )
        value = f"{sign} {html.escape(fact.value)}" if sign else html.escape(fact.value)
        rows.append(
            f'<tr><td width="{titles}" style="color:{theme.FAINT}">{html.escape(fact.title)}</td>'
            f'<td style="color:{colour}">{value}{link}</td></tr>'
        )
    return f'<table width="100%" cellpadding="3">{"".join(rows)}</table>' if rows else ""


def _change(title: str, before: str, after: str) -> str:
    old, new = html.escape(before or NONE), html.escape(after or NONE)
    said = new if old == NONE else f"{old} → {new}"
    return f'<tr><td style="color:{theme.FAINT}">{html.escape(title)}</td><td>{said}</td></tr>'


class Drawer(QFrame):
    """The panel beside a list: the selected record, its history and its documents.

    Signals:
        closed: the user shut it.
        tab_changed: another tab is in front: ``details``, ``history``, ``documents``, or a name.
    """

    closed = Signal()
    tab_changed = Signal(str)

    def __init__(self, *, documents: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setMinimumWidth(270)
        self.setAutoFillBackground(True)
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.title.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subtitle = QLabel()
        self.subtitle.setProperty("role", "faint")
        self.subtitle.setWordWrap(True)
        shut = QToolButton()
        shut.setIcon(theme.icon("close"))
        shut.setToolTip("收起（Esc）")
        shut.setAccessibleName("收起详情")
        shut.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.details, self.history = Details(), Details()
        self.history.setAccessibleName("历史")
        self.documents = DocumentsPanel() if documents else None
        self._names: list[str] = []
        self.add_tab("details", "详情", self.details)
        self.add_tab("history", "历史", self.history)
        if self.documents is not None:
            self.add_tab("documents", "附件", self.documents)
        self.tabs.currentChanged.connect(lambda i: self.tab_changed.emit(self._names[i]))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(shut, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        layout.addLayout(head)
        layout.addWidget(self.subtitle)
        layout.addWidget(self.tabs, 1)

    def add_tab(self, name: str, title: str, widget: QWidget) -> None:
        """Add a tab of the page's own."""
        self._names.append(name)
        self.tabs.addTab(widget, title)

    @property
    def tab(self) -> str:
        """Name of the tab in front."""
        return self._names[self.tabs.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(self._names.index(name))

    def show_record(self, title: str, subtitle: str, sections: Sequence[Section]) -> None:
        """Show a record's name and details."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.details.show_sections(sections)


@dataclass(frozen=True, slots=True)
class Step:
    """A next step an empty page offers."""

    label: str
    run: Callable[[], object]
    icon: str = ""


def practice_step(context: PageContext) -> Step | None:
    """Return the step that opens the practice group, where a window can."""
    run = context.practice
    return None if run is None else Step("先看看演练集团（虚构数据）", run, "school")


class EmptyPage(QWidget):
    """Says what goes here and offers up to three next steps, and one aside."""

    def __init__(
        self,
        title: str,
        text: str,
        steps: Sequence[Step] = (),
        *,
        icon: str = "file",
        aside: Step | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(theme.icon(icon).pixmap(QSize(56, 56)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QLabel(title)
        head.setProperty("role", "title")
        head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = QLabel(text)
        body.setWordWrap(True)
        body.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body.setMinimumWidth(420)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.buttons: list[QPushButton] = []
        for number, step in enumerate(steps[:3]):
            button = QPushButton(step.label)
            if step.icon and number:  # a dark icon is lost on the primary button
                button.setIcon(theme.icon(step.icon))
            button.setProperty("primary", number == 0)
            button.clicked.connect(lambda _=False, run=step.run: run())
            buttons.addWidget(button)
            self.buttons.append(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SPACE * 2)
        layout.addStretch(2)
        layout.addWidget(picture)
        layout.addWidget(head)
        layout.addWidget(body)
        layout.addLayout(buttons)
        if aside is not None:
            layout.addWidget(self._aside(aside), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _aside(self, step: Step) -> QPushButton:
        button = QPushButton(theme.icon(step.icon), step.label)
        button.setFlat(True)
        button.clicked.connect(lambda _=False: step.run())
        self.buttons.append(button)
        return button


class Banner(QFrame):
    """A line across a page that stays until its cause is gone or it is closed.

    Signals:
        closed: the user shut it.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._sign = QLabel()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        self.button.hide()
        self._run: Callable[[], object] | None = None
        self.button.clicked.connect(self._on_button)
        shut = QToolButton()
        shut.setIcon(theme.icon("close"))
        shut.setAccessibleName("关闭提示")
        shut.clicked.connect(self._on_shut)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 5, 6, 5)
        layout.addWidget(self._sign)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        layout.addWidget(shut)
        self.hide()

    def tell(
        self,
        text: str,
        kind: str = "info",
        *,
        button: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence; ``kind`` as in `ui.bus.Notice`."""
        ink, ground, sign = theme.kind_colours(kind)
        self.setStyleSheet(
            f"#banner {{ background: {ground}; border: 1px solid {ink}; border-radius: 4px; }}"
            f"QLabel {{ color: {ink}; background: transparent; }}"
        )
        self._sign.setPixmap(theme.icon(sign).pixmap(QSize(20, 20)))
        self.label.setText(text)
        self._run = run
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.show()

    def _on_button(self) -> None:
        if self._run is not None:
            self._run()

    def _on_shut(self) -> None:
        self.hide()
        self.closed.emit()
