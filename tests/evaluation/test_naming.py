"""Amounts, raters and indicators as people write them; schemes from lines of a workbook."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.amounts import exact, written
from jtdesk.evaluation.naming import Leaves, amount, points_said, rater_code, unnumbered
from jtdesk.evaluation.primitives import Fact, award
from jtdesk.evaluation.rule_kinds import leaf_rule
from jtdesk.evaluation.scheme_file import faults, scheme
from jtdesk.evaluation.score_grid import read_matrix
from jtdesk.evaluation.sheet_scheme import FillDown, body_of
from tests.evaluation.round_world import BODY


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-999, max_value=999))
def test_amounts_are_kept_exactly(value):
    assert exact(written(Fraction(value))) == Fraction(value)
    assert amount(str(value), "得分") == Fraction(value)


@pytest.mark.parametrize("given", [None, True, "", "三", "1e99", "inf", "nan", "1/3", [], 10**12])
def test_what_is_no_amount(given):
    with pytest.raises(RuleError):
        amount(given, "得分")


def test_a_float_is_the_number_it_is_written_as():
    assert amount(0.1, "得分") == Fraction(1, 10)
    assert amount("7.5分", "得分") == Fraction(15, 2)


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        ("一、管理制度（20分）", "", "管理制度"),
        ("（二）师资互派", "", "师资互派"),
        ("1. 集团章程", "", "集团章程"),
        ("1.2 联席会议（满分 4 分）", "1.2", "联席会议"),
        ("C2规模和班额", "C2", "规模和班额"),
        ("2025年计划", "", "2025年计划"),
        ("六个一", "", "六个一"),
    ],
)
def test_titles_without_their_numbers(text, code, title):
    assert unnumbered(text) == (code, title)


def test_points_in_a_title():
    assert points_said("管理制度（20.5分）") == Fraction(41, 2)
    assert points_said("管理制度") is None


def test_leaves_by_code_title_and_path():
    leaves = Leaves(scheme("x", BODY))
    for text in ("1.2", "会议", "管理/会议", "管理 / 会议", "1.2 会议", "“会议”（30分）"):
        assert leaves.find(text).code == "1.2"
    assert leaves.find("表彰").code == "J1"
    with pytest.raises(RuleError, match="是否为：会议"):
        leaves.find("会议次数")


def test_raters_by_the_words_people_use():
    here = scheme("x", BODY)
    assert [rater_code(here, one) for one in ("局评", "教育局", "bureau", "集团", "自评", "系统统计")] == [
        "bureau", "bureau", "bureau", "group", "self", "auto",
    ]  # fmt: skip


def test_points_awarded_outright_stand_before_the_rule():
    rule = leaf_rule({"kind": "checklist", "clauses": [{"title": "甲", "points": 4}]})
    assert award(rule, Fraction(4), Fact(points=Fraction(5, 2))).points == Fraction(5, 2)
    with pytest.raises(RuleError, match="应在 0 到 4 分之间"):
        award(rule, Fraction(4), Fact(points=Fraction(5)))


def test_blank_parents_mean_the_one_above():
    fill, rows = FillDown(), [
        {"first": "甲", "second": "子", "point": "一", "points": 2},
        {"point": "二", "points": 3},
        {"second": "丑", "points": 5},
        {"first": "乙", "points": 90},
    ]  # fmt: skip
    for row in rows:
        fill(row)
    assert [(row.get("first"), row.get("second")) for row in rows] == [
        ("甲", "子"), ("甲", "子"), ("甲", "丑"), ("乙", None),
    ]  # fmt: skip
    body = body_of("方案", rows)
    assert faults(body) == []
    made = scheme("x", body)
    assert made.total == 100
    assert [(leaf.code, leaf.title, leaf.points) for leaf in made.leaves()] == [
        ("1.1.1", "一", 2), ("1.1.2", "二", 3), ("1.2", "丑", 5), ("2", "乙", 90),
    ]  # fmt: skip


def test_the_same_line_twice_is_refused():
    rows = [{"first": "甲", "second": "子", "points": 2}] * 2
    with pytest.raises(RuleError, match="“甲 / 子”写了两次"):
        body_of("方案", rows)


def test_sums_and_blanks_of_a_table_are_left_alone():
    leaves = Leaves(scheme("x", BODY))
    rows = [["评分表"], ["学校", "会议", "满意度"], ["东校", 20, None], ["合计", 20, 0]]
    found = read_matrix(rows, leaves, {"东校": "东校"})
    assert found is not None
    assert [(one.school, one.leaf, one.points, one.cell) for one in found.scores] == [
        ("东校", "1.2", 20, "B3")
    ]
    assert found.faults == []
    assert read_matrix([["别的"], [1]], leaves, {"东校": "东校"}) is None
