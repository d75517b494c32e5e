"""A whole round worked out: score sheets, binding, grades, places, every step of each school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import HUNDRED, NONE, half_up, rate, shown, total
from jtdesk.evaluation.binding import Bound, Member, Outcome, bind
from jtdesk.evaluation.binding_rules import BindingRule
from jtdesk.evaluation.grading import GRADES, Graded, Place, Struck, after_vetoes, grade_all, places
from jtdesk.evaluation.primitives import Fact
from jtdesk.evaluation.round_scheme import as_decided, with_raters
from jtdesk.evaluation.rule_kinds import Proportional
from jtdesk.evaluation.scheme import Grade, Profile, Scheme
from jtdesk.evaluation.scoring import Card, Line, score
from jtdesk.evaluation.steps import Step, Trail


@dataclass(frozen=True)
class Entrant:
    """A school of a round with all that is known of it.

    Attributes:
        facts: by leaf and rater.
        decided: indicators that apply or do not because somebody said so.
        vetoes: codes of those that happened.
    """

    profile: Profile
    facts: Mapping[tuple[str, str], Fact] = field(default_factory=dict)
    decided: Mapping[str, bool] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    base: Fraction | None = None
    pupils: int | None = None
    years: int | None = None
    bureau: Fraction | None = None
    projects: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundInput:
    """All that a round rests on."""

    scheme: Scheme
    rule: BindingRule
    entrants: Sequence[Entrant]
    raters: tuple[str, ...] | None = None
    group_score: Fraction | None = None


@dataclass(frozen=True)
class Reckoned:
    """What became of one school."""

    card: Card
    bound: Bound
    graded: Graded
    place: Place
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class RoundOutcome:
    """What became of a round; ``notes`` hold for all schools."""

    schools: tuple[Reckoned, ...]
    bound: Outcome
    notes: tuple[str, ...] = ()


def cards(given: RoundInput) -> list[Card]:
    """Return the score sheet of every school.

    Raises:
        RuleError: a fact does not fit its rule; the sentence names school, indicator and rater.
    """
    scheme = with_raters(given.scheme, given.raters)
    largest = _largest(scheme, given.entrants)
    found = []
    for one in given.entrants:
        facts = {
            key: replace(fact, largest=largest[key[0]]) if key[0] in largest else fact
            for key, fact in one.facts.items()
        }
        try:
            found.append(score(as_decided(scheme, one.decided), one.profile, facts, one.vetoes))
        except RuleError as fault:
            raise RuleError(
                f"{one.profile.school}：{fault.message}", code=fault.code, at=fault.at
            ) from fault
    return found


def own_scores(given: RoundInput) -> dict[str, Fraction]:
    """Return the own score of every school."""
    return {card.school: card.own for card in cards(given)}


def _largest(scheme: Scheme, entrants: Sequence[Entrant]) -> dict[str, Fraction]:
    """Return the largest value of all schools under each leaf that is compared with it."""
    found: dict[str, Fraction] = {}
    for leaf in scheme.all_leaves():
        if not (isinstance(leaf.rule, Proportional) and leaf.rule.to == "largest"):
            continue
        values = [
            value
            for one in entrants
            for (code, _rater), fact in one.facts.items()
            if code == leaf.code and (value := _value(fact, leaf.rule.unit)) is not None
        ]
        if values:
            found[leaf.code] = max(values)
    return found


def _value(fact: Fact, unit: str) -> Fraction | None:
    if fact.numerator is None or not fact.denominator:
        return fact.value
    if unit == "%":
        return rate(fact.numerator, fact.denominator) * HUNDRED
    return half_up(fact.numerator / fact.denominator)


def reckon(given: RoundInput) -> RoundOutcome:
    """Work a round out.

    Raises:
        RuleError: something the rule asks for is not there, or a fact does not fit.
    """
    sheets = cards(given)
    grades = given.rule.grades or given.scheme.grades or _scaled(given.scheme.total)
    members = [
        Member(
            card.school, one.profile.role, card.own, one.base, one.pupils, one.years, card.bonus,
            card.deduction, tuple(v.title for v in card.vetoes), one.bureau, one.projects,
        )
        for card, one in zip(sheets, given.entrants, strict=True)
    ]  # fmt: skip
    outcome = bind(
        given.rule, members, given.scheme.total, separate=given.group_score, grades=grades
    )
    finals = {one.school: one.final for one in outcome.schools}
    placed = places(finals)
    graded = after_vetoes(
        grade_all(finals, grades, given.rule.ties),
        {
            card.school: [Struck(one.title, one.effect, one.grade) for one in card.vetoes]
            for card in sheets
        },
        grades,
        "group_grade" if given.rule.veto == "group_grade" else "own",
    )
    return RoundOutcome(
        tuple(
            Reckoned(
                card, bound, graded[card.school], placed[card.school],
                (*card_steps(given.scheme, card), *bound.steps),
            )
            for card, bound in zip(sheets, outcome.schools, strict=True)
        ),
        outcome,
        (*outcome.notes, *_unscored(sheets)),
    )  # fmt: skip


def _scaled(full: Fraction) -> tuple[Grade, ...]:
    """Return the default grades, their cut-offs per cent of the full mark."""
    return tuple(
        replace(one, at=None if one.at is None else one.at * full / HUNDRED) for one in GRADES
    )


def _unscored(sheets: Sequence[Card]) -> tuple[str, ...]:
    late = [f"{card.school} {len(card.missing)} 条" for card in sheets if card.missing]
    return (words.LATE.format(listed="、".join(late)),) if late else ()


# --- the own score as steps -------------------------------------------------------------------


def card_steps(scheme: Scheme, card: Card) -> tuple[Step, ...]:
    """Return how the own score comes about: leaves, their parents, the total, beside the total."""
    trail = Trail()
    for line in card.lines:
        _climb(trail, line)
    here = [one for one in card.lines if one.points is not None]
    if scheme.not_applicable == "scheme":
        counted = total(
            leaf.full for line in here for leaf in line.all()
            if not leaf.children and leaf.points is not None
        )  # fmt: skip
    else:
        counted = total(one.full for one in here)
    _sum(trail, "本校得分", here, counted, scheme.total, scheme.digits)
    for name, lines, points, outside in (
        ("加分", card.bonus_lines, card.bonus, scheme.bonus),
        ("扣分", card.deduction_lines, card.deduction, scheme.deductions),
    ):
        found = [one for one in lines if one.points]
        if not found:
            continue
        for line in found:
            _climb(trail, line)
        formula = "＋".join(shown(one.points or NONE) for one in found)
        bare = total(one.points or NONE for one in found)
        trail.step(name, bare if outside.cap is None else points, formula, most=outside.cap)
    return trail.steps


def _climb(trail: Trail, line: Line) -> None:
    """Write the steps below a line down, then its own."""
    if line.points is None:
        return
    for child in line.children:
        _climb(trail, child)
    name = f"{line.code} {line.title}"
    if not line.children:
        trail.step(name, line.points, shown(line.points))
        return
    here = [one for one in line.children if one.points is not None]
    bare = total(one.points or NONE for one in here)
    counted = total(one.full for one in here)
    full = line.full if line.points != bare else counted
    _sum(trail, name, here, counted, full, None)


def _sum(
    trail: Trail, name: str, here: Sequence[Line], counted: Fraction, full: Fraction,
    digits: int | None,
) -> None:  # fmt: skip
    formula = "＋".join(shown(one.points or NONE) for one in here)
    value = total(one.points or NONE for one in here)
    if counted != full:
        formula = f"（{formula}）×{shown(full)}÷{shown(counted)}"
        value *= full / counted
        if digits is not None:  # rounded twice, as `scoring` does: each number shown is carried on
            value = trail.step(f"{name}（折算）", value, formula)
            formula = shown(value)
    if digits is None:
        trail.step(name, value, formula)
    else:
        trail.step(name, value, formula, digits=digits)
