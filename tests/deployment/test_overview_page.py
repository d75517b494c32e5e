"""The overview on a real store: findings, people behind them, another policy, steps, both maps."""

from __future__ import annotations

import pytest

from jtdesk.core.journal import journal_entry
from jtdesk.deployment import rotation, standards
from tests.deployment.rotation_world import ISLAND, LEAD, calm, fill

CODE = "deployment.overview"


@pytest.fixture
def gone(context):
    found = []
    context.navigate = lambda code, **arguments: found.append((code, arguments))
    return found


@pytest.fixture
def overview(store, clock, gone, page):
    fill(store)
    return page(CODE)


def cards(page):
    return [card.finding for card in page.cards if not card.isHidden()]


def test_the_titles_of_the_cards_are_the_findings(overview):
    rotation_share, backbone, coming, able = cards(overview)
    assert rotation_share.title == "交流比例 50.0%，已达到 10%"
    assert (rotation_share.state, rotation_share.verdict) == ("good", "已达到")
    assert backbone.title == "骨干比例 0.0%，还差 1 人达到 20%"
    assert (backbone.state, backbone.verdict) == ("bad", "未达到")
    assert [text for text, _key in rotation_share.links] == ["已交流 1 人", "符合条件 2 人"]
    assert [text for text, _key in backbone.links] == ["已交流骨干 0 人", "已交流 1 人"]
    assert coming.title == "2026 学年不增派也够 10%"
    assert able.title == "6 名教职工中 2 人符合交流条件"
    signs = [card.verdict.text() for card in overview.cards if card.isVisible()]
    assert signs[:2] == ["✓ 已达到", "✕ 未达到"], "sign and word beside the colour"


def test_the_people_behind_a_number_are_one_click_away(overview, gone, store):
    people = store.ask(lambda s: rotation.situation(s, None)).people
    ids = {person["name"]: person["id"] for person in people}
    overview.cards[0].buttons[1].click()
    code, arguments = gone[-1]
    assert code == "deployment.eligible"
    assert set(arguments["ids"]) == {ids["张三"], ids["李四"]}
    overview.cards[0].buttons[0].click()
    assert gone[-1][1]["ids"] == [ids["张三"]]
    overview.cards[3].buttons[1].click()
    assert len(gone[-1][1]["ids"]) == 4


def test_source_and_rule_are_told(overview, prompts):
    overview.cards[0].source.click()
    kind, _title, text = prompts.asked[-1]
    assert kind == "report"
    assert "教督〔2017〕6号" in text
    assert "1 ÷ 2 = 50.0%" in text
    assert "教督〔2017〕6号" in overview.cards[0].toolTip()


def test_policies_are_compared_on_the_same_people(overview, qtbot):
    overview.act_compare()
    calm(qtbot, overview)
    rows = {(r["code"], r["ratio"]): r for r in overview.compared.model.shown()}
    national = next(r for (code, _), r in rows.items() if code == "national")
    assert national["in_force"] == "现用"
    anhui = next(r for (c, t), r in rows.items() if c == "anhui" and "骨干" in t)
    assert (anhui["numerator"], anhui["denominator"]) == (0, 2), "over the eligible, not the sent"
    assert len({code for code, _ in rows}) >= 8


def test_another_policy_is_chosen_and_taken_back(overview, qtbot, store, prompts):
    overview.act_compare()
    calm(qtbot, overview)
    row = next(r for r in overview.compared.model.shown() if r["code"] == "suzhou")
    overview.compared.table.select_ids([row["id"]])
    assert overview.commands["deployment.overview.choose"].isEnabled()
    overview.act_choose()
    calm(qtbot, overview)
    chosen = store.ask(lambda s: standards.standard_in_force(s, "policies", 2025))
    assert chosen.code == "suzhou"
    assert "苏州" in overview.policy.text()
    assert "达到 20%" in cards(overview)[0].title
    prompts.answers.append(True)
    overview.act_drop()
    calm(qtbot, overview)
    assert store.ask(lambda s: standards.standard_in_force(s, "policies", 2025)).code == "national"
    entries = store.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert [e["operation"] for e in entries[-2:]] == [
        "deployment.choose_standard", "deployment.drop_standard",
    ]  # fmt: skip


