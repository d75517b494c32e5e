"""Forms of bureaus and offices, hand-made sheets with what must be found on them."""

from __future__ import annotations

from tests.excel.layouts import Expected, Layout, put_headings


def table(
    layout: Layout,
    row: int,
    column: int,
    headings: list[tuple[str, ...]],
    data: list[list[object]],
    *,
    style: str = "merged",
    after: int = 0,
    title: str | None = None,
    values: list[list[object]] | None = None,
) -> int:
    """Write a table and what is expected of it; return the row after its last."""
    depth = put_headings(layout, row, column, headings, style)
    start = row + depth + after
    for shift, line in enumerate(data):
        layout.put(start + shift, column, *line)
    layout.expected.append(
        Expected(
            [tuple(part for part in path if part) for path in headings],
            list(range(start, start + len(data))),
            values or [[cell if cell != "" else None for cell in line] for line in data],
            tuple(range(row, row + depth)),
            title,
        )
    )
    return start + len(data)


def forms() -> list[Layout]:
    """Return the forms."""
    return [
        member_schools(), exchange_roster(), long_roster(), national_fields(), indicator_table(), honours_merged(), unit_row(),
        agreements(), payments(), mentorships(), unknown_headings(), years_as_headings(),
    ]  # fmt: skip


def member_schools() -> Layout:
    layout = Layout("F1 member schools")
    layout.put(1, 1, "附件1")
    layout.put(2, 1, "成员校基本情况表")
    layout.merge(2, 1, 2, 18)
    layout.put(3, 1, "填报单位(盖章):瀛东教育集团")
    layout.put(3, 12, "填报时间:2025年9月10日")
    headings = [
        ("序号",), ("学校名称",), ("学校标识码",), ("办学类型",), ("城乡类型",), ("是否独立法人",), ("与核心校关系",), ("校长",),
        ("班级数", "小学"), ("班级数", "初中"), ("班级数", "高中"), ("在校生数", "小学"), ("在校生数", "初中"), ("在校生数", "高中"),
        ("教职工数", "在编"), ("教职工数", "编外"), ("专任教师数",), ("距核心校", "公里"), ("距核心校", "分钟"), ("备注",),
    ]  # fmt: skip
    data = [
        [
            n,
            f"第{n}小学",
            f"213101001{n}",
            "小学",
            "城区",
            "是",
            "成员",
            "张三",
            12,
            0,
            0,
            500,
            0,
            0,
            30,
            2,
            30,
            3.5,
            12,
            "",
        ]
        for n in range(1, 5)
    ]
    end = table(layout, 4, 1, headings, data, title="成员校基本情况表")
    layout.put(end, 1, "合计")
    layout.put(end, 9, 48, 0, 0, 2000, 0, 0, 120, 8, 120)
    layout.put(end + 1, 1, "填表人:")
    layout.put(end + 1, 6, "审核人:")
    layout.put(end + 1, 12, "单位负责人:")
    layout.put(end + 2, 1, "注:1.班级数含附设班。")
    return layout


def exchange_roster() -> Layout:
    layout = Layout("F3 exchange roster")
    layout.put(1, 1, "义务教育阶段教师交流人员花名册")
    headings = [
        ("序号",), ("姓名",), ("性别",), ("出生年月",), ("学历",), ("职称",), ("任教学科",), ("骨干教师级别",), ("派出学校",), ("派入学校",),
        ("交流形式",), ("是否转人事关系",), ("交流起止时间", "起"), ("交流起止时间", "止"), ("在派入校任教", "学科"), ("在派入校任教", "职务"),
        ("联系电话",), ("备注",),
    ]  # fmt: skip
    data = [
        [
            n,
            "张三",
            "男",
            "1980.09",
            "本科",
            "一级教师",
            "语文",
            "",
            "甲校",
            "乙校",
            "支教",
            "否",
            "2024.09",
            "2025.07",
            "语文",
            "",
            "19900000000",
            "",
        ]
        for n in range(1, 8)
    ]
    end = table(
        layout, 2, 1, headings, data, style="visual", title="义务教育阶段教师交流人员花名册"
    )
    layout.put(end, 1, "合计人数")
    layout.put(end, 4, 7)
    layout.put(end + 1, 1, "其中骨干")
    layout.put(end + 1, 4, 0)
    return layout


