"""What scheduling reads of the store: groups with members, people with lessons, ways, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Row
from jtdesk.lessonprep import groups, queries, school_calendar, term_rules, words
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar
from jtdesk.lessonprep.free_time import FreeTime, Person, Taught, Way, ways_between
from jtdesk.lessonprep.membership import Member, group_order, on_duty, school_of, schools_of
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

NAMED = 3
DERIVED = "derived:"
"""Begins the id of a group that is not stored yet."""


@dataclass(frozen=True)
class TermGround:
    """Everything a term's sessions are planned upon.

    Attributes:
        groups: rows of groups, those of the store or as the staff register gives them.
        members: of each group, by its id.
        part: ids of the schools that take part in each group.
        people: rows of the staff by id.
        names: of the schools by id, in bureau order.
        notes: sentences on what the data leaves open.
    """

    term: str
    day: date
    calendar: Calendar
    bells: Bells
    groups: tuple[Row, ...]
    members: Mapping[str, Sequence[Member]]
    part: Mapping[str, tuple[str, ...]]
    people: Mapping[str, Row]
    persons: tuple[Person, ...]
    ways: Mapping[tuple[str, str], Way]
    minutes: Mapping[tuple[str, str], int]
    names: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def stored(self) -> bool:
        """Whether the groups are those of the store."""
        return not any(row["id"].startswith(DERIVED) for row in self.groups)

    def free(self) -> FreeTime:
        """Return who is free when, no session taken."""
        return FreeTime(self.calendar, self.bells, self.persons, self.ways)


def term_ground(session: Session, term: str) -> TermGround:
    """Read what a term is planned upon.

    Raises:
        InputRefused: the term has no dates, or there are no schools, no staff, no groups.
    """
    calendar = school_calendar.calendar_of(session)
    starts = [one.start for one in calendar.terms if one.code == term]
    if not starts:
        raise InputRefused(
            f"{term_rules.term_title(term)}还没有起止日期和第 1 周，排不出活动。"
            "请先在“校历”里填写这个学期，或导入校历。",
            code="no_term",
        )
    day = min(starts)
    members = schools.schools(session, Ask(as_of=day.isoformat()))
    if not members:
        raise InputRefused(
            "集团里还没有学校，排不出活动。请先导入成员校基本情况表。", code="no_schools"
        )
    people = {row["id"]: row for row in staff.staff(session, Ask(as_of=day.isoformat()))}
    if not people:
        raise InputRefused(
            f"截至 {day}，名册里还没有教师，排不出活动。请先导入教师花名册。", code="no_staff"
        )
    found = _groups(session, people.values())
    if not found:
        raise InputRefused(
            "没有联合备课组，名册里也没有两所以上学校开设的学科，排不出活动。"
            "请先在“备课组”里新增，或核对花名册的学段和学科。",
            code="no_groups",
        )
    stages = groups.stages_of_members(session, day.isoformat())
    lead = schools.lead_school(session)
    ways = ways_between(members, schools.travel(session, Ask()), lead)
    lessons = queries.lessons_by_teacher(session, term)
    return TermGround(
        term=term,
        day=day,
        calendar=calendar,
        bells=school_calendar.bells_of(session),
        groups=tuple(found),
        members=groups.members_of(session, found, day.isoformat()),
        part={row["id"]: tuple(schools_of(row, stages)) for row in found},
        people=people,
        persons=tuple(_persons(people.values(), lessons)),
        ways=ways,
        minutes=schools.travel_minutes(session),
        names=schools.school_names(session),
        notes=tuple(_notes(session, term, calendar, people, lessons)),
    )


def _groups(session: Session, people: Iterable[Row]) -> list[Row]:
    """Return the stored groups, else one for each stage and subject taught in two schools."""
    stored = [row for row in groups.groups(session) if row["stage"] or row["subject"]]
    if stored:
        whole = [row for row in stored if not row["grade"] and not row["team"]]
        return whole or stored
    taught: dict[tuple[str, str], set[str]] = {}
    for person in people:
        school = school_of(person)
        if person["stage"] and person["subject"] and school and on_duty(person):
            taught.setdefault((person["stage"], person["subject"]), set()).add(school)
    kind = words.GROUP_KINDS[1]
    found: list[Row] = [
        dict.fromkeys(("leader_id", "leader", "grade", "team", "school_ids", "schools", "weekday"))
        | {"id": f"{DERIVED}{stage}/{subject}", "name": f"{stage}{subject}{kind}", "kind": kind,
           "stage": stage, "subject": subject}
        for (stage, subject), at in taught.items()
        if len(at) >= groups.LEAST_SCHOOLS
    ]  # fmt: skip
    return sorted(found, key=group_order)


def _persons(
    people: Iterable[Row], lessons: Mapping[str, Sequence[queries.Taught]]
) -> Iterable[Person]:
    for row in people:
        at = school_of(row)
        if at is not None:
            own = tuple(Taught(*one) for one in lessons.get(row["id"], ()))
            yield Person(row["id"], row["name"], at, row["stage"], own)


def _notes(
    session: Session,
    term: str,
    calendar: Calendar,
    people: Mapping[str, Row],
    lessons: Mapping[str, object],
) -> Iterable[str]:
    unknown = calendar.unknown_years(term)
    if unknown:
        years = "、".join(map(str, unknown))
        yield f"{years} 年的放假通知还没有收录，节假日和补课日请先在“校历”里核对。"
    lost = queries.unmatched(session, term)
    if lost:
        shown = "、".join(f"{row['school']}{row['name']}" for row in lost[:NAMED])
        more = f"等 {len(lost)} 人" if len(lost) > NAMED else ""
        yield f"课表里的{shown}{more}对不上名册，他们的课没有避开。"
    homes = {row["teaching_school"] or row["school"] for row in people.values()}
    known = {
        people[one]["teaching_school"] or people[one]["school"] for one in lessons if one in people
    }
    without = [name for name in schools.school_names(session).values() if name in homes - known]
    if without:
        shown = "、".join(without[:NAMED])
        more = f"等 {len(without)} 所学校" if len(without) > NAMED else ""
        yield f"{shown}{more}没有{term_rules.term_title(term)}的课表，教师按没有课处理。"
