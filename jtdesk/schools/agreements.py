"""Writes between two schools: the ways between them and their support agreements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, timeline
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.schools import queries, rules, words
from jtdesk.schools.tables import Agreement, School, Travel

Values = Mapping[str, Any]


@dataclass(frozen=True)
class TravelEntry:
    """The way between two schools.

    Attributes:
        from_school_id, to_school_id: the pair; serves both directions unless both are given.
        minutes: one way.
        means: 车, 船 or 桥.
        first_arrival, last_departure: ferry window at the second school, ``HH:MM``.
    """

    from_school_id: str
    to_school_id: str
    minutes: int
    means: str | None = None
    first_arrival: str | None = None
    last_departure: str | None = None


@operation("schools.set_travel", words.SET_TRAVEL)
def set_travel(session: Session, command: TravelEntry) -> None:
    """Write the way between two schools; the lead school's minutes follow."""
    if command.from_school_id == command.to_school_id:
        raise RuleError("出发学校和到达学校相同。", code="same_school", at="to_school")
    if not 0 <= command.minutes <= 2000:
        raise RuleError("单程分钟请填 0 到 2000 的整数。", code="not_a_number", at="minutes")
    rules.refuse_wrong_time(command.first_arrival, "first_arrival")
    rules.refuse_wrong_time(command.last_departure, "last_departure")
    start = queries.school_image(session, command.from_school_id)
    to = queries.school_image(session, command.to_school_id)
    describe(session, f"{start['name']} 到 {to['name']} {command.minutes} 分钟")
    found = session.scalar(
        select(Travel.id).where(
            Travel.from_school_id == command.from_school_id,
            Travel.to_school_id == command.to_school_id,
        )
    )
    if found is None:
        bulk.insert(session, Travel, [asdict(command)])
    else:
        bulk.update(session, Travel, [(found, asdict(command))])
    if command.to_school_id == queries.lead_school(session):
        timeline.correct(
            session, School, [(command.from_school_id, {"travel_minutes": command.minutes})]
        )


@operation("schools.remove_travel", words.REMOVE_TRAVEL)
def remove_travel(session: Session, command: str) -> None:
    """Remove a way by id."""
    bulk.remove(session, Travel, _present(session, Travel, command))


def _present(session: Session, model: type[Travel | Agreement], row_id: str) -> list[str]:
    if row_id not in bulk.images(session, bulk.table_of(model), [row_id]):
        raise RuleError("这条记录已不存在，请刷新后重试。", code="gone")
    return [row_id]


@dataclass(frozen=True)
class AgreementDraft:
    """A new support agreement."""

    member_school_id: str
    lead_school_id: str | None = None
    title: str | None = None
    start: str | None = None
    end: str | None = None
    goals: str | None = None
    owner: str | None = None


@operation("schools.add_agreement", words.ADD_AGREEMENT)
def add_agreement(session: Session, command: AgreementDraft) -> str:
    """Add an agreement; return its id."""
    values = asdict(command)
    _refuse_term(values)
    member = queries.school_image(session, command.member_school_id)
    lead = (
        queries.school_image(session, command.lead_school_id)["name"]
        if command.lead_school_id
        else None
    )
    values["title"] = command.title or rules.agreement_title(lead, member["name"])
    describe(session, values["title"])
    return bulk.insert(session, Agreement, [values])[0]


def _refuse_term(values: Values) -> None:
    for fault in rules.agreement_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


@dataclass(frozen=True)
class AgreementEdit:
    """Changed columns of an agreement."""

    id: str
    values: Values = field(default_factory=dict)


@operation("schools.edit_agreement", words.EDIT_AGREEMENT)
def edit_agreement(session: Session, command: AgreementEdit) -> None:
    """Change an agreement."""
    _present(session, Agreement, command.id)
    image = bulk.images(session, bulk.table_of(Agreement), [command.id])[command.id]
    _refuse_term({**image, **command.values})
    describe(session, str(image["title"]))
    bulk.update(session, Agreement, [(command.id, command.values)])


@dataclass(frozen=True)
class AgreementEnd:
    """An agreement ends before its time; ``on`` is its last month or day."""

    id: str
    on: str


@operation("schools.end_agreement", words.END_AGREEMENT)
def end_agreement(session: Session, command: AgreementEnd) -> None:
    """End an agreement early."""
    values = {"end": command.on, "status": words.AGREEMENT_ENDED}
    edit_agreement(session, AgreementEdit(command.id, values))


@operation("schools.remove_agreement", words.REMOVE_AGREEMENT)
def remove_agreement(session: Session, command: str) -> None:
    """Remove an agreement by id."""
    bulk.remove(session, Agreement, _present(session, Agreement, command))
