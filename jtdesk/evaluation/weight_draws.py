"""The picture of an order: places of every school over ten thousand draws of the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import shown
from jtdesk.evaluation.grading import FEW, places
from jtdesk.evaluation.sensitivity import Weighed

DRAWS, SEED = 10_000, 20250701
NEAR, ANY = "near", "any"


@dataclass(frozen=True, slots=True)
class Drawn:
    """How often a school stood on each place.

    Attributes:
        at: its place under the set weights.
        counts: draws on place 1, 2, ...; equal schools share the better place.
        low, high: places between which nine draws of ten lie.
        kept: share of draws on its place under the set weights.
    """

    school: str
    at: int
    counts: tuple[int, ...]
    low: int
    high: int
    kept: float
    said: str


@dataclass(frozen=True, slots=True)
class Draws:
    """The picture, and what must be said beside it."""

    schools: tuple[Drawn, ...]
    draws: int
    said: str
    notes: tuple[str, ...] = ()


def draw_places(
    weighed: Weighed, draws: int = DRAWS, seed: int = SEED, spread: str = NEAR, within: float = 0.2
) -> Draws:  # fmt: skip
    """Return how often each school stands on each place when weights are drawn.

    Args:
        weighed: the round.
        draws: how many.
        seed: of the random numbers; the same seed gives the same picture.
        spread: ``near`` draws each weight within ``within`` of the set one, ``any`` all weights
            that sum to the total alike.
        within: share of the set weight.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, one in enumerate(weighed.schools):
        alike.setdefault((one.rates, one.beside), []).append(place)
    chosen = [weighed.schools[those[0]] for those in alike.values()]
    rates = np.array([[float(rate) for rate in one.rates] for one in chosen])
    beside = np.array([float(one.beside) for one in chosen])
    weights = np.array([float(one) for one in weighed.weights])
    drawn = drawn_weights(weights, draws, seed, spread, within)
    sizes = np.array([len(those) for those in alike.values()])
    counts = place_counts(drawn @ rates.T + beside, sizes)
    placed = places(weighed.scores())
    found: dict[int, Drawn] = {}
    for row, those in zip(counts, alike.values(), strict=True):
        for place in those:
            name = weighed.schools[place].school
            found[place] = _drawn(name, placed[name].at, row, draws)
    how = f"各项权重在现值上下 {within:.0%} 内" if spread == NEAR else "权重在合计不变下任意"
    few = len(found) < FEW
    return Draws(
        tuple(found[place] for place in range(len(found))), draws,
        f"{how}随机取 {draws} 次（随机种子 {seed}），合计 {shown(weighed.full)} 分。",
        (words.SMALL_GROUP.format(count=len(found)),) if few else (),
    )  # fmt: skip


def drawn_weights(
    weights: NDArray[np.float64], draws: int, seed: int, spread: str, within: float
) -> NDArray[np.float64]:
    """Return draws of weights, a row each, every row with the sum of the set ones."""
    dice = np.random.default_rng(seed)
    if spread == NEAR:
        drawn = weights * dice.uniform(1 - within, 1 + within, (draws, len(weights)))
    else:
        drawn = dice.standard_exponential((draws, len(weights)))
    return np.asarray(drawn * (weights.sum() / drawn.sum(axis=1, keepdims=True)))


def place_counts(
    scores: NDArray[np.float64], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:  # fmt: skip
    """Return for every column how often it stood on each place; rows are draws.

    Args:
        scores: of groups of equal schools.
        sizes: schools in each group; those behind stand that much further back.
    """
    groups, schools = len(sizes), int(sizes.sum())
    order = np.argsort(-scores, axis=1)
    if schools == groups:
        cells = order + groups * np.arange(groups)
        return np.bincount(cells.ravel(), minlength=groups**2).reshape(groups, groups).T
    in_order = sizes[order]
    ahead = np.cumsum(in_order, axis=1) - in_order
    cells = order * schools + ahead
    return np.bincount(cells.ravel(), minlength=groups * schools).reshape(groups, schools)


def _drawn(school: str, at: int, row: NDArray[np.int64], draws: int) -> Drawn:
    summed = np.cumsum(row)
    low = int(np.searchsorted(summed, 0.05 * draws, side="right")) + 1
    high = int(np.searchsorted(summed, 0.95 * draws, side="left")) + 1
    kept = float(row[at - 1]) / draws
    span = f"第 {low} 名" if low == high else f"第 {low} 至第 {high} 名之间"
    said = f"{school}现为第 {at} 名，{kept:.1%} 的取法仍是这一名，九成取法在{span}。"
    return Drawn(school, at, tuple(row.tolist()), low, high, kept, said)


def most_settled(found: Draws) -> Sequence[Drawn]:
    """Return the schools by how often they kept their place, the most settled first."""
    return sorted(found.schools, key=lambda one: -one.kept)
