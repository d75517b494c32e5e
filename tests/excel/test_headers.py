"""Tables are found unaided on the layouts of the field: headings, rows and values."""

import random

import pytest
from openpyxl import Workbook

from jtdesk.excel.grid import Grid, Merge
from jtdesk.excel.headers import FoundTable, SkippedSheet, Vocabulary, find_in_book, find_tables
from jtdesk.excel.reading import read_book
from tests.excel.arrangements import arrangements
from tests.excel.forms import forms
from tests.excel.layouts import ROSTER, VOCABULARY, Layout, roster, rosters

LAYOUTS = [*rosters(), *forms(), *arrangements()]


def check(layout: Layout, grid: Grid) -> list[FoundTable]:
    found = find_tables(grid, VOCABULARY)
    assert isinstance(found, list), found
    assert len(found) == len(layout.expected)
    for table, expected in zip(found, layout.expected, strict=True):
        assert [column.path for column in table.columns] == expected.paths
        assert table.heading_rows == expected.heading_rows
        assert list(table.rows) == expected.rows
        assert list(table.values(grid)) == expected.values
        if expected.title is not None:
            assert table.title == expected.title
        accounted = set(table.rows) | {skip.row for skip in table.skipped}
        assert len(accounted) == len(table.rows) + len({skip.row for skip in table.skipped})
    return found


def test_there_are_enough_layouts():
    assert len(LAYOUTS) >= 60
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("ragged", [False, True], ids=["square", "ragged"])
def test_layout(layout, ragged):
    check(layout, layout.grid(ragged=ragged))


@pytest.mark.parametrize("seed", range(150))
def test_mixed_habits(seed):
    chance = random.Random(seed)
    pick = chance.choice
    layout = roster(
        "mixed",
        seed,
        style=pick(["merged", "visual", "broken", "repeated"]),
        deep=pick([True, False]),
        top=pick([1, 2, 5]),
        left=pick([1, 2, 4]),
        above=pick([(), ("教师花名册",), ("附件1", "瀛东小学教师名册", "单位:人")]),
        merge_above=pick([True, False]),
        gap=pick([0, 1]),
        code_row=pick([None, "L", "han", "number"]),
        example=pick([True, False]),
        schools=("瀛东小学", "海塘小学")[: pick([1, 2])],
        school_style=pick(["each", "merged", "section", "none"]),
        subtotal=pick([None, "小计", "{school}小计"]),
        page=pick([None, "plain"]),
        blank_rows=pick([True, False]),
        people=pick([1, 4, 7, 12]),
        below=pick([(), ("合计",), ("总计", None, "填表人:", "注:无")]),
        without=pick([(), ("序号",), ("备注",), ("序号", "备注")]),
    )
    check(layout, layout.grid())


