"""Small workbooks for tests: made of cells directly, the way the reader hands them on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jtdesk.excel.grid import Book, Grid

SCHOOLS = ("潮音实验学校", "潮音小学", "北渚中学")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def book(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    name: str = "花名册.xlsx",
    formulas: frozenset[tuple[int, int]] = frozenset(),
) -> Book:
    return Book(
        name,
        "xlsx",
        tuple(
            Grid(title, [tuple(r) for r in rows], formulas=formulas)
            for title, rows in sheets.items()
        ),
    )


def schools_book() -> Book:
    return book(
        {
            "成员校": [
                ["潮音教育集团成员校基本情况表"],
                ["学校名称", "学校标识码", "办学类型", "集团角色"],
                ["潮音实验学校", "3133020011", "九年一贯制学校", "核心校"],
                ["潮音小学", "2133020012", "小学", "成员校"],
                ["北渚中学", "3133020013", "初级中学", "成员校"],
            ]
        },
        name="成员校基本情况表.xlsx",
    )


def id_number(birth: str, serial: int, gender: str = "男", area: str = "330299") -> str:
    """A number with a right check digit; serial 0 to 499."""
    body = area + birth.replace("-", "") + f"{serial * 2 + (gender == '男'):03d}"
    total = sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


@dataclass
class Person:
    name: str
    gender: str
    birth: str
    number: str
    school: str
    since: str
    work: str
    title: str
    subject: str
    periods: int
    phone: str


def person(rng: random.Random, serial: int) -> Person:
    gender = rng.choice("男女")
    birth = f"{rng.randint(1968, 2000)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    work = int(birth[:4]) + rng.randint(21, 24)
    return Person(
        name=rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2)))),
        gender=gender,
        birth=birth,
        number=id_number(birth, serial % 500, gender, area=f"3302{serial // 500 % 90 + 10}"),
        school=rng.choice(SCHOOLS),
        since=f"{min(work + rng.randint(0, 3), 2025)}-09",
        work=f"{work}-08",
        title=rng.choice(("一级教师", "二级教师", "高级教师")),
        subject=rng.choice(("语文", "数学", "英语", "音乐")),
        periods=rng.randint(8, 16),
        phone=f"199{rng.randint(0, 99999999):08d}",
    )


HEADINGS = (
    "姓名", "性别", "身份证号", "出生年月", "现任学校", "到校时间", "参加工作时间", "职称", "学科",
    "周课时", "联系电话",
)  # fmt: skip


def line(p: Person) -> list[Any]:
    return [
        p.name, p.gender, p.number, p.birth, p.school, p.since, p.work, p.title, p.subject,
        p.periods, p.phone,
    ]  # fmt: skip


@dataclass
class Made:
    """A generated roster and what must come of its rows: ``{workbook row: code or None}``."""

    book: Book
    people: list[Person] = field(default_factory=list)
    expected: dict[int, str | None] = field(default_factory=dict)


SPOILERS: dict[str, tuple[int, Any]] = {
    "name_missing": (0, None),
    "bad_name": (0, "12345"),
    "id_precision_lost": (2, 3.30299198001011e17),
    "id_missing_or_short": (2, "33029919800101"),
    "bad_date": (5, "去年"),
    "unknown_school": (4, "不存在的学校"),
    "unknown_code_word": (7, "超级教师"),
    "not_a_number": (9, "很多"),
}
DATES = (
    lambda d: d, lambda d: d.replace("-", "."), lambda d: d.replace("-", "/"),
    lambda d: f"{d[:4]}年{int(d[5:7])}月", lambda d: d.replace("-", ""),
)  # fmt: skip


def generated(seed: int, people: Sequence[Person] | None = None) -> Made:
    """A roster in random habits with some spoilt rows.

    Args:
        seed: of the habits and, without ``people``, of the persons.
        people: who stands in it.
    """
    rng = random.Random(seed)
    given = (
        list(people)
        if people is not None
        else [person(rng, seed * 40 % 20000 + n) for n in range(rng.randint(1, 25))]
    )
    order = list(range(len(HEADINGS)))
    rng.shuffle(order)
    rows: list[list[Any]] = []
    if rng.random() < 0.7:
        rows.append([f"潮音教育集团{rng.choice(('2025学年', ''))}教师花名册"])
    if rng.random() < 0.3:
        rows.append(["填报单位（盖章）：潮音教育集团        填报时间：2025年9月10日"])
    rows.append([HEADINGS[at] for at in order])
    made = Made(book({"Sheet1": []}), given)
    habit = rng.choice(DATES)
    for p in given:
        cells = line(p)
        for at in (5, 6):
            cells[at] = habit(cells[at])
        if rng.random() < 0.3 and len(p.name) == 2:
            cells[0] = p.name[0] + "  " + p.name[1]
        if rng.random() < 0.2:
            cells[2] = " " + cells[2].lower()
        code = None
        if rng.random() < 0.2:
            code = rng.choice(list(SPOILERS))
            at, value = SPOILERS[code]
            cells[at] = value
        rows.append([cells[at] for at in order])
        made.expected[len(rows)] = code
        if rng.random() < 0.1:
            rows.append([None] * len(order))
    if rng.random() < 0.5:
        rows.append([f"合计：{len(given)}人"])
        rows.append(["填表人：", None, None, "审核人："])
    made.book = book({"Sheet1": rows}, name=f"花名册{seed}.xlsx")
    return made
