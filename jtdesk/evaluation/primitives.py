"""Scoring one indicator by its rule: the points, the sentence behind them and the rows used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import (
    HUNDRED,
    NONE,
    ONE,
    added,
    clipped,
    half_up,
    percent,
    rate,
    shown,
    total,
)
from jtdesk.evaluation.rule_kinds import (
    Bands,
    Checklist,
    Count,
    Events,
    Highest,
    Judged,
    Part,
    PercentPoints,
    Proportional,
    Quota,
    Rule,
    Steps,
    Threshold,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened: a clause met, an event, a prize.

    Attributes:
        kind: title of the part of the rule it falls under.
        number: how many of it.
        who: the person it belongs to, where only the highest of a person counts.
        points: what the rater takes for it at discretion.
        row: id of the row it was read from.
    """

    kind: str
    number: Fraction = ONE
    who: str = ""
    points: Fraction | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one school under one indicator.

    Attributes:
        value: points given, or a measured value (a share in per cent).
        numerator, denominator: of a measured share, where both are known.
        largest: the largest value of all schools, for `Proportional` to ``largest``.
        items: what happened.
        rows: ids of the rows behind the value.
        points: what a rater awards outright, the rule left to them; stands before everything else.
    """

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    largest: Fraction | None = None
    items: tuple[Item, ...] = ()
    rows: tuple[str, ...] = ()
    points: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Awarded:
    """Points with what stands behind them; ``said`` holds every number on the way."""

    points: Fraction
    said: str
    rows: tuple[str, ...] = ()


def award(rule: Rule, full: Fraction, fact: Fact, digits: int = 2) -> Awarded:
    """Return what a fact earns under a rule, rounded to the digits of the scheme.

    Args:
        rule: of the indicator.
        full: its full mark.
        fact: what is known of the school.
        digits: decimals that points are awarded to.

    Raises:
        RuleError: the fact does not fit the rule (more than the full mark, an unknown kind).
    """
    found = _award(rule, full, fact) if fact.points is None else _outright(full, fact)
    points = half_up(found.points, digits)
    rounded = words.ROUNDED_TO.format(digits=digits) if points != found.points else ""
    rows = tuple(dict.fromkeys(found.rows))
    return Awarded(points, f"{found.said}，{rounded}得 {shown(points)} 分。", rows)


def _outright(full: Fraction, fact: Fact) -> Awarded:
    """Take the points a rater awards outright."""
    return judged(Judged(), full, replace(fact, value=fact.points))


@singledispatch
def _award(rule: Rule, full: Fraction, fact: Fact) -> Awarded:
    raise TypeError(f"no way to award {rule!r}, {full}, {fact}")


@_award.register
def judged(_rule: Judged, full: Fraction, fact: Fact) -> Awarded:
    """Take the points a rater gives."""
    points = _given(fact)
    if not 0 <= points <= full:
        raise _refused(f"应在 0 到 {shown(full)} 分之间，给了 {shown(points)} 分。")
    return Awarded(points, f"满分 {shown(full)} 分，评 {shown(points)} 分", fact.rows)


@_award.register
def checklist(rule: Checklist, _full: Fraction, fact: Fact) -> Awarded:
    """Add up the clauses that are met, each once."""
    kinds = _known(rule.clauses, fact)
    met = [one for one in rule.clauses if one.title in kinds]
    unmet = "、".join(one.title for one in rule.clauses if one.title not in kinds)
    points = total(one.points for one in met)
    listed = "、".join(f"{one.title} {shown(one.points)} 分" for one in met) or "没有一项"
    summed = f"，{added([one.points for one in met])}＝{shown(points)}" if len(met) > 1 else ""
    missed = f"（未满足：{unmet}）" if unmet else ""
    said = f"{len(rule.clauses)} 项中满足 {len(met)} 项{missed}：{listed}{summed}"
    return Awarded(points, said, (*fact.rows, *_rows(fact.items)))


@_award.register
def bands(rule: Bands, full: Fraction, fact: Fact) -> Awarded:
    """Take the points a rater gives inside one of the bands."""
    points = _given(fact)
    for band in rule.bands:
        if band.least <= points <= band.most:
            limits = f"{shown(band.least)}—{shown(band.most)} 分"
            return Awarded(
                points, f"评 {shown(points)} 分，属“{band.title}”（{limits}）", fact.rows
            )
    listed = "、".join(f"{one.title} {shown(one.least)}—{shown(one.most)}" for one in rule.bands)
    raise _refused(f"满分 {shown(full)} 分，各档是 {listed}；{shown(points)} 分不在任何一档。")


@_award.register
def steps(rule: Steps, _full: Fraction, fact: Fact) -> Awarded:
    """Give the points of the best step that a value reaches."""
    value, said = _measured(fact, rule.unit)
    more = rule.better == "more"
    asked = words.NOT_BELOW if more else words.NOT_ABOVE
    for step in rule.steps:
        if (value >= step.least) if more else (value <= step.least):
            name = f"“{step.title}”" if step.title else ""
            reached = f"{asked} {shown(step.least)}{rule.unit}"
            return Awarded(step.points, f"{said}，达到{name}（{reached}）一档", fact.rows)
    last = f"{asked} {shown(rule.steps[-1].least)}{rule.unit}"
    return Awarded(rule.otherwise, f"{said}，没有达到最低一档（{last}）", fact.rows)


@_award.register
def events(rule: Events, full: Fraction, fact: Fact) -> Awarded:
    """Take points from the full mark for each event, down to the floor."""
    kinds = _known(rule.events, fact)
    lost, listed = [], []
    for part in rule.events:
        found = kinds.get(part.title, [])
        number = total(one.number for one in found)
        if not number:
            continue
        taken = _discretion(part, found) if part.most else number * part.points
        each = f"酌扣 {shown(taken)} 分" if part.most else f"每次扣 {shown(part.points)} 分"
        listed.append(f"{part.title} {shown(number)} 次{each}")
        lost.append(taken)
    bare = full - total(lost)
    points = max(rule.floor, bare)
    sum_ = "".join(f"－{shown(one)}" for one in lost)
    said = f"满分 {shown(full)} 分，{'、'.join(listed) or '没有扣分的事'}"
    said += f"：{shown(full)}{sum_}＝{shown(bare)}" if lost else ""
    said += f"，最低 {shown(rule.floor)} 分，扣完为止" if points > bare else ""
    return Awarded(points, said, (*fact.rows, *_rows(fact.items)))


@_award.register
def percent_points(rule: PercentPoints, full: Fraction, fact: Fact) -> Awarded:
    """Take points for each percentage point short of the target, down to nought."""
    value, said = _measured(fact, "%")
    below = rule.side == "below"
    short = max(NONE, rule.target - value if below else value - rule.target)
    counted = Fraction(math.floor(short)) if rule.partial == "whole" else short
    lost = half_up(counted * rule.each)
    bare = full - lost
    side = "低" if below else "高"
    said = f"{said}，目标 {shown(rule.target)}%"
    if not short:
        return Awarded(full, f"{said}，达到目标", fact.rows)
    said += f"，{side} {shown(short)} 个百分点"
    said += f"，按 {shown(counted)} 个整百分点计" if counted != short else ""
    said += f"，每个扣 {shown(rule.each)} 分："
    said += f"{shown(full)}－{shown(counted)}×{shown(rule.each)}＝{shown(bare)}"
    said += "，扣完为止" if bare < 0 else ""
    return Awarded(max(NONE, bare), said, fact.rows)


@_award.register
def proportional(rule: Proportional, full: Fraction, fact: Fact) -> Awarded:
    """Give the full mark times a share, no more than the full mark."""
    if rule.to == "rate":
        value, said = _measured(fact, "%")
        share = half_up(value / 100, 6)
    else:
        value, said = _measured(fact, rule.unit)
        base = rule.target if rule.to == "target" else fact.largest
        if base is None:
            raise _refused("缺少各校最大值，无法按最大值折算。")
        name = words.TARGET if rule.to == "target" else words.LARGEST
        if base <= 0:
            return Awarded(NONE, f"{said}，{name}是 {shown(base)}，无法折算，记 0 分", fact.rows)
        share = rate(value, base)
        said += f"，{name} {shown(base)}{rule.unit}，{shown(value)}÷{shown(base)}＝{percent(share)}"
    points = half_up(share * full)
    said += f"，{percent(share)}×{shown(full)}＝{shown(points)}"
    said += "，以满分为限" if points > full else ""
    return Awarded(clipped(points, NONE, full), said, fact.rows)


@_award.register
def threshold(rule: Threshold, full: Fraction, fact: Fact) -> Awarded:
    """Give the full mark where the value passes."""
    value, said = _measured(fact, rule.unit)
    passed = {
        ">=": value >= rule.at, ">": value > rule.at, "<=": value <= rule.at, "<": value < rule.at,
    }[rule.operator]  # fmt: skip
    asked = f"{words.OPERATORS[rule.operator]} {shown(rule.at)}{rule.unit}"
    verdict = "达到" if passed else "没有达到"
    points = full if passed else rule.otherwise
    return Awarded(points, f"{said}，要求{asked}，{verdict}", fact.rows)


@_award.register
def count(rule: Count, full: Fraction, fact: Fact) -> Awarded:
    """Give points for each one counted, up to the cap."""
    kinds = _known(rule.kinds, fact)
    counted = [
        (part, number)
        for part in rule.kinds
        if (number := total(one.number for one in kinds.get(part.title, [])))
    ]
    bare = total(number * part.points for part, number in counted)
    cap = full if rule.cap is None else rule.cap
    said = "、".join(f"{p.title} {shown(n)} 个各 {shown(p.points)} 分" for p, n in counted)
    sum_ = "＋".join(f"{shown(n)}×{shown(p.points)}" for p, n in counted)
    said = f"{said}：{sum_}＝{shown(bare)}" if counted else "没有可以计分的"
    said += f"，最高 {shown(cap)} 分，积满为止" if bare > cap else ""
    return Awarded(min(cap, bare), said, (*fact.rows, *_rows(fact.items)))


@_award.register
def highest(rule: Highest, full: Fraction, fact: Fact) -> Awarded:
    """Give the points of the highest level, of each person or of the school."""
    _known(rule.levels, fact)
    worth = {one.title: one.points for one in rule.levels}
    best: dict[str, Item] = {}
    for item in sorted(fact.items, key=lambda one: (one.who, one.kind, one.row)):
        who = item.who if rule.per == "person" else ""
        if who not in best or worth[item.kind] > worth[best[who].kind]:
            best[who] = item
    earned = [worth[one.kind] for one in best.values()]
    bare = total(earned)
    cap = full if rule.cap is None else rule.cap
    listed = "、".join(
        f"{one.who}{'的' if one.who else ''}{one.kind} {shown(worth[one.kind])} 分"
        for one in best.values()
    )
    left = len(fact.items) - len(best)
    scope = words.HIGHEST_OF[rule.per]
    said = f"{scope}：{listed}" if best else "没有可以计分的"
    said += f"（另有 {left} 项不重复计）" if left else ""
    said += f"，{added(earned)}＝{shown(bare)}" if len(earned) > 1 else ""
    said += f"，最高 {shown(cap)} 分" if bare > cap else ""
    return Awarded(min(cap, bare), said, (*fact.rows, *_rows(tuple(best.values()))))


@_award.register
def quota(rule: Quota, full: Fraction, fact: Fact) -> Awarded:
    """Take points for each one missing from what is due, add some for each one more."""
    done = total(one.number for one in fact.items) if fact.value is None else fact.value
    base = full if rule.base is None else rule.base
    over = done - rule.due
    each = rule.extra if over > 0 else rule.missing
    bare = base + over * each
    said = f"应有 {shown(rule.due)} 次，实有 {shown(done)} 次"
    if over:
        more = over > 0
        said += f"，{'多' if more else '少'} {shown(abs(over))} 次，"
        said += f"每次{'加' if more else '扣'} {shown(each)} 分："
        said += f"{shown(base)}{'＋' if more else '－'}{shown(abs(over))}×{shown(each)}"
        said += f"＝{shown(bare)}"
    said += f"，以 0 到 {shown(full)} 分为限" if not 0 <= bare <= full else ""
    return Awarded(clipped(bare, NONE, full), said, (*fact.rows, *_rows(fact.items)))


# --- what a fact holds ------------------------------------------------------------------------


def _given(fact: Fact) -> Fraction:
    if fact.value is None:
        raise _refused("还没有给分。")
    return fact.value


def _measured(fact: Fact, unit: str) -> tuple[Fraction, str]:
    """Return a measured value and how it came about."""
    if fact.numerator is None or fact.denominator is None:
        value = _given(fact)
        return value, f"{words.VALUE} {shown(value)}{unit}"
    parts = f"{shown(fact.numerator)}÷{shown(fact.denominator)}"
    if not fact.denominator:
        return NONE, f"{parts} 的分母是 0，按 0 计"
    if unit == "%":
        value = rate(fact.numerator, fact.denominator) * HUNDRED
    else:
        value = half_up(fact.numerator / fact.denominator)
    return value, f"{parts}＝{shown(value)}{unit}"


def _known(parts: Sequence[Part], fact: Fact) -> dict[str, list[Item]]:
    """Return the items by kind; every one must be known and no number below nought."""
    names = [one.title for one in parts]
    found: dict[str, list[Item]] = {}
    for item in fact.items:
        if item.kind not in names:
            raise _refused(f"没有“{item.kind}”这一项，只有 {'、'.join(names)}。")
        if item.number < 0:
            raise _refused(f"“{item.kind}”的个数不能小于 0，写的是 {shown(item.number)}。")
        found.setdefault(item.kind, []).append(item)
    return found


def _discretion(part: Part, found: Sequence[Item]) -> Fraction:
    """Return what a rater takes, within what each event may cost."""
    for item in found:
        least, most = part.least * item.number, part.most * item.number
        if item.points is None or not least <= item.points <= most:
            given = "没有写扣几分" if item.points is None else f"扣了 {shown(item.points)} 分"
            due = f"{shown(item.number)} 次应酌扣 {shown(least)} 到 {shown(most)} 分"
            raise _refused(f"“{part.title}”{due}，{given}。")
    return total(one.points or NONE for one in found)


def _rows(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(one.row for one in items if one.row)


def _refused(sentence: str) -> RuleError:
    return RuleError(sentence, code="bad_score")