def test_the_groups_own_copy_changes_years_and_shares(overview, qtbot):
    dialog = overview.act_edit()
    dialog.form.set_value("years", "11")
    dialog.form.set_value("ratio:rotation_share", "60")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, overview)
    assert "本集团有修改" in overview.policy.text()
    # Only 李四 has served eleven years; 张三 is away all the same.
    assert cards(overview)[0].links[1][0] == "符合条件 1 人"
    assert "达到 60%" in cards(overview)[0].title


def test_the_steps_of_the_year_mark_what_is_due(overview, gone):
    texts = [button.text() for button in overview.strip.buttons]
    assert len(texts) == 6
    assert sum("正该办" in text for text in texts) == 1
    overview.strip.buttons[0].click()
    assert gone[-1][0] == "deployment.eligible"


def test_a_cell_leads_to_the_needs_with_the_cell_selected(overview, gone):
    overview.heat.cell_clicked.emit(ISLAND, "语文")
    assert gone[-1] == ("deployment.needs", {"school": ISLAND, "subject": "语文"})


def test_an_arrow_leads_to_the_people_who_go(overview, qtbot):
    assert overview.flow.spec.people == {(LEAD, ISLAND): 1}
    overview.flow.flow_clicked.emit(LEAD, ISLAND)
    calm(qtbot, overview)
    assert overview.front_panel() is overview.moved
    assert [row["name"] for row in overview.moved.model.shown()] == ["张三"]


def test_every_school_has_its_row_and_leads_to_its_people(overview, qtbot, gone):
    overview.tabs.setCurrentIndex(1)
    calm(qtbot, overview)
    rows = overview.outlook.model.shown()
    assert [row["school"] for row in rows] == ["集团合计", LEAD, ISLAND]
    overview.outlook.table.row_activated.emit(rows[1])
    assert gone[-1] == ("deployment.eligible", {"facets": {"school": frozenset({LEAD})}})


def test_a_read_only_store_offers_no_choice(store, clock, context, page, qtbot):
    fill(store)
    context.read_only = True
    made = page(CODE)
    made.act_compare()
    calm(qtbot, made)
    made.compared.table.selectRow(3)
    assert not made.commands["deployment.overview.choose"].isEnabled()
    assert not made.commands["deployment.overview.edit"].isEnabled()
    assert made.commands["deployment.overview.compare"].isEnabled()


def test_an_empty_store_says_what_goes_here(page, gone):
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[0].click()
    assert gone == [("intake.wizard", {})]
    assert not made.commands["list.export"].isEnabled()


def test_the_list_in_front_is_exported(overview, qtbot, prompts, tmp_path):
    overview.tabs.setCurrentIndex(1)
    calm(qtbot, overview)
    prompts.answers.append(tmp_path / "各校.csv")
    overview.act_export()
    qtbot.waitUntil((tmp_path / "各校.csv").is_file, timeout=10000)
    calm(qtbot, overview)
    assert LEAD in (tmp_path / "各校.csv").read_text(encoding="utf-8-sig")


def test_the_findings_are_a_table_for_the_meeting(overview):
    export = overview.exported()
    assert export.subtitle == "口径：全国（优质均衡标准），截至 2025-10-15"
    rows = {row["what"]: row for row in export.rows}
    share = rows["交流轮岗教师占符合交流条件教师比例"]
    assert (share["value"], share["asked"], share["met"]) == ("50.0%", "不低于 10%", "✓ 达到")
    assert rows["骨干教师占交流轮岗教师比例"]["gap"] == 1
    assert len(overview.print_table().rows) == 4


def test_the_map_of_flows_is_enlarged_and_leads_to_the_people(overview, qtbot):
    dialog = overview.enlarge_flow()
    dialog.map.flow_clicked.emit(LEAD, ISLAND)
    calm(qtbot, overview)
    assert overview.front_panel() is overview.moved


def test_cards_break_into_lines_where_there_is_little_room(overview, qtbot):
    assert {card.y() for card in overview.cards if not card.isHidden()} == {0}
    overview.resize(700, 600)
    qtbot.waitUntil(lambda: len({c.y() for c in overview.cards if not c.isHidden()}) == 2)
    overview.resize(1280, 720)
    qtbot.waitUntil(lambda: len({c.y() for c in overview.cards if not c.isHidden()}) == 1)
