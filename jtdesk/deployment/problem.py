"""What the planner is asked, as plain data; question and answer travel as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from jtdesk.core.plain_data import from_json, to_json
from jtdesk.deployment.proposal import (
    Alternative,
    Clash,
    ClashRule,
    Move,
    Objective,
    Proposal,
    Reason,
    Relaxation,
    Unmet,
)

__all__ = [
    "DAYS",
    "FULL",
    "GO",
    "MOST_DAYS",
    "NEVER",
    "SECOND",
    "STAY",
    "TOGETHER",
    "Alternative",
    "Clash",
    "ClashRule",
    "Costs",
    "Counted",
    "Floor",
    "Move",
    "Need",
    "Objective",
    "Person",
    "Pin",
    "Problem",
    "Proposal",
    "Quota",
    "Reason",
    "Relaxation",
    "School",
    "Second",
    "Unmet",
    "Way",
    "faults",
    "from_json",
    "to_json",
]

FULL, DAYS, SECOND = "full", "days", "second"
"""Kinds of change: a full-time move, days a week at another school (走教), a second subject."""
STAY, GO, TOGETHER, NEVER = "stay", "go", "together", "never"
"""Kinds of pin: stays at home; goes (to a school, or anywhere); both or neither, to one school;
never to that school."""
MOST_DAYS = 4
"""Days a week an itinerant teacher is away at most; with five it would be a full-time move."""


@dataclass(frozen=True, slots=True)
class School:
    """One school that may send and receive.

    Attributes:
        stages: stages it teaches; a person moves only to a school that has theirs.
        island: reached by ferry; said in reasons only, the cost is in the way and in hardship.
        hardship: factor on the minutes of a way that ends here, 1 for an ordinary school.
    """

    id: str
    name: str
    stages: tuple[str, ...]
    island: bool = False
    hardship: float = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """The way from one school to another, one direction.

    Attributes:
        minutes: one way; None where nobody has measured it. A pair without a known way is
            offered to nobody except by a pin that says "goes there".
        ferry: a ferry lies on the way; costs `Costs.ferry` minutes more.
        daily: home again the same day is possible, so days a week (走教) may be offered.
    """

    origin: str
    target: str
    minutes: int | None
    ferry: bool = False
    daily: bool = True


@dataclass(frozen=True, slots=True)
class Second:
    """A subject a person is able and willing to teach beside the main one, at home.

    Attributes:
        most: greatest share of a post, in FTE, rounded down to fifths by the model.
    """

    subject: str
    most: float = 0.4


@dataclass(frozen=True, slots=True)
class Person:
    """One teacher of the group; everybody is listed, movable or not.

    Attributes:
        fte: what they give the main subject at home today, rounded to fifths by the model.
        level: backbone level in words, empty for none.
        eligible: may be moved full time (符合交流条件).
        itinerant: may be asked for days at another school.
        years: served in the present school; decides among interchangeable people.
        seconds: see `Second`.
        wishes: ids of schools they asked for.
        running: a placement already runs in the year: nothing more is asked of this person.
        at: id of the school the running placement is at, None outside the group.
    """

    id: str
    name: str
    home: str
    stage: str
    subject: str
    fte: float = 1.0
    backbone: bool = False
    level: str = ""
    eligible: bool = False
    itinerant: bool = True
    years: float = 0.0
    seconds: tuple[Second, ...] = ()
    wishes: tuple[str, ...] = ()
    running: bool = False
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Need and supply of one subject of one stage at one school, in FTE, before the plan."""

    school: str
    stage: str
    subject: str
    need: float
    available: float


