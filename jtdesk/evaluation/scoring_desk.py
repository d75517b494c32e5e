"""Writes of scores: entered by raters, taken from measures of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import GROUP_SCOPE, Catalogue, Measured, remembering
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import job_of, operation
from jtdesk.evaluation import naming, queries, scheme_reads, words
from jtdesk.evaluation.amounts import exact, half_up, written
from jtdesk.evaluation.primitives import award
from jtdesk.evaluation.publishing import school_row
from jtdesk.evaluation.queries import Round
from jtdesk.evaluation.rounds import unclosed
from jtdesk.evaluation.scheme import MEASURED, Indicator, Scheme
from jtdesk.evaluation.tables import Score
from jtdesk.evaluation.versions import sealed

Number = str | int | float
AMOUNTS = ("points", "value", "numerator", "denominator")
TITLES = {"points": "得分", "value": "数值", "numerator": "分子", "denominator": "分母"}
WORTH = (*AMOUNTS, "items")


@dataclass(frozen=True)
class Entry:
    """What one rater says of a school under a leaf.

    Attributes:
        leaf: code, or title where only one leaf has it.
        rater: code or title; empty where the scheme has only one.
        points: awarded outright; else ``value``, ``numerator`` with ``denominator`` or ``items``
            (``kind number who points``) feed the rule of the leaf.
    """

    school_id: str
    leaf: str
    rater: str = ""
    points: Number | None = None
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    items: Sequence[Mapping[str, Any]] | None = None
    comment: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Entries:
    """Scores of a round, many at once."""

    round_id: str
    entries: Sequence[Entry]


@operation("evaluation.enter_scores", words.ENTER_SCORES)
def enter_scores(session: Session, command: Entries) -> int:
    """Enter scores, new ones and changed ones; return how many really changed.

    Raises:
        RuleError: the round takes none, or one does not fit; the sentence names school and leaf.
    """
    one = _taking_scores(session, command.round_id)
    there = {row["school_id"]: row["school"] for row in queries.round_schools(session, one.id)}
    leaves = naming.Leaves(one.scheme)
    rows = []
    for entry in command.entries:
        if entry.school_id not in there:
            school_row(session, one, entry.school_id)
        try:
            rows.append(columns_of(one, leaves, entry))
        except RuleError as fault:
            raise RuleError(
                f"{there[entry.school_id]}：{fault.message}", code=fault.code, at=fault.at
            ) from fault
    describe(session, f"{one.name} {len(rows)} 条")
    return put_scores(session, one.id, rows)


def _taking_scores(session: Session, round_id: str) -> Round:
    one = unclosed(session, round_id)
    if one.state != words.OPEN:
        raise RuleError(f"“{one.name}”还在筹备，请先开始评分。", code="wrong_state")
    return one


def columns_of(one: Round, leaves: naming.Leaves, entry: Entry) -> dict[str, Any]:
    """Return the columns of a score that fits its round and its rule.

    Raises:
        RuleError: an unknown leaf or rater, no number, or points the rule does not give.
    """
    leaf = leaves.find(entry.leaf)
    rater = rater_of(one.scheme, one, leaf, entry.rater)
    row: dict[str, Any] = {"school_id": entry.school_id, "leaf": leaf.code, "rater": rater}
    row |= _worth_of(entry)
    row |= {"rows": None, "said": None, "comment": entry.comment, "evidence": entry.evidence}
    if all(row[name] is None for name in WORTH):
        raise RuleError(
            f"{leaf.code}“{leaf.title}”没有写得分或数值。", code="not_a_number", at="points"
        )
    refuse_misfit(one.scheme, leaf, rater, row)
    return row


def _worth_of(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in AMOUNTS:
        given = getattr(entry, name)
        row[name] = None if given is None else written(naming.amount(given, TITLES[name]))
    row["items"] = None if entry.items is None else [_item(item) for item in entry.items]
    return row


def refuse_entry(scheme: Scheme, leaf: Indicator, rater: str, entry: Entry) -> None:
    """Refuse what the rule of a leaf does not give, before there is a round.

    Raises:
        RuleError: no number, or points the rule does not give.
    """
    refuse_misfit(scheme, leaf, rater, _worth_of(entry))


def rater_of(scheme: Scheme, one: Round | None, leaf: Indicator, given: str) -> str:
    """Return the code of who scores a leaf; without a name the only one who may.

    Raises:
        RuleError: unknown, or not asked about this leaf or in this round.
    """
    only = leaf.raters[0] if len(leaf.raters) == 1 and not given else None
    rater = only or naming.rater_code(scheme, given)
    if leaf.raters and rater not in leaf.raters:
        raise RuleError(
            f"{leaf.code}“{leaf.title}”只由{naming.titles(scheme, leaf.raters)}评，"
            f"不由{scheme.rater(rater).title}评。",
            code="unknown_rater", at="rater",
        )  # fmt: skip
    if one is not None and one.raters is not None and rater not in {*one.raters, MEASURED}:
        raise RuleError(
            f"“{one.name}”没有请{scheme.rater(rater).title}评分。", code="unknown_rater", at="rater"
        )
    return rater


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    called = words.ITEM
    made = {
        called["kind"]: str(item.get("kind", "")),
        called["number"]: written(naming.amount(item.get("number", 1), "次数")),
    }
    if item.get("who"):
        made[called["who"]] = str(item["who"])
    if item.get("points") is not None:
        made[called["points"]] = written(naming.amount(item["points"], "酌扣分"))
    return made


def refuse_misfit(scheme: Scheme, leaf: Indicator, rater: str, row: Mapping[str, Any]) -> None:
    """Refuse a score the rule of its leaf does not give."""
    fact = queries.fact_of({"rows": None, **row})
    if fact.points is not None:
        naming.refuse_beyond(leaf, fact.points)
        return
    if leaf.rule is None:  # pragma: no cover - every leaf has a rule
        return
    try:
        award(leaf.rule, leaf.scale, replace(fact, largest=fact.value), scheme.digits)
    except RuleError as fault:
        who = scheme.rater(rater).title
        raise RuleError(
            f"{leaf.code}“{leaf.title}”{who}：{fault.message}", code=fault.code, at="points"
        ) from fault


def put_scores(session: Session, round_id: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write scores over those of the same school, leaf and rater; return how many changed."""
    held = {
        (school, leaf, rater): row_id
        for row_id, school, leaf, rater in session.execute(
            select(Score.id, Score.school_id, Score.leaf, Score.rater).where(
                Score.round_id == round_id
            )
        )
    }
    fresh: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    changed: list[tuple[str, Mapping[str, Any]]] = []
    for row in rows:
        key = (row["school_id"], row["leaf"], row["rater"])
        if key in held:
            changed.append((held[key], row))
        else:
            fresh[key] = {"round_id": round_id, **row}
    bulk.insert(session, Score, list(fresh.values()))
    return len(fresh) + bulk.update(session, Score, changed)


