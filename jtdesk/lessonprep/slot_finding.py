"""The best times of a group, read from the store: members, lessons, ways, and what stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import (
    calendar_checks,
    groups,
    joint_reads,
    membership,
    school_calendar,
    slots,
    words,
)
from jtdesk.lessonprep.availability import Taken
from jtdesk.lessonprep.conflict_words import place_of, timed
from jtdesk.lessonprep.schedule_ground import register_day
from jtdesk.lessonprep.slots import Asked, Question, Slot
from jtdesk.schools import queries as schools

MOST_DAYS = 200


@dataclass(frozen=True)
class SlotOrder:
    """What a time is looked for.

    Attributes:
        group_id: whose members are asked.
        term: whose timetable holds.
        first, last: days looked at.
        host_id: None lets any school of the group be host.
        session_id: of the session that is to be moved; it is in nobody's way.
    """

    group_id: str
    term: str
    first: date
    last: date
    periods: int = 2
    form: str = words.FORMS[0]
    host_id: str | None = None
    session_id: str | None = None


@dataclass(frozen=True)
class FoundSlots:
    """The best times, with the names they are told by.

    Attributes:
        said: what was looked at, a sentence.
        required: ids of those who must come.
    """

    slots: Sequence[Slot]
    people: Mapping[str, str]
    schools: Mapping[str, str]
    required: frozenset[str]
    said: str


def find_slots(session: Session, order: SlotOrder) -> FoundSlots:
    """Return the five best times of a group.

    Raises:
        RuleError: the group is gone or has nobody, or the span is too long.
    """
    if (order.last - order.first).days >= MOST_DAYS:
        raise RuleError(f"一次最多找 {MOST_DAYS} 天，请缩短起止日期。", code="too_long", at="last")
    rows = groups.groups(session)
    group = next((row for row in rows if row["id"] == order.group_id), None)
    if group is None:
        raise RuleError("这个备课组已不存在，请刷新后重试。", code="gone")
    day = register_day(school_calendar.calendar_of(session), order.term)
    as_of = max(order.first, day) if day else order.first
    members = groups.members_of(session, [group], as_of.isoformat())[order.group_id]
    members = [one for one in members if one.school_id]
    if not members:
        raise RuleError(
            f"“{group['name']}”还没有成员。请先导入教师花名册，或在备课组里添加成员。",
            code="nobody",
        )
    ground = calendar_checks.ground(session, order.term)
    free = ground.free
    known = [one for one in members if one.teacher_id in free.people]
    free.take(_taken(session, order))
    hosts = membership.schools_of(group, groups.stages_of_members(session, None))
    hosts = [one for one in hosts if any(member.school_id == one for member in known)] or hosts
    days = [order.first + timedelta(days=n) for n in range((order.last - order.first).days + 1)]
    question = Question(
        stage=group["stage"],
        members=tuple(Asked(one.teacher_id, str(one.school_id), one.required) for one in known),
        hosts=(order.host_id,) if order.host_id else tuple(hosts),
        days=tuple(days),
        periods=order.periods,
        form=order.form,
        weekday=group["weekday"],
    )
    best = slots.best_slots(free, question)
    return FoundSlots(
        slots=best,
        people={one.teacher_id: one.name for one in known},
        schools=schools.school_names(session),
        required=frozenset(one.teacher_id for one in known if one.required),
        said=_said(group["name"], len(known), len(question.hosts), len(days), found=bool(best))
        + _unknown(sum(not free.people[one.teacher_id].lessons for one in known), len(known)),
    )


def _said(name: str, people: int, hosts: int, days: int, *, found: bool) -> str:
    looked = f"“{name}”{people} 人，看了 {days} 天、{hosts} 所承办校的每一节课"
    if found:
        return f"{looked}。能来的人最多的排在前面，其次看教研日和路程。"
    return f"{looked}，没有可用的时间：这些天都不上课，或作息里没有这么多连着的节次。"


def _unknown(people: int, whole: int) -> str:
    """Say of how many nobody knows when they teach: they are taken for free."""
    if not people:
        return ""
    who = "他们都" if people == whole else f"其中 {people} 人"
    return f"{who}没有课表，当作没有课；请先导入课表。"


def _taken(session: Session, order: SlotOrder) -> list[Taken]:
    found = []
    for one in joint_reads.joint_dates(session, first=order.first, last=order.last):
        if one.status != words.PLANNED or one.id == order.session_id or not timed(one):
            continue
        found += [
            Taken(person, one.day, one.start, one.end, place_of(one), one.title)
            for person in one.people
        ]
    return found
