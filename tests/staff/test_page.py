"""The staff page on a real store: list, drawer, forms, reveal, duplicates, documents, figures."""

from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.core.journal import journal_entry
from jtdesk.schools.service import SchoolDraft, add_school
from jtdesk.staff import figures, queries
from jtdesk.staff.service import TeacherDraft, add_teacher

CODE = "staff.teachers"
PEOPLE = (
    {"name": "张三", "id_number": "11010519491231002X", "school": "堡南小学", "subject": "语文", "title": "高级教师", "phone": "19912346352", "establishment": "在编", "backbone_level": "市级"},
    {"name": "李四", "gender": "女", "birth_date": "1990-03", "school": "芦荡小学", "subject": "数学", "title": "二级教师", "establishment": "编外"},
    {"name": "赵小明", "gender": "男", "birth_date": "1999-05-01", "school": "芦荡小学", "subject": "语文"},
)  # fmt: skip


@pytest.fixture
def filled(store, clock):
    clock.set("2025-10-15")
    for name in ("堡南小学", "芦荡小学"):
        store.do(add_school, SchoolDraft({"name": name}, "2025-09-01"))
    for person in PEOPLE:
        store.do(add_teacher, TeacherDraft(person, "2025-09-01"))
    return store


@pytest.fixture
def staff(filled, page):
    return page(CODE)


def calm(qtbot, page):
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=10000)


def shown(page):
    return [row["name"] for row in page.panel.model.shown()]


def people(store):
    rows = store.ask(lambda session: queries.staff(session, Ask()))
    return {row["name"]: row for row in rows}


def front(page, name):
    row = next(r for r in page.panel.model.shown() if r["name"] == name)
    page.panel.table.select_ids([row["id"]])
    page.load_detail()


def test_the_list_counts_and_filters(staff, qtbot):
    assert shown(staff) == ["张三", "李四", "赵小明"]
    texts = [count.text for count in staff.panel.strip.counts]
    assert texts[0] == "3 人"
    assert "县级及以上骨干 1 人（33%）" in texts
    qtbot.keyClicks(staff.panel.table, "zxm")
    qtbot.waitUntil(lambda: shown(staff) == ["赵小明"])


def test_an_empty_store_offers_next_steps(page, context):
    gone = []
    context.navigate = lambda code, **arguments: gone.append(code)
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[0].click()
    made.empty.buttons[1].click()
    assert gone == ["intake.wizard", "submissions.forms"]


def test_the_drawer_masks_until_the_looking_is_written_down(staff, qtbot, filled):
    front(staff, "张三")
    calm(qtbot, staff)
    assert "110***********002X" in staff.drawer.details.toPlainText()
    assert "11010519491231002X" not in staff.drawer.details.toPlainText()
    staff.drawer.details.link_clicked.emit("reveal")
    calm(qtbot, staff)
    assert "11010519491231002X" in staff.drawer.details.toPlainText()
    codes = filled.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert codes[-1]["operation"] == "staff.reveal"
    # Only that row is shown in full.
    number = staff.panel.model.rowset.by_name["phone"]
    cells = [staff.panel.model.text(row, number) for row in staff.panel.model.shown()]
    assert cells == ["19912346352", "", ""]


def test_history_tab_tells_what_was_done(staff, qtbot):
    front(staff, "张三")
    staff.drawer.show_tab("history")
    calm(qtbot, staff)
    assert "新增教职工" in staff.drawer.history.toPlainText()


def test_a_person_is_added_through_the_form(staff, qtbot, filled):
    dialog = staff.act_add()
    dialog.submit()
    assert "请填写姓名" in dialog.form._notes["name"].text()
    dialog.form.set_value("name", "王五")
    dialog.form.set_value("id_number", "110105194912310021")
    dialog.submit()
    assert dialog.isVisible(), "a wrong check digit is refused"
    dialog.form.set_value("id_number", "")
    dialog.form.set_value("school", "芦荡小学")
    dialog.form.set_value("school_since", "2019.9")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    assert "王五" in shown(staff)
    assert people(filled)["王五"]["school_since"] == "2019-09"


