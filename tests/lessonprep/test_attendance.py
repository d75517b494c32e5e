from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.lessonprep import attendance, facilities, records, sessions, words
from jtdesk.lessonprep.attendance import FindingDraft, Guest, Invitation, Sign, SignIn, TaskDraft
from jtdesk.lessonprep.facilities import BookingDraft, FacilityDraft, Use
from tests.lessonprep.prep_world import a_world, undo


def people(store, row):
    return store.ask(lambda s: attendance.people_of(s, row))


def asked(world, row, **how):
    return world.store.do(attendance.invite, Invitation(row, **how)).value


def test_members_are_asked_once_and_only_at_the_schools_that_take_part(store):
    world = a_world(store)
    row = world.session(schools=[world.schools["东校"], world.schools["岛校"]])
    assert asked(world, row, members=True) == 4
    assert asked(world, row, members=True) == 0
    assert [p["name"] for p in people(store, row)] == ["东甲", "东乙", "岛甲", "岛乙"]


def test_teams_hands_and_guests(store):
    world = a_world(store)
    row = world.session()
    assert asked(world, row, members=True, teams=["卓越团队"]) == 3
    assert asked(world, row, teacher_ids=[world.people["东丙"]], required=False) == 1
    assert asked(world, row, guests=[Guest("方老师", "县教研室"), Guest("方老师")]) == 1
    found = {p["name"]: p for p in people(store, row)}
    assert (found["方老师"]["school"], found["方老师"]["outside"]) == ("县教研室", True)
    assert found["东丙"]["required"] is False
    one = world.date(row)
    assert (len(one.people), one.required) == (4, 3)
    store.do(attendance.uninvite, [found["方老师"]["id"]])
    assert len(people(store, row)) == 4


def test_nobody_to_ask_is_said(store):
    world = a_world(store)
    row = world.session()
    with pytest.raises(RuleError, match="没有可邀请的人"):
        asked(world, row)
    alone = world.session(group_id=None, title="校长会", kind=words.MEETING)
    with pytest.raises(RuleError, match="不属于备课组"):
        asked(world, alone, members=True)


def test_signing_in_makes_it_held(store, clock):
    world = a_world(store)
    row = world.session(day="2025-10-14")
    asked(world, row, members=True)
    one, two, three, *_ = people(store, row)
    before = store.ask(content_hash)
    signs = [
        Sign(one["id"], words.PRESENT, "早到"),
        Sign(two["id"], words.EXCUSED, "病假"),
        Sign(three["id"], words.REMOTE),
    ]
    store.do(attendance.sign_in, SignIn(row, signs))
    shown = store.ask(lambda s: records.prep_sessions(s, Ask("2025-10-15")))[0]
    assert (shown["status"], shown["present"], shown["missed"]) == (words.HELD, 2, 1)
    assert shown["absentees"] == "东乙（请假，病假）"
    assert shown["participants"] == "东校：东甲；西校：西甲"
    assert people(store, row)[0]["reason"] is None
    undo(store)
    assert store.ask(content_hash) == before


def test_nobody_signs_in_to_what_is_to_come_or_cancelled(store, clock):
    world = a_world(store)
    coming, gone = world.session(day="2025-10-16"), world.session(day="2025-10-10")
    store.do(sessions.cancel_session, sessions.Cancel(gone))
    for row, said in ((coming, "还没有到"), (gone, "已取消")):
        with pytest.raises(RuleError, match=said):
            store.do(attendance.sign_in, SignIn(row, []))
    past = world.session(day="2025-10-10")
    asked(world, past, members=True)
    with pytest.raises(RuleError, match="请从出席"):
        store.do(attendance.sign_in, SignIn(past, [Sign(people(store, past)[0]["id"], "睡觉")]))
    with pytest.raises(RuleError, match="移出"):
        store.do(attendance.sign_in, SignIn(past, [Sign("x", words.PRESENT)]))


