"""Series over the school calendar: days, holidays, hosts, pairs, exceptions; rules against dateutil."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import rrules, words
from jtdesk.lessonprep.calendars import Calendar, Rule
from jtdesk.lessonprep.neighbours import neighbours
from jtdesk.lessonprep.recurrence import Change, expand, left_out
from tests.lessonprep.calendar_worlds import (
    HOLIDAYS,
    MONDAY,
    PAIRS,
    SCHOOLS,
    SUNDAY,
    a_series,
    calendar,
    random_series,
)


def days(found: object) -> list[str]:
    return [f"{one.day:%m-%d}" for one in found]  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------ the calendar


@pytest.mark.parametrize(
    ("rule", "there", "out"),
    [
        ("make_up", {"10-08": "10-11"}, ["10-01"]),
        ("next", {"10-01": "10-09"}, ["10-08"]),  # both are put off to one day: held once
        ("skip", {}, ["10-01", "10-08"]),
    ],
)
def test_what_becomes_of_wednesdays_in_the_national_holiday(
    rule: str, there: dict[str, str], out: list[str]
) -> None:
    series = a_series(when_closed=rule)
    found = expand(series, calendar())
    assert {
        f"{o.recurs_on:%m-%d}": f"{o.day:%m-%d}" for o in found if o.day != o.recurs_on
    } == there
    assert len(found) == 20 - len(out)
    assert days(left_out(series, calendar())) == out
    assert left_out(series, calendar())[0].why == "放假（国庆节、中秋节）"


def test_a_working_day_that_borrows_another_timetable_is_left_for_the_day_that_makes_up() -> None:
    # 2021, Shanghai: Friday 17 September by the timetable of Monday 20; Saturday 18 by Friday's.
    extra = [
        Rule(date(2025, 11, 14), "teaching", date(2025, 11, 17)),
        Rule(date(2025, 11, 15), "teaching", date(2025, 11, 14)),
        Rule(date(2025, 11, 17), "holiday", name="校庆"),
    ]
    found = expand(a_series(rrules.weekly([5])), calendar(extra=extra))
    assert "11-14" not in days(found)
    assert "11-15" in days(found)
    assert "11-14" in days(expand(a_series(rrules.weekly([1])), calendar(extra=extra)))


def test_a_borrowed_weekday_stands_in_for_the_nearest_day_that_lost_its_lessons() -> None:
    rules = [r for r in HOLIDAYS if r.day != date(2025, 9, 28)] + [
        Rule(date(2025, 9, 28), "teaching", 2)
    ]
    found = expand(a_series(rrules.weekly([2])), Calendar([MONDAY], rules))
    assert [f"{o.recurs_on:%m-%d}" for o in found if f"{o.day:%m-%d}" == "09-28"] == ["10-07"]
    assert "09-23" in days(found)  # that week's own Tuesday stays


def test_weeks_are_those_of_the_term_and_of_its_first_weekday() -> None:
    sundays = a_series("FREQ=WEEKLY;BYDAY=SU", when_closed="skip")
    make_up = {f"{o.day:%m-%d}": o.week for o in expand(sundays, calendar())}
    assert make_up == {"09-28": 4, "01-04": 18}
    assert {f"{o.day:%m-%d}": o.week for o in expand(sundays, calendar(SUNDAY))} == {
        "09-28": 5, "01-04": 19,
    }  # fmt: skip
    named = a_series(rrules.weekly([3], weeks=[2, 6, 10, 19]))
    assert [(o.week, f"{o.day:%m-%d}") for o in expand(named, calendar())] == [
        (2, "09-10"), (6, "10-11"), (10, "11-05"), (19, "01-07"),
    ]  # fmt: skip


def test_fortnights_are_counted_in_numbered_weeks() -> None:
    term = replace(MONDAY, skipped=(date(2025, 10, 1),))
    series = a_series(rrules.weekly([4], 2), when_closed="skip")
    found = expand(series, calendar(term))
    assert [o.week for o in found] == [1, 3, 5, 7, 9, 11, 13, 15, 19]  # 1 January is off
    assert days(found)[:4] == [
        "09-04",
        "09-18",
        "10-09",
        "10-23",
    ]  # three weeks by the wall calendar


def test_a_school_that_is_closed_is_passed_over_as_host_and_comes_next() -> None:
    shut = [Rule(date(2025, 9, 3), "suspended", school="甲")]
    found = expand(a_series(), calendar(extra=shut))
    assert [o.host_id for o in found[:4]] == ["乙", "甲", "丙", "丁"]


def test_an_island_series_ends_with_the_term_of_its_stage() -> None:
    primary = replace(MONDAY, stage="小学", end=date(2025, 12, 31))
    here = Calendar([MONDAY, primary], HOLIDAYS)
    assert days(expand(a_series(stage="小学"), here))[-1] == "12-31"
    assert days(expand(a_series(stage="初中"), here))[-1] == "01-14"


# --------------------------------------------------------------------------- schools and hosts


@given(st.integers(0, 10**6))
def test_hosts_are_within_one_of_even(seed: int) -> None:
    dice = Random(seed)
    series = replace(random_series(dice), host_rule="rotate", host_id=dice.choice([None, *SCHOOLS]))
    found = expand(series, calendar())
    if series.topology == "pairs":
        for pair in PAIRS:
            own = Counter(o.host_id for o in found if o.school_ids == pair)
            assert abs(own[pair[0]] - own[pair[1]]) <= (2 if series.lesson_pair else 1)
    elif found:
        counts = Counter(o.host_id for o in found)
        even = [counts[school] for school in SCHOOLS]
        assert max(even) - min(even) <= (2 if series.lesson_pair else 1)


def test_each_pair_of_neighbours_meets_once_a_month_and_no_school_twice_a_day() -> None:
    series = a_series(every="month", topology="pairs", pairs=PAIRS)
    found = expand(series, calendar())
    met = Counter((o.recurs_on.year, o.recurs_on.month, o.school_ids) for o in found)
    assert set(met.values()) == {1}
    assert len(met) == 5 * len(PAIRS)
    busy = Counter((o.day, school) for o in found for school in o.school_ids)
    assert set(busy.values()) == {1}
    assert all(o.host_id in o.school_ids for o in found)


def test_pairs_meet_every_fortnight_and_every_week() -> None:
    fortnight = expand(a_series(rrules.weekly([2, 4]), every="two_weeks", topology="pairs", pairs=PAIRS),
                       calendar())  # fmt: skip
    met = Counter(((o.week - 1) // 2, o.school_ids) for o in fortnight if o.day == o.recurs_on)
    assert set(met.values()) == {1}
    weekly = expand(
        a_series(rrules.weekly([1, 3]), every="week", topology="pairs", pairs=PAIRS), calendar()
    )
    both = {week for week in range(1, 21) if len({o.day for o in weekly if o.week == week}) == 2}
    busy = Counter((o.day, school) for o in weekly for school in o.school_ids if o.week in both)
    assert max(busy.values()) == 1
    assert len(both) >= 17


def test_two_sessions_around_one_lesson() -> None:
    found = expand(a_series(lesson_pair=True, start_period=5, periods=1), calendar())[:2]
    assert [(o.kind, o.start_period, o.host_id) for o in found] == [
        ("课前导研", 5, "甲"), ("课后返研", 7, "甲"),
    ]  # fmt: skip
    assert (words.BEFORE_LESSON, words.AFTER_LESSON) == ("课前导研", "课后返研")


def test_exceptions_by_original_day_leave_the_rest_alone() -> None:
    plain = expand(a_series(), calendar())
    changes = [
        Change(date(2025, 9, 10)),
        Change(date(2025, 9, 17), date(2025, 9, 19), start_period=2, host_id="丁"),
    ]
    found = expand(a_series(), calendar(), changes)
    assert len(found) == len(plain) - 1
    moved = found[1]
    assert (moved.day, moved.recurs_on, moved.start_period) == (
        date(2025, 9, 19),
        date(2025, 9, 17),
        2,
    )
    assert (moved.host_id, moved.week) == ("丁", 3)
    kept = [o for o in plain if o.recurs_on not in {date(2025, 9, 10), date(2025, 9, 17)}]
    assert [o for o in found if o is not moved] == kept
    pairs = a_series(every="month", topology="pairs", pairs=PAIRS)
    one = Change(date(2025, 9, 3), None, ("甲", "乙"))
    assert len(expand(pairs, calendar(), [one])) == len(expand(pairs, calendar())) - 1


# ----------------------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"term": ""}, "endless"),
        ({"term": "2031-1"}, "term_missing"),
        ({"term": "", "rrule": None, "start": date(2025, 9, 1), "every": "week"}, "endless"),
        ({"term": "", "until": date(2025, 12, 1)}, "start_missing"),
        ({"term": "", "start": date(2025, 9, 1), "until": date(2027, 9, 1)}, "series_too_long"),
        ({"start": date(2025, 12, 1), "until": date(2025, 9, 1)}, "date_order"),
        ({"rrule": "FREQ=HOURLY"}, "bad_rule"),
        ({"rrule": "每周三"}, "bad_rule"),
        ({"rrule": "FREQ=MONTHLY;BYWEEKNO=2"}, "bad_rule"),
        ({"rrule": "FREQ=WEEKLY;BYDAY=2WE"}, "bad_rule"),
        ({"rrule": "FREQ=WEEKLY;COUNT=0"}, "bad_rule"),
        ({"rrule": "FREQ=WEEKLY;UNTIL=20250230"}, "bad_rule"),
    ],
)
def test_series_that_cannot_be_are_refused_with_a_sentence(
    values: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleError) as caught:
        expand(
            a_series(**{"rule": values.pop("rrule", "FREQ=WEEKLY;BYDAY=WE"), **values}), calendar()
        )
    assert caught.value.code == code
    assert caught.value.message.endswith("。")


def test_a_series_without_a_term_that_ends_is_expanded() -> None:
    counted = a_series("FREQ=WEEKLY;BYDAY=WE;COUNT=3", term="", start=date(2026, 7, 1))
    assert days(expand(counted, calendar())) == ["07-01", "07-08", "07-15"]
    assert expand(a_series(None), calendar()) == []  # the scheduler finds its dates
    assert days(expand(a_series(None, every="once", start=date(2025, 9, 5)), calendar())) == [
        "09-05"
    ]
    monthly = a_series(None, every="month", start=date(2025, 9, 9), when_closed="skip")
    assert days(expand(monthly, calendar())) == ["09-09", "10-14", "11-11", "12-09", "01-13"]


# -------------------------------------------------------------------------------------- the rules

PLAIN = st.one_of(
    st.builds(rrules.weekly, st.lists(st.integers(1, 7), min_size=1, max_size=3), st.integers(1, 5)),
    st.builds(rrules.monthly, st.integers(1, 7), st.sampled_from([1, 2, 3, 4, 5, -1, -2])),
    st.sampled_from([
        "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYMONTH=10;BYDAY=1MO", "FREQ=YEARLY;BYDAY=-5FR,2MO",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;BYMONTH=9,11",
    ]),
)  # fmt: skip


@given(PLAIN, st.dates(date(2025, 8, 20), date(2025, 12, 1)), st.integers(0, 200),
       st.none() | st.integers(1, 9), st.sampled_from([None, MONDAY, SUNDAY]))  # fmt: skip
def test_rules_without_weeks_of_a_term_are_those_of_dateutil(
    rule: str, first: date, length: int, count: int | None, term: object
) -> None:
    last = date.fromordinal(first.toordinal() + length)
    week = "SU" if term is SUNDAY else "MO"
    start = datetime.combine(first, datetime.min.time())
    whole = rrulestr(f"{rule};WKST={week};UNTIL={last:%Y%m%d}T000000", dtstart=start)
    # dateutil looks for a 30 February to the year 9999.
    expected = [] if "BYMONTHDAY=30" in rule else [d.date() for d in whole]
    written = rule + (f";COUNT={count}" if count else "")
    found = [date.fromordinal(n) for n in rrules.nominal(written, first, last, term)]  # type: ignore[arg-type]
    assert found == expected[:count]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;BYDAY=WE", "每周三"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "每两周的周一、周三"),
        ("FREQ=WEEKLY;BYDAY=WE;BYWEEKNO=2,6,10", "第 2、6、10 周的周三"),
        ("FREQ=MONTHLY;BYDAY=2WE", "每月的第 2 个周三"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "每月的最后一个周五"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "每月 15 日"),
        ("RRULE:FREQ=DAILY;COUNT=3", "每日，共 3 次"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=MO;UNTIL=20260101", "每两个月的周一，到 2026-01-01 为止"),
    ],
)
def test_rules_in_chinese(rule: str, said: str) -> None:
    assert rrules.said(rule) == said


@given(st.text(alphabet="FREQWKLYDAIMONTH=;,0123456789BUC-+", max_size=40))
def test_any_text_is_a_rule_or_refused_with_a_sentence(text: str) -> None:
    try:
        rrules.parsed(text)
    except RuleError as fault:
        assert fault.message.endswith("。")  # noqa: PT017 - either is right


# ------------------------------------------------------------------------------------- neighbours


def test_neighbours_are_the_nearest_and_all_hang_together() -> None:
    minutes = {
        ("甲", "乙"): 5, ("乙", "丙"): 8, ("甲", "丙"): 12, ("丙", "丁"): 60, ("甲", "丁"): 50,
        ("丁", "戊"): 10,
    }  # fmt: skip
    assert neighbours(minutes, "甲乙丙丁戊己") == [
        ("甲", "乙"),
        ("甲", "丁"),
        ("乙", "丙"),
        ("丁", "戊"),
    ]
    assert len(neighbours(minutes, "甲乙丙丁戊", nearest=2)) == 5
    assert neighbours({}, "甲乙") == []
    assert neighbours({("乙", "甲"): 3, ("甲", "乙"): 9}, "甲乙") == [("甲", "乙")]


@given(st.integers(2, 12), st.integers(0, 10**6), st.integers(1, 3))
def test_every_school_has_a_neighbour_and_a_way_to_all_others(
    count: int, seed: int, nearest: int
) -> None:
    dice = Random(seed)
    schools = [f"s{n}" for n in range(count)]
    minutes = {(a, b): dice.randint(1, 30) for a in schools for b in schools if a < b}
    found = neighbours(minutes, schools, nearest)
    reached, grown = {schools[0]}, True
    while grown:
        grown = False
        for a, b in found:
            if (a in reached) != (b in reached):
                reached |= {a, b}
                grown = True
    assert reached == set(schools)
    rank = {school: n for n, school in enumerate(schools)}
    assert found == sorted(set(found), key=lambda p: (rank[p[0]], rank[p[1]]))
    for school in schools:
        ways = sorted(m for pair, m in minutes.items() if school in pair)
        near = {
            pair
            for pair, m in minutes.items()
            if school in pair and m <= ways[min(nearest, len(ways)) - 1]
        }
        own = {tuple(sorted(pair, key=rank.__getitem__)) for pair in near}
        assert own <= set(found)
