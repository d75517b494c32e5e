"""A scheme of evaluation: a tree of indicators with points, raters, bonus, deductions, vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.amounts import HUNDRED, NONE, ONE
from jtdesk.evaluation.rule_kinds import Rule

MEASURED = "auto"
"""Code of the rater that is a measure of the catalogue."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a scheme asks about a school before it asks for scores."""

    school: str
    kind: str = ""
    stages: tuple[str, ...] = ()
    role: str = ""
    area: str = ""
    legal_status: str = ""


@dataclass(frozen=True, slots=True)
class Applies:
    """Which schools an indicator speaks of; an empty list asks nothing."""

    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    legal_statuses: tuple[str, ...] = ()

    def to(self, school: Profile) -> bool:
        """Tell whether a school is spoken of."""
        asked = (
            (self.kinds, (school.kind,)),
            (self.stages, school.stages),
            (self.roles, (school.role,)),
            (self.areas, (school.area,)),
            (self.legal_statuses, (school.legal_status,)),
        )
        return all(not wanted or set(wanted) & set(has) for wanted, has in asked)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node of the tree; without children it is a leaf and has a rule.

    Attributes:
        code: unique in the scheme, from its place where the file gives none.
        points: its full mark in the total of the scheme.
        scale: what the rule of a leaf scores out of: its points, or 100 where nodes have weights.
        rule: of a leaf.
        raters: codes of those who score it; empty for all.
        measure: name of the catalogue's measure it is taken from, ``scope`` of school or group.
        evidence: what a school must show.
        edit: the source does not name it; somebody has to put in what holds here.
    """

    code: str
    title: str
    points: Fraction
    scale: Fraction = HUNDRED
    rule: Rule | None = None
    children: tuple[Indicator, ...] = ()
    raters: tuple[str, ...] = ()
    measure: str = ""
    scope: str = "school"
    applies: Applies = field(default_factory=Applies)
    evidence: str = ""
    note: str = ""
    source: str = ""
    edit: bool = False

    def leaves(self) -> Iterator[Indicator]:
        """Yield the leaves below, or itself."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def nodes(self) -> Iterator[Indicator]:
        """Yield itself and all below, top down."""
        yield self
        for child in self.children:
            yield from child.nodes()


@dataclass(frozen=True, slots=True)
class Rater:
    """Who scores: 自评, 集团, 专家, 局评; weight as a share of all."""

    code: str
    title: str
    weight: Fraction = NONE


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: what happened, and what it does to the grade.

    Attributes:
        effect: ``lowest`` takes the grade to the last one, ``at_most`` no higher than ``grade``.
    """

    code: str
    title: str
    source: str = ""
    effect: str = "lowest"
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: points that are needed, and how many schools may have it.

    Attributes:
        at: least final score; None asks none.
        share: largest share of the schools, None for any number.
    """

    title: str
    at: Fraction | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Indicators beside the total: bonus or deductions, with the most they may come to."""

    indicators: tuple[Indicator, ...] = ()
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as the program works with it.

    Attributes:
        code, title, year, source, note: where it comes from.
        total: full mark of the tree.
        unit: ``points``, or ``weights`` where nodes carry shares and leaves are scored out of 100.
        digits: decimals that the points of a leaf are awarded to.
        not_applicable: ``siblings`` lets the others under the same parent take over the points of
            what does not apply, ``scheme`` all others of the scheme.
        raters, combine: who scores, and whether ``weights`` or the ``last`` one decides.
        absent: of raters who have not scored, the others take over (``others``), or the leaf
            waits (``wait``).
        cycle: years between evaluations. ``start`` and ``end`` of the period as month-day.
    """

    code: str
    title: str
    source: str
    total: Fraction
    indicators: tuple[Indicator, ...]
    year: int | None = None
    note: str = ""
    unit: str = "points"
    digits: int = 2
    not_applicable: str = "siblings"
    raters: tuple[Rater, ...] = ()
    combine: str = "weights"
    absent: str = "others"
    bonus: Outside = field(default_factory=Outside)
    deductions: Outside = field(default_factory=Outside)
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    cycle: int = 1
    start: str = ""
    end: str = ""

    def leaves(self) -> list[Indicator]:
        """Return the leaves of the tree in order, bonus and deductions left out."""
        return [leaf for one in self.indicators for leaf in one.leaves()]

    def all_leaves(self) -> list[Indicator]:
        """Return every leaf that takes a score, those beside the total last."""
        beside = (*self.bonus.indicators, *self.deductions.indicators)
        return [*self.leaves(), *(leaf for one in beside for leaf in one.leaves())]

    def nodes(self) -> list[Indicator]:
        """Return every node of the tree, top down."""
        return [node for one in self.indicators for node in one.nodes()]

    def leaf(self, code: str) -> Indicator:
        """Return a leaf by its code.

        Raises:
            RuleError: there is none.
        """
        for one in self.all_leaves():
            if one.code == code:
                return one
        raise RuleError(f"“{self.title}”里没有指标 {code}。", code="unknown_indicator")

    def rater(self, code: str) -> Rater:
        """Return a rater by code; a measure is one too.

        Raises:
            RuleError: there is none.
        """
        known = {one.code: one for one in self.raters} | {
            MEASURED: Rater(MEASURED, "系统统计", ONE)
        }
        if code not in known:
            names = "、".join(f"{one.title}（{one.code}）" for one in self.raters)
            raise RuleError(
                f"“{self.title}”里没有评分人 {code}。可用：{names}。", code="unknown_rater"
            )
        return known[code]
