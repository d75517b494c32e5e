"""From the store to the planner's question: people, needs, quotas, ways, pins and floors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.core.numbers import rounded
from jtdesk.deployment import pins, rotation, staffing
from jtdesk.deployment.policies import People, Policy, Ratio
from jtdesk.deployment.problem import (
    Costs,
    Counted,
    Need,
    Person,
    Problem,
    Quota,
    School,
    Second,
    faults,
)
from jtdesk.deployment.ratios import GROUP, STAGE_MARK, Head, belongs
from jtdesk.deployment.rotation import Situation
from jtdesk.deployment.ways import Ways, ways_between
from jtdesk.schools import queries as schools
from jtdesk.staff.words import COUNTY_AND_ABOVE

LEADERS = frozenset({"书记", "校长", "副书记", "副校长", "教学点负责人"})
VISITING = "走教"
NAMED = 3
# Somebody away for one of these reasons is not asked for days elsewhere either.
NOT_ASKED = frozenset({"no_post", "not_member", "establishment", "duty", "position", "exempt"})
REFUSALS = ("不愿", "不想", "不去", "不到", "不考虑", "除外")


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """What a plan is asked for.

    Attributes:
        year: school year in which the moves begin.
        policy: code of the policy; None for the one in force.
        budget: at most so many changes; None for no limit.
        term: school years a new placement lasts.
        offer_days: days a week at a second school may be proposed.
        offer_seconds: a second subject may be proposed to who is able to teach it.
        leaders: heads of schools may be moved without a pin (they are usually the bureau's to
            move).
        daily_minutes: longest way one goes there and back in a day.
        island, mountain: factor on the minutes of a way to such a school.
        costs: what a change costs beside the way.
    """

    year: int
    policy: str | None = None
    budget: int | None = None
    term: int = 1
    offer_days: bool = True
    offer_seconds: bool = True
    leaders: bool = False
    daily_minutes: int = 90
    island: float = 1.5
    mountain: float = 1.25
    costs: Costs = field(default_factory=Costs)

    @property
    def day(self) -> str:
        """First day of the year planned for."""
        return f"{self.year}-09-01"


@dataclass(frozen=True)
class Basis:
    """The planner's question with what its ids stand for.

    Attributes:
        request: what was asked.
        problem: the question.
        policy: that the quotas come from.
        people: rows of the eligibility list by person id.
        notes: sentences on the data: old figures, unknown ways, people nobody can place.
    """

    request: PlanRequest
    problem: Problem
    policy: Policy
    people: Mapping[str, Row]
    notes: tuple[str, ...]


def basis(session: Session, request: PlanRequest) -> Basis:
    """Read everything a plan for a year rests on.

    Raises:
        InputRefused: the year has no data, or pins and floors make it no question.
        UsageError: there is no policy of that code.
    """
    found = rotation.situation(session, request.day, request.policy)
    need = staffing.staffing(session, request.day)
    _refuse_empty(request, found, need)
    asked = pins.pins_of(session, request.year)
    lead = schools.lead_school(session)
    routes = ways_between(
        found.members, schools.travel(session, Ask(as_of=request.day)), lead, request.daily_minutes
    )
    people = _people(session, request, found, need, frozenset(pin.person for pin in asked))
    problem = Problem(
        year=request.year,
        policy=found.policy.title,
        schools=tuple(_school(row, request) for row in found.members),
        ways=routes.ways,
        people=people,
        needs=_needs(need),
        quotas=tuple(_quotas(found, people, request)),
        pins=asked,
        floors=pins.floors_of(session, request.year),
        budget=request.budget,
        costs=request.costs,
        days_count=VISITING in found.policy.modes,
        offer_days=request.offer_days,
        offer_seconds=request.offer_seconds,
    )
    there = {one.id for one in people}, {row["id"] for row in found.members}
    wrong = list(dict.fromkeys(pins.gone(session, request.year, *there) or faults(problem)))
    if wrong:
        more = f"另有 {len(wrong) - NAMED} 处。" if len(wrong) > NAMED else ""
        raise InputRefused("".join(wrong[:NAMED]) + more, code="plan_refused")
    rows = {row["id"]: row for row in rotation.eligible_rows(found)}
    return Basis(request, problem, found.policy, rows, _notes(need, routes))


def _refuse_empty(request: PlanRequest, found: Situation, need: staffing.Staffing) -> None:
    year = request.year
    if not found.members:
        raise InputRefused(
            f"{year} 学年集团里还没有学校，排不出方案。请先导入成员校基本情况表。",
            code="no_schools",
        )
    if not found.people:
        raise InputRefused(
            f"{year} 学年还没有教职工，排不出方案。请先导入教师花名册。", code="no_staff"
        )
    known = [school.as_of for school in need.schools if school.as_of is not None]
    if not known or all(one.need is None for one in need.cells.values()):
        raise InputRefused(
            f"{request.day} 以前没有各校的班级数，算不出师资需求，排不出方案。"
            "请先导入含班级数的成员校基本情况表，或在“成员校”里填年度数据。",
            code="no_facts",
        )
    if max(known) < f"{year - 1}-09-01":
        raise InputRefused(
            f"各校最近的年度数据是 {max(known)} 的，离 {year} 学年超过一年，排不出方案。"
            f"请先导入 {year - 1} 或 {year} 学年的学校数据。",
            code="old_facts",
        )


def _school(row: Row, request: PlanRequest) -> School:
    hardship = 1.0
    if row["mountain"]:
        hardship = request.mountain
    if row["island"]:
        hardship = request.island
    return School(row["id"], row["name"], tuple(row["stages"] or ()), bool(row["island"]), hardship)


def _needs(need: staffing.Staffing) -> tuple[Need, ...]:
    return tuple(
        Need(one.school_id, one.stage, one.subject, one.need, one.available)
        for one in need.cells.values()
        if one.need is not None and one.staffed
    )


# --- people -----------------------------------------------------------------------------------


def _people(
    session: Session,
    request: PlanRequest,
    found: Situation,
    need: staffing.Staffing,
    pinned: frozenset[str],
) -> tuple[Person, ...]:
    members = {row["id"] for row in found.members}
    main = _main_parts(need)
    away = rotation.away(session, found)
    wishes = _Wishes(found.members)
    made = []
    for row in found.people:
        if row["school_id"] not in members:
            continue
        person_id = row["id"]
        subject, fte = main.get((person_id, row["school_id"]), (row["subject"] or "", 0.0))
        verdict = found.verdicts[person_id]
        leading = row["position"] in LEADERS and not request.leaders and person_id not in pinned
        codes = {reason.code for reason in verdict.reasons}
        running = person_id in away
        made.append(
            Person(
                id=person_id,
                name=row["name"],
                home=row["school_id"],
                stage=row["stage"] or "",
                subject=subject,
                fte=fte,
                backbone=row["backbone_level"] in COUNTY_AND_ABOVE,
                level=row["backbone_level"] or "",
                eligible=verdict.eligible and not leading,
                itinerant=fte > 0 and not leading and not codes & NOT_ASKED,
                years=rounded(max(0, verdict.months_served or 0) / 12, 1),
                seconds=_seconds(row, subject) if fte > 0 and not running else (),
                wishes=wishes.of(row),
                running=running,
                at=_within(away.get(person_id), members),
            )
        )
    return tuple(made)


def _within(school: str | None, members: set[str]) -> str | None:
    return school if school in members else None


def _main_parts(need: staffing.Staffing) -> dict[tuple[str, str], tuple[str, float]]:
    """Return by person and school the subject most of the week goes to, and how much of it."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for cell in need.cells.values():
        for part in cell.parts:
            key = (part.person, part.school_id)
            if part.amount > found.get(key, ("", 0.0))[1]:
                found[key] = (part.subject, part.amount)
    return found


