"""Reads of the staff register: people as of a date, postings, honours, who looks double."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask
from jtdesk.core.db import Record
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.spans import open_on
from jtdesk.core.timeline import rewind
from jtdesk.schools import queries as schools
from jtdesk.staff import matching, rules, words
from jtdesk.staff.tables import Honour, PersonPair, Posting, Teacher

TEACHER_COLUMNS = (
    "id", "staff_no", "name", "id_number", "gender", "birth_date", "ethnicity", "political_status",
    "work_since", "establishment", "duty_status", "position", "education",
    "education_as_written", "degree", "title", "title_since", "stage", "subject",
    "other_subjects", "grades", "weekly_periods", "phone", "wishes", "exemption", "note",
    "initials", "left_on", "left_reason", "stated_on",
)  # fmt: skip
POSTING_COLUMNS = (
    "id",
    "teacher_id",
    "school_id",
    "kind",
    "share",
    "from_date",
    "to_date",
    "since",
)
HONOUR_COLUMNS = (
    "id", "teacher_id", "title", "level", "issuer", "document_no", "awarded_on", "valid_until",
    "known_from", "counts",
)  # fmt: skip
# Above this many people reading a whole ledger is quicker than asking for each.
FEW = 500
LEDGER_SHOWN = ("school", "school_since", "teaching_school", "backbone_level")


def columns(model: type[Record], names: Iterable[str]) -> list[Column[Any]]:
    """Return the table's columns by name; reading them bare is quicker than as attributes."""
    table = bulk.table_of(model)
    return [table.c[name] for name in names]


def people(session: Session, as_of: str | None) -> dict[str, Row]:
    """Return every person ever entered by id, fields as of a date, without the ledgers."""
    rows = {
        values[0]: dict(zip(TEACHER_COLUMNS, values, strict=True))
        for values in session.execute(select(*columns(Teacher, TEACHER_COLUMNS)))
    }
    rewind(session, "teacher", rows, as_of)
    for row in rows.values():
        row["weekly_periods"] = plain(row["weekly_periods"])
    return rows


def postings_by_person(session: Session, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the lines of the postings ledger by person.

    Args:
        session: any session.
        only: ids of the people asked for; None for all.
    """
    return _by_person(session, Posting, POSTING_COLUMNS, only)


def honours_by_person(session: Session, only: set[str] | None = None) -> dict[str, list[Row]]:
    """Return the honours by person (see `postings_by_person`)."""
    return _by_person(session, Honour, HONOUR_COLUMNS, only)


def _by_person(
    session: Session, model: type[Record], names: tuple[str, ...], only: set[str] | None
) -> dict[str, list[Row]]:
    table = bulk.table_of(model)
    query = select(*columns(model, names)).order_by(table.c.id)
    if only is not None and len(only) <= FEW:
        query = query.where(table.c.teacher_id.in_(only))
    found: dict[str, list[Row]] = {}
    for values in session.execute(query):
        found.setdefault(values[1], []).append(dict(zip(names, values, strict=True)))
    return found


def lines_of(lines: Iterable[Row], kind: str) -> list[Row]:
    """Return the lines of one kind."""
    return [line for line in lines if line["kind"] == kind]


def add_ledgers(
    session: Session, rows: dict[str, Row], as_of: str | None, names: dict[str, str]
) -> None:
    """Add school, school_since, teaching_school and backbone_level as of a date; in place.

    Also adds ``school_id`` and ``teaching_school_id``.

    Args:
        session: any session.
        rows: people by id.
        as_of: ISO date, None for the newest state.
        names: school names by id.
    """
    only = set(rows) if len(rows) <= FEW else None
    today = clock.today().isoformat()
    honours = honours_by_person(session, only)
    standing, posted = _standing(session, as_of, only)
    for person, row in rows.items():
        row["backbone_level"] = None
        post = standing.get((person, words.POST))
        if post is None:
            row["school_id"] = row["school"] = row["school_since"] = None
        else:
            row["school_id"], row["school_since"] = post
            row["school"] = names[post[0]]
        row["teaching_school_id"] = row["teaching_school"] = None
        row["posted"] = person in posted
    for (person, kind), (school_id, _) in standing.items():
        row = rows.get(person, {})
        if kind == words.TEACHING and row and school_id != row["school_id"]:
            row["teaching_school_id"], row["teaching_school"] = school_id, names[school_id]
    for person, held in honours.items():
        if person in rows:
            rows[person]["backbone_level"] = rules.backbone_level(held, as_of, today)


def _standing(
    session: Session, as_of: str | None, only: set[str] | None
) -> tuple[dict[tuple[str, str], tuple[str, str | None]], set[str]]:
    """Return ``(school id, written start)`` of the lines that stand, by person and kind.

    Of several that stand the one begun last counts. Also returns who has any line at all.
    """
    names = ("teacher_id", "kind", "school_id", "since", "from_date", "to_date")
    query = select(*columns(Posting, names))
    if only is not None:
        query = query.where(Posting.teacher_id.in_(only))
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    begun: dict[tuple[str, str], str] = {}
    posted: set[str] = set()
    for person, kind, school_id, since, start, until in session.execute(query):
        posted.add(person)
        if until is not None and (as_of is None or until <= as_of):
            continue
        if as_of is not None and start is not None and start > as_of:
            continue
        key = (person, kind)
        if key not in found or (start or "") >= begun[key]:
            found[key] = (school_id, since)
            begun[key] = start or ""
    return found, posted


def everybody(session: Session, as_of: str | None) -> list[Row]:
    """Return every person ever entered with all fields as of a date, staff then or not."""
    rows = people(session, as_of)
    add_ledgers(session, rows, as_of, schools.school_names(session, as_of))
    return list(rows.values())


def staff(session: Session, question: Ask) -> list[Row]:
    """Return the staff of the group's schools as of a date, in bureau order of the schools.

    A person is on the staff with a post at, or teaching at, a school that belongs to the group on
    the day; somebody whose school nobody has stated counts until he or she leaves.
    """
    as_of = question.as_of
    rows = people(session, as_of)
    names = schools.school_names(session, as_of)
    add_ledgers(session, rows, as_of, names)
    members = schools.member_ids(session, as_of)
    rank = {school_id: number for number, school_id in enumerate(names)}
    found = [row for row in rows.values() if _on_staff(row, as_of, members)]
    found.sort(
        key=lambda r: (rank.get(r["school_id"] or r["teaching_school_id"], len(rank)), r["id"])
    )
    return found


def _on_staff(row: Row, as_of: str | None, members: set[str]) -> bool:
    left = row["left_on"]
    if left is not None and (as_of is None or left <= as_of):
        return False
    if row["school_id"] is None and row["teaching_school_id"] is None:
        return not row["posted"]
    return row["school_id"] in members or row["teaching_school_id"] in members


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
    rows = {key: row for key, row in people(session, as_of).items() if key == teacher_id}
    if not rows:
        return None
    names = schools.school_names(session, as_of)
    add_ledgers(session, rows, as_of, names)
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
        raise RuleError("这个人已不在名册中,请刷新后重试。", code="gone")
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
