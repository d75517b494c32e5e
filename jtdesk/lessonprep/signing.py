"""The sign-in workbook of a session: written for the meeting, taken back through intake."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.dates import typed_date
from jtdesk.core.db import reads_of
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.jobs import Job
from jtdesk.core.text import fold
from jtdesk.excel.table_look import TableColumn, TableSpec
from jtdesk.lessonprep import attendance, joint_reads, membership, records, words
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.tables import Attendance
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff
from jtdesk.staff.queries import person_finder

MARK = "签到编号"
TITLE = "签到表"
SPARE_LINES = 8
_MARK = re.compile(rf"{MARK}[:：]?\s*([\w.@-]+)")
_DAY = re.compile(r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?")
_NAMED = re.compile(r"(?:活动名称|活动主题|会议名称|活动)[:：]\s*(\S.*)")
_LEAVE = re.compile(r"[请病事公产婚丧]假|出差|外出|培训")


# --- the workbook -----------------------------------------------------------------------------


@dataclass(frozen=True)
class SignSheet:
    """What a sign-in workbook is made of."""

    date: JointDate
    people: Sequence[Row]


def sign_sheet(session: Session, session_id: str) -> SignSheet:
    """Return what the sign-in workbook of a session needs.

    Who was asked stands on it; where nobody has been asked yet, whoever is expected.

    Raises:
        RuleError: the session is gone.
    """
    found = joint_reads.joint_dates(session, only=[session_id])
    if not found:
        raise RuleError("这次活动已不存在，请刷新后重试。", code="gone")
    people = attendance.people_of(session, session_id)
    if not people and found[0].people:
        people = _expected(session, found[0])
    return SignSheet(found[0], people)


def _expected(session: Session, one: JointDate) -> list[Row]:
    known = {row["id"]: row for row in staff.everybody(session, one.day.isoformat())}
    return [
        {"name": person["name"], "school": person["teaching_school"] or person["school"],
         "subject": person["subject"], "status": None, "reason": None}
        for person in (known[teacher] for teacher in one.people)
    ]  # fmt: skip


def write_sign_sheet(path: Path, sheet: SignSheet, job: Job | None = None) -> int:
    """Write a sign-in workbook (A4, upright); return how many people stand on it."""
    from jtdesk.excel.writing import write_table  # noqa: PLC0415 - openpyxl loads late

    write_table(path, look(sheet), cells(sheet), job=job)
    return len(sheet.people)


def look(sheet: SignSheet) -> TableSpec:
    """Return the look of a sign-in sheet."""
    one = sheet.date
    place = "".join(filter(None, (one.host, one.place))) or one.form or ""
    theme = (f"主题：{one.theme}",) if one.theme else ()
    return TableSpec(
        sheet=TITLE,
        title=f"{one.title}{TITLE}",
        mark=f"{MARK}：{one.uid}",
        above=(f"时间：{records.time_said(one)}", f"地点：{place}"),
        columns=(
            TableColumn(title="序号", serial=True, kind="integer", width=6),
            TableColumn(title="姓名", kind="name", width=12),
            TableColumn(title="学校", width=24),
            TableColumn(title="学科", width=12),
            TableColumn(title="签到", choices=words.ATTENDANCES, width=14),
            TableColumn(title="备注", width=18),
        ),
        notes=(
            *theme,
            "说明：到会签名或写“出席”，线上参加写“线上出席”；未到写“请假”或“缺席”，备注写原因。",
            "表内没有的人写在空行里，写明姓名和学校或单位。",
        ),
        signature=("主持人：", "记录人："),
        paper="A4",
        landscape=False,
        body_size=12.0,
        row_height=26.0,
    )


def cells(sheet: SignSheet) -> list[list[Any]]:
    """Return the lines of a sign-in sheet, empty ones for others at the end."""
    lines = [
        [None, row["name"], row["school"], row["subject"], row["status"], row["reason"]]
        for row in sheet.people
    ]
    return [*lines, *([None] * 6 for _ in range(SPARE_LINES))]


# --- what comes back ----------------------------------------------------------------------------


def around(texts: Sequence[str]) -> Row:
    """Return what the lines around a sign-in list say of the session: its mark, day and title."""
    found: Row = {}
    for text in texts:
        if (mark := _MARK.search(text)) is not None:
            found.setdefault("session_uid", mark[1])
        elif (day := _DAY.search(text)) is not None and (known := typed_date(day[0])) is not None:
            found.setdefault("date", known)
        if (named := _NAMED.search(text)) is not None:
            found.setdefault("session", named[1].split("  ")[0].strip())
    title = next((text for text in texts if TITLE in text), "")
    if title.split(TITLE)[0].strip():
        found.setdefault("session", title.split(TITLE)[0].strip())
    return found


def complete(row: Row) -> None:
    """Read the sign-in cell as people fill it: their own name, a kind of leave with its reason."""
    written = row.get("status")
    reason = row.get("reason")
    if written is None:
        if reason and _LEAVE.search(reason):
            row["status"] = words.EXCUSED
        return
    if written in words.ATTENDANCES:
        return
    if fold(str(written)) == fold(str(row.get("name") or "")):
        row["status"] = words.PRESENT
    elif _LEAVE.search(str(written)):
        row["status"] = words.EXCUSED
        row.setdefault("reason", str(written))


def row_faults(row: Row) -> list[Fault]:
    """Return what refuses a line of a sign-in list."""
    written = row.get("status")
    if written is not None and written not in words.ATTENDANCES:
        shown = "、".join(words.ATTENDANCES)
        message = f"签到“{written}”看不懂，请写{shown}中的一个。"
        return [Fault("unknown_code_word", "status", message, str(written))]
    return []


def of_known_session(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that a line is of a session that can be signed in to."""
    find, today = _session_finder(session), clock.today().isoformat()
    finder = person_finder(session)

    def check(row: Row) -> list[Fault]:
        found = find(row)
        if isinstance(found, Fault):
            return [found]
        row["session_uid"] = found["uid"]
        if found["status"] == words.CANCELLED:
            message = f"“{found['title']}”（{found['day']}）已取消，如果其实开展了，请先恢复活动。"
            return [Fault("conflicts_with_store", "session", message, found["title"])]
        if found["day"] > today and row.get("status") is not None:
            message = f"“{found['title']}”在 {found['day']}，还没有到，不能签到。"
            return [Fault("conflicts_with_store", "date", message, found["day"])]
        person = finder.find(row)
        ambiguous = isinstance(person, Fault) and person.code == "ambiguous_person"
        return [person] if isinstance(person, Fault) and ambiguous else []

    return check


