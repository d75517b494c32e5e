"""Generated groups with real timetables, ways and ferries, and the scheduler's question on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar, Rule, Term
from jtdesk.lessonprep.free_time import Person, Taught, Way
from jtdesk.lessonprep.neighbours import neighbours
from jtdesk.lessonprep.problem import (
    Belongs,
    DayRow,
    Due,
    Group,
    Limits,
    Place,
    Problem,
    WayRow,
)
from jtdesk.lessonprep.regime import Asked, GroupPart, Regime, SeriesRule, demands

TERM = "2025-1"
SUBJECTS = (
    "语文",
    "数学",
    "英语",
    "科学",
    "音乐",
    "美术",
    "体育与健康",
    "信息科技",
    "劳动",
    "道德与法治",
)
WEEKDAYS = {subject: 1 + number % 5 for number, subject in enumerate(SUBJECTS)}
HOLIDAYS = [date(2025, 10, day) for day in range(1, 9)] + [date(2026, 1, 1), date(2026, 1, 2)]


@dataclass
class World:
    calendar: Calendar
    bells: Bells
    people: tuple[Person, ...]
    ways: dict[tuple[str, str], Way]
    groups: tuple[Group, ...]
    schools: tuple[str, ...]
    problem: Problem


def calendar() -> Calendar:
    term = Term(TERM, None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 23))
    rules = [Rule(day, "holiday", name="放假") for day in HOLIDAYS]
    rules += [
        Rule(date(2025, 9, 28), "teaching", date(2025, 10, 7)),
        Rule(date(2025, 10, 11), "teaching", date(2025, 10, 8)),
        *(Rule(date(2026, 1, day), "exam", name="期末考试") for day in (19, 20, 21)),
    ]
    return Calendar([term], rules, (2025, 2026))


def regime(every: str = "month", form: str = "线下", **limits: int) -> Regime:
    def series(title: str, schools: str) -> SeriesRule:
        return SeriesRule(
            title,
            "联合教研",
            (),
            (),
            schools,
            every,
            2,
            form,
            "none" if form == "线上" else "rotate",
        )

    return Regime(
        "六校联合教研", "003-36", (series("联合教研", "all"), series("集体备课", "neighbours")),
        per_week=limits.get("per_week", 2), hosts_per_day=limits.get("hosts_per_day", 6),
        latest=limits.get("latest"), weekdays={(None, s): d for s, d in WEEKDAYS.items()},
    )  # fmt: skip


def world(
    schools: int, groups: int, *, seed: int = 1, cluster: int = 0, load: int = 12,
    every: str = "month", form: str = "线下", double: float = 0.03, **limits: int,
) -> World:  # fmt: skip
    """Make a group: schools on a map, groups of one subject in a cluster of near schools each."""
    dice = Random(f"{seed}/{schools}/{groups}")
    ids = tuple(f"s{number:03d}" for number in range(schools))
    places = {one: (dice.random() * 100, dice.random() * 100) for one in ids}
    islands = {one for one in ids if dice.random() < 0.1}
    ways = {}
    for one in ids:
        for other in ids:
            if one != other:
                (a, b), (c, d) = places[one], places[other]
                minutes = 5 + round(((a - c) ** 2 + (b - d) ** 2) ** 0.5 / 2)
                ferry = one in islands or other in islands
                times = (8 * 60 + 30, 17 * 60) if ferry else (None, None)
                ways[one, other] = Way(minutes + 15 * ferry, *times)
    minutes = {pair: way.minutes or 0 for pair, way in ways.items()}
    size = cluster or schools
    hubs = [sorted(ids, key=lambda o, h=hub: minutes.get((h, o), 0))[:size] for hub in ids]
    people: list[Person] = []
    parts: list[GroupPart] = []
    made: list[Group] = []
    slots = [(weekday, period) for weekday in range(1, 6) for period in range(1, 8)]
    for number in range(groups):
        subject = SUBJECTS[number % len(SUBJECTS)]
        own = sorted(hubs[(number // len(SUBJECTS) * 7) % schools])
        members = []
        for school in own:
            for _ in range(dice.choice((1, 2, 3, 4, 6))):
                person = f"p{len(people):05d}"
                lessons = tuple(
                    Taught(weekday, period, dice.choice(("every", "every", "odd", "1-9")), school)
                    for weekday, period in dice.sample(slots, load)
                )
                people.append(Person(person, person, school, "小学", lessons))
                members.append(Belongs(person, school, dice.random() < 0.8))
        if made and dice.random() < 0.5:
            members += [
                Belongs(one.person, one.school, False)
                for one in made[-1].members
                if one.school in own and dice.random() < double
            ]
        name = f"g{number:03d}"
        made.append(Group(name, f"{subject}{number}", "小学", tuple(members), WEEKDAYS[subject]))
        parts.append(GroupPart(name, name, "小学", subject, tuple(own)))
    days = calendar()
    bells = Bells([])
    rules = regime(every, form, **limits)
    dues = []
    for part in parts:
        near = {"小学": neighbours(minutes, part.schools)}
        asked = Asked(days, TERM, (part,), {one: one for one in ids}, near)
        dues += [
            Due(one.id, one.series, one.group_id, one.schools, one.hosts, one.window.days, 2,
                form, one.window.title)
            for one in demands(rules, asked)
        ]  # fmt: skip
    problem = question(days, bells, ids, people, ways, made, dues, rules)
    return World(days, bells, tuple(people), ways, tuple(made), ids, problem)


def question(days, bells, ids, people, ways, made, dues, rules) -> Problem:  # type: ignore[no-untyped-def]
    rows = tuple(
        DayRow(one.day, one.week, one.kind, one.teaching, one.lessons, one.lesson_week, one.name,
               one.unsettled)
        for one in days.days(TERM, None, "小学")
    )  # fmt: skip
    bell = tuple((p, *span) for p, span in bells.periods(None, "小学").items())
    return Problem(
        term=TERM, calendars=(rows,), bells=(bell,),
        places=tuple(Place(one, "小学", 0, 0) for one in ids),
        people=tuple(people),
        ways=tuple(
            WayRow(*pair, way.minutes, way.first_arrival, way.last_departure)
            for pair, way in ways.items()
        ),
        groups=tuple(made), dues=tuple(dues),
        limits=Limits(rules.per_week, rules.hosts_per_day, rules.latest),
    )  # fmt: skip
