"""Weekday x period grids become lessons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jtdesk.excel.grid import Book, Grid, Merge
from jtdesk.excel.tables import FoundTable, HeadingColumn
from jtdesk.intake import weekly
from jtdesk.intake.rules import Report

Take = Callable[..., Report]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("星期一", 1),
        ("周三", 3),
        ("Monday", 1),
        ("星期日", 7),
        ("礼拜天", 7),
        ("周5", 5),
        ("一", None),
    ],
)
def test_weekdays(text: str, day: int | None) -> None:
    assert weekly.weekday(text) == day


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("第3节", 3), ("第七节", 7), ("十一", 11), ("早读", None)]
)
def test_periods(text: str, number: int | None) -> None:
    assert weekly.period(text) == number


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("教师总课表（2025学年第一学期）", "2025-1"),
        ("2025学年第二学期课表", "2025-2"),
        ("下学期课表", "2025-2"),
        ("2026年春季课表", "2025-2"),
        ("课表", "2025-1"),
    ],
)
def test_terms(text: str, term: str) -> None:
    assert weekly.term_of([text], 2025) == term


def grid_book(days: tuple[str, ...], *lines: list[Any], title: str, periods: int = 2) -> Book:
    head: list[Any] = ["姓名", "学科"]
    second: list[Any] = [None, None]
    merges = [Merge(2, 1, 3, 1), Merge(2, 2, 3, 2)]
    for number, day in enumerate(days):
        head += [day] + [None] * (periods - 1)
        second += list(range(1, periods + 1))
        first = 3 + number * periods
        merges.append(Merge(2, first, 2, first + periods - 1))
    rows = [(title,), tuple(head), tuple(second), *map(tuple, lines)]
    return Book("课表.xlsx", "xlsx", (Grid("Sheet1", rows, merges=tuple(merges)),))


WEEK = ("星期一", "星期二", "星期三")


def test_a_grid_becomes_one_row_a_lesson(group: Take, rows: Callable[..., list[Any]]) -> None:
    sheet = grid_book(
        WEEK,
        ["张三", "数学", "一（1）", None, None, "一（2）", None, None],
        ["李四", "语文", None, "二（1）", None, None, None, "二（1）"],
        title="潮音小学教师课表（2025学年第二学期）",
    )
    report = group(sheet)
    assert report.tables[0].rows == report.count("created") == 4
    lessons = {(r["name"], r["weekday"], r["period"], r["class_name"]) for r in rows("timetable")}
    assert lessons == {
        ("张三", 1, 1, "一（1）"), ("张三", 2, 2, "一（2）"),
        ("李四", 1, 2, "二（1）"), ("李四", 3, 2, "二（1）"),
    }  # fmt: skip
    assert {r["term"] for r in rows("timetable")} == {"2025-2"}
    assert {r["school"] for r in rows("timetable")} == {"潮音小学"}
    assert group(sheet).count("same") == 4


def test_a_bad_name_is_told_once_and_keeps_all_its_lessons_out(group: Take) -> None:
    sheet = grid_book(
        WEEK, ["8848", "数学", "一（1）", "一（2）", None, None, None, None], title="潮音小学课表"
    )
    report = group(sheet)
    assert (report.tables[0].rows, report.count("rejected")) == (2, 2)
    assert [(f.row, f.code) for f in report.tables[0].rejections] == [(4, "bad_name")]


def test_a_list_of_lessons_is_taken_too(group: Take, rows: Callable[..., list[Any]]) -> None:
    sheet = Book(
        "课表.csv", "csv",
        (Grid("课表", [("姓名", "学校", "星期", "节次", "班级"), ("张三", "潮音小学", "星期四", "第2节", "三（1）")]),),
    )  # fmt: skip
    group(sheet)
    (lesson,) = rows("timetable")
    assert (lesson["weekday"], lesson["period"], lesson["class_name"]) == (4, 2, "三（1）")


BARE = ("一", "二", "三", "四", "五")


def test_bare_weekdays_over_their_periods(
    group: Take, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    line = ["张三", "数学", "一（1）", *[None] * 8, "五（2）"]
    report = group(grid_book(BARE, line, title="潮音小学课表"))
    assert report.tables[0].dataset == "timetable"
    lessons = {(r["weekday"], r["period"], r["class_name"]) for r in rows("timetable")}
    assert lessons == {(1, 1, "一（1）"), (5, 2, "五（2）")}


@pytest.mark.parametrize("days", [("二", "三", "四"), ("一", "三", "四"), ("甲", "乙", "丙")])
def test_other_bare_words_are_no_weekdays(days: tuple[str, ...]) -> None:
    sheet = grid_book(days, ["张三", "数学", *"123456"], title="课表").sheets[0]
    columns = tuple(
        HeadingColumn(3 + place, (day, str(number)))
        for place, (day, number) in enumerate((day, number) for day in days for number in (1, 2))
    )
    assert weekly.cells(FoundTable(sheet.name, (2, 3), columns, (4,))) == {}


@pytest.mark.parametrize(
    ("written", "class_name", "weeks"),
    [
        ("五（3）（单周）", "五（3）", "odd"),
        ("五（3）班（双）", "五（3）班", "even"),
        ("501单周", "501", "odd"),
        ("六（1）[双周]", "六（1）", "even"),
        ("（单周）五（3）", "五（3）", "odd"),
        ("双周：六（1）", "六（1）", "even"),
        ("双语一班", "双语一班", "every"),
    ],
)
def test_weeks_written_with_the_class(
    group: Take,
    rows: Callable[..., list[dict[str, Any]]],
    written: str,
    class_name: str,
    weeks: str,
) -> None:
    group(grid_book(WEEK, ["张三", "数学", written, *[None] * 5], title="潮音小学课表"))
    (lesson,) = rows("timetable")
    assert (lesson["class_name"], lesson["weeks"]) == (class_name, weeks)


def test_columns_of_lessons_are_not_unmapped(group: Take) -> None:
    line = ["张三", "数学", "一（1）", *[None] * 5]
    table = group(grid_book(WEEK, line, title="潮音小学课表")).tables[0]
    assert table.to_json()["unmapped"] == []
