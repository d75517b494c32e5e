"""The ratios of a policy, counted for the group, each school and each stage; what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from jtdesk.core.datasets import GROUP_SCOPE
from jtdesk.core.numbers import rounded
from jtdesk.deployment.policies import People, Policy, Ratio
from jtdesk.staff.words import COUNTY_AND_ABOVE

GROUP = GROUP_SCOPE
STAGE_MARK = "学段："
COUNT = "eligible_count"
TEACHER = "专任教师"


@dataclass(frozen=True, slots=True)
class Leg:
    """One counted placement of a person: to a weaker school, and for how many school years."""

    to_weaker: bool = False
    term: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """One person as ratios count people.

    Attributes:
        key: names the person; the same in every set.
        school: that has the post (of the exchanged: that sends).
        stage: 学段, None where not known.
        level: backbone level held on the day.
        position: 职务, None counts as 专任教师.
        graduating: teaches a graduating grade.
        legs: counted placements, empty for who stays.
    """

    key: str
    school: str | None
    stage: str | None = None
    level: str | None = None
    position: str | None = None
    graduating: bool = False
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio of one scope.

    Attributes:
        name, title, source, operator, threshold: of the ratio; per cent.
        scope: ``group``, the name of a school, or ``学段：小学``.
        binding: the policy asks it of this kind of scope; elsewhere it is for orientation.
        numerator, denominator: people.
        value: per cent, four decimals half up; None where the denominator is 0.
        met: None where nothing is asked or the denominator is 0.
        gap: people still missing in the numerator with the denominator as it is; 0 when met.
        to_send: people still to be sent when each of them adds to the denominator too.
        why: sentence: policy, filters, sum, verdict.
        counted: keys in the numerator.
        among: keys in the denominator.
    """

    name: str
    title: str
    scope: str
    binding: bool
    numerator: int
    denominator: int
    value: float | None
    threshold: float | None
    operator: str
    met: bool | None
    gap: int
    to_send: int
    source: str
    why: str
    counted: tuple[str, ...] = field(default=(), repr=False)
    among: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sets:
    """The people ratios are counted from: on the staff, of these eligible, and exchanged."""

    staff: Sequence[Head]
    eligible: Sequence[Head]
    exchanged: Sequence[Head]


def percent(numerator: int, denominator: int, digits: int = 4) -> float | None:
    """Return a share in per cent, half up; None of nothing."""
    return rounded(numerator * 100 / denominator, digits) if denominator else None


def is_met(numerator: int, denominator: int, threshold: float, operator: str) -> bool:
    """Tell whether a share reaches its threshold, in whole numbers."""
    wanted = _share(threshold) * denominator
    return numerator >= wanted if operator == ">=" else numerator > wanted


def gap(numerator: int, denominator: int, threshold: float | None, operator: str) -> int:
    """Return how many people are missing in the numerator, the denominator as it is.

    Of an empty denominator nothing can be asked.
    """
    if threshold is None or not denominator:
        return 0
    wanted = _share(threshold) * denominator
    least = ceil(wanted) if operator == ">=" else floor(wanted) + 1
    return max(0, least - numerator)


def to_send(numerator: int, denominator: int, threshold: float | None, operator: str) -> int:
    """Return how many to add to numerator and denominator alike until the share is reached.

    A threshold of 100 that is not met can never be reached so; the missing people are returned.
    """
    if threshold is None or not denominator or is_met(numerator, denominator, threshold, operator):
        return 0
    share = _share(threshold)
    if share >= 1:
        return gap(numerator, denominator, threshold, operator)
    more = (share * denominator - numerator) / (1 - share)
    return ceil(more) if operator == ">=" else floor(more) + 1


def _share(threshold: float) -> Fraction:
    return Fraction(str(threshold)) / 100


def belongs(people: People, head: Head) -> bool:
    """Tell whether somebody of the base is one of the people a ratio counts."""
    if people.backbone and head.level not in people.backbone:
        return False
    if people.positions and (head.position or TEACHER) not in people.positions:
        return False
    if people.graduating and not head.graduating:
        return False
    if people.base != "exchanged" or not (people.to_weaker or people.minimum_term):
        return True
    return any(
        (leg.to_weaker or not people.to_weaker) and leg.term >= people.minimum_term
        for leg in head.legs
    )


def figures(policy: Policy, sets: Sets, schools: Sequence[str], day: str) -> list[Figure]:
    """Return every ratio of a policy for the group, each school, and its stages where it asks.

    Args:
        policy: the ratios.
        sets: the people as of the day.
        schools: names of the members; each gets its row.
        day: ISO date, for the sentences.
    """
    found: list[Figure] = []
    for ratio in policy.all_ratios():
        above = _by_scope(_keys(ratio.numerator, sets))
        below = _by_scope(_keys(ratio.denominator, sets))
        scopes = [GROUP, *schools]
        if ratio.scope == "stage":
            stages = {scope for scope in (*above, *below) if scope.startswith(STAGE_MARK)}
            scopes[1:1] = sorted(stages)
        found += [
            _figure(policy, ratio, scope, tuple(above.get(scope, ())), tuple(below.get(scope, ())),
                day)
            for scope in scopes
        ]  # fmt: skip
    return found


