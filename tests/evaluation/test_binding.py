"""Binding by V1-V6 against cases worked out by hand, and every formula worked out anew."""

from __future__ import annotations

import math
import re
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.binding import Member, bind
from jtdesk.evaluation.binding_rules import binding_rule, faults, presets
from jtdesk.evaluation.grading import GRADES

F = Fraction
LEAD = Member("核心", "核心校", F(90), base=F(88), pupils=1200)
ONE = Member("甲", "成员校", F(80), base=F(74), pupils=600)
TWO = Member("乙", "成员校", F(70), base=F(71), pupils=200)
GROUP = (LEAD, ONE, TWO)


def ruled(method="own_group", **more):
    body = {"title": "规则", "method": method, **more}
    assert faults(body) == []
    return binding_rule("x", body)


def changed(member, **more):
    values = {name: getattr(member, name) for name in Member.__slots__}
    return Member(
        **{**values, **{k: F(str(v)) if isinstance(v, float) else v for k, v in more.items()}}
    )


def finals(rule, members=GROUP, full=100, **more):
    found = bind(rule, members, F(full), **more)
    by_hand(found)
    return [f"{float(one.final):g}" for one in found.schools]


# --- working the sheet out by hand ------------------------------------------------------------

WORDS = {"＋": "+", "－": "-", "−": "-", "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",",
         "最小": "min", "最大": "max", "开方": "sqrt"}  # fmt: skip


def worked_out(formula, digits):
    """Work a formula out with nothing but its numbers, rounding the result half up."""
    text = formula
    for sign, plain in WORDS.items():
        text = text.replace(sign, plain)
    text = re.sub(r"\d+(\.\d+)?", lambda found: f"F('{found[0]}')", text)

    def sqrt(value):
        with localcontext() as context:
            context.prec = 60
            return F((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())

    value = eval(text, {"F": F, "min": min, "max": max, "sqrt": sqrt})
    scaled = abs(value) * 10**digits
    rounded = F(math.floor(scaled + F(1, 2)), 10**digits)
    return rounded if value >= 0 else -rounded


def by_hand(outcome):
    """Check that every number of every school follows from its formula, whose numbers are shown."""
    for school in outcome.schools:
        seen = set()
        for step in school.steps:
            assert worked_out(step.formula, step.digits) == step.value, step.said
            seen.add(step.value)
        assert school.steps[-1].name == "最后得分"
        assert school.steps[-1].value == school.final
        assert school.own in seen or outcome.rule.method == "projects"


# --- V1: own and group ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "score", "expected"),
    [
        ({}, 80, ["85", "80", "73"]),  # (90 + 80 + 70) / 3
        ({"counted": "members"}, 75, ["82.5", "78.5", "71.5"]),  # (80 + 70) / 2
        ({"choice": "pupils"}, 85, ["87.5", "81.5", "74.5"]),  # 170 000 / 2 000
        ({"choice": "lead"}, F("82.5"), ["86.25", "80.75", "73.75"]),  # 90 x 0.5 + 75 x 0.5
        ({"choice": "lead", "lead_weight": 0.4}, 81, ["85.5", "80.3", "73.3"]),
        ({"choice": "weakest"}, 70, ["80", "77", "70"]),
        ({"choice": "separate"}, 86, ["88", "81.8", "74.8"]),
    ],
)
def test_v1_own_and_group(group, score, expected):
    found = bind(ruled(group=group), GROUP, separate=F(86))
    assert found.group == score
    assert finals(ruled(group=group), separate=F(86)) == expected


def test_v1_shares_by_role():
    shares = [{"role": "核心校", "own": 0.6, "group": 0.4}, {"own": 0.9, "group": 0.1},
              {"role": "分校区", "own": 0, "group": 1}]  # fmt: skip
    members = (LEAD, ONE, changed(TWO, role="分校区"))
    assert finals(ruled(share=shares), members) == ["86", "80", "80"]
    assert finals(ruled(share=[{"own": 0.6, "group": 0.4}])) == ["86", "80", "74"]


