"""The list of who may move: verdicts with reasons, counts, drawer, exemptions, what is printed."""

from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.deployment import rotation
from tests.deployment.rotation_world import LEAD, calm, fill

CODE = "deployment.eligible"


@pytest.fixture
def eligible(store, clock, page):
    fill(store)
    return page(CODE)


def shown(page):
    return {row["name"]: row for row in page.panel.model.shown()}


def front(page, qtbot, name):
    page.panel.table.select_ids([shown(page)[name]["id"]])
    page.load_detail()
    calm(qtbot, page)


def test_every_no_carries_its_reasons(eligible):
    rows = shown(eligible)
    assert {name for name, row in rows.items() if row["eligible"]} == {"张三", "李四"}
    assert rows["王五"]["reasons"] == ["在现学校 2 年 1 个月，不满 6 年。"]
    assert rows["赵六"]["reasons"] == ["编制性质是编外，不是在编。"]
    assert rows["钱七"]["reasons"] == ["到校时间未填。"]
    assert "法定退休" in rows["孙八"]["reasons"][0]
    assert rows["王五"]["due_year"] == 2029
    assert rows["张三"]["turn"] == "正在交流"


def test_the_counts_lead_to_their_people(eligible):
    counts = {count.text: count for count in eligible.panel.strip.counts}
    assert "符合条件 2 人（33%）" in counts
    assert "其中骨干 1 人" in counts
    unknown = counts["资料不全判不了 1 人"]
    eligible.panel.strip.picked.emit(dict(unknown.facets))
    assert set(shown(eligible)) == {"钱七"}


def test_the_drawer_tells_reasons_clock_and_rule(eligible, qtbot):
    front(eligible, qtbot, "王五")
    text = eligible.drawer.details.toPlainText()
    for wanted in ("不满 6 年", "2029 学年起", "教督〔2017〕6号", LEAD):
        assert wanted in text
    front(eligible, qtbot, "李四")
    assert "符合交流条件" in eligible.drawer.details.toPlainText()


def test_an_exemption_is_registered_edited_and_taken_back(eligible, qtbot, store, prompts):
    front(eligible, qtbot, "李四")
    assert not eligible.commands["deployment.eligible.unexempt"].isEnabled()
    dialog = eligible.act_exempt()
    dialog.submit()
    assert dialog.isVisible(), "the reason is missing"
    dialog.form.set_value("reason", "患病")
    dialog.form.set_value("approver", "集团办公室")
    dialog.form.set_value("until", "2026-07")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, eligible)
    row = shown(eligible)["李四"]
    assert not row["eligible"]
    assert row["reasons"] == ["免于交流：患病，到 2026-07 止。"]
    front(eligible, qtbot, "李四")
    assert "批准：集团办公室" in eligible.drawer.details.toPlainText()
    dialog = eligible.act_exemption()
    dialog.form.set_value("from_date", "2025-09-01")
    dialog.form.set_value("until", "2025-09")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, eligible)
    assert shown(eligible)["李四"]["eligible"], "it has run out"
    front(eligible, qtbot, "李四")
    prompts.answers.append(True)
    eligible.act_unexempt()
    calm(qtbot, eligible)
    assert store.ask(lambda s: rotation.exemptions(s, Ask())) == []


def test_several_people_are_exempted_in_one_step(eligible, qtbot, store):
    rows = shown(eligible)
    eligible.panel.table.select_ids([rows["张三"]["id"], rows["李四"]["id"]])
    dialog = eligible.act_exempt()
    dialog.form.set_value("reason", "按干部管理")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, eligible)
    assert not any(row["eligible"] for row in shown(eligible).values())
    assert len(store.ask(lambda s: rotation.exemptions(s, Ask()))) == 2


def test_the_end_may_not_come_before_the_start(eligible, qtbot):
    front(eligible, qtbot, "李四")
    dialog = eligible.act_exempt()
    dialog.form.set_value("reason", "患病")
    dialog.form.set_value("from_date", "2025-10-01")
    dialog.form.set_value("until", "2025-09-01")
    dialog.submit()
    assert "早于" in dialog.form._notes["until"].text()
    dialog.kept()


def test_links_of_the_drawer_lead_on(eligible, qtbot, context):
    gone = []
    context.navigate = lambda code, **arguments: gone.append((code, arguments))
    front(eligible, qtbot, "李四")
    eligible.drawer.details.link_clicked.emit("person")
    eligible.drawer.details.link_clicked.emit("policy")
    assert gone == [
        ("staff.teachers", {"id": shown(eligible)["李四"]["id"]}), ("deployment.overview", {}),
    ]  # fmt: skip


def test_the_printed_list_carries_the_reasons(eligible):
    table = eligible.print_table()
    assert table.headings[:5] == ("序号", "姓名", "编制所在学校", "符合", "不符合的理由")
    lines = {row[1]: row for row in table.rows}
    assert lines["赵六"][3:5] == ("否", "编制性质是编外，不是在编。")
    assert lines["李四"][3:5] == ("是", "")


def test_the_list_is_exported_with_masked_numbers(eligible, qtbot, prompts, tmp_path):
    prompts.answers.append(tmp_path / "名单.csv")
    eligible.act_export()
    qtbot.waitUntil((tmp_path / "名单.csv").is_file, timeout=10000)
    calm(qtbot, eligible)
    assert "编制性质是编外" in (tmp_path / "名单.csv").read_text(encoding="utf-8-sig")


def test_a_figure_leads_here_with_its_people(eligible):
    wanted = shown(eligible)["李四"]["id"]
    eligible.open_with(ids=[wanted], title="符合 1 人")
    assert set(shown(eligible)) == {"李四"}


def test_another_day_judges_anew(eligible, qtbot):
    eligible.context.frame.set(year=2029, as_of="2029-09-01")
    calm(qtbot, eligible)
    assert shown(eligible)["王五"]["eligible"]


def test_a_read_only_store_offers_no_exemption(store, clock, context, page):
    fill(store)
    context.read_only = True
    made = page(CODE)
    made.panel.table.selectRow(0)
    for verb in ("exempt", "exemption", "unexempt", "reveal"):
        assert not made.commands[f"deployment.eligible.{verb}"].isEnabled()


def test_an_empty_store_offers_the_import(page, context):
    gone = []
    context.navigate = lambda code, **arguments: gone.append(code)
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[0].click()
    assert gone == ["intake.wizard"]
