"""From the store to a schedule and back: what is asked, adopted in one step, calm when run again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.lessonprep import calendar_checks, groups, sessions, term_slots
from jtdesk.lessonprep.problem import Schedule
from jtdesk.lessonprep.regime import read_regime
from jtdesk.lessonprep.schedule_adoption import adopt_schedule, adoption_of
from jtdesk.lessonprep.schedule_checker import check
from jtdesk.lessonprep.schedule_dues import read_regime_file
from jtdesk.lessonprep.schedule_report import schedule_json, session_rows, verdict, what
from jtdesk.lessonprep.scheduler import propose
from jtdesk.lessonprep.scheduling import Basis, ScheduleRequest, basis
from jtdesk.lessonprep.tables import DayRule, Lesson
from jtdesk.staff.tables import Teacher
from tests.builders import a_group, a_school
from tests.lessonprep.prep_world import World, a_world, undo, write_terms, write_ways

REQUEST = ScheduleRequest("2025-1")
EVERY = {"title": "联合教研", "schools": "all", "every": "month", "form": "线下"}
REGIME = read_regime(
    {"title": "每月一次", "source": "试验", "series": [EVERY], "least_days": 5}
)  # fmt: skip


@operation("test.rows", "测试")
def write_rows(session: Any, command: Any) -> None:
    model, rows = command
    bulk.insert(session, model, rows)


@operation("test.stated", "测试")
def stated_in_september(session: Any, _command: Any) -> None:
    ids = session.scalars(select(Teacher.id)).all()
    bulk.update(session, Teacher, [(one, {"stated_on": "2025-09-01"}) for one in ids])


@pytest.fixture
def world(store: Any) -> World:
    found = a_world(store)
    ids = list(found.schools.values())
    rows = [
        {"from_school_id": ids[0], "to_school_id": one, "minutes": 20 + 30 * number,
         "first_arrival": "08:40" if number == 2 else None,
         "last_departure": "16:30" if number == 2 else None}
        for number, one in enumerate(ids[1:])
    ]  # fmt: skip
    store.do(write_ways, rows)
    lessons = [
        {"school_id": found.schools["东校"], "term": "2025-1", "name": "东甲", "weekday": weekday,
         "period": period, "class_name": "三(1)", "weeks": "every"}
        for weekday in (1, 2, 3) for period in range(1, 9)
    ]  # fmt: skip
    store.do(write_rows, (Lesson, lessons))
    return found


def asked(world: World, request: ScheduleRequest = REQUEST) -> Basis:
    found: Basis = world.store.ask(lambda session: basis(session, request))
    return found


def scheduled(world: World, request: ScheduleRequest = REQUEST) -> tuple[Basis, Schedule]:
    found = asked(world, request)
    answer = propose(found.problem, seconds=20)
    assert check(found.problem, answer) == []
    return found, answer


def adopt(world: World, request: ScheduleRequest = REQUEST) -> int:
    return int(world.store.do(adopt_schedule, adoption_of(*scheduled(world, request))).value)


def dates(world: World) -> list[Any]:
    found: list[Any] = world.store.ask(lambda session: sessions.joint_dates(session, term="2025-1"))
    return found


def test_the_regime_that_ships_on_the_group(world: World):
    found, answer = scheduled(world)
    assert found.title == "六校联合教研"
    assert answer.proven
    assert not answer.unplaced
    series = {due.series for due in found.problem.dues}
    assert len(series) == 1 + 3  # all four schools, three pairs with the lead school
    assert len(answer.placed) == 5 * len(series)
    assert any("没有2025" in note and "课表" in note for note in found.notes)


def test_the_document_of_the_contract(world: World):
    found, answer = scheduled(world, replace(REQUEST, regime=REGIME))
    document = schedule_json(found, answer, reveal=False)
    one = document["sessions"][0]
    assert one["group"] == "小学语文教研组"
    assert (one["stage"], one["subject"], one["week"]) == ("小学", "语文", 1)
    assert one["schools"] == ["东校", "西校", "北校", "岛校"]
    assert one["host"] in one["schools"]
    assert one["end_period"] == one["start_period"] + 1
    assert len(one["people"]) == 8
    assert all("*" in person["id_number"] for person in one["people"])
    assert {"objective", "bound", "gap", "proven", "seconds", "unplaced"} <= document.keys()
    rows = session_rows(found, answer.placed)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert verdict(answer).startswith("已证明")


def test_adopted_in_one_step_and_taken_back_in_one(world: World):
    before = world.store.ask(content_hash)
    assert adopt(world) == 20
    found = dates(world)
    assert len(found) == 20
    assert {one.kind for one in found} == {"联合教研", "集体备课"}
    assert all(one.people and one.series_id and one.term == "2025-1" for one in found)
    assert len({one.series_id for one in found}) == 2
    undo(world.store)
    assert world.store.ask(content_hash) == before


def test_run_again_nothing_moves(world: World):
    adopt(world)
    before = {one.uid: (one.day, one.start, one.host_id) for one in dates(world)}
    found, answer = scheduled(world)
    assert found.title == "本学期的系列"
    assert not any(one.changed for one in answer.placed)
    assert world.store.do(adopt_schedule, adoption_of(found, answer)).value == 0
    assert {one.uid: (one.day, one.start, one.host_id) for one in dates(world)} == before


def test_a_typhoon_moves_only_its_days(world: World):
    adopt(world)
    before = {one.uid: one for one in dates(world)}
    shut = dates(world)[2].day
    rows = [{"day": shut.isoformat(), "kind": "suspended", "name": "台风停课"}]
    world.store.do(write_rows, (DayRule, rows))
    assert adopt(world) == sum(one.day == shut for one in before.values())
    after = {one.uid: one for one in dates(world)}
    assert after.keys() == before.keys()
    moved = {uid for uid, one in after.items() if one.day != before[uid].day}
    assert moved == {uid for uid, one in before.items() if one.day == shut}
    assert all(after[uid].sequence == 1 for uid in moved)


def test_held_pinned_and_earlier_sessions_stay(world: World):
    adopt(world)
    found = dates(world)
    world.store.do(sessions.pin_sessions, sessions.Pin([found[3].id]))
    _, answer = scheduled(world, replace(REQUEST, since=date(2025, 10, 20)))
    fixed = {one.day for one in answer.placed if one.fixed}
    assert found[3].day in fixed
    assert max(fixed) < date(2025, 10, 20)
    assert sum(one.fixed for one in answer.placed) == sum(
        one.day < date(2025, 10, 20) for one in found
    )


def test_other_sessions_are_kept_clear_of(world: World):
    world.session(
        kind="会议", title="集团会议", group_id=None, day="2025-09-02", start_period=None,
        periods=None, start="08:00", end="17:00", host_id=world.schools["东校"],
    )  # fmt: skip
    found, answer = scheduled(world)
    assert len(answer.placed) == 20
    assert found.problem.hosted == ((world.schools["东校"], date(2025, 9, 2)),)


def test_groups_come_from_the_staff_register_where_none_are_stored(world: World):
    world.store.do(groups.remove_group, groups.GroupEnd(world.chinese))
    found, answer = scheduled(world, replace(REQUEST, regime=REGIME))
    assert [one.name for one in found.problem.groups] == ["小学语文教研组", "小学数学教研组"]
    assert world.store.do(adopt_schedule, adoption_of(found, answer)).value == 10
    stored = world.store.ask(groups.groups)
    assert [row["name"] for row in stored] == ["小学语文教研组", "小学数学教研组"]
    again, answer = scheduled(world, replace(REQUEST, regime=REGIME))
    assert not any(one.changed for one in answer.placed)
    assert len(again.standing) == 10


def test_a_plan_that_has_grown_old_is_refused(world: World):
    adopt(world)
    found, answer = scheduled(world)
    world.store.do(sessions.cancel_session, sessions.Cancel(dates(world)[0].id))
    before = world.store.ask(content_hash)
    with pytest.raises(RuleError, match="请重新排期再采纳"):
        world.store.do(adopt_schedule, adoption_of(found, answer))
    assert world.store.ask(content_hash) == before


def test_a_cancelled_session_is_made_up_for_under_another_name(world: World):
    adopt(world, replace(REQUEST, regime=REGIME))
    world.store.do(sessions.cancel_session, sessions.Cancel(dates(world)[0].id))
    assert adopt(world, replace(REQUEST, regime=REGIME)) == 1
    assert len({one.uid for one in dates(world)}) == 6


def test_what_has_no_place_is_told_with_the_reason(world: World):
    crowded = read_regime(
        {"title": "周周都有", "source": "试验", "per_week": 1,
         "series": [{"title": f"联合教研{n}", "schools": "all", "every": "week"} for n in "甲乙"]}
    )  # fmt: skip
    found, answer = scheduled(world, replace(REQUEST, regime=crowded))
    assert answer.unplaced
    assert "本周已满 1 次" in answer.unplaced[0].why
    assert what(found, answer.unplaced[0]).startswith("小学语文教研组第")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "不是合规的 TOML"),
        ('title = "x"\n', "缺少 source"),
        ("", "缺少 title"),
    ],
)
def test_a_bad_regime_is_a_sentence(tmp_path: Path, text: str, said: str):
    path = tmp_path / "制度.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=said):
        read_regime_file(path)
    with pytest.raises(InputRefused, match="无法读取制度文件"):
        read_regime_file(tmp_path / "没有.toml")


def test_questions_that_are_none(world: World):
    def refused(request: ScheduleRequest, said: str) -> None:
        with pytest.raises(InputRefused, match=said):
            asked(world, request)

    refused(ScheduleRequest("2030-1"), "还没有起止日期和第 1 周")
    none = read_regime({"title": "x", "source": "x", "series": [EVERY | {"stages": ["高中"]}]})
    refused(replace(REQUEST, regime=none), "没有要排的活动")
    strange = read_regime(
        {"title": "x", "source": "x", "series": [EVERY | {"schools": ["东校", "南校"]}]}
    )
    refused(replace(REQUEST, regime=strange), "制度里的南校不在")


def test_without_schools_or_staff(store: Any):
    a_group(store)
    with pytest.raises(InputRefused, match="起止日期"):
        store.ask(lambda session: basis(session, REQUEST))
    from tests.lessonprep.prep_world import TERMS

    store.do(write_terms, TERMS)
    with pytest.raises(InputRefused, match="还没有学校"):
        store.ask(lambda session: basis(session, REQUEST))
    a_school(store, "东校", kind="小学")
    with pytest.raises(InputRefused, match="还没有教师"):
        store.ask(lambda session: basis(session, REQUEST))


def test_the_best_times_as_a_list(world: World, clock: Any):
    found = world.store.ask(
        lambda s: term_slots.free_slots(s, Ask(where={"group": "小学语文教研组"}))
    )
    assert [row["rank"] for row in found] == [1, 2, 3, 4, 5]
    assert all(row["can"] + row["cannot"] == 8 for row in found)
    assert found[0]["weekday"] in {4, 5}, "东甲 has lessons all day from Monday to Wednesday"
    assert found[0]["who_cannot"] == []
    assert "东甲（东校）" in found[0]["who_can"]
    with pytest.raises(InputRefused, match="没有名为“物理组”的备课组"):
        world.store.ask(lambda s: term_slots.free_slots(s, Ask(where={"group": "物理组"})))


RULES = (
    'title = "x"\nsource = "x"\n{head}\n[[series]]\ntitle = "联合教研"\nschools = "all"\n'
    'every = "month"\nform = "线下"\n'
)


def a_regime(folder: Path, *lines: str, head: str = "") -> Any:
    path = folder / "制度.toml"
    path.write_text(RULES.format(head=head) + "\n".join(lines), encoding="utf-8")
    return read_regime_file(path)


def test_a_regime_names_subjects_as_people_do(world: World, tmp_path: Path):
    rules = a_regime(tmp_path, 'subjects = ["小学语文", "道法"]', 'stages = ["小学部"]')
    found = asked(world, replace(REQUEST, regime=rules))
    assert {due.group for due in found.problem.dues} == {world.chinese}
    assert "制度里的道德与法治没有备课组，没有排。" in found.notes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('subjects = ["语文", "炼金"]', "制度里的学科“炼金”不认识"),
        ('stages = ["大学"]', "制度里的学段“大学”不认识"),
        ('[[weekday]]\nsubjects = ["炼金"]\nweekday = 3', "制度里的学科“炼金”不认识"),
        ('[[neighbours]]\nstage = "大学"\nschools = ["东校", "西校"]', "制度里的学段“大学”不认识"),
    ],
)
def test_a_regime_of_unknown_words_is_refused(world: World, tmp_path: Path, line: str, said: str):
    with pytest.raises(InputRefused, match=said):
        asked(world, replace(REQUEST, regime=a_regime(tmp_path, line)))


def test_an_early_end_is_told_as_the_reason(world: World, tmp_path: Path):
    rules = a_regime(tmp_path, head='latest = "08:10"')
    _, answer = scheduled(world, replace(REQUEST, regime=rules))
    assert answer.placed == ()
    assert "或 08:10 以前没有连着的 2 节" in answer.unplaced[0].why


def test_a_term_without_a_day_of_school_says_so(world: World):
    rows = [{"day": str(date(2025, 9, 1) + timedelta(n)), "kind": "suspended"} for n in range(145)]
    world.store.do(write_rows, (DayRule, rows))
    with pytest.raises(InputRefused, match="没有一天上课"):
        asked(world, replace(REQUEST, regime=REGIME))


def test_a_term_that_opens_in_august_has_the_staff_of_september(store: Any):
    world = a_world(store, terms=False)
    row = {"term": "2025-1", "week1": "2025-08-31", "first_weekday": 7, "start": "2025-08-31",
           "end": "2026-01-23"}  # fmt: skip
    store.do(write_terms, [row])
    store.do(stated_in_september, None)
    assert asked(world, replace(REQUEST, regime=REGIME)).problem.dues


def test_the_calendar_and_the_scheduler_stand_on_the_same_ground(world: World):
    ground = world.store.ask(lambda s: calendar_checks.ground(s, "2025-1"))
    free = asked(world).ground.free()
    assert ground.free.people == free.people
    # Without dates of the term, or with dates of its stages only, it is read all the same.
    assert world.store.ask(lambda s: calendar_checks.ground(s, "2031-1")).free.people
