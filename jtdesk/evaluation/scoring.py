"""Scoring one school by a scheme: every line with its points, its sentence and its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import NONE, added, half_up, percent, shown, total
from jtdesk.evaluation.primitives import Awarded, Fact, award
from jtdesk.evaluation.rule_kinds import Rule
from jtdesk.evaluation.scheme import MEASURED, Indicator, Outside, Profile, Rater, Scheme, Veto

Facts = Mapping[tuple[str, str], Fact]
"""What is known of one school, by leaf and rater."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one rater gives for a leaf; weight as it counted, None where it did not."""

    rater: str
    title: str
    awarded: Awarded
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One node of the tree as scored.

    Attributes:
        full: full mark in the scheme.
        stands_for: full mark after others that do not apply handed theirs over; nought where the
            node itself does not apply.
        points: scored, out of ``full`` (with points of children that do not apply made up for);
            None where the node does not apply.
        said: sentence with every number on the way.
        missing: applies, but nobody has scored it; counts as nought until then.
    """

    code: str
    title: str
    full: Fraction
    stands_for: Fraction
    points: Fraction | None
    said: str
    rows: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    children: tuple[Line, ...] = ()
    missing: bool = False

    def all(self) -> Iterator[Line]:
        """Yield itself and every line below, top down."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True, slots=True)
