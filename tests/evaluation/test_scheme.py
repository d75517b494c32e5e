"""Schemes as files: what is wrong is said, points add up, frozen ones stay what they were."""

from __future__ import annotations

import copy
import tomllib
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jtdesk.core import paths
from jtdesk.evaluation import binding_rules, versions
from jtdesk.evaluation.rule_kinds import KINDS
from jtdesk.evaluation.scheme_file import faults, scheme
from jtdesk.evaluation.words import RULES

HEAD = {"title": "某集团考核", "source": "某教〔2025〕1号", "total": 10}
LEAF = {"title": "章程", "points": 10}
FILES = sorted((paths.schemas_dir() / "indicators").rglob("*.toml"))


def shipped(name):
    path = paths.schemas_dir() / "indicators" / name / "2025.toml"
    return tomllib.loads(path.read_text("utf-8"))


def made(*nodes, **more):
    return scheme("x", {**HEAD, "indicator": list(nodes), **more})


def wrong(*nodes, **more):
    return "；".join(faults({**HEAD, "indicator": list(nodes), **more}))


def test_every_kind_of_rule_has_a_name_and_an_explanation():
    assert RULES.keys() == KINDS.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_schemes_that_ship_are_sound_and_name_their_sources(path):
    body = tomllib.loads(path.read_text("utf-8"))
    assert faults(body) == []
    found = scheme(path.parent.name, body)
    assert sum(one.points for one in found.indicators) == found.total
    assert sum(one.points for one in found.leaves()) == found.total
    assert len(body["source"]) > 10
    assert len(body["note"]) > 10
    for node in found.nodes():
        assert not node.edit or node.note, node.title
        assert node.points * 2 == int(node.points * 2)
    assert len({node.code for node in found.nodes()}) == len(found.nodes())


def test_the_group_scheme_has_the_headings_of_the_sources():
    found = scheme("group", shipped("group"))
    assert [one.title for one in found.indicators] == [
        "组织管理", "师资互派", "教学共研", "资源共享", "学生交流", "文化共生", "质量共升", "社会声誉",
    ]  # fmt: skip
    charter = found.leaf("1.1")
    assert (charter.title, charter.points, len(charter.rule.clauses)) == ("集团章程", 6, 8)
    assert [one.measure for one in found.leaves() if one.measure] == [
        "deployment.rotation_share", "deployment.backbone_share", "lessonprep.completion_rate",
        "lessonprep.attendance_rate",
    ]  # fmt: skip
    assert len(found.vetoes) == 7
    assert (found.start, found.end) == ("07-01", "04-30")
    assert [one.weight for one in found.raters] == [
        0,
        Fraction(2, 5),
        Fraction(3, 10),
        Fraction(3, 10),
    ]
    assert found.grades[0].share == Fraction(3, 10)


def test_the_scheme_of_a_thousand_points_has_the_shape_of_guizhou():
    found = scheme("guizhou", shipped("guizhou-strong-schools"))
    second = [child for one in found.indicators for child in one.children]
    third = [child for one in second for child in one.children]
    assert (len(found.indicators), len(second), len(third)) == (7, 20, 62)
    assert third == found.leaves()
    assert (found.total, found.cycle, found.grades[0].at) == (1000, 3, 850)
    assert [one.title for one in found.indicators] == [
        "办学方向", "学校管理", "课程教学", "教师发展", "学生发展", "办学条件", "社会效益",
    ]  # fmt: skip
    assert all(node.edit and "没有列出" in node.note for node in (*second, *third))


