"""How rows of workbooks enter the schools register: comparison with the store, and writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, timeline
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.fields import Row
from jtdesk.core.initials import place_initials
from jtdesk.core.spans import covers
from jtdesk.schools import queries, rules, sql
from jtdesk.schools.fields import (
    FIELDS,
    GRADE_FIELDS,
    STAGE_FIELDS,
    STAGE_KEYS,
    STAGE_OF_KEY,
    TRAVEL_FIELDS,
)
from jtdesk.schools.tables import Agreement, Membership, School, SchoolFacts, StageFacts, Travel

MEMBERSHIP = ("joined_on", "left_on")
OWN = frozenset({f.name for f in FIELDS if f.name not in MEMBERSHIP} | {"note"})
IDENTITY = frozenset(f.name for f in FIELDS if f.identity) | {"initials"}
STAGE_NAMES = tuple(f.name for f in (*STAGE_FIELDS, *GRADE_FIELDS))
AGREEMENT_NAMES = {"agreement_start": "start", "agreement_end": "end"}

Values = Mapping[str, Any]


def stage_place(name: str) -> tuple[str, int | None, str]:
    """Return stage, grade and figure of a field: ``primary_classes``, ``grade3_students``."""
    place, _, what = name.rpartition("_")
    if place.startswith("grade"):
        grade = int(place.removeprefix("grade"))
        return rules.grade_stage(grade), grade, what
    return STAGE_OF_KEY[place], None, what


def complete(row: Row) -> None:
    """Bring the stages of a school row into order, or take them from its classes by stage."""
    if row.get("stages"):
        row["stages"] = rules.stages_of(None, row["stages"])
    elif row.get("kind") and rules.stages_of(row["kind"], None) is None:
        # A special school may run any stage; only its classes tell.
        taught = [word for key, word in STAGE_KEYS if row.get(f"{key}_classes")]
        if taught:
            row["stages"] = rules.stages_of(None, taught)


def current(session: Session, as_of: str) -> list[Row]:
    """Return every school as a workbook about a day would state it."""
    spans = queries.memberships(session)
    facts = _facts(session, as_of)
    stages = _stage_facts(session, as_of)
    agreements = _agreements(session)
    rows = queries.all_schools(session, as_of)
    for row in rows:
        school_id = row["id"]
        own = spans.get(school_id, [])
        span = sql.membership_on(own, as_of) or (own[-1] if own else None)
        for name in MEMBERSHIP:
            row[name] = span[name] if span else None
        row["stages"] = rules.stages_of(row["kind"], row["stages"])
        fact = facts.get(school_id, {})
        row |= {name: fact.get(name) for name in queries.FACT_COLUMNS}
        row |= {name: stages.get((school_id, *stage_place(name))) for name in STAGE_NAMES}
        agreement = agreement_on(agreements.get(school_id, []), as_of)
        for name, column in AGREEMENT_NAMES.items():
            row[name] = agreement[column] if agreement else None
    return rows


def _facts(session: Session, as_of: str) -> dict[str, Row]:
    names = ("id", "school_id", *queries.FACT_COLUMNS)
    query = select(*(getattr(SchoolFacts, name) for name in names)).where(
        SchoolFacts.as_of == as_of
    )
    return {
        values[1]: dict(zip(names, map(queries.plain_value, values), strict=True))
        for values in session.execute(query)
    }


def _stage_facts(
    session: Session, as_of: str
) -> dict[tuple[str, str, int | None, str], int | None]:
    s = StageFacts
    query = select(s.school_id, s.stage, s.grade, s.classes, s.students).where(s.as_of == as_of)
    found: dict[tuple[str, str, int | None, str], int | None] = {}
    for school_id, stage, grade, classes, students in session.execute(query):
        found[school_id, stage, grade, "classes"] = classes
        found[school_id, stage, grade, "students"] = students
    return found


def _agreements(session: Session) -> dict[str, list[Row]]:
    a = Agreement
    found: dict[str, list[Row]] = {}
    query = select(a.id, a.member_school_id, a.start, a.end).order_by(a.start, a.id)
    for row_id, member, start, end in session.execute(query):
        found.setdefault(member, []).append({"id": row_id, "start": start, "end": end})
    return found


def agreement_on(rows: Sequence[Row], day: str) -> Row | None:
    """Return the agreement a statement about a day speaks of: the running one, else the newest."""
    running = [row for row in rows if covers(row["start"], row["end"], day)]
    return running[-1] if running else rows[-1] if rows else None


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write school rows of a workbook about a day."""
    fresh = [w for w in writes if w.id is None]
    known = [w for w in writes if w.id is not None]
    ids = bulk.insert(
        session,
        School,
        [
            _own(w.values) | {"initials": place_initials(w.values["name"]), "stated_on": as_of}
            for w in fresh
        ],
    )
    changes = [(str(w.id), _own(w.values)) for w in known]
    for _row_id, values in changes:
        if "name" in values:
            values["initials"] = place_initials(values["name"])
    timeline.state(session, School, [c for c in changes if c[1]], on=as_of, identity=IDENTITY)
    pairs = [
        *zip(ids, (w.values for w in fresh), strict=True),
        *((str(w.id), w.values) for w in known),
    ]
    _write_memberships(session, pairs, as_of)
    write_facts(session, pairs, as_of)
    _write_agreements(session, pairs, as_of)


def _own(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in OWN}


