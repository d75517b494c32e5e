"""The needs page: the map, people and rule behind a cell, standards in a grid, second subjects."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from jtdesk.core.datasets import Ask
from jtdesk.deployment import curricula, staffing, standards
from jtdesk.deployment.standards_grids import TOTAL
from tests.deployment.rotation_world import ISLAND, LEAD, calm, fill

CODE = "deployment.needs"
# 6 classes x 42 periods over six grades / 14: one class a grade, 8+7+7+7+7+7 = 43 periods.
CHINESE_AT_LEAD = 43 / 14


@pytest.fixture
def needs(store, clock, page):
    fill(store)
    return page(CODE)


def test_the_map_is_need_against_available(needs):
    spec = needs.shown_map
    assert spec.rows == (LEAD, ISLAND)
    # 王五 is there, 张三 teaches on the island.
    assert spec.values[LEAD, "语文"] == pytest.approx(1 - CHINESE_AT_LEAD, abs=1e-3)
    assert spec.values[ISLAND, "语文"] == pytest.approx(2 - CHINESE_AT_LEAD / 2, abs=1e-3)
    assert "综合实践活动" not in spec.columns, "nobody is trained for it"
    both = spec.values[LEAD, "语文"] + spec.values[ISLAND, "语文"]
    assert spec.values["", "语文"] == pytest.approx(both)
    assert "最缺" in spec.title
    needs.what.buttons["need"].click()
    spec = needs.shown_map
    assert spec.values[LEAD, "语文"] == pytest.approx(CHINESE_AT_LEAD, abs=1e-3)
    assert "综合实践活动" in spec.columns
    needs.what.buttons["available"].click()
    assert needs.shown_map.values[LEAD, "语文"] == 1


def test_a_cell_tells_people_rule_and_who_has_too_many(needs, gone_to):
    needs.map.select(LEAD, "数学")
    text = needs.details.toPlainText()
    assert "李四" in text
    assert "周课时标准 14 节" in text
    needs.map.select(LEAD, "语文")
    assert "王五" in needs.details.toPlainText()
    assert "张三" not in needs.details.toPlainText()
    person = next(
        part.person for one in needs.view.found.of_school(LEAD) for part in one.parts
        if part.name == "王五"
    )  # fmt: skip
    needs.details.link_clicked.emit(f"person:{person}")
    assert gone_to == [("staff.teachers", {"id": person})]
    needs.details.link_clicked.emit(f"cell:{ISLAND}/语文")
    assert needs.map.current == (ISLAND, "语文")


@pytest.fixture
def gone_to(needs):
    found = []
    needs.context.navigate = lambda code, **arguments: found.append((code, arguments))
    return found


def test_a_school_has_its_posts_beside(needs):
    needs.map.select(LEAD, "")
    text = needs.details.toPlainText()
    # 240 pupils / 19 = 12.6: 13 posts; four of the lead school are there, three on establishment.
    assert "应核编制" in text
    assert "13 人" in text
    assert "少 10 人" in text
    needs.map.select("", "语文")
    assert "缺的学校" in needs.details.toPlainText()


def test_the_rows_behind_a_cell_are_shown(needs, qtbot):
    needs.map.select(LEAD, "语文")
    row = next(
        r for r in needs.view.found.cells.values() if (r.school, r.subject) == (LEAD, "语文")
    )
    needs.details.link_clicked.emit(f"rows:{row.id}")
    calm(qtbot, needs)
    rows = needs.rows.model.shown()
    assert [(r["school"], r["subject"]) for r in rows] == [(LEAD, "语文")]
    assert rows[0]["need"] == 3.07
    assert rows[0]["balance"] == -2.07


def test_the_keyboard_alone_walks_the_map(needs, qtbot):
    needs.map.select("", "")
    qtbot.keyClick(needs.map, Qt.Key.Key_Down)
    qtbot.keyClick(needs.map, Qt.Key.Key_Right)
    assert needs.map.current == (LEAD, "语文")
    assert "王五" in needs.details.toPlainText()


def test_navigation_selects_a_cell(needs):
    needs.what.buttons["need"].click()
    needs.open_with(school=ISLAND, subject="数学")
    assert needs.map.current == (ISLAND, "数学")
    assert needs.what.key == "balance"


def test_a_page_opened_with_a_cell_selects_it_once_loaded(store, clock, context, qtbot):
    from jtdesk.app.context import page_spec
    from jtdesk.ui.page import build_page

    fill(store)
    made = build_page(page_spec(CODE), context)
    qtbot.addWidget(made)
    made.open_with(school=ISLAND, subject="数学")
    made.show()
    calm(qtbot, made)
    assert made.map.current == (ISLAND, "数学")


def test_periods_are_typed_into_the_grid_and_kept_as_a_copy(needs, qtbot, store):
    dialog = needs.act_standards()
    qtbot.waitUntil(lambda: dialog.periods.known is not None)
    model = dialog.periods.model
    assert model.rows[0][0] == TOTAL
    assert not dialog.keep_button.isEnabled()
    first = next(n for n, row in enumerate(model.rows) if row[0] == "语文")
    total = float(model.rows[0][1])
    assert model.setData(model.index(first, 1), "9.5")
    assert float(model.rows[0][1]) == total + 1.5
    assert not model.setData(model.index(first, 1), "很多")
    assert "不是数字" in dialog.periods.fault.text()
    assert not model.setData(model.index(first, 1), "99")
    assert not model.setData(model.index(0, 1), "1"), "totals are reckoned"
    assert "已在原标准上修改" in dialog.periods.state.text()
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.keep()
    calm(qtbot, needs)
    chosen = store.ask(lambda s: standards.standard_in_force(s, "curricula", 2025))
    assert chosen.edited
    assert curricula.curriculum(chosen.body).weekly("语文", 1) == 9.5
    spec = needs.shown_map
    assert spec.values[LEAD, "语文"] == pytest.approx(1 - 44.5 / 14, abs=1e-3)
    undone = store.ask(lambda s: standards.chosen_standards(s, "curricula"))
    assert len(undone) == 1


def test_another_standard_is_chosen_and_a_load_changed(needs, qtbot, store):
    dialog = needs.act_standards()
    qtbot.waitUntil(lambda: dialog.loads.known is not None)
    dialog.periods.which.setCurrentIndex(dialog.periods.which.findData("shandong"))
    dialog.periods.which.activated.emit(dialog.periods.which.currentIndex())
    load = dialog.loads.model
    assert load.setData(load.index(0, 2), "15")
    assert not load.setData(load.index(0, 2), "0")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.keep()
    calm(qtbot, needs)
    plan = store.ask(lambda s: standards.standard_in_force(s, "curricula", 2025))
    assert (plan.code, plan.edited) == ("shandong", False)
    kept = store.ask(lambda s: standards.standard_in_force(s, "loads", 2025))
    assert kept.edited
    assert kept.body["load"][0]["periods"] == 15


def test_subjects_come_and_go_and_blocks_are_pasted(needs, qtbot, prompts):
    dialog = needs.act_standards()
    qtbot.waitUntil(lambda: dialog.periods.known is not None)
    before = [row[0] for row in dialog.periods.model.rows]
    dialog.subject.setCurrentIndex(0)
    word = dialog.subject.currentText()
    dialog._on_add()
    assert [row[0] for row in dialog.periods.model.rows] == [*before, word]
    grid = dialog.periods.grid
    grid.setCurrentIndex(dialog.periods.model.index(len(before), 1))
    grid.paste([["1", "2", "0.5"]])
    assert dialog.periods.model.rows[-1][1:4] == ["1", "2", "0.5"]
    dialog._on_drop()
    assert [row[0] for row in dialog.periods.model.rows] == before
    dialog.periods.grid.setCurrentIndex(dialog.periods.model.index(1, 1))
    dialog._on_drop()
    prompts.answers.append(False)
    dialog.reject()
    assert dialog.isVisible(), "what was typed is not lost without asking"
    prompts.answers.append(True)
    dialog.reject()
    assert not dialog.isVisible()


def test_a_second_subject_is_added_edited_and_removed(needs, qtbot, store, prompts):
    dialog = needs.act_share()
    qtbot.waitUntil(lambda: not needs.context.ops.busy)
    dialog.form.set_value("name", "不在册的人")
    dialog.form.set_value("subject", "美术")
    dialog.form.set_value("periods", "4")
    dialog.submit()
    assert "名册" in dialog.form._notes["name"].text()
    dialog.form.set_value("name", "李四")
    dialog.form.inputs["name"].widget.editingFinished.emit()
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    needs.tabs.setCurrentIndex(3)
    calm(qtbot, needs)
    assert [(r["name"], r["subject"]) for r in needs.shares.model.shown()] == [("李四", "美术")]
    assert needs.shown_map.values[LEAD, "美术"] == pytest.approx(4 / 18 - 12 / 18, abs=0.3)
    needs.shares.table.selectRow(0)
    assert needs.commands["deployment.needs.edit_share"].isEnabled()
    dialog = needs.act_edit_share()
    dialog.form.set_value("periods", "6")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, needs)
    prompts.answers.append(True)
    needs.shares.table.selectRow(0)
    needs.act_remove_share()
    calm(qtbot, needs)
    assert store.ask(lambda s: staffing.subject_shares(s, Ask())) == []


def test_the_map_is_exported_and_printed_as_a_table(needs, qtbot, prompts, tmp_path):
    export = needs.exported()
    assert export.columns[0].title == "学校"
    assert export.columns[-1].title == TOTAL
    assert export.rows[0]["语文"] == -2.1
    prompts.answers.append(tmp_path / "余缺.xlsx")
    needs.act_export()
    qtbot.waitUntil((tmp_path / "余缺.xlsx").is_file, timeout=10000)
    calm(qtbot, needs)
    assert len(needs.print_table().rows) == 3


def test_who_counts_nowhere_is_told(needs, qtbot):
    needs.tabs.setCurrentIndex(4)
    calm(qtbot, needs)
    assert [row for row in needs.left_out.model.shown() if not row["why"]] == []
    needs.tabs.setCurrentIndex(2)
    calm(qtbot, needs)
    assert [row["school"] for row in needs.posts.model.shown()] == [LEAD, ISLAND]


def test_without_classes_the_page_says_where_to_fill_them_in(store, page, context):
    from jtdesk.schools.service import SchoolDraft, add_school

    gone = []
    context.navigate = lambda code, **arguments: gone.append(code)
    store.do(add_school, SchoolDraft({"name": LEAD, "kind": "小学"}, "2025-09-01"))
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[1].click()
    assert gone == ["schools.members"]


def test_a_read_only_store_lets_standards_be_seen_not_kept(store, clock, context, page, qtbot):
    fill(store)
    context.read_only = True
    made = page(CODE)
    assert not made.commands["deployment.needs.share"].isEnabled()
    dialog = made.act_standards()
    qtbot.waitUntil(lambda: dialog.periods.known is not None)
    dialog.periods.model.setData(dialog.periods.model.index(1, 1), "9")
    assert not dialog.keep_button.isEnabled()
