"""People who go together in chains: across schools and subjects, with goes, stays and bars."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from jtdesk.deployment.checker import check
from jtdesk.deployment.clashes import feasible
from jtdesk.deployment.problem import (
    GO,
    NEVER,
    STAY,
    TOGETHER,
    Clash,
    Person,
    Pin,
    Problem,
    Proposal,
    faults,
)
from jtdesk.deployment.solver import propose, propose_again, without
from tests.deployment.planner_worlds import world
from tests.deployment.test_clashes import go, group, never, pair, stay


def chained(*more: Pin, links: tuple[int, ...] = (3, 4, 7, 8)) -> Problem:
    """Four in a chain: two of either school a and b, both subjects."""
    pairs = [pair(one, other) for one, other in pairwise(links)]
    return replace(group(), pins=(*pairs, *more))


def planned(problem: Problem) -> Proposal:
    """Return the plan of a problem, checked, with the smallest sets of rules to blame."""
    proposal = propose(problem)
    assert check(problem, proposal) == []
    for clash in proposal.clashes:
        assert_smallest(problem, clash)
    return proposal


def assert_smallest(problem: Problem, clash: Clash) -> None:
    budget = [] if problem.budget is None else ["budget"]
    rules = [*problem.pins, *problem.floors, *budget]
    about = {rule.about for rule in clash.rules}
    named = [one for one in rules if (one if isinstance(one, str) else one.id) in about]
    assert not feasible(problem, named)
    for one in named:
        assert feasible(problem, [rule for rule in named if rule is not one])


def places(proposal: Proposal) -> dict[str, str]:
    return {move.person: move.school for move in proposal.moves if move.kind == "full"}


def test_a_chain_of_one_school_goes_as_one():
    found = planned(chained(go(3, "c"), links=(3, 4, 5, 1)))
    assert {places(found).get(one) for one in "3451"} == {"c"}
    assert found.clashes == ()


def test_a_chain_over_two_schools_has_no_school_to_go_to():
    # Those of a may go to c, those of b to a alone: nobody's home, so nobody of the chain moves.
    found = planned(chained(go(3)))
    assert places(found).keys() & set("3478") in (set(), {"3"})
    (clash,) = found.clashes
    assert {rule.about for rule in clash.rules} == {"go3", "pair3-4", "pair4-7"}
    assert planned(chained()).clashes == ()


@pytest.mark.parametrize(
    ("more", "size"),
    [
        ((go(3, "c"), stay(1)), 5),
        ((go(3, "c"), go(1, "b")), 5),
        ((go(4, "c"), never(5, "c"), stay(1)), 3),
        ((go(3, "c"), stay(1), stay(4)), 3),
        ((go(3, "c"), pair(1, 3), stay(1)), 3),
    ],
)
def test_contradictions_within_a_chain_name_the_shortest_way_round(
    more: tuple[Pin, ...], size: int
):
    found = planned(chained(*more, links=(3, 4, 5, 1)))
    assert len(found.clashes[0].rules) == size


def test_one_who_may_not_go_is_named_before_anything_is_planned():
    problem = chained(links=(3, 4, 5, 1))

    def kept(person: Person) -> Person:
        return replace(person, eligible=False) if person.id == "5" else person

    problem = replace(problem, people=tuple(map(kept, problem.people)))
    assert set(faults(problem)) == {
        "教师5不符合交流条件，不能指定交流；请先核对条件或删除这条指定。"
    }


def test_one_of_a_chain_says_no():
    problem = chained(go(3, "c"), links=(3, 4, 5, 1))
    before = planned(problem)
    again = propose_again(problem, before, "4")
    assert check(without(problem, "4"), again) == []
    where = places(again)
    assert where["3"] == "c"
    assert where.get("5") == where.get("1"), "these two are still a pair"


def chained_world(seed: int) -> Problem:
    dice = random.Random(f"chain {seed}")
    problem = world(dice.choice((2, 3, 5)), dice.choice((40, 80)), seed)
    able = [one for one in problem.people if one.eligible]
    chain = dice.sample(able, min(4, len(able)))
    pins = [
        Pin(f"t{at}", TOGETHER, one.id, other=other.id)
        for at, (one, other) in enumerate(pairwise(chain))
    ]
    for at, one in enumerate(chain):
        kind = dice.choice((GO, STAY, NEVER, None))
        other = dice.choice([s.id for s in problem.schools if s.id != one.home])
        school = None if kind == STAY else dice.choice((None, other))
        pins += [Pin(f"p{at}", kind, one.id, school=school)] if kind else []
    dice.shuffle(pins)
    return replace(problem, pins=tuple(pins), budget=dice.choice((None, 0, 2, 6)))


@pytest.mark.parametrize("seed", range(12))
def test_any_chain_in_any_group_has_a_plan_and_the_smallest_clash(seed: int):
    planned(chained_world(seed))


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ((go(4), stay(1)), "3"),
        ((go(4, "c"), go(5), never(1, "c")), "4"),
        ((stay(4), go(1, "c")), "1"),
        ((go(3), stay(5), never(1, "c")), "3"),
    ],
)
def test_a_rule_that_gave_way_holds_again_once_the_refusal_ends_the_clash(
    more: tuple[Pin, ...], refused: str
):
    problem = chained(*more, links=(3, 4, 5, 1))
    before = planned(problem)
    assert before.clashes
    assert check(without(problem, refused), propose_again(problem, before, refused)) == []
