"""Binding schools together: final scores from own scores, every step written to be done by hand.

A step has a name, its value rounded half up to four decimals, and a formula of nothing but numbers
already shown; it is carried on as rounded. A page or a test that works out the formulas in turn
comes to the same final score to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import HUNDRED, NONE, added, half_up, shown, signed, total
from jtdesk.evaluation.binding_rules import PROJECTS, BindingRule, Shares
from jtdesk.evaluation.grading import FEW, grade_of, one_lower
from jtdesk.evaluation.growing import changes_of
from jtdesk.evaluation.scheme import Grade
from jtdesk.evaluation.steps import Step, Trail


@dataclass(frozen=True, slots=True)
class Member:
    """A school of the group with what its final score is made of.

    Attributes:
        own: score by the scheme. ``base`` the same in the round it is compared with.
        pupils: on roll; needed where the group score is weighted by them.
        years: full years in the group; None counts as long enough.
        bonus, deduction: beside the total.
        vetoes: titles of those that happened.
        bureau: score the bureau gave, shown beside.
        projects: scores by project.
    """

    school: str
    role: str
    own: Fraction
    base: Fraction | None = None
    pupils: int | None = None
    years: int | None = None
    bonus: Fraction = NONE
    deduction: Fraction = NONE
    vetoes: tuple[str, ...] = ()
    bureau: Fraction | None = None
    projects: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        """Whether it is the lead school."""
        return self.role == words.LEAD_ROLE


@dataclass(frozen=True, slots=True)
class Bound:
    """The final score of a school.

    Attributes:
        group: group part as it counted; None where no group score is in it.
        growth: growth points; None where there are none.
        gap: points for the gap to the lead school, below nought where they were taken.
        steps: every number on the way, the group's first.
        notes: what a reader must know beside: no base, small sample, years of grace.
        difference: final less the bureau's score.
    """

    school: str
    role: str
    own: Fraction
    group: Fraction | None
    growth: Fraction | None
    gap: Fraction
    bonus: Fraction
    deduction: Fraction
    vetoes: tuple[str, ...]
    final: Fraction
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    bureau: Fraction | None = None

    @property
    def difference(self) -> Fraction | None:
        """Final less the bureau's score."""
        return None if self.bureau is None else self.final - self.bureau


@dataclass(frozen=True, slots=True)
class Outcome:
    """All schools of a group under one rule.

    Attributes:
        group: score of the group, None where the rule needs none.
        steps: how it came about.
        schools: in the order they were given.
        notes: what holds for all.
    """

    rule: BindingRule
    total: Fraction
    group: Fraction | None
    steps: tuple[Step, ...]
    schools: tuple[Bound, ...]
    notes: tuple[str, ...] = ()


def bind(
    rule: BindingRule,
    members: Sequence[Member],
    full: Fraction = HUNDRED,
    *,
    separate: Fraction | None = None,
    grades: Sequence[Grade] = (),
) -> Outcome:
    """Return the final scores of a group.

    Args:
        rule: how its schools are bound.
        members: at least one.
        full: full mark of the scheme.
        separate: score of the group by indicators of its own, where the rule asks for it.
        grades: of the scheme, where the rule states none.

    Raises:
        RuleError: something the rule asks for is not there; the sentence names it.
    """
    if not members:
        raise RuleError("没有学校可以计算，请先选定参加考核的学校。", code="no_schools")
    members = [_as_shown(one) for one in members]
    notes = (words.SMALL_GROUP.format(count=len(members)),) if len(members) < FEW else ()
    if rule.method == PROJECTS:
        return Outcome(rule, full, None, (), tuple(_project(rule, m) for m in members), notes)
    trail = Trail()
    group = _group_score(rule, members, separate, trail)
    if rule.veto == "group_score" and any(one.vetoes for one in members):
        group = _vetoed(group, rule.grades or tuple(grades), trail)
    lead_part = _lead_part(rule, members, trail)
    growths = _growths(rule, members, full, trail)
    whole = _Whole(rule, members, full, group, lead_part, growths, trail.steps)
    schools = tuple(whole.bound(one) for one in members)
    return Outcome(rule, full, group, trail.steps, schools, notes)


def _as_shown(member: Member) -> Member:
    """Return a school with its numbers as a step shows them."""
    return replace(
        member,
        own=half_up(member.own),
        base=None if member.base is None else half_up(member.base),
        bonus=half_up(member.bonus),
        deduction=half_up(member.deduction),
    )


# --- the group's part -------------------------------------------------------------------------


