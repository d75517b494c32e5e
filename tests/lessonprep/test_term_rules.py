from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep import holidays, term_rules
from jtdesk.lessonprep.calendars import EXAM, TEACHING, Calendar, Term
from jtdesk.lessonprep.term_rules import Special

AUTUMN = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 30))
SPRING = Term("2025-2", None, date(2026, 3, 2), 1, date(2026, 3, 2), date(2026, 7, 3))
KNOWN = holidays.shelf()[0]
CALENDAR = Calendar([AUTUMN, SPRING], holidays.rules_of(KNOWN.values()), KNOWN)


def said(term, *others):
    return [text for _at, text in term_rules.term_faults(term, others)]


def test_sound_terms_are_kept():
    assert said(AUTUMN) == []
    assert said(SPRING, AUTUMN) == []
    # Registration in the week before the first, grade 12 from the first of August.
    assert said(replace(AUTUMN, start=date(2025, 8, 29))) == []
    assert (
        said(
            Term("2025-1", "高中", date(2025, 8, 1), 1, date(2025, 8, 1), date(2026, 1, 30)), AUTUMN
        )
        == []
    )
    # The stages end on different days.
    assert said(replace(AUTUMN, stage="小学", end=date(2026, 1, 14)), AUTUMN, SPRING) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "2025上"}, "请写成 2025-1"),
        ({"first_weekday": 3}, "周一或周日"),
        ({"end": date(2025, 8, 31)}, "早于开学"),
        ({"end": date(2026, 3, 30)}, "超过 30 周"),
        ({"code": "2024-1"}, "之间开学"),
        ({"week1": date(2025, 8, 11)}, "第 4 周"),
        ({"week1": date(2025, 9, 22)}, "第 -2 周"),
        ({"skipped": (date(2026, 5, 1),)}, "不在学期内"),
    ],
)
def test_what_no_term_can_be_gets_a_sentence(change, words):
    assert words in said(replace(AUTUMN, **change))[0]


def test_terms_of_one_stage_do_not_overlap():
    late = replace(AUTUMN, end=date(2026, 3, 6))
    assert "重叠" in said(late, SPRING)[0]
    assert "小学" in said(replace(late, stage="小学"), AUTUMN, SPRING)[0]
    primary = replace(SPRING, stage="小学", start=date(2026, 3, 16), week1=date(2026, 3, 16))
    junior = replace(AUTUMN, stage="初中", end=date(2026, 3, 6))
    assert said(junior, replace(AUTUMN, stage="小学"), primary) == []
    assert "已经有了" in said(AUTUMN, replace(AUTUMN, end=date(2026, 1, 23)))[0]


def test_weeks_are_those_of_the_last_day():
    assert term_rules.weeks_of(AUTUMN) == 22
    assert term_rules.weeks_of(replace(AUTUMN, skipped=(date(2025, 10, 3),))) == 21


@pytest.mark.parametrize(
    ("year", "first", "second"),
    [
        (2023, ("2023-09-01", "2024-01-26"), ("2024-02-26", "2024-07-05")),
        (2024, ("2024-09-02", "2025-01-17"), ("2025-02-17", "2025-07-04")),
        (2025, ("2025-09-01", "2026-01-30"), ("2026-03-02", "2026-07-03")),
        (2026, ("2026-09-01", "2027-01-15"), ("2027-02-15", "2027-07-02")),
    ],
)
def test_the_proposal_is_near_the_published_calendars(year, first, second):
    made = term_rules.proposed_terms(year, KNOWN)
    spans = [(str(one.start), str(one.end)) for one in made]
    assert spans == [first, second]
    assert [one.code for one in made] == [f"{year}-1", f"{year}-2"]


@given(st.integers(2000, 2090))
def test_every_proposal_is_a_sound_school_year(year):
    one, two = term_rules.proposed_terms(year, KNOWN)
    assert said(one) == []
    assert said(two, one) == []
    assert two.start.isoweekday() == 1
    assert 17 <= term_rules.weeks_of(one) <= 24
    assert 17 <= term_rules.weeks_of(two) <= 24


