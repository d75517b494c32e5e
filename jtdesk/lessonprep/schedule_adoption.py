"""A schedule becomes sessions of the calendar in one step: groups, series, dates, who is asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import attendance, groups, joint_reads, sessions, term_rules, words
from jtdesk.lessonprep.problem import Placed, Schedule
from jtdesk.lessonprep.schedule_dues import SeriesOf, topology
from jtdesk.lessonprep.schedule_ground import DERIVED
from jtdesk.lessonprep.scheduling import Basis
from jtdesk.lessonprep.tables import Attendance, PrepSeries, PrepSession

Values = Mapping[str, Any]
SeriesKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class AskedOne:
    """Somebody on the sign-in list of a session; a reason says why they cannot come."""

    teacher_id: str
    school_id: str
    name: str
    required: bool
    reason: str | None = None


@dataclass(frozen=True)
class AdoptedSession:
    """One session to be written.

    Attributes:
        values: columns of `PrepSession` but for group and series; ``id`` where one stands.
        seen: status, pin and day of the one that stands as the plan knew it.
        people: all who are asked.
    """

    group: str
    series: SeriesKey
    values: Values
    seen: tuple[str, bool, str] | None
    people: tuple[AskedOne, ...]


@dataclass(frozen=True)
class Adoption:
    """A schedule with all that is written for it.

    Attributes:
        day: whose staff the groups are made from, where they are not stored yet.
        groups: stage and subject by the id a group that is not stored has in the plan.
        series: columns of `PrepSeries` but for the group, or the id of one that is stored.
    """

    term: str
    title: str
    day: str
    groups: Mapping[str, tuple[str | None, str | None]]
    series: Mapping[SeriesKey, Values | str]
    sessions: tuple[AdoptedSession, ...]


def uid_of(found: Basis, due: str) -> str:
    """Return what the calendar file calls a session: as stored, else the same in every run."""
    standing = found.standing.get(due)
    if standing is not None:
        return standing.uid
    made = hashlib.sha256(f"{found.request.term}|{due}".encode()).hexdigest()[:32]
    return f"{made}{sessions.HOST_SUFFIX}"


def adoption_of(found: Basis, schedule: Schedule) -> Adoption:
    """Return what is written when a schedule is adopted."""
    rows = found.groups
    used = {found.series[one.due].key: found.series[one.due] for one in schedule.placed}
    return Adoption(
        term=found.request.term,
        title=found.title,
        day=found.ground.day.isoformat(),
        groups={
            key[0]: (rows[key[0]]["stage"], rows[key[0]]["subject"])
            for key in used
            if key[0].startswith(DERIVED)
        },
        series={key: own.id or _series_values(found, own) for key, own in used.items()},
        sessions=tuple(_session(found, one) for one in schedule.placed if not one.fixed),
    )


def _series_values(found: Basis, own: SeriesOf) -> Values:
    rule = own.rule
    named = None
    if topology(rule) == "listed":
        named = [one for one, name in found.ground.names.items() if name in rule.schools]
    host = next((i for i, name in found.ground.names.items() if name == rule.host_school), None)
    return {
        "term": found.request.term, "title": rule.title, "topology": topology(rule),
        "schools": named, "every": rule.every, "periods": rule.periods, "form": rule.form,
        "host_rule": rule.host, "host_id": host, "kind": rule.kind, "note": found.title,
    }  # fmt: skip


def _session(found: Basis, one: Placed) -> AdoptedSession:
    due, own = found.dues[one.due], found.series[one.due]
    row = found.groups[due.group]
    standing = found.standing.get(one.due)
    values: dict[str, Any] = {
        "kind": own.rule.kind, "term": found.request.term, "day": one.day.isoformat(),
        "recurs_on": one.day.isoformat(), "start_period": one.start_period,
        "periods": due.periods, "start": None, "end": None, "host_id": one.host,
        "schools": list(due.schools), "form": due.form,
    }  # fmt: skip
    if standing is None:
        stage, subject = row["stage"], row["subject"]
        values |= {"uid": uid_of(found, one.due), "stage": stage, "subject": subject}
    else:
        if standing.host_id != one.host:
            values |= {"place": None, "facility_id": None}
        if not one.changed:
            values = {}
        values |= {"id": standing.id}
    seen = None
    if standing is not None:
        seen = (standing.status, standing.pinned, standing.day.isoformat())
    return AdoptedSession(due.group, own.key, values, seen, tuple(_people(found, one)))


def _people(found: Basis, one: Placed) -> Iterable[AskedOne]:
    due, schools = found.dues[one.due], found.homes
    required = {m.teacher_id: m.required for m in found.ground.members[due.group]}
    for person in one.come:
        yield AskedOne(
            person, schools[person], found.ground.people[person]["name"], required[person]
        )
    for away in one.away:
        name = found.ground.people[away.person]["name"]
        yield AskedOne(away.person, schools[away.person], name, False, away.why)


# --- the write ----------------------------------------------------------------------------------


@operation("lessonprep.adopt_schedule", words.ADOPT_SCHEDULE)
def adopt_schedule(session: Session, command: Adoption) -> int:
    """Write a schedule; return how many sessions are new or moved.

    Raises:
        RuleError: there is nothing to be written, or what the plan rests on has changed since.
    """
    if not command.sessions:
        raise RuleError("排期里没有可以写入的活动，不用采纳。", code="empty_plan")
    _refuse_changed(session, command)
    ids = _groups(session, command)
    series = _series(session, command, ids)
    rows = [
        {
            **one.values,
            "group_id": ids.get(one.group, one.group),
            "series_id": series[one.series],
        }
        for one in command.sessions
    ]
    _rename(session, rows)
    written = sessions.write_sessions(session, rows)
    _ask(session, command.sessions, written)
    fresh = sum(one.seen is None for one in command.sessions)
    moved = sum(one.seen is not None and "day" in one.values for one in command.sessions)
    title = term_rules.term_title(command.term)
    describe(session, f"{title}：{command.title}，新排 {fresh} 次，改动 {moved} 次")
    return fresh + moved


def _refuse_changed(session: Session, command: Adoption) -> None:
    seen = {str(one.values["id"]): one.seen for one in command.sessions if one.seen is not None}
    images = bulk.images(session, bulk.table_of(PrepSession), sorted(seen)) if seen else {}
    known = {row["id"] for row in groups.groups(session)} | set(command.groups)
    stale = sum(
        one not in images
        or (images[one]["status"], images[one]["pinned"], images[one]["day"]) != was
        for one, was in seen.items()
    )
    if stale or any(one.group not in known for one in command.sessions):
        raise RuleError(
            f"排期做好以后，活动或备课组有了变化（{max(stale, 1)} 处）。请重新排期再采纳。",
            code="plan_stale",
        )


def _groups(session: Session, command: Adoption) -> dict[str, str]:
    """Make the groups that are not stored yet; return their ids."""
    if not command.groups:
        return {}

    def known() -> dict[tuple[str | None, str | None], str]:
        return {
            (row["stage"], row["subject"]): row["id"]
            for row in groups.groups(session)
            if not row["grade"] and not row["team"]
        }

    if not set(command.groups.values()) <= known().keys():
        groups.derive_groups(session, groups.GroupsWanted(command.day))
    made = known()
    return {one: made[place] for one, place in command.groups.items()}


def _series(session: Session, command: Adoption, ids: Mapping[str, str]) -> dict[SeriesKey, str]:
    found = {key: own for key, own in command.series.items() if isinstance(own, str)}
    fresh = {key: own for key, own in command.series.items() if not isinstance(own, str)}
    rows = [{**own, "group_id": ids.get(key[0], key[0])} for key, own in fresh.items()]
    return found | dict(zip(fresh, bulk.insert(session, PrepSeries, rows), strict=True))


def _rename(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Give a session another name in calendar files where a cancelled one holds it."""
    held = Counter(row["uid"] for row in joint_reads.stored(session, only=("uid",)))
    for row in rows:
        name, number = row.get("uid"), 1
        while name is not None and held[row["uid"]]:
            number += 1
            row["uid"] = f"{number}-{name}"


def _ask(session: Session, wanted: Sequence[AdoptedSession], ids: Sequence[str]) -> None:
    """Write who is asked; whoever has signed in, and guests, stay as they are."""
    standing = [
        session_id for one, session_id in zip(wanted, ids, strict=True) if one.seen is not None
    ]
    before = {
        (row["session_id"], row["teacher_id"]): row
        for row in (attendance.lines(session, standing) if standing else ())
        if row["teacher_id"] is not None
    }
    asked = {
        (session_id, person.teacher_id): {
            "session_id": session_id, "teacher_id": person.teacher_id,
            "school_id": person.school_id, "name": person.name,
            "required": person.required, "reason": person.reason,
        }
        for one, session_id in zip(wanted, ids, strict=True)
        for person in one.people
    }  # fmt: skip
    kept = {key for key, row in before.items() if row["status"] or _same(row, asked.get(key))}
    bulk.remove(session, Attendance, [row["id"] for key, row in before.items() if key not in kept])
    bulk.insert(session, Attendance, [row for key, row in asked.items() if key not in kept])


def _same(row: Values, asked: Values | None) -> bool:
    return asked is not None and all(row[name] == value for name, value in asked.items())


OPERATIONS = (adopt_schedule,)
