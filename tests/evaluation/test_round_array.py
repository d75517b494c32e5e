"""Rounds as arrays come to the very same points as score sheets."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jtdesk.core import paths
from jtdesk.core.errors import RuleError
from jtdesk.evaluation.binding import Member, bind
from jtdesk.evaluation.binding_rules import binding_rule
from jtdesk.evaluation.primitives import Fact
from jtdesk.evaluation.round_array import UNSCORED, bound_by_mean, layout, totals
from jtdesk.evaluation.scheme import Profile
from jtdesk.evaluation.scheme_file import faults, scheme
from jtdesk.evaluation.scoring import score
from tests.evaluation.test_scoring import RATERS, trees

F = Fraction
SCHOOLS = [Profile("a", stages=("小学",)), Profile("b", stages=("小学", "初中")), Profile("c")]


def judged(node):
    """Return a node whose leaves take any points, as they are when they come from a store."""
    plain = {key: one for key, one in node.items() if key not in ("rule", "measure", "raters")}
    return plain | ({"child": [judged(one) for one in node["child"]]} if "child" in node else {})


def compared(here, dice):
    """Score three schools both ways; return own scores as the sheets have them."""
    leaves, raters = here.leaves(), [one.code for one in here.raters]
    full = np.array([int(one.scale * 10**here.digits) for one in leaves])
    scores = dice.integers(0, full + 1, (len(raters), len(SCHOOLS), len(leaves)))
    scores = np.moveaxis(scores, 2, 1)
    scores[dice.random(scores.shape) < 0.2] = UNSCORED
    applies = np.array([[one.applies.to(school) for school in SCHOOLS] for one in leaves])
    if not applies.any(axis=0).all():
        with pytest.raises(RuleError, match="没有一项指标适用"):
            totals(layout(here), scores, applies)
        return
    found = totals(layout(here), scores, applies)
    for at, school in enumerate(SCHOOLS):
        facts = {
            (leaf.code, rater): Fact(F(int(scores[r, n, at]), 10**here.digits))
            for r, rater in enumerate(raters) for n, leaf in enumerate(leaves)
            if scores[r, n, at] != UNSCORED
        }  # fmt: skip
        card = score(here, school, facts)
        assert F(int(found.own[at]), 10**here.digits) == card.own
        assert found.missing[at] == len(card.missing)
        assert [F(int(one), 10_000) for one in found.first[:, at]] == [
            line.points or 0 for line in card.lines
        ]


@settings(max_examples=60, deadline=None)
@given(
    trees(), st.sampled_from(["siblings", "scheme"]), st.sampled_from(["weights", "last"]),
    st.sampled_from(["others", "wait"]), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_arrays_and_sheets_agree(tree, mode, combine, absent, seed):
    body = {
        "title": "x", "source": "y", "total": sum(one["points"] for one in tree), "indicator": tree,
        "not_applicable": mode, "combine": combine, "absent": absent, "rater": RATERS,
    }  # fmt: skip
    compared(scheme("x", body), np.random.default_rng(seed))


@pytest.mark.parametrize("name", ["group", "guizhou-strong-schools", "master-studio"])
def test_arrays_and_sheets_agree_on_what_ships(name):
    path = paths.schemas_dir() / "indicators" / name / "2025.toml"
    body = tomllib.loads(path.read_text("utf-8"))
    body["indicator"] = [judged(one) for one in body["indicator"]]
    assert faults(body) == []
    for seed in range(5):
        compared(scheme(name, body), np.random.default_rng(seed))


def test_weights_agree_too():
    tree = [
        {"title": "甲", "weight": 35, "child": [{"title": "a", "weight": 1 / 4}, {"title": "b", "weight": 3 / 4}]},
        {"title": "乙", "weight": 65},
    ]  # fmt: skip
    body = {"title": "x", "source": "y", "total": 120, "unit": "weights", "indicator": tree}
    assert faults(body) == []
    for seed in range(20):
        compared(scheme("x", body), np.random.default_rng(seed))


def test_binding_by_the_mean_agrees():
    rule = binding_rule("x", {"title": "x", "method": "own_group"})
    dice = np.random.default_rng(5)
    own = dice.integers(0, 10_001, (20, 7))
    roles = ["核心校", *["成员校"] * 6]
    found = bound_by_mean(rule, own, roles)
    for year in range(20):
        members = [Member(f"s{n}", role, F(int(own[year, n]), 100)) for n, role in enumerate(roles)]
        finals = [int(one.final * 100) for one in bind(rule, members).schools]
        assert found[year].tolist() == finals


@pytest.mark.parametrize(
    "more",
    [{"group": {"choice": "weakest"}}, {"gap": {}}, {"caps": {"fall": 3}}, {"method": "growth"}],
)
def test_what_arrays_cannot_bind_is_refused(more):
    rule = binding_rule("x", {"title": "x", "method": "own_group"} | more)
    with pytest.raises(RuleError, match="不能成批计算"):
        bound_by_mean(rule, np.array([[1, 2]]), ["核心校", "成员校"])
