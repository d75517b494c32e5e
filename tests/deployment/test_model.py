"""The planner's model: worked figures, and the same optimum as written person by person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jtdesk.core.milp import Row, optimum
from jtdesk.deployment.assigning import _packed, moves
from jtdesk.deployment.checker import check
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.model import _rounded, build
from jtdesk.deployment.problem import (
    Counted,
    Need,
    Person,
    Pin,
    Problem,
    Proposal,
    Quota,
    School,
    Second,
    Way,
)  # fmt: skip
from jtdesk.deployment.solver import propose
from jtdesk.deployment.worth import Worth
from tests.deployment.planner_rivals import bare, greedy
from tests.deployment.planner_worlds import world

PRIMARY = "小学"


def pair_of_schools(*, spare: float, short: float, **more: object) -> Problem:
    """School a has two teachers of 语文, one of them eligible; b is 20 minutes away."""
    problem = Problem(
        year=2026,
        policy="试验",
        schools=(School("a", "甲校", (PRIMARY,)), School("b", "乙校", (PRIMARY,))),
        ways=(Way("a", "b", 20), Way("b", "a", 20)),
        people=(
            Person("1", "王一", "a", PRIMARY, "语文", eligible=True, years=8),
            Person("2", "李二", "a", PRIMARY, "语文", years=3),
        ),
        needs=(
            Need("a", PRIMARY, "语文", 2.0 - spare, 2.0),
            Need("b", PRIMARY, "语文", short, 0.0),
        ),
    )
    return replace(problem, **more)  # type: ignore[arg-type]


def shown(proposal: Proposal) -> list[tuple[str, str, str, int, float]]:
    return [(m.person, m.kind, m.school, m.days, m.share) for m in proposal.moves]


def test_a_whole_gap_takes_a_full_time_move() -> None:
    found = propose(pair_of_schools(spare=1, short=1))
    assert shown(found) == [("1", "full", "b", 0, 1.0)]
    # One move: 60 disturbance + 20 minutes; no backbone teachers, so no unevenness.
    assert found.objective.total == 80
    assert (found.proven, found.gap, found.bound) == (True, 0, 80)


def test_what_is_left_over_takes_days() -> None:
    found = propose(pair_of_schools(spare=0.6, short=0.6))
    # Days may be asked of anybody; most years first. 3 days: 3 * 13 + 3 * 20 / 5.
    assert shown(found) == [("1", "days", "b", 3, 0.6)]
    assert found.objective.total == 3 * 13 + 12


def test_no_days_where_nobody_is_home_the_same_day() -> None:
    ways = (Way("a", "b", 20, daily=False), Way("b", "a", 20, daily=False))
    found = propose(pair_of_schools(spare=0.6, short=0.6, ways=ways))
    # A whole post closes three fifths there and opens two fifths at home: worth it.
    assert shown(found) == [("1", "full", "b", 0, 1.0)]
    assert found.objective.short == pytest.approx(0.4)


def test_second_subject_at_home() -> None:
    problem = pair_of_schools(spare=0.6, short=0)
    people = (problem.people[0], replace(problem.people[1], seconds=(Second("科学", 0.5),)))
    needs = (*problem.needs, Need("a", PRIMARY, "科学", 1.0, 0.0))
    found = propose(replace(problem, people=people, needs=needs))
    # At most half a post, whole days: two. 2 * 8.
    assert shown(found) == [("2", "second", "a", 0, 0.4)]
    assert (found.objective.disturbance, found.objective.short) == (16, pytest.approx(0.6))


def test_weights_put_the_levels_in_order() -> None:
    ground = Ground(pair_of_schools(spare=1, short=1))
    # Costliest change 65 + 20 = 85; a day short 3 * 85; a person missing 3 * (5 * 255 + 85).
    assert (ground.weights.short, ground.weights.missing) == (255, 4080)


def test_quota_comes_before_the_gap_it_opens() -> None:
    rule = Quota("share", "交流比例", 50, ">=", Counted(("1",)), denominator_base=1)
    found = propose(pair_of_schools(spare=0, short=0, quotas=(rule,)))
    assert shown(found) == [("1", "full", "b", 0, 1.0)]
    assert (found.objective.missing, found.objective.short) == (0, 1.0)


@pytest.mark.parametrize(("operator", "missing"), [(">=", 0), (">", 1)])
def test_threshold_is_met_or_passed(operator: str, missing: int) -> None:
    rule = Quota("share", "比例", 50, operator, Counted(("1",)), denominator_base=2)
    found = propose(pair_of_schools(spare=1, short=1, quotas=(rule,)))
    assert found.objective.missing == missing


def test_pins_budget_and_wishes() -> None:
    base = pair_of_schools(spare=1, short=1)
    assert shown(propose(replace(base, pins=(Pin("p", "stay", "1"),)))) == [
        ("2", "days", "b", 4, 0.8)
    ]
    assert shown(propose(replace(base, budget=0))) == []
    wished = (replace(base.people[0], wishes=("b",)), base.people[1])
    assert propose(replace(base, people=wished)).objective.total == 80 - 30


def test_days_are_packed_into_few_people_and_few_schools() -> None:
    assert _packed([("x", 5), ("y", 3)], 3, use_all=False) == [[("x", 4)], [("y", 3), ("x", 1)]]
    assert _packed([("x", 3), ("y", 3), ("z", 2)], 2, use_all=False) == [
        [("x", 3), ("y", 1)], [("y", 2), ("z", 2)],
    ]  # fmt: skip
    assert _packed([("x", 3)], 2, use_all=True) == [[("x", 2)], [("x", 1)]]


def test_rounding_row_holds_for_every_whole_point() -> None:
    row = Row([0, 1, 2, 3], [5, -5, 1, -1])
    for short in (-7, -2, 3, 9, 12):
        rounded = _rounded(Row(list(row.columns), list(row.values)), 4, short)
        if rounded is None:
            assert short % 5 == 0
            continue
        at = dict(zip(rounded.columns, rounded.values, strict=True))
        for x in range(3):
            for y in range(3):
                for u in range(5):
                    for v in range(5):
                        s = max(0, short - (5 * x - 5 * y + u - v))
                        point = (x, y, u, v, s)
                        left = sum(value * point[column] for column, value in at.items())
                        assert left >= -(-short // 5) - 1e-9


@pytest.mark.parametrize(
    ("size", "more"),
    [
        ((4, 120), {}),
        ((5, 150), {"days_count": True}),
        ((5, 160), {"budget": 8}),
        ((6, 160), {"offer_days": False}),
        ((6, 150), {"rotation": 60}),
        ((6, 180), {"pins": 8, "budget": 15}),
    ],
)  # fmt: skip
def test_same_optimum_as_person_by_person(size: tuple[int, int], more: dict[str, object]) -> None:
    made = {name: more[name] for name in ("budget", "rotation", "pins") if name in more}
    fields = {name: more[name] for name in more if name not in made}
    problem = replace(world(*size, **made), **fields)  # type: ignore[arg-type]
    found = propose(problem)
    other = bare(problem, 60)
    assert found.proven
    assert other.proven
    assert found.objective.total == pytest.approx(other.total, abs=1e-2)
    assert check(problem, found) == []
    assert found.objective.total <= greedy(problem) + 1e-6


def test_the_columns_say_what_the_moves_cost() -> None:
    ground = Ground(world(5, 150))
    model = build(ground)
    found = optimum(model.milp)
    worth = Worth(ground, moves(model, found.values))
    assert worth.objective().total == pytest.approx(found.total, abs=1e-3)