@dataclass(frozen=True, slots=True)
class Counted:
    """The new moves one side of a quota counts.

    Attributes:
        people: ids of those who count once they move.
        schools: only moves to these schools count; None counts every school.
    """

    people: tuple[str, ...]
    schools: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """A ratio rule: (base + counted moves) over (base + counted moves) against a threshold.

    Attributes:
        code: short name, unique within the problem, with its scope: ``rotation_share:group``.
        title: what people call it, with its scope: ``交流比例(集团)``.
        threshold: per cent.
        operator: ``>=`` or ``>``.
        numerator_base: people counted already by placements that run.
        denominator: moves that count below the line (exchanged people); None for none.
        denominator_base: people below the line whatever the plan does.
    """

    code: str
    title: str
    threshold: float
    operator: str
    numerator: Counted
    numerator_base: int = 0
    denominator: Counted | None = None
    denominator_base: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """A decision the plan must keep.

    Attributes:
        id: names the pin when it clashes.
        other: the second person of ``together``.
        school: where to, for ``go`` (None: anywhere) and ``never`` (None: nowhere).
    """

    id: str
    kind: str
    person: str
    other: str | None = None
    school: str | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """Backbone teachers of its own staff a school keeps at least; subject None counts all."""

    id: str
    school: str
    least: int
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What a change costs, in minutes of travel one way or their worth.

    Attributes:
        full: disturbance of a full-time move.
        days, second: disturbance of each day a week of that kind; with 13 a day five part-time
            days are dearer than one full-time move, so days are for what is left over.
        ferry: added where a ferry lies on the way.
        wish: taken off a full-time move to a school that was wished for; at most `full`.
    """

    full: int = 60
    days: int = 13
    second: int = 8
    ferry: int = 60
    wish: int = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """All the planner is told; the published model is the docstring of `deployment.model`.

    Attributes:
        policy: title of the policy the quotas come from, for the reader only.
        budget: at most so many changes of all kinds; None for no limit.
        days_count: days a week (走教) count in quotas as a full-time move does.
        offer_days, offer_seconds: whether such changes may be proposed at all.
        nearest: full-time moves are offered to every school short of the subject and to so many
            nearest others that teach it.
    """

    year: int
    policy: str
    schools: tuple[School, ...]
    ways: tuple[Way, ...]
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    quotas: tuple[Quota, ...] = ()
    pins: tuple[Pin, ...] = ()
    floors: tuple[Floor, ...] = ()
    budget: int | None = None
    costs: Costs = Costs()
    days_count: bool = False
    offer_days: bool = True
    offer_seconds: bool = True
    nearest: int = 10


def faults(problem: Problem) -> list[str]:
    """Return what makes the problem no question at all, as sentences; empty where it is one.

    Rules that merely clash are no faults: the planner answers those with a partial plan.
    """
    schools = {one.id: one for one in problem.schools}
    people = {one.id: one for one in problem.people}
    found = [] if problem.people else [f"{problem.year} 学年没有教师数据，无法排方案。"]
    found += [] if problem.needs else [f"{problem.year} 学年没有师资需求数据，无法排方案。"]
    found += _doubled("学校", [one.id for one in problem.schools])
    found += _doubled("教师", [one.id for one in problem.people])
    found += _doubled("比例要求", [one.code for one in problem.quotas])
    found += _doubled("指定", [one.id for one in problem.pins])
    found += _doubled("底线", [one.id for one in problem.floors])
    for person in problem.people:
        if person.home not in schools:
            found.append(f"{person.name}的任教学校不在本集团的学校名单里，请先核对任教学校。")
    for need in problem.needs:
        if need.school not in schools:
            found.append(f"师资需求里有一所不在名单里的学校（{need.school}），请先核对。")
    for quota in problem.quotas:
        if quota.operator not in {">=", ">"}:
            found.append(f"“{quota.title}”的比较方式“{quota.operator}”不认识，请改为 >= 或 >。")
    for floor in problem.floors:
        if floor.school not in schools or floor.least < 0:
            found.append("骨干教师底线指向不在名单里的学校，或人数为负，请核对。")
    if problem.budget is not None and problem.budget < 0:
        found.append(f"调动人数上限是 {problem.budget}，不能小于 0。")
    if problem.costs.wish > problem.costs.full:
        found.append("意愿的优待不能大于一次调动本身的代价，请改小。")
    for pin in problem.pins:
        found += _pin_faults(pin, people, schools)
    return found


def _pin_faults(pin: Pin, people: dict[str, Person], schools: dict[str, School]) -> list[str]:
    person = people.get(pin.person)
    other = people.get(pin.other or "")
    if person is None or (pin.kind == TOGETHER and other is None):
        return [f"指定里的教师（{pin.person}）不在本集团在岗教师名单里，请删除这条指定。"]
    if pin.kind not in {STAY, GO, TOGETHER, NEVER}:
        return [f"对{person.name}的指定“{pin.kind}”不认识，请删除后重新指定。"]
    if pin.school is not None and pin.school not in schools:
        return [f"对{person.name}的指定指向不在名单里的学校，请重新选择学校。"]
    if pin.kind == GO and pin.school == person.home:
        return [f"{person.name}本来就在{schools[person.home].name}，不能指定交流到本校。"]
    if pin.kind == TOGETHER and pin.other == pin.person:
        return [f"{person.name}不能和自己同行，请另选一位。"]
    found = []
    asked = [person] if pin.kind == GO else []
    asked += [one for one in (person, other) if one is not None] if pin.kind == TOGETHER else []
    for one in asked:
        if one.running:
            found.append(f"{one.name}已在交流期内，不能再指定交流，请删除这条指定。")
        elif not one.eligible:
            found.append(f"{one.name}不符合交流条件，不能指定交流；请先核对条件或删除这条指定。")
    return found


def _doubled(what: str, ids: list[str]) -> list[str]:
    twice = sorted(one for one, times in Counter(ids).items() if times > 1)
    return [f"{what}编号重复：{one}，请核对数据。" for one in twice]
