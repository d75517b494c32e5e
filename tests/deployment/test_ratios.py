from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment import policies
from jtdesk.deployment.policies import People, Policy, Ratio
from jtdesk.deployment.ratios import (
    GROUP,
    Head,
    Leg,
    Sets,
    belongs,
    figures,
    gap,
    is_met,
    percent,
    to_send,
)

EXCHANGED, ELIGIBLE = People("exchanged"), People("eligible")
COUNTY = ("特级教师", "国家级", "省级", "市级", "县级")


def policy(*ratios):
    return Policy(code="x", title="某县", source="某教〔2025〕1号", ratios=ratios)


def ratio(numerator, denominator, threshold=20, *, name="rotation_share", **more):
    given = {"operator": ">=", "scope": "group", **more}
    return Ratio(name, "比例", numerator, denominator, threshold, source="某教〔2025〕1号", **given)


def test_the_share_of_xicheng():
    """北京西城: 2,176 leaders and teachers moved, 1,592 of them backbone, 占比 73%."""
    assert percent(1592, 2176, 1) == 73.2
    assert percent(1592, 2176) == 73.1618
    backbone = [Head(str(n), "甲校", level="市级", legs=(Leg(),)) for n in range(1592)]
    others = [Head(str(n), "甲校", legs=(Leg(),)) for n in range(1592, 2176)]
    rule = ratio(People("exchanged", backbone=COUNTY), EXCHANGED, 50, name="backbone_share")
    found = figures(policy(rule), Sets((), (), [*backbone, *others]), ["甲校"], "2025-09-01")
    group = next(one for one in found if (one.name, one.scope) == ("backbone_share", GROUP))
    assert (group.numerator, group.denominator, group.met, group.gap) == (1592, 2176, True, 0)
    assert "1592 ÷ 2176 = 73.2%" in group.why


@pytest.mark.parametrize(
    ("n", "d", "threshold", "operator", "met", "missing"),
    [
        (18, 272, 10, ">=", False, 10),  # 27.2: 28 people
        (28, 272, 10, ">=", True, 0),
        (20, 100, 20, ">=", True, 0),
        (20, 100, 20, ">", False, 1),  # exactly 20 % is not more than 20 %
        (21, 100, 20, ">", True, 0),
        (0, 7, 33.3, ">=", False, 3),  # 2.331
        (3, 18, 50, ">=", False, 6),
        (0, 3, 0, ">=", True, 0),
    ],
)
def test_gaps(n, d, threshold, operator, met, missing):
    assert is_met(n, d, threshold, operator) is met
    assert gap(n, d, threshold, operator) == missing


def test_people_sent_more_move_the_denominator():
    # 3 of 18 are backbone; twelve more make 15 of 30.
    assert to_send(3, 18, 50, ">=") == 12
    assert to_send(3, 18, 50, ">") == 13
    assert to_send(9, 18, 50, ">=") == 0
    assert to_send(3, 18, 100, ">=") == 15
    assert to_send(0, 0, 50, ">=") == 0


COUNTS = st.integers(0, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
ASKED = st.tuples(st.decimals(0, 99, places=1).map(float), st.sampled_from([">=", ">"]))


@given(COUNTS, ASKED)
def test_the_gap_is_the_least_that_reaches_the_threshold(counted, asked):
    n, d = counted
    missing = gap(n, d, *asked)
    if d:
        assert is_met(n + missing, d, *asked)
        assert missing == 0 or not is_met(n + missing - 1, d, *asked)


@given(COUNTS, ASKED)
def test_what_to_send_is_the_least_too(counted, asked):
    n, d = counted
    more = to_send(n, d, *asked)
    if d:
        assert is_met(n + more, d + more, *asked)
        assert more == 0 or not is_met(n + more - 1, d + more - 1, *asked)
        assert Fraction(more) >= gap(n, d, *asked)


def test_nothing_is_asked_of_nobody():
    rule = ratio(EXCHANGED, ELIGIBLE)
    found = figures(policy(rule), Sets((), (), ()), ["甲校"], "2025-09-01")
    share = next(one for one in found if one.name == "rotation_share" and one.scope == "甲校")
    assert (share.value, share.met, share.gap) == (None, None, 0)
    assert share.why.endswith("分母是 0，没有比例。")


def test_filters():
    head = Head("1", "甲校", "小学", "县级", None, True, (Leg(True, 1), Leg(False, 3)))
    assert belongs(People("exchanged", backbone=COUNTY), head)
    assert not belongs(People("exchanged", backbone=("市级",)), head)
    assert belongs(People("exchanged", positions=("专任教师",)), head)  # none written
    assert not belongs(People("exchanged", positions=("校长",)), head)
    assert belongs(People("exchanged", graduating=True), head)
    assert belongs(People("exchanged", to_weaker=True), head)
    assert belongs(People("exchanged", minimum_term=3), head)
    assert not belongs(People("exchanged", to_weaker=True, minimum_term=3), head)  # one leg each


def test_scopes_count_people_once_and_schools_by_who_sends():
    eligible = [
        Head("1", "甲校", "小学"), Head("2", "甲校", "初中"), Head("3", "乙校", "小学"),
        Head("4", "乙校", "小学"),
    ]  # fmt: skip
    away = [Head("1", "甲校", "小学", legs=(Leg(),)), Head("1", "乙校", "小学", legs=(Leg(),))]
    rule = ratio(EXCHANGED, ELIGIBLE, 50, scope="stage")
    found = {
        one.scope: one
        for one in figures(
            policy(rule), Sets(eligible, eligible, away), ["甲校", "乙校", "丙校"], "d"
        )
        if one.name == "rotation_share"
    }
    assert list(found) == ["group", "学段：初中", "学段：小学", "甲校", "乙校", "丙校"]
    assert [(f.numerator, f.denominator, f.gap) for f in found.values()] == [
        (1, 4, 1), (0, 1, 1), (1, 3, 1), (1, 2, 0), (1, 2, 0), (0, 0, 0),
    ]  # fmt: skip
    assert [scope for scope, one in found.items() if one.binding] == ["学段：初中", "学段：小学"]


def test_the_sentence_names_policy_filters_and_sum():
    rule = ratio(
        People("exchanged", backbone=("市级", "省级"), to_weaker=True, minimum_term=3,
            positions=("专任教师",), graduating=True),
        People("staff"), 30, operator=">",
    )  # fmt: skip
    staff = [Head(str(n), "甲校") for n in range(10)]
    found = figures(policy(rule), Sets(staff, (), ()), [], "2025-09-01")
    why = next(one.why for one in found if one.name == "rotation_share")
    for part in (
        "按“某县”，2025-09-01", "骨干教师（市级、省级）", "定期轮岗、支教、走教、团队派驻",
        "到相对薄弱学校（乡村、海岛、山区）", "一次不少于 3 学年", "职务为专任教师", "任教毕业年级",
        "0 ÷ 10 = 0.0%，应高于 30%，还差 4 人。",
    ):  # fmt: skip
        assert part in why, part


def test_what_a_policy_does_not_ask_is_shown_without_threshold():
    found = figures(policy(), Sets((), (), [Head("1", "甲校", legs=(Leg(),))]), [], "2025-09-01")
    shares = {one.name: one for one in found}
    assert set(shares) == {policies.ROTATION, policies.BACKBONE}
    backbone = shares[policies.BACKBONE]
    assert (backbone.threshold, backbone.met, backbone.value) == (None, None, 0.0)
    assert backbone.why.endswith("0 ÷ 1 = 0.0%，这份政策没有规定比例。")
