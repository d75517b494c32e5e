"""Figures of joint teaching research: lists of counts, and the measures others build on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, Measure, Measured, once
from jtdesk.core.db import reads_of
from jtdesk.core.fields import Row
from jtdesk.lessonprep import attendance, counting, joint_reads
from jtdesk.lessonprep.counting import GROUP, Count, Fact, Sign
from jtdesk.lessonprep.facilities import school_year_of
from jtdesk.lessonprep.membership import bureau_order
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

PREFIX = "lessonprep."
SOURCE = "基本公共教育服务体系建设案例（中国教育科学研究院、《人民教育》）"
COUNTED = "只计联合教研、集体备课和一课双研，按学年统计到统计时点。"


@dataclass(frozen=True)
class Ground:
    """The dates and sign-ins of a school year until a day."""

    first: str
    last: str
    facts: Sequence[Fact]
    signs: Sequence[Sign]


def ground(session: Session, as_of: str | None) -> Ground:
    """Return what is counted as of a day, of today without one."""
    day = as_of or clock.today().isoformat()
    return once(session, ("lessonprep.ground", day), lambda: _ground(session, day))


def _ground(session: Session, day: str) -> Ground:
    first, _ = school_year_of(day)
    dates = joint_reads.joint_dates(
        session, first=date.fromisoformat(first), last=date.fromisoformat(day)
    )
    guests = {
        row[0]: row[1]
        for row in reads_of(session)(
            'SELECT "id", "outsiders" FROM "prep_session" WHERE "outsiders" IS NOT NULL'
        )
    }
    facts = [
        Fact(
            one.id, one.kind, one.status, one.day.isoformat(), one.term, one.subject, one.host_id,
            one.school_ids, one.lead_planner_id, guests.get(one.id, 0),
        )
        for one in dates
    ]  # fmt: skip
    known = {one.id for one in facts}
    signs = [
        Sign(row["id"], row["session_id"], row["teacher_id"], row["school_id"], row["status"])
        for row in attendance.lines(session)
        if row["session_id"] in known
    ]
    return Ground(first, day, facts, signs)


# --- lists ------------------------------------------------------------------------------------


def prep_statistics(session: Session, question: Ask) -> list[Row]:
    """Return counts by school and subject of the school year until a day, the whole group last."""
    base = ground(session, question.as_of)
    names = schools.school_names(session, question.as_of)
    subjects = bureau_order("subject")
    rank = {one: number for number, one in enumerate(names)}
    counts = counting.by_school_and_subject(base.facts, base.signs)
    order = sorted(
        counts, key=lambda key: (rank.get(key[0], 0), subjects.get(key[1], len(subjects)), key[1])
    )
    found = [
        _row(counts[key], f"{key[0]}{key[1]}") | {
            "scope": "学校", "school": names[key[0]], "subject": key[1] or None,
        }
        for key in order
    ]  # fmt: skip
    whole = counting.by_school(base.facts, base.signs).get(GROUP, Count())
    return [*found, _row(whole, "group") | {"scope": "集团", "school": None, "subject": None}]


def _row(count: Count, row_id: str) -> Row:
    return {
        "id": row_id, "due": len(count.due), "held": len(count.held),
        "cancelled": len(count.cancelled), "person_times": count.person_times,
        "remote": len(count.remote), "hosted": len(count.hosted), "missed": count.missed,
        "excused": len(count.excused), "unsaid": len(count.unsaid), "guests": count.guests,
        "completion": _share(count.completion), "attendance_rate": _share(count.attendance),
    }  # fmt: skip


def _share(value: float | None) -> float | None:
    """Return a percentage as fields of kind percent keep it."""
    return None if value is None else round(value / 100, 3)


def prep_months(session: Session, question: Ask) -> list[Row]:
    """Return the group's counts by month of the school year until a day."""
    base = ground(session, question.as_of)
    counts = counting.by_month(base.facts, base.signs)
    return [_row(counts[month], month) | {"month": month} for month in sorted(counts)]


def prep_people(session: Session, question: Ask) -> list[Row]:
    """Return who was asked how often and came how often, in the school year until a day."""
    base = ground(session, question.as_of)
    counts = counting.by_person(base.facts, base.signs)
    people = {row["id"]: row for row in staff.everybody(session, question.as_of)}
    rank = {one: number for number, one in enumerate(schools.school_names(session))}
    found = []
    for one, count in counts.items():
        person = people[one]
        own = {name: person[name] for name in ("name", "id_number", "school", "subject", "stage")}
        at = rank.get(person["school_id"], len(rank))
        found.append((at, person["name"], _row(count, one) | own | {"led": len(count.hosted)}))
    return [row for _at, _name, row in sorted(found, key=lambda one: one[:2])]


