"""Every scoring primitive against cases worked out by hand; the figures are written out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.evaluation.amounts import half_up, root, shown
from jtdesk.evaluation.primitives import Awarded, Fact, Item, award
from jtdesk.evaluation.rule_kinds import leaf_rule

F = Fraction
CHARTER = {
    "kind": "checklist",
    "clauses": [
        {"title": "制定了章程", "points": 1.5}, {"title": "章程有效力", "points": 1.5},
        {"title": "宗旨", "points": 0.5}, {"title": "机构", "points": 0.5},
    ],
}  # fmt: skip
BANDS = {
    "kind": "bands",
    "bands": [
        {"title": "好", "least": 8, "most": 10}, {"title": "中", "least": 5, "most": 7},
        {"title": "差", "least": 0, "most": 4},
    ],
}  # fmt: skip
ABSENT = {
    "kind": "events",
    "events": [
        {"title": "缺席", "points": 3}, {"title": "迟到", "points": 1},
        {"title": "选址不合理", "least": 2, "most": 5},
    ],
}  # fmt: skip
PAPERS = [
    {"title": "县级", "points": 3}, {"title": "市级", "points": 8}, {"title": "省级", "points": 10},
]  # fmt: skip
STEPS = {"kind": "steps", "steps": [{"least": 90, "points": 5}, {"least": 80, "points": 4}]}


def earned(rule, full, value=None, items=(), digits=2, **more) -> Awarded:
    numbers = {name: F(str(one)) for name, one in more.items() if name != "rows"}
    fact = Fact(
        None if value is None else F(str(value)),
        items=tuple(items), rows=more.get("rows", ()), **numbers,
    )  # fmt: skip
    return award(leaf_rule(rule), F(str(full)), fact, digits)


def item(kind, number=1, who="", points=None, row=""):
    return Item(kind, F(str(number)), who, None if points is None else F(str(points)), row)


def test_judged_points_are_taken_as_given():
    found = earned({"kind": "judged"}, 10, 8.5, rows=("r1",))
    assert found == Awarded(F("8.5"), "满分 10 分，评 8.5 分，得 8.5 分。", ("r1",))
    with pytest.raises(RuleError, match=r"应在 0 到 10 分之间，给了 10\.5 分。"):
        earned({"kind": "judged"}, 10, 10.5)


def test_each_clause_of_a_checklist_brings_its_points():
    met = [item("制定了章程", row="d1"), item("机构", row="d2"), item("制定了章程", row="d3")]
    found = earned(CHARTER, 4, items=met)
    assert found.points == 2
    assert found.said == (
        "4 项中满足 2 项（未满足：章程有效力、宗旨）：制定了章程 1.5 分、机构 0.5 分，1.5＋0.5＝2，得 2 分。"
    )
    assert found.rows == ("d1", "d2", "d3")
    assert earned(CHARTER, 4).points == 0
    with pytest.raises(RuleError, match="没有“校徽”这一项，只有 制定了章程、"):
        earned(CHARTER, 4, items=[item("校徽")])


@pytest.mark.parametrize(("value", "band"), [(8, "好"), (10, "好"), (6.5, "中"), (0, "差")])
def test_points_lie_in_a_band(value, band):
    found = earned(BANDS, 10, value)
    assert found.points == F(str(value))
    assert f"属“{band}”" in found.said


def test_points_between_two_bands_are_refused():
    with pytest.raises(RuleError, match=r"各档是 好 8—10、中 5—7、差 0—4；7\.5 分不在任何一档。"):
        earned(BANDS, 10, 7.5)


@pytest.mark.parametrize(("value", "points"), [(95, 5), (90, 5), (89.99, 4), (80, 4), (79.9, 0)])
def test_a_value_brings_the_best_step_it_reaches(value, points):
    assert earned(STEPS, 5, value).points == points


def test_less_may_be_better():
    rule = {
        "kind": "steps", "better": "less", "unit": "个百分点", "otherwise": 1,
        "steps": [{"least": 3, "points": 6}, {"least": 6, "points": 4}],
    }  # fmt: skip
    assert [earned(rule, 6, value).points for value in (0, 3, 3.1, 6, 6.5)] == [6, 6, 4, 4, 1]
    assert earned(rule, 6, 5).said == "数值 5个百分点，达到（不高于 6个百分点）一档，得 4 分。"


def test_events_take_points_down_to_the_floor():
    found = earned(ABSENT, 10, items=[item("缺席", 2, row="a"), item("迟到", row="b")])
    assert found.points == 3  # 10 - 2x3 - 1
    assert found.said == (
        "满分 10 分，缺席 2 次每次扣 3 分、迟到 1 次每次扣 1 分：10－6－1＝3，得 3 分。"
    )
    assert found.rows == ("a", "b")
    most = earned(ABSENT, 10, items=[item("缺席", 4)])
    assert most.points == 0  # 10 - 12, 扣完为止
    assert most.said.endswith("10－12＝−2，最低 0 分，扣完为止，得 0 分。")
    assert earned({**ABSENT, "floor": 2}, 10, items=[item("缺席", 4)]).points == 2
    assert earned(ABSENT, 10).points == 10


def test_points_taken_at_discretion_stay_within_what_an_event_costs():
    assert earned(ABSENT, 10, items=[item("选址不合理", points=3.5)]).points == F("6.5")
    with pytest.raises(RuleError, match=r"1 次应酌扣 2 到 5 分，扣了 6 分。"):
        earned(ABSENT, 10, items=[item("选址不合理", points=6)])
    with pytest.raises(RuleError, match="没有写扣几分"):
        earned(ABSENT, 10, items=[item("选址不合理")])


def test_each_percentage_point_short_takes_points():
    rule = {"kind": "percent_points", "target": 95, "each": 0.2}
    found = earned(rule, 10, 92.5)
    assert found.points == F("9.5")  # 10 - 2.5 x 0.2
    assert found.said == (
        "数值 92.5%，目标 95%，低 2.5 个百分点，每个扣 0.2 分：10－2.5×0.2＝9.5，得 9.5 分。"
    )
    assert earned({**rule, "partial": "whole"}, 10, 92.5).points == F("9.6")  # 2 full points
    assert earned(rule, 10, 96).points == 10
    assert earned(rule, 10, 20).points == 0  # 10 - 15, down to 0
    assert earned({**rule, "side": "above", "target": 5}, 10, 8).points == F("9.4")
    assert earned(rule, 10, numerator=74, denominator=80).points == F("9.5")  # 92.5 %


def test_a_share_of_the_full_mark():
    found = earned({"kind": "proportional"}, 5, numerator=31, denominator=402, rows=("x", "x", "y"))
    assert found.points == F("0.39")  # 7.7114 % x 5 = 0.3856
    assert found.said == ("31÷402＝7.7114%，7.7114%×5＝0.3856，四舍五入到 2 位小数得 0.39 分。")
    assert found.rows == ("x", "y")
    assert earned({"kind": "proportional"}, 10, 104).points == 10
    assert earned({"kind": "proportional"}, 10, numerator=3, denominator=0).points == 0


def test_a_share_of_the_largest_or_of_a_target():
    most = {"kind": "proportional", "to": "largest"}
    assert earned(most, 10, 42, largest=60).points == 7
    assert earned(most, 10, 0, largest=0).points == 0
    with pytest.raises(RuleError, match="缺少各校最大值"):
        earned(most, 10, 42)
    target = {"kind": "proportional", "to": "target", "target": 20}
    found = earned(target, 6, numerator=31, denominator=402)
    assert found.points == F("2.31")  # 7.7114 / 20 = 38.557 % x 6 = 2.31342
    assert found.said == (
        "31÷402＝7.7114%，目标值 20%，7.7114÷20＝38.557%，38.557%×6＝2.3134，四舍五入到 2 位小数得 2.31 分。"
    )
    assert earned(target, 6, 25).points == 6


@pytest.mark.parametrize(
    ("operator", "passes"), [(">=", (20, 21)), (">", (21,)), ("<=", (19, 20)), ("<", (19,))]
)
def test_a_threshold_is_passed_or_not(operator, passes):
    rule = {"kind": "threshold", "at": 20, "operator": operator, "otherwise": 1}
    for value in (19, 20, 21):
        assert earned(rule, 10, value).points == (10 if value in passes else 1)


def test_counting_stops_at_the_cap():
    rule = {"kind": "count", "kinds": [{"title": "文章", "points": 3}], "cap": 10}
    assert earned(rule, 10, items=[item("文章", 3)]).points == 9
    found = earned(rule, 10, items=[item("文章", 2, row="a"), item("文章", 2, row="b")])
    assert found.points == 10  # 4 x 3 = 12
    assert found.said == "文章 4 个各 3 分：4×3＝12，最高 10 分，积满为止，得 10 分。"
    assert (
        earned({"kind": "count", "kinds": PAPERS}, 20, items=[item("县级"), item("市级")]).points
        == 11
    )
    with pytest.raises(RuleError, match="个数不能小于 0"):
        earned(rule, 10, items=[item("文章", -1)])


def test_only_the_highest_of_a_person_counts():
    rule = {"kind": "highest", "levels": PAPERS, "cap": 20}
    prizes = [
        item("县级", who="张三", row="1"), item("市级", who="张三", row="2"),
        item("县级", who="李四", row="3"),
    ]  # fmt: skip
    found = earned(rule, 20, items=prizes)
    assert found.points == 11  # 张三 8, 李四 3
    assert found.rows == ("2", "3")
    assert "另有 1 项不重复计" in found.said
    assert earned({**rule, "per": "school"}, 20, items=prizes).points == 8
    many = [item("省级", who=name) for name in "甲乙丙"]
    assert earned(rule, 20, items=many).points == 20
    assert earned(rule, 20).points == 0


def test_what_is_due_takes_and_brings_points():
    rule = {"kind": "quota", "due": 10, "missing": 5, "extra": 5, "base": 50}
    assert earned(rule, 100, 10).points == 50
    assert earned(rule, 100, 8).points == 40  # 少 1 次扣 5 分
    assert earned(rule, 100, 12).points == 60  # 多 1 次加 5 分
    assert earned(rule, 100, 0).points == 0
    assert earned(rule, 100, 30).points == 100
    assert (
        earned(rule, 100, 8).said
        == "应有 10 次，实有 8 次，少 2 次，每次扣 5 分：50－2×5＝40，得 40 分。"
    )


def test_nothing_given_is_said():
    with pytest.raises(RuleError, match="还没有给分"):
        earned({"kind": "judged"}, 10)


# --- properties -------------------------------------------------------------------------------

HUNDREDTHS = st.integers(0, 10_000).map(lambda n: F(n, 100))
MEASURED = [
    STEPS, {"kind": "percent_points", "target": 60, "each": 0.2},
    {"kind": "percent_points", "target": 60, "each": 0.2, "partial": "whole"},
    {"kind": "proportional"}, {"kind": "proportional", "to": "target", "target": 37},
    {"kind": "threshold", "at": 41, "otherwise": 1}, {"kind": "quota", "due": 33, "missing": 0.1},
]  # fmt: skip


@given(HUNDREDTHS, HUNDREDTHS, st.sampled_from(MEASURED))
def test_more_never_brings_less(one, other, rule):
    low, high = sorted((one, other))
    few, many = (award(leaf_rule(rule), F(5), Fact(value)) for value in (low, high))
    assert few.points <= many.points
    assert few.points >= 0
    assert many.points <= 5


@given(st.lists(st.sampled_from(["县级", "市级", "省级"]), max_size=8), st.sampled_from([1, 7, 20]))
def test_one_more_never_brings_less(titles, full):
    items = [item(title, who=f"p{n % 3}") for n, title in enumerate(titles)]
    for kind, holder in (("count", "kinds"), ("highest", "levels")):
        rule = {"kind": kind, holder: PAPERS}
        assert earned(rule, full, items=items[:-1]).points <= earned(rule, full, items=items).points


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_rounding_is_half_up_and_shown_whole(value, digits):
    rounded = half_up(value, digits)
    assert abs(rounded - value) <= F(1, 2 * 10**digits)
    text = shown(rounded, digits).replace("−", "-")
    assert F(text) == rounded
    assert shown(rounded, 4) == shown(rounded, digits)


@given(st.fractions(0, 10_000))
def test_roots_are_rounded_half_up(value):
    found = root(value)
    step = F(1, 20_000)
    assert (found - step) ** 2 <= value or found == 0
    assert value < (found + step) ** 2


def test_halves_go_up():
    assert [half_up(F(text), 2) for text in ("2.345", "2.675", "0.005", "-2.345")] == [
        F("2.35"), F("2.68"), F("0.01"), F("-2.35"),
    ]  # fmt: skip