def test_open_make_up_days_get_the_proposal_of_the_notices_order():
    stands_for = holidays.made_up(one for year in KNOWN.values() for one in year.holidays)
    found = term_rules.unsettled_days(CALENDAR, "2025-1", [None], stands_for)
    assert [(one.day, one.proposal) for one in found] == [
        (date(2025, 9, 28), date(2025, 10, 7)),
        (date(2025, 10, 11), date(2025, 10, 8)),
        (date(2026, 1, 4), date(2026, 1, 2)),
    ]
    # 5 May 2026 lies in the term; nothing is proposed where no notice says what it stands for.
    (may,) = term_rules.unsettled_days(CALENDAR, "2025-2", [None], {})
    assert (may.day, may.proposal) == (date(2026, 5, 9), None)


def test_a_day_off_outside_the_term_gives_only_its_weekday():
    early = Term("2025-2", None, date(2026, 2, 24), 1, date(2026, 2, 24), date(2026, 7, 3))
    calendar = Calendar([early], holidays.rules_of(KNOWN.values()), KNOWN)
    stands_for = {date(2026, 2, 28): date(2026, 2, 23), date(2026, 5, 9): date(2026, 5, 5)}
    found = term_rules.unsettled_days(calendar, "2025-2", ["小学", "初中"], stands_for)
    assert [(one.day, one.proposal) for one in found] == [
        (date(2026, 2, 28), 1),
        (date(2026, 5, 9), date(2026, 5, 5)),
    ]


@pytest.mark.parametrize(
    ("special", "words"),
    [
        (Special(date(2025, 9, 28), TEACHING, date(2025, 10, 7)), ""),
        (Special(date(2025, 9, 28), TEACHING, 2), ""),
        (Special(date(2025, 9, 28), TEACHING, 2, "小学"), ""),
        (Special(date(2025, 9, 28), TEACHING), ""),
        (Special(date(2025, 9, 28), EXAM, 2), "只有“上课”的日子"),
        (Special(date(2025, 9, 28), TEACHING, date(2025, 9, 28)), "不能补自己"),
        (Special(date(2025, 9, 28), TEACHING, 6), "周六没有课"),
        (
            Special(date(2025, 9, 28), TEACHING, date(2025, 10, 4)),
            "10月4日（周六）没有课",
        ),
        (
            Special(date(2025, 9, 28), TEACHING, date(2025, 8, 4)),
            "不在2025-2026 学年第一学期内",
        ),
        (Special(date(2026, 2, 14), TEACHING, 2), "不在任何学期内"),
    ],
)
def test_what_may_be_borrowed(special, words):
    found = term_rules.special_faults(special, CALENDAR)
    assert bool(found) == bool(words)
    assert all(at == "timetable_of" and words in text for at, text in found)


def test_where_saturdays_have_lessons_they_may_be_borrowed():
    special = Special(date(2025, 9, 28), TEACHING, 6)
    assert term_rules.special_faults(special, CALENDAR, frozenset({6})) == []


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("周二", "2"), ("星期天", "7"), ("礼拜日", "7"), ("3", "3"), ("按周一课表上课", "1"),
        ("周三的课", "3"), ("2025-10-07", "2025-10-07"), ("2025年10月7日", "2025-10-07"),
        ("10月7日", "2025-10-07"), ("补10月7日", "2025-10-07"), ("1月2日", "2026-01-02"),
        ("2月30日", None), ("顺延", None), ("", None),
    ],
)  # fmt: skip
def test_written_sources_of_a_timetable(written, stored):
    day = date(2025, 12, 28) if written == "1月2日" else date(2025, 9, 28)
    assert term_rules.borrowed_of(written, day) == stored


def test_a_stored_source_reads_back_as_it_is_written():
    for stored in ("1", "7", "2025-10-07"):
        assert term_rules.borrowed_of(term_rules.borrowed_words(stored)) == stored
    assert term_rules.borrowed_said(date(2025, 10, 7)) == "按周二课表（补10月7日）"
    assert term_rules.borrowed_said(2) == "按周二课表"
    assert term_rules.borrowed_said(None) == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2025-1", "2025-1"), ("2025-2026学年第一学期", "2025-1"), ("2025—2026 学年第2学期", "2025-2"),
        ("2025学年第二学期", "2025-2"), ("2025-2026-2", "2025-2"), ("2025-2026学年度下学期", "2025-2"),
        ("2025年秋季学期", "2025-1"), ("2026年春季学期", "2025-2"), ("2025学年春季学期", "2025-2"),
        ("2025-2027学年第一学期", None), ("第一学期", None), ("", None),
    ],
)  # fmt: skip
def test_written_terms(written, code):
    assert term_rules.term_code_of(written) == code
