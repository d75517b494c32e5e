"""What is decided around a plan: pins and floors beforehand, plans kept, one adopted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.operations import Operation
from jtdesk.deployment import pins, plan_dialogs, plan_report, scenarios
from jtdesk.deployment.board_state import Board, key
from jtdesk.deployment.plan_lists import Lists
from jtdesk.deployment.plan_view import PlanView
from jtdesk.deployment.planning import Basis, PlanRequest
from jtdesk.deployment.problem import Move, Objective, Person, Proposal, from_json
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.figure_page import FigurePage
from jtdesk.ui.page import PageContext

NOBODY: frozenset[str] = frozenset()


class PlanDesk(FigurePage):
    """The half of the planner page that decides; the other half lays plans on the board.

    Attributes:
        found: the question, None while there is none.
        board: the question with its index.
        moves: the plan on the board.
        by_hand: keys of moves made by hand.
        proposal: the plan as it was proposed, None where there is none or the people changed.
        worth: figures of the plan on the board.
        scenario: id of the kept plan it comes from.
        solving: a plan is being reckoned; the board is for looking until then.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Basis | None = None
        self.board: Board | None = None
        self.moves: tuple[Move, ...] = ()
        self.by_hand = NOBODY
        self.proposal: Proposal | None = None
        self.worth: Objective | None = None
        self.scenario: str | None = None
        self.solving = False
        self.view = PlanView(context.frame.year + 1)
        self.lists = Lists(context)
        self.kept_tab = self.pins_tab = -1

    @property
    def request(self) -> PlanRequest:
        """What the controls ask for."""
        return self.view.request()

    def put(self, moves: Sequence[Move], by_hand: frozenset[str]) -> None:
        """Lay a plan on the board."""
        raise NotImplementedError

    def free(self) -> bool:
        """Return whether the board may be changed; says why not."""
        if self.solving:
            self.context.bus.tell("正在生成方案。请等它算完，或先在下方按“取消”。", "info")
        return not self.solving

    def candidate(self) -> Person | None:
        """Return the selected teacher, None where nobody is; says so."""
        row = self.view.candidates.current_row()
        if row is None or self.board is None:
            self.context.bus.tell("请先在左边选一位教师。", "info")
            return None
        return self.board.people[str(row["id"])]

    # ------------------------------------------------------------ decided before

    def act_pin(self) -> FormDialog | None:
        """Decide about the selected teacher beforehand."""
        person = self.candidate()
        if person is None or self.found is None:
            return None
        names = plan_report.school_names(self.found)
        ids = {name: school for school, name in names.items()}
        others = [
            one
            for one in self.found.problem.people
            if one.eligible and not one.running and one.id != person.id
        ]
        by_words = {plan_dialogs.called(one, names): one.id for one in others}
        dialog = plan_dialogs.pin_dialog(self.context, ids, person, others, names, self)
        year = self.request.year

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            draft = pins.PinDraft(
                year,
                values["kind"],
                person.id,
                by_words.get(values["other"] or ""),
                ids.get(values["school"] or ""),
                values["note"],
            )
            self._keep(form, pins.add_pin, draft, f"{person.name}已指定，下一次生成方案时遵守。")

        return open_form(dialog, submit)

    def _pin_change(self, wanted: str) -> None:
        move = next(one for one in self.moves if key(one) == wanted)
        draft = pins.PinDraft(self.request.year, "派往", move.person, school_id=move.school)
        self.do(pins.add_pin, draft, done="已固定，以后生成方案都会遵守。")

    def act_floor(self) -> FormDialog | None:
        """Set how many backbone teachers a school keeps."""
        if self.found is None:
            return None
        names = plan_report.school_names(self.found)
        ids = {name: school for school, name in names.items()}
        dialog = plan_dialogs.floor_dialog(self.context, ids, self)
        year = self.request.year

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            draft = pins.FloorDraft(
                year, ids[values["school"]], int(values["backbone"]), values["subject"]
            )
            self._keep(form, pins.set_floor, draft, "底线已设定，下一次生成方案时遵守。")

        return open_form(dialog, submit)

    def _keep(
        self, form: FormDialog, operation: Operation[Any, Any], command: object, done: str
    ) -> None:
        def kept(outcome: object) -> None:
            form.kept(outcome)
            self.context.bus.tell(done, "done")

        self.context.ops.do(operation, command, kept, form, failed=form.show_fault)

    def act_undecide(self) -> None:
        """Take back the selected decision or floor."""
        row = self.lists.decided.table.current_row()
        if row is None or self.tabs.currentIndex() != self.pins_tab:
            self.context.bus.tell("请在“指定与底线”里选一条。", "info")
            return
        operation = pins.remove_floor if row["what"] == "底线" else pins.remove_pin
        self.do(operation, row["id"], done="已取消。")

    def _relax(self, kind: str, about: str) -> None:
        """Do what a clash offers as its way out."""
        if kind == "raise_budget":
            self.view.set_budget(self._relaxed_value(kind, about))
        elif kind == "drop_pin":
            self.do(pins.remove_pin, about, done="这条指定已取消。请再生成一次方案。")
        elif self.found is not None:
            floor = next(one for one in self.found.problem.floors if one.id == about)
            value = self._relaxed_value(kind, about) or 0
            draft = pins.FloorDraft(self.request.year, floor.school, value, floor.subject)
            self.do(pins.set_floor, draft, done="底线已放低。请再生成一次方案。")

    def _relaxed_value(self, kind: str, about: str) -> int | None:
        if self.proposal is None:
            return None
        for clash in self.proposal.clashes:
            for rule in clash.rules:
                if (rule.relaxation.kind, rule.relaxation.about) == (kind, about):
                    return rule.relaxation.value
        return None

    # ----------------------------------------------------------- kept and adopted

    def can_save(self) -> bool:
        """Whether there is a plan to keep."""
        return bool(self.moves)

    def can_propose(self) -> bool:
        """Whether a plan can be asked for: none is being reckoned yet."""
        return not self.solving

    def can_adopt(self) -> bool:
        """Whether there is a plan to carry out, and no other one on its way."""
        return bool(self.moves) and not self.solving

    can_clear = can_adopt
    can_load = can_send = can_propose

    def act_save(self) -> None:
        """Keep the plan on the board for comparison."""
        if self.found is None or self.worth is None:
            return
        name = self.context.prompts.ask_text("保存方案", "方案名称", initial="方案一")
        if name is None:
            return
        draft = scenarios.ScenarioDraft(
            self.request.year, name, asdict(self.request), self.found.policy.title, self.on_board()
        )

        def kept(outcome: Any) -> None:  # noqa: ANN401
            self.scenario = str(outcome.value)

        self.do(
            scenarios.keep_scenario, draft, kept, done=f"方案“{name}”已保存，可在“方案比较”里对照。"
        )

    def on_board(self) -> Proposal:
        """Return the plan on the board as a proposal, changed by hand or not."""
        assert self.worth is not None  # noqa: S101 - whoever calls has looked
        if self.proposal is not None and self.proposal.moves == self.moves:
            return self.proposal
        total = self.worth.total
        return Proposal(self.moves, (), (), self.worth, total, 0.0, proven=False, seconds=0.0)

    def act_load(self) -> None:
        """Put the selected kept plan on the board."""
        row = self.lists.kept.table.current_row()
        if row is None or self.tabs.currentIndex() != self.kept_tab:
            self.tabs.setCurrentIndex(self.kept_tab)
            self.context.bus.tell("请选一个方案，再按“打开方案”。", "info")
            return
        wanted = row["id"]

        def read(session: Session) -> Proposal:
            held = {one["id"]: one for one in scenarios.stored_scenarios(session)}
            return from_json(Proposal, held[wanted]["body"]["proposal"])

        def shown(proposal: Proposal) -> None:
            self.proposal, self.scenario = proposal, wanted
            self.put(proposal.moves, NOBODY)
            self.tabs.setCurrentIndex(0)

        self.ask(read, shown)

    def act_drop(self) -> None:
        """Remove the selected kept plan."""
        row = self.lists.kept.table.current_row()
        if row is None or self.tabs.currentIndex() != self.kept_tab:
            self.context.bus.tell("请在“方案比较”里选一个方案。", "info")
            return
        self.do(scenarios.remove_scenario, row["id"], done=f"方案“{row['name']}”已删除。")

    def act_adopt(self) -> None:
        """Carry the plan out: placements and second subjects in one step."""
        year = self.request.year
        if not self.moves or not self.context.prompts.confirm(
            "采纳方案",
            f"把看板上的 {len(self.moves)} 项变动写入 {year} 学年的交流台账（状态“拟派”）"
            "和兼教学科。这是一步操作，可以撤销。",
            yes="采纳",
        ):
            return
        adoption = scenarios.Adoption(year, self.moves, self.request.term, self.scenario)

        def kept(_outcome: object) -> None:
            self.proposal, self.scenario = None, None
            self.moves, self.by_hand = (), NOBODY

        self.do(scenarios.adopt_plan, adoption, kept, done="方案已采纳，写入交流台账。")
