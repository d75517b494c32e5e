"""Operations on terms and bells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import bells, rules, school_calendar, special_days, term_rules, words
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.special_days import GONE, day_of
from jtdesk.lessonprep.tables import Bell, TermDates
from jtdesk.schools import queries as schools


@dataclass(frozen=True)
class TermDraft:
    """A term of all stages or of one.

    Attributes:
        values: ``term stage week1 first_weekday start end skipped note``, dates as ISO text.
        id: of the term that is changed, None for a new one.
    """

    values: Mapping[str, Any]
    id: str | None = None


@operation("lessonprep.save_term", words.SAVE_TERM)
def save_term(session: Session, command: TermDraft) -> str:
    """Keep a term; return its id.

    Raises:
        RuleError: it is without its first week, ends before it starts, is longer than 30 weeks, or
            lies over another term of its stage.
    """
    row = term_values(command.values)
    if command.id is not None and session.get(TermDates, command.id) is None:
        raise RuleError(f"这个学期{GONE}", code="gone")
    others = [
        school_calendar.term_of(one)
        for one in school_calendar.term_rows(session)
        if one["id"] != command.id
    ]
    refuse_term(school_calendar.term_of(row), others)
    describe(session, _said_term(row))
    if command.id is None:
        return bulk.insert(session, TermDates, [row])[0]
    bulk.update(session, TermDates, [(command.id, row)])
    return command.id


def term_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored columns of typed values of a term.

    Raises:
        RuleError: a part of it is missing or no date.
    """
    code = str(values.get("term") or "").strip()
    if not rules.TERM.fullmatch(code):
        raise RuleError(
            f"学期“{code}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。",
            code="bad_date", at="term",
        )  # fmt: skip
    if not values.get("week1"):
        raise RuleError(
            f"{term_rules.term_title(code)}没有写第 1 周从哪天算起，周次无从算起，请补填。",
            code="week1_missing", at="week1",
        )  # fmt: skip
    skipped = [day_of(one, "skipped").isoformat() for one in values.get("skipped") or ()]
    return {
        "term": code,
        "stage": values.get("stage") or None,
        **{name: day_of(values.get(name), name).isoformat() for name in ("week1", "start", "end")},
        "first_weekday": int(values.get("first_weekday") or 1),
        "skipped": sorted(set(skipped)) or None,
        "note": str(values.get("note") or "").strip() or None,
    }


def refuse_term(term: Term, others: Iterable[Term]) -> None:
    """Refuse a term that cannot be.

    Raises:
        RuleError: with the first of its faults.
    """
    for at, text in term_rules.term_faults(term, others):
        raise RuleError(text, code="bad_term", at=at)


@operation("lessonprep.save_terms", words.SAVE_TERMS)
def save_terms(session: Session, command: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keep several new terms as one step, as the proposal of a school year; return their ids."""
    known = school_calendar.terms(session)
    rows = []
    for values in command:
        rows.append(term_values(values))
        made = school_calendar.term_of(rows[-1])
        refuse_term(made, known)
        known.append(made)
    describe(session, "；".join(map(_said_term, rows)))
    return bulk.insert(session, TermDates, rows)


@operation("lessonprep.remove_term", words.REMOVE_TERM)
def remove_term(session: Session, command: str) -> None:
    """Remove a term by id; its special days stay, timetables and dates too."""
    found = session.get(TermDates, command)
    if found is None:
        raise RuleError(f"这个学期{GONE}", code="gone")
    describe(session, f"{found.stage or '各学段'} {term_rules.term_title(found.term)}")
    bulk.remove(session, TermDates, [command])


def _said_term(row: Mapping[str, Any]) -> str:
    stage = row["stage"] or "各学段"
    return f"{stage} {term_rules.term_title(row['term'])} {row['start']} 至 {row['end']}"


@dataclass(frozen=True)
class BellTable:
    """The whole table of bells of the group, a stage, a school, or a stage at a school.

    Attributes:
        periods: ``(period, HH:MM, HH:MM)``; none gives the table up, a wider one holds again.
    """

    periods: tuple[tuple[int, str, str], ...]
    school_id: str | None = None
    stage: str | None = None


@operation("lessonprep.save_bells", words.SAVE_BELLS)
def save_bells(session: Session, command: BellTable) -> int:
    """Keep a table of bells instead of the one there was; return how many periods.

    Raises:
        RuleError: a time is none, a lesson ends before it begins, or two overlap.
    """
    names = schools.school_names(session)
    if command.school_id is not None and command.school_id not in names:
        raise RuleError("这所学校已不在名册中，请刷新后重试。", code="gone", at="school")
    for text in bells.faults(command.periods):
        raise RuleError(text, code="bad_bells")
    rows = [
        {"school_id": command.school_id, "stage": command.stage, "period": period,
         "start": bells.time_of(start), "end": bells.time_of(end)}
        for period, start, end in command.periods
    ]  # fmt: skip
    known: dict[int, str] = {
        period: row_id
        for row_id, period in session.execute(
            select(Bell.id, Bell.period).where(
                Bell.school_id.is_(None) if command.school_id is None
                else Bell.school_id == command.school_id,
                Bell.stage.is_(None) if command.stage is None else Bell.stage == command.stage,
            )
        )
    }  # fmt: skip
    scope = school_calendar.scope_words(names.get(command.school_id or ""), command.stage)
    describe(session, f"{scope} {len(rows)} 节" if rows else f"{scope} 改用上一级")
    kept = {int(str(row["period"])): row for row in rows}
    bulk.remove(session, Bell, [row_id for period, row_id in known.items() if period not in kept])
    bulk.update(session, Bell, [(known[n], row) for n, row in kept.items() if n in known])
    bulk.insert(session, Bell, [row for n, row in kept.items() if n not in known])
    return len(rows)


OPERATIONS = (
    save_term,
    save_terms,
    remove_term,
    save_bells,
    *special_days.OPERATIONS,
)
