"""Grades by cut-offs and quotas, places with ties as ties, rewards by growth."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import NONE, percent, shown, total
from jtdesk.evaluation.scheme import Grade

FEW = 5
"""Schools below which means, deviations and places say little."""
GRADES: tuple[Grade, ...] = tuple(
    Grade(title, None if at is None else Fraction(at)) for title, at in words.DEFAULT_GRADES
)


@dataclass(frozen=True, slots=True)
class Place:
    """位次 of a school: how many are better, plus one; equal scores share it.

    Attributes:
        at: place.
        of: how many are placed.
        tied: the others on the same place.
    """

    at: int
    of: int
    tied: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The place as a sheet prints it."""
        return f"{'并列' if self.tied else ''}第 {self.at} 名（共 {self.of} 所）"


def places(scores: Mapping[str, Fraction]) -> dict[str, Place]:
    """Return the place of each school, the highest score first, ties as ties."""
    sharing: dict[Fraction, list[str]] = {}
    for school, value in scores.items():
        sharing.setdefault(value, []).append(school)
    found: dict[str, Place] = {}
    ahead = 0
    for value in sorted(sharing, reverse=True):
        here = sharing[value]
        for school in here:
            tied = tuple(one for one in here if one != school)
            found[school] = Place(ahead + 1, len(scores), tied)
        ahead += len(here)
    return {school: found[school] for school in scores}


# --- grades -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of a school, and the sentence behind it."""

    grade: str
    said: str


def grade_of(score: Fraction, grades: Sequence[Grade]) -> Grade | None:
    """Return the best grade a score reaches by its cut-offs alone; None without grades."""
    reached = [one for one in grades if one.at is None or score >= one.at]
    return reached[0] if reached else None


def one_lower(grade: Grade, grades: Sequence[Grade], by: int = 1) -> str:
    """Return the title of the grade so many below, or of the last."""
    return grades[min(len(grades) - 1, list(grades).index(grade) + by)].title


def grade_all(
    scores: Mapping[str, Fraction], grades: Sequence[Grade], ties: str = "out"
) -> dict[str, Graded]:  # fmt: skip
    """Return the grade of every school by cut-offs and quotas.

    From the best grade down, the schools that reach the cut-off take the places the quota leaves;
    the others are looked at for the next grade. The quota counts whole schools, rounded down.

    Args:
        scores: final scores.
        grades: the best first; the last takes whoever is left.
        ties: where the quota cuts through equal schools: ``out`` leaves them all outside, ``in``
            takes them all in.
    """
    left = sorted(scores, key=lambda one: -scores[one])
    found: dict[str, Graded] = {}
    pushed: dict[str, list[str]] = {one: [] for one in scores}
    for grade in grades:
        able = [one for one in left if grade.at is None or scores[one] >= grade.at]
        slots = len(able) if grade.share is None else math.floor(grade.share * len(scores))
        taken = _within(able, slots, scores, ties)
        for school in able:
            if school in taken:
                found[school] = Graded(grade.title, _said(grade, scores[school], pushed[school]))
            else:
                pushed[school].append(_full(grade, slots, len(scores)))
        left = [one for one in left if one not in taken]
    return {school: found[school] for school in scores}


def _within(
    able: Sequence[str], slots: int, scores: Mapping[str, Fraction], ties: str
) -> set[str]:  # fmt: skip
    if len(able) <= slots:
        return set(able)
    first_out = scores[able[slots]]
    if ties == "in" and slots:
        return {one for one in able if scores[one] >= scores[able[slots - 1]]}
    return {one for one in able[:slots] if scores[one] > first_out}


def _said(grade: Grade, score: Fraction, pushed: Sequence[str]) -> str:
    why = f"达到 {shown(grade.at)} 分" if grade.at is not None else "没有达到更高等第"
    return f"{''.join(pushed)}{shown(score)} 分，{why}，评为{grade.title}。"


