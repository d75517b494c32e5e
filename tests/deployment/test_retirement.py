from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment import retirement
from jtdesk.deployment.retirement import (
    CAP,
    full_months,
    month_number,
    month_text,
    retirement_age,
    retirement_month,
)

MONTHS = st.integers(month_number("1940-01"), month_number("2010-12"))
WHO = st.sampled_from([("男", 55, 60), ("女", 55, 55), ("女", 50, 50)])


@pytest.mark.parametrize(
    ("birth", "gender", "women", "month", "age"),
    [
        ("1964-12", "男", 55, "2024-12", (60, 0)),  # 60 before 2025: no change
        ("1965-01", "男", 55, "2025-02", (60, 1)),  # 60 in 2025-01: the first month later
        ("1965-04", "男", 55, "2025-05", (60, 1)),
        ("1965-05", "男", 55, "2025-07", (60, 2)),  # four months on: two months later
        ("1976-08", "男", 55, "2039-07", (62, 11)),
        ("1976-09", "男", 55, "2039-09", (63, 0)),  # the published end point
        ("1990-06-15", "男", 55, "2053-06", (63, 0)),
        ("1969-12", "女", 55, "2024-12", (55, 0)),
        ("1970-01", "女", 55, "2025-02", (55, 1)),
        ("1981-08", "女", 55, "2039-07", (57, 11)),
        ("1981-09", "女", 55, "2039-09", (58, 0)),  # the published end point
        ("1974-12", "女", 50, "2024-12", (50, 0)),
        ("1975-01", "女", 50, "2025-02", (50, 1)),
        ("1975-03", "女", 50, "2025-05", (50, 2)),  # every two months
        ("1984-10", "女", 50, "2039-09", (54, 11)),
        ("1984-11", "女", 50, "2039-11", (55, 0)),  # the published end point
    ],
)
def test_vectors(birth, gender, women, month, age):
    assert retirement_month(birth, gender, women) == month
    assert retirement_age(birth, month) == age


@given(MONTHS, WHO)
def test_never_before_the_old_age_nor_after_the_cap(birth, who):
    gender, women, base = who
    later = month_number(retirement_month(month_text(birth), gender, women) or "") - (
        birth + 12 * base
    )
    assert 0 <= later <= CAP[base]
    assert (later > 0) == (birth + 12 * base >= month_number(retirement.FIRST))


@given(MONTHS, WHO)
def test_who_is_born_later_never_retires_earlier(birth, who):
    gender, women, _ = who
    first = retirement_month(month_text(birth), gender, women)
    then = retirement_month(month_text(birth + 1), gender, women)
    assert first is not None
    assert then is not None
    assert first < then


@given(MONTHS, WHO)
def test_the_cap_holds_from_its_end_point_on(birth, who):
    gender, women, base = who
    end = {60: "1976-09", 55: "1981-09", 50: "1984-11"}[base]
    found = month_number(retirement_month(month_text(birth), gender, women) or "")
    assert (found - birth - 12 * base == CAP[base]) == (month_text(birth) >= end)


def test_what_is_not_known_gives_no_month():
    assert retirement_month(None, "男") is None
    assert retirement_month("1970", "男") is None
    assert retirement_month("1970-05", None) is None
    assert retirement_month("1970-05", "未说明的性别") is None


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        ("2019-09", "2025-09-01", 72),
        ("2019-09-01", "2025-09-01", 72),
        ("2019-09-02", "2025-09-01", 71),
        ("2019-10", "2025-09-01", 71),
        ("2025-10", "2025-09-01", -1),
    ],
)
def test_full_months(start, day, months):
    assert full_months(start, day) == months
