"""A small joint group in words: four schools, one on an island, teachers of Chinese and maths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jtdesk.core import bulk
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.core.undo import entries, undo_state
from jtdesk.lessonprep import groups, sessions
from jtdesk.lessonprep.tables import TermDates
from jtdesk.schools.tables import Travel
from tests.builders import a_group, a_school, a_teacher, an_id

TERMS = (
    {"term": "2025-1", "week1": "2025-09-01", "start": "2025-09-01", "end": "2026-01-23"},
    {"term": "2025-2", "week1": "2026-03-02", "start": "2026-03-02", "end": "2026-07-03"},
)
TITLES = ("二级教师", "一级教师", "高级教师")


@dataclass
class World:
    """Ids by name."""

    store: Store
    schools: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    chinese: str = ""

    def session(self, **values: Any) -> str:
        known = {"group_id": self.chinese, "day": "2025-10-15", "start_period": 6, "periods": 2}
        draft = sessions.SessionDraft({**known, **values})
        return self.store.do(sessions.save_session, draft).value

    def date(self, session_id: str) -> Any:
        return self.store.ask(lambda s: sessions.joint_dates(s, only=[session_id]))[0]


@operation("test.terms", "测试")
def write_terms(session: Any, rows: Any) -> None:
    bulk.insert(session, TermDates, rows)


@operation("test.ways", "测试")
def write_ways(session: Any, rows: Any) -> None:
    bulk.insert(session, Travel, rows)


def a_world(store: Store, *, terms: bool = True) -> World:
    """东校 西校 北校 teach primary pupils, 岛校 both; two teachers of Chinese each, one of maths."""
    a_group(store)
    world = World(store)
    for number, name in enumerate(("东校", "西校", "北校", "岛校"), start=1):
        kind = "九年一贯制学校" if name == "岛校" else "小学"
        world.schools[name] = a_school(
            store, name, kind=kind, order=number, role="核心校" if number == 1 else "成员校",
            island=name == "岛校",
        )  # fmt: skip
        for place, (subject, title) in enumerate(
            (("语文", TITLES[number % 3]), ("语文", TITLES[(number + 1) % 3]), ("数学", TITLES[0]))
        ):
            called = f"{name[0]}{'甲乙丙'[place]}"
            world.people[called] = a_teacher(
                store, called, name, id_number=an_id("1985-03-02", number * 10 + place),
                stage="小学", subject=subject, title=title, duty_status="在岗",
            )  # fmt: skip
    if terms:
        store.do(write_terms, TERMS)
    draft = groups.GroupDraft(
        {"name": "小学语文教研组", "kind": "教研组", "stage": "小学", "subject": "语文"}
    )
    world.chinese = store.do(groups.save_group, draft).value
    return world


def undo(store: Store) -> None:
    """Take the newest step back."""
    store.undo(store.ask(lambda s: undo_state(entries(s))).undoable[-1], label="撤销")
