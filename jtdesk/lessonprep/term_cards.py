"""What stands above the wall calendar: findings with their way out, and a card for each term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jtdesk.core.fields import Row
from jtdesk.lessonprep.calendar_findings import Finding
from jtdesk.ui import theme
from jtdesk.ui.flowing import FlowLayout
from jtdesk.ui.panels import Banner

KINDS = {"no_terms": "warning", "overlap": "fault", "file": "fault"}
MOST = 4
EVERY_STAGE, OTHER_STAGES = "各学段", "其他学段"


class Findings(QWidget):
    """Lines across the page, each with the button that settles what it says.

    Args:
        settle: runs the way out of a finding.
    """

    def __init__(self, settle: Callable[[Finding], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settle = settle
        self._found: tuple[Finding, ...] = ()
        self._shut: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        self.banners = [Banner() for _ in range(MOST)]
        for number, banner in enumerate(self.banners):
            banner.closed.connect(lambda number=number: self._on_closed(number))
            column.addWidget(banner)
        self.hide()

    def show_findings(self, found: Sequence[Finding], *, may: bool) -> None:
        """Show other findings; those the user has shut stay shut. ``may`` allows their buttons."""
        self._found = tuple(one for one in found if one.text not in self._shut)[:MOST]
        for number, banner in enumerate(self.banners):
            if number >= len(self._found):
                banner.hide()
                continue
            one = self._found[number]
            banner.tell(
                one.text,
                KINDS.get(one.kind, "warning"),
                button=one.way if may else "",
                run=partial(self._settle, one),
            )
        self.setVisible(bool(self._found))

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings in sight."""
        return self._found

    def _on_closed(self, number: int) -> None:
        self._shut.add(self._found[number].text)
        self.setVisible(any(not banner.isHidden() for banner in self.banners))


def scrolling(body: QWidget) -> QScrollArea:
    """Return a page that scrolls where the window is too low for all of it, as at 150 %."""
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class TermCards(QWidget):
    """A card for each term and stage; the one pressed is shown below.

    Signals:
        chosen: id of the term.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("学期")
        self.cards: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self, theme.SPACE)

    def show_terms(self, rows: Sequence[Row], chosen: str) -> None:
        """Show the cards of some terms with one of them pressed."""
        for card in self.cards.values():
            self._group.removeButton(card)
            self._flow.removeWidget(card)
            card.hide()
            card.deleteLater()
        own = {row["term"] for row in rows if row["stage"]}
        self.cards = {row["id"]: self._made(row, others=row["term"] in own) for row in rows}
        self.press(chosen)

    def _made(self, row: Row, *, others: bool) -> QPushButton:
        stage = row["stage"] or (OTHER_STAGES if others else EVERY_STAGE)
        half = "第一学期" if row["term"].endswith("1") else "第二学期"
        card = QPushButton(
            f"{half}  {stage}\n{_short(row['start'])}—{_short(row['end'])}  "
            f"{row['weeks']} 周  上课 {row['days']} 天"
        )
        card.setObjectName("term-card")
        card.setCheckable(True)
        card.setToolTip(
            f"{row['title']}（{stage}）：{row['start']} 至 {row['end']}，第 1 周从 {row['week1']} "
            f"那一周算起，一周从{'周日' if row['first_weekday'] == 7 else '周一'}。"
        )
        card.setStyleSheet(
            f"QPushButton {{ text-align: left; padding: 5px 12px; background: {theme.PAPER};"
            f" border: 1px solid {theme.LINE}; border-radius: 5px; color: {theme.INK}; }}"
            f"QPushButton:checked {{ border: 2px solid {theme.ACCENT};"
            f" background: {theme.ACCENT_SOFT}; padding: 4px 11px; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.INK}; padding: 4px 11px; }}"
        )
        card.clicked.connect(lambda _=False, key=row["id"]: self.chosen.emit(key))
        self._group.addButton(card)
        self._flow.addWidget(card)
        card.show()
        return card

    def press(self, key: str) -> None:
        """Press a card without telling anybody."""
        if key in self.cards:
            self.cards[key].setChecked(True)


def _short(day: str) -> str:
    return f"{int(day[5:7])}月{int(day[8:])}日"