def test_the_studio_scheme_has_the_points_of_its_source():
    found = scheme("studio", shipped("master-studio"))
    assert {one.title: int(one.points) for one in found.indicators} == {
        "日常工作": 40, "活动展示": 20, "名师在线": 10, "教学研究成果": 20, "个人发展": 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("nodes", "more", "sentence"),
    [
        ([LEAF], {"totl": 3}, "不认识 totl，是不是想写 total"),
        ([LEAF], {"unit": "stars"}, "unit 只能是 points、weights，写的是 stars"),
        ([LEAF], {"start": "7月1日"}, "start 应写作 月-日"),
        ([LEAF], {"digits": 9}, "digits 应在 0 到 4 之间"),
        ([LEAF], {"total": True}, "total 应是不小于 0 的数"),
        ([], {}, "缺少 indicator"),
        ([{"title": "章程", "points": 9.5}], {}, "总分 10 分，一级指标合计 9.5 分，少 0.5 分"),
        ([{"title": "章程", "points": 10, "child": [{"title": "a", "points": 12}]}], {},
         "“章程”10 分，下级合计 12 分，多 2 分"),
        ([{"title": "章程", "points": 9.7}, {"title": "b", "points": 0.3}], {},
         "“章程”9.7 分，不是 0.5 分的整倍数"),
        ([{"title": "章程"}], {}, "“章程”缺少 points"),
        ([{"title": "章程", "points": 10, "weight": 1}], {}, "“章程”写了 weight，这里应写 points"),
        ([{**LEAF, "measure": "交流率"}], {}, "measure 应写作 功能.指标"),
        ([{**LEAF, "raters": ["boss"]}], {}, "“章程”的 raters 里不认识 boss"),
        ([{**LEAF, "rule": {"kind": "guess"}}], {}, "kind 只能是 judged、checklist"),
        ([{**LEAF, "rule": {"kind": "judged", "cap": 1}}], {}, "“章程”的 rule 里不认识 cap"),
        ([{**LEAF, "rule": {"kind": "bands"}}], {}, "“章程”的 rule 缺少 bands"),
        ([{**LEAF, "rule": {"kind": "bands", "bands": [{"title": "好", "least": 8, "most": 9}]}}],
         {}, "“章程”的 最高一档是 9 分，与它的 10 分不等"),
        ([{**LEAF, "rule": {"kind": "bands", "bands": [{"title": "好", "least": 11, "most": 10}]}}],
         {}, "的 most 小于 least"),
        ([{**LEAF, "rule": {"kind": "checklist", "clauses": [{"title": "a", "points": 1.5}]}}], {},
         "“章程”的 各项合计 1.5 分，与它的 10 分不等"),
        ([{**LEAF, "rule": {"kind": "count", "kinds": [{"title": "a", "points": 1}], "cap": 20}}],
         {}, "rule 的 cap 是 20 分，超过它的 10 分"),
        ([{**LEAF, "rule": {"kind": "events", "events": [{"title": "a"}]}}], {}, "应写 points，或者"),
        ([{**LEAF, "rule": {"kind": "steps", "steps": [{"least": 1, "points": 5}, {"least": 2, "points": 10}]}}],
         {}, "steps 应由好到差写"),
        ([{**LEAF, "rule": {"kind": "proportional", "to": "target"}}], {}, "缺少大于 0 的 target"),
        ([{**LEAF, "rule": {"kind": "threshold"}}], {}, "“章程”的 rule 缺少 at"),
        ([{**LEAF, "child": [{"title": "a", "points": 10}], "rule": {}}], {}, "有下级，rule 应写在下级"),
        ([{**LEAF, "applies": {"stage": ["初中"]}}], {}, "不认识 stage，是不是想写 stages"),
        ([{**LEAF, "code": "A"}, {"title": "b", "points": 0.5, "code": "A"}], {}, "指标的 code “A”重复"),
        ([LEAF], {"rater": [{"code": "a", "title": "自评", "weight": 0.7}]}, "weight 合计 0.7，应为 1 或 100"),
        ([LEAF], {"rater": [{"code": "auto", "title": "自评", "weight": 1}]}, "code 不能是 auto"),
        ([LEAF], {"grade": [{"title": "良", "at": 60}, {"title": "优", "at": 90}]}, "grade 应由高到低写"),
        ([LEAF], {"grade": [{"title": "优", "at": 90}]}, "最后一个等第“优”收下其余学校"),
        ([LEAF], {"veto": [{"title": "事故", "effect": "at_most", "grade": "中"}]}, "应是 grade 里的一个等第"),
        ([3], {}, "indicator 应是几段 键 = 值"),
        ([{"title": "a", "points": 10, "child": [3]}], {}, "child 应是几段 键 = 值"),
        ([{**LEAF, "points": 0}], {}, "“章程”的 points 是 0"),
    ],
)  # fmt: skip
def test_a_fault_names_the_place(nodes, more, sentence):
    assert sentence in wrong(*nodes, **more)


def test_trees_go_eight_levels_down_and_no_further():
    node = {"title": "底", "points": 10}
    for _ in range(7):
        node = {"title": "层", "points": 10, "child": [node]}
    assert wrong(node) == ""
    assert made(node).leaves()[0].code == "1.1.1.1.1.1.1.1"
    assert "在第 9 层，最多 8 层" in wrong({"title": "层", "points": 10, "child": [node]})


def test_weights_share_the_total_out():
    nodes = [
        {"title": "甲", "weight": 0.4, "child": [{"title": "a", "weight": 1}, {"title": "b", "weight": 0}]},
        {"title": "乙", "weight": 0.6},
    ]  # fmt: skip
    assert "“b”的 weight 是 0" in wrong(*nodes, unit="weights")
    nodes[0]["child"] = [{"title": "a", "weight": 30}, {"title": "b", "weight": 70}]
    assert wrong(*nodes, unit="weights") == ""
    found = made(*nodes, unit="weights")
    assert [one.points for one in found.leaves()] == [Fraction("1.2"), Fraction("2.8"), 6]
    assert {one.scale for one in found.leaves()} == {100}
    nodes[0]["weight"] = 0.5
    assert "权重合计 1.1，应为 1 或 100" in wrong(*nodes, unit="weights")


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 2000))
def test_weights_of_any_scheme_sum_to_its_total(parts, total):
    whole = sum(parts)
    nodes = [{"title": f"i{n}", "weight": part} for n, part in enumerate(parts)]
    nodes.append({"title": "rest", "weight": max(100 - whole, 1)})
    body = {**HEAD, "total": total, "unit": "weights", "indicator": nodes}
    if sum(one["weight"] for one in nodes) != 100:
        assert "权重合计" in "；".join(faults(body))
    else:
        assert faults(body) == []
    assert sum(one.points for one in scheme("x", body).leaves()) == total


