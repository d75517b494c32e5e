"""The checker finds whatever is falsified in a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from jtdesk.deployment.checker import check
from jtdesk.deployment.problem import Floor, Move, Pin, Problem, Proposal
from jtdesk.deployment.solver import propose
from tests.deployment.planner_worlds import world


@cache
def solved() -> tuple[Problem, Proposal]:
    problem = world(6, 200, pins=4)
    return problem, propose(problem)


def changed(move: Move, **more: object) -> Proposal:
    proposal = solved()[1]
    other = replace(move, **more)  # type: ignore[arg-type]
    return replace(proposal, moves=tuple(other if one == move else one for one in proposal.moves))


def a_move(kind: str) -> Move:
    return next(one for one in solved()[1].moves if one.kind == kind and one.reasons)


def test_a_right_plan_is_right() -> None:
    assert check(*solved()) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [("total", 1), ("missing", 3), ("short", 0.2), ("travel", 5), ("disturbance", 9),
     ("wishes", -1), ("unevenness", 0.4), ("broken", 1)],
)  # fmt: skip
def test_a_false_figure_is_found(part: str, value: float) -> None:
    problem, proposal = solved()
    objective = replace(proposal.objective, **{part: getattr(proposal.objective, part) + value})
    assert check(problem, replace(proposal, objective=objective))


def test_a_bound_above_the_total_is_found() -> None:
    problem, proposal = solved()
    assert check(problem, replace(proposal, bound=proposal.objective.total + 5))
    assert check(problem, replace(proposal, bound=proposal.objective.total - 500))


def test_a_move_that_is_not_offered_is_found() -> None:
    problem, _proposal = solved()
    move = a_move("full")
    home = move.home
    assert any("may not" in one for one in check(problem, changed(move, school=home)))
    days = a_move("days")
    assert any("five days" in one or "may not" in one
               for one in check(problem, changed(days, days=5, share=1.0)))  # fmt: skip


def test_a_move_left_out_or_twice_is_found() -> None:
    problem, proposal = solved()
    assert check(problem, replace(proposal, moves=proposal.moves[1:]))
    assert check(problem, replace(proposal, moves=(*proposal.moves, proposal.moves[0])))


def test_hard_rules_are_looked_at() -> None:
    problem, proposal = solved()
    full = a_move("full")
    for pins in ((Pin("x", "stay", full.person),), (Pin("x", "never", full.person, school=full.school),)):  # fmt: skip
        assert check(replace(problem, pins=(*problem.pins, *pins)), proposal)
    assert check(replace(problem, budget=1), proposal)
    floor = Floor("x", problem.schools[0].id, 10_000)
    assert check(replace(problem, floors=(floor,)), proposal)


def test_false_reasons_are_found() -> None:
    problem, _proposal = solved()
    for kind in ("full", "days"):
        move = a_move(kind)
        for number, reason in enumerate(move.reasons):
            if reason.figures:
                false = replace(reason, figures={k: v + 1 for k, v in reason.figures.items()})
                reasons = (*move.reasons[:number], false, *move.reasons[number + 1 :])
                assert check(problem, changed(move, reasons=reasons)), reason


def test_false_alternatives_are_found() -> None:
    problem, _proposal = solved()
    move = next(one for one in solved()[1].moves if len(one.alternatives) == 3)
    first, *rest = move.alternatives
    assert check(problem, changed(move, alternatives=(replace(first, cost=first.cost + 1), *rest)))
    assert check(problem, changed(move, alternatives=(replace(first, person=move.person), *rest)))
    assert check(problem, changed(move, alternatives=tuple(rest)))


def test_unmet_things_are_counted_again() -> None:
    problem, proposal = solved()
    first, *rest = proposal.unmet
    assert check(problem, replace(proposal, unmet=tuple(rest)))
    assert check(problem, replace(proposal, unmet=(replace(first, amount=9), *rest)))
    assert check(problem, replace(proposal, unmet=(replace(first, reasons=()), *rest)))
    false = tuple(replace(one, code="budget_used") for one in first.reasons)
    assert check(problem, replace(proposal, unmet=(replace(first, reasons=false), *rest)))
