from __future__ import annotations

import pytest

from jtdesk.deployment import establishment, standards
from jtdesk.deployment.needs import Figures, School


def shipped(code):
    return standards.library("establishment")[code]


def a_school(stages, students, *, area="城区", classes=None):
    return School(
        "s", "甲校", stages=stages, area=area, students=students,
        classes=Figures(classes), as_of="2025-09-01",
    )  # fmt: skip


def needed(code, school):
    return establishment.posts(school, shipped(code)).needed


@pytest.mark.parametrize("code", ["unified-2014", "areas-2001", "anhui-2009"])
def test_the_shipped_standards_keep_their_grammar(code):
    assert establishment.faults(shipped(code)) == []


@pytest.mark.parametrize(
    ("code", "area", "posts"),
    [
        # 小学 1000, 初中 500, 高中 400 pupils, every stage rounded up apart.
        ("unified-2014", "城区", (53, 38, 32)),
        ("areas-2001", "城区", (53, 38, 32)),
        ("areas-2001", "镇区", (48, 32, 31)),
        ("areas-2001", "乡村", (44, 28, 30)),
        ("anhui-2009", "城区", (48, 33, 28)),
        ("anhui-2009", "镇区", (46, 30, 29)),
        ("anhui-2009", "乡村", (44, 28, 30)),
    ],
)
def test_posts_by_the_printed_ratios(code, area, posts):
    students = Figures(None, {"小学": 1000, "初中": 500, "高中": 400})
    found = establishment.posts(
        a_school(("小学", "初中", "高中"), students, area=area), shipped(code)
    )
    assert tuple(one.posts for one in found.stages) == posts
    assert found.needed == sum(posts)


def test_non_teaching_posts_are_a_share_and_never_more():
    students = Figures(None, {"小学": 1000, "初中": 500})
    found = establishment.posts(a_school(("小学", "初中"), students), shipped("unified-2014"))
    # 53 x 9 % + 38 x 15 % = 4.77 + 5.7 = 10.47
    assert found.non_teaching == 10
    assert found.why == "小学 1000 人 ÷ 19 = 53；初中 500 人 ÷ 13.5 = 38。"


def test_a_small_rural_school_gets_its_classes_times_k():
    school = a_school(("小学",), Figures(60), area="乡村", classes=6)
    found = establishment.posts(school, shipped("unified-2014"))
    assert (found.by_ratio, found.by_classes, found.needed) == (4, 9, 9)
    assert "班师比 1.4:1 为 9" in found.why
    body = establishment.with_class_ratio(shipped("unified-2014"), 1.7)
    assert establishment.posts(school, body).needed == 11
    body = establishment.with_class_ratio(shipped("unified-2014"), 1.7, enabled=False)
    assert establishment.posts(school, body).needed == 4
    assert needed("unified-2014", a_school(("小学",), Figures(60), classes=6)) == 4
    assert needed("unified-2014", a_school(("小学",), Figures(100), area="乡村", classes=6)) == 6


def test_what_is_missing_is_said():
    def why(school, code="areas-2001"):
        found = establishment.posts(school, shipped(code))
        assert found.needed is None
        return found.why

    assert "城乡类别" in why(a_school(("小学",), Figures(60), area=None))
    assert "在校生数" in why(a_school(("小学",), Figures()))
    assert "办学类型" in why(a_school((), Figures(60)))
    assert why(a_school(("幼儿园",), Figures(60))) == "本标准没有幼儿园的师生比，不算应配编制。"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ratio": []}, "缺少"),
        ({"ratio": [{"stage": "大学", "pupils": 10}]}, "stage“大学”"),
        ({"ratio": [{"stage": "小学", "pupils": 0}]}, "pupils“0”"),
        ({"ratio": [{"stage": "小学", "pupils": 1, "area": "山区"}]}, "area“山区”"),
        ({"ratio": [{"stage": "小学", "pupils": 1}] * 2}, "第 2 个 .*写了两次"),
        ({"non_teaching": {"小学": 101}}, "小学“101”"),
        ({"non_teaching": {"大学": 1}}, "不认识学段 大学"),
        ({"small": {"pupils_below": 100}}, "class_ratio"),
        ({"small": {"pupils_below": 100, "class_ratio": 1.4, "areas": ["山区"]}}, "areas"),
        ({"posts": 1}, "不认识 posts"),
    ],
)
def test_faults_name_the_place(change, message):
    faults = establishment.faults(shipped("unified-2014") | change)
    assert len(faults) == 1
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(faults[0])
