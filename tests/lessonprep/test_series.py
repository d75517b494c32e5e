from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.lessonprep import joint_reads, series, series_rules, sessions, words
from jtdesk.lessonprep.recurrence import Occurrence
from jtdesk.lessonprep.series import Following, Placing, SeriesDraft
from jtdesk.lessonprep.sessions import Cancel, Move, SessionDraft
from tests.lessonprep.prep_world import a_world, undo, write_ways

WEDNESDAYS = "FREQ=WEEKLY;BYDAY=WE"


def a_series(world, **values):
    known = {
        "group_id": world.chinese, "term": "2025-1", "every": "week", "rrule": WEDNESDAYS,
        "start_period": 6, "periods": 2, "kind": words.JOINT_RESEARCH,
    }  # fmt: skip
    return world.store.do(series.save_series, SeriesDraft({**known, **values})).value


def place(world, one, since=None):
    return world.store.do(series.place_series, Placing(one, since)).value


def dates(world):
    return world.store.ask(sessions.joint_dates)


def test_a_weekly_series_fills_the_term_and_rotates_its_host(store):
    world = a_world(store)
    one = a_series(world)
    placed = place(world, one)
    found = dates(world)
    assert placed.written == len(found) >= 18
    assert {d.title for d in found} == {"小学语文教研组联合教研"}
    assert all(d.schools == ("东校", "西校", "北校", "岛校") for d in found)
    hosts = Counter(d.host for d in found)
    assert len(hosts) == 4
    assert max(hosts.values()) - min(hosts.values()) <= 1
    row = store.ask(lambda s: series.prep_series(s, Ask("2025-10-15")))[0]
    assert (row["rule"], row["sessions"], row["every"]) == ("每周三", len(found), "每周一次")


def test_placing_again_changes_nothing(store):
    world = a_world(store)
    one = a_series(world)
    place(world, one)
    before = store.ask(content_hash)
    again = place(world, one)
    assert (again.written, again.removed) == (0, 0)
    assert store.ask(content_hash) == before


def test_held_moved_pinned_and_cancelled_dates_stay(store, clock):
    world = a_world(store)
    one = a_series(world)
    place(world, one)
    first, second, third, fourth, *_ = dates(world)
    store.do(sessions.hold_session, sessions.Minutes(first.id, {}))
    store.do(sessions.move_session, Move(second.id, "2025-09-12"))
    store.do(sessions.pin_sessions, sessions.Pin([third.id]))
    store.do(sessions.cancel_session, Cancel(fourth.id))
    store.do(
        series.save_series, SeriesDraft({"start_period": 3, "rrule": "FREQ=WEEKLY;BYDAY=TH"}, one)
    )
    before = store.ask(content_hash)
    placed = place(world, one)
    assert placed.kept == 4
    after = {d.id: d for d in dates(world)}
    assert after[first.id].status == words.HELD
    assert after[second.id].day == date(2025, 9, 12)
    assert after[third.id].start_period == 6
    assert after[fourth.id].status == words.CANCELLED
    rest = [d for d in after.values() if d.id not in {first.id, second.id, third.id, fourth.id}]
    assert {(d.day.isoweekday(), d.start_period) for d in rest} <= {(4, 3), (7, 3), (6, 3)}
    undo(store)
    assert store.ask(content_hash) == before


def test_what_somebody_prepared_is_not_thrown_away(store):
    world = a_world(store)
    one = a_series(world)
    place(world, one)
    worked = dates(world)[5]
    store.do(sessions.save_session, SessionDraft({"theme": "大单元作业设计"}, worked.id))
    store.do(series.save_series, SeriesDraft({"rrule": "FREQ=WEEKLY;BYDAY=TU"}, one))
    placed = place(world, one)
    assert placed.left == 1
    assert worked.id in {d.id for d in dates(world)}


def test_neighbouring_pairs_meet(store):
    world = a_world(store)
    at = world.schools
    ways = [
        {"from_school_id": at[a], "to_school_id": at[b], "minutes": m}
        for a, b, m in (("东校", "西校", 10), ("西校", "北校", 15), ("北校", "岛校", 70))
    ]
    store.do(write_ways, ways)
    one = a_series(world, topology="pairs", every="month", start_period=5)
    place(world, one)
    found = dates(world)
    pairs = Counter(d.schools for d in found)
    assert set(pairs) == {("东校", "西校"), ("西校", "北校"), ("北校", "岛校")}
    assert len(set(pairs.values())) == 1
    assert all(d.host in d.schools for d in found)
    before = store.ask(content_hash)
    assert place(world, one).written == 0
    assert store.ask(content_hash) == before


def test_both_sides_of_a_lesson(store):
    world = a_world(store)
    one = a_series(world, lesson_pair=True, start_period=2, periods=1)
    place(world, one)
    kinds = Counter(d.kind for d in dates(world))
    assert kinds[words.BEFORE_LESSON] == kinds[words.AFTER_LESSON] > 15
    assert place(world, one).written == 0


