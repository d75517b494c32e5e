"""A principal's office plans a term: term, groups, a time, a series, a move, sign-in, print, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jtdesk.lessonprep import sessions, words
from jtdesk.lessonprep.series_dialog import SeriesDialog
from jtdesk.lessonprep.sign_dialog import SignDialog
from jtdesk.lessonprep.slot_dialog import SlotDialog
from tests.journeys.hands import count, drop, press, settle
from tests.lessonprep.test_calendar_view import drag, point_of

GOOD = (
    "成员校基本情况表.xlsx", "教师花名册_城区镇区.xlsx", "教师花名册_分校汇总.xlsx",
    "横屿中学教职工一览表.xls", "横屿小学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv",
)  # fmt: skip
GROUP = "小学语文教研组"


def show(qtbot: Any, desk: Any, code: str) -> Any:
    desk.show_page(code)
    settle(qtbot, desk)
    return desk.current


def opened(page: Any, kind: type) -> Any:
    return [one for one in page.findChildren(kind) if one.isVisible()][-1]


def dates(desk: Any) -> list[Any]:
    return desk.workplace.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))


@pytest.fixture
def group(qtbot: Any, clock: Any, desk: Any, shared_data: Path) -> Any:
    """The window over the group's schools and staff, and its timetables where there are any."""
    files = [shared_data / name for name in GOOD]
    files += sorted(shared_data.glob("*课表*.xls*"))
    drop(desk.window, files)
    settle(qtbot, desk)
    press(qtbot, desk.current, "导入")
    settle(qtbot, desk)
    assert count(desk, "staff") == 594
    return desk


def test_a_term_is_planned_held_and_printed(
    qtbot: Any, group: Any, prompts: Any, clock: Any, tmp_path: Path
) -> None:
    told: list[str] = []
    group.workplace.bus.notice.connect(lambda notice: told.append(notice.text))
    set_the_term_and_the_groups(qtbot, group)
    find_a_time(qtbot, group)
    place_a_series(qtbot, group)
    assert len(dates(group)) == 5
    week8 = next(one for one in dates(group) if one.series_id and one.week == 8)
    move_it_to_a_saturday_and_back(qtbot, group, prompts, week8)
    clock.set(week8.day.isoformat())
    sign_in(qtbot, group, week8)
    print_the_term(qtbot, group, prompts, tmp_path / "学期安排.pdf")
    assert "已导出 5 次活动" in told[-1]


def set_the_term_and_the_groups(qtbot: Any, group: Any) -> None:
    """An empty calendar leads to the term; groups come from the staff register."""
    page = show(qtbot, group, "lessonprep.calendar")
    assert page.stack.currentIndex() == 1
    press(qtbot, page, "填写学期和第一周")
    settle(qtbot, group)
    assert group.current.spec.code == "lessonprep.terms"
    press(qtbot, group.current, "填入建议日期")
    settle(qtbot, group)
    assert count(group, "terms") == 2
    page = show(qtbot, group, "lessonprep.groups")
    page.act_derive()
    settle(qtbot, group)
    assert GROUP in [row["name"] for row in page.panel.model.rowset.rows]


def find_a_time(qtbot: Any, group: Any) -> None:
    """One of the five best times makes a session."""
    page = show(qtbot, group, "lessonprep.calendar")
    page.act_slots()
    finder = opened(page, SlotDialog)
    finder.group.setCurrentIndex(finder.group.findText(GROUP))
    finder.first.setText("2025-10-20")
    finder.last.setText("2025-10-31")
    finder.ask()
    settle(qtbot, group)
    assert len(finder.cards) == 5
    finder.cards[0].button.click()
    settle(qtbot, group)
    assert page.current().group == GROUP


def place_a_series(qtbot: Any, group: Any) -> None:
    """The dates stand in the dialog before they stand on the calendar."""
    page = show(qtbot, group, "lessonprep.groups")
    page.panel.select([next(r["id"] for r in page.panel.model.rowset.rows if r["name"] == GROUP)])
    page.act_series()
    settle(qtbot, group)
    form = opened(page, SeriesDialog)
    for name, text in {
        "every": "每月一次", "weekday": "周三", "weeks": "4,8,12,16", "start_period": "6",
    }.items():  # fmt: skip
        form.form.set_value(name, text)
    form.ask_preview()
    settle(qtbot, group)
    assert form.say.text().startswith("将排 4 次")
    form.submit()
    settle(qtbot, group)


def move_it_to_a_saturday_and_back(qtbot: Any, group: Any, prompts: Any, one: Any) -> None:
    """While it is dragged the conflict is told; it is asked about, done, and undone."""
    page = show(qtbot, group, "lessonprep.calendar")
    page.view.show_view("month")
    page.view.select(one.id)
    canvas = page.view.front
    saturday = date(2025, 10, 25)
    end = (canvas.area_of_day(saturday).center() - canvas.offset).toPoint()
    drag(canvas, point_of(canvas, one.id), end, drop=False)
    qtbot.waitUntil(lambda: "放假" in canvas.told, timeout=20000)
    prompts.answers.append(True)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    qtbot.waitUntil(lambda: bool(prompts.asked), timeout=20000)
    settle(qtbot, group)
    assert "放假" in prompts.asked[-1][2]
    assert day_of(group, one.id) == saturday
    group.undo()
    settle(qtbot, group)
    assert day_of(group, one.id) == one.day


def day_of(group: Any, wanted: str) -> date:
    return next(one.day for one in dates(group) if one.id == wanted)


def sign_in(qtbot: Any, group: Any, one: Any) -> None:
    """Who comes is written down; the session counts."""
    page = group.current
    page.reload()
    settle(qtbot, group)
    page.view.select(one.id)
    qtbot.waitUntil(lambda: page.detail is not None and page.detail.date.id == one.id)
    page.act_sign()
    settle(qtbot, group)
    settle(qtbot, group)
    sheet = opened(page, SignDialog)
    sheet._all_present()
    sheet._on_keep()
    settle(qtbot, group)
    held = next(other for other in dates(group) if other.id == one.id)
    assert held.status == words.HELD
    counts = show(qtbot, group, "lessonprep.counts")
    whole = counts.panel.model.rowset.rows[-1]
    assert whole["held"] == 1
    assert whole["person_times"] == len(held.people)


def print_the_term(qtbot: Any, group: Any, prompts: Any, path: Path) -> None:
    """The plan of the term goes on paper."""
    page = show(qtbot, group, "lessonprep.calendar")
    page.view.show_view("overview")
    form = page.outputs.ask_export()
    prompts.answers.append(path)
    form.submit()
    settle(qtbot, group)
    settle(qtbot, group)
    assert path.read_bytes().startswith(b"%PDF")
