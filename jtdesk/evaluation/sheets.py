"""The sheet of a school as plain values: what is published, printed and recomputed by hand."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from jtdesk.evaluation.amounts import number
from jtdesk.evaluation.reckoning import Reckoned
from jtdesk.evaluation.scoring import Line

Plain = dict[str, Any]


def _or_none(value: Fraction | None) -> int | float | None:
    return None if value is None else number(value)


def sheet(found: Reckoned) -> Plain:
    """Return one school's sheet in JSON's own kinds, so that kept and fresh ones compare equal."""
    card, bound = found.card, found.bound
    return {
        "school": card.school,
        "role": bound.role,
        "own": number(bound.own),
        "group": _or_none(bound.group),
        "growth": _or_none(bound.growth),
        "gap": number(bound.gap),
        "bonus": number(bound.bonus),
        "deduction": number(bound.deduction),
        "veto": list(bound.vetoes),
        "final": number(bound.final),
        "grade": found.graded.grade,
        "rank": found.place.at,
        "of": found.place.of,
        "tied": list(found.place.tied),
        "bureau": _or_none(bound.bureau),
        "difference": _or_none(bound.difference),
        "missing": list(card.missing),
        "why": found.graded.said,
        "notes": list(bound.notes),
        "steps": [
            {
                "name": one.name, "value": number(one.value), "from": one.formula,
                "digits": one.digits,
            }
            for one in found.steps
        ],
        "lines": list(_lines(card.lines, "indicator"))
        + list(_lines(card.bonus_lines, "bonus"))
        + list(_lines(card.deduction_lines, "deduction")),
    }  # fmt: skip


def _lines(lines: Iterable[Line], beside: str, level: int = 1) -> Iterable[Plain]:
    for line in lines:
        yield {
            "code": line.code,
            "title": line.title,
            "level": level,
            "beside": beside,
            "leaf": not line.children,
            "full": number(line.full),
            "stands_for": float(line.stands_for) if line.stands_for else 0,
            "points": _or_none(line.points),
            "said": line.said,
            "missing": line.missing,
            "given": [
                {
                    "rater": one.title, "points": number(one.awarded.points),
                    "weight": None if one.weight is None else float(one.weight),
                }
                for one in line.given
            ],
        }  # fmt: skip
        yield from _lines(line.children, beside, level + 1)
