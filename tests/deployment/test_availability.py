from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.deployment import availability, curricula, loads, standards
from jtdesk.deployment.availability import Move, World
from jtdesk.deployment.needs import School

CURRICULUM = curricula.curriculum(standards.library("curricula")["baiyun"])
SCHEMES = {code: loads.loads(body) for code, body in standards.library("loads").items()}
SCHOOLS = {
    "a": School("a", "甲校", "小学", "城区", ("小学",)),
    "b": School("b", "乙校", "九年一贯制学校", "乡村", ("小学", "初中")),
    "c": School("c", "丙校", "初级中学", "镇区", ("初中",)),
}


def a_person(number=1, **values):
    return {
        "id": f"p{number}", "name": f"教师{number}", "school_id": "a", "teaching_school_id": None,
        "stage": "小学", "subject": "语文", "position": "专任教师", "duty_status": None,
        "gender": "女", "age": 40, **values,
    }  # fmt: skip


def counted(*people, scheme="scheme-a", **world):
    found = availability.available(people, World(SCHOOLS, CURRICULUM, SCHEMES[scheme], **world))
    cells = {cell: sum(p.amount for p in own) for cell, own in found.by_cell().items()}
    return cells, found


def a_move(school="b", part=1.0, subject=None, title="定期轮岗", number=1):
    return Move(f"m{number}", school, subject, part, title)


def test_a_person_is_one_where_he_or_she_teaches():
    cells, _ = counted(a_person(), a_person(2, teaching_school_id="b"))
    assert cells == {("a", "小学", "语文"): 1, ("b", "小学", "语文"): 1}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"duty_status": "产假"}, "在岗状态为产假"),
        ({"duty_status": "病休"}, "在岗状态为病休"),
        ({"duty_status": "交流在外"}, "在岗状态为交流在外"),
        ({"position": "工勤人员"}, "工勤人员不任课"),
        ({"subject": None}, "任教学科未填"),
        ({"school_id": "b", "stage": None, "subject": "炼丹"}, "学段未填"),
        ({"school_id": None}, "任教学校未填"),
        ({"school_id": "gone"}, "任教学校不是集团成员校"),
    ],
)
def test_who_counts_nowhere_has_a_reason(values, why):
    cells, found = counted(a_person(**values))
    assert (cells, [one.why for one in found.left_out]) == ({}, [why])


def test_short_leave_and_null_are_on_duty():
    cells, _ = counted(a_person(duty_status="在岗"), a_person(2, duty_status="公假"))
    assert cells == {("a", "小学", "语文"): 2}


def test_a_placement_out_is_nothing_at_home_and_one_at_the_receiver():
    cells, found = counted(a_person(), moves={"p1": [a_move(subject="数学")]})
    assert cells == {("b", "小学", "数学"): 1}
    assert found.parts[0].why == "定期轮岗，自甲校"
    # The receiver runs no primary stage.
    assert counted(a_person(), moves={"p1": [a_move("c")]})[0] == {("c", "初中", "语文"): 1}
    # Outside the group: counted nowhere.
    assert counted(a_person(), moves={"p1": [a_move(None)]})[0] == {}


def test_the_state_of_being_away_gives_way_to_the_ledger_and_leave_does_not():
    moves = {"p1": [a_move()]}
    assert counted(a_person(duty_status="交流在外"), moves=moves)[0] == {("b", "小学", "语文"): 1}
    assert counted(a_person(duty_status="产假"), moves=moves)[0] == {}
    # The staff list already says where: the placement moves nothing more.
    there = a_person(teaching_school_id="b")
    assert counted(there, moves=moves)[0] == {("b", "小学", "语文"): 1}


def test_two_days_of_five_are_four_tenths():
    standard = SCHEMES["scheme-a"]
    assert availability.move_part("走教", 2, standard) == pytest.approx(0.4)
    assert availability.move_part("走教", None, standard) == pytest.approx(0.4)
    assert availability.move_part("支教", 3, standard) == pytest.approx(0.6)
    assert availability.move_part("支教", None, standard) == 1
    assert availability.move_part(None, None, standard) == 1
    assert availability.move_part("走教", 7, standard) == 1
    assert availability.move_part("送教", None, standard) is None
    cells, found = counted(a_person(), moves={"p1": [a_move(part=0.4, title="走教")]})
    assert cells == {("a", "小学", "语文"): pytest.approx(0.6), ("b", "小学", "语文"): 0.4}
    assert [part.why for part in found.parts] == ["走教，自甲校", "走教在外 0.4"]


