from __future__ import annotations

import pytest
from openpyxl import Workbook

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.core.datasets import Ask
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.staff import queries, rules
from tests.builders import a_school, a_teacher, an_id

NUMBER = an_id("1980-05-03", 11)
HEADS = [
    "序号", "学校", "姓名", "性别", "学科", "职称", "骨干称号", "级别", "认定部门", "文号",
    "认定时间", "有效期至", "备注",
]  # fmt: skip
LINES = [
    [1, "甲校", "王芳", "女", "语文", "高级教师", "学科带头人", "市级", "市教育局", "市教〔2023〕5号", "2023.6", "2026.6", ""],
    [2, "甲校", "李明", "男", "数学", "一级教师", "区教学能手", "", "区教育局", "", "2022年9月", "", ""],
    [3, "甲校", "赵无", "男", "数学", "一级教师", "教坛新秀", "区级", "区教育局", "", "2022年9月", "", ""],
    [4, "乙校", "王芳", "女", "英语", "一级教师", "骨干教师", "区级", "区教育局", "", "2024.9", "2023.9", ""],
]  # fmt: skip


@pytest.fixture
def world(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    a_teacher(store, "王芳", "甲校", id_number=NUMBER)
    a_teacher(store, "王芳", "乙校")
    a_teacher(store, "李明", "甲校")
    return store


def _file(tmp_path, lines):
    book = Workbook()
    sheet = book.active
    sheet.title = "骨干教师名册"
    for line in (["某集团骨干教师名册"], HEADS, *lines):
        sheet.append(line)
    path = tmp_path / "骨干教师名册.xlsx"
    book.save(path)
    return path


def _take(store, path):
    order = IntakeOrder(
        sources=read_sources([path]), catalogue=whole_catalogue(), codes=code_lists()
    )
    return store.do(take_in, order).value.files[0].tables[0]


def _honours(store, day=None):
    return store.ask(lambda session: queries.honours(session, Ask(as_of=day)))


def test_a_list_of_backbone_teachers_comes_in_and_comes_again(world, tmp_path):
    table = _take(world, _file(tmp_path, LINES))
    assert table.dataset == "honours"
    assert (table.count("created"), len(table.rejected_rows)) == (2, 2)
    assert [(f.row, f.code) for f in table.rejections] == [
        (5, "unknown_person"), (6, "date_order"),
    ]  # fmt: skip
    found = {
        (h["name"], h["school"], h["title"], h["level"], h["awarded_on"]) for h in _honours(world)
    }
    assert found == {
        ("王芳", "甲校", "学科带头人", "市级", "2023-06"),
        ("李明", "甲校", "区教学能手", "县级", "2022-09"),
    }
    person = next(
        row
        for row in world.ask(lambda s: queries.staff(s, Ask("2025-09-01")))
        if row["id_number"] == NUMBER
    )
    assert person["backbone_level"] == "市级"
    again = _take(world, _file(tmp_path, LINES[:2]))
    assert (again.count("same"), again.count("created")) == (2, 0)


def test_a_longer_term_is_a_change_of_the_same_honour(world, tmp_path):
    _take(world, _file(tmp_path, LINES[:1]))
    longer = [*LINES[0][:11], "2029.6", ""]
    table = _take(world, _file(tmp_path, [longer]))
    assert table.count("updated") == 1
    assert [h["valid_until"] for h in _honours(world)] == ["2029-06"]


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("区学科带头人", "县级"), ("白云区骨干教师", "县级"), ("广东省骨干教师", "省级"),
        ("市级教学能手", "市级"), ("校级骨干", "校级"), ("全国优秀教学能手", "国家级"),
        ("教坛新秀", None), ("骨干教师", None), ("校园文化先进个人", None),
    ],
)  # fmt: skip
def test_the_level_a_title_begins_with(title, level):
    assert rules.level_in_title(title) == level
