"""Reads of the school calendar: stored rows and published holidays -> calendar, bells, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, once
from jtdesk.core.fields import Row
from jtdesk.lessonprep import holidays, rules, term_rules, words
from jtdesk.lessonprep.bells import BellRow, Bells
from jtdesk.lessonprep.calendars import HOLIDAY, TEACHING, Calendar, Rule, Term
from jtdesk.lessonprep.joint_dates import clock, minutes_of
from jtdesk.lessonprep.tables import Bell, DayRule, TermDates
from jtdesk.schools import queries as schools

TERM_COLUMNS = ("id", "term", "stage", "week1", "first_weekday", "start", "end", "skipped", "note")
DAY_COLUMNS = ("id", "day", "kind", "school_id", "stage", "timetable_of", "name", "note")
STAGES = ("幼儿园", "小学", "初中", "高中")
EVERYBODY = "全集团"
OFFICIAL, DEFAULT = "official:", "default:"


# --------------------------------------------------------------------- what others build upon


def calendar_of(session: Session) -> Calendar:
    """Return the calendar of all schools: terms, published holidays, the group's own days."""
    return once(session, ("lessonprep.calendar",), lambda: _calendar(session))


def bells_of(session: Session) -> Bells:
    """Return when periods begin and end, the default that ships where nobody has said."""

    def read() -> Bells:
        b = Bell
        query = select(b.school_id, b.stage, b.period, b.start, b.end)
        return Bells(
            BellRow(school, stage, period, minutes_of(start), minutes_of(end))
            for school, stage, period, start, end in session.execute(query)
        )

    return once(session, ("lessonprep.bells",), read)


def _calendar(session: Session) -> Calendar:
    years, _broken = holidays.shelf()
    own = own_rules(session)
    days_off = (
        one.day for one in own if one.kind == HOLIDAY and one.school is None and one.stage is None
    )
    return Calendar(
        terms(session),
        [*holidays.rules_of(years.values()), *own],
        {*years, *holidays.years_covered(days_off)},
    )


def terms(session: Session) -> list[Term]:
    """Return the stored terms in order of their start."""
    return [term_of(row) for row in term_rows(session)]


def own_rules(session: Session) -> list[Rule]:
    """Return the group's own special days, the newest last."""
    return [
        Rule(
            date.fromisoformat(row["day"]),
            row["kind"],
            term_rules.source_of(row["timetable_of"]),
            row["school_id"],
            row["stage"],
            row["name"] or "",
        )
        for row in day_rows(session)
    ]


def term_of(row: Mapping[str, object]) -> Term:
    """Return a term of a stored row or of typed values."""
    skipped = row.get("skipped") or ()
    assert isinstance(skipped, list | tuple)  # noqa: S101 - a list of ISO dates by its column
    return Term(
        str(row["term"]),
        str(row["stage"]) if row.get("stage") else None,
        date.fromisoformat(str(row["week1"])),
        int(str(row["first_weekday"])),
        date.fromisoformat(str(row["start"])),
        date.fromisoformat(str(row["end"])),
        tuple(date.fromisoformat(str(one)) for one in skipped),
    )


def term_rows(session: Session) -> list[Row]:
    """Return the stored terms by code and stage."""
    query = select(*(getattr(TermDates, name) for name in TERM_COLUMNS))
    rows = [
        dict(zip(TERM_COLUMNS, values, strict=True))
        for values in session.execute(query.order_by(TermDates.start, TermDates.id))
    ]
    return sorted(rows, key=lambda row: (row["term"], stage_order(row["stage"])))


def stage_order(stage: str | None) -> int:
    """Return the rank of a stage, all stages together first."""
    return STAGES.index(stage) + 1 if stage in STAGES else 0


def day_rows(session: Session) -> list[Row]:
    """Return the stored special days, the newest last."""
    query = select(*(getattr(DayRule, name) for name in DAY_COLUMNS)).order_by(DayRule.id)
    return [dict(zip(DAY_COLUMNS, values, strict=True)) for values in session.execute(query)]


def stages_of_group(session: Session) -> list[str]:
    """Return the stages the group's schools have, in order."""
    found = {stage for row in schools.schools(session, Ask()) for stage in row["stages"] or ()}
    return sorted(found & set(STAGES), key=stage_order)


