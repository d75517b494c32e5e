"""Reads of rounds: what they rest on, scores as entered, results with every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError, UsageError
from jtdesk.core.fields import Row
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import exact, half_up, number, shown
from jtdesk.evaluation.binding_rules import BindingRule, binding_rule
from jtdesk.evaluation.primitives import Fact, Item, award
from jtdesk.evaluation.reckoning import Entrant, RoundInput, cards, own_scores
from jtdesk.evaluation.scheme import Indicator, Profile, Scheme
from jtdesk.evaluation.scheme_reads import Version, stored, version
from jtdesk.evaluation.tables import (
    Applicability,
    EvaluationRound,
    RoundSchool,
    Score,
    VetoCase,
)
from jtdesk.evaluation.versions import opened, thawed
from jtdesk.schools import queries as schools

_KIND, _NUMBER, _WHO, _POINTS = words.ITEM.values()


# --- rounds -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """A round with its scheme and rule."""

    id: str
    row: Row
    version: Version
    rule: BindingRule

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["name"])

    @property
    def state(self) -> str:
        """How far it is."""
        return str(self.row["state"])

    @property
    def scheme(self) -> Scheme:
        """What it goes by."""
        return self.version.scheme

    @property
    def raters(self) -> tuple[str, ...] | None:
        """Codes of the raters that take part, None all."""
        titles = self.row["raters"]
        if titles is None:
            return None
        return tuple(one.code for one in self.scheme.raters if one.title in titles)


def round_of(session: Session, round_id: str) -> Round:
    """Return one round.

    Raises:
        RuleError: it is gone.
    """
    found = stored(session, EvaluationRound, EvaluationRound.id == round_id)
    if not found:
        raise RuleError("这一轮考核已不存在，请刷新后重试。", code="gone")
    return _round(session, found[0])


def _round(session: Session, row: Row) -> Round:
    rule = binding_rule(row["rule_code"], thawed(row["rule"]))
    return Round(row["id"], row, version(session, row["scheme_id"]), rule)


def all_rounds(session: Session) -> list[Round]:
    """Return every round, the earliest period first."""
    found = [_round(session, row) for row in stored(session, EvaluationRound)]
    return sorted(found, key=lambda one: (one.row["end"], one.name))


def find_round(session: Session, written: str) -> Round:
    """Return the round somebody names: by its name, or by a part of it that only one has.

    Raises:
        UsageError: there is none, or several.
    """
    known = all_rounds(session)
    exactly = [one for one in known if written in {one.name, one.id}]
    found = exactly or [one for one in known if written and written in one.name]
    if len(found) == 1:
        return found[0]
    listed = "、".join(one.name for one in found or known)
    if found:
        raise UsageError(
            f"有几轮考核的名称含“{written}”：{listed}。请写全名称。", code="unknown_round"
        )
    hint = f"可用：{listed}。" if known else "还没有考核轮次，请先导入评分或新开一轮。"
    raise UsageError(f"没有名为“{written}”的考核轮次。{hint}", code="unknown_round")


def round_schools(session: Session, round_id: str) -> list[Row]:
    """Return the schools of a round in bureau order, with their names."""
    names = schools.school_names(session)
    rank = {one: place for place, one in enumerate(names)}
    found = stored(session, RoundSchool, RoundSchool.round_id == round_id)
    return [
        row | {"school": names[row["school_id"]]}
        for row in sorted(found, key=lambda row: rank[row["school_id"]])
    ]


def rounds(session: Session, question: Ask) -> list[Row]:
    """Return the rounds whose period has begun on a date."""
    known = {one.id: one for one in all_rounds(session)}
    query = select(Score.round_id, func.count()).group_by(Score.round_id)
    counts = {round_id: count for round_id, count in session.execute(query)}  # noqa: C416 - rows
    made = []
    for one in known.values():
        row = one.row
        if question.as_of is not None and row["start"] > question.as_of:
            continue
        base = base_round(one, known.values())
        made.append(
            {
                "id": one.id, "name": one.name, "scheme": one.scheme.title,
                "version": one.version.short, "rule": one.rule.title, "start": row["start"],
                "end": row["end"], "state": words.STATES[one.state],
                "schools": [school["school"] for school in round_schools(session, one.id)],
                "raters": [
                    rater.title for rater in one.scheme.raters
                    if one.raters is None or rater.code in one.raters
                ],
                "base": base.name if base else None, "scores": counts.get(one.id, 0),
                "missing": _missing(session, one), "issue": row["issue"],
                "published_on": row["published_on"], "locked_on": row["locked_on"],
                "reopened_because": row["reopened_because"], "note": row["note"],
            }
        )  # fmt: skip
    return made


def _missing(session: Session, one: Round) -> int | None:
    try:
        given = round_input(session, one, growth=False)
        return sum(len(card.missing) for card in cards(given))
    except RuleError:
        return None


def base_round(one: Round, known: Iterable[Round]) -> Round | None:
    """Return the round growth is measured from: the one set, else the last one before."""
    if one.row["base_id"] is not None:
        return next((other for other in known if other.id == one.row["base_id"]), None)
    earlier = [other for other in known if other.row["end"] < one.row["end"]]
    return max(earlier, key=lambda other: (other.row["end"], other.name), default=None)


# --- what a round rests on --------------------------------------------------------------------


def fact_of(row: Row) -> Fact:
    """Return what a stored score says."""
    return Fact(
        value=_amount(row["value"]),
        numerator=_amount(row["numerator"]),
        denominator=_amount(row["denominator"]),
        items=tuple(
            Item(
                one[_KIND], exact(one.get(_NUMBER, "1")), one.get(_WHO, ""),
                _amount(one.get(_POINTS)),
            )
            for one in row["items"] or ()
        ),
        rows=tuple(rows_behind(row)),
        points=_amount(row["points"]),
    )  # fmt: skip


def rows_behind(row: Row) -> list[str]:
    """Return the ids of the rows a measure counted."""
    return opened(row["rows"]) if row["rows"] else []


def _amount(text: str | None) -> Fraction | None:
    return None if text is None else exact(text)


def profile_of(row: Row) -> Profile:
    """Return what a scheme asks about a school of a round."""
    return Profile(
        row["school"], row["kind"] or "", tuple(row["stages"] or ()), row["role"] or "",
        row["area"] or "", row["legal_status"] or "",
    )  # fmt: skip


def round_input(
    session: Session, one: Round, *, growth: bool = True, rule: BindingRule | None = None,
    base: Round | None = None,
) -> RoundInput:  # fmt: skip
    """Return all that a round rests on.

    Args:
        session: any session.
        one: the round.
        growth: look the base round up; a base round itself needs none.
        rule: instead of the round's own.
        base: instead of the round before.
    """
    facts: dict[str, dict[tuple[str, str], Fact]] = {}
    for row in stored(session, Score, Score.round_id == one.id):
        facts.setdefault(row["school_id"], {})[row["leaf"], row["rater"]] = fact_of(row)
    decided: dict[str, dict[str, bool]] = {}
    for row in stored(session, Applicability, Applicability.round_id == one.id):
        decided.setdefault(row["school_id"], {})[row["indicator"]] = bool(row["applies"])
    vetoes: dict[str, list[str]] = {}
    for row in stored(session, VetoCase, VetoCase.round_id == one.id):
        vetoes.setdefault(row["school_id"], []).append(row["veto"])
    bases = bases_of(session, one, base) if growth else {}
    entrants = tuple(
        Entrant(
            profile_of(row), facts.get(row["school_id"], {}), decided.get(row["school_id"], {}),
            tuple(vetoes.get(row["school_id"], ())), bases.get(row["school_id"]), row["pupils"],
            row["years"], _amount(row["bureau"]),
            {code: exact(value) for code, value in (row["projects"] or {}).items()},
        )
        for row in round_schools(session, one.id)
    )  # fmt: skip
    group = _amount(one.row["group_score"])
    return RoundInput(one.scheme, rule or one.rule, entrants, one.raters, group)


def bases_of(session: Session, one: Round, base: Round | None = None) -> dict[str, Fraction]:
    """Return the score each school started from, by id: kept, put in, or of the round before."""
    found: dict[str, Fraction] = {}
    rows = round_schools(session, one.id)
    settled = one.state in {words.PUBLISHED, words.LOCKED} and base is None
    if not settled:
        before = base or base_round(one, all_rounds(session))
        if before is not None and before.id != one.id:
            ids = {row["school"]: row["school_id"] for row in round_schools(session, before.id)}
            owns = own_scores(round_input(session, before, growth=False))
            scale = one.scheme.total / before.scheme.total
            found = {ids[name]: half_up(own * scale) for name, own in owns.items()}
    for row in rows:
        text = row["base"] if row["base"] is not None else row["base_kept"] if settled else None
        if text is not None:
            found[row["school_id"]] = exact(text)
    return found


# --- scores -----------------------------------------------------------------------------------


def scores(session: Session, question: Ask) -> list[Row]:
    """Return every score as entered, with what it is worth and how."""
    names = schools.school_names(session)
    rank = {one: place for place, one in enumerate(names)}
    found = []
    for one in all_rounds(session):
        if question.as_of is not None and one.row["start"] > question.as_of:
            continue
        leaves = {leaf.code: (at, leaf) for at, leaf in enumerate(one.scheme.all_leaves())}
        order = {rater.code: at for at, rater in enumerate(one.scheme.raters)}
        rows = stored(session, Score, Score.round_id == one.id)
        rows.sort(
            key=lambda row: (
                rank[row["school_id"]], leaves[row["leaf"]][0], order.get(row["rater"], -1)
            )
        )  # fmt: skip
        found += [
            _score(one, row, leaves[row["leaf"]][1]) | {"school": names[row["school_id"]]}
            for row in rows
        ]
    return found


def _score(one: Round, row: Row, leaf: Indicator) -> Row:
    awarded = None
    if leaf.rule is not None:
        try:
            awarded = award(leaf.rule, leaf.scale, fact_of(row), one.scheme.digits)
        except RuleError:  # compared with the largest of all schools: only the sheet says
            awarded = None
    return {
        "id": row["id"], "round": one.name, "indicator": row["leaf"], "title": leaf.title,
        "full": number(leaf.scale), "rater": one.scheme.rater(row["rater"]).title,
        "points": _number(row["points"]), "value": _number(row["value"]),
        "numerator": _number(row["numerator"]), "denominator": _number(row["denominator"]),
        "items": "、".join(_item(item) for item in row["items"] or ()) or None,
        "awarded": None if awarded is None else number(awarded.points),
        "said": "".join((row["said"] or "", awarded.said if awarded else "")) or None,
        "comment": row["comment"], "evidence": row["evidence"], "counted": len(rows_behind(row)),
    }  # fmt: skip


def _number(text: str | None) -> float | None:
    return None if text is None else number(exact(text))


def _item(item: Mapping[str, Any]) -> str:
    who = f"{item[_WHO]}：" if item.get(_WHO) else ""
    count = item.get(_NUMBER, "1")
    taken = f"（{shown(exact(item[_POINTS]))} 分）" if item.get(_POINTS) else ""
    return f"{who}{item[_KIND]}{'' if count == '1' else f' {count} 次'}{taken}"
