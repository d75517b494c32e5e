"""Reads of the staff register: people as of a date, postings, honours, who looks double."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.spans import open_on
from jtdesk.schools import queries as schools
from jtdesk.staff import matching, rules, sql, words
from jtdesk.staff.finding import PersonFinder
from jtdesk.staff.tables import PersonPair, Teacher

# How lists that hang on the staff register name the person.
PERSON = frozenset({"name", "id_number", "school"})
LEDGER_SHOWN = ("school", "school_since", "teaching_school", "backbone_level")


def postings_by_person(session: Session, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the lines of the postings ledger by person.

    Args:
        session: any session.
        only: ids of the people asked for; None for all.
    """
    return sql.postings_by_person(reads_of(session), only)


def honours_by_person(session: Session, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the honours by person (see `postings_by_person`)."""
    return sql.honours_by_person(reads_of(session), only)


def lines_of(lines: Iterable[Row], kind: str) -> list[Row]:
    """Return the lines of one kind."""
    return [line for line in lines if line["kind"] == kind]


def everybody(session: Session, as_of: str | None) -> list[Row]:
    """Return every person ever entered with all fields as of a date, staff then or not."""
    return list(sql.everybody(reads_of(session), as_of).values())


def staff(session: Session, question: Ask) -> list[Row]:
    """Return the staff of the group's schools as of a date, in bureau order of the schools."""
    return sql.staff(reads_of(session), question.as_of)


def honours(session: Session, question: Ask) -> list[Row]:
    """Return honours: all, or those valid on a date, with the person they belong to."""
    found = _with_person(session, question, honours_by_person(session), _honour_shown)
    return sorted(found, key=lambda r: (r["rank"], r["id"]))


def _honour_shown(honour: Row, as_of: str | None) -> Row | None:
    if as_of is not None and not rules.valid_on(honour, as_of):
        return None
    level = rules.published_level(honour)
    return honour | {
        "backbone": rules.is_backbone(honour),
        "rank": rules.RANK.get(level or "", rules.NO_RANK),
    }


def postings(session: Session, question: Ask) -> list[Row]:
    """Return lines of the postings ledger: all, or those that stand on a date."""
    names = schools.school_names(session, question.as_of)

    def shown(line: Row, as_of: str | None) -> Row | None:
        if as_of is not None and not open_on(line["from_date"], line["to_date"], as_of):
            return None
        return line | {"school": names[line["school_id"]]}

    found = _with_person(session, question, postings_by_person(session), shown)
    return sorted(found, key=lambda r: (r["from_date"] or "", r["id"]))


def _with_person(
    session: Session,
    question: Ask,
    ledger: dict[str, list[Row]],
    shown: Callable[[Row, str | None], Row | None],
) -> list[Row]:
    persons = {row["id"]: row for row in everybody(session, question.as_of)}
    found = []
    for teacher_id, lines in ledger.items():
        person = persons[teacher_id]
        own = {name: person[name] for name in ("name", "id_number", "school", "subject")}
        for line in lines:
            row = shown(line, question.as_of)
            if row is not None:
                found.append(own | row)
    return found


@dataclass(frozen=True, slots=True)
class TeacherDetail:
    """One person with the ledgers that belong to it, for the drawer."""

    person: Row
    postings: list[Row]
    honours: list[Row]
    documents: list[Row]
    age: int | None


def teacher_detail(
    session: Session, teacher_id: str, as_of: str | None = None
) -> TeacherDetail | None:
    """Return one person and what belongs to it, None if it is gone."""
    reads = reads_of(session)
    rows = {key: row for key, row in sql.people(reads, as_of).items() if key == teacher_id}
    if not rows:
        return None
    names = schools.school_names(session, as_of)
    sql.add_ledgers(reads, rows, as_of, names)
    person = rows[teacher_id]
    day = as_of or clock.today().isoformat()
    return TeacherDetail(
        person=person,
        postings=[
            line | {"school": names[line["school_id"]]}
            for line in postings_by_person(session, {teacher_id}).get(teacher_id, [])
        ],
        honours=honours_by_person(session, {teacher_id}).get(teacher_id, []),
        documents=schools.documents_of(session, teacher_id),
        age=rules.age_on(person["birth_date"], day),
    )


def teacher_image(session: Session, teacher_id: str) -> dict[str, Any]:
    """Return the stored columns of one person.

    Raises:
        RuleError: the person is gone.
    """
    found = bulk.images(session, bulk.table_of(Teacher), [teacher_id]).get(teacher_id)
    if found is None:
        raise RuleError("这个人已不在名册中，请刷新后重试。", code="gone")
    return found


def facets(rows: Iterable[Row], names: Iterable[str]) -> dict[str, dict[str | None, int]]:
    """Count the values of some fields, most frequent first."""
    found: dict[str, dict[str | None, int]] = {}
    kept = list(rows)
    for name in names:
        counts: dict[str | None, int] = {}
        for row in kept:
            counts[row[name]] = counts.get(row[name], 0) + 1
        found[name] = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")))
    return found


def verdicts(session: Session) -> dict[tuple[str, str], tuple[str, str]]:
    """Return ``(row id, verdict)`` of every decided pair."""
    p = PersonPair
    query = select(p.first_id, p.second_id, p.id, p.verdict)
    return {
        (first, second): (row_id, verdict)
        for first, second, row_id, verdict in session.execute(query)
    }


def duplicates(session: Session, question: Ask) -> list[Row]:
    """Return pairs of people who look like one, undecided ones first."""
    persons = {
        row["id"]: row for row in everybody(session, question.as_of) if row["left_on"] is None
    }
    decided = verdicts(session)
    found = []
    for pair in matching.similar_pairs(persons.values()):
        first, second = persons[pair.first], persons[pair.second]
        _, verdict = decided.get((pair.first, pair.second), ("", words.UNDECIDED))
        found.append(
            {
                "id": f"{pair.first}-{pair.second}",
                "first_id": pair.first,
                "second_id": pair.second,
                "reasons": list(pair.reasons),
                "verdict": verdict,
                **{name: first[name] for name in ("name", "school", "id_number")},
                **{f"other_{name}": second[name] for name in ("name", "school", "id_number")},
            }
        )
    return sorted(found, key=lambda r: (r["verdict"] != words.UNDECIDED, r["name"], r["id"]))


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One person as the search over everything shows it."""

    id: str
    name: str
    initials: str
    school: str | None
    id_tail: str


def search_index(session: Session, as_of: str | None = None) -> list[PersonHit]:
    """Return everybody on the staff for searching by name, initials or the end of the id number."""
    return [
        PersonHit(
            row["id"],
            row["name"],
            row["initials"] or "",
            row["school"],
            (row["id_number"] or "")[-4:],
        )
        for row in staff(session, Ask(as_of=as_of))
    ]


def ids_by_name(session: Session, as_of: str | None) -> dict[tuple[str, str], str | None]:
    """Return id numbers by (school name, person name) where that person is the only one."""
    found: dict[tuple[str, str], str | None] = {}
    for row in staff(session, Ask(as_of=as_of)):
        for school in {row["school"], row["teaching_school"]} - {None}:
            key = (school, row["name"])
            found[key] = None if key in found else row["id_number"]
    return found


def person_finder(session: Session, as_of: str | None = None) -> PersonFinder:
    """Return what finds the person a row of a list speaks of, among the staff as of a date."""
    return PersonFinder(staff(session, Ask(as_of=as_of)))


def stranger_check(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check of a list that every row speaks of somebody on the staff register."""
    finder = person_finder(session, as_of)

    def check(row: Row) -> list[Fault]:
        found = finder.find(row)
        return [found] if isinstance(found, Fault) else []

    return check


def leave_person_out(row: Row, record: Row | None) -> list[Fault]:
    """Leave the person out of what is compared: a list that hangs on the staff moves nobody."""
    if record is not None:
        for name in PERSON:
            row.pop(name, None)
    return []


def with_person(
    session: Session, rows: Iterable[Mapping[str, Any]], as_of: str
) -> list[dict[str, Any]]:
    """Return new rows of a list with ``teacher_id`` in place of name, id number and school.

    Raises:
        RuleError: a row speaks of nobody or of several; `stranger_check` refuses it beforehand.
    """
    finder = person_finder(session, as_of)
    made = []
    for row in rows:
        person = finder.find(row)
        if isinstance(person, Fault):
            raise RuleError(person.message, code=person.code, at=person.at)
        own = {name: value for name, value in row.items() if name not in PERSON}
        made.append(own | {"teacher_id": person["id"]})
    return made
