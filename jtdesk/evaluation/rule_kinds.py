"""Scoring rules of single indicators: what each kind says, and how a scheme file writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import NONE, exact, shown, total
from jtdesk.evaluation.key_checks import (
    NUMBER,
    SIGNED,
    TABLES,
    TEXT,
    choice,
    doubled,
    keys,
    needed,
    of,
    rows_of,
    table_of,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A rater gives any points up to the full mark."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a rule: a clause, a band, a kind of event, a level.

    Attributes:
        title: as people say it.
        points: what one is worth or costs.
        least, most: bounds of a band, or of what one event costs at discretion.
    """

    title: str
    points: Fraction = NONE
    least: Fraction = NONE
    most: Fraction = NONE


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every clause that is met brings its points."""

    clauses: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """A rater gives points inside one of several bands: 8-10, 5-7, 0-4."""

    bands: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A measured value brings the points of the best step it reaches.

    Attributes:
        steps: value (``least``) and points of each, the best first.
        better: ``more`` or ``less``.
        otherwise: points below the last step.
        unit: of the value; ``%`` takes a share.
    """

    steps: tuple[Part, ...]
    better: str = "more"
    otherwise: Fraction = NONE
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Events:
    """From the full mark each event takes points, down to a floor (扣完为止).

    A kind with ``points`` costs that much each; one with ``least`` and ``most`` costs what the
    rater says between the two (酌扣).
    """

    events: tuple[Part, ...]
    floor: Fraction = NONE


@dataclass(frozen=True, slots=True)
class PercentPoints:
    """From the full mark each percentage point short of the target takes points, down to nought.

    Attributes:
        side: ``below`` takes for too little, ``above`` for too much.
        partial: ``share`` takes for parts of a point in proportion, ``whole`` for full points only.
    """

    target: Fraction
    each: Fraction
    side: str = "below"
    partial: str = "share"


