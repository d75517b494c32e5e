"""The member schools page on a real store: list, facts, ways, agreements, figures."""

from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.schools import figures, panels, queries
from jtdesk.schools.service import FactsEntry, SchoolDraft, add_school, set_facts

CODE = "schools.members"
SCHOOLS = (
    {"name": "瀛东实验学校", "role": "核心校", "kind": "九年一贯制学校", "order": 1},
    {"name": "芦荡小学", "role": "成员校", "kind": "小学", "order": 2, "travel_minutes": 55, "phone": "19912340000"},
    {"name": "沙岛教学点", "role": "成员校", "kind": "教学点", "order": 3, "island": True},
)  # fmt: skip


@pytest.fixture
def filled(store, clock):
    clock.set("2025-10-15")
    for values in SCHOOLS:
        store.do(add_school, SchoolDraft(values, "2025-09-01"))
    ids = store.ask(queries.school_ids)
    facts = {"students": 60, "classes": 3, "teachers": 6}
    store.do(set_facts, FactsEntry(ids["沙岛教学点"], "2025-09-01", facts))
    facts = {"students": 740, "classes": 20, "teachers": 50}
    store.do(set_facts, FactsEntry(ids["瀛东实验学校"], "2025-09-01", facts))
    return store


@pytest.fixture
def members(filled, page):
    return page(CODE)


def calm(qtbot, page):
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=10000)


def front(page, name):
    row = next(r for r in page.panel.model.shown() if r["name"] == name)
    page.panel.table.select_ids([row["id"]])
    page.load_detail()


def keep(qtbot, dialog):
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()


def test_schools_stand_in_bureau_order_with_their_figures(members):
    names = [row["name"] for row in members.panel.model.shown()]
    assert names == ["瀛东实验学校", "芦荡小学", "沙岛教学点"]
    texts = [count.text for count in members.panel.strip.counts]
    assert texts[:2] == ["3 所", "在校生 800 人"]
    assert "小规模 1 所" in texts
    small = next(count for count in members.panel.strip.counts if "小规模" in count.text)
    members.panel.strip.picked.emit(dict(small.facets))
    assert [row["name"] for row in members.panel.model.shown()] == ["沙岛教学点"]


def test_the_drawer_tells_facts_ways_and_size(members, qtbot):
    front(members, "沙岛教学点")
    calm(qtbot, members)
    text = members.drawer.details.toPlainText()
    assert "60" in text
    assert "不足 100 人" in text
    front(members, "芦荡小学")
    calm(qtbot, members)
    text = members.drawer.details.toPlainText()
    assert "199****0000" in text
    assert "55 分钟" in text


def test_a_school_is_added_and_a_double_name_refused(members, qtbot):
    dialog = members.act_add()
    dialog.form.set_value("name", "芦荡小学")
    dialog.submit()
    calm(qtbot, members)
    assert "已经有一所学校" in dialog.form._notes["name"].text()
    dialog.form.set_value("name", "长屿学校")
    keep(qtbot, dialog)
    calm(qtbot, members)
    assert "长屿学校" in [row["name"] for row in members.panel.model.shown()]


def test_the_school_code_is_warned_about_while_typing(members, qtbot):
    dialog = members.act_add()
    dialog.form.set_value("code", "12345")
    with qtbot.waitSignal(dialog.form.changed, timeout=2000):
        pass
    assert "10 位" in dialog.form._notes["code"].text()
    dialog.kept()


def test_facts_are_filled_for_a_day(members, qtbot, filled):
    front(members, "芦荡小学")
    calm(qtbot, members)
    dialog = members.act_facts()
    assert "junior_classes" not in dialog.form.inputs, "a primary school has no junior classes"
    dialog.form.set_value("as_of", "2025.9")
    dialog.form.set_value("students", "137")
    keep(qtbot, dialog)
    calm(qtbot, members)
    facts = filled.ask(lambda s: queries.school_facts(s, Ask()))
    assert {r["school"]: (r["as_of"], r["students"]) for r in facts}["芦荡小学"] == (
        "2025-09-01",
        137,
    )


def test_leaving_the_group(members, qtbot):
    front(members, "芦荡小学")
    calm(qtbot, members)
    dialog = members.act_leave()
    dialog.form.set_value("on", "2025-10-01")
    keep(qtbot, dialog)
    calm(qtbot, members)
    assert "芦荡小学" not in [row["name"] for row in members.panel.model.shown()]


