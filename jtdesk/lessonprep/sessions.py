"""What is done to joint dates: planned, moved, cancelled, held; and many written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.db import new_ids
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import (
    groups,
    joint_reads,
    rules,
    school_calendar,
    session_rules,
    words,
)
from jtdesk.lessonprep.joint_dates import clock as clock_text
from jtdesk.lessonprep.joint_reads import COLUMNS, FEW
from jtdesk.lessonprep.tables import Attendance, Facility, Finding, FollowUp, PrepSession
from jtdesk.staff import queries as staff

Values = Mapping[str, Any]
joint_dates = joint_reads.joint_dates
UNSAID: Values = dict.fromkeys(COLUMNS) | {"status": words.PLANNED, "sequence": 0, "pinned": False}
HOST_SUFFIX = "@jtdesk"


# --- bulk writes ------------------------------------------------------------------------------


def write_sessions(session: Session, wanted: Iterable[Values]) -> list[str]:
    """Write many sessions inside a running operation; return their ids in order.

    A row with an ``id`` changes that session (its ``sequence`` rises where a calendar must see
    it), any other is a new one: ``uid``, ``status``, ``title`` and ``term`` are filled in.
    """
    given = list(wanted)
    known = {row["id"] for row in given if row.get("id")}
    before = bulk.images(session, bulk.table_of(PrepSession), sorted(known)) if known else {}
    names = {row["id"]: row["name"] for row in groups.groups(session)}
    fresh_ids = iter(new_ids(len(given)))
    ids, fresh, changed = [], [], []
    for row in given:
        values = {name: value for name, value in row.items() if name in UNSAID}
        own = str(row.get("id") or "")
        if own in before:
            changed.append((own, _with_sequence(before[own], values)))
        else:
            own = own or next(fresh_ids)
            fresh.append(_filled(values | {"id": own}, names))
        ids.append(own)
    bulk.insert(session, PrepSession, fresh)
    bulk.update(session, PrepSession, changed)
    return ids


def _filled(values: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    full = {**UNSAID, **values}
    full["uid"] = full["uid"] or f"{full['id']}{HOST_SUFFIX}"
    full["kind"] = full["kind"] or words.LESSON_PREP
    full["title"] = session_rules.default_title(full, names.get(full["group_id"] or "", ""))
    full["term"] = full["term"] or rules.term_of(full["day"])
    return full


def _with_sequence(before: Values, after: Values) -> dict[str, Any]:
    changed = {name: value for name, value in after.items() if name != "id"}
    if "sequence" not in changed and session_rules.seen_change(before, changed):
        changed["sequence"] = before["sequence"] + 1
    return changed


# --- operations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionDraft:
    """A new session, or what changes of one: columns of `PrepSession` by name, ids for others."""

    values: Values
    id: str | None = None


@operation("lessonprep.save_session", words.SAVE_SESSION)
def save_session(session: Session, command: SessionDraft) -> str:
    """Add or change a session; return its id. One that is moved is pinned, as by `move_session`.

    Raises:
        RuleError: something of it cannot be; the sentence says what.
    """
    before = UNSAID if command.id is None else session_image(session, command.id)
    changed = {name: value for name, value in command.values.items() if name in UNSAID}
    after = {**before, **changed}
    after["kind"] = after["kind"] or words.LESSON_PREP
    group = _group(session, after["group_id"])
    after["title"] = session_rules.default_title(after, group["name"] if group else "")
    session_rules.refuse(after)
    _refuse_links(session, after)
    if after["day"] != before["day"] or after["term"] is None:
        stage = after["stage"] or (group or {}).get("stage")
        after["term"] = term_of(session, after["day"], stage)
    if command.id is not None and "pinned" not in changed and session_rules.moved(before, after):
        after["pinned"] = changed["pinned"] = True  # moved by hand: nothing else moves it again
    describe(session, f"{after['day']} {after['title']}")
    keep = {"kind", "title", "term", *changed}
    return write_sessions(session, [{n: after[n] for n in keep} | {"id": command.id}])[0]


def session_image(session: Session, session_id: str) -> dict[str, Any]:
    """Return the stored columns of one session.

    Raises:
        RuleError: it is gone.
    """
    found = bulk.images(session, bulk.table_of(PrepSession), [session_id]).get(session_id)
    if found is None:
        raise RuleError("这次活动已不存在，请刷新后重试。", code="gone")
    return found


def term_of(session: Session, day: str, stage: str | None) -> str:
    """Return the term of a day as the school calendar has it, else as the year goes."""
    term = school_calendar.calendar_of(session).term_on(date.fromisoformat(day), stage)
    return term.code if term else rules.term_of(day)


def _group(session: Session, group_id: str | None) -> Row | None:
    if group_id is None:
        return None
    found = next((row for row in groups.groups(session) if row["id"] == group_id), None)
    if found is None:
        raise RuleError("这个备课组已不存在，请重新选择。", code="gone", at="group_id")
    return found


def _refuse_links(session: Session, values: Values) -> None:
    groups.refuse_schools(session, values["schools"])
    if values["host_id"] is not None:
        groups.refuse_schools(session, [values["host_id"]])
        if values["schools"] is not None and values["host_id"] not in values["schools"]:
            raise RuleError(
                "承办学校不在参加学校之中，请把它加进参加学校，或另选承办学校。",
                code="host_outside", at="host_id",
            )  # fmt: skip
    if values["lead_planner_id"] is not None:
        staff.teacher_image(session, values["lead_planner_id"])
    if values["facility_id"] is not None:
        query = select(Facility.school_id).where(Facility.id == values["facility_id"])
        at = session.scalar(query)
        if at is None:
            raise RuleError("这个场馆已不在名单里，请重新选择。", code="gone", at="facility_id")
        if values["host_id"] not in {None, at}:
            raise RuleError(
                "所选场馆不在承办学校，请换一个场馆，或换承办学校。",
                code="facility_elsewhere", at="facility_id",
            )  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A session goes to another day, time or host; what is None stays.

    Attributes:
        start_period: first period; clock times give way to it.
        start: time of day (HH:MM) where no period is meant; the length stays.
    """

    id: str
    day: str | None = None
    start_period: int | None = None
    host_id: str | None = None
    start: str | None = None


