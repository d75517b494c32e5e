"""Sessions as lists, record forms and term plans show them: everything of one in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.fields import Row
from jtdesk.lessonprep import attendance, joint_reads, words
from jtdesk.lessonprep.facilities import school_year_of
from jtdesk.lessonprep.joint_dates import JointDate, clock
from jtdesk.schools import queries as schools

LONG = (
    "recorder", "agenda", "discussion", "division", "output", "reflection", "lead_class",
    "receiving_classes", "outsiders",
)  # fmt: skip
NAMED = 3
DIGITS = "零一二三四五六七八九"
SEMESTERS = {"1": "第一学期", "2": "第二学期"}


def prep_sessions(session: Session, question: Ask) -> list[Row]:
    """Return joint dates in words; as of a date those of its school year, planned ones too."""
    first, last = _span(question.as_of)
    dates = joint_reads.joint_dates(session, first=first, last=last)
    return in_words(session, dates)


def activities(session: Session, question: Ask) -> list[Row]:
    """Return pupils' activities: counts only, no pupil is named; as of a date of its year."""
    return [row for row in prep_sessions(session, question) if row["kind"] == words.PUPILS]


def _span(as_of: str | None) -> tuple[date | None, date | None]:
    if as_of is None:
        return None, None
    first, last = school_year_of(as_of)
    return date.fromisoformat(first), date.fromisoformat(last)


def in_words(session: Session, dates: Sequence[JointDate]) -> list[Row]:
    """Return joint dates as rows of the dictionary, in their order."""
    ids = {one.id for one in dates}
    long = {
        row["id"]: row
        for row in joint_reads.stored(session, only=("id", "schools", *LONG))
        if row["id"] in ids
    }
    lines = _by_session(row for row in attendance.lines(session) if row["session_id"] in ids)
    findings = _by_session(attendance.findings_of(session, sorted(ids)))
    tasks = _by_session(attendance.tasks_of(session, sorted(ids)))
    names = schools.school_names(session)
    return [
        _row(one, long[one.id])
        | _people(lines.get(one.id, []), names)
        | {
            "findings": "\n".join(map(_finding_said, findings.get(one.id, []))) or None,
            "tasks": "\n".join(map(_task_said, tasks.get(one.id, []))) or None,
        }
        for one in dates
    ]


def _by_session(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["session_id"], []).append(row)
    return found


def _row(one: JointDate, long: Row) -> Row:
    online = one.form == words.FORMS[1]
    at = "线上" if online else "".join(filter(None, (one.host, one.place)))
    return {
        "id": one.id,
        "uid": one.uid,
        "group": one.group or None,
        "kind": one.kind,
        "title": one.title,
        "stage": one.stage,
        "subject": one.subject,
        "date": one.day.isoformat(),
        "week": one.week,
        "week_said": week_said(one.week),
        "weekday": one.day.isoweekday(),
        "term": one.term,
        "semester": SEMESTERS[one.term[-1]],
        "time": time_said(one),
        "time_said": f"{one.day.month}月{one.day.day}日 {weekday_said(one)}\n{span_said(one)}",
        "start_period": one.start_period,
        "periods": one.periods,
        "start": clock(one.start),
        "end": clock(one.end),
        "host": one.host or None,
        "schools": list(one.schools),
        "schools_said": schools_said(one, everybody=long["schools"] is None),
        "venue": at or None,
        "place": one.place or None,
        "form": one.form or None,
        "theme": one.theme or None,
        "subject_said": one.subject or one.group or one.kind,
        "lead_planner": one.lead_planner or None,
        "chair": one.chair or None,
        "status": one.status,
        "pinned": one.pinned,
        "moved": one.recurs_on is not None and one.recurs_on != one.day,
        "asked": len(one.people),
        "pupils": one.pupils,
        "note": one.note or None,
        "sequence": one.sequence,
        "group_id": one.group_id,
        "series_id": one.series_id,
        **{name: long[name] for name in LONG},
    }


def _people(lines: Sequence[Row], names: Mapping[str, str]) -> Row:
    came = [row for row in lines if row["status"] in words.CAME]
    missed = [row for row in lines if row["status"] in words.MISSED]
    at: dict[str, list[str]] = {}
    rank = {name: number for number, name in enumerate(names.values())}
    for row in came:
        school = names.get(row["school_id"]) or row["unit"] or "校外"
        at.setdefault(school, []).append(row["name"])
    placed = sorted(at.items(), key=lambda item: rank.get(item[0], len(rank)))
    return {
        "present": sum(row["school_id"] is not None for row in came),
        "guests": sum(row["school_id"] is None for row in came),
        "missed": len(missed),
        "participants": "；".join(f"{name}：{'、'.join(who)}" for name, who in placed) or None,
        "absentees": "、".join(map(_missed_said, missed)) or None,
    }


