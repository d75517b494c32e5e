"""Two rivals of the scheduler on its published model: bare HiGHS at one go, and a clerk's way."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jtdesk.core.milp import Milp, Row, optimum
from jtdesk.lessonprep.problem import Due, Problem
from tests.lessonprep.slots_brute import _comes

UNPLACED, UNEVEN, ABSENT, REQUIRED, OPTIONAL = 200_000, 40_000, 3_000, 100, 10
TIERS = {1: 0, 2: 20, 3: 60}


@dataclass
class Rival:
    total: float
    bound: float
    seconds: float
    proven: bool = False


class Prices:
    """What each session costs in each hour, by plain loops; sessions on site, nobody shared."""

    def __init__(self, problem: Problem) -> None:
        self.rows = {row.day: row for row in problem.calendars[0]}
        self.bell = {p: (s, e) for p, s, e in problem.bells[0]}
        self.people = {one.id: one for one in problem.people}
        self.ways = {(w.origin, w.target): w for w in problem.ways}
        self.groups = {one.id: one for one in problem.groups}
        self.latest = problem.limits.latest
        self._kept: dict[Any, bool] = {}

    def hours(self, periods: int) -> list[int]:
        found = []
        for first in self.bell:
            run = range(first, first + periods)
            if any(one not in self.bell for one in run):
                continue
            if any(self.bell[p + 1][0] - self.bell[p][1] > 60 for p in list(run)[:-1]):
                continue
            if self.latest is None or self.bell[run[-1]][1] <= self.latest:
                found.append(first)
        return found

    def cost(self, due: Due, day: date, host: str, first: int) -> float | None:
        row = self.rows[day]
        if not row.teaching:
            return None
        group = self.groups[due.group]
        last = first + due.periods - 1
        start, end = self.bell[first][0], self.bell[last][1]
        total, there = 0.0, set()
        for member in group.members:
            if member.school not in due.schools:
                continue
            key = (member.person, day, start, end, host)
            if key not in self._kept:
                self._kept[key] = _comes(
                    self.people[member.person], day, row, start, end, host, self.ways, self.bell, ()
                )
            if self._kept[key]:
                there.add(member.school)
            else:
                total += REQUIRED if member.required else OPTIONAL
        total += ABSENT * sum(school not in there for school in due.schools)
        held = row.lessons if row.lessons is not None else day.isoweekday()
        end_period = max(self.bell)
        avoid = first == 1 or last == end_period or row.kind == "exam"
        avoid = avoid or (held == 5 and last >= end_period - 1)
        total += TIERS[3 if avoid else 1 if held == group.weekday else 2]
        minutes = sum(
            self.ways[school, host].minutes or 0 for school in due.schools if school != host
        )
        return total + round(minutes * 0.1)

    def week(self, day: date) -> object:
        week = self.rows[day].week
        return day - timedelta(days=day.weekday()) if week is None else week


def bare(problem: Problem, seconds: float) -> Rival:
    """Solve all groups at once with every hour a column of its own."""
    prices = Prices(problem)
    milp = Milp()
    days: dict[Any, Row] = defaultdict(Row)
    weeks: dict[Any, Row] = defaultdict(Row)
    held: dict[Any, Row] = defaultdict(Row)
    turns: dict[Any, Row] = defaultdict(Row)
    series: dict[str, tuple[tuple[str, ...], int]] = {}
    for due in problem.dues:
        own = Row([milp.column(UNPLACED, 1)], [1])
        series[due.series] = (due.hosts, series.get(due.series, ((), 0))[1] + 1)
        for day in due.days:
            for host in due.hosts:
                for first in prices.hours(due.periods):
                    cost = prices.cost(due, day, host, first)
                    if cost is None:
                        continue
                    column = milp.column(cost, 1)
                    own.add(column, 1)
                    held[host, day].add(column, 1)
                    turns[due.series, host].add(column, 1)
                    for school in due.schools:
                        days[due.group, school, day].add(column, 1)
                        weeks[due.group, school, prices.week(day)].add(column, 1)
        milp.row(own, least=1, most=1)
    for row in days.values():
        milp.row(row, most=1)
    for row in weeks.values():
        milp.row(row, most=problem.limits.per_week)
    for row in held.values():
        milp.row(row, most=problem.limits.hosts_per_day)
    for name, (hosts, count) in series.items():
        least = milp.column(0, count // len(hosts))
        for host in hosts:
            over = milp.column(UNEVEN, whole=False)
            terms = turns[name, host]
            ones = [1.0] * len(terms.columns)
            milp.row(Row([least, over, *terms.columns], [-1, -1, *ones]), most=1)
            milp.row(Row([least, over, *terms.columns], [-1, 1, *ones]), least=0)
    start = time.perf_counter()
    found = optimum(milp, seconds=seconds)
    return Rival(found.total, found.bound, time.perf_counter() - start, found.proven)


def clerk(problem: Problem) -> Rival:
    """Take the first research weekday nobody of the group meets on, last two periods, in turn."""
    prices = Prices(problem)
    start = time.perf_counter()
    total = 0.0
    turns: dict[str, int] = defaultdict(int)
    busy: set[Any] = set()
    load: dict[Any, int] = defaultdict(int)
    host_days: dict[Any, int] = defaultdict(int)
    limits = problem.limits
    for due in problem.dues:
        first = prices.hours(due.periods)[-1]
        host = due.hosts[turns[due.series] % len(due.hosts)]
        group = prices.groups[due.group]
        order = sorted(due.days, key=lambda day, g=group: (day.isoweekday() != g.weekday, day))
        for day in order:
            week = prices.week(day)
            if (
                any(
                    (due.group, s, day) in busy or load[due.group, s, week] >= limits.per_week
                    for s in due.schools
                )
                or host_days[host, day] >= limits.hosts_per_day
            ):
                continue
            cost = prices.cost(due, day, host, first)
            if cost is None:
                continue
            total += cost
            turns[due.series] += 1
            host_days[host, day] += 1
            for school in due.schools:
                busy.add((due.group, school, day))
                load[due.group, school, week] += 1
            break
        else:
            total += UNPLACED
    return Rival(total, 0, time.perf_counter() - start)
