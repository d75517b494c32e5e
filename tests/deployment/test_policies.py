from __future__ import annotations

import tomllib

import pytest

from jtdesk.core import paths
from jtdesk.core.errors import InputRefused
from jtdesk.deployment import policies, standards
from jtdesk.deployment.policies import People

HEAD = {"title": "某县", "source": "某教〔2025〕1号"}
COUNTY = ("特级教师", "国家级", "省级", "市级", "县级")
CITY = ("特级教师", "国家级", "省级", "市级")
RATIO = {
    "name": "rotation_share", "title": "比例", "threshold": 10,
    "numerator": {"base": "exchanged"}, "denominator": {"base": "eligible"},
}  # fmt: skip


def shipped(code):
    return policies.policy(code, standards.standard("policies", code).body)


def ratios(code):
    return {r.name: (r.threshold, r.operator, r.scope) for r in shipped(code).all_ratios()}


def test_thresholds_are_those_of_the_sources():
    assert ratios("national") == {
        "rotation_share": (10, ">=", "group"), "backbone_share": (20, ">=", "group"),
    }  # fmt: skip
    assert ratios("suzhou") == {
        "rotation_share": (20, ">=", "stage"), "backbone_share": (20, ">=", "stage"),
    }  # fmt: skip
    assert ratios("tianjin") == {
        "rotation_share": (20, ">", "group"), "backbone_share": (50, ">", "group"),
    }  # fmt: skip
    assert ratios("shanghai") == {
        "rotation_share": (20, ">=", "group"), "backbone_share": (30, ">=", "group"),
    }  # fmt: skip
    assert ratios("nanjing") == {
        "rotation_share": (15, ">=", "group"), "backbone_share": (None, ">=", "group"),
    }  # fmt: skip
    assert ratios("changzhou") == {
        "rotation_share": (15, ">=", "group"), "backbone_share": (15, ">=", "group"),
    }  # fmt: skip
    assert ratios("hefei") == {
        "rotation_share": (10, ">=", "group"), "backbone_share": (None, ">=", "group"),
        "graduating_share": (30, ">=", "group"),
    }  # fmt: skip
    assert ratios("anhui") == {
        "rotation_share": (10, ">=", "group"), "backbone_share": (20, ">=", "group"),
    }  # fmt: skip


def test_denominators_differ_as_the_sources_say():
    backbone = {code: shipped(code).ratio("backbone_share") for code in standards.files("policies")}
    assert backbone["national"].denominator == People("exchanged")
    assert backbone["anhui"].denominator == People("eligible")
    assert backbone["anhui"].numerator == People("exchanged", backbone=COUNTY)
    assert backbone["changzhou"].denominator.base == "eligible"
    assert backbone["changzhou"].denominator.backbone == CITY
    assert backbone["shanghai"].denominator == People("exchanged", to_weaker=True, minimum_term=3)
    graduating = shipped("hefei").ratio("graduating_share")
    assert graduating.denominator == People("eligible", graduating=True)


def test_every_policy_that_ships_names_its_source():
    for code in standards.files("policies"):
        found = shipped(code)
        assert found.source
        assert found.note
        assert all(one.source for one in found.ratios)
        assert found.eligibility.women_base == 55


def test_principals_may_have_years_of_their_own():
    body = HEAD | {"eligibility": {"years": 6, "principal_years": 9, "principals": ["校长"]}}
    rules = policies.policy("x", body).eligibility
    assert [rules.years_for(p) for p in ("校长", "专任教师", None)] == [9, 6, 6]
    assert policies.Eligibility().years_for("校长") == 6


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"eligibilty": {}}, "不认识 eligibilty，是不是想写 eligibility"),
        ({"eligibility": {"yeers": 6}}, "不认识 eligibility.yeers，是不是想写 years"),
        ({"eligibility": {"years": "六"}}, "eligibility.years 应是不小于 0 的数，写的是 六"),
        ({"eligibility": {"years": True}}, "eligibility.years 应是不小于 0 的数，写的是 True"),
        ({"eligibility": {"women_base": 60}}, "eligibility.women_base 只能是 55 或 50"),
        ({"eligibility": 6}, "eligibility 应是一段 键 = 值"),
        ({"weaker": {"areas": "乡村"}}, "weaker.areas 应是文字列表"),
        ({"modes": [1]}, "modes 应是文字列表"),
        ({"counting": "often"}, "counting 只能是 running、starting，写的是 often"),
        ({"timeline": {"roster": "8月31日"}}, "timeline.roster 应写作 月-日"),
        ({"timeline": {"rooster": "08-31"}}, "不认识 timeline.rooster，是不是想写 roster"),
        ({"ratio": {}}, "ratio 应写作"),
        ({"ratio": [3]}, "第 1 个 ratio 应是一段 键 = 值"),
        ({"ratio": [RATIO | {"name": "A B"}]}, "第 1 个 ratio 的 name 应是小写字母"),
        ({"ratio": [RATIO | {"threshold": 1000}]}, "threshold 是百分数"),
        ({"ratio": [RATIO | {"operator": "<"}]}, "第 1 个 ratio 的 operator 只能是 >=、>"),
        ({"ratio": [RATIO | {"scope": "town"}]}, "scope 只能是 group、school、stage"),
        ({"ratio": [RATIO | {"numerator": {"base": "all"}}]}, "base 只能是 eligible"),
        ({"ratio": [RATIO | {"numerator": {"backbone": True}}]}, "numerator 缺少 base"),
        (
            {"ratio": [RATIO | {"numerator": {"base": "exchanged", "backbone": ["乡级"]}}]},
            "numerator.backbone 应是true、false 或级别列表",
        ),
        ({"ratio": [RATIO | {"numerator": {"bas": "staff"}}]}, "是不是想写 base"),
        ({"ratio": [{"name": "a"}]}, "第 1 个 ratio 缺少 title"),
        ({"ratio": [RATIO, RATIO]}, "“rotation_share”重复"),
    ],
)
def test_a_fault_names_the_key(body, sentence):
    assert sentence in ";".join(policies.faults(HEAD | body))


def test_a_misspelt_key_in_a_file_is_refused_with_the_file_name(tmp_path):
    path = tmp_path / "county.toml"
    path.write_text("title = '甲'\nsource = '乙'\n[eligibility]\nyeers = 6\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"county\.toml 不合规：不认识 eligibility\.yeers"):
        standards.read_standard(path, "policies")


def test_the_guide_names_every_key_and_its_example_holds():
    guide = (paths.schemas_dir() / "policies" / "README.md").read_text(encoding="utf-8")
    grammar = (
        policies.TOP, policies.ELIGIBILITY, policies.WEAKER, policies.RATIO, policies.PEOPLE,
        policies.TIMELINE,
    )  # fmt: skip
    for name in {name for known in grammar for name in known} - {"ratio"}:
        assert f"`{name}`" in guide or f"`[{name}]`" in guide, name
    example = tomllib.loads(guide.split("```toml\n")[1].split("```")[0])
    assert standards.faults("policies", example) == []
    for code in standards.files("policies"):
        assert f"`{code}.toml`" in guide
