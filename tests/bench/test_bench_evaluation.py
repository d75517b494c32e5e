"""Whole rounds recomputed and weights drawn, against the bare NumPy arithmetic of the same size."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from jtdesk.core import paths
from jtdesk.evaluation.binding_rules import binding_rule
from jtdesk.evaluation.round_array import UNSCORED, bound_by_mean, layout, totals
from jtdesk.evaluation.scheme_file import scheme
from jtdesk.evaluation.sensitivity import Standing, Weighed
from jtdesk.evaluation.weight_draws import draw_places
from tests.bench.ratios import compare, seconds

SCHOOLS, YEARS, RATERS, TIMES = 111, 5, 4, 20
RULE = binding_rule("x", {"title": "x", "method": "own_group"})
ROLES = ["核心校", *["成员校"] * (SCHOOLS - 1)]


def thousand():
    """Return the 1000-point scheme with four raters who count by weights."""
    path = paths.schemas_dir() / "indicators" / "guizhou-strong-schools" / "2025.toml"
    body = tomllib.loads(path.read_text("utf-8"))
    body["combine"] = "weights"
    for one, weight in zip(body["rater"], (0.1, 0.2, 0.3, 0.4), strict=True):
        one["weight"] = weight
    return scheme("x", body)


def bare(scores, weights, firsts, mine, ours):
    """Work out the same with nothing but floats: raters, first level, total, mean, binding."""
    leaf = np.tensordot(weights, scores, 1)
    first = np.add.reduceat(leaf, firsts, axis=0)
    own = first.sum(axis=0)
    return mine * own + ours * own.mean(axis=-1, keepdims=True)


def bare_with_gaps(scores, applies, weights, full, thirds, firsts, mine, ours):
    """Work out the same where raters are missing and leaves do not apply, in floats."""
    here = (scores >= 0).astype(float)
    leaf = np.tensordot(weights, scores * here, 1) / np.tensordot(weights, here, 1).clip(0.1)
    points, counted = leaf * applies, full * applies
    for starts in (thirds, firsts):
        wanted = np.add.reduceat(full, starts, axis=0)
        below = np.add.reduceat(counted, starts, axis=0)
        points = np.add.reduceat(points, starts, axis=0) * wanted / below.clip(0.1)
        full, counted = wanted, wanted * (below > 0)
    own = points.sum(axis=0) * full.sum(axis=0) / counted.sum(axis=0)
    return mine * own + ours * own.mean(axis=-1, keepdims=True)


@pytest.mark.bench
@pytest.mark.parametrize("whole", [True, False], ids=["all scored", "gaps"])
def test_five_years_of_rounds_recomputed(whole):
    here = thousand()
    plan = layout(here)
    assert len(plan.leaves) == 62
    dice = np.random.default_rng(1)
    full = np.array([int(one.points * 100) for one in here.leaves()])
    shape = (RATERS, len(full), YEARS, SCHOOLS)
    scores = (full[:, None, None] * (0.6 + 0.4 * dice.random(shape))).astype(np.int64)
    applies = None
    if not whole:
        scores[dice.random(shape) < 0.1] = UNSCORED
        applies = dice.random(shape[1:]) > 0.05
    floats = scores / 100
    weights = np.array([0.1, 0.2, 0.3, 0.4])
    counts = [len(list(one.leaves())) for one in here.indicators]
    firsts = np.cumsum([0, *counts[:-1]])
    mine = np.array([0.5, *[0.7] * (SCHOOLS - 1)])
    thirds = np.cumsum(
        [0, *[len(two.children) for one in here.indicators for two in one.children][:-1]]
    )
    uppers = np.cumsum([0, *[len(one.children) for one in here.indicators][:-1]])
    points = (full / 100)[:, None, None]

    def theirs():
        if whole:
            return bare(floats, weights, firsts, mine, 1 - mine)
        return bare_with_gaps(floats, applies, weights, points, thirds, uppers, mine, 1 - mine)

    def ours():
        found = totals(plan, scores, applies)
        return bound_by_mean(RULE, found.own, ROLES)

    assert np.abs(ours() / 100 - theirs()).max() < 0.5  # leaves are rounded, floats are not

    ratio = compare(
        f"{SCHOOLS} schools x 62 indicators x {RATERS} raters x {YEARS} years, "
        f"{'all scored' if whole else 'a tenth missing, a twentieth not applicable'}: recomputed "
        "to the last digit and bound / the bare arithmetic in floats",
        lambda: seconds(lambda: [ours() for _ in range(TIMES)]),
        lambda: seconds(lambda: [theirs() for _ in range(TIMES)]),
        target="<= 10", rounds=9,
    )  # fmt: skip
    assert ratio > 0


def bare_draws(rates, weights, draws, within=0.2):
    """Draw, score and rank with nothing but NumPy."""
    dice = np.random.default_rng(1)
    drawn = weights * dice.uniform(1 - within, 1 + within, (draws, len(weights)))
    drawn *= weights.sum() / drawn.sum(axis=1, keepdims=True)
    return np.argsort(-(drawn @ rates.T), axis=1)


@pytest.mark.bench
@pytest.mark.parametrize("schools", [12, SCHOOLS])
def test_ten_thousand_draws(schools):
    dice = Random(2)
    points = [10, 20, 20, 10, 5, 5, 20, 10]
    standings = tuple(
        Standing(f"s{n}", tuple(Fraction(dice.randint(500, 1000), 1000) for _ in points))
        for n in range(schools)
    )
    weighed = Weighed(tuple(map(str, points)), tuple(map(Fraction, points)), standings)
    rates = np.array([[float(rate) for rate in one.rates] for one in standings])
    weights = np.array(points, dtype=float)
    ratio = compare(
        f"{schools} schools, 8 indicators: places over 10,000 draws of the weights, with sentences "
        "/ drawn, scored and sorted in bare NumPy",
        lambda: seconds(lambda: draw_places(weighed)),
        lambda: seconds(lambda: bare_draws(rates, weights, 10_000)),
        target="<= 3", rounds=9,
    )  # fmt: skip
    assert ratio > 0
