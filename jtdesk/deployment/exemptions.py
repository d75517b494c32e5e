"""Who need not move: exemptions with reason, evidence, approver and the last day they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.deployment import rotation, words
from jtdesk.deployment.tables import Exemption
from jtdesk.staff import queries as staff

Values = Mapping[str, Any]
OWN = ("reason", "evidence", "approver", "from_date", "until", "note")
NAMED = 5


@dataclass(frozen=True)
class ExemptionDraft:
    """A new exemption of one person: ``reason evidence approver from_date until note``.

    ``until`` is the last month or day it holds; without one it holds until it is ended.
    """

    teacher_id: str
    values: Values


@dataclass(frozen=True)
class Exempting:
    """New exemptions of several people, one step."""

    drafts: tuple[ExemptionDraft, ...]


@operation("deployment.exempt", words.ADD_EXEMPTION)
def exempt(session: Session, command: Exempting) -> list[str]:
    """Note that people need not move; return the ids."""
    people = [staff.teacher_image(session, draft.teacher_id) for draft in command.drafts]
    rows = []
    for draft in command.drafts:
        _refuse(draft.values)
        rows.append({"teacher_id": draft.teacher_id, **_columns(draft.values)})
    names = "、".join(str(person["name"]) for person in people[:NAMED])
    more = f"等 {len(people)} 人" if len(people) > NAMED else ""
    describe(session, f"{names}{more}")
    return bulk.insert(session, Exemption, rows)


@operation("deployment.add_exemption", words.ADD_EXEMPTION)
def add_exemption(session: Session, command: ExemptionDraft) -> str:
    """Note that one person need not move; return the id."""
    return exempt(session, Exempting((command,)))[0]


@dataclass(frozen=True)
class ExemptionEdit:
    """Changed fields of an exemption."""

    id: str
    values: Values


@operation("deployment.edit_exemption", words.EDIT_EXEMPTION)
def edit_exemption(session: Session, command: ExemptionEdit) -> None:
    """Correct an exemption, or end it by its ``until``."""
    image = _image(session, command.id)
    _refuse(image | dict(command.values))
    describe(session, str(staff.teacher_image(session, image["teacher_id"])["name"]))
    bulk.update(session, Exemption, [(command.id, _columns(command.values))])


@operation("deployment.remove_exemption", words.REMOVE_EXEMPTION)
def remove_exemption(session: Session, command: str) -> None:
    """Take back an exemption that was entered wrongly, by id."""
    image = _image(session, command)
    describe(session, str(staff.teacher_image(session, image["teacher_id"])["name"]))
    bulk.remove(session, Exemption, [command])


def _image(session: Session, exemption_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Exemption), [exemption_id]).get(exemption_id)
    if found is None:
        raise RuleError("这条免于交流登记已不存在，请刷新后重试。", code="gone")
    return found


def _columns(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in OWN if name in values}


def _refuse(values: Values) -> None:
    if not str(values.get("reason") or "").strip():
        raise RuleError("请选择免于交流的原因。", code="required_missing", at="reason")
    for fault in row_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


def row_faults(row: Values) -> list[Fault]:
    """Return what refuses an exemption."""
    start, end = row.get("from_date"), row.get("until")
    if start and end:
        shared = min(len(start), len(end))
        if end[:shared] < start[:shared]:
            message = f"免于交流的截止时间 {end} 早于开始时间 {start}，请核对。"
            return [Fault("date_order", "until", message, end)]
    return []


# --- a list of people, as a workbook states it ------------------------------------------------


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every exemption with the person it belongs to."""
    return rotation.exemptions(session, Ask())


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write exemptions of a list; strangers have been refused before."""
    fresh = [
        {"teacher_id": row["teacher_id"], **_columns(row)}
        for row in staff.with_person(session, [w.values for w in writes if w.id is None], as_of)
    ]
    bulk.insert(session, Exemption, fresh)
    bulk.update(session, Exemption, [(w.id, _columns(w.values)) for w in writes if w.id])


OPERATIONS = (exempt, add_exemption, edit_exemption, remove_exemption)