def _seconds(row: Row, main: str) -> tuple[Second, ...]:
    """Return the subjects somebody is registered as able to teach beside the main one."""
    return tuple(Second(subject) for subject in row["other_subjects"] or () if subject != main)


class _Wishes:
    """Reads schools out of what people wrote as their wish; a word of refusal makes it none."""

    def __init__(self, members: Iterable[Row]) -> None:
        names = [
            (name, row["id"])
            for row in members
            for name in (row["name"], row["short_name"])
            if name
        ]
        self._names = sorted(names, key=lambda pair: -len(pair[0]))

    def of(self, row: Row) -> tuple[str, ...]:
        text = row["wishes"] or ""
        if not text or any(word in text for word in REFUSALS):
            return ()
        found = []
        for name, school in self._names:
            if name in text:
                text = text.replace(name, " ")
                if school not in found and school != row["school_id"]:
                    found.append(school)
        return tuple(found)


# --- quotas -----------------------------------------------------------------------------------


def _quotas(found: Situation, people: Sequence[Person], request: PlanRequest) -> Iterable[Quota]:
    sets = found.sets()
    heads = {head.key: head for head in sets.staff}
    bases = {"staff": sets.staff, "eligible": sets.eligible, "exchanged": sets.exchanged}
    weaker = tuple(
        row["id"] for row in found.members if rotation.is_weaker(row, found.policy.weaker)
    )
    stages = list(dict.fromkeys(p.stage for p in people if p.stage))
    for ratio in found.policy.all_ratios():
        if ratio.threshold is None or ratio.numerator.base != "exchanged":
            continue
        for scope, title in _scopes(ratio, found.names, stages):
            below = [h for h in bases[ratio.denominator.base] if _in(h, scope)]
            base = {h.key for h in below if belongs(ratio.denominator, h)}
            above = {h.key for h in sets.exchanged if _in(h, scope) and belongs(ratio.numerator, h)}
            movable = [p for p in people if _in(heads[p.id], scope)]
            moving = ratio.denominator.base == "exchanged"
            if not base and not moving:
                continue
            yield Quota(
                code=f"{ratio.name}:{scope}",
                title=f"{ratio.title}（{title}）",
                threshold=ratio.threshold,
                operator=ratio.operator,
                numerator=_counted(ratio.numerator, movable, heads, weaker, request.term),
                numerator_base=len(above),
                denominator=_counted(ratio.denominator, movable, heads, weaker, request.term)
                if moving
                else None,
                denominator_base=len(base),
            )


