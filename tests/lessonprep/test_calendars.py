"""Weeks, kinds of days and borrowed timetables of the calendar, against real calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep import holidays
from jtdesk.lessonprep.calendars import (
    EXAM,
    HOLIDAY,
    SUSPENDED,
    TEACHING,
    Calendar,
    Rule,
    Term,
    weeks_match,
)

DAY = timedelta(1)
# Zhaoqing: 2024年9月1日至9月7日为第一学期第1周, Sunday to Saturday; school starts on Monday.
ZHAOQING = Term("2024-1", None, date(2024, 9, 1), 7, date(2024, 9, 2), date(2025, 1, 17))
# A wall calendar counts from Monday: the same 1 September would be the last day of week 0.
WALL = Term("2024-1", None, date(2024, 9, 2), 1, date(2024, 9, 2), date(2025, 1, 17))
AUTUMN = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 30))


def published(term, *own):
    years, _broken = holidays.shelf()
    return Calendar([term], [*holidays.rules_of(years.values()), *own], years)


@pytest.mark.parametrize(
    ("day", "sunday", "monday"),
    [
        (date(2024, 8, 31), 0, 0),
        (date(2024, 9, 1), 1, 0),
        (date(2024, 9, 2), 1, 1),
        (date(2024, 9, 7), 1, 1),
        (date(2024, 9, 8), 2, 1),
        (date(2024, 9, 9), 2, 2),
        (date(2024, 10, 12), 6, 6),
        (date(2024, 10, 13), 7, 6),
        (date(2025, 1, 17), 20, 20),
    ],
)
def test_weeks_from_sunday_and_from_monday(day, sunday, monday):
    assert ZHAOQING.week(day) == sunday
    assert WALL.week(day) == monday


def test_week_1_may_be_named_by_any_of_its_days():
    for offset in range(7):
        named = Term("2024-1", None, date(2024, 9, 1) + offset * DAY, 7, WALL.start, WALL.end)
        assert [named.week(day) for day in WALL.days()] == [
            ZHAOQING.week(day) for day in WALL.days()
        ]


def test_a_week_left_out_of_the_count_shifts_those_behind_it():
    term = Term(
        "2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 30),
        (date(2025, 10, 3),),
    )  # fmt: skip
    assert term.week(date(2025, 9, 28)) == 4
    assert {term.week(date(2025, 9, 29) + n * DAY) for n in range(7)} == {None}
    assert term.week(date(2025, 10, 6)) == 5
    assert term.days_of_week(5)[0] == date(2025, 10, 6)


@given(st.dates(date(2024, 8, 1), date(2025, 2, 28)), st.sampled_from([ZHAOQING, WALL]))
def test_a_day_lies_in_the_seven_days_of_its_week(day, term):
    number = term.week(day)
    if number is not None and number >= 1:
        assert day in term.days_of_week(number)
        assert {term.week(one) for one in term.days_of_week(number)} == {number}
        assert term.days_of_week(number)[0].isoweekday() == term.first_weekday


def test_the_autumn_of_2025_has_its_holidays_and_make_up_days():
    calendar = published(AUTUMN)
    off = [day.day for day in calendar.days("2025-1") if day.kind == HOLIDAY and day.weekday < 6]
    assert off == [date(2025, 10, n) for n in (1, 2, 3, 6, 7, 8)] + [
        date(2026, 1, n) for n in (1, 2)
    ]
    worked = [day.day for day in calendar.days("2025-1") if day.teaching and day.weekday > 5]
    assert worked == [date(2025, 9, 28), date(2025, 10, 11), date(2026, 1, 4)]
    assert all(calendar.day(day).unsettled for day in worked)
    assert all(calendar.day(day).lessons is None for day in worked)


def test_a_make_up_day_follows_the_timetable_it_borrows():
    # 2025: 9月28日(星期日)补10月7日(第5周星期二)…10月11日(星期六)补10月8日(第5周星期三).
    # Counted from Monday, 28 September lies in week 4 and 7 October in week 6 of the wall calendar.
    calendar = published(
        AUTUMN,
        Rule(date(2025, 9, 28), TEACHING, date(2025, 10, 7)),
        Rule(date(2025, 10, 11), TEACHING, 3),
    )
    sunday = calendar.day(date(2025, 9, 28))
    assert (sunday.weekday, sunday.week) == (7, 4)
    assert (sunday.lessons, sunday.lesson_week) == (2, 6)
    assert not sunday.unsettled
    saturday = calendar.day(date(2025, 10, 11))
    assert (saturday.lessons, saturday.lesson_week) == (3, 6)
    # Lessons of even weeks only are held on the borrowed Tuesday of week 6, though week 4 counts
    # too; those of odd weeks are not.
    assert weeks_match("even", sunday.lesson_week)
    assert not weeks_match("odd", sunday.lesson_week)


def test_a_school_of_its_own_mind_borrows_another_day():
    calendar = published(
        AUTUMN,
        Rule(date(2025, 9, 28), TEACHING, date(2025, 10, 7)),
        Rule(date(2025, 9, 28), TEACHING, 5, school="b"),
        Rule(date(2025, 9, 28), HOLIDAY, stage="小学"),
    )
    day = date(2025, 9, 28)
    assert calendar.day(day, "a", "初中").lessons == 2
    assert calendar.day(day, "b", "初中").lessons == 5
    assert calendar.day(day, "b", "小学").lessons == 5  # the school is narrower than the stage
    assert not calendar.day(day, "a", "小学").teaching


def test_exams_and_suspensions_have_no_lessons_and_only_exams_are_days_of_school():
    calendar = published(
        AUTUMN, Rule(date(2025, 11, 5), EXAM, name="期中考试"),
        Rule(date(2025, 11, 6), SUSPENDED, name="台风"),
    )  # fmt: skip
    exam, storm = calendar.day(date(2025, 11, 5)), calendar.day(date(2025, 11, 6))
    assert (exam.lessons, exam.teaching, exam.name) == (None, True, "期中考试")
    assert (storm.lessons, storm.teaching, storm.name) == (None, False, "台风")


def test_between_terms_there_are_no_lessons_and_no_open_questions():
    calendar = published(AUTUMN)
    day = calendar.day(date(2026, 2, 14))  # worked for the Spring Festival, in the winter break
    assert (day.term, day.teaching, day.unsettled, day.lessons) == (None, False, False, None)


def test_a_year_without_holidays_is_said():
    term = Term("2026-2", None, date(2027, 3, 1), 1, date(2027, 3, 1), date(2027, 7, 2))
    assert published(term).unknown_years("2026-2") == [2027]
    assert published(AUTUMN).unknown_years("2025-1") == []


def test_a_stage_s_own_term_stands_before_that_of_all():
    own = Term("2025-1", "初中", date(2025, 9, 1), 1, date(2025, 8, 25), date(2026, 1, 23))
    calendar = Calendar([AUTUMN, own], ())
    assert calendar.term("2025-1", "初中") == own
    assert calendar.term("2025-1", "小学") == AUTUMN
    assert calendar.day(date(2025, 8, 27), None, "初中").week == 0
    assert calendar.day(date(2025, 8, 27), None, "小学").term is None
