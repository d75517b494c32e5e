from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from jtdesk.core import paths
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.deployment import loads, overview_lists, policies, standards
from jtdesk.deployment.standards import Choice, StandardDrop, StandardEdit

OWN = 'title = "本县政策"\nsource = "某教〔2025〕1号"\n'


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Put a file into the user's own folder: ``own("policies", "county", text)``."""
    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path / "data")

    def put(kind, code, text):
        folder = tmp_path / "data" / "schemas" / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{code}.toml").write_text(text, encoding="utf-8")

    return put


def in_force(store, year=2025, kind="policies"):
    return store.ask(lambda s: standards.standard_in_force(s, kind, year))


def test_every_file_that_ships_keeps_its_grammar():
    for kind in standards.words.STANDARD_KINDS:
        for code, body in standards.library(kind).items():
            assert standards.faults(kind, body) == [], (kind, code)


def test_the_default_holds_until_something_is_chosen(store, own):
    own("policies", "county", OWN)
    assert (in_force(store).code, in_force(store).year, in_force(store).edited) == (
        "national", None, False,
    )  # fmt: skip
    store.do(standards.choose_standard, Choice("policies", 2024, "county"))
    assert in_force(store, 2023).code == "national"
    chosen = in_force(store, 2026)
    assert (chosen.code, chosen.title, chosen.year) == ("county", "本县政策", 2024)
    assert chosen.source == "某教〔2025〕1号"
    assert in_force(store, None).code == "county"


def test_a_later_choice_does_not_change_the_years_before(store, own):
    own("policies", "county", OWN)
    store.do(standards.choose_standard, Choice("policies", 2024, "county"))
    store.do(standards.choose_standard, Choice("policies", 2026, "national"))
    assert [in_force(store, y).code for y in (2024, 2025, 2026)] == ["county", "county", "national"]
    store.do(standards.drop_standard, StandardDrop("policies", 2026))
    assert in_force(store, 2026).code == "county"
    with pytest.raises(RuleError, match="不用取消"):
        store.do(standards.drop_standard, StandardDrop("policies", 2026))


def test_an_edited_copy_stands_beside_the_file(store):
    body = standards.standard("policies", "national").body | {"title": "全国（本集团修改）"}
    store.do(standards.edit_standard, StandardEdit("policies", 2025, body))
    found = in_force(store)
    assert (found.code, found.title, found.edited) == ("national", "全国（本集团修改）", True)
    assert store.ask(lambda s: standards.chosen_standards(s, "policies"))[0]["edited"] is True
    store.do(standards.choose_standard, Choice("policies", 2025, "national"))
    assert not in_force(store).edited


def test_choices_are_undone(store):
    empty = store.ask(content_hash)
    entry = store.do(standards.choose_standard, Choice("policies", 2025, "national")).changes.entry
    store.undo(entry, label="撤销")
    assert store.ask(content_hash) == empty


def test_the_users_own_file_overrides_the_one_that_ships(own):
    own("policies", "national", OWN)
    assert standards.standard("policies", "national").title == "本县政策"
    assert standards.default_standard("policies").title == "本县政策"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 3\nsource = '甲'\n", "county.toml 不合规：title 应是文字"),
        ("title = '甲'\n", "county.toml 不合规：缺少 source"),
        ("title = '甲\n", "county.toml 不是合规的 TOML"),
        (OWN + "code = 'town'\n", "code 应与文件名一致，写作 county"),
    ],
)
def test_a_faulty_file_is_named_with_the_key(own, text, sentence):
    own("policies", "county", text)
    with pytest.raises(InputRefused, match=sentence):
        standards.standard("policies", "county")