def test_findings_and_tasks(store):
    world = a_world(store)
    row = world.session(host_id=world.schools["北校"])
    found = store.do(attendance.save_finding, FindingDraft(row, "作业", "分层不够", "设三档")).value
    task = TaskDraft(row, "完成单元作业", "北甲", world.schools["北校"], "2025-10-31")
    made = store.do(attendance.save_task, task).value
    shown = store.ask(lambda s: records.prep_sessions(s, Ask()))[0]
    assert shown["findings"] == "作业：分层不够。建议：设三档。"
    assert shown["tasks"] == "完成单元作业（北校、北甲，2025-10-31 前）"
    listed = store.ask(lambda s: records.findings(s, Ask()))
    assert (listed[0]["host"], listed[0]["session"]) == ("北校", "小学语文教研组集体备课")
    with pytest.raises(RuleError, match="早于活动日期"):
        store.do(attendance.save_task, TaskDraft(row, "做", done_on="2025-01-01", id=made))
    with pytest.raises(RuleError, match="承办学校"):
        store.do(attendance.save_finding, FindingDraft(world.session(), "作业", "好"))
    store.do(attendance.remove_finding, found)
    store.do(attendance.remove_task, made)
    before = store.ask(lambda s: records.tasks(s, Ask()))
    assert before == []


def a_hall(world, **values):
    known = {"school_id": world.schools["东校"], "name": "报告厅", "capacity": 200}
    return world.store.do(facilities.save_facility, FacilityDraft({**known, **values})).value


def book(world, hall, start, end, **values):
    known = {"facility_id": hall, "day": "2025-10-14", "start": start, "end": end, "user": "西甲"}
    return world.store.do(facilities.book, BookingDraft({**known, **values})).value


def test_a_room_is_booked_once_and_the_next_free_span_is_named(store, clock):
    world = a_world(store)
    hall = a_hall(world)
    book(world, hall, "09:00", "10:30")
    book(world, hall, "10:30", "11:00")
    with pytest.raises(
        RuleError, match=r"09:00—10:30已由西甲使用。最近的空闲时间是 11:00—12:00"
    ) as refused:
        book(world, hall, "10:00", "11:00")
    assert refused.value.code == "overlap"
    world.session(day="2025-10-14", host_id=world.schools["东校"], facility_id=hall, start="13:00",
                  end="15:00", start_period=None, periods=None)  # fmt: skip
    with pytest.raises(RuleError, match="小学语文教研组集体备课"):
        book(world, hall, "14:00", "16:00")
    with pytest.raises(RuleError, match="请换一天"):
        book(world, hall, "14:00", "21:30")


def test_use_is_recorded_and_a_room_is_given_free(store, clock):
    world = a_world(store)
    hall = a_hall(world)
    first, second = book(world, hall, "09:00", "10:00"), book(world, hall, "10:00", "11:00")
    store.do(facilities.use_booking, Use(first, 120, "四校朗诵"))
    store.do(facilities.release_booking, second)
    book(world, hall, "10:00", "11:00")
    row = store.ask(lambda s: facilities.facilities(s, Ask("2025-10-15")))[0]
    assert (row["booked"], row["used"]) == (2, 1)
    for act, said in (
        (lambda: store.do(facilities.release_booking, first), "不能取消"),
        (lambda: store.do(facilities.use_booking, Use(second)), "已取消"),
        (lambda: store.do(facilities.remove_facility, hall), "还有 3 次预约"),
        (lambda: book(world, hall, "15:00", "16:00", people=201), "可容纳 200 人"),
        (lambda: book(world, hall, "16:00", "15:00"), "须晚于"),
        (lambda: book(world, hall, "15:00", "16:00", user=" "), "使用学校或使用人"),
        (lambda: a_hall(world), "已有名为"),
    ):
        with pytest.raises(RuleError, match=said):
            act()
    coming = book(world, hall, "09:00", "10:00", day="2025-10-20")
    with pytest.raises(RuleError, match="还没有到"):
        store.do(facilities.use_booking, Use(coming))
    store.do(facilities.remove_booking, coming)
    assert len(store.ask(lambda s: facilities.bookings(s, Ask("2025-10-15")))) == 3
    assert store.ask(lambda s: facilities.bookings(s, Ask("2024-10-15"))) == []


def test_a_room_stands_at_the_host(store):
    world = a_world(store)
    hall = a_hall(world)
    with pytest.raises(RuleError, match="不在承办学校"):
        world.session(host_id=world.schools["西校"], facility_id=hall)
