"""Appeals of schools against published scores, and how they are decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import naming, queries, scheme_reads, words
from jtdesk.evaluation.amounts import exact, shown
from jtdesk.evaluation.publishing import issue, school_row
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.rounds import CLOSED
from jtdesk.evaluation.scheme import MEASURED
from jtdesk.evaluation.scoring_desk import Entry, columns_of, put_scores, rater_of
from jtdesk.evaluation.tables import Appeal, Score

_KIND, _NUMBER = words.ITEM["kind"], words.ITEM["number"]


@dataclass(frozen=True)
class AppealFiled:
    """A school appeals against a published score; leaf and rater by code or title."""

    round_id: str
    school_id: str
    leaf: str
    rater: str
    reason: str


@operation("evaluation.file_appeal", words.FILE_APPEAL)
def file_appeal(session: Session, command: AppealFiled) -> str:
    """File an appeal; return its id.

    Raises:
        RuleError: nothing is published yet, unknown leaf or rater, no reason, or one is pending.
    """
    one = queries.round_of(session, command.round_id)
    if one.state not in CLOSED:
        raise RuleError(f"“{one.name}”还没有公布，评分可以直接修改，不用申诉。", code="wrong_state")
    row = school_row(session, one, command.school_id)
    leaf = naming.Leaves(one.scheme).find(command.leaf)
    rater = rater_of(one.scheme, one, leaf, command.rater)
    reason = command.reason.strip()
    if not reason:
        raise RuleError("请写明申诉理由。", code="reason_missing", at="reason")
    same = select(Appeal.id).where(
        Appeal.round_id == one.id, Appeal.school_id == command.school_id,
        Appeal.leaf == leaf.code, Appeal.rater == rater, Appeal.state == words.FILED,
    )  # fmt: skip
    if session.scalars(same).first() is not None:
        raise RuleError("对这一条的申诉还没有处理，不用再提。", code="conflicts_with_store")
    describe(session, f"{one.name} {row['school']} {leaf.title}：{reason}")
    values = {
        "round_id": one.id, "school_id": command.school_id, "leaf": leaf.code, "rater": rater,
        "filed_on": clock.today().isoformat(), "reason": reason, "state": words.FILED,
        "before": _worth(_held(session, one, command.school_id, leaf.code, rater)),
    }  # fmt: skip
    return bulk.insert(session, Appeal, [values])[0]


def _held(
    session: Session, one: Round, school_id: str, leaf: str, rater: str
) -> Mapping[str, Any] | None:
    found = scheme_reads.stored(
        session, Score, Score.round_id == one.id, Score.school_id == school_id,
        Score.leaf == leaf, Score.rater == rater,
    )  # fmt: skip
    return found[0] if found else None


def _worth(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "未评"
    if row["points"] is not None:
        return f"{shown(exact(row['points']))} 分"
    if row["numerator"] is not None:
        return f"{row['numerator']}÷{row['denominator']}"
    if row["value"] is not None:
        return f"数值 {shown(exact(row['value']))}"
    return (
        "、".join(f"{item[_KIND]} {item[_NUMBER]} 次" for item in row["items"] or ()) or "没有记事"
    )


@dataclass(frozen=True)
class AppealDecided:
    """An appeal is decided.

    Attributes:
        entry: the score as it should be; None leaves it as it was. School, leaf and rater are
            those of the appeal.
    """

    id: str
    decision: str
    entry: Entry | None = None


@operation("evaluation.decide_appeal", words.DECIDE_APPEAL)
def decide_appeal(session: Session, command: AppealDecided) -> None:
    """Decide an appeal; where the score changes, the round is published anew.

    Raises:
        RuleError: gone, decided already, no reason, or a score that does not fit.
    """
    found = scheme_reads.stored(session, Appeal, Appeal.id == command.id)
    if not found:
        raise RuleError("这份申诉已不存在，请刷新后重试。", code="gone")
    appeal = found[0]
    one = queries.round_of(session, appeal["round_id"])
    decision = command.decision.strip()
    if appeal["state"] != words.FILED:
        raise RuleError("这份申诉已经处理过了。", code="wrong_state")
    if not decision:
        raise RuleError("请写明处理意见。", code="reason_missing", at="decision")
    row = school_row(session, one, appeal["school_id"])
    held = _held(session, one, appeal["school_id"], appeal["leaf"], appeal["rater"])
    before = after = _worth(held)
    state = words.UPHELD
    if command.entry is not None:
        rater = one.scheme.rater(appeal["rater"])
        entry = replace(
            command.entry, school_id=appeal["school_id"], leaf=appeal["leaf"],
            rater=rater.title if appeal["rater"] == MEASURED else rater.code,
        )  # fmt: skip
        changed = columns_of(one, naming.Leaves(one.scheme), entry)
        after, state = _worth(changed), words.CHANGED
        if not put_scores(session, one.id, [changed]):
            raise RuleError(f"改后的分与原来相同（{before}），请选“维持原分”。", code="same_score")
    describe(
        session, f"{one.name} {row['school']} {appeal['leaf']}：{before} → {after}，{decision}"
    )
    values = {
        "state": state, "before": before, "after": after, "decision": decision,
        "decided_on": clock.today().isoformat(),
    }  # fmt: skip
    bulk.update(session, Appeal, [(appeal["id"], values)])
    if state == words.CHANGED and one.state in CLOSED:
        issue(session, one)


OPERATIONS = (file_appeal, decide_appeal)
