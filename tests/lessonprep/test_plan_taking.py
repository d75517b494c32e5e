"""Plans of joint dates as schools keep them: weeks merged over their events, weekdays, hours alone."""

from __future__ import annotations

from datetime import date, time

import openpyxl
import pytest

from jtdesk.core import bulk
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.lessonprep import plan_words, sessions
from jtdesk.lessonprep.sessions import Minutes, Move
from jtdesk.lessonprep.tables import DayRule, PrepGroup
from tests.lessonprep.calendar_worlds import MONDAY, calendar
from tests.lessonprep.prep_world import World, a_world, undo
from tests.lessonprep.test_signing import counts, table_of, take

HEADINGS = (
    "时间",
    "周数",
    "学科/小组",
    "主题",
    "主备人",
    "主持人",
    "形式",
    "地点/承办学校",
    "参加学校",
    "备注",
)


@pytest.fixture
def world(store, clock) -> World:
    return a_world(store)


def a_plan(
    path, rows, headings=HEADINGS, title="2025-2026学年第一学期联合教研活动安排表", merges=()
):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def dates(world):
    return world.store.ask(sessions.joint_dates)


@operation("test.make_up", "测试")
def settle_make_up(session, _command):
    row = {"day": "2025-10-11", "kind": "teaching", "timetable_of": "2025-10-08"}
    bulk.insert(session, DayRule, [row])


def test_a_plan_with_merged_weeks_weekdays_and_hours(world: World, tmp_path) -> None:
    world.store.do(settle_make_up, None)
    path = a_plan(tmp_path / "安排.xlsx", [
        ("周三14:30-16:00", "第三周", "语文", "单元整体教学", "东甲", "王主任", "线下", "东校录播教室", "各校", "带教材"),
        ("周四下午", None, "语文", "作业设计", "外人", "李主任", "现场", "西校", "西校、北校", None),
        ("周三 15:00", "第六周", "小学语文教研组", "期中分析", None, "王主任", "腾讯会议", "线上", None, None),
        ("10月22日 第6-7节", None, "语文", "读书会", None, None, "线上线下结合", "岛校", "东校，火星小学", None),
        (date(2025, 11, 5), None, "语文", "磨课", None, None, None, None, None, None),
    ], merges=("B3:B4", "B5:B7"))  # fmt: skip
    before = world.store.ask(content_hash)
    table = table_of(take(world.store, path))
    assert table.rejections == []
    assert (table.dataset, counts(table)) == ("prep_sessions", (5, 0, 0))
    found = {one.theme: one for one in dates(world)}
    first = found["单元整体教学"]
    assert (first.day, first.week, first.start, first.end) == (date(2025, 9, 17), 3, 870, 960)
    assert (first.host, first.place, first.form, first.chair) == (
        "东校",
        "录播教室",
        "线下",
        "王主任",
    )
    assert (first.lead_planner, first.note) == ("东甲", "带教材")
    assert (first.kind, first.group_id, first.schools) == (
        "联合教研", world.chinese, ("东校", "西校", "北校", "岛校"),
    )  # fmt: skip
    homework = found["作业设计"]
    assert (homework.day, homework.start, homework.end) == (date(2025, 9, 18), 0, 24 * 60)
    assert homework.schools == ("西校", "北校")
    assert homework.note == "时间：下午；主备人：外人"
    midterm = found["期中分析"]
    # The Wednesday of week 6 is a holiday; the Saturday that borrows its timetable is meant.
    assert midterm.day == date(2025, 10, 11)
    assert (midterm.start, midterm.end, midterm.form) == (900, 980, "线上")
    assert midterm.note == "没有写结束时间，暂按两节课"
    reading = found["读书会"]
    assert (reading.day, reading.start_period, reading.periods) == (date(2025, 10, 22), 6, 2)
    assert (reading.host, reading.schools) == ("岛校", ("东校", "岛校"))
    assert reading.note == "参加学校：火星小学"
    assert found["磨课"].day == date(2025, 11, 5)
    again = table_of(take(world.store, path))
    assert counts(again) == (0, 0, 5)
    undo(world.store)
    assert world.store.ask(content_hash) == before


def test_a_changed_plan_changes_the_same_dates(world: World, tmp_path) -> None:
    rows = [
        ("10月16日14:30-16:00", "第七周", "语文", "旧主题", None, "王", "线下", "东校", None, None)
    ]
    take(world.store, a_plan(tmp_path / "a.xlsx", rows))
    own = dates(world)[0]
    rows = [
        ("10月16日15:00-16:30", "第七周", "语文", "新主题", None, "王", "线下", "西校", None, None)
    ]
    table = table_of(take(world.store, a_plan(tmp_path / "a.xlsx", rows)))
    assert counts(table) == (0, 1, 0)
    one = dates(world)[0]
    assert (one.id, one.theme, one.start, one.end, one.host) == (own.id, "新主题", 900, 990, "西校")
    assert one.sequence == own.sequence + 1
    world.store.do(sessions.move_session, Move(own.id, day="2025-10-14"))
    world.store.do(sessions.hold_session, Minutes(own.id, {}))
    held = [("10月14日", None, "语文", "别的", None, None, None, None, None, None)]
    assert counts(table_of(take(world.store, a_plan(tmp_path / "a.xlsx", held)))) == (0, 0, 1)
    assert dates(world)[0].theme == "新主题"


