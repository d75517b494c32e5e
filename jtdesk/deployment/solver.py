"""Runs the planner in a process of its own: progress, cancel and a clock, the same answer again."""

from __future__ import annotations

import json
import math
import time
from typing import Any

from jtdesk.core import solving
from jtdesk.core.errors import RuleError
from jtdesk.core.jobs import Job
from jtdesk.core.milp import optimum
from jtdesk.core.mip_search import search
from jtdesk.deployment.assigning import moves
from jtdesk.deployment.clashes import Settled, settle
from jtdesk.deployment.exchanges import polished
from jtdesk.deployment.explaining import Explainer, broken
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.model import build
from jtdesk.deployment.problem import Move, Problem, Proposal, faults, from_json, to_json
from jtdesk.deployment.replanning import (
    CALM,
    TOO_DEAR,
    calmest,
    changed,
    hold,
    lawful,
    mended,
    without,
)
from jtdesk.deployment.worth import Worth

TASK = "plan"
SECONDS = 60.0
"""Wall clock a plan may take unless said otherwise."""
_CENT = 1e-3
_STEPS = {
    "started": "正在建立模型",
    "relaxed": "正在估算最好能做到多少",
    "part": "正在找一个好方案",
    "whole": "正在证明没有更好的方案",
    "explaining": "正在说明理由和替代人选",
}
_DIED = "排方案的程序意外结束，数据没有变化；请重试，或减少指定和学校后再试。"
_SLOW = "排方案超过了 {:g} 秒的时限还没有结果，数据没有变化；请把时限调大后再试。"
_SENTENCES = solving.Sentences(_DIED, _SLOW, "plan")


def solve(problem: Problem, *, seconds: float = SECONDS, job: Job | None = None) -> Proposal:
    """Propose a plan, in a child process.

    Args:
        problem: what is asked.
        seconds: wall clock of the search; where it cuts, the gap is stated in the answer.
        job: told of progress; its cancel kills the process at once.

    Raises:
        RuleError: the problem is none (`faults`), or the process died.
        Cancelled: the job was cancelled.
    """
    _refuse_faults(problem)
    asked = {"problem": to_json(problem), "seconds": seconds}
    return from_json(Proposal, _ask(asked, seconds, job or Job()))


def replan(
    problem: Problem,
    proposal: Proposal,
    refused: str,
    *,
    seconds: float = SECONDS,
    job: Job | None = None,
) -> Proposal:
    """Propose again after one person said no, changing as few others as possible.

    Args:
        problem: what was asked.
        proposal: what was proposed.
        refused: id of the person who said no; what pins ask of them is dropped.
        seconds: see `solve`.
        job: see `solve`.

    Raises:
        RuleError: see `solve`; or the person takes no part in the proposal.
        Cancelled: the job was cancelled.
    """
    _refuse_faults(problem)
    if all(move.person != refused for move in proposal.moves):
        raise RuleError("方案里没有安排这位教师，不需要重排。", code="plan_refused")
    asked = {
        "problem": to_json(problem),
        "seconds": seconds,
        "proposal": to_json(proposal),
        "refused": refused,
    }
    return from_json(Proposal, _ask(asked, seconds, job or Job()))


def _refuse_faults(problem: Problem) -> None:
    found = faults(problem)
    if found:
        raise RuleError("".join(found), code="plan_problem")


def propose(problem: Problem, *, seconds: float = SECONDS, job: Job | None = None) -> Proposal:
    """Propose a plan in this very process: what the child process does.

    Raises:
        Cancelled: the job was cancelled before the search.
    """
    started = time.monotonic()
    tell = _Teller(job or Job(), started)
    tell("started", math.inf, -math.inf)
    settled = settle(problem)
    model = build(Ground(settled.problem))
    # A fifth of the time is left for reasons and alternatives.
    found = search(model.milp, 0.8 * seconds - (time.monotonic() - started), tell)
    if not found.values:
        raise RuleError(_SLOW.format(seconds), code="plan_timeout")
    tell("explaining", found.total, found.bound)
    proposed = polished(model.ground, moves(model, found.values))
    return answer(settled, model.ground, proposed, found.bound, started)