def test_this_and_following_dates_change(store):
    world = a_world(store)
    one = a_series(world)
    place(world, one)
    old = dates(world)
    cut = old[8]
    before = store.ask(content_hash)
    order = Following(one, cut.recurs_on.isoformat(), {"start_period": 3})
    new = store.do(series.change_following, order).value
    found = dates(world)
    assert [d.id for d in found] == [d.id for d in old]
    assert [d.start_period for d in found] == [6] * 8 + [3] * (len(old) - 8)
    assert {d.series_id for d in found[:8]} == {one}
    assert {d.series_id for d in found[8:]} == {new}
    assert place(world, one).written == place(world, new).written == 0
    undo(store)
    undo(store) if store.ask(content_hash) != before else None
    with pytest.raises(RuleError, match="已没有活动"):
        store.do(series.change_following, Following(one, "2026-05-01", {}))


def test_a_counted_series_is_cut_in_two(store):
    world = a_world(store)
    one = a_series(world, rrule=f"{WEDNESDAYS};COUNT=9")
    place(world, one)
    days = [d.day for d in dates(world)]
    cut = dates(world)[5].recurs_on.isoformat()
    store.do(series.change_following, Following(one, cut, {"periods": 1}))
    assert [d.day for d in dates(world)] == days
    assert [d.periods for d in dates(world)] == [2] * 5 + [1] * (len(days) - 5)


def test_removing_a_series_keeps_what_was_held(store, clock):
    world = a_world(store)
    one = a_series(world)
    place(world, one)
    first = dates(world)[0]
    store.do(sessions.hold_session, sessions.Minutes(first.id, {}))
    before = store.ask(content_hash)
    store.do(series.remove_series, one)
    assert [(d.id, d.series_id) for d in dates(world)] == [(first.id, None)]
    assert store.ask(series.stored) == []
    undo(store)
    assert store.ask(content_hash) == before


@pytest.mark.parametrize(("values", "at"), [
    ({"term": "2025"}, "term"), ({"topology": "ring"}, "topology"), ({"every": "day"}, "every"),
    ({"start_period": 99}, "start_period"), ({"start_period": None}, "start_period"), ({"periods": 0}, "periods"),
    ({"start": "2025-10-01", "until": "2025-09-01"}, "until"), ({"until": "x"}, "until"),
    ({"rrule": "FREQ=HOURLY"}, "rrule"), ({"host_rule": "fixed"}, "host_id"), ({"topology": "listed"}, "schools"),
    ({"group_id": None}, "group_id"), ({"group_id": "x"}, "group_id"),
    ({"topology": "pairs"}, "schools"), ({"topology": "pairs", "schools": [["a", "a"]]}, "schools"),
])  # fmt: skip
def test_what_no_series_can_be_is_refused_with_a_sentence(store, values, at):
    world = a_world(store)
    before = store.ask(content_hash)
    with pytest.raises(RuleError) as refused:
        a_series(world, **values)
    assert refused.value.at == at
    assert refused.value.message.endswith("。")
    assert store.ask(content_hash) == before


def test_a_series_that_never_ends_is_refused(store):
    world = a_world(store, terms=False)
    with pytest.raises(RuleError, match="结束日期"):
        a_series(world)


def test_a_series_without_a_rule_waits_for_the_scheduler(store):
    world = a_world(store)
    one = a_series(world, rrule=None, start_period=None)
    with pytest.raises(RuleError, match="自动排期"):
        place(world, one)


ROW = {
    "id": "s", "group_id": "g", "term": "2025-1", "topology": "all", "lesson_pair": False,
    "form": None, "title": "活动",
}  # fmt: skip
DAYS = st.lists(st.integers(0, 40), unique=True, max_size=15)


def occurrence(offset):
    day = date(2025, 9, 3) + timedelta(days=offset)
    return Occurrence(day, "a", ("a", "b"), day, None, words.JOINT_RESEARCH, 6, 2)


@given(DAYS, DAYS, st.data())
def test_settling_accounts_for_every_date_and_session_once(new, old, data):
    standing = []
    for number, offset in enumerate(old):
        one = occurrence(offset)
        standing.append({
            "id": f"i{number}", "day": one.day.isoformat(), "recurs_on": one.recurs_on.isoformat(),
            "status": data.draw(st.sampled_from(words.STATUSES)), "pinned": data.draw(st.booleans()),
            "kind": one.kind, "schools": None, "host_id": "a", **dict.fromkeys(series_rules.WORKED_ON),
            "theme": data.draw(st.sampled_from([None, "主题"])),
        })  # fmt: skip
    invited = set(data.draw(st.lists(st.sampled_from([s["id"] for s in standing] or ["i0"]))))
    found = series_rules.settle(ROW, map(occurrence, new), standing, invited)
    changed = [one["id"] for one in found.write if "id" in one]
    assert sorted(changed + found.remove + found.kept + found.left) == sorted(
        s["id"] for s in standing
    )
    kept_days = {s["recurs_on"] for s in standing if s["id"] in found.kept}
    written = [one["recurs_on"] for one in found.write]
    wanted = {occurrence(offset).recurs_on.isoformat() for offset in new}
    assert sorted(written) == sorted(wanted - kept_days)
    for one in standing:
        fast = one["pinned"] or one["status"] != words.PLANNED
        assert (one["id"] in found.kept) == fast
        if one["id"] in found.remove:
            assert one["theme"] is None
            assert one["id"] not in invited


def test_stored_rows_come_back_by_column(store):
    world = a_world(store)
    world.session()
    row = store.ask(joint_reads.stored)[0]
    assert set(row) == set(joint_reads.COLUMNS)
