"""Free time: every reason by hand, and many at once as one by one."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar, Rule, Term
from jtdesk.lessonprep.free_time import FreeTime, Person, Taken, Taught, Way, ways_between
from tests.lessonprep.schedule_worlds import calendar, world

MONDAY = date(2025, 9, 15)
START, END = 14 * 60 + 40, 16 * 60 + 10  # periods 6 and 7 of the default primary bell


NEAR = Way(20)


def free(*lessons: Taught, way: Way = NEAR, taken: tuple[Taken, ...] = ()) -> FreeTime:
    people = [Person("p", "甲", "a", "小学", lessons)]
    ways = {("a", "b"): way, ("b", "a"): way}
    return FreeTime(calendar(), Bells([]), people, ways, taken)


def kind(found: FreeTime, day: date = MONDAY, host: str = "b", **more) -> str | None:  # type: ignore[no-untyped-def]
    block = found.block("p", day, START, END, host, **more)
    return block.kind if block else None


@pytest.mark.parametrize(
    ("period", "host", "expected"),
    [(6, "a", "lesson"), (7, "b", "lesson"), (5, "a", None), (5, "b", "travel"), (8, "b", "travel"),
     (4, "b", None)],
)  # fmt: skip
def test_lessons_and_the_way(period: int, host: str, expected: str | None):
    assert kind(free(Taught(1, period, "every", "a")), host=host) == expected


def test_online_needs_no_way():
    found = free(Taught(1, 5, None, "a"), way=Way(None))
    assert kind(found, online=True) is None
    assert kind(found) == "travel"


@pytest.mark.parametrize(
    ("weeks", "expected"), [("odd", "lesson"), ("even", None), ("1-2,4", None), ("3", "lesson")]
)
def test_weeks(weeks: str, expected: str | None):
    assert kind(free(Taught(1, 6, weeks, "a")), host="a") == expected  # week 3


def test_ferries():
    block = free(way=Way(20, first_arrival=15 * 60)).block("p", MONDAY, START, END, "b")
    assert block is not None
    assert (block.kind, block.words) == ("ferry", "最早 15:00 才能到")
    late = free(way=Way(20, None, 16 * 60)).block("p", MONDAY, START, END, "b")
    assert late is not None
    assert late.words == "末班船（车）16:00 开，赶不上"
    assert free(way=Way(20, START, END)).block("p", MONDAY, START, END, "b") is None


def test_a_make_up_day_follows_the_borrowed_timetable():
    sunday = date(2025, 9, 28)  # works for Tuesday 7 October
    assert kind(free(Taught(2, 6, "every", "a")), sunday) == "lesson"
    assert kind(free(Taught(7, 6, "every", "a")), sunday) is None


def test_days_without_school():
    assert kind(free(), date(2025, 10, 1)) == "holiday"
    assert kind(free(), date(2025, 8, 20)) == "no_school"
    term = Term("2025-1", None, MONDAY, 1, date(2025, 9, 1), date(2026, 1, 20))
    rules = [
        Rule(MONDAY, "suspended", school="b", name="台风"),
        Rule(date(2025, 9, 20), "teaching"),
    ]
    people = [Person("p", "甲", "a", "小学")]
    found = FreeTime(Calendar([term], rules), Bells([]), people, {("a", "b"): Way(5)})
    block = found.block("p", MONDAY, START, END, "b")
    assert block is not None
    assert block.words == "承办校这天不上学（台风）"
    unsettled = found.block("p", date(2025, 9, 20), START, END, "a")
    assert unsettled is not None
    assert unsettled.words == "这天补哪天的课还没有定"


def test_other_sessions_with_the_way_between_hosts():
    near = Taken("p", MONDAY, 13 * 60, 14 * 60 + 30, "a", "备课")
    assert kind(free(taken=(near,)), host="a") is None
    assert kind(free(taken=(near,)), host="b") == "session"
    found = free(taken=(near,))
    found.set_taken("p", ())
    assert kind(found, host="b") is None


def test_a_lesson_behind_the_bell_still_counts():
    found = free(Taught(1, 9, "every", "a"))
    assert found.spans("a", "小学", 9)[9] == (17 * 60 + 10, 17 * 60 + 50)
    assert found.block("p", MONDAY, 17 * 60 + 20, 18 * 60, "a") is not None
    assert not found.free(["p"], [MONDAY], 17 * 60 + 20, 18 * 60, "a")[0, 0]


@pytest.mark.parametrize("seed", range(8))
def test_many_at_once_as_one_by_one(seed: int):
    made = world(5, 4, seed=seed, double=0.4)
    dice = Random(seed)
    days = [row.day for row in made.problem.calendars[0]]
    ids = [one.id for one in made.people]
    taken = [
        Taken(dice.choice(ids), dice.choice(days), 600, 690, dice.choice([None, *made.schools]))
        for _ in range(60)
    ]
    found = FreeTime(made.calendar, made.bells, made.people, made.ways, taken)
    for _ in range(6):
        start = dice.randrange(480, 1000, 10)
        end = start + dice.choice((40, 90, 150))
        host, online = dice.choice(made.schools), dice.random() < 0.2
        many = found.free(ids, days, start, end, host, online)
        for _ in range(150):
            row, column = dice.randrange(len(ids)), dice.randrange(len(days))
            block = found.block(ids[row], days[column], start, end, host, online)
            assert bool(many[row, column]) == (block is None)


def test_ways_by_the_lead_school():
    schools = [
        {"id": "l", "travel_minutes": 0}, {"id": "a", "travel_minutes": 30},
        {"id": "b", "travel_minutes": 50}, {"id": "c", "travel_minutes": None},
    ]  # fmt: skip
    travel = [
        {"from_school_id": "a", "to_school_id": "b", "minutes": 25, "first_arrival": "08:30",
         "last_departure": "16:40"},
    ]  # fmt: skip
    ways = ways_between(schools, travel, "l")
    assert ways["a", "b"] == ways["b", "a"] == Way(25, 510, 1000)
    assert ways["l", "b"] == Way(50, reckoned=True)
    assert ways["a", "c"].minutes is None
