"""Closing a round: what is known of its schools, publishing, locking, opening again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import naming, queries, results, words
from jtdesk.evaluation.amounts import exact, number, written
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.rounds import CLOSED, OfRound, wrong_state
from jtdesk.evaluation.tables import EvaluationRound, Result, RoundSchool
from jtdesk.evaluation.versions import sealed
from jtdesk.schools import queries as schools

# --- schools of a round -----------------------------------------------------------------------


@dataclass(frozen=True)
class SchoolSettings:
    """What is known of a school of a round beside its scores.

    Attributes:
        values: ``bureau`` and ``base`` as numbers or None, ``pupils years role`` corrected,
            ``projects`` with scores by code.
    """

    round_id: str
    school_id: str
    values: Mapping[str, Any]


@operation("evaluation.set_school", words.SET_SCHOOL)
def set_school(session: Session, command: SchoolSettings) -> None:
    """Put in the bureau's score, a base, scores of projects."""
    one = queries.round_of(session, command.round_id)
    given = dict(command.values)
    if one.state in CLOSED and set(given) != {"bureau"}:
        raise wrong_state(one, "只能补登局评得分")
    row = school_row(session, one, command.school_id)
    titles = {"bureau": "局评得分", "base": "基期得分"}
    changed: dict[str, Any] = {}
    for name, value in given.items():
        if name in titles:
            changed[name] = None if value is None else _score(one, value, titles[name])
        elif name == "projects":
            known = {project.code for project in one.rule.projects}
            strange = [code for code in value if code not in known]
            if strange:
                raise RuleError(
                    f"规则里没有项目 {'、'.join(strange)}。", code="unknown_project", at="projects"
                )
            changed[name] = {code: _score(one, score, "项目得分") for code, score in value.items()}
        elif name in {"pupils", "years", "role"}:
            changed[name] = value
        else:
            raise RuleError(f"不能修改 {name}。", code="unknown_field", at=name)
    describe(session, f"{one.name} {row['school']}")
    bulk.update(session, RoundSchool, [(row["id"], changed)])
    if one.state in CLOSED:
        issue(session, one)


def _score(one: Round, given: Any, what: str) -> str:  # noqa: ANN401 - number or text
    found = naming.amount(given, what)
    if found < 0 or found > 2 * one.scheme.total:
        raise RuleError(
            f"{what} {given} 不合理，总分是 {number(one.scheme.total)} 分。", code="bad_score"
        )
    return written(found)


def school_row(session: Session, one: Round, school_id: str) -> Mapping[str, Any]:
    """Return a school of a round.

    Raises:
        RuleError: it takes no part.
    """
    found = next(
        (r for r in queries.round_schools(session, one.id) if r["school_id"] == school_id), None
    )
    if found is None:
        name = schools.school_names(session).get(school_id, "这所学校")
        raise RuleError(f"{name}不在“{one.name}”的参评学校中。", code="unknown_school", at="school")
    return found


# --- publishing -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Publication:
    """A round is published; ``anyway`` also with leaves nobody has scored."""

    id: str
    anyway: bool = False


@operation("evaluation.publish_round", words.PUBLISH_ROUND)
def publish_round(session: Session, command: Publication) -> int:
    """Publish the results of a round and keep them; return the number of the publication.

    Raises:
        RuleError: it is not open, scores are missing, or it cannot be worked out.
    """
    one = queries.round_of(session, command.id)
    if one.state != words.OPEN:
        raise wrong_state(one, "不能公布")
    made = results.worked_out(session, one)
    late = [
        f"{sheet['school']} {len(sheet['missing'])} 条" for sheet in made.sheets if sheet["missing"]
    ]
    if late and not command.anyway:
        raise RuleError(
            f"“{one.name}”还有指标没有评分：{'、'.join(late)}。请补齐，或确认按 0 分公布。",
            code="scores_missing",
        )
    bases = queries.bases_of(session, one)
    kept = [
        (row["id"], {"base_kept": written(bases[row["school_id"]])})
        for row in queries.round_schools(session, one.id)
        if row["school_id"] in bases
    ]
    bulk.update(session, RoundSchool, kept)
    today = clock.today().isoformat()
    values = {"state": words.PUBLISHED, "published_on": today, "reopened_because": None}
    bulk.update(session, EvaluationRound, [(one.id, values)])
    count = issue(session, queries.round_of(session, one.id))
    describe(session, f"{one.name} 第 {count} 次公布，{len(made.sheets)} 所学校")
    return count


def issue(session: Session, one: Round) -> int:
    """Keep the results of a closed round as its next publication."""
    made = results.worked_out(session, one)
    count = int(one.row["issue"]) + 1
    ids = {row["school"]: row["school_id"] for row in queries.round_schools(session, one.id)}
    today = clock.today().isoformat()
    bulk.insert(
        session, Result,
        [
            {
                "round_id": one.id, "issue": count, "school_id": ids[sheet["school"]],
                "issued_on": today, "own": written(exact(sheet["own"])),
                "final": written(exact(sheet["final"])), "grade": sheet["grade"],
                "rank": sheet["rank"], "sheet": sealed(sheet["school"], sheet),
            }
            for sheet in made.sheets
        ],
    )  # fmt: skip
    bulk.update(session, EvaluationRound, [(one.id, {"issue": count})])
    return count


@operation("evaluation.lock_round", words.LOCK_ROUND)
def lock_round(session: Session, command: OfRound) -> None:
    """Lock a published round; from now on a score changes by an appeal only."""
    one = queries.round_of(session, command.id)
    if one.state != words.PUBLISHED:
        raise wrong_state(one, "要先公布才能锁定" if one.state != words.LOCKED else "不用再锁定")
    describe(session, one.name)
    values = {"state": words.LOCKED, "locked_on": clock.today().isoformat()}
    bulk.update(session, EvaluationRound, [(one.id, values)])


@dataclass(frozen=True)
class Reopening:
    """A closed round is opened again."""

    id: str
    reason: str


@operation("evaluation.reopen_round", words.REOPEN_ROUND)
def reopen_round(session: Session, command: Reopening) -> None:
    """Open a published or locked round again; what was published is kept.

    Raises:
        RuleError: it is not closed, or no reason was given.
    """
    one = queries.round_of(session, command.id)
    if one.state not in CLOSED:
        raise wrong_state(one, "不用重新开放")
    reason = command.reason.strip()
    if not reason:
        raise RuleError("请写明重新开放的原因。", code="reason_missing", at="reason")
    describe(session, f"{one.name}，原因：{reason}")
    values = {"state": words.OPEN, "locked_on": None, "reopened_because": reason}
    bulk.update(session, EvaluationRound, [(one.id, values)])


OPERATIONS = (set_school, publish_round, lock_round, reopen_round)
