"""The first tab of the planner: question, finding, who could move, the board, the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.board import BoardView, CandidateTable
from jtdesk.deployment.board_state import Card, QuotaState
from jtdesk.deployment.plan_lists import CANDIDATE_COLUMNS
from jtdesk.deployment.planning import Basis, PlanRequest
from jtdesk.deployment.problem import Move
from jtdesk.deployment.ratios import GROUP, STAGE_MARK
from jtdesk.ui import theme
from jtdesk.ui.filters import FilterLine
from jtdesk.ui.panels import Details, Section
from jtdesk.ui.rows import RowSet
from jtdesk.ui.table import RowsModel

PAUSE = 500
NO_LIMIT = "不限"
MOST_QUOTAS = 4
LEAST_SIDE = 190
MOST_SIDES = (260, 320)  # teachers, reasons
SHORT = {
    "rotation_share": "交流比例", "backbone_share": "骨干比例",
    "graduating_share": "毕业年级交流比例",
}  # fmt: skip


class PlanView(QWidget):
    """Controls above, three panes below.

    Signals:
        request_changed: year, budget, term or kinds of change are others now.
    """

    request_changed = Signal()

    def __init__(self, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.request_changed)
        self._year = self._spin(2000, 2100, year, "", " 学年")
        self._budget = self._spin(0, 9999, 0, "最多变动 ", " 人次")
        self._budget.setSpecialValueText(f"变动人次{NO_LIMIT}")
        self._term = self._spin(1, 6, 1, "每次交流 ", " 学年")
        self._seconds = QSpinBox()
        self._seconds.setRange(5, 3600)
        self._seconds.setValue(30)
        self._seconds.setPrefix("最多算 ")
        self._seconds.setSuffix(" 秒")
        self._more = QToolButton()
        self._more.setText(f"条件{theme.OPENS}")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._days = self._tick("可安排走教（当天能往返的学校）")
        self._second = self._tick("可安排兼教（登记了兼教学科的教师）")
        self._leaders = self._tick("校级干部也参加", on=False)
        self.headline = QLabel()
        self.headline.setProperty("role", "heading")
        self.headline.setWordWrap(True)
        self.strip = QLabel()
        self.strip.setWordWrap(True)
        self.strip.setTextFormat(Qt.TextFormat.RichText)
        self.filter = FilterLine("筛选可安排的教师")
        self.model = RowsModel(list(CANDIDATE_COLUMNS))
        self.candidates = CandidateTable(self.model, "deployment.plan_candidates")
        self.candidates.setAccessibleName("可安排的教师")
        self.candidates.verticalHeader().hide()
        self.filter.filtered.connect(lambda words: self.model.choose(words=words))
        self.filter.left.connect(self.candidates.setFocus)
        self.candidates.typed.connect(self.filter.type_more)
        self.board = BoardView()
        self.about = QLabel()
        self.about.setProperty("role", "heading")
        self.details = Details()
        self.details.setAccessibleName("理由")
        self._lay_out()

    def _spin(self, low: int, high: int, value: int, before: str, after: str) -> QSpinBox:
        made = QSpinBox()
        made.setRange(low, high)
        made.setValue(value)
        made.setPrefix(before)
        made.setSuffix(after)
        made.setAccessibleName(f"{before}{after}".strip())
        made.valueChanged.connect(lambda _value: self._timer.start())
        return made

    def _tick(self, text: str, *, on: bool = True) -> QAction:
        made = self._menu.addAction(text)
        made.setCheckable(True)
        made.setChecked(on)
        made.toggled.connect(lambda _on: self._timer.start())
        return made

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(theme.SPACE)
        controls: tuple[QWidget, ...] = (
            self._year, self._budget, self._term, self._seconds, self._more,
        )  # fmt: skip
        for widget in controls:
            asked.addWidget(widget)
        asked.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.filter)
        column.addWidget(self.candidates, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.SMALL, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.about)
        column.addWidget(self.details, 1)
        panes = QSplitter(Qt.Orientation.Horizontal)
        for pane in (left, self.board, right):
            panes.addWidget(pane)
        panes.setStretchFactor(0, 0)
        panes.setStretchFactor(1, 1)
        panes.setStretchFactor(2, 0)
        panes.setChildrenCollapsible(False)
        panes.splitterMoved.connect(self._on_parted)
        self._panes = panes
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(asked)
        layout.addWidget(self.headline)
        layout.addWidget(self.strip)
        layout.addWidget(panes, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room until the user has: the board gets half of it at least."""
        super().resizeEvent(event)
        if not self._shared:
            wide = event.size().width()
            left, right = (max(LEAST_SIDE, min(most, wide // 4)) for most in MOST_SIDES)
            self._panes.setSizes([left, wide - left - right, right])

    def _on_parted(self) -> None:
        self._shared = True

    # ------------------------------------------------------------------ asking

    def request(self) -> PlanRequest:
        """Return what the controls ask for."""
        return PlanRequest(
            year=self._year.value(),
            budget=self._budget.value() or None,
            term=self._term.value(),
            offer_days=self._days.isChecked(),
            offer_seconds=self._second.isChecked(),
            leaders=self._leaders.isChecked(),
        )

    def seconds(self) -> int:
        """Return how long the planner may reckon."""
        return self._seconds.value()

    def set_seconds(self, seconds: int) -> None:
        """Give the planner another time."""
        self._seconds.setValue(seconds)

    def set_budget(self, budget: int | None) -> None:
        """Allow more changes, None for as many as wanted."""
        self._budget.setValue(budget or 0)

    def set_busy(self, *, busy: bool) -> None:
        """Hold the controls while a plan is reckoned; the board stays usable."""
        for widget in (self._year, self._budget, self._term, self._seconds):
            widget.setEnabled(not busy)

    # ----------------------------------------------------------------- showing

    def show_candidates(self, rows: Sequence[Row]) -> None:
        """Show who could be asked."""
        self.model.replace(RowSet(rows, self.model.columns))

    def show_fault(self, text: str) -> None:
        """Say why there is nothing to plan."""
        self.headline.setText(text)
        self.strip.clear()
        self.board.show_cards([])
        self.show_candidates([])
        self.show_details("", "", [])

    def show_plan(
        self,
        found: Basis,
        cards: Sequence[Card],
        quotas: Sequence[QuotaState],
        moves: Sequence[Move],
    ) -> None:
        """Show a plan on the board with its finding above."""
        self.board.show_cards(cards)
        before = sum(max(0.0, need.need - need.available) for need in found.problem.needs)
        after = sum(card.short for card in cards)
        self.headline.setText(_finding(len(moves), quotas, before, after))
        told = [f"政策：{escape(found.policy.title)}", *_quotas(quotas)]
        told.append(f"学科缺口 {_short(before)} → {_short(after)} 人")
        self.strip.setText(" &nbsp;·&nbsp; ".join(told))
        self.strip.setToolTip("\n".join(_division(one) for one in quotas))

    def show_details(self, title: str, subtitle: str, sections: Sequence[Section]) -> None:
        """Show the reasons of a change, or the plan as a whole."""
        self.about.setText(f"{title} · {subtitle}" if subtitle else title)
        self.details.show_sections(sections)


def _short(number: float) -> str:
    return str(plain(rounded(number, 1)))


def _quotas(states: Sequence[QuotaState]) -> list[str]:
    """Return where the ratios stand, those that are not met first; many are summed up."""
    ranked = sorted(states, key=lambda state: -state.missing)
    told = [_quota(state) for state in ranked[:MOST_QUOTAS]]
    rest = ranked[MOST_QUOTAS:]
    if rest:
        open_ = sum(state.missing > 0 for state in rest)
        told.append(f"另有 {len(rest)} 项比例" + (f"，{open_} 项没有达到" if open_ else "，都达到"))
    return told


def _quota(state: QuotaState) -> str:
    share = f"{state.share:.1f}%" if state.share is not None else "无"
    sign = "≥" if state.quota.operator == ">=" else "&gt;"
    text = f"{escape(called(state))} {share}（应{sign}{state.quota.threshold:g}%）"
    if state.missing:
        return f'<span style="color:{theme.BAD}">✕ {text}，还差 {state.missing} 人</span>'
    return f'<span style="color:{theme.GOOD}">✓ {text}</span>'


def called(state: QuotaState) -> str:
    """Return a ratio by its short name, with its scope where that is not the whole group."""
    name, _, scope = state.quota.code.partition(":")
    short = SHORT.get(name, state.quota.title)
    return (
        short if scope == GROUP or name not in SHORT else f"{scope.removeprefix(STAGE_MARK)}{short}"
    )


def _division(state: QuotaState) -> str:
    return f"{state.quota.title}：{state.numerator} ÷ {state.denominator}"


def _finding(changes: int, quotas: Sequence[QuotaState], before: float, after: float) -> str:
    """Return the finding in a sentence: what the plan reaches and what it leaves open."""
    missing = sum(state.missing for state in quotas)
    reached = "各项比例都达到" if not missing else f"比例还差 {missing} 人"
    if not changes:
        lead = "还没有变动：" if missing else "不用变动，"
        gap = f"学科还缺 {_short(before)} 人" if before >= 0.05 else "学科不缺人"
        return f"{lead}{reached}，{gap}。"
    if after < 0.05:
        return f"变动 {changes} 人次以后，{reached}，学科不再缺人。"
    return (
        f"变动 {changes} 人次以后，{reached}，学科缺口由 {_short(before)} 降到 {_short(after)} 人。"
    )
