"""What hangs on the practice group's placements: assessments, duties, pay; mentors, workshops."""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.deployment import duties, queries, words
from jtdesk.deployment.standards import StandardEdit, edit_standard
from jtdesk.deployment.tables import (
    Duty,
    Mentorship,
    Placement,
    Workshop,
    WorkshopMember,
    WorkshopSession,
)
from jtdesk.staff import queries as staff
from jtdesk.staff.words import COUNTY_AND_ABOVE

# A made-up group has made-up rates; no county pays these.
PAY: dict[str, Any] = {
    "title": "演练集团交流补贴标准",
    "source": "演练数据，金额为虚构",
    "modes": ["定期轮岗", "支教", "走教", "团队派驻"],
    "unpaid_months": [],
    "part_month": "整月",
    "place": [
        {"name": "海岛", "island": True},
        {"name": "乡村", "area": ["乡村"]},
    ],
    "rate": [
        {"kind": "生活补助", "place": ["海岛"], "per": "month", "amount": 600},
        {"kind": "生活补助", "place": ["乡村"], "per": "month", "amount": 300},
        {"kind": "生活补助", "per": "month", "amount": 100},
        {"kind": "交通补助", "modes": ["走教"], "per": "day", "amount": 20},
    ],
}
GRADES = (("优秀", "合格", "基本合格"), (20, 75, 5))
DETAILS = (
    "本年级主课一门", "校本选修课", "校内公开示范课", "教研专题讲座", "结对青年教师一名",
    "个别辅导一名学生",
)  # fmt: skip
WORKS = (
    "承担本学科教学，主持校级教研活动，带教青年教师。",
    "承担毕业年级教学，开设示范课和讲座，成绩有明显提高。",
    "协助建立集体备课制度，整理学科资源库。",
)
KINDS = ("入门式", "协作式", "提高式")
THEMES = ("课堂观察与评课", "单元整体教学设计", "命题与讲评", "课题开题论证", "送教下乡")
PAIR_SHARE, MOST_PAIRS = 0.1, 60
WORKSHOP_YEARS, MOST_WORKSHOPS, MEMBERS = 3, 6, 8
SESSION_MONTHS = ("10", "12", "03", "05")
YOUNG = 5  # years of service up to which somebody is given a mentor


@operation("deployment.demo_records", words.DEMO_RECORDS)
def keep_records(session: Session, command: tuple[int, int]) -> int:
    """Assess placements of the practice group and mark duties until a school year began.

    Args:
        session: of the operation.
        command: ``(year, seed)``.
    """
    year, seed = command
    dice = Random(f"{seed}/records")  # noqa: S311 - a practice group
    day = f"{year}-09-01"
    changes, marks = [], []
    for row in _steady(queries.placements(session, Ask())):
        values: dict[str, Any] = {}
        if row["mode"] == "走教":
            values["days"] = dice.choice((1, 2, 2, 3))
        begun = int(row["start"][:4])
        if begun < year:
            values |= {"mid_assessment": _grade(dice), "mid_assessed_on": f"{begun + 1}-01"}
            if row["mode"] in duties.MODES:
                marks += _duties(row, begun, dice)
        if row["end"] and row["end"] < day and dice.random() < 0.9:
            values |= {
                "assessment": _grade(dice), "assessed_on": f"{row['end'][:4]}-07-05",
                "achievements": dice.choice(WORKS),
            }  # fmt: skip
        changes.append((row["id"], values))
    bulk.update(session, Placement, [(row_id, values) for row_id, values in changes if values])
    bulk.insert(session, Duty, marks)
    describe(session, f"演练考核和任务 {len(changes)} 条")
    return len(changes)


def _steady(rows: list[Row]) -> list[Row]:
    """Return rows in an order that equal seeds repeat."""
    return sorted(rows, key=lambda r: (r["start"] or "", r["name"], r["id_number"] or ""))


def _grade(dice: Random) -> str:
    return dice.choices(GRADES[0], GRADES[1])[0]


def _duties(row: Row, year: int, dice: Random) -> list[dict[str, Any]]:
    done = dice.sample(range(duties.TOTAL), dice.choice((3, 4, 5, 6, 6)))
    return [
        {
            "placement_id": row["id"], "kind": words.DUTY_KINDS[number], "detail": DETAILS[number],
            "done_on": dice.choice((f"{year}-11", f"{year}-12", f"{year + 1}-03")),
        }
        for number in sorted(done)
    ]  # fmt: skip


