"""The staff of the practice group: made-up people whose careers move on over three years."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.identity import check_character
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.restate import restate
from jtdesk.core.store import Store
from jtdesk.schools import queries as schools
from jtdesk.staff import service, taking, words

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常单解查"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌宇浩凯晨曦雪梅婷慧颖倩楠佳欣悦琪瑶帆航"
)
PRIMARY = {
    "语文": 26, "数学": 18, "英语": 10, "道德与法治": 5, "体育与健康": 9, "音乐": 5, "美术": 5,
    "科学": 6, "信息科技": 3, "劳动": 3,
}  # fmt: skip
JUNIOR = {
    "语文": 16, "数学": 16, "英语": 15, "道德与法治": 5, "体育与健康": 8, "音乐": 3, "美术": 3,
    "物理": 8, "化学": 5, "生物学": 4, "历史": 5, "地理": 4, "信息科技": 3, "劳动": 2,
}  # fmt: skip
TITLES = ("未取得职称", "三级教师", "二级教师", "一级教师", "高级教师", "正高级教师")
DISTRICT = "310199"  # a code that is not assigned


@dataclass(frozen=True, slots=True)
class Statement:
    """One year's roster of the group."""

    rows: tuple[Row, ...]
    as_of: str


def _person(number: int, school: Row, year: int, dice: Random) -> Row:
    """Return one made-up person as the roster of the first year states them."""
    age = min(58, max(23, round(dice.triangular(23, 59, 38))))
    # People who share a serial have other birthdays, so that no number is given twice.
    block = number // 499
    month, day = 1 + (number * 5 + block // 28) % 12, 1 + block % 28
    birth = f"{year - age:04d}-{month:02d}-{day:02d}"
    gender = "女" if dice.random() < 0.66 else "男"
    serial = (number % 499) * 2 + (0 if gender == "女" else 1)
    body = f"{DISTRICT}{birth.replace('-', '')}{serial:03d}"
    begun = max(int(birth[:4]) + 22, year - age + 22)
    came = min(year, begun + max(0, round(dice.triangular(0, year - begun + 1, 2))))
    junior = school["stages"] == ["初中"] or ("初中" in school["stages"] and dice.random() < 0.45)
    pool = JUNIOR if junior else PRIMARY
    subject = dice.choices(list(pool), weights=list(pool.values()))[0]
    rank = _rank(year - begun, dice)
    return {
        "name": dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2, 2)))),
        "id_number": body + check_character(body),
        "gender": gender,
        "birth_date": birth,
        "ethnicity": "汉族" if dice.random() < 0.96 else "回族",
        "political_status": dice.choices(("群众", "中共党员", "共青团员"), (58, 34, 8))[0],
        "work_since": f"{begun}-{dice.choice(('07', '08', '09'))}",
        "school": school["name"],
        "school_since": f"{came}-09",
        "establishment": dice.choices(("在编", "编外"), (94, 6))[0],
        "duty_status": "在岗",
        "position": "专任教师",
        "education": dice.choices(("本科", "研究生", "专科"), (82, 10, 8))[0],
        "title": TITLES[rank],
        "stage": "初中" if junior else "小学",
        "subject": subject,
        "weekly_periods": dice.choice((12, 12, 13, 14, 14, 15, 16)),
        "phone": f"1990{dice.randint(0, 9999999):07d}",
        "backbone_level": dice.choices((None, "校级", "县级", "市级", "省级"), (80, 9, 7, 3, 1))[0]
        if rank >= 2
        else None,
    }


def _rank(served: int, dice: Random) -> int:
    """Return the place in TITLES that years of service usually bring."""
    if served < 1:
        return 0
    if served < 4:
        return dice.choice((1, 2, 2))
    if served < 12:
        return dice.choice((2, 2, 2, 3))
    if served < 20:
        return dice.choice((2, 3, 3, 3, 4))
    return dice.choices((3, 4, 5), (60, 38, 2))[0]


def _apart(people: list[Row]) -> list[Row]:
    """Return people without those whose number somebody else has already."""
    return list({person["id_number"]: person for person in people}.values())


def careers(order: DemoOrder, members: list[Row]) -> list[Statement]:
    """Return three yearly rosters: people join, are promoted, move and leave."""
    dice = order.dice("staff")
    first = order.year - 2
    weights = [row["posts"] or 10 for row in members]
    numbers = iter(range(10 * order.staff + 100))
    people = [
        _person(next(numbers), dice.choices(members, weights)[0], first, dice)
        for _ in range(order.staff)
    ]
    _appoint(people, members)
    statements = [Statement(tuple(people), f"{first}-09-01")]
    for year in range(first + 1, order.year + 1):
        stay = [person for person in people if dice.random() > 0.02]
        people = [_next_year(person, members, year, dice) for person in stay]
        people += [
            _person(next(numbers), dice.choices(members, weights)[0], year, dice)
            for _ in range(order.staff - len(people))
        ]
        statements.append(Statement(tuple(people), f"{year}-09-01"))
    return statements


def _appoint(people: list[Row], members: list[Row]) -> None:
    """Give every school a head, and larger ones deputies."""
    for school in members:
        own = [person for person in people if person["school"] == school["name"]]
        own.sort(key=lambda person: str(person["work_since"]))
        for person in own[:1]:
            person["position"] = "校长"
        for person in own[1 : 1 + len(own) // 25]:
            person["position"] = "副校长"
        for person in own[1 + len(own) // 25 : 1 + len(own) // 25 + len(own) // 12]:
            person["position"] = "中层干部"


def _next_year(person: Row, members: list[Row], year: int, dice: Random) -> Row:
    row = dict(person)
    row["weekly_periods"] = max(8, row["weekly_periods"] + dice.choice((-1, 0, 0, 0, 1)))
    rank = TITLES.index(row["title"])
    if rank < 4 and dice.random() < 0.05:
        row["title"] = TITLES[rank + 1]
    if row["backbone_level"] is None and rank >= 2 and dice.random() < 0.02:
        row["backbone_level"] = "县级"
    if row["position"] == "专任教师" and dice.random() < 0.02:
        row["school"] = dice.choice(members)["name"]
        row["school_since"] = f"{year}-09"
    if dice.random() < 0.02:
        row["duty_status"] = dice.choice(("产假", "病休"))
    else:
        row["duty_status"] = "在岗"
    return row


@operation("staff.demo", words.DEMO)
def state_staff(session: Session, command: Statement) -> int:
    """Take one year's roster of the practice group; who is no longer on it has left."""
    here = {row["id_number"] for row in command.rows}
    for row in taking.current(session, command.as_of):
        if row["id_number"] not in here and row["school"] is not None:
            service.record_leaving(session, service.Leaving(row["id"], command.as_of, "退休或调出"))
    written = restate(
        session,
        taking.current,
        taking.write,
        command.rows,
        key=("id_number",),
        as_of=command.as_of,
    )
    describe(session, f"演练教师 {len(command.rows)} 人，统计时点 {command.as_of}")
    return written


def populate(store: Store, order: DemoOrder) -> None:
    """Fill the staff register of a practice group that has its schools."""
    members = store.ask(lambda session: schools.schools(session, Ask()))
    posts = {
        row["school"]: row["posts"]
        for row in store.ask(lambda session: schools.school_facts(session, Ask()))
    }
    members = [row | {"posts": posts.get(row["name"])} for row in members]
    for statement in careers(order, members):
        store.do(state_staff, statement)