def long_roster() -> Layout:
    layout = Layout("72 columns")
    names = [
        "单位全称（按照单位公章）",
        "学校类型",
        "统一社会信用代码",
        "姓名",
        "身份证号码（文本格式）",
        "性别",
        "民族",
        "籍贯（精确到市）",
        "婚姻状况",
        "政治面貌",
        "入党（团）时间",
        "参加工作前学历",
        "参加工作前学位",
        "参加工作前毕业院校",
        "参加工作前毕业时间",
        "参加工作前专业",
        "最高学历",
        "最高学历对应学位",
        "毕业院校",
        "境外院校",
        "毕业时间",
        "专业",
        "参加工作时间",
        "首次进入本区教育时间",
        "入本区事业编时间",
        "进入现单位任教时间",
        "行政职务",
        "任现行政职务级别的时间",
        "任教年级",
        "主教学科（只能选一门）",
        "兼教学科(可以填多门，逗号隔开)",
        "现持有最高职称",
        "职称证专业",
        "职称证发证时间",
        "最高职称认定或评审通过时间",
        "现聘专业技术职称",
        "现聘职级首次聘用时间",
        "现聘专业技术岗位",
        "岗位首次聘用时间",
        "普通话层次",
        "教师资格层次",
        "教师资格学科",
        "最高骨干教师级别",
        "四名工作室主持人名称",
        "四名工作室确定时间",
        "综合荣誉",
        "人才项目称号",
        "支教单位全称（只填最近一次）",
        "支教地域",
        "支教开始时间",
        "支教结束时间",
        "交流单位全称",
        "交流开始时间",
        "交流结束时间",
        "住址",
        "手机号码",
        "教育网短号",
        "紧急联系人",
        "紧急联系人关系",
        "紧急联系人手机",
        "区域",
        "主要任教学段",
        "2025年9月编制所在学段",
        "2025年9月在岗状态",
        "是否音体美专任教师",
        "党内职务级别",
        "校内其他职务",
        "备注",
        "非学历最高学位",
        "非学历最高学位院校",
        "扩展一",
        "扩展二",
    ]
    assert len(names) == 72
    data = [[f"值{n}-{c}" if c % 7 else "" for c in range(72)] for n in range(9)]
    for n, line in enumerate(data):
        line[4], line[3] = f"31019919800101{n:04d}", "张三"
    table(layout, 2, 1, [(name,) for name in names], data, title="2025年在编教职工基础信息表")
    layout.put(1, 1, "2025年在编教职工基础信息表")
    return layout


def national_fields() -> Layout:
    layout = Layout("national fields")
    headings = [
        (word,)
        for word in [
            "*姓名",
            "曾用名",
            "*性别",
            "教职工号",
            "国籍/地区",
            "身份证件类型",
            "*身份证号",
            "*出生日期",
            "籍贯",
            "出生地",
            "*民族",
            "*政治面貌",
            "参加工作年月",
            "是否在编",
            "岗位类别",
            "人员状态",
        ]
    ]
    data = [["张三", "", "1-男", f"000{n}", "156-中国", "1", "310199198001011234", "1980-01-01", "上海", "", "01-汉族", "13", "2001-09", "1", "教师", "100"] for n in range(5)]  # fmt: skip
    table(layout, 1, 1, headings, data)
    return layout


def indicator_table() -> Layout:
    layout = Layout("F11 indicators with code row")
    layout.put(1, 1, "表Ⅱ-2 分学校情况")
    headings = [
        ("序号",), ("学校名称",), ("举办者类型(code)",), ("在校生数(人)",), ("班级数(个)",), ("生均面积", "教学及辅助用房面积(㎡)"),
        ("生均面积", "体育运动场馆面积(㎡)"), ("备注（注明有哪几项指标达标，哪几项指标达到85%）",),
    ]  # fmt: skip
    data = [[n, f"第{n}小学", "7", 500 + n, 12, 4.52, 7.81, ""] for n in range(1, 6)]
    table(layout, 2, 1, headings, data, after=1)
    layout.expected[0].paths = [
        ("序号",), ("学校名称",), ("举办者类型(code)",), ("在校生数",), ("班级数",), ("生均面积", "教学及辅助用房面积"),
        ("生均面积", "体育运动场馆面积"), ("备注（注明有哪几项指标达标，哪几项指标达到85%）",),
    ]  # fmt: skip
    layout.put(4, 1, *[f"L{n}" for n in range(1, 9)])
    layout.put(10, 1, "注:1.小学含一贯制学校小学部。2.保留两位小数。")
    return layout