def stands_for(session: Session) -> dict[date, date]:
    """Return by week-end day worked the day off it stands for, by the notices and own entries."""
    years, _broken = holidays.shelf()
    listed = [one for year in years.values() for one in year.holidays]
    return holidays.made_up(own_holidays(own_rules(session))) | holidays.made_up(listed)


def own_holidays(own: Iterable[Rule]) -> list[holidays.Holiday]:
    """Return the holidays the group has entered itself, with the days worked for each."""
    off: dict[tuple[str, int], list[date]] = {}
    work: dict[tuple[str, int], list[date]] = {}
    for rule in own:
        if rule.school is None and rule.stage is None and rule.name:
            name = rule.name.removesuffix(words.WORKED)
            year = rule.day.year + (rule.day.month == 12)
            if rule.kind == HOLIDAY:
                off.setdefault((name, year), []).append(rule.day)
            elif rule.kind == TEACHING:
                work.setdefault((name, year), []).append(rule.day)
    return [
        holidays.Holiday(name, min(days), max(days), tuple(sorted(work.get((name, year), ()))))
        for (name, year), days in off.items()
        if (max(days) - min(days)).days < holidays.LONGEST
    ]


# ---------------------------------------------------------------------------------- the lists


def term_list(session: Session, question: Ask) -> list[Row]:
    """Return the terms with their weeks; as of a date those of its school year."""
    calendar = calendar_of(session)
    stages: list[str | None] = [*stages_of_group(session)] or [None]
    rows = term_rows(session)
    if question.as_of is not None:
        year = rules.term_of(question.as_of)[:4]
        rows = [row for row in rows if row["term"][:4] == year]
    for row in rows:
        term = term_of(row)
        row["title"] = term_rules.term_title(term.code)
        row["weeks"] = term_rules.weeks_of(term)
        bound = [row["stage"]] if row["stage"] else _sharing(calendar, term, stages)
        row["days"] = teaching_days(calendar, term.code, bound[0] if bound else None)
    return rows


def _sharing(calendar: Calendar, term: Term, stages: Iterable[str | None]) -> list[str | None]:
    """Return the stages that have a term of all stages."""
    return [stage for stage in stages if calendar.term(term.code, stage) == term]


def teaching_days(calendar: Calendar, code: str, stage: str | None) -> int:
    """Return how many days of a term have school, exams among them."""
    return sum(day.teaching for day in calendar.days(code, None, stage))


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week a day lies in: term, number (None between terms or without one), seven days."""

    term: str | None
    week: int | None
    days: tuple[date, ...]


def week_of(calendar: Calendar, day: date, stage: str | None = None) -> WeekOf:
    """Return the week of a day as a stage counts it; between terms from Monday to Sunday."""
    term = calendar.term_on(day, stage)
    counted = term or Term("", None, day, 1, day, day)
    start = counted.week_start(day)
    days = tuple(holidays.span(start, date.fromordinal(start.toordinal() + 6)))
    return WeekOf(term.code if term else None, term.week(day) if term else None, days)


def day_list(session: Session, question: Ask) -> list[Row]:
    """Return every day that is not what its weekday says; as of a date of its school year."""
    if question.as_of is None:
        return special_days(session, date.min, date.max)
    year = int(rules.term_of(question.as_of)[:4])
    return special_days(session, date(year, 8, 1), date(year + 1, 7, 31))


def days_of_term(session: Session, code: str) -> list[Row]:
    """Return the days of a term that are not what their weekday says, of every stage."""
    found = [one for one in calendar_of(session).terms if one.code == code]
    if not found:
        return []
    return special_days(session, min(one.start for one in found), max(one.end for one in found))


def special_days(session: Session, first: date, last: date) -> list[Row]:
    """Return special days of a span: the group's own, and published ones nothing overrides."""
    calendar, names = calendar_of(session), schools.school_names(session)
    own = day_rows(session)
    overridden = {row["day"] for row in own if not row["school_id"] and not row["stage"]}
    years, _broken = holidays.shelf()
    published = [
        {"id": f"{OFFICIAL}{rule.day}", "day": rule.day.isoformat(), "kind": rule.kind,
         "school_id": None, "stage": None, "timetable_of": None, "name": rule.name, "note": None}
        for rule in holidays.rules_of(years.values())
        if rule.day.isoformat() not in overridden
    ]  # fmt: skip
    stages: list[str | None] = [*stages_of_group(session)] or [None]
    rows = [
        _shown(row, calendar, names, stages)
        for row in (*own, *published)
        if first <= date.fromisoformat(row["day"]) <= last
    ]
    order = {key: place for place, key in enumerate(names)}
    return sorted(
        rows,
        key=lambda row: (
            row["date"], order.get(row["school_id"], -1), stage_order(row["stage"]),
        ),
    )  # fmt: skip