@dataclass(frozen=True)
class ScoresGone:
    """Scores of a round are removed, by id."""

    round_id: str
    ids: Sequence[str]


@operation("evaluation.remove_scores", words.REMOVE_SCORES)
def remove_scores(session: Session, command: ScoresGone) -> None:
    """Remove scores while the round takes some."""
    one = _taking_scores(session, command.round_id)
    query = select(Score.id).where(Score.round_id == one.id, Score.id.in_(command.ids))
    found = list(session.scalars(query))
    if len(found) < len(set(command.ids)):
        raise RuleError("有的评分已不存在，请刷新后重试。", code="gone")
    describe(session, f"{one.name} {len(found)} 条")
    bulk.remove(session, Score, found)


# --- measures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasuresWanted:
    """The automatic indicators of a round are to be taken from the catalogue."""

    round_id: str
    catalogue: Catalogue


@dataclass(frozen=True)
class MeasuresTaken:
    """How many figures were taken, and which could not be, a sentence each."""

    taken: int
    without: tuple[str, ...] = ()


@operation("evaluation.take_auto_measures", words.TAKE_MEASURES)
def take_auto_measures(session: Session, command: MeasuresWanted) -> MeasuresTaken:
    """Take every automatic indicator as of the end of the round, with the rows behind it.

    Raises:
        RuleError: the round takes no scores, or its scheme has no automatic indicator.
    """
    one = _taking_scores(session, command.round_id)
    leaves = scheme_reads.measured_leaves(one.scheme)
    if not leaves:
        raise RuleError(f"“{one.scheme.title}”没有由程序统计的指标。", code="nothing_measured")
    rows: list[dict[str, Any]] = []
    without: list[str] = []
    with remembering(session):
        asked = _Figures(session, command.catalogue, one.row["end"])
        for number, leaf in enumerate(leaves):
            job_of(session).report(number, len(leaves), f"正在统计 {leaf.title}")
            for school in queries.round_schools(session, one.id):
                scope = None if leaf.scope == "group" else school["school"]
                found = asked.figure(leaf.measure, scope)
                if found is None or found.value is None:
                    why = "程序里没有这项指标" if found is None else "没有数据"
                    without.append(f"{school['school']}的“{leaf.title}”（{leaf.measure}）：{why}。")
                    continue
                rows.append({"school_id": school["school_id"], **_measured(one, leaf, found)})
    describe(session, f"{one.name} {len(rows)} 项，截至 {one.row['end']}")
    put_scores(session, one.id, rows)
    return MeasuresTaken(len(rows), tuple(dict.fromkeys(without)))


class _Figures:
    """Asks the catalogue for figures as of a day."""

    def __init__(self, session: Session, catalogue: Catalogue, day: str) -> None:
        self._session, self._catalogue, self._day = session, catalogue, day
        self._families: dict[tuple[str, str], Measured] | None = None

    def figure(self, name: str, school: str | None) -> Measured | None:
        """Return a figure of a school or the group; None where no such measure is known."""
        measure = self._catalogue.measures.get(name)
        if measure is not None:
            return measure.compute(self._session, self._day, school)
        if self._families is None:
            self._families = {
                (row.name, row.scope): row.measured
                for family in self._catalogue.families
                for row in family.compute(self._session, self._day, None)[1]
            }
        return self._families.get((name, school or GROUP_SCOPE))


def _measured(one: Round, leaf: Indicator, found: Measured) -> dict[str, Any]:
    """Return the columns of a score that a measure gives."""
    parts = tuple(found.parts.values())
    row: dict[str, Any] = dict.fromkeys((*WORTH, "comment", "evidence"))
    if len(parts) == 2 and parts[1]:
        row["numerator"], row["denominator"] = (written(exact(part)) for part in parts)
    else:
        row["value"] = written(half_up(exact(found.value or 0), 6))
    behind = sealed(f"{len(found.rows)} 条记录", list(found.rows)) if found.rows else None
    row |= {
        "leaf": leaf.code, "rater": MEASURED, "rows": behind,
        "said": found.why or None,
    }  # fmt: skip
    refuse_misfit(one.scheme, leaf, MEASURED, row)
    return row


OPERATIONS = (enter_scores, remove_scores, take_auto_measures)
