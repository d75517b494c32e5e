from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.staff import rules
from tests.builders import an_id

LATEST = "2026-12"


def codes(row):
    return [fault.code for fault in rules.row_faults(row, latest=LATEST)]


def test_what_the_id_says_is_filled_in():
    row = {"id_number": an_id("1980-05-17", 11), "birth_date": "1980-05"}
    rules.complete(row)
    assert row["birth_date"] == "1980-05-17"
    assert row["gender"] == "男"


def test_what_was_written_is_never_overridden():
    row = {"id_number": an_id("1980-05-17", 11), "birth_date": "1981-05", "gender": "女"}
    rules.complete(row)
    assert (row["birth_date"], row["gender"]) == ("1981-05", "女")
    number = an_id("1980-05-17", 11)
    unsound = {"id_number": number[:17] + ("1" if number[17] != "1" else "2"), "birth_date": None}
    rules.complete(unsound)
    assert unsound["birth_date"] is None


def test_contradictions_are_refused():
    number = an_id("1980-05-17", 11)
    assert codes({"id_number": number, "gender": "男", "birth_date": "1980-05-17"}) == []
    assert codes({"id_number": number, "gender": "女"}) == ["gender_contradicts_id"]
    assert codes({"id_number": number, "birth_date": "1980-06"}) == ["birth_contradicts_id"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"birth_date": "1980-05-17", "work_since": "1979-09"}, ["date_order"]),
        ({"birth_date": "1980-05-17", "school_since": "1980"}, []),
        ({"work_since": "2001-08", "school_since": "2000-09"}, ["date_order"]),
        ({"work_since": "2001-08", "school_since": "2001"}, []),
        ({"work_since": "2001-08", "school_since": "2001-08"}, []),
        ({"school_since": "2029-09"}, ["date_order"]),
    ],
)
def test_dates_stand_in_order(row, expected):
    assert codes(row) == expected


def test_a_child_at_work_is_warned_about():
    assert rules.row_findings({"birth_date": "1980-05-17", "work_since": "1990-09"})
    assert not rules.row_findings({"birth_date": "1980-05-17", "work_since": "2001-09"})


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("硕士研究生", "硕士研究生"),
        ("研究生", None),
        ("大学本科", None),
        ("在职 本科", "在职 本科"),
    ],
)
def test_written_education_is_kept_where_it_says_more(word, kept):
    assert rules.education_detail(word) == kept


def honour(title="骨干教师", level="县级", awarded_on=None, valid_until=None, **more):
    return {
        "title": title,
        "level": level,
        "awarded_on": awarded_on,
        "valid_until": valid_until,
        "known_from": None,
        "counts": None,
        **more,
    }


def test_the_highest_valid_honour_is_the_level():
    held = [
        honour(),
        honour(level="市级", valid_until="2024-08"),
        honour(title="先进工作者", level="省级"),
    ]
    assert rules.backbone_level(held, "2025-09-01") == "县级"
    assert rules.backbone_level(held, "2024-08-31") == "市级"
    assert rules.backbone_level([honour("特级教师", "省级")], "2025-09-01") == "特级教师"
    assert rules.backbone_level([honour("先进工作者", "省级", counts=True)], "2025-09-01") == "省级"
    assert rules.backbone_level([honour(counts=False)], "2025-09-01") is None


def test_the_newest_state_looks_at_terms_that_have_run_out():
    assert rules.backbone_level([honour(valid_until="2024-08")], None, "2025-09-01") is None
    assert rules.backbone_level([honour(valid_until="2028-08")], None, "2025-09-01") == "县级"


@given(st.dates(), st.integers(0, 90))
def test_age_is_full_years(birth, years):
    day = f"{min(birth.year + years, 9999):04d}-{birth.month:02d}-{birth.day:02d}"
    assert rules.age_on(birth.isoformat(), day) == min(birth.year + years, 9999) - birth.year


def test_age_by_month_and_day():
    assert rules.age_on("1980-09-02", "2025-09-01") == 44
    assert rules.age_on("1980-09", "2025-09-01") == 45
    assert rules.age_on(None, "2025-09-01") is None
