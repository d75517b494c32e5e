"""The overview of the rotation: ratios met or not, the steps of the year, gaps, who goes where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, remembering
from jtdesk.deployment import (
    dialogs,
    figures,
    outlook,
    overview_lists,
    rotation,
    standards,
)
from jtdesk.deployment.flow_map import FlowMap
from jtdesk.deployment.heat_map import HeatMap
from jtdesk.deployment.panels import FindingCard, FlowDialog, Reflow, YearStrip
from jtdesk.deployment.ratios import Figure
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.export import ListExport
from jtdesk.ui.figure_page import FigurePage
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.page import PageContext
from jtdesk.ui.painted import FigureFrame
from jtdesk.ui.panels import EmptyPage, Step, practice_step
from jtdesk.ui.rows import RowSet

ELIGIBLE, NEEDS, LEDGER = "deployment.eligible", "deployment.needs", "deployment.ledger"
PLANNER, FORMS = "deployment.planner", "submissions.forms"
STEP_PAGES = {
    "list": ELIGIBLE, "decision": PLANNER, "roster": FORMS, "start": LEDGER, "midterm": LEDGER,
    "assessment": LEDGER,
}  # fmt: skip
SHORT = {"rotation_share": "交流比例", "backbone_share": "骨干比例",
         "graduating_share": "毕业年级交流比例"}  # fmt: skip
MOST_CARDS = 5
CARD_LETTERS, MAP_LETTERS = 17, 42  # room in Chinese characters before a line is broken
OUTLOOK, ABLE = "outlook", "able"


class RotationPage(FigurePage):
    """交流轮岗 at a glance."""

    reads = (
        "teacher", "posting", "honour", "school", "membership", "school_facts", "stage_facts",
        "travel", "placement", "exemption", "standard", "scenario", "subject_share", "past_value",
    )  # fmt: skip
    title = "交流轮岗概况"
    unit = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.overview: overview_lists.Overview | None = None
        self.policy = QLabel()
        self.policy.setWordWrap(True)
        self.policy.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cards = [FindingCard() for _ in range(MOST_CARDS)]
        for number, card in enumerate(self.cards):
            card.link_clicked.connect(lambda key, number=number: self._on_number(number, key))
            card.source_clicked.connect(lambda number=number: self._on_source(number))
            card.hide()
        self.strip = YearStrip()
        self.strip.step_clicked.connect(lambda key: context.navigate(STEP_PAGES[key]))
        self.heat = HeatMap(small=True)
        self.heat.cell_clicked.connect(self._on_cell)
        self.flow = FlowMap()
        self.flow.flow_clicked.connect(self._on_flow)
        self.heat_frame = FigureFrame(
            context, self.heat, (("table", "放大", lambda: context.navigate(NEEDS)),), brief=True
        )
        self.flow_frame = FigureFrame(
            context, self.flow, (("search", "放大", self.enlarge_flow),), brief=True
        )
        navigate = context.navigate
        empty = EmptyPage(
            "交流轮岗的比例、缺口和去向",
            "有了成员校和教职工名册，这里就显示谁符合交流条件、比例够不够、差几个人、"
            "明年会怎样、哪所学校缺哪一科。先导入各校的表格，再导入交流轮岗花名册。",
            (
                Step("导入学校送来的表格", lambda: navigate(IMPORT_PAGE), "import"),
                Step("取空表发给学校填", lambda: navigate(FORMS), "form"),
            ),
            icon="exchange",
            aside=practice_step(context),
        )
        self.set_up("一览", self._main(), empty)
        self.outlook = overview_lists.outlook_list(context)
        self.compared = overview_lists.policy_list(context)
        self.moved = overview_lists.moved_list(context)
        self.add_list("各校比例", self.outlook, self._load_outlook)
        self.compare_tab = self.add_list("各地口径比较", self.compared, self._load_compared)
        self.moved_tab = self.add_list("交流去向名单", self.moved, self._load_moved)
        for panel in (self.outlook, self.compared, self.moved):
            panel.table.selection_changed.connect(self.refresh_actions)
        self.outlook.table.row_activated.connect(self._on_school)
        self.moved.table.row_activated.connect(lambda row: navigate(LEDGER, id=row["id"]))
        self.compared.table.row_activated.connect(lambda _row: self.act_choose())

    def _main(self) -> QWidget:
        line = self.fontMetrics().height()
        self.heat.setMinimumHeight(line * 9)
        self.flow.setMinimumHeight(line * 12)
        self.card_row = Reflow(self.cards, CARD_LETTERS)
        maps = Reflow((self.heat_frame, self.flow_frame), MAP_LETTERS, (8, 7))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.policy)
        column.addWidget(self.card_row)
        column.addWidget(self.strip)
        column.addWidget(maps, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(body)
        return area

    # ---------------------------------------------------------------- loading

    def load_main(self) -> None:
        """Ask for everything the first tab shows, in one reading."""
        as_of = self.context.frame.as_of
        self.ask(
            lambda session: overview_lists.overview(session, as_of),
            self._on_overview,
            key="overview",
        )

    def _on_overview(self, found: overview_lists.Overview) -> None:
        self.overview = found
        self.show_empty(empty=not found.found.people)
        policy = found.found.policy
        own = "（本集团有修改）" if found.chosen.edited else ""
        since = (
            f"{found.chosen.year} 学年起选用"
            if found.chosen.year is not None
            else "没有另选，用默认的"
        )
        self.policy.setText(
            f"口径：<b>{policy.title}</b>{own}，{since}。依据：{policy.source}。"
            f"截至 {found.found.day}。"
        )
        self.policy.setToolTip(policy.note)
        self._show_cards(found)
        self.strip.show_steps(figures.year_steps(found.steps))
        self.heat.show_map(found.need)
        self.heat_frame.show_drawing(found.need)
        self.flow.show_map(found.flow)
        self.flow_frame.show_drawing(found.flow)
        self.refresh_actions()

    def _show_cards(self, found: overview_lists.Overview) -> None:
        shares = [one for one in found.shares if one.threshold is not None] or found.shares
        shares = shares[: MOST_CARDS - 2]
        title = SHORT["rotation_share"]
        policy = found.found.policy
        made = [
            figures.share_finding(one, policy.ratio(one.name), short=SHORT.get(one.name, ""))
            for one in shares
        ]
        made += [
            figures.outlook_finding(found.group, title), figures.able_finding(found.found)
        ]  # fmt: skip
        self._behind = self._people(found, shares)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(made))
            if number < len(made):
                card.show_finding(made[number])
        self.card_row.arrange()

    def _people(
        self, found: overview_lists.Overview, shares: Sequence[Figure]
    ) -> dict[tuple[int, str], tuple[str, ...]]:
        behind = {}
        for number, one in enumerate(shares):
            behind[number, "counted"] = tuple(one.counted)
            behind[number, "among"] = tuple(one.among)
        next_card, able_card = len(shares), len(shares) + 1
        behind[next_card, "newly"] = found.newly
        behind[next_card, "ending"] = found.ending
        verdicts: Mapping[str, Any] = found.found.verdicts
        behind[able_card, "able"] = tuple(k for k, v in verdicts.items() if v.eligible)
        behind[able_card, "unable"] = tuple(k for k, v in verdicts.items() if not v.eligible)
        return behind

    def _load_outlook(self) -> None:
        question = Ask(as_of=self.context.frame.as_of)

        def query(session: Session) -> RowSet:
            with remembering(session):
                return self.outlook.rowset(outlook.rotation_outlook(session, question))

        self.ask(query, self.outlook.show_rows, key="outlook")

    def _load_compared(self) -> None:
        as_of = self.context.frame.as_of

        def query(session: Session) -> RowSet:
            with remembering(session):
                return self.compared.rowset(overview_lists.compared(session, as_of))

        self.ask(query, self.compared.show_rows, key="compared")

    def _load_moved(self) -> None:
        as_of = self.context.frame.as_of

        def query(session: Session) -> RowSet:
            return self.moved.rowset(overview_lists.moved(rotation.situation(session, as_of)))

        self.ask(query, self.moved.show_rows, key="moved")

    # ------------------------------------------------------------- the numbers

    def _on_number(self, card: int, key: str) -> None:
        ids = self._behind.get((card, key), ())
        text = next((t for t, k in self.cards[card].finding.links if k == key), "")
        self.context.navigate(ELIGIBLE, ids=list(ids), title=text)

    def _on_source(self, number: int) -> None:
        finding = self.cards[number].finding
        text = "\n\n".join(part for part in (finding.title, finding.rule, finding.source) if part)
        self.context.prompts.report("依据和算法", text)

    def _on_cell(self, school: str, subject: str) -> None:
        self.context.navigate(NEEDS, school=school, subject=subject)

    def _on_flow(self, start: str, end: str) -> None:
        self.tabs.setCurrentIndex(self.moved_tab)
        self.moved.filter.clear()
        self.moved.facets.set({"sender_name": frozenset({start}), "to_school": frozenset({end})})

    def enlarge_flow(self) -> FlowDialog | None:
        """Show the map of flows as large as the screen allows."""
        if self.overview is None:
            return None
        dialog = FlowDialog(self.context, self.overview.flow, self)
        dialog.flow_clicked.connect(self._on_flow)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def main_export(self) -> ListExport | None:
        """Return the findings as a table for the meeting."""
        found = self.overview
        if found is None:
            return None
        return overview_lists.findings_export(found.found, found.shares, found.group)

    def _on_school(self, row: object) -> None:
        if isinstance(row, dict) and row["id"] != "group":
            school = frozenset({row["school"]})
            self.context.navigate(ELIGIBLE, facets={"school": school})

    # ----------------------------------------------------------------- actions

    def act_compare(self) -> None:
        """Show every policy of the library on the same people."""
        self.tabs.setCurrentIndex(self.compare_tab)
        self.compared.table.setFocus()

    def act_choose(self) -> None:
        """Go by the policy of the selected line from the school year of the window on."""
        row = self.compared.table.current_row()
        if row is None or self.context.read_only or self.front_panel() is not self.compared:
            return
        if not row["code"]:  # a file that cannot be used
            self.context.bus.tell(row["note"], "warning")
            return
        year = self._year()
        self.do(
            standards.choose_standard,
            standards.Choice(rotation.POLICIES, year, row["code"]),
            done=f"{year} 学年起按“{row['policy']}”，比例和名单已重算。可以撤销。",
        )

    def _year(self) -> int:
        """Return the school year of the day that is looked at: a choice holds from it on."""
        if self.overview is None:
            return self.context.frame.year
        return rotation.school_year(self.overview.found.day)

    def can_compare(self) -> bool:
        """An empty page has nothing to compare."""
        return self.stack.currentIndex() == 0

    def can_choose(self) -> bool:
        """Only in the comparison there is a policy to choose."""
        return self.front_panel() is self.compared and self.selected_count() == 1

    def act_edit(self) -> FormDialog | None:
        """Edit the group's own copy of the policy in force."""
        if self.overview is None:
            return None
        chosen, year = self.overview.chosen, self._year()
        dialog = dialogs.policy_dialog(self.context, chosen.title, chosen.body, year, self)

        def submit(form: FormDialog) -> None:
            body = dialogs.edited_policy(chosen.body, form.form.values())
            edit = standards.StandardEdit(rotation.POLICIES, year, body)

            def kept(outcome: object) -> None:
                form.kept(outcome)
                self.context.bus.tell("口径已修改，比例和名单已重算。可以撤销。", "done")

            self.context.ops.do(standards.edit_standard, edit, kept, form, failed=form.show_fault)

        return open_form(dialog, submit)

    def can_edit(self) -> bool:
        """There is something to edit once the page has loaded."""
        return self.overview is not None

    def act_drop(self) -> None:
        """Take the choice of this school year back."""
        if self.overview is None:
            return
        year = self.overview.chosen.year
        if year is not None and self.context.prompts.confirm(
            "取消选用",
            f"要取消 {year} 学年起选用的“{self.overview.chosen.title}”吗？"
            "之后按以前选用的或默认的口径。",
            yes="取消选用",
            no="保留",
        ):
            command = standards.StandardDrop(rotation.POLICIES, year)
            self.do(standards.drop_standard, command, done="已取消选用。可以撤销。")

    def can_drop(self) -> bool:
        """Only what was chosen can be taken back."""
        return self.overview is not None and self.overview.chosen.year is not None

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the tabs and dialogs worth a picture."""

        def tab(number: int) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(number)

        tabs = ((f"tab{number}", tab(number)) for number in (1, 2, 3))
        return [*tabs, ("edit", self.act_edit), ("flows", self.enlarge_flow)]
