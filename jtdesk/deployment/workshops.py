"""Workshops of master teachers (名师工作室) with members and sessions: reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.db import Record
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.identity import id_check_ok
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.spans import covers
from jtdesk.core.titles import in_words
from jtdesk.deployment import queries, words
from jtdesk.deployment.mentoring import term_faults
from jtdesk.deployment.tables import Workshop, WorkshopMember, WorkshopSession
from jtdesk.deployment.taking import stored_columns
from jtdesk.schools.queries import school_ids, school_names

Values = Mapping[str, Any]
SCHOOL = ("school",)
WORKSHOP_OWN = (
    "name", "kind", "level", "host_name", "host_id_number", "subject", "start", "end", "note",
)  # fmt: skip
MEMBER_OWN = ("name", "id_number", "role", "start", "end")
SESSION_OWN = ("held_on", "theme", "people", "note")


def workshops(session: Session, question: Ask) -> list[Row]:
    """Return workshops with counts: all, or those that run on a date, counted until then."""
    members: dict[str, int] = {}
    for row in workshop_members(session, question):
        members[row["workshop_id"]] = members.get(row["workshop_id"], 0) + 1
    sessions: dict[str, list[Row]] = {}
    for row in _sessions(session, question):
        sessions.setdefault(row["workshop_id"], []).append(row)
    day = question.as_of or clock.today().isoformat()
    found = _rows(session, Workshop, WORKSHOP_OWN, question)
    for row in found:
        held = sessions.get(row["id"], [])
        row["members"] = members.get(row["id"], 0)
        row["sessions"] = len(held)
        row["person_times"] = sum(one["people"] or 0 for one in held)
        row["last_session"] = max((one["held_on"] or "" for one in held), default="") or None
        row["running"] = covers(row["start"], row["end"], day)
    return sorted(found, key=lambda r: (r["start"] or "", r["name"], r["id"]))


def workshop_members(session: Session, question: Ask) -> list[Row]:
    """Return members with the name of their workshop: all, or those of a date."""
    return _with_workshop(session, _rows(session, WorkshopMember, MEMBER_OWN, question), "name")


def workshop_sessions(session: Session, question: Ask) -> list[Row]:
    """Return sessions held until a date, newest last, with the name of their workshop."""
    return _with_workshop(session, _sessions(session, question), "held_on")


def _sessions(session: Session, question: Ask) -> list[Row]:
    rows = _rows(session, WorkshopSession, SESSION_OWN, Ask())
    day = question.as_of
    # Known to the month, a session counts from the end of that month at the latest.
    return [r for r in rows if day is None or not r["held_on"] or r["held_on"] <= day]


def _rows(session: Session, model: type[Record], own: Sequence[str], question: Ask) -> list[Row]:
    columns = ["id", "school_id", *own]
    if model is not Workshop:
        columns.append("workshop_id")
    names = school_names(session, question.as_of)
    found = []
    for values in session.execute(select(*(getattr(model, name) for name in columns))):
        row = dict(zip(columns, values, strict=True))
        running = question.as_of is None or covers(row.get("start"), row.get("end"), question.as_of)
        if running:
            found.append(row | {"school": names.get(row["school_id"])})
    return found


def _with_workshop(session: Session, rows: list[Row], then: str) -> list[Row]:
    names = dict(session.execute(select(Workshop.id, Workshop.name)).all())
    for row in rows:
        row["workshop"] = names.get(row["workshop_id"])
    return sorted(rows, key=lambda r: (r["workshop"] or "", r[then] or "", r["id"]))


@dataclass(frozen=True)
class Draft:
    """A new workshop, member or session: values by field name, schools and workshops by name.

    Members and sessions name their workshop by ``workshop_id`` or ``workshop``.
    """

    values: Values


@dataclass(frozen=True)
class Edit:
    """Changed fields of a workshop, member or session."""

    id: str
    values: Values


@dataclass(frozen=True)
class End:
    """A workshop or a membership ends; ``on`` is its last month or day."""

    id: str
    on: str


@operation("deployment.add_workshop", words.ADD_WORKSHOP)
def add_workshop(session: Session, command: Draft) -> str:
    """Add a workshop; return its id."""
    _refuse_workshop(session, command.values, None)
    describe(session, str(command.values["name"]))
    return _insert(session, Workshop, WORKSHOP_OWN, command.values)


@operation("deployment.edit_workshop", words.EDIT_WORKSHOP)
def edit_workshop(session: Session, command: Edit) -> None:
    """Correct a workshop."""
    after = {**_image(session, Workshop, command.id), **command.values}
    _refuse_workshop(session, after, command.id)
    describe(session, str(after["name"]))
    _update(session, Workshop, WORKSHOP_OWN, command)


@operation("deployment.end_workshop", words.END_WORKSHOP)
def end_workshop(session: Session, command: End) -> None:
    """End a workshop; its members end with it on the lists, their own terms stay as written."""
    edit_workshop(session, Edit(command.id, {"end": command.on}))


@operation("deployment.remove_workshop", words.REMOVE_WORKSHOP)
def remove_workshop(session: Session, command: str) -> None:
    """Remove a workshop that was entered wrongly, its members and sessions with it."""
    describe(session, str(_image(session, Workshop, command)["name"]))
    for model in (WorkshopMember, WorkshopSession):
        query = select(model.id).where(model.workshop_id == command)
        bulk.remove(session, model, list(session.scalars(query).all()))
    bulk.remove(session, Workshop, [command])


@operation("deployment.add_member", words.ADD_MEMBER)
def add_member(session: Session, command: Draft) -> str:
    """Add a member to a workshop; return the id of the membership."""
    values = _in_workshop(session, command.values)
    _refuse_member(session, values, None)
    describe(session, str(values["name"]))
    return _insert(session, WorkshopMember, (*MEMBER_OWN, "workshop_id"), values)


@operation("deployment.edit_member", words.EDIT_MEMBER)
def edit_member(session: Session, command: Edit) -> None:
    """Correct a membership."""
    after = {**_image(session, WorkshopMember, command.id), **command.values}
    _refuse_member(session, after, command.id)
    describe(session, str(after["name"]))
    _update(session, WorkshopMember, MEMBER_OWN, command)


@operation("deployment.end_member", words.END_MEMBER)
def end_member(session: Session, command: End) -> None:
    """Let a member leave."""
    edit_member(session, Edit(command.id, {"end": command.on}))


@operation("deployment.remove_member", words.REMOVE_MEMBER)
def remove_member(session: Session, command: str) -> None:
    """Remove a membership that was entered wrongly, by id."""
    describe(session, str(_image(session, WorkshopMember, command)["name"]))
    bulk.remove(session, WorkshopMember, [command])


@operation("deployment.add_session", words.ADD_SESSION)
def add_session(session: Session, command: Draft) -> str:
    """Add a session a workshop has held; return its id."""
    values = _in_workshop(session, command.values)
    _refuse_session(session, values)
    return _insert(session, WorkshopSession, (*SESSION_OWN, "workshop_id"), values)


@operation("deployment.edit_session", words.EDIT_SESSION)
def edit_session(session: Session, command: Edit) -> None:
    """Correct a session."""
    _refuse_session(session, {**_image(session, WorkshopSession, command.id), **command.values})
    _update(session, WorkshopSession, SESSION_OWN, command)


@operation("deployment.remove_session", words.REMOVE_SESSION)
def remove_session(session: Session, command: str) -> None:
    """Remove a session that was entered wrongly, by id."""
    image = _image(session, WorkshopSession, command)
    describe(session, f"{image['held_on'] or ''} {image['theme'] or ''}".strip())
    bulk.remove(session, WorkshopSession, [command])


CALLED: Mapping[type[Record], str] = {
    Workshop: "工作室记录", WorkshopMember: "成员记录", WorkshopSession: "活动记录",
}  # fmt: skip


def _image(session: Session, model: type[Record], row_id: str) -> dict[str, Any]:
    return queries.image_of(session, model, row_id, CALLED[model])


def _insert(session: Session, model: type[Record], own: Sequence[str], values: Values) -> str:
    row = stored_columns(values, school_ids(session), own, SCHOOL)
    return bulk.insert(session, model, [row])[0]


def _update(session: Session, model: type[Record], own: Sequence[str], command: Edit) -> None:
    row = stored_columns(command.values, school_ids(session), own, SCHOOL)
    bulk.update(session, model, [(command.id, row)])


def _in_workshop(session: Session, values: Values) -> dict[str, Any]:
    """Return values with the id of the workshop they name.

    Raises:
        RuleError: there is no such workshop, or two of the same name.
    """
    if values.get("workshop_id"):
        _image(session, Workshop, values["workshop_id"])
        return dict(values)
    found = _finder(session)(values)
    if isinstance(found, Fault):
        raise RuleError(found.message, code=found.code, at=found.at)
    return {**values, "workshop_id": found}


def _refuse_workshop(session: Session, values: Values, own_id: str | None) -> None:
    name = str(values.get("name") or "").strip()
    if not name:
        raise RuleError("请填写工作室名称。", code="name_missing", at="name")
    _refuse_number(values, "host_id_number")
    _refuse_term(values, "工作")
    query = select(Workshop.id).where(Workshop.name == name)
    if any(row_id != own_id for row_id in session.scalars(query)):
        raise RuleError(
            f"已有名为“{name}”的工作室，请改那一个，或换个名称。",
            code="conflicts_with_store", at="name",
        )  # fmt: skip


def _refuse_member(session: Session, values: Values, own_id: str | None) -> None:
    name = str(values.get("name") or "").strip()
    if not name:
        raise RuleError("请填写成员姓名。", code="name_missing", at="name")
    _refuse_number(values, "id_number")
    _refuse_term(values, "入室")
    for row in workshop_members(session, Ask()):
        same = row["workshop_id"] == values["workshop_id"] and row["name"] == name
        still = row["end"] is None and values.get("end") is None
        apart = row["id_number"] and values.get("id_number") not in {None, row["id_number"]}
        if same and still and not apart and row["id"] != own_id:
            raise RuleError(
                f"{name}已在这个工作室里，请改那一条。", code="conflicts_with_store", at="name"
            )


def _refuse_session(session: Session, values: Values) -> None:
    if not values.get("held_on"):
        raise RuleError("请填写活动时间。", code="bad_date", at="held_on")
    people = values.get("people")
    if people is not None and people < 0:
        raise RuleError(f"参加人数“{people}”不能小于 0。", code="not_a_number", at="people")
    describe(session, f"{values['held_on']} {values.get('theme') or ''}".strip())


def _refuse_number(values: Values, name: str) -> None:
    number = values.get(name)
    if number is not None and not id_check_ok(number):
        raise RuleError(
            "身份证号不是 18 位，或校验位不对，请核对。", code="id_check_digit", at=name
        )


def _refuse_term(values: Values, what: str) -> None:
    for fault in term_faults(values, what):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


def _finder(session: Session) -> Callable[[Values], str | Fault]:
    """Return what finds the workshop a row names: its id, or why there is none."""
    ids: dict[str, list[str]] = {}
    for row_id, name in session.execute(select(Workshop.id, Workshop.name)):
        ids.setdefault(name, []).append(row_id)

    def find(values: Values) -> str | Fault:
        name = str(values.get("workshop") or "")
        found = ids.get(name, [])
        if len(found) == 1:
            return found[0]
        said = "没有" if not found else f"有 {len(found)} 个"
        message = f"名册里{said}名为“{in_words(name)}”的工作室，请先登记工作室或核对名称。"
        return Fault("unknown_workshop", "workshop", message, name)

    return find


Writer = Callable[[Session, Sequence[Write], str], None]


def current_workshops(session: Session, _as_of: str) -> list[Row]:
    """Return every workshop as a workbook states it."""
    return [_to_month(row) for row in _rows(session, Workshop, WORKSHOP_OWN, Ask())]


def current_members(session: Session, _as_of: str) -> list[Row]:
    """Return every membership as a workbook states it."""
    return [_to_month(row) for row in workshop_members(session, Ask())]


def current_sessions(session: Session, _as_of: str) -> list[Row]:
    """Return every session as a workbook states it."""
    return workshop_sessions(session, Ask())


def _to_month(row: Row) -> Row:
    return row | {name: row[name] and row[name][:7] for name in ("start", "end")}


def of_known_workshop(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that a row names a workshop of the register."""
    find = _finder(session)

    def check(row: Row) -> list[Fault]:
        found = find(row)
        return [found] if isinstance(found, Fault) else []

    return check


def _writer(model: type[Record], own: Sequence[str]) -> Writer:
    def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
        schools, find = school_ids(session), _finder(session)
        fresh, changed = [], []
        for one in writes:
            row = stored_columns(one.values, schools, own, SCHOOL)
            if one.id is not None:
                changed.append((one.id, row))
                continue
            if model is not Workshop:
                found = find(one.values)
                if isinstance(found, Fault):
                    raise TypeError(found.message)  # `of_known_workshop` has let it pass
                row["workshop_id"] = found
            fresh.append(row)
        bulk.insert(session, model, fresh)
        bulk.update(session, model, changed)

    return write


write_workshops = _writer(Workshop, WORKSHOP_OWN)
write_members = _writer(WorkshopMember, MEMBER_OWN)
write_sessions = _writer(WorkshopSession, SESSION_OWN)

OPERATIONS = (
    add_workshop, edit_workshop, end_workshop, remove_workshop,
    add_member, edit_member, end_member, remove_member,
    add_session, edit_session, remove_session,
)  # fmt: skip