@operation("deployment.demo_growth", words.DEMO_GROWTH)
def grow(session: Session, command: tuple[int, int]) -> int:
    """Give the practice group mentors of three years and workshops with sessions.

    Args:
        session: of the operation.
        command: ``(year, seed)``.
    """
    year, seed = command
    dice = Random(f"{seed}/growth")  # noqa: S311 - a practice group
    people = [
        row
        for row in staff.staff(session, Ask(f"{year}-09-01"))
        if row["school"] and row["subject"] and row["id_number"]
    ]
    masters = [row for row in people if row["backbone_level"] in COUNTY_AND_ABOVE]
    pairs = _pairs(people, masters, year, dice)
    bulk.insert(session, Mentorship, pairs)
    rooms = _workshops(session, people, masters, year, dice)
    describe(session, f"演练师徒 {len(pairs)} 对，工作室 {rooms} 个")
    return len(pairs) + rooms


def _pairs(people: list[Row], masters: list[Row], year: int, dice: Random) -> list[dict[str, Any]]:
    young = [
        row
        for row in people
        if (row["work_since"] or "0") >= f"{year - YOUNG}" and row["backbone_level"] is None
    ]
    found = []
    most = min(len(young), MOST_PAIRS, max(1, round(len(people) * PAIR_SHARE)))
    for apprentice in dice.sample(young, most):
        able = [row for row in masters if row["subject"] == apprentice["subject"]]
        if not able:
            continue
        mentor = dice.choice(able)
        begun = dice.choice((year - 2, year - 1, year))
        length = dice.choice((1, 2, 3))
        over = begun + length <= year
        found.append(
            {
                "mentor_name": mentor["name"], "mentor_id_number": mentor["id_number"],
                "mentor_school_id": mentor["school_id"], "mentor_title": mentor["title"],
                "apprentice_name": apprentice["name"],
                "apprentice_id_number": apprentice["id_number"],
                "apprentice_school_id": apprentice["school_id"],
                "subject": apprentice["subject"], "kind": dice.choice(KINDS),
                "start": f"{begun}-09", "end": f"{begun + length}-07",
                "lessons_heard": dice.randrange(10, 40) if begun < year else None,
                "assessment": _grade(dice) if over else None,
            }
        )  # fmt: skip
    return found


def _workshops(
    session: Session, people: list[Row], masters: list[Row], year: int, dice: Random
) -> int:
    """Insert workshops, one a subject at most, with members and the sessions held so far."""
    hosts: dict[str, Row] = {}
    for row in dice.sample(masters, len(masters)):
        hosts.setdefault(row["subject"], row)
    chosen = list(hosts.values())[:MOST_WORKSHOPS]
    for number, host in enumerate(chosen):
        begun = year - number % WORKSHOP_YEARS
        kind = "名师工作室" if number else "特级教师流动站"
        room = {
            "name": f"{host['name']}{host['subject']}{kind}", "kind": kind, "level": "县级",
            "host_name": host["name"], "host_id_number": host["id_number"],
            "school_id": host["school_id"], "subject": host["subject"],
            "start": f"{begun}-09", "end": f"{begun + WORKSHOP_YEARS}-07",
        }  # fmt: skip
        (room_id,) = bulk.insert(session, Workshop, [room])
        same = [
            row for row in people if row["subject"] == host["subject"] and row["id"] != host["id"]
        ]
        members = dice.sample(same, min(len(same), MEMBERS))
        rows = [_member(room_id, host, "主持人", begun)]
        rows += [_member(room_id, one, "成员", begun) for one in members]
        bulk.insert(session, WorkshopMember, rows)
        bulk.insert(session, WorkshopSession, _sessions(room_id, rows, begun, year, dice))
    return len(chosen)


def _member(room: str, person: Row, role: str, year: int) -> dict[str, Any]:
    return {
        "workshop_id": room, "name": person["name"], "id_number": person["id_number"],
        "school_id": person["school_id"], "role": role, "start": f"{year}-09",
    }  # fmt: skip


def _sessions(
    room: str, members: list[dict[str, Any]], begun: int, year: int, dice: Random
) -> list[dict[str, Any]]:
    found = []
    for term in range(begun, year):
        for month in SESSION_MONTHS:
            held = f"{term + (month < '09')}-{month}-{dice.randrange(5, 26):02d}"
            people = dice.randrange(max(2, len(members) - 3), len(members) + 6)
            place = dice.choice(members)["school_id"]
            found.append(
                {
                    "workshop_id": room, "held_on": held, "theme": dice.choice(THEMES),
                    "school_id": place, "people": people,
                }
            )  # fmt: skip
    return found


def populate(store: Store, order: DemoOrder) -> None:
    """Fill what hangs on the placements of a practice group, and what makes teachers grow."""
    store.do(keep_records, (order.year, order.seed))
    store.do(edit_standard, StandardEdit("subsidies", order.year - 2, PAY))
    store.do(grow, (order.year, order.seed))
