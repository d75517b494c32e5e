from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment import curricula, loads, needs, standards
from jtdesk.deployment.needs import Figures, School

BAIYUN = curricula.curriculum(standards.library("curricula")["baiyun"])
SCHEMES = {code: loads.loads(body) for code, body in standards.library("loads").items()}
COUNTS = st.dictionaries(st.integers(1, 9), st.integers(0, 30), min_size=1)


def a_school(stages=("小学",), *, classes=None, students=None, **values):
    return School(
        "s", "甲校", stages=stages, classes=classes or Figures(), students=students or Figures(),
        as_of="2025-09-01", **values,
    )  # fmt: skip


def reckoned(school, scheme="scheme-a", curriculum=BAIYUN):
    found = needs.needs(school, curriculum, SCHEMES[scheme])
    return {(need.stage, need.subject): need for need in found}


def test_the_vector_of_the_bureau_tool():
    """4 classes in each of grades 1 to 6, Baiyun table, load 14 for 语文 数学, 18 for the rest."""
    school = a_school(classes=Figures(24, grades=dict.fromkeys(range(1, 7), 4)))
    found = {subject: need for (_, subject), need in reckoned(school).items()}
    wanted = {
        "语文": 12.29, "数学": 7.71, "英语": 2.44, "体育与健康": 4.44, "音乐": 2.33, "美术": 2.33,
        "科学": 2.22,
    }  # fmt: skip
    assert {name: round(float(found[name].teachers), 2) for name in wanted} == wanted
    # 4 x (8+7+7+7+7+7) = 172 periods over 14, by hand.
    assert found["语文"].teachers == Fraction(172, 14)
    some = [found[name] for name in wanted]
    assert float(needs.direct_sum(some)) == pytest.approx(33.78, abs=0.005)
    assert needs.rounded_sum(some) == 12 + 8 + 2 + 4 + 2 + 2 + 2
    assert found["语文"].why == "24 个班，每周 172 节，周课时标准 14 节，需 12.29 人。"


def test_halves_are_rounded_up():
    # 5 classes of grade 7: 5 x 0.5 = 2.5 teachers of 语文, so 3 whole ones.
    school = a_school(("初中",), classes=Figures(grades={7: 5, 8: 0, 9: 0}))
    need = reckoned(school, "baiyun")["初中", "语文"]
    assert (need.teachers, need.whole) == (Fraction(5, 2), 3)


def test_two_classes_make_a_teacher_whatever_their_periods():
    school = a_school(("初中",), classes=Figures(grades={7: 4, 8: 4, 9: 2}))
    found = reckoned(school, "baiyun")
    assert [found["初中", s].teachers for s in ("语文", "数学", "英语")] == [5, 5, 5]
    # 物理: 4 x 3 + 2 x 4 = 20 periods over 14.
    assert found["初中", "物理"].teachers == Fraction(20, 14)
    assert reckoned(school)["初中", "语文"].teachers == Fraction(4 * 6 + 4 * 5 + 2 * 5, 12)
    assert "每 2 个班为满工作量" in found["初中", "语文"].why


def test_classes_of_a_stage_are_spread_evenly_and_the_row_says_so():
    need = reckoned(a_school(classes=Figures(25, {"小学": 25})))["小学", "语文"]
    assert need.teachers == Fraction(25, 6) * 43 / 14
    assert "小学 25 个班平均分到 6 个年级" in need.why
    assert reckoned(a_school(classes=Figures(25)))["小学", "语文"] == need


def test_a_through_train_school_with_one_figure_is_spread_over_nine_grades():
    school = a_school(("小学", "初中"), classes=Figures(39))
    found = reckoned(school)
    assert (found["小学", "语文"].classes, found["初中", "语文"].classes) == (26, 13)
    assert "全校 39 个班平均分到 9 个年级" in found["初中", "物理"].why
    school = replace(school, classes=Figures(39, {"初中": 15}))
    found = reckoned(school)
    assert (found["小学", "语文"].classes, found["初中", "语文"].classes) == (24, 15)


def test_known_grades_stand_and_the_rest_takes_what_is_left():
    spread = needs.by_grade(("小学",), Figures(10, {"小学": 10}, {1: 4, 2: 2}))["小学"]
    assert dict(spread.grades) == {1: 4, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1}
    young = needs.by_grade(("小学", "初中"), Figures(None, {}, {1: 2, 7: 1}))
    assert dict(young["小学"].grades) == {1: 2, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0}
    assert young["小学"].note == ""


def test_without_classes_there_is_a_sentence_and_no_need():
    blank = a_school(classes=Figures())
    assert reckoned(blank) == {}
    assert needs.missing(replace(blank, as_of=None)) == [
        "甲校没有填过班级数，算不出需求：请在成员校里填写或导入基本情况表。"
    ]
    half = a_school(("小学", "初中"), classes=Figures(None, {"小学": 6}))
    assert needs.missing(half) == [
        "甲校2025-09-01 的年度数据里没有初中班级数，算不出需求：请在成员校里填写或导入基本情况表。"
    ]
    assert "办学类型" in needs.missing(a_school(()))[0]
    assert needs.missing(a_school(classes=Figures(0))) == []


def test_senior_and_kindergarten_classes_have_loads_but_no_curriculum():
    school = a_school(("幼儿园", "初中", "高中"), classes=Figures(30, {"幼儿园": 6, "初中": 12}))
    assert {stage for stage, _ in reckoned(school)} == {"初中"}
    assert needs.untaught(school) == [
        "甲校的幼儿园没有课程表，只列现有教师，不算需求。",
        "甲校的高中没有课程表，只列现有教师，不算需求。",
    ]


def test_classes_above_65_pupils_need_more_teachers():
    school = a_school(
        classes=Figures(grades=dict.fromkeys(range(1, 7), 2)),
        students=Figures(grades={1: 132, 2: 130, 3: 80, 4: 80, 5: 80, 6: 80}),
    )
    need = reckoned(school, "scheme-b")["小学", "语文"]
    # Grade 1 has 66 pupils a class: its 16 periods over 15.3; the other 70 over 17.
    assert float(need.teachers) == pytest.approx(16 / 15.3 + 70 / 17)
    assert "班额超过 65 人" in need.why


@given(COUNTS, st.integers(0, 5), st.sampled_from(sorted(SCHEMES)))
def test_need_is_linear_in_classes(counts, factor, scheme):
    stages = ("小学", "初中")

    def found(numbers):
        figures = Figures(None, {}, dict.fromkeys(range(1, 10), 0) | numbers)
        return {
            k: n.teachers for k, n in reckoned(a_school(stages, classes=figures), scheme).items()
        }

    one = found(counts)
    many = found({grade: number * factor for grade, number in counts.items()})
    assert many == {key: teachers * factor for key, teachers in one.items()}
    apart = [found({grade: number}) for grade, number in counts.items()]
    assert one == {key: sum(part[key] for part in apart) for key in one}


@given(st.integers(0, 200), st.dictionaries(st.integers(1, 6), st.integers(0, 20)))
def test_spreading_keeps_the_total(total, grades):
    spread = needs.by_grade(("小学",), Figures(total, {}, grades))["小学"]
    wanted = sum(grades.values()) if len(grades) == 6 else max(total, sum(grades.values()))
    assert spread.total == wanted
