"""Made-up school groups for the planner: a map of schools, staff that does not fit, rules to keep."""

from __future__ import annotations

import math
import random
from collections import Counter

from jtdesk.deployment.problem import (
    Counted,
    Floor,
    Need,
    Person,
    Pin,
    Problem,
    Quota,
    School,
    Second,
    Way,
)

PRIMARY, JUNIOR = "小学", "初中"
# Subject and weekly periods a class has, with the load of a teacher: what the need is made of.
SUBJECTS = {
    PRIMARY: [
        ("语文", 8, 14), ("数学", 5, 14), ("英语", 3, 16), ("体育", 3.5, 16), ("音乐", 2, 18),
        ("美术", 2, 18), ("科学", 2, 16), ("道德与法治", 2, 16), ("信息科技", 1, 18),
    ],
    JUNIOR: [
        ("语文", 6, 12), ("数学", 6, 12), ("英语", 5, 12), ("物理", 2.5, 14), ("化学", 2, 14),
        ("历史", 2, 14), ("地理", 2, 14), ("生物", 2, 14), ("道德与法治", 2, 14), ("体育", 3, 16),
        ("音乐", 1, 16), ("美术", 1, 16), ("信息科技", 1, 16),
    ],
}  # fmt: skip
SECONDS = {"语文": "道德与法治", "数学": "信息科技", "历史": "地理", "音乐": "美术", "科学": "体育"}


def world(
    schools: int,
    people: int,
    seed: int = 1,
    *,
    budget: int | None = None,
    rotation: float = 10,
    pins: int = 0,
    floors: bool = True,
) -> Problem:
    """Make a group: about `people` teachers in `schools` schools, short here and over there."""
    dice = random.Random(f"{schools} {people} {seed}")
    places = _places(dice, schools)
    listed = tuple(_school(dice, number, schools) for number in range(schools))
    staff, needs = _staff(dice, listed, people)
    problem = Problem(
        year=2026,
        policy="试验",
        schools=listed,
        ways=_ways(dice, listed, places),
        people=tuple(staff),
        needs=tuple(needs),
        quotas=_quotas(staff, rotation),
        floors=_floors(staff, listed) if floors else (),
        budget=budget,
    )
    return _pinned(dice, problem, pins) if pins else problem


