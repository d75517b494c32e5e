"""Reads of schemes: the versions a group has adopted, and their indicators flattened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.db import Record
from jtdesk.core.errors import RuleError
from jtdesk.core.fields import Row
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import number
from jtdesk.evaluation.rule_kinds import KINDS
from jtdesk.evaluation.scheme import MEASURED, Indicator, Scheme
from jtdesk.evaluation.scheme_file import scheme as scheme_of_body
from jtdesk.evaluation.tables import EvaluationRound, SchemeVersion
from jtdesk.evaluation.versions import fingerprint, thawed

SHORT = 8
KIND_OF = {made: kind for kind, made in KINDS.items()}


def stored(session: Session, model: type[Record], *where: Any) -> list[Row]:  # noqa: ANN401
    """Return rows of a table as plain values by column, oldest first."""
    names = [column.name for column in model.__table__.columns]
    query = select(*(getattr(model, name) for name in names)).where(*where).order_by(model.id)
    return [dict(zip(names, values, strict=True)) for values in session.execute(query)]


@dataclass(frozen=True)
class Version:
    """A version of a scheme the group has adopted."""

    id: str
    code: str
    number: int
    fingerprint: str
    frozen: bool
    edited: bool
    adopted_on: str
    note: str | None
    body: Mapping[str, Any]
    scheme: Scheme

    @property
    def short(self) -> str:
        """The version as sheets print it: number and mark."""
        return f"{self.number}-{self.fingerprint[:SHORT]}"


def versions(session: Session) -> list[Version]:
    """Return every version, oldest first."""
    return [_version(row) for row in stored(session, SchemeVersion)]


def _version(row: Row) -> Version:
    body = thawed(row["body"])
    return Version(
        row["id"], row["code"], row["number"], fingerprint(body), bool(row["frozen"]),
        bool(row["edited"]), row["adopted_on"], row["note"], body,
        scheme_of_body(row["code"], body),
    )  # fmt: skip


def version(session: Session, scheme_id: str) -> Version:
    """Return one version.

    Raises:
        RuleError: it is gone.
    """
    found = stored(session, SchemeVersion, SchemeVersion.id == scheme_id)
    if not found:
        raise RuleError("这套考核方案已不存在，请刷新后重试。", code="gone")
    return _version(found[0])


def newest(session: Session, code: str | None = None) -> Version | None:
    """Return the newest version of a scheme, of the one adopted last without a code."""
    known = [one for one in versions(session) if code in {None, one.code, one.scheme.title}]
    if code is not None:
        return max(known, key=lambda one: one.number, default=None)
    return max(known, key=lambda one: (one.adopted_on, one.id), default=None)


def schemes(session: Session, question: Ask) -> list[Row]:
    """Return the versions of schemes the group has adopted until a date."""
    used: dict[str, list[str]] = {}
    for row in stored(session, EvaluationRound):
        used.setdefault(row["scheme_id"], []).append(row["name"])
    return [
        {
            "id": one.id, "code": one.code, "title": one.scheme.title, "number": one.number,
            "version": one.short, "source": one.scheme.source, "total": number(one.scheme.total),
            "indicators": len(one.scheme.all_leaves()),
            "measured": sum(bool(leaf.measure) for leaf in one.scheme.all_leaves()),
            "raters": [rater.title for rater in one.scheme.raters], "frozen": one.frozen,
            "edited": one.edited, "rounds": used.get(one.id, []), "adopted_on": one.adopted_on,
            "fingerprint": one.fingerprint, "note": one.note,
        }
        for one in versions(session)
        if question.as_of is None or one.adopted_on <= question.as_of
    ]  # fmt: skip


def indicators(session: Session, question: Ask) -> list[Row]:
    """Return every node of every version, top down, those beside the total last."""
    return [
        row | {"id": f"{one.id}/{row['code']}", "scheme": one.scheme.title, "version": one.short}
        for one in versions(session)
        if question.as_of is None or one.adopted_on <= question.as_of
        for row in nodes(one.scheme)
    ]


def nodes(scheme: Scheme) -> list[Row]:
    """Return the nodes of a scheme flattened."""
    groups: tuple[tuple[str, Iterable[Indicator]], ...] = (
        ("indicator", scheme.indicators), ("bonus", scheme.bonus.indicators),
        ("deduction", scheme.deductions.indicators),
    )  # fmt: skip
    return [
        row
        for beside, tops in groups
        for top in tops
        for row in _nodes(scheme, top, (), None, words.BESIDE[beside])
    ]


def _nodes(
    scheme: Scheme, node: Indicator, above: tuple[str, ...], parent: str | None, beside: str
) -> list[Row]:
    path = (*above, node.title)
    asked = () if node.children else node.raters or tuple(one.code for one in scheme.raters)
    row: Row = {
        "code": node.code, "title": node.title, "level": len(path), "parent": parent,
        "path": " / ".join(path), "beside": beside, "points": number(node.points),
        "scale": None if node.children else number(node.scale), "leaf": not node.children,
        "rule": None if node.rule is None else words.RULES[KIND_OF[type(node.rule)]][0],
        "measure": node.measure or None, "raters": [scheme.rater(one).title for one in asked],
        "applies": _applies(node), "evidence": node.evidence or None, "source": node.source or None,
        "edit": node.edit, "note": node.note or None,
    }  # fmt: skip
    below = (_nodes(scheme, one, path, node.code, beside) for one in node.children)
    return [row, *(one for rows in below for one in rows)]


def _applies(node: Indicator) -> str | None:
    asked = node.applies
    parts = (asked.kinds, asked.stages, asked.roles, asked.areas, asked.legal_statuses)
    return "；".join("、".join(one) for one in parts if one) or None


def measured_leaves(scheme: Scheme) -> list[Indicator]:
    """Return the leaves a measure fills."""
    return [leaf for leaf in scheme.all_leaves() if leaf.measure and MEASURED in leaf.raters]
