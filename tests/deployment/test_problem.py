"""The planner's question and answer survive the way through JSON; impossible questions are named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jtdesk.deployment import problem as p
from jtdesk.deployment.problem import (
    Alternative,
    Clash,
    ClashRule,
    Counted,
    Floor,
    Move,
    Need,
    Objective,
    Person,
    Pin,
    Problem,
    Proposal,
    Quota,
    Reason,
    Relaxation,
    School,
    Second,
    Unmet,
    Way,
    faults,
    from_json,
    to_json,
)  # fmt: skip


def small() -> Problem:
    return Problem(
        year=2026,
        policy="国家标准",
        schools=(
            School("a", "甲校", ("小学",)),
            School("b", "乙校", ("小学",), island=True, hardship=1.5),
        ),
        ways=(Way("a", "b", 40, ferry=True, daily=False), Way("b", "a", None)),
        people=(
            Person("1", "王一", "a", "小学", "语文", eligible=True, wishes=("b",), backbone=True),
            Person("2", "李二", "a", "小学", "语文", seconds=(Second("科学", 0.3),)),
            Person("3", "张三", "b", "小学", "数学", running=True, at=None),
        ),
        needs=(Need("a", "小学", "语文", 1.0, 2.0), Need("b", "小学", "语文", 1.0, 0.0)),
        quotas=(
            Quota("share", "交流比例", 10, ">=", Counted(("1", "2")), denominator_base=2),
            Quota("backbone", "骨干比例", 20, ">", Counted(("1",), ("b",)), 0, Counted(("1",)), 0),
        ),
        pins=(Pin("p1", p.GO, "1", school="b"), Pin("p2", p.NEVER, "2", school="b")),
        floors=(Floor("f1", "a", 1, "语文"),),
        budget=3,
    )


def test_problem_goes_through_json_and_back() -> None:
    asked = small()
    assert from_json(Problem, json.loads(json.dumps(to_json(asked)))) == asked


def test_proposal_goes_through_json_and_back() -> None:
    reason = Reason("closes_gap", "b", {"fte": 1.0}, "补上缺口。")
    other = Alternative("2", "full", "b", "语文", 0, 1.0, 12.0, {"travel": 12.0}, "李二。")
    move = Move(
        "1", "full", "a", "b", "语文", 0, 1.0, None, True, (reason,), (other,), "只有一位。"
    )
    rule = ClashRule("pin", "p1", "王一去乙校", Relaxation("drop_pin", "p1", None, "取消指定"))
    answer = Proposal(
        (move,),
        (Unmet("need", "b/小学/语文", 0.5, "还缺 0.5。", (reason,)),),
        (Clash((rule,), "冲突。"),),
        Objective(1.0, 1, 0, 0.5, 40.0, 60.0, -30.0, 0.2, {"missing": 9.0}),
        1.0, 0.0, True, 0.1, ("说明。",),
    )  # fmt: skip
    assert from_json(Proposal, json.loads(json.dumps(to_json(answer)))) == answer


def test_later_and_earlier_versions_are_read() -> None:
    data = to_json(small()) | {"unheard": 1}
    del data["costs"]
    assert from_json(Problem, data) == small()


def test_a_sound_problem_has_no_faults() -> None:
    assert faults(small()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": (), "pins": (), "quotas": ()}, "没有教师数据"),
        ({"needs": ()}, "没有师资需求数据"),
        ({"budget": -1}, "不能小于 0"),
        ({"pins": (Pin("x", p.GO, "2", school="b"),)}, "李二不符合交流条件"),
        ({"pins": (Pin("x", p.GO, "3", school="a"),)}, "张三已在交流期内"),
        ({"pins": (Pin("x", p.GO, "1", school="a"),)}, "本来就在甲校"),
        ({"pins": (Pin("x", p.GO, "9"),)}, "不在本集团在岗教师名单里"),
        ({"pins": (Pin("x", p.TOGETHER, "1", other="1"),)}, "不能和自己同行"),
        ({"pins": (Pin("x", p.TOGETHER, "1", other="2"),)}, "李二不符合交流条件"),
        ({"pins": (Pin("x", p.GO, "1", school="z"),)}, "不在名单里的学校"),
        ({"pins": (Pin("x", p.STAY, "1"), Pin("x", p.STAY, "2"))}, "指定编号重复"),
        ({"floors": (Floor("f", "z", 1),)}, "底线指向不在名单里的学校"),
        ({"costs": p.Costs(full=10, wish=20)}, "优待不能大于"),
        ({"quotas": (Quota("q", "比例", 1, "=", Counted(())),)}, "不认识"),
    ],
)  # fmt: skip
def test_impossible_questions_are_named(change: dict[str, object], words: str) -> None:
    found = faults(replace(small(), **change))  # type: ignore[arg-type]
    assert any(words in one for one in found), found