def propose_again(
    problem: Problem,
    proposal: Proposal,
    refused: str,
    *,
    seconds: float = SECONDS,
    job: Job | None = None,
) -> Proposal:
    """Plan again after a refusal in this very process: what the child process does."""
    started = time.monotonic()
    tell = _Teller(job or Job(), started)
    tell("started", math.inf, -math.inf)
    narrower = without(problem, refused)
    settled = settle(narrower)
    ground = Ground(settled.problem)
    model = build(ground)
    bound = optimum(model.milp, seconds=seconds, relaxed=True, presolve=False).bound
    if not proposal.clashes and not settled.clashes and {*problem.pins} <= {*narrower.pins}:
        # Nothing was dropped, so nothing is possible now that was not before.
        bound = max(bound, proposal.bound)
    kept = [move for move in proposal.moves if move.person != refused]
    plans = [mended(ground, proposal.moves, refused, bound)]
    kept_all = lawful(ground, plans[0])
    dear = not kept_all or Worth(ground, plans[0]).objective().total > TOO_DEAR * bound
    if dear or len(changed(kept, plans[0])) > 1:
        left = 0.8 * seconds - (time.monotonic() - started)
        if dear:  # or the relaxed bound is too low to judge by: the true one is worth a search
            bound = max(bound, search(model.milp, left / 2, tell).bound)
            left = 0.8 * seconds - (time.monotonic() - started)
        hold(model, kept, CALM)
        again = search(model.milp, left, tell)
        if again.values:
            plans.append(polished(ground, moves(model, again.values, kept)))
    found = calmest(ground, kept, plans if kept_all else plans[1:] or plans, bound)
    tell("explaining", math.inf, bound)
    return answer(settled, ground, found, bound, started, again=True)


def answer(
    settled: Settled,
    ground: Ground,
    proposed: list[Move],
    bound: float,
    started: float,
    *,
    again: bool = False,
) -> Proposal:
    """Put a plan together with its figures, reasons and notes."""
    explainer = Explainer(ground, proposed)
    lost = sum(round(one.amount) for one in settled.broken)
    objective = explainer.worth.objective(lost)
    total = objective.total
    bound = min(bound, total)
    proven = total - bound < _CENT
    gap = (total - bound) / total if total > 0 and not proven else 0.0
    return Proposal(
        moves=explainer.moves(),
        unmet=broken(settled.broken, settled.clashes) + explainer.unmet(again=again),
        clashes=settled.clashes,
        objective=objective,
        bound=total if proven else round(bound, 6),
        gap=round(gap, 8),
        proven=proven,
        seconds=round(time.monotonic() - started, 3),
        notes=_notes(ground),
    )


def _notes(ground: Ground) -> tuple[str, ...]:
    """Say what the plan could not take into account."""
    ids = list(ground.schools)
    holes = sum(
        1
        for origin in ids
        for target in ids
        if origin != target
        and ((way := ground.ways.get((origin, target))) is None or way.minutes is None)
    )
    if not holes:
        return ()
    words = f"有 {holes} 个学校之间的路程（单向）没有填写，这些方向不安排交流，指定的除外；"
    return (f"{words}指定的按最远的路程 {ground.longest} 分钟计。",)


class _Teller:
    """Tells a job of the search, some times a second at most."""

    def __init__(self, job: Job, started: float) -> None:
        self._job = job
        self._started = started
        self._last = ("", 0.0)

    def __call__(self, step: str, total: float, bound: float) -> None:
        now = time.monotonic()
        if step == self._last[0] and now - self._last[1] < 0.2:
            return
        self._last = (step, now)
        told = {
            "step": step,
            "incumbent": total if math.isfinite(total) else None,
            "bound": bound if math.isfinite(bound) else None,
            "seconds": round(now - self._started, 1),
        }
        self._job.report(0, 0, json.dumps(told))


# --- the parent -----------------------------------------------------------------------------


def _ask(asked: dict[str, Any], seconds: float, job: Job) -> Any:  # noqa: ANN401 - JSON
    return solving.ask(
        TASK,
        asked,
        seconds=seconds,
        job=job,
        told=lambda told: _report(job, told, seconds),
        sentences=_SENTENCES,
    )


def _report(job: Job, told: dict[str, Any], seconds: float) -> None:
    words = _STEPS[told["step"]]
    total, bound = told["incumbent"], told["bound"]
    if total and bound is not None:
        gap = max(0.0, (total - bound) / total)
        words += f"，目前最好 {total:.0f}，离理论最好还差 {gap:.2%}"
    elapsed = min(told["seconds"], seconds)
    job.report(round(10 * elapsed), round(10 * seconds), f"{words}（{told['seconds']:.0f} 秒）")


# --- the child ------------------------------------------------------------------------------


def answered(asked: dict[str, Any], tell: solving.Tell) -> Any:  # noqa: ANN401 - JSON
    """Answer a question: what the solving process does."""
    job = Job(lambda _done, _total, told: tell(json.loads(told)))
    problem = from_json(Problem, asked["problem"])
    if "refused" not in asked:
        return to_json(propose(problem, seconds=asked["seconds"], job=job))
    before = from_json(Proposal, asked["proposal"])
    found = propose_again(problem, before, asked["refused"], seconds=asked["seconds"], job=job)
    return to_json(found)
