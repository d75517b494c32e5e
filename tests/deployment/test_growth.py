"""Pairs of mentors and workshops: writes, refusals, counts, dates, and workbooks people have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jtdesk.core import paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.feature import catalogue
from jtdesk.core.fingerprint import content_hash
from jtdesk.deployment import growth, mentoring, workshops
from jtdesk.deployment.mentoring import MentorshipDraft, MentorshipEdit, MentorshipEnd
from jtdesk.deployment.workshops import Draft, Edit, End
from jtdesk.features import FEATURES
from jtdesk.intake.rules import IntakeOrder, Source
from jtdesk.intake.service import take_in
from tests.builders import a_school, a_teacher, an_id
from tests.intake.workbooks import book

MENTOR, YOUNG = an_id("1975-03-04", 21), an_id("1999-08-09", 42)
PAIR = {
    "mentor_name": "余伟", "mentor_id_number": MENTOR, "mentor_school": "甲校",
    "apprentice_name": "陈怡", "apprentice_id_number": YOUNG, "apprentice_school": "乙校",
    "subject": "语文", "kind": "入门式", "start": "2024-09", "end": "2026-07",
}  # fmt: skip
ROOM = {
    "name": "余伟语文名师工作室", "kind": "名师工作室", "host_name": "余伟", "school": "甲校",
    "subject": "语文", "start": "2024-09", "end": "2027-07",
}  # fmt: skip


@pytest.fixture
def world(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    a_teacher(store, "余伟", "甲校", id_number=MENTOR, title="高级教师", subject="语文")
    a_teacher(store, "陈怡", "乙校", id_number=YOUNG, work_since="2022-08", subject="语文")
    return store


def pairs(store, day=None):
    return store.ask(lambda s: mentoring.mentorships(s, Ask(day)))


def rooms(store, day=None):
    return store.ask(lambda s: workshops.workshops(s, Ask(day)))


def test_a_pair_from_beginning_to_end(world):
    before = world.ask(content_hash)
    steps = [world.do(mentoring.add_mentorship, MentorshipDraft(PAIR))]
    pair = steps[0].value
    (row,) = pairs(world, "2025-09-01")
    assert row["mentor_title"] == "高级教师"
    assert (row["apprentice_years"], row["cross_school"], row["running"]) == (3, True, True)
    assert (row["mentor_subject"], row["apprentice_subject"]) == ("语文", "语文")
    steps.append(world.do(mentoring.edit_mentorship, MentorshipEdit(pair, {"lessons_heard": 36})))
    steps.append(world.do(mentoring.end_mentorship, MentorshipEnd(pair, "2025-12", "优秀")))
    assert pairs(world, "2026-01-01") == []
    (row,) = pairs(world)
    assert (row["end"], row["assessment"], row["lessons_heard"]) == ("2025-12", "优秀", 36)
    steps.append(world.do(mentoring.remove_mentorship, pair))
    assert pairs(world) == []
    for step in reversed(steps):
        world.undo(step.changes.entry, label="撤销")
    assert world.ask(content_hash) == before


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mentor_name": " "}, "师父姓名"),
        ({"apprentice_name": None}, "徒弟姓名"),
        ({"mentor_id_number": "123"}, "师父身份证号"),
        ({"apprentice_id_number": MENTOR}, "师父和徒弟都是"),
        ({"end": "2024-08"}, "结对结束时间 2024-08 早于"),
        ({"mentor_school": "丙校"}, "没有“丙校”"),
    ],
)
def test_what_refuses_a_pair(world, values, said):
    with pytest.raises(RuleError, match=said):
        world.do(mentoring.add_mentorship, MentorshipDraft(PAIR | values))


def test_the_same_pair_twice_at_a_time_is_refused(world):
    pair = world.do(mentoring.add_mentorship, MentorshipDraft(PAIR)).value
    with pytest.raises(RuleError, match="已有一条"):
        world.do(mentoring.add_mentorship, MentorshipDraft(PAIR | {"start": "2025-09"}))
    later = PAIR | {"start": "2026-09", "end": None}
    world.do(mentoring.add_mentorship, MentorshipDraft(later))
    world.do(mentoring.edit_mentorship, MentorshipEdit(pair, {"note": "续签"}))
    assert len(pairs(world)) == 2


def test_a_workshop_with_members_and_sessions(world):
    room = world.do(workshops.add_workshop, Draft(ROOM)).value
    host = {"workshop_id": room, "name": "余伟", "school": "甲校", "role": "主持人"}
    world.do(workshops.add_member, Draft(host))
    member = world.do(
        workshops.add_member, Draft({"workshop": ROOM["name"], "name": "陈怡", "start": "2025-09"})
    ).value
    for day, people in (("2024-10-12", 11), ("2025-03-07", 14), ("2025-11", None)):
        values = {"workshop_id": room, "held_on": day, "theme": "评课", "people": people}
        world.do(workshops.add_session, Draft(values))
    (row,) = rooms(world, "2025-04-01")
    assert [row[name] for name in ("members", "sessions", "person_times")] == [1, 2, 25]
    assert row["last_session"] == "2025-03-07"
    (row,) = rooms(world, "2025-12-01")
    assert [row[name] for name in ("members", "sessions", "person_times")] == [2, 3, 25]
    world.do(workshops.end_member, End(member, "2025-12"))
    assert rooms(world, "2026-01-01")[0]["members"] == 1
    world.do(workshops.end_workshop, End(room, "2026-01"))
    assert rooms(world, "2026-02-01") == []
    gone = world.do(workshops.remove_workshop, room)
    for read in (workshops.workshop_members, workshops.workshop_sessions):
        assert world.ask(lambda s, read=read: read(s, Ask())) == []
    world.undo(gone.changes.entry, label="撤销")
    assert rooms(world)[0]["sessions"] == 3


def test_what_refuses_workshops_members_and_sessions(world):
    room = world.do(workshops.add_workshop, Draft(ROOM)).value
    member = {"workshop_id": room, "name": "陈怡"}
    world.do(workshops.add_member, Draft(member))
    refused: list[tuple[Any, Any, str]] = [
        (workshops.add_workshop, Draft(ROOM), "已有名为"),
        (workshops.add_workshop, Draft(ROOM | {"name": ""}), "工作室名称"),
        (workshops.add_workshop, Draft(ROOM | {"name": "新", "end": "2020-01"}), "早于"),
        (workshops.add_member, Draft(member), "已在这个工作室"),
        (workshops.add_member, Draft(member | {"name": ""}), "成员姓名"),
        (workshops.add_member, Draft({"workshop": "没有的", "name": "甲"}), "没有名为“没有的”"),
        (workshops.add_session, Draft({"workshop_id": room}), "活动时间"),
        (workshops.add_session, Draft({"workshop_id": room, "held_on": "2025-01", "people": -1}), "小于 0"),
        (workshops.edit_workshop, Edit("nobody", {}), "已不存在"),
        (workshops.remove_session, "nobody", "已不存在"),
    ]  # fmt: skip
    for operation, command, said in refused:
        with pytest.raises(RuleError, match=said):
            world.do(operation, command)


def test_the_counters_reported_upwards(world):
    world.do(mentoring.add_mentorship, MentorshipDraft(PAIR))
    for number in ("一", "二"):
        room = world.do(workshops.add_workshop, Draft(ROOM | {"name": f"工作室{number}"})).value
        for name in ("余伟", f"成员{number}"):
            world.do(workshops.add_member, Draft({"workshop_id": room, "name": name}))
        session = {"workshop_id": room, "held_on": "2025-03-01", "people": 12}
        world.do(workshops.add_session, Draft(session))
    found = world.ask(lambda s: growth.growth_counts(s, "2025-09-01"))
    assert found == growth.GrowthCounts(1, 1, 2, 3, 2, 24)


# ------------------------------------------------------------------ workbooks


@pytest.fixture
def take(world) -> Callable[..., Any]:
    whole, codes = catalogue(FEATURES), read_code_lists([paths.schemas_dir() / "codes"])

    def run(name: str, *lines: list[Any]) -> Any:
        made = book({"Sheet1": lines}, name=name)
        order = IntakeOrder((Source(made.name, made),), whole, codes, year=2025)
        return world.do(take_in, order).value.files[0].tables[0]

    return run


def test_the_list_of_pairs_with_two_levels_of_headings(world, take):
    table = take(
        "师徒结对一览表.xlsx",
        ["2024学年师徒结对一览表"],
        ["序号", "师父", None, None, None, "徒弟", None, None, None, "结对类型", "结对时间", None, "听课节数", "考核"],
        [None, "姓名", "学校", "职称", "学科", "姓名", "学校", "教龄", "学科", None, "起", "止", None, None],
        [1, "余伟", "甲校", "高级教师", "语文", "陈怡", "乙校", 3, "语文", "入门式", "2024.9", "2025.7", 32, "优秀"],
        [2, "余伟", "甲校", "高级教师", "语文", "吴敏", "甲校", 1, "语文", "提高型", "2024年9月", "2027年7月", 18, "称职"],
    )  # fmt: skip
    assert table.dataset == "mentorships"
    assert [str(fault) for fault in table.rejections] == []
    found = {row["apprentice_name"]: row for row in pairs(world)}
    assert found["陈怡"]["mentor_name"] == "余伟"
    assert found["陈怡"]["apprentice_school"] == "乙校"
    assert (found["陈怡"]["start"], found["陈怡"]["end"]) == ("2024-09", "2025-07")
    assert (found["吴敏"]["kind"], found["吴敏"]["assessment"]) == ("提高式", "合格")
    assert found["吴敏"]["lessons_heard"] == 18


def test_flat_headings_with_other_words(world, take):
    table = take(
        "青蓝工程结对名单.xlsx",
        ["序号", "指导教师", "指导教师单位", "青年教师", "青年教师单位", "结对学科", "起止时间"],
        [1, "余伟", "甲校", "陈怡", "乙校", "语文", "2024.09-2026.07"],
    )
    assert table.dataset == "mentorships"
    (row,) = pairs(world)
    assert (row["mentor_school"], row["apprentice_school"]) == ("甲校", "乙校")
    assert (row["start"], row["end"]) == ("2024-09", "2026-07")


def test_lists_of_workshops_members_and_sessions(world, take):
    table = take(
        "名师工作室一览表.xlsx",
        [
            "序号",
            "工作室名称",
            "类别",
            "级别",
            "主持人",
            "所在学校",
            "学科",
            "起始时间",
            "结束时间",
        ],
        [1, "余伟语文名师工作室", "名师工作坊", "区级", "余伟", "甲校", "语文", "2024.9", "2027.7"],
    )
    assert table.dataset == "workshops"
    table = take(
        "工作室成员名单.xlsx",
        ["序号", "工作室", "姓名", "单位", "角色"],
        [1, "余伟语文名师工作室", "余伟", "甲校", "领衔人"],
        [2, "余伟语文名师工作室", "陈怡", "乙校", "学员"],
        [3, "没有的工作室", "吴敏", "甲校", "成员"],
    )
    assert table.dataset == "workshop_members"
    assert [fault.code for fault in table.rejections] == ["unknown_workshop"]
    table = take(
        "工作室活动记录.xlsx",
        ["工作室", "活动时间", "活动主题", "承办学校", "参加人数"],
        ["余伟语文名师工作室", "2025-03-07", "评课", "乙校", 14],
        ["余伟语文名师工作室", "2025-04-11", "命题", "甲校", 12],
    )
    assert table.dataset == "workshop_sessions"
    (row,) = rooms(world, "2025-09-01")
    assert (row["kind"], row["level"], row["host_name"]) == ("名师工作室", "县级", "余伟")
    assert [row[name] for name in ("members", "sessions", "person_times")] == [2, 2, 26]


def test_an_endless_name_of_a_workshop_is_told_cut(store):
    (fault,) = store.ask(lambda s: workshops.of_known_workshop(s, "")({"workshop": "中" * 5000}))
    assert fault.code == "unknown_workshop"
    assert len(fault.message) < 120