def _shown(
    row: Row, calendar: Calendar, names: Mapping[str, str], stages: Iterable[str | None]
) -> Row:
    day = date.fromisoformat(row["day"])
    stage = row["stage"]
    term = calendar.term_on(day, stage) or next(
        (t for t in (calendar.term_on(day, one) for one in stages) if t), None
    )
    school = names.get(row["school_id"] or "")
    source = term_rules.source_of(row["timetable_of"])
    bound = [stage] if stage else list(stages)
    open_days = [calendar.day(day, row["school_id"], one) for one in bound]
    unsettled = row["kind"] == TEACHING and any(one.unsettled for one in open_days)
    said = term_rules.borrowed_said(source) or ("未定按哪天课表" if unsettled else "")
    return row | {
        "date": row["day"],
        "weekday": term_rules.weekday_word(day.isoweekday()),
        "term": term.code if term else None,
        "week": term.week(day) if term else None,
        "kind": words.DAY_KINDS[row["kind"]],
        "code": row["kind"],
        "timetable_of": term_rules.borrowed_words(row["timetable_of"]) or None,
        "says": said,
        "school": school,
        "scope": scope_words(school, stage),
        "which": which(row["day"], school, stage),
        "official": str(row["id"]).startswith(OFFICIAL),
        "origin": "放假通知" if str(row["id"]).startswith(OFFICIAL) else "自行登记",
        "unsettled": unsettled,
    }


def scope_words(school: str | None, stage: str | None) -> str:
    """Return whom a special day or a table of bells binds: 全集团, 小学, 甲校, 甲校小学."""
    return f"{school or ''}{' ' if school and stage else ''}{stage or ''}" or EVERYBODY


def which(day: str, school: str | None, stage: str | None) -> str:
    """Return what names a special day among all: day and scope."""
    return f"{day} {scope_words(school, stage)}"


def bell_list(session: Session, _question: Ask) -> list[Row]:
    """Return the bells the group has entered, by scope and period."""
    b = Bell
    names = schools.school_names(session)
    query = select(b.id, b.school_id, b.stage, b.period, b.start, b.end)
    rows = [
        {"id": row_id, "school_id": school, "school": names.get(school or ""), "stage": stage,
         "scope": scope_words(names.get(school or ""), stage), "period": period,
         "start": start, "end": end, "minutes": minutes_of(end) - minutes_of(start)}
        for row_id, school, stage, period, start, end in session.execute(query)
    ]  # fmt: skip
    for row in rows:
        row["which"] = f"{row['scope']} {row['period']}"
    order = {school_id: place for place, school_id in enumerate(names)}
    return sorted(
        rows,
        key=lambda row: (
            order.get(row["school_id"], -1), stage_order(row["stage"]), row["period"],
        ),
    )  # fmt: skip


def bells_in_force(session: Session) -> list[Row]:
    """Return the bells the group has entered, and the defaults of the stages nobody has."""
    known = bells_of(session)
    rows = [row | {"origin": "自行登记"} for row in bell_list(session, Ask())]
    stages: list[str | None] = [*stages_of_group(session)] or [None]
    for stage in stages:
        if known.scope(None, stage) is None:
            rows += [
                {"id": f"{DEFAULT}{stage}:{period}", "stage": stage, "school": None,
                 "scope": scope_words(None, stage), "period": period, "origin": "默认，可修改",
                 "start": clock(start), "end": clock(end), "minutes": end - start}
                for period, (start, end) in known.periods(None, stage).items()
            ]  # fmt: skip
    return rows
