"""Hard rules that clash: the smallest set, a way out of each, and the best partial plan with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jtdesk.deployment.checker import check
from jtdesk.deployment.clashes import feasible, settle, smallest_clash
from jtdesk.deployment.problem import (
    GO,
    NEVER,
    STAY,
    TOGETHER,
    Floor,
    Need,
    Person,
    Pin,
    Problem,
    School,
    Way,
)
from jtdesk.deployment.solver import propose

PRIMARY, JUNIOR = "小学", "初中"


def group() -> Problem:
    """Four schools, ten teachers: a has backbone people 1 and 2, d is a junior school."""
    schools = tuple(
        School(one, name, (JUNIOR if one == "d" else PRIMARY,))
        for one, name in (("a", "甲校"), ("b", "乙校"), ("c", "丙校"), ("d", "丁校"))
    )
    ways = tuple(
        Way(one.id, other.id, None if {one.id, other.id} == {"b", "c"} else 20 + 5 * n)
        for n, one in enumerate(schools)
        for other in schools
        if one != other
    )
    people = tuple(
        Person(
            str(n), f"教师{n}", "a" if n < 6 else "b", PRIMARY, "语文" if n % 2 else "数学",
            backbone=n < 3, eligible=True, years=float(n),
        )
        for n in range(1, 11)
    )  # fmt: skip
    needs = tuple(
        Need(school, PRIMARY, subject, 2.0, {"a": 3.0, "b": 2.0, "c": 0.0}[school])
        for school in "abc"
        for subject in ("语文", "数学")
    )
    return Problem(2026, "试验", schools, ways, people, needs)


def go(number: int, school: str | None = None, name: str = "") -> Pin:
    return Pin(name or f"go{number}{school or ''}", GO, str(number), school=school)


def stay(number: int) -> Pin:
    return Pin(f"stay{number}", STAY, str(number))


def never(number: int, school: str | None) -> Pin:
    return Pin(f"never{number}{school or ''}", NEVER, str(number), school=school)


def pair(one: int, other: int) -> Pin:
    return Pin(f"pair{one}-{other}", TOGETHER, str(one), other=str(other))


def floor(school: str, least: int, subject: str | None = None) -> Floor:
    return Floor(f"floor-{school}-{subject or ''}", school, least, subject)


# Name, pins, floors, budget, size of the smallest clash.
CASES = [
    ("goes and stays", [go(3), stay(3)], [], None, 2),
    ("goes there and never there", [go(3, "c"), never(3, "c")], [], None, 2),
    ("goes and never anywhere", [go(3), never(3, None)], [], None, 2),
    ("goes to two schools", [go(3, "b"), go(3, "c")], [], None, 2),
    ("goes to a school of another stage", [go(3, "d")], [], None, 1),
    ("goes where each school is barred", [go(3), never(3, "b"), never(3, "c")], [], None, 3),
    ("budget below one", [go(3)], [], 0, 2),
    ("budget below three", [go(3), go(4), go(5)], [], 2, 4),
    ("budget below a pair", [go(3), pair(3, 4)], [], 1, 3),
    ("pair parted by a stay", [go(3), pair(3, 4), stay(4)], [], None, 3),
    ("pair parted by a bar", [go(3, "c"), pair(3, 4), never(4, "c")], [], None, 3),
    ("pair to two schools", [go(3, "b"), go(4, "c"), pair(3, 4)], [], None, 3),
    ("pair from here and there", [go(7, "c"), pair(3, 7), stay(3)], [], None, 3),
    ("chain of pairs", [go(3), pair(3, 4), pair(4, 5), stay(5)], [], None, 4),
    ("pair barred by an unknown way", [go(3, "c"), pair(3, 7)], [], None, 2),
    ("floor above what is there", [], [floor("a", 3)], None, 1),
    ("floor against one who goes", [go(1)], [floor("a", 2)], None, 2),
    ("floor of a subject", [go(2)], [floor("a", 1, "数学")], None, 2),
    ("floor against two", [go(1), go(2)], [floor("a", 1)], None, 3),
    ("floor and pair", [go(3), pair(1, 3)], [floor("a", 2), floor("b", 0)], None, 3),
    ("clash beside idle rules",
     [go(3), stay(3), stay(8), go(9, "a"), never(10, "a")], [floor("a", 1)], 5, 2),
]  # fmt: skip


def made(pins: list[Pin], floors: list[Floor], budget: int | None) -> Problem:
    return replace(group(), pins=tuple(pins), floors=tuple(floors), budget=budget)


@pytest.mark.parametrize(("pins", "floors", "budget", "size"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_clash_is_smallest_and_any_way_out_works(
    pins: list[Pin], floors: list[Floor], budget: int | None, size: int
) -> None:
    problem = made(pins, floors, budget)
    rules = [*pins, *floors, *([] if budget is None else ["budget"])]
    assert not feasible(problem, rules)
    settled = settle(problem)
    assert len(settled.clashes) == 1
    clash = settled.clashes[0]
    assert len(clash.rules) == size
    named = [one for one in rules if (one if isinstance(one, str) else one.id) in
             {rule.about for rule in clash.rules}]  # fmt: skip
    assert not feasible(problem, named)
    for one in named:
        others = [rule for rule in rules if rule is not one]
        assert feasible(problem, others), f"without {one} it should work"
    for rule in clash.rules:
        assert settle(_pressed(problem, rule.relaxation)).clashes == ()


@pytest.mark.parametrize(("pins", "floors", "budget"), [c[1:4] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_partial_plan_comes_with_the_clash(
    pins: list[Pin], floors: list[Floor], budget: int | None
) -> None:
    problem = made(pins, floors, budget)
    proposal = propose(problem)
    assert check(problem, proposal) == []
    assert proposal.clashes
    assert proposal.proven
    # School c has nobody: whoever may still go there goes.
    assert budget == 0 or any(move.school == "c" for move in proposal.moves)
    assert all(one.reasons for one in proposal.unmet)


def _pressed(problem: Problem, press) -> Problem:
    if press.kind == "raise_budget":
        return replace(problem, budget=press.value)
    if press.kind == "lower_floor":
        floors = tuple(
            replace(one, least=press.value) if one.id == press.about else one
            for one in problem.floors
        )
        return replace(problem, floors=floors)
    return replace(problem, pins=tuple(one for one in problem.pins if one.id != press.about))


def test_two_clashes_are_both_named() -> None:
    problem = made([go(3), stay(3), go(1)], [floor("a", 2)], None)
    settled = settle(problem)
    assert sorted(len(one.rules) for one in settled.clashes) == [2, 2]
    assert len(settled.broken) == 2
    assert settle(settled.problem).clashes == ()


def test_what_does_not_clash_is_left_alone() -> None:
    problem = made([go(3, "c"), pair(4, 5), stay(8)], [floor("a", 2)], 4)
    settled = settle(problem)
    assert settled.problem == problem
    assert settled.clashes == settled.broken == ()


def test_the_fewest_rules_give_way() -> None:
    problem = made([stay(3), go(3), never(3, "c"), never(3, "b")], [], None)
    assert [one.about for one in settle(problem).broken] == ["go3"]


def test_smallest_clash_is_preferred_to_a_larger_one() -> None:
    pins = [go(3), pair(3, 4), pair(4, 5), stay(5), never(3, None)]
    found = smallest_clash(made(pins, [], None), pins)
    assert {one.id for one in found if isinstance(one, Pin)} == {"go3", "never3"}


@pytest.mark.parametrize(
    ("pins", "floors", "cause"),
    [
        ([go(3, "d")], [], "教师3必须到丁校交流，这位教师任教小学，丁校没有这个学段。"),
        ([], [floor("a", 3)], "甲校至少留 3 名骨干教师，现在只有 2 名。"),
        ([], [floor("b", 1)], "乙校至少留 1 名骨干教师，现在一名也没有。"),
    ],
)
def test_a_rule_that_fails_alone_says_why(pins: list[Pin], floors: list[Floor], cause: str) -> None:
    settled = settle(made(pins, floors, None))
    assert settled.clashes[0].text == f"这条要求单独也做不到：{cause}"
    assert settled.broken[0].text == cause.partition("，")[0] + "。"