def test_an_id_number_somebody_else_has_keeps_the_form_open(staff, qtbot):
    dialog = staff.act_add()
    dialog.form.set_value("name", "王五")
    dialog.form.set_value("id_number", "11010519491231002X")
    dialog.submit()
    calm(qtbot, staff)
    assert dialog.isVisible()
    assert "张三" in dialog.form._notes["id_number"].text()
    dialog.kept()


def test_a_correction_changes_what_was_typed_and_nothing_else(staff, qtbot, filled):
    before = people(filled)["张三"]
    front(staff, "张三")
    calm(qtbot, staff)
    dialog = staff.act_edit()
    dialog.form.set_value("title", "正高级教师")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    after = people(filled)["张三"]
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"title"}
    assert after["id_number"] == "11010519491231002X", "the mask is not what is kept"


def test_a_change_from_a_day_keeps_the_past(staff, qtbot, filled):
    front(staff, "李四")
    calm(qtbot, staff)
    dialog = staff.act_edit()
    dialog.form.set_value("title", "一级教师")
    dialog.statement.change.setChecked(True)
    dialog.statement.day.setText("2025-10-01")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    past = filled.ask(lambda s: queries.staff(s, Ask(as_of="2025-09-10")))
    assert {r["name"]: r["title"] for r in past}["李四"] == "二级教师"
    assert people(filled)["李四"]["title"] == "一级教师"


def test_moving_and_leaving(staff, qtbot, filled):
    front(staff, "赵小明")
    calm(qtbot, staff)
    dialog = staff.act_move()
    dialog.form.set_value("school", "堡南小学")
    dialog.form.set_value("on", "2025.10")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    assert people(filled)["赵小明"]["school"] == "堡南小学"
    front(staff, "赵小明")
    calm(qtbot, staff)
    dialog = staff.act_leave()
    dialog.form.set_value("on", "2025-10-10")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    assert "赵小明" not in shown(staff)


def test_an_honour_is_added_and_corrected(staff, qtbot, filled):
    front(staff, "李四")
    calm(qtbot, staff)
    dialog = staff.edit_honour("")
    dialog.form.set_value("title", "骨干教师")
    dialog.form.set_value("level", "县级")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    assert people(filled)["李四"]["backbone_level"] == "县级"
    front(staff, "李四")
    calm(qtbot, staff)
    dialog = staff.edit_honour(staff.detail.honours[0]["id"])
    dialog.form.set_value("level", "市级")
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, staff)
    assert people(filled)["李四"]["backbone_level"] == "市级"


def test_duplicates_are_judged_and_merged(filled, page, prompts, qtbot):
    twin = {
        "name": "李四",
        "birth_date": "1990-03",
        "gender": "女",
        "school": "堡南小学",
        "phone": "19900001111",
    }
    filled.do(add_teacher, TeacherDraft(twin, "2025-09-01"))
    made = page(CODE)
    dialog = made.act_duplicates()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.different.click()
    qtbot.waitUntil(lambda: dialog.model.row(0)["verdict"] == "不同人")
    prompts.answers.append("first")
    dialog.same.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    calm(qtbot, made)
    assert shown(made).count("李四") == 1
    dialog.accept()


def test_documents_go_in_and_out(staff, qtbot, prompts, tmp_path, filled):
    front(staff, "张三")
    calm(qtbot, staff)
    source = tmp_path / "聘书.txt"
    source.write_text("聘为校长", encoding="utf-8")
    staff.desk.attach([source])
    qtbot.waitUntil(lambda: staff.drawer.documents.list.count() == 1, timeout=5000)
    copy = tmp_path / "另存.txt"
    prompts.answers.append(copy)
    staff.drawer.documents.save.click()
    qtbot.waitUntil(copy.is_file)
    assert copy.read_text(encoding="utf-8") == "聘为校长"
    prompts.answers.append(True)
    staff.drawer.documents.remove.click()
    qtbot.waitUntil(lambda: staff.drawer.documents.list.count() == 0, timeout=5000)


def test_another_day_shows_another_list(staff, qtbot):
    staff.context.frame.set(year=2020, as_of="2020-09-01")
    calm(qtbot, staff)
    assert staff.panel.model.rowCount() <= 3
    assert staff.stack.currentWidget() is staff.tabs, "an early day is not an empty store"


