from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.spans import covers, day_before, open_on, overlap

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_the_end_of_a_ledger_line_is_excluded_and_the_end_of_a_term_included():
    assert open_on("2025-09", "2026-09", "2025-09-01")
    assert not open_on("2025-09", "2026-09", "2026-09-01")
    assert not open_on("2025-09", "2026-09", "2025-08-31")
    assert open_on(None, None, "1900-01-01")
    assert covers("2025-09", "2026-07", "2026-07-31")
    assert not covers("2025-09", "2026-07", "2026-08-01")
    assert covers(None, None, "1900-01-01")


@given(days, days, days)
def test_open_on_is_a_half_open_interval(start, until, day):
    assert open_on(start.isoformat(), until.isoformat(), day.isoformat()) == (start <= day < until)


@given(days, days, days, days)
def test_overlap_is_symmetric_and_true_for_shared_days(a, b, c, d):
    first, second = sorted((a, b)), sorted((c, d))
    texts = [day.isoformat() for day in (*first, *second)]
    assert overlap(*texts) == (first[0] <= second[1] and second[0] <= first[1])
    assert overlap(*texts) == overlap(*texts[2:], *texts[:2])


def test_overlap_with_unknown_ends_and_months():
    assert overlap("2025-09", None, "2024-09", "2025-09")
    assert not overlap("2025-09", None, "2024-09", "2025-08-31")
    assert overlap(None, None, None, None)


@given(days)
def test_the_day_before(day):
    assert day_before(day.isoformat()) == (day - timedelta(days=1)).isoformat()


def test_the_month_before():
    assert day_before("2025-01") == "2024-12"
    assert day_before("2025-09") == "2025-08"