def test_what_a_group_score_needs_and_has_not_got_is_named():
    cases = [
        ({"choice": "separate"}, GROUP, "请先填写集团得分"),
        ({"choice": "pupils"}, (LEAD, changed(ONE, pupils=None)), "缺少：甲"),
        ({"choice": "lead"}, (ONE, TWO), "没有学校的集团角色是“核心校”"),
        ({"choice": "lead"}, (LEAD,), "集团只有核心校"),
    ]
    for group, members, sentence in cases:
        with pytest.raises(RuleError, match=sentence):
            bind(ruled(group=group), members)
    with pytest.raises(RuleError, match="没有学校可以计算"):
        bind(ruled(), ())


def test_the_sheet_of_a_school_reads_as_it_is_worked_out():
    assert [step.said for step in bind(ruled(), GROUP).schools[2].steps] == [
        "集团得分（平均）＝（90＋80＋70）÷3＝80",
        "本校得分＝70",
        "捆绑得分＝0.7×70＋0.3×80＝73",
        "最后得分＝73",
    ]


# --- V2 to V6 ---------------------------------------------------------------------------------


def test_v2_the_lead_school_is_bound_to_its_members():
    assert finals(ruled("lead_members")) == ["82.5", "80", "73"]  # 45 + 0.5 x 75
    assert bind(ruled("lead_members"), GROUP).schools[0].group == 75
    with pytest.raises(RuleError, match="集团只有核心校"):
        bind(ruled("lead_members"), (LEAD,))


def test_v3_growth_by_difference():
    # growth: 80 + 2 x (2, 6, -1) = 84, 92, 78; final 0.5 own + 0.3 x 80 + 0.2 growth
    assert finals(ruled("growth")) == ["85.8", "82.4", "74.6"]
    assert [one.growth for one in bind(ruled("growth"), GROUP).schools] == [84, 92, 78]


def test_v3_growth_by_rank():
    members = (LEAD, ONE, changed(TWO, base=F(75)))  # base: 核心 1, 乙 2, 甲 3; now 1, 3, 2
    rule = ruled("growth", growth={"by": "rank"})
    assert [one.growth for one in bind(rule, members).schools] == [80, 82, 78]
    assert finals(rule, members) == ["85", "80.4", "74.6"]


def test_v3_growth_by_standard_score():
    rule = ruled("growth", growth={"by": "standard"})
    found = bind(rule, GROUP)
    values = {step.name: step.value for step in found.steps}
    assert values["本轮标准差"] == F("8.165")  # root of 200 / 3
    assert values["基期平均"] == F("77.6667")
    assert values["基期标准差"] == F("7.4087")  # root of 164.6667 / 3
    # 1.2247 - 1.3948, 0 + 0.4949, -1.2247 + 0.8998
    assert [one.growth for one in found.schools] == [F("78.299"), F("84.949"), F("76.751")]
    assert finals(rule) == ["84.66", "80.99", "74.35"]
    same = [changed(one, own=F(80), base=F(70)) for one in GROUP]
    assert [one.growth for one in bind(rule, same).schools] == [80, 80, 80]


def test_v3_a_school_without_a_base():
    new = (LEAD, ONE, changed(TWO, base=None))
    found = bind(ruled("growth"), new)
    assert found.schools[2].final == 73  # 0.7 x 70 + 0.3 x 80
    assert found.schools[2].notes == ("没有基期得分，增值部分的比例并入本校得分。",)
    neutral = ruled("growth", growth={"without_base": "neutral"})
    assert finals(neutral, new) == ["85.8", "82.4", "75"]  # 35 + 24 + 16


def test_v3_growth_stays_between_nought_and_the_full_mark():
    rule = ruled("growth", growth={"each": 10}, share=[{"own": 0, "group": 0, "growth": 1}])
    assert finals(rule) == ["100", "100", "70"]
    assert finals(rule, (LEAD, changed(ONE, base=F(50)), changed(TWO, base=F(90)))) == [
        "100",
        "100",
        "0",
    ]


