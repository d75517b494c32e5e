"""The planner: ask for a plan, move teachers by hand, compare, decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.errors import JtdeskError
from jtdesk.core.fields import Row
from jtdesk.core.jobs import Job
from jtdesk.deployment import (
    pins,
    plan_dialogs,
    plan_drawer,
    plan_report,
    planning,
    scenarios,
    solver,
)
from jtdesk.deployment.board_state import Board, key
from jtdesk.deployment.plan_desk import NOBODY, PlanDesk
from jtdesk.deployment.plan_lists import candidate_rows
from jtdesk.deployment.planning import Basis
from jtdesk.deployment.problem import Move, Objective, Problem, Proposal
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Step, practice_step


class PlannerPage(PlanDesk):
    """调配方案: the board, its lists, and the plans kept for comparison."""

    reads = (
        "teacher", "posting", "honour", "school", "membership", "school_facts", "stage_facts",
        "travel", "placement", "exemption", "standard", "subject_share", "pin", "school_floor",
        "scenario", "past_value",
    )  # fmt: skip
    title = "师资调配方案"
    unit = "人次"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.start: Objective | None = None
        self.current = ""
        self._connect()
        empty = EmptyPage(
            "排一个说得清理由的调配方案",
            "有了成员校（含班级数）、教职工名册和路程，程序就能提出谁去哪里：先达到交流比例，"
            "再补学科缺口，再少走路、少变动，每一项都写明理由和可以换的人；"
            "也可以自己拖动，数字当场变化。",
            (
                Step("导入学校送来的表格", lambda: context.navigate(IMPORT_PAGE), "import"),
                Step("看看师资余缺", lambda: context.navigate("deployment.needs"), "table"),
            ),
            icon="swap",
            aside=practice_step(context),
        )
        self.set_up("看板", self.view, empty)
        self.add_list("变动清单", self.lists.changes, self._show_lists)
        self.open_tab = self.add_list("没有做到的", self.lists.open_ends, self._show_lists)
        self.kept_tab = self.add_list("方案比较", self.lists.kept, self._load_kept)
        self.pins_tab = self.add_list("指定与底线", self.lists.decided, self._load_decided)

    def _connect(self) -> None:
        view, lists = self.view, self.lists
        view.request_changed.connect(self.reload)
        view.board.dropped.connect(self._on_dropped)
        view.board.chosen.connect(self.show_change)
        view.board.remove_asked.connect(self.take_out)
        view.candidates.current_changed.connect(self._on_candidate)
        view.candidates.row_activated.connect(lambda _row: self.act_send())
        view.details.link_clicked.connect(self._on_link)
        lists.changes.table.current_changed.connect(self._on_listed)
        for panel in (lists.changes, lists.open_ends, lists.kept, lists.decided):
            panel.table.selection_changed.connect(self.refresh_actions)

    # ---------------------------------------------------------------- loading

    def load_main(self) -> None:
        """Ask for everything a plan of the year rests on."""
        request = self.request

        def read(session: Session) -> Basis | JtdeskError:
            try:
                with remembering(session):
                    return planning.basis(session, request)
            except JtdeskError as fault:
                return fault  # shown on the page itself: it says what is missing

        self.ask(read, self._on_basis, key="basis")

    def _on_basis(self, answer: Basis | JtdeskError) -> None:
        if isinstance(answer, JtdeskError):
            self.found = self.board = None
            self.moves, self.by_hand, self.proposal = (), NOBODY, None
            nothing = answer.code in {"no_schools", "no_staff", "no_facts"}
            self.show_empty(empty=nothing)
            self.view.show_fault(answer.message)
            return
        self.show_empty(empty=False)
        kept = _possible(self.moves, answer.problem)
        if kept != self.moves:
            self.proposal, self.scenario = None, None
        self.found, self.board = answer, Board(answer.problem)
        self.start, _states = self.board.worth(())
        self.view.show_candidates(candidate_rows(answer))
        self.put(kept, self.by_hand)

    def put(self, moves: Sequence[Move], by_hand: frozenset[str]) -> None:
        """Lay a plan on the board and reckon every figure of it."""
        if self.found is None or self.board is None:
            return
        self.moves = tuple(moves)
        self.by_hand = by_hand & {key(move) for move in self.moves}
        self.worth, quotas = self.board.worth(self.moves)
        cards = self.board.cards(self.moves, self.by_hand)
        self.view.show_plan(self.found, cards, quotas, self.moves)
        self._show_lists()
        self._show_whole()
        self.refresh_actions()

    def _show_lists(self) -> None:
        if self.found is not None:
            self.lists.show_plan(self.found, self.moves, self.proposal)
            count = len(plan_drawer.open_ends(self.proposal))
            self.tabs.setTabText(self.open_tab, f"没有做到的（{count}）" if count else "没有做到的")

    def _show_whole(self) -> None:
        if self.found is not None:
            self.current = ""
            sections = plan_drawer.plan_sections(self.found, self.worth, self.start, self.proposal)
            self.view.show_details("整个方案", f"变动 {len(self.moves)} 人次", sections)

    def _load_kept(self) -> None:
        day = self.request.day
        self.ask(lambda s: scenarios.scenarios(s, Ask(as_of=day)), self.lists.show_kept)

    def _load_decided(self) -> None:
        day = self.request.day

        def read(session: Session) -> tuple[list[Row], list[Row]]:
            question = Ask(as_of=day)
            return pins.pins(session, question), pins.floors(session, question)

        self.ask(read, lambda rows: self.lists.show_decided(*rows))

    def main_export(self) -> ListExport | None:
        """Return the changes on the board, which is what leaves on paper."""
        return self.lists.export(self.title) if self.moves else None

    # ----------------------------------------------------------------- solving

    def act_propose(self) -> None:
        """Ask for the best plan, keeping what was moved by hand."""
        if self.found is None or self.board is None:
            return
        if not self.free():
            return
        problem = self.board.kept_by_hand(self.moves, self.by_hand)
        seconds = self.view.seconds()
        self._solve(problem, lambda job: solver.solve(problem, seconds=seconds, job=job))

    def refuse(self, person: str) -> None:
        """Plan anew without a teacher, changing as few others as possible."""
        if self.found is None or self.board is None or self.worth is None or not self.free():
            return
        problem, proposal, seconds = self.found.problem, self.on_board(), self.view.seconds()
        name = self.board.people[person].name
        self._solve(
            problem,
            lambda job: solver.replan(problem, proposal, person, seconds=seconds, job=job),
            f"已按{name}不去重排，其他人尽量没有动。以后也不安排{name}，请用“指定”里的留任。",
        )

    def _solve(
        self, problem: Problem, work: Callable[[Job], Proposal], done_words: str = ""
    ) -> None:
        by_hand, before = self.by_hand, self.moves

        def done(proposal: Proposal) -> None:
            self._hold(busy=False)
            if self.found is None or self.found.problem.year != problem.year:
                return
            moves = _possible(proposal.moves, self.found.problem)  # read anew meanwhile, it may be
            self.proposal = proposal if moves == proposal.moves else None
            self.scenario = None
            self.put(moves, by_hand)
            told = plan_report.verdict(proposal)
            if done_words:
                changed = len(set(map(key, before)) ^ set(map(key, proposal.moves)))
                told = f"{done_words}（与原方案相差 {changed} 处）"
            self.context.bus.tell(told, "done")

        def failed(fault: Exception) -> None:
            self._hold(busy=False)
            text = fault.message if isinstance(fault, JtdeskError) else "没有算完，方案没有变。"
            self.context.bus.tell(text, "warning")

        self._hold(busy=True)
        self.context.ops.compute(work, done, failed, self, title="生成调配方案")

    def _hold(self, *, busy: bool) -> None:
        self.solving = busy
        self.view.set_busy(busy=busy)
        self.refresh_actions()

    # ----------------------------------------------------------------- by hand

    def _on_dropped(self, person: str, school: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("全职交流", partial(self.send, person, school, 0))
        for days in range(1, 5):
            menu.addAction(f"走教，每周 {days} 天", partial(self.send, person, school, days))
        menu.addSeparator()
        menu.addAction("不动了")
        menu.popup(at)

    def send(self, person: str, school: str, days: int) -> None:
        """Move a teacher by hand; what cannot be is said."""
        if self.board is None or not self.free():
            return
        try:
            moves = self.board.with_move(self.moves, person, school, days)
        except JtdeskError as fault:
            self.context.bus.tell(fault.message, "warning")
            return
        self.put(moves, self.by_hand | {key(moves[-1])})
        self.show_change(key(moves[-1]))

    def take_out(self, gone: str) -> None:
        """Take a change out of the plan."""
        if self.free():
            self.put(Board.without(self.moves, gone), self.by_hand)

    def act_send(self) -> FormDialog | None:
        """Send the selected teacher to a school, by keyboard."""
        person = self.candidate()
        if person is None or self.found is None:
            return None
        ids = {school.name: school.id for school in self.found.problem.schools}
        dialog = plan_dialogs.send_dialog(self.context, ids, person, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            form.kept(None)
            self.send(person.id, ids[values["school"]], plan_dialogs.days_of(values["days"]))

        return open_form(dialog, submit)

    def act_clear(self) -> None:
        """Take everything off the board."""
        self.proposal, self.scenario = None, None
        self.put((), NOBODY)

    # ------------------------------------------------------------------ looking

    def _on_candidate(self, row: Row | None) -> None:
        if row is None or self.found is None or self.board is None:
            return
        person = self.board.people[str(row["id"])]
        move = next((one for one in self.moves if one.person == person.id), None)
        if move is not None:
            self.show_change(key(move))
            return
        self.current = ""
        sections = plan_drawer.person_sections(self.found, person)
        self.view.show_details(person.name, "还没有变动", sections)

    def _on_listed(self, row: Row | None) -> None:
        if row is not None:
            self.show_change(str(row["id"]))

    def show_change(self, wanted: str) -> None:
        """Show why a change is proposed and who else could be asked."""
        move = next((one for one in self.moves if key(one) == wanted), None)
        if move is None or self.found is None or self.board is None:
            return
        self.current = wanted
        sections = plan_drawer.change_sections(
            self.found, move, by_hand=wanted in self.by_hand, may=not self.context.read_only
        )
        self.view.show_details(self.board.people[move.person].name, "变动", sections)

    def _on_link(self, link: str) -> None:
        if link.startswith(plan_drawer.TAKE_OUT):
            self.take_out(link.removeprefix(plan_drawer.TAKE_OUT))
        elif link.startswith(plan_drawer.REFUSE):
            self.refuse(link.removeprefix(plan_drawer.REFUSE))
        elif link.startswith(plan_drawer.KEEP):
            self._pin_change(link.removeprefix(plan_drawer.KEEP))
        elif link.startswith(plan_drawer.SWAP):
            self._swap(*link.removeprefix(plan_drawer.SWAP).split(">"))
        elif link.startswith(plan_drawer.RELAX):
            self._relax(*link.removeprefix(plan_drawer.RELAX).split("/", 1))

    def _swap(self, person: str, number: str) -> None:
        """Put an alternative in place of somebody."""
        if not self.free():
            return
        move = next(one for one in self.moves if one.person == person)
        other = move.alternatives[int(number)]
        rest = tuple(one for one in self.moves if one.person not in {person, other.person})
        if self.board is not None:
            moves = self.board.with_alternative(rest, other)
            self.put(moves, self.by_hand | {key(moves[-1])})
            self.show_change(key(moves[-1]))

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the looks worth a picture: a plan on the board, why, and the lists."""

        def proposed() -> None:
            self.view.set_seconds(10)
            self.act_propose()

        def why() -> None:
            if self.moves:
                self.show_change(key(self.moves[0]))

        return [
            ("proposed", proposed),
            ("why", why),
            ("changes", lambda: self.tabs.setCurrentIndex(1)),
            ("open", lambda: self.tabs.setCurrentIndex(self.open_tab)),
            ("decided", lambda: self.tabs.setCurrentIndex(self.pins_tab)),
            ("pin", self._shot_pin),
        ]

    def _shot_pin(self) -> QWidget | None:
        self.tabs.setCurrentIndex(0)
        self.view.candidates.selectRow(0)
        return self.act_pin()


def _possible(moves: tuple[Move, ...], problem: Problem) -> tuple[Move, ...]:
    """Return the moves of a plan whose people and schools are still there and free."""
    known = {person.id for person in problem.people if not person.running}
    schools = {school.id for school in problem.schools}
    return tuple(move for move in moves if move.person in known and move.school in schools)
