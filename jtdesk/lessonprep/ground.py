"""What the scheduler stands on: calendars, bells and people of a problem, parts by group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from jtdesk.lessonprep.calendars import HOLIDAY, SchoolDay
from jtdesk.lessonprep.free_time import FreeTime, Taken, Way
from jtdesk.lessonprep.problem import DayRow, Problem
from jtdesk.lessonprep.schedule_model import Key, Part


class GivenDays:
    """The calendar of a problem; a day nobody spoke of is none of school."""

    def __init__(self, problem: Problem) -> None:
        tables = [{row.day: _school_day(problem.term, row) for row in own}
                  for own in problem.calendars]  # fmt: skip
        self._of = {(one.school, one.stage): tables[one.calendar] for one in problem.places}

    def day(self, day: date, school: str | None = None, stage: str | None = None) -> SchoolDay:
        """Return what a day is at a school for a stage."""
        found = self._of.get((school or "", stage), {}).get(day)
        if found is None:
            return SchoolDay(day, None, None, day.isoweekday(), HOLIDAY, None, None)
        return found


def _school_day(term: str, row: DayRow) -> SchoolDay:
    return SchoolDay(
        row.day,
        term,
        row.week,
        row.day.isoweekday(),
        row.kind,
        row.lessons,
        row.lesson_week,
        row.name,
        row.unsettled,
    )


class GivenBells:
    """The bells of a problem."""

    def __init__(self, problem: Problem) -> None:
        tables = [{period: (start, end) for period, start, end in own} for own in problem.bells]
        self._of = {(one.school, one.stage): tables[one.bell] for one in problem.places}

    def periods(self, school_id: str, stage: str | None) -> Mapping[int, tuple[int, int]]:
        """Return begin and end of each period."""
        return self._of.get((school_id, stage), {})

    def span(
        self, school_id: str, stage: str | None, start_period: int, periods: int
    ) -> tuple[int, int]:
        """Return begin and end of periods; those behind the last follow it in its length."""
        table = self.periods(school_id, stage) or {1: (480, 520)}
        nearest = max((one for one in table if one <= start_period), default=min(table))
        start, end = table[nearest]
        moved = start + (start_period - nearest) * (end - start + 10)
        return moved, moved + periods * (end - start + 10) - 10


class Ground:
    """A problem made ready.

    Attributes:
        free: who is free when; sessions outside the plan are taken.
        parts: what is due, by group, in the order of the problem.
        hosted: sessions that stand, by host and day.
        shared: ids of people who belong to several groups.
        outside: sessions outside the plan, by person.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.calendar = GivenDays(problem)
        travel = {
            (one.origin, one.target): Way(
                one.minutes, one.first_arrival, one.last_departure, one.reckoned
            )
            for one in problem.ways
        }
        bells = GivenBells(problem)
        self.free = FreeTime(self.calendar, bells, problem.people, travel, problem.taken)
        self.parts = self._parts()
        self.hosted: Counter[Key] = Counter(problem.hosted)
        for part in self.parts:
            standing = [part.fixed(due) for due in part.dues]
            self.hosted.update((one.host, one.day) for one in standing if one and one.host)
        times = Counter(
            one.person for part in self.parts for one in part.group.members
        )  # a group counts a member once
        self.shared = {person for person, count in times.items() if count > 1}
        self.outside: dict[str, list[Taken]] = defaultdict(list)
        for one in problem.taken:
            self.outside[one.person_id].append(one)

    def _parts(self) -> list[Part]:
        standing = {one.due: one for one in self.problem.standing}
        dues = defaultdict(list)
        for due in self.problem.dues:
            dues[due.group].append(due)
        found = []
        for group in self.problem.groups:
            own = dues.get(group.id)
            if own:
                kept = {due.id: standing[due.id] for due in own if due.id in standing}
                days = {day for due in own for day in due.days} | {one.day for one in kept.values()}
                school = own[0].schools[0]
                weeks = {day: self._week(day, school, group.stage) for day in days}
                found.append(Part(group, tuple(own), kept, weeks))
        return found

    def _week(self, day: date, school: str, stage: str | None) -> object:
        week = self.calendar.day(day, school, stage).week
        return day - timedelta(days=day.isoweekday() - 1) if week is None else week