@dataclass(frozen=True, slots=True)
class Proportional:
    """The full mark times a share: of a rate, of the largest of all schools, or of a target."""

    to: str = "rate"
    target: Fraction = NONE
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The full mark where a value reaches the threshold, else ``otherwise``."""

    at: Fraction
    operator: str = ">="
    otherwise: Fraction = NONE
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Count:
    """Each one counted brings points, up to a cap (积满为止)."""

    kinds: tuple[Part, ...]
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Highest:
    """Only the highest level counts, of each person or of the whole school, up to a cap."""

    levels: tuple[Part, ...]
    per: str = "person"
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """So many are due: each one missing takes points, each one more brings some.

    Attributes:
        base: points for exactly what is due; None for the full mark.
    """

    due: Fraction
    missing: Fraction
    extra: Fraction = NONE
    base: Fraction | None = None


Rule = (
    Judged | Checklist | Bands | Steps | Events | PercentPoints | Proportional | Threshold | Count
    | Highest | Quota
)  # fmt: skip
KINDS: Mapping[str, type[Rule]] = {
    "judged": Judged, "checklist": Checklist, "bands": Bands, "steps": Steps, "events": Events,
    "percent_points": PercentPoints, "proportional": Proportional, "threshold": Threshold,
    "count": Count, "highest": Highest, "quota": Quota,
}  # fmt: skip

# --- the grammar ------------------------------------------------------------------------------

GRAMMAR: Mapping[str, Mapping[str, str]] = {
    "judged": {},
    "checklist": {"clauses": TABLES},
    "bands": {"bands": TABLES},
    "steps": {"steps": TABLES, "better": TEXT, "otherwise": NUMBER, "unit": TEXT},
    "events": {"events": TABLES, "floor": NUMBER},
    "percent_points": {"target": NUMBER, "each": NUMBER, "side": TEXT, "partial": TEXT},
    "proportional": {"to": TEXT, "target": NUMBER, "unit": TEXT},
    "threshold": {"at": SIGNED, "operator": TEXT, "otherwise": NUMBER, "unit": TEXT},
    "count": {"kinds": TABLES, "cap": NUMBER},
    "highest": {"levels": TABLES, "per": TEXT, "cap": NUMBER},
    "quota": {"due": NUMBER, "missing": NUMBER, "extra": NUMBER, "base": NUMBER},
}
# Parts of each kind: the key that holds them, what a part must have and what it may have.
PARTS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "checklist": ("clauses", ("title", "points"), ()),
    "bands": ("bands", ("title", "least", "most"), ()),
    "steps": ("steps", ("least", "points"), ("title",)),
    "events": ("events", ("title",), ("points", "least", "most")),
    "count": ("kinds", ("title", "points"), ()),
    "highest": ("levels", ("title", "points"), ()),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "percent_points": ("target", "each"), "threshold": ("at",), "quota": ("due", "missing"),
}  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "better": ("more", "less"), "side": ("below", "above"), "partial": ("share", "whole"),
    "to": ("rate", "largest", "target"), "operator": (">=", ">", "<=", "<"),
    "per": ("person", "school"),
}  # fmt: skip
PART = {"title": TEXT, "points": NUMBER, "least": SIGNED, "most": NUMBER}


def rule_faults(given: object, full: Fraction, where: str) -> list[str]:
    """Return what is wrong with the rule of a leaf, sentences that name the indicator."""
    body = table_of(given)
    kind = body.get("kind", "judged")
    if not isinstance(given, dict) or kind not in tuple(KINDS):
        return [f"{of(where)}rule 应写作 {{ kind = … }}，kind 只能是 {'、'.join(KINDS)}"]
    found = keys(body, {"kind": TEXT, **GRAMMAR[kind]}, f"{of(where)}rule")
    for name, allowed in CHOICES.items():
        found += choice(body, name, allowed, f"{of(where)}rule")
    found += needed(body, NEEDED.get(kind, ()), f"{of(where)}rule ")
    if kind in PARTS and not found:
        found += _part_faults(kind, body, f"{of(where)}rule")
    return found or _sum_faults(kind, leaf_rule(body), full, where)


def _part_faults(kind: str, body: Mapping[str, Any], where: str) -> list[str]:
    holder, must, may = PARTS[kind]
    found = needed(body, (holder,), f"{where} ")
    known = {name: PART[name] for name in (*must, *may)}
    for number, one in enumerate(rows_of(body.get(holder)), 1):
        here = f"{where}第 {number} 个 {holder} "
        wrong = keys(one, known, here) + needed(one, must, here)
        found += wrong
        if wrong:
            continue
        if kind == "events" and ("points" in one) == ("least" in one or "most" in one):
            found.append(f"{here}应写 points，或者写 least 和 most（酌扣）")
        if "most" in one and exact(one["most"]) < exact(one.get("least", 0)):
            found.append(f"{here}的 most 小于 least")
    titles = [str(table_of(one).get("title", "")) for one in rows_of(body.get(holder))]
    return found + doubled([one for one in titles if one], f"{where}的")


def _sum_faults(kind: str, rule: Rule, full: Fraction, where: str) -> list[str]:
    """Return where the points of a rule and of its indicator do not go together."""
    reached: Fraction | None = None
    if isinstance(rule, Checklist):
        reached = total(one.points for one in rule.clauses)
    elif isinstance(rule, Bands):
        reached = max(one.most for one in rule.bands)
    elif isinstance(rule, Steps):
        reached = max(one.points for one in rule.steps)
    if reached is not None and reached != full:
        said = words.REACHES[kind]
        return [f"{of(where)}{said} {shown(reached)} 分，与它的 {shown(full)} 分不等"]
    most = {
        "cap": getattr(rule, "cap", None), "otherwise": getattr(rule, "otherwise", None),
        "floor": getattr(rule, "floor", None), "base": getattr(rule, "base", None),
    }  # fmt: skip
    found = [
        f"{of(where)}rule 的 {name} 是 {shown(value)} 分，超过它的 {shown(full)} 分"
        for name, value in most.items()
        if value is not None and value > full
    ]
    if isinstance(rule, Steps):
        found += _order_faults(rule, where)
    if isinstance(rule, Proportional) and rule.to == "target" and not rule.target:
        found.append(f'{of(where)}rule 写了 to = "target"，缺少大于 0 的 target')
    return found


def _order_faults(rule: Steps, where: str) -> list[str]:
    ordered = sorted(rule.steps, key=lambda one: one.least, reverse=rule.better == "more")
    points = [one.points for one in ordered] + [rule.otherwise]
    if ordered != list(rule.steps) or points != sorted(points, reverse=True):
        return [f"{of(where)}rule 的 steps 应由好到差写，分值一档比一档低"]
    return []


def leaf_rule(body: Mapping[str, Any]) -> Rule:
    """Return the rule of a body without faults."""
    kind = body.get("kind", "judged")
    read: dict[str, Callable[[Any], Any]] = {NUMBER: exact, SIGNED: exact, TABLES: _parts}
    given = {
        name: read.get(how, str)(body[name]) for name, how in GRAMMAR[kind].items() if name in body
    }
    return KINDS[kind](**given)


def _parts(given: list[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            str(one.get("title", "")),
            *(exact(one.get(name, 0)) for name in ("points", "least", "most")),
        )
        for one in given
    )
