"""The schools of the practice group: made up, three years of figures, islands and a ferry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.restate import restate
from jtdesk.core.store import Store
from jtdesk.schools import taking, words
from jtdesk.schools.tables import School, Travel

SURNAMES = "周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "明远志安文清雅静建平晓晨海波思齐云峰"
PLACES = (
    ("云澜", "城区"), ("松浦", "城区"), ("望江", "镇区"), ("柳溪", "镇区"), ("白鹭", "乡村"),
    ("青禾", "乡村"), ("枫桥", "乡村"), ("石湾", "镇区"),
)  # fmt: skip
ISLANDS = ("东礁岛", "月牙岛", "鹤屿", "小沙屿")
KINDS = ("九年一贯制学校", "小学", "初级中学", "小学", "小学", "小学", "九年一贯制学校", "初级中学")
ISLAND_KINDS = ("小学", "初级中学", "九年一贯制学校", "教学点")
CATEGORY = {"小学": "21", "教学点": "21"}
SUFFIX = {"小学": "小学", "初级中学": "中学", "九年一贯制学校": "学校", "教学点": "教学点"}
GROWTH = (0.96, 0.98, 1.0)
GRADES = {"小学": range(1, 7), "教学点": range(1, 7), "初级中学": range(7, 10)}
ALL_GRADES = range(1, 10)


@dataclass(frozen=True, slots=True)
class Fill:
    """One year's statement about all schools."""

    rows: tuple[Row, ...]
    as_of: str


def plan(order: DemoOrder) -> list[Row]:
    """Return the schools with their newest figures, in bureau order."""
    dice = order.dice("schools")
    islands = max(1, order.schools // 3) if order.schools > 2 else 0
    rows: list[Row] = []
    for number in range(order.schools):
        at = number - (order.schools - islands)
        rows.append(_island(number, at, dice) if at >= 0 else _mainland(number, dice))
    return rows


def _mainland(number: int, dice: Random) -> Row:
    place, area = PLACES[number % len(PLACES)]
    kind = KINDS[number % len(KINDS)]
    again = number // len(PLACES)
    name = f"{place}{'第' + '一二三四五六七八九'[again % 9] if again else ''}{SUFFIX[kind]}"
    if number == 0:
        name = "云澜实验学校"
    size = {"城区": 30, "镇区": 20, "乡村": 10}[area] + dice.randint(-4, 6)
    return _school(number, name, kind, area, size, dice) | {
        "island": False,
        "travel_minutes": 0 if number == 0 else 8 + 6 * number + dice.randint(0, 5),
    }


def _island(number: int, at: int, dice: Random) -> Row:
    kind = ISLAND_KINDS[at % len(ISLAND_KINDS)]
    again = at // len(ISLANDS)
    tail = "一二三四五六七八九"[again % 9] if again else ""
    name = f"{ISLANDS[at % len(ISLANDS)]}{tail}{SUFFIX[kind]}"
    size = 4 if kind == "教学点" else 7 + dice.randint(0, 5)
    return _school(number, name, kind, "乡村", size, dice) | {
        "island": True,
        "travel_minutes": 70 + 20 * at + dice.randint(0, 15),
    }


def _school(number: int, name: str, kind: str, area: str, size: int, dice: Random) -> Row:
    per_class = {"城区": 38, "镇区": 32, "乡村": 19}[area]
    students = size * per_class + dice.randint(-10, 10)
    lead = number == 0
    return {
        "order": number + 1,
        "name": name,
        "code": f"{CATEGORY.get(kind, '31')}31{900100 + number:06d}",
        "kind": kind,
        "role": "核心校" if lead else "成员校",
        "legal_status": "校区" if kind == "教学点" else "独立法人",
        "ownership": "公办",
        "area": area,
        "principal": dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN),
        "phone": f"1999900{number:04d}",
        "joined_on": f"{2016 + dice.randint(0, 5)}-09",
        "classes": size,
        "students": students,
        "posts": round(size * 2.6),
        "teachers": round(size * 2.5),
        "teaching_area": round(students * dice.uniform(4.0, 9.0)),
        "sport_area": round(students * dice.uniform(6.0, 14.0)),
        "equipment_value": round(students * dice.uniform(0.18, 0.36), 2),
        "multimedia_rooms": size + dice.randint(0, 6),
        "agreement_start": None if lead else "2023-09",
        "agreement_end": None if lead else "2027-08" if number % 4 else "2026-12",
    }


def _as_of_year(rows: list[Row], back: int) -> tuple[Row, ...]:
    figures = ("students", "equipment_value")
    aged = []
    for row in rows:
        copy = dict(row)
        for name in figures:
            value = row[name] * GROWTH[2 - back]
            copy[name] = round(value) if name == "students" else round(value, 2)
        aged.append(copy | _by_grade(copy))
    return tuple(aged)


def _by_grade(row: Row) -> Row:
    """Return classes and pupils of a school by grade; lower grades take what does not divide."""
    grades = GRADES.get(row["kind"], ALL_GRADES)
    even, more = divmod(row["classes"], len(grades))
    found: Row = {}
    left = row["students"]
    for number, grade in enumerate(grades):
        classes = even + (number < more)
        last = number == len(grades) - 1
        students = left if last else round(row["students"] * classes / row["classes"])
        # Where the last grades have no class, rounding must not leave pupils in them.
        students = min(students, left) if classes else 0
        left -= students
        found |= {f"grade{grade}_classes": classes, f"grade{grade}_students": students}
    found[f"grade{grades[0]}_students"] += left
    return found


@operation("schools.demo", words.DEMO)
def state_schools(session: Session, command: Fill) -> int:
    """Take one year's statement about the practice schools."""
    describe(session, f"演练学校 {len(command.rows)} 所，统计时点 {command.as_of}")
    return restate(
        session,
        taking.current,
        taking.write,
        command.rows,
        key=("name",),
        as_of=command.as_of,
    )


@operation("schools.demo_travel", words.DEMO)
def lay_ways(session: Session, seed: int) -> int:
    """Lay ways between neighbouring schools, with a ferry's hours where an island is reached."""
    dice = Random(seed)  # noqa: S311 - a practice group
    schools = session.execute(select(School.id, School.island).order_by(School.order)).all()
    rows = []
    for (one, one_island), (two, two_island) in pairwise(schools):
        ferry = bool(one_island or two_island)
        rows.append(
            {
                "from_school_id": one,
                "to_school_id": two,
                "minutes": dice.randint(25, 80) if ferry else dice.randint(8, 35),
                "means": "船" if ferry else "车",
                "first_arrival": "08:20" if ferry else None,
                "last_departure": "16:30" if ferry else None,
            }
        )
    describe(session, f"演练路程 {len(rows)} 条")
    return len(bulk.insert(session, Travel, rows))


def populate(store: Store, order: DemoOrder) -> None:
    """Fill the schools register of a new store with three years of a made-up group."""
    rows = plan(order)
    for back in (2, 1, 0):
        as_of = f"{order.year - back}-09-01"
        store.do(state_schools, Fill(_as_of_year(rows, back), as_of))
    store.do(lay_ways, order.seed)