def test_ways_between_schools(members, qtbot, prompts):
    members.tabs.setCurrentIndex(2)
    calm(qtbot, members)
    travel = members.travel
    assert travel.table.rows.index(1, 1).data() == "55"
    assert travel.table.rows.index(0, 2).data() == "55", "one statement serves both directions"
    dialog = travel.edit(("芦荡小学", "沙岛教学点"))
    dialog.form.set_value("minutes", "95")
    dialog.form.set_value("means", "船")
    dialog.form.set_value("first_arrival", "八点")
    dialog.submit()
    calm(qtbot, members)
    assert "08:10" in dialog.form._notes["first_arrival"].text()
    dialog.form.set_value("first_arrival", "08:10")
    keep(qtbot, dialog)
    calm(qtbot, members)
    assert travel.table.rows.index(2, 2).data() == "95 船"
    assert "08:10" in str(travel.table.rows.index(2, 2).data(3))
    travel.table.setCurrentIndex(travel.table.rows.index(2, 2))
    prompts.answers.append(True)
    travel.remove.click()
    calm(qtbot, members)
    qtbot.waitUntil(lambda: travel.table.rows.index(2, 2).data() == "")


def test_agreements_with_their_expiry(members, qtbot, prompts):
    members.tabs.setCurrentIndex(3)
    calm(qtbot, members)
    agreements = members.agreements
    dialog = agreements.edit(None)
    dialog.form.set_value("lead_school", "瀛东实验学校")
    dialog.form.set_value("member_school", "芦荡小学")
    dialog.form.set_value("start", "2023-09")
    dialog.form.set_value("end", "2022-09")
    dialog.submit()
    assert dialog.isVisible()
    dialog.form.set_value("end", "2025-12")
    keep(qtbot, dialog)
    calm(qtbot, members)
    row = agreements.panel.model.row(0)
    assert (row["status"], row["due"]) == ("执行中", "caution")
    agreements.panel.table.selectRow(0)
    dialog = agreements.edit(agreements.panel.table.current_row())
    dialog.form.set_value("end", "2025-08")
    keep(qtbot, dialog)
    calm(qtbot, members)
    row = agreements.panel.model.row(0)
    assert (row["status"], row["due"]) == ("已到期", "bad")
    agreements.panel.table.selectRow(0)
    prompts.answers.append(True)
    agreements.buttons[3].click()
    calm(qtbot, members)
    assert agreements.panel.model.rowCount() == 0


@pytest.mark.parametrize(
    ("end", "status", "mark"),
    [
        (None, "执行中", ""), ("2025-09", "已到期", "bad"), ("2025-10", "执行中", "caution"),
        ("2026-01-10", "执行中", "caution"), ("2026-03", "执行中", ""), ("2025-01", "已终止", ""),
    ],
)  # fmt: skip
def test_when_an_agreement_wants_a_look(end, status, mark):
    assert panels.expiring({"end": end, "status": status}, "2025-10-15") == mark


def test_exports_follow_the_tab_in_front(members, qtbot):
    members.tabs.setCurrentIndex(1)
    calm(qtbot, members)
    assert members.exported().title == "年度数据"
    assert len(members.exported().rows) == 2
    members.tabs.setCurrentIndex(2)
    assert not members._of_list["打印"].isEnabled()
    members.tabs.setCurrentIndex(0)
    assert members.exported().title == "成员校名册"


def test_the_figures_state_what_they_show(filled):
    facts = filled.ask(lambda s: queries.school_facts(s, Ask(as_of="2025-10-15")))
    pupils, ratio, size, rooms = figures.figures(facts, "2025-10-15")
    assert pupils.title == "2 所学校在校生 800 人，瀛东实验学校最多，占 92%"
    assert ratio.series[0].values == (740 / 50, 10.0)
    assert "瀛东实验学校最高（37.0）" in size.title
    assert rooms.empty


def test_pages_of_an_empty_store_do_not_fail(page, qtbot):
    made = page(CODE)
    for number in range(made.tabs.count()):
        made.tabs.setCurrentIndex(number)
        calm(qtbot, made)
    assert made.stack.currentWidget() is made.empty
