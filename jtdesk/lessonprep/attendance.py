"""Who comes to a session: asking people, signing them in, findings at the host, tasks after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.db import Record, reads_of
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.sql import marks, rows
from jtdesk.lessonprep import groups, joint_reads, sessions, words
from jtdesk.lessonprep.session_rules import refuse_day
from jtdesk.lessonprep.tables import Attendance, Finding, FollowUp
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

Values = Mapping[str, Any]
COLUMNS = (
    "id", "session_id", "teacher_id", "school_id", "name", "unit", "required", "status", "reason",
)  # fmt: skip
SHOWN = 3


# --- reads ------------------------------------------------------------------------------------


def lines(session: Session, ids: Sequence[str] | None = None) -> list[Row]:
    """Return the sign-in lists of some sessions, of all without ids, in the order of asking."""
    return _hanging(session, "attendance", COLUMNS, ids, flags=("required",))


def _hanging(
    session: Session,
    table: str,
    names: Sequence[str],
    ids: Sequence[str] | None,
    flags: Sequence[str] = (),
) -> list[Row]:
    """Return rows of a table that hang on sessions; of many it is quicker to read the whole."""
    few = list(ids) if ids is not None and len(ids) <= joint_reads.FEW else None
    where = "" if few is None else f'WHERE "session_id" IN ({marks(few)})'
    found = rows(
        reads_of(session), table, names, rest=f'{where} ORDER BY "session_id", "id"',
        values=few or (), flags=flags,
    )  # fmt: skip
    if ids is None or few is not None:
        return found
    wanted = set(ids)
    return [row for row in found if row["session_id"] in wanted]


def people_of(session: Session, session_id: str) -> list[Row]:
    """Return the sign-in list of one session with school and subject, in bureau order."""
    names = schools.school_names(session)
    rank = {one: number for number, one in enumerate(names)}
    read = reads_of(session)('SELECT "id", "subject" FROM "teacher"')
    subjects = {teacher_id: subject for teacher_id, subject in read}  # noqa: C416 - rows, no pairs
    found = lines(session, [session_id])
    for row in found:
        row["school"] = names.get(row["school_id"]) or row["unit"]
        row["subject"] = subjects.get(row["teacher_id"])
        row["outside"] = row["teacher_id"] is None
    return sorted(found, key=lambda r: (rank.get(r["school_id"], len(rank)), r["outside"], r["id"]))


def findings_of(session: Session, ids: Sequence[str]) -> list[Row]:
    """Return what was found at the hosts of some sessions, by aspect."""
    names = ("id", "session_id", "aspect", "finding", "advice")
    found = _hanging(session, "finding", names, ids)
    return sorted(found, key=lambda row: words.ASPECTS.index(row["aspect"]))


def tasks_of(session: Session, ids: Sequence[str]) -> list[Row]:
    """Return the tasks that follow from some sessions, those still to do first."""
    names = ("id", "session_id", "task", "owner", "school_id", "due", "done_on")
    found = _hanging(session, "follow_up", names, ids)
    at = schools.school_names(session)
    for row in found:
        row["school"] = at.get(row["school_id"])
    return sorted(found, key=lambda row: (row["done_on"] is not None, row["due"] or "9999"))


# --- asking people ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Guest:
    """Somebody who is on no staff register of the group."""

    name: str
    unit: str | None = None


@dataclass(frozen=True)
class Invitation:
    """People are asked to a session.

    Attributes:
        id: of the session.
        members: the members of its group at the schools that take part.
        teams: only those of these teams, by title (003-38).
        teacher_ids: people by hand.
        guests: people from outside.
        required: whether the date must suit those asked by hand.
    """

    id: str
    members: bool = False
    teams: Sequence[str] = ()
    teacher_ids: Sequence[str] = ()
    guests: Sequence[Guest] = ()
    required: bool = True


@operation("lessonprep.invite", words.INVITE)
def invite(session: Session, command: Invitation) -> int:
    """Put people on the sign-in list of a session; who stands on it stays; return how many came.

    Raises:
        RuleError: the session was cancelled, or there is nobody to be asked.
    """
    image = sessions.session_image(session, command.id)
    if image["status"] == words.CANCELLED:
        raise RuleError(f"“{image['title']}”已取消，不用邀请。", code="not_planned", at="status")
    wanted = _members(session, image, command) if command.members else []
    wanted += _by_hand(session, command)
    wanted += [_guest(one) for one in command.guests]
    there = lines(session, [command.id])
    known = {row["teacher_id"] for row in there} - {None}
    guests = {row["name"] for row in there if row["teacher_id"] is None}
    fresh: dict[str, Row] = {}
    for row in wanted:
        key = row["teacher_id"] or row["name"]
        if row["teacher_id"] not in known and not (row["teacher_id"] is None and key in guests):
            fresh.setdefault(key, row)
    if not wanted:
        raise RuleError(
            "没有可邀请的人。请检查备课组的成员、团队，或从名册里选人。",
            code="nobody",
            at="members",
        )
    more = "、".join(row["name"] for row in list(fresh.values())[:SHOWN])
    describe(session, f"{image['day']} {image['title']}：{more}等 {len(fresh)} 人")
    bulk.insert(session, Attendance, [row | {"session_id": command.id} for row in fresh.values()])
    return len(fresh)


def _members(session: Session, image: Row, command: Invitation) -> list[Row]:
    if image["group_id"] is None:
        raise RuleError(
            f"“{image['title']}”不属于备课组，请从名册里选人。", code="no_group", at="members"
        )
    one = joint_reads.joint_dates(session, only=[command.id])[0]
    titles = {title for team in command.teams for title in words.TEAMS[team]}
    return [
        _line(m.teacher_id, m.name, m.school_id, m.required)
        for m in groups.members(session, image["day"])[image["group_id"]]
        if m.school_id in one.school_ids and (not titles or (m.title or words.NO_TITLE) in titles)
    ]


def _by_hand(session: Session, command: Invitation) -> list[Row]:
    if not command.teacher_ids:
        return []
    people = {row["id"]: row for row in staff.everybody(session, None)}
    gone = [one for one in command.teacher_ids if one not in people]
    if gone:
        raise RuleError("所选的人中有一位已不在名册里，请重新选择。", code="gone", at="teacher_ids")
    return [
        _line(
            one, people[one]["name"],
            people[one]["teaching_school_id"] or people[one]["school_id"], command.required,
        )
        for one in command.teacher_ids
    ]  # fmt: skip


def _line(teacher_id: str | None, name: str, school_id: str | None, required: bool) -> Row:
    return {
        "teacher_id": teacher_id, "name": name, "school_id": school_id, "unit": None,
        "required": required,
    }  # fmt: skip


def _guest(one: Guest) -> Row:
    name = one.name.strip()
    if not name:
        raise RuleError("请填写来宾姓名。", code="name_missing", at="guests")
    return _line(None, name, None, False) | {"unit": (one.unit or "").strip() or None}


@operation("lessonprep.uninvite", words.UNINVITE)
def uninvite(session: Session, command: Sequence[str]) -> int:
    """Take people off sign-in lists, by ids of the lines; return how many."""
    images = bulk.images(session, bulk.table_of(Attendance), list(command))
    describe(session, "、".join(row["name"] for row in images.values()))
    bulk.remove(session, Attendance, list(images))
    return len(images)


# --- signing in -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sign:
    """Whether somebody came; ``id`` is that of the line, ``reason`` why not."""

    id: str
    status: str | None
    reason: str | None = None


@dataclass(frozen=True)
class SignIn:
    """The sign-in list of a session, or a part of it."""

    id: str
    signs: Sequence[Sign]


@operation("lessonprep.sign_in", words.SIGN_IN)
def sign_in(session: Session, command: SignIn) -> int:
    """Keep who came to a session; with somebody present it counts as held; return how many changed.

    Raises:
        RuleError: it was cancelled or is still to come, or a line is not of its list.
    """
    image = sessions.session_image(session, command.id)
    refuse_signing(image)
    there = {row["id"] for row in lines(session, [command.id])}
    changes = []
    for one in command.signs:
        if one.id not in there:
            raise RuleError("签到表里有一位已被移出，请刷新后重试。", code="gone")
        if one.status not in {None, *words.ATTENDANCES}:
            raise RuleError(
                f"“{one.status}”不在可选的词里，请从{'、'.join(words.ATTENDANCES)}中选。",
                code="unknown_code_word", at="status",
            )  # fmt: skip
        came = one.status in words.CAME
        changes.append(
            (one.id, {"status": one.status, "reason": None if came else one.reason or None})
        )
    changed = bulk.update(session, Attendance, changes)
    present = sum(values["status"] in words.CAME for _, values in changes)
    describe(session, f"{image['day']} {image['title']}：出席 {present} 人")
    held_by_signing(session, [command.id])
    return changed


def refuse_signing(image: Row) -> None:
    """Refuse to sign people in to a session that was cancelled or is still to come."""
    if image["status"] == words.CANCELLED:
        raise RuleError(
            f"“{image['title']}”已取消。如果其实开展了，请先恢复活动。",
            code="not_planned", at="status",
        )  # fmt: skip
    if image["day"] > clock.today().isoformat():
        raise RuleError(
            f"“{image['title']}”在 {image['day']}，还没有到，不能签到。",
            code="in_the_future", at="day",
        )  # fmt: skip


def held_by_signing(session: Session, ids: Sequence[str]) -> None:
    """Count planned sessions as held to which somebody has come."""
    came = {row["session_id"] for row in lines(session, ids) if row["status"] in words.CAME}
    planned = joint_reads.stored(session, f'"id" IN ({marks(came)})', *came, only=("id", "status"))
    wanted = [row["id"] for row in planned if row["status"] == words.PLANNED]
    sessions.write_sessions(session, [{"id": one, "status": words.HELD} for one in wanted])


# --- findings and tasks -------------------------------------------------------------------------


@dataclass(frozen=True)
class FindingDraft:
    """What was found at the host school, new or changed."""

    session_id: str
    aspect: str
    finding: str
    advice: str | None = None
    id: str | None = None


@operation("lessonprep.save_finding", words.SAVE_FINDING)
def save_finding(session: Session, command: FindingDraft) -> str:
    """Keep a finding of the classroom diagnosis at the host school (003-39); return its id."""
    image = sessions.session_image(session, command.session_id)
    if command.aspect not in words.ASPECTS:
        raise RuleError(
            f"“{command.aspect}”不在可选的方面里，请从{'、'.join(words.ASPECTS)}中选。",
            code="unknown_code_word", at="aspect",
        )  # fmt: skip
    if not command.finding.strip():
        raise RuleError("请写明诊断发现。", code="text_missing", at="finding")
    if image["host_id"] is None:
        raise RuleError(
            f"“{image['title']}”没有承办学校，不知道诊断的是哪所学校，请先填写承办学校。",
            code="host_missing", at="host_id",
        )  # fmt: skip
    describe(session, f"{image['day']} {image['title']}：{command.aspect}")
    values = {
        "session_id": command.session_id, "aspect": command.aspect,
        "finding": command.finding.strip(), "advice": (command.advice or "").strip() or None,
    }  # fmt: skip
    return _saved(session, Finding, command.id, values)


@dataclass(frozen=True)
class TaskDraft:
    """Something to be done after a session, new or changed; ``done_on`` once it is done."""

    session_id: str
    task: str
    owner: str | None = None
    school_id: str | None = None
    due: str | None = None
    done_on: str | None = None
    id: str | None = None


@operation("lessonprep.save_task", words.SAVE_TASK)
def save_task(session: Session, command: TaskDraft) -> str:
    """Keep a task that follows from a session; return its id."""
    image = sessions.session_image(session, command.session_id)
    if not command.task.strip():
        raise RuleError("请写明要做什么。", code="text_missing", at="task")
    for at in ("due", "done_on"):
        if getattr(command, at):
            refuse_day(getattr(command, at))
    if command.done_on and command.done_on < image["day"]:
        raise RuleError(
            f"完成日期 {command.done_on} 早于活动日期 {image['day']}，请核对。",
            code="date_order", at="done_on",
        )  # fmt: skip
    if command.school_id is not None:
        groups.refuse_schools(session, [command.school_id])
    describe(session, command.task.strip())
    names = ("session_id", "owner", "school_id", "due", "done_on")
    values = {name: getattr(command, name) or None for name in names}
    return _saved(session, FollowUp, command.id, values | {"task": command.task.strip()})


def _saved(session: Session, model: type[Record], row_id: str | None, values: Values) -> str:
    if row_id is None:
        return bulk.insert(session, model, [values])[0]
    if row_id not in bulk.images(session, bulk.table_of(model), [row_id]):
        raise RuleError("这一条已不存在，请刷新后重试。", code="gone")
    bulk.update(session, model, [(row_id, values)])
    return row_id


@operation("lessonprep.remove_finding", words.REMOVE_FINDING)
def remove_finding(session: Session, command: str) -> None:
    """Remove a finding that was entered wrongly, by id."""
    _removed(session, Finding, command)


@operation("lessonprep.remove_task", words.REMOVE_TASK)
def remove_task(session: Session, command: str) -> None:
    """Remove a task that was entered wrongly, by id."""
    _removed(session, FollowUp, command)


def _removed(session: Session, model: type[Finding] | type[FollowUp], row_id: str) -> None:
    title = Finding.finding if model is Finding else FollowUp.task
    said = session.scalar(select(title).where(model.id == row_id))
    if said is None:
        raise RuleError("这一条已不存在，请刷新后重试。", code="gone")
    describe(session, str(said))
    bulk.remove(session, model, [row_id])


OPERATIONS = (
    invite, uninvite, sign_in, save_finding, save_task, remove_finding, remove_task,
)  # fmt: skip
