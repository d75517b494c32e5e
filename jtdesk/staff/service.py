"""Writes of the staff register: people, postings, honours, who is the same person, who looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.errors import RuleError
from jtdesk.core.identity import id_check_ok
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.schools.queries import school_ids, school_names
from jtdesk.staff import ledger, queries, rules, taking, words
from jtdesk.staff.doubles import decide_pair, merge_persons
from jtdesk.staff.tables import Honour, Posting, Teacher

Values = Mapping[str, Any]
NAMED = 5


@dataclass(frozen=True)
class TeacherDraft:
    """A new person: values by field name (schools by name), and the day they speak of."""

    values: Values
    on: str | None = None


@operation("staff.add_teacher", words.ADD_TEACHER)
def add_teacher(session: Session, command: TeacherDraft) -> str:
    """Add a person; return the id."""
    values = dict(command.values)
    rules.complete(values)
    _refuse(session, values, None)
    describe(session, str(values["name"]))
    return taking.add_people(session, [values], school_ids(session), _day(command.on))[0]


@dataclass(frozen=True)
class TeacherEdit:
    """Changed fields of a person.

    Attributes:
        id: the person.
        values: changed fields by name, schools by name.
        on: day from which the change holds; None corrects what was never true.
    """

    id: str
    values: Values
    on: str | None = None


@operation("staff.edit_teacher", words.EDIT_TEACHER)
def edit_teacher(session: Session, command: TeacherEdit) -> None:
    """Correct a person, or change it from a day."""
    image = queries.teacher_image(session, command.id)
    person = _person(session, command.id)
    values = dict(command.values)
    _refuse(session, person | values, command.id)
    describe(session, str(values.get("name", person["name"])))
    day = command.on or image["stated_on"] or clock.today().isoformat()
    taking.state_people(session, [(command.id, values)], school_ids(session), day)


def _day(on: str | None) -> str:
    return on or clock.today().isoformat()


def _person(session: Session, teacher_id: str) -> dict[str, Any]:
    detail = queries.teacher_detail(session, teacher_id)
    if detail is None:  # pragma: no cover - looked up before
        raise RuleError("这个人已不在名册中，请刷新后重试。", code="gone")
    return detail.person


def _refuse(session: Session, values: Values, own_id: str | None) -> None:
    """Refuse values no person can have."""
    if not str(values.get("name") or "").strip():
        raise RuleError("请填写姓名。", code="name_missing", at="name")
    number = values.get("id_number")
    if number is not None and not id_check_ok(number):
        raise RuleError(
            "身份证号不是 18 位，或校验位不对，请核对。", code="id_check_digit", at="id_number"
        )
    taken = session.scalar(
        select(Teacher.name).where(Teacher.id_number == number, Teacher.id != (own_id or ""))
    )
    if number is not None and taken:
        raise RuleError(
            f"这个身份证号已登记给“{taken}”。", code="conflicts_with_store", at="id_number"
        )
    for fault in taking.check(dict(values)):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


@dataclass(frozen=True)
class TeacherMove:
    """A person belongs to, teaches at, or visits another school from a day.

    Attributes:
        id: the person.
        school_id: where to.
        on: first day there.
        kind: 编制, 任教 or 走教.
        share: part of the workload there, 0 to 1.
    """

    id: str
    school_id: str
    on: str
    kind: str = words.POST
    share: float | None = None


@operation("staff.move_teacher", words.MOVE_TEACHER)
def move_teacher(session: Session, command: TeacherMove) -> None:
    """End the line that stands on the day and start the new one; visits stand beside others."""
    person = queries.teacher_image(session, command.id)
    name = _school_name(session, command.school_id)
    if command.kind not in words.POSTING_KINDS:
        raise RuleError(
            f"任职类别“{command.kind}”不在编制、任教、走教之列。",
            code="unknown_code_word",
            at="kind",
        )
    if command.share is not None and not 0 < command.share <= 1:
        raise RuleError("工作量占比请填 0 到 1 之间的数。", code="not_a_number", at="share")
    lines = queries.lines_of(
        queries.postings_by_person(session, {command.id}).get(command.id, []), command.kind
    )
    standing = ledger.line_on(lines, command.on)
    if standing is not None and command.kind != words.VISITING:
        if standing["school_id"] == command.school_id:
            raise RuleError(f"{person['name']} 当天已在“{name}”。", code="same_school", at="school")
        if standing["from_date"] is not None and standing["from_date"] >= command.on:
            raise RuleError(
                f"{person['name']} 自 {standing['from_date']} 起才在现学校，调动日期请晚于它。",
                code="date_order", at="on",
            )  # fmt: skip
        bulk.update(session, Posting, [(standing["id"], {"to_date": command.on})])
    describe(session, f"{person['name']} 自 {command.on} 起 {command.kind}于 {name}")
    row = {
        "teacher_id": command.id, "school_id": command.school_id, "kind": command.kind,
        "share": command.share, "from_date": command.on, "since": command.on,
        "to_date": standing["to_date"] if standing and command.kind != words.VISITING else None,
    }  # fmt: skip
    bulk.insert(session, Posting, [row])
    if (person["stated_on"] or "") < command.on:
        bulk.update(session, Teacher, [(command.id, {"stated_on": command.on})])


def _school_name(session: Session, school_id: str) -> str:
    name = school_names(session).get(school_id)
    if name is None:
        raise RuleError("这所学校已不在名册中，请刷新后重试。", code="gone", at="school")
    return name


@dataclass(frozen=True)
class PostingEnd:
    """One line of the ledger ends; on the day it does not stand any more."""

    id: str
    on: str


@operation("staff.end_posting", words.END_POSTING)
def end_posting(session: Session, command: PostingEnd) -> None:
    """End one posting."""
    image = bulk.images(session, bulk.table_of(Posting), [command.id]).get(command.id)
    if image is None:
        raise RuleError("这条任职记录已不存在，请刷新后重试。", code="gone")
    if image["from_date"] is not None and command.on <= image["from_date"]:
        raise RuleError("结束日期须晚于开始日期。", code="date_order", at="on")
    describe(session, str(queries.teacher_image(session, image["teacher_id"])["name"]))
    bulk.update(session, Posting, [(command.id, {"to_date": command.on})])


@dataclass(frozen=True)
class Leaving:
    """A person leaves the group; on the day he or she is not on the staff any more."""

    id: str
    on: str
    reason: str | None = None


@operation("staff.record_leaving", words.RECORD_LEAVING)
def record_leaving(session: Session, command: Leaving) -> None:
    """End every posting of a person and note when and why."""
    person = queries.teacher_image(session, command.id)
    lines = queries.postings_by_person(session, {command.id}).get(command.id, [])
    change = ledger.end_lines(lines, command.on)
    bulk.remove(session, Posting, change.removed)
    bulk.update(session, Posting, change.changed)
    values = {"left_on": command.on, "left_reason": command.reason}
    bulk.update(session, Teacher, [(command.id, values)])
    describe(session, f"{person['name']} 自 {command.on} 起离职")


@dataclass(frozen=True)
class HonourDraft:
    """A title of honour of a person."""

    teacher_id: str
    title: str
    level: str | None = None
    issuer: str | None = None
    document_no: str | None = None
    awarded_on: str | None = None
    valid_until: str | None = None
    counts: bool | None = None


@operation("staff.add_honour", words.ADD_HONOUR)
def add_honour(session: Session, command: HonourDraft) -> str:
    """Add an honour; return its id."""
    person = queries.teacher_image(session, command.teacher_id)
    values = asdict(command)
    _refuse_honour(values)
    describe(session, f"{person['name']} {command.level or ''}{command.title}")
    return bulk.insert(session, Honour, [values])[0]


def _refuse_honour(values: Values) -> None:
    if not str(values.get("title") or "").strip():
        raise RuleError("请填写称号。", code="name_missing", at="title")
    for fault in rules.honour_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)


@dataclass(frozen=True)
class HonourEdit:
    """Changed columns of an honour."""

    id: str
    values: Values


@operation("staff.edit_honour", words.EDIT_HONOUR)
def edit_honour(session: Session, command: HonourEdit) -> None:
    """Correct an honour."""
    image = _honour(session, command.id)
    _refuse_honour({**image, **command.values})
    _describe_honour(session, image)
    bulk.update(session, Honour, [(command.id, command.values)])


def _honour(session: Session, honour_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(Honour), [honour_id]).get(honour_id)
    if found is None:
        raise RuleError("这项荣誉已不存在，请刷新后重试。", code="gone")
    return found


def _describe_honour(session: Session, honour: Values) -> None:
    person = queries.teacher_image(session, honour["teacher_id"])
    describe(session, f"{person['name']} {honour['level'] or ''}{honour['title']}")


@dataclass(frozen=True)
class HonourEnd:
    """An honour ends; ``on`` is its last month or day."""

    id: str
    on: str


@operation("staff.end_honour", words.END_HONOUR)
def end_honour(session: Session, command: HonourEnd) -> None:
    """End an honour."""
    image = _honour(session, command.id)
    _refuse_honour(image | {"valid_until": command.on})
    _describe_honour(session, image)
    bulk.update(session, Honour, [(command.id, {"valid_until": command.on})])


@operation("staff.remove_honour", words.REMOVE_HONOUR)
def remove_honour(session: Session, command: str) -> None:
    """Remove an honour that was entered wrongly, by id."""
    _describe_honour(session, _honour(session, command))
    bulk.remove(session, Honour, [command])


@dataclass(frozen=True)
class Reveal:
    """Whose id numbers and phones are looked at."""

    ids: tuple[str, ...]


@operation("staff.reveal", words.REVEAL, silent=True)
def reveal(session: Session, command: Reveal) -> dict[str, dict[str, str | None]]:
    """Return id number and phone by person id; the looking is written down."""
    t = Teacher
    found: dict[str, dict[str, str | None]] = {}
    names = []
    for start in range(0, len(command.ids), 500):
        query = select(t.id, t.name, t.id_number, t.phone).where(
            t.id.in_(command.ids[start : start + 500])
        )
        for person, name, number, phone in session.execute(query):
            found[person] = {"id_number": number, "phone": phone}
            names.append(name)
    more = f"等 {len(names)} 人" if len(names) > NAMED else ""
    describe(session, "、".join(names[:NAMED]) + more)
    return found


OPERATIONS = (
    add_teacher, edit_teacher, move_teacher, end_posting, record_leaving, add_honour, edit_honour,
    end_honour, remove_honour, decide_pair, merge_persons, reveal,
)  # fmt: skip
