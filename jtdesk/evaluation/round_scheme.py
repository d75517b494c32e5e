"""A scheme as one round uses it: without raters who take no part, for a school as decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from jtdesk.evaluation.scheme import MEASURED, Applies, Indicator, Outside, Scheme

NOBODY = Applies(roles=("—",))


def with_raters(scheme: Scheme, codes: Collection[str] | None) -> Scheme:
    """Return a scheme in which only some raters score; None leaves it as it is.

    A leaf that none of them is asked about is theirs all the same.
    """
    if codes is None or len(set(codes)) == len(scheme.raters):
        return scheme
    here = tuple(one.code for one in scheme.raters if one.code in codes)

    def change(node: Indicator) -> Indicator:
        asked = node.raters or tuple(one.code for one in scheme.raters)
        kept = tuple(one for one in asked if one in here or one == MEASURED)
        return node if node.children else replace(node, raters=kept or here)

    return _changed(scheme, change)


def as_decided(scheme: Scheme, decided: Mapping[str, bool]) -> Scheme:
    """Return a scheme for one school: indicators that apply or do not because somebody said so."""
    if not decided:
        return scheme

    def change(node: Indicator) -> Indicator:
        if node.code not in decided:
            return node
        return replace(node, applies=Applies() if decided[node.code] else NOBODY)

    return _changed(scheme, change)


def _changed(scheme: Scheme, change: Callable[[Indicator], Indicator]) -> Scheme:
    def walked(node: Indicator) -> Indicator:
        made = change(node)
        if not made.children:
            return made
        return replace(made, children=tuple(map(walked, made.children)))

    def outside(one: Outside) -> Outside:
        return replace(one, indicators=tuple(map(walked, one.indicators)))

    return replace(
        scheme,
        indicators=tuple(map(walked, scheme.indicators)),
        bonus=outside(scheme.bonus),
        deductions=outside(scheme.deductions),
    )
