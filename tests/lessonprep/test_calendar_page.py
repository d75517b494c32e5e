"""The calendar page with a real window and store: load, drag, dialogs, outputs, faults."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDialog

from jtdesk.core import bulk
from jtdesk.core.operations import operation
from jtdesk.lessonprep import attendance, sessions, words
from jtdesk.lessonprep.calendar_scene import Spot
from jtdesk.lessonprep.calendar_view import AGENDA, PERSON, WEEK
from jtdesk.lessonprep.sign_dialog import SignDialog
from jtdesk.lessonprep.slot_dialog import SlotDialog
from jtdesk.lessonprep.tables import DayRule, Lesson, TermDates
from jtdesk.ui.dialog import FormDialog
from tests.lessonprep.prep_world import a_world, undo, write_ways
from tests.lessonprep.test_calendar_view import drag, point_of

CODE = "lessonprep.calendar"
DAY = date(2025, 10, 22)  # a Wednesday after the stopped clock's today


@operation("test.lessons", "测试")
def write_lessons(session: Any, rows: Any) -> None:
    bulk.insert(session, Lesson, rows)


@operation("test.day", "测试")
def write_day(session: Any, row: Any) -> None:
    bulk.insert(session, DayRule, [row])


@operation("test.no_terms", "测试")
def remove_terms(session: Any, _none: None) -> None:
    from sqlalchemy import select

    bulk.remove(session, TermDates, list(session.scalars(select(TermDates.id))))


def settle(qtbot, context, page=None):
    qtbot.waitUntil(
        lambda: not context.ops.busy and not (page is not None and page.loading), timeout=30000
    )


@pytest.fixture
def world(clock, store):
    made = a_world(store)
    ids = list(made.schools.values())
    store.do(
        write_ways,
        [
            {"from_school_id": one, "to_school_id": other, "minutes": 20}
            for number, one in enumerate(ids)
            for other in ids[number + 1 :]
        ],
    )
    # 东甲 teaches on Thursdays in periods 6 and 7.
    store.do(
        write_lessons,
        [
            {"school_id": made.schools["东校"], "term": "2025-1", "name": "东甲",
             "teacher_id": made.people["东甲"], "weekday": 4, "period": period,
             "class_name": "三(1)", "weeks": "every"}
            for period in (6, 7)
        ],
    )  # fmt: skip
    return made


@pytest.fixture
def calendar(world, page, context, qtbot):
    world.first = world.session(day=DAY.isoformat(), host_id=world.schools["东校"], form="线下")
    made = page(CODE)
    settle(qtbot, context, made)
    made.view.show_view(WEEK)
    made.view.select(world.first)
    qtbot.waitUntil(lambda: made.detail is not None, timeout=10000)
    settle(qtbot, context, made)
    return made


def notices(context):
    told = []
    context.bus.notice.connect(lambda notice: told.append(notice.text))
    return told


def dialog_of(page, kind):
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


def test_an_empty_page_says_what_goes_here_and_where_to_begin(page, context, qtbot, clock):
    made = page(CODE)
    settle(qtbot, context, made)
    assert made.stack.currentIndex() == 1
    went = []
    context.navigate = lambda code, **more: went.append(code)
    made2 = page(CODE)
    for button in made2.empty.buttons[:3]:
        button.click()
    assert went == ["lessonprep.terms", "lessonprep.groups", "intake.wizard"]


def test_the_drawer_says_all_of_a_session(calendar):
    text = calendar.drawer.details.toPlainText()
    for said in (
        "没有冲突",
        "10月22日 周三 第8周",
        "东校",
        "应到",
        "8 人",
        "应到的人这个时间都能来",
    ):
        assert said in text, said
    assert "签到" not in text  # it is still to come
    assert not calendar.commands[f"{CODE}.sign"].isEnabled()


def test_without_a_session_the_drawer_sums_the_term_up(calendar, qtbot, context):
    calendar.view.current = ""
    calendar.load_detail()
    settle(qtbot, context, calendar)
    text = calendar.drawer.details.toPlainText()
    assert "都没有冲突" in text
    assert "最近要开展的" in text


def test_while_dragging_conflicts_are_told_with_a_way_out_and_the_drop_asks(
    calendar, qtbot, context, prompts, world
):
    canvas = calendar.view.front
    thursday = canvas.days.index(date(2025, 10, 23))
    six = canvas.scene.periods[6]
    wanted = canvas._area(canvas.bands[0], thursday, six[0], six[1]).center() - canvas.offset
    drag(canvas, point_of(canvas, world.first), wanted.toPoint(), drop=False)
    qtbot.waitUntil(lambda: "东甲第6节上三（1）的课" in canvas.told, timeout=10000)
    assert "可改到" in canvas.told  # the way out names a time or a day
    prompts.answers.append(False)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=wanted.toPoint())
    qtbot.waitUntil(lambda: bool(prompts.asked), timeout=10000)
    settle(qtbot, context, calendar)
    assert prompts.asked[0][1] == "这个时间有冲突"
    assert "东甲第6节上三（1）的课" in prompts.asked[0][2]
    assert world.date(world.first).day == DAY

    prompts.answers.append(True)
    drag(canvas, point_of(canvas, world.first), wanted.toPoint())
    qtbot.waitUntil(lambda: len(prompts.asked) == 2, timeout=10000)
    settle(qtbot, context, calendar)
    assert world.date(world.first).day == date(2025, 10, 23)
    assert calendar.view.current == world.first
    settle(qtbot, context, calendar)
    assert calendar.view.scene.marks == {world.first: "hard"}
    undo(world.store)
    assert world.date(world.first).day == DAY


def test_a_drop_without_conflict_asks_nothing_and_can_be_undone(
    calendar, qtbot, context, prompts, world
):
    told = notices(context)
    one = calendar.current()
    calendar.move_date(one, Spot(date(2025, 10, 21), 3))
    settle(qtbot, context, calendar)
    moved = world.date(world.first)
    assert (moved.day, moved.start_period, moved.pinned) == (date(2025, 10, 21), 3, True)
    assert prompts.asked == []
    assert "可以撤销" in told[-1]
    undo(world.store)
    back = world.date(world.first)
    assert (back.day, back.start_period, back.pinned) == (DAY, 6, False)


def test_a_move_to_another_school_makes_it_host(calendar, qtbot, context, world):
    calendar.move_date(calendar.current(), Spot(DAY, 6, world.schools["西校"]))
    settle(qtbot, context, calendar)
    assert world.date(world.first).host == "西校"
    assert world.date(world.first).day == DAY


def test_a_holiday_and_a_suspension_speak_against_a_date(calendar, qtbot, context, world, prompts):
    world.store.do(write_day, {"day": "2025-10-24", "kind": "suspended", "name": "台风"})
    calendar.load()
    settle(qtbot, context, calendar)
    for day, said in ((date(2025, 10, 24), "台风"), (date(2025, 10, 25), "放假")):
        prompts.answers.append(False)
        calendar.move_date(calendar.current(), Spot(day, 6))
        settle(qtbot, context, calendar)
        assert said in prompts.asked[-1][2]


def test_a_new_session_is_entered_and_its_faults_are_sentences(calendar, qtbot, context, world):
    form = calendar.act_add()
    form.form.set_value("group", "小学语文教研组")
    form.form.set_value("day", "2025-11-05")
    form.submit()
    assert form.isVisible()
    assert "请填写从第几节开始" in form.form._notes["start_period"].text()
    form.form.set_value("start_period", "5")
    form.form.set_value("host", "岛校")
    form.form.boxes["agenda"].setPlainText("一、说课\n二、议课")
    form.submit()
    settle(qtbot, context, calendar)
    made = calendar.current()
    assert (made.day, made.host, made.title) == (
        date(2025, 11, 5), "岛校", "小学语文教研组联合教研",
    )  # fmt: skip
    assert calendar.detail.row["agenda"] == "一、说课\n二、议课"


def test_editing_shows_what_is_stored_and_keeps_the_rest(calendar, qtbot, context, world):
    form = calendar.edit(calendar._known())
    assert form.form.inputs["host"].text() == "东校"
    assert form.form.inputs["group"].text() == "小学语文教研组"
    form.form.set_value("theme", "大单元教学")
    form.form.set_value("schools", "东校、西校")
    form.form.set_value("lead_planner", "西甲（西校）")
    form.submit()
    settle(qtbot, context, calendar)
    one = world.date(world.first)
    assert (one.theme, one.schools, one.lead_planner) == ("大单元教学", ("东校", "西校"), "西甲")
    assert one.start_period == 6


def test_slots_are_found_with_who_can_and_who_cannot_and_one_is_taken(
    calendar, qtbot, context, world
):
    calendar.view.current = ""
    calendar.act_slots()
    dialog = dialog_of(calendar, SlotDialog)
    dialog.first.setText("2025-11-03")
    dialog.last.setText("2025-11-07")
    dialog.ask()
    settle(qtbot, context)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert len(dialog.cards) == 5
    assert "8 人，看了 5 天" in dialog.say.text()
    before = len(calendar.basis.index)
    dialog.cards[0].button.click()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    assert len(calendar.basis.index) == before + 1
    made = calendar.current()
    assert made.group == "小学语文教研组"
    assert date(2025, 11, 3) <= made.day <= date(2025, 11, 7)


def test_a_slot_question_that_is_none_is_a_sentence(calendar, qtbot, context, world):
    calendar.act_slots()
    dialog = dialog_of(calendar, SlotDialog)
    settle(qtbot, context)
    dialog.last.setText("去年")
    dialog.ask()
    assert dialog.say.text() == "到“去年”不是日期，请写成 2025-10-15。"
    dialog.last.setText("2024-01-01")
    dialog.ask()
    assert "早于" in dialog.say.text()


def test_people_sign_in_and_the_session_counts_as_held(calendar, qtbot, context, world, clock):
    clock.set("2025-10-22")
    calendar.load_detail()
    settle(qtbot, context, calendar)
    calendar.refresh_actions()
    calendar.act_sign()  # nobody is asked by name yet: the members are
    settle(qtbot, context, calendar)
    dialog = dialog_of(calendar, SignDialog)
    assert dialog.table.rowCount() == 8
    dialog._all_present()
    dialog.table.selectRow(0)
    QTest.keyClick(dialog.table, Qt.Key.Key_3)
    assert dialog.counts.text().startswith("出席 7 人，线上出席 0 人，请假 1 人")
    dialog._on_keep()
    settle(qtbot, context, calendar)
    assert world.date(world.first).status == words.HELD
    text = calendar.drawer.details.toPlainText()
    assert "出席 7 人" in text
    assert "请假" in text


def test_minutes_finding_and_task_are_kept_and_told(calendar, qtbot, context, world, clock):
    clock.set("2025-10-23")
    detail = calendar._known()
    form = calendar.open_minutes(detail)
    form.form.boxes["discussion"].setPlainText("说课、议课")
    form.submit()
    settle(qtbot, context, calendar)
    form = calendar.diagnosis.finding(calendar._known(), "")
    form.form.set_value("aspect", "课堂教学")
    form.submit()
    assert "请写明诊断发现" in form.form.general.text()
    form.form.boxes["finding"].setPlainText("提问偏碎")
    form.submit()
    settle(qtbot, context, calendar)
    form = calendar.diagnosis.task(calendar._known(), "")
    form.form.boxes["task"].setPlainText("修改教学设计")
    form.form.set_value("due", "2025-11-01")
    form.submit()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    text = calendar.drawer.details.toPlainText()
    for said in ("说课、议课", "提问偏碎", "修改教学设计", "2025-11-01", "课堂诊断：东校"):
        assert said in text, said


def test_guests_and_teams_are_invited(calendar, qtbot, context, world):
    form = calendar.people.invite(calendar._known())
    form.form.set_value("members", "否")
    form.submit()
    assert "请选择备课组成员" in form.form.general.text()
    form.form.set_value("members", "是")
    form.form.set_value("teams", "卓越团队")
    form.form.boxes["guests"].setPlainText("张教授 师范学院\n李老师")
    form.submit()
    settle(qtbot, context, calendar)
    people = world.store.ask(lambda s: attendance.people_of(s, world.first))
    assert {one["name"] for one in people if one["outside"]} == {"张教授", "李老师"}
    assert len(people) > 2


def test_cancel_keeps_it_on_the_calendar_with_the_reason(calendar, qtbot, context, world):
    form = calendar.act_cancel()
    form.form.set_value("reason", "台风停航")
    form.submit()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    assert world.date(world.first).status == words.CANCELLED
    assert "台风停航" in calendar.drawer.details.toPlainText()
    calendar.act_resume()
    settle(qtbot, context, calendar)
    assert world.date(world.first).status == words.PLANNED


def test_filters_choose_and_the_person_has_lessons(calendar, qtbot, context, world):
    world.session(day="2025-10-29", group_id=None, kind="会议", title="校长例会", host_id=None)
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.view.filters.tick("kinds", ["会议"])
    settle(qtbot, context, calendar)
    assert [one.title for one in calendar.view.scene.index.dates] == ["校长例会"]
    calendar.view.filters.clear()
    calendar.view.show_view(PERSON)
    at = calendar.view.people.findText("东甲（东校）")
    calendar.view.people.setCurrentIndex(at)
    calendar.view.person_asked.emit(world.people["东甲"])
    settle(qtbot, context, calendar)
    scene = calendar.view.scene
    assert [one.id for one in scene.index.dates] == [world.first]
    days = {one.day.isoweekday() for one in scene.lessons}
    assert days == {4}
    assert scene.lessons[0].text == "课 三（1）"


def test_conflicts_alone_are_shown_and_all_again(calendar, qtbot, context, world, prompts):
    other = world.session(day=DAY.isoformat(), host_id=world.schools["西校"], start_period=6)
    world.session(day="2025-11-05", host_id=world.schools["西校"])
    calendar.load()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    assert set(calendar.view.scene.marks) >= {world.first, other}
    calendar.act_conflicts()
    settle(qtbot, context, calendar)
    assert calendar.view.view == AGENDA
    assert {one.id for one in calendar.view.scene.index.dates} == set(calendar.view.scene.marks)
    calendar.act_conflicts()
    settle(qtbot, context, calendar)
    assert len(calendar.view.scene.index) == 3


@pytest.mark.parametrize(
    ("kind", "more", "name"),
    [
        ("学期安排表（各周 × 备课组，A3）", {}, "plan.xlsx"),
        ("学期安排表（各周 × 学校，A3）", {}, "plan.pdf"),
        ("月历（A4）", {"month": "2025年10月"}, "month.pdf"),
        ("一所学校的日程（A4）", {"school": "东校"}, "school.xlsx"),
        ("一位教师的日程（A4）", {"person": "东甲（东校）"}, "person.pdf"),
        ("日历文件（.ics，给手机、Outlook 等）", {}, "out.ics"),
    ],
)
def test_every_output_is_written(calendar, qtbot, context, prompts, tmp_path, kind, more, name):
    told = notices(context)
    form = calendar.outputs.ask_export()
    form.form.set_value("kind", kind)
    for field, text in more.items():
        form.form.set_value(field, text)
    prompts.answers.append(tmp_path / name)
    form.submit()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    content = (tmp_path / name).read_bytes()
    heads = {".xlsx": b"PK", ".pdf": b"%PDF", ".ics": b"BEGIN:VCALENDAR"}
    assert content.startswith(heads[(tmp_path / name).suffix])
    assert f"1 次活动到 {name}" in told[-1]
    if name == "plan.xlsx":
        texts = [
            str(c.value) for row in load_workbook(tmp_path / name).active.iter_rows() for c in row
        ]
        assert any("★东校" in text for text in texts)
        assert any("第8周" in text for text in texts)


def test_an_extract_wants_its_school(calendar):
    form = calendar.outputs.ask_print()
    form.form.set_value("kind", "一所学校的日程（A4）")
    form.submit()
    assert form.isVisible()
    assert "请选择学校" in form.form._notes["school"].text()


def test_a_preview_opens(calendar, qtbot, context):
    form = calendar.outputs.ask_print()
    form.submit()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    preview = next(
        one for one in calendar.findChildren(QDialog) if one.windowTitle().startswith("打印预览")
    )
    preview.close()


def test_a_calendar_file_is_looked_at_before_it_is_taken(
    calendar, qtbot, context, prompts, tmp_path, world
):
    path = tmp_path / "别人的.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\n"
        "DTSTART:20251030T140000\r\nDTEND:20251030T153000\r\nSUMMARY:区数学教研\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        "utf-8",
    )
    prompts.answers += [path, True]
    calendar.outputs.take()
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    settle(qtbot, context, calendar)
    assert "新增 1" in prompts.asked[-1][2]
    assert "区数学教研" in {one.title for one in calendar.basis.index.dates}


def test_a_term_nobody_has_set_is_said_with_the_way_there(world, page, context, qtbot):
    world.session(day="2025-10-22")
    world.store.do(remove_terms, None)
    went = []
    context.navigate = lambda code, **more: went.append(code)
    made = page(CODE)
    settle(qtbot, context, made)
    assert "还没有填写起止日期和第一周" in made.banner.label.text()
    made.banner.button.click()
    assert went == ["lessonprep.terms"]
    assert not made.can_schedule()


def test_a_store_that_is_only_read_shows_and_changes_nothing(calendar, context, qtbot):
    context.read_only = True
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.refresh_actions()
    assert not calendar.view.front.movable(calendar.current())
    for verb in ("add", "edit", "cancel", "remove", "schedule"):
        assert not calendar.commands[f"{CODE}.{verb}"].isEnabled(), verb
    assert calendar.edit(None) is None
    assert "修改" not in calendar.drawer.details.toPlainText()


def test_a_session_that_is_gone_is_said_and_nothing_breaks(calendar, qtbot, context, world):
    told = notices(context)
    one = calendar.current()
    world.store.do(sessions.remove_session, world.first)
    calendar.do(sessions.move_session, sessions.Move(one.id, "2025-10-23"))
    settle(qtbot, context, calendar)
    assert "已不存在" in told[-1]


def test_forms_and_boxes_ask_before_typed_text_is_lost(calendar, prompts):
    form = calendar.act_add()
    assert isinstance(form, FormDialog)
    assert not form.form.dirty
    form.form.boxes["agenda"].setPlainText("议程")
    assert form.form.dirty
    prompts.answers.append(True)
    form.reject()
    assert prompts.asked[-1][1] == "放弃修改"
    assert calendar.findChildren(QCheckBox) == []
