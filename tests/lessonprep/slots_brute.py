"""The best times of a group by trying everything: plain loops over raw rows, nothing of ours."""

from __future__ import annotations

from datetime import date
from typing import Any

from jtdesk.lessonprep.problem import Problem


def best(
    problem: Problem, members: list[tuple[str, bool]], hosts: list[str], days: list[date],
    *, periods: int, form: str, weekday: int | None, latest: int | None, count: int = 5,
    taken: tuple[Any, ...] = (),
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Return ``(day, first, host, required, optional, tier, online, travel, who can)``."""
    rows = {row.day: row for row in problem.calendars[0]}
    bell = {p: (s, e) for p, s, e in problem.bells[0]}
    people = {one.id: one for one in problem.people}
    ways = {(w.origin, w.target): w for w in problem.ways}
    homes = {people[person].school_id for person, _ in members}
    found = []
    for day in days:
        row = rows.get(day)
        if row is None or not row.teaching:
            continue
        for first in bell:
            last = first + periods - 1
            if last not in bell or (latest is not None and bell[last][1] > latest):
                continue
            if any(bell[p + 1][0] - bell[p][1] > 60 for p in range(first, last)):
                continue
            start, end = bell[first][0], bell[last][1]
            options = []
            for order, host in enumerate(hosts if form != "线上" else hosts[:1]):
                place = None if form == "线上" else host
                lost = [0, 0]
                online = 0
                can = []
                for person, required in members:
                    comes = _comes(people[person], day, row, start, end, place, ways, bell, taken)
                    if not comes and form == "线上线下结合":
                        comes = _comes(
                            people[person], day, row, start, end, None, ways, bell, taken
                        )
                        online += comes
                    if comes:
                        can.append(person)
                    else:
                        lost[not required] += 1
                travel = 0
                if place is not None:
                    for home in homes:
                        travel += 0 if home == host else ways[home, host].minutes or 0
                held = row.lessons if row.lessons is not None else day.isoweekday()
                avoid = first == 1 or last == max(bell) or row.kind == "exam"
                avoid = avoid or (held == 5 and last >= max(bell) - 1)
                tier = 3 if avoid else 1 if weekday is not None and held == weekday else 2
                options.append((lost[0], lost[1], tier, online, travel, order, place, tuple(can)))
            top = min(options, key=lambda o: o[:6])
            found.append((top[:5], day, first, top[6], top[7]))
    found.sort(key=lambda f: (f[0], f[1], f[2]))
    return [(day, first, place, *key, can) for key, day, first, place, can in found[:count]]


def _comes(person, day, row, start, end, place, ways, bell, taken) -> bool:  # type: ignore[no-untyped-def]  # noqa: PLR0911
    if row.unsettled:
        return False
    far = 0
    if place is not None and place != person.school_id:
        way = ways[person.school_id, place]
        if way.minutes is None:
            return False
        if way.first_arrival is not None and start < way.first_arrival:
            return False
        if way.last_departure is not None and end > way.last_departure:
            return False
    for lesson in person.lessons:
        if row.lessons != lesson.weekday or not _week(lesson.weeks, row.lesson_week):
            continue
        far = 0
        if place is not None and place != lesson.school_id:
            far = ways[lesson.school_id, place].minutes or 0
        begins, ends = bell[lesson.period]
        if begins < end + far and ends > start - far:
            return False
    for who, when, begins, ends, where in taken:
        if who == person.id and when == day:
            here, there = place or person.school_id, where or person.school_id
            far = 0 if here == there else ways[here, there].minutes or 0
            if begins < end + far and ends > start - far:
                return False
    return True


def _week(weeks: str | None, week: int | None) -> bool:
    if weeks is None or weeks == "every":
        return True
    if week is None:
        return False
    if weeks == "odd":
        return week % 2 == 1
    if weeks == "even":
        return week % 2 == 0
    wanted = set()
    for part in weeks.split(","):
        first, _, last = part.partition("-")
        wanted.update(range(int(first), int(last or first) + 1))
    return week in wanted
