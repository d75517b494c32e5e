from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import RuleError
from jtdesk.deployment.board_state import Board, key
from jtdesk.deployment.problem import DAYS, FULL, GO, Need, Person, Problem, School, Way

SCHOOLS = (
    School("A", "甲校", ("小学",)), School("B", "乙校", ("小学",)), School("C", "丙校", ("初中",)),
    School("I", "岛校", ("小学",), island=True, hardship=1.5),
)  # fmt: skip
WAYS = tuple(
    Way(a.id, b.id, 120 if "I" in (a.id, b.id) else 30, ferry="I" in (a.id, b.id), daily="I" not in (a.id, b.id))
    for a in SCHOOLS for b in SCHOOLS if a is not b
)  # fmt: skip
PEOPLE = (
    Person("1", "王芳", "A", "小学", "语文", eligible=True),
    Person("2", "李明", "A", "小学", "音乐", fte=0.8, eligible=False),
    Person("3", "赵在", "A", "小学", "语文", eligible=True, running=True, at="B"),
    Person("4", "钱病", "A", "小学", "语文", itinerant=False),
)
NEEDS = (
    Need("A", "小学", "语文", 2.0, 3.0),
    Need("B", "小学", "语文", 2.0, 1.0),
    Need("B", "小学", "音乐", 1.0, 0.2),
)
BOARD = Board(Problem(2026, "国家", SCHOOLS, WAYS, PEOPLE, NEEDS))


def card(moves, school):
    return next(one for one in BOARD.cards(moves) if one.school == school)


def test_a_move_by_hand_changes_two_schools():
    moves = BOARD.with_move((), "1", "B")
    assert (moves[0].kind, moves[0].share, moves[0].minutes) == (FULL, 1.0, 30)
    assert [(c.subject, c.before, c.after) for c in card(moves, "A").chips] == [("语文", 1.0, 0.0)]
    assert card(moves, "A").chips[0].tip == "小学语文：调配前余1，调配后够"
    assert [e.text for e in card(moves, "A").entries] == ["王芳 语文（去乙校）"]
    assert [e.text for e in card(moves, "B").entries] == ["王芳 语文（来自甲校）"]
    assert card(moves, "B").short == pytest.approx(0.8)
    assert card((), "B").short == pytest.approx(1.8)


def test_days_of_the_week_move_that_part_of_the_person():
    moves = BOARD.with_move((), "2", "B", days=2)
    assert (moves[0].kind, moves[0].share) == (DAYS, pytest.approx(0.32))
    music = next(c for c in card(moves, "B").chips if c.subject == "音乐")
    assert music.after == pytest.approx(-0.48)
    assert card(moves, "B").entries[0].text == "李明 音乐（来自甲校，每周 2 天）"


def test_the_same_person_goes_once():
    moves = BOARD.with_move(BOARD.with_move((), "1", "B"), "1", "I")
    assert [move.school for move in moves] == ["I"]
    assert Board.without(moves, key(moves[0])) == ()


@pytest.mark.parametrize(
    ("person", "school", "days", "words"),
    [
        ("1", "A", 0, "本来就在甲校"), ("3", "B", 0, "已在交流期内"), ("2", "B", 0, "不符合交流条件"),
        ("1", "C", 0, "丙校没有小学"), ("1", "I", 2, "当天不能往返（单程 120 分钟）"),
        ("4", "B", 1, "不能安排走教"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(person, school, days, words):
    with pytest.raises(RuleError) as caught:
        BOARD.with_move((), person, school, days)
    assert words in caught.value.message


def test_moves_by_hand_are_decided_when_the_rest_is_planned_anew():
    moves = BOARD.with_move((), "1", "B")
    problem = BOARD.kept_by_hand(moves, frozenset({key(moves[0])}))
    assert [(p.kind, p.person, p.school) for p in problem.pins] == [(GO, "1", "B")]
    assert BOARD.kept_by_hand(moves, frozenset()).pins == ()


@given(
    st.lists(
        st.sampled_from([("1", "B", 0), ("1", "I", 0), ("2", "B", 1), ("2", "B", 4)]), max_size=5
    )
)
def test_nobody_appears_or_vanishes(steps):
    moves = ()
    for person, school, days in steps:
        moves = BOARD.with_move(moves, person, school, days)
    assert sum(BOARD.effects(moves).values()) == pytest.approx(0.0)
