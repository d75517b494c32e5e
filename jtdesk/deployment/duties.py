"""The six duties of a sent teacher (组团式“六个一”): what is done, when, and how many of six."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.deployment import queries, rules, words
from jtdesk.deployment.tables import Duty

# The modes the checklist is kept for without being asked; others get one with the first mark.
MODES = frozenset({words.TEAM_MODE, "支教"})
TOTAL = len(words.DUTY_KINDS)


def duties(session: Session, question: Ask) -> list[Row]:
    """Return the checklist of every placement, six rows each: all, or those running on a date.

    As of a date a duty done later is not done yet.
    """
    done = _done(session, question.as_of)
    found = []
    for row in queries.placements(session, question):
        marks = done.get(row["id"], {})
        if row["status"] != words.CANCELLED and (marks or row["mode"] in MODES):
            found += _checklist(row, marks)
    return found


def duties_of(session: Session, placement_id: str, as_of: str | None = None) -> list[Row]:
    """Return the checklist of one placement: six rows ``kind done done_on detail``, in order."""
    marks = _done(session, as_of).get(placement_id, {})
    return [_mark(kind, marks) for kind in words.DUTY_KINDS]


def unmarked() -> list[Row]:
    """Return a checklist of which nothing is done."""
    return [_mark(kind, {}) for kind in words.DUTY_KINDS]


def duty_counts(session: Session, as_of: str | None = None) -> dict[str, int]:
    """Return how many of the six are done, by id of the placement; none done is left out."""
    return {placement: len(marks) for placement, marks in _done(session, as_of).items() if marks}


def _checklist(row: Row, marks: dict[str, Row]) -> list[Row]:
    own = ("name", "id_number", "from_school", "to_school", "mode", "start", "end")
    shared = {name: row[name] for name in own} | {
        "placement_id": row["id"],
        "done_count": len(marks),
        "total": TOTAL,
    }
    return [
        shared | _mark(kind, marks) | {"id": f"{row['id']}:{number}"}
        for number, kind in enumerate(words.DUTY_KINDS, 1)
    ]


def _mark(kind: str, marks: dict[str, Row]) -> Row:
    mark = marks.get(kind)
    return {
        "kind": kind,
        "done": mark is not None,
        "done_on": mark and mark["done_on"],
        "detail": mark and mark["detail"],
    }


def _done(session: Session, as_of: str | None) -> dict[str, dict[str, Row]]:
    """Return the marks by placement and kind; those of later days are left out."""
    d = Duty
    found: dict[str, dict[str, Row]] = {}
    query = select(d.id, d.placement_id, d.kind, d.done_on, d.detail)
    for row_id, placement, kind, done_on, detail in session.execute(query):
        if as_of is not None and done_on is not None and done_on > as_of:
            continue
        mark = {"id": row_id, "done_on": done_on, "detail": detail}
        found.setdefault(placement, {})[kind] = mark
    return found


@dataclass(frozen=True)
class DutyMark:
    """One of the six is done.

    Attributes:
        placement_id: whose.
        kind: word of ``words.DUTY_KINDS``.
        done_on: day or month.
        detail: which course, lecture, teacher, pupil (no full names of pupils).
    """

    placement_id: str
    kind: str
    done_on: str | None = None
    detail: str | None = None


@operation("deployment.mark_duty", words.MARK_DUTY)
def mark_duty(session: Session, command: DutyMark) -> str:
    """Mark a duty as done, or correct its day and detail; return its id.

    Raises:
        RuleError: the placement is gone, the word is none of the six, or the day is before the
            start.
    """
    placement = _placement(session, command.placement_id)
    if command.kind not in words.DUTY_KINDS:
        known = "、".join(words.DUTY_KINDS)
        raise RuleError(
            f"“{command.kind}”不是六个一任务。应是：{known}。", code="unknown_duty", at="kind"
        )
    for fault in _faults(placement, command.done_on):
        raise RuleError(fault.message, code=fault.code, at=fault.at)
    describe(session, f"{placement['name']}：{command.kind}")
    values: dict[str, Any] = {
        "done_on": command.done_on,
        "detail": (command.detail or "").strip() or None,
    }
    known_id = _mark_id(session, command.placement_id, command.kind)
    if known_id is not None:
        bulk.update(session, Duty, [(known_id, values)])
        return known_id
    row = {"placement_id": command.placement_id, "kind": command.kind, **values}
    return bulk.insert(session, Duty, [row])[0]


@dataclass(frozen=True)
class DutyUnmark:
    """One of the six is not done after all."""

    placement_id: str
    kind: str


@operation("deployment.unmark_duty", words.UNMARK_DUTY)
def unmark_duty(session: Session, command: DutyUnmark) -> None:
    """Take the mark of a duty back.

    Raises:
        RuleError: it is not marked.
    """
    found = _mark_id(session, command.placement_id, command.kind)
    if found is None:
        raise RuleError("这一项没有登记为完成，请刷新后重试。", code="gone")
    describe(session, f"{_placement(session, command.placement_id)['name']}：{command.kind}")
    bulk.remove(session, Duty, [found])


@dataclass(frozen=True)
class DutySheet:
    """The checklist of a placement as somebody filled it in.

    Attributes:
        placement_id: whose.
        done: what is marked, or stated anew.
        undone: words of what is not done after all.
    """

    placement_id: str
    done: Sequence[DutyMark] = ()
    undone: Sequence[str] = ()


@operation("deployment.keep_duties", words.MARK_DUTY)
def keep_duties(session: Session, command: DutySheet) -> None:
    """Keep a checklist as one step."""
    for mark in command.done:
        mark_duty(session, mark)
    for kind in command.undone:
        unmark_duty(session, DutyUnmark(command.placement_id, kind))
    kinds = [mark.kind for mark in command.done]
    said = [f"完成{'、'.join(kinds)}"] if kinds else []
    said += [f"撤回{'、'.join(command.undone)}"] if command.undone else []
    name = _placement(session, command.placement_id)["name"]
    describe(session, f"{name}：{'；'.join(said) or '没有改动'}")


def _placement(session: Session, placement_id: str) -> Row:
    rows = queries.placements(session, Ask())
    found = next((row for row in rows if row["id"] == placement_id), None)
    if found is None:
        raise RuleError("这条交流记录已不存在，请刷新后重试。", code="gone")
    return found


def _mark_id(session: Session, placement_id: str, kind: str) -> str | None:
    query = select(Duty.id).where(Duty.placement_id == placement_id, Duty.kind == kind)
    return session.scalars(query.limit(1)).first()


def _faults(placement: Row, done_on: str | None) -> list[Fault]:
    dated = {"start": placement["start"], "end": done_on}
    if rules.row_faults(dated):
        begun = f"{placement['name']}的交流开始时间 {placement['start']}"
        message = f"完成时间 {done_on} 早于{begun}，请核对。"
        return [Fault("date_order", "done_on", message, done_on or "")]
    return []


def current(session: Session, _as_of: str) -> list[Row]:
    """Return the marked duties as a workbook states them."""
    marked = _done(session, None)
    own = ("name", "id_number", "from_school", "to_school")
    return [
        {name: row[name] for name in own}
        | {"kind": kind, "id": mark["id"], "done_on": mark["done_on"], "detail": mark["detail"]}
        for row in queries.placements(session, Ask())
        for kind, mark in marked.get(row["id"], {}).items()
    ]


def against(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the check that a row speaks of one placement of the ledger."""
    find = _finder(session)

    def check(row: Row) -> list[Fault]:
        found = find(row)
        return [found] if isinstance(found, Fault) else _faults(found, row.get("done_on"))

    return check


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write the marks of a workbook; every new row's placement has been found by `against`."""
    find = _finder(session)
    fresh = []
    for one in writes:
        if one.id is None:
            placement = find(one.values)
            if isinstance(placement, Fault):
                raise TypeError(placement.message)  # `against` has let it pass
            fresh.append(_own(one.values) | {"placement_id": placement["id"]})
    bulk.insert(session, Duty, fresh)
    bulk.update(session, Duty, [(w.id, _own(w.values)) for w in writes if w.id is not None])


def _own(values: Any) -> dict[str, Any]:  # noqa: ANN401 - a mapping of typed values
    return {name: values[name] for name in ("kind", "done_on", "detail") if name in values}


def _finder(session: Session) -> Callable[[Any], Row | Fault]:
    """Return what finds the placement a row speaks of: the one that ran when it was done."""
    ledger: dict[str, list[Row]] = {}
    for row in queries.placements(session, Ask()):
        if row["status"] != words.CANCELLED:
            ledger.setdefault(row["name"], []).append(row)

    def find(row: Any) -> Row | Fault:  # noqa: ANN401 - a mapping of typed values
        name = str(row.get("name") or "")
        found = ledger.get(name, [])
        for key in ("id_number", "from_school", "to_school"):
            if row.get(key):
                found = [one for one in found if one[key] == row[key]]
        if len(found) > 1:
            found = [one for one in found if not _faults(one, row.get("done_on"))][-1:]
        if found:
            return found[0]
        message = f"交流台账里没有{name}到{row.get('to_school') or '外校'}的记录，请先登记交流。"
        return Fault("unknown_person", "name", message, name)

    return find


OPERATIONS = (mark_duty, unmark_duty, keep_duties)