def _group_score(
    rule: BindingRule, members: Sequence[Member], separate: Fraction | None, trail: Trail
) -> Fraction:
    """Return the group's score by the choice of the rule."""
    how = rule.group
    counted = [one for one in members if how.counted == "all" or not one.leads] or list(members)
    owns = [one.own for one in counted]
    name = f"{words.GROUP_SCORE}（{words.GROUP_SCORES[how.choice][0]}）"
    if how.choice == "separate":
        if separate is None:
            raise RuleError("规则要用集团另评的得分，请先填写集团得分。", code="no_group_score")
        return trail.step(name, separate, shown(separate))
    if how.choice == "weakest":
        listed = "，".join(signed(one) for one in owns)
        return trail.step(name, min(owns), f"最小（{listed}）")
    if how.choice == "pupils":
        return _by_pupils(counted, name, trail)
    if how.choice == "lead":
        leads = _mean(trail, "核心校得分", _leads(members))
        others = _mean(trail, "其他成员校平均", [one for one in members if not one.leads])
        weight, rest = how.lead_weight, 1 - how.lead_weight
        formula = f"{shown(weight)}×{signed(leads)}＋{shown(rest)}×{signed(others)}"
        return trail.step(name, weight * leads + rest * others, formula)
    return _mean(trail, name, counted)


def _mean(trail: Trail, name: str, members: Sequence[Member]) -> Fraction:
    if not members:
        raise RuleError("规则要用成员校的平均，但集团只有核心校。", code="no_members")
    owns = [one.own for one in members]
    return trail.step(name, total(owns) / len(owns), f"（{added(owns)}）÷{len(owns)}")


def _leads(members: Sequence[Member]) -> list[Member]:
    found = [one for one in members if one.leads]
    if not found:
        raise RuleError(
            f"规则要用核心校的得分，但没有学校的集团角色是“{words.LEAD_ROLE}”。", code="no_lead"
        )
    return found


def _by_pupils(counted: Sequence[Member], name: str, trail: Trail) -> Fraction:
    without = [one.school for one in counted if not one.pupils]
    if without:
        raise RuleError(
            f"按学生数平均需要各校在校学生数，缺少：{'、'.join(without)}。", code="no_pupils"
        )
    pupils = [one.pupils or 0 for one in counted]
    products = [one.own * number for one, number in zip(counted, pupils, strict=True)]
    terms = "＋".join(
        f"{signed(one.own)}×{number}" for one, number in zip(counted, pupils, strict=True)
    )
    formula = f"（{terms}）÷（{'＋'.join(map(str, pupils))}）"
    return trail.step(name, total(products) / sum(pupils), formula)


def _vetoed(group: Fraction, grades: Sequence[Grade], trail: Trail) -> Fraction:
    """Return the group's score taken down to just below the cut-off of its grade."""
    grade = grade_of(group, grades)
    if grade is None or grade.at is None:
        return group
    name = f"{words.GROUP_SCORE}（有学校被一票否决，由{grade.title}降到{one_lower(grade, grades)}）"
    step = Fraction(1, 100)
    return trail.step(name, grade.at - step, f"{shown(grade.at)}－{shown(step)}")


def _lead_part(
    rule: BindingRule, members: Sequence[Member], trail: Trail
) -> Fraction | None:  # fmt: skip
    """Return the group part of the lead school where it is bound to its members alone."""
    others = [one for one in members if not one.leads]
    if rule.group.lead_bound != "members" or len(others) == len(members):
        return None
    return _mean(trail, "核心校的集团部分（其他成员校平均）", others)


# --- growth -----------------------------------------------------------------------------------


def _growths(
    rule: BindingRule, members: Sequence[Member], full: Fraction, trail: Trail
) -> Mapping[str, tuple[Fraction, tuple[Step, ...]]]:
    """Return growth points of every school with a base, and the steps to them."""
    if not any(rule.shares_of(one.role).growth for one in members):
        return {}
    how = rule.growth
    unit = full / 100
    neutral, each = how.neutral * unit, how.each * (1 if how.by == "difference" else unit)
    pairs = {one.school: (one.own, one.base) for one in members if one.base is not None}
    found = {}
    for school, change in changes_of(how.by, pairs, trail).items():
        own = Trail(change.steps)
        formula = f"{shown(neutral)}＋{shown(each)}×{signed(change.value)}"
        points = own.step("增值得分", neutral + each * change.value, formula, NONE, full)
        found[school] = (points, own.steps)
    return found


