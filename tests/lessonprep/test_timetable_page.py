"""The page of the timetables: lessons, who of them nobody is, one week, clearing a school's."""

from __future__ import annotations

import pytest

from jtdesk.core.datasets import Write
from jtdesk.core.operations import operation
from jtdesk.lessonprep import queries, rules, taking
from jtdesk.lessonprep.timetable_week import week_of
from tests.builders import a_school, a_teacher

CODE = "lessonprep.timetable"
take = operation("tests.take", "导入")(lambda session, command: taking.write(session, *command))


def lesson(name, weekday, period, class_name="四（2）", school="甲校", **more):
    row = {"school": school, "name": name, "term": "2025-1", "weekday": weekday, "period": period,
           "class_name": class_name, "subject": "语文", **more}  # fmt: skip
    rules.complete(row)
    return row


ROWS = [
    lesson("张三", 1, 1), lesson("张三", 1, 2, "四（3）", weeks="单周"),
    lesson("张三", 1, 2, "四（4）", weeks="双周"), lesson("张三", 3, 8, "五（1）", subject="书法"),
    lesson("赵六", 2, 1), lesson("李四", 2, 1, "合唱队", school="乙校"),
    lesson("张三", 5, 1, term="2024-2"),
]  # fmt: skip


@pytest.fixture
def world(store, clock):
    clock.set("2025-10-15")
    for name in ("甲校", "乙校"):
        a_school(store, name)
    a_teacher(store, "张三", "甲校", subject="语文")
    for stage in ("小学", "初中"):
        a_teacher(store, "李四", "乙校", stage=stage)
    return store


@pytest.fixture
def shown(world, page, qtbot):
    world.do(take, ([Write(None, row) for row in ROWS], "2025-09-01"))
    made = page(CODE)
    qtbot.waitUntil(lambda: not made.loading and not made.context.ops.busy, timeout=10000)
    return made


def listed(page):
    return [(r["name"], r["day_words"], r["period"]) for r in page.panel.model.shown()]


def test_the_present_term_is_in_front(shown):
    assert len(listed(shown)) == 6
    assert shown.panel.facets.facets["term_words"] == {"2025学年第一学期"}
    texts = [count.text for count in shown.panel.strip.counts]
    assert texts == ["6 节", "3 位教师", "5 个班", "2 所学校", "2 位没有对上名册"]


def test_who_is_known(shown):
    known = {r["name"]: r["known"] for r in shown.panel.model.shown()}
    assert known == {"张三": "已对上", "赵六": "名册里没有", "李四": "有同名教师"}


def test_the_drawer_shows_the_week(shown, qtbot):
    row = next(r for r in shown.panel.model.shown() if r["name"] == "张三")
    shown.panel.select([row["id"]])
    shown.load_detail()
    qtbot.waitUntil(lambda: shown.drawer.title.text() == "张三", timeout=5000)
    week = shown.week.week
    assert (week.days, week.periods, week.lessons) == ((1, 2, 3, 4, 5), tuple(range(1, 9)), 4)
    assert week.cells[1, 2].lines == ("四（3）（单）", "四（4）（双）")
    assert not week.cells[1, 2].clash
    assert week.cells[3, 8].lines == ("五（1）", "书法")
    assert "星期三第 8 节" in shown.week.accessibleDescription()
    assert shown.week.minimumHeight() > 100


def test_two_lessons_at_one_time_are_marked():
    rows = [lesson("张三", 6, 1), lesson("张三", 6, 1, "四（5）", school="乙校")]
    week = week_of(rows, own="甲校", subject="语文")
    assert week.days == (1, 2, 3, 4, 5, 6)
    assert week.cells[6, 1].clash
    assert week.cells[6, 1].lines == ("四（2）", "四（5）", "乙校")
    assert week.cells[6, 1].tip.endswith("（同一时间两节课）")


def test_a_school_is_cleared_after_a_question(shown, world, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(
        shown.context.prompts,
        "confirm",
        lambda title, text, **_: asked.append(text) or len(asked) > 1,
    )
    row = next(r for r in shown.panel.model.shown() if r["school"] == "甲校")
    shown.panel.select([row["id"]])
    shown.act_clear()
    assert "清除甲校 2025学年第一学期的全部 5 节课？" in asked[0]
    assert len(world.ask(lambda s: queries.lessons(s, None))) == 7
    shown.act_clear()
    qtbot.waitUntil(lambda: len(world.ask(lambda s: queries.lessons(s, None))) == 2, timeout=5000)


def test_an_empty_page_says_what_to_drop(world, page, qtbot):
    made = page(CODE)
    qtbot.waitUntil(lambda: not made.loading, timeout=10000)
    assert made.stack.currentIndex() == 1
