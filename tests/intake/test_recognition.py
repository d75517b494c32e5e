"""Which dataset a table holds, by its headings and the words around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jtdesk.excel.grid import Book
from jtdesk.intake.recognition import Recognised, Recogniser, spoken_date
from jtdesk.intake.rules import IntakeOrder
from tests.intake.workbooks import book

PERSON = [
    "姓名",
    "性别",
    "出生年月",
    "民族",
    "政治面貌",
    "参加工作时间",
    "最高学历",
    "学位",
    "职称",
    "联系电话",
]
VALUES = [
    "张三",
    "男",
    "1980-05",
    "汉族",
    "群众",
    "2002-08",
    "本科",
    "学士",
    "一级教师",
    "13812345678",
]


def recognised(order: Callable[..., IntakeOrder], given: Book) -> Recognised:
    (found,) = Recogniser(order(given), {}).source(0, order(given).sources[0])
    assert isinstance(found, Recognised)
    return found


@pytest.mark.parametrize(
    ("title", "headings", "values", "dataset"),
    [
        ("教师花名册", [*PERSON, "现任学校"], [*VALUES, "潮音小学"], "staff"),
        ("", [*PERSON, "现任学校"], [*VALUES, "潮音小学"], "staff"),
        (
            "交流轮岗教师花名册",
            [*PERSON, "派出学校", "派入学校", "交流形式"],
            [*VALUES, "潮音小学", "北渚中学", "支教"],
            "placements",
        ),
        (
            "",
            [*PERSON, "原单位", "交流学校", "开始时间", "结束时间"],
            [*VALUES, "潮音小学", "北渚中学", "2024-09", "2026-07"],
            "placements",
        ),
        (
            "",
            [*PERSON, "现任学校", "支教单位全称", "支教开始时间"],
            [*VALUES, "潮音小学", "无", "无"],
            "staff",
        ),
        (
            "",
            ["学校名称", "办学类型", "班级数", "在校生数"],
            ["潮音小学", "小学", 12, 500],
            "schools",
        ),
        ("", ["出发学校", "到达学校", "单程分钟"], ["潮音小学", "北渚中学", 40], "travel"),
        (
            "帮扶协议台账",
            ["协议名称", "甲方（核心校）", "乙方（成员校）", "起", "止"],
            ["协议", "潮音小学", "北渚中学", "2023-09", "2026-08"],
            "agreements",
        ),
        ("", ["姓名", "星期", "节次", "班级"], ["张三", 1, 2, "一（1）"], "timetable"),
    ],
)
def test_a_table_is_told_by_its_headings(
    order: Callable[..., IntakeOrder],
    title: str,
    headings: list[str],
    values: list[str],
    dataset: str,
) -> None:
    lines = ([[title]] if title else []) + [headings, values, values]
    assert recognised(order, book({"Sheet1": lines}, name="表.xlsx")).dataset.name == dataset


@pytest.mark.parametrize(
    ("title", "year", "date"),
    [
        ("2024学年教师花名册", None, "2024-09-01"),
        ("2024-2025学年度第一学期教师花名册", None, "2024-09-01"),
        ("教师花名册 统计时点：2025年9月1日", None, "2025-09-01"),
        ("教师花名册 填报时间：2025年11月3日", None, "2019-09-01"),
        ("2024学年教师花名册", 2022, "2022-09-01"),
        ("教师花名册", None, "2019-09-01"),
    ],
)
def test_the_day_rows_speak_of(
    order: Callable[..., IntakeOrder], title: str, year: int | None, date: str
) -> None:
    lines = [[title], [*PERSON, "现任学校"], [*VALUES, "潮音小学"], [*VALUES, "潮音小学"]]
    assert spoken_date(recognised(order, book({"Sheet1": lines})), year, 2019) == date
