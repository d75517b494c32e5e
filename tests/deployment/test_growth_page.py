"""The growth page on a real store: pairs, workshops with members and sessions, forms, counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from jtdesk.core.datasets import Ask
from jtdesk.core.journal import journal_entry
from jtdesk.deployment import mentoring, workshops
from jtdesk.schools.service import SchoolDraft, add_school
from jtdesk.staff.service import TeacherDraft, add_teacher
from tests.builders import an_id

CODE = "deployment.growth"
NUMBERS = [an_id("1980-01-01", 11), an_id("1998-03-02", 22), an_id("1999-03-02", 33)]
PEOPLE = (
    {"name": "张三", "id_number": NUMBERS[0], "school": "堡南小学", "subject": "语文", "title": "高级教师"},
    {"name": "李四", "id_number": NUMBERS[1], "school": "芦荡小学", "subject": "语文", "work_since": "2021-09"},
    {"name": "王五", "id_number": NUMBERS[2], "school": "堡南小学", "subject": "数学"},
)  # fmt: skip


@pytest.fixture
def world(store, clock):
    clock.set("2025-10-15")
    for name in ("堡南小学", "芦荡小学"):
        store.do(add_school, SchoolDraft({"name": name}, "2022-09-01"))
    for person in PEOPLE:
        store.do(add_teacher, TeacherDraft(person, "2022-09-01"))
    return store


@pytest.fixture
def filled(world):
    for apprentice, school, end in (("李四", "芦荡小学", None), ("王五", "堡南小学", "2025-07")):
        values = {
            "mentor_name": "张三", "mentor_id_number": NUMBERS[0], "mentor_school": "堡南小学",
            "apprentice_name": apprentice, "apprentice_school": school, "subject": "语文",
            "kind": "入门式", "start": "2024-09", "end": end, "lessons_heard": 12,
        }  # fmt: skip
        world.do(mentoring.add_mentorship, mentoring.MentorshipDraft(values))
    room = {
        "name": "张三语文名师工作室",
        "host_name": "张三",
        "school": "堡南小学",
        "start": "2024-09",
    }
    room_id = world.do(workshops.add_workshop, workshops.Draft(room)).value
    for name in ("李四", "王五"):
        member = {"workshop_id": room_id, "name": name, "role": "成员", "start": "2024-10"}
        world.do(workshops.add_member, workshops.Draft(member))
    for day, people in (("2025-03-01", 20), ("2025-05-10", 25)):
        held = {"workshop_id": room_id, "held_on": day, "theme": "研讨", "people": people}
        world.do(workshops.add_session, workshops.Draft(held))
    return world


@pytest.fixture
def growth(filled, page):
    return page(CODE)


def calm(qtbot, page):
    qtbot.waitUntil(lambda: not page.loading and not page.context.ops.busy, timeout=10000)


def pairs(page):
    return [row["apprentice_name"] for row in page.panel.model.shown()]


def stored(store):
    rows = store.ask(lambda session: mentoring.mentorships(session, Ask()))
    return {row["apprentice_name"]: row for row in rows}


def texts(panel):
    return [count.text for count in panel.strip.counts]


def rooms_of(growth, qtbot):
    growth.tabs.setCurrentIndex(growth.rooms_number)
    calm(qtbot, growth)
    return growth.rooms


def done(qtbot, page, dialog):
    with qtbot.waitSignal(dialog.accepted, timeout=5000):
        dialog.submit()
    calm(qtbot, page)


def test_running_pairs_come_first_and_all_are_one_press_away(growth):
    assert pairs(growth) == ["李四"]
    assert texts(growth.panel) == ["1 对", "跨校 1 对（100%）", "师父 1 人", "听课 12 节"]
    growth.switch.buttons["全部"].click()
    assert sorted(pairs(growth)) == ["李四", "王五"]
    assert texts(growth.panel)[1] == "跨校 1 对（50%）"
    growth.panel.strip.picked.emit({"cross_school": frozenset({"是"})})
    assert pairs(growth) == ["李四"]


def test_the_past_shows_what_ran_then(growth, qtbot):
    growth.context.frame.set(year=2024, as_of="2025-01-10")
    calm(qtbot, growth)
    assert sorted(pairs(growth)) == ["李四", "王五"]


def test_both_names_are_found_by_initials(growth, qtbot):
    qtbot.keyClicks(growth.panel.table, "ls")
    qtbot.waitUntil(lambda: pairs(growth) == ["李四"])


def test_an_empty_store_offers_next_steps(page, context, qtbot):
    gone = []
    context.navigate = lambda code, **arguments: gone.append(code)
    made = page(CODE)
    assert made.stack.currentWidget() is made.empty
    made.empty.buttons[0].click()
    assert gone == ["intake.wizard"]


def test_workshops_without_pairs_are_no_empty_page(world, page):
    world.do(workshops.add_workshop, workshops.Draft({"name": "数学工作室"}))
    made = page(CODE)
    assert made.stack.currentWidget() is made.tabs


def test_the_drawer_masks_until_the_looking_is_written_down(growth, qtbot, filled):
    growth.load_detail()
    calm(qtbot, growth)
    text = growth.drawer.details.toPlainText()
    assert NUMBERS[0] not in text
    assert "高级教师" in text, "the title comes from the staff register"
    growth.drawer.details.link_clicked.emit("reveal")
    calm(qtbot, growth)
    assert NUMBERS[0] in growth.drawer.details.toPlainText()
    entries = filled.ask(lambda s: s.execute(journal_entry.select()).mappings().all())
    assert entries[-1]["operation"] == "core.reveal_data"


def test_a_pair_is_added_from_the_register(growth, qtbot, filled):
    dialog = growth.act_add()
    calm(qtbot, growth)
    mentor = dialog.form.inputs["mentor_name"].widget
    qtbot.keyClicks(mentor, "ww")
    qtbot.keyClick(mentor.completer().popup(), Qt.Key.Key_Down)
    qtbot.keyClick(mentor.completer().popup(), Qt.Key.Key_Return)
    assert dialog.form.values()["mentor_school"] == "堡南小学"
    assert dialog.form.values()["subject"] == "数学"
    dialog.form.set_value("apprentice_name", "王五")
    dialog.form.set_value("apprentice_school", "堡南小学")
    dialog.submit()
    assert dialog.isVisible(), "nobody is the own apprentice"
    dialog.form.set_value("apprentice_name", "赵六")
    done(qtbot, growth, dialog)
    kept = stored(filled)["赵六"]
    assert (kept["mentor_id_number"], kept["mentor_school"]) == (NUMBERS[2], "堡南小学")


def test_a_pair_is_corrected_ended_and_removed(growth, qtbot, filled, prompts):
    dialog = growth.act_edit()
    dialog.form.set_value("lessons_heard", "20")
    done(qtbot, growth, dialog)
    assert stored(filled)["李四"]["lessons_heard"] == 20
    assert stored(filled)["李四"]["mentor_id_number"] == NUMBERS[0]
    dialog = growth.act_end()
    dialog.form.set_value("on", "2025-09")
    dialog.form.set_value("assessment", "优秀")
    done(qtbot, growth, dialog)
    ended = stored(filled)["李四"]
    assert (ended["end"], ended["assessment"]) == ("2025-09", "优秀")
    growth.switch.buttons["全部"].click()
    growth.panel.table.selectRow(0)
    assert not growth.commands["deployment.growth.end"].isEnabled()
    prompts.answers.append(True)
    growth.act_remove()
    calm(qtbot, growth)
    assert len(stored(filled)) == 1


def test_workshops_count_members_sessions_and_people(growth, qtbot):
    assert not growth.commands["deployment.growth.member"].isEnabled()
    rooms = rooms_of(growth, qtbot)
    assert texts(rooms.panel) == ["1 个工作室", "成员 2 人", "活动 2 次", "参加 45 人次"]
    assert growth.commands["deployment.growth.member"].isEnabled()
    assert [row["name"] for row in rooms.members.model.shown()] == ["李四", "王五"]
    assert [row["held_on"] for row in rooms.sessions.model.shown()] == ["2025-05-10", "2025-03-01"]
    rooms.drawer.show_tab("history")
    calm(qtbot, growth)
    assert "新增名师工作室" in rooms.drawer.history.toPlainText()


def test_a_member_comes_leaves_and_is_removed(growth, qtbot, prompts):
    rooms = rooms_of(growth, qtbot)
    dialog = growth.act_member()
    calm(qtbot, growth)
    line = dialog.form.inputs["name"].widget
    line.setText("张三")
    line.editingFinished.emit()
    assert dialog.form.values()["school"] == "堡南小学"
    done(qtbot, growth, dialog)
    names = [row["name"] for row in rooms.members.model.shown()]
    assert sorted(names) == ["张三", "李四", "王五"]
    rooms.members.table.selectRow(names.index("李四"))
    rooms.members.buttons[2].click()
    dialog = rooms.findChildren(type(dialog))[-1]
    dialog.form.set_value("on", "2025-09")
    done(qtbot, growth, dialog)
    assert texts(rooms.panel)[1] == "成员 2 人"
    rooms.members.table.selectRow(names.index("王五"))
    prompts.answers.append(True)
    rooms.members.buttons[3].click()
    calm(qtbot, growth)
    assert len(rooms.members.model.shown()) == 2


def test_sessions_are_noted_corrected_and_removed(growth, qtbot, prompts):
    rooms = rooms_of(growth, qtbot)
    dialog = growth.act_session()
    dialog.form.set_value("held_on", "2025-10-10")
    dialog.form.set_value("people", "30")
    done(qtbot, growth, dialog)
    assert texts(rooms.panel)[2:] == ["活动 3 次", "参加 75 人次"]
    rooms.sessions.table.selectRow(0)
    dialog = rooms.edit_session(rooms.sessions.table.current_row())
    dialog.form.set_value("people", "31")
    done(qtbot, growth, dialog)
    assert texts(rooms.panel)[3] == "参加 76 人次"
    prompts.answers.append(True)
    rooms.sessions.table.selectRow(0)
    rooms.sessions.buttons[2].click()
    calm(qtbot, growth)
    assert texts(rooms.panel)[2] == "活动 2 次"


def test_a_workshop_is_added_corrected_ended_and_removed(growth, qtbot, prompts):
    rooms = rooms_of(growth, qtbot)
    dialog = growth.act_add()
    dialog.form.set_value("name", "数学名师工作室")
    done(qtbot, growth, dialog)
    assert len(rooms.panel.model.shown()) == 2
    row = next(r for r in rooms.panel.model.shown() if r["name"] == "数学名师工作室")
    rooms.panel.table.select_ids([row["id"]])
    dialog = growth.act_edit()
    dialog.form.set_value("level", "市级")
    done(qtbot, growth, dialog)
    dialog = growth.act_end()
    dialog.form.set_value("on", "2025-10-01")
    done(qtbot, growth, dialog)
    assert [r["name"] for r in rooms.panel.model.shown()] == ["张三语文名师工作室"]
    rooms.switch.buttons["全部"].click()
    rooms.panel.table.select_ids([row["id"]])
    prompts.answers.append(True)
    growth.act_remove()
    calm(qtbot, growth)
    assert len(rooms.panel.model.shown()) == 1


def test_the_list_in_front_is_printed(growth, qtbot):
    assert growth.print_table().title == "师徒结对一览表"
    rooms_of(growth, qtbot)
    table = growth.print_table()
    assert table.title == "名师工作室"
    assert len(table.rows) == 1


def test_a_read_only_store_offers_no_changes(filled, context, page, qtbot):
    context.read_only = True
    made = page(CODE)
    rooms = rooms_of(made, qtbot)
    for verb in ("add", "edit", "end", "remove", "member", "session", "reveal"):
        assert not made.commands[f"deployment.growth.{verb}"].isEnabled()
    assert not any(button.isEnabled() for button in rooms.members.buttons)
