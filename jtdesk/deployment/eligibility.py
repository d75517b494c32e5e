"""Who may move (符合交流条件) on a day under a policy, and every reason why somebody may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from jtdesk.core.spans import covers
from jtdesk.deployment.policies import Eligibility
from jtdesk.deployment.retirement import (
    base_age,
    full_months,
    month_number,
    retirement_month,
)

Person = Mapping[str, Any]
SEPTEMBER = 8  # of a month number within its year
# Reasons that the passing of time does not take away.
LASTING = frozenset({"no_post", "not_member", "not_public", "establishment", "position", "stage"})
PUBLIC = "公办"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may not move.

    Attributes:
        code: ``no_post not_member not_public establishment duty position stage years since_unknown
            retirement birth_unknown gender_unknown exempt``.
        sentence: Chinese sentence for the list.
    """

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule says of one person.

    Attributes:
        reasons: empty for who may move.
        months_served: full months at the present school on the day, None where not written.
        retirement: month of statutory retirement, None where it cannot be told.
        due_year: first school year in which the person has served long enough and no exemption
            holds; None where that will not happen or cannot be told.
        last_year: last school year that begins long enough before retirement.
    """

    reasons: tuple[Reason, ...]
    months_served: int | None
    retirement: str | None
    due_year: int | None
    last_year: int | None

    @property
    def eligible(self) -> bool:
        """Whether the person may move."""
        return not self.reasons


def judge(
    person: Person,
    day: str,
    rules: Eligibility,
    *,
    ownership: str | None,
    member: bool = True,
    exemptions: Sequence[Mapping[str, Any]] = (),
) -> Verdict:
    """Judge one person: public, established, on duty, long enough there, not too old, not exempt.

    Rule and exemptions as in the Dalian and Beijing opinions; every limit is the policy's.

    Args:
        person: row of the staff dataset as of the day.
        day: ISO date.
        rules: of the policy.
        ownership: of the school that has the post; None counts as 公办.
        member: that school belongs to the group on the day.
        exemptions: rows with ``reason from_date until``; ``until`` is the last day.
    """
    retires = retirement_month(person["birth_date"], person["gender"], rules.women_base)
    since = person["school_since"]
    served = None if since is None else full_months(since, day)
    reasons = [
        *_standing(person, rules, ownership, member=member),
        *_years(served, rules.years_for(person["position"])),
        *_retirement(person, retires, day, rules),
        *_exempt(person, day, exemptions),
    ]
    last = None if retires is None else last_year(retires, rules.retirement)
    return Verdict(
        reasons=tuple(reasons),
        months_served=served,
        retirement=retires,
        due_year=_due(person, rules, reasons, exemptions, last),
        last_year=last,
    )


def _standing(
    person: Person, rules: Eligibility, ownership: str | None, *, member: bool
) -> list[Reason]:
    """Return what of school, post, duty and position speaks against moving."""
    found = []
    if person["school"] is None:
        found.append(Reason("no_post", "没有登记编制所在学校。"))
    elif not member:
        found.append(Reason("not_member", f"编制在集团以外的{person['school']}。"))
    elif (ownership or PUBLIC) not in rules.ownership:
        wanted = "、".join(rules.ownership)
        found.append(Reason("not_public", f"学校办别是{ownership or PUBLIC}，不是{wanted}。"))
    post = person["establishment"]
    if post is None:
        found.append(Reason("establishment", "编制性质未填。"))
    elif post not in rules.establishment:
        wanted = "、".join(rules.establishment)
        found.append(Reason("establishment", f"编制性质是{post}，不是{wanted}。"))
    if person["duty_status"] in rules.duty_out:
        found.append(Reason("duty", f"在岗状态是{person['duty_status']}，不在岗。"))
    if person["position"] in rules.positions_out:
        found.append(Reason("position", f"职务是{person['position']}，不是教学或管理岗位。"))
    if rules.stages and person["stage"] not in rules.stages:
        stage = person["stage"] or "未填"
        found.append(Reason("stage", f"学段{stage}，政策只对{'、'.join(rules.stages)}。"))
    return found


def _years(served: int | None, wanted: float) -> list[Reason]:
    if served is None:
        return [Reason("since_unknown", "到校时间未填。")] if wanted else []
    if served >= 12 * wanted:
        return []
    if served < 0:
        return [Reason("years", "这一天还没有到现学校。")]
    return [Reason("years", f"在现学校{span_text(served)}，不满 {wanted:g} 年。")]


def _retirement(person: Person, retires: str | None, day: str, rules: Eligibility) -> list[Reason]:
    if not rules.retirement:
        return []
    if retires is None:
        if base_age(person["gender"], rules.women_base) is None:
            return [Reason("gender_unknown", "性别未填，算不出退休时间。")]
        return [Reason("birth_unknown", "出生日期未填，算不出退休时间。")]
    left = month_number(retires) - month_number(day)
    if left >= 12 * rules.retirement:
        return []
    when = f"{int(retires[:4])}年{int(retires[5:])}月"
    if left < 0:
        return [Reason("retirement", f"{when}已到法定退休年龄。")]
    return [
        Reason(
            "retirement",
            f"{when}法定退休，还有{span_text(left)}，不满 {rules.retirement:g} 年。",
        )
    ]


def _exempt(person: Person, day: str, exemptions: Sequence[Mapping[str, Any]]) -> list[Reason]:
    found = []
    for one in exemptions:
        if covers(one["from_date"], one["until"], day):
            until = f"，到 {one['until']} 止" if one["until"] else ""
            found.append(Reason("exempt", f"免于交流：{one['reason']}{until}。"))
    written = plain_exemption(person)
    if written:
        found.append(Reason("exempt", f"免于交流（花名册注明）：{written}。"))
    return found


def plain_exemption(person: Person) -> str:
    """Return the exemption a roster states in words of its own, empty where it states none."""
    return str(person["exemption"] or "").strip().rstrip("。")


def span_text(months: int) -> str:
    """Return months in words: ``3 年 2 个月``."""
    years, rest = divmod(months, 12)
    parts = [f"{years} 年"] if years else []
    parts += [f"{rest} 个月"] if rest or not years else []
    return " " + " ".join(parts)


def due_year(since: str, years: float) -> int:
    """Return the first school year on whose 1 September so many years have been served."""
    begun = month_number(since) + (len(since) == 10 and since[8:] > "01")
    return ceil((begun + ceil(12 * years) - SEPTEMBER) / 12)


def last_year(retires: str, years: float) -> int:
    """Return the last school year whose 1 September lies so many years before retirement."""
    return floor((month_number(retires) - ceil(12 * years) - SEPTEMBER) / 12)


def _due(
    person: Person,
    rules: Eligibility,
    reasons: Sequence[Reason],
    exemptions: Sequence[Mapping[str, Any]],
    last: int | None,
) -> int | None:
    if person["school_since"] is None or plain_exemption(person):
        return None
    if LASTING & {one.code for one in reasons}:
        return None
    year = due_year(person["school_since"], rules.years_for(person["position"]))
    for one in sorted(exemptions, key=lambda e: e["from_date"] or ""):
        while covers(one["from_date"], one["until"], f"{year}-09-01"):
            if one["until"] is None:
                return None
            year += 1
    if rules.retirement and (last is None or year > last):
        return None
    return year


def next_start(day: str) -> str:
    """Return the first of September after a day."""
    year = int(day[:4]) + (day[5:] >= "09-01")
    return f"{year}-09-01"
