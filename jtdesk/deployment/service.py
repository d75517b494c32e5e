"""Writes of the placements ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.deployment import queries, rules, standards, taking, words
from jtdesk.deployment.tables import Duty, Placement
from jtdesk.schools import queries as schools

Values = Mapping[str, Any]
NAMED = 3


@dataclass(frozen=True)
class PlacementDraft:
    """A new placement: values by field name, schools by name."""

    values: Values


@operation("deployment.add_placement", words.ADD_PLACEMENT)
def add_placement(session: Session, command: PlacementDraft) -> str:
    """Add a placement; return its id."""
    describe(session, str(command.values.get("name") or ""))
    return _insert(session, [command.values])[0]


@dataclass(frozen=True)
class PlacementList:
    """Many new placements at once, as an adopted plan makes them.

    Attributes:
        rows: values by field name, schools by name.
        scenario_id: of the plan they come from, None for others.
        title: what the history page calls them.
    """

    rows: Sequence[Values]
    scenario_id: str | None = None
    title: str = ""


@operation("deployment.add_placements", words.ADD_PLACEMENTS)
def add_placements(session: Session, command: PlacementList) -> list[str]:
    """Add many placements as one step; return their ids in order. One bad row refuses all."""
    describe(session, f"{command.title or words.DEPLOYMENT} {len(command.rows)} 人")
    return _insert(session, [{**row, "scenario_id": command.scenario_id} for row in command.rows])


@dataclass(frozen=True)
class TeamOrder:
    """Several people go to one school under one order.

    Attributes:
        shared: what all have in common: ``to_school mode team document_no start end`` ...
        members: what each brings: ``name id_number from_school subject role`` ...
    """

    shared: Values
    members: Sequence[Values]


@operation("deployment.add_team", words.ADD_TEAM)
def add_team(session: Session, command: TeamOrder) -> list[str]:
    """Place a team at its school; return the ids of the placements in order of the members.

    Raises:
        RuleError: no name, no members, or one of them twice.
    """
    team = str(command.shared.get("team") or "").strip()
    if not team:
        raise RuleError("请填写团队名称。", code="team_missing", at="team")
    if not command.members:
        raise RuleError("团队里还没有成员，请先添加。", code="no_members")
    shared = {"mode": words.TEAM_MODE, **command.shared, "team": team}
    rows = [{**shared, **member} for member in command.members]
    for number, row in enumerate(rows):
        if any(rules.same_person(row, other) for other in rows[:number]):
            raise RuleError(f"{row.get('name')}在团队里写了两次，请去掉一行。", code="duplicate")
    names = "、".join(str(row.get("name")) for row in rows[:NAMED])
    more = f"等 {len(rows)} 人" if len(rows) > NAMED else ""
    describe(session, f"{team}到{shared.get('to_school') or '?'}：{names}{more}")
    return _insert(session, rows)


@dataclass(frozen=True)
class PlacementEdit:
    """Changed fields of a placement, schools by name."""

    id: str
    values: Values


@operation("deployment.edit_placement", words.EDIT_PLACEMENT)
def edit_placement(session: Session, command: PlacementEdit) -> None:
    """Correct a placement."""
    image = _placement(session, command.id)
    after = {**image, **command.values}
    # What a workbook brought in with a warning stays correctable in its other fields.
    untouched = not any(name in command.values for name in taking.SCHOOLS)
    _refuse(after | {"to_school": None} if untouched else after)
    describe(session, str(after["name"]))
    row = taking.columns(command.values, schools.school_ids(session))
    bulk.update(session, Placement, [(command.id, row)])


@dataclass(frozen=True)
class PlacementEnd:
    """A placement ends before its time; ``on`` is its last month or day."""

    id: str
    on: str


@operation("deployment.end_placement", words.END_PLACEMENT)
def end_placement(session: Session, command: PlacementEnd) -> None:
    """End a placement early.

    Raises:
        RuleError: it would not end any earlier than it does.
    """
    until = _placement(session, command.id)["end"]
    shared = min(len(until or ""), len(command.on))
    if until and command.on[:shared] > until[:shared]:
        raise RuleError(
            f"这次交流原定到 {until}，{command.on} 不早于它。要延长，请修改“止”。",
            code="date_order", at="on",
        )  # fmt: skip
    values = {"end": command.on, "status": words.ENDED_EARLY}
    edit_placement(session, PlacementEdit(command.id, values))


@dataclass(frozen=True)
class Assessment:
    """What the receiving school says of a placement.

    Attributes:
        id: of the placement.
        kind: ``mid`` on the way, ``final`` at its end.
        grade: word of the list ``assessment``; None takes it back.
        on: day or month of the assessment.
        achievements: main work and results, None leaves them as they are.
    """

    id: str
    kind: Literal["mid", "final"]
    grade: str | None
    on: str | None = None
    achievements: str | None = None


ASSESSED = {"mid": ("mid_assessment", "mid_assessed_on"), "final": ("assessment", "assessed_on")}


@operation("deployment.assess_placement", words.ASSESS_PLACEMENT)
def assess_placement(session: Session, command: Assessment) -> None:
    """Keep the mid-term or final assessment by the receiving school (接收学校负责考核).

    Raises:
        RuleError: no receiving school is known, nothing is said, or the day lies before the start.
    """
    image = _placement(session, command.id)
    if image["to_school_id"] is None:
        raise RuleError(
            f"{image['name']}的交流没有写接收学校。考核由接收学校负责，请先补填接收学校。",
            code="no_receiver", at="to_school",
        )  # fmt: skip
    if image["status"] == words.CANCELLED:
        raise RuleError(f"{image['name']}的交流已取消，不用考核。", code="cancelled_placement")
    grade, on = ASSESSED[command.kind]
    values: dict[str, Any] = {grade: command.grade, on: command.on if command.grade else None}
    if command.achievements is not None:
        values["achievements"] = command.achievements.strip() or None
    edit_placement(session, PlacementEdit(command.id, values))
    school = schools.school_names(session).get(image["to_school_id"], "")
    title = words.MID_TERM if command.kind == "mid" else words.FINAL
    describe(session, f"{school}考核{image['name']}，{title}：{command.grade or '撤回'}")


@operation("deployment.remove_placement", words.REMOVE_PLACEMENT)
def remove_placement(session: Session, command: str) -> None:
    """Remove a placement by id, its duties with it."""
    describe(session, str(_placement(session, command)["name"]))
    hanging = session.scalars(select(Duty.id).where(Duty.placement_id == command)).all()
    bulk.remove(session, Duty, list(hanging))
    bulk.remove(session, Placement, [command])


def _insert(session: Session, rows: Sequence[Values]) -> list[str]:
    known = schools.school_ids(session)
    made = []
    for values in rows:
        _refuse(values)
        made.append(taking.columns(values, known))
    return bulk.insert(session, Placement, made)


def _placement(session: Session, placement_id: str) -> dict[str, Any]:
    """Return the stored columns of a placement with the names of its schools."""
    found = queries.image_of(session, Placement, placement_id, "交流记录")
    names = schools.school_names(session)
    return found | {name: names.get(found[f"{name}_id"]) for name in taking.SCHOOLS}


def _refuse(values: Values) -> None:
    for fault in rules.entry_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


OPERATIONS = (
    add_placement,
    add_placements,
    add_team,
    edit_placement,
    end_placement,
    assess_placement,
    remove_placement,
    *standards.OPERATIONS,
)