@operation("lessonprep.move_session", words.MOVE_SESSION)
def move_session(session: Session, command: Move) -> None:
    """Move a session by hand; it is pinned there, neither its series nor the scheduler moves it.

    Raises:
        RuleError: it was held or cancelled, or the new time or host cannot be.
    """
    before = session_image(session, command.id)
    refuse_status(before, "改期")
    values: dict[str, Any] = {"day": command.day or before["day"], "pinned": True}
    if command.start_period is not None:
        periods = before["periods"] or 1
        values |= {
            "start_period": command.start_period, "periods": periods, "start": None, "end": None,
        }  # fmt: skip
    elif command.start is not None:
        values |= _by_clock(session, command)
    if command.host_id is not None and command.host_id != before["host_id"]:
        # A room belongs to the host that was; the new one names its own.
        values |= {"host_id": command.host_id, "place": None, "facility_id": None}
    save_session(session, SessionDraft(values, command.id))
    to = values["day"] if values["day"] != before["day"] else "当天调整"
    describe(session, f"{before['title']}：{before['day']} → {to}")


def _by_clock(session: Session, command: Move) -> dict[str, Any]:
    one = joint_dates(session, only=[command.id])[0]
    spans = clock_text(one.start), clock_text(one.end)
    start, end = session_rules.moved_clock(*spans, str(command.start))
    return {"start_period": None, "periods": None, "start": start, "end": end}


def refuse_status(values: Values, verb: str) -> None:
    """Refuse to do something to a session that was held or cancelled already."""
    if values["status"] != words.PLANNED:
        raise RuleError(
            f"“{values['title']}”{values['status']}，不能{verb}。", code="not_planned", at="status"
        )


