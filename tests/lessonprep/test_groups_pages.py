"""Groups and series, counts, facilities: pages with a real window and store."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from jtdesk.core.datasets import Ask
from jtdesk.lessonprep import attendance, facilities, groups, series, sessions, words
from jtdesk.lessonprep.series_dialog import SeriesDialog, rule_of
from tests.lessonprep.prep_world import a_world, undo
from tests.lessonprep.test_calendar_page import dialog_of, notices, settle

GROUPS, COUNTS, ROOMS = "lessonprep.groups", "lessonprep.counts", "lessonprep.facilities"


@pytest.fixture
def world(clock, store):
    return a_world(store)


@pytest.fixture
def groups_page(world, page, context, qtbot):
    made = page(GROUPS)
    settle(qtbot, context, made)
    qtbot.waitUntil(lambda: made.detail is not None, timeout=10000)
    return made


# --- groups ---------------------------------------------------------------------------------------


def test_groups_are_derived_from_the_staff_in_one_step(groups_page, context, qtbot, world):
    told = notices(context)
    groups_page.act_derive()
    settle(qtbot, context, groups_page)
    names = [row["name"] for row in groups_page.panel.model.rowset.rows]
    assert names == ["小学语文教研组", "小学数学教研组"]
    assert told == ["已按花名册建立 1 个教研组。可以撤销。"]
    undo(world.store)
    settle(qtbot, context, groups_page)
    groups_page.act_derive()
    settle(qtbot, context, groups_page)
    groups_page.act_derive()
    settle(qtbot, context, groups_page)
    assert "没有还缺教研组的学段学科" in told[-1]


def test_the_drawer_names_the_members_by_school(groups_page):
    text = groups_page.drawer.details.toPlainText()
    assert "成员 8 人，4 所学校" in text
    assert "岛甲" in text


def test_a_group_is_entered_and_a_name_is_wanted(groups_page, context, qtbot, world):
    form = groups_page.act_add()
    form.submit()
    assert "请填写名称" in form.form._notes["name"].text()
    form.form.set_value("name", "三年级数学备课组")
    form.form.set_value("stage", "小学")
    form.form.set_value("subject", "数学")
    form.form.set_value("grade", "3")
    form.form.set_value("weekday", "周三")
    form.form.set_value("leader", "西丙（西校）")
    form.form.set_value("schools", "东校、西校")
    form.submit()
    settle(qtbot, context, groups_page)
    row = next(r for r in world.store.ask(groups.groups) if r["grade"] == 3)
    assert (row["weekday"], row["leader"], row["schools"]) == (3, "西丙", ["东校", "西校"])


def test_members_are_added_left_out_and_made_optional(groups_page, context, qtbot, world):
    dialog = groups_page.act_members()
    names = [dialog.table.item(r, 0).text() for r in range(dialog.table.rowCount())]
    off = Qt.CheckState.Unchecked
    dialog.table.item(names.index("东甲"), 5).setCheckState(off)
    dialog.table.item(names.index("西甲"), 6).setCheckState(off)
    dialog.person.setCurrentIndex(dialog.person.findText("北丙（北校）"))
    dialog._on_add()
    dialog._on_add()
    assert "请从列表中选择教师" in dialog.fault.text()
    dialog._on_keep()
    settle(qtbot, context, groups_page)
    found = {
        m.name: m for m in world.store.ask(lambda s: groups.members(s, "2025-10-15"))[world.chinese]
    }
    assert "东甲" not in found
    assert not found["西甲"].required
    assert found["北丙"].by_hand
    qtbot.waitUntil(lambda: len(groups_page.detail.left_out) == 1, timeout=10000)
    again = groups_page.act_members()
    kept = {(one.teacher_id, one.left_out, one.required) for one in again.by_hand()}
    assert kept == {
        (world.people["东甲"], True, True), (world.people["西甲"], False, False),
        (world.people["北丙"], False, True),
    }  # fmt: skip


# --- series ---------------------------------------------------------------------------------------


def open_series(page, context, qtbot) -> SeriesDialog:
    page.act_series()
    settle(qtbot, context, page)
    return dialog_of(page, SeriesDialog)


def test_a_series_shows_its_dates_before_it_is_saved(groups_page, context, qtbot, world):
    told = notices(context)
    dialog = open_series(groups_page, context, qtbot)
    for name, text in {
        "every": "每月一次", "weekday": "周三", "nth": "第二个", "start_period": "6",
        "host_rule": "轮流承办",
    }.items():  # fmt: skip
        dialog.form.set_value(name, text)
    dialog.ask_preview()
    settle(qtbot, context)
    lines = dialog.dates.toPlainText().splitlines()
    assert dialog.say.text() == "将排 4 次，4 所学校承办："
    assert lines[0] == "第2周 9月10日 周三 第6节起 东校承办"
    assert [line.split()[-1] for line in lines[:4]] == [
        "东校承办",
        "西校承办",
        "北校承办",
        "岛校承办",
    ]
    assert lines[4].startswith("10月8日 周三 不排：")
    assert world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1")) == []
    dialog.submit()
    settle(qtbot, context, groups_page)
    settle(qtbot, context, groups_page)
    dates = world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))
    assert [(one.day.month, one.day.day) for one in dates] == [(9, 10), (11, 12), (12, 10), (1, 14)]
    assert "新排 4 次" in told[-1]


def test_a_series_that_cannot_be_is_a_sentence_and_nothing_is_written(
    groups_page, context, qtbot, world
):
    dialog = open_series(groups_page, context, qtbot)
    dialog.submit()
    assert "请选择星期几" in dialog.form._notes["weekday"].text()
    for name, text in {"weekday": "周三", "start_period": "6", "weeks": "两周"}.items():
        dialog.form.set_value(name, text)
    dialog.submit()
    assert "请写成 2,6,10" in dialog.form._notes["weeks"].text()
    dialog.form.set_value("weeks", "2,6，10")
    dialog.form.set_value("topology", "指定学校")
    dialog.submit()
    assert "请勾选参加的学校" in dialog.form._notes["schools"].text()
    dialog.form.set_value("schools", "东校")
    dialog.submit()
    settle(qtbot, context)
    assert dialog.isVisible()
    assert "参加的学校不到两所" in "".join(
        [dialog.form.general.text(), dialog.form._notes["schools"].text()]
    )
    assert world.store.ask(series.stored) == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"every": "每周一次", "weekday": "周二"}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"every": "两周一次", "weekday": "周五"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ({"every": "每月一次", "weekday": "周一", "nth": "最后一个"}, "FREQ=MONTHLY;BYDAY=-1MO"),
        ({"every": "每月一次", "weekday": "周三", "weeks": "2, 6"},
         "FREQ=WEEKLY;BYDAY=WE;BYWEEKNO=2,6"),
        ({"every": "只一次", "weekday": "周四"}, "FREQ=WEEKLY;COUNT=1;BYDAY=TH"),
        ({"every": "每月一次", "auto": True}, None),
    ],
)  # fmt: skip
def test_a_form_states_a_rule(values, rule):
    assert rule_of({"auto": None, "weeks": None, **values}) == rule


def test_a_series_is_changed_placed_anew_and_removed(groups_page, context, qtbot, world, prompts):
    dialog = open_series(groups_page, context, qtbot)
    for name, text in {
        "every": "每月一次",
        "weekday": "周三",
        "nth": "第二个",
        "start_period": "6",
    }.items():
        dialog.form.set_value(name, text)
    dialog.submit()
    settle(qtbot, context, groups_page)
    groups_page.tabs.setCurrentIndex(groups_page.series_tab)
    settle(qtbot, context, groups_page)
    groups_page.series_panel.table.selectRow(0)
    assert groups_page.series_panel.model.rowset.rows[0]["rule"]
    groups_page.act_edit()
    settle(qtbot, context, groups_page)
    again = dialog_of(groups_page, SeriesDialog)
    shown = {name: again.form.inputs[name].text() for name in ("every", "weekday", "nth", "title")}
    assert shown == {
        "every": "每月一次", "weekday": "周三", "nth": "第二个", "title": "小学语文教研组联合教研",
    }  # fmt: skip
    again.form.set_value("nth", "第三个")
    again.submit()
    settle(qtbot, context, groups_page)
    settle(qtbot, context, groups_page)
    days = [one.day for one in world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))]
    assert date(2025, 9, 17) in days
    assert date(2025, 9, 10) not in days
    groups_page.series_panel.table.selectRow(0)
    prompts.answers.append(True)
    groups_page.act_remove()
    settle(qtbot, context, groups_page)
    assert world.store.ask(series.stored) == []
    assert world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1")) == []


# --- counts ---------------------------------------------------------------------------------------


def test_counts_state_a_finding_and_every_number_leads_to_its_sessions(
    world, page, context, qtbot, clock
):
    first = world.session(day="2025-10-08", host_id=world.schools["东校"])
    world.session(day="2025-10-09", host_id=world.schools["西校"])
    world.store.do(attendance.invite, attendance.Invitation(first, members=True))
    people = world.store.ask(lambda s: attendance.people_of(s, first))
    signs = [attendance.Sign(one["id"], words.PRESENT) for one in people[:-1]]
    signs.append(attendance.Sign(people[-1]["id"], words.EXCUSED, "培训"))
    world.store.do(attendance.sign_in, attendance.SignIn(first, signs))
    made = page(COUNTS)
    settle(qtbot, context, made)
    qtbot.waitUntil(lambda: bool(made._behind), timeout=10000)
    whole = made.panel.model.rowset.rows[-1]
    assert (whole["school"], whole["due"], whole["held"], whole["person_times"]) == (
        "全集团", 2, 1, 7,
    )  # fmt: skip
    made.panel.table.selectRow(len(made.panel.model.rowset.rows) - 1)
    qtbot.waitUntil(lambda: made.drawer.title.text() == "全集团", timeout=10000)
    went = []
    context.navigate = lambda code, **more: went.append((code, more))
    made._on_link("came")
    assert went == [("lessonprep.calendar", {"ids": [first], "title": "参加"})]
    made.tabs.setCurrentIndex(made.chart_tab)
    settle(qtbot, context, made)
    qtbot.waitUntil(lambda: not made.charts.drawing, timeout=20000)
    titles = [view.spec.title for view in made.charts.views if view.spec is not None]
    assert titles[0].startswith("应开展 2 次，已开展 1 次，完成 50%")
    assert any("缺席 1 人次" in title for title in titles)
    for number in (2, 3):
        made.tabs.setCurrentIndex(number)
        settle(qtbot, context, made)
    assert len(made.people.model.rowset.rows) == 8


def test_counts_of_nothing_say_what_goes_here(world, page, context, qtbot):
    made = page(COUNTS)
    settle(qtbot, context, made)
    assert made.stack.currentIndex() == 1


# --- facilities -----------------------------------------------------------------------------------


def test_a_room_is_shared_booked_and_the_next_free_span_is_named(
    world, page, context, qtbot, clock
):
    told = notices(context)
    made = page(ROOMS)
    settle(qtbot, context, made)
    form = made.act_add()
    for name, text in {
        "school": "东校",
        "name": "图书馆",
        "kind": "图书馆",
        "capacity": "80",
    }.items():
        form.form.set_value(name, text)
    form.submit()
    settle(qtbot, context, made)
    made.panel.table.selectRow(0)

    def book(start: str, end: str):
        dialog = made.act_book()
        for name, text in {
            "day": "2025-10-15",
            "start": start,
            "end": end,
            "user_school": "岛校",
            "purpose": "读书会",
        }.items():
            dialog.form.set_value(name, text)
        dialog.submit()
        settle(qtbot, context, made)
        return dialog

    book("14:00", "15:00")
    clash = book("14:30", "15:30")
    assert clash.isVisible()
    said = clash.form.general.text() + clash.form._notes["start"].text()
    assert "最近的空闲时间是 15:00—16:00" in said
    clash._kept = True
    clash.close()
    made.tabs.setCurrentIndex(made.booked_tab)
    settle(qtbot, context, made)
    made.booked.table.selectRow(0)
    form = made.act_use()
    form.form.set_value("people", "40")
    form.form.set_value("record", "设备完好")
    form.submit()
    settle(qtbot, context, made)
    row = world.store.ask(lambda s: facilities.bookings(s, Ask()))[0]
    assert (row["status"], row["people"], row["record"]) == (words.USED, 40, "设备完好")
    assert not made.can_release()
    assert told[-1] == "使用记录已保存。可以撤销。"


def test_a_booking_stands_on_the_calendar_by_room(world, page, context, qtbot):
    room = world.store.do(
        facilities.save_facility,
        facilities.FacilityDraft({"school_id": world.schools["东校"], "name": "体育馆"}),
    ).value
    world.store.do(
        facilities.book,
        facilities.BookingDraft({
            "facility_id": room, "day": "2025-10-16", "start": "14:00", "end": "15:00",
            "user_school_id": world.schools["岛校"], "purpose": "篮球赛",
        }),
    )  # fmt: skip
    made = page("lessonprep.calendar")
    settle(qtbot, context, made)
    settle(qtbot, context, made)
    booking = made.basis.index.dates[0]
    assert (booking.kind, booking.title, booking.host) == ("场馆预约", "篮球赛", "东校")
    made.view.show_view("week")
    made.view.show_mode("room")
    made.view.select(booking.id)
    made.load_detail()
    assert made.selected_count() == 0
    assert "到“场馆与预约”修改" in made.drawer.details.toPlainText()
    assert not made.view.front.movable(booking)