def test_a_frozen_scheme_is_the_same_whatever_the_order_of_its_keys():
    body = shipped("group")
    text = versions.canonical(body)
    turned = {name: body[name] for name in reversed(body)}
    assert versions.canonical(turned) == text
    assert versions.thawed(text) == body
    assert scheme("g", versions.thawed(text)) == scheme("g", body)
    assert versions.fingerprint({**body, "total": 100.0}) == versions.fingerprint(body)
    assert len(versions.version(body)) == 8


def test_a_change_makes_another_version_and_is_named():
    old = shipped("group")
    new = copy.deepcopy(old)
    new["indicator"][1]["child"][0]["rule"]["target"] = 25
    new["indicator"][0]["child"].append({"title": "档案", "points": 1})
    del new["bonus_cap"]
    assert versions.fingerprint(new) != versions.fingerprint(old)
    assert versions.changes(old, new) == [
        "新增 indicator“组织管理”.child“档案”.title：档案",
        "新增 indicator“组织管理”.child“档案”.points：1",
        "indicator“师资互派”.child“交流轮岗比例”.rule.target 由 20 改为 25",
        "删去 bonus_cap：10",
    ]
    assert versions.changes(old, old) == []


@pytest.mark.parametrize("method", binding_rules.presets())
def test_presets_of_binding_are_sound(method):
    body = binding_rules.presets()[method]
    assert binding_rules.faults(body) == []
    bare = binding_rules.binding_rule(method, {"title": body["title"], "method": method,
                                               "project": body.get("project", [])})  # fmt: skip
    full = binding_rules.binding_rule(method, body)
    assert (bare.shares, bare.group, bare.growth, bare.gap) == (
        full.shares, full.group, full.growth, full.gap,
    )  # fmt: skip


RULE = {"title": "捆绑", "method": "own_group"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"method": "v9"}, "method 只能是 own_group"),
        ({"share": [{"own": 0.7, "group": 0.2}]}, "own、group、growth 合计 0.9，应为 1"),
        ({"share": [{"own": 1}]}, "缺少 group"),
        ({"share": [{"own": 1, "group": 0}, {"own": 1, "group": 0}]}, "share 的 role “”重复"),
        ({"group": {"choice": "median"}}, "group 的 choice 只能是 mean"),
        ({"group": {"lead_weight": 3}}, "lead_weight 应在 0 到 1 之间"),
        ({"group": 3}, "group 应是一段 键 = 值"),
        ({"growth": {"by": "luck"}}, "by 只能是 difference、rank、standard"),
        ({"gap": {"grace": 0.5}}, "grace 应是不小于 0 的整数"),
        ({"caps": {"drop": 5}}, "不认识 drop"),
        ({"veto": "all"}, "veto 只能是 own、group_score、group_grade"),
        ({"method": "projects"}, "要写至少一个 [[project]]"),
        ({"project": [{"code": "a", "title": "b", "weight": 0}]}, "weight 是 0"),
    ],
)
def test_faults_of_a_binding_rule_are_named(more, sentence):
    assert sentence in "；".join(binding_rules.faults(RULE | more))


# --- files written by anybody -----------------------------------------------------------------

JUNK = [
    None,
    True,
    -1,
    0,
    3.7,
    1e300,
    float("nan"),
    "",
    "x",
    [],
    [1],
    ["x"],
    {},
    {"a": 1},
    [{}],
    [[]],
]


def places_in(body, path=()):
    """Return the way to every value of a body."""
    found = [path] if path else []
    pairs = (
        body.items()
        if isinstance(body, dict)
        else enumerate(body)
        if isinstance(body, list)
        else ()
    )
    for name, value in pairs:
        found += places_in(value, (*path, name))
    return found


def spoilt(body, path, junk):
    body = copy.deepcopy(body)
    inner = body
    for name in path[:-1]:
        inner = inner[name]
    if junk is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = junk
    return body


BODIES = [(faults, scheme, shipped("group")), (faults, scheme, shipped("master-studio"))] + [
    (binding_rules.faults, binding_rules.binding_rule, {
        **body, "caps": {"fall": 3}, "growth": {"by": "rank", "each": 2}, "gap": {"most": 5},
        "grade": shipped("group")["grade"],
    })
    for body in binding_rules.presets().values()
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(range(len(BODIES))), st.data())
def test_a_spoilt_file_is_either_taken_or_gets_sentences(which, data):
    check, make, body = BODIES[which]
    assert check(body) == []
    path = data.draw(st.sampled_from(places_in(body)))
    bad = spoilt(body, path, data.draw(st.sampled_from(JUNK)))
    said = check(bad)
    assert all(isinstance(one, str) and one for one in said)
    if not said and bad.get("title") and bad.get("source"):
        make("x", bad)
