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


@dataclass(frozen=True)
class Footing:
    """Who has which lessons where, and how far the schools are apart, in a term.

    Attributes:
        day: the staff and the schools are those of this day, None (today's) where the term has no
            dates yet.
        schools: rows of the schools.
        people: rows of the staff by id.
        lessons: of each teacher of the staff, by id.
    """

    calendar: Calendar
    bells: Bells
    day: date | None
    schools: Sequence[Row]
    people: Mapping[str, Row]
    lessons: Mapping[str, Sequence[queries.Taught]]
    persons: tuple[Person, ...]
    ways: Mapping[tuple[str, str], Way]

    def free(self) -> FreeTime:
        """Return who is free when, no session taken."""
        return FreeTime(self.calendar, self.bells, self.persons, self.ways)


def footing(session: Session, term: str) -> Footing:
    """Read lessons, ways, bells and calendar of a term, whether it has dates or not."""
    calendar = school_calendar.calendar_of(session)
    day = register_day(calendar, term)
    asked = Ask(as_of=day.isoformat() if day else None)
    members = schools.schools(session, asked)
    people = {row["id"]: row for row in staff.staff(session, asked)}
    lessons = queries.lessons_by_teacher(session, term)
    ends = [one.end.isoformat() for one in calendar.terms if one.code == term]
    later = schools.schools(session, Ask(as_of=max(ends))) if ends else []
    near = {row["id"]: row for row in (*members, *later)}.values()  # one may join within the term
    return Footing(
        calendar=calendar,
        bells=school_calendar.bells_of(session),
        day=day,
        schools=members,
        people=people,
        lessons=lessons,
        persons=tuple(_persons(people.values(), lessons)),
        ways=ways_between(
            tuple(near), schools.travel(session, Ask()), schools.lead_school(session)
        ),
    )


def register_day(calendar: Calendar, term: str) -> date | None:
    """Return the day whose staff a term has: its first, but none before the register's own.

    Registers are stated as of 1 September, also by schools that open in the last days of August.
    """
    starts = [one.start for one in calendar.terms if one.code == term]
    return max(min(starts), date(int(term[:4]), 9, 1)) if starts else None


def term_ground(session: Session, term: str) -> TermGround:
    """Read what a term is planned upon.

    Raises:
        InputRefused: the term has no dates, or there are no schools, no staff, no groups.
    """
    stand = footing(session, term)
    day, people = stand.day, stand.people
    if day is None:
        raise InputRefused(
            f"{term_rules.term_title(term)}还没有起止日期和第 1 周，排不出活动。"
            "请先在“校历”里填写这个学期，或导入校历。",
            code="no_term",
        )
    if not stand.schools:
        raise InputRefused(
            "集团里还没有学校，排不出活动。请先导入成员校基本情况表。", code="no_schools"
        )
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
    return TermGround(
        term=term,
        day=day,
        calendar=stand.calendar,
        bells=stand.bells,
        groups=tuple(found),
        members=groups.members_of(session, found, day.isoformat()),
        part={row["id"]: tuple(schools_of(row, stages)) for row in found},
        people=people,
        persons=stand.persons,
        ways=stand.ways,
        minutes=schools.travel_minutes(session),
        names=schools.school_names(session),
        notes=tuple(_notes(session, term, stand.calendar, people, stand.lessons)),
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
