"""The planner against bare HiGHS on the same published model, a person's way, and itself."""

from __future__ import annotations

import statistics
import time
from functools import cache

import pytest

from jtdesk.core.milp import Milp, Row, optimum
from jtdesk.deployment.assigning import moves
from jtdesk.deployment.checker import check
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.model import build
from jtdesk.deployment.problem import Problem, Proposal
from jtdesk.deployment.replanning import without
from jtdesk.deployment.solver import replan, solve
from jtdesk.deployment.worth import Worth
from tests.deployment.planner_rivals import bare, greedy
from tests.deployment.planner_worlds import world

SECONDS = 60
SMALL = [(12, 600), (20, 2000)]
LARGE = (111, 10_000)


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a benchmark prints


@cache
def planned(schools: int, people: int) -> tuple[Problem, Proposal, float]:
    problem = world(schools, people)
    start = time.perf_counter()
    proposal = solve(problem, seconds=SECONDS)
    return problem, proposal, time.perf_counter() - start


@pytest.mark.bench
@pytest.mark.parametrize("size", SMALL)
def test_same_optimum_as_bare_highs(size: tuple[int, int]) -> None:
    problem, proposal, first = planned(*size)
    other = bare(problem, 600)
    again = time.perf_counter()
    assert solve(problem, seconds=SECONDS).objective == proposal.objective
    ours = statistics.median([first, time.perf_counter() - again])
    say(
        f"\nplanner {size[0]} x {size[1]}: total {proposal.objective.total:.4f} against "
        f"{other.total:.4f} of bare HiGHS person by person (proven: {proposal.proven}, "
        f"{other.proven}); {ours:.2f} s with the start of the child against {other.seconds:.2f} s "
        f"of its run alone: {ours / other.seconds:.2f}x (target <= 3)"
    )
    assert proposal.objective.total == pytest.approx(other.total, abs=0.01)


@pytest.mark.bench
@pytest.mark.parametrize("size", [*SMALL, LARGE])
def test_margin_over_a_persons_way(size: tuple[int, int]) -> None:
    problem, proposal, seconds = planned(*size)
    other = greedy(problem)
    total = proposal.objective.total
    say(
        f"\nplanner {size[0]} x {size[1]}: {total:.0f} in {seconds:.1f} s, gap "
        f"{proposal.gap:.4%} (proven: {proposal.proven}), {len(proposal.moves)} moves; largest "
        f"gap - nearest surplus {other:.0f}: {1 - total / other:.1%} better (target >= 0)"
    )
    assert total <= other


@pytest.mark.bench
@pytest.mark.parametrize("size", [*SMALL, LARGE])
def test_every_reason_is_confirmed(size: tuple[int, int]) -> None:
    problem, proposal, _seconds = planned(*size)
    start = time.perf_counter()
    found = check(problem, proposal)
    reasons = sum(len(one.reasons) for one in (*proposal.moves, *proposal.unmet))
    alternatives = sum(len(one.alternatives) for one in proposal.moves)
    fewer = sum(len(one.alternatives) < 3 for one in proposal.moves)
    say(
        f"\nchecker {size[0]} x {size[1]}: {len(found)} faults; {len(proposal.moves)} moves and "
        f"{len(proposal.unmet)} unmet, {reasons} reasons, {alternatives} alternatives ({fewer} "
        f"moves with fewer than three) in {time.perf_counter() - start:.1f} s (target 0 faults)"
    )
    assert found == []


def _changed(one: Proposal, other: Proposal, refused: str) -> int:
    plans = [
        {(m.person, m.kind, m.school, m.subject, m.days, m.share) for m in each.moves}
        for each in (one, other)
    ]
    return len({move[0] for move in plans[0] ^ plans[1]} - {refused})


@pytest.mark.bench
@pytest.mark.parametrize("size", SMALL)
def test_plan_again_after_a_refusal(size: tuple[int, int]) -> None:
    problem, proposal, _seconds = planned(*size)
    people = sorted({move.person for move in proposal.moves})
    asked = people if len(people) <= 100 else people[:: len(people) // 10][:10]
    few, many, cost, longest = [], [], [], 0.0
    for refused in asked:
        start = time.perf_counter()
        after = replan(problem, proposal, refused, seconds=SECONDS)
        longest = max(longest, time.perf_counter() - start)
        anew = solve(without(problem, refused), seconds=SECONDS)
        few.append(_changed(proposal, after, refused))
        many.append(_changed(proposal, anew, refused))
        cost.append(after.objective.total / anew.objective.total - 1)
    say(
        f"\nrefusal {size[0]} x {size[1]}, {len(few)} of {len(people)}: {sum(few)} others changed against "
        f"{sum(many)} by solving anew: {sum(few) / max(1, sum(many)):.1%} (target <= 10 %); "
        f"cost {max(cost):+.2%} at most, {statistics.mean(cost):+.2%} on average (target <= 2 %); "
        f"{longest:.1f} s at most"
    )


@pytest.mark.bench
@pytest.mark.parametrize("size", SMALL)
def test_weights_against_level_by_level(size: tuple[int, int]) -> None:
    problem, _proposal, _seconds = planned(*size)
    ground = Ground(problem)
    model = build(ground)
    start = time.perf_counter()
    weighted = optimum(model.milp)
    together = time.perf_counter() - start
    start = time.perf_counter()
    values = _levels(model.milp, ground)
    levels = time.perf_counter() - start
    one = Worth(ground, moves(model, weighted.values)).objective()
    other = Worth(ground, moves(model, values)).objective()
    say(
        f"\nlevels {size[0]} x {size[1]}: missing {one.missing} / {other.missing}, short "
        f"{one.short} / {other.short}, total {one.total:.4f} / {other.total:.4f} (weighted / level "
        f"by level); {together:.1f} s against {levels:.1f} s"
    )
    assert (one.missing, one.short) == (other.missing, other.short)


def _levels(milp: Milp, ground: Ground) -> list[float]:
    """Solve for people missing, then days short, then the rest, each level fixed by a row."""
    weights = ground.weights
    cost = list(milp.cost)
    slack = set(milp.always)
    groups = [
        [c for c in milp.always if cost[c] == weights.missing],
        [c for c in milp.always if cost[c] == weights.short],
    ]
    for columns in groups:
        milp.cost = [1.0 if c in set(columns) else 0.0 for c in range(len(cost))]
        best = round(optimum(milp).total)
        milp.row(Row(columns, [1.0] * len(columns)), most=best + 1e-6)
    fixed = {c for columns in groups for c in columns}
    milp.cost = [0.0 if c in fixed and c in slack else one for c, one in enumerate(cost)]
    return optimum(milp).values
