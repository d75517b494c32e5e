from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core import paths
from jtdesk.lessonprep import bells
from jtdesk.lessonprep.bells import BellRow, Bells

DEFAULTS = {"小学": {1: (500, 540), 2: (550, 590)}, "": {1: (480, 525)}}


def test_the_narrowest_table_holds_whole():
    group, stage = BellRow(None, None, 1, 470, 510), BellRow(None, "小学", 1, 480, 520)
    school, both = BellRow("a", None, 1, 490, 530), BellRow("a", "小学", 2, 600, 640)
    made = Bells([group, stage, school, both], DEFAULTS)
    assert made.periods("a", "小学") == {2: (600, 640)}
    assert made.periods("a", "初中") == {1: (490, 530)}
    assert made.periods("b", "小学") == {1: (480, 520)}
    assert made.periods("b", "初中") == {1: (470, 510)}
    assert made.scope("b", "初中") == (None, None)
    assert made.periods(None, None) == {1: (470, 510)}


def test_where_nobody_has_said_the_default_of_the_stage_holds():
    made = Bells([], DEFAULTS)
    assert made.scope("a", "小学") is None
    assert made.periods("a", "小学") == DEFAULTS["小学"]
    assert made.periods("a", "高中") == made.periods(None, None) == DEFAULTS[""]


def test_a_span_runs_from_its_first_period_to_its_last():
    made = Bells([], DEFAULTS)
    assert made.span("a", "小学", 1, 2) == (500, 590)
    assert made.span("a", "小学", 2) == (550, 590)
    # Behind the table: the last lesson of 40 minutes again and again, ten minutes apart.
    assert made.span("a", "小学", 2, 3) == (550, 690)
    assert made.span("a", "小学", 4, 1) == (650, 690)
    assert made.period_at("a", "小学", 545) is None
    assert made.period_at("a", "小学", 550) == 2


@given(st.integers(1, 20), st.integers(1, 6), st.sampled_from(["小学", "初中", "高中", None]))
def test_spans_go_forward_and_their_parts_fit_in(first, count, stage):
    made = Bells([])
    start, end = made.span(None, stage, first, count)
    assert start < end
    assert made.span(None, stage, first, 1)[0] == start
    assert made.span(None, stage, first + count - 1, 1)[1] == end


def test_the_shipped_default_has_lessons_of_40_and_45_minutes():
    made = bells.default_periods()
    assert {end - start for start, end in made["小学"].values()} == {40}
    assert {end - start for start, end in made["初中"].values()} == {45}
    assert len(made["小学"]) >= 7
    assert "" in made
    assert bells.default_fault() == ""


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("8:20", "08:20"), ("08：20", "08:20"), ("8.20", "08:20"), ("8时20分", "08:20"),
        ("08:20:00", "08:20"), (" 13:05 ", "13:05"), ("24:00", None), ("8:75", None),
        ("上午", None), ("", None),
    ],
)  # fmt: skip
def test_typed_times(written, time):
    assert bells.time_of(written) == time


def test_both_times_in_one_cell():
    assert bells.times_of("8:20-9:00") == ("08:20", "09:00")
    assert bells.times_of("8：20—9：00") == ("08:20", "09:00")
    assert bells.times_of("8:20 至 9:00") == ("08:20", "09:00")
    assert bells.times_of("8:20") is None
    assert bells.times_of("早读-8:20") is None


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([(0, "8:00", "8:40")], "不在 1 至 20 节"),
        ([(1, "八点", "8:40")], "“八点”不是时刻"),
        ([(1, "8:40", "8:00")], "8:00 就结束了"),
        ([(1, "8:00", "8:10")], "10 分钟"),
        ([(1, "8:00", "8:40"), (1, "9:00", "9:40")], "写了两次"),
        ([(1, "8:00", "8:40"), (2, "8:30", "9:10")], "前后重叠"),
        ([(2, "8:00", "8:40"), (1, "9:00", "9:40")], "前后重叠"),
    ],
)
def test_a_table_out_of_order_gets_a_sentence(periods, said):
    found = bells.faults(periods)
    assert said in "".join(found)
    assert all(text.endswith("。") for text in found)


def test_a_sound_table_has_no_faults():
    assert bells.faults([(1, "8:00", "8:40"), (2, "8:40", "9:20"), (5, "13:00", "13:45")]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "缺少 [[stage]]"),
        ('[[stage]]\nstage = "小学"\n', "stage 和 periods"),
        ('[[stage]]\nstage = "小学"\nperiods = [["08:00"]]\n', "第 1 节应写成"),
        ('[[stage]]\nstage = "小学"\nperiods = [["08:00", "08:40"]]\n', '缺少 stage = ""'),
        ('[[stage]]\nstage = "小学"\nperiods = [["08:00", "07:40"]]\n', "就结束了"),
        ("[[", "不合规"),
    ],
)
def test_a_broken_default_of_the_user_s_own_leaves_the_shipped_one(
    monkeypatch, tmp_path, text, said
):
    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path)
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "bells.toml").write_text(text, encoding="utf-8")
    assert bells.default_periods()["小学"][1] == (500, 540)
    assert said in bells.default_fault()
    assert str(tmp_path) in bells.default_fault()


def test_a_default_of_the_user_s_own_overrides_the_shipped_one(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path)
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "bells.toml").write_text(
        '[[stage]]\nstage = ""\nperiods = [["07:30", "08:10"]]\n', encoding="utf-8"
    )
    assert Bells([]).periods(None, "小学") == {1: (450, 490)}
