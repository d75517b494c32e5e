"""Rounds on a real store: a hand-worked one, freezing, appeals, undo, what is refused."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.datasets import Ask, Catalogue, Measure, Measured
from jtdesk.core.db import Base
from jtdesk.core.errors import RuleError, UsageError
from jtdesk.core.store import open_store
from jtdesk.core.undo import entries, undo_state
from jtdesk.evaluation import queries, results, scheme_reads, service, tables
from jtdesk.evaluation.binding_rules import presets
from jtdesk.evaluation.feature import FEATURE
from jtdesk.evaluation.service import Entries, Entry
from jtdesk.schools.service import SchoolEdit, edit_school
from tests.evaluation.round_world import BODY, FINAL, GROUP, OWN, World, a_world, entries_of


@pytest.fixture
def world(store: Any, clock: Any) -> World:
    return a_world(store)


def publish(world: World) -> int:
    return world.store.do(service.publish_round, service.Publication(world.round)).value


def lock(world: World) -> None:
    publish(world)
    world.store.do(service.lock_round, service.OfRound(world.round))


# --- the hand-worked round --------------------------------------------------------------------


def test_a_round_of_three_schools_worked_by_hand(world: World):
    rows = {row["school"]: row for row in world.store.ask(lambda s: results.results(s, Ask()))}
    assert {school: row["own"] for school, row in rows.items()} == OWN
    assert {row["group"] for row in rows.values()} == {GROUP}
    assert {school: row["final"] for school, row in rows.items()} == FINAL
    assert [rows[one]["rank"] for one in ("东校", "西校", "北校")] == [1, 2, 3]
    assert [rows[one]["grade"] for one in ("东校", "西校", "北校")] == ["良好", "良好", "合格"]
    assert rows["东校"]["bonus"] == 3
    assert rows["东校"]["missing"] == 0
    assert "0.5×89.2＋0.5×79.6667＝84.4334" in rows["东校"]["steps"]


def worked(formula: str, digits: int) -> Fraction:
    """Work a formula of a sheet out with nothing of the program."""
    plain = formula
    for sign, mark in (("＋", "+"), ("－", "-"), ("−", "-"), ("×", "*"), ("÷", "/"), ("（", "("), ("）", ")"), ("，", ","), ("最小", "min"), ("最大", "max")):  # fmt: skip
        plain = plain.replace(sign, mark)
    plain = re.sub(r"\d+(?:\.\d+)?", lambda found: f"F('{found[0]}')", plain)
    value = Fraction(eval(plain, {"F": Fraction, "min": min, "max": max}))
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def test_every_step_can_be_worked_out_from_its_formula(world: World):
    for made in world.result().sheets:
        for step in made["steps"]:
            assert worked(step["from"], step["digits"]) == Fraction(str(step["value"])), step
        assert made["steps"][-1]["name"] == "最后得分"
        assert made["steps"][-1]["value"] == made["final"]
        assert [s["value"] for s in made["steps"] if s["name"] == "本校得分"] == [made["own"]] * 2


def test_steps_hold_where_points_are_handed_over(world: World):
    choice = service.AppliesChoice(world.round, world.schools["西校"], "1.1", False, "新校未到年检")
    world.store.do(service.set_applies, choice)
    made = {one["school"]: one for one in world.result().sheets}["西校"]
    # 管理 22.8 x 40 / 30 = 30.4; 30.4 + 51.8 = 82.2
    assert made["own"] == 82.2
    for step in made["steps"]:
        assert worked(step["from"], step["digits"]) == Fraction(str(step["value"])), step
    with pytest.raises(RuleError, match="请写明为什么"):
        world.store.do(service.set_applies, replace(choice, reason=" "))
    world.store.do(service.set_applies, replace(choice, applies=None))
    assert world.finals() == FINAL


def test_what_is_listed(world: World):
    ask = world.store.ask
    (scheme,) = ask(lambda s: scheme_reads.schemes(s, Ask()))
    assert (scheme["title"], scheme["number"], scheme["frozen"]) == ("集团考核", 1, True)
    assert (scheme["indicators"], scheme["measured"]) == (5, 1)
    nodes = ask(lambda s: scheme_reads.indicators(s, Ask()))
    assert [row["code"] for row in nodes] == ["1", "1.1", "1.2", "2", "2.1", "2.2", "J1"]
    assert nodes[4]["raters"] == ["系统统计"]
    (row,) = ask(lambda s: queries.rounds(s, Ask()))
    assert (row["state"], row["scores"], row["missing"]) == ("评分中", 22, 0)
    assert row["schools"] == ["东校", "西校", "北校"]
    scores = ask(lambda s: queries.scores(s, Ask()))
    assert scores[0] | {"id": ""} == scores[0] | {"id": "", "school": "东校", "title": "章程"}
    assert {one["awarded"] for one in scores if one["title"] == "交流比例"} == {18, 20, 9}
    assert ask(lambda s: queries.rounds(s, Ask(as_of="2024-01-01"))) == []
    with pytest.raises(UsageError, match="没有名为"):
        ask(lambda s: queries.find_round(s, "1999"))
    assert ask(lambda s: queries.find_round(s, "2024")).name == "2024学年考核"


def test_every_column_has_a_title_and_every_dataset_answers(world: World):
    titles = dict(FEATURE.field_titles)
    for table, title in FEATURE.table_titles:
        assert title
        for column in Base.metadata.tables[table].columns:
            if column.name not in {"id", "revision", "origin"}:
                assert titles.get(f"{table}.{column.name}"), f"{table}.{column.name}"
    for dataset in FEATURE.datasets:
        rows = world.store.ask(lambda s, d=dataset: d.ask(s, Ask()))
        for row in rows:
            assert set(dataset.by_name) <= set(row), dataset.name
    assert {d.name for d in FEATURE.datasets} >= {
        "schemes", "indicators", "rounds", "scores", "results",
    }  # fmt: skip


# --- schemes ----------------------------------------------------------------------------------


def changed_body() -> dict[str, Any]:
    body = copy.deepcopy(BODY)
    body["indicator"][0]["child"][1]["points"] = 20
    body["indicator"][0]["points"] = 30
    body["indicator"][1]["points"] = 70
    body["indicator"][1]["child"][1]["points"] = 50
    return body


def test_a_frozen_round_is_the_same_after_its_scheme_changed(world: World):
    lock(world)
    kept = world.result()
    edit = service.SchemeEdit(world.scheme, changed_body())
    second = world.store.do(service.edit_scheme, edit).value
    assert second != world.scheme
    fresh = world.store.ask(lambda s: results.worked_out(s, world.one()))
    assert list(fresh.sheets) == list(kept.sheets)
    assert world.store.ask(lambda s: results.faithful(s, world.one())) == []
    assert world.finals() == FINAL
    versions = world.store.ask(lambda s: scheme_reads.schemes(s, Ask()))
    assert [(row["number"], row["frozen"]) for row in versions] == [(1, True), (2, False)]


def test_a_school_that_changes_leaves_an_old_round_alone(world: World):
    lock(world)
    edit = SchoolEdit(world.schools["东校"], {"role": "成员校"}, None)
    world.store.do(edit_school, edit)
    assert world.store.ask(lambda s: results.faithful(s, world.one())) == []


def test_a_scheme_nobody_uses_is_changed_in_place(world: World):
    body = changed_body()
    scheme_id = world.store.do(service.adopt_scheme, service.Adoption("二", BODY)).value
    edit = service.SchemeEdit(scheme_id, body)
    assert world.store.do(service.edit_scheme, edit).value == scheme_id
    with pytest.raises(RuleError, match="没有变化"):
        world.store.do(service.edit_scheme, edit)
    broken = changed_body() | {"total": 120}
    with pytest.raises(RuleError, match="总分 120 分，一级指标合计 100 分，少 20 分"):
        world.store.do(service.edit_scheme, service.SchemeEdit(scheme_id, broken))
    world.store.do(service.remove_scheme, service.SchemeEnd(scheme_id))
    with pytest.raises(RuleError, match="用于2024学年考核，不能删除"):
        world.store.do(service.remove_scheme, service.SchemeEnd(world.scheme))


def test_a_shipped_scheme_is_adopted_once(store: Any):
    for code in ("group", "guizhou-strong-schools", "master-studio"):
        store.do(service.adopt_scheme, service.Adoption(code))
    with pytest.raises(RuleError, match="已经选用"):
        store.do(service.adopt_scheme, service.Adoption("group"))
    with pytest.raises(RuleError, match="没有代码为 x 的考核方案"):
        store.do(service.adopt_scheme, service.Adoption("x"))
    rows = store.ask(lambda s: scheme_reads.schemes(s, Ask()))
    assert [row["total"] for row in rows] == [100, 1000, 100]


# --- scores -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leaf", "rater", "worth", "sentence"),
    [
        ("会议", "集团评", {"points": 31}, "东校：1.2“会议”应在 0 到 30 分之间，给了 31 分"),
        ("会议", "集团评", {"points": "三"}, "得分“三”不是数"),
        ("会议", "集团评", {}, "没有写得分或数值"),
        ("会议", "", {"points": 3}, "没有写评分人"),
        ("会议", "专家", {"points": 3}, "没有评分人“专家”"),
        ("会 议 9", "集团评", {"points": 3}, "没有可以评分的指标"),
        ("章程", "集团评", {"items": [{"kind": "有楼"}]}, "没有“有楼”这一项"),
        ("交流比例", "集团评", {"value": 3}, "只由系统统计评"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(
    world: World, leaf: str, rater: str, worth: dict[str, Any], sentence: str
):
    before = world.store.ask(entries)
    with pytest.raises(RuleError, match=sentence):
        world.score("东校", leaf, rater, **worth)
    assert world.store.ask(entries) == before


def test_scores_change_one_step_at_a_time_and_undo_over_a_restart(store_path: Path, clock: Any):
    with open_store(store_path) as store:
        world = a_world(store)
        assert world.score("西校", "会议", "局评", points="24.5") == 1
        assert world.score("西校", "会议", "局评", points=24.5) == 0
        changed = world.finals()
        assert changed != FINAL
        ids = (world.schools, world.scheme, world.round)
    with open_store(store_path) as store:
        world = World(store, *ids)
        world.undo()
        assert world.finals() == FINAL
    with open_store(store_path) as store:
        world = World(store, *ids)
        world.redo()
        assert world.finals() == changed
        world.undo()
        publish(world)
        world.undo()
        assert world.one().state == "open"
        assert world.store.ask(lambda s: results.published(s, world.one())) is None


def test_everything_is_taken_back_step_by_step(store: Any, clock: Any):
    world = a_world(store)
    lock(world)
    while store.ask(entries)[-1].operation.startswith(("evaluation.", "history.")):
        state = store.ask(lambda s: undo_state(entries(s)))
        last = next(row for row in store.ask(entries) if row.number == state.undoable[-1])
        if not last.operation.startswith("evaluation."):
            break
        store.undo(last.number, label="撤销")
    for model in tables.__dict__.values():
        if hasattr(model, "__tablename__"):
            assert store.ask(lambda s, m=model: scheme_reads.stored(s, m)) == []


def a_catalogue(values: dict[str | None, Measured]) -> Catalogue:
    measure = Measure(
        name="demo.share", title="交流比例", unit="%",
        compute=lambda _session, _as_of, school: values.get(school, Measured(value=None)),
    )  # fmt: skip
    return Catalogue({}, {"demo.share": measure})


def test_automatic_indicators_come_from_the_catalogue_with_their_rows(world: World):
    values = {
        "东校": Measured(
            value=16.7, parts={"分子": 1, "分母": 6}, rows=("a", "b"), why="六人中一人。"
        ),
        "西校": Measured(value=12.5),
    }
    wanted = service.MeasuresWanted(world.round, a_catalogue(values))
    taken = world.store.do(service.take_auto_measures, wanted).value
    assert taken.taken == 2
    assert taken.without == ("北校的“交流比例”（demo.share）：没有数据。",)
    rows = {
        row["school"]: row
        for row in world.store.ask(lambda s: queries.scores(s, Ask()))
        if row["title"] == "交流比例"
    }
    # 1 / 6 = 16.6667 %; 16.6667 / 20 = 83.3335 %, of 20 points 16.67
    assert (rows["东校"]["awarded"], rows["东校"]["counted"]) == (16.67, 2)
    assert rows["东校"]["said"].startswith("六人中一人。1÷6＝16.6667%")
    assert (rows["西校"]["awarded"], rows["北校"]["awarded"]) == (12.5, 9)
    nothing = service.MeasuresWanted(world.round, Catalogue({}, {}))
    assert (
        "程序里没有这项指标" in world.store.do(service.take_auto_measures, nothing).value.without[0]
    )


def test_only_raters_of_the_round_score(store: Any, clock: Any):
    world = a_world(store, scores=False, raters=["局评"])
    with pytest.raises(RuleError, match="没有请集团评评分"):
        world.score("东校", "会议", "集团评", points=3)
    world.score("东校", "会议", "局评", points=30)
    made = world.result().sheets[0]
    assert {line["code"]: line["points"] for line in made["lines"]}["1.2"] == 30


def test_a_veto_takes_the_grade_and_leaves_the_points(world: World):
    veto = service.VetoSet(
        world.round, world.schools["东校"], "重大安全责任事故", "2025 年 3 月事故"
    )
    world.store.do(service.set_veto, veto)
    rows = {row["school"]: row for row in world.store.ask(lambda s: results.results(s, Ask()))}
    assert (rows["东校"]["grade"], rows["东校"]["final"]) == ("不合格", 87.43)
    assert rows["东校"]["veto"] == ["重大安全责任事故"]
    assert rows["西校"]["grade"] == "良好"
    with pytest.raises(RuleError, match="请写明一票否决的事由"):
        world.store.do(service.set_veto, replace(veto, reason=""))
    with pytest.raises(RuleError, match="没有“迟到”"):
        world.store.do(service.set_veto, replace(veto, veto="迟到"))
    lift = service.VetoLift(world.round, world.schools["东校"], "safety")
    world.store.do(service.lift_veto, lift)
    with pytest.raises(RuleError, match="没有登记"):
        world.store.do(service.lift_veto, lift)


# --- publishing, locking, appeals -------------------------------------------------------------


def test_after_locking_a_score_changes_by_an_appeal_only(world: World):
    lock(world)
    with pytest.raises(RuleError, match="已锁定，不能修改"):
        world.score("西校", "会议", "局评", points=1)
    with pytest.raises(RuleError, match="不能修改"):
        world.store.do(service.edit_round, service.RoundEdit(world.round, {"end": "2026-01-01"}))
    settings = service.SchoolSettings(world.round, world.schools["西校"], {"base": 3})
    with pytest.raises(RuleError, match="只能补登局评得分"):
        world.store.do(service.set_school, settings)
    filed = service.AppealFiled(world.round, world.schools["西校"], "会议", "局评", "少计一次会议")
    appeal = world.store.do(service.file_appeal, filed).value
    with pytest.raises(RuleError, match="还没有处理"):
        world.store.do(service.file_appeal, filed)
    decided = service.AppealDecided(appeal, "属实", Entry("", "", points=25))
    world.store.do(service.decide_appeal, decided)
    # 会议 0.4 x 24 + 0.6 x 25 = 24.6 instead of 22.8: own 82.4, mean 80.2667,
    # final 0.7 x 82.4 + 0.3 x 80.2667 = 81.76
    assert world.finals()["西校"] == 81.76
    (row,) = world.store.ask(lambda s: results.appeals(s, Ask()))
    assert (row["before"], row["after"], row["state"]) == ("22 分", "25 分", "已改分")
    first = world.store.ask(lambda s: results.published(s, world.one(), 1))
    assert {made["school"]: made["final"] for made in first.sheets} == FINAL
    assert world.one().row["issue"] == 2
    assert world.store.ask(entries)[-1].operation == "evaluation.decide_appeal"
    assert "22 分 → 25 分" in world.store.ask(entries)[-1].summary
    with pytest.raises(RuleError, match="已经处理过"):
        world.store.do(service.decide_appeal, decided)


def test_an_appeal_that_is_turned_down_changes_nothing(world: World):
    filed = service.AppealFiled(world.round, world.schools["西校"], "会议", "局评", "请复核")
    with pytest.raises(RuleError, match="还没有公布"):
        world.store.do(service.file_appeal, filed)
    publish(world)
    appeal = world.store.do(service.file_appeal, filed).value
    same = service.AppealDecided(appeal, "属实", Entry("", "", points=22))
    with pytest.raises(RuleError, match="与原来相同"):
        world.store.do(service.decide_appeal, same)
    world.store.do(service.decide_appeal, service.AppealDecided(appeal, "维持"))
    assert world.finals() == FINAL
    assert world.one().row["issue"] == 1


def test_a_round_opens_again_with_a_reason_and_keeps_what_was_published(world: World):
    with pytest.raises(RuleError, match="要先公布"):
        world.store.do(service.lock_round, service.OfRound(world.round))
    lock(world)
    with pytest.raises(RuleError, match="请写明重新开放的原因"):
        world.store.do(service.reopen_round, service.Reopening(world.round, " "))
    world.store.do(service.reopen_round, service.Reopening(world.round, "漏录一校"))
    world.score("北校", "会议", "局评", points=30)
    assert world.finals() != FINAL
    assert publish(world) == 2
    first = world.store.ask(lambda s: results.published(s, world.one(), 1))
    assert {made["school"]: made["final"] for made in first.sheets} == FINAL
    with pytest.raises(RuleError, match="不能修改"):
        world.store.do(service.remove_round, service.OfRound(world.round))


def test_a_round_is_not_published_while_scores_are_missing(store: Any, clock: Any):
    world = a_world(store, scores=False)
    world.score("东校", "会议", "局评", points=30)
    with pytest.raises(RuleError, match="还有指标没有评分：东校 3 条、西校 4 条、北校 4 条"):
        publish(world)
    world.store.do(service.publish_round, service.Publication(world.round, anyway=True))
    assert world.finals()["东校"] == 20  # 0.5 x 30 + 0.5 x 10


def test_growth_is_measured_from_the_round_before_and_kept(world: World):
    lock(world)
    rule = presets()["growth"]
    rule = copy.deepcopy(rule)
    second = world.store.do(
        service.open_round,
        service.RoundDraft("2025学年考核", world.scheme, "2025-10-01", "2026-09-30", rule=rule),
    ).value
    first = world.round
    world.round = second
    entries_now = [
        replace(one, points=30) if one.leaf == "会议" and one.school_id == world.schools["北校"] else one
        for one in entries_of(world.schools)
    ]  # fmt: skip
    world.store.do(service.enter_scores, Entries(second, entries_now))
    rows = {made["school"]: made for made in world.result().sheets}
    # 北校 69.2 -> 78.6: gained 9.4, 80 + 2 x 9.4 = 98.8; the others 80.
    assert rows["北校"]["growth"] == 98.8
    assert rows["东校"]["growth"] == 80
    publish(world)
    kept = world.result()
    reopened = service.Reopening(first, "更正")
    world.store.do(service.reopen_round, reopened)
    world.store.do(
        service.enter_scores,
        Entries(first, [Entry(world.schools["北校"], "会议", "局评", points=1)]),
    )
    fresh = world.store.ask(lambda s: results.worked_out(s, world.one()))
    assert list(fresh.sheets) == list(kept.sheets)


def test_a_round_nobody_published_is_removed_whole(world: World):
    world.store.do(service.remove_round, service.OfRound(world.round))
    assert world.store.ask(lambda s: queries.rounds(s, Ask())) == []
    (scheme,) = world.store.ask(lambda s: scheme_reads.schemes(s, Ask()))
    assert scheme["frozen"] is False
    world.undo()
    assert world.finals() == FINAL


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        ({"name": " "}, "请填写考核轮次的名称"),
        ({"name": "2024学年考核"}, "已有名为“2024学年考核”"),
        ({"start": "昨天"}, "考核时段的起“昨天”不是日期"),
        ({"end": "2020-01-01"}, "早于起"),
        ({"schools": ["x"]}, "已不在名册里"),
        ({"raters": ["张三"]}, "没有评分人“张三”"),
        ({"rule": {"title": "x", "method": "x"}}, "捆绑规则不合规"),
        ({"scheme_id": "x"}, "这套考核方案已不存在"),
        ({"group_score": "很高"}, "不是数"),
    ],
)
def test_a_round_that_makes_no_sense_is_not_opened(
    world: World, draft: dict[str, Any], sentence: str
):
    sound = service.RoundDraft("新一轮", world.scheme, "2025-09-01", "2026-08-31")
    with pytest.raises(RuleError, match=sentence):
        world.store.do(service.open_round, replace(sound, **draft))


def test_the_bureaus_score_stands_beside(world: World):
    settings = service.SchoolSettings(world.round, world.schools["东校"], {"bureau": "85.5"})
    world.store.do(service.set_school, settings)
    rows = {row["school"]: row for row in world.store.ask(lambda s: results.results(s, Ask()))}
    assert (rows["东校"]["bureau"], rows["东校"]["difference"]) == (85.5, 1.93)
    with pytest.raises(RuleError, match="不合理"):
        world.store.do(service.set_school, replace(settings, values={"bureau": 999}))


def test_a_draft_takes_no_scores_until_it_is_started(store: Any, clock: Any) -> None:
    world = a_world(store, scores=False, draft=True)
    with pytest.raises(RuleError, match="还在筹备"):
        world.score("东校", "会议", "局评", points=3)
    world.store.do(service.start_scoring, service.OfRound(world.round))
    assert world.score("东校", "会议", "局评", points=3) == 1
