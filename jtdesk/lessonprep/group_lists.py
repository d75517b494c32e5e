"""What the groups page lists and says: columns, counts, a group with its people, offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from jtdesk.core.datasets import remembering
from jtdesk.core.fields import Row
from jtdesk.lessonprep import (
    calendar_desk,
    groups,
    rules,
    school_calendar,
    session_fields,
    term_rules,
)
from jtdesk.lessonprep.day_notes import weekday_words
from jtdesk.lessonprep.group_people import left_out
from jtdesk.lessonprep.membership import Member
from jtdesk.schools import queries as schools
from jtdesk.ui.filters import Count
from jtdesk.ui.list_panel import columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import Fact, Section
from jtdesk.ui.rows import Column

MOST = 60


@dataclass(frozen=True)
class Offered:
    """What the dialogs offer."""

    staff: dict[str, str]
    schools: dict[str, str]
    terms: tuple[tuple[str, str], ...]
    term: str


@dataclass(frozen=True)
class GroupDetail:
    """A group with the people who belong to it, and those left out of it by hand."""

    row: Row
    members: Sequence[Member]
    left_out: Sequence[Member]


def group_detail(session: Session, group_id: str, day: str) -> GroupDetail | None:
    """Return a group with its members of a day, None where it is gone."""
    with remembering(session):
        row = next((one for one in groups.groups(session) if one["id"] == group_id), None)
        if row is None:
            return None
        members = groups.members_of(session, [row], day)[group_id]
        return GroupDetail(row, members, left_out(session, group_id))


def group_columns(context: PageContext) -> list[Column]:
    """Return the columns of the groups."""
    made = {one.name: one for one in columns_of(session_fields.GROUP_FIELDS, context.codes)}
    made["weekday"] = Column(name="day", title="教研日", kind="text")
    for name in ("schools", "note"):
        made[name] = replace(made[name], shown=False)
    return first_of(made, ("name", "members", "sessions", "held", "weekday"))


def first_of(made: dict[str, Column], names: Sequence[str]) -> list[Column]:
    """Return columns with some of them in front: those must not lie behind the drawer."""
    return [made[name] for name in names] + [
        column for name, column in made.items() if name not in names
    ]


def series_columns(context: PageContext) -> list[Column]:
    """Return the columns of the series."""
    made = {one.name: one for one in columns_of(session_fields.SERIES_FIELDS, context.codes)}
    made["term"] = Column(name="term_title", title="学期", kind="text")
    for name in ("schools", "form", "lesson_pair", "stage", "subject"):
        made[name] = replace(made[name], shown=False)
    return first_of(made, ("group", "title", "every", "rule", "sessions", "held"))


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return groups, members and sessions of the rows shown."""
    return [
        Count(f"{len(rows)} 个组"),
        Count(f"成员 {sum(row['members'] for row in rows)} 人次", "一人在几个组里的各计一次"),
        Count(f"活动 {sum(row['sessions'] or 0 for row in rows)} 次"),
        Count(f"已开展 {sum(row['held'] or 0 for row in rows)} 次"),
    ]


def sections(detail: GroupDetail, *, may: bool) -> list[Section]:
    """Return what the drawer says of a group."""
    row, members = detail.row, detail.members
    by_school: dict[str, list[Member]] = {}
    for one in members:
        by_school.setdefault(one.school or "没有学校", []).append(one)
    own = (
        Fact("类别", row["kind"] or ""),
        Fact("组长", row["leader"] or "没有写"),
        Fact("教研日", weekday_words(row["weekday"]) if row["weekday"] else ""),
        Fact("参加学校", "、".join(row["schools"] or ()) or "这个学段的全部学校"),
        Fact("备注", row["note"] or ""),
        Fact("活动", "", link="sessions", link_text="在日历上看"),
    )
    people = [
        Fact(school, "、".join(_called(one) for one in there[:MOST]))
        for school, there in by_school.items()
    ]
    if detail.left_out:
        people.append(Fact("不列入", "、".join(one.name for one in detail.left_out)))
    if may:
        people.append(Fact("", "", link="members", link_text="增减成员"))
    title = f"成员 {len(members)} 人，{len(by_school)} 所学校"
    return [Section("备课组", own), Section(title, tuple(people))]


def _called(one: Member) -> str:
    marks = [one.role] if one.role else []
    marks += [] if one.required else ["可不来"]
    return f"{one.name}（{'，'.join(marks)}）" if marks else one.name


def offered(session: Session, day: str, year: int) -> Offered:
    """Return what the dialogs of the page offer."""
    calendar = school_calendar.calendar_of(session)
    codes = sorted({one.code for one in calendar.terms} | {f"{year}-1", f"{year}-2"})
    current = rules.term_of(day)
    return Offered(
        staff=calendar_desk.staff_titles(session),
        schools=schools.school_names(session),
        terms=tuple((code, term_rules.term_title(code)) for code in codes),
        term=current if current in codes else codes[0],
    )
