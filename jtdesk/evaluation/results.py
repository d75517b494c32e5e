"""Reads of results: worked out now or as they were published, with every step; appeals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import exact, shown
from jtdesk.evaluation.binding_rules import BindingRule
from jtdesk.evaluation.grading import FEW
from jtdesk.evaluation.queries import Round, all_rounds, round_input, round_schools
from jtdesk.evaluation.reckoning import reckon
from jtdesk.evaluation.scheme_reads import stored
from jtdesk.evaluation.sheets import sheet
from jtdesk.evaluation.tables import Appeal, Result, Score
from jtdesk.evaluation.versions import opened
from jtdesk.schools import queries as schools


@dataclass(frozen=True)
class RoundResult:
    """The result of a round: sheets of its schools by name, and what holds for all.

    Attributes:
        issue: number of the publication it was kept in; None where it was worked out now.
    """

    round: Round
    rule: BindingRule
    sheets: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = ()
    issue: int | None = None


def worked_out(
    session: Session, one: Round, rule: BindingRule | None = None, base: Round | None = None
) -> RoundResult:
    """Work a round out from what is stored.

    Raises:
        RuleError: something the rule asks for is not there, or a score does not fit.
    """
    given = round_input(session, one, rule=rule, base=base)
    if not given.entrants:
        raise RuleError(f"“{one.name}”没有参评学校，请先选定学校。", code="no_schools")
    outcome = reckon(given)
    return RoundResult(
        one, given.rule, tuple(sheet(school) for school in outcome.schools),
        outcome.notes,
    )  # fmt: skip


def published(session: Session, one: Round, issue: int | None = None) -> RoundResult | None:
    """Return the result as it was published, the last one without a number; None where none was."""
    wanted = issue or one.row["issue"]
    found = stored(session, Result, Result.round_id == one.id, Result.issue == wanted)
    if not found:
        return None
    order = [row["school_id"] for row in round_schools(session, one.id)]
    found.sort(key=lambda row: order.index(row["school_id"]))
    few = (words.SMALL_GROUP.format(count=len(found)),) if len(found) < FEW else ()
    return RoundResult(one, one.rule, tuple(opened(row["sheet"]) for row in found), few, wanted)


def result_of(session: Session, one: Round) -> RoundResult:
    """Return the published result of a round that is closed, else work it out."""
    if one.state in {words.PUBLISHED, words.LOCKED}:
        kept = published(session, one)
        if kept is not None:
            return kept
    return worked_out(session, one)


def results(session: Session, question: Ask) -> list[Row]:
    """Return the results of every round with scores that can be worked out."""
    found: list[Row] = []
    scored = set(session.scalars(select(Score.round_id).distinct()))
    for one in all_rounds(session):
        if one.id not in scored or (
            question.as_of is not None and one.row["start"] > question.as_of
        ):
            continue
        try:
            result = result_of(session, one)
        except RuleError:
            continue
        found += result_rows(result)
    return found


def result_rows(result: RoundResult) -> list[Row]:
    """Return one row a school."""
    one = result.round
    return [
        {name: made[name] for name in _SHOWN}
        | {
            "id": f"{one.id}/{made['school']}", "round": one.name,
            "tied": bool(made["tied"]), "missing": len(made["missing"]),
            "steps": "\n".join(_said(step) for step in made["steps"]), "why": made["why"],
            "notes": "".join(made["notes"]) or None, "scheme": one.scheme.title,
            "version": one.version.short, "rule": result.rule.title,
            "state": words.STATES[one.state], "issue": result.issue,
        }
        for made in result.sheets
    ]  # fmt: skip


_SHOWN = (
    "school", "role", "own", "group", "growth", "gap", "bonus", "deduction", "veto", "final",
    "grade", "rank", "bureau", "difference",
)  # fmt: skip


def _said(step: Mapping[str, Any]) -> str:
    value = shown(exact(step["value"]))
    return f"{step['name']}＝{'' if step['from'] == value else step['from'] + '＝'}{value}"


def faithful(session: Session, one: Round) -> Sequence[str]:
    """Return the schools whose published sheet differs from what the store gives now."""
    kept = published(session, one)
    if kept is None:
        return ()
    now = {made["school"]: made for made in worked_out(session, one).sheets}
    return [str(made["school"]) for made in kept.sheets if now.get(made["school"]) != made]


def appeals(session: Session, question: Ask) -> list[Row]:
    """Return the appeals filed until a date."""
    names = schools.school_names(session)
    found = []
    for one in all_rounds(session):
        for row in stored(session, Appeal, Appeal.round_id == one.id):
            if question.as_of is not None and row["filed_on"] > question.as_of:
                continue
            leaf = one.scheme.leaf(row["leaf"])
            found.append(
                row | {
                    "round": one.name, "school": names[row["school_id"]],
                    "indicator": leaf.code, "title": leaf.title,
                    "rater": one.scheme.rater(row["rater"]).title,
                    "state": words.APPEAL_STATES[row["state"]],
                }
            )  # fmt: skip
    return found
