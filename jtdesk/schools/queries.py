"""Reads of the schools register: rows as of a date, by the names of the data dictionary."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.spans import open_on
from jtdesk.schools import rules, sql, words
from jtdesk.schools.fields import STAGE_KEYS
from jtdesk.schools.sql import membership_on
from jtdesk.schools.tables import (
    Agreement,
    Document,
    DocumentContent,
    School,
    SchoolFacts,
    StageFacts,
    Travel,
)

FACT_COLUMNS = (
    "classes", "students", "posts", "teachers", "teaching_area", "sport_area", "equipment_value",
    "multimedia_rooms",
)  # fmt: skip
KEY_OF_STAGE = {word: key for key, word in STAGE_KEYS}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The group as window titles and forms name it."""

    id: str
    name: str
    model: str | None
    bureau: str | None
    principal: str | None
    year: int


def group(session: Session) -> GroupRow | None:
    """Return the group, None in a store where it is not set yet."""
    row = sql.group(reads_of(session))
    return None if row is None else GroupRow(**row)


def all_schools(session: Session, as_of: str | None) -> list[Row]:
    """Return every school ever entered, in bureau order, with its values as of a date."""
    return sql.all_schools(reads_of(session), as_of)


def school_names(session: Session, as_of: str | None = None) -> dict[str, str]:
    """Return the name of every school by id, in bureau order."""
    return sql.school_names(reads_of(session), as_of)


def school_ids(session: Session) -> dict[str, str]:
    """Return the id of every school by its present name."""
    return {name: school_id for school_id, name in school_names(session).items()}


def school_image(session: Session, school_id: str) -> dict[str, Any]:
    """Return the stored columns of one school.

    Raises:
        RuleError: it is gone.
    """
    found = bulk.images(session, bulk.table_of(School), [school_id]).get(school_id)
    if found is None:
        raise RuleError("这所学校已不在名册中，请刷新后重试。", code="gone")
    return found


def lead_school(session: Session) -> str | None:
    """Return the id of the lead school, None where there is none or more than one."""
    found = session.scalars(select(School.id).where(School.role == words.LEAD_ROLE)).all()
    return found[0] if len(found) == 1 else None


def memberships(session: Session) -> dict[str, list[Row]]:
    """Return the spans of membership of every school, oldest first."""
    return sql.memberships(reads_of(session))


def member_ids(session: Session, as_of: str | None) -> set[str]:
    """Return the ids of the schools that belong to the group on a day."""
    return sql.member_ids(reads_of(session), as_of)


def schools(session: Session, question: Ask) -> list[Row]:
    """Return the members of the group as of a date."""
    return sql.members(reads_of(session), question.as_of)


def school_facts(session: Session, question: Ask) -> list[Row]:
    """Return yearly facts: all of them, or as of a date the newest of each school until then."""
    f = SchoolFacts
    names = ("id", "school_id", "as_of", *FACT_COLUMNS)
    query = select(*(getattr(f, name) for name in names)).order_by(f.as_of)
    if question.as_of is not None:
        query = query.where(f.as_of <= question.as_of)
    stage_rows = _stage_sums(session)
    schools_by_id = {row["id"]: row for row in all_schools(session, question.as_of)}
    found: dict[tuple[str, str], Row] = {}
    for values in session.execute(query):
        row: Row = dict(zip(names, map(plain_value, values), strict=True))
        school = schools_by_id[row["school_id"]]
        row["school"] = school["name"]
        parts = stage_rows.get((row["school_id"], row["as_of"]), {})
        row |= {
            f"{key}_{what}": parts.get((key, what)) for key, _ in STAGE_KEYS for what in COUNTED
        }
        pupils = {stage: parts.get((key, "students")) or 0 for key, stage in STAGE_KEYS}
        row["stage_split"] = rules.stage_split(school["kind"], pupils, row)
        found[row["school_id"], "" if question.as_of else row["as_of"]] = row
    rank = {school_id: number for number, school_id in enumerate(schools_by_id)}
    return sorted(found.values(), key=lambda r: (r["as_of"], rank[r["school_id"]]))


COUNTED = ("classes", "students")


