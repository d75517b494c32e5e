"""The best times of each group in a term, as a list: when, where, who can and who cannot come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.lessonprep import joint_reads, rules, words
from jtdesk.lessonprep.availability import Taken
from jtdesk.lessonprep.calendar_file import present_term
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.joint_dates import clock as clock_text
from jtdesk.lessonprep.schedule_ground import NAMED, TermGround, term_ground
from jtdesk.lessonprep.slots import ONLINE, Asked, Question, Slot, best_slots

PERIODS = 2


def free_slots(session: Session, question: Ask) -> list[Row]:
    """Return the five best times of a group in the term of a day, of all groups without one.

    Without a day it is the term today lies in, else the last that has dates.

    Raises:
        InputRefused: the term has no dates, or there is no such group.
    """
    ground = term_ground(session, _term(session, question.as_of))
    wanted = question.where.get("group")
    asked = [row for row in ground.groups if wanted in {None, row["name"], row["id"]}]
    if not asked:
        known = "、".join(row["name"] for row in ground.groups[:NAMED])
        raise InputRefused(
            f"没有名为“{wanted}”的备课组。现有 {len(ground.groups)} 个，如{known}。",
            code="unknown_group",
        )
    free = ground.free()
    free.take(_taken(session, ground, free))
    return [line for row in asked for line in _of_group(ground, free, row)]


def _term(session: Session, as_of: str | None) -> str:
    if as_of is not None:
        return rules.term_of(as_of)
    return present_term(session)


def _taken(session: Session, ground: TermGround, free: FreeTime) -> Iterable[Taken]:
    for one in joint_reads.joint_dates(session, term=ground.term):
        if one.status == words.CANCELLED or one.end <= one.start:
            continue
        host = None if one.form == ONLINE else one.host_id
        for person in one.people:
            if person in free.people:
                yield Taken(person, one.day, one.start, one.end, host, one.title)


def _of_group(ground: TermGround, free: FreeTime, row: Row) -> list[Row]:
    members = tuple(
        Asked(one.teacher_id, one.school_id, one.required)
        for one in ground.members[row["id"]]
        if one.school_id and one.teacher_id in free.people
    )
    homes = {one.school_id for one in members}
    question = Question(
        stage=row["stage"],
        members=members,
        hosts=tuple(one for one in ground.names if one in homes),
        days=tuple(one.day for one in ground.calendar.days(ground.term, None, row["stage"])),
        periods=PERIODS,
        weekday=row["weekday"],
    )
    best = best_slots(free, question) if members else []
    return [_line(ground, row, slot, rank) for rank, slot in enumerate(best, 1)]


def _line(ground: TermGround, row: Row, slot: Slot, rank: int) -> Row:
    there = ground.calendar.day(slot.day, slot.host_id, row["stage"])
    return {
        "id": f"{row['id']}/{rank}",
        "rank": rank,
        "group": row["name"],
        "day": slot.day.isoformat(),
        "week": there.week,
        "weekday": slot.day.isoweekday(),
        "start_period": slot.start_period,
        "end_period": slot.end_period,
        "start": clock_text(slot.start),
        "end": clock_text(slot.end),
        "host": ground.names.get(slot.host_id or ""),
        "tier": slot.tier,
        "travel": slot.travel,
        "can": len(slot.can),
        "cannot": len(slot.cannot),
        "who_can": _named(ground, slot.can),
        "who_cannot": [
            f"{name}：{block.words}"
            for name, (_, block) in zip(
                _named(ground, [one for one, _ in slot.cannot]), slot.cannot, strict=True
            )
        ],
    }


def _named(ground: TermGround, ids: Sequence[str]) -> list[str]:
    people = ground.people
    return [
        f"{people[one]['name']}（{people[one]['teaching_school'] or people[one]['school']}）"
        for one in ids
    ]