def _places(dice: random.Random, count: int) -> list[tuple[float, float]]:
    towns = [(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(max(2, count // 8))]
    return [
        (x + dice.gauss(0, 6), y + dice.gauss(0, 6))
        for x, y in (dice.choice(towns) for _ in range(count))
    ]


def _school(dice: random.Random, number: int, count: int) -> School:
    stages = ((PRIMARY,), (JUNIOR,), (PRIMARY,), (PRIMARY, JUNIOR))[number % 4]
    island = number >= count - max(1, count // 20)
    return School(
        f"s{number:03}",
        f"第{number + 1}学校",
        stages,
        island,
        1.5 if island else dice.choice((1, 1, 1, 1.2)),
    )


def _ways(
    dice: random.Random, schools: tuple[School, ...], places: list[tuple[float, float]]
) -> tuple[Way, ...]:
    ways = []
    for a, one in enumerate(schools):
        for b, other in enumerate(schools):
            if a < b:
                ferry = one.island != other.island
                minutes = round(math.dist(places[a], places[b]) * 1.5) + 5 + (40 if ferry else 0)
                known = None if dice.random() < 0.01 else minutes
                daily = minutes <= 50 and not ferry
                ways.append(Way(one.id, other.id, known, ferry, daily))
                ways.append(Way(other.id, one.id, known, ferry, daily))
    return tuple(ways)


def _staff(
    dice: random.Random, schools: tuple[School, ...], people: int
) -> tuple[list[Person], list[Need]]:
    sizes = {school.id: dice.uniform(0.5, 2.0) for school in schools}
    load = {
        stage: sum(periods / full for _subject, periods, full in SUBJECTS[stage])
        for stage in SUBJECTS
    }
    weight = sum(sizes[school.id] * load[stage] for school in schools for stage in school.stages)
    staff: list[Person] = []
    needs = []
    for school in schools:
        for stage in school.stages:
            classes = max(2, round(sizes[school.id] * people / weight))
            for subject, periods, full in SUBJECTS[stage]:
                need = round(classes * periods / full, 2)
                count = max(0, round(need * dice.gauss(1.0, 0.25) + dice.uniform(-0.4, 0.6)))
                own = [_person(dice, len(staff) + n, school, stage, subject) for n in range(count)]
                staff += own
                available = round(sum(one.fte for one in own if not one.running), 2)
                needs.append(Need(school.id, stage, subject, need, available))
    ids = [one.id for one in schools]
    staff = [_settled(dice, one, ids) for one in staff]
    return staff, needs


def _person(dice: random.Random, number: int, school: School, stage: str, subject: str) -> Person:
    strong = int(school.id[1:]) % 3 == 0
    backbone = dice.random() < (0.3 if strong else 0.12)
    years = round(dice.expovariate(1 / 9), 1)
    second = SECONDS.get(subject)
    return Person(
        id=f"p{number:05}",
        name=f"教师{number}",
        home=school.id,
        stage=stage,
        subject=subject,
        fte=dice.choices((1.0, 0.5, 0.8), (92, 5, 3))[0],
        backbone=backbone,
        level="县级" if backbone else "",
        eligible=years >= 6 and dice.random() < 0.9,
        itinerant=dice.random() < 0.9,
        years=years,
        seconds=(Second(second, 0.5),) if second and dice.random() < 0.15 else (),
        running=years > 3 and dice.random() < 0.02,
    )


def _settled(dice: random.Random, person: Person, schools: list[str]) -> Person:
    from dataclasses import replace

    if person.running:
        others = [one for one in schools if one != person.home]
        return replace(person, eligible=False, at=dice.choice(others) if others else None)
    if person.eligible and dice.random() < 0.04:
        return replace(person, wishes=tuple(dice.sample(schools, 1)))
    return person


def _quotas(staff: list[Person], rotation: float) -> tuple[Quota, ...]:
    movable = tuple(one.id for one in staff if one.eligible)
    backbone = tuple(one.id for one in staff if one.eligible and one.backbone)
    running = Counter(one.backbone for one in staff if one.running)
    away = running[True] + running[False]
    eligible = len(movable) + away
    return (
        Quota("rotation_share:group", "交流比例(集团)", rotation, ">=", Counted(movable), away, None, eligible),
        Quota("backbone_share:group", "骨干比例(集团)", 20, ">=", Counted(backbone), running[True], Counted(movable), away),
    )  # fmt: skip


def _floors(staff: list[Person], schools: tuple[School, ...]) -> tuple[Floor, ...]:
    have = Counter(one.home for one in staff if one.backbone and not one.running)
    return tuple(
        Floor(f"f-{school.id}", school.id, have[school.id] - have[school.id] // 2)
        for school in schools
    )


def _pinned(dice: random.Random, problem: Problem, count: int) -> Problem:
    from dataclasses import replace

    stages = {school.id: school.stages for school in problem.schools}
    ready = [one for one in problem.people if one.eligible and not one.backbone]
    chosen = dice.sample(ready, min(len(ready), 2 * count))
    pins = []
    for number, person in enumerate(chosen[:count]):
        able = [s for s in stages if s != person.home and person.stage in stages[s]]
        kind = ("stay", "go", "never", "go")[number % 4]
        school = dice.choice(able) if kind != "stay" and number % 4 != 3 and able else None
        if kind == "never" and school is None:
            continue
        pins.append(Pin(f"n{number}", kind, person.id, school=school))
    mates = chosen[count:]
    for number, (one, other) in enumerate(zip(mates[::2], mates[1::2], strict=False)):
        if one.stage == other.stage and number < count // 4:
            pins.append(Pin(f"t{number}", "together", one.id, other=other.id))
    return replace(problem, pins=tuple(pins))
