"""What about the school calendar needs a look: no terms, days nobody has settled, no holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.fields import Row
from jtdesk.lessonprep import bells, holidays, term_rules
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar, Term
from jtdesk.lessonprep.school_calendar import (
    bells_of,
    calendar_of,
    days_of_term,
    stages_of_group,
    stands_for,
    term_list,
)
from jtdesk.schools.queries import member_ids, school_names

Stages = Sequence[str | None]


@dataclass(frozen=True)
class TermView:
    """All a page of the school calendar shows of a school year, in one reading.

    Attributes:
        year: first calendar year of the school year.
        calendar: of the group.
        terms: rows of the year (`school_calendar.term_list`).
        days: special days by code of the term.
        findings: what needs a look.
        schools: names by id, in bureau order.
        stages: of the group.
        unsettled: make-up days nobody has settled, by code of the term.
        bells: of the group.
        proposed: terms proposed where the year has none.
    """

    year: int
    calendar: Calendar
    terms: Sequence[Row]
    days: Mapping[str, Sequence[Row]]
    findings: Sequence[Finding]
    schools: Mapping[str, str]
    stages: Sequence[str]
    unsettled: Mapping[str, Sequence[term_rules.Unsettled]]
    bells: Bells
    proposed: Sequence[Term]


def term_view(session: Session, year: int) -> TermView:
    """Return everything about the calendar of a school year."""
    with remembering(session):
        calendar, stages = calendar_of(session), stages_of_group(session)
        codes = [f"{year}-1", f"{year}-2"]
        looked_at: Stages = stages or [None]
        open_days = stands_for(session)
        members = member_ids(session, f"{year}-09-01")
        names = school_names(session)
        return TermView(
            year=year,
            calendar=calendar,
            terms=[row for row in term_list(session, Ask()) if row["term"] in codes],
            days={code: days_of_term(session, code) for code in codes},
            findings=findings(session, year),
            schools={key: name for key, name in names.items() if key in members} or names,
            stages=stages,
            unsettled={
                code: term_rules.unsettled_days(calendar, code, looked_at, open_days)
                for code in codes
            },
            bells=bells_of(session),
            proposed=term_rules.proposed_terms(year, holidays.shelf()[0]),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the calendar that needs a look.

    Attributes:
        kind: ``no_terms``, ``no_stage``, ``overlap``, ``no_holidays``, ``unsettled``, ``file``.
        text: Chinese sentence.
        way: words of the button that settles it, empty where there is none.
        subject: term code, stage or years it is about.
    """

    kind: str
    text: str
    way: str = ""
    subject: tuple[str, ...] = ()


def findings(session: Session, year: int) -> list[Finding]:
    """Return what about the calendar of a school year needs a look, the gravest first."""
    calendar = calendar_of(session)
    codes = [f"{year}-1", f"{year}-2"]
    stages: list[str | None] = [*stages_of_group(session)] or [None]
    found = _missing_terms(calendar, codes, stages)
    found += _overlapping(calendar)
    for code in codes:
        found += _open_days(session, calendar, code, stages)
    unknown = sorted({y for code in codes for y in calendar.unknown_years(code)})
    if unknown:
        said = "、".join(map(str, unknown))
        text = (
            f"还没有 {said} 年的放假安排，那一年的日子只按周末算。国务院办公厅每年 11 月前后公布"
            "下一年的安排，公布后把通知粘贴进来。"
        )
        found.append(Finding("no_holidays", text, "录入放假通知", tuple(map(str, unknown))))
    _years, broken = holidays.shelf()
    texts = [*broken, bells.default_fault()]
    return [*found, *(Finding("file", text) for text in texts if text)]


def _missing_terms(calendar: Calendar, codes: list[str], stages: Stages) -> list[Finding]:
    missing = [code for code in codes if not any(calendar.term(code, one) for one in stages)]
    found = []
    if missing:
        said = "、".join(map(term_rules.term_title, missing))
        text = f"{said}还没有填写起止，周次和上课日无从算起。可以先用建议的日期，再按学校通知修改。"
        found.append(Finding("no_terms", text, "填入建议日期", tuple(missing)))
    for code in (one for one in codes if one not in missing):
        lacking = [stage for stage in stages if stage and calendar.term(code, stage) is None]
        if lacking:
            text = f"{term_rules.term_title(code)}没有{'、'.join(lacking)}的起止，请补填。"
            found.append(Finding("no_stage", text, "补填学期", (code, lacking[0])))
    return found


def _overlapping(calendar: Calendar) -> list[Finding]:
    told: dict[str, Finding] = {}
    for term in calendar.terms:
        others = [one for one in calendar.terms if one is not term]
        for _at, text in term_rules.overlaps(term, others):
            pair = " ".join(sorted({term.code, *(o.code for o in others if o.code in text)}))
            told.setdefault(pair + (term.stage or ""), Finding(
                "overlap", text, "修改学期", (term.code, term.stage or "")
            ))  # fmt: skip
    return list(told.values())


def _open_days(session: Session, calendar: Calendar, code: str, stages: Stages) -> list[Finding]:
    unsettled = term_rules.unsettled_days(calendar, code, stages, stands_for(session))
    if not unsettled:
        return []
    said = "、".join(
        term_rules.said_day(one.day)
        + (f"建议{term_rules.borrowed_said(one.proposal)}" if one.proposal is not None else "")
        for one in unsettled
    )
    text = (
        f"{term_rules.term_title(code)}有 {len(unsettled)} 个调休上班日还没有说定按哪天课表上课："
        f"{said}。建议仅按先后对应，请以学校通知为准。"
    )
    return [Finding("unsettled", text, "按建议落实", (code,))]
