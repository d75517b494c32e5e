"""Timetables against the store: who is meant, what clashes, what is left, what a list may say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.fingerprint import content_hash
from jtdesk.core.store import Store
from jtdesk.intake.rules import IntakeOrder, Report, Source
from jtdesk.intake.service import take_in
from jtdesk.lessonprep import queries
from tests.builders import a_school, a_teacher, an_id
from tests.intake.timetables import week, workbook

Take = Callable[..., Report]
ID_ZHOU, ID_HONG = an_id("1980-05-17", 11), an_id("1990-01-02", 12)


@pytest.fixture
def world(store: Store) -> Store:
    a_school(store, "潮音小学")
    a_school(store, "北渚中学")
    a_school(store, "新校")
    a_teacher(store, "张三", "潮音小学", subject="语文", stage="小学")
    a_teacher(store, "李四", "潮音小学", subject="数学", stage="小学")
    a_teacher(store, "周红", "北渚中学", subject="语文", stage="初中", id_number=ID_ZHOU)
    a_teacher(store, "周红", "北渚中学", subject="数学", stage="初中", id_number=ID_HONG)
    a_teacher(store, "王五", "北渚中学", subject="语文", stage="小学")
    a_teacher(store, "王五", "北渚中学", subject="语文", stage="初中")
    return store


@pytest.fixture
def take(world: Store, tmp_path: Path) -> Take:
    from jtdesk.app.assembly import whole_catalogue
    from jtdesk.core import paths
    from jtdesk.core.codes import read_code_lists

    codes = read_code_lists([paths.schemas_dir() / "codes"])

    def run(sheets: dict[str, Any], name: str = "课表.xlsx", **options: Any) -> Report:
        book = workbook(tmp_path, sheets, name=name)
        order = IntakeOrder((Source(name, book),), whole_catalogue(), codes, year=2025, **options)
        return world.do(take_in, order).value

    return run


HEAD = ["学校", "姓名", "学科", "班级", "星期", "节次", "周次"]


def listed(*lines: list[Any], head: list[Any] = HEAD) -> dict[str, Any]:
    return {"课程清单": [["课表"], head, *lines]}


def stored(store: Store) -> list[dict[str, Any]]:
    return store.ask(lambda s: queries.lessons(s, None))


def codes_of(report: Report) -> tuple[list[str], list[str]]:
    (table,) = report.tables
    return [f.code for f in table.rejections], [f.code for f in table.warnings]


# ------------------------------------------------------------------------------------ who is meant


def test_a_stranger_is_told_once_and_kept(take: Take, world: Store) -> None:
    report = take(
        listed(
            ["潮音小学", "赵六", "语文", "一1", 1, 1], ["潮音小学", "赵六", "语文", "一1", 2, 1],
            ["潮音小学", "周红", "语文", "一1", 3, 1], ["新校", "甲乙", "语文", "一1", 1, 1],
            ["新校", "丙丁", "语文", "一1", 2, 1],
        )
    )  # fmt: skip
    refused, warned = codes_of(report)
    assert (refused, warned) == ([], ["unknown_person"] * 3)
    first, second, third = report.tables[0].warnings
    assert (first.row, first.value) == (3, "赵六") or first.value == "潮音小学 赵六"
    assert first.message.endswith(
        "潮音小学的教职工名册里没有赵六。课已导入，但排活动时不会避开这些课；请核对姓名，或先导入花名册。"
    )
    assert "北渚中学有同名教师" in second.message
    assert "新校还没有导入花名册" in third.message
    assert len(stored(world)) == 5
    left = world.ask(lambda s: queries.unmatched(s, "2025-1"))
    assert [(r["school"], r["name"], r["lessons"]) for r in left] == [
        ("新校", "丙丁", 1), ("新校", "甲乙", 1), ("潮音小学", "周红", 1), ("潮音小学", "赵六", 2),
    ]  # fmt: skip
    a_teacher(world, "赵六", "潮音小学")
    assert len(world.ask(lambda s: queries.unmatched(s, "2025-1"))) == 3


def test_two_of_one_name_are_told_apart_by_subject_stage_or_number(
    take: Take, world: Store
) -> None:
    head = [*HEAD, "身份证号"]
    report = take(
        listed(
            ["北渚中学", "周红", "语文", "七1", 1, 1], ["北渚中学", "周红", "数学", "七1", 1, 2],
            ["北渚中学", "王五", "语文", "三1", 1, 3], ["北渚中学", "王五", "语文", "八1", 1, 4],
            ["北渚中学", "周红", "体育", "七1", 1, 5, None, ID_ZHOU],
            head=head,
        )
    )  # fmt: skip
    assert codes_of(report) == ([], [])
    ids = {r["id_number"]: r["id"] for r in world.ask(_staff) if r["name"] == "周红"}
    assert [r["teacher_id"] for r in stored(world)][:2] == [ids[ID_ZHOU], ids[ID_HONG]]
    weeks = world.ask(lambda s: queries.lessons_by_teacher(s, "2025-1"))
    assert sorted(slot[1] for slot in weeks[ids[ID_ZHOU]]) == [1, 5]
    assert [slot[:3] for slot in weeks[ids[ID_HONG]]] == [(1, 2, "every")]
    assert sum(map(len, weeks.values())) == 5
    again = take(
        listed(["北渚中学", "周红", "体育", "七1", 1, 5, None, ID_ZHOU], head=head), name="b.xlsx"
    )
    assert again.count("same") == 1


def _staff(session: Any) -> list[dict[str, Any]]:
    from jtdesk.core.datasets import Ask
    from jtdesk.staff import queries as staff

    return staff.staff(session, Ask())


def test_two_of_one_name_that_cannot_be_told_apart_are_refused(take: Take, world: Store) -> None:
    before = world.ask(content_hash)
    report = take(listed(["北渚中学", "周红", "音乐", "七1", 1, 1]))
    assert codes_of(report) == (["ambiguous_person"], [])
    message = report.tables[0].rejections[0].message
    assert "北渚中学有 2 位周红（初中语文、初中数学），分不清是哪一位的课。" in message
    assert world.ask(content_hash) == before


def test_a_number_nobody_has_is_refused(take: Take) -> None:
    head = [*HEAD, "身份证号"]
    line = ["北渚中学", "周红", "语文", "七1", 1, 1, None, an_id("1985-01-01", 33)]
    assert codes_of(take(listed(line, head=head)))[0] == ["unknown_person"]


# ---------------------------------------------------------------------------------------- clashes


def test_clashes_are_told_and_both_lessons_kept(take: Take, world: Store) -> None:
    report = take(
        listed(
            ["潮音小学", "张三", "语文", "一1", 1, 1], ["潮音小学", "张三", "语文", "一2", 1, 1],
            ["潮音小学", "李四", "数学", "一（2）班", 1, 1], ["潮音小学", "张三", "语文", "一1", 2, 1, "单周"],
            ["潮音小学", "张三", "语文", "一2", 2, 1, "双周"], ["潮音小学", "张三", "语文", "一1", 3, 1, "1-8周"],
            ["潮音小学", "张三", "语文", "一2", 3, 1, "9-16周"],
        )
    )  # fmt: skip
    assert codes_of(report) == ([], ["teacher_twice"]), "two teachers in one class are no fault"
    (first,) = report.tables[0].warnings
    assert first.message == (
        "第 4 行“姓名”：张三周一第1节同时在一1（第 3 行）和一2上课，请核对；两节都已导入。"
    )
    assert len(stored(world)) == 7
    assert take(_same(report)).count("same") == 7


def _same(_report: Report) -> dict[str, Any]:
    return listed(
        ["潮音小学", "张三", "语文", "一1", 1, 1], ["潮音小学", "张三", "语文", "一2", 1, 1],
        ["潮音小学", "李四", "数学", "一2", 1, 1], ["潮音小学", "张三", "语文", "一1", 2, 1, "单"],
        ["潮音小学", "张三", "语文", "一2", 2, 1, "双"], ["潮音小学", "张三", "语文", "一1", 3, 1, "1-8"],
        ["潮音小学", "张三", "语文", "一2", 3, 1, "9-16"],
    )  # fmt: skip


def test_many_clashes_are_counted(take: Take) -> None:
    lines = [["潮音小学", "张三", None, name, day, n] for name in ("一1", "一2") for day in range(1, 6) for n in range(1, 8)]  # fmt: skip
    warnings = take(listed(*lines)).tables[0].warnings
    assert [f.code for f in warnings] == ["teacher_twice"] * 20
    assert warnings[-1].message.endswith("（同类问题共 35 处，只列出前 20 处。）")


def test_a_lesson_elsewhere_at_the_same_time(take: Take, world: Store) -> None:
    a_teacher(world, "孙七", "潮音小学", teaching_school="北渚中学")
    take(listed(["潮音小学", "孙七", "音乐", "一1", 1, 1]))
    report = take(
        listed(
            ["北渚中学", "孙七", "音乐", "七1", 1, 1], ["北渚中学", "孙七", "音乐", "七1", 1, 2]
        ),
        name="b.xlsx",
    )
    assert codes_of(report) == ([], ["teacher_twice"])
    assert "孙七周一第1节在潮音小学已有课（一1）" in report.tables[0].warnings[0].message


def test_a_workbook_by_class_and_by_teacher_says_all_twice(take: Take, world: Store) -> None:
    sheets = {
        "一（1）班": [["潮音小学一（1）班课表"], *week((1, ["语文 张三"]), (2, ["数学 李四"]))],
        "张三": [["潮音小学张三老师课表"], *week((1, ["语文 一1"]), (2, []))],
        "李四": [["潮音小学李四老师课表"], *week((1, [None]), (2, ["数学 一1"]))],
    }
    report = take(sheets)
    assert (report.count("created"), report.count("same"), report.count("rejected")) == (2, 2, 0)
    assert all(not table.warnings for table in report.tables)
    assert {r["class_name"] for r in stored(world)} == {"一（1）班"}


def test_a_lesson_moved_to_another_class_changes(take: Take, world: Store) -> None:
    sheet = {"s": [["潮音小学张三老师课表"], *week((1, ["一1"]), (2, ["一2"]))]}
    take(sheet)
    sheet["s"][2][1] = "一3"
    report = take(sheet)
    assert (report.count("updated"), report.count("same"), report.count("created")) == (1, 1, 0)
    assert sorted(r["class_name"] for r in stored(world)) == ["一2", "一3"]


def test_what_a_new_timetable_leaves_is_told(take: Take, world: Store) -> None:
    take({"s": [["潮音小学张三老师课表"], *week((1, ["一1", "一1"]), (2, ["一2"]))]})
    report = take({"s": [["潮音小学张三老师课表"], *week((1, ["一1"]), (2, [None, "一2"]))]})
    assert codes_of(report) == ([], ["lessons_left"])
    assert (
        "潮音小学2025-1 学期库中另有 2 节这些教师的课不在这份课表里"
        in report.tables[0].warnings[0].message
    )
    assert len(stored(world)) == 4


# ------------------------------------------------------------------------------------------ lists


@pytest.mark.parametrize(
    ("written", "weeks"),
    [
        (None, "every"), ("1-14,17-18周", "1-14,17-18"), ("第1-16周", "1-16"), ("1-8周(单)", "1-8/odd"),
        ("2,4,6周", "2,4,6"), ("单周", "odd"), ("(双)", "even"), ("1-8,10-16双周", "1-8/even,10-16/even"),
        ("1～8周", "1-8"), ("全周", "every"),
    ],
)  # fmt: skip
def test_weeks_of_a_list(written: str | None, weeks: str, take: Take, world: Store) -> None:
    take(listed(["潮音小学", "张三", "语文", "一1", "星期四", "第2节", written]))
    (lesson,) = stored(world)
    assert (lesson["weekday"], lesson["period"], lesson["weeks"]) == (4, 2, weeks)


@pytest.mark.parametrize("written", ["隔周", "8-1周", "40周", "每月一次"])
def test_weeks_nobody_can_read_are_refused(written: str, take: Take, world: Store) -> None:
    report = take(listed(["潮音小学", "张三", "语文", "一1", 4, 2, written]))
    assert codes_of(report) == (["bad_weeks"], [])
    assert report.tables[0].rejections[0].value == written
    assert not stored(world)


@pytest.mark.parametrize("field", ["weekday", "period"])
def test_weekday_eight_and_period_forty_are_refused(field: str, take: Take, world: Store) -> None:
    line = (
        ["潮音小学", "张三", "语文", "一1", 8, 1]
        if field == "weekday"
        else ["潮音小学", "张三", "语文", "一1", 1, 40]
    )
    assert codes_of(take(listed(line)))[0] == ["not_a_number"]
    assert not stored(world)


def test_several_periods_in_one_row(take: Take, world: Store) -> None:
    report = take(
        listed(
            ["潮音小学", "张三", "语文", "一1", "周一", "3-4节"],
            ["潮音小学", "张三", "语文", "一1", "周二", "第1、3节"],
        )
    )
    assert report.tables[0].rows == 4
    assert [(r["weekday"], r["period"]) for r in stored(world)] == [(1, 3), (1, 4), (2, 1), (2, 3)]


def test_time_in_one_cell(take: Take, world: Store) -> None:
    head = ["学校", "教师", "课程", "班级", "上课时间"]
    report = take(
        listed(
            ["潮音小学", "张三", "语文", "一1", "1-14,17-18周 星期一 第3-4节"],
            ["潮音小学", "李四", "数学", "一1", "周二1节；周三2节"],
            ["潮音小学", "李四", "数学", "一1", "下午"],
            head=head,
        )
    )  # fmt: skip
    assert {(r["name"], r["weekday"], r["period"], r["weeks"]) for r in stored(world)} == {
        ("张三", 1, 3, "1-14,17-18"), ("张三", 1, 4, "1-14,17-18"), ("李四", 2, 1, "every"),
        ("李四", 3, 2, "every"),
    }  # fmt: skip
    assert codes_of(report)[0] == ["bad_date"]
    assert "上课时间“下午”看不懂" in report.tables[0].rejections[0].message


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("课表", "2025-1"), ("2025学年第二学期课表", "2025-2"), ("2024-2025学年第一学期课表", "2024-1"),
        ("2025年秋季课表", "2025-1"), ("2026年春季课表", "2025-2"), ("春晖小学课表", "2025-1"),
    ],
)  # fmt: skip
def test_terms_of_a_list(title: str, term: str, take: Take, world: Store) -> None:
    take({"清单": [[title], HEAD, ["潮音小学", "张三", "语文", "一1", 1, 1]]})
    assert [r["term"] for r in stored(world)] == [term]


@pytest.mark.parametrize("written", ["2025-2", "2025-2026-2", "2025学年第二学期", "第二学期"])
def test_a_column_of_terms(written: str, take: Take, world: Store) -> None:
    take(listed(["潮音小学", "张三", "语文", "一1", 1, 1, None, written], head=[*HEAD, "学期"]))
    assert [r["term"] for r in stored(world)] == ["2025-2"]