def test_layouts_through_a_real_workbook(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for number, layout in enumerate(LAYOUTS):
        sheet = book.create_sheet(f"{number}")
        for (row, column), value in layout.cells.items():
            sheet.cell(row, column, value)
        for merge in layout.merges:
            sheet.merge_cells(
                None, merge.first_row, merge.first_column, merge.last_row, merge.last_column
            )
    book.save(tmp_path / "layouts.xlsx")
    grids = read_book(tmp_path / "layouts.xlsx").sheets
    for layout, grid in zip(LAYOUTS, grids, strict=True):
        check(layout, grid)


def test_sections_name_the_group_of_each_row():
    layout = roster("s", 1, school_style="section", schools=("瀛东小学", "海塘小学"), people=3)
    table = check(layout, layout.grid())[0]
    assert list(table.section_of().values()) == ["一、瀛东小学"] * 3 + ["一、海塘小学"] * 3


def test_texts_around_the_table():
    layout = roster("t", 1, above=("附件1", "瀛东小学教师名册", "统计时点:2025年9月1日"))
    table = check(layout, layout.grid())[0]
    assert table.above == ("附件1", "瀛东小学教师名册", "统计时点:2025年9月1日")
    assert table.below == ("填表人:", "注:1.按人事关系填写。")


def rows(*lines):
    return Grid("Sheet1", [[cell or None for cell in line] for line in lines])


def test_people_with_total_names_are_people():
    grid = rows(
        ["姓名", "性别", "学科", "职称"],
        ["何计", "男", "语文", "一级"],
        ["汪小计", "女", "数学", "一级"],
        ["合计", "男", "语文", "一级"],
        ["总", "女", "英语", "二级"],
        ["注", "女", "英语", "二级"],
        ["合计", "", "", 5],
        ["总", "", "", ""],
    )
    table = find_tables(grid, VOCABULARY)[0]
    assert table.rows == (2, 3, 4, 5, 6)
    assert [skip.row for skip in table.skipped] == [7, 8]


def test_sparse_columns_are_not_filled():
    grid = rows(
        ["姓名", "派入学校", "学科"],
        ["张三", "瀛东小学", "语文"],
        ["李四", "", "数学"],
        ["王五", "瀛东小学", "数学"],
        ["赵六", "", "英语"],
    )
    table = find_tables(grid, VOCABULARY)[0]
    assert [row[1] for row in table.values(grid)] == ["瀛东小学", None, "瀛东小学", None]


def test_a_missing_name_is_still_a_row():
    grid = rows(
        ["姓名", "性别", "学科"], ["张三", "男", "语文"], ["", "女", "数学"], ["李四", "", ""]
    )
    table = find_tables(grid, VOCABULARY)[0]
    assert table.rows == (2, 3, 4)


def test_prepared_empty_lines_are_left_out():
    lines = [["序号", "姓名", "性别", "学科"], [1, "张三", "男", "语文"]] + [
        [n, "", "", ""] for n in range(2, 9)
    ]
    table = find_tables(rows(*lines), VOCABULARY)[0]
    assert table.rows == (2,)
    assert len(table.skipped) == 7


def test_lines_of_formulas_only_are_empty():
    base = rows(["学校名称", "班级数", "在校生数", "人数"], ["甲校", 3, 100, 5], ["", "", 0.0, ""])
    grid = Grid("s", [*base.rows[:2], [None, None, 0.0, None]], formulas=frozenset({(3, 3)}))
    assert find_tables(grid, VOCABULARY)[0].rows == (2,)


@pytest.mark.parametrize(
    ("grid", "why"),
    [
        (Grid("Sheet1", []), "空表"),
        (Grid("Sheet1", [[None, "  "], [None, "\u3000"]]), "空表"),
        (Grid("填表说明", [["1.请各校于9月15日前报集团办公室。"]]), "说明页"),
        (
            Grid(
                "Sheet2",
                [
                    ["填表须知"],
                    ["1. 请各校于9月15日前报集团办公室。"],
                    ["2. 一律用宋体五号,不得改动。"],
                ],
            ),
            "说明页",
        ),
        (Grid("代码", [["职称", "姓名"], ["一级教师", "张三"]], visible=False), "隐藏代码表"),
        (Grid("代码表", [["职称", "学历"], ["一级教师", "本科"]]), "代码表"),
        (Grid("Sheet1", [["商品", "单价"], ["铅笔", 2], ["橡皮", 1]]), "未找到表头"),
    ],
)
def test_sheets_without_a_table(grid, why):
    assert find_tables(grid, VOCABULARY) == SkippedSheet(grid.name, why)


def test_a_card_for_one_person_is_not_a_list():
    grid = rows(
        ["交流轮岗教师登记表"],
        ["姓名", "", "性别", "", "出生年月", ""],
        ["身份证号", "", "", "", "政治面貌", ""],
        ["现任学校", "", "", "", "职务", ""],
        ["职称", "", "骨干教师级别", "", "任教学科", ""],
    )
    found = find_tables(grid, VOCABULARY)
    assert isinstance(found, SkippedSheet)
    assert "登记表" in found.why


def test_a_hidden_sheet_counts_only_when_it_is_the_only_one():
    hidden = Grid("花名册", [["姓名", "性别"], ["张三", "男"]], visible=False)
    empty = Grid("Sheet1", [])
    found = find_in_book([hidden, empty], VOCABULARY)
    assert isinstance(found[0], FoundTable)
    shown = Grid("名册", [["姓名", "学科"], ["李四", "语文"]])
    found = find_in_book([hidden, shown], VOCABULARY)
    assert found[0] == SkippedSheet("花名册", "隐藏代码表")
    assert isinstance(found[1], FoundTable)


def test_no_sheet_makes_it_stumble():
    words = [
        "姓名",
        "学校",
        "合计",
        "注:",
        "填表人:",
        1,
        2.5,
        None,
        None,
        "一、",
        "L1",
        "甲",
        " ",
        "张三",
        "小计",
        "学科",
        "备注",
        "星期一",
    ]
    for seed in range(400):
        chance = random.Random(seed)
        width = chance.randint(1, 9)
        lines = [
            [chance.choice(words) for _ in range(chance.randint(0, width))]
            for _ in range(chance.randint(0, 14))
        ]
        merges = []
        for _ in range(chance.randint(0, 4)):
            row, column = chance.randint(1, 12), chance.randint(1, 8)
            merges.append(
                Merge(row, column, row + chance.randint(0, 5), column + chance.randint(0, 5))
            )
        grid = Grid("Sheet1", lines, merges=tuple(merges))
        found = find_tables(grid, VOCABULARY)
        for table in found if isinstance(found, list) else []:
            assert len(list(table.values(grid))) == len(table.rows)
            assert list(table.rows) == sorted(set(table.rows))


def test_roster_of_the_tests_is_known():
    assert all(VOCABULARY.knows(leaf) or leaf == "序号" for _, leaf in ROSTER)


def only(grid: Grid) -> FoundTable:
    found = find_tables(grid, VOCABULARY)
    assert isinstance(found, list)
    assert len(found) == 1
    return found[0]


HEADS = ["姓名", "性别", "身份证号", "学科"]
LINE = ["张三", "男", "310199198001011234", "语文"]


def test_labels_with_a_single_heading_below():
    lines = [
        ["姓名", "学历", "任教情况", "备注"],
        ["", "最高学历", "学科", ""],
        ["张三", "本科", "语文", ""],
        ["李四", "专科", "数学", "无"],
    ]
    table = only(rows(*lines))
    assert [c.heading for c in table.columns] == [
        "姓名",
        "学历 / 最高学历",
        "任教情况 / 学科",
        "备注",
    ]
    assert table.rows == (3, 4)


def test_page_marks_and_continued_titles():
    table = only(
        rows(
            ["教师花名册"],
            HEADS,
            LINE,
            ["第1页 共2页"],
            ["教师花名册(续)"],
            HEADS,
            LINE,
            ["第2页 共2页"],
        )
    )
    assert table.rows == (3, 7)
    assert [skip.why for skip in table.skipped] == ["页码行", "标题行", "重复的表头", "页码行"]


def test_a_new_school_line_starts_a_new_table():
    found = find_tables(
        rows(["学校:瀛东小学"], HEADS, LINE, [], ["学校:海塘小学"], HEADS, LINE), VOCABULARY
    )
    assert [(table.above, table.rows) for table in found] == [
        (("学校:瀛东小学",), (3,)),
        (("学校:海塘小学",), (7,)),
    ]


def test_a_lone_line_names_the_next_table():
    grid = rows(
        ["一、教师情况"],
        HEADS,
        LINE,
        ["二、学校情况"],
        ["学校名称", "办学类型", "校长"],
        ["甲", "小学", "王"],
    )
    found = find_tables(grid, VOCABULARY)
    assert [table.title for table in found] == ["一、教师情况", "二、学校情况"]


def test_rows_of_instructions_under_the_headings():
    table = only(rows(HEADS, ["必填", "下拉选择", "文本格式", "必填"], LINE))
    assert table.rows == (3,)
    assert table.skipped[0].why == "填写要求行"


def test_remarks_and_signatures_without_marks():
    grid = rows(
        HEADS,
        LINE,
        ["以上为在编教师,以下为编外教师"],
        LINE,
        ["1.姓名须与身份证一致"],
        ["填表人", "张三", "审核人", "李四"],
    )
    assert only(grid).rows == (2, 4)


def test_groups_parted_by_a_blank_column():
    grid = rows(
        ["姓名", "性别", "", "派出情况", "", "", "接收情况", ""],
        ["", "", "", "学校", "职称", "", "学校", "职务"],
        ["张三", "男", "", "甲", "一级", "", "乙", "主任"],
    )
    merges = (Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 4, 1, 5), Merge(1, 7, 1, 8))
    table = only(Grid("s", grid.rows, merges=merges))
    assert [c.heading for c in table.columns][2:] == [
        "派出情况 / 学校",
        "派出情况 / 职称",
        "接收情况 / 学校",
        "接收情况 / 职务",
    ]