@dataclass(frozen=True)
class Cancel:
    """A session is cancelled, and why."""

    id: str
    reason: str | None = None


@operation("lessonprep.cancel_session", words.CANCEL_SESSION)
def cancel_session(session: Session, command: Cancel) -> None:
    """Cancel a planned session; it stays on the calendar as cancelled and is not counted as held.

    Raises:
        RuleError: it was held or cancelled before.
    """
    before = session_image(session, command.id)
    refuse_status(before, "取消")
    describe(session, f"{before['day']} {before['title']} {command.reason or ''}".strip())
    values: dict[str, Any] = {"id": command.id, "status": words.CANCELLED}
    if command.reason:
        values["note"] = "；".join(filter(None, (before["note"], f"取消：{command.reason}")))
    write_sessions(session, [values])


@operation("lessonprep.resume_session", words.RESUME_SESSION)
def resume_session(session: Session, command: str) -> None:
    """Plan a session again that was cancelled, or take back that it was held, by id."""
    before = session_image(session, command)
    if before["status"] == words.PLANNED:
        raise RuleError(f"“{before['title']}”本来就在计划中。", code="not_cancelled", at="status")
    describe(session, f"{before['day']} {before['title']}，原来{before['status']}")
    write_sessions(session, [{"id": command, "status": words.PLANNED}])


@dataclass(frozen=True)
class Minutes:
    """What was written down of a session that was held; see `session_rules.MINUTES`."""

    id: str
    values: Values


@operation("lessonprep.hold_session", words.HOLD_SESSION)
def hold_session(session: Session, command: Minutes) -> None:
    """Keep the minutes of a session, which counts as held from then on.

    Raises:
        RuleError: it was cancelled, its day is still to come, or a value cannot be.
    """
    before = session_image(session, command.id)
    if before["status"] == words.CANCELLED:
        raise RuleError(
            f"“{before['title']}”已取消。如果其实开展了，请先恢复活动。",
            code="not_planned", at="status",
        )  # fmt: skip
    if before["day"] > clock.today().isoformat():
        raise RuleError(
            f"“{before['title']}”在 {before['day']}，还没有到，不能登记为已开展。"
            "如果提前开展了，请先改期。",
            code="in_the_future", at="day",
        )  # fmt: skip
    values = {n: value for n, value in command.values.items() if n in session_rules.MINUTES}
    save_session(session, SessionDraft(values | {"status": words.HELD}, command.id))


@dataclass(frozen=True)
class Pin:
    """Sessions are held fast for series and scheduler, or let go."""

    ids: Sequence[str]
    pinned: bool = True


@operation("lessonprep.pin_sessions", words.PIN_SESSIONS)
def pin_sessions(session: Session, command: Pin) -> int:
    """Pin sessions or let them go; return how many changed."""
    describe(session, f"{'固定' if command.pinned else '不再固定'} {len(command.ids)} 次")
    changes = [(one, {"pinned": command.pinned}) for one in command.ids]
    for one, _ in changes:
        session_image(session, one)
    return bulk.update(session, PrepSession, changes)


@operation("lessonprep.remove_session", words.REMOVE_SESSION)
def remove_session(session: Session, command: str) -> None:
    """Remove a session that was entered wrongly, with all that hangs on it, by id."""
    image = session_image(session, command)
    describe(session, f"{image['day']} {image['title']}")
    drop_sessions(session, [command])


def drop_sessions(session: Session, ids: Sequence[str]) -> None:
    """Remove sessions with sign-in lists, findings and tasks, inside a running operation."""
    for model in (Attendance, Finding, FollowUp):
        hanging: list[str] = []
        for start in range(0, len(ids), FEW):
            part = list(ids[start : start + FEW])
            hanging += session.scalars(select(model.id).where(model.session_id.in_(part)))
        bulk.remove(session, model, hanging)
    bulk.remove(session, PrepSession, list(ids))


OPERATIONS = (
    save_session, move_session, cancel_session, resume_session, hold_session, pin_sessions,
    remove_session,
)  # fmt: skip
