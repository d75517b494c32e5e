"""A day's work in the window: find, correct, look back, undo, paste, attach, export, report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jtdesk.core.datasets import Ask
from tests.journeys.hands import count, go, names, press, settle

SCHOOLS, STAFF, DEPLOYMENT, _CALENDAR, INTAKE, FORMS, HISTORY = range(1, 8)


def person(desk: Any, name: str, as_of: str | None = None) -> dict[str, Any]:
    dataset = desk.workplace.context.catalogue.dataset("staff")
    rows = desk.workplace.store.ask(lambda s: dataset.ask(s, Ask(as_of=as_of)))
    return next(row for row in rows if row["name"] == name)


def as_of(qtbot: Any, desk: Any, day: str) -> None:
    """Turn the date switch in the top bar."""
    combo = desk.window.topbar.as_of
    if combo.findData(day) < 0:
        combo.addItem(day, day)
    combo.setCurrentIndex(combo.findData(day))
    combo.activated.emit(combo.currentIndex())
    settle(qtbot, desk)


def front(qtbot: Any, desk: Any, page: Any, name: str) -> None:
    row = next(row for row in page.panel.model.shown() if row["name"] == name)
    page.panel.table.select_ids([row["id"]])
    page.load_detail()
    settle(qtbot, desk)


def only_name(page: Any) -> str:
    """Return a name that nobody else has."""
    found = names(page)
    return next(name for name in found if found.count(name) == 1)


def test_find_narrow_and_sort(qtbot: Any, practising: Any):
    page = go(qtbot, practising, STAFF)
    row = page.panel.model.shown()[7]
    page.panel.table.setFocus()
    qtbot.keyClicks(page.panel.table, row["initials"].split()[0].lower())
    qtbot.waitUntil(lambda: 0 < len(names(page)) < 60)
    assert row["name"] in names(page)
    page.panel.filter.clear()
    qtbot.waitUntil(lambda: len(names(page)) == 60)

    popup = page.panel.facets.open("title")
    word = next(
        popup.list.item(at)
        for at in range(popup.list.count())
        if popup.list.item(at).data(Qt.ItemDataRole.UserRole) == "高级教师"
    )
    word.setCheckState(Qt.CheckState.Checked)
    popup.close()
    assert {row["title"] for row in page.panel.model.shown()} == {"高级教师"}
    page.panel.table.sort_by("age", descending=True)
    ages = [row["age"] for row in page.panel.model.shown()]
    assert ages == sorted(ages, reverse=True)
    press(qtbot, page, "清除筛选")
    assert len(names(page)) == 60


def test_correct_then_change_from_a_day_and_look_back(qtbot: Any, practising: Any):
    page = go(qtbot, practising, STAFF)
    name = only_name(page)
    old = person(practising, name)["title"]
    wrong, new = ("一级教师", "高级教师") if old != "一级教师" else ("二级教师", "高级教师")

    front(qtbot, practising, page, name)
    dialog = page.act_edit()
    dialog.form.set_value("title", wrong)
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.submit()
    settle(qtbot, practising)
    # A correction is true of the past as well.
    assert person(practising, name, "2025-09-01")["title"] == wrong

    front(qtbot, practising, page, name)
    dialog = page.act_edit()
    dialog.form.set_value("title", new)
    dialog.statement.change.setChecked(True)
    dialog.statement.day.setText("2026.3")
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.submit()
    settle(qtbot, practising)
    assert person(practising, name)["title"] == new

    # One switch in the top bar changes every list.
    as_of(qtbot, practising, "2025-09-01")
    row = next(row for row in page.panel.model.shown() if row["name"] == name)
    assert row["title"] == wrong
    assert "2025" in go(qtbot, practising, FORMS).counts.counts[1].text
    page = go(qtbot, practising, STAFF)
    as_of(qtbot, practising, "")
    row = next(row for row in page.panel.model.shown() if row["name"] == name)
    assert row["title"] == new


def test_every_list_follows_the_date(qtbot: Any, practising: Any):
    members = go(qtbot, practising, SCHOOLS)
    assert len(names(members)) == 4
    as_of(qtbot, practising, "2001-09-01")
    assert names(members) == []
    assert "换一个日期" in members.panel.table.empty_text
    assert names(go(qtbot, practising, STAFF)) == []
    as_of(qtbot, practising, "")
    assert len(names(practising.current)) == 60
    assert len(names(go(qtbot, practising, SCHOOLS))) == 4


def test_undo_and_redo_by_key(qtbot: Any, practising: Any):
    page = go(qtbot, practising, STAFF)
    dialog = page.act_add()
    dialog.form.set_value("name", "试一人")
    dialog.form.set_value("school", page.panel.model.shown()[0]["school"])
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.submit()
    settle(qtbot, practising)
    assert "试一人" in names(page)
    top = practising.window.topbar
    qtbot.waitUntil(lambda: "新增教职工" in top.undo.text())
    practising.actions.made["window.undo"].trigger()
    qtbot.waitUntil(lambda: "试一人" not in names(page), timeout=10000)
    qtbot.waitUntil(top.redo.isEnabled)
    practising.actions.made["window.redo"].trigger()
    qtbot.waitUntil(lambda: "试一人" in names(page), timeout=10000)


def test_a_block_copied_in_excel_comes_in_with_a_preview(qtbot: Any, practising: Any, prompts: Any):
    page = go(qtbot, practising, STAFF)
    school = page.panel.model.shown()[0]["school"]
    QApplication.clipboard().setText(
        f"姓名\t性别\t出生年月\t现任学校\r\n贾一\t女\t1990.5\t{school}\r\n贾二\t男\t去年\t{school}\r\n"
    )
    prompts.answers.append(True)
    page.panel.table.setFocus()
    page.panel.table.paste()
    settle(qtbot, practising)
    wizard = practising.current
    assert wizard.objectName() == "intake.wizard"
    assert "新增 1" in wizard.summary.text()
    assert "拒绝 1" in wizard.summary.text()
    before = count(practising, "staff")
    prompts.answers.extend([True] * 2)
    press(qtbot, wizard, "导入")
    settle(qtbot, practising)
    assert count(practising, "staff") == before + 1
    # What was copied from the list pastes into Excel: a block with tabs, numbers as text.
    page = go(qtbot, practising, STAFF)
    front(qtbot, practising, page, "贾一")
    page.panel.table.copy(headings=True)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["姓名", "现任学校"]
    assert lines[1].split("\t")[:2] == ["贾一", school]


def test_a_document_is_attached_and_read_again(
    qtbot: Any, practising: Any, prompts: Any, tmp_path: Path
):
    page = go(qtbot, practising, STAFF)
    front(qtbot, practising, page, only_name(page))
    page.drawer.show_tab("documents")
    scan = tmp_path / "聘书.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    prompts.answers.append([scan])
    page.drawer.documents.add_asked.emit()
    qtbot.waitUntil(lambda: count(practising, "documents") == 1, timeout=10000)
    settle(qtbot, practising)
    prompts.answers.append(tmp_path / "另存.pdf")
    document = page.detail.documents[0]["id"]
    page.drawer.documents.save_asked.emit(document)
    qtbot.waitUntil((tmp_path / "另存.pdf").is_file, timeout=10000)
    settle(qtbot, practising)
    assert (tmp_path / "另存.pdf").read_bytes() == scan.read_bytes()


def test_doubles_are_found_and_the_verdict_is_kept(qtbot: Any, practising: Any):
    page = go(qtbot, practising, STAFF)
    twin = person(practising, only_name(page))
    dialog = page.act_add()
    for name in ("name", "birth_date", "gender"):
        dialog.form.set_value(name, twin[name])
    dialog.form.set_value(
        "school",
        next(r["school"] for r in page.panel.model.shown() if r["school"] != twin["school"]),
    )
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.submit()
    settle(qtbot, practising)
    finder = page.act_duplicates()
    qtbot.waitUntil(lambda: finder.model.rowCount() > 0, timeout=10000)
    assert twin["name"] in {row["name"] for row in finder.model.shown()}
    pairs = finder.model.rowCount()
    qtbot.mouseClick(finder.different, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            finder.model.rowCount() < pairs or any(row["verdict"] for row in finder.model.shown())
        ),
        timeout=10000,
    )
    settle(qtbot, practising)
    finder.accept()


def test_the_list_is_exported_and_the_form_filled(
    qtbot: Any, practising: Any, prompts: Any, tmp_path: Path
):
    from openpyxl import load_workbook

    page = go(qtbot, practising, STAFF)
    prompts.answers.extend(["masked", tmp_path / "名册.xlsx"])
    page.act_export()
    settle(qtbot, practising)
    sheet = load_workbook(tmp_path / "名册.xlsx").active
    texts = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert sum("*" in text for text in texts) >= 60
    assert names(page)[0] in texts

    forms = go(qtbot, practising, FORMS)
    prompts.answers.append(tmp_path / "花名册.xlsx")
    forms.commands["submissions.fill"].trigger()
    qtbot.waitUntil((tmp_path / "花名册.xlsx").is_file, timeout=20000)
    settle(qtbot, practising)
    prompts.answers.append("王老师")
    forms.commands["submissions.record"].trigger()
    settle(qtbot, practising)
    qtbot.waitUntil(lambda: count(practising, "submissions") == 1, timeout=10000)


def test_a_step_is_undone_from_the_history(qtbot: Any, practising: Any, prompts: Any):
    page = go(qtbot, practising, STAFF)
    name = only_name(page)
    front(qtbot, practising, page, name)
    dialog = page.act_edit()
    dialog.form.set_value("note", "请核对")
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.submit()
    settle(qtbot, practising)
    history = go(qtbot, practising, HISTORY)
    assert history.table.current_row()["label"] == "修改教职工"
    assert "请核对" in history.difference.toPlainText()
    prompts.answers.append(True)
    history.commands["history.undo_step"].trigger()
    qtbot.waitUntil(lambda: person(practising, name)["note"] is None, timeout=10000)
    settle(qtbot, practising)


def test_leaving_while_something_is_under_way_asks(qtbot: Any, practising: Any, prompts: Any):
    import threading

    from jtdesk.core.jobs import Job

    begun = threading.Event()

    def long(job: Job) -> None:
        begun.set()
        while True:
            job.check()
            threading.Event().wait(0.005)

    practising.workplace.ops.compute(long, print, owner=practising, title="导出列表")
    assert begun.wait(5)
    prompts.answers.append(False)
    practising.window.close()
    assert prompts.asked[-1][1] == "还有工作在进行"
    assert "导出列表" in prompts.asked[-1][2]
    assert practising.window.isVisible()
    prompts.answers.append(True)
    practising.window.close()
    qtbot.waitUntil(lambda: not practising.window.isVisible(), timeout=20000)


def test_after_a_crash_the_store_opens_with_everything_kept(
    qtbot: Any, open_desk: Callable[[Path], Any], practice_path: Path
):
    import subprocess
    import sys

    code = (
        "import os, sys; from pathlib import Path; from jtdesk.app import stores;"
        "from jtdesk.schools.service import SchoolDraft, add_school;"
        "store = stores.open_existing(Path(sys.argv[1]));"
        "store.do(add_school, SchoolDraft({'name': '新港小学'}, '2025-09-01'));"
        "os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(practice_path)], check=False)
    assert done.returncode == 9
    desk = open_desk(practice_path)
    assert not desk.window.banner.isVisible(), "nobody holds the store any more"
    assert "新港小学" in names(go(qtbot, desk, SCHOOLS))
    qtbot.waitUntil(lambda: "新增学校" in desk.window.topbar.undo.toolTip())


def test_keyboard_alone(qtbot: Any, practising: Any, prompts: Any):
    """Search, open, edit, help and the cheat sheet without a mouse."""
    from jtdesk.app.search import SearchDialog

    page = go(qtbot, practising, STAFF)
    name = only_name(page)
    search = SearchDialog(
        practising.workplace.context, practising.actions.offered(), practising.window
    )
    qtbot.addWidget(search)
    settle(qtbot, practising)
    search.line.setText(name)
    qtbot.keyClick(search.line, Qt.Key.Key_Return)
    assert search.chosen is not None
    search.chosen()
    settle(qtbot, practising)
    assert page.panel.table.current_row()["name"] == name

    edit = page.commands["staff.edit"]
    assert not edit.shortcut().isEmpty()
    edit.trigger()
    dialog = QApplication.activeModalWidget()
    form = dialog.form.inputs
    form["note"].widget.setFocus()
    qtbot.keyClicks(form["note"].widget, "A1")
    with qtbot.waitSignal(dialog.accepted, timeout=10000):
        dialog.keep_button.click()
    settle(qtbot, practising)
    assert person(practising, name)["note"] == "A1"

    practising.actions.made["window.help"].trigger()
    assert practising._help.isVisible()
    assert "师资" in practising._help.text.toPlainText()
    practising._help.close()
    listed = {title for _where, title, _keys in practising.actions.shortcuts()}
    assert {"打印", "导出", "搜索…", "本页帮助"} <= listed