def test_second_subjects_take_their_periods_from_the_main_one():
    cells, _ = counted(a_person(), shares={"p1": [("音乐", 4), ("美术", 4.5)]})
    assert cells == {
        ("a", "小学", "音乐"): pytest.approx(4 / 18),
        ("a", "小学", "美术"): pytest.approx(4.5 / 18),
        ("a", "小学", "语文"): pytest.approx(1 - 8.5 / 18),
    }
    # More than a full week is a full week.
    assert counted(a_person(), shares={"p1": [("音乐", 30)]})[0] == {("a", "小学", "音乐"): 1}
    # Who is away all week teaches no second subject at home.
    away = counted(a_person(), shares={"p1": [("音乐", 4)]}, moves={"p1": [a_move()]})[0]
    assert away == {("b", "小学", "语文"): 1}


def test_a_head_brings_what_the_standard_leaves_and_takes_it_along():
    head = a_person(position="校长")
    assert counted(head, scheme="scheme-b")[0] == {("a", "小学", "语文"): pytest.approx(4 / 17)}
    cells, _ = counted(head, scheme="scheme-b", moves={"p1": [a_move(part=0.5)]})
    assert cells == {
        ("a", "小学", "语文"): pytest.approx(2 / 17), ("b", "小学", "语文"): pytest.approx(2 / 17),
    }  # fmt: skip


def test_people_from_outside_count_at_the_receiver():
    guests = [
        Move("m9", "b", "物理", 1.0, "支教", "外援"),
        Move("m8", "b", None, 1.0, "支教", "无学科"),
    ]
    cells, found = counted(outsiders=guests)
    assert cells == {("b", "初中", "物理"): 1}
    assert [(one.name, one.why) for one in found.left_out] == [("无学科", "交流学科未填")]


def test_teachers_of_all_subjects_are_spread_by_need():
    _, found = counted(a_person(subject="全科"), a_person(2))
    need = {("a", "小学", "语文"): 3.0, ("a", "小学", "数学"): 1.0, ("b", "小学", "语文"): 9.0}
    availability.spread_generalists(found, frozenset({"全科"}), need)
    sums = {cell: sum(p.amount for p in own) for cell, own in found.by_cell().items()}
    assert sums == {("a", "小学", "语文"): 1.75, ("a", "小学", "数学"): 0.25}


@given(
    st.sampled_from(["b", "c"]), st.integers(0, 5), st.sampled_from(["专任教师", "校长", "班主任"]),
    st.integers(24, 60), st.sampled_from([None, "数学"]), st.sampled_from(sorted(SCHEMES)),
)  # fmt: skip
def test_moving_somebody_changes_two_cells_by_opposite_amounts(
    school, days, position, age, subject, scheme
):
    others = [a_person(2), a_person(3, school_id="b")]
    one = a_person(position=position, age=age)
    before, _ = counted(one, *others, scheme=scheme)
    moves = {"p1": [a_move(school, days / 5, subject, "走教")]} if days else {}
    after, _ = counted(one, *others, scheme=scheme, moves=moves)
    changes = {
        cell: after.get(cell, 0) - before.get(cell, 0) for cell in before.keys() | after.keys()
    }
    changes = {cell: change for cell, change in changes.items() if abs(change) > 1e-9}
    assert len(changes) == (2 if days else 0)
    assert sum(changes.values()) == pytest.approx(0)
    if days:
        carried, _ = SCHEMES[scheme].carries(one, SCHOOLS["a"].place)
        assert changes["a", "小学", "语文"] == pytest.approx(-carried * days / 5)


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.floats(0, 1)), max_size=4),
    st.lists(st.tuples(st.sampled_from(["音乐", "美术", "科学"]), st.floats(0, 20)), max_size=3),
)
def test_nobody_is_counted_twice_and_nobody_vanishes(moves, shares):
    running = [a_move(school, part, number=n) for n, (school, part) in enumerate(moves)]
    cells, _ = counted(a_person(), moves={"p1": running}, shares={"p1": shares})
    assert sum(cells.values()) == pytest.approx(1)
