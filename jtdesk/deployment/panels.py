"""Panels of the deployment pages: a finding on a card, the steps of the year, a switch of views."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.deployment.figures import Finding, YearStep
from jtdesk.deployment.flow_map import FlowMap
from jtdesk.deployment.flow_picture import FlowSpec
from jtdesk.ui import theme
from jtdesk.ui.page import PageContext
from jtdesk.ui.painted import FigureFrame

# Sign, ink and ground of a state: never colour alone.
STATES = {
    "good": ("✓", theme.GOOD, theme.GOOD_SOFT),
    "bad": ("✕", theme.BAD, theme.BAD_SOFT),
    "caution": ("△", theme.CAUTION, theme.CAUTION_SOFT),
    "": ("", theme.FAINT, theme.GROUND),
}


class ShareBar(QWidget):
    """A bar of a share with the mark that is to be reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = Finding(title="")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(60, 12)

    def sizeHint(self) -> QSize:
        """Return a low bar."""
        return QSize(160, 12)

    def show_finding(self, finding: Finding) -> None:
        """Draw another share; nothing where there is none."""
        self.finding = finding
        self.setVisible(finding.share is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bar and mark."""
        finding = self.finding
        if finding.share is None:
            return
        painter = QPainter(self)
        most = max(finding.share, (finding.threshold or 0.0) * 1.35, 1.0)
        wide, high = self.width() - 2, self.height()
        painter.fillRect(QRectF(0, 3, wide, high - 6), QColor(theme.PANEL))
        colour = QColor(STATES[finding.state][1] if finding.state else theme.ACCENT)
        painter.fillRect(QRectF(0, 3, wide * finding.share / most, high - 6), QBrush(colour))
        if finding.threshold:
            at = wide * finding.threshold / most
            painter.setPen(QPen(QColor(theme.INK), 2))
            painter.drawLine(int(at), 0, int(at), high)
        painter.end()


class FindingCard(QFrame):
    """A finding with its state in words, sign and colour, its bar, its people and its source.

    Signals:
        link_clicked: key of a number.
        source_clicked: the user wants the rule and its source.
    """

    link_clicked = Signal(str)
    source_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.finding = Finding(title="")
        self.verdict = QLabel()
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setProperty("role", "heading")
        self.bar = ShareBar()
        self.source = QToolButton()
        self.source.setText("依据和算法")
        self.source.setIcon(theme.icon("info"))
        self.source.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.source.setAutoRaise(True)
        self.source.clicked.connect(self.source_clicked)
        self._links = QHBoxLayout()
        self._links.setSpacing(0)
        self.buttons: list[QToolButton] = []
        head = QHBoxLayout()
        head.addWidget(self.verdict)
        head.addStretch(1)
        head.addWidget(self.source)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 6)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addStretch(1)
        layout.addWidget(self.bar)
        layout.addLayout(self._links)
        self.show_finding(self.finding)

    def show_finding(self, finding: Finding) -> None:
        """Show another finding."""
        self.finding = finding
        sign, ink, ground = STATES[finding.state]
        self.setStyleSheet(
            f"#card {{ background: {theme.PAPER}; border: 1px solid {theme.LINE};"
            f" border-left: 5px solid {ink}; border-radius: 4px; }}"
        )
        self.verdict.setText(f"{sign} {finding.verdict}".strip())
        self.verdict.setStyleSheet(
            f"color: {ink}; background: {ground}; border-radius: 3px; padding: 1px 6px;"
            " font-weight: 600;"
        )
        self.verdict.setVisible(bool(finding.verdict))
        self.title.setText(finding.title)
        self.bar.show_finding(finding)
        told = "\n".join(part for part in (finding.rule, finding.source) if part)
        self.setToolTip(told)
        self.source.setToolTip(told or "依据和算法")
        self.source.setAccessibleName(f"依据和算法：{finding.title}")
        self.source.setVisible(bool(told))
        self.setAccessibleName(f"{finding.verdict} {finding.title}".strip())
        self._show_links(finding.links)

    def _show_links(self, links: Sequence[tuple[str, str]]) -> None:
        while (item := self._links.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for text, key in links:
            button = QToolButton()
            button.setText(text)
            button.setAutoRaise(True)
            button.setProperty("role", "count")
            button.setToolTip("单击看是哪些人")
            button.clicked.connect(lambda _=False, key=key: self.link_clicked.emit(key))
            self._links.addWidget(button)
            self.buttons.append(button)
        self._links.addStretch(1)


class YearStrip(QWidget):
    """The steps of the year side by side, the one that is due marked.

    Signals:
        step_clicked: key of a step.
    """

    step_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SMALL)
        self.buttons: list[QPushButton] = []
        self.setAccessibleName("本学年日程")

    def show_steps(self, steps: Sequence[YearStep]) -> None:
        """Show other steps."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = [self._made(step) for step in steps]
        for number, button in enumerate(self.buttons):
            if number:
                arrow = QLabel("›")
                arrow.setProperty("role", "faint")
                self._layout.addWidget(arrow)
            self._layout.addWidget(button, 1)

    def _made(self, step: YearStep) -> QPushButton:
        sign, ink, ground = STATES[step.state]
        when = f"{int(step.day[5:7])}月{int(step.day[8:10])}日"
        button = QPushButton(f"{step.short}\n{sign or '○'} {when} {step.word}")
        button.setToolTip("\n".join(p for p in (f"{step.day} 前：{step.title}", step.note) if p))
        button.setAccessibleName(f"{step.title}，{when}，{step.word}。{step.note}")
        button.setMinimumWidth(40)
        width = "2px" if step.state in {"caution", "bad"} else "1px"
        button.setStyleSheet(
            f"QPushButton {{ color: {theme.INK if step.state else theme.FAINT};"
            f" background: {ground}; padding: 3px 4px;"
            f" border: {width} solid {ink if step.state else theme.LINE}; border-radius: 4px; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.ACCENT}; }}"
        )
        button.clicked.connect(lambda _=False, key=step.key: self.step_clicked.emit(key))
        return button


class Switch(QWidget):
    """A few buttons of which one is pressed.

    Args:
        choices: ``(key, title, tip)``.
        name: what is switched, for screen readers.

    Signals:
        chosen: key of the button.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str, str]],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.show_choices(choices)

    def show_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer other choices; the pressed one stays pressed where it still is offered."""
        if list(self.buttons) == [key for key, _title, _tip in choices]:
            return
        before = self.key
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for key, title, tip in choices:
            button = QToolButton()
            button.setText(title)
            button.setToolTip(tip or title)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._row.addWidget(button)
            self.buttons[key] = button
        if self.buttons:
            self.press(before if before in self.buttons else next(iter(self.buttons)))

    @property
    def key(self) -> str:
        """Key of the pressed button."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def press(self, key: str) -> None:
        """Press a button without telling anybody."""
        self.buttons[key].setChecked(True)


class Reflow(QWidget):
    """Sets widgets side by side as long as there is room, else in lines of about equal length.

    Args:
        widgets: in order; hidden ones take no place.
        letters: room each needs, in Chinese characters.
        shares: of the width, for widgets that stand side by side.
    """

    def __init__(
        self, widgets: Sequence[QWidget], letters: int, shares: Sequence[int] = ()
    ) -> None:
        super().__init__()
        self._widgets, self._letters, self._shares = list(widgets), letters, shares
        self._placed: tuple[int, int] = (0, 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE)
        self.arrange()

    def _least(self) -> int:
        return self.fontMetrics().horizontalAdvance("汉") * self._letters

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of one widget only."""
        return QSize(self._least(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the widgets that are shown."""
        shown = [one for one in self._widgets if not one.isHidden()] or self._widgets
        most = max(min(self.width() // self._least(), len(shown)), 1)
        lines = -(-len(shown) // most)
        columns = -(-len(shown) // lines)
        if (columns, len(shown)) == self._placed:
            return
        self._placed = (columns, len(shown))
        for number in range(len(self._widgets)):
            self._grid.setColumnStretch(number, 0)
        for one in self._widgets:
            self._grid.removeWidget(one)
        for number, one in enumerate(shown):
            self._grid.addWidget(one, *divmod(number, columns))
        for column in range(columns):
            beside = columns == len(self._shares)
            self._grid.setColumnStretch(column, self._shares[column] if beside else 1)


class FlowDialog(QDialog):
    """The map of flows, large.

    Args:
        context: of the page.
        spec: what it shows.
        parent: the page.

    Signals:
        flow_clicked: names of the sending and the receiving school; the dialog has closed.
    """

    flow_clicked = Signal(str, str)

    def __init__(self, context: PageContext, spec: FlowSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("交流去向")
        self.map = FlowMap()
        self.map.show_map(spec)
        self.map.flow_clicked.connect(self._on_flow)
        frame = FigureFrame(context, self.map, (("close", "关闭", self.accept),))
        frame.show_drawing(spec)
        layout = QVBoxLayout(self)
        layout.addWidget(frame)
        theme.size_to(self, 1240, 700)
        self.map.setFocus()

    def _on_flow(self, start: str, end: str) -> None:
        self.accept()
        self.flow_clicked.emit(start, end)
