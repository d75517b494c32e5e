"""Writes of rounds: opening, publishing, locking, opening again with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.db import Record
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import library, naming, queries, scheme_reads, words
from jtdesk.evaluation.amounts import written
from jtdesk.evaluation.binding_rules import presets
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.tables import (
    Appeal,
    Applicability,
    EvaluationRound,
    Result,
    RoundSchool,
    SchemeVersion,
    Score,
    VetoCase,
)
from jtdesk.evaluation.versions import sealed
from jtdesk.schools import queries as schools

Body = Mapping[str, Any]
DEFAULT_RULE = "own_group"
CLOSED = (words.PUBLISHED, words.LOCKED)
HANGING: tuple[type[Record], ...] = (Result, Appeal, VetoCase, Applicability, Score, RoundSchool)
PROFILE = ("kind", "stages", "role", "area", "legal_status")


@dataclass(frozen=True)
class RoundDraft:
    """A new round.

    Attributes:
        name: no other round has it.
        scheme_id: version it goes by, frozen from now on.
        start, end: its period as ISO days.
        rule: body of the binding rule; None takes own and group with the usual shares.
        schools: ids; None takes the members of the group at the end of the period.
        raters: codes of those who score; None takes all of the scheme.
        base_id: round that growth is measured from; None takes the one before.
        group_score: of the group where it is scored by indicators of its own.
        draft: scores are not taken yet.
    """

    name: str
    scheme_id: str
    start: str
    end: str
    rule: Body | None = None
    rule_code: str = DEFAULT_RULE
    schools: Sequence[str] | None = None
    raters: Sequence[str] | None = None
    base_id: str | None = None
    group_score: str | float | None = None
    draft: bool = False
    note: str | None = None


@operation("evaluation.open_round", words.OPEN_ROUND)
def open_round(session: Session, command: RoundDraft) -> str:
    """Open a round and freeze its scheme; return its id.

    Raises:
        RuleError: no name or one that is taken, no period, an unknown rater or school, a bad rule.
    """
    name = command.name.strip()
    _refuse_name(session, name, None)
    _refuse_period(command.start, command.end)
    going_by = scheme_reads.version(session, command.scheme_id)
    body = presets()[DEFAULT_RULE] if command.rule is None else command.rule
    library.rule_of(command.rule_code, dict(body))
    values = {
        "name": name, "scheme_id": going_by.id, "rule_code": command.rule_code,
        "rule": sealed(body["title"], body), "start": command.start, "end": command.end,
        "state": words.DRAFT if command.draft else words.OPEN,
        "raters": _raters(going_by, command.raters), "base_id": command.base_id,
        "group_score": _group_score(command.group_score), "note": command.note,
    }  # fmt: skip
    if command.base_id is not None:
        queries.round_of(session, command.base_id)
    ids = _schools(session, command.schools, command.end)
    describe(session, f"{name}（{going_by.scheme.title}），{len(ids)} 所学校")
    round_id = bulk.insert(session, EvaluationRound, [values])[0]
    bulk.update(session, SchemeVersion, [(going_by.id, {"frozen": True})])
    add_schools(session, round_id, ids, command.end)
    return round_id


def _refuse_name(session: Session, name: str, own_id: str | None) -> None:
    if not name:
        raise RuleError("请填写考核轮次的名称。", code="name_missing", at="name")
    query = select(EvaluationRound.id).where(EvaluationRound.name == name)
    if any(row_id != own_id for row_id in session.scalars(query)):
        raise RuleError(
            f"已有名为“{name}”的考核轮次，请换个名称。", code="conflicts_with_store", at="name"
        )


def _refuse_period(start: str, end: str) -> None:
    for what, day, at in (("起", start, "start"), ("止", end, "end")):
        try:
            dt.date.fromisoformat(day)
        except (TypeError, ValueError) as fault:
            raise RuleError(
                f"考核时段的{what}“{day}”不是日期，应写作 2025-07-01。", code="bad_date", at=at
            ) from fault
    if start > end:
        raise RuleError(f"考核时段的止 {end} 早于起 {start}。", code="date_order", at="end")


def _raters(going_by: scheme_reads.Version, given: Sequence[str] | None) -> list[str] | None:
    if given is None:
        return None
    codes = [naming.rater_code(going_by.scheme, one) for one in given]
    if not codes:
        raise RuleError("没有选评分人，请至少选一个。", code="no_raters", at="raters")
    return [one.title for one in going_by.scheme.raters if one.code in codes]


def _group_score(given: str | float | None) -> str | None:
    return None if given is None else written(naming.amount(given, "集团得分"))


def _schools(session: Session, given: Sequence[str] | None, day: str) -> list[str]:
    names = schools.school_names(session)
    if given is None:
        found = [row["id"] for row in schools.schools(session, Ask(as_of=day))]
        found = found or [row["id"] for row in schools.schools(session, Ask())]
    else:
        found = [one for one in names if one in set(given)]
        if len(found) < len(set(given)):
            raise RuleError(
                "所选学校中有一所已不在名册里，请重新选择。", code="unknown_school", at="schools"
            )
    if not found:
        raise RuleError("没有学校可以考核，请先登记成员校。", code="no_schools", at="schools")
    return found


def add_schools(session: Session, round_id: str, ids: Sequence[str], day: str) -> None:
    """Add schools to a round as they are at the end of its period."""
    known = {row["id"]: row for row in schools.all_schools(session, day)}
    pupils = {
        row["school_id"]: row["students"]
        for row in schools.school_facts(session, Ask(as_of=day))
        if row["students"] is not None
    }
    spans = schools.memberships(session)
    rows = []
    for one in ids:
        row = known[one]
        rows.append(
            {"round_id": round_id, "school_id": one, "pupils": pupils.get(one),
             "years": _years(spans.get(one, ()), day), **{name: row[name] for name in PROFILE}}
        )  # fmt: skip
    bulk.insert(session, RoundSchool, rows)


def _years(spans: Sequence[Mapping[str, Any]], day: str) -> int | None:
    """Return the full years a school has belonged to the group; None where nobody knows."""
    joined = [span["joined_on"] for span in spans if span["joined_on"] and span["joined_on"] <= day]
    if not joined:
        return None
    start = f"{min(joined)}-01"[:10] if len(min(joined)) == 7 else min(joined)
    return int(day[:4]) - int(start[:4]) - (day[5:10] < start[5:10])


@dataclass(frozen=True)
class RoundEdit:
    """What changes of a round that is not closed.

    Attributes:
        values: ``name start end raters base_id group_score note``, ``rule`` with its body and
            ``rule_code``, ``schools`` with all ids.
    """

    id: str
    values: Mapping[str, Any]


@operation("evaluation.edit_round", words.EDIT_ROUND)
def edit_round(session: Session, command: RoundEdit) -> None:
    """Change a round while scores are taken."""
    one = unclosed(session, command.id)
    given = dict(command.values)
    kept = ("start", "end", "note", "base_id")
    changed: dict[str, Any] = {name: given[name] for name in kept if name in given}
    if "name" in given:
        changed["name"] = str(given["name"] or "").strip()
        _refuse_name(session, changed["name"], one.id)
    end = str(changed.get("end", one.row["end"]))
    _refuse_period(str(changed.get("start", one.row["start"])), end)
    if changed.get("base_id") is not None:
        if changed["base_id"] == one.id:
            raise RuleError("基期不能是这一轮本身。", code="same_round", at="base")
        queries.round_of(session, changed["base_id"])
    if "rule" in given:
        code = str(given.get("rule_code", one.row["rule_code"]))
        library.rule_of(code, dict(given["rule"]))
        changed |= {"rule": sealed(given["rule"]["title"], given["rule"]), "rule_code": code}
    if "raters" in given:
        changed["raters"] = _raters(one.version, given["raters"])
    if "group_score" in given:
        changed["group_score"] = _group_score(given["group_score"])
    describe(session, one.name)
    bulk.update(session, EvaluationRound, [(one.id, changed)])
    if "schools" in given:
        _set_schools(session, one, given["schools"], end)


def _set_schools(session: Session, one: Round, given: Sequence[str], day: str) -> None:
    wanted = _schools(session, given, day)
    held = {row["school_id"]: row for row in queries.round_schools(session, one.id)}
    scored = set(session.scalars(select(Score.school_id).where(Score.round_id == one.id)))
    lost = [row["school"] for key, row in held.items() if key in scored and key not in wanted]
    if lost:
        raise RuleError(
            f"{'、'.join(lost)}已有评分，不能去掉。请先删除这些评分。",
            code="still_used",
            at="schools",
        )
    gone = [row["id"] for key, row in held.items() if key not in wanted]
    bulk.remove(session, RoundSchool, gone)
    add_schools(session, one.id, [key for key in wanted if key not in held], day)


@dataclass(frozen=True)
class OfRound:
    """A round by its id."""

    id: str


@operation("evaluation.start_scoring", words.START_SCORING)
def start_scoring(session: Session, command: OfRound) -> None:
    """Take scores from now on."""
    one = queries.round_of(session, command.id)
    if one.state != words.DRAFT:
        raise wrong_state(one, "不用再开始评分")
    describe(session, one.name)
    bulk.update(session, EvaluationRound, [(one.id, {"state": words.OPEN})])


def unclosed(session: Session, round_id: str) -> Round:
    """Return a round that may still change.

    Raises:
        RuleError: it is published or locked.
    """
    one = queries.round_of(session, round_id)
    if one.state in CLOSED:
        raise wrong_state(one, "不能修改。有异议请走申诉，或写明原因重新开放")
    return one


def wrong_state(one: Round, but: str) -> RuleError:
    """Return the fault of something that does not go in the state of a round."""
    return RuleError(f"“{one.name}”{words.STATES[one.state]}，{but}。", code="wrong_state")


@operation("evaluation.remove_round", words.REMOVE_ROUND)
def remove_round(session: Session, command: OfRound) -> None:
    """Remove a round that was never published, with its scores.

    Raises:
        RuleError: it was published, or another round is measured from it.
    """
    one = unclosed(session, command.id)
    if one.row["issue"]:
        raise RuleError(f"“{one.name}”公布过，不能删除。", code="still_used")
    used = list(
        session.scalars(select(EvaluationRound.name).where(EvaluationRound.base_id == one.id))
    )
    if used:
        raise RuleError(f"“{one.name}”是{'、'.join(used)}的基期，不能删除。", code="still_used")
    describe(session, one.name)
    for model in HANGING:
        column = model.__table__.c.round_id
        ids = list(session.scalars(select(model.id).where(column == one.id)))
        bulk.remove(session, model, ids)
    bulk.remove(session, EvaluationRound, [one.id])
    rest = select(EvaluationRound.id).where(EvaluationRound.scheme_id == one.version.id)
    if session.scalars(rest).first() is None:
        bulk.update(session, SchemeVersion, [(one.version.id, {"frozen": False})])


OPERATIONS = (open_round, edit_round, start_scoring, remove_round)