def test_v4_a_smaller_gap_brings_points_and_a_larger_one_takes_them():
    # 甲: 14 -> 10, 4 x 0.5 = 2; 乙: 17 -> 20, -3 x 0.5 = -1.5
    assert finals(ruled("gap")) == ["85", "82", "71.5"]
    found = bind(ruled("gap"), GROUP)
    assert [one.gap for one in found.schools] == [0, 2, F("-1.5")]
    assert [step.said for step in found.schools[2].steps[-5:]] == [
        "本轮与核心校差距＝最大（0，90－70）＝20",
        "基期与核心校差距＝最大（0，88－71）＝17",
        "差距缩小＝17－20＝−3",
        "差距变化加减分＝0.5×（−3）＝−1.5",
        "最后得分＝73＋（−1.5）＝71.5",
    ]


def test_v4_years_of_grace_and_the_most_a_gap_brings():
    young = (LEAD, changed(ONE, years=0), changed(TWO, years=0))
    assert finals(ruled("gap"), young) == ["85", "82", "73"]
    assert bind(ruled("gap"), young).schools[2].notes == ("加入集团不满 1 年，差距扩大不扣分。",)
    assert finals(ruled("gap"), (LEAD, ONE, changed(TWO, years=1))) == ["85", "82", "71.5"]
    assert finals(ruled("gap", gap={"most": 1})) == ["85", "81", "72"]
    ahead = (LEAD, ONE, changed(TWO, own=F(95), base=F(60)))  # 28 -> 0, not -5
    assert bind(ruled("gap"), ahead).schools[2].gap == 5


def test_v5_all_schools_have_one_score():
    assert finals(ruled("one_score")) == ["80", "80", "80"]
    assert finals(ruled("one_score", group={"choice": "weakest"})) == ["70", "70", "70"]


def test_v6_projects_by_their_weights():
    rule = ruled("projects", project=[
        {"code": "p1", "title": "跨地支教", "weight": 2}, {"code": "p2", "title": "异地跟岗", "weight": 1},
    ])  # fmt: skip
    both = changed(ONE, projects={"p1": F(90), "p2": F(75)})
    alone = changed(TWO, projects={"p1": F(90)})
    assert finals(rule, (both, alone)) == ["85", "90"]  # (180 + 75) / 3; 180 / 2
    assert bind(rule, (both, alone)).schools[1].notes == (
        "没有参加异地跟岗，权重由其余项目按比例分担。",
    )
    with pytest.raises(RuleError, match="乙没有一个项目有得分"):
        bind(rule, (TWO,))


# --- caps, veto, what stands beside -----------------------------------------------------------


def test_binding_takes_a_school_no_further_than_the_caps():
    assert finals(ruled(caps={"fall": 3})) == ["87", "80", "73"]
    assert finals(ruled(caps={"fall": 3, "rise": 2})) == ["87", "80", "72"]
    assert finals(ruled(caps={"most": 84})) == ["84", "80", "73"]


def test_bonus_and_deduction_come_after_binding():
    members = (LEAD, changed(ONE, bonus=F(3), deduction=F(1)), TWO)
    assert finals(ruled(), members) == ["85", "82", "73"]
    assert finals(ruled(), (LEAD, ONE, changed(TWO, deduction=F(90)))) == ["85", "80", "0"]


def test_a_veto_may_lower_the_group_score_by_a_grade():
    members = (LEAD, ONE, changed(TWO, vetoes=("安全事故",)))
    assert finals(ruled(), members, grades=GRADES) == ["85", "80", "73"]
    found = bind(ruled(veto="group_score"), members, grades=GRADES)
    assert found.group == F("79.99")  # from 良好 to just below 80
    # 45 + 39.995; 56 + 23.997; 49 + 23.997
    assert finals(ruled(veto="group_score"), members, grades=GRADES) == ["85", "80", "73"]
    deeper = [changed(one, own=one.own + 10) for one in members]  # group 90 -> 89.99
    assert bind(ruled(veto="group_score"), deeper, grades=GRADES).group == F("89.99")


