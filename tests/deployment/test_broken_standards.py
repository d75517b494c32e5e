"""A standard file that cannot be used: dialogs open, say so, and let another be chosen."""

from __future__ import annotations

import shutil

import pytest

from jtdesk.core import paths
from jtdesk.core.errors import InputRefused
from jtdesk.deployment import overview_lists, standards
from jtdesk.deployment.standards import Choice
from tests.deployment.rotation_world import calm, fill
from tests.deployment.test_ledger_page import filled, tab  # noqa: F401 - the fixture

BROKEN = "title = '坏\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Put a copy of a shipped standard under another code into the user's folder, break, remove."""
    own = tmp_path / "data" / "schemas"
    monkeypatch.setattr(paths, "user_data_dir", lambda: tmp_path / "data")

    def put(kind, code, like, text=None):
        folder = own / kind
        folder.mkdir(parents=True, exist_ok=True)
        source = (paths.schemas_dir() / kind / f"{like}.toml").read_text(encoding="utf-8")
        made = source.replace("default = true", "").replace(f'code = "{like}"', "")
        path = folder / f"{code}.toml"
        path.write_text(made if text is None else text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A copy of everything that ships, to be broken."""
    copy = tmp_path / "schemas"
    shutil.copytree(paths.schemas_dir(), copy)
    monkeypatch.setattr(paths, "schemas_dir", lambda: copy)
    return copy


def in_force(store, kind, year=2025):
    return store.ask(lambda s: standards.standard_in_force(s, kind, year))


@pytest.mark.parametrize("spoil", ["broken", "gone"])
def test_the_standards_dialog_opens_and_another_is_chosen(
    store, clock, page, qtbot, files, context, spoil
):
    fill(store)
    path = files("loads", "county", "scheme-b")
    store.do(standards.choose_standard, Choice("loads", 2025, "county"))
    if spoil == "broken":
        path.write_text(BROKEN, encoding="utf-8")
    else:
        path.unlink()
    told = []
    context.bus.notice.connect(lambda notice: told.append(notice.text))
    needs = page("deployment.needs")
    assert any("county.toml" in text for text in told), "the page says what is the matter"
    dialog = needs.act_standards()
    qtbot.waitUntil(lambda: dialog.loads.known is not None)
    calm(qtbot, needs)
    assert dialog.tabs.currentWidget() is dialog.loads
    assert "county.toml" in dialog.loads.known_faults.text()
    assert "保存后从这个学年起按它算" in dialog.loads.known_faults.text()
    assert dialog.loads.known_faults.isVisible()
    assert not dialog.periods.known_faults.isVisible()
    assert dialog.keep_button.isEnabled()
    dialog.loads.which.setCurrentIndex(dialog.loads.which.findData("scheme-a"))
    dialog.loads.which.activated.emit(dialog.loads.which.currentIndex())
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.keep()
    calm(qtbot, needs)
    assert (in_force(store, "loads").code, in_force(store, "loads").edited) == ("scheme-a", False)
    assert store.ask(lambda s: standards.chosen_standards(s, "curricula")) == []
    assert needs.view is not None, "the page reckons again"


def test_the_one_offered_in_its_place_may_be_kept_edited(store, clock, page, qtbot, files):
    fill(store)
    files("loads", "county", "scheme-b")
    store.do(standards.choose_standard, Choice("loads", 2025, "county"))
    files("loads", "county", "scheme-b", BROKEN)
    dialog = page("deployment.needs").act_standards()
    qtbot.waitUntil(lambda: dialog.loads.known is not None)
    offered = dialog.loads.base
    assert dialog.loads.model.setData(dialog.loads.model.index(0, 2), "15")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.keep()
    found = in_force(store, "loads")
    assert (found.code, found.edited, found.body["load"][0]["periods"]) == (offered, True, 15)


def test_closing_the_dialog_without_a_change_asks_nothing(store, clock, page, qtbot, files):
    fill(store)
    files("curricula", "county", "shandong")
    store.do(standards.choose_standard, Choice("curricula", 2025, "county"))
    files("curricula", "county", "shandong", BROKEN)
    dialog = page("deployment.needs").act_standards()
    qtbot.waitUntil(lambda: dialog.periods.known is not None)
    assert "county.toml" in dialog.periods.known_faults.text()
    dialog.reject()
    assert not dialog.isVisible()


@pytest.mark.parametrize("kind", sorted(standards.GRAMMARS))
def test_a_broken_file_that_ships_does_not_hide_the_default(store, shipped, kind):
    default = standards.default_standard(kind)
    (shipped / kind / "aaa.toml").write_text(BROKEN, encoding="utf-8")
    assert standards.default_standard(kind).code == default.code
    (shipped / kind / f"{default.code}.toml").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(InputRefused, match="不是合规的 TOML"):
        standards.default_standard(kind)
    others = [one for one in standards.files(kind) if one not in {"aaa", default.code}]
    if others:
        found, why = store.ask(lambda s: standards.standard_to_start_from(s, kind, 2025))
        assert found.code in others
        assert "不是合规的 TOML" in why
    for path in (shipped / kind).glob("*.toml"):
        path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(InputRefused):
        store.ask(lambda s: standards.standard_to_start_from(s, kind, 2025))


def test_another_policy_is_chosen_in_the_comparison(store, clock, page, qtbot, files, context):
    fill(store)
    files("policies", "county", "suzhou")
    store.do(standards.choose_standard, Choice("policies", 2025, "county"))
    path = files("policies", "county", "suzhou", BROKEN)
    overview = page("deployment.overview")
    overview.act_compare()
    calm(qtbot, overview)
    rows = overview.compared.model.shown()
    (unusable,) = [row for row in rows if row["policy"] == overview_lists.UNUSABLE]
    assert path.name in unusable["note"]
    told = []
    context.bus.notice.connect(lambda notice: told.append(notice.text))
    overview.compared.table.select_ids([unusable["id"]])
    overview.act_choose()
    assert path.name in told[-1]
    row = next(r for r in rows if r["code"] == "national")
    overview.compared.table.select_ids([row["id"]])
    overview.act_choose()
    calm(qtbot, overview)
    assert in_force(store, "policies").code == "national"
    assert overview.overview is not None


def test_another_subsidy_is_chosen(filled, context, page, qtbot, files):  # noqa: F811
    files("subsidies", "county", "yunnan")
    filled.do(standards.choose_standard, Choice("subsidies", 2025, "county"))
    files("subsidies", "county", "yunnan").unlink()
    context.frame.set(year=2025, as_of=None)
    ledger = page("deployment.ledger")
    tab(qtbot, ledger, ledger.subsidy_number)
    assert "county.toml 已不在" in ledger.subsidies.said.text()
    assert not ledger.subsidies.amounts.isEnabled()
    dialog = ledger.subsidies.ask_standard()
    assert not dialog.form.inputs["standard"].text()
    title = standards.standard("subsidies", "yunnan").title
    dialog.form.set_value("standard", title)
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    assert in_force(filled, "subsidies").code == "yunnan"
    assert title in ledger.subsidies.said.text()


def test_another_rule_of_the_country_is_chosen(filled, context, page, qtbot, files):  # noqa: F811
    files("experience", "county", "zhejiang")
    filled.do(standards.choose_standard, Choice("experience", 2025, "county"))
    files("experience", "county", "zhejiang", BROKEN)
    context.frame.set(year=2025, as_of=None)
    ledger = page("deployment.ledger")
    tab(qtbot, ledger, ledger.rural_number)
    assert "county.toml" in ledger.experience.said.text()
    dialog = ledger.experience.ask_rule()
    title = standards.standard("experience", "zhejiang").title
    dialog.form.set_value("standard", title)
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    assert in_force(filled, "experience").code == "zhejiang"
    assert ledger.experience.panel.model.rowCount()
