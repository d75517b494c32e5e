"""The group's own workbooks: every table found with its heading rows and its number of rows."""

import json

import pytest

from jtdesk.core.codes import read_code_lists
from jtdesk.excel.headers import FoundTable, SkippedSheet, Vocabulary, find_in_book
from jtdesk.excel.reading import read_book
from jtdesk.excel.values import parser
from tests.excel.test_codes import CODES

WORDS = [
    "姓名",
    "教师姓名",
    "性别",
    "身份证号",
    "身份证号码",
    "身份证件号码",
    "证件号码",
    "出生年月",
    "出生日期",
    "出生年月日",
    "参加工作时间",
    "参加工作年月",
    "工作时间",
    "现任学校",
    "学校",
    "学校名称",
    "到校时间",
    "到校年月",
    "来校时间",
    "现任校起始年月",
    "职务",
    "行政职务",
    "岗位",
    "编制性质",
    "编制",
    "用工形式",
    "最高学历",
    "学历",
    "文化程度",
    "职称",
    "专业技术职务",
    "学段",
    "任教学段",
    "学科",
    "任教学科",
    "周课时",
    "周课时数",
    "课时/周",
    "骨干教师级别",
    "骨干级别",
    "骨干称号",
    "联系电话",
    "联系方式",
    "手机",
    "电话",
    "备注",
    "派出学校",
    "接收学校",
    "交流形式",
    "起",
    "止",
    "人事关系是否随迁",
    "学校标识码",
    "办学类型",
    "集团角色",
    "班级数",
    "在校生数",
    "校长",
    "专任教师总数",
]
VOCABULARY = Vocabulary.of(WORDS)
BRANCHES = [
    ("堡南小学", 58),
    ("海塘小学", 31),
    ("芦荡小学", 19),
    ("新垦学校", 47),
    ("堡南中学", 62),
]
HOMES = [
    ("瀛东实验学校", 118), ("瀛东小学", 76), ("望潮中学", 84), *BRANCHES, ("横屿小学", 24), ("横屿中学", 28), ("长屿学校", 41), ("沙岛教学点", 6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("成员校基本情况表.xlsx", [("成员校情况", (3, 4), 12)]),
        ("教师花名册_城区镇区.xlsx", [("花名册", (3, 4), 278)]),
        ("教师花名册_分校汇总.xlsx", [(sheet, (3,), count) for sheet, count in BRANCHES]),
        ("横屿小学教职工一览表.xls", [("Sheet1", (2,), 24)]),
        ("横屿中学教职工一览表.xls", [("Sheet1", (2,), 28)]),
        ("长屿学校_沙岛教学点_导出.csv", [("长屿学校_沙岛教学点_导出", (1,), 47)]),
        ("2024学年交流轮岗教师花名册.xlsx", [("交流轮岗", (3, 4), 31)]),
        ("教师总课表_2025学年第一学期.xlsx", [(sheet, (2, 3), count) for sheet, count in HOMES]),
        ("问题花名册_芦荡小学.xlsx", [("花名册", (1,), 20)]),
        ("blank-forms/空白表1_交流轮岗教师花名册.xlsx", [("花名册", (3, 4), 0)]),
        ("blank-forms/空白表2_交流轮岗情况统计表.xlsx", [("统计表", (3,), 0)]),
        ("blank-forms/空白表3_交流轮岗教师登记表.xlsx", []),
    ],
)
def test_tables(shared_data, name, tables):
    found = find_in_book(read_book(shared_data / name), VOCABULARY)
    shapes = [(t.sheet, t.heading_rows, len(t.rows)) for t in found if isinstance(t, FoundTable)]
    assert shapes == tables


def test_skipped_sheets_have_reasons(shared_data):
    found = find_in_book(read_book(shared_data / "教师花名册_分校汇总.xlsx"), VOCABULARY)
    skipped = [item for item in found if isinstance(item, SkippedSheet)]
    assert skipped == [SkippedSheet("填表说明", "说明页"), SkippedSheet("代码", "隐藏代码表")]


def test_every_word_and_date_of_the_branch_rosters_is_the_truth(shared_data):
    truth = json.loads((shared_data / "truth.json").read_text(encoding="utf-8"))
    people = {person["id_number"]: person for person in truth["staff"]}
    book = read_book(shared_data / "教师花名册_分校汇总.xlsx")
    grids = {grid.name: grid for grid in book.sheets}
    fields = {
        "姓名": ("name", parser("name")),
        "性别": ("gender", parser("code", codes=CODES["gender"])),
        "出生日期": ("birth_date", parser("date")),
        "学历": ("education", None),
        "职称": ("title", parser("code", codes=CODES["title"])),
        "任教学段": ("stage", parser("code", codes=CODES["stage"])),
        "任教学科": ("subject", parser("code", codes=CODES["subject"])),
        "到校年月": ("school_since", parser("month")),
        "参加工作年月": ("work_since", parser("month")),
        "骨干级别": ("backbone_level", parser("code", codes=CODES["backbone_level"])),
        "职务": ("position", parser("code", codes=CODES["position"])),
        "编制": ("establishment", parser("code", codes=CODES["establishment"])),
        "周课时": ("weekly_periods", parser("decimal")),
        "联系方式": ("phone", parser("phone")),
        "学校": ("school", parser("text")),
    }
    read_id = parser("id")
    seen = 0
    for table in find_in_book(book, VOCABULARY):
        if isinstance(table, SkippedSheet):
            continue
        places = {column.leaf: index for index, column in enumerate(table.columns)}
        for row in table.values(grids[table.sheet]):
            person = people[read_id(row[places["身份证号码"]]).value]
            for heading, (field, parse) in fields.items():
                if parse is not None:
                    assert parse(row[places[heading]]).value == person[field], (heading, row)
            seen += 1
    assert seen == 217


def test_lists_load_in_bureau_order():
    assert CODES["title"].values[:5] == (
        "正高级教师",
        "高级教师",
        "一级教师",
        "二级教师",
        "三级教师",
    )
    assert read_code_lists([]) == {}
