"""The term scheduler: every session that is due gets day, hour and host, in a process of its own.

The model is published in `schedule_model`. Groups are solved one after the other, each to the end
where time allows; a group whose best plan is not possible beside those placed before is solved
again with what is left. While time remains, groups that cost more than their bound are solved once
more around all others.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from jtdesk.core.errors import RuleError
from jtdesk.core.jobs import Job
from jtdesk.core.mip_search import search
from jtdesk.core.plain_data import from_json, to_json
from jtdesk.core.solving import Sentences, Tell, ask
from jtdesk.lessonprep import explaining
from jtdesk.lessonprep.assigning import Plan, greedy, sessions
from jtdesk.lessonprep.free_time import Taken
from jtdesk.lessonprep.ground import Ground
from jtdesk.lessonprep.problem import UNEVEN, UNPLACED, Placed, Problem, Schedule, Unplaced, faults
from jtdesk.lessonprep.schedule_joint import crowded, joint
from jtdesk.lessonprep.schedule_model import (
    NOWHERE,
    Column,
    Key,
    Part,
    columns,
    program,
    unevenness,
    worth,
)

SECONDS = 60.0
"""Wall clock a schedule may take unless said otherwise."""
TASK = "schedule"
_ENOUGH = 1e-3
_SHARE = 0.85  # of the time; the rest is for reasons
_ROUNDS = 3
_NEAR = (20.0,)
_WHOLE_DAY = 24 * 60
_SETTLED = 10
_SMALL = 0.002  # a gap with which nobody looks further
SENTENCES = Sentences(
    "排期的程序意外结束，数据没有变化；请重试，或减少备课组后再试。",
    "排期超过了 {:g} 秒的时限还没有结果，数据没有变化；请把时限调大后再试。",
    "schedule",
)


def solve(problem: Problem, *, seconds: float = SECONDS, job: Job | None = None) -> Schedule:
    """Schedule a term, in a child process.

    Args:
        problem: what is asked.
        seconds: wall clock of the search; where it cuts, the gap is stated in the answer.
        job: told of progress; its cancel kills the process at once.

    Raises:
        RuleError: the problem is none (`faults`), or the process died.
        Cancelled: the job was cancelled.
    """
    found = faults(problem)
    if found:
        raise RuleError("".join(found), code="schedule_problem")
    working = job or Job()

    def told(progress: dict[str, Any]) -> None:
        words = f"正在排第 {progress['done']}/{progress['groups']} 个备课组"
        if progress["turn"]:
            words = f"正在改进（第 {progress['turn']} 轮），离理论最好还差 {progress['gap']:.2%}"
        elapsed = min(progress["seconds"], seconds)
        working.report(round(10 * elapsed), round(10 * seconds), words)

    asked = {"problem": to_json(problem), "seconds": seconds}
    answer = ask(TASK, asked, seconds=seconds, job=working, told=told, sentences=SENTENCES)
    return from_json(Schedule, answer)


def answered(asked: dict[str, Any], tell: Tell) -> Any:  # noqa: ANN401 - JSON
    """Answer the question of the asking program: what the child process does."""
    problem = from_json(Problem, asked["problem"])
    return to_json(propose(problem, seconds=asked["seconds"], tell=tell))


def _silent(_told: dict[str, Any]) -> None:
    return None


def propose(problem: Problem, *, seconds: float = SECONDS, tell: Tell = _silent) -> Schedule:
    """Schedule a term in this very process."""
    return _Search(problem, seconds, tell).run()


class _Search:
    def __init__(self, problem: Problem, seconds: float, tell: Tell) -> None:
        self.problem = problem
        self.limits = problem.limits
        self.started = time.monotonic()
        self.end = self.started + _SHARE * seconds
        self.ground = Ground(problem)
        self.free = self.ground.free
        self.plans = [self._plan(part) for part in self.ground.parts]
        self.hosting: Counter[Key] = Counter(self.ground.hosted)
        self._of: dict[str, list[Plan]] = defaultdict(list)
        for plan in self.plans:
            for person in plan.sharing:
                self._of[person].append(plan)
        self._tell = tell
        self._told = 0.0
        self._at = (0, 0)
        self.bound = 0.0

    def _plan(self, part: Part) -> Plan:
        members = tuple(one.person for one in part.group.members)
        sharing = tuple(one for one in members if one in self.ground.shared)
        stands = any(part.fixed(due) is not None for due in part.dues)
        return Plan(part, sharing, members if stands else sharing)

    def run(self) -> Schedule:
        """Solve all groups, then improve."""
        for number, plan in enumerate(self.plans):
            self._at = (number, 0)
            self._first(plan, len(self.plans) - number)
        self._improve()
        self._compete()
        return self._answer()

    def _say(self, *_: object) -> None:
        """Tell how far the search is, some times a second at most."""
        done, turn = self._at
        now = time.monotonic()
        if now - self._told < 0.2:
            return
        self._told = now
        cost, bound = sum(p.cost for p in self.plans), sum(p.bound for p in self.plans)
        gap = (cost - bound) / cost if cost else 0.0
        seconds = round(now - self.started, 1)
        told = {"done": done, "groups": len(self.plans), "turn": turn, "gap": gap}
        self._tell(told | {"seconds": seconds})

    def _left(self) -> float:
        return self.end - time.monotonic()

    # --- one group ------------------------------------------------------------------------------

    def _first(self, plan: Plan, groups_left: int) -> None:
        """Find the best of a group alone, which bounds it; then beside those placed before."""
        self._free_as(plan, alone=True)
        plan.base = columns(self.free, plan.part, self.limits)
        plan.bound = sum(
            min((one.cost for one in plan.base[number]), default=UNPLACED)
            for number, _ in plan.part.open
        )
        seconds = max(0.5, 4 * self._left() / groups_left)
        picked = self._solved(plan, plan.base, {}, seconds, alone=True)
        plan.alone = picked or []
        self._free_as(plan)
        if picked is None or not self._possible(plan, picked):
            picked = self._around(plan, seconds)
        self._keep(plan, picked)

    def _around(self, plan: Plan, seconds: float) -> list[Column]:
        """Return the best plan of a group with what the others leave it."""
        offered = self._offered(plan)
        picked = self._solved(plan, offered, self.hosting, seconds)
        quick = greedy(plan.part, offered, self.limits, self.hosting)
        if picked is None or worth(plan.part, quick) < worth(plan.part, picked):
            return quick
        return picked

    def _offered(self, plan: Plan) -> list[list[Column]]:
        return columns(self.free, plan.part, self.limits) if plan.sharing else plan.base

    def _solved(
        self,
        plan: Plan,
        offered: Sequence[Sequence[Column]],
        held: Mapping[Key, int],
        seconds: float,
        *,
        alone: bool = False,
    ) -> list[Column] | None:
        if self._left() < 0.05:
            return None
        stated = program(plan.part, offered, self.limits, held)
        seconds = min(seconds, self._left())
        self._say()
        found = search(stated.milp, seconds, self._say, near=_NEAR, whole_costs=True)
        if alone and math.isfinite(found.bound):
            plan.bound = max(plan.bound, found.bound)
        return stated.picked(found.values) if found.values else None

    def _possible(self, plan: Plan, picked: Sequence[Column]) -> bool:
        """Whether a plan made alone goes with what stands, at the same cost."""
        asked = Counter((one.host, one.day) for one in picked if one.host != NOWHERE)
        most = self.limits.hosts_per_day
        if any(self.hosting[key] + count > most for key, count in asked.items()):
            return False
        return not plan.sharing or self._priced(plan, picked) <= worth(plan.part, picked)

    def _priced(self, plan: Plan, picked: Sequence[Column]) -> float:
        """Return what a plan costs with people as free as they are now."""
        priced = self._placed(plan, picked)
        missing = len(plan.part.open) - len(picked)
        return (
            UNPLACED * missing
            + UNEVEN * unevenness(plan.part, picked)
            + sum(explaining.cost_of(self.free, plan.part, one) for one in priced)
        )

    # --- what one group leaves to the others -----------------------------------------------------

    def _keep(self, plan: Plan, picked: Sequence[Column]) -> None:
        plan.picked = [*picked]
        plan.cost = self._priced(plan, picked) if plan.sharing else worth(plan.part, picked)
        self.hosting.update((one.host, one.day) for one in picked if one.host != NOWHERE)
        plan.taken = self._taken_by(plan, self._placed(plan, picked)) if plan.sharing else {}

    def _placed(self, plan: Plan, picked: Sequence[Column]) -> list[Placed]:
        """Return the sessions of a group, fixed ones too, day by day, with who comes.

        Whoever is tracked is asked to no two at a time and to no more a week than allowed.
        """
        self._free_as(plan)
        tracked = set(plan.tracked)
        known = {one: self._elsewhere(plan, one) for one in tracked}
        weeks = {one: self._counted(plan, one) for one in tracked}
        found = []
        for column in sessions(plan.part, picked):
            one = explaining.placed(self.free, plan.part, column)
            found.append(one)
            week = plan.part.weeks.get(one.day)
            for person in tracked.intersection(one.come):
                known[person].append(self._session(plan, person, one))
                weeks[person][week] += 1
                if weeks[person][week] == self.limits.per_week:
                    known[person] += self._full_week(plan, person, week)
                self.free.set_taken(person, known[person])
        return found

    def _taken_by(self, plan: Plan, asked: Sequence[Placed]) -> dict[str, list[Taken]]:
        found: dict[str, list[Taken]] = {}
        sharing = set(plan.sharing)
        for one in asked:
            for person in sharing.intersection(one.come):
                found.setdefault(person, []).append(self._session(plan, person, one))
        return found

    def _session(self, plan: Plan, person: str, one: Placed) -> Taken:
        host = None if person in one.remote else one.host
        return Taken(person, one.day, one.start, one.end, host, plan.part.group.name)

    def _give_back(self, plan: Plan) -> None:
        self.hosting.subtract((one.host, one.day) for one in plan.picked if one.host != NOWHERE)
        plan.taken = {}

    def _free_as(self, plan: Plan, *, alone: bool = False) -> None:
        """Let those who belong to other groups be taken as these have them; full weeks count."""
        for person in plan.tracked:
            outside = list(self.ground.outside[person])
            self.free.set_taken(person, outside if alone else self._elsewhere(plan, person))

    def _elsewhere(self, plan: Plan, person: str) -> list[Taken]:
        """Return the sessions of a person outside a group, and the weeks they fill."""
        found = list(self.ground.outside[person])
        for other in self._of[person]:
            if other is not plan:
                found += other.taken.get(person, ())
        for week, count in self._counted(plan, person).items():
            if count >= self.limits.per_week:
                found += self._full_week(plan, person, week)
        return found

    def _counted(self, plan: Plan, person: str) -> Counter[object]:
        """Return how many sessions of other groups a person is asked to, by week."""
        found: Counter[object] = Counter()
        for other in self._of[person]:
            if other is not plan:
                taken = other.taken.get(person, ())
                found.update(other.part.weeks.get(one.day) for one in taken)
        return found

    def _full_week(self, plan: Plan, person: str, week: object) -> list[Taken]:
        title = f"本周已有 {self.limits.per_week} 次活动"
        return [
            Taken(person, day, 0, _WHOLE_DAY, None, title)
            for day, own in plan.part.weeks.items()
            if own == week
        ]

    # --- improving ------------------------------------------------------------------------------

    def _improve(self) -> None:
        for turn in range(1, _ROUNDS + 1):
            self._at = (len(self.plans), turn)
            if not self._improved():
                return

    def _compete(self) -> None:
        """Solve groups together where hosts are short, for a better plan and a better bound."""
        self.bound = float(sum(plan.bound for plan in self.plans))
        cost = sum(plan.cost for plan in self.plans)
        wanted = Counter((one.host, one.day) for plan in self.plans for one in plan.alone)
        if (
            cost - self.bound <= _SMALL * cost
            or self._left() < 1
            or not crowded(wanted, self.limits, self.ground.hosted)
        ):
            return
        found = joint(self.plans, self.limits, self.ground.hosted, 0.9 * self._left(), self._say)
        self.bound = max(self.bound, found.bound)
        before = [plan.picked for plan in self.plans]
        self._swap({n: found.picked.get(n, own) for n, own in enumerate(before)})
        self._improve()
        if sum(plan.cost for plan in self.plans) > cost:
            self._swap(dict(enumerate(before)))

    def _swap(self, picked: Mapping[int, list[Column]]) -> None:
        for number in picked:
            self._give_back(self.plans[number])
        for number, own in picked.items():
            self._keep(self.plans[number], own)

    def _improved(self) -> bool:
        """Solve again what costs more than it must; return whether anything got better."""
        worse = [plan for plan in self.plans if plan.cost > plan.bound + _ENOUGH]
        better = False
        for plan in sorted(worse, key=lambda one: one.bound - one.cost):
            if self._left() < 0.5:
                return False
            before, cost = plan.picked, plan.cost
            self._give_back(plan)
            self._free_as(plan)
            picked = self._around(plan, self._left() / 4)
            self._keep(plan, picked)
            if plan.cost >= cost - _ENOUGH:
                self._give_back(plan)
                self._keep(plan, before)
            else:
                better = True
        return better

    # --- the answer -----------------------------------------------------------------------------

    def _fill(self) -> None:
        """Give a place to what has none and could have one."""
        for plan in self.plans:
            if len(plan.picked) < len(plan.part.open):
                before = plan.picked
                self._give_back(plan)
                self._free_as(plan)
                offered = self._offered(plan)
                self._keep(plan, greedy(plan.part, offered, self.limits, self.hosting, before))

    def _settle(self) -> None:
        """Ask people of several groups until nobody's answer changes another's any more."""
        for _ in range(_SETTLED):
            before = [plan.taken for plan in self.plans]
            for plan in self.plans:
                if plan.sharing:
                    plan.taken = self._taken_by(plan, self._placed(plan, plan.picked))
            if before == [plan.taken for plan in self.plans]:
                return

    def _answer(self) -> Schedule:
        self._fill()
        found: list[Placed] = []
        without: list[Unplaced] = []
        parts = dict.fromkeys(("sessions", "uneven", "unplaced"), 0.0)
        self._settle()
        for plan in self.plans:
            own = self._placed(plan, plan.picked)
            parts["sessions"] += sum(explaining.cost_of(self.free, plan.part, one) for one in own)
            parts["uneven"] += UNEVEN * unevenness(plan.part, plan.picked)
            found += own
            without += self._without(plan)
        parts["unplaced"] = UNPLACED * len(without)
        bound = max(self.bound, float(sum(plan.bound for plan in self.plans)))
        return explaining.schedule(found, without, parts, bound, time.monotonic() - self.started)

    def _without(self, plan: Plan) -> list[Unplaced]:
        there = {one.due for one in plan.picked}
        own = Counter((one.host, one.day) for one in plan.picked if one.host != NOWHERE)
        others = self.hosting - own
        return [
            explaining.unplaced(plan.part, due, plan.base[number], plan.picked, self.limits, others)
            for number, due in plan.part.open
            if number not in there
        ]
