"""Score sheets: raters, what does not apply, what is missing, what stands beside the total."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.primitives import Fact, Item
from jtdesk.evaluation.scheme import Profile
from jtdesk.evaluation.scheme_file import faults, scheme
from jtdesk.evaluation.scoring import score

F = Fraction
PRIMARY = Profile("海岛小学", kind="小学", stages=("小学",), role="成员校", area="乡村")
THROUGH = Profile("横沙学校", kind="九年一贯制学校", stages=("小学", "初中"), role="核心校")
RATERS = [
    {"code": "self", "title": "自评", "weight": 0.2},
    {"code": "group", "title": "集团评", "weight": 0.3},
    {"code": "bureau", "title": "局评", "weight": 0.5},
]
TREE = [
    {"title": "管理", "points": 40, "child": [{"title": "章程", "points": 10}, {"title": "会议", "points": 30}]},
    {"title": "质量", "points": 60, "child": [
        {"title": "合格率", "points": 30},
        {"title": "体质", "points": 15},
        {"title": "初中巩固率", "points": 15, "applies": {"stages": ["初中"]}},
    ]},
]  # fmt: skip


def made(tree=TREE, **more):
    body = {"title": "考核", "source": "某文", "total": 100, "indicator": tree, **more}
    assert faults(body) == []
    return scheme("x", body)


def facts(given, rater="rater"):
    return {(code, rater): Fact(F(str(value))) for code, value in given.items()}


FOUR = {"1.1": 9, "1.2": 24, "2.1": 27, "2.2": 12}


def test_points_add_up_level_by_level():
    card = score(made(), THROUGH, facts(FOUR | {"2.3": 10}))
    assert card.own == 82  # 9 + 24 + 27 + 12 + 10
    assert [line.points for line in card.lines] == [33, 49]
    assert [line.said for line in card.lines] == ["9＋24＝33 分。", "27＋12＋10＝49 分。"]
    assert card.own_said == "33＋49＝82。"
    assert card.missing == ()


def test_points_of_what_does_not_apply_go_to_its_siblings():
    card = score(made(), PRIMARY, facts(FOUR))
    # 质量: (27 + 12) x 60 / 45 = 52; 33 + 52 = 85
    assert card.own == 85
    quality = card.lines[1]
    assert quality.said == (
        "“初中巩固率”不适用，其余 45 分按 60 分折算：27＋12＝39，39×60÷45＝52 分。"
    )
    assert [line.stands_for for line in quality.children] == [40, 20, 0]
    assert quality.children[2].points is None
    assert card.missing == ()


def test_or_to_the_whole_scheme():
    card = score(made(not_applicable="scheme"), PRIMARY, facts(FOUR))
    # 9 + 24 + 27 + 12 = 72 of 85: 72 x 100 / 85 = 84.7059
    assert card.own == F("84.71")
    assert [line.points for line in card.lines] == [33, 39]
    assert sum(line.stands_for for line in card.lines) == 100


def test_a_parent_without_a_child_that_applies_does_not_apply():
    tree = [
        {"title": "甲", "points": 60},
        {"title": "乙", "points": 40, "child": [{"title": "初中", "points": 40, "applies": {"stages": ["初中"]}}]},
    ]  # fmt: skip
    card = score(made(tree), PRIMARY, facts({"1": 45}))
    assert card.own == 75  # 45 x 100 / 60
    only = [{"title": "甲", "points": 100, "applies": {"kinds": ["高级中学"]}}]
    with pytest.raises(RuleError, match="没有一项适用"):
        score(made(only), PRIMARY, {})


@pytest.mark.parametrize(
    ("asked", "applies"),
    [({"kinds": ["小学"]}, True), ({"roles": ["核心校"]}, False), ({"areas": ["乡村", "镇区"]}, True),
     ({"kinds": ["小学"], "areas": ["城区"]}, False), ({"legal_statuses": ["独立法人"]}, False), ({}, True)],
)  # fmt: skip
def test_who_an_indicator_speaks_of(asked, applies):
    tree = [{"title": "甲", "points": 90}, {"title": "乙", "points": 10, "applies": asked}]
    line = score(made(tree), PRIMARY, {}).lines[1]
    assert (line.points is not None) is applies


def test_what_nobody_has_scored_counts_as_nought_and_is_named():
    card = score(made(), THROUGH, facts({"1.1": 9}))
    assert card.own == 9
    assert card.missing == ("1.2", "2.1", "2.2", "2.3")
    assert card.line("1.2").said == "还没有评分，暂记 0 分。"


def test_several_raters_count_by_their_weights():
    here = made([{"title": "章程", "points": 100}], rater=RATERS)
    three = {("1", "self"): Fact(F(90)), ("1", "group"): Fact(F(80)), ("1", "bureau"): Fact(F(75))}
    card = score(here, PRIMARY, three)
    assert card.own == F("79.5")  # 90 x 0.2 + 80 x 0.3 + 75 x 0.5
    assert card.lines[0].said.endswith("90×20%＋80×30%＋75×50%＝79.5 分。")
    assert [one.weight for one in card.lines[0].given] == [F(1, 5), F(3, 10), F(1, 2)]
    del three["1", "bureau"]
    late = score(here, PRIMARY, three)
    assert late.own == 84  # (18 + 24) / 0.5
    assert late.lines[0].said.endswith(
        "（90×20%＋80×30%）÷50%＝84 分。（局评未评，由其余评分人按比例分担）"
    )
    waits = made([{"title": "章程", "points": 100}], rater=RATERS, absent="wait")
    assert score(waits, PRIMARY, three).missing == ("1",)


def test_or_the_last_one_decides():
    here = made([{"title": "章程", "points": 100}], rater=RATERS, combine="last")
    two = {("1", "group"): Fact(F(80), rows=("g",)), ("1", "self"): Fact(F(90), rows=("s",))}
    line = score(here, PRIMARY, two).lines[0]
    assert line.points == 80
    assert line.said == "以集团评为准：满分 100 分，评 80 分，得 80 分。（自评 90 分，不计入）"
    assert line.rows == ("s", "g")


def test_a_rater_without_weight_decides_nothing():
    raters = [
        {"code": "self", "title": "自评", "weight": 0},
        {"code": "bureau", "title": "局评", "weight": 1},
    ]
    here = made([{"title": "章程", "points": 100}], rater=raters)
    assert score(here, PRIMARY, {("1", "self"): Fact(F(90))}).missing == ("1",)
    both = {("1", "self"): Fact(F(90)), ("1", "bureau"): Fact(F(70))}
    assert score(here, PRIMARY, both).own == 70


def test_a_measured_leaf_needs_no_rater():
    tree = [{"title": "交流率", "points": 100, "measure": "deployment.rotation_share",
             "rule": {"kind": "proportional", "to": "target", "target": 20}}]  # fmt: skip
    here = made(tree, rater=RATERS)
    fact = Fact(numerator=F(9), denominator=F(50), rows=("p1", "p2"))
    line = score(here, PRIMARY, {("1", "auto"): fact}).lines[0]
    assert line.points == 90  # 18 % of 20 %
    assert line.rows == ("p1", "p2")
    assert line.given[0].title == "系统统计"


def test_people_stand_above_what_is_measured_where_both_score():
    tree = [{"title": "交流率", "points": 100, "measure": "a.b", "raters": ["auto", "bureau"]}]
    here = made(tree, rater=RATERS)
    both = {("1", "auto"): Fact(F(90)), ("1", "bureau"): Fact(F(60))}
    assert score(here, PRIMARY, both).own == 60
    assert score(here, PRIMARY, {("1", "self"): Fact(F(60))}).missing == ("1",)


def test_points_beside_the_total_stay_within_their_caps():
    prize = {
        "title": "表彰",
        "points": 8,
        "rule": {"kind": "count", "kinds": [{"title": "奖", "points": 3}]},
    }
    blame = {
        "title": "通报",
        "points": 10,
        "rule": {"kind": "count", "kinds": [{"title": "通报", "points": 2}]},
    }
    here = made(bonus=[prize, {"title": "推广", "points": 5}], bonus_cap=9, deduction=[blame],
                veto=[{"code": "safety", "title": "安全事故"}, {"title": "造假"}])  # fmt: skip
    beside = {
        ("J1", "rater"): Fact(items=(Item("奖", F(2)),)), ("J2", "rater"): Fact(F(4)),
        ("K1", "rater"): Fact(items=(Item("通报", F(1), row="doc"),)),
    }  # fmt: skip
    card = score(here, THROUGH, facts(FOUR | {"2.3": 10}) | beside, ["safety"])
    assert (card.own, card.bonus, card.deduction) == (82, 9, 2)  # 6 + 4 capped at 9
    assert [veto.title for veto in card.vetoes] == ["安全事故"]
    assert card.line("K1").rows == ("doc",)
    bare = score(here, THROUGH, facts(FOUR | {"2.3": 10}))
    assert (bare.bonus, bare.deduction, bare.missing) == (0, 0, ())


def test_weights_score_every_leaf_out_of_a_hundred():
    tree = [
        {"title": "甲", "weight": 0.4, "child": [{"title": "a", "weight": 30}, {"title": "b", "weight": 70}]},
        {"title": "乙", "weight": 0.6},
    ]  # fmt: skip
    card = score(made(tree, unit="weights"), PRIMARY, facts({"1.1": 50, "1.2": 90, "2": 80}))
    # 50 x 0.12 + 90 x 0.28 + 80 x 0.6 = 6 + 25.2 + 48
    assert card.own == F("79.2")
    assert card.line("1.1").said.endswith("50×12÷100＝6 分。")


def test_a_fact_that_does_not_fit_names_indicator_and_rater():
    with pytest.raises(RuleError, match=r"^1\.1“章程”评分：应在 0 到 10 分之间，给了 11 分。$"):
        score(made(), THROUGH, facts({"1.1": 11}))
    with pytest.raises(RuleError, match="没有指标 9"):
        made().leaf("9")
    with pytest.raises(RuleError, match="没有评分人 boss。可用：评分（rater）"):
        made().rater("boss")


# --- properties -------------------------------------------------------------------------------

POINT = st.integers(0, 100).map(lambda n: F(n, 10))


@st.composite
def trees(draw, depth=3):
    """Return a tree of ten points a leaf, with leaves that speak of through-train schools alone."""
    nodes = []
    for n in range(draw(st.integers(1, 3))):
        if depth and draw(st.booleans()):
            children = draw(trees(depth=depth - 1))
            nodes.append(
                {"title": f"n{n}", "points": sum(c["points"] for c in children), "child": children}
            )
        else:
            leaf = {"title": f"l{n}", "points": 10}
            if draw(st.integers(0, 3)) == 0:
                leaf["applies"] = {"stages": ["初中"]}
            nodes.append(leaf)
    return nodes


@given(trees(), st.sampled_from(["siblings", "scheme"]), st.data())
def test_redistribution_keeps_totals(tree, mode, data):
    here = made(tree, total=sum(one["points"] for one in tree), not_applicable=mode)
    leaves = here.leaves()
    if not any(one.applies.to(PRIMARY) for one in leaves):
        return
    full = score(here, PRIMARY, {(one.code, "rater"): Fact(one.points) for one in leaves})
    assert full.own == here.total
    stands = [line.stands_for for top in full.lines for line in top.all() if not line.children]
    assert sum(stands) == here.total
    assert all(s >= one.points or s == 0 for s, one in zip(stands, leaves, strict=True))
    some = {one.code: data.draw(POINT) for one in leaves}
    card = score(here, PRIMARY, facts(some))
    assert 0 <= card.own <= here.total
    one = data.draw(st.sampled_from(sorted(some)))
    more = score(here, PRIMARY, facts(some | {one: F(10)}))
    assert more.own >= card.own


@given(st.lists(POINT, min_size=3, max_size=3), st.sampled_from(["weights", "last"]))
def test_the_order_in_which_raters_come_in_does_not_matter(points, combine):
    here = made([{"title": "章程", "points": 100}], rater=RATERS, combine=combine)
    given_points = [
        (("1", one["code"]), Fact(value)) for one, value in zip(RATERS, points, strict=True)
    ]
    cards = [score(here, PRIMARY, dict(order)) for order in itertools.permutations(given_points)]
    assert all(card == cards[0] for card in cards)
    if combine == "weights":
        turned = made([{"title": "章程", "points": 100}], rater=RATERS[::-1])
        assert score(turned, PRIMARY, dict(given_points)).own == cards[0].own
