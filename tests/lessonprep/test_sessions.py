from __future__ import annotations

from datetime import date

import pytest

from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.lessonprep import sessions, words
from jtdesk.lessonprep.sessions import Cancel, Minutes, Move, Pin, SessionDraft
from tests.lessonprep.prep_world import a_world, undo


def test_a_session_is_resolved_to_names_times_and_people(store):
    world = a_world(store)
    row = world.session(host_id=world.schools["岛校"], theme="大单元")
    one = world.date(row)
    assert (one.title, one.term, one.week) == ("小学语文教研组集体备课", "2025-1", 7)
    assert (one.host, one.schools) == ("岛校", ("东校", "西校", "北校", "岛校"))
    assert one.end - one.start >= 80
    assert len(one.people) == one.required == 8
    assert one.uid.startswith(row)


def test_times_may_be_of_the_clock(store):
    world = a_world(store)
    one = world.date(world.session(start="14:30", end="16:00", start_period=None, periods=None))
    assert (one.start, one.end) == (870, 960)


def test_selection_by_day_term_school_person(store):
    world = a_world(store)
    east, west, island = (world.schools[name] for name in ("东校", "西校", "岛校"))
    first = world.session(day="2025-09-10", host_id=east, schools=[east, west])
    second = world.session(day="2026-03-11", host_id=island, lead_planner_id=world.people["东丙"])

    def ids(**asked):
        return [one.id for one in store.ask(lambda s: sessions.joint_dates(s, **asked))]

    assert ids() == [first, second]
    assert ids(term="2025-2") == ids(first=date(2025, 9, 11)) == ids(school_id=island) == [second]
    assert ids(last=date(2025, 9, 10)) == [first]
    assert ids(teacher_id=world.people["东甲"]) == [first, second]
    assert ids(teacher_id=world.people["岛甲"]) == ids(teacher_id=world.people["东丙"]) == [second]
    assert ids(only=[second]) == [second]
    assert ids(only=[]) == []


def test_moving_pins_and_tells_calendars(store):
    world = a_world(store)
    row = world.session(host_id=world.schools["东校"], place="三楼会议室")
    move = Move(row, "2025-10-16", 3, world.schools["岛校"])
    store.do(sessions.move_session, move)
    one = world.date(row)
    assert (one.day, one.start_period, one.host, one.place) == (date(2025, 10, 16), 3, "岛校", "")
    assert (one.sequence, one.pinned) == (1, True)
    store.do(sessions.pin_sessions, Pin([row], pinned=False))
    assert world.date(row).sequence == 1
    store.do(sessions.move_session, Move(row, start="15:10"))
    later = world.date(row)
    assert (later.start, later.end - later.start) == (910, one.end - one.start)
    assert later.sequence == 2
    undo(store)
    assert world.date(row).start_period == 3


def test_the_uid_stays_and_the_sequence_rises_only_for_what_is_seen(store):
    world = a_world(store)
    row = world.session()
    uid = world.date(row).uid
    store.do(sessions.save_session, SessionDraft({"reflection": "再议"}, row))
    assert world.date(row).sequence == 0
    store.do(sessions.save_session, SessionDraft({"theme": "作文"}, row))
    store.do(sessions.cancel_session, Cancel(row, "台风停航"))
    one = world.date(row)
    assert (one.uid, one.sequence, one.status) == (uid, 2, words.CANCELLED)
    assert "台风停航" in one.note
    store.do(sessions.resume_session, row)
    assert (world.date(row).status, world.date(row).sequence) == (words.PLANNED, 3)


def test_minutes_make_a_session_held(store, clock):
    world = a_world(store)
    row = world.session(day="2025-10-14")
    store.do(sessions.hold_session, Minutes(row, {"discussion": "略", "output": "教案一份"}))
    assert world.date(row).status == words.HELD
    for operate in (
        lambda: store.do(sessions.move_session, Move(row, "2025-10-20")),
        lambda: store.do(sessions.cancel_session, Cancel(row)),
    ):
        with pytest.raises(RuleError, match="已开展"):
            operate()
    coming = world.session(day="2025-10-16")
    with pytest.raises(RuleError, match="还没有到"):
        store.do(sessions.hold_session, Minutes(coming, {}))


@pytest.mark.parametrize(("values", "at"), [
    ({"day": "2025-02-30"}, "day"), ({"day": None}, "day"), ({"start_period": None}, "start_period"),
    ({"start_period": 0}, "start_period"), ({"periods": 21}, "periods"), ({"periods": None}, "periods"),
    ({"start": "14:00"}, "end"), ({"start": "15:00", "end": "14:00"}, "end"),
    ({"start": "9:00", "end": "10:00"}, "start"), ({"kind": "聚餐"}, "kind"), ({"form": "电话"}, "form"),
    ({"pupils": -1}, "pupils"), ({"schools": []}, "schools"), ({"host_id": "x"}, "schools"),
    ({"facility_id": "x"}, "facility_id"), ({"group_id": "x"}, "group_id"),
])  # fmt: skip
def test_what_no_session_can_be_is_refused_with_a_sentence(store, values, at):
    world = a_world(store)
    before = store.ask(content_hash)
    with pytest.raises(RuleError) as refused:
        world.session(**values)
    assert refused.value.at == at
    assert refused.value.message.endswith("。")
    assert store.ask(content_hash) == before


def test_the_host_takes_part(store):
    world = a_world(store)
    east, west = world.schools["东校"], world.schools["西校"]
    with pytest.raises(RuleError, match="承办学校不在参加学校之中"):
        world.session(schools=[east], host_id=west)


def test_many_are_written_at_once(store):
    world = a_world(store)

    @operation("test.write", "测试")
    def write(session, rows):
        return sessions.write_sessions(session, rows)

    row = {"group_id": world.chinese, "start_period": 1, "periods": 2, "kind": words.LESSON_PREP}
    ids = store.do(write, [row | {"day": f"2025-10-{day:02d}"} for day in range(10, 30)]).value
    assert len(set(ids)) == 20
    changed = [{"id": ids[0], "day": "2025-11-03"}, {"id": ids[1], "note": "略"}]
    store.do(write, changed)
    assert (world.date(ids[0]).sequence, world.date(ids[1]).sequence) == (1, 0)
    assert world.date(ids[0]).week == 10


def test_removing_takes_everything_along_and_undo_brings_it_back(store):
    world = a_world(store)
    row = world.session()
    before = store.ask(content_hash)
    store.do(sessions.remove_session, row)
    assert store.ask(sessions.joint_dates) == []
    undo(store)
    assert store.ask(content_hash) == before
