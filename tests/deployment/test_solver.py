"""The solving process: the same answer each time, cancel at once, sentences where there is none."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jtdesk.core import solving
from jtdesk.core.errors import Cancelled, RuleError
from jtdesk.core.jobs import Job
from jtdesk.core.milp import Milp, Row, optimum
from jtdesk.core.mip_search import search
from jtdesk.deployment import assigning, solver
from jtdesk.deployment.checker import check
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.model import build
from jtdesk.deployment.problem import Pin, Proposal, to_json
from jtdesk.deployment.replanning import calmest, changed, hold, without
from jtdesk.deployment.solver import propose, replan, solve
from jtdesk.deployment.worth import Worth
from tests.deployment.planner_worlds import world


def timeless(proposal: Proposal) -> Proposal:
    return replace(proposal, seconds=0)


def test_the_child_answers_as_this_process_does_and_tells_of_progress() -> None:
    problem = world(5, 150, pins=4)
    told: list[tuple[int, int, str]] = []
    found = solve(problem, seconds=30, job=Job(lambda *one: told.append(one)))
    assert timeless(found) == timeless(propose(problem, seconds=30))
    assert check(problem, found) == []
    assert any("正在" in text for _done, _total, text in told)
    assert all(0 <= done <= total for done, total, _text in told)


def test_the_same_question_has_the_same_answer() -> None:
    problem = world(5, 150, 3)
    assert timeless(propose(problem)) == timeless(propose(problem))


def test_cancel_ends_the_process() -> None:
    job = Job(lambda *_: job.cancel())
    with pytest.raises(Cancelled):
        solve(world(12, 600), seconds=30, job=job)


def test_a_question_that_is_none_is_refused() -> None:
    problem = world(4, 100)
    name = next(one.id for one in problem.people if not one.eligible and not one.running)
    with pytest.raises(RuleError, match="不符合交流条件"):
        solve(replace(problem, pins=(Pin("x", "go", name),)))


def test_a_process_that_dies_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "child_command", lambda: [sys.executable, "-c", "pass"])
    with pytest.raises(RuleError, match="意外结束"):
        solve(world(3, 60))


def test_the_program_itself_is_the_planner_when_asked() -> None:
    root = Path(__file__).parents[2]
    asked = {"task": "plan", "asked": {"problem": to_json(world(3, 60)), "seconds": 5}}
    done = subprocess.run(
        [sys.executable, "-m", "jtdesk", solving.SOLVER_ARGUMENT],
        input=json.dumps(asked).encode(), cwd=root, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert b'"answer"' in done.stdout.splitlines()[-1]


def test_time_that_runs_out_is_stated_as_a_gap() -> None:
    found = propose(world(20, 2000), seconds=1.5)
    assert not found.proven
    assert 0 < found.gap < 0.2
    assert found.bound < found.objective.total


def test_one_refusal_changes_few_others() -> None:
    problem = world(6, 200, 2)
    before = propose(problem)
    refused = before.moves[0].person
    after = replan(problem, before, refused)
    narrower = without(problem, refused)
    assert check(narrower, after) == []
    assert refused not in {move.person for move in after.moves}
    others = _plan(before) ^ _plan(after)
    assert len({one[0] for one in others} - {refused}) <= 3
    again = propose(narrower)
    assert after.objective.total <= 1.02 * again.objective.total
    with pytest.raises(RuleError, match="没有安排这位教师"):
        replan(problem, before, "nobody")


def _plan(proposal: Proposal) -> set[tuple[object, ...]]:
    return {(m.person, m.kind, m.school, m.subject, m.days) for m in proposal.moves}


# --- search ---------------------------------------------------------------------------------


def _knapsack() -> Milp:
    milp = Milp()
    values = [(9, 5), (7, 4), (6, 3), (3, 2)]
    columns = [milp.column(-value, 1) for value, _ in values]
    milp.row(Row(columns, [float(size) for _, size in values]), most=9)
    return milp


def test_search_finds_the_optimum_and_proves_it() -> None:
    told: list[str] = []
    found = search(_knapsack(), 10, lambda step, _total, _bound: told.append(step))
    assert (round(found.total), found.proven) == (-16, True)
    assert told[0] == "relaxed"


def test_no_point_is_no_point() -> None:
    milp = Milp()
    milp.row(Row([milp.column(1, 1)], [1.0]), least=2)
    found = optimum(milp)
    assert (found.values, found.total, found.proven) == ([], math.inf, True)


def test_a_mended_plan_too_dear_is_solved_again_near_the_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solver, "TOO_DEAR", 0.5)
    problem = world(6, 200, 2)
    before = propose(problem)
    refused = before.moves[3].person
    after = solver.propose_again(problem, before, refused)
    narrower = without(problem, refused)
    assert check(narrower, after) == []
    assert after.objective.total <= propose(narrower).objective.total + 200


def test_of_plans_near_the_bound_the_one_that_changes_fewest_is_taken() -> None:
    problem = world(6, 200, 2)
    plan = list(propose(problem).moves)
    ground = Ground(problem)
    total = Worth(ground, plan).objective().total
    fewer = plan[1:]
    dearer = Worth(ground, fewer).objective().total
    assert dearer > total
    assert calmest(ground, fewer, [plan, fewer], dearer, 1.0) == fewer
    assert calmest(ground, fewer, [fewer, plan], total, 1.0) == plan
    assert calmest(ground, fewer, [fewer, plan], total / 2, 1.0) == plan


def test_held_to_a_plan_a_program_leaves_it_only_for_more_than_the_price() -> None:
    problem = world(6, 200, 2)
    before = propose(problem).moves
    model = build(Ground(without(problem, before[3].person)))
    kept = [move for move in before if move.person != before[3].person]
    hold(model, kept, 1e6)
    held = assigning.moves(model, optimum(model.milp).values, kept)
    assert changed(kept, held) == set()


def test_somebody_pinned_to_go_may_refuse() -> None:
    problem = world(6, 200, 2, pins=8)
    pinned = next(pin.person for pin in problem.pins if pin.kind == "go")
    before = propose(problem)
    after = solver.propose_again(problem, before, pinned)
    assert pinned not in {move.person for move in after.moves}
    assert check(without(problem, pinned), after) == []