# --- measures ---------------------------------------------------------------------------------


def _count(session: Session, as_of: str | None, school: str | None) -> tuple[Ground, Count]:
    base = ground(session, as_of)
    by_school = once(
        session, ("lessonprep.counts", base.last),
        lambda: counting.by_school(base.facts, base.signs),
    )  # fmt: skip
    if school is None:
        return base, by_school.get(GROUP, Count())
    return base, by_school.get(schools.school_ids(session).get(school, "?"), Count())


Sentence = Callable[[Count], str]
Compute = Callable[[Session, str | None, str | None], Measured]


def _number(ids: Callable[[Count], Sequence[str]], said: Sentence) -> Compute:
    def compute(session: Session, as_of: str | None, school: str | None) -> Measured:
        base, count = _count(session, as_of, school)
        rows = tuple(ids(count))
        why = f"{base.first} 至 {base.last}，{school or '全集团'}：{said(count)}"
        return Measured(value=len(rows), rows=rows, why=why)

    return compute


def _due_said(count: Count) -> str:
    return f"计划 {len(count.due)} 次，其中已取消 {len(count.cancelled)} 次。"


def _held_said(count: Count) -> str:
    return f"计划 {len(count.due)} 次，已开展 {len(count.held)} 次。"


def _times_said(count: Count) -> str:
    return (
        f"已开展 {len(count.held)} 次，出席 {count.person_times} 人次（线上 {len(count.remote)}），"
        f"校外 {count.guests} 人次不计，未登记签到 {len(count.unsaid)} 人次不计。"
    )


def _hosted_said(count: Count) -> str:
    return f"已开展 {len(count.held)} 次，其中承办 {len(count.hosted)} 次。"


def _rate(session: Session, as_of: str | None, school: str | None) -> Measured:
    base, count = _count(session, as_of, school)
    known = count.person_times + count.missed
    why = (
        f"{base.first} 至 {base.last}，{school or '全集团'}：应到并有登记的 {known} 人次，"
        f"出席 {count.person_times}，请假 {len(count.excused)}，缺席 {len(count.absent)}。"
    )
    rows = (*count.came, *count.excused, *count.absent)
    parts = {"分子": count.person_times, "分母": known}
    return Measured(value=count.attendance, rows=rows, parts=parts, why=why)


def _completion(session: Session, as_of: str | None, school: str | None) -> Measured:
    base, count = _count(session, as_of, school)
    why = f"{base.first} 至 {base.last}，{school or '全集团'}：{_held_said(count)}"
    held = set(count.held)
    rows = (*count.held, *(one for one in count.due if one not in held))
    parts = {"分子": len(count.held), "分母": len(count.due)}
    return Measured(value=count.completion, rows=rows, parts=parts, why=why)


def _measure(name: str, title: str, unit: str, rule: str, compute: Compute) -> Measure:
    return Measure(
        name=PREFIX + name, title=title, unit=unit, rule=f"{rule}{COUNTED}", source=SOURCE,
        compute=compute,
    )  # fmt: skip


PREP_MEASURES: tuple[Measure, ...] = (
    _measure(
        "sessions_due", "教研活动应开展次数", "次",
        "列入计划的活动，后来取消的也算；学校只计它参加的，集团每次只计一次。",
        _number(lambda count: count.due, _due_said),
    ),
    _measure(
        "sessions_held", "教研活动实际次数", "次", "登记了活动记录或签到的活动。",
        _number(lambda count: count.held, _held_said),
    ),
    _measure(
        "completion_rate", "教研活动完成率", "%", "实际次数占应开展次数的比例。", _completion,
    ),
    _measure(
        "person_times", "教研活动参加人次", "人次",
        "已开展的活动里出席和线上出席的本集团教师，来一次计一次。",
        _number(lambda count: count.came, _times_said),
    ),
    _measure(
        "attendance_rate", "教研活动出席率", "%",
        "出席和线上出席占已登记签到的比例，请假和缺席都算未到。", _rate,
    ),
    _measure(
        "hosted", "承办教研活动次数", "次", "已开展且由本校承办的活动；集团为有承办学校的活动。",
        _number(lambda count: count.hosted, _hosted_said),
    ),
)  # fmt: skip
