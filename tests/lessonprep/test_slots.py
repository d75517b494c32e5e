"""The slot finder: hand-worked times, and equal to trying everything."""

from __future__ import annotations

from datetime import date

import pytest

from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.free_time import FreeTime, Person, Taught, Way
from jtdesk.lessonprep.slots import AVOIDED, BOTH, ONLINE, PREFERRED, Asked, Question, best_slots
from tests.lessonprep.schedule_worlds import calendar
from tests.lessonprep.slot_cases import case, plain
from tests.lessonprep.slots_brute import best

BELLS = Bells([])
TUESDAY = date(2025, 9, 16)
WEEK = tuple(date(2025, 9, day) for day in range(15, 20))


def taught(*slots: tuple[int, int], at: str = "a") -> tuple[Taught, ...]:
    return tuple(Taught(weekday, period, "every", at) for weekday, period in slots)


def ask(*people: Person, ways=None, count=5, **values):  # type: ignore[no-untyped-def]
    known = {"hosts": ("a", "b"), "days": WEEK, "stage": "小学", "weekday": 2} | values
    members = tuple(Asked(one.id, one.school_id) for one in people)
    free = FreeTime(calendar(), BELLS, people, ways or {("a", "b"): Way(20), ("b", "a"): Way(20)})
    return best_slots(free, Question(members=members, **known), count)


def test_the_research_weekday_comes_first_where_all_can_come():
    found = ask(Person("p", "甲", "a", "小学"), Person("q", "乙", "b", "小学"))
    assert [(one.day, one.start_period, one.host_id, one.tier) for one in found[:3]] == [
        (TUESDAY, 2, "a", PREFERRED), (TUESDAY, 3, "a", PREFERRED), (TUESDAY, 5, "a", PREFERRED),
    ]  # fmt: skip
    assert found[0].travel == 20
    assert (found[0].start, found[0].end) == (9 * 60 + 10, 11 * 60)


def test_nobody_meets_over_noon():
    found = ask(Person("p", "甲", "a", "小学"), days=(TUESDAY,))
    assert 4 not in {one.start_period for one in found}


def test_people_count_before_the_weekday():
    person = Person("p", "甲", "a", "小学", taught(*((2, period) for period in range(1, 8))))
    found = ask(person)
    assert found[0].day.isoweekday() != 2


def test_who_has_a_lesson_on_the_way_cannot_come_and_is_told_so():
    person = Person("q", "乙", "b", "小学", taught((2, 4), at="b"))
    found = ask(person, hosts=("a",), days=(TUESDAY,), periods=1, count=9)
    third = next(one for one in found if one.start_period == 3)
    assert [(one, block.kind, block.period) for one, block in third.cannot] == [("q", "travel", 4)]
    assert third.cannot[0][1].words == "路上要 20 分钟，第4节有课"


def test_a_session_held_both_ways_is_joined_online():
    person = Person("q", "乙", "b", "小学", taught((2, 2), (2, 5), at="b"))
    ways = {("a", "b"): Way(60), ("b", "a"): Way(60)}
    found = ask(person, hosts=("a",), days=(TUESDAY,), form=BOTH, ways=ways, count=9)
    third = next(one for one in found if one.start_period == 3)
    assert third.remote == ("q",)
    assert third.can == ("q",)
    assert ask(person, hosts=("a",), days=(TUESDAY,), form=ONLINE)[0].host_id is None


def test_first_last_and_exams_are_avoided():
    found = ask(Person("p", "甲", "a", "小学"), days=(date(2026, 1, 20),))
    assert {one.tier for one in found} == {AVOIDED}
    late = ask(Person("p", "甲", "a", "小学"), days=(TUESDAY,), latest=12 * 60)
    assert [one.start_period for one in late] == [2, 3, 1]


def test_no_day_and_no_host_give_no_time():
    person = Person("p", "甲", "a", "小学")
    assert ask(person, days=()) == []
    assert ask(person, days=(date(2025, 10, 1),)) == []
    assert ask(person, hosts=()) == []


@pytest.mark.parametrize("seed", range(40))
def test_equal_to_trying_everything(seed: int):
    made = case(seed)
    found = best_slots(made.free(), made.question)
    assert [plain(made.question, one) for one in found] == best(**made.asked())
