from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.schools import rules


def test_the_published_vector_of_the_split():
    # Zhejiang's worked example: 166 and 210 pupils, 23,226 books (the source rounds per pupil first).
    parts = rules.split("九年一贯制学校", {"小学": 166, "初中": 210}, 23226)
    assert [part.stage for part in parts] == ["小学", "初中"]
    assert parts[0].per_pupil == pytest.approx(58.5, abs=0.01)
    assert parts[0].amount == pytest.approx(9711, abs=1)
    assert parts[1].amount == pytest.approx(13515, abs=1)
    assert parts[0].share == pytest.approx(166 / 397)


def test_other_through_train_schools():
    parts = rules.split("完全中学", {"初中": 100, "高中": 100}, 220)
    assert [round(part.amount, 6) for part in parts] == [100, 120]
    parts = rules.split("十二年一贯制学校", {"小学": 100, "初中": 100, "高中": 100}, 342)
    assert [round(part.amount, 6) for part in parts] == [100, 110, 132]
    assert rules.split("小学", {"小学": 100}, 1) == ()
    assert rules.split("九年一贯制学校", {"小学": 100, "初中": 0}, 1) == ()
    assert rules.split(None, {}, 1) == ()


@given(st.integers(1, 5000), st.integers(1, 5000), st.floats(0, 1e6))
def test_a_split_gives_the_whole(primary, junior, amount):
    parts = rules.split("九年一贯制学校", {"小学": primary, "初中": junior}, amount)
    assert sum(part.amount for part in parts) == pytest.approx(amount)
    assert sum(part.share for part in parts) == pytest.approx(1)


def test_split_figures_are_rounded_half_up():
    found = rules.stage_split(
        "九年一贯制学校", {"小学": 166, "初中": 210}, {"teaching_area": 23226, "sport_area": None}
    )
    assert found == {"小学": {"teaching_area": 9711.63}, "初中": {"teaching_area": 13514.37}}
    assert rules.stage_split("小学", {"小学": 1}, {"teaching_area": 1}) is None


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("2133010011", 0),
        ("3131010012", 0),
        (None, 0),
        ("213301001", 1),
        ("ABCDEFGHIJ", 1),
        ("9933010011", 1),
        ("2199010011", 1),
        ("9999010011", 2),
    ],
)
def test_identifiers(code, faults):
    assert len(rules.code_findings(code)) == faults


def test_the_category_is_compared_with_the_kind():
    assert rules.kind_findings("3133010011", "小学")
    assert not rules.kind_findings("3133010011", "九年一贯制学校")
    assert not rules.kind_findings("2133010011", "教学点")
    assert not rules.kind_findings("3233010011", "小学")
    assert not rules.kind_findings(None, "小学")


def test_stages_follow_the_kind():
    assert rules.stages_of("九年一贯制学校", None) == ["小学", "初中"]
    assert rules.stages_of("九年一贯制学校", ["初中", "小学"]) == ["小学", "初中"]
    assert rules.stages_of("特殊教育学校", None) is None
    assert rules.stages_of(None, []) is None


def test_row_rules():
    assert [
        f.code for f in rules.row_faults({"agreement_start": "2025-09", "agreement_end": "2025-08"})
    ] == ["date_order"]
    assert not rules.row_faults({"agreement_start": "2025-09", "agreement_end": "2025"})
    row = {"classes": 12, "primary_classes": 6, "junior_classes": 5}
    assert [f.at for f in rules.row_findings(row)] == ["classes"]
    assert not rules.row_findings(row | {"classes": 11})


def test_agreements_have_a_state():
    assert rules.agreement_status("2023-09", "2027-08", None, "2027-08-31") == "执行中"
    assert rules.agreement_status("2023-09", "2027-08", None, "2027-09-01") == "已到期"
    assert rules.agreement_status("2023-09", None, None, "2022-09-01") == "未开始"
    assert rules.agreement_status("2023-09", None, "已终止", "2025-09-01") == "已终止"
    assert rules.agreement_status("2023-09", None, None, None) is None


@pytest.mark.parametrize("bad", ["8:10", "24:00", "08:60", "早上", "08-10"])
def test_times_of_day(bad):
    rules.refuse_wrong_time("08:10", "first_arrival")
    rules.refuse_wrong_time(None, "first_arrival")
    with pytest.raises(RuleError) as refused:
        rules.refuse_wrong_time(bad, "first_arrival")
    assert refused.value.at == "first_arrival"


def test_small_schools():
    assert rules.small_school(99) is True
    assert rules.small_school(100) is False
    assert rules.small_school(None) is None
    assert [rules.grade_stage(g) for g in (1, 6, 7, 9, 10, 12)] == [
        "小学",
        "小学",
        "初中",
        "初中",
        "高中",
        "高中",
    ]
