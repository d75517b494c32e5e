"""A round of three schools in words: 东校 leads, 西校 and 北校 are members; seven leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jtdesk.core.store import Store
from jtdesk.core.undo import entries, undo_state
from jtdesk.evaluation import queries, results, service
from jtdesk.evaluation.service import Entries, Entry
from tests.builders import a_group, a_school

BODY: dict[str, Any] = {
    "title": "集团考核", "source": "集团章程", "total": 100,
    "rater": [
        {"code": "self", "title": "自评", "weight": 0},
        {"code": "group", "title": "集团评", "weight": 0.4},
        {"code": "bureau", "title": "局评", "weight": 0.6},
    ],
    "indicator": [
        {"title": "管理", "points": 40, "child": [
            {"title": "章程", "points": 10, "rule": {"kind": "checklist", "clauses": [
                {"title": "有章程", "points": 6}, {"title": "有年检", "points": 4}]}},
            {"title": "会议", "points": 30},
        ]},
        {"title": "质量", "points": 60, "child": [
            {"title": "交流比例", "points": 20, "measure": "demo.share",
             "rule": {"kind": "proportional", "to": "target", "target": 20}},
            {"title": "满意度", "points": 40},
        ]},
    ],
    "bonus": [{"title": "表彰", "points": 5}],
    "bonus_cap": 4,
    "veto": [{"code": "safety", "title": "重大安全责任事故"}],
}  # fmt: skip
# 管理: 章程 by clauses, 会议 by two raters; 质量: 交流比例 measured, 满意度 by two raters.
GIVEN: dict[str, dict[str, Any]] = {
    "东校": {"章程": ("有章程", "有年检"), "会议": (27, 25), "交流比例": 18, "满意度": (36, 35)},
    "西校": {"章程": ("有章程",), "会议": (24, 22), "交流比例": 20, "满意度": (30, 33)},
    "北校": {"章程": ("有章程", "有年检"), "会议": (20, 21), "交流比例": 9, "满意度": (32, 28)},
}
# Worked by hand: 会议 0.4 x group + 0.6 x bureau, 交流比例 value / 20 x 20 up to 20.
#   东校 10 + 25.8 + 18 + 35.4 = 89.2; 西校 6 + 22.8 + 20 + 31.8 = 80.6;
#   北校 10 + 20.6 + 9 + 29.6 = 69.2. Mean (89.2 + 80.6 + 69.2) / 3 = 79.6667.
OWN = {"东校": 89.2, "西校": 80.6, "北校": 69.2}
GROUP = 79.6667
# 东校 0.5 x 89.2 + 0.5 x 79.6667 = 84.4334 (84.43335) + bonus 3 -> 87.43; 西校 0.7 x 80.6 + 0.3 x
# 79.6667 = 80.32; 北校 0.7 x 69.2 + 0.3 x 79.6667 = 72.34.
FINAL = {"东校": 87.43, "西校": 80.32, "北校": 72.34}


@dataclass
class World:
    """Ids by name."""

    store: Store
    schools: dict[str, str] = field(default_factory=dict)
    scheme: str = ""
    round: str = ""

    def one(self) -> queries.Round:
        return self.store.ask(lambda session: queries.round_of(session, self.round))

    def result(self) -> results.RoundResult:
        return self.store.ask(lambda session: results.result_of(session, self.one()))

    def finals(self) -> dict[str, Any]:
        return {made["school"]: made["final"] for made in self.result().sheets}

    def score(self, school: str, leaf: str, rater: str = "", **worth: Any) -> int:
        entry = Entry(self.schools[school], leaf, rater, **worth)
        return self.store.do(service.enter_scores, Entries(self.round, [entry])).value

    def undo(self) -> None:
        state = self.store.ask(lambda s: undo_state(entries(s)))
        self.store.undo(state.undoable[-1], label="撤销")

    def redo(self) -> None:
        state = self.store.ask(lambda s: undo_state(entries(s)))
        self.store.undo(state.redoable[-1], label="恢复", redo=True)


def entries_of(schools: dict[str, str]) -> list[Entry]:
    made = []
    for school, given in GIVEN.items():
        here = schools[school]
        clauses = [{"kind": one} for one in given["章程"]]
        made += [Entry(here, "章程", rater, items=clauses) for rater in ("group", "bureau")]
        for leaf in ("会议", "满意度"):
            for rater, points in zip(("group", "bureau"), given[leaf], strict=True):
                made.append(Entry(here, leaf, rater, points=points))
        made.append(Entry(here, "交流比例", value=given["交流比例"]))
    made.append(Entry(schools["东校"], "表彰", "bureau", points=3))
    return made


def a_world(store: Store, *, scores: bool = True, **draft: Any) -> World:
    a_group(store)
    world = World(store)
    for order, (name, role) in enumerate(
        (("东校", "核心校"), ("西校", "成员校"), ("北校", "成员校")), start=1
    ):
        world.schools[name] = a_school(store, name, kind="小学", role=role, order=order)
    world.scheme = store.do(service.adopt_scheme, service.Adoption("考核", BODY)).value
    known = {"start": "2024-09-01", "end": "2025-09-30", **draft}
    world.round = store.do(
        service.open_round, service.RoundDraft("2024学年考核", world.scheme, **known)
    ).value
    if scores:
        store.do(service.enter_scores, Entries(world.round, entries_of(world.schools)))
    return world