def _full(grade: Grade, slots: int, of: int) -> str:
    share = percent(grade.share or NONE)
    return f"{grade.title}不超过 {share}（{of} 所中 {slots} 所），名额已满；"


@dataclass(frozen=True, slots=True)
class Struck:
    """A veto as it strikes a grade: to the last one, or to no higher than ``grade``."""

    title: str
    effect: str = "lowest"
    grade: str = ""


def after_vetoes(
    graded: Mapping[str, Graded], vetoes: Mapping[str, Sequence[Struck]], grades: Sequence[Grade],
    reach: str = "own",
) -> dict[str, Graded]:  # fmt: skip
    """Return the grades after 一票否决.

    Args:
        graded: by cut-offs and quotas.
        vetoes: by school; those that happened.
        grades: the best first.
        reach: ``group_grade`` takes all others one grade down as well.
    """
    order = [one.title for one in grades]
    struck = [school for school, those in vetoes.items() if those]
    found = {}
    for school, one in graded.items():
        at, said = order.index(one.grade), one.said
        for veto in vetoes.get(school, ()):
            to = len(order) - 1 if veto.effect == "lowest" else order.index(veto.grade)
            at = max(at, to)
            said += f"一票否决“{veto.title}”，{_effect(veto, order)}。"
        others = [name for name in struck if name != school]
        if reach == "group_grade" and others and not vetoes.get(school):
            at = min(len(order) - 1, at + 1)
            said += f"{'、'.join(others)}被一票否决，集团各校降一等，评为{order[at]}。"
        found[school] = Graded(order[at], said)
    return found


def _effect(veto: Struck, order: Sequence[str]) -> str:
    return f"评为{order[-1]}" if veto.effect == "lowest" else f"最高评为{veto.grade}"


# --- rewards ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reward:
    """A school rewarded for what it gained."""

    school: str
    growth: Fraction
    place: Place
    amount: int
    said: str


def rewards_by_growth(
    growths: Mapping[str, Fraction], winners: int, pot: int = 0, barred: Collection[str] = ()
) -> list[Reward]:  # fmt: skip
    """Return who is rewarded for growth, the largest first.

    Only schools that gained anything and are not barred (a veto) are looked at. Schools equal to
    the last winner are winners too.

    Args:
        growths: gained points by school; schools without a base are left out by the caller.
        winners: how many are rewarded.
        pot: whole units (yuan, points) shared out in proportion to growth, to the last unit.
        barred: schools that get nothing.
    """
    able = {one: gain for one, gain in growths.items() if gain > 0 and one not in barred}
    placed = places(able)
    chosen = sorted((one for one in able if placed[one].at <= winners), key=lambda s: placed[s].at)
    amounts = shared_out(pot, {one: able[one] for one in chosen}) if chosen else {}
    whole = total(able[one] for one in chosen)
    return [
        Reward(one, able[one], placed[one], amounts[one],
               _reward_said(able[one], placed[one], whole, pot, amounts[one]))
        for one in chosen
    ]  # fmt: skip


def _reward_said(gain: Fraction, place: Place, whole: Fraction, pot: int, amount: int) -> str:
    said = f"比基期提高 {shown(gain)} 分，增值{place.said}"
    if not pot:
        return f"{said}。"
    return f"{said}，{pot}×{shown(gain)}÷{shown(whole)} 取整得 {amount}。"


def shared_out(pot: int, parts: Mapping[str, Fraction]) -> dict[str, int]:
    """Share whole units out in proportion, what is left over to the largest remainders.

    Equal remainders are served in the order given.

    Raises:
        RuleError: nobody has a part.
    """
    whole = total(parts.values())
    if whole <= 0:
        raise RuleError("没有可以分配的依据，各校的数都是 0。", code="nothing_to_share_by")
    exact_parts = {one: pot * part / whole for one, part in parts.items()}
    found = {one: math.floor(part) for one, part in exact_parts.items()}
    over = pot - sum(found.values())
    for one in sorted(exact_parts, key=lambda s: found[s] - exact_parts[s])[:over]:
        found[one] += 1
    return found
