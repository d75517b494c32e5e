"""Headings that stand in the upper levels alone, over columns that may hold nothing at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from jtdesk.excel.grid import CellValue, Grid, Merge
from jtdesk.excel.headers import FoundTable, find_tables
from tests.excel.layouts import VOCABULARY, roster

Part = tuple[str | None, tuple[str, ...]]
PERSON: Part = ("个人基本情况", ("姓名", "性别", "身份证号"))
POST: Part = ("任职情况", ("现任学校", "到校时间", "职务"))
TAUGHT: Part = ("任教情况", ("学科", "周课时"))
ONE: Part = ("2025学年考核", ("考核等次",))
ALONE: Part = (None, ("照片", "荣誉称号", "手机号码"))
UNKNOWN: Part = (None, ("健康状况", "资格证学科"))
ORDERS: tuple[tuple[Part, ...], ...] = (
    (PERSON, ALONE, POST, TAUGHT),
    (PERSON, POST, UNKNOWN, ALONE),
    (ALONE, PERSON, POST, ONE),
    (UNKNOWN, PERSON, ALONE, POST, (None, ("籍贯",))),
)
VALUES: dict[str, CellValue] = {
    "姓名": "张三", "性别": "女", "身份证号": "310101198001010020", "现任学校": "瀛东小学",
    "到校时间": "2010-09", "职务": "教导主任", "学科": "语文", "周课时": 12, "考核等次": "合格",
    "手机号码": "13812345678", "健康状况": "良好", "资格证学科": "语文",
}  # fmt: skip
PEOPLE = 5
SHAPES = pytest.mark.parametrize(
    ("levels", "merged", "order"), list(product((2, 3), (True, False), ORDERS))
)


class Sheet:
    """A sheet of stacked tables under two or three heading levels."""

    def __init__(self, order: Sequence[Part], levels: int, *, merged: bool) -> None:
        self.order, self.levels, self.merged = order, levels, merged
        self.lines: list[list[CellValue]] = []
        self.merges: list[Merge] = []
        self.leaves = [leaf for _, leaves in order for leaf in leaves]

    def paths(self) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for group, leaves in self.order:
            outer = (f"教师{group}登记", group)[3 - self.levels :] if group else ()
            found += [(*outer, leaf) for leaf in leaves]
        return found

    def title(self, text: str) -> Sheet:
        self.lines.append([text])
        return self

    def headings(self) -> Sheet:
        top = len(self.lines) + 1
        block: list[list[CellValue]] = [[None] * len(self.leaves) for _ in range(self.levels)]
        for place, path in enumerate(self.paths()):
            if len(path) == 1:
                block[0][place] = path[0]
                self._merge(top, place + 1, top + self.levels - 1, place + 1)
                continue
            first = self.paths().index(next(p for p in self.paths() if p[:-1] == path[:-1]))
            for depth, text in enumerate(path[:-1]):
                block[depth][first] = text
            block[-1][place] = path[-1]
            if place == first:
                last = first + len([p for p in self.paths() if p[:-1] == path[:-1]])
                for depth in range(self.levels - 1):
                    self._merge(top + depth, first + 1, top + depth, last)
        self.lines += block
        return self

    def _merge(self, *edges: int) -> None:
        if self.merged and edges[:2] != edges[2:]:
            self.merges.append(Merge(*edges))

    def people(self, count: int, *, without: Sequence[str] = ("照片", "荣誉称号")) -> Sheet:
        for number in range(count):
            line = [None if leaf in without else VALUES.get(leaf) for leaf in self.leaves]
            line[self.leaves.index("姓名")] = f"张{'一二三四五六七八'[number]}"
            self.lines.append(line)
        return self

    def codes(self) -> Sheet:
        self.lines.append(list(range(1, len(self.leaves) + 1)))
        return self

    def tables(self, vocabulary=VOCABULARY) -> list[FoundTable]:
        found = find_tables(Grid("Sheet1", self.lines, merges=tuple(self.merges)), vocabulary)
        assert isinstance(found, list), found
        return found


@SHAPES
@pytest.mark.parametrize("coded", [False, True])
def test_headings_without_a_group(levels, merged, order, coded):
    sheet = Sheet(order, levels, merged=merged).title("教职工信息一览表").headings()
    if coded:
        sheet.codes()
    (table,) = sheet.people(PEOPLE).tables()
    assert [column.path for column in table.columns] == sheet.paths()
    assert table.heading_rows == tuple(range(2, 2 + levels))
    assert table.rows == tuple(range(2 + levels + coded, 2 + levels + coded + PEOPLE))


@SHAPES
def test_tables_one_below_another(levels, merged, order):
    sheet = Sheet(order, levels, merged=merged)
    schools = ("瀛东小学", "海塘小学", "潮音小学")
    for school in schools:
        sheet.title(f"{school}教师花名册").headings().people(3)
    tables = sheet.tables()
    assert [table.title for table in tables] == [f"{school}教师花名册" for school in schools]
    assert [len(table.rows) for table in tables] == [3, 3, 3]
    for table in tables:
        assert [column.path for column in table.columns] == sheet.paths()


@SHAPES
@pytest.mark.parametrize("last", [0, 2])
def test_a_heading_block_repeated_on_every_page(levels, merged, order, last):
    sheet = Sheet(order, levels, merged=merged).title("教师花名册").headings().people(4)
    sheet.title("教师花名册").headings().people(last)
    (table,) = sheet.tables()
    assert len(table.rows) == 4 + last
    assert [column.path for column in table.columns] == sheet.paths()


@pytest.mark.parametrize("seed", range(80))
def test_headings_stay_where_their_columns_are_empty(seed):
    chance = random.Random(seed)
    layout = roster(
        "wiped",
        seed,
        style=chance.choice(["merged", "visual", "broken", "repeated"]),
        deep=chance.choice([True, False]),
        left=chance.choice([1, 2, 4]),
        school_style="each",
        people=7,
    )
    before = _found(layout.grid())
    inner = [c.column for c in before.columns if c.leaf not in {"序号", "姓名", "现任学校"}]
    gone = set(chance.sample(inner, chance.randint(1, 6)))
    wiped = replace(
        layout,
        cells={
            (row, column): value
            for (row, column), value in layout.cells.items()
            if row not in before.rows or column not in gone
        },
    )
    after = _found(wiped.grid())
    assert (after.heading_rows, after.rows) == (before.heading_rows, before.rows)
    assert after.columns == before.columns


def _found(grid: Grid) -> FoundTable:
    found = find_tables(grid, VOCABULARY)
    assert isinstance(found, list)
    (table,) = found
    return table


def rows(*lines: Sequence[CellValue]) -> Grid:
    return Grid("Sheet1", [[None if cell == "" else cell for cell in line] for line in lines])


def test_a_phone_heading_in_the_outer_level_is_no_signature_line():
    grid = rows(
        ["联系电话", "照片", "基本信息", "", "", "职称"],
        ["", "", "姓名", "身份证号", "现任学校", ""],
        ["13812345678", "", "张三", "310101198001010020", "瀛东小学", "一级教师"],
    )
    assert [column.leaf for column in _found(grid).columns] == [
        "联系电话", "照片", "姓名", "身份证号", "现任学校", "职称",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "place"),
    [("现工作单位", 1), ("所在学校", 3), ("现任学校", 0), ("人事关系所在单位", 2), ("所在园", 3)],
)
def test_a_school_written_once_in_any_column(heading, place):
    lines = [["No.", "姓名", "身份证号"], *([n, f"张{n}", f"31010119800101{n:04}"] for n in "1234")]
    for line, cell in zip(lines, [heading, "瀛东小学", "", "海塘小学", ""], strict=True):
        line.insert(place, cell)
    grid = rows(*lines)
    schools = [line[place] for line in _found(grid).values(grid)]
    assert schools == ["瀛东小学", "瀛东小学", "海塘小学", "海塘小学"]


def test_numbers_of_a_stage_are_not_filled_down():
    grid = rows(
        ["学校名称", "班级数", "", ""],
        ["", "幼儿园", "小学", "初中"],
        ["瀛东学校", 3, 6, ""],
        ["海塘小学", "", 12, ""],
    )
    assert [line[1:] for line in _found(grid).values(grid)] == [[3, 6, None], [None, 12, None]]


@pytest.mark.parametrize("heading", ["派出学校", "毕业学校", "任教学校", "配偶工作单位"])
def test_a_school_of_some_people_only_is_not_filled_down(heading):
    people = (["1", "张三", "女", "语文", "瀛东小学"], ["2", "李四", "女", "语文", ""])
    grid = rows(["序号", "姓名", "性别", "学科", heading], *people)
    assert [line[4] for line in _found(grid).values(grid)] == ["瀛东小学", None]


def test_a_code_row_is_told_from_a_numbered_list():
    coded = rows(
        ["性别", "姓名", "学科", "职称"], [1, 2, 3, 4], [2, "张三", "语文", "一级"],
        [1, "李四", "数学", "二级"],
    )  # fmt: skip
    assert _found(coded).rows == (3, 4)
    listed = rows(["序号", "班级数", "在校生数", "教职工数"], [1, 2, 3, 4], [2, 3, 9, 2])
    assert _found(listed).rows == (2, 3)


def test_nothing_beside_a_table_gets_lost_unsaid():
    grid = rows(
        ["", "教师花名册", "", "", "", "", ""],
        ["", "姓名", "性别", "学科", "", "", ""],
        ["√", "张三", "女", "语文", "", "", "请核对"],
        ["", "", "", "", "", "", "以上已核"],
        ["", "李四", "女", "数学", "", "", ""],
    )
    table = _found(grid)
    assert table.rows == (3, 5)
    assert table.unheaded == (1, 7)
    assert [skip.row for skip in table.skipped] == [4]


HEAD = ["姓名", "性别", "身份证号"]
LINES = (["张三", "女", "310101198001010020"], ["李四", "男", "310101198001010039"])


@pytest.mark.parametrize(
    "above",
    [
        ["教师花名册", "2025年"],
        ["教师表", "", "2025年9月"],
        ["学校", "瀛东小学", "填报人"],
        ["附件1", "教师名册"],
    ],
)
def test_a_line_of_words_above_is_no_level(above):
    assert _found(rows(above, HEAD, *LINES)).heading_rows == (2,)


def test_tables_side_by_side_under_titles_of_their_own():
    other = ["学校名称", "办学类型", "班级数"], ["瀛东小学", "小学", 12], ["海塘小学", "小学", 9]
    lines = [[*left, "", "", *right] for left, right in zip([HEAD, *LINES], other, strict=True)]
    found = find_tables(rows(["教师表", "", "", "", "", "学校表"], *lines), VOCABULARY)
    assert isinstance(found, list)
    assert [(table.title, table.columns[0].leaf) for table in found] == [
        ("教师表", "姓名"),
        ("学校表", "学校名称"),
    ]


def test_a_numbered_line_left_of_a_table_names_the_next_one():
    inner = [["", *line] for line in (HEAD, *LINES)]
    grid = rows(["一、瀛东小学"], *inner, ["二、海塘小学"], *inner)
    found = find_tables(grid, VOCABULARY)
    assert isinstance(found, list)
    assert [table.title for table in found] == ["一、瀛东小学", "二、海塘小学"]
    assert [len(table.rows) for table in found] == [2, 2]


def test_records_of_heading_words_are_records():
    grid = rows(
        ["学校名称", "学校类型", "学段", "距核心校"],
        ["瀛东小学", "学校", "班级数", ""],
        ["海塘小学", "学校", "班级数", 12],
    )
    table = _found(grid)
    assert (table.heading_rows, table.rows) == ((1,), (2, 3))