def test_real_headings_of_a_research_group(world: World, tmp_path) -> None:
    headings = ("组会时间", "周数", "人员", "内容", "主持人", "组会形式", "备注")
    path = a_plan(tmp_path / "组会.xlsx", [
        (date(2025, 9, 24), "第四周", "东甲、西甲", "文献阅读", "东乙", "线下", "时间16:00"),
        (date(2025, 10, 15), 7, "全体", "开题", "东乙", "线上", None),
    ], headings, "小学语文教研组集体备课安排")  # fmt: skip
    table = table_of(take(world.store, path))
    assert counts(table) == (2, 0, 0)
    first, second = dates(world)
    assert (first.day, first.theme, first.chair, first.form) == (
        date(2025, 9, 24),
        "文献阅读",
        "东乙",
        "线下",
    )
    assert (first.start, first.end) == (960, 1040)
    assert first.kind == "集体备课"
    assert "参加人员：东甲、西甲" in first.note
    assert second.form == "线上"


@operation("test.weekday", "测试")
def set_weekday(session, command):
    bulk.update(session, PrepGroup, [(command, {"weekday": 2})])


def test_the_groups_own_day_of_the_week_stands_in(world: World, tmp_path) -> None:
    rows = [("16:00-17:00", "第三周", "语文", "甲", None, None, None, "东校", None, None)]
    refused = table_of(take(world.store, a_plan(tmp_path / "a.xlsx", rows)))
    assert refused.rejections[0].message == (
        "第 3 行“时间”：“16:00-17:00 第三周”没有写星期几，看不出是哪一天。请写成“第三周 周三”或日期。"
    )
    world.store.do(set_weekday, world.chinese)
    assert counts(table_of(take(world.store, a_plan(tmp_path / "a.xlsx", rows)))) == (1, 0, 0)
    assert dates(world)[0].day == date(2025, 9, 16)


def test_a_plan_of_a_term_without_dates_is_refused_with_what_to_do(store, clock, tmp_path) -> None:
    a_world(store, terms=False)
    rows = [
        ("周三下午", "第三周", "语文", "甲", None, None, None, "东校", None, None),
        ("有空时", "第三周", "语文", "乙", None, None, None, "东校", None, None),
        (time(16, 0), "第四周", "语文", "丙", None, None, None, "东校", None, None),
    ]
    table = table_of(take(store, a_plan(tmp_path / "a.xlsx", rows)))
    assert [one.code for one in table.rejections] == ["term_missing"] * 3
    assert "请先在“校历”里填写" in table.rejections[0].message
    assert store.ask(sessions.joint_dates) == []


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("第三周", {"week": 3}),
        ("第十二周 星期四上午", {"week": 12, "weekday": 4, "half": "上午"}),
        ("周三下午", {"weekday": 3, "half": "下午"}),
        ("16:00", {"start": 960}),
        ("2025-09-17 00:00:00", {"day": date(2025, 9, 17)}),
        ("2025年9月17日 15:00", {"day": date(2025, 9, 17), "start": 900}),
        ("9月17日(周三)下午2:30—4:00", {"month_day": (9, 17), "weekday": 3, "start": 870, "end": 960}),
        ("第5周 周二 第6-7节", {"week": 5, "weekday": 2, "period": 6, "periods": 2}),
        ("下午 3 点半", {"start": 930}),
        ("9 月 3 日 下午", {"month_day": (9, 3), "half": "下午"}),
        ("晚上7:00-8:30", {"start": 1140, "end": 1230}),
        ("待定", {}),
        ("99月99日 25:70", {}),
    ],
)  # fmt: skip
def test_written_times(written: str, values: dict[str, object]) -> None:
    assert plan_words.when(written) == plan_words.When(**values)  # type: ignore[arg-type]


def test_days_by_week_and_weekday_follow_the_borrowed_timetable() -> None:
    here = calendar()
    for week, weekday, day in (
        (1, 3, "2025-09-03"), (5, 2, "2025-09-30"), (6, 3, "2025-10-11"), (5, 4, "2025-10-02"),
    ):  # fmt: skip
        said = plan_words.When(week=week, weekday=weekday)
        assert str(plan_words.day_of(said, MONDAY, here, None)) == day
    assert plan_words.day_of(plan_words.When(month_day=(1, 8)), MONDAY, here, None) == date(
        2026, 1, 8
    )
    assert plan_words.day_of(plan_words.When(week=3), MONDAY, here, None) is None
    assert plan_words.day_of(plan_words.When(month_day=(5, 8)), MONDAY, here, None) is None


@pytest.mark.parametrize(
    ("when", "week", "said"),
    [
        ("周三14:30", "第40周", "2025-2026 学年第一学期只有 21 周，没有第 40 周"),
        ("周三14:30", "第-2周", "看不出是哪一天"),
        ("2025-10-15 25:00", None, "“25:00”不是一天里的时刻"),
        ("2025-10-15 14:75", None, "“14:75”不是一天里的时刻"),
    ],
)
def test_weeks_and_hours_there_are_not_are_refused(world: World, tmp_path, when, week, said):
    row = (when, week, "语文", "磨课", None, "王", "线下", "东校", None, None)
    table = table_of(take(world.store, a_plan(tmp_path / "a.xlsx", [row])))
    assert counts(table) == (0, 0, 0)
    assert said in table.rejections[0].message
    assert dates(world) == []