def test_a_faulty_file_leaves_the_others_usable(store, own):
    own("policies", "county", "title = 3\nsource = '甲'\n")
    own("policies", "town", OWN)
    own("policies", "village", OWN)
    library, broken = standards.shelf("policies")
    assert {"national", "town", "village"} <= {*library} == {*standards.library("policies")}
    assert len(broken) == 1
    assert "county.toml" in broken[0]
    named = standards.titles(library)
    assert (named["town"], named["village"]) == ("本县政策（town）", "本县政策（village）")
    rows = store.ask(lambda s: overview_lists.compared(s, "2025-10-01"))
    assert [row["note"] for row in rows if row["policy"] == overview_lists.UNUSABLE] == [*broken]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = " + "[" * 20_000, "括号套得太深"),
        ("a = " + "9" * 5_000, "有一个数太长"),
        ("a = '" + "中" * 400_000 + "'", "文件超过 1 MB"),
        ("title = '甲'\nsource = 甲\n", "第 2 行第 10 个字处"),
        (OWN + "[eligibility]\nyears = inf\n", "eligibility.years 应是普通的数"),
        (OWN + "[eligibility]\nyears = 99999999999\n", "eligibility.years 的数太大"),
        (OWN + "note = 2025-09-01\n", "note 应是文字；note 不能是日期或时间"),
        (OWN.replace("本县", "本县" * 40), "title 超过 60 个字"),
    ],
)
def test_hostile_files_are_refused_in_chinese(own, text, sentence):
    own("policies", "county", text)
    with pytest.raises(InputRefused, match=sentence):
        standards.standard("policies", "county")


def test_files_that_are_no_text_are_refused_in_chinese(own, tmp_path):
    own("policies", "county", OWN)
    path = tmp_path / "data" / "schemas" / "policies" / "county.toml"
    path.write_bytes(b"title = '\xb1\xbe'\n")
    with pytest.raises(InputRefused, match="第 1 行不是 UTF-8 文字"):
        standards.standard("policies", "county")
    path.unlink()
    path.mkdir()
    with pytest.raises(InputRefused, match="这不是文件"):
        standards.standard("policies", "county")


ODD = (
    -1, 0, 1_000_000, 1.5, float("inf"), 10**400, "", "=1+1", [], [1], [[1]], ["乱写"], [{}], {},
    {"a": 1}, True, date(2025, 1, 1),
)  # fmt: skip


@pytest.mark.parametrize("kind", list(standards.GRAMMARS))
def test_every_value_of_a_wrong_type_is_found_and_never_a_crash(kind):
    """Put every odd value in place of every value of every file that ships."""

    def places(value, path=()):
        yield path
        pairs = value.items() if isinstance(value, dict) else enumerate(value[:2])
        for key, item in pairs if isinstance(value, dict | list) else ():
            yield from (
                places(item, (*path, key)) if isinstance(item, dict | list) else [(*path, key)]
            )

    for code, body in standards.library(kind).items():
        for path in [p for p in places(body) if p]:
            for odd in ODD:
                copy = deepcopy(body)
                at = copy
                for key in path[:-1]:
                    at = at[key]
                at[path[-1]] = odd
                found = standards.faults(kind, copy)
                assert all(isinstance(fault, str) for fault in found), (code, path, odd)
                if not found and kind == "loads":
                    loads.loads(copy)
                if not found and kind == "policies":
                    policies.policy(code, copy)


def test_a_faulty_file_of_another_code_does_not_stop_the_default(store, own):
    own("policies", "county", "title = 3\n")
    assert in_force(store).code == "national"


def test_refusals_leave_the_store_alone(store, own):
    before = store.ask(content_hash)
    with pytest.raises(RuleError, match="没有代码为 mars 的交流轮岗政策"):
        store.do(standards.choose_standard, Choice("policies", 2025, "mars"))
    with pytest.raises(RuleError, match="没有名为 planets 的标准类别"):
        store.do(standards.choose_standard, Choice("planets", 2025, "mars"))
    with pytest.raises(RuleError, match="缺少 source"):
        store.do(standards.edit_standard, StandardEdit("policies", 2025, {"title": "甲"}))
    assert store.ask(content_hash) == before


def test_a_chosen_file_that_is_gone_is_named(store, own, tmp_path):
    own("policies", "county", OWN)
    store.do(standards.choose_standard, Choice("policies", 2024, "county"))
    (tmp_path / "data" / "schemas" / "policies" / "county.toml").unlink()
    with pytest.raises(InputRefused, match=r"county\.toml 已不在"):
        in_force(store)
