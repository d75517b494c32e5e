"""Writes of the schools register: the group, its schools, facts, travel, agreements, documents."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock, timeline
from jtdesk.core.datasets import Write
from jtdesk.core.errors import RuleError
from jtdesk.core.initials import place_initials
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.schools import queries, rules, sql, taking, words
from jtdesk.schools.agreements import (
    add_agreement,
    edit_agreement,
    end_agreement,
    remove_agreement,
    remove_travel,
    set_travel,
)
from jtdesk.schools.tables import (
    Document,
    DocumentContent,
    EducationGroup,
    Membership,
    School,
    SchoolFacts,
    StageFacts,
)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class GroupSettings:
    """What the group is called and which school year it works in."""

    name: str
    year: int
    model: str | None = None
    bureau: str | None = None
    principal: str | None = None


@operation("schools.set_group", words.SET_GROUP)
def set_group(session: Session, command: GroupSettings) -> str:
    """Set the one row of the group; return its id."""
    if not command.name.strip():
        raise RuleError("请填写集团名称。", code="name_missing", at="name")
    if not 1990 <= command.year <= 2100:
        raise RuleError(f"学年 {command.year} 不合规，请填四位年份。", code="bad_year", at="year")
    describe(session, f"{command.name} {command.year} 学年")
    found = session.scalars(select(EducationGroup)).first()
    if found is None:
        found = EducationGroup(**asdict(command))
        session.add(found)
        session.flush()
        return found.id
    bulk.update(session, EducationGroup, [(found.id, asdict(command))])
    return found.id


@dataclass(frozen=True)
class SchoolDraft:
    """A new school: values by field name, and the day they speak of (None: today)."""

    values: Values
    on: str | None = None


@operation("schools.add_school", words.ADD_SCHOOL)
def add_school(session: Session, command: SchoolDraft) -> str:
    """Add a school and its membership; return its id."""
    values = dict(command.values)
    _refuse(session, values, None)
    describe(session, str(values["name"]))
    taking.write(session, [Write(None, values)], _day(command.on))
    return queries.school_ids(session)[values["name"]]


@dataclass(frozen=True)
class SchoolEdit:
    """Changed fields of a school.

    Attributes:
        id: the school.
        values: changed fields by name.
        on: day from which the change holds; None corrects what was never true.
    """

    id: str
    values: Values
    on: str | None = None


@operation("schools.edit_school", words.EDIT_SCHOOL)
def edit_school(session: Session, command: SchoolEdit) -> None:
    """Correct a school, or change it from a day."""
    school = queries.school_image(session, command.id)
    values = dict(command.values)
    _refuse(session, {"name": school["name"]} | values, command.id)
    describe(session, str(values.get("name", school["name"])))
    own = {name: value for name, value in values.items() if name in taking.OWN}
    if "name" in own:
        own["initials"] = place_initials(own["name"])
    if command.on is None:
        timeline.correct(session, School, [(command.id, own)])
    elif own:
        timeline.state(
            session, School, [(command.id, own)], on=command.on, identity=taking.IDENTITY
        )
    span = {name: values[name] for name in taking.MEMBERSHIP if name in values}
    spans = queries.memberships(session).get(command.id, [])
    if span and spans:
        bulk.update(session, Membership, [(spans[-1]["id"], span)])
    elif span:
        bulk.insert(session, Membership, [{"school_id": command.id} | span])


def _refuse(session: Session, values: Values, own_id: str | None) -> None:
    """Refuse values no school can have."""
    name = str(values.get("name") or "").strip()
    if not name:
        raise RuleError("请填写学校名称。", code="name_missing", at="name")
    for school_id, other in queries.school_names(session).items():
        if other == name and school_id != own_id:
            raise RuleError(f"已经有一所学校叫“{name}”。", code="duplicate_school", at="name")
    code = values.get("code")
    taken = session.scalar(
        select(School.name).where(School.code == code, School.id != (own_id or ""))
    )
    if code and taken:
        raise RuleError(f"标识码 {code} 已属于“{taken}”。", code="duplicate_code", at="code")
    for fault in rules.row_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


def _day(on: str | None) -> str:
    return on or clock.today().isoformat()


@dataclass(frozen=True)
class GroupLeave:
    """A school leaves the group on a day; on that day it is no member any more."""

    school_id: str
    on: str
    reason: str | None = None


@operation("schools.leave_group", words.LEAVE_GROUP)
def leave_group(session: Session, command: GroupLeave) -> None:
    """End the membership of a school."""
    school = queries.school_image(session, command.school_id)
    spans = queries.memberships(session).get(command.school_id, [])
    values = {"left_on": command.on, "reason": command.reason}
    span = sql.membership_on(spans, None)
    if spans and span is None:
        raise RuleError(f"“{school['name']}”已经退出集团。", code="not_member")
    if span is None:
        bulk.insert(session, Membership, [{"school_id": command.school_id} | values])
    else:
        if not rules.ordered(span["joined_on"], command.on):
            raise RuleError(
                f"退出时间 {command.on} 早于加入时间 {span['joined_on']}。",
                code="date_order",
                at="on",
            )
        bulk.update(session, Membership, [(span["id"], values)])
    describe(session, f"{school['name']} 自 {command.on} 起退出")


@dataclass(frozen=True)
class GroupJoin:
    """A school that had left comes back on a day."""

    school_id: str
    on: str


@operation("schools.join_group", words.JOIN_GROUP)
def join_group(session: Session, command: GroupJoin) -> str:
    """Start a new membership of a school; return its id."""
    school = queries.school_image(session, command.school_id)
    spans = queries.memberships(session).get(command.school_id, [])
    if sql.membership_on(spans, None) is not None:
        raise RuleError(f"“{school['name']}”现在就是集团成员。", code="already_member")
    if spans and not rules.ordered(spans[-1]["left_on"], command.on):
        raise RuleError(
            f"加入时间 {command.on} 早于上次退出时间 {spans[-1]['left_on']}。",
            code="date_order", at="on",
        )  # fmt: skip
    describe(session, f"{school['name']} 自 {command.on} 起加入")
    row = {"school_id": command.school_id, "joined_on": command.on}
    return bulk.insert(session, Membership, [row])[0]


@dataclass(frozen=True)
class FactsEntry:
    """Figures of a school at a statistics date, by field name (stages and grades too)."""

    school_id: str
    as_of: str
    values: Values


@operation("schools.set_facts", words.SET_FACTS)
def set_facts(session: Session, command: FactsEntry) -> None:
    """Write the yearly facts of a school; those not named stay."""
    school = queries.school_image(session, command.school_id)
    for name, value in command.values.items():
        if value is not None and value < 0:
            raise RuleError("数值不能小于 0。", code="not_a_number", at=name)
    describe(session, f"{school['name']} {command.as_of}")
    taking.write_facts(session, [(command.school_id, command.values)], command.as_of)


@operation("schools.remove_facts", words.REMOVE_FACTS)
def remove_facts(session: Session, command: tuple[str, str]) -> None:
    """Remove the facts of ``(school id, statistics date)``."""
    school_id, as_of = command
    describe(session, f"{queries.school_image(session, school_id)['name']} {as_of}")
    for model in (SchoolFacts, StageFacts):
        found = session.scalars(
            select(model.id).where(model.school_id == school_id, model.as_of == as_of)
        ).all()
        bulk.remove(session, model, found)


@dataclass(frozen=True)
class DocumentDraft:
    """A file to hang on a record of any feature."""

    owner_table: str
    owner_id: str
    name: str
    content: bytes
    kind: str | None = None


@operation("schools.attach_document", words.ATTACH_DOCUMENT)
def attach_document(session: Session, command: DocumentDraft) -> str:
    """Keep a file inside the store; return the document's id."""
    size = len(command.content)
    if size > rules.MAX_DOCUMENT:
        raise RuleError(
            f"“{command.name}”有 {size / 1048576:.1f} MB，附件最大 20 MB。请压缩后再添加。",
            code="document_too_large", at="content",
        )  # fmt: skip
    if not size:
        raise RuleError(f"“{command.name}”是空文件，没有添加。", code="file_empty", at="content")
    describe(session, command.name)
    document = {
        "owner_table": command.owner_table,
        "owner_id": command.owner_id,
        "name": command.name,
        "kind": command.kind,
        "size": size,
        "sha256": hashlib.sha256(command.content).hexdigest(),
        "added_on": clock.today().isoformat(),
    }
    document_id = bulk.insert(session, Document, [document])[0]
    text = base64.b64encode(command.content).decode("ascii")
    bulk.insert(session, DocumentContent, [{"document_id": document_id, "content": text}])
    return document_id


@operation("schools.remove_document", words.REMOVE_DOCUMENT)
def remove_document(session: Session, command: str) -> None:
    """Remove a document and its bytes by id; undo brings both back."""
    image = bulk.images(session, bulk.table_of(Document), [command]).get(command)
    if image is None:
        raise RuleError("这个附件已不存在，请刷新后重试。", code="gone")
    describe(session, str(image["name"]))
    contents = session.scalars(
        select(DocumentContent.id).where(DocumentContent.document_id == command)
    ).all()
    bulk.remove(session, DocumentContent, contents)
    bulk.remove(session, Document, [command])


OPERATIONS = (
    set_group, add_school, edit_school, leave_group, join_group, set_facts, remove_facts,
    set_travel, remove_travel, add_agreement, edit_agreement, end_agreement, remove_agreement,
    attach_document, remove_document,
)  # fmt: skip