def _missed_said(row: Row) -> str:
    why = "，".join(filter(None, (row["status"], row["reason"])))
    return f"{row['name']}（{why}）"


def _finding_said(row: Row) -> str:
    advice = f"建议：{row['advice'].rstrip('。')}。" if row["advice"] else ""
    return f"{row['aspect']}：{row['finding'].rstrip('。')}。{advice}"


def _task_said(row: Row) -> str:
    who = "、".join(filter(None, (row["school"], row["owner"])))
    when = f"，{row['due']} 前" if row["due"] else ""
    done = f"，{row['done_on']} 完成" if row["done_on"] else ""
    return f"{row['task']}（{who or '未定'}{when}{done}）"


def week_said(week: int | None) -> str | None:
    """Return a numbered week as tables write it: 第三周, 预备周, None without a number."""
    if week is None:
        return None
    if week <= 0:
        return "预备周"
    return f"第{in_han(week)}周"


def in_han(number: int) -> str:
    """Return a number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return f"{'' if tens == 1 else DIGITS[tens]}十{DIGITS[ones] if ones else ''}"


def time_said(one: JointDate) -> str:
    """Return when a date is held: 2025-10-15 周三 14:30—16:00."""
    return f"{one.day.isoformat()} {weekday_said(one)} {span_said(one)}"


def weekday_said(one: JointDate) -> str:
    """Return the weekday of a date: 周三."""
    return f"周{'一二三四五六日'[one.day.weekday()]}"


def span_said(one: JointDate) -> str:
    """Return the time of day of a date; one without any is the whole day."""
    whole = one.start == 0 and one.end >= 24 * 60
    return "全天" if whole else f"{clock(one.start)}—{clock(one.end)}"


def schools_said(one: JointDate, *, everybody: bool) -> str | None:
    """Return which schools take part; all of a stage in two words."""
    if everybody and len(one.schools) > NAMED:
        return f"{one.stage}各校" if one.stage else "各成员校"
    return "、".join(one.schools) or None


def attendance_rows(session: Session, question: Ask) -> list[Row]:
    """Return sign-in lines with the date they belong to; as of a date of its year until then."""
    first, last = _span(question.as_of)
    if question.as_of is not None:
        last = date.fromisoformat(question.as_of)
    dates = {one.id: one for one in joint_reads.joint_dates(session, first=first, last=last)}
    names = schools.school_names(session, question.as_of)
    numbers = _people_known(session)
    found = []
    for row in attendance.lines(session):
        one = dates.get(row["session_id"])
        if one is not None:
            person = numbers.get(row["teacher_id"], {})
            found.append(row | _line_said(row, one, person, names))
    order = {one: number for number, one in enumerate(dates)}
    return sorted(found, key=lambda row: order[row["session_id"]])


def _line_said(
    row: Row, one: JointDate, person: Mapping[str, Any], names: Mapping[str, str]
) -> Row:
    return {
        "session_uid": one.uid,
        "session": one.title,
        "date": one.day.isoformat(),
        "group": one.group or None,
        "school": names.get(row["school_id"]) or row["unit"],
        "id_number": person.get("id_number"),
        "subject": person.get("subject"),
        "outside": row["teacher_id"] is None,
    }


def _people_known(session: Session) -> dict[str | None, Mapping[str, Any]]:
    read = reads_of(session)('SELECT "id", "id_number", "subject" FROM "teacher"')
    return {
        teacher_id: {"id_number": number, "subject": subject}
        for teacher_id, number, subject in read
    }


def findings(session: Session, question: Ask) -> list[Row]:
    """Return what was found at host schools; as of a date that of its year until then."""
    return _hanging(session, question, attendance.findings_of)


def tasks(session: Session, question: Ask) -> list[Row]:
    """Return the tasks that follow from joint dates; as of a date those of its year until then."""
    return _hanging(session, question, attendance.tasks_of)


def _hanging(
    session: Session, question: Ask, read: Callable[[Session, list[str]], list[Row]]
) -> list[Row]:
    first, last = _span(question.as_of)
    if question.as_of is not None:
        last = date.fromisoformat(question.as_of)
    dates = {one.id: one for one in joint_reads.joint_dates(session, first=first, last=last)}
    return [
        row | {"session": one.title, "date": one.day.isoformat(), "host": one.host or None}
        for row in read(session, list(dates))
        if (one := dates[row["session_id"]])
    ]
