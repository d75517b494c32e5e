"""Would the order change? The smallest change of one weight that makes neighbours change places.

The weight of one first-level indicator grows or shrinks, the others give or take in proportion, so
the total stays. Scores are compared as sheets show them, rounded; all is exact arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import NONE, half_up, shown, total
from jtdesk.evaluation.grading import FEW, Place, places
from jtdesk.evaluation.scheme import Scheme
from jtdesk.evaluation.scoring import Card

Scores = Mapping[str, Fraction]
# Changes are said in tenths of a point, in finer units only where tenths are too coarse.
UNITS = (Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000))


@dataclass(frozen=True, slots=True)
class Standing:
    """A school as weights see it.

    Attributes:
        rates: share of the full mark it reached under each first-level indicator, 0 to 1.
        beside: points that no weight touches: bonus less deduction.
    """

    school: str
    rates: tuple[Fraction, ...]
    beside: Fraction = NONE


@dataclass(frozen=True, slots=True)
class Weighed:
    """A round as weights see it: indicators, their points, and the schools."""

    indicators: tuple[str, ...]
    weights: tuple[Fraction, ...]
    schools: tuple[Standing, ...]
    digits: int = 2

    @property
    def full(self) -> Fraction:
        """Sum of the weights."""
        return total(self.weights)

    def score(self, school: Standing, weights: Sequence[Fraction]) -> Fraction:
        """Return what a school comes to under some weights, unrounded."""
        return total(w * r for w, r in zip(weights, school.rates, strict=True)) + school.beside

    def scores(self, weights: Sequence[Fraction] | None = None) -> dict[str, Fraction]:
        """Return every school's score as a sheet shows it."""
        by = self.weights if weights is None else weights
        return {one.school: half_up(self.score(one, by), self.digits) for one in self.schools}

    def shifted(self, at: int, change: Fraction) -> tuple[Fraction, ...]:
        """Return the weights after one has changed and the others made up for it in proportion."""
        rest = self.full - self.weights[at]
        factor = (rest - change) / rest if rest else Fraction(1)
        return tuple(
            one + change if place == at else one * factor for place, one in enumerate(self.weights)
        )


@dataclass(frozen=True, slots=True)
class Swap:
    """A change of one weight after which two neighbours have changed places.

    Attributes:
        change: points the weight gains, below nought where it loses them.
        tie: change at which both are exactly equal.
        weight: the weight after the change.
    """

    indicator: str
    change: Fraction
    tie: Fraction
    weight: Fraction
    said: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two schools that follow each other.

    Attributes:
        ahead, behind: the schools; equal ones where ``tied``.
        gap: points between them.
        swaps: by indicator, the smallest change first; empty where none changes their order.
    """

    ahead: str
    behind: str
    places: tuple[Place, Place]
    gap: Fraction
    swaps: tuple[Swap, ...]
    said: str

    @property
    def tied(self) -> bool:
        """Whether they are equal."""
        return not self.gap


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the order of a round hangs on."""

    pairs: tuple[Neighbours, ...]
    notes: tuple[str, ...] = ()


def sensitivity(weighed: Weighed) -> Sensitivity:
    """Return for each two neighbours the changes of a weight that make them change places."""
    scores = weighed.scores()
    placed = places(scores)
    order = sorted(weighed.schools, key=lambda one: -scores[one.school])
    pairs = tuple(
        _neighbours(weighed, scores, placed, ahead, behind) for ahead, behind in pairwise(order)
    )
    few = len(order) < FEW
    return Sensitivity(pairs, (words.SMALL_GROUP.format(count=len(order)),) if few else ())


def _neighbours(
    weighed: Weighed, scores: Scores, placed: Mapping[str, Place], ahead: Standing, behind: Standing
) -> Neighbours:
    here = (placed[ahead.school], placed[behind.school])
    gap = scores[ahead.school] - scores[behind.school]
    if not gap:
        said = f"{ahead.school}与{behind.school}并列第 {here[0].at} 名，"
        said += f"都是 {shown(scores[ahead.school])} 分。"
        return Neighbours(ahead.school, behind.school, here, gap, (), said)
    found = (_swap(weighed, at, ahead, behind) for at in range(len(weighed.weights)))
    swaps = tuple(sorted((one for one in found if one), key=lambda one: abs(one.change)))
    names = f"第 {here[0].at} 名{ahead.school}比第 {here[1].at} 名{behind.school}"
    said = f"{names}高 {shown(gap)} 分，"
    said += swaps[0].said if swaps else "任何一项权重增减，两校的先后都不变。"
    return Neighbours(ahead.school, behind.school, here, gap, swaps, said)