def of_the_staff(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the finding that somebody is on no register and is kept by name."""
    finder = person_finder(session)
    there = {(row["session_uid"], row["name"]) for row in current(session, as_of)}

    def check(row: Row) -> list[Fault]:
        person = finder.find(row)
        known = (row.get("session_uid"), row.get("name")) in there
        if not isinstance(person, Fault) or known:
            return []
        message = f"教职工名册里没有{row.get('name')}，按校外人员记入。"
        return [Fault("outsider", "name", message, str(row.get("name") or ""))]

    return check


def _session_finder(session: Session) -> Callable[[Row], Row | Fault]:
    stored = joint_reads.stored(session, only=("id", "uid", "day", "title", "status", "theme"))
    by_uid = {row["uid"]: row for row in stored}
    by_day: dict[str, list[Row]] = {}
    for row in stored:
        by_day.setdefault(row["day"], []).append(row)

    def find(row: Row) -> Row | Fault:
        day, title = str(row.get("date") or ""), str(row.get("session") or "")
        marked = by_uid.get(row.get("session_uid"))
        if marked is not None:
            return _against_the_mark(marked, day, title) or marked
        if not day:
            return Fault(
                "unknown_session", "date", "没有写活动日期，不知道是哪次活动，请补填。", ""
            )
        there = by_day.get(day, [])
        named = [
            one for one in there if fold(title) in {fold(one["title"]), fold(one["theme"] or "")}
        ]
        found = named or (there if not title else [])
        if len(found) == 1:
            return found[0]
        said = f"有 {len(found)} 次" if found else "没有"
        message = (
            f"日历里 {day} {said}“{title}”活动，请核对日期和活动名称，或先在日历里新增这次活动。"
        )
        return Fault("unknown_session", "session" if title else "date", message, title or day)

    return find


def _against_the_mark(marked: Row, day: str, title: str) -> Fault | None:
    """Refuse a number under which another day and another title stand: it was typed over.

    One of the two may differ: a session is moved or renamed after its sheet went out.
    """
    titles = {fold(marked["title"]), fold(marked["theme"] or "")}
    if not day or not title or day == marked["day"] or fold(title) in titles:
        return None
    message = (
        f"{MARK}是 {marked['day']} “{marked['title']}”的，表上写的却是 {day} “{title}”。"
        f"请核对，或删去{MARK}一行，按日期和活动名称导入。"
    )
    return Fault("unknown_session", "session", message, title)


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every line of every sign-in list as a workbook states it."""
    return records.attendance_rows(session, Ask())


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write lines of returned sign-in lists; dates somebody came to count as held."""
    find, finder = _session_finder(session), person_finder(session)
    at = _school_words(session)
    lines = {row["id"]: row["session_id"] for row in attendance.lines(session)}
    fresh, changed, touched = [], [], set()
    for one in writes:
        own = {name: one.values[name] for name in ("status", "reason") if name in one.values}
        if one.id is not None:
            changed.append((one.id, own))
            touched.add(lines[one.id])
            continue
        there = find(dict(one.values))
        if isinstance(there, Fault):
            raise TypeError(there.message)  # `of_known_session` has let it pass
        touched.add(there["id"])
        person = finder.find(dict(one.values))
        fresh.append(own | _who(one.values, person, at) | {"session_id": there["id"]})
    bulk.insert(session, Attendance, fresh)
    bulk.update(session, Attendance, changed)
    attendance.held_by_signing(session, sorted(touched))


def _who(values: Mapping[str, Any], person: Row | Fault, at: Mapping[str, str]) -> Row:
    if isinstance(person, Fault):
        unit = values.get("school")
        return {"teacher_id": None, "name": values["name"], "school_id": None, "unit": unit,
                "required": False}  # fmt: skip
    school = membership.school_of(person) or at.get(fold(str(values.get("school") or "")))
    return {"teacher_id": person["id"], "name": person["name"], "school_id": school, "unit": None,
            "required": False}  # fmt: skip


def _school_words(session: Session) -> dict[str, str]:
    read = reads_of(session)('SELECT "id", "name", "short_name" FROM "school"')
    return {fold(name): one for one, *names in read for name in names if name} | {
        fold(name): one for one, name in schools.school_names(session).items()
    }
