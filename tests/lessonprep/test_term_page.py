"""The page 校历: empty, warned, settled, entered, exported."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt

from jtdesk.core.datasets import Ask
from jtdesk.lessonprep import school_calendar
from jtdesk.lessonprep.special_days import NoticeOrder
from tests.builders import a_school
from tests.lessonprep.test_notices import NOTICES
from tests.lessonprep.test_terms import calendar, days

CODE = "lessonprep.terms"


@pytest.fixture
def world(store, clock):
    a_school(store, "甲校", kind="九年一贯制学校")
    a_school(store, "乙校", kind="小学")
    return store


@pytest.fixture
def calm(qtbot, context):
    def wait(made):
        qtbot.waitUntil(lambda: not made.loading and not context.ops.busy, timeout=20000)

    return wait


@pytest.fixture
def made(world, page, calm):
    built = page(CODE)
    built.empty.buttons[0].click()
    calm(built)
    return built


def kept(dialog, qtbot):
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)


def finding(made, kind):
    return next(one for one in made.findings.shown if one.kind == kind)


def test_an_empty_year_offers_the_proposed_dates(world, page, calm):
    built = page(CODE)
    assert built.stack.currentIndex() == 1
    assert not built.commands["list.export"].isEnabled()
    built.empty.buttons[0].click()
    calm(built)
    assert built.stack.currentIndex() == 0
    assert len(built.cards.cards) == 2
    assert "2025-2026 学年第一学期校历：9月1日开学，22 周" in built.frame.title.text()
    assert built.wall.wall.table()[0][0] == "9月"


def test_what_is_open_is_said_on_top_and_settled_by_one_press(made, world, calm):
    banner = made.findings.banners[0]
    assert banner.isVisible()
    assert "9月28日（周日）建议按周二课表（补10月7日）" in banner.label.text()
    assert made.wall.wall.day(date(2025, 9, 28)).open
    banner.button.click()
    calm(made)
    assert made.wall.wall.day(date(2025, 9, 28)).word == "按周二"
    assert calendar(world).day(date(2025, 10, 11)).lessons == 3
    assert [one.subject for one in made.findings.shown] == [("2025-2",)]


def test_make_up_days_are_settled_one_by_one_in_a_dialog(made, world, qtbot, calm):
    dialog = made.act_settle()
    assert dialog.form.values() == {
        "2025-09-28": "2025-10-07", "2025-10-11": "2025-10-08", "2026-01-04": "2026-01-02",
    }  # fmt: skip
    dialog.form.set_value("2025-09-28", "顺延")
    kept(dialog, qtbot)
    assert "看不出按哪天的课表" in dialog.form.faults()["2025-09-28"]
    dialog.form.set_value("2025-09-28", "周三")
    dialog.form.set_value("2026-01-04", "")
    kept(dialog, qtbot)
    calm(made)
    assert calendar(world).day(date(2025, 9, 28)).lessons == 3
    assert calendar(world).day(date(2026, 1, 4)).unsettled


def test_a_borrowed_day_without_lessons_is_refused_in_the_dialog(made, qtbot, calm):
    dialog = made.act_settle()
    dialog.form.set_value("2025-09-28", "2025-10-05")
    kept(dialog, qtbot)
    calm(made)
    assert "10月5日（周日）没有课" in dialog.form._notes["2025-09-28"].text()
    assert dialog.isVisible()


def test_a_term_is_entered_and_changed(made, world, qtbot, calm):
    dialog = made.act_edit()
    assert not dialog.form.dirty
    dialog.form.set_value("end", "2026-03-13")
    kept(dialog, qtbot)
    calm(made)
    assert "重叠" in "".join(label.text() for label in dialog.form._notes.values())
    dialog.form.set_value("end", "2026-01-23")
    dialog.form.set_value("first_weekday", "周日")
    dialog.form.set_value("week1", "2025-08-31")
    kept(dialog, qtbot)
    calm(made)
    assert calendar(world).term("2025-1").end == date(2026, 1, 23)
    assert made.wall.wall.headings()[2] == "日"
    dialog = made.act_add()
    dialog.form.set_value("stage", "小学")
    dialog.form.set_value("end", "2026-01-16")
    kept(dialog, qtbot)
    calm(made)
    assert calendar(world).term("2025-1", "小学").end == date(2026, 1, 16)
    assert len(made.cards.cards) == 3


def test_a_term_that_ends_before_it_starts_is_said_while_typing(made):
    dialog = made.act_edit()
    dialog.form.set_value("end", "2025-08-01")
    assert "早于开学" in dialog.form.faults()["end"]
    dialog.form.set_value("week1", "")
    assert dialog.form.faults()["week1"] == "请填写第1周起算日。"


def test_a_special_day_is_entered_corrected_and_removed(made, world, qtbot, calm, prompts):
    made.wall.select(date(2025, 11, 5))
    dialog = made.act_day()
    assert dialog.form.values()["date"] == "2025-11-05"
    dialog.form.set_value("until", "2025-11-06")
    dialog.form.set_value("kind", "考试")
    dialog.form.set_value("name", "期中考试")
    kept(dialog, qtbot)
    calm(made)
    assert made.wall.wall.day(date(2025, 11, 6)).word == "期中考试"
    made.wall.day_activated.emit(date(2025, 11, 6))
    opened = [d for d in made.findChildren(type(dialog)) if d.isVisible()]
    opened[-1].form.set_value("kind", "停课")
    kept(opened[-1], qtbot)
    calm(made)
    assert made.wall.wall.day(date(2025, 11, 6)).word == "停课"
    made.tabs.setCurrentIndex(made.days_tab)
    calm(made)
    row = days(world)["2025-11-05 全集团"]
    made.days.select([row["id"]])
    assert made.commands[f"{CODE}.remove"].isEnabled()
    prompts.answers.append(True)
    made.act_remove()
    calm(made)
    assert "2025-11-05 全集团" not in days(world)


def test_a_published_day_is_not_removed_but_overridden(made, world, qtbot, calm, prompts):
    made.tabs.setCurrentIndex(made.days_tab)
    calm(made)
    made.days.select(["official:2025-10-08"])
    told = []
    made.context.bus.notice.connect(lambda notice: told.append(notice.text))
    prompts.answers.append(True)
    made.act_remove()
    calm(made)
    assert any("放假通知里的日子不能删除" in text for text in told)
    dialog = made.act_edit()
    dialog.form.set_value("kind", "上课")
    dialog.form.set_value("name", "提前返校")
    kept(dialog, qtbot)
    calm(made)
    row = days(world)["2025-10-08 全集团"]
    assert (row["kind"], row["official"]) == ("上课", False)


def test_a_school_s_own_days_are_seen_when_it_is_chosen(made, world, qtbot, calm):
    made.wall.select(date(2025, 9, 23))
    dialog = made.act_day()
    dialog.form.set_value("school", "乙校")
    dialog.form.set_value("kind", "停课")
    kept(dialog, qtbot)
    calm(made)
    assert made.wall.wall.day(date(2025, 9, 23)).word == "另有安排"
    made.school.setCurrentText("乙校")
    assert made.wall.wall.day(date(2025, 9, 23)).word == "停课"
    made.school.setCurrentText("甲校")
    assert made.wall.wall.day(date(2025, 9, 23)).word == ""


def test_a_notice_is_pasted(made, world, qtbot, calm):
    dialog = made.act_notice()
    assert dialog.year.value() == 2027
    assert not dialog.keep_button.isEnabled()
    dialog.text.setPlainText(NOTICES[2026])
    dialog.recheck()
    assert "矛盾" in dialog.told.text()
    dialog.year.setValue(2026)
    assert "国庆节 10月1日（周四）—10月7日（周三）放假，9月20日（周日）、10月10日（周六）上班" in (
        dialog.told.text()
    )
    kept(dialog, qtbot)
    calm(made)
    row = days(world, "2025-2")["2026-05-01 全集团"]
    assert not row["official"]
    assert NoticeOrder(2026, "").year == 2026


def test_bells_are_entered_for_a_school(made, world, qtbot, calm):
    made.school.setCurrentText("乙校")
    dialog = made.act_bells()
    assert dialog.form.values()["school"] == "乙校"
    dialog.form.set_value("1", "8:30—9:10")
    dialog.form.set_value("2", "9:00-9:40")
    assert "前后重叠" in "".join(dialog.form.faults().values())
    dialog.form.set_value("2", "第二节")
    assert "看不出起止" in dialog.form.faults()["2"]
    dialog.form.set_value("2", "9:20-10:00")
    kept(dialog, qtbot)
    calm(made)
    rows = world.ask(lambda s: school_calendar.bell_list(s, Ask()))
    assert (rows[0]["scope"], rows[0]["start"], rows[0]["end"]) == ("乙校", "08:30", "09:10")
    made.tabs.setCurrentIndex(made.bells_tab)
    calm(made)
    origins = {row["origin"] for row in made.bells.model.rowset.rows}
    assert origins == {"自行登记", "默认，可修改"}


def test_a_term_is_removed_after_asking(made, world, calm, prompts):
    prompts.answers.append(True)
    made.act_remove()
    calm(made)
    assert [one.code for one in calendar(world).terms] == ["2025-2"]
    assert finding(made, "no_terms").subject == ("2025-1",)


def test_a_year_without_holidays_opens_the_notice(made, calm):
    made.context.frame.set(year=2026, as_of=None)
    calm(made)
    made.empty.buttons[0].click()
    calm(made)
    dialog = made.settle(finding(made, "no_holidays"))
    assert dialog.year.value() == 2027
    dialog.reject()


def test_the_calendar_is_exported_as_a_workbook(made, calm, prompts, tmp_path):
    path = tmp_path / "校历.xlsx"
    prompts.answers.append(path)
    made.act_export()
    calm(made)
    assert openpyxl.load_workbook(path).sheetnames == ["第一学期", "第二学期"]


def test_a_read_only_store_is_only_looked_at(world, page, context, calm, made):
    made.context.read_only = True
    made.refresh_actions()
    assert not made.commands[f"{CODE}.day"].isEnabled()
    assert made.act_day() is None
    assert made.act_notice() is None
    assert made.act_bells() is None
    assert made.desk.edit_term(None) is None