def test_the_bureaus_score_stands_beside_and_changes_nothing():
    members = (changed(LEAD, bureau=F(84)), ONE, TWO)
    found = bind(ruled(), members)
    assert (found.schools[0].final, found.schools[0].difference) == (85, 1)
    assert found.schools[1].difference is None
    assert "只有 3 所学校" in found.notes[0]


def test_a_scheme_of_a_thousand_points_scales_what_is_said_in_per_cent():
    tenfold = [changed(one, own=one.own * 10, base=one.base * 10) for one in GROUP]
    assert finals(ruled("growth"), tenfold, 1000) == ["858", "824", "746"]  # growth 840, 920, 780
    assert finals(ruled("gap"), tenfold, 1000) == ["850", "820", "715"]
    assert finals(ruled(caps={"fall": 3}), tenfold, 1000) == ["870", "800", "730"]
    rank = ruled("growth", growth={"by": "rank"})
    moved = (tenfold[0], tenfold[1], changed(tenfold[2], base=F(750)))
    assert finals(rank, moved, 1000) == ["850", "804", "746"]


# --- properties -------------------------------------------------------------------------------

SCORE = st.integers(0, 10_000).map(lambda n: F(n, 100))
RULES = [
    ruled(), ruled(group={"choice": "pupils"}), ruled(group={"choice": "lead"}),
    ruled(group={"choice": "weakest"}), ruled("lead_members"), ruled("growth"),
    ruled("growth", growth={"by": "rank"}), ruled("growth", growth={"by": "standard"}),
    ruled("gap"), ruled("one_score"), ruled("own_group", caps={"fall": 3, "rise": 5}, gap={}),
    ruled("growth", gap={"bonus_each": 0.3}, group={"counted": "members"}),
]  # fmt: skip


@st.composite
def groups(draw):
    return [
        Member(
            f"s{n}", "成员校" if n else "核心校", draw(SCORE), draw(st.none() | SCORE) if n else draw(SCORE),
            draw(st.integers(1, 3000)), draw(st.integers(0, 3)), draw(SCORE) / 20, draw(SCORE) / 20,
        )
        for n in range(draw(st.integers(2, 6)))
    ]  # fmt: skip


@given(groups(), st.sampled_from(RULES))
def test_every_sheet_recomputes_by_hand(members, rule):
    by_hand(bind(rule, members))


@given(groups(), st.sampled_from(["mean", "pupils", "lead", "weakest"]))
def test_with_a_share_of_one_the_final_score_is_the_own(members, choice):
    rule = ruled(share=[{"own": 1, "group": 0}], group={"choice": choice})
    for member, one in zip(members, bind(rule, members).schools, strict=True):
        beside = member.own + member.bonus - member.deduction
        assert abs(one.final - max(F(0), beside)) <= F(1, 200)
        if not member.bonus and not member.deduction:
            assert one.final == member.own


@given(groups(), st.sampled_from(RULES[:6] + RULES[8:11]), st.data())
def test_a_better_own_score_never_lowers_the_final_one(members, rule, data):
    at = data.draw(st.integers(0, len(members) - 1))
    before = bind(rule, members).schools[at].final
    better = changed(
        members[at], own=data.draw(st.sampled_from([F(1), F(1, 10), F(10)])) + members[at].own
    )
    after = bind(rule, [better if n == at else one for n, one in enumerate(members)])
    assert after.schools[at].final >= before


@given(groups(), st.sampled_from(RULES), st.randoms())
def test_the_order_of_the_schools_does_not_matter(members, rule, dice):
    turned = list(members)
    dice.shuffle(turned)
    one = {found.school: found.final for found in bind(rule, members).schools}
    assert one == {found.school: found.final for found in bind(rule, turned).schools}


def test_presets_bind():
    for code, body in presets().items():
        members = [changed(one, projects={"p1": one.own}) for one in GROUP]
        by_hand(bind(binding_rule(code, body), members))
