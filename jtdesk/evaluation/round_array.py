"""A round, or years of rounds, as arrays: the same points as `scoring`, to the last digit.

Points are whole numbers of the smallest unit a scheme awards, so nothing is lost. Sheets with
sentences come from `scoring`; this is for recomputing 111 schools over five years at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.amounts import HUNDRED, STEP_DIGITS
from jtdesk.evaluation.binding_rules import PROJECTS, BindingRule
from jtdesk.evaluation.scheme import Indicator, Scheme

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNSCORED = -1
STEP = 10**STEP_DIGITS


@dataclass(frozen=True, slots=True)
class Layer:
    """One level of the tree, shallower leaves handed through.

    Attributes:
        full: points of its nodes in the common unit of the layout.
        starts: first child of each in the level below.
    """

    full: Ints
    starts: Ints


@dataclass(frozen=True, slots=True)
class Layout:
    """A scheme laid out for arrays.

    Attributes:
        leaves: codes, in the order of the columns.
        unit: what points of nodes are multiplied by to be whole.
        points: of the leaves, in that unit.
        over: what a leaf is scored out of, in that unit.
        layers: from the level above the leaves up to the whole.
        weights: of the raters, whole numbers.
        scheme: it was made from.
    """

    leaves: tuple[str, ...]
    unit: int
    points: Ints
    over: Ints
    layers: tuple[Layer, ...]
    weights: tuple[int, ...]
    scheme: Scheme


def layout(scheme: Scheme) -> Layout:
    """Return a scheme laid out for arrays.

    Raises:
        RuleError: its points or weights have so many decimals that arrays would not be exact.
    """
    leaves = scheme.leaves()
    amounts = [one.points for one in scheme.nodes()] + [scheme.total]
    unit = math.lcm(*(one.denominator for one in amounts))
    levels: list[list[tuple[Indicator, ...]]] = [[(one,) for one in scheme.indicators]]
    while any(one[-1].children for one in levels[-1]):
        levels.append([below for one in levels[-1] for below in _below(one[-1])])
    layers = [
        _layer([one[-1] for one in upper], unit) for upper in reversed(levels[:-1])
    ]  # fmt: skip
    top = Layer(np.array([int(scheme.total * unit)]), np.array([0]))
    over = [one.points if one.scale == one.points else one.scale for one in leaves]
    weights = [one.weight for one in scheme.raters]
    whole = math.lcm(*(one.denominator for one in weights))
    largest = scheme.total * STEP
    if max(largest * whole, largest * scheme.total * unit, largest * HUNDRED * unit) >= 2**50:
        raise RuleError("方案的分值或比例小数位数太多，不能成批计算。", code="not_in_bulk")
    return Layout(
        tuple(one.code for one in leaves), unit, _whole([one.points for one in leaves], unit),
        _whole(over, unit), (*layers, top), tuple(int(one * whole) for one in weights), scheme,
    )  # fmt: skip


def _below(node: Indicator) -> list[tuple[Indicator, ...]]:
    return [(one,) for one in node.children] or [(node,)]


def _layer(nodes: Sequence[Indicator], unit: int) -> Layer:
    widths = [len(node.children) or 1 for node in nodes]
    starts = np.cumsum([0, *widths[:-1]])
    return Layer(_whole([one.points for one in nodes], unit), starts)


def _whole(amounts: Sequence[Fraction], unit: int) -> Ints:
    return np.array([int(one * unit) for one in amounts], dtype=np.int64)


def rounded(above: Ints, below: Ints | int) -> Ints:
    """Return quotients of numbers not below nought, rounded half up to whole numbers.

    Floats divide faster than whole numbers. Twice the numbers stays below 2 ** 52 (`layout` sees
    to it), so floats hold them, and a quotient that is no whole number lies further from the next
    one than the last bit.
    """
    found = np.multiply(above, 2.0)
    found += below
    found /= np.multiply(below, 2.0)
    np.floor(found, out=found)
    return found.astype(np.int64)


def leaf_points(plan: Layout, scores: Ints) -> tuple[Ints, Flags]:
    """Return what several raters come to, and where nobody has decided yet.

    Args:
        plan: of the scheme.
        scores: raters x leaves x ..., in units of the scheme's digits; `UNSCORED` where a rater
            has not scored.

    Returns:
        points in the unit they are awarded in, nought where nobody has decided; where that is.
    """
    late = scores.min() == UNSCORED
    if plan.scheme.combine == "last":
        decided: Ints = scores[0]
        for one in scores[1:]:
            decided = np.where(one == UNSCORED, decided, one)
        return np.maximum(decided, 0), decided == UNSCORED
    whole = sum(plan.weights)
    summed, missing = np.zeros((2, *scores.shape[1:]), dtype=np.int64)
    part = np.empty_like(summed)
    for one, share in zip(scores, plan.weights, strict=True):
        summed += np.multiply(one, share, out=part)
        if late:  # who has not scored stands there as minus one
            missing -= np.minimum(part, 0, out=part)
    if not late:
        return rounded(summed, whole), np.zeros(summed.shape, dtype=np.bool_)
    summed += missing
    waits = missing > (0 if plan.scheme.absent == "wait" else whole - 1)
    weight = np.subtract(whole, missing, out=missing)
    found = rounded(summed, np.maximum(weight, 1, out=weight))
    found[waits] = 0
    return found, waits


@dataclass(frozen=True, slots=True)
class Totals:
    """What arrays come to.

    Attributes:
        own: scores in units of the scheme's digits.
        first: first-level indicators x ..., in ten-thousandths.
        missing: how many leaves apply and nobody has scored.
    """

    own: Ints
    first: Ints
    missing: Ints


def totals(plan: Layout, scores: Ints, applies: Flags | None = None) -> Totals:
    """Return own scores of all schools and years at once.

    Args:
        plan: of the scheme.
        scores: raters x leaves x ..., see `leaf_points`.
        applies: leaves x ...; None where every leaf speaks of every school.

    Raises:
        RuleError: a school to which nothing applies.
    """
    shape = scores.shape[2:]
    flat = scores.reshape(*scores.shape[:2], -1)
    spoken = None if applies is None else applies.reshape(len(applies), -1)
    own, first, missing = _flat(plan, flat, spoken)
    return Totals(own.reshape(shape), first.reshape(-1, *shape), missing.reshape(shape))


def _flat(plan: Layout, scores: Ints, applies: Flags | None) -> tuple[Ints, Ints, Ints]:
    """Return own scores, first level and what is missing, schools and years in one row."""
    digits = plan.scheme.digits
    points, unscored = leaf_points(plan, scores)
    if applies is not None:
        unscored &= applies
        points *= applies
    points *= 10 ** (STEP_DIGITS - digits)
    if (plan.over != plan.points).any():
        points = rounded(points * plan.points[:, None], plan.over[:, None])
    first = points
    counted = None if applies is None or applies.all() else applies * plan.points[:, None]
    whole = plan.scheme.not_applicable == "scheme"
    for layer in plan.layers:
        first = points
        scales = layer is plan.layers[-1] or not whole
        points, counted = _up(layer, points, counted, layer.full[:, None], scales=scales)
    own = rounded(points[0], 10 ** (STEP_DIGITS - digits))
    return own, first, np.count_nonzero(unscored, axis=0)


def _up(
    layer: Layer, points: Ints, counted: Ints | None, full: Ints, *, scales: bool
) -> tuple[Ints, Ints | None]:  # fmt: skip
    """Return points of the parents, and the full marks that count for them."""
    bare = np.add.reduceat(points, layer.starts, axis=0)
    if counted is None:
        return bare, None
    below = np.add.reduceat(counted, layer.starts, axis=0)
    if not scales:
        return bare, below
    if len(layer.full) == 1 and not below.all():
        raise RuleError("有学校没有一项指标适用，无法计算。", code="nothing_applies")
    made = rounded(bare * full, np.maximum(below, 1))
    return made, (below > 0) * full


def bound_by_mean(rule: BindingRule, own: Ints, roles: Sequence[str], digits: int = 2) -> Ints:
    """Return final scores where the group score is the mean of all, without growth, gap or caps.

    Args:
        rule: an own-and-group rule with that choice.
        own: ... x schools, in units of ``digits``.
        roles: of the schools.
        digits: of the own scores.

    Raises:
        RuleError: the rule asks for more; `binding.bind` does it.
    """
    group, by_role = rule.group, {role: rule.shares_of(role) for role in dict.fromkeys(roles)}
    plain = (group.choice, group.counted, group.lead_bound) == ("mean", "all", "group")
    plain = plain and rule.gap is None and rule.method != PROJECTS
    capped = (rule.caps.fall, rule.caps.rise, rule.caps.most) != (None, None, None)
    if not plain or capped or any(one.growth for one in by_role.values()):
        raise RuleError("这条规则不能成批计算，请逐轮计算。", code="not_in_bulk")
    scale = math.lcm(*(one.own.denominator for one in by_role.values()))
    if scale > STEP:
        raise RuleError("这条规则的比例小数位数太多，请逐轮计算。", code="not_in_bulk")
    of_own = {role: int(one.own * scale) for role, one in by_role.items()}
    mine = np.array([of_own[role] for role in roles])
    fine = own * 10 ** (STEP_DIGITS - digits)
    shared_score = rounded(fine.sum(axis=-1, keepdims=True), len(roles))
    shared = rounded(mine * fine + (scale - mine) * shared_score, scale)
    return rounded(shared, 10 ** (STEP_DIGITS - rule.digits))
