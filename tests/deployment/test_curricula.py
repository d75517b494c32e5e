from __future__ import annotations

import copy

import pytest

from jtdesk.core.errors import RuleError
from jtdesk.deployment import curricula, standards

BODY = {
    "title": "本地", "source": "某文件",
    "subject": [
        {"name": "语文", "periods": [8, 7, 7, 7, 7, 7, 6, 5, 5]},
        {"name": "外语", "periods": [0, 0, 2, 2, 3, 4, 5, 5, 5]},
        {"name": "科学", "periods": [1, 1, 2, 2, 2, 2, 0, 0, 0]},
        {"name": "科学", "science": "综合", "periods": [0, 0, 0, 0, 0, 0, 4, 6, 5]},
        {"name": "物理", "science": "分科", "periods": [0, 0, 0, 0, 0, 0, 0, 2, 3]},
    ],
}  # fmt: skip


def shipped(code):
    return standards.library("curricula")[code]


@pytest.mark.parametrize(
    ("code", "totals"),
    [
        ("baiyun", [28, 28, 30, 30, 30, 30, 38, 38, 38]),
        ("shandong", [29, 29, 30, 30, 30, 30, 34, 34, 34]),
    ],
)
def test_the_printed_totals_of_the_two_tables_come_out(code, totals):
    body = shipped(code)
    assert curricula.faults(body) == []
    assert list(curricula.grade_totals(body).values()) == totals


def test_half_periods_stay():
    rows = {row["subject"]: row for row in curricula.curriculum_table(shipped("baiyun"))}
    assert rows["音乐"]["grade5"] == 1.5
    assert rows["地方课程"]["grade9"] == 2.5
    assert rows["信息科技"]["total"] == 5.5
    assert [row for row, one in rows.items() if one["shared"]] == [
        "综合实践活动", "地方课程", "校本课程",
    ]  # fmt: skip


def test_science_is_taught_as_one_subject_or_as_three():
    made = curricula.curriculum(BODY)
    assert made.periods["科学"][6:] == (0, 0, 0)
    assert made.subjects("初中") == ("语文", "英语", "物理")
    made = curricula.curriculum(curricula.with_science(BODY, "综合"))
    assert made.periods["科学"] == (1, 1, 2, 2, 2, 2, 4, 6, 5)
    assert made.subjects("初中") == ("语文", "英语", "科学")
    with pytest.raises(RuleError, match="分科或综合"):
        curricula.with_science(BODY, "都教")


def test_words_of_the_code_list_are_understood():
    made = curricula.curriculum(BODY)
    assert made.weekly("英语", 3) == 2
    assert made.weekly("英语", 11) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject": [{"name": "炼丹", "periods": [0] * 9}]}, "第 1 个 .*“炼丹”不在学科代码表"),
        ({"subject": [{"name": "语文", "periods": [1] * 7}]}, "“语文”.*缺八年级、九年级"),
        ({"subject": [{"name": "语文", "periods": [1] * 8 + ["五"]}]}, "九年级的“五”"),
        ({"subject": [{"name": "语文", "periods": [1] * 8 + [True]}]}, "九年级的“True”"),
        ({"subject": [{"name": "语文", "periods": [-1] + [1] * 8}]}, "一年级的“-1”"),
        ({"subject": [{"name": "英语", "periods": [1] * 9}, {"name": "外语", "periods": [1] * 9}]}, "“外语”写了两次"),
        ({"subject": []}, "缺少 .*subject"),
        ({"subject": ["语文"]}, "第 1 个 .* 应是一段"),
        ({"subject": [{"periods": [1] * 9}]}, "缺少 name"),
        ({"shared": ["体育"]}, "shared 中的“体育”"),
        ({"science": "都教"}, "science 应是"),
        ({"periods": 3}, "不认识 periods"),
    ],
)  # fmt: skip
def test_faults_name_the_place(change, message):
    faults = curricula.faults(BODY | change)
    assert len(faults) == 1
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(faults[0])


def test_a_page_edits_one_cell_of_a_copy():
    before = copy.deepcopy(BODY)
    body = curricula.with_periods(BODY, "英语", 3, 2.5)
    assert before == BODY
    assert curricula.faults(body) == []
    assert curricula.curriculum(body).weekly("英语", 3) == 2.5
    body = curricula.with_periods(body, "心理", 7, 1)
    assert curricula.curriculum(body).weekly("心理健康", 7) == 1
    body = curricula.without_subject(body, "心理健康")
    assert "心理健康" not in curricula.curriculum(body).periods


def test_an_edit_of_combined_science_leaves_the_other_way_alone():
    body = curricula.with_periods(curricula.with_science(BODY, "综合"), "科学", 8, 7)
    assert curricula.curriculum(body).periods["科学"] == (1, 1, 2, 2, 2, 2, 4, 7, 5)
    apart = curricula.curriculum(curricula.with_science(body, "分科"))
    assert apart.periods["科学"] == (1, 1, 2, 2, 2, 2, 0, 0, 0)


@pytest.mark.parametrize(
    ("subject", "grade", "periods", "message"),
    [
        ("炼丹", 1, 1, "学科“炼丹”"),
        ("语文", 10, 1, "没有10年级"),
        ("语文", 1, -1, "周课时“-1”"),
        ("语文", 1, 41, "0 到 40"),
    ],
)
def test_an_impossible_edit_is_refused(subject, grade, periods, message):
    with pytest.raises(RuleError, match=message):
        curricula.with_periods(BODY, subject, grade, periods)
