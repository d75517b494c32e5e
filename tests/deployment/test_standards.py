from __future__ import annotations

import pytest

from jtdesk.core import paths
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.deployment import standards
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
        standards.library("policies")


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