def _stage_sums(session: Session) -> dict[tuple[str, str], dict[tuple[str, str], int]]:
    """Return classes and pupils by stage; where only grades are known, their sum."""
    s = StageFacts
    sums: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    graded: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    query = select(s.school_id, s.as_of, s.stage, s.grade, s.classes, s.students)
    for school_id, as_of, stage, grade, classes, students in session.execute(query):
        target = sums if grade is None else graded
        part = target.setdefault((school_id, as_of), {})
        for what, value in zip(COUNTED, (classes, students), strict=True):
            if value is not None:
                key = (KEY_OF_STAGE[stage], what)
                part[key] = part.get(key, 0) + value
    for place, part in graded.items():
        sums[place] = part | sums.get(place, {})
    return sums


def plain_value(value: Any) -> Any:  # noqa: ANN401 - any column value
    """Return a column value as the dictionary publishes it."""
    return plain(value) if isinstance(value, float) else value


def stage_facts(session: Session, question: Ask) -> list[Row]:
    """Return facts by stage and grade: all, or as of a date the newest of each school."""
    s = StageFacts
    names = ("id", "school_id", "as_of", "stage", "grade", "classes", "students")
    query = select(*(getattr(s, name) for name in names))
    if question.as_of is not None:
        query = query.where(s.as_of <= question.as_of)
    rows = [dict(zip(names, values, strict=True)) for values in session.execute(query)]
    if question.as_of is not None:
        newest: dict[str, str] = {}
        for row in rows:
            newest[row["school_id"]] = max(newest.get(row["school_id"], ""), row["as_of"])
        rows = [row for row in rows if row["as_of"] == newest[row["school_id"]]]
    names_by_id = school_names(session, question.as_of)
    rank = {school_id: number for number, school_id in enumerate(names_by_id)}
    for row in rows:
        row["school"] = names_by_id[row["school_id"]]
    return sorted(
        rows,
        key=lambda r: (
            r["as_of"], rank[r["school_id"]], rules.STAGES.index(r["stage"]), r["grade"] or 0,
        ),
    )  # fmt: skip


def travel(session: Session, question: Ask) -> list[Row]:
    """Return the ways between schools; a school's minutes to the lead school are one of them."""
    t = Travel
    names = (
        "id",
        "from_school_id",
        "to_school_id",
        "minutes",
        "means",
        "first_arrival",
        "last_departure",
    )
    rows = [
        dict(zip(names, values, strict=True))
        for values in session.execute(select(*(getattr(t, name) for name in names)))
    ]
    members = schools(session, question)
    shown = {row["id"]: row["name"] for row in members}
    known = {(row["from_school_id"], row["to_school_id"]) for row in rows}
    known |= {(to, start) for start, to in known}
    lead = lead_school(session)
    rows += [
        dict.fromkeys(names)
        | {
            "id": m["id"],
            "from_school_id": m["id"],
            "to_school_id": lead,
            "minutes": m["travel_minutes"],
        }
        for m in members
        if lead
        and m["id"] != lead
        and m["travel_minutes"] is not None
        and (m["id"], lead) not in known
    ]
    rank = {school_id: number for number, school_id in enumerate(shown)}
    found = [row for row in rows if row["from_school_id"] in shown and row["to_school_id"] in shown]
    for row in found:
        row["from_school"] = shown[row["from_school_id"]]
        row["to_school"] = shown[row["to_school_id"]]
    return sorted(found, key=lambda r: (rank[r["from_school_id"]], rank[r["to_school_id"]]))


def travel_minutes(session: Session, as_of: str | None = None) -> dict[tuple[str, str], int]:
    """Return minutes between schools by pair of ids, both directions."""
    found: dict[tuple[str, str], int] = {}
    for row in travel(session, Ask(as_of=as_of)):
        found[row["from_school_id"], row["to_school_id"]] = row["minutes"]
    return {(to, start): minutes for (start, to), minutes in found.items()} | found


