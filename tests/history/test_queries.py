"""The audit page tells every change in words."""

from __future__ import annotations

from typing import Any

import pytest

from jtdesk.core import bulk
from jtdesk.core.operations import operation
from jtdesk.core.record_history import record_history
from jtdesk.core.titles import titles_of
from jtdesk.features import FEATURES
from jtdesk.history import queries, words
from jtdesk.schools.tables import School
from jtdesk.staff.tables import Posting, Teacher

TITLES = titles_of(FEATURES)
SILENT = frozenset({"core.reveal_data"})


@operation("test.add", "登记")
def add(session: Any, _command: None) -> dict[str, str]:
    school = bulk.insert(session, School, [{"name": "东湖学校"}])[0]
    person = bulk.insert(
        session,
        Teacher,
        [
            {
                "name": "张三",
                "title": "二级教师",
                "id_number": "11010519491231002X",
                "phone": "13800001234",
            }
        ],
    )[0]
    posting = bulk.insert(
        session, Posting, [{"teacher_id": person, "school_id": school, "kind": "编制"}]
    )[0]
    return {"school": school, "person": person, "posting": posting}


@operation("test.promote", "评聘")
def promote(session: Any, person: str) -> None:
    bulk.update(session, Teacher, [(person, {"title": "一级教师", "weekly_periods": 12.0})])


@operation("test.remove", "清理")
def remove(session: Any, ids: dict[str, str]) -> None:
    bulk.remove(session, Posting, [ids["posting"]])
    bulk.remove(session, Teacher, [ids["person"]])


@pytest.fixture
def world(store: Any) -> dict[str, str]:
    return store.do(add, None).value


def test_a_difference_reads_as_a_sentence(store: Any, world: dict[str, str]):
    number = store.do(promote, world["person"]).changes.entry
    found = store.ask(lambda s: queries.details(s, number, TITLES))
    assert found.total == 1
    record = found.records[0]
    assert (record.record, record.kind) == ("张三", "修改")
    assert ("职称", "二级教师", "一级教师") in record.lines
    assert any(line[1:] == ("空", "12") for line in record.lines)


def test_references_are_names_and_numbers_are_masked(store: Any, world: dict[str, str]):
    found = store.ask(lambda s: queries.details(s, 1, TITLES))
    text = repr(found)
    assert "11010519491231002X" not in text
    assert "13800001234" not in text
    posting = next(r for r in found.records if r.record == "张三 · 东湖学校")
    assert "东湖学校" in [after for _title, _before, after in posting.lines]
    for record in found.records:
        for _title, before, after in record.lines:
            assert world["person"] not in (before, after)
            assert world["school"] not in (before, after)


def test_names_are_known_after_the_record_is_gone(store: Any, world: dict[str, str]):
    store.do(remove, world)
    for number in (1, 2):
        found = store.ask(lambda s, n=number: queries.details(s, n, TITLES))
        assert "张三 · 东湖学校" in [r.record for r in found.records]
        assert "张三" in [r.record for r in found.records]


def test_the_list_says_what_stands(store: Any, world: dict[str, str]):
    number = store.do(promote, world["person"]).changes.entry
    back = store.undo(number, label="撤销:评聘").changes.entry
    rows = {r.id: r for r in store.ask(lambda s: queries.operations(s, TITLES, SILENT))}
    assert list(rows) == [back, number, 1]
    assert (rows[number].state, rows[number].can_undo) == (words.UNDONE, False)
    assert (rows[back].redo, rows[back].can_undo) == (True, True)
    assert "新增 1" in rows[1].counts
    store.undo(back, label="重做:评聘", redo=True)
    rows = {r.id: r for r in store.ask(lambda s: queries.operations(s, TITLES, SILENT))}
    assert rows[back].state == words.UNDONE
    assert store.ask(lambda s: s.get(Teacher, world["person"]).title) == "一级教师"


def test_a_long_entry_is_told_in_part(store: Any):
    @operation("test.many", "批量")
    def many(session: Any, _command: None) -> None:
        bulk.insert(session, Teacher, [{"name": f"某{n}"} for n in range(2500)])

    number = store.do(many, None).changes.entry
    found = store.ask(lambda s: queries.details(s, number, TITLES))
    assert found.total == 2500
    assert len(found.records) == queries.MOST_RECORDS


def test_the_past_of_a_record_is_newest_first(store: Any, world: dict[str, str]):
    store.do(promote, world["person"])
    found = store.ask(lambda s: record_history(s, [world["person"]]))
    assert [change.label for change in found] == ["评聘", "登记"]
    assert {f.field: (f.before, f.after) for f in found[0].fields}["title"] == (
        "二级教师",
        "一级教师",
    )
    assert store.ask(lambda s: record_history(s, ["0" * 32])) == []


@operation("test.state", "变动")
def change_phone(session: Any, person: str) -> None:
    from jtdesk.core.timeline import state

    for day, phone in (("2024-09-01", "13800009999"), ("2025-09-01", "13900005678")):
        state(session, Teacher, [(person, {"phone": phone})], on=day, identity=frozenset())


def test_what_was_before_is_told_under_its_own_name_and_masked(store: Any, world: dict[str, str]):
    number = store.do(change_phone, world["person"]).changes.entry
    found = store.ask(lambda s: queries.details(s, number, TITLES))
    past = next(r for r in found.records if r.table == TITLES.table("past_value"))
    assert past.record == "张三"
    ((title, before, after),) = past.lines
    assert (title, before) == (TITLES.field("teacher", "phone"), "空")
    assert "2025-09-01" in after
    assert "13800009999" not in repr(found)


def test_labels_stay_plain():
    assert words.plain("撤销:重做:导入") == "导入"
    assert words.plain("导入:甲") == "导入:甲"


def test_every_stored_field_a_user_can_meet_has_a_chinese_name():
    from jtdesk.core.db import Base
    from jtdesk.core.fingerprint import record_tables

    plumbing = {"id", "revision", "origin", "initials", "stated_on", "content", "sha256"}
    missing = [
        f"{name}.{column.name}"
        for name in record_tables()
        for column in Base.metadata.tables[name].columns
        if column.name not in plumbing and not TITLES.named(name, column.name)
    ]
    assert missing == []
    assert [name for name in record_tables() if name not in TITLES.tables] == []