def _write_memberships(session: Session, pairs: Iterable[tuple[str, Values]], as_of: str) -> None:
    spans = queries.memberships(session)
    fresh: list[dict[str, Any]] = []
    changed: list[tuple[str, dict[str, Any]]] = []
    for school_id, values in pairs:
        stated = {name: values[name] for name in MEMBERSHIP if name in values}
        own = spans.get(school_id, [])
        span = sql.membership_on(own, as_of) or (own[-1] if own else None)
        if span is None:
            fresh.append({"school_id": school_id} | stated)
        elif stated:
            changed.append((span["id"], stated))
    bulk.insert(session, Membership, fresh)
    bulk.update(session, Membership, changed)


def write_facts(session: Session, pairs: Iterable[tuple[str, Values]], as_of: str) -> None:
    """Write yearly facts, by stage and grade too, of ``(school id, values)`` at a date."""
    facts = _facts(session, as_of)
    s = StageFacts
    known = {
        (school_id, stage, grade): row_id
        for row_id, school_id, stage, grade in session.execute(
            select(s.id, s.school_id, s.stage, s.grade).where(s.as_of == as_of)
        )
    }
    new_facts: list[dict[str, Any]] = []
    old_facts: list[tuple[str, dict[str, Any]]] = []
    stages: dict[tuple[str, str, int | None], dict[str, Any]] = {}
    for school_id, values in pairs:
        stated = {name: values[name] for name in queries.FACT_COLUMNS if name in values}
        if school_id in facts:
            old_facts.append((facts[school_id]["id"], stated))
        elif any(values.get(name) is not None for name in (*queries.FACT_COLUMNS, *STAGE_NAMES)):
            new_facts.append({"school_id": school_id, "as_of": as_of} | stated)
        for name in STAGE_NAMES:
            if name in values:
                stage, grade, what = stage_place(name)
                stages.setdefault((school_id, stage, grade), {})[what] = values[name]
    bulk.insert(session, SchoolFacts, new_facts)
    bulk.update(session, SchoolFacts, [change for change in old_facts if change[1]])
    bulk.insert(
        session,
        StageFacts,
        [
            {"school_id": place[0], "as_of": as_of, "stage": place[1], "grade": place[2]} | values
            for place, values in stages.items()
            if place not in known and any(v is not None for v in values.values())
        ],
    )
    bulk.update(
        session,
        StageFacts,
        [(known[place], values) for place, values in stages.items() if place in known],
    )


def _write_agreements(session: Session, pairs: Iterable[tuple[str, Values]], as_of: str) -> None:
    agreements = _agreements(session)
    lead = queries.lead_school(session)
    names = queries.school_names(session)
    fresh: list[dict[str, Any]] = []
    changed: list[tuple[str, dict[str, Any]]] = []
    for school_id, values in pairs:
        stated = {
            column: values[name] for name, column in AGREEMENT_NAMES.items() if name in values
        }
        if not any(stated.values()):
            continue
        old = agreement_on(agreements.get(school_id, []), as_of)
        start = stated.get("start")
        # A later start is a renewal, a new agreement; anything else corrects the old one.
        if old is not None and not (start and old["start"] and start > old["start"]):
            changed.append((old["id"], stated))
            continue
        fresh.append(
            {
                "title": rules.agreement_title(names.get(lead or ""), names[school_id]),
                "lead_school_id": lead if lead != school_id else None,
                "member_school_id": school_id,
            }
            | stated
        )
    bulk.insert(session, Agreement, fresh)
    bulk.update(session, Agreement, changed)


def travel_current(session: Session, _as_of: str) -> list[Row]:
    """Return the stored ways between schools as a workbook states them."""
    stored = set(session.scalars(select(Travel.id)))
    return [row for row in queries.travel(session, Ask()) if row["id"] in stored]


def travel_write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write ways between schools."""
    ids = queries.school_ids(session)

    def columns(values: Values) -> dict[str, Any]:
        named = {f.name for f in TRAVEL_FIELDS}
        found = {n: v for n, v in values.items() if n in named and not n.endswith("_school")}
        for name in ("from_school", "to_school"):
            if name in values:
                found[f"{name}_id"] = ids[values[name]]
        return found

    bulk.insert(session, Travel, [columns(w.values) for w in writes if w.id is None])
    bulk.update(session, Travel, [(w.id, columns(w.values)) for w in writes if w.id is not None])


def agreements_current(session: Session, _as_of: str) -> list[Row]:
    """Return every agreement as a workbook states it."""
    return queries.agreements(session, Ask())


def agreements_write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write rows of the agreements ledger."""
    ids = queries.school_ids(session)
    lead = queries.lead_school(session)
    lead_name = queries.school_names(session).get(lead or "")

    def columns(values: Values) -> dict[str, Any]:
        plain = ("title", "start", "end", "goals", "owner", "status")
        found = {name: values[name] for name in plain if name in values}
        for name in ("lead_school", "member_school"):
            if name in values:
                found[f"{name}_id"] = ids[values[name]] if values[name] else None
        return found

    fresh = []
    for w in writes:
        if w.id is None:
            row = {"lead_school_id": lead} | columns(w.values)
            row.setdefault("title", rules.agreement_title(lead_name, w.values["member_school"]))
            fresh.append(row)
    bulk.insert(session, Agreement, fresh)
    bulk.update(session, Agreement, [(w.id, columns(w.values)) for w in writes if w.id is not None])
