"""How rows of workbooks enter the staff register: comparison with the store, and writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock, timeline
from jtdesk.core.datasets import Write
from jtdesk.core.db import Record, new_ids
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.schools.queries import school_ids
from jtdesk.staff import ledger, queries, rules, words
from jtdesk.staff.fields import INTAKE_FIELDS
from jtdesk.staff.ledger import LedgerChange, Statement
from jtdesk.staff.tables import Honour, Posting, Teacher

LEDGER = frozenset(queries.LEDGER_SHOWN)
OWN = frozenset(f.name for f in INTAKE_FIELDS) - LEDGER
IDENTITY = frozenset(f.name for f in INTAKE_FIELDS if f.identity) | {"initials"}

Values = Mapping[str, Any]


def current(session: Session, as_of: str) -> list[Row]:
    """Return everybody as a workbook about a day would state them."""
    return queries.everybody(session, as_of)


def check(row: Row) -> list[Fault]:
    """Return what refuses a row."""
    return rules.row_faults(row, latest=f"{clock.today().year + 1}-12")


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write staff rows of a workbook about a day."""
    schools = school_ids(session)
    add_people(session, [w.values for w in writes if w.id is None], schools, as_of)
    state_people(
        session, [(str(w.id), w.values) for w in writes if w.id is not None], schools, as_of
    )


def add_people(
    session: Session, rows: Sequence[Values], schools: Mapping[str, str], as_of: str
) -> list[str]:
    """Insert new people with their first posting and honour; return their ids.

    Args:
        session: session of the running operation.
        rows: typed values by field.
        schools: school ids by name.
        as_of: day the rows speak of.
    """
    ids = new_ids(len(rows))
    people: list[dict[str, Any]] = []
    postings: list[dict[str, Any]] = []
    honours: list[dict[str, Any]] = []
    says = Statement(as_of, None)
    shapes: dict[tuple[str, ...], list[str]] = {}  # the rows of a list nearly all have one
    for person, values in zip(ids, rows, strict=True):
        names = shapes.get(shape := tuple(values))
        if names is None:
            names = shapes[shape] = [name for name in shape if name in OWN]
        own = {name: values[name] for name in names}
        own["id"] = person
        own["initials"] = initials(values["name"])
        own["stated_on"] = as_of
        people.append(own)
        school = values.get("school")
        if school is not None:
            line = ledger.first_line(schools[school], values.get("school_since"), as_of)
            line["teacher_id"] = person
            line["kind"] = words.POST
            postings.append(line)
        elsewhere = values.get("teaching_school")
        if elsewhere is not None and elsewhere != school:
            line = ledger.first_line(schools[elsewhere], None, as_of)
            postings.append({"teacher_id": person, "kind": words.TEACHING} | line)
        level = values.get("backbone_level")
        if level is not None:
            change = ledger.state_backbone((), level, says)
            honours.append({"teacher_id": person} | change.new[0])
    bulk.insert(session, Teacher, people)
    bulk.insert(session, Posting, postings)
    bulk.insert(session, Honour, honours)
    return ids


def state_people(
    session: Session,
    changes: Sequence[tuple[str, Values]],
    schools: Mapping[str, str],
    as_of: str,
) -> None:
    """Take changed fields of known people as statements about a day.

    Args:
        session: session of the running operation.
        changes: ``(person id, {field: value})``.
        schools: school ids by name.
        as_of: day the statements speak of.
    """
    if not changes:
        return
    teachers = bulk.images(session, bulk.table_of(Teacher), [person for person, _ in changes])
    moving = {person for person, values in changes if not LEDGER.isdisjoint(values)}
    postings = queries.postings_by_person(session, moving) if moving else {}
    honours = queries.honours_by_person(session, moving) if moving else {}
    posting_changes: list[tuple[str, str, LedgerChange]] = []
    honour_changes: list[tuple[str, str, LedgerChange]] = []
    own: list[tuple[str, dict[str, Any]]] = []
    for person, values in changes:
        says = Statement(as_of, teachers[person]["stated_on"])
        if person in moving:
            lines = postings.get(person, [])
            posting_changes += _postings(person, values, lines, schools, says)
            if "backbone_level" in values:
                change = ledger.state_backbone(
                    honours.get(person, []), values["backbone_level"], says
                )
                honour_changes.append((person, "", change))
        own.append((person, _own(values, teachers[person], as_of)))
    _apply(session, Posting, posting_changes, lambda p, kind: {"teacher_id": p, "kind": kind})
    _apply(session, Honour, honour_changes, lambda p, _: {"teacher_id": p})
    timeline.state(session, Teacher, [c for c in own if c[1]], on=as_of, identity=IDENTITY)
    moved = {p for p, _, change in [*posting_changes, *honour_changes] if change}
    newer = [p for p in moved if (teachers[p]["stated_on"] or "") < as_of]
    bulk.update(session, Teacher, [(person, {"stated_on": as_of}) for person in newer])


def _own(values: Values, teacher: Values, as_of: str) -> dict[str, Any]:
    own = {name: value for name, value in values.items() if name in OWN}
    if "name" in own:
        own["initials"] = initials(own["name"])
    if "education" in own and "education_as_written" not in own:
        own["education_as_written"] = None
    left = teacher["left_on"]
    if values.get("school") is not None and left is not None and left <= as_of:
        own |= {"left_on": None, "left_reason": None}
    return own


def _postings(
    person: str, values: Values, lines: Sequence[Row], schools: Mapping[str, str], says: Statement
) -> list[tuple[str, str, LedgerChange]]:
    posts = queries.lines_of(lines, words.POST)
    found = []
    school = values.get("school")
    if school is not None or values.get("school_since") is not None:
        change = ledger.state_school(
            posts, schools[school] if school else None, values.get("school_since"), says
        )
        found.append((person, words.POST, change))
    if "teaching_school" in values:
        elsewhere = values["teaching_school"]
        teaching = queries.lines_of(lines, words.TEACHING)
        change = (
            ledger.state_school(teaching, schools[elsewhere], None, says)
            if elsewhere is not None
            else ledger.state_nowhere(teaching, says)
        )
        found.append((person, words.TEACHING, change))
    return found


def _apply(
    session: Session,
    model: type[Record],
    changes: Sequence[tuple[str, str, LedgerChange]],
    owner: Callable[[str, str], dict[str, Any]],
) -> None:
    """Write what the ledgers say."""
    bulk.remove(session, model, [row for _, _, change in changes for row in change.removed])
    merged: dict[str, dict[str, Any]] = {}
    for _, _, change in changes:
        for row, values in change.changed:
            merged.setdefault(row, {}).update(values)
    bulk.update(session, model, merged.items())
    fresh = [owner(person, kind) | row for person, kind, change in changes for row in change.new]
    bulk.insert(session, model, fresh)