def honours_merged() -> Layout:
    layout = Layout("a person over several rows")
    headings = [("姓名",), ("荣誉名称",), ("级别",), ("认定时间",)]
    data = [
        ["张三", "优秀教师", "县级", "2019.9"],
        ["", "骨干教师", "市级", "2020.9"],
        ["李四", "骨干教师", "县级", "2021.9"],
    ]
    table(layout, 1, 1, headings, data, values=[data[0], ["张三", *data[1][1:]], data[2]])
    layout.merge(2, 1, 3, 1)
    return layout


def unit_row() -> Layout:
    layout = Layout("units in a row of their own")
    headings = [("学校名称",), ("教学及辅助用房面积",), ("在校生数",)]
    table(layout, 1, 1, headings, [["甲校", 3975, 500], ["乙校", 1200, 300]], after=1)
    layout.put(2, 2, "(㎡)", "(人)")
    return layout


def agreements() -> Layout:
    layout = Layout("agreements")
    headings = [
        ("序号",),
        ("协议名称",),
        ("甲方(核心校)",),
        ("乙方(成员校)",),
        ("协议期限", "起"),
        ("协议期限", "止"),
        ("负责人",),
    ]
    data = [[n, "帮扶协议", "甲校", "乙校", "2023-09", "2027-08", "张三"] for n in range(1, 4)]
    layout.put(1, 1, "帮扶协议台账")
    table(layout, 2, 1, headings, data)
    return layout


def payments() -> Layout:
    layout = Layout("payments with a total in words")
    headings = [
        ("姓名",),
        ("身份证号",),
        ("派入学校",),
        ("标准(元/月)",),
        ("月数",),
        ("金额(元)",),
        ("签名",),
    ]
    data = [
        ["张三", "310199198001011234", "乙校", 500, 10, 5000, ""],
        ["李四", "310199198001011235", "乙校", 500, 5, 2500, ""],
    ]
    layout.put(1, 1, "交流教师补贴发放表")
    end = table(layout, 2, 1, headings, data)
    layout.expected[0].paths = [
        ("姓名",),
        ("身份证号",),
        ("派入学校",),
        ("标准",),
        ("月数",),
        ("金额",),
        ("签名",),
    ]
    layout.put(end, 1, "合计")
    layout.put(end, 4, "—", 15, 7500)
    return layout


def mentorships() -> Layout:
    layout = Layout("mentor and apprentice")
    headings = [
        ("序号",), ("师父", "姓名"), ("师父", "学校"), ("师父", "职称"), ("徒弟", "姓名"), ("徒弟", "学校"), ("徒弟", "教龄"), ("结对类型",),
    ]  # fmt: skip
    data = [
        [1, "张三", "甲校", "高级", "李四", "乙校", 2, "入门式"],
        [2, "王五", "甲校", "高级", "赵六", "乙校", 1, "提高式"],
    ]
    layout.put(1, 1, "师徒结对一览表")
    table(layout, 2, 1, headings, data)
    return layout


def unknown_headings() -> Layout:
    layout = Layout("most headings unknown")
    headings = [(word,) for word in ["姓名", "星座", "血型", "学科", "爱好", "座右铭", "网名"]]
    table(
        layout,
        1,
        1,
        headings,
        [
            ["张三", "白羊", "A", "语文", "读书", "勤", "风"],
            ["李四", "金牛", "B", "数学", "跑步", "奋", "云"],
        ],
    )
    return layout


def years_as_headings() -> Layout:
    layout = Layout("years as headings")
    headings = [("学校名称",), ("在校生数", "2023"), ("在校生数", "2024"), ("在校生数", "2025")]
    table(layout, 1, 1, headings, [["甲校", 500, 510, 520], ["乙校", 300, 290, 280]])
    for column, year in ((2, 2023), (3, 2024), (4, 2025)):
        layout.cells[2, column] = year
    return layout