class Card:
    """The score sheet of one school.

    Attributes:
        own: total of the tree, rounded to the digits of the scheme.
        own_said: how it came about.
        bonus, deduction: beside the total, within their caps.
        vetoes: those that happened.
    """

    school: str
    lines: tuple[Line, ...]
    own: Fraction
    own_said: str
    bonus: Fraction = NONE
    deduction: Fraction = NONE
    bonus_lines: tuple[Line, ...] = ()
    deduction_lines: tuple[Line, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the leaves of the tree nobody has scored yet."""
        return tuple(one.code for line in self.lines for one in line.all() if one.missing)

    def line(self, code: str) -> Line:
        """Return a line by the code of its indicator."""
        beside = (*self.bonus_lines, *self.deduction_lines)
        return next(
            one for line in (*self.lines, *beside) for one in line.all() if one.code == code
        )


def score(
    scheme: Scheme, school: Profile, facts: Facts, vetoes: Collection[str] = ()
) -> Card:  # fmt: skip
    """Return the score sheet of a school.

    Args:
        scheme: to score by.
        school: decides which indicators apply.
        facts: by leaf and rater; what is not known is missing.
        vetoes: codes of those that happened.

    Raises:
        RuleError: a fact does not fit its rule; the sentence names indicator and rater.
    """
    whole = scheme.not_applicable == "scheme"
    lines = tuple(_line(scheme, one, school, facts, whole=whole) for one in scheme.indicators)
    lines, own, said = _top(scheme, lines)
    bonus_lines, bonus = _beside(scheme, scheme.bonus, school, facts)
    deduction_lines, deduction = _beside(scheme, scheme.deductions, school, facts)
    happened = tuple(one for one in scheme.vetoes if one.code in vetoes)
    return Card(
        school.school, lines, own, said, bonus, deduction, bonus_lines, deduction_lines, happened
    )


def _top(scheme: Scheme, lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], Fraction, str]:
    """Return the first level with what it stands for, the total and its sentence."""
    counted = total(one.stands_for for one in lines)
    if not counted:
        raise RuleError(f"“{scheme.title}”没有一项适用于这所学校。", code="nothing_applies")
    points, said = _summed(lines, counted, scheme.total)
    own = half_up(points, scheme.digits)
    if own != points:
        said += f"，{words.ROUNDED_TO.format(digits=scheme.digits)}得 {shown(own)} 分"
    factor = scheme.total / counted
    return tuple(_standing(one, factor) for one in lines), own, f"{said}。"


def _standing(line: Line, factor: Fraction) -> Line:
    """Return a line whose full mark, and that of all below, has grown by a factor."""
    if factor == 1:
        return line
    return Line(
        line.code, line.title, line.full, line.stands_for * factor, line.points, line.said,
        line.rows, line.given, tuple(_standing(one, factor) for one in line.children), line.missing,
    )  # fmt: skip


def _summed(
    children: Sequence[Line], counted: Fraction, full: Fraction
) -> tuple[Fraction, str]:  # fmt: skip
    """Return the points of a parent out of ``full``, and how they came about."""
    points = [one.points for one in children if one.points is not None]
    bare = total(points)
    said = f"{added(points)}＝{shown(bare)}" if len(points) > 1 else f"合计 {shown(bare)}"
    if counted == full:
        return bare, said
    out = "、".join(f"“{one.title}”" for one in children if one.points is None)
    made = half_up(bare * full / counted)
    other = f"{out or words.SOME_BELOW}不适用，其余 {shown(counted)} 分按 {shown(full)} 分折算"
    return made, f"{other}：{said}，{shown(bare)}×{shown(full)}÷{shown(counted)}＝{shown(made)}"


def _line(
    scheme: Scheme, node: Indicator, school: Profile, facts: Facts, *, whole: bool
) -> Line:  # fmt: skip
    if not node.applies.to(school):
        return _absent(node)
    if node.rule is not None:
        return _leaf(scheme, node, node.rule, facts)
    children = [_line(scheme, one, school, facts, whole=whole) for one in node.children]
    counted = total(one.stands_for for one in children)
    if not counted:
        return _absent(node)
    full = counted if whole else node.points
    points, said = _summed(children, counted, full)
    return Line(
        node.code, node.title, node.points, full, points, f"{said} 分。",
        children=tuple(_standing(one, full / counted) for one in children),
    )  # fmt: skip


def _absent(node: Indicator) -> Line:
    children = tuple(_absent(one) for one in node.children)
    return Line(
        node.code, node.title, node.points, NONE, None, words.NOT_APPLICABLE, children=children
    )


def _leaf(
    scheme: Scheme, node: Indicator, rule: Rule, facts: Facts, *, due: bool = True
) -> Line:  # fmt: skip
    asked = node.raters or tuple(one.code for one in scheme.raters)
    found = {
        code: _awarded(scheme, node, rule, code, fact)
        for code in _ordered(scheme, asked)
        if (fact := facts.get((node.code, code))) is not None
    }
    combined = _combined(scheme, asked, found)
    rows = tuple(dict.fromkeys(row for one in found.values() for row in one.rows))
    if combined is None:
        given = tuple(Given(code, scheme.rater(code).title, one) for code, one in found.items())
        said = words.NOT_SCORED if due else words.NOTHING_BESIDE
        return Line(
            node.code, node.title, node.points, node.points, NONE, said, rows, given, missing=due
        )
    points, said, given = combined
    if node.scale != node.points:
        placed = half_up(points * node.points / node.scale)
        said += f"{shown(points)}×{shown(node.points)}÷{shown(node.scale)}＝{shown(placed)} 分。"
        points = placed
    return Line(node.code, node.title, node.points, node.points, points, said, rows, given)


def _awarded(
    scheme: Scheme, node: Indicator, rule: Rule, rater: str, fact: Fact
) -> Awarded:  # fmt: skip
    try:
        return award(rule, node.scale, fact, scheme.digits)
    except RuleError as fault:
        who = scheme.rater(rater).title
        raise RuleError(
            f"{node.code}“{node.title}”{who}：{fault.message}", code=fault.code, at=node.code
        ) from fault


def _ordered(scheme: Scheme, asked: Sequence[str]) -> list[str]:
    """Return raters in the order of the scheme, what is measured first."""
    return [code for code in (MEASURED, *(one.code for one in scheme.raters)) if code in asked]


# --- several raters ---------------------------------------------------------------------------

Combined = tuple[Fraction, str, tuple[Given, ...]]


def _combined(
    scheme: Scheme, asked: Sequence[str], found: Mapping[str, Awarded]
) -> Combined | None:  # fmt: skip
    """Return what several raters come to, None while nothing decides yet."""
    people = {code: one for code, one in found.items() if code != MEASURED}
    if MEASURED in found and not people:
        return _decided(scheme, found, MEASURED)
    if scheme.combine == "last":
        return _decided(scheme, found, list(people)[-1]) if people else None
    raters = [scheme.rater(code) for code in _ordered(scheme, asked) if code != MEASURED]
    return _weighted(scheme, raters, found)


def _decided(scheme: Scheme, found: Mapping[str, Awarded], decides: str) -> Combined:
    """Return the points of the one who decides."""
    chosen = found[decides]
    given = tuple(
        Given(code, scheme.rater(code).title, one, Fraction(1) if code == decides else None)
        for code, one in found.items()
    )
    if len(found) == 1:
        return chosen.points, chosen.said, given
    others = "，".join(
        f"{scheme.rater(code).title} {shown(one.points)} 分"
        for code, one in found.items()
        if code != decides
    )
    title = scheme.rater(decides).title
    return chosen.points, f"以{title}为准：{chosen.said}（{others}，不计入）", given


def _weighted(
    scheme: Scheme, raters: Sequence[Rater], found: Mapping[str, Awarded]
) -> Combined | None:  # fmt: skip
    """Return the weighted mean of those who scored."""
    counting = [one for one in raters if one.weight]
    here = [one for one in counting if one.code in found]
    late = [one.title for one in counting if one.code not in found]
    if not here or (late and scheme.absent == "wait"):
        return None
    whole = total(one.weight for one in here)
    share = {one.code: one.weight / whole for one in here}
    given = tuple(
        Given(code, scheme.rater(code).title, one, share.get(code)) for code, one in found.items()
    )
    bare = total(share[one.code] * found[one.code].points for one in here)
    points = half_up(bare, scheme.digits)
    if len(here) == 1:
        said = f"{here[0].title}：{found[here[0].code].said}"
    else:
        said = _mean_said(here, found, whole, points)
    said += f"（{'、'.join(late)}未评，由其余评分人按比例分担）" if late else ""
    return points, said, given


def _mean_said(
    here: Sequence[Rater], found: Mapping[str, Awarded], whole: Fraction, points: Fraction
) -> str:
    each = "；".join(f"{one.title}：{found[one.code].said.rstrip('。')}" for one in here)
    terms = "＋".join(f"{shown(found[one.code].points)}×{percent(one.weight)}" for one in here)
    over = f"（{terms}）÷{percent(whole)}" if whole != 1 else terms
    return f"{each}；{over}＝{shown(points)} 分。"


# --- beside the total -------------------------------------------------------------------------


def _beside(
    scheme: Scheme, outside: Outside, school: Profile, facts: Facts
) -> tuple[tuple[Line, ...], Fraction]:  # fmt: skip
    """Return the lines beside the total and what they come to, within the cap."""
    lines = tuple(_extra(scheme, one, school, facts) for one in outside.indicators)
    bare = total(one.points or NONE for one in lines)
    return lines, bare if outside.cap is None else min(outside.cap, bare)


def _extra(scheme: Scheme, node: Indicator, school: Profile, facts: Facts) -> Line:
    """Return a line beside the total: nothing is due and nothing is handed over."""
    if not node.applies.to(school):
        return _absent(node)
    if node.rule is not None:
        return _leaf(scheme, node, node.rule, facts, due=False)
    children = tuple(_extra(scheme, one, school, facts) for one in node.children)
    points = [one.points for one in children if one.points is not None]
    said = f"{added(points) or '0'}＝{shown(total(points))} 分。"
    return Line(
        node.code, node.title, node.points, node.points, total(points), said, children=children
    )
