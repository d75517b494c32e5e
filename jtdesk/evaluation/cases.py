"""What holds for one school of a round: indicators that do not apply, vetoes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.evaluation import scheme_reads, words
from jtdesk.evaluation.publishing import school_row
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.rounds import unclosed
from jtdesk.evaluation.tables import Applicability, VetoCase


@dataclass(frozen=True)
class AppliesChoice:
    """An indicator applies to a school, or does not, because somebody decided so.

    Attributes:
        applies: None leaves it to the scheme again.
    """

    round_id: str
    school_id: str
    indicator: str
    applies: bool | None
    reason: str = ""


@operation("evaluation.set_applies", words.SET_APPLIES)
def set_applies(session: Session, command: AppliesChoice) -> None:
    """Decide whether an indicator speaks of a school; its points go where the scheme says.

    Raises:
        RuleError: closed, an unknown indicator, or no reason.
    """
    one = unclosed(session, command.round_id)
    row = school_row(session, one, command.school_id)
    known = {node["code"]: node["title"] for node in scheme_reads.nodes(one.scheme)}
    if command.indicator not in known:
        raise RuleError(
            f"“{one.scheme.title}”里没有指标 {command.indicator}。", code="unknown_indicator",
            at="indicator",
        )  # fmt: skip
    held = _id_of(
        session, Applicability, round_id=one.id, school_id=command.school_id,
        indicator=command.indicator,
    )  # fmt: skip
    said = f"{one.name} {row['school']} {known[command.indicator]}"
    if command.applies is None:
        if held is None:
            raise RuleError("没有另外设定，本来就按方案。", code="gone")
        describe(session, f"{said}：按方案")
        bulk.remove(session, Applicability, [held])
        return
    reason = command.reason.strip()
    if not reason:
        raise RuleError("请写明为什么。", code="reason_missing", at="reason")
    describe(session, f"{said}：{'适用' if command.applies else '不适用'}，{reason}")
    values = {"applies": command.applies, "reason": reason}
    _put(
        session, Applicability, held,
        {"round_id": one.id, "school_id": command.school_id, "indicator": command.indicator},
        values,
    )  # fmt: skip


@dataclass(frozen=True)
class VetoSet:
    """A veto happened at a school; ``veto`` is its code or title."""

    round_id: str
    school_id: str
    veto: str
    reason: str
    happened_on: str | None = None


@operation("evaluation.set_veto", words.SET_VETO)
def set_veto(session: Session, command: VetoSet) -> str:
    """Enter a veto; return the id of the case.

    Raises:
        RuleError: closed, unknown, or no reason.
    """
    one = unclosed(session, command.round_id)
    row = school_row(session, one, command.school_id)
    code = _veto(one, command.veto)
    reason = command.reason.strip()
    if not reason:
        raise RuleError("请写明一票否决的事由。", code="reason_missing", at="reason")
    title = next(veto.title for veto in one.scheme.vetoes if veto.code == code)
    describe(session, f"{one.name} {row['school']}：{title}")
    key = {"round_id": one.id, "school_id": command.school_id, "veto": code}
    values = {"reason": reason, "happened_on": command.happened_on}
    return _put(session, VetoCase, _id_of(session, VetoCase, **key), key, values)


def _veto(one: Round, written_: str) -> str:
    for veto in one.scheme.vetoes:
        if written_ in {veto.code, veto.title}:
            return veto.code
    listed = "、".join(veto.title for veto in one.scheme.vetoes) or "没有一项"
    raise RuleError(
        f"“{one.scheme.title}”的一票否决里没有“{written_}”，可用：{listed}。",
        code="unknown_veto", at="veto",
    )  # fmt: skip


@dataclass(frozen=True)
class VetoLift:
    """A veto was entered in error."""

    round_id: str
    school_id: str
    veto: str


@operation("evaluation.lift_veto", words.LIFT_VETO)
def lift_veto(session: Session, command: VetoLift) -> None:
    """Take a veto back."""
    one = unclosed(session, command.round_id)
    row = school_row(session, one, command.school_id)
    key = {"round_id": one.id, "school_id": command.school_id, "veto": _veto(one, command.veto)}
    held = _id_of(session, VetoCase, **key)
    if held is None:
        raise RuleError(f"{row['school']}没有登记这项一票否决。", code="gone")
    describe(session, f"{one.name} {row['school']}：{command.veto}")
    bulk.remove(session, VetoCase, [held])


Keyed = type[Applicability] | type[VetoCase]


def _id_of(session: Session, model: Keyed, **key: str) -> str | None:
    return session.scalar(select(model.id).filter_by(**key))


def _put(
    session: Session, model: Keyed, held: str | None, key: Mapping[str, Any],
    values: Mapping[str, Any],
) -> str:  # fmt: skip
    if held is not None:
        bulk.update(session, model, [(held, values)])
        return held
    return bulk.insert(session, model, [{**key, **values}])[0]


OPERATIONS = (set_applies, set_veto, lift_veto)
