"""Sheets as schools lay them out, made together with what must be found on them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from jtdesk.excel.grid import Grid, Merge
from jtdesk.excel.headers import Vocabulary

ROSTER = [
    ("", "序号"), ("", "姓名"), ("", "性别"), ("", "身份证号"), ("", "出生年月"),
    ("任职情况", "现任学校"), ("任职情况", "到校时间"), ("任职情况", "职务"),
    ("学历职称", "最高学历"), ("学历职称", "职称"),
    ("任教情况", "学段"), ("任教情况", "学科"), ("任教情况", "周课时"), ("", "备注"),
]  # fmt: skip
VOCABULARY = Vocabulary.of(
    [
        "姓名",
        "教师姓名",
        "性别",
        "身份证号",
        "身份证号码",
        "出生年月",
        "出生日期",
        "现任学校",
        "学校",
        "学校名称",
        "单位全称",
        "到校时间",
        "职务",
        "行政职务",
        "最高学历",
        "学历",
        "职称",
        "学段",
        "学科",
        "任教学科",
        "主教学科",
        "兼教学科",
        "周课时",
        "备注",
        "联系电话",
        "手机号码",
        "派出学校",
        "派入学校",
        "接收学校",
        "交流形式",
        "交流时间",
        "起",
        "止",
        "起止时间",
        "骨干教师级别",
        "民族",
        "政治面貌",
        "参加工作时间",
        "办学类型",
        "学校标识码",
        "校长",
        "班级数",
        "在校生数",
        "教职工数",
        "专任教师数",
        "编制数",
        "城乡类型",
        "距核心校",
        "是否独立法人",
        "统一社会信用代码",
        "学校类型",
        "籍贯",
        "婚姻状况",
        "教职工号",
        "曾用名",
        "出生地",
        "是否在编",
        "岗位类别",
        "人员状态",
        "荣誉名称",
        "级别",
        "认定时间",
        "文号",
        "协议名称",
        "甲方",
        "乙方",
        "教学及辅助用房面积",
        "体育运动场馆面积",
        "举办者类型",
        "小学",
        "初中",
        "高中",
        "人数",
        "标准",
        "金额",
        "月数",
        "派出单位",
        "师父",
        "徒弟",
        "年级",
    ]
)
SURNAMES = "张王李赵何余合共单全平计例汪欧"
GIVEN = ["伟", "计", "小计", "芳", "娜", "总", "注", "备", "明", "丽华"]


@dataclass
class Expected:
    """What must come out of one table."""

    paths: list[tuple[str, ...]]
    rows: list[int]
    values: list[list[object]]
    heading_rows: tuple[int, ...]
    title: str | None = None


@dataclass
class Layout:
    """A sheet under construction; rows and columns are 1-based."""

    name: str
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    sheet: str = "Sheet1"
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def put(self, row: int, column: int, *values: object) -> None:
        for shift, value in enumerate(values):
            if value is not None and value != "":
                self.cells[row, column + shift] = value

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        if (row, column) != (last_row, last_column):
            self.merges.append(Merge(row, column, last_row, last_column))

    def grid(self, *, ragged: bool = False) -> Grid:
        height = max((row for row, _ in self.cells), default=0)
        width = max((column for _, column in self.cells), default=0)
        rows = [[self.cells.get((r, c)) for c in range(1, width + 1)] for r in range(1, height + 1)]
        if ragged:
            for row in rows:
                while row and row[-1] is None:
                    row.pop()
        return Grid(self.sheet, rows, merges=tuple(self.merges), formulas=frozenset(self.formulas))


def person(chance: random.Random, number: int, school: str | None) -> dict[str, object]:
    return {
        "序号": number,
        "姓名": chance.choice(SURNAMES) + chance.choice(GIVEN),
        "性别": chance.choice("男女"),
        "身份证号": f"3101991{chance.randint(10**10, 10**11 - 1)}",
        "出生年月": chance.choice(["1980.09", "198009", date(1980, 9, 1), "1980年9月"]),
        "现任学校": school,
        "到校时间": chance.choice(["2019.9", "201909", None]),
        "职务": chance.choice(["校长", "专任教师", None]),
        "最高学历": chance.choice(["本科", "专科"]),
        "职称": chance.choice(["一级教师", "小高", None]),
        "学段": chance.choice(["小学", "初中"]),
        "学科": chance.choice(["语文", "体育"]),
        "周课时": chance.choice([12, "12节", 14]),
        "备注": chance.choice([None, None, "注:借调"]),
    }


def put_headings(
    layout: Layout, row: int, column: int, headings: list[tuple[str, ...]], style: str
) -> int:
    """Write headings of any depth; return the number of rows.

    Styles: ``merged``; ``visual`` (outer label once, blanks to its right); ``repeated`` (outer
    label in every column); ``broken`` (merged, with line breaks and padding).
    """
    depth = max(len([part for part in path if part]) for path in headings)
    for index, path in enumerate(headings):
        parts = [part for part in path if part]
        place = column + index
        for level, part in enumerate(parts):
            last = level == len(parts) - 1
            before = [p for p in headings[index - 1] if p][: level + 1] if index else []
            continues = not last and before == parts[: level + 1] and len(headings[index - 1]) > 1
            if not continues or style == "repeated":
                text = f"{part[0]} {part[1]}" if style == "broken" and len(part) == 2 else part
                if style == "broken" and len(part) > 4:
                    text = part[:2] + "\n" + part[2:]
                layout.put(row + level, place, text)
                if style in {"merged", "broken"}:
                    end = place
                    while not last and end - column + 1 < len(headings):
                        following = [p for p in headings[end - column + 1] if p]
                        if (
                            following[: level + 1] != parts[: level + 1]
                            or len(following) <= level + 1
                        ):
                            break
                        end += 1
                    layout.merge(row + level, place, row + (depth - 1 if last else level), end)
    return depth


def roster(name: str, seed: int, **habits: object) -> Layout:
    """Make one roster with the habits asked for."""
    chance = random.Random(seed)
    layout = Layout(name)
    top, left = int(habits.get("top", 1)), int(habits.get("left", 1))
    headings = [h for h in ROSTER if h[1] not in habits.get("without", ())]
    if habits.get("flat"):
        headings = [("", leaf) for _, leaf in headings]
    if habits.get("deep"):
        headings = [("基本信息", a, b) if a else ("", b) for a, b in headings]
    width, row = len(headings), top
    title = None
    for text in habits.get("above", ("瀛东小学2025学年教师花名册",)):
        layout.put(row, left, text)
        if title is None or "册" in text:
            title = text
        if habits.get("merge_above", True):
            layout.merge(row, left, row, left + width - 1)
        row += 1
    row += int(habits.get("gap", 0))
    style = str(habits.get("style", "merged"))
    depth = put_headings(layout, row, left, headings, style)
    heading_rows = tuple(range(row, row + depth))
    row += depth
    if code := habits.get("code_row"):
        layout.put(row, left, *[code_word(str(code), index) for index in range(width)])
        row += 1
    if habits.get("example"):
        sample = {**person(chance, 1, "样例学校"), "序号": "例", "姓名": "例:张三"}
        layout.put(row, left, *[sample[leaf] for *_, leaf in headings])
        row += 1
    expected = Expected([tuple(p for p in h if p) for h in headings], [], [], heading_rows, title)
    row = _people(layout, chance, row, left, headings, habits, expected, depth, heading_rows[0])
    for text in habits.get("below", ("合计", None, "填表人:", "注:1.按人事关系填写。")):
        if text:
            layout.put(row, left, *text.split("|"))
        row += 1
    layout.expected = [expected]
    return layout


def code_word(kind: str, index: int) -> object:
    if kind == "L":
        return f"L{index + 1}"
    if kind == "han":
        return "甲乙"[index] if index < 2 else index - 1
    return index + 1


def _people(layout, chance, row, left, headings, habits, expected, depth, heading_row) -> int:
    serial = 0
    for school in habits.get("schools", ("瀛东小学",)):
        style = habits.get("school_style", "each")
        if style == "section":
            layout.put(row, left, f"一、{school}")
            layout.merge(row, left, row, left + len(headings) - 1)
            row += 1
        first = row
        for index in range(int(habits.get("people", 6))):
            serial += 1
            once = style in {"merged", "once"} and index
            shown = None if once or style in {"section", "none"} else school
            record = person(chance, serial, shown)
            if habits.get("blank_rows") and index == 3:
                row += 1
            if habits.get("page") and index == 4:
                if habits["page"] == "title":
                    layout.put(row, left, expected.title)
                    row += 1
                put_headings(layout, row, left, headings, str(habits.get("style", "merged")))
                row += depth
            layout.put(row, left, *[record[leaf] for *_, leaf in headings])
            expected.rows.append(row)
            full = {**record, "现任学校": school if once else shown}
            expected.values.append([full[leaf] for *_, leaf in headings])
            row += 1
        if style == "merged":
            column = left + [leaf for *_, leaf in headings].index("现任学校")
            layout.merge(first, column, row - 1, column)
        if habits.get("subtotal"):
            layout.put(row, left, str(habits["subtotal"]).format(school=school))
            layout.put(row, left + 4, 6)
            row += 1
    return row


def rosters() -> list[Layout]:
    """Return rosters over every combination worth having."""
    made: list[Layout] = []

    def add(name: str, **habits: object) -> None:
        made.append(roster(name, len(made) + 1, **habits))

    for style in ("merged", "visual", "broken", "repeated"):
        add(f"two levels {style}", style=style)
        add(f"three levels {style}", style=style, deep=True)
        add(f"two levels {style}, moved", style=style, top=4, left=3)
        add(f"two levels {style}, codes", style=style, code_row="L")
        add(f"two levels {style}, page headings", style=style, page="plain", people=8)
    for code in ("L", "han", "number"):
        add(f"flat, code row {code}", flat=True, code_row=code)
        add(f"three levels, code row {code}", deep=True, code_row=code)
    add("no title", above=(), flat=True)
    add("no title, two levels", above=(), style="visual")
    add(
        "attachment, title, unit",
        above=(
            "附件2",
            "瀛东教育集团教师花名册",
            "填报单位(盖章):瀛东小学   填报时间:2025年9月10日",
        ),
    )
    add("title not merged", above=("瀛东小学教师花名册", "单位:人"), merge_above=False)
    add(
        "notes above",
        above=("教师名册", "说明:1.请如实填写,不得漏项。2.身份证号用文本格式。", "单位:瀛东小学"),
        gap=1,
    )
    add("gap before headings", gap=2)
    add("blank rows inside", blank_rows=True, people=7)
    add("example row", example=True)
    add("example row, flat", example=True, flat=True)
    for total in ("小计", "{school}小计", "合计", "小 计", "瀛东小学合计:", "本页小计", "共计6人"):
        add(f"subtotals {total}", schools=("瀛东小学", "海塘小学", "芦荡小学"), subtotal=total)
    for below in (
        ("合计||6人",), ("总计",), ("填表人:张三|||审核人:李四",), ("注:本表一式两份。",), ("备注:到校时间指调入时间。",), (None, "制表:张三"),
        ("说明:1.本表由学校填写。", "2.按人事关系填写。", "3.不得漏项。"), ("合  计", "其中:女教师", None, "校长签字:"), (), ("共278人",),
        ("填表人:张三                 审核人:                  联系电话:199",),
    ):  # fmt: skip
        add(f"ends with {below}", below=below)
    for style in ("merged", "once"):
        order = [("", "现任学校"), *[h for h in ROSTER if h[1] not in {"现任学校", "序号"}]]
        made.append(_school_first(f"school {style} first", len(made) + 1, order, style))
    add(
        "school merged in the middle",
        school_style="merged",
        schools=("瀛东小学", "海塘小学"),
        flat=True,
    )
    add("section rows", school_style="section", schools=("瀛东小学", "海塘小学"))
    add("school only in the title", without=("现任学校",))
    add("page heading with title", page="title", people=9)
    add("page heading, flat", page="plain", flat=True, people=9)
    add("no serial column", without=("序号",))
    add(
        "few columns",
        without=("序号", "身份证号", "出生年月", "到校时间", "职务", "学段", "周课时", "备注"),
        flat=True,
    )
    add("one person", people=1)
    add("nobody", people=0)
    add("far corner", top=12, left=9, style="visual")
    return made


def _school_first(name: str, seed: int, headings: list[tuple[str, str]], style: str) -> Layout:
    chance = random.Random(seed)
    layout = Layout(name)
    layout.put(1, 1, "各校教师花名册")
    flat = [("", leaf) for _, leaf in headings]
    put_headings(layout, 2, 1, flat, "merged")
    expected = Expected([(leaf,) for _, leaf in flat], [], [], (2,), "各校教师花名册")
    row = 3
    for school in ("瀛东小学", "海塘小学"):
        first = row
        for index in range(5):
            record = person(chance, index, None if index else school)
            layout.put(row, 1, *[record[leaf] for _, leaf in flat])
            expected.rows.append(row)
            expected.values.append([{**record, "现任学校": school}[leaf] for _, leaf in flat])
            row += 1
        if style == "merged":
            layout.merge(first, 1, row - 1, 1)
    layout.expected = [expected]
    return layout