def test_a_hidden_page_turns_stale_and_loads_when_shown(staff, qtbot, filled):
    staff.hide()
    staff.context.ops.do(
        add_teacher, TeacherDraft({"name": "王五", "school": "芦荡小学"}, "2025-09-01")
    )
    calm(qtbot, staff)
    assert staff.stale
    assert "王五" not in shown(staff)
    staff.show()
    calm(qtbot, staff)
    assert "王五" in shown(staff)


def test_navigation_selects_a_person_behind_filters(staff, qtbot, filled):
    wanted = people(filled)["赵小明"]["id"]
    staff.panel.filter.setText("张三")
    qtbot.waitUntil(lambda: shown(staff) == ["张三"])
    staff.open_with(id=wanted)
    assert staff.current_id() == wanted


def test_export_is_masked_unless_asked_for(staff, qtbot, prompts, tmp_path, filled):
    prompts.answers.extend(["masked", tmp_path / "名册.csv"])
    staff.act_export()
    calm(qtbot, staff)
    assert "11010519491231002X" not in (tmp_path / "名册.csv").read_text(encoding="utf-8-sig")
    prompts.answers.extend(["whole", tmp_path / "全.xlsx"])
    staff.act_export()
    qtbot.waitUntil((tmp_path / "全.xlsx").is_file, timeout=10000)
    calm(qtbot, staff)
    entries = filled.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert entries[-1]["operation"] == "core.reveal_data"


def test_a_pasted_block_goes_to_the_import_preview(staff, prompts):
    gone = []
    staff.context.navigate = lambda code, **arguments: gone.append((code, arguments))
    prompts.answers.append(True)
    staff.panel.table.pasted.emit([["姓名", "性别", "现任学校"], ["钱七", "男", "芦荡小学"]])
    code, arguments = gone[0]
    assert code == "intake.wizard"
    text = arguments["files"][0].read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["姓名,性别,现任学校", "钱七,男,芦荡小学"]
    prompts.answers.append(True)
    staff.panel.table.pasted.emit([["钱七", "芦荡小学"]])
    text = gone[1][1]["files"][0].read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "姓名,现任学校"


def test_printing_has_every_row_and_heading(staff):
    table = staff.print_table()
    assert table.headings[:3] == ("序号", "姓名", "现任学校")
    assert len(table.rows) == 3
    assert table.rows[0][1:3] == ("张三", "堡南小学")
    number = table.headings.index("身份证号")
    assert table.rows[0][number] == "110***********002X"


def test_the_figures_add_up(filled, context):
    rows = filled.ask(lambda s: queries.staff(s, Ask()))
    made = figures.figures(rows, "2025-10-15", context.codes, ["堡南小学", "芦荡小学"])
    pyramid, titles, backbone, subjects = made
    assert sum(v for one in pyramid.series for v in one.values) == 3
    assert len(pyramid.all_rows()) == 3
    assert sum(v for one in titles.series for v in one.values) == 3
    assert "1 人" in backbone.title
    assert "33.3%" in backbone.title
    assert subjects.categories[0] == "语文"
    assert subjects.series[0].values == (2.0, 1.0)


def test_figures_of_nobody_do_not_fail(context):
    made = figures.figures([], "2025-10-15", context.codes, [])
    assert all(spec.empty for spec in made)


def test_a_figure_leads_to_its_rows(staff, qtbot):
    staff.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: not staff.loading and not staff.context.ops.busy, timeout=20000)
    staff.charts.views[3].canvas.bar_clicked.emit("教职工", "语文")
    assert sorted(shown(staff)) == ["张三", "赵小明"]
    assert staff.tabs.currentIndex() == 0


def test_a_read_only_store_offers_no_changes(filled, context, page):
    context.read_only = True
    made = page(CODE)
    made.panel.table.selectRow(0)
    assert not made.commands["staff.add"].isEnabled()
    assert not made.commands["staff.edit"].isEnabled()
    assert not made.commands["staff.reveal"].isEnabled()
    assert made.commands["staff.duplicates"].isEnabled()
