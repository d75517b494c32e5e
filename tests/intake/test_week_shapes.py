"""Timetables in the shapes schools have: by class, by teacher, across, down, stacked, side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.store import Store
from jtdesk.intake.rules import Report
from tests.intake.timetables import DAYS, lessons, week, workbook

Take = Callable[..., Report]
Rows = Callable[..., list[dict[str, Any]]]
TITLE = "潮音小学2025学年第一学期"


def accounted(report: Report) -> None:
    for table in report.tables:
        parts = [table.count(a) for a in ("created", "updated", "same", "rejected")]
        assert sum(parts) == table.rows == len(table.changes) + len(table.rejected_rows)


@pytest.mark.parametrize(
    "cell",
    ["语文 张三", "张三\n语文", "语文(张三)", "语文（张三）", "语文/张三", "语文张三", "张三老师 语文",
     "语文 张 三", "语文：张三", "语文-张三"],
)  # fmt: skip
def test_one_class_a_sheet(cell: str, group: Take, rows: Rows, tmp_path: Path) -> None:
    sheet = [[f"{TITLE}一（1）班课程表"], *week(("第1节", [cell]), ("第2节", [None, "数学 李四"]))]
    report = group(workbook(tmp_path, {"Sheet1": sheet}))
    accounted(report)
    assert report.tables[0].dataset == "timetable"
    assert lessons(rows("timetable")) == {
        ("张三", "语文", 1, 1, "一（1）班"), ("李四", "数学", 2, 2, "一（1）班"),
    }  # fmt: skip
    assert {(r["school"], r["term"]) for r in rows("timetable")} == {("潮音小学", "2025-1")}
    again = group(workbook(tmp_path, {"Sheet1": sheet}))
    assert again.count("same") == again.tables[0].rows == 2


def test_the_sheet_names_the_class(group: Take, rows: Rows, tmp_path: Path) -> None:
    sheets = {
        "701": week((1, ["语文 张三"]), (2, ["数学 李四"])),
        "702": week((1, ["数学 李四"]), (2, ["语文 张三"])),
    }
    report = group(workbook(tmp_path, sheets, name="北渚中学2025-2026学年第二学期课表.xlsx"))
    accounted(report)
    assert lessons(rows("timetable")) == {
        ("张三", "语文", 1, 1, "701"), ("李四", "数学", 1, 2, "701"),
        ("李四", "数学", 1, 1, "702"), ("张三", "语文", 1, 2, "702"),
    }  # fmt: skip
    assert {(r["school"], r["term"]) for r in rows("timetable")} == {("北渚中学", "2025-2")}


def test_two_teachers_in_one_cell_both_teach(group: Take, rows: Rows, tmp_path: Path) -> None:
    sheet = [
        [f"{TITLE}三（2）班"],
        *week((1, ["体育 张三/李四", "科学 王五、赵六"]), (2, ["体育 钱七"])),
    ]
    report = group(workbook(tmp_path, {"s": sheet}))
    assert lessons(rows("timetable")) == {
        ("张三", "体育与健康", 1, 1, "三（2）班"), ("李四", "体育与健康", 1, 1, "三（2）班"),
        ("王五", "科学", 2, 1, "三（2）班"), ("赵六", "科学", 2, 1, "三（2）班"),
        ("钱七", "体育与健康", 1, 2, "三（2）班"),
    }  # fmt: skip
    assert {f.code for f in report.tables[0].warnings} == {"unknown_person"}


def test_stacked_and_side_by_side(group: Take, rows: Rows, tmp_path: Path) -> None:
    one, two = week((1, ["语文 张三"]), (2, ["数学 李四"])), week((1, ["数学 李四"]), (2, [None]))
    stacked = [[TITLE + "课程表"], ["一（1）班"], *one, [], ["一（2）班"], *two]
    beside = [
        ["二（1）班", *[None] * 6, "二（2）班"],
        *([*left, *[None] * (7 - len(left)), *right] for left, right in zip(one, two, strict=True)),
    ]
    report = group(
        workbook(
            tmp_path,
            {"一年级": stacked, "二年级": beside},
            {"二年级": ["A1:F1", "H1:M1"]},
            name="潮音小学课表.xlsx",
        )
    )
    accounted(report)
    assert lessons(rows("timetable")) == {
        *((n, s, 1, p, f"{g}（1）班") for g in "一二" for n, s, p in (("张三", "语文", 1), ("李四", "数学", 2))),
        *(("李四", "数学", 1, 1, f"{g}（2）班") for g in "一二"),
    }  # fmt: skip


MANY = {
    ("张三", "语文", 1, 1, "一(1)"), ("李四", "数学", 1, 2, "一(1)"), ("李四", "数学", 3, 1, "一(2)"),
}  # fmt: skip


def many(kind: str) -> tuple[list[list[Any]], list[str]]:  # noqa: PLR0911 - one a shape
    """The same three lessons, laid out in all ways."""
    days = ("星期一", "星期二", "星期三")
    a, b, c = "语文 张三", "数学 李四", "李四\n数学"
    if kind == "weekday over period":
        head = ["班级", *(cell for day in days for cell in (day, None))]
        return [
            [TITLE], head, [None, 1, 2, 1, 2, 1, 2], ["一(1)", a, b], ["一(2)", *[None] * 4, c],
        ], ["A2:A3", "B2:C2", "D2:E2", "F2:G2"]  # fmt: skip
    if kind == "period over weekday":
        head = ["班级", "第一节", None, None, "第二节", None, None]
        return [
            [TITLE], head, [None, *days, *days], ["一(1)", a, None, None, b],
            ["一(2)", None, None, c],
        ], ["A2:A3", "B2:D2", "E2:G2"]  # fmt: skip
    if kind == "weekdays down, classes across":
        lines: list[list[Any]] = [[TITLE], ["星期", "节次", "一(1)", "一(2)"]]
        for day in days:
            lines += [[day, 1, None, None], [None, 2, None, None]]
        lines[2][2], lines[3][2], lines[6][3] = a, b, c
        return lines, ["A3:A4", "A5:A6", "A7:A8"]
    if kind == "class and weekday down":
        lines = [[TITLE], ["班级", "星期", 1, 2]]
        lines += [[name, day, None, None] for name in ("一(1)", "一(2)") for day in days]
        lines[2][2:], lines[7][2] = [a, b], c
        return lines, ["A3:A5", "A6:A8"]
    if kind == "class and period down":
        lines = [[TITLE], ["班级", "节次", *days]]
        lines += [
            [name, period, None, None, None] for name in ("一(1)", "一(2)") for period in (1, 2)
        ]
        lines[2][2], lines[3][2], lines[4][4] = a, b, c
        return lines, ["A3:A4", "A5:A6"]
    if kind == "the week repeated under each class":
        head = ["节次", "一(1)", None, None, "一(2)", None, None]
        return [
            [TITLE], head, [None, *days, *days], [1, a, *[None] * 4, c], [2, b],
        ], ["A2:A3", "B2:D2", "E2:G2"]  # fmt: skip
    if kind == "subject and teacher in two rows":
        return [
            [TITLE], ["班级", "节次", *days], ["一(1)", 1, "语文"], [None, None, "张三"],
            [None, 2, "数学"], [None, None, "李四"], ["一(2)", 1, None, None, "数学"],
            [None, None, None, None, "李四"], [None, 2], [],
        ], ["A3:A6", "B3:B4", "B5:B6", "A7:A10", "B7:B8", "B9:B10"]  # fmt: skip
    if kind == "subject and teacher in two columns":
        return [
            [TITLE], ["星期", "节次", "一(1)", None, "一(2)", None],
            [None, None, *["学科", "教师"] * 2], ["星期一", 1, "语文", "张三"],
            [None, 2, "数学", "李四"], ["星期二", 1], [None, 2],
            ["星期三", 1, None, None, "数学", "李四"], [None, 2],
        ], ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "A4:A5", "A6:A7", "A8:A9"]  # fmt: skip
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    ["weekday over period", "period over weekday", "weekdays down, classes across",
     "class and weekday down", "class and period down", "the week repeated under each class",
     "subject and teacher in two rows", "subject and teacher in two columns"],
)  # fmt: skip
def test_many_classes_on_one_sheet(kind: str, group: Take, rows: Rows, tmp_path: Path) -> None:
    lines, merges = many(kind)
    report = group(workbook(tmp_path, {"总课表": lines}, {"总课表": merges}))
    accounted(report)
    assert report.count("rejected") == 0
    assert lessons(rows("timetable")) == MANY


def test_grade_and_class_in_two_columns_and_the_school_in_a_third(
    group: Take, rows: Rows, tmp_path: Path
) -> None:
    head = ["学校", "年级", "班级", "班主任", "星期一", None, "星期二", None, "星期三", None]
    lines = [
        ["集团总课表（2025年秋季）"], head, [*[None] * 4, 1, 2, 1, 2, 1, 2],
        ["潮音小学", "一年级", "1班", "孙一", "语文 张三", "班会"], [None, None, "2班", None, "数学 李四"],
        ["北渚中学", "七年级", "1班", None, "英语 周八"],
    ]  # fmt: skip
    merges = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2", "I2:J2", "A4:A5", "B4:B5"]
    report = group(workbook(tmp_path, {"总表": lines}, {"总表": merges}))
    accounted(report)
    found = {(r["school"], r["name"], r["class_name"]) for r in rows("timetable")}
    assert found == {
        ("潮音小学", "张三", "一年级1班"), ("潮音小学", "孙一", "一年级1班"),
        ("潮音小学", "李四", "一年级2班"), ("北渚中学", "周八", "七年级1班"),
    }  # fmt: skip


# ------------------------------------------------------------------------- teachers said elsewhere

BARE = week((1, ["语文", "数学"]), (2, ["班会", "体育"]), (3, ["自习"]))
SAID = {
    ("张三", "语文", 1, 1, "一（1）班"), ("李四", "数学", 2, 1, "一（1）班"),
    ("张三", "班会", 1, 2, "一（1）班"), ("王五", "体育与健康", 2, 2, "一（1）班"),
}  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        [["任课教师表"], ["班级", "班主任", "语文", "数学", "体育"], ["一（1）", "张三", "张三", "李四", "王五"]],
        [["任课教师表"], ["学科", "一（1）", "一（2）"], ["班主任", "张三", "某某"], ["语文", "张三", "某某"],
         ["数学", "李四", "某某"], ["体育", "王五", "某某"]],
        [["班级", "学科", "任课教师"], ["一1", "语文", "张三"], ["一1", "数学", "李四"], ["一1、一2", "体育", "王五"],
         ["一1", "班主任", "张三"]],
    ],
)  # fmt: skip
def test_a_table_of_teachers_beside(
    table: list[list[Any]], group: Take, rows: Rows, tmp_path: Path
) -> None:
    sheets = {"一1": [[f"{TITLE}一（1）班"], *BARE], "任课": table}
    report = group(workbook(tmp_path, sheets))
    accounted(report)
    assert lessons(rows("timetable")) == SAID
    (file,) = report.files
    assert [(sheet, why[:6]) for sheet, why in file.skipped] == [("任课", "任课教师表：")]
    (told,) = [skip for skip in report.tables[0].skipped if "没有写教师" in skip.why]
    assert told.row == 5  # 自习 is nobody's lesson


@pytest.mark.parametrize(
    "legend",
    [
        [["班主任：张三   语文：张三  数学：李四  体育：王五"]],
        [["班主任", "张三", "语文", "张三", "数学", "李四"], ["体育", "王五"]],
        [["任课教师"], ["语文", "数学", "体育", "班主任"], ["张三", "李四", "王五", "张三"]],
    ],
)
def test_a_legend_below(legend: list[list[Any]], group: Take, rows: Rows, tmp_path: Path) -> None:
    sheet = [[f"{TITLE}一（1）班课表"], *BARE, [], *legend]
    report = group(workbook(tmp_path, {"Sheet1": sheet}))
    accounted(report)
    assert lessons(rows("timetable")) == SAID


def test_each_block_has_its_own_legend(group: Take, rows: Rows, tmp_path: Path) -> None:
    sheet = [
        [TITLE], ["一（1）班"], *week((1, ["语文"]), (2, [])), ["语文：张三"],
        ["一（2）班"], *week((1, ["语文"]), (2, [])), ["语文：李四"],
    ]  # fmt: skip
    group(workbook(tmp_path, {"Sheet1": sheet}))
    assert lessons(rows("timetable")) == {
        ("张三", "语文", 1, 1, "一（1）班"), ("李四", "语文", 1, 1, "一（2）班"),
    }  # fmt: skip


def test_what_nobody_says_is_told_once_and_refused(group: Take, rows: Rows, tmp_path: Path) -> None:
    sheet = [
        [f"{TITLE}一（1）班"],
        *week((1, ["语文", "语文", "数学 李四"]), (2, ["语文", "英语"])),
    ]
    table = group(workbook(tmp_path, {"Sheet1": sheet})).tables[0]
    assert (table.rows, table.count("rejected"), table.count("created")) == (5, 4, 1)
    assert [(f.row, f.code) for f in table.rejections] == [
        (3, "teacher_missing"),
        (4, "teacher_missing"),
    ]
    assert table.rejections[0].message == (
        "第 3 行“星期一第1节”：一（1）班的语文没有写任课教师。请在格子里写“语文 姓名”，"
        "或在同一工作簿里附上任课教师表（班级、学科、教师）。"
    )
    assert table.rejections[0].place == 2


def test_a_timetable_of_nobody_is_refused(group: Take, tmp_path: Path) -> None:
    sheets = {"Sheet1": [[f"{TITLE}课表"], *week((1, ["语文 张三"]), (2, ["数学 李四"]))]}
    table = group(workbook(tmp_path, sheets)).tables[0]
    assert (table.rows, table.count("rejected")) == (2, 2)
    assert [f.code for f in table.rejections] == ["class_missing"]


# -------------------------------------------------------------------------------- one teacher's week


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        ("Sheet1", f"{TITLE}张三老师课程表"),
        ("Sheet1", f"{TITLE}教师课表（张三）"),
        ("Sheet1", "教师：张三   学科：语文   （2025学年第一学期）"),
        ("张三", f"{TITLE}教师个人课程表"),
        ("Sheet1", f"张三课表 {TITLE}"),
    ],
)
def test_one_teacher_a_sheet(
    sheet: str, title: str, group: Take, rows: Rows, tmp_path: Path
) -> None:
    lines = [
        [title],
        *week(("第一节", ["语文 四（2）", None, "四（2）\n语文"]), ("第二节", [None, "语文(四3)"])),
    ]
    report = group(workbook(tmp_path, {sheet: lines}, name="潮音小学.xlsx"))
    accounted(report)
    assert lessons(rows("timetable")) == {
        ("张三", "语文", 1, 1, "四（2）"), ("张三", "语文", 3, 1, "四（2）"), ("张三", "语文", 2, 2, "四3"),
    }  # fmt: skip


def test_teachers_stacked_and_teachers_across(group: Take, rows: Rows, tmp_path: Path) -> None:
    stacked = [
        ["张三老师课程表"], *week((1, ["四（1）"]), (2, ["四（2）"])),
        ["李四老师课程表"], *week((1, ["五（1）"]), (2, [None, "五（2）"])),
    ]  # fmt: skip
    across: list[list[Any]] = [["教师总课表"], ["星期", "节次", "王五", "赵六"]]
    for day in DAYS:
        across += [[day, 1, None, None], [None, 2, None, None]]
    across[2][2], across[11][3] = "六（1）", "六(2)"
    merges = {"across": [f"A{row}:A{row + 1}" for row in range(3, 13, 2)]}
    report = group(
        workbook(tmp_path, {"stacked": stacked, "across": across}, merges, name="潮音小学.xlsx")
    )
    accounted(report)
    assert lessons(rows("timetable")) == {
        ("张三", None, 1, 1, "四（1）"), ("张三", None, 1, 2, "四（2）"), ("李四", None, 1, 1, "五（1）"),
        ("李四", None, 2, 2, "五（2）"), ("王五", None, 1, 1, "六（1）"), ("赵六", None, 5, 2, "六(2)"),
    }  # fmt: skip


@pytest.mark.parametrize("above", ["period", "weekday"])
def test_teachers_in_rows(above: str, group: Take, rows: Rows, tmp_path: Path) -> None:
    days = DAYS[:3]
    if above == "weekday":
        head = [
            ["姓名", "学科", *(cell for day in days for cell in (day, None))],
            [None, None, *[1, 2] * 3],
        ]
        merges = ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"]
        line = ["张三", "语文", "四（1）", None, None, "语文 四（2）"]
    else:
        head = [
            ["姓名", "学科", "第1节", None, None, "第2节", None, None],
            [None, None, *days, *days],
        ]
        merges = ["A2:A3", "B2:B3", "C2:E2", "F2:H2"]
        line = ["张三", "语文", "四（1）", None, None, None, "语文 四（2）"]
    report = group(workbook(tmp_path, {"s": [[TITLE], *head, line]}, {"s": merges}))
    accounted(report)
    assert lessons(rows("timetable")) == {
        ("张三", "语文", 1, 1, "四（1）"), ("张三", "语文", 2, 2, "四（2）"),
    }  # fmt: skip


def test_a_corner_that_says_nothing(group: Take, rows: Rows, tmp_path: Path) -> None:
    head = [["", *(cell for day in DAYS[:3] for cell in (day, None))], [None, *[1, 2] * 3]]
    lines = [[f"{TITLE}教师总课表"], *head, ["张三", "四（1）"], ["李四", None, "四（2）"]]
    group(workbook(tmp_path, {"s": lines}, {"s": ["B2:C2", "D2:E2", "F2:G2"]}))
    assert lessons(rows("timetable")) == {
        ("张三", None, 1, 1, "四（1）"), ("李四", None, 1, 2, "四（2）"),
    }  # fmt: skip


# -------------------------------------------------------------------------------- periods and breaks


def test_breaks_and_afternoons(group: Take, rows: Rows, tmp_path: Path) -> None:
    lines = [
        [f"{TITLE}一（1）班"], ["时段", "节次", "时间", *DAYS],
        ["上午", "早读", "7:50-8:10", "语文 张三"], [None, 1, "8:20-9:00", "语文 张三"],
        [None, "大课间", None, "大课间"], [None, 2, "9:30-10:10", "数学 李四"],
        ["下午", 1, "14:00-14:40", "美术 王五"], [None, 2, "14:50-15:30", "/"],
        [None, "课后服务", None, "足球 赵六"],
    ]  # fmt: skip
    report = group(workbook(tmp_path, {"s": lines}, {"s": ["A3:A6", "A7:A9"]}))
    assert {(r["name"], r["period"]) for r in rows("timetable")} == {
        ("张三", 1), ("李四", 2), ("王五", 3), ("赵六", 5),
    }  # fmt: skip
    assert [skip.row for skip in report.tables[0].skipped] == [3, 5]


def test_a_double_lesson_is_two(group: Take, rows: Rows, tmp_path: Path) -> None:
    lines = [[f"{TITLE}一（1）班"], *week((1, ["语文 张三"]), (2, []), ("3-4节", ["美术 王五"]))]
    group(workbook(tmp_path, {"s": lines}, {"s": ["B3:B4"]}))
    assert {(r["name"], r["period"]) for r in rows("timetable")} == {
        ("张三", 1), ("张三", 2), ("王五", 3), ("王五", 4),
    }  # fmt: skip


def test_weeks_in_a_cell(group: Take, rows: Rows, tmp_path: Path) -> None:
    lines = [
        [f"{TITLE}一（1）班"],
        *week(
            (1, ["单:语文 张三/双:数学 李四", "美术(单)王五 音乐(双)赵六"]),
            (2, ["科学 钱七(1-8周)"]),
        ),
    ]
    group(workbook(tmp_path, {"s": lines}))
    assert {(r["name"], r["subject"], r["weeks"]) for r in rows("timetable")} == {
        ("张三", "语文", "odd"), ("李四", "数学", "even"), ("王五", "美术", "odd"), ("赵六", "音乐", "even"),
        ("钱七", "科学", "1-8"),
    }  # fmt: skip


def test_teachers_grid_with_alternate_classes(group: Take, rows: Rows, tmp_path: Path) -> None:
    lines = [[f"{TITLE}张三老师课表"], *week((1, ["单:四(1)/双:四(2)"]), (2, ["四(1)、四(2)"]))]
    report = group(workbook(tmp_path, {"s": lines}))
    assert {(r["period"], r["class_name"], r["weeks"]) for r in rows("timetable")} == {
        (1, "四(1)", "odd"), (1, "四(2)", "even"), (2, "四(1)、四(2)", "every"),
    }  # fmt: skip
    assert "teacher_twice" not in {f.code for f in report.tables[0].warnings}


def test_a_sheet_for_odd_and_one_for_even_weeks(group: Take, rows: Rows, tmp_path: Path) -> None:
    sheets = {
        f"一1{side}周": [[f"{TITLE}一（1）班（{side}周）"], *week((1, [cell]), (2, []))]
        for side, cell in (("单", "语文 张三"), ("双", "数学 李四"))
    }
    report = group(workbook(tmp_path, sheets))
    accounted(report)
    assert {(r["name"], r["weeks"]) for r in rows("timetable")} == {
        ("张三", "odd"),
        ("李四", "even"),
    }


# ------------------------------------------------------------------------------------- bad headings


def test_weekday_eight_and_period_thirty(group: Take, rows: Rows, tmp_path: Path) -> None:
    lines = [
        [f"{TITLE}一（1）班"], ["节次", "星期一", "星期二", "星期三", "星期八"],
        [1, "语文 张三", None, None, "语文 张三"], [30, "数学 李四"],
    ]  # fmt: skip
    table = group(workbook(tmp_path, {"s": lines})).tables[0]
    assert (table.count("created"), table.count("rejected")) == (1, 2)
    assert [f.code for f in table.rejections] == ["not_a_number"] * 2
    assert "星期“8”超出范围" in table.rejections[0].message
    assert "节次“30”超出范围" in table.rejections[1].message
    assert len(rows("timetable")) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [["值班表"], ["时间", *DAYS], ["早餐", "张三", "李四"], ["午餐", "王五"]],
        [["教师花名册"], ["姓名", "学科"], ["周一凡", "语文"], ["周二", "数学"], ["周三", "英语"]],
        [["作息时间"], ["节次", "时间"], [1, "8:00"], [2, "8:50"]],
        [["食谱"], [*DAYS], ["米饭", "面条", "米饭", "面条", "米饭"]],
    ],
)
def test_other_sheets_are_no_timetables(lines: list[list[Any]], tmp_path: Path) -> None:
    from jtdesk.intake.week_sheets import week_sheet

    (grid,) = workbook(tmp_path, {"s": lines}).sheets
    assert week_sheet(grid) is None


def test_a_dry_run_leaves_the_store_alone(group: Take, store: Store, tmp_path: Path) -> None:
    from jtdesk.core.fingerprint import content_hash

    before = store.ask(content_hash)
    lines, merges = many("weekday over period")
    preview = group(workbook(tmp_path, {"s": lines}, {"s": merges}), dry_run=True)
    assert store.ask(content_hash) == before
    real = group(workbook(tmp_path, {"s": lines}, {"s": merges}))
    assert preview.to_json() == real.to_json()


def test_a_sheet_can_be_left_out(group: Take, rows: Rows, tmp_path: Path) -> None:
    from jtdesk.intake.rules import TableChoice

    sheets = {
        name: [[f"{TITLE}{name}"], *week((1, ["语文 张三"]), (2, []))] for name in ("一1", "一2")
    }
    report = group(workbook(tmp_path, sheets), choices={(0, "一1", 0): TableChoice(dataset="")})
    assert [table.sheet for table in report.tables] == ["一2"]
    assert [r["class_name"] for r in rows("timetable")] == ["一2"]
