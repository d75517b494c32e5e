"""Writes of the placements ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.identity import id_check_ok
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.deployment import rules, standards, taking, words
from jtdesk.deployment.tables import Placement
from jtdesk.schools.queries import school_ids

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PlacementDraft:
    """A new placement: values by field name, schools by name."""

    values: Values


@operation("deployment.add_placement", words.ADD_PLACEMENT)
def add_placement(session: Session, command: PlacementDraft) -> str:
    """Add a placement; return its id."""
    _refuse(command.values)
    describe(session, str(command.values["name"]))
    row = taking.columns(command.values, school_ids(session))
    return bulk.insert(session, Placement, [row])[0]


@dataclass(frozen=True)
class PlacementEdit:
    """Changed fields of a placement, schools by name."""

    id: str
    values: Values


@operation("deployment.edit_placement", words.EDIT_PLACEMENT)
def edit_placement(session: Session, command: PlacementEdit) -> None:
    """Correct a placement."""
    image = _placement(session, command.id)
    _refuse({**image, **command.values})
    describe(session, str(command.values.get("name", image["name"])))
    row = taking.columns(command.values, school_ids(session))
    bulk.update(session, Placement, [(command.id, row)])


@dataclass(frozen=True)
class PlacementEnd:
    """A placement ends before its time; ``on`` is its last month or day."""

    id: str
    on: str


@operation("deployment.end_placement", words.END_PLACEMENT)
def end_placement(session: Session, command: PlacementEnd) -> None:
    """End a placement early."""
    values = {"end": command.on, "status": words.ENDED_EARLY}
    edit_placement(session, PlacementEdit(command.id, values))


@operation("deployment.remove_placement", words.REMOVE_PLACEMENT)
def remove_placement(session: Session, command: str) -> None:
    """Remove a placement by id."""
    describe(session, str(_placement(session, command)["name"]))
    bulk.remove(session, Placement, [command])


def _placement(session: Session, placement_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Placement), [placement_id]).get(placement_id)
    if found is None:
        raise RuleError("这条交流记录已不存在,请刷新后重试。", code="gone")
    return found


def _refuse(values: Values) -> None:
    if not str(values.get("name") or "").strip():
        raise RuleError("请填写姓名。", code="name_missing", at="name")
    number = values.get("id_number")
    if number is not None and not id_check_ok(number):
        raise RuleError(
            "身份证号不是 18 位,或校验位不对,请核对。", code="id_check_digit", at="id_number"
        )
    for fault in rules.row_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


OPERATIONS = (
    add_placement,
    edit_placement,
    end_placement,
    remove_placement,
    *standards.OPERATIONS,
)
