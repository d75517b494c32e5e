"""Pairs of mentor and apprentice (师徒结对): reads, writes, and how lists of them come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.identity import id_check_ok
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.spans import covers, overlap
from jtdesk.deployment import queries, rules, words
from jtdesk.deployment.tables import Mentorship
from jtdesk.deployment.taking import stored_columns
from jtdesk.schools.queries import school_ids, school_names
from jtdesk.staff import queries as staff

Values = Mapping[str, Any]
COLUMNS = (
    "id", "mentor_name", "mentor_id_number", "mentor_school_id", "mentor_title",
    "apprentice_name", "apprentice_id_number", "apprentice_school_id", "subject", "kind", "start",
    "end", "lessons_heard", "assessment", "note",
)  # fmt: skip
SCHOOLS = ("mentor_school", "apprentice_school")
OWN = frozenset(COLUMNS) - {"id", "mentor_school_id", "apprentice_school_id"}


def mentorships(session: Session, question: Ask) -> list[Row]:
    """Return pairs: all of them, or those that run on a date, with what the staff list knows."""
    rows = _ledger(session, question)
    if not rows:
        return []
    people = {row["id_number"]: row for row in staff.everybody(session, question.as_of)}
    people.pop(None, None)
    day = question.as_of or clock.today().isoformat()
    for row in rows:
        mentor = people.get(row["mentor_id_number"], {})
        apprentice = people.get(row["apprentice_id_number"], {})
        schools = (row["mentor_school"], row["apprentice_school"])
        row["mentor_title"] = row["mentor_title"] or mentor.get("title")
        row["mentor_subject"] = mentor.get("subject") or row["subject"]
        row["apprentice_subject"] = apprentice.get("subject") or row["subject"]
        row["apprentice_years"] = _years(apprentice.get("work_since"), day)
        row["cross_school"] = None if None in schools else schools[0] != schools[1]
        row["running"] = covers(row["start"], row["end"], day)
    return rows


def _ledger(session: Session, question: Ask) -> list[Row]:
    names = school_names(session, question.as_of)
    found = []
    for values in session.execute(select(*(getattr(Mentorship, name) for name in COLUMNS))):
        row = dict(zip(COLUMNS, values, strict=True))
        if question.as_of is not None and not covers(row["start"], row["end"], question.as_of):
            continue
        for name in SCHOOLS:
            row[name] = names.get(row[f"{name}_id"])
        found.append(row)
    return sorted(found, key=lambda r: (r["start"] or "", r["mentor_name"], r["id"]))


def _years(since: str | None, day: str) -> int | None:
    """Return full years since a month or day; a month means its first day."""
    if since is None:
        return None
    begun = since if len(since) == 10 else f"{since}-01"
    return max(0, int(day[:4]) - int(begun[:4]) - (day[5:] < begun[5:]))


def pair_faults(row: Values) -> list[Fault]:
    """Return what refuses a pair, wherever it comes from."""
    found = []
    number, other = row.get("mentor_id_number"), row.get("apprentice_id_number")
    same = row.get("mentor_name") == row.get("apprentice_name") and (
        row.get("mentor_school") == row.get("apprentice_school")
    )
    if (number and number == other) or (same and not (number and other)):
        message = f"师父和徒弟都是{row.get('apprentice_name')}，请核对。"
        found.append(Fault("same_person", "apprentice_name", message))
    return [*found, *term_faults(row, "结对")]


def term_faults(row: Values, what: str) -> list[Fault]:
    """Return the fault of a term that ends before it starts."""
    return [
        Fault(fault.code, fault.at, fault.message.replace("交流", what), fault.value)
        for fault in rules.row_faults({"start": row.get("start"), "end": row.get("end")})
    ]


@dataclass(frozen=True)
class MentorshipDraft:
    """A new pair: values by field name, schools by name."""

    values: Values


@operation("deployment.add_mentorship", words.ADD_MENTORSHIP)
def add_mentorship(session: Session, command: MentorshipDraft) -> str:
    """Add a pair; return its id."""
    _refuse(session, command.values, None)
    describe(session, _title(command.values))
    row = stored_columns(command.values, school_ids(session), OWN, SCHOOLS)
    return bulk.insert(session, Mentorship, [row])[0]


@dataclass(frozen=True)
class MentorshipEdit:
    """Changed fields of a pair, schools by name."""

    id: str
    values: Values


@operation("deployment.edit_mentorship", words.EDIT_MENTORSHIP)
def edit_mentorship(session: Session, command: MentorshipEdit) -> None:
    """Correct a pair, its lessons heard and its assessment among the rest."""
    after = {**_image(session, command.id), **command.values}
    _refuse(session, after, command.id)
    describe(session, _title(after))
    row = stored_columns(command.values, school_ids(session), OWN, SCHOOLS)
    bulk.update(session, Mentorship, [(command.id, row)])


@dataclass(frozen=True)
class MentorshipEnd:
    """A pair ends; ``on`` is its last month or day."""

    id: str
    on: str
    assessment: str | None = None


@operation("deployment.end_mentorship", words.END_MENTORSHIP)
def end_mentorship(session: Session, command: MentorshipEnd) -> None:
    """End a pair, with the assessment where there is one."""
    values: dict[str, Any] = {"end": command.on}
    if command.assessment is not None:
        values["assessment"] = command.assessment
    edit_mentorship(session, MentorshipEdit(command.id, values))


@operation("deployment.remove_mentorship", words.REMOVE_MENTORSHIP)
def remove_mentorship(session: Session, command: str) -> None:
    """Remove a pair that was entered wrongly, by id."""
    describe(session, _title(_image(session, command)))
    bulk.remove(session, Mentorship, [command])


def _image(session: Session, row_id: str) -> dict[str, Any]:
    found = queries.image_of(session, Mentorship, row_id, "师徒结对")
    names = school_names(session)
    return found | {name: names.get(found[f"{name}_id"]) for name in SCHOOLS}


def _title(values: Values) -> str:
    return f"{values.get('mentor_name')} 带 {values.get('apprentice_name')}"


def _refuse(session: Session, values: Values, own_id: str | None) -> None:
    for name, called in (("mentor", words.MENTOR), ("apprentice", words.APPRENTICE)):
        if not str(values.get(f"{name}_name") or "").strip():
            raise RuleError(f"请填写{called}姓名。", code="name_missing", at=f"{name}_name")
        number = values.get(f"{name}_id_number")
        if number is not None and not id_check_ok(number):
            raise RuleError(
                f"{called}身份证号不是 18 位，或校验位不对，请核对。",
                code="id_check_digit", at=f"{name}_id_number",
            )  # fmt: skip
    for fault in pair_faults(values):
        raise RuleError(fault.message, code=fault.code, at=fault.at)
    names = ("mentor_name", "apprentice_name", *SCHOOLS)
    for row in _ledger(session, Ask()):
        same = row["id"] != own_id and all(row[n] == values.get(n) for n in names)
        if same and overlap(row["start"], row["end"], values.get("start"), values.get("end")):
            raise RuleError(
                f"{_title(values)}同一时间已有一条结对记录，请改那一条。",
                code="conflicts_with_store", at="start",
            )  # fmt: skip


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every pair as a workbook states it: titles as the list shows, terms to the month."""
    return [
        row | {name: row[name] and row[name][:7] for name in ("start", "end")}
        for row in mentorships(session, Ask())
    ]


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write pairs of a workbook."""
    schools = school_ids(session)
    made = [(w.id, stored_columns(w.values, schools, OWN, SCHOOLS)) for w in writes]
    bulk.insert(session, Mentorship, [row for row_id, row in made if row_id is None])
    bulk.update(session, Mentorship, [(i, row) for i, row in made if i is not None])


OPERATIONS = (add_mentorship, edit_mentorship, end_mentorship, remove_mentorship)