def _keys(people: People, sets: Sets) -> Iterable[Head]:
    base: Mapping[str, Sequence[Head]] = {
        "staff": sets.staff, "eligible": sets.eligible, "exchanged": sets.exchanged,
    }  # fmt: skip
    return (head for head in base[people.base] if belongs(people, head))


def _by_scope(heads: Iterable[Head]) -> dict[str, dict[str, None]]:
    """Return distinct keys by scope, in the order met."""
    found: dict[str, dict[str, None]] = {}
    for head in heads:
        found.setdefault(GROUP, {})[head.key] = None
        if head.school is not None:
            found.setdefault(head.school, {})[head.key] = None
        if head.stage is not None:
            found.setdefault(STAGE_MARK + head.stage, {})[head.key] = None
    return found


def _figure(
    policy: Policy, ratio: Ratio, scope: str, above: tuple[str, ...], below: tuple[str, ...],
    day: str,
) -> Figure:  # fmt: skip
    n, d, limit, operator = len(above), len(below), ratio.threshold, ratio.operator
    moving = ratio.denominator.base == "exchanged"
    missing = gap(n, d, limit, operator)
    return Figure(
        name=ratio.name,
        title=ratio.title,
        scope=scope,
        binding=ratio.scope == kind_of(scope),
        numerator=n,
        denominator=d,
        value=percent(n, d),
        threshold=limit,
        operator=operator,
        met=is_met(n, d, limit, operator) if limit is not None and d else None,
        gap=missing,
        to_send=to_send(n, d, limit, operator) if moving else missing,
        source=ratio.source,
        why=_why(policy, ratio, n, d, day),
        counted=above,
        among=below,
    )


def kind_of(scope: str) -> str:
    """Return ``group``, ``stage`` or ``school``."""
    if scope == GROUP:
        return "group"
    return "stage" if scope.startswith(STAGE_MARK) else "school"


# --- in words ---------------------------------------------------------------------------------


def _why(policy: Policy, ratio: Ratio, n: int, d: int, day: str) -> str:
    head = (
        f"按“{policy.title}”，{day}：分子 {n} 人，{describe(ratio.numerator, policy)}；"
        f"分母 {d} 人，{describe(ratio.denominator, policy)}。"
    )
    if not d:
        return f"{head}分母是 0，没有比例。"
    share = f"{n} ÷ {d} = {percent(n, d, 1):.1f}%"
    if ratio.threshold is None:
        return f"{head}{share}，这份政策没有规定比例。"
    asked = f"应{'不低于' if ratio.operator == '>=' else '高于'} {ratio.threshold:g}%"
    missing = gap(n, d, ratio.threshold, ratio.operator)
    if not missing:
        return f"{head}{share}，{asked}，已达到。"
    more = ""
    if ratio.denominator.base == "exchanged":
        sent = to_send(n, d, ratio.threshold, ratio.operator)
        more = f"（分母不变时）；若靠增派，要再派 {sent} 人"
    return f"{head}{share}，{asked}，还差 {missing} 人{more}。"


def describe(people: People, policy: Policy) -> str:
    """Return in words whom a ratio counts."""
    base = {
        "eligible": "符合交流条件的",
        "staff": "在集团有编制所在学校的",
        "exchanged": (
            "当天在派的交流" if policy.counting == "running" else "本学年起派的交流"
        ),
    }[people.base]  # fmt: skip
    noun = _noun(people)
    notes = []
    if people.base == "eligible":
        notes.append(describe_eligible(policy))
    if people.base == "exchanged":
        notes.append(f"形式为{'、'.join(policy.modes)}")
    if people.to_weaker:
        notes.append(f"到相对薄弱学校（{_weaker(policy)}）")
    if people.minimum_term:
        notes.append(f"一次不少于 {people.minimum_term} 学年")
    if people.positions:
        notes.append(f"职务为{'、'.join(people.positions)}")
    if people.graduating:
        notes.append("任教毕业年级")
    return f"{base}{noun}{'（' + '；'.join(notes) + '）' if notes else ''}"


def _noun(people: People) -> str:
    if not people.backbone:
        return "教师"
    if set(people.backbone) == COUNTY_AND_ABOVE:
        return "县级及以上骨干教师"
    return f"骨干教师（{'、'.join(people.backbone)}）"


def _weaker(policy: Policy) -> str:
    rules = policy.weaker
    flags = [word for word, on in (("海岛", rules.island), ("山区", rules.mountain)) if on]
    return "、".join([*rules.areas, *flags, *rules.schools])


def describe_eligible(policy: Policy) -> str:
    """Return in words who is eligible under a policy."""
    rules = policy.eligibility
    parts = ["、".join(rules.ownership), "、".join(rules.establishment), "在岗"]
    if rules.years:
        parts.append(f"在现学校满 {rules.years:g} 年")
    if rules.principal_years is not None and rules.principal_years != rules.years:
        parts.append(f"{'、'.join(rules.principals)}满 {rules.principal_years:g} 年")
    if rules.retirement:
        parts.append(f"距法定退休不少于 {rules.retirement:g} 年")
    return "、".join([*parts, "不属于免于交流"])