def agreements(session: Session, question: Ask) -> list[Row]:
    """Return support agreements: all, or those that run on a date."""
    a = Agreement
    names = (
        "id",
        "title",
        "lead_school_id",
        "member_school_id",
        "start",
        "end",
        "goals",
        "owner",
        "status",
    )
    names_by_id = school_names(session, question.as_of)
    rank = {school_id: number for number, school_id in enumerate(names_by_id)}
    found = []
    for values in session.execute(select(*(getattr(a, name) for name in names))):
        row = dict(zip(names, values, strict=True))
        row["lead_school"] = names_by_id.get(row["lead_school_id"])
        row["member_school"] = names_by_id[row["member_school_id"]]
        state = rules.agreement_status(row["start"], row["end"], row["status"], question.as_of)
        row["status"] = state
        if question.as_of is None or state == words.AGREEMENT_RUNNING:
            found.append(row)
    return sorted(found, key=lambda r: (rank[r["member_school_id"]], r["start"] or "", r["id"]))


def membership_rows(session: Session, question: Ask) -> list[Row]:
    """Return spans of membership: all, or those that stand on a date."""
    spans = memberships(session)
    return [
        span | {"school": name}
        for school_id, name in school_names(session, question.as_of).items()
        for span in spans.get(school_id, [])
        if question.as_of is None or open_on(span["joined_on"], span["left_on"], question.as_of)
    ]


def documents(session: Session, question: Ask) -> list[Row]:
    """Return the files kept in the store, newest last, without their content."""
    d = Document
    names = ("id", "owner_table", "owner_id", "name", "kind", "size", "sha256", "added_on")
    names_by_id = school_names(session)
    titles = dict(words.TABLE_TITLES)
    query = select(*(getattr(d, name) for name in names)).order_by(d.added_on, d.id)
    if question.as_of is not None:
        query = query.where(d.added_on <= question.as_of)
    rows = [dict(zip(names, values, strict=True)) for values in session.execute(query)]
    for row in rows:
        row["owner"] = names_by_id.get(row["owner_id"]) or titles.get(row["owner_table"])
    return rows


def documents_of(session: Session, owner_id: str) -> list[Row]:
    """Return the files hung on one record of any feature."""
    return [row for row in documents(session, Ask()) if row["owner_id"] == owner_id]


def document_content(session: Session, document_id: str) -> bytes:
    """Return the bytes of a document."""
    query = select(DocumentContent.content).where(DocumentContent.document_id == document_id)
    return base64.b64decode(session.scalar(query) or "")


@dataclass(frozen=True, slots=True)
class SchoolDetail:
    """One school with everything that hangs on it, for the drawer."""

    school: Row
    facts: list[Row]
    stage_facts: list[Row]
    travel: list[Row]
    agreements: list[Row]
    memberships: list[Row]
    documents: list[Row]
    small: bool | None
    findings: list[str]


def school_detail(
    session: Session, school_id: str, as_of: str | None = None
) -> SchoolDetail | None:
    """Return one school and what hangs on it, None if it is gone."""
    school = next((row for row in all_schools(session, as_of) if row["id"] == school_id), None)
    if school is None:
        return None
    spans = memberships(session).get(school_id, [])
    span = membership_on(spans, as_of)
    school["stages"] = rules.stages_of(school["kind"], school["stages"])
    school["joined_on"] = span["joined_on"] if span else None
    school["left_on"] = span["left_on"] if span else None
    every = Ask()
    facts = [r for r in school_facts(session, every) if r["school_id"] == school_id]
    shown = [r for r in facts if as_of is None or r["as_of"] <= as_of]
    today = Ask(as_of=as_of)
    return SchoolDetail(
        school=school,
        facts=facts,
        stage_facts=[r for r in stage_facts(session, every) if r["school_id"] == school_id],
        travel=[
            r for r in travel(session, today)
            if school_id in {r["from_school_id"], r["to_school_id"]}
        ],
        agreements=[
            r for r in agreements(session, every)
            if school_id in {r["lead_school_id"], r["member_school_id"]}
        ],
        memberships=spans,
        documents=documents_of(session, school_id),
        small=rules.small_school(shown[-1]["students"] if shown else None),
        findings=rules.code_sentences(school["code"], school["kind"]),
    )  # fmt: skip
