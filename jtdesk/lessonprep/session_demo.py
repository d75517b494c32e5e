"""Joint dates of the practice group: groups, series, three terms of sessions, rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
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
from jtdesk.lessonprep import groups, joint_reads, school_calendar, series, sessions, words
from jtdesk.lessonprep.calendars import Calendar
from jtdesk.lessonprep.groups import GroupDraft, GroupsWanted
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.membership import Member
from jtdesk.lessonprep.recurrence import MONTH, PAIRS, TWO_WEEKS
from jtdesk.lessonprep.series import Placing, SeriesDraft
from jtdesk.lessonprep.tables import Attendance, Booking, Facility, Finding, FollowUp
from jtdesk.schools import queries as schools

# What many districts keep free for teaching research: Tuesday Chinese, Wednesday maths ...
RESEARCH_DAYS = {"语文": 2, "数学": 3, "英语": 4}
LAST_HELD = "-10-31"
FIRST_PERIOD = 6
THEMES = {
    "语文": (
        "大单元视角下的习作教学", "整本书阅读的过程指导", "古诗文教学中的情境创设",
        "单元作业设计与分层批改", "口语交际课怎样落到实处", "复习课的任务设计",
    ),
    "数学": (
        "量感的培养与教具使用", "问题链设计与课堂追问", "几何直观在计算教学中的作用",
        "错题资源的分类与再利用", "综合与实践课的组织", "期末命题与讲评",
    ),
    "英语": (
        "绘本与教材的衔接", "听说课的评价量规", "单元整体设计与课时目标", "书面表达的过程性指导",
        "语音教学的梯度", "作业设计与家校配合",
    ),
}  # fmt: skip
DISCUSSIONS = (
    "1.主备人说课，说明单元目标和课时安排。\n2.各校交流学情和易错处。\n3.逐课修改教学设计，统一课后作业。",
    "1.观摩承办学校的研讨课一节。\n2.分组评课，提出修改意见。\n3.商定下次活动前各校试教的内容。",
    "1.交流期中质量分析。\n2.讨论学困生辅导的办法。\n3.确定下一单元的共用课件。",
)
OUTPUTS = (
    "单元教学设计一份、课件一套。",
    "分层作业一份、评价量规一份。",
    "研讨课实录和评课意见汇总。",
)
REFLECTIONS = (
    "教学设计要给海岛小班留出调整的余地。",
    "下次先发材料，把时间留给讨论。",
    "评课意见要落到下一节课，由组长跟进。",
)
FINDINGS = (
    ("课堂教学", "提问偏多，学生动笔的时间不足", "每课留出十五分钟练习"),
    ("备课", "教案环节齐全，学情分析偏笼统", "写明本班学生的具体困难"),
    ("作业", "批改及时，分层不够", "设基础、提高两档，标明选做"),
    ("课堂教学", "小组讨论分工明确，汇报以优等生为主", "轮流指定发言人"),
)
TASKS = ("按修改后的设计试教一次并带回学生作业", "完成单元作业并上传共享", "整理评课意见发各校")
REASONS = ("病假", "事假", "有课无法调开", "参加区里培训")
PLACES = ("三楼会议室", "录播教室", "图书馆二楼", "多功能厅")
ROOMS = (
    ("报告厅", "报告厅", 260),
    ("图书馆", "图书馆", 80),
    ("物理实验室", "实验室", 50),
    ("体育馆", "体育馆", 400),
    ("录播教室", "录播教室", 60),
)
PURPOSES = ("集团教师培训", "学生合唱排练", "联合教研磨课", "科技节布展", "篮球友谊赛")
PUPIL_EVENTS = (
    ("海岛与城区学生手拉手", 60),
    ("集团篮球联赛", 90),
    ("读书节诵读展演", 120),
    ("科技节作品交流", 80),
)
LESSONS = ("英语听说", "科学实验", "音乐合唱", "美术鉴赏")
CAME = ((words.PRESENT, words.REMOTE, words.EXCUSED, words.ABSENT), (92, 3, 4, 1))
MINUTES_SHARE, ROOM_SHARE = 0.8, 0.6


def populate(store: Store, order: DemoOrder) -> None:
    """Fill groups, series and three terms of joint dates of a group with staff and calendar."""
    if len(store.ask(lambda s: schools.schools(s, Ask(f"{order.year}-09-01")))) < 2:
        return
    asked = GroupsWanted(f"{order.year}-09-01")
    if store.ask(lambda s: groups.derivable(s, asked)):
        store.do(groups.derive_groups, asked)
    chosen = [row for row in store.ask(groups.groups) if row["subject"] in RESEARCH_DAYS]
    for row in chosen:
        _lead(store, row, order)
    for term in (f"{order.year - 1}-1", f"{order.year - 1}-2", f"{order.year}-1"):
        for row in chosen:
            _series(store, row, term)
    current = f"{order.year}-1"
    for row in chosen[:1]:
        _extra(store, row, current, topology=PAIRS, every=MONTH, kind=words.LESSON_PREP)
    for row in chosen[1:2]:
        _extra(store, row, current, every=TWO_WEEKS, kind=words.LESSON_PREP, lesson_pair=True)
    store.do(write_sessions_of_years, (order.year, order.seed))


def _lead(store: Store, row: Row, order: DemoOrder) -> None:
    """Give a group its weekday and the senior person who leads it."""
    there = store.ask(lambda s: groups.members_of(s, [row], f"{order.year}-09-01"))[row["id"]]
    senior = [one for one in there if one.title in words.TEAMS["卓越团队"]] or there
    values = {
        "weekday": RESEARCH_DAYS[row["subject"]],
        "leader_id": senior[0].teacher_id if senior else None,
    }
    store.do(groups.save_group, GroupDraft(values, row["id"]))


def _series(store: Store, row: Row, term: str) -> None:
    day = ("MO", "TU", "WE", "TH", "FR")[RESEARCH_DAYS[row["subject"]] - 1]
    number = 2 if row["stage"] == "小学" else 3
    rule = f"FREQ=MONTHLY;BYDAY={number}{day}"
    values = {
        "group_id": row["id"], "term": term, "every": MONTH, "rrule": rule,
        "start_period": FIRST_PERIOD, "periods": 2, "kind": words.JOINT_RESEARCH,
        "form": words.FORMS[0],
    }  # fmt: skip
    _place(store, values)


def _extra(store: Store, row: Row, term: str, **values: Any) -> None:  # noqa: ANN401 - columns
    known = {
        "group_id": row["id"], "term": term, "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "start_period": 5 if values.get("topology") else 2, "periods": 2 if values.get("topology")
        else 1, "form": words.FORMS[0],
        "title": f"{row['name']}{'两校备课' if values.get('topology') else '一课双研'}",
    }  # fmt: skip
    _place(store, known | values)


def _place(store: Store, values: dict[str, Any]) -> None:
    made = store.do(series.save_series, SeriesDraft(values)).value
    store.do(series.place_series, Placing(made))


@operation("lessonprep.demo_sessions", words.DEMO)
def write_sessions_of_years(session: Session, command: tuple[int, int]) -> int:
    """Write what hangs on the practice sessions and dates of other kinds: ``(year, seed)``."""
    year, seed = command
    dice = Random(f"{seed}/sessions")  # noqa: S311 - a practice group
    members = schools.schools(session, Ask(f"{year}-09-01"))
    rooms = _rooms(session, members)
    dates = joint_reads.joint_dates(session)
    held = [one for one in dates if one.day.isoformat() <= f"{year}{LAST_HELD}"]
    _hold(session, held, dates, dice)
    others = _others(year, members, dice)
    _to_school_days(others, school_calendar.calendar_of(session))
    sessions.write_sessions(session, others)
    bookings = _bookings(year, rooms, members, dice)
    bulk.insert(session, Booking, bookings)
    describe(session, f"演练活动 {len(dates) + len(others)} 次，场馆预约 {len(bookings)} 次")
    return len(dates) + len(others)


# --- what hangs on a session ----------------------------------------------------------------------


def _hold(
    session: Session, held: Sequence[JointDate], dates: Sequence[JointDate], dice: Random
) -> None:
    """Give every date its theme, and those held their people, minutes, findings and tasks."""
    by_day = _members_by_day(session, dates)
    done = {one.id for one in held}
    writes, lines, findings, tasks = [], [], [], []
    for number, one in enumerate(dates):
        there = [m for m in by_day.get(one.id, ()) if m.school_id in one.school_ids]
        values = _plan(one, number, there, dice)
        if one.id in done and there:
            lines += [_sign(one, m, dice) for m in there]
            values |= {"status": words.HELD} | _minutes(there, dice)
            findings += _found(one, dice)
            tasks += _tasks(one, there, dice)
        writes.append(values | {"id": one.id})
    sessions.write_sessions(session, writes)
    bulk.insert(session, Attendance, lines)
    bulk.insert(session, Finding, findings)
    bulk.insert(session, FollowUp, tasks)


def _members_by_day(session: Session, dates: Sequence[JointDate]) -> dict[str, list[Member]]:
    known = groups.groups(session)
    found: dict[str, list[Member]] = {}
    read: dict[str, dict[str, list[Member]]] = {}
    for one in dates:
        month = one.day.isoformat()[:7]
        if month not in read:
            read[month] = groups.members_of(session, known, f"{month}-15")
        found[one.id] = read[month].get(one.group_id or "", [])
    return found


def _plan(one: JointDate, number: int, there: Sequence[Member], dice: Random) -> Row:
    themes = THEMES[one.subject or "语文"]
    online = dice.random() < 0.12
    values: Row = {
        "theme": themes[(number + one.day.month) % len(themes)],
        "form": words.FORMS[1] if online else words.FORMS[0],
        "place": None if online else dice.choice(PLACES),
    }
    if there:
        leader = next((m for m in there if m.role == words.LEADER), there[0])
        values |= {"chair": leader.name, "lead_planner_id": dice.choice(there).teacher_id}
    return values


def _minutes(there: Sequence[Member], dice: Random) -> Row:
    if dice.random() > MINUTES_SHARE:
        return {}
    return {
        "recorder": dice.choice(there).name,
        "agenda": "签到；主备人说课；分组研讨；组长小结。",
        "discussion": dice.choice(DISCUSSIONS),
        "division": "主备人修改设计，各校组长组织试教，承办学校汇总意见。",
        "output": dice.choice(OUTPUTS),
        "reflection": dice.choice(REFLECTIONS),
    }


def _sign(one: JointDate, member: Member, dice: Random) -> Row:
    status = dice.choices(*CAME)[0]
    reason = dice.choice(REASONS) if status == words.EXCUSED else None
    return {
        "session_id": one.id, "teacher_id": member.teacher_id, "school_id": member.school_id,
        "name": member.name, "required": member.required, "status": status, "reason": reason,
    }  # fmt: skip


def _found(one: JointDate, dice: Random) -> list[Row]:
    if one.host_id is None or dice.random() < 0.4:
        return []
    return [
        {"session_id": one.id, "aspect": aspect, "finding": finding, "advice": advice}
        for aspect, finding, advice in dice.sample(FINDINGS, 2)
    ]


def _tasks(one: JointDate, there: Sequence[Member], dice: Random) -> list[Row]:
    if dice.random() < 0.5:
        return []
    due = (one.day + timedelta(days=14)).isoformat()
    owner = dice.choice(there)
    done = (one.day + timedelta(days=dice.randint(5, 13))).isoformat()
    return [
        {"session_id": one.id, "task": dice.choice(TASKS), "owner": owner.name,
         "school_id": owner.school_id, "due": due, "done_on": done if dice.random() < 0.7 else None}
    ]  # fmt: skip


# --- dates of other kinds, rooms ----------------------------------------------------------------


def _others(year: int, members: Sequence[Row], dice: Random) -> list[Row]:
    lead, rest = members[0], list(members[1:])
    far = [row for row in rest if row["island"]] or rest[-1:]
    found = []
    for number in range(12):
        day = date(year, 9, 8) + timedelta(days=7 * number)
        receiver = far[number % len(far)]
        title = f"{dice.choice(LESSONS)}同步课堂"
        found.append(
            _other(year, day, words.SYNCHRONOUS, title, lead, [receiver])
            | {"lead_class": f"{lead['name']}五(2)班",
               "receiving_classes": f"{receiver['name']}五年级", "form": words.FORMS[1],
               "start_period": 3, "periods": 1, "pupils": 30 + number}
        )  # fmt: skip
    for month in (9, 10, 11, 12):
        day = date(year, month, 12 + dice.randint(0, 3))
        found.append(
            _other(year, day, words.MEETING, "集团校长例会", lead, rest)
            | {"start": "15:30", "end": "16:40", "place": "第一会议室", "chair": lead["principal"],
               "agenda": "通报上月工作；研究本月安排。",
               "discussion": "议定联合教研按校历推进，海岛学校以线上线下结合方式参加。"}
        )  # fmt: skip
    for number, (title, pupils) in enumerate(PUPIL_EVENTS):
        host = members[number % len(members)]
        day = date(year, 9, 20) + timedelta(days=21 * number)
        found.append(
            _other(year, day, words.PUPILS, title, host, [m for m in members if m is not host])
            | {"start": "13:30", "end": "16:00", "pupils": pupils, "place": "操场"}
        )
    for receiver in far:
        day = date(year, 11, 4 + dice.randint(0, 14))
        title = f"送教到{receiver['name']}"
        found.append(
            _other(year, day, words.VISITING, title, receiver, [lead])
            | {"start_period": 2, "periods": 2, "theme": "示范课两节和评课"}
        )
    return found


def _to_school_days(others: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    """Put dates that fall on a day off to the next day of school."""
    for one in others:
        day = date.fromisoformat(one["day"])
        later = [day + timedelta(days=count) for count in range(12)]
        one["day"] = next((d for d in later if calendar.day(d).teaching), day).isoformat()


def _other(
    year: int, day: date, kind: str, title: str, host: Row, rest: Sequence[Row]
) -> dict[str, Any]:
    done = day.isoformat() <= f"{year}{LAST_HELD}"
    return {
        "kind": kind, "title": title, "day": day.isoformat(), "host_id": host["id"],
        "schools": [host["id"], *(row["id"] for row in rest)],
        "status": words.HELD if done else words.PLANNED,
    }  # fmt: skip


def _rooms(session: Session, members: Sequence[Row]) -> list[Row]:
    made = []
    for number, school in enumerate(members):
        for name, kind, capacity in ROOMS if number == 0 else ROOMS[1 + number % 2 : 3 : 2]:
            made.append(
                {"school_id": school["id"], "name": name, "kind": kind, "capacity": capacity,
                 "owner": school["principal"], "opening": "周一至周五 15:30—17:30、周六上午"}
            )  # fmt: skip
    ids = bulk.insert(session, Facility, made)
    return [row | {"id": one} for one, row in zip(ids, made, strict=True)]


def _bookings(year: int, rooms: Sequence[Row], members: Sequence[Row], dice: Random) -> list[Row]:
    found = []
    for number in range(36):
        room = rooms[number % len(rooms)]
        # No two bookings of a room share a day.
        day = date(year, 9, 2) + timedelta(days=2 * number + number // len(rooms) % 2)
        user = dice.choice([m for m in members if m["id"] != room["school_id"]] or members)
        used = day.isoformat() <= f"{year}{LAST_HELD}"
        people = dice.randint(15, min(room["capacity"], 120))
        found.append(
            {"facility_id": room["id"], "day": day.isoformat(), "start": "15:30", "end": "17:00",
             "user_school_id": user["id"], "user": user["principal"], "people": people,
             "purpose": dice.choice(PURPOSES), "status": words.USED if used else words.BOOKED,
             "record": f"到场 {people} 人，设备完好。" if used else None}
        )  # fmt: skip
    found[-1]["status"] = words.RELEASED
    return found