@dataclass(frozen=True, slots=True)
class _Line:
    """A score as it moves with one weight: so much now, so much for each point of weight."""

    now: Fraction
    slope: Fraction

    def at(self, change: Fraction, digits: int) -> Fraction:
        """Return the score after a change, as a sheet shows it."""
        return half_up(self.now + self.slope * change, digits)


def _line(weighed: Weighed, at: int, school: Standing, rest: Fraction) -> _Line:
    now = weighed.score(school, weighed.weights)
    others = now - school.beside - weighed.weights[at] * school.rates[at]
    return _Line(now, school.rates[at] - others / rest)


def _swap(weighed: Weighed, at: int, ahead: Standing, behind: Standing) -> Swap | None:
    """Return the smallest change of one weight that turns two schools round."""
    weight, rest = weighed.weights[at], weighed.full - weighed.weights[at]
    if not rest:
        return None
    first, second = (_line(weighed, at, one, rest) for one in (ahead, behind))
    closing = second.slope - first.slope
    if not closing:
        return None
    tie = (first.now - second.now) / closing
    sign, room = (1, rest) if tie > 0 else (-1, weight)

    def turned(change: Fraction) -> bool:
        return second.at(change, weighed.digits) > first.at(change, weighed.digits)

    surely = abs(tie) + Fraction(1, 10**weighed.digits) / abs(closing)
    for unit in UNITS:
        steps = _fewest(turned, abs(tie), surely, unit, sign)
        if steps is not None and steps * unit <= room:
            return _said(weighed, at, sign * steps * unit, tie)
    return None


def _fewest(
    turned: Callable[[Fraction], bool], tie: Fraction, surely: Fraction, unit: Fraction, sign: int
) -> int | None:
    """Return the fewest units beyond the tie after which the order has turned."""
    low, high = math.floor(tie / unit) + 1, math.ceil(surely / unit) + 1
    while high - low > 64:
        middle = (low + high) // 2
        low, high = (low, middle) if turned(sign * middle * unit) else (middle, high)
    return next((one for one in range(low, high + 1) if turned(sign * one * unit)), None)


def _said(weighed: Weighed, at: int, change: Fraction, tie: Fraction) -> Swap:
    name, weight = weighed.indicators[at], weighed.weights[at]
    moved, others = ("减少", "增加") if change < 0 else ("增加", "减少")
    said = (
        f"“{name}”的权重{moved} {shown(abs(change))} 分（由 {shown(weight)} 变为 "
        f"{shown(weight + change)}，其余各项按比例{others}），两校就互换位次。"
    )
    return Swap(name, change, tie, weight + change, said)


def weighed_round(scheme: Scheme, cards: Sequence[Card]) -> Weighed:
    """Return score sheets as weights see them; each comes to the total its sheet has.

    Where a first-level indicator does not apply to a school, its rate is that of the others
    together: so its points are theirs, as on the sheet.
    """
    return Weighed(
        tuple(one.title for one in scheme.indicators),
        tuple(one.points for one in scheme.indicators),
        tuple(_standing(scheme, card) for card in cards),
        scheme.digits,
    )


def _standing(scheme: Scheme, card: Card) -> Standing:
    here = [line for line in card.lines if line.points is not None]
    reached = total(line.points or NONE for line in here)
    if scheme.not_applicable == "scheme":
        # Points of the whole scheme are shared out, so every line stands for more than its own.
        counted = total(line.stands_for for line in here)
        leaves = total(
            leaf.full for line in here for leaf in line.all()
            if not leaf.children and leaf.points is not None
        )  # fmt: skip
        factor, together = counted / leaves, NONE
    else:
        factor, together = Fraction(1), reached / total(line.full for line in here)
    rates = tuple(
        together if line.points is None else line.points * factor / line.full for line in card.lines
    )
    return Standing(card.school, rates, card.bonus - card.deduction)
