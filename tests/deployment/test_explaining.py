"""Why this person, who else, why not more: the sentences and the figures in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jtdesk.deployment.checker import check
from jtdesk.deployment.exchanges import Exchanges, polished
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.problem import Counted, Move, Need, Pin, Problem, Quota
from jtdesk.deployment.solver import propose
from jtdesk.deployment.worth import Worth, missing
from tests.deployment.planner_worlds import world
from tests.deployment.test_clashes import group


def said(problem: Problem, person: str) -> dict[str, str]:
    move = next(one for one in propose(problem).moves if one.person == person)
    return {one.code: one.text for one in move.reasons}


def test_reasons_of_a_pinned_move_in_words() -> None:
    problem = replace(
        group(), pins=(Pin("g", "go", "3", school="c"), Pin("t", "together", "3", "4"))
    )
    found = said(problem, "3")
    assert found["pinned"] == "按指定必须交流。"
    assert found["together"] == "按指定与教师4同行。"
    assert found["closes_gap"] == "为丙校语文补上 1 个岗位的缺口。"
    assert found["spare"] == "甲校语文富余 1 个岗位。"
    assert found["years"] == "在本校任教 3 年。"


def test_reason_of_a_quota() -> None:
    rule = Quota("share", "交流比例", 10, ">=", Counted(("5", "6")), denominator_base=10)
    problem = replace(group(), quotas=(rule,), pins=(Pin("s", "stay", "6"),), needs=(
        Need("a", "小学", "语文", 3.0, 3.0), Need("b", "小学", "语文", 2.0, 2.0)))  # fmt: skip
    found = said(problem, "5")
    assert found["serves_quota"] == "计入“交流比例”：本方案为 1/10，少这一位缺额多 1 人。"


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"budget": 0}, "budget_used", "调动人数上限 0 人已用完"),
        ({"needs": (Need("c", "小学", "语文", 1.0, 0.0), Need("a", "小学", "语文", 3.0, 3.0),
                    Need("b", "小学", "语文", 2.0, 2.0))},
         "costs_more", "抽调后别处的缺口或代价更大"),
        ({"needs": (Need("c", "小学", "音乐", 1.0, 0.0),)}, "no_surplus", "都没有富余的教师"),
        ({"ways": ()}, "none_able", "但从那里到这里的路程没有填写，不能安排"),
        ({"pins": tuple(Pin(f"s{n}", "stay", str(n)) for n in range(1, 11)), "offer_days": False},
         "none_able", "没有可以安排到这里的教师"),
    ],
)  # fmt: skip
def test_why_a_gap_stays(change: dict[str, object], code: str, words: str) -> None:
    problem = replace(group(), **change)  # type: ignore[arg-type]
    proposal = propose(problem)
    assert check(problem, proposal) == []
    found = [one for one in proposal.unmet if one.about.startswith("c/")]
    assert found
    assert {one.reasons[0].code for one in found} == {code}
    assert all(words in one.reasons[0].text for one in found)


def test_why_a_quota_is_not_met() -> None:
    rule = Quota("share", "交流比例", 100, ">=", Counted(("3",)), denominator_base=10)
    proposal = propose(replace(group(), quotas=(rule,)))
    unmet = next(one for one in proposal.unmet if one.kind == "quota")
    assert (unmet.about, unmet.amount, unmet.text) == ("share", 9, "“交流比例”还缺 9 人。")
    assert unmet.reasons[0].code == "none_able"
    assert unmet.reasons[0].text.startswith("能计入的教师都已安排")


def test_nobody_is_said_to_be_placed_where_no_way_is_known() -> None:
    rule = Quota("share", "交流比例", 100, ">=", Counted(("3", "4")), denominator_base=10)
    problem = replace(group(), quotas=(rule,), ways=())
    proposal = propose(problem)
    assert check(problem, proposal) == []
    unmet = next(one for one in proposal.unmet if one.kind == "quota")
    assert unmet.reasons[0].text.startswith(
        "还有 2 位能计入的教师没有安排，但没有学校可以派他们去（路程没有填写"
    )


def test_fewer_than_three_is_said() -> None:
    problem = replace(group(), pins=tuple(Pin(f"s{n}", "stay", str(n)) for n in (1, 3, 7, 9)))
    move = next(one for one in propose(problem).moves if one.subject == "语文")
    assert move.person == "5"
    assert len(move.alternatives) == 0
    assert move.fewer == "除此之外，全集团没有其他条件相符、还没有安排的教师可以承担丙校语文。"


def test_unknown_ways_are_noted() -> None:
    (note,) = propose(group()).notes
    assert note.startswith(
        "有 2 个学校之间的路程（单向）没有填写，这些方向不安排交流，指定的除外；"
    )
    assert note.endswith("指定的按最远的路程 35 分钟计。")


def test_an_exchange_is_exactly_the_difference_of_two_plans() -> None:
    problem = world(5, 150, 4)
    ground = Ground(problem)
    moves = [replace(one, reasons=(), alternatives=()) for one in propose(problem).moves]
    exchanges = Exchanges(ground, moves)
    before = exchanges.worth.objective().total
    for move in moves:
        for found in (exchanges.without(move), *exchanges.substitutes(move)[:4]):
            after = [one for one in moves if one not in found.out] + list(found.into)
            assert Worth(ground, after).objective().total - before == pytest.approx(
                found.cost, abs=1e-4
            )


def test_polish_drops_what_does_not_pay_and_adds_what_does() -> None:
    problem = group()
    ground = Ground(problem)
    useless = Move("7", "full", "b", "a", "语文", 0, 1.0, 20, pinned=False)
    found = polished(ground, [useless])
    assert all(one.person != "7" for one in found)
    assert {(one.school, one.subject) for one in found} == {("c", "语文"), ("c", "数学")}


@pytest.mark.parametrize(
    ("operator", "above", "below", "people"),
    [(">=", 2, 10, 0), (">", 2, 10, 1), (">=", 0, 10, 2), (">=", 1, 6, 1), (">", 0, 0, 1)],
)
def test_people_missing_to_twenty_per_cent(
    operator: str, above: int, below: int, people: int
) -> None:
    assert missing(Quota("q", "比例", 20, operator, Counted(())), above, below) == people
