"""How much of a full teacher stands where: people, placements, days of visiting, second subjects.

Nobody is counted twice and nobody vanishes: what a person can carry is handed out to the places
and subjects where he or she teaches, and what is handed on somewhere is missing where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.curricula import Curriculum
from jtdesk.deployment.loads import Loads
from jtdesk.deployment.needs import School

LEAST = 1e-9
Cell = tuple[str, str, str]  # school id, stage, subject


class Part(NamedTuple):
    """What one person brings to one cell.

    Attributes:
        person: id of the staff row; of the placement for people who are not on the staff list.
        name: of the person.
        school_id, stage, subject: the cell.
        amount: part of a full teacher.
        why: why it is not simply one, empty where it is.
    """

    person: str
    name: str
    school_id: str
    stage: str
    subject: str
    amount: float
    why: str = ""

    @property
    def cell(self) -> Cell:
        """Where it counts."""
        return self.school_id, self.stage, self.subject


class LeftOut(NamedTuple):
    """Somebody on the staff who counts nowhere."""

    person: str
    name: str
    school_id: str | None
    why: str


@dataclass
class Availability:
    """Who stands where, and who counts nowhere and why."""

    parts: list[Part] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def by_cell(self) -> dict[Cell, list[Part]]:
        """Return the parts by school, stage and subject."""
        found: dict[Cell, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part[2:5], []).append(part)
        return found


@dataclass(frozen=True)
class Move:
    """A part of a person that teaches elsewhere on the day.

    Attributes:
        id: of the placement or posting.
        school_id: where; None outside the group.
        subject: taught there; None the person's own.
        part: of the week, 0 to 1.
        title: words for the explanation, e.g. 定期轮岗.
        name: of the person, for people who are not on the staff list.
    """

    id: str
    school_id: str | None
    subject: str | None
    part: float
    title: str
    name: str = ""


Person = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """What the counting of people rests on, beside the people themselves.

    Attributes:
        schools: members by id.
        moves: running moves by person id, whole-week ones first.
        shares: ``(subject, periods a week)`` taught beside the main subject, by person id.
        outsiders: moves of people who are not on the staff list.
    """

    schools: Mapping[str, School]
    curriculum: Curriculum
    loads: Loads
    moves: Mapping[str, Sequence[Move]] = field(default_factory=dict)
    shares: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)
    outsiders: Sequence[Move] = ()


def move_part(mode: str | None, days: float | None, loads: Loads) -> float | None:
    """Return the part of a week a placement moves; None where its mode leaves the person at home.

    Written days count for every mode; without them a visiting mode takes the standard's.
    """
    people = loads.people
    if mode in people.stay:
        return None
    if days is None:
        if mode not in people.by_days:
            return 1.0
        days = people.days_unknown
    return min(1.0, days / people.week_days)


def available(people: Iterable[Person], world: World) -> Availability:
    """Hand every person out to the cells where he or she teaches.

    Args:
        people: rows of the staff list with ``id name school_id teaching_school_id stage subject
            position duty_status gender age``.
        world: schools, standards, moves and second subjects.
    """
    found = Availability()
    for person in people:
        _hand_out(person, world, found)
    for move in world.outsiders:
        home = world.schools.get(move.school_id or "")
        if home is None:
            continue
        stage = _stage_of(home, None, move.subject, world.curriculum)
        if move.subject is None or stage is None:
            lacking = "学科" if move.subject is None else "学段"
            found.left_out.append(LeftOut(move.id, move.name, home.id, f"交流{lacking}未填"))
            continue
        why = f"{move.title}，不在花名册"
        found.parts.append(
            Part(move.id, move.name, home.id, stage, move.subject, move.part, why)
        )  # fmt: skip
    return found


def _hand_out(person: Person, world: World, found: Availability) -> None:
    home_id = person["teaching_school_id"] or person["school_id"]
    home = world.schools.get(home_id or "")
    moves = [m for m in world.moves.get(person["id"], ()) if m.school_id != home_id]
    why = _away(person, world.loads, moved=bool(moves))
    if why is None and home is None and not any(m.school_id in world.schools for m in moves):
        why = "任教学校未填" if home_id is None else "任教学校不是集团成员校"
    stage = _stage_of(home, person["stage"], person["subject"], world.curriculum)
    if why is None and (person["subject"] is None or stage is None):
        why = "任教学科未填" if person["subject"] is None else "学段未填"
    if why is not None:
        found.left_out.append(LeftOut(person["id"], person["name"], home_id, why))
        return
    if home is not None and not moves and person["id"] not in world.shares:
        _stay(person, home, str(stage), world.loads, found)
        return
    found.parts += _parts(person, home, str(stage), moves, world)


def _away(person: Person, loads: Loads, *, moved: bool) -> str | None:
    """Return why a person teaches nowhere; a state of being elsewhere gives way to the ledger."""
    people = loads.people
    if person["position"] in people.positions_out:
        return f"{person['position']}不任课"
    state = person["duty_status"]
    if state not in people.leave or (moved and state in ELSEWHERE):
        return None
    return f"在岗状态为{state}"


# States that say only "at another school"; which one, the ledger of placements knows.
ELSEWHERE = frozenset({"交流在外", "支教在外", "跟岗", "外派"})


def _stay(person: Person, home: School, stage: str, loads: Loads, found: Availability) -> None:
    amount, why = loads.carries(person, home.place)
    found.parts.append(
        Part(
            person["id"], person["name"], home.id, stage, person["subject"], amount,
            "、".join(why),
        )
    )  # fmt: skip


def _parts(
    person: Person, home: School | None, stage: str, moves: Sequence[Move], world: World
) -> Iterator[Part]:
    """Yield what a person brings elsewhere, to second subjects, and what is left at home."""
    carried, reasons = 1.0, list[str]()
    if home is not None:
        carried, titles = world.loads.carries(person, home.place)
        reasons += titles
    left = 1.0
    one = (person["id"], person["name"])
    for move in moves:
        part = min(move.part, left)
        left -= part
        there = world.schools.get(move.school_id or "")
        reasons.append(f"{move.title}在外 {_short(part)}")
        if there is None or part < LEAST:
            continue
        subject = move.subject or person["subject"]
        its_stage = _stage_of(there, person["stage"], subject, world.curriculum) or stage
        why = f"{move.title}，自{home.name}" if home else move.title
        yield Part(*one, there.id, its_stage, subject, part * carried, why)
    if home is None:
        return
    for subject, periods in world.shares.get(person["id"], ()):
        load, _ = world.loads.load(stage, subject, home.place)
        part = min(left * carried, periods / load.periods) if load else 0.0
        if part < LEAST:
            continue
        left -= part / carried
        reasons.append(f"兼教{subject} {plain(periods)} 节")
        yield Part(*one, home.id, stage, subject, part, f"兼教 {plain(periods)} 节")
    if left > LEAST:
        yield Part(*one, home.id, stage, person["subject"], left * carried, "、".join(reasons))


def _short(part: float) -> str:
    return str(plain(rounded(part, 2)))


def _stage_of(
    school: School | None, stage: str | None, subject: str | None, curriculum: Curriculum
) -> str | None:
    """Return the stage a person teaches in at a school.

    The written one where the school runs it; else the school's only stage; of several the first
    in which the subject is taught.
    """
    if school is None or not school.stages:
        return stage
    if stage in school.stages or len(school.stages) == 1:
        return stage if stage in school.stages else school.stages[0]
    teaching = [one for one in school.stages if subject in curriculum.subjects(one)]
    return teaching[0] if teaching else stage


def spread_generalists(
    found: Availability, generalists: frozenset[str], need: Mapping[Cell, float]
) -> None:
    """Hand teachers of all subjects out to the subjects of their stage by need; in place.

    Args:
        found: the counted people.
        generalists: their subjects (全科).
        need: teachers needed by cell.
    """
    by_place: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for (school_id, stage, subject), number in need.items():
        if number > 0:
            by_place.setdefault((school_id, stage), []).append((subject, number))
    parts: list[Part] = []
    for part in found.parts:
        subjects = by_place.get((part.school_id, part.stage), [])
        if part.subject not in generalists or not subjects:
            parts.append(part)
            continue
        total = sum(number for _, number in subjects)
        parts += [
            part._replace(subject=subject, amount=part.amount * number / total, why=part.subject)
            for subject, number in subjects
        ]
    found.parts = parts
