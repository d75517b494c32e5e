"""Grades, places and rewards: cut-offs, quotas, ties, vetoes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.grade_file import grades
from jtdesk.evaluation.grading import (
    GRADES,
    Struck,
    after_vetoes,
    grade_all,
    grade_of,
    places,
    rewards_by_growth,
    shared_out,
)

F = Fraction
QUOTA = grades([
    {"title": "优秀", "at": 90, "share": 30}, {"title": "良好", "at": 80},
    {"title": "合格", "at": 60}, {"title": "不合格"},
])  # fmt: skip


def scores(**given_scores):
    return {name: F(str(value)) for name, value in given_scores.items()}


def graded(given_scores, by=QUOTA, ties="out"):
    return {school: one.grade for school, one in grade_all(given_scores, by, ties).items()}


def test_equal_scores_share_a_place():
    found = places(scores(a=90, b=95, c=90, d=80))
    assert {school: one.at for school, one in found.items()} == {"a": 2, "b": 1, "c": 2, "d": 4}
    assert found["a"].tied == ("c",)
    assert found["a"].said == "并列第 2 名（共 4 所）"
    assert found["b"].said == "第 1 名（共 4 所）"
    assert places({}) == {}


@pytest.mark.parametrize(
    ("score", "title"),
    [(90, "优秀"), (89.99, "良好"), (80, "良好"), (60, "合格"), (59.99, "不合格")],
)
def test_grades_by_cut_offs(score, title):
    assert grade_of(F(str(score)), GRADES).title == title


def test_a_quota_lets_only_so_many_in():
    # 30 % of 7 schools: 2 places
    given_scores = scores(a=98, b=96, c=95, d=91, e=85, f=70, g=50)
    assert graded(given_scores) == {
        "a": "优秀", "b": "优秀", "c": "良好", "d": "良好", "e": "良好", "f": "合格", "g": "不合格",
    }  # fmt: skip
    said = grade_all(given_scores, QUOTA)["c"].said
    assert said == "优秀不超过 30%（7 所中 2 所），名额已满；95 分，达到 80 分，评为良好。"


def test_a_quota_that_cuts_through_equal_schools():
    given_scores = scores(a=98, b=95, c=95, d=91, e=85, f=70, g=50)
    assert [graded(given_scores)[one] for one in "abc"] == ["优秀", "良好", "良好"]
    assert [graded(given_scores, ties="in")[one] for one in "abcd"] == [
        "优秀",
        "优秀",
        "优秀",
        "良好",
    ]


def test_quotas_alone_grade_by_order():
    by = grades([{"title": "A", "share": 25}, {"title": "B", "share": 50}, {"title": "C"}])
    assert graded(scores(a=1, b=2, c=3, d=4), by) == {"a": "C", "b": "B", "c": "B", "d": "A"}


def test_a_veto_takes_the_grade():
    by_points = grade_all(scores(a=95, b=85, c=70), GRADES)
    vetoes = {"a": [Struck("安全事故")], "b": [Struck("有偿补课", "at_most", "合格")]}
    own = after_vetoes(by_points, vetoes, GRADES)
    assert [one.grade for one in own.values()] == ["不合格", "合格", "合格"]
    assert own["a"].said.endswith("一票否决“安全事故”，评为不合格。")
    group = after_vetoes(by_points, {"a": [Struck("安全事故")]}, GRADES, "group_grade")
    assert [one.grade for one in group.values()] == ["不合格", "合格", "不合格"]
    assert group["b"].said.endswith("a被一票否决，集团各校降一等，评为合格。")


def test_rewards_go_to_those_who_gained_most():
    gains = scores(a=6, b=2, c=-1, d=2, e=9)
    found = rewards_by_growth(gains, 2, 10_000, barred=["e"])
    assert [(one.school, one.amount) for one in found] == [("a", 6000), ("b", 2000), ("d", 2000)]
    assert found[1].said == (
        "比基期提高 2 分，增值并列第 2 名（共 3 所），10000×2÷10 取整得 2000。"
    )
    assert rewards_by_growth(scores(a=-1), 3, 100) == []
    assert rewards_by_growth(scores(a=3), 1)[0].said == "比基期提高 3 分，增值第 1 名（共 1 所）。"


def test_what_is_left_over_goes_to_the_largest_remainders():
    # 10 by 3 : 3 : 1 is 4.2857, 4.2857, 1.4286
    assert shared_out(10, scores(a=3, b=3, c=1)) == {"a": 4, "b": 4, "c": 2}
    with pytest.raises(RuleError, match="没有可以分配的依据"):
        shared_out(10, scores(a=0))


SCORES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3),
                         st.integers(0, 20).map(lambda n: F(n * 5)), min_size=1)  # fmt: skip


@given(SCORES, st.sampled_from(["in", "out"]))
def test_a_better_school_never_has_a_lower_grade(given_scores, ties):
    order = [one.title for one in QUOTA]
    found = graded(given_scores, ties=ties)
    for one, other in zip(
        sorted(found, key=given_scores.get), sorted(found, key=given_scores.get)[1:], strict=False
    ):
        assert order.index(found[one]) >= order.index(found[other])
        if given_scores[one] == given_scores[other]:
            assert found[one] == found[other]
    if ties == "out":
        assert sum(one == "优秀" for one in found.values()) <= 0.3 * len(found)


@given(st.integers(0, 10_000), SCORES)
def test_everything_is_shared_out(pot, parts):
    if not sum(parts.values()):
        return
    found = shared_out(pot, parts)
    assert sum(found.values()) == pot
    whole = sum(parts.values())
    assert all(abs(found[one] - pot * parts[one] / whole) < 1 for one in parts)