def test_a_heading_merged_over_two_columns_is_one_column():
    grid = rows(["姓名", "", "性别", "学科"], ["张三", "", "男", "语文"])
    table = only(Grid("s", grid.rows, merges=(Merge(1, 1, 1, 2), Merge(2, 1, 2, 2))))
    assert [c.column for c in table.columns] == [1, 3, 4]


def test_a_numbered_first_record_is_not_a_code_row():
    assert only(rows(["序号", "班级数", "在校生数", "人数"], [1, 2, 3, 4], [2, 4, 5, 6])).rows == (
        2,
        3,
    )


def test_a_school_written_once_even_for_one_teacher():
    grid = rows(
        ["学校", "姓名", "学科"],
        ["甲校", "张三", "语文"],
        ["乙校", "李四", "数学"],
        ["", "王五", "语文"],
    )
    assert [row[0] for row in only(grid).values(grid)] == ["甲校", "乙校", "乙校"]


def test_receiving_schools_are_never_filled():
    grid = rows(
        ["姓名", "派入学校", "学科"],
        ["张三", "甲校", "语文"],
        ["李四", "", "数学"],
        ["王五", "乙校", "语文"],
        ["赵六", "", "语文"],
    )
    assert [row[1] for row in only(grid).values(grid)] == ["甲校", None, "乙校", None]


def test_words_of_the_data_may_be_headings_elsewhere(monkeypatch):
    words = "校长 小学 初中 高中 语文 体育 数学 英语 专任教师 教师 支教 在编 编外 本科 专科 高级教师 一级教师"
    wide = Vocabulary.of([*VOCABULARY.headings, *words.split()])
    monkeypatch.setattr("tests.excel.test_headers.VOCABULARY", wide)
    for layout in LAYOUTS:
        check(layout, layout.grid())