# --- one school -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Whole:
    """The group as every one of its schools meets it."""

    rule: BindingRule
    members: Sequence[Member]
    full: Fraction
    group: Fraction
    lead_part: Fraction | None
    growths: Mapping[str, tuple[Fraction, tuple[Step, ...]]]
    steps: tuple[Step, ...]

    def bound(self, member: Member) -> Bound:
        """Return the final score of one school."""
        trail, notes = Trail(self.steps), list[str]()
        trail.step("本校得分", member.own, shown(member.own))
        part = self.lead_part if member.leads and self.lead_part is not None else self.group
        shares = self.rule.shares_of(member.role)
        growth, shares = self._growth(member, shares, trail, notes)
        score = _shared(member.own, part, growth, shares, trail)
        score = self._capped(member.own, score, trail)
        gap = self._gap(member, trail, notes)
        final = _final(self.rule, self.full, score, gap, member, trail)
        return Bound(
            member.school, member.role, member.own, part if shares.group else None, growth, gap,
            member.bonus, member.deduction, member.vetoes, final, trail.steps, tuple(notes),
            member.bureau,
        )  # fmt: skip

    def _growth(
        self, member: Member, shares: Shares, trail: Trail, notes: list[str]
    ) -> tuple[Fraction | None, Shares]:
        if not shares.growth:
            return None, shares
        if member.school in self.growths:
            points, steps = self.growths[member.school]
            trail.take(steps)
            return points, shares
        if self.rule.growth.without_base == "own":
            notes.append("没有基期得分，增值部分的比例并入本校得分。")
            moved = replace(shares, own=shares.own + shares.growth, growth=NONE)
            return None, moved
        notes.append("没有基期得分，增值按没有变化计。")
        neutral = self.rule.growth.neutral
        formula = f"{shown(neutral)}×{shown(self.full)}÷100"
        return trail.step("增值得分", neutral * self.full / 100, formula), shares

    def _capped(self, own: Fraction, score: Fraction, trail: Trail) -> Fraction:
        caps, unit = self.rule.caps, self.full / 100
        if caps.fall is not None and score < (least := own - caps.fall * unit):
            formula = f"最大（{signed(score)}，{shown(own)}－{shown(caps.fall * unit)}）"
            score = trail.step("限制牵连后", least, formula)
        if caps.rise is not None and score > (most := own + caps.rise * unit):
            formula = f"最小（{signed(score)}，{shown(own)}＋{shown(caps.rise * unit)}）"
            score = trail.step("限制带动后", most, formula)
        return score

    def _gap(self, member: Member, trail: Trail, notes: list[str]) -> Fraction:
        how = self.rule.gap
        if how is None or member.leads:
            return NONE
        leads = [(one.own, one.base) for one in _leads(self.members)]
        bases = [base for _, base in leads if base is not None]
        if member.base is None or len(bases) < len(leads):
            notes.append("没有基期得分，不计差距变化。")
            return NONE
        now = _apart(trail, "本轮与核心校差距", [own for own, _ in leads], member.own)
        last = _apart(trail, "基期与核心校差距", bases, member.base)
        shrunk = trail.step("差距缩小", last - now, f"{shown(last)}－{shown(now)}")
        each, most = how.bonus_each, how.most * self.full / 100
        if shrunk < 0:
            if member.years is not None and member.years < how.grace:
                notes.append(f"加入集团不满 {how.grace} 年，差距扩大不扣分。")
                return NONE
            each = how.penalty_each
        formula = f"{shown(each)}×{signed(shrunk)}"
        return trail.step("差距变化加减分", each * shrunk, formula, -most, most)


def _apart(trail: Trail, name: str, leads: Sequence[Fraction], own: Fraction) -> Fraction:
    """Return how far a school is behind the lead school, nought where it is ahead."""
    lead = f"（{added(leads)}）÷{len(leads)}" if len(leads) > 1 else shown(leads[0])
    value = max(NONE, total(leads) / len(leads) - own)
    return trail.step(name, value, f"最大（0，{lead}－{signed(own)}）")


def _shared(
    own: Fraction, group: Fraction, growth: Fraction | None, shares: Shares, trail: Trail
) -> Fraction:
    """Return a x own + b x group + c x growth."""
    terms = [(shares.own, own), (shares.group, group)]
    terms += [(shares.growth, growth)] if growth is not None else []
    formula = "＋".join(f"{shown(share)}×{signed(value)}" for share, value in terms)
    return trail.step("捆绑得分", total(share * value for share, value in terms), formula)


def _final(
    rule: BindingRule, full: Fraction, score: Fraction, gap: Fraction, member: Member, trail: Trail
) -> Fraction:
    bare = score + gap + member.bonus - member.deduction
    formula = signed(score) + "".join(
        f"{'＋' if sign > 0 else '－'}{signed(value)}"
        for sign, value in ((1, gap), (1, member.bonus), (-1, member.deduction))
        if value
    )
    most = None if rule.caps.most is None else rule.caps.most * full / 100
    return trail.step("最后得分", bare, formula, NONE, most, rule.digits)


def _project(rule: BindingRule, member: Member) -> Bound:
    """Return the final score of a partner: its projects by their weights."""
    known = [one for one in rule.projects if one.code in member.projects]
    if not known:
        raise RuleError(f"{member.school}没有一个项目有得分。", code="no_projects")
    late = [one.title for one in rule.projects if one.code not in member.projects]
    notes = (f"没有参加{'、'.join(late)}，权重由其余项目按比例分担。",) if late else ()
    trail = Trail()
    for one in known:
        trail.step(
            f"项目“{one.title}”", member.projects[one.code], shown(member.projects[one.code])
        )
    terms = [(one.weight, half_up(member.projects[one.code])) for one in known]
    over = total(weight for weight, _ in terms)
    listed = "＋".join(f"{shown(weight)}×{signed(value)}" for weight, value in terms)
    formula = f"（{listed}）÷（{added([weight for weight, _ in terms])}）"
    score = trail.step("项目得分", total(w * v for w, v in terms) / over, formula)
    final = _final(rule, HUNDRED, score, NONE, member, trail)
    return Bound(
        member.school, member.role, member.own, None, None, NONE, member.bonus, member.deduction,
        member.vetoes, final, trail.steps, notes, member.bureau,
    )  # fmt: skip
