"""Regimes as data: the grammar, what is due of a term, the one that ships."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jtdesk.core import paths
from jtdesk.core.toml_file import read_toml
from jtdesk.lessonprep.regime import (
    Asked,
    GroupPart,
    demands,
    faults,
    read_regime,
    unknown_schools,
    windows,
)
from tests.lessonprep.schedule_worlds import TERM, calendar

BODY: dict[str, Any] = {
    "title": "六校联合教研", "source": "003-36",
    "series": [
        {"title": "联合教研", "schools": "all", "every": "month"},
        {"title": "集体备课", "schools": "neighbours", "every": "month", "kind": "集体备课"},
    ],
    "weekday": [{"subjects": ["语文"], "weekday": 2}],
}  # fmt: skip
NAMES = {"a": "甲校", "b": "乙校", "c": "丙校"}
GROUP = GroupPart("g", "小学语文", "小学", "语文", ("a", "b", "c"))


def body(**changes: Any) -> dict[str, Any]:
    return BODY | changes


def series(**changes: Any) -> dict[str, Any]:
    return body(series=[{"title": "联合教研", "schools": "all", "every": "month"} | changes])


def due(found: dict[str, Any], *groups: GroupPart) -> list[tuple[str, tuple[str, ...]]]:
    near = {"小学": [("a", "b"), ("b", "c")]}
    asked = Asked(calendar(), TERM, groups or (GROUP,), NAMES, near)
    return [(one.window.title, one.schools) for one in demands(read_regime(found), asked)]


def test_the_regime_that_ships_is_sound():
    found = read_toml(paths.schemas_dir() / "regimes" / "six-schools.toml")
    assert faults(found) == []
    regime = read_regime(found)
    assert [one.every for one in regime.series] == ["month", "month"]
    assert regime.latest == 17 * 60 + 30
    assert regime.weekday("初中", "语文") == 2


def test_each_month_all_together_and_each_neighbouring_pair():
    found = due(BODY)
    months = ["2025年9月", "2025年10月", "2025年11月", "2025年12月", "2026年1月"]
    for who in (("a", "b", "c"), ("a", "b"), ("b", "c")):
        assert [title for title, schools in found if schools == who] == months


def test_months_weeks_and_fortnights():
    days = calendar().days(TERM, None, "小学")
    assert next(one.title for one in windows("month", days, 10)) == "2025年9月"
    weeks = windows("week", days, 10)
    # Week 5 has two days before the holiday; week 6 Thursday, Friday and the Saturday made up.
    assert [one.title for one in weeks][:6] == [f"第{n}周" for n in (1, 2, 3, 4, 6, 7)]
    assert weeks[0].days == tuple(date(2025, 9, day) for day in range(1, 6))
    assert windows("two_weeks", days, 10)[0].days[-1] == date(2025, 9, 12)
    assert len(windows("once", days, 10)) == 1


def test_a_month_of_exams_alone_demands_nothing():
    days = [one for one in calendar().days(TERM, None, "小学") if one.day >= date(2026, 1, 12)]
    assert windows("month", days, 10) == []


def test_whom_a_series_binds_and_who_meets():
    assert due(series(stages=["初中"])) == []
    assert due(series(subjects=["数学"])) == []
    assert {who for _, who in due(series(schools=["甲校", "丙校"]))} == {("a", "c")}
    assert due(series(schools="all"), GroupPart("g", "独", "小学", "语文", ("a",))) == []
    assert {who for _, who in due(series(every="once"))} == {("a", "b", "c")}


def test_hosts():
    asked = Asked(calendar(), TERM, (GROUP,), NAMES, {})

    def hosts(**changes: Any) -> set[tuple[str, ...]]:
        return {one.hosts for one in demands(read_regime(series(**changes)), asked)}

    assert hosts() == {("a", "b", "c")}
    assert hosts(no_host=["甲校"]) == {("b", "c")}
    assert hosts(host="fixed", host_school="乙校") == {("b",)}
    assert hosts(host="none") == {()}
    assert hosts(form="线上") == {()}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (body(titel="x"), "不认识 titel"),
        ({**BODY, "title": ""}, "缺少 title"),
        (body(source=3), "缺少 source"),
        (body(per_week=0), "per_week“0”应是 1 到 5"),
        (body(per_week=True), "per_week"),
        (body(latest="25:00"), "latest"),
        (body(series=[]), "没有写任何一种活动"),
        (body(series={"title": "x"}), "series 应写成若干个"),
        (body(series=["x"]), "应是一段"),
        (series(every="monthly"), "every“monthly”应是 week、two_weeks、month、once"),
        (series(periods=9), "periods“9”应是 1 到 6"),
        (series(schools="some"), "schools 应是"),
        (series(schools=["甲校"]), "至少两所"),
        (series(form="电话"), "form“电话”"),
        (series(host="fixed"), "缺少 host_school"),
        (series(subjects="语文"), "subjects 应是若干个词"),
        (series(extra=1), "不认识 extra"),
        (body(weekday=[{"subjects": ["语文"], "weekday": 9}]), "weekday“9”"),
        (body(weekday=[{"weekday": 2}]), "缺少 subjects"),
        (body(neighbours=[{"schools": ["甲校"]}]), "相邻的两所学校"),
        (body(neighbours=[{"schools": ["甲校", "甲校"]}]), "相邻的两所学校"),
    ],
)
def test_faults_are_sentences_that_name_the_key(wrong: dict[str, Any], said: str):
    found = faults(wrong)
    assert any(said in one for one in found), found
    assert all(one.endswith("。") for one in found)


def test_neighbours_of_ones_own_and_schools_nobody_knows():
    found = body(neighbours=[{"stage": "小学", "schools": ["甲校", "丁校"]}])
    assert faults(found) == []
    regime = read_regime(found)
    assert regime.neighbours == {"小学": (("甲校", "丁校"),)}
    assert unknown_schools(regime, NAMES.values()) == ["丁校"]


def test_the_same_school_twice_is_no_pair():
    said = " ".join(faults(series(schools=["甲校", "甲校"])))
    assert "至少两所学校" in said
