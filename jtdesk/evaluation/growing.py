"""Growth of schools over their base: by difference, by rank, by standard score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jtdesk.evaluation.amounts import NONE, added, root, shown, signed, total
from jtdesk.evaluation.grading import places
from jtdesk.evaluation.steps import Step, Trail

Pairs = Mapping[str, tuple[Fraction, Fraction]]
"""Score now and in the base round, by school."""


@dataclass(frozen=True, slots=True)
class Change:
    """How far a school moved, with the steps to it."""

    value: Fraction
    steps: tuple[Step, ...]


def changes_of(by: str, pairs: Pairs, trail: Trail) -> dict[str, Change]:
    """Return how far every school moved.

    Args:
        by: ``difference``, ``rank`` or ``standard``.
        pairs: schools with a base; only these are ranked and averaged.
        trail: takes the steps that hold for all schools.
    """
    return {"difference": _difference, "rank": _rank, "standard": _standard}[by](pairs, trail)


def _difference(pairs: Pairs, _trail: Trail) -> dict[str, Change]:
    return {
        school: _change("比基期", now - base, f"{shown(now)}－{signed(base)}")
        for school, (now, base) in pairs.items()
    }


def _rank(pairs: Pairs, _trail: Trail) -> dict[str, Change]:
    now = places({school: pair[0] for school, pair in pairs.items()})
    base = places({school: pair[1] for school, pair in pairs.items()})
    return {
        school: _change(
            "位次前进", Fraction(base[school].at - now[school].at),
            f"{base[school].at}－{now[school].at}",
        )
        for school in pairs
    }  # fmt: skip


def _standard(pairs: Pairs, trail: Trail) -> dict[str, Change]:
    spread = [_spread(name, [p[at] for p in pairs.values()], trail)
              for at, name in enumerate(("本轮", "基期")) if pairs]  # fmt: skip
    found = {}
    for school, pair in pairs.items():
        own = Trail()
        scores = [
            _standing(own, name, value, *spread[at])
            for at, (name, value) in enumerate(zip(("本轮", "基期"), pair, strict=True))
        ]
        own.step("标准分变化", scores[0] - scores[1], f"{signed(scores[0])}－{signed(scores[1])}")
        found[school] = Change(own.steps[-1].value, own.steps)
    return found


def _spread(name: str, values: list[Fraction], trail: Trail) -> tuple[Fraction, Fraction]:
    """Return mean and standard deviation (of all schools, not of a sample)."""
    count = len(values)
    mean = trail.step(f"{name}平均", total(values) / count, f"（{added(values)}）÷{count}")
    squares = "＋".join(f"（{signed(one)}－{signed(mean)}）×（{signed(one)}－{signed(mean)}）"
                       for one in values)  # fmt: skip
    variance = total((one - mean) ** 2 for one in values) / count
    formula = f"开方（（{squares}）÷{count}）"
    return mean, trail.step(f"{name}标准差", root(variance), formula)


def _standing(
    trail: Trail, name: str, value: Fraction, mean: Fraction, deviation: Fraction
) -> Fraction:
    if not deviation:
        return trail.step(f"{name}标准分（各校相同）", NONE, "0")
    formula = f"（{signed(value)}－{signed(mean)}）÷{shown(deviation)}"
    return trail.step(f"{name}标准分", (value - mean) / deviation, formula)


def _change(name: str, value: Fraction, formula: str) -> Change:
    trail = Trail()
    return Change(trail.step(name, value, formula), trail.steps)
