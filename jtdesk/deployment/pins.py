"""What the principal has decided beforehand: who stays, goes, goes together, and school floors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.deployment import problem, rotation, words
from jtdesk.deployment.tables import Pin, SchoolFloor
from jtdesk.schools.queries import school_ids, school_names
from jtdesk.staff import queries as staff

KINDS = {
    words.PIN_STAY: problem.STAY,
    words.PIN_GO: problem.GO,
    words.PIN_TOGETHER: problem.TOGETHER,
    words.PIN_NEVER: problem.NEVER,
}
PIN_COLUMNS = ("id", "year", "kind", "teacher_id", "other_id", "school_id", "note")
FLOOR_COLUMNS = ("id", "year", "school_id", "subject", "backbone", "note")
FIRST_YEAR, LAST_YEAR = 1990, 2099
MOST_KEPT = 10_000
OTHER = {"id_number": "other_id_number", "name": "other_name", "school": "other_school"}


# --- reads ------------------------------------------------------------------------------------


def _pin_rows(session: Session, year: int | None) -> list[Row]:
    query = select(*(getattr(Pin, name) for name in PIN_COLUMNS)).order_by(Pin.year, Pin.id)
    if year is not None:
        query = query.where(Pin.year == year)
    return [dict(zip(PIN_COLUMNS, one, strict=True)) for one in session.execute(query)]


def _floor_rows(session: Session, year: int | None) -> list[Row]:
    f = SchoolFloor
    query = select(*(getattr(f, name) for name in FLOOR_COLUMNS)).order_by(f.year, f.id)
    if year is not None:
        query = query.where(f.year == year)
    return [dict(zip(FLOOR_COLUMNS, one, strict=True)) for one in session.execute(query)]


def pins_of(session: Session, year: int) -> tuple[problem.Pin, ...]:
    """Return the pins of a year as the planner reads them."""
    return tuple(
        problem.Pin(
            row["id"], KINDS[row["kind"]], row["teacher_id"], row["other_id"], row["school_id"]
        )
        for row in _pin_rows(session, year)
    )


def floors_of(session: Session, year: int) -> tuple[problem.Floor, ...]:
    """Return the floors of a year as the planner reads them."""
    return tuple(
        problem.Floor(row["id"], row["school_id"], row["backbone"], row["subject"])
        for row in _floor_rows(session, year)
    )


def pins(session: Session, question: Ask) -> list[Row]:
    """Return pins with people and schools by name: all, or of the school year of a date."""
    year = None if question.as_of is None else rotation.school_year(question.as_of)
    names = school_names(session, question.as_of)
    people = {row["id"]: row for row in staff.everybody(session, question.as_of)}
    found = []
    for row in _pin_rows(session, year):
        person, other = people[row["teacher_id"]], people.get(row["other_id"], {})
        found.append(
            row
            | {name: person[name] for name in ("name", "id_number", "school", "subject")}
            | {
                "other_name": other.get("name"),
                "other_id_number": other.get("id_number"),
                "other_school": other.get("school"),
                "to_school": names.get(row["school_id"]),
            }
        )
    return found


def floors(session: Session, question: Ask) -> list[Row]:
    """Return floors with schools by name: all, or of the school year of a date."""
    year = None if question.as_of is None else rotation.school_year(question.as_of)
    names = school_names(session, question.as_of)
    return [row | {"school": names[row["school_id"]]} for row in _floor_rows(session, year)]


def gone(session: Session, year: int, people: set[str], members: set[str]) -> list[str]:
    """Say which pins and floors of a year speak of people or schools that are not there."""
    names = {row["id"]: row["name"] for row in staff.everybody(session, None)}
    schools = school_names(session)
    found = []
    for row in _pin_rows(session, year):
        missing = [p for p in (row["teacher_id"], row["other_id"]) if p and p not in people]
        found += [
            f"{year} 学年对{names.get(p, '一位教师')}有“{row['kind']}”的指定，"
            "但那时不在成员校名册上，请删除这条指定。"
            for p in missing
        ]
        if row["school_id"] and row["school_id"] not in members:
            found.append(
                f"{year} 学年对{names[row['teacher_id']]}的指定指向{schools[row['school_id']]}，"
                "这所学校那时不在集团，请删除这条指定。"
            )
    found += [
        f"{year} 学年给{schools[row['school_id']]}定了骨干底线，但这所学校那时不在集团，"
        "请删除这条底线。"
        for row in _floor_rows(session, year)
        if row["school_id"] not in members
    ]
    return found


# --- operations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class PinDraft:
    """A decision for a school year.

    Attributes:
        kind: 留任, 派往, 同行 or 不派.
        other_id: the second person of 同行.
        school_id: where to, of 派往 (None: anywhere) and 不派 (None: nowhere).
    """

    year: int
    kind: str
    teacher_id: str
    other_id: str | None = None
    school_id: str | None = None
    note: str | None = None


@operation("deployment.add_pin", words.ADD_PIN)
def add_pin(session: Session, command: PinDraft) -> str:
    """Decide beforehand about a person; return the id.

    Raises:
        RuleError: it contradicts the rules of exchange or says nothing.
    """
    person = staff.teacher_image(session, command.teacher_id)
    fault = _pin_fault(_Years(session), command)
    if fault is None and any(
        _said(row) == _said(vars(command)) for row in _pin_rows(session, None)
    ):
        fault = Fault("conflicts_with_store", "kind", f"对{person['name']}已有同样的指定。", "")
    if fault is not None:
        raise RuleError(fault.message, code=fault.code, at=fault.at)
    school = school_names(session).get(command.school_id or "", "")
    describe(session, f"{person['name']} {command.kind}{school}（{command.year} 学年）")
    row = {name: getattr(command, name) for name in PIN_COLUMNS if name != "id"}
    return bulk.insert(session, Pin, [row])[0]


class _Years:
    """The rotation of each school year asked about, reckoned once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[int, tuple[rotation.Situation, Mapping[str, Row]]] = {}
        self._away: dict[int, Mapping[str, str | None]] = {}
        self.schools = school_names(session)

    def of(self, year: int) -> tuple[rotation.Situation, Mapping[str, Row]]:
        """Return the rotation of a year, and its people by id."""
        if year not in self._found:
            found = rotation.situation(self._session, f"{year}-09-01")
            self._found[year] = found, {row["id"]: row for row in found.people}
        return self._found[year]

    def away(self, year: int) -> Mapping[str, str | None]:
        """Return who teaches elsewhere when a year begins."""
        if year not in self._away:
            self._away[year] = rotation.away(self._session, self.of(year)[0])
        return self._away[year]


