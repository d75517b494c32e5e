"""The school calendar as plain rules: weeks, teaching days, borrowed timetables.

Weeks are counted from a stated first day and weekday, never by ISO: Zhaoqing counts Sunday to
Saturday, a wall calendar Monday to Sunday. A make-up day (调休) borrows another day's timetable
(`domain.md` 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

HOLIDAY = "holiday"
TEACHING = "teaching"
SUSPENDED = "suspended"
EXAM = "exam"
KINDS = (HOLIDAY, TEACHING, SUSPENDED, EXAM)
WEEKEND = (6, 7)
MOST_WEEKS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of one stage, or of all where ``stage`` is None.

    Attributes:
        code: ``2025-1``, ``2025-2``.
        week1: a day of week 1.
        first_weekday: 1 where weeks begin on Monday, 7 on Sunday.
        start, end: first and last day of school.
        skipped: days whose whole week has no number.
    """

    code: str
    stage: str | None
    week1: date
    first_weekday: int
    start: date
    end: date
    skipped: tuple[date, ...] = ()

    def week_start(self, day: date) -> date:
        """Return the first day of the week a day lies in."""
        return day - (day.isoweekday() - self.first_weekday) % 7 * _DAY

    def week(self, day: date) -> int | None:
        """Return the number of a day's week; 0 is the week before the first, None has no number."""
        first, start = self.week_start(self.week1), self.week_start(day)
        if start in self._skipped_weeks():
            return None
        number = (start - first).days // 7 + 1
        return number - sum(first <= one < start for one in self._skipped_weeks())

    def _skipped_weeks(self) -> frozenset[date]:
        return frozenset(map(self.week_start, self.skipped))

    def days_of_week(self, number: int) -> list[date]:
        """Return the seven days of a numbered week."""
        start = self.week_start(self.week1)
        while (week := self.week(start)) is None or week < number:
            start += 7 * _DAY
        return [start + count * _DAY for count in range(7)]

    def days(self) -> list[date]:
        """Return every day from the first to the last of school."""
        return [self.start + count * _DAY for count in range((self.end - self.start).days + 1)]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a day is, for all, a stage, or a school; the narrower rule wins, then the later.

    Attributes:
        day: the day.
        kind: one of `KINDS`.
        timetable_of: for a teaching day the day whose timetable is borrowed, or a weekday 1 to 7.
        school, stage: whom it binds, None for all.
        name: of the holiday, exam or reason.
        official: comes from the published list of holidays, not from the group.
    """

    day: date
    kind: str
    timetable_of: date | int | None = None
    school: str | None = None
    stage: str | None = None
    name: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """One day of one school and stage.

    Attributes:
        day: the date.
        term: code of its term, None between terms.
        week: number of its week, None without one.
        weekday: 1 to 7, of the date.
        kind: one of `KINDS`; `TEACHING` is an ordinary day of lessons.
        lessons: weekday whose timetable holds, None where there are no lessons or nobody has said
            which day is borrowed.
        lesson_week: week whose odd or even count holds for those lessons.
        name: of the holiday, exam or reason.
        unsettled: a make-up day whose borrowed day nobody has said.
    """

    day: date
    term: str | None
    week: int | None
    weekday: int
    kind: str
    lessons: int | None
    lesson_week: int | None
    name: str = ""
    unsettled: bool = False

    @property
    def teaching(self) -> bool:
        """Whether school is in session that day."""
        return self.kind in {TEACHING, EXAM} and self.term is not None


class Calendar:
    """All days of all schools, from terms and rules.

    Args:
        terms: any number; a term of a stage stands before one of all stages.
        rules: published holidays and the group's own.
        years: calendar years for which the published holidays are known.
    """

    def __init__(
        self, terms: Iterable[Term], rules: Iterable[Rule], years: Iterable[int] = ()
    ) -> None:
        self.terms = tuple(terms)
        self.years = frozenset(years)
        self._rules: dict[date, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.day, []).append(rule)
        self._known: dict[tuple[date, str | None, str | None], SchoolDay] = {}

    def term(self, code: str, stage: str | None = None) -> Term | None:
        """Return the term of a code as a stage has it, else as all have it."""
        found: Mapping[str | None, Term] = {t.stage: t for t in self.terms if t.code == code}
        return found.get(stage) or found.get(None)

    def term_on(self, day: date, stage: str | None = None) -> Term | None:
        """Return the term a day lies in, as a stage has it."""
        codes = dict.fromkeys(one.code for one in self.terms)
        terms = (self.term(code, stage) for code in codes)
        return next((one for one in terms if one and one.start <= day <= one.end), None)

    def day(self, day: date, school: str | None = None, stage: str | None = None) -> SchoolDay:
        """Return what a day is at a school for a stage."""
        key = day, school, stage
        if key not in self._known:
            self._known[key] = self._day(day, school, stage)
        return self._known[key]

    def _day(self, day: date, school: str | None, stage: str | None) -> SchoolDay:
        term = self.term_on(day, stage)
        code, week = (term.code, term.week(day)) if term else (None, None)
        rule = self._rule(day, school, stage)
        weekday = day.isoweekday()
        if rule is None:
            kind = HOLIDAY if weekday in WEEKEND else TEACHING
            lessons = weekday if kind == TEACHING and term else None
            return SchoolDay(day, code, week, weekday, kind, lessons, week)
        if rule.kind in {HOLIDAY, SUSPENDED} or term is None:
            return SchoolDay(day, code, week, weekday, rule.kind, None, None, rule.name)
        if rule.kind == EXAM:
            return SchoolDay(day, code, week, weekday, EXAM, None, None, rule.name)
        borrowed = rule.timetable_of
        if borrowed is None:
            own = weekday if weekday not in WEEKEND else None
            return SchoolDay(
                day, code, week, weekday, TEACHING, own, week, rule.name, unsettled=own is None
            )
        if isinstance(borrowed, int):
            return SchoolDay(day, code, week, weekday, TEACHING, borrowed, week, rule.name)
        lesson_week = term.week(borrowed)
        return SchoolDay(
            day, code, week, weekday, TEACHING, borrowed.isoweekday(), lesson_week, rule.name
        )

    def _rule(self, day: date, school: str | None, stage: str | None) -> Rule | None:
        binding = [
            (rule.school is not None, rule.stage is not None, not rule.official, number, rule)
            for number, rule in enumerate(self._rules.get(day, ()))
            if rule.school in {None, school} and rule.stage in {None, stage}
        ]
        return max(binding, key=lambda one: one[:4])[4] if binding else None

    def own_rules(self, day: date) -> frozenset[str]:
        """Return the schools for which a day may be something else than for all others."""
        return frozenset(rule.school for rule in self._rules.get(day, ()) if rule.school)

    def days(
        self, code: str, school: str | None = None, stage: str | None = None
    ) -> list[SchoolDay]:
        """Return every day of a term at a school for a stage; empty where there is no such term."""
        term = self.term(code, stage)
        return [self.day(one, school, stage) for one in term.days()] if term else []

    def unknown_years(self, code: str) -> list[int]:
        """Return calendar years a term touches for which no holidays are known."""
        years = {
            year
            for one in self.terms
            if one.code == code
            for year in (one.start.year, one.end.year)
        }
        return sorted(years - self.years)


def weeks_match(pattern: str | None, week: int | None) -> bool:
    """Return whether a lesson of a week pattern is held in a week.

    Patterns are every, odd, even, and lists such as ``1-14,17`` or ``1-8/odd``. A week without a
    number is held by lessons of every week only.
    """
    if not pattern or pattern == "every":
        return True
    if week is None:
        return False
    if pattern in {"odd", "even"}:
        return week % 2 == (pattern == "odd")
    for part in pattern.split(","):
        span, _, side = part.partition("/")
        first, _, last = span.partition("-")
        if not first.isdigit():
            return True  # a word of a store of before, which nobody can read: rather too often
        held = not side or week % 2 == (side == "odd")
        if held and int(first) <= week <= int(last or first):
            return True
    return False


@lru_cache(maxsize=4096)
def weeks_meet(one: str | None, other: str | None) -> bool:
    """Return whether two lessons of these week patterns are ever held in the same week."""
    return any(
        weeks_match(one, week) and weeks_match(other, week) for week in range(1, MOST_WEEKS + 1)
    )
