"""Several tables on a sheet, empty columns, notes beside a table, and timetables."""

from __future__ import annotations

from tests.excel.forms import table
from tests.excel.layouts import Expected, Layout

TEACHERS = [("序号",), ("姓名",), ("性别",), ("学科",), ("职称",)]
PEOPLE = [
    [1, "张三", "男", "语文", "一级教师"],
    [2, "李四", "女", "数学", "二级教师"],
    [3, "王五", "男", "英语", "高级教师"],
]
SCHOOLS = [("学校名称",), ("办学类型",), ("校长",), ("在校生数",)]
PLACES = [["甲校", "小学", "张三", 500], ["乙校", "初级中学", "李四", 300]]


def stacked() -> Layout:
    layout = Layout("two tables, one below the other")
    layout.put(1, 1, "表一 学校情况表")
    end = table(layout, 2, 1, SCHOOLS, PLACES, title="表一 学校情况表")
    layout.put(end, 1, "合计")
    layout.put(end, 4, 800)
    layout.put(end + 2, 1, "表二 教师花名册")
    table(layout, end + 3, 1, TEACHERS, PEOPLE, title="表二 教师花名册")
    return layout


def stacked_same() -> Layout:
    layout = Layout("a block for each school on one sheet")
    row = 1
    for school in ("瀛东小学", "海塘小学", "芦荡小学"):
        layout.put(row, 1, f"{school}教师花名册")
        layout.merge(row, 1, row, 5)
        row = table(layout, row + 1, 1, TEACHERS, PEOPLE, title=f"{school}教师花名册")
        layout.put(row, 1, "小计")
        row += 2
    return layout


def stacked_close() -> Layout:
    layout = Layout("two tables without titles or a gap")
    end = table(layout, 1, 1, SCHOOLS, PLACES)
    table(layout, end + 1, 1, TEACHERS, PEOPLE)
    return layout


def side_by_side() -> Layout:
    layout = Layout("two tables side by side")
    layout.put(1, 1, "教师花名册")
    layout.put(1, 8, "学校情况表")
    table(layout, 2, 1, TEACHERS, PEOPLE, title="教师花名册")
    table(layout, 2, 8, SCHOOLS, PLACES, title="学校情况表")
    return layout


def side_by_side_same() -> Layout:
    layout = Layout("one list in two halves")
    layout.put(1, 1, "瀛东小学教师花名册")
    layout.merge(1, 1, 1, 11)
    table(layout, 2, 1, TEACHERS, PEOPLE, title="瀛东小学教师花名册")
    table(layout, 2, 7, TEACHERS, PEOPLE, title="瀛东小学教师花名册")
    return layout


def spacer_column() -> Layout:
    layout = Layout("an empty column inside a table")
    headings = [("姓名",), ("性别",), ("学科",), ("职称",)]
    data = [["张三", "男", "语文", "一级"], ["李四", "女", "数学", "二级"]]
    for row, line in enumerate([[h[0] for h in headings], *data], 1):
        layout.put(row, 1, *line[:2])
        layout.put(row, 4, *line[2:])
    layout.expected = [Expected(headings, [2, 3], data, (1,))]
    return layout


def side_notes() -> Layout:
    layout = Layout("notes beside the table")
    layout.put(1, 1, "教师花名册")
    table(layout, 2, 1, TEACHERS, PEOPLE, title="教师花名册")
    layout.put(2, 8, "填表说明")
    layout.put(3, 8, "1.姓名须与身份证一致。")
    layout.put(4, 8, "2.学科用全称。")
    return layout


def timetables() -> list[Layout]:
    made = []
    days = ["星期一", "星期二", "星期三", "星期四", "星期五"]
    for name, labels, periods, style in (
        ("weekdays merged over numbers", days, [1, 2, 3, 4, 5, 6, 7], "merged"),
        ("weekdays over numbers, not merged", days, [1, 2, 3, 4], "visual"),
        (
            "short weekdays over words",
            ["周一", "周二", "周三", "周四", "周五"],
            ["第1节", "第2节", "第3节"],
            "merged",
        ),
        (
            "one sign weekdays over halves",
            ["一", "二", "三", "四", "五"],
            ["上午", "下午"],
            "merged",
        ),
        ("english weekdays", ["Monday", "Tuesday", "Friday"], ["1", "2", "3"], "merged"),
        ("one day only", ["星期一"], [1, 2, 3, 4, 5, 6], "merged"),
    ):
        layout = Layout(name)
        layout.put(1, 1, "瀛东小学教师总课表")
        headings = [("姓名",), ("学科",), *[(day, str(p)) for day in labels for p in periods]]
        data = [
            ["张三", "语文", *["四(2)" if c % 3 else "" for c in range(len(headings) - 2)]]
            for _ in range(6)
        ]
        table(layout, 2, 1, headings, data, style=style, title="瀛东小学教师总课表")
        for column in range(3, len(headings) + 1):
            layout.cells[3, column] = periods[(column - 3) % len(periods)]
        made.append(layout)
    return made


def label_lines_above() -> Layout:
    layout = Layout("labels with values above the list")
    layout.put(1, 1, "教师情况汇总")
    layout.put(2, 1, "学校名称", "瀛东小学", "校长", "张三", "联系电话")
    layout.cells[2, 6] = "19900000000"
    table(layout, 3, 1, [*TEACHERS, ("备注",)], [[*line, ""] for line in PEOPLE])
    return layout


def arrangements() -> list[Layout]:
    """Return the arrangements."""
    return [
        stacked(), stacked_same(), stacked_close(), side_by_side(), side_by_side_same(), spacer_column(),
        side_notes(), *timetables(), label_lines_above(),
    ]  # fmt: skip
