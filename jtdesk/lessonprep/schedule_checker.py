"""Checks a schedule from its rows alone, person by person; shares no code with what made it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from jtdesk.lessonprep.problem import (
    ABSENT,
    CHANGE,
    OPTIONAL,
    REMOTE,
    REQUIRED,
    SHIFT,
    TIER_PRICES,
    TRAVEL,
    UNEVEN,
    UNPLACED,
    Belongs,
    DayRow,
    Due,
    Placed,
    Problem,
    Schedule,
    Unplaced,
)

_NEAR = 1e-3
_NOON = 60
Span = tuple[int, int]


def check(problem: Problem, schedule: Schedule) -> list[str]:
    """Return everything that is wrong with a schedule, as sentences; empty where all is right.

    Checked are: every hard rule, every person of every session on lessons, ways, ferries and other
    sessions, each reason why somebody cannot come, rotation of hosts, every figure, and each reason
    why a session has no place.
    """
    return _Check(problem, schedule).run()


class _Check:
    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem, self.schedule = problem, schedule
        self.dues = {one.id: one for one in problem.dues}
        self.groups = {one.id: one for one in problem.groups}
        self.people = {one.id: one for one in problem.people}
        self.days: dict[tuple[str, str | None], dict[date, DayRow]] = {}
        self.bells: dict[tuple[str, str | None], dict[int, Span]] = {}
        for place in problem.places:
            key = (place.school, place.stage)
            self.days[key] = {row.day: row for row in problem.calendars[place.calendar]}
            bell = problem.bells[place.bell]
            self.bells[key] = {period: (start, end) for period, start, end in bell}
        self.ways = {(one.origin, one.target): one for one in problem.ways}
        self.standing = {one.due: one for one in problem.standing}
        self.of: dict[str, list[Placed]] = defaultdict(list)
        for one in schedule.placed:
            for person in one.come:
                self.of[person].append(one)
        self.found: list[str] = []

    def run(self) -> list[str]:
        self._complete()
        for one in self.schedule.placed:
            due = self.dues.get(one.due)
            if due is not None:
                self._session(one, due)
                self._people(one, due)
        self._once_a_day()
        self._weeks()
        self._hosts()
        for without in self.schedule.unplaced:
            self._reason(without, self.dues[without.due])
        self._figures()
        return self.found

    def _say(self, right: bool, words: str) -> None:
        if not right:
            self.found.append(words)

    def _complete(self) -> None:
        said = Counter([one.due for one in self.schedule.placed])
        said.update(one.due for one in self.schedule.unplaced)
        self._say(set(said) == set(self.dues), "sessions due and told differ")
        self._say(all(count == 1 for count in said.values()), "a session told twice")
        for due, one in self.standing.items():
            if one.fixed:
                kept = [p for p in self.schedule.placed if p.due == due]
                same = kept and (kept[0].day, kept[0].start, kept[0].end, kept[0].host) == (
                    one.day, one.start, one.end, one.host,
                )  # fmt: skip
                self._say(bool(same), f"{due} was fixed and is not kept")

    # --- one session ----------------------------------------------------------------------------

    def _session(self, one: Placed, due: Due) -> None:
        standing = self.standing.get(due.id)
        fixed = standing is not None and standing.fixed
        self._say(one.fixed == fixed, f"{due.id} fixed or not")
        if not fixed:
            self._say(one.day in due.days, f"{due.id} on {one.day}, not within its days")
            hosts = due.hosts or (None,)
            self._say(one.host in hosts, f"{due.id} has a host that may not be one")
            host = one.host or due.schools[0]
            stage = self.groups[due.group].stage
            row = self.days[host, stage].get(one.day)
            self._say(row is not None and row.teaching, f"{due.id} while the host has no school")
            spans = self._hours(host, stage, due.periods)
            rung = spans.get(one.start_period or 0)
            self._say(rung == (one.start, one.end), f"{due.id} does not follow the bell")
            self._say(one.tier == self._tier(one.day, host, due, one.start_period), "tier")
            moved = standing is not None and (
                (standing.day, standing.start_period) != (one.day, one.start_period)
                or (due.form != "线上" and standing.host != one.host)
            )
            self._say(one.changed == moved, f"{due.id} changed or not")
        if one.host is not None:
            minutes = sum(self._minutes(school, one.host) or 0 for school in due.schools)
            self._say(one.travel == minutes, f"travel of {due.id}")
        come = {m.school for m in self._members(due) if m.person in one.come}
        absent = tuple(school for school in due.schools if school not in come)
        self._say(one.absent == absent, f"absent schools of {due.id}")

    def _hours(self, host: str, stage: str | None, periods: int) -> dict[int, Span]:
        bell = self.bells[host, stage]
        found = {}
        for first in bell:
            run = list(range(first, first + periods))
            if any(one not in bell for one in run):
                continue
            over_noon = any(bell[b][0] - bell[a][1] > _NOON for a, b in pairwise(run))
            latest = self.problem.limits.latest
            if not over_noon and (latest is None or bell[run[-1]][1] <= latest):
                found[first] = (bell[first][0], bell[run[-1]][1])
        return found

    def _tier(self, day: date, host: str, due: Due, first: int | None) -> int:
        group = self.groups[due.group]
        row = self.days[host, group.stage][day]
        weekday = row.lessons if row.lessons is not None else day.isoweekday()
        last, end = (first or 0) + due.periods - 1, max(self.bells[host, group.stage])
        if first == 1 or last >= end or row.kind == "exam" or (weekday == 5 and last == end - 1):
            return 3
        return 1 if weekday == group.weekday else 2

    # --- the people of a session ------------------------------------------------------------------

    def _members(self, due: Due) -> list[Belongs]:
        return [m for m in self.groups[due.group].members if m.school in due.schools]

    def _people(self, one: Placed, due: Due) -> None:
        told = Counter([*one.come, *(away.person for away in one.away)])
        members = {m.person: m.required for m in self._members(due)}
        self._say(told == Counter(list(members)), f"people of {due.id}")
        self._say(set(one.remote) <= set(one.come), f"online people of {due.id}")
        self._say(not one.remote or due.form == "线上线下结合", f"{due.id} is not held online")
        for person in one.come:
            online = due.form == "线上" or person in one.remote
            kept = self._kept(person, one, None if online else one.host)
            self._say(not kept, f"{person} cannot come to {due.id}: {sorted(kept)}")
        for away in one.away:
            host = None if due.form != "线下" else one.host
            kept = self._kept(away.person, one, host)
            self._say(away.kind in kept, f"{away.person} away from {due.id} for {away.kind}?")
            self._say(away.required == members.get(away.person), f"{away.person} required?")

    def _kept(self, name: str, one: Placed, host: str | None) -> set[str]:
        """Return every kind of reason that keeps a person from a session."""
        person = self.people[name]
        found = set()
        for school in {person.school_id, host or person.school_id}:
            row = self.days[school, person.stage].get(one.day)
            if row is None or not row.teaching:
                shut = row is not None and row.kind == "holiday"
                found.add("holiday" if shut else "no_school")
            elif row.unsettled and school == person.school_id:
                found.add("unsettled")
        if host is not None and host != person.school_id:
            way = self.ways.get((person.school_id, host))
            if way is None or way.minutes is None:
                found.add("travel")
            elif (way.first_arrival is not None and one.start < way.first_arrival) or (
                way.last_departure is not None and one.end > way.last_departure
            ):
                found.add("ferry")
        for lesson in person.lessons:
            row = self.days[lesson.school_id, person.stage].get(one.day)
            if row is None or row.lessons != lesson.weekday:
                continue
            if not _held(lesson.weeks, row.lesson_week):
                continue
            start, end = self._rung(lesson.school_id, person.stage, lesson.period)
            far = 0 if host is None else self._minutes(lesson.school_id, host) or 0
            if start < one.end and end > one.start:
                found.add("lesson")
            elif start < one.end + far and end > one.start - far:
                found.add("travel")
        return found | self._busy(name, one, host)

    def _busy(self, name: str, one: Placed, host: str | None) -> set[str]:
        home = self.people[name].school_id
        others = [(t.day, t.start, t.end, t.host_id) for t in self.problem.taken
                  if t.person_id == name]  # fmt: skip
        others += [(o.day, o.start, o.end, o.host) for o in self.of[name] if o.due != one.due]
        for day, start, end, where in others:
            far = self._minutes(where or home, host or home) or 0
            if day == one.day and start < one.end + far and end > one.start - far:
                return {"session"}
        week = self._week(one)
        there = sum(self._week(other) == week for other in self.of[name] if other.due != one.due)
        return {"session"} if there >= self.problem.limits.per_week else set()

    def _rung(self, school: str, stage: str | None, period: int) -> Span:
        bell = self.bells[school, stage]
        if period in bell:
            return bell[period]
        last = max((one for one in bell if one < period), default=min(bell))
        start, end = bell[last]
        step = (period - last) * (end - start + 10)
        return start + step, end + step

    def _minutes(self, start: str, end: str) -> int | None:
        if start == end:
            return 0
        way = self.ways.get((start, end))
        return None if way is None else way.minutes

    # --- rules over several sessions --------------------------------------------------------------

    def _week(self, one: Placed) -> object:
        return self._week_of(self.dues[one.due], one.day)

    def _week_of(self, due: Due, day: date) -> object:
        row = self.days[due.schools[0], self.groups[due.group].stage].get(day)
        if row is None or row.week is None:
            return day - timedelta(days=day.weekday())
        return row.week

    def _once_a_day(self) -> None:
        for (group, school, day), held in self._by_school(lambda one: one.day).items():
            free = [one for one in held if not one.fixed]
            self._say(len(held) == 1 or not free, f"{school} of {group} meets twice on {day}")

    def _by_school(self, key: object) -> Mapping[tuple[str, str, object], list[Placed]]:
        found: dict[tuple[str, str, object], list[Placed]] = defaultdict(list)
        assert callable(key)  # noqa: S101
        for one in self.schedule.placed:
            due = self.dues[one.due]
            for school in due.schools:
                found[due.group, school, key(one)].append(one)
        return found

    def _weeks(self) -> None:
        most = self.problem.limits.per_week
        for (group, school, week), held in self._by_school(self._week).items():
            free = [one for one in held if not one.fixed]
            self._say(len(held) <= most or not free, f"{school} of {group} in week {week}")
        for name, sessions in self.of.items():
            for week, count in Counter(map(self._week, sessions)).items():
                fixed = sum(one.fixed and self._week(one) == week for one in sessions)
                self._say(count <= max(most, fixed), f"{name} has {count} in week {week}")

    def _hosting(self) -> Counter[tuple[str, date]]:
        found: Counter[tuple[str, date]] = Counter(self.problem.hosted)
        found.update((one.host, one.day) for one in self.schedule.placed if one.host)
        return found

    def _hosts(self) -> None:
        standing = Counter(self.problem.hosted)
        standing.update((one.host, one.day) for one in self.schedule.placed
                        if one.host and one.fixed)  # fmt: skip
        for key, count in self._hosting().items():
            most = max(self.problem.limits.hosts_per_day, standing[key])
            self._say(count <= most, f"{key[0]} is host of {count} on {key[1]}")

    def _uneven(self) -> int:
        """Return by how many sessions hosts are off an even rotation, counted host by host."""
        hosts: dict[str, tuple[str, ...]] = {}
        due_count: Counter[str] = Counter()
        for due in self.problem.dues:
            hosts[due.series] = due.hosts
            due_count[due.series] += 1
        turns: dict[str, Counter[str | None]] = defaultdict(Counter)
        for one in self.schedule.placed:
            turns[self.dues[one.due].series][one.host] += 1
        total = 0
        for series, own in hosts.items():
            if len(own) < 2:
                continue
            times = [turns[series][host] for host in own]
            if max(times) - min(times) > 1:
                total += min(
                    sum(max(0, t - low - 1, low - t) for t in times)
                    for low in range(due_count[series] // len(own) + 1)
                )
        return total

    # --- without a place --------------------------------------------------------------------------

    def _reason(self, one: Unplaced, due: Due) -> None:
        rules: Counter[str] = Counter()
        days = self._by_school(lambda placed: placed.day)
        weeks = self._by_school(self._week)
        hosting = self._hosting()
        limits = self.problem.limits
        for host in due.hosts or (None,):
            at = host or due.schools[0]
            stage = self.groups[due.group].stage
            hours = self._hours(at, stage, due.periods)
            for day in due.days:
                row = self.days[at, stage].get(day)
                if row is None or not row.teaching or not hours:
                    continue
                week = self._week_of(due, day)
                if any(days.get((due.group, school, day)) for school in due.schools):
                    rules["once_a_day"] += 1
                elif any(
                    len(weeks.get((due.group, school, week), ())) >= limits.per_week
                    for school in due.schools
                ):
                    rules["per_week"] += 1
                elif host is not None and hosting[host, day] >= limits.hosts_per_day:
                    rules["hosts_per_day"] += 1
                else:
                    rules["nothing"] += 1
        if one.kind == "no_time":
            self._say(not rules, f"{due.id} has hours after all")
        else:
            self._say(not rules["nothing"], f"{due.id} has a free place")
            self._say(dict(one.rules) == dict(+rules), f"rules against {due.id}: {rules}")

    # --- figures ----------------------------------------------------------------------------------

    def _cost(self, one: Placed) -> float:
        if one.fixed:
            return 0
        due = self.dues[one.due]
        cost = sum(REQUIRED if away.required else OPTIONAL for away in one.away)
        cost += REMOTE * len(one.remote) + ABSENT * len(one.absent) + TIER_PRICES[one.tier]
        if one.host is not None:
            cost += round(TRAVEL * sum(self._minutes(s, one.host) or 0 for s in due.schools))
        standing = self.standing.get(one.due)
        if standing is not None and one.changed:
            same = standing.day == one.day and standing.host == one.host
            cost += SHIFT if same else CHANGE
        return cost

    def _figures(self) -> None:
        answer = self.schedule
        parts = {
            "sessions": float(sum(map(self._cost, answer.placed))),
            "uneven": float(UNEVEN * self._uneven()),
            "unplaced": float(UNPLACED * len(answer.unplaced)),
        }
        self._say(dict(answer.parts) == parts, f"parts: {dict(answer.parts)} said, {parts} counted")
        total = sum(parts.values())
        self._say(abs(total - answer.objective) < _NEAR, "objective")
        self._say(answer.bound <= answer.objective + _NEAR, "bound above the objective")
        gap = (answer.objective - answer.bound) / answer.objective if answer.objective else 0.0
        self._say(abs(gap - answer.gap) < _NEAR, "gap")
        self._say(not answer.proven or gap < 1e-6, "proven with a gap")


def _held(weeks: str | None, week: int | None) -> bool:
    if weeks in {None, "", "every"}:
        return True
    if week is None:
        return False
    if weeks in {"odd", "even"}:
        return (week % 2 == 1) == (weeks == "odd")
    return week in set(_listed((weeks or "").split(",")))


def _listed(parts: Iterable[str]) -> Iterable[int]:
    for part in parts:
        ends = part.split("-")
        yield from range(int(ends[0]), int(ends[-1]) + 1)
