"""Conflicts of joint dates: each kind by hand with its way out, and all at once against one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from jtdesk.lessonprep import words
from jtdesk.lessonprep.availability import Person, Taught, Way
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Rule
from jtdesk.lessonprep.conflicts import (
    Booked,
    Conflict,
    Facilities,
    Planned,
    Room,
    all_conflicts,
    conflicts_of,
)
from jtdesk.lessonprep.free_time import FreeTime
from tests.lessonprep.calendar_worlds import MONDAY, calendar

WEDNESDAY = date(2025, 10, 15)
PERIODS = {n: (480 + 50 * (n - 1), 520 + 50 * (n - 1)) for n in range(1, 9)}  # 8:00 to 14:30
BELLS = Bells([], {"": PERIODS})
WAYS = {
    ("甲", "乙"): Way(20), ("乙", "甲"): Way(20), ("甲", "岛"): Way(40, 540, 800),
    ("岛", "甲"): Way(40, 500, 780), ("乙", "岛"): Way(60, 540, 800), ("岛", "乙"): Way(60),
    ("丙", "甲"): Way(None), ("甲", "丙"): Way(None),
}  # fmt: skip
PEOPLE = [
    Person("z", "张三", "甲", "小学", (Taught(3, 5, "every", "甲", "五(3)"),)),
    Person("l", "李四", "乙", "小学", (Taught(3, 2, "odd", "乙", "四(1)"),)),
    Person("w", "王五", "岛", "小学"),
    Person("n", "远", "丙", "小学"),
    Person("k", "孔六", "乙", "小学"),
]


def free(*rules: Rule, people: list[Person] | None = None) -> FreeTime:
    return FreeTime(calendar(MONDAY, rules), BELLS, people or PEOPLE, WAYS)


def a_date(name: str = "一", **values: object) -> Planned:
    plan = Planned(
        name, f"活动{name}", WEDNESDAY, 580, 670, "小学", "甲", ("甲", "乙", "岛"), (), 0, "甲校",
        ("甲校", "乙校", "岛校"),
    )  # fmt: skip
    values.setdefault("required", len(values.get("people", ())))  # type: ignore[arg-type]
    return plan._replace(**values)  # type: ignore[arg-type]


def told(found: list[Conflict]) -> list[tuple[str, str, str, bool]]:
    return [(one.kind, one.text, one.way_out, one.hard) for one in found]


def test_nothing_stands_against_a_free_hour() -> None:
    one = a_date(people=("l",), start=640, end=670)
    assert conflicts_of(one, [one], free()) == []
    assert all_conflicts([one], free()) == {}


def test_the_same_people_asked_twice_with_the_next_free_time() -> None:
    one = a_date(people=("k",), start=580, end=670)
    other = a_date("二", people=("k",), start=630, end=720)
    assert told(conflicts_of(one, [one, other], free())) == [
        ("person", "与“活动二”（10:30—12:00，甲校）撞期，孔六两边都要参加。",
         "可改到 12:10 开始，或改为线上。", True),
    ]  # fmt: skip
    assert conflicts_of(one, [other], free())[0].others == ("二",)
    # Somebody from the island has to leave by 13:00: only the hour before is left.
    islander = one._replace(people=("k", "w"), required=2)
    assert conflicts_of(islander, [other], free())[0].way_out == "可改到 08:50 开始，或改为线上。"
    gone = other._replace(status=words.CANCELLED)
    assert conflicts_of(one, [gone], free()) == []


def test_the_way_between_two_hosts_counts() -> None:
    one = a_date(people=("k",), start=580, end=620)
    other = a_date("二", people=("k",), start=630, end=670, host_id="乙", host="乙校")
    found = conflicts_of(one, [other], free(), alternatives=False)
    assert [c.text for c in found] == [
        "与“活动二”（10:30—11:10，乙校）只隔 10 分钟，孔六路上要 20 分钟，赶不到。"
    ]
    later = other._replace(start=640, end=680)
    assert conflicts_of(one, [later], free()) == []
    online = other._replace(form="线上", start=622)  # from the own school, which is the other's
    assert len(conflicts_of(one, [online], free())) == 1
    both_online = one._replace(form="线上")
    assert conflicts_of(both_online, [online], free()) == []


def test_lessons_ways_and_ferries_each_with_a_way_out() -> None:
    assert told(conflicts_of(a_date(people=("z",), start=670, end=760), [], free())) == [
        ("lesson", "张三第5节上五（3）的课。", "可改到 12:10 开始。", True),
    ]
    # The way from 乙 takes 20 minutes, the second period there ends at 9:30; odd weeks only.
    early = a_date(people=("l",), start=580, end=620, day=date(2025, 10, 22))
    assert conflicts_of(early, [], free()) == []  # the eighth week
    odd = early._replace(day=WEDNESDAY, start=585)
    assert told(conflicts_of(odd, [], free())) == [
        ("travel", "李四路上要 20 分钟，第2节上四（1）的课。", "可改到 10:30 开始，或改为线上。", True),
    ]  # fmt: skip
    boat = a_date(people=("z",), start=480, end=530, host_id="岛", host="岛校")
    assert told(conflicts_of(boat, [], free(), alternatives=False)) == [
        ("ferry", "张三最早 09:00 才能到。", "请改到 09:00 以后开始，或改为线上。", True),
    ]
    late = boat._replace(start=780, end=830)
    assert conflicts_of(late, [], free(), alternatives=False)[0].way_out == (
        "请改到 13:20 以前结束，或改为线上。"
    )
    assert told(conflicts_of(a_date(people=("n",)), [], free(), alternatives=False)) == [
        ("travel", "远到承办校的路程没有填写。", "请先在“成员校”里填写路程，或改为线上。", True),
    ]


def test_people_who_need_not_come_make_a_soft_conflict() -> None:
    one = a_date(people=("w", "z"), required=1, start=680, end=720)
    found = conflicts_of(one, [], free())
    assert [(c.kind, c.hard, c.people) for c in found] == [("lesson", False, ("z",))]


@pytest.mark.parametrize(
    ("day", "kind", "text", "way_out"),
    [
        (date(2025, 10, 1), "holiday", "10月1日（周三）甲校放假（国庆节、中秋节）。",
         "可改到10月9日（周四）同一时间。"),
        (date(2025, 9, 6), "holiday", "9月6日（周六）甲校放假。", "可改到9月8日（周一）同一时间。"),
        (date(2025, 8, 20), "no_term", "8月20日（周三）甲校不在学期内。",
         "可改到9月1日（周一）同一时间。"),
        (date(2025, 12, 6), "unsettled", "12月6日（周六）甲校补课，但还没有说定按哪天的课表上课。",
         "请先在“校历”里写明补哪天的课，或改到别的日子。"),
        (date(2025, 9, 24), "suspended", "9月24日（周三）甲校停课（台风）。",
         "可改到9月25日（周四）同一时间，或改为线上。"),
        (date(2025, 11, 12), "exam", "11月12日（周三）甲校考试（期中）。",
         "可改到11月13日（周四）同一时间。"),
    ],
)  # fmt: skip
def test_days_without_lessons(day: date, kind: str, text: str, way_out: str) -> None:
    here = free(
        Rule(date(2025, 12, 6), "teaching"), Rule(date(2025, 9, 24), "suspended", name="台风"),
        Rule(date(2025, 11, 12), "exam", name="期中"),
    )  # fmt: skip
    one = a_date(people=("l",), day=day, start=640, end=670)
    found = conflicts_of(one, [], here)
    assert told(found) == [(kind, text, way_out, kind != "exam")]
    assert all_conflicts([one], here)["一"][0].text == text


def test_a_date_on_a_make_up_day_follows_the_borrowed_timetable() -> None:
    # 11 October, a Saturday, is taught by the timetable of Wednesday 8 October.
    one = a_date(people=("z",), day=date(2025, 10, 11), start=690, end=720)
    assert [c.kind for c in conflicts_of(one, [], free())] == ["lesson"]
    # 28 September, a Sunday, by that of Tuesday.
    assert conflicts_of(one._replace(day=date(2025, 9, 28)), [], free()) == []


def test_a_school_of_the_people_that_is_closed() -> None:
    here = free(Rule(WEDNESDAY, "suspended", school="岛", name="停航"))
    one = a_date(people=("w", "l"), start=640, end=670)
    assert told(conflicts_of(one, [], here)) == [
        ("away", "王五这天不上学（停航）。", "可改到10月16日（周四）同一时间。", True)
    ]


def test_a_host_with_too_many_dates_and_who_could_take_over() -> None:
    others = [a_date(str(n), start=480 + 100 * n, end=520 + 100 * n) for n in range(3)]
    one = a_date(start=800, end=850)
    assert told(conflicts_of(one, others, free())) == [
        ("host", "甲校10月15日（周三）已承办“活动0”、“活动1”、“活动2”，加上这次共 4 次，超过一天 3 次。",
         "可由乙校承办，或改到10月16日（周四）同一时间。", True),
    ]  # fmt: skip
    assert conflicts_of(one, others, free(), most_hosted=4) == []
    assert conflicts_of(one, [others[0]._replace(form="线上"), *others[1:]], free()) == []


def test_rooms_taken_by_dates_and_bookings_and_too_small() -> None:
    one = a_date(facility_id="r", people=("l", "w"), start=640, end=680)
    other = a_date("二", facility_id="r", start=660, end=700)
    rooms = Facilities(
        {"r": Room("r", "录播教室", 1)}, [Booked("r", WEDNESDAY, 600, 650, "少先队")]
    )
    found = conflicts_of(one, [other], free(), rooms, alternatives=False)
    assert told(found) == [
        ("room", "录播教室11:00—11:40已用于“活动二”。", "请换一个场馆，或改到 11:40 以后。", True),
        ("room", "录播教室10:00—10:50已由少先队预约。", "请换一个场馆，或改到 10:50 以后。", True),
        (
            "room_small",
            "录播教室可容纳 1 人，这次要来 2 人。",
            "请换大一些的场馆，或分批进行。",
            True,
        ),
    ]


def test_dates_without_a_time_held_or_cancelled_ask_nothing_of_people() -> None:
    other = a_date("二", people=("z",))
    whole = a_date(people=("z",), start=0, end=24 * 60)
    assert conflicts_of(whole, [other], free()) == []
    assert conflicts_of(whole._replace(day=date(2025, 10, 1)), [other], free()) != []
    for status in (words.HELD, words.CANCELLED):
        assert conflicts_of(a_date(people=("z",), status=status), [other], free()) == []
    held = other._replace(status=words.HELD)
    assert [c.kind for c in conflicts_of(a_date(people=("z",)), [held], free())] == ["person"]


def _random_world(seed: int) -> tuple[list[Planned], FreeTime, Facilities]:
    dice = Random(seed)
    schools = ["甲", "乙", "岛", "丁"]
    ways = {
        (a, b): Way(
            dice.choice([None, 0, 15, 40, 90]), dice.choice([None, None, 500, 560]),
            dice.choice([None, None, 700, 800]),
        )
        for a in schools for b in schools if a != b and dice.random() < 0.9
    }  # fmt: skip
    people = [
        Person(f"p{n}", f"人{n}", dice.choice(schools), dice.choice(["小学", "初中"]), tuple(
            Taught(dice.randint(1, 5), dice.randint(1, 9), dice.choice(["every", "odd", "2-6,9"]),
                   dice.choice(schools) if dice.random() < 0.1 else "", "班")
            for _ in range(dice.randint(0, 8))
        ))
        for n in range(12)
    ]  # fmt: skip
    people = [
        replace(
            p, lessons=tuple(replace(t, school_id=t.school_id or p.school_id) for t in p.lessons)
        )
        for p in people
    ]
    rules = [
        Rule(date(2025, 10, dice.randint(9, 31)), dice.choice(["holiday", "suspended", "exam", "teaching"]),
             school=dice.choice([None, *schools]), stage=dice.choice([None, "小学"]))
        for _ in range(dice.randint(0, 5))
    ]  # fmt: skip
    here = FreeTime(calendar(MONDAY, rules), BELLS, people, ways)
    dates = []
    for n in range(dice.randint(1, 40)):
        start = dice.choice([0, *range(480, 900, 25)])
        asked = [f"p{k}" for k in dice.sample(range(14), dice.randint(0, 7))]  # two are strangers
        dates.append(Planned(
            f"d{n:02d}", f"活动{n}", date(2025, 10, dice.choice([11, *range(8, 18)])), start,
            24 * 60 if start == 0 else start + dice.choice([40, 90]), dice.choice(["小学", "初中", None]),
            dice.choice([None, *schools]), tuple(schools), tuple(asked), dice.randint(0, len(asked)),
            form=dice.choice(["", "", "线下", "线上", "线上线下结合"]),
            facility_id=dice.choice([None, None, "r"]),
            status=dice.choice([words.PLANNED] * 5 + [words.HELD, words.CANCELLED]),
        ))  # fmt: skip
    booked = [Booked("r", date(2025, 10, 15), 500, 600, "某")]
    return dates, here, Facilities({"r": Room("r", "馆", 4)}, booked)


@pytest.mark.parametrize("seed", range(150))
def test_all_at_once_is_the_same_as_one_by_one(seed: int) -> None:
    dates, here, rooms = _random_world(seed)
    expected = {
        one.id: found
        for one in dates
        if (found := conflicts_of(one, dates, here, rooms, alternatives=False))
    }
    assert all_conflicts(dates, here, rooms) == expected
    some = {one.id for one in dates[::3]}
    assert all_conflicts(dates, here, rooms, only=some) == {
        key: found for key, found in expected.items() if key in some
    }


@pytest.mark.parametrize("seed", range(20))
def test_every_time_named_as_a_way_out_is_free(seed: int) -> None:
    dates, here, rooms = _random_world(seed)
    for one in dates:
        for conflict in conflicts_of(one, dates, here, rooms):
            if "改到 " in conflict.way_out and " 开始" in conflict.way_out:
                clock = conflict.way_out.split("改到 ")[1][:5]
                if "以后" in conflict.way_out:
                    continue
                start = int(clock[:2]) * 60 + int(clock[3:])
                there = one._replace(start=start, end=start + one.end - one.start)
                assert not any(
                    c.hard for c in conflicts_of(there, dates, here, rooms, alternatives=False)
                )
