"""The ledger page on a real store: views, counts, drawer, forms, files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from jtdesk.core.datasets import Ask
from jtdesk.core.journal import journal_entry
from jtdesk.deployment import duties, queries
from jtdesk.deployment.duties_dialog import DutiesDialog
from jtdesk.deployment.service import PlacementDraft, add_placement
from jtdesk.schools.service import SchoolDraft, add_school
from jtdesk.staff.service import TeacherDraft, add_teacher
from jtdesk.ui.dialog import FormDialog
from tests.builders import an_id

CODE = "deployment.ledger"
PEOPLE = (
    {"name": "张三", "id_number": an_id("1980-01-01", 11), "school": "堡南小学", "subject": "语文", "backbone_level": "市级"},
    {"name": "李四", "id_number": an_id("1990-03-02", 22), "school": "芦荡小学", "subject": "数学"},
    {"name": "李四", "id_number": an_id("1985-03-02", 33), "school": "堡南小学", "subject": "英语"},
)  # fmt: skip
PLACEMENTS = (
    {"name": "张三", "id_number": PEOPLE[0]["id_number"], "from_school": "堡南小学", "to_school": "沙岛教学点", "mode": "定期轮岗", "subject": "语文", "start": "2024-09", "end": "2025-11", "backbone_level": "市级"},
    {"name": "李四", "id_number": PEOPLE[1]["id_number"], "from_school": "芦荡小学", "to_school": "堡南小学", "mode": "跟岗", "subject": "数学", "start": "2025-09", "end": "2026-07"},
    {"name": "王五", "from_school": "堡南小学", "to_school": "芦荡小学", "mode": "支教", "start": "2022-09", "end": "2023-07", "assessment": "合格"},
)  # fmt: skip


@pytest.fixture
def filled(store, clock):
    clock.set("2025-10-15")
    for name, island in (("堡南小学", False), ("芦荡小学", False), ("沙岛教学点", True)):
        values = {"name": name, "island": island, "area": "乡村" if island else "城区"}
        store.do(add_school, SchoolDraft(values, "2022-09-01"))
    for person in PEOPLE:
        store.do(add_teacher, TeacherDraft(person, "2022-09-01"))
    for placement in PLACEMENTS:
        store.do(add_placement, PlacementDraft(placement))
    return store


@pytest.fixture
def ledger(filled, context, page):
    context.frame.set(year=2025, as_of=None)
    return page(CODE)


def calm(qtbot, page):
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=10000)


def shown(page):
    return [row["name"] for row in page.panel.model.shown()]


def stored(store):
    rows = store.ask(lambda session: queries.placements(session, Ask()))
    return {(row["name"], row["start"]): row for row in rows}


def front(qtbot, page, name):
    row = next(r for r in page.panel.model.shown() if r["name"] == name)
    page.panel.table.select_ids([row["id"]])
    page.load_detail()
    calm(qtbot, page)
    return row


def test_the_switch_tells_now_from_this_year_and_ever(ledger, qtbot):
    assert ledger.switch.view == "在派"
    assert shown(ledger) == ["李四", "张三"]
    ledger.switch.buttons["全部"].click()
    assert shown(ledger) == ["李四", "张三", "王五"]
    ledger.context.frame.set(year=2025, as_of="2026-08-20")
    calm(qtbot, ledger)
    ledger.switch.buttons["在派"].click()
    assert shown(ledger) == []
    assert "全部" in ledger.panel.table.empty_text
    ledger.switch.buttons["本学年"].click()
    assert shown(ledger) == ["李四", "张三"]
    assert [row["state"] for row in ledger.panel.model.shown()] == ["期满", "期满"]


def test_a_view_without_rows_gives_way_once(filled, context, page, clock):
    clock.set("2024-08-20")  # between two school years
    context.frame.set(year=2022, as_of=None)
    made = page(CODE)
    assert made.switch.view == "本学年"
    assert shown(made) == ["王五"]


def test_counts_people_schools_and_what_ends_soon(ledger):
    texts = [count.text for count in ledger.panel.strip.counts]
    assert texts == ["2 人", "其中骨干 1 人（50%）", "派出 2 校", "接收 2 校", "60 天内期满 1 人"]
    ledger.panel.strip.picked.emit({"due": frozenset({"60 天内期满"})})
    assert shown(ledger) == ["张三"]
    ledger.panel.facets.clear()
    assert ledger.switch.view == "在派", "the view is no filter one clears"
    assert shown(ledger) == ["李四", "张三"]


def test_names_are_found_by_initials(ledger, qtbot):
    qtbot.keyClicks(ledger.panel.table, "zs")
    qtbot.waitUntil(lambda: shown(ledger) == ["张三"])


def test_a_search_hit_outside_the_view_is_shown(ledger, filled):
    wanted = stored(filled)["王五", "2022-09"]["id"]
    ledger.open_with(id=wanted)
    assert ledger.current_id() == wanted
    assert ledger.switch.view == "全部"


def test_an_empty_store_offers_next_steps(page, context):
    gone = []
    context.navigate = lambda code, **arguments: gone.append(code)
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[0].click()
    assert gone == ["intake.wizard"]


def test_the_drawer_masks_until_the_looking_is_written_down(ledger, qtbot, filled):
    front(qtbot, ledger, "张三")
    number = PEOPLE[0]["id_number"]
    text = ledger.drawer.details.toPlainText()
    assert number not in text
    assert "60 天内期满" in text
    ledger.drawer.details.link_clicked.emit("reveal")
    calm(qtbot, ledger)
    assert number in ledger.drawer.details.toPlainText()
    entries = filled.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert entries[-1]["operation"] == "core.reveal_data"


def test_a_person_of_the_register_fills_the_form(ledger, qtbot, filled):
    dialog = ledger.act_add()
    calm(qtbot, ledger)
    line = dialog.form.inputs["name"].widget
    qtbot.keyClicks(line, "zs")
    offers = line.completer()
    assert [row["name"] for row in offers.rows] == ["张三"]
    qtbot.keyClick(offers.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(offers.popup(), Qt.Key.Key_Return)
    values = dialog.form.values()
    assert values["name"] == "张三"
    assert (values["from_school"], values["subject"]) == ("堡南小学", "语文")
    assert values["backbone_level"] == "市级"
    assert values["id_number"] == PEOPLE[0]["id_number"]
    assert "*" in dialog.form.inputs["id_number"].text(), "nobody has asked to see the number"
    dialog.form.set_value("to_school", "芦荡小学")
    dialog.form.set_value("mode", "走教")
    dialog.form.set_value("start", "2025.10")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    kept = stored(filled)["张三", "2025-10"]
    assert kept["id_number"] == PEOPLE[0]["id_number"]
    assert kept["backbone_level"] == "市级"


def test_two_of_one_name_are_not_guessed(ledger, qtbot):
    dialog = ledger.act_add()
    calm(qtbot, ledger)
    line = dialog.form.inputs["name"].widget
    line.setText("李四")
    line.editingFinished.emit()
    assert dialog.form.values()["id_number"] is None
    line.setText("张三")
    line.editingFinished.emit()
    assert dialog.form.values()["id_number"] == PEOPLE[0]["id_number"]
    qtbot.keyClicks(line, "x")
    assert dialog.form.values()["id_number"] is None, "nobody else's number under another name"
    dialog.kept()


def test_a_form_says_what_is_missing(ledger):
    dialog = ledger.act_add()
    dialog.submit()
    notes = dialog.form._notes
    assert "请填写姓名" in notes["name"].text()
    assert "请填写接收学校" in notes["to_school"].text()
    assert "请填写交流形式" in notes["mode"].text()
    dialog.kept()


def test_a_correction_changes_what_was_typed_and_nothing_else(ledger, qtbot, filled):
    before = stored(filled)["张三", "2024-09"]
    front(qtbot, ledger, "张三")
    dialog = ledger.act_edit()
    dialog.form.set_value("document_no", "瀛教〔2024〕15 号")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    after = stored(filled)["张三", "2024-09"]
    assert {name for name in before if before[name] != after[name]} == {"document_no"}


def test_a_team_goes_under_one_order(ledger, qtbot, filled):
    dialog = ledger.act_team()
    calm(qtbot, ledger)
    dialog.form.set_value("to_school", "沙岛教学点")
    dialog.form.set_value("team", "送教上岛队")
    dialog.form.set_value("document_no", "瀛教〔2025〕8 号")
    dialog.submit()
    assert "至少添加一名成员" in dialog.form.general.text()
    line = dialog.team.line
    line.setText("张三")
    line.editingFinished.emit()
    line.setText("李四")
    line.editingFinished.emit()
    assert [row["name"] for row in dialog.team.members] == ["张三"], "two of that name: choose"
    qtbot.waitUntil(lambda: line.text() == "")
    qtbot.keyClicks(line, "ls")
    assert len(line.completer().rows) == 2
    qtbot.keyClick(line.completer().popup(), Qt.Key.Key_Down)
    qtbot.keyClick(line.completer().popup(), Qt.Key.Key_Return)
    assert len(dialog.team.members) == 2
    qtbot.waitUntil(lambda: line.text() == "")
    dialog.team.add(dialog.team.choice.people.rows[0])
    assert len(dialog.team.members) == 2, "nobody goes twice"
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    sent = [row for row in stored(filled).values() if row["team"] == "送教上岛队"]
    assert {row["name"] for row in sent} == {"张三", "李四"}
    assert {row["mode"] for row in sent} == {"团队派驻"}
    assert all(row["id_number"] and row["from_school"] for row in sent)


def test_a_member_of_a_team_is_taken_out_again(ledger, qtbot):
    dialog = ledger.act_team()
    dialog.team.fill(2)
    calm(qtbot, ledger)
    dialog.team.table.selectRow(0)
    dialog.team.remove.click()
    assert len(dialog.team.members) == 1
    dialog.kept()


def test_the_receiving_school_assesses(ledger, qtbot, filled):
    front(qtbot, ledger, "张三")
    dialog = ledger.act_mid()
    dialog.form.set_value("grade", "合格")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    front(qtbot, ledger, "张三")
    ledger.drawer.details.link_clicked.emit("final")
    dialog = ledger.findChildren(FormDialog)[-1]
    dialog.form.set_value("grade", "优秀")
    dialog.form.set_value("on", "2025-11")
    dialog.form.set_value("achievements", "带出两名青年教师")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    row = stored(filled)["张三", "2024-09"]
    assert (row["mid_assessment"], row["mid_assessed_on"]) == ("合格", "2025-10-15")
    assert (row["assessment"], row["assessed_on"]) == ("优秀", "2025-11")
    assert row["achievements"] == "带出两名青年教师"
    front(qtbot, ledger, "张三")
    assert "优秀（2025-11）" in ledger.drawer.details.toPlainText()


def test_the_form_warns_of_people_away_already(ledger, qtbot):
    dialog = ledger.act_add()
    calm(qtbot, ledger)
    line = dialog.form.inputs["name"].widget
    line.setText("张三")
    line.editingFinished.emit()
    dialog.form.set_value("to_school", "芦荡小学")
    dialog.form.set_value("mode", "支教")
    dialog.form.set_value("start", "2025-10")
    dialog.form.recheck()
    assert "同一时间已在沙岛教学点" in dialog.form._notes["start"].text()
    dialog.kept()


def test_ending_early_and_removing(ledger, qtbot, filled, prompts):
    front(qtbot, ledger, "李四")
    dialog = ledger.act_end()
    dialog.form.set_value("on", "2025-10-10")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    row = stored(filled)["李四", "2025-09"]
    assert (row["end"], row["status"]) == ("2025-10-10", "提前结束")
    assert shown(ledger) == ["张三"]
    front(qtbot, ledger, "张三")
    prompts.answers.append(True)
    ledger.act_remove()
    calm(qtbot, ledger)
    assert ("张三", "2024-09") not in stored(filled)


def test_documents_hang_on_a_placement(ledger, qtbot, tmp_path):
    front(qtbot, ledger, "张三")
    source = tmp_path / "派遣通知.txt"
    source.write_text("派遣", encoding="utf-8")
    ledger.desk.attach([source])
    qtbot.waitUntil(lambda: ledger.drawer.documents.list.count() == 1, timeout=5000)


def test_export_and_print_keep_to_the_view(ledger):
    table = ledger.print_table()
    assert table.headings[:4] == ("序号", "姓名", "派出学校", "接收学校")
    assert len(table.rows) == 2


def test_a_read_only_store_offers_no_changes(filled, context, page):
    context.read_only = True
    made = page(CODE)
    made.panel.table.selectRow(0)
    for verb in ("add", "edit", "end", "remove", "reveal"):
        assert not made.commands[f"deployment.ledger.{verb}"].isEnabled()


def tab(qtbot, page, number):
    page.tabs.setCurrentIndex(number)
    calm(qtbot, page)


def test_the_six_duties_are_ticked(ledger, qtbot, filled):
    front(qtbot, ledger, "张三")
    assert "未登记" in ledger.drawer.details.toPlainText()
    ledger.drawer.details.link_clicked.emit("duties")
    dialog = ledger.findChildren(DutiesDialog)[-1]
    first, second = dialog.lines[:2]
    first.tick.click()
    assert first.on.text() == "2025-10-15"
    qtbot.keyClicks(second.detail, "x")
    assert second.tick.isChecked()
    second.on.setText("2025.13")
    dialog.submit()
    assert "不是日期" in dialog.fault.text()
    second.on.setText("2024-01")
    dialog.submit()
    qtbot.waitUntil(lambda: "早于" in dialog.fault.text())
    second.on.setText("2025.3")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    marks = filled.ask(lambda s: duties.duties_of(s, ledger.current_id()))
    assert [(m["done"], m["done_on"], m["detail"]) for m in marks[:3]] == [
        (True, "2025-10-15", None), (True, "2025-03", "x"), (False, None, None),
    ]  # fmt: skip
    assert "完成 2 项" in ledger.drawer.details.toPlainText()
    dialog = ledger.act_duties()
    dialog.lines[1].tick.click()
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    assert filled.ask(duties.duty_counts)[ledger.current_id()] == 1


def test_subsidies_ask_for_a_standard_then_add_up(ledger, qtbot, filled):
    tab(qtbot, ledger, ledger.subsidy_number)
    subsidies = ledger.subsidies
    assert subsidies.switch.key == "first"
    assert "还没有选用补贴标准" in subsidies.said.text()
    # September and October, the month under way counted; 跟岗 is not paid.
    shown_rows = subsidies.panel.model.shown()
    assert [(row["name"], row["months"]) for row in shown_rows] == [("张三", 2)]
    dialog = subsidies.ask_amounts()
    dialog.form.set_value("rate0", "500")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    row = subsidies.panel.model.shown()[0]
    assert (row["amount"], row["unit"]) == (1000, "元/月")
    assert "合计 1,000.00 元" in [count.text for count in subsidies.panel.strip.counts]
    table = ledger.print_table()
    assert table.title == "交流教师补贴发放表"
    assert table.rows[-1][1] == "合计"
    assert table.rows[-1][-2] == "1,000.00"
    assert table.headings[-1].replace("\u3000", "") == "签名"
    assert table.notes == ("合计金额大写：壹仟元整",)
    assert "*" in table.rows[0][2]
    export = ledger.exported()
    assert export.rows[-1]["name"] == "合计"
    assert export.rows[-1]["amount"] == 1000
    subsidies.switch.buttons["second"].click()
    calm(qtbot, ledger)
    assert "还没有开始" in subsidies.said.text()
    assert subsidies.panel.model.rowCount() == 0
    tab(qtbot, ledger, 0)
    front(qtbot, ledger, "张三")
    assert "500 元/月" in ledger.drawer.details.toPlainText()


def test_another_standard_is_chosen(ledger, qtbot):
    tab(qtbot, ledger, ledger.subsidy_number)
    dialog = ledger.subsidies.ask_standard()
    title = next(
        dialog.form.inputs["standard"].widget.itemText(n) for n in range(1, 9)
        if "蕉城" in dialog.form.inputs["standard"].widget.itemText(n)
    )  # fmt: skip
    dialog.form.set_value("standard", title)
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, ledger)
    assert title in ledger.subsidies.said.text()
    assert "补贴档次" in ledger.subsidies.panel.model.shown()[0]["explanation"]


def test_teaching_in_the_country_is_certified(ledger, qtbot, filled, prompts):
    tab(qtbot, ledger, ledger.rural_number)
    rows = ledger.experience.panel.model.shown()
    # 2024-09 to 2025-10: October has reached its fifteenth day.
    assert [(row["name"], row["months"]) for row in rows] == [("张三", 14)]
    prompts.answers.append("whole")
    ledger.experience.certificate.click()
    calm(qtbot, ledger)
    assert ledger.preview.isVisible()
    assert "农村任教经历证明" in ledger.preview.windowTitle()
    ledger.preview.close()
    entries = filled.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert entries[-1]["operation"] == "core.reveal_data"
    prompts.answers.append(None)
    ledger.experience.certify_selected()
    tab(qtbot, ledger, 0)
    front(qtbot, ledger, "张三")
    prompts.answers.append("masked")
    ledger.act_certificate()
    calm(qtbot, ledger)
    assert ledger.preview.isVisible()
    ledger.preview.close()


def test_a_line_of_subsidies_leads_to_its_placement(ledger, qtbot):
    tab(qtbot, ledger, ledger.subsidy_number)
    row = ledger.subsidies.panel.model.shown()[0]
    ledger.subsidies.panel.table.row_activated.emit(row)
    assert ledger.tabs.currentIndex() == 0
    assert ledger.current_id() == row["placement_id"]
