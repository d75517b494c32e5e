"""Stored rows of evaluation: versions of schemes, rounds, what was scored, what came of it.

Amounts are kept as text (``82.3333``): exact, never the nearest binary number. Bodies of schemes
and rules, sheets and long lists of ids are sealed texts of `versions`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jtdesk.core.db import Record


class SchemeVersion(Record):
    """A version of a scheme the group has adopted; frozen once a round goes by it.

    ``code`` stays the same through all versions, ``number`` counts them from 1.
    """

    __tablename__ = "evaluation_scheme"
    __table_args__ = (UniqueConstraint("code", "number"),)

    code: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    edited: Mapped[bool] = mapped_column(default=False)
    frozen: Mapped[bool] = mapped_column(default=False)
    adopted_on: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(Text, default=None)


class EvaluationRound(Record):
    """One evaluation of a period: scheme, rule of binding, who scores, how far it is.

    ``raters`` are titles of the scheme's raters who take part, None all of them. ``base_id`` is the
    round growth is measured from, None the one before. ``group_score`` is that of the group where
    it is scored by indicators of its own. ``issue`` counts the results that were published.
    """

    __tablename__ = "evaluation_round"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(Text)
    scheme_id: Mapped[str] = mapped_column(ForeignKey("evaluation_scheme.id"))
    rule_code: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    start: Mapped[str] = mapped_column(String(10))
    end: Mapped[str] = mapped_column("end", String(10))
    state: Mapped[str] = mapped_column(Text)
    raters: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    base_id: Mapped[str | None] = mapped_column(ForeignKey("evaluation_round.id"), default=None)
    group_score: Mapped[str | None] = mapped_column(Text, default=None)
    issue: Mapped[int] = mapped_column(Integer, default=0)
    published_on: Mapped[str | None] = mapped_column(String(10), default=None)
    locked_on: Mapped[str | None] = mapped_column(String(10), default=None)
    reopened_because: Mapped[str | None] = mapped_column(Text, default=None)
    note: Mapped[str | None] = mapped_column(Text, default=None)


class RoundSchool(Record):
    """A school of a round, as it was when the round was opened: later changes do not touch it.

    ``base`` is a score of the round before that somebody put in, ``base_kept`` the one published
    results went by. ``bureau`` is the score the bureau gave.
    """

    __tablename__ = "evaluation_round_school"
    __table_args__ = (UniqueConstraint("round_id", "school_id"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str | None] = mapped_column(Text, default=None)
    stages: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    role: Mapped[str | None] = mapped_column(Text, default=None)
    area: Mapped[str | None] = mapped_column(Text, default=None)
    legal_status: Mapped[str | None] = mapped_column(Text, default=None)
    pupils: Mapped[int | None] = mapped_column(Integer, default=None)
    years: Mapped[int | None] = mapped_column(Integer, default=None)
    base: Mapped[str | None] = mapped_column(Text, default=None)
    base_kept: Mapped[str | None] = mapped_column(Text, default=None)
    bureau: Mapped[str | None] = mapped_column(Text, default=None)
    projects: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)


class Score(Record):
    """What one rater entered for a school under a leaf, as entered.

    Either ``points``, awarded outright, or what the rule of the leaf is fed with: ``value`` or
    ``numerator`` and ``denominator``, ``items`` as `words.ITEM` names them. ``rows`` are
    ids of the rows a measure counted, ``said`` its sentence.
    """

    __tablename__ = "evaluation_score"
    __table_args__ = (UniqueConstraint("round_id", "school_id", "leaf", "rater"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    leaf: Mapped[str] = mapped_column(Text)
    rater: Mapped[str] = mapped_column(Text)
    points: Mapped[str | None] = mapped_column(Text, default=None)
    value: Mapped[str | None] = mapped_column(Text, default=None)
    numerator: Mapped[str | None] = mapped_column(Text, default=None)
    denominator: Mapped[str | None] = mapped_column(Text, default=None)
    items: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    rows: Mapped[str | None] = mapped_column(Text, default=None)
    said: Mapped[str | None] = mapped_column(Text, default=None)
    comment: Mapped[str | None] = mapped_column(Text, default=None)
    evidence: Mapped[str | None] = mapped_column(Text, default=None)


class Applicability(Record):
    """Whether an indicator speaks of a school, where somebody decided otherwise than the scheme."""

    __tablename__ = "evaluation_applicability"
    __table_args__ = (UniqueConstraint("round_id", "school_id", "indicator"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    indicator: Mapped[str] = mapped_column(Text)
    applies: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)


class VetoCase(Record):
    """A veto (一票否决) that happened at a school."""

    __tablename__ = "evaluation_veto"
    __table_args__ = (UniqueConstraint("round_id", "school_id", "veto"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    veto: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[str | None] = mapped_column(String(10), default=None)


class Appeal(Record):
    """A school's appeal against a score: what stood before, what stands after, and why."""

    __tablename__ = "evaluation_appeal"
    __table_args__ = (Index("ix_evaluation_appeal_round_id", "round_id"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    leaf: Mapped[str] = mapped_column(Text)
    rater: Mapped[str] = mapped_column(Text)
    filed_on: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    before: Mapped[str | None] = mapped_column(Text, default=None)
    after: Mapped[str | None] = mapped_column(Text, default=None)
    decided_on: Mapped[str | None] = mapped_column(String(10), default=None)
    decision: Mapped[str | None] = mapped_column(Text, default=None)


class Result(Record):
    """A school's result as it was published; ``issue`` counts the publications of the round.

    ``sheet`` holds every line and step as they were shown.
    """

    __tablename__ = "evaluation_result"
    __table_args__ = (UniqueConstraint("round_id", "issue", "school_id"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"))
    issue: Mapped[int] = mapped_column(Integer)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"))
    issued_on: Mapped[str] = mapped_column(String(10))
    own: Mapped[str] = mapped_column(Text)
    final: Mapped[str] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[str] = mapped_column(Text)
