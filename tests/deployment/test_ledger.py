"""What a placement is on a day, by hand-worked terms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment import ledger, words

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(str)


def placement(**values):
    return {
        "id": "p", "name": "张三", "id_number": None, "from_school": "甲校", "start": "2024-09",
        "end": "2026-07", "status": None, "assessment": None,
    } | values  # fmt: skip


@pytest.mark.parametrize(
    ("day", "stated", "state"),
    [
        ("2024-08-31", None, "拟派"),
        ("2024-09-01", None, "在派"),
        ("2026-07-31", None, "在派"),
        ("2026-08-01", None, "期满"),
        ("2026-08-01", "提前结束", "提前结束"),
        ("2025-01-01", "提前结束", "在派"),
        ("2025-01-01", "取消", "取消"),
        ("2025-01-01", "拟派", "拟派"),
        ("2025-01-01", "在派", "在派"),
        ("2026-08-01", "在派", "期满"),
    ],
)
def test_the_state_on_a_day(day, stated, state):
    assert ledger.state_on(placement(status=stated), day) == state


def test_a_stated_end_without_a_date_is_believed():
    assert ledger.state_on(placement(status="期满", end=None), "2025-01-01") == "期满"
    assert ledger.state_on(placement(end=None), "2025-01-01") == "在派"


@pytest.mark.parametrize(
    ("end", "last"),
    [("2026-07", "2026-07-31"), ("2028-02", "2028-02-29"), ("2026-07-10", "2026-07-10")],
)
def test_the_last_day_of_a_term(end, last):
    assert ledger.last_day(end) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("day", "values", "due"),
    [
        ("2026-05-31", {}, ""),  # 61 days before 31 July
        ("2026-06-01", {}, ledger.ENDING),  # 60 days
        ("2026-07-31", {}, ledger.ENDING),
        ("2026-08-01", {}, ledger.UNASSESSED),
        ("2026-08-01", {"assessment": "合格"}, ""),
        ("2027-07-31", {}, ledger.UNASSESSED),  # 365 days after
        ("2027-08-01", {}, ""),
        ("2026-07-01", {"status": "取消"}, ""),
        ("2026-07-01", {"end": None}, ""),
    ],
)
def test_reminders(day, values, due):
    assert ledger.due_on(placement(**values), day) == due


def test_views():
    assert ledger.views_of(placement(), "2025-10-15", 2025) == ["在派", "本学年"]
    assert ledger.views_of(placement(), "2026-08-20", 2025) == ["本学年"]
    assert ledger.views_of(placement(), "2026-11-01", 2026) == []
    assert ledger.views_of(placement(start="2026-09", end=None), "2026-08-31", 2025) == []
    assert ledger.views_of(placement(status="取消"), "2025-10-15", 2025) == []


def test_rows_are_shown_newest_first_with_initials():
    rows = [
        placement(id="a"),
        placement(id="b", start="2025-09", name="单伟"),
        placement(id="c", start=None),
    ]
    shown = ledger.as_shown(rows, "2025-10-15", 2025)
    assert [row["id"] for row in shown] == ["b", "a", "c"]
    assert shown[0]["initials"] == "sw"
    assert {"state", "due", "views"} <= shown[0].keys()


def test_people_are_told_apart_by_number_else_by_name_and_school():
    assert ledger.person_key(placement(id_number="x")) == "x"
    assert ledger.person_key(placement()) != ledger.person_key(placement(from_school="乙校"))


@given(DAYS, DAYS, DAYS, st.sampled_from([None, "拟派", "在派", "期满", "提前结束", "取消"]))
def test_what_reminds_to_plan_the_return_is_running(start, end, day, stated):
    row = placement(start=min(start, end), end=max(start, end), status=stated)
    if ledger.due_on(row, day) == ledger.ENDING:
        assert ledger.state_on(row, day) == words.RUNNING
        assert words.RUNNING in ledger.views_of(row, day, int(day[:4]))
