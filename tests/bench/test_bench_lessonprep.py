"""A term of series expanded and checked for conflicts, against dateutil expanding the bare rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import pytest
from dateutil.rrule import rrulestr

from jtdesk.lessonprep.availability import Person, Taught, Travel, Way
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar, Term
from jtdesk.lessonprep.conflicts import Planned, all_conflicts
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.holidays import rules_of, shelf
from jtdesk.lessonprep.recurrence import Series, expand
from jtdesk.lessonprep.rrules import DAYS, monthly, weekly
from tests.bench.ratios import compare, seconds

SCHOOLS, PEOPLE, GROUPS = 111, 10_000, 300
TERM = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 23))
PERIODS = {n: (480 + 50 * (n - 1), 520 + 50 * (n - 1)) for n in range(1, 11)}


@dataclass
class World:
    series: list[Series]
    people: list[Person]
    members: dict[tuple[str, tuple[str, ...]], tuple[str, ...]]
    travel: Travel


def world() -> World:
    """300 groups of 6 schools: weekly all together, 一课双研 weekly, each pair of neighbours monthly.

    The hours of a group lie further apart than any way is long, and its members have no lessons on
    its day, but for one in a hundred: what a plan is like that somebody has thought about.
    """
    dice = Random(3)
    schools = [f"s{n:03d}" for n in range(SCHOOLS)]
    groups = [
        (f"g{n:03d}", [schools[(7 * n + k) % SCHOOLS] for k in range(6)]) for n in range(GROUPS)
    ]
    travel = {
        (a, b): Way(10 + (i * 31 + j * 17) % 50, 8 * 60 if (i + j) % 9 == 0 else None)
        for i, a in enumerate(schools) for j, b in enumerate(schools) if a != b
    }  # fmt: skip
    people, series = [], []
    members: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for number, (group, own) in enumerate(groups):
        day = number % 5 + 1
        together, double = number % 2 * 2 + 1, (number // 2) % 2 + 6
        series += _series(group, tuple(own), day, together, double)
        for count in range(PEOPLE // GROUPS):
            person, school = f"{group}p{count}", own[count % 6]
            slots = [(d, p) for d in range(1, 6) for p in range(1, 9) if d != day]
            lessons = [
                (d, p, "odd" if dice.random() < 0.1 else "every") for d, p in dice.sample(slots, 13)
            ]
            if dice.random() < 0.01:
                lessons.append((day, together, "every"))
            taught = tuple(Taught(d, p, w, school) for d, p, w in lessons)
            people.append(Person(person, person, school, "初中", taught))
            members.setdefault((group, tuple(own)), []).append(person)
            for pair in _pairs(tuple(own)):
                if school in pair:
                    members.setdefault((group, pair), []).append(person)
    return World(series, people, {key: tuple(who) for key, who in members.items()}, travel)


def _pairs(schools: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    ring = [(schools[at], schools[(at + 1) % 6]) for at in range(6)]
    return (*ring, *((schools[at], schools[at + 3]) for at in range(3)))


def _series(
    group: str, schools: tuple[str, ...], day: int, together: int, double: int
) -> list[Series]:
    common = {"group_id": group, "school_ids": schools, "term": "2025-1", "stage": "初中"}
    return [
        Series(id=f"{group}a", rrule=weekly([day]), start_period=together, periods=2, **common),
        Series(id=f"{group}b", rrule=weekly([day]), start_period=double, periods=1, lesson_pair=True,
               **common),
        Series(id=f"{group}c", rrule=weekly([day]), every="month", topology="pairs",
               pairs=_pairs(schools), start_period=4 if together == 1 else 1, periods=1, **common),
    ]  # fmt: skip


def bare(series: list[Series]) -> int:
    """Expand the same rules with dateutil alone: one rule a series, for pairs one a pair."""
    start, end = datetime.combine(TERM.start, datetime.min.time()), "20260123T000000"
    count = 0
    for one in series:
        if one.topology == "pairs":
            day = DAYS.index(one.rrule[-2:]) + 1
            for number, _pair in enumerate(one.pairs):
                rule = f"{monthly(day, number % 4 + 1)};UNTIL={end}"
                count += len(list(rrulestr(rule, dtstart=start)))
        else:
            for _ in range(1 + one.lesson_pair):
                count += len(list(rrulestr(f"{one.rrule};UNTIL={end}", dtstart=start)))
    return count


def planned(here: World, calendar: Calendar) -> list[Planned]:
    found = []
    for series in here.series:
        for n, one in enumerate(expand(series, calendar)):
            start = PERIODS[one.start_period][0]
            end = PERIODS[one.start_period + one.periods - 1][1]
            people = here.members[series.group_id, one.school_ids]
            found.append(Planned(
                f"{series.id}{n}", "", one.day, start, end, "初中", one.host_id, one.school_ids,
                people, len(people),
            ))  # fmt: skip
    return found


@pytest.mark.bench
def test_expansion_and_conflicts_of_a_term() -> None:
    here = world()
    years, _ = shelf()
    rules = rules_of(years.values())
    bells = Bells([], {"": PERIODS, "初中": PERIODS})
    shown: dict[str, int] = {}

    def ours(free: Callable[[Calendar], FreeTime]) -> float:
        calendar = Calendar([TERM], rules, years)
        free_time = free(calendar)

        def work() -> None:
            dates = planned(here, calendar)
            found = all_conflicts(dates, free_time, most_hosted=20)
            shown["sessions"], shown["conflicts"] = len(dates), sum(map(len, found.values()))
            shown["person-times"] = sum(len(one.people) for one in dates)

        return seconds(work)

    def fresh(calendar: Calendar) -> FreeTime:
        return FreeTime(calendar, bells, here.people, here.travel)

    def theirs() -> float:
        return seconds(lambda: shown.update(bare=bare(here.series)))

    ratio = compare(
        f"{GROUPS} groups, {SCHOOLS} schools, {PEOPLE} people: a term of series expanded and "
        "checked, nothing prepared / the bare rules by dateutil",
        lambda: ours(fresh), theirs, target="<= 3.0",
    )  # fmt: skip
    print(f"  {shown}")  # noqa: T201 - a benchmark prints
    assert ratio > 0
