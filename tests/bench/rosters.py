"""A large roster for benchmarks: 20 columns, every row good."""

from __future__ import annotations

import random
from pathlib import Path

from openpyxl import Workbook

from jtdesk.core.identity import check_character

HEADINGS = (
    "序号", "姓名", "身份证号", "性别", "出生日期", "民族", "政治面貌", "参加工作时间", "现任学校",
    "到校时间", "职务", "编制性质", "在岗状态", "最高学历", "学位", "职称", "任教学段", "任教学科",
    "周课时", "联系电话",
)  # fmt: skip
SCHOOLS = tuple(f"基准第{number}小学" for number in range(1, 41))


def write_roster(path: Path, rows: int, *, seed: int = 1) -> None:
    dice = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(HEADINGS)
    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
    for number in range(rows):
        day = number // 1000  # a thousand people a birthday keeps every number its own
        born = f"{1966 + day * 7 % 36}{day % 12 + 1:02d}{day % 28 + 1:02d}"
        body = f"310199{born}{number % 1000:03d}"
        year = int(born[:4]) + 23
        sheet.append(
            (
                number + 1,
                dice.choice("王李张刘陈杨黄赵吴周") + "".join(dice.sample(given, 2)),
                body + check_character(body),
                "男" if number % 2 else "女",
                f"{born[:4]}-{born[4:6]}-{born[6:]}",
                "汉族",
                dice.choice(("群众", "中共党员")),
                f"{year}.{dice.choice(('07', '08', '09'))}",
                dice.choice(SCHOOLS),
                f"{year + dice.randint(0, 2)}年9月",
                "专任教师",
                dice.choice(("在编", "编外")),
                "在岗",
                dice.choice(("大学本科", "研究生", "大专")),
                dice.choice(("学士", "硕士", "无")),
                dice.choice(("一级教师", "二级教师", "高级教师", "未评")),
                "小学",
                dice.choice(("语文", "数学", "英语", "体育", "音乐")),
                dice.randint(8, 18),
                f"199{dice.randint(0, 99999999):08d}",
            )
        )
    book.save(path)