def _said(pin: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what a pin says; of two who go together neither is the first."""
    both = frozenset({pin["teacher_id"], pin["other_id"]})
    return pin["year"], pin["kind"], both, pin["school_id"]


def _pin_fault(years: _Years, pin: PinDraft) -> Fault | None:
    """Return why a pin cannot be kept, None where it can."""
    if pin.kind not in KINDS:
        return Fault("unknown_code_word", "kind", f"没有“{pin.kind}”这种指定。", pin.kind)
    if pin.kind == words.PIN_TOGETHER and pin.other_id in {None, pin.teacher_id}:
        return Fault("name_missing", "other_name", "请选择同行的另一位教师。", "")
    if pin.school_id is not None and pin.school_id not in years.schools:
        return Fault("unknown_school", "to_school", "这所学校已不在成员校里，请另选。", "")
    if not FIRST_YEAR <= pin.year <= LAST_YEAR:
        message = f"学年“{pin.year}”应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"
        return Fault("bad_date", "year", message, str(pin.year))
    return _goer_fault(years, pin)


def _goer_fault(years: _Years, pin: PinDraft) -> Fault | None:
    """Return why one of those it speaks of is not there, or may not go."""
    found, people = years.of(pin.year)
    goes = pin.kind not in {words.PIN_STAY, words.PIN_NEVER}
    for person_id in (pin.teacher_id, pin.other_id):
        if person_id is None:
            continue
        if person_id not in people:
            return Fault("unknown_person", "name", f"{pin.year} 学年的名册里没有这位教师。", "")
        if not goes:
            continue
        name, verdict = people[person_id]["name"], found.verdicts[person_id]
        if not verdict.eligible:
            why = "".join(reason.sentence for reason in verdict.reasons)
            message = f"{name}在 {pin.year} 学年不符合交流条件，不能指定派出：{why}"
            return Fault("not_eligible", "name", message, name)
        if person_id in years.away(pin.year):
            message = f"{name}在 {pin.year} 学年已在外校交流或任教，不能再指定派出。"
            return Fault("away_already", "name", message, name)
        if pin.school_id is not None and people[person_id]["school_id"] == pin.school_id:
            return Fault("same_school", "to_school", f"{name}本来就在这所学校。", name)
    return None


@operation("deployment.remove_pin", words.REMOVE_PIN)
def remove_pin(session: Session, command: str) -> None:
    """Take a decision back, by id."""
    image = _image(session, Pin, command)
    person = staff.teacher_image(session, image["teacher_id"])
    describe(session, f"{person['name']} {image['kind']}（{image['year']} 学年）")
    bulk.remove(session, Pin, [command])


@dataclass(frozen=True)
class FloorDraft:
    """Backbone teachers a school keeps at least in a year, of a subject or altogether."""

    year: int
    school_id: str
    backbone: int
    subject: str | None = None
    note: str | None = None


@operation("deployment.set_floor", words.SET_FLOOR)
def set_floor(session: Session, command: FloorDraft) -> str:
    """Set a floor, in place of one for the same school and subject; return the id."""
    if not 0 <= command.backbone <= MOST_KEPT:
        message = f"保留人数应在 0 到 {MOST_KEPT} 之间。"
        raise RuleError(message, code="not_a_number", at="backbone")
    name = school_names(session).get(command.school_id)
    if name is None:
        raise RuleError("这所学校已不在成员校里，请另选。", code="unknown_school", at="school")
    what = command.subject or "骨干教师"
    describe(session, f"{name} {what}至少保留 {command.backbone} 人（{command.year} 学年）")
    row = {name: getattr(command, name) for name in FLOOR_COLUMNS if name != "id"}
    for held in _floor_rows(session, command.year):
        if (held["school_id"], held["subject"]) == (command.school_id, command.subject):
            bulk.update(session, SchoolFloor, [(held["id"], row)])
            return str(held["id"])
    return bulk.insert(session, SchoolFloor, [row])[0]


@operation("deployment.remove_floor", words.REMOVE_FLOOR)
def remove_floor(session: Session, command: str) -> None:
    """Remove a floor, by id."""
    image = _image(session, SchoolFloor, command)
    describe(session, f"{school_names(session)[image['school_id']]}（{image['year']} 学年）")
    bulk.remove(session, SchoolFloor, [command])


def _image(session: Session, model: type[Pin | SchoolFloor], row_id: str) -> dict[str, Any]:
    found = bulk.images(session, bulk.table_of(model), [row_id]).get(row_id)
    if found is None:
        raise RuleError("这一条已不存在，请刷新后重试。", code="gone")
    return found


# --- lists that come in from outside -----------------------------------------------------------


def pins_current(session: Session, _as_of: str) -> list[Row]:
    """Return every pin as a workbook states it."""
    return pins(session, Ask())


def pins_against(session: Session, as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that a listed decision can be kept."""
    finder = staff.person_finder(session, as_of)
    schools, years = school_ids(session), _Years(session)

    def check(row: Row) -> list[Fault]:
        drafted = _drafted(row, finder, schools, as_of)
        fault = drafted if isinstance(drafted, Fault) else _pin_fault(years, drafted)
        return [] if fault is None else [fault]

    return check


def pins_write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write decisions of a list; each has passed `pins_against`."""
    finder = staff.person_finder(session, as_of)
    schools = school_ids(session)
    fresh = []
    for one in writes:
        if one.id is not None:
            bulk.update(session, Pin, [(one.id, _changed(one.values, schools))])
            continue
        drafted = _drafted(one.values, finder, schools, as_of)
        if isinstance(drafted, Fault):
            raise TypeError(drafted.message)  # `pins_against` has let it pass
        fresh.append({name: getattr(drafted, name) for name in PIN_COLUMNS if name != "id"})
    bulk.insert(session, Pin, fresh)


def _drafted(
    row: Mapping[str, Any], finder: Any, schools: Mapping[str, str], as_of: str  # noqa: ANN401
) -> PinDraft | Fault:  # fmt: skip
    person = finder.find(row)
    if isinstance(person, Fault):
        return person
    other: Any = None
    if any(row.get(name) for name in OTHER.values()):
        other = finder.find(row, **OTHER)
        if isinstance(other, Fault):
            return other
    return PinDraft(
        year=int(row.get("year") or rotation.school_year(as_of or clock.today().isoformat())),
        kind=str(row.get("kind") or ""),
        teacher_id=person["id"],
        other_id=other["id"] if other else None,
        school_id=schools[row["to_school"]] if row.get("to_school") else None,
        note=row.get("note"),
    )


def _changed(values: Mapping[str, Any], schools: Mapping[str, str]) -> dict[str, Any]:
    own = {name: values[name] for name in ("year", "kind", "note") if name in values}
    if "to_school" in values:
        own["school_id"] = schools[values["to_school"]] if values["to_school"] else None
    return own


def floors_current(session: Session, _as_of: str) -> list[Row]:
    """Return every floor as a workbook states it."""
    return floors(session, Ask())


def floors_write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write floors of a list."""
    schools = school_ids(session)
    year = rotation.school_year(as_of)

    def own(values: Mapping[str, Any]) -> dict[str, Any]:
        row = {name: values[name] for name in FLOOR_COLUMNS if name in values}
        return row | ({"school_id": schools[values["school"]]} if "school" in values else {})

    bulk.insert(
        session, SchoolFloor, [{"year": year} | own(w.values) for w in writes if w.id is None]
    )
    bulk.update(session, SchoolFloor, [(w.id, own(w.values)) for w in writes if w.id is not None])


OPERATIONS = (add_pin, remove_pin, set_floor, remove_floor)