def _scopes(ratio: Ratio, schools: Sequence[str], stages: Sequence[str]) -> list[tuple[str, str]]:
    if ratio.scope == "school":
        return [(name, name) for name in schools]
    if ratio.scope == "stage":
        return [(STAGE_MARK + stage, stage) for stage in stages]
    return [(GROUP, "全集团")]


def _in(head: Head, scope: str) -> bool:
    if scope == GROUP:
        return True
    if scope.startswith(STAGE_MARK):
        return head.stage == scope.removeprefix(STAGE_MARK)
    return head.school == scope


def _counted(
    wanted: People,
    people: Sequence[Person],
    heads: Mapping[str, Head],
    weaker: tuple[str, ...],
    term: int,
) -> Counted:
    """Return whom a side of a ratio would count if they moved for so many years."""
    if wanted.minimum_term > term:
        return Counted(())
    # Where a move leads and how long it lasts is asked of the move, not of who stays today.
    rule = replace(wanted, to_weaker=False, minimum_term=0)
    return Counted(
        tuple(p.id for p in people if belongs(rule, heads[p.id])),
        weaker if wanted.to_weaker else None,
    )


def _notes(need: staffing.Staffing, routes: Ways) -> tuple[str, ...]:
    return (*routes.notes, *need.findings)
