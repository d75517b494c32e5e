"""What the calendar page stands on: one reading of a term's dates, days, groups and schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.db import reads_of
from jtdesk.core.fields import Row
from jtdesk.core.initials import place_initials
from jtdesk.lessonprep import (
    booked_dates,
    day_notes,
    groups,
    joint_reads,
    rules,
    school_calendar,
    term_rules,
)
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendar_layout import CalendarIndex, Choice
from jtdesk.lessonprep.calendars import Calendar, Term
from jtdesk.lessonprep.day_notes import DayNote
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff

MARGIN = timedelta(days=21)  # days told before and after a term


@dataclass(frozen=True)
class Basis:
    """A term as the calendar page shows it.

    Attributes:
        term: code of the term in front.
        terms: ``(code, title)`` of those that can be looked at.
        index: all dates of the term.
        schools: short names by id, in bureau order; `names` are the full ones.
        groups: names by id; `group_rows` all that is known of them.
        staff: ``name（school）`` of all teachers by id; `people` of those somebody asks.
        empty: there is nothing at all yet.
        has_terms: somebody has set a term.
    """

    term: str
    terms: tuple[tuple[str, str], ...]
    index: CalendarIndex
    calendar: Calendar
    bells: Bells
    stages: tuple[str, ...]
    schools: Mapping[str, str]
    names: Mapping[str, str]
    groups: Mapping[str, str]
    group_rows: Sequence[Row]
    rooms: Mapping[str, str]
    staff: Mapping[str, str]
    people: Mapping[str, str]
    empty: bool = False
    has_terms: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)

    def term_for(self, choice: Choice) -> Term | None:
        """Return the term whose weeks are counted for what is chosen."""
        stages = [one for one in self.stages if not choice.stages or one in choice.stages]
        wanted = stages if len(stages) == 1 else []
        found = self.calendar.term(self.term, wanted[0] if wanted else None)
        if found is None:
            found = next((one for one in self.calendar.terms if one.code == self.term), None)
        return found

    def span(self, choice: Choice) -> tuple[date, date]:
        """Return the first and last day that may be looked at."""
        days = [one.day for one in self.index.dates[:1] + self.index.dates[-1:]]
        if (term := self.term_for(choice)) is not None:
            days += [term.start, term.end]
        if not days:
            year, half = int(self.term[:4]), self.term[-1]
            days = [date(year, 9, 1), date(year + 1, 1, 31)]
            if half == "2":
                days = [date(year + 1, 2, 1), date(year + 1, 7, 15)]
        return min(days) - MARGIN, max(days) + MARGIN

    def notes(self, choice: Choice) -> dict[date, DayNote]:
        """Return what is to be said of every day for what is chosen."""
        chosen = {one: name for one, name in self.schools.items() if one in choice.schools}
        stages = [one for one in self.stages if not choice.stages or one in choice.stages]
        return day_notes.day_notes(
            self.calendar, *self.span(choice), chosen or self.schools, stages
        )

    def periods(self, choice: Choice) -> Mapping[int, tuple[int, int]]:
        """Return the bell whose lines the grid shows."""
        school = next(iter(choice.schools)) if len(choice.schools) == 1 else None
        stages = [one for one in self.stages if not choice.stages or one in choice.stages]
        return self.bells.periods(school, stages[0] if len(stages) == 1 else None)


def basis(session: Session, term: str | None, day: date, year: int) -> Basis:
    """Return a term with all that is planned in it.

    Args:
        session: any session.
        term: code of the term wanted; None takes the one of the day, or the first of the year.
        day: that is looked at.
        year: school year of the window.
    """
    calendar = school_calendar.calendar_of(session)
    codes = _codes(session, calendar, year)
    code = term if term is not None else _chosen(calendar, day, year)
    dates = joint_reads.joint_dates(session, term=code)
    dates += booked_dates.booked_dates(session, code)
    rows = schools.schools(session, Ask())
    short = {row["id"]: row["short_name"] or row["name"] for row in rows}
    group_rows = groups.groups(session)
    asked = {person for one in dates for person in one.people}
    everybody = staff_titles(session)
    counts = {
        name: reads_of(session)(f'SELECT COUNT(*) FROM "{name}"')[0][0]  # noqa: S608 - ours
        for name in ("prep_session", "prep_group", "lesson", "term_dates", "booking")
    }
    counts["term_lesson"] = reads_of(session)(
        'SELECT COUNT(*) FROM "lesson" WHERE "term" = ?', code
    )[0][0]
    return Basis(
        term=code,
        terms=tuple((one, term_rules.term_title(one)) for one in sorted({*codes, code})),
        index=CalendarIndex(dates),
        calendar=calendar,
        bells=school_calendar.bells_of(session),
        stages=tuple(school_calendar.stages_of_group(session)),
        schools=short,
        names={row["id"]: row["name"] for row in rows},
        groups={row["id"]: row["name"] for row in group_rows},
        group_rows=group_rows,
        rooms=booked_dates.room_titles(session, short),
        staff=everybody,
        people={one: title for one, title in everybody.items() if one in asked},
        empty=not (counts["prep_session"] or counts["prep_group"] or counts["booking"]),
        has_terms=bool(counts["term_dates"]),
        counts=counts,
    )


def _codes(session: Session, calendar: Calendar, year: int) -> set[str]:
    read = reads_of(session)('SELECT DISTINCT "term" FROM "prep_session"')
    return {one.code for one in calendar.terms} | {row[0] for row in read} | {
        f"{year}-1", f"{year}-2",
    }  # fmt: skip


def _chosen(calendar: Calendar, day: date, year: int) -> str:
    """Return the term of a day where it lies in the year looked at, else the year's first."""
    term = calendar.term_on(day)
    code = term.code if term is not None else rules.term_of(day.isoformat())
    return code if code.startswith(f"{year}-") else f"{year}-1"


def staff_titles(session: Session) -> dict[str, str]:
    """Return all teachers by id, with their school; two of one name and school are told apart."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for row in staff.staff(session, Ask()):
        at = row["teaching_school"] or row["school"]
        title = f"{row['name']}（{at}）" if at else str(row["name"])
        seen[title] = seen.get(title, 0) + 1
        place_initials(title)  # remembered, so that searching does not hold the window up
        again = row["staff_no"] or row["subject"] or f"第 {seen[title]} 位"
        found[row["id"]] = title if seen[title] == 1 else f"{title} {again}"
    return found
