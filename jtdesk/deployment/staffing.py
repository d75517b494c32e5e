"""Reads of staffing need: teachers needed and available by school, stage and subject on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.journal import JOURNAL
from jtdesk.core.numbers import plain
from jtdesk.core.spans import covers, open_on
from jtdesk.deployment import availability, curricula, loads, needs, standards, words
from jtdesk.deployment.availability import Cell, LeftOut, Move, World
from jtdesk.deployment.balances import (
    Balance,
    MatrixCell,
    balances,
    findings,
    need_row,
    together,
)
from jtdesk.deployment.loads import STAGES
from jtdesk.deployment.rotation import school_year
from jtdesk.deployment.standards import Chosen
from jtdesk.deployment.tables import Placement, SubjectShare
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff
from jtdesk.staff.tables import Posting
from jtdesk.staff.words import VISITING

PLACEMENT_COLUMNS = (
    "id", "name", "id_number", "from_school_id", "to_school_id", "mode", "subject", "start",
    "end", "status", "days",
)  # fmt: skip


@dataclass(frozen=True)
class Staffing:
    """The whole group on a day.

    Attributes:
        as_of, year: the day, and the school year whose standards hold.
        curriculum, load: the standards used, with their titles and sources.
        schools: members in bureau order with the figures used.
        cells: by school, stage and subject, in that order.
        left_out: people on the staff who count nowhere, and why.
        findings: sentences: which school lacks what, which figures are old or spread.
    """

    as_of: str
    year: int
    curriculum: Chosen
    load: Chosen
    schools: tuple[needs.School, ...]
    cells: Mapping[Cell, Balance]
    left_out: tuple[LeftOut, ...]
    findings: tuple[str, ...]

    def of_school(self, school: str | None) -> list[Balance]:
        """Return the cells of a school by name, all of them for None."""
        return [one for one in self.cells.values() if school is None or one.school == school]


def staffing(session: Session, as_of: str | None = None) -> Staffing:
    """Return need and availability of every cell on a day (None: today).

    A session that only reads keeps the answer, so that many figures of one question cost one
    reckoning.

    Raises:
        InputRefused: a chosen standard is gone or breaks its grammar.
    """
    day = as_of or clock.today().isoformat()
    if JOURNAL in session.info:
        return _staffing(session, day)
    kept: dict[str, Staffing] = session.info.setdefault("staffing", {})
    if day not in kept:
        kept[day] = _staffing(session, day)
    return kept[day]


def _staffing(session: Session, day: str) -> Staffing:
    year = school_year(day)
    plan = standards.standard_in_force(session, "curricula", year)
    load = standards.standard_in_force(session, "loads", year)
    members = school_figures(session, day)
    people = _people(session, day)
    standard = loads.loads(load.body)
    moves, outsiders = _moves(session, day, people, standard)
    world = World(
        members, curricula.curriculum(plan.body), standard, moves, _shares(session, day), outsiders
    )
    needed = {
        (need.school_id, need.stage, need.subject): need
        for school in members.values()
        for need in needs.needs(school, world.curriculum, world.loads)
    }
    found = availability.available(people, world)
    by_need = {cell: float(need.teachers) for cell, need in needed.items()}
    availability.spread_generalists(found, world.loads.people.generalists, by_need)
    return Staffing(
        as_of=day,
        year=year,
        curriculum=plan,
        load=load,
        schools=tuple(members.values()),
        cells=balances(world, needed, found),
        left_out=tuple(found.left_out),
        findings=tuple(findings(members.values(), day)),
    )


def school_figures(session: Session, day: str) -> dict[str, needs.School]:
    """Return the members with their newest classes and pupils until a day, in bureau order.

    Figures by stage and grade count where they are of the same statistics date as the newest.
    """
    question = Ask(as_of=day)
    facts = {row["school_id"]: row for row in schools.school_facts(session, question)}
    parts: dict[str, list[Row]] = {}
    for row in schools.stage_facts(session, question):
        parts.setdefault(row["school_id"], []).append(row)
    found = {}
    for row in schools.schools(session, question):
        fact = facts.get(row["id"])
        own = parts.get(row["id"], [])
        as_of = max(
            [*([fact["as_of"]] if fact else []), *(part["as_of"] for part in own)], default=None
        )
        own = [part for part in own if part["as_of"] == as_of]
        fact = fact if fact and fact["as_of"] == as_of else None
        found[row["id"]] = needs.School(
            row["id"], row["name"], row["kind"], row["area"],
            tuple(_stages(row["stages"], own)),
            _figures("classes", fact, own), _figures("students", fact, own), as_of,
        )  # fmt: skip
    return found


def _stages(written: Sequence[str] | None, parts: Iterable[Row]) -> list[str]:
    """Return the stages of a school: as written or implied, else those that have classes."""
    if written:
        return list(written)
    present = {part["stage"] for part in parts if part["classes"]}
    return [stage for stage in STAGES if stage in present]


def _figures(what: str, fact: Row | None, parts: Iterable[Row]) -> needs.Figures:
    stages = {p["stage"]: p[what] for p in parts if p["grade"] is None and p[what] is not None}
    grades = {p["grade"]: p[what] for p in parts if p["grade"] and p[what] is not None}
    return needs.Figures(fact[what] if fact else None, stages, grades)


def _people(session: Session, day: str) -> list[Row]:
    rows = staff.staff(session, Ask(as_of=day))
    for row in rows:
        row["age"] = _age(row["birth_date"], day)
    return rows


def _age(birth: str | None, day: str) -> int | None:
    """Return full years of age on a day; a birth known to the month counts from its first day."""
    if birth is None:
        return None
    return int(day[:4]) - int(birth[:4]) - (day[5 : len(birth)] < birth[5:])


def _moves(
    session: Session, day: str, people: Iterable[Row], standard: loads.Loads
) -> tuple[dict[str, list[Move]], list[Move]]:
    """Return the moves that run on a day by person id, and those of people not on the list."""
    by_number, by_name = _identities(people)
    moves: dict[str, list[Move]] = {}
    outsiders: list[Move] = []
    for row in _placements(session, day):
        part = availability.move_part(row["mode"], row["days"], standard)
        if part is None:
            continue
        title = row["mode"] or words.DEPLOYMENT
        move = Move(row["id"], row["to_school_id"], row["subject"], part, title, row["name"])
        person = (
            by_number.get(row["id_number"])
            if row["id_number"]
            else by_name.get((row["name"], row["from_school_id"]))
        )
        if person is None:
            outsiders.append(move)
        else:
            moves.setdefault(person, []).append(move)
    for person, visit in _visits(session, day, standard):
        own = moves.setdefault(person, [])
        # The same visit may stand in both ledgers; the placement says more.
        if all(move.school_id != visit.school_id for move in own):
            own.append(visit)
    for own in moves.values():
        own.sort(key=lambda move: (-move.part, move.id))
    return moves, outsiders


def _identities(
    people: Iterable[Row],
) -> tuple[dict[str, str], dict[tuple[str, str | None], str | None]]:
    by_number: dict[str, str] = {}
    by_name: dict[tuple[str, str | None], str | None] = {}
    for row in people:
        if row["id_number"]:
            by_number[row["id_number"]] = row["id"]
        key = (row["name"], row["school_id"])
        by_name[key] = None if key in by_name else row["id"]
    return by_number, by_name


def _placements(session: Session, day: str) -> list[Row]:
    query = select(*(getattr(Placement, name) for name in PLACEMENT_COLUMNS)).order_by(
        Placement.start, Placement.id
    )
    rows = (dict(zip(PLACEMENT_COLUMNS, one, strict=True)) for one in session.execute(query))
    return [
        row
        for row in rows
        if row["status"] != words.CANCELLED and covers(row["start"], row["end"], day)
    ]


def _visits(session: Session, day: str, standard: loads.Loads) -> list[tuple[str, Move]]:
    p = Posting
    query = select(p.id, p.teacher_id, p.school_id, p.share, p.from_date, p.to_date).where(
        p.kind == VISITING
    )
    people = standard.people
    return [
        (
            teacher,
            Move(
                row_id, school, None,
                people.days_unknown / people.week_days if share is None else share, VISITING,
            ),
        )
        for row_id, teacher, school, share, start, until in session.execute(query)
        if open_on(start, until, day)
    ]  # fmt: skip


def _shares(session: Session, day: str) -> dict[str, list[tuple[str, float]]]:
    s = SubjectShare
    query = select(s.teacher_id, s.subject, s.periods, s.from_date, s.to_date).order_by(s.id)
    found: dict[str, list[tuple[str, float]]] = {}
    for teacher, subject, periods, start, until in session.execute(query):
        if open_on(start, until, day):
            found.setdefault(teacher, []).append((subject, periods))
    return found


def staffing_need(session: Session, question: Ask) -> list[Row]:
    """Return one row a school, stage and subject, by the field names of the dataset."""
    found = staffing(session, question.as_of)
    facts = {school.id: school.as_of for school in found.schools}
    return [need_row(one, facts[one.school_id]) for one in found.cells.values()]


@dataclass(frozen=True)
class Matrix:
    """Schools x subjects for a page, with the standards it rests on.

    Attributes:
        schools: ``(id, name)`` in bureau order.
        subjects: in the order of the curriculum, others after it.
        cells: by school id and subject; a cell nobody needs or fills is not there.
        notes: sentences to show beside it.
        standards: curriculum and load.
    """

    as_of: str
    schools: tuple[tuple[str, str], ...]
    subjects: tuple[str, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    notes: tuple[str, ...]
    standards: tuple[Chosen, Chosen]


def matrix(session: Session, as_of: str | None = None, stage: str | None = None) -> Matrix:
    """Return the matrix of schools and subjects on a day, of one stage or of all."""
    found = staffing(session, as_of)
    grouped: dict[tuple[str, str], list[Balance]] = {}
    for one in found.cells.values():
        if stage in {None, one.stage}:
            grouped.setdefault((one.school_id, one.subject), []).append(one)
    order = {
        name: rank for rank, name in enumerate(curricula.curriculum(found.curriculum.body).periods)
    }
    subjects = sorted({subject for _, subject in grouped}, key=lambda s: (order.get(s, 99), s))
    shown = {school_id for school_id, _ in grouped}
    return Matrix(
        as_of=found.as_of,
        schools=tuple((s.id, s.name) for s in found.schools if s.id in shown),
        subjects=tuple(subjects),
        cells={key: together(own) for key, own in grouped.items()},
        notes=found.findings,
        standards=(found.curriculum, found.load),
    )


def subject_shares(session: Session, question: Ask) -> list[Row]:
    """Return what people teach beside their main subject: all lines, or those of a day."""
    s = SubjectShare
    query = select(s.id, s.teacher_id, s.subject, s.periods, s.from_date, s.to_date)
    persons = {row["id"]: row for row in staff.everybody(session, question.as_of)}
    found = []
    for row_id, teacher, subject, periods, start, until in session.execute(query.order_by(s.id)):
        if question.as_of is not None and not open_on(start, until, question.as_of):
            continue
        person: Mapping[str, Any] = persons[teacher]
        found.append(
            {
                "id": row_id, "teacher_id": teacher, "name": person["name"],
                "id_number": person["id_number"], "school": person["school"],
                "main_subject": person["subject"], "subject": subject, "periods": plain(periods),
                "from_date": start, "to_date": until,
            }
        )  # fmt: skip
    return found
