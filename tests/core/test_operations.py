from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select, update

from jtdesk.core.errors import InputRefused, StoreError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.journal import entry_changes, journal_touch
from jtdesk.core.store import Store, create, open_store
from jtdesk.core.undo import entries, undo_state
from jtdesk.schools.tables import School
from jtdesk.staff.tables import Posting, Teacher
from tests.core import operations_for_tests as ops


def schools(store: Store) -> list[str]:
    return store.ask(lambda s: sorted(s.scalars(select(School.name))))


def undo_last(store: Store) -> int:
    state = store.ask(lambda s: undo_state(entries(s)))
    number = state.undoable[-1]
    store.undo(number, label="撤销")
    return number


def redo_last(store: Store) -> None:
    state = store.ask(lambda s: undo_state(entries(s)))
    store.undo(state.redoable[-1], label="重做", redo=True)


def test_an_operation_leaves_one_entry_that_tells_what_changed(core_store: Store) -> None:
    outcome = core_store.do(ops.add_school, "东小学")
    assert outcome.changes.entry == 1
    assert outcome.changes.tables == {"school"}
    (change,) = core_store.ask(lambda s: entry_changes(s, 1))
    assert change.after is not None
    assert (change.kind, change.after["name"], change.after["stages"]) == (
        "insert",
        "东小学",
        ["小学"],
    )
    touched = core_store.ask(lambda s: s.execute(select(journal_touch)).all())
    assert [tuple(row) for row in touched] == [(outcome.value, 1)]


def test_nothing_changed_leaves_no_entry(core_store: Store) -> None:
    outcome = core_store.do(ops.do_nothing, None)
    assert outcome.changes.entry is None
    assert core_store.ask(entries) == []


def test_a_failed_operation_leaves_no_trace(core_store: Store) -> None:
    before = core_store.ask(content_hash)
    with pytest.raises(RuntimeError, match="half way"):
        core_store.do(ops.fail_half_way, "东小学")
    assert core_store.ask(content_hash) == before
    assert core_store.ask(entries) == []


def test_a_dry_run_reports_the_same_and_keeps_nothing(core_store: Store) -> None:
    dry = core_store.do(ops.add_school, "东小学", dry_run=True)
    assert schools(core_store) == []
    real = core_store.do(ops.add_school, "东小学")
    assert dry.changes.counts == real.changes.counts
    assert dry.changes.entry is None


def test_undo_and_redo_of_a_school_with_its_teachers(core_store: Store) -> None:
    school = core_store.do(ops.add_school, "东小学").value
    core_store.do(ops.add_teachers, ops.Staffing(school, ("张三", "李四")))
    full = core_store.ask(content_hash)
    undo_last(core_store)
    undo_last(core_store)
    assert schools(core_store) == []
    redo_last(core_store)
    redo_last(core_store)
    assert core_store.ask(content_hash) == full
    assert core_store.ask(lambda s: len(s.scalars(select(Posting)).all())) == 2


def test_undo_restores_deleted_rows_with_lists_and_booleans(core_store: Store) -> None:
    school = core_store.do(ops.add_school, "东小学").value
    full = core_store.ask(content_hash)
    core_store.do(ops.remove_school, school)
    undo_last(core_store)
    assert core_store.ask(content_hash) == full
    (row,) = core_store.ask(lambda s: s.execute(select(School.stages, School.island)).all())
    assert tuple(row) == (["小学"], False)


def test_undo_of_a_row_changed_twice_in_one_operation(core_store: Store) -> None:
    school = core_store.do(ops.add_school, "东小学").value
    core_store.do(ops.rename_twice, (school, "西小学"))
    assert schools(core_store) == ["西小学二"]
    undo_last(core_store)
    assert schools(core_store) == ["东小学"]


def test_undo_is_refused_when_the_row_was_changed_later(core_store: Store) -> None:
    school = core_store.do(ops.add_school, "东小学").value
    first = core_store.do(ops.rename_school, (school, "西小学")).changes.entry
    core_store.do(ops.rename_school, (school, "南小学"))
    assert first is not None
    with pytest.raises(InputRefused, match="后来又被改动"):
        core_store.undo(first, label="撤销")
    assert schools(core_store) == ["南小学"]


def test_undo_is_refused_while_later_rows_refer_to_it(core_store: Store) -> None:
    school = core_store.do(ops.add_school, "东小学")
    core_store.do(ops.add_teachers, ops.Staffing(school.value, ("张三",)))
    with pytest.raises(InputRefused, match="还在引用"):
        core_store.undo(school.changes.entry or 0, label="撤销")
    assert schools(core_store) == ["东小学"]


def test_statements_that_bypass_the_journal_are_refused(core_store: Store) -> None:
    from jtdesk.core.operations import operation

    @operation("test.sly", "绕过")
    def sly(session, _command):
        session.execute(update(School).values(name="x"))

    with pytest.raises(RuntimeError, match="bypass"):
        core_store.do(sly, None)


def test_reads_cannot_write(core_store: Store) -> None:
    def sly(session):
        session.add(School(name="x"))
        session.flush()

    with pytest.raises(TypeError, match="inside an operation"):
        core_store.ask(sly)
    assert schools(core_store) == []


def _random_step(store: Store, pick: random.Random, number: int) -> None:
    ids = store.ask(lambda s: sorted(s.scalars(select(School.id))))
    people = store.ask(lambda s: sorted(s.scalars(select(Teacher.id))))
    staffed = store.ask(lambda s: set(s.scalars(select(Posting.school_id))))
    choices = ["school"]
    if ids:
        choices += ["rename", "teachers"]
    if people:
        choices += ["edit", "state", "leave"]
    if set(ids) - staffed:
        choices.append("remove")
    match pick.choice(choices):
        case "school":
            store.do(ops.add_school, f"学校{number}")
        case "rename":
            store.do(ops.rename_school, (pick.choice(ids), f"新名{number}"))
        case "teachers":
            names = tuple(f"教师{number}-{i}" for i in range(pick.randint(1, 4)))
            store.do(ops.add_teachers, ops.Staffing(pick.choice(ids), names))
        case "edit":
            chosen = pick.sample(people, min(3, len(people)))
            store.do(
                ops.edit_teachers, {i: {"phone": f"{number}", "grades": [number]} for i in chosen}
            )
        case "state":
            chosen = pick.sample(people, min(3, len(people)))
            day = f"20{pick.randint(22, 27)}-09-01"
            store.do(ops.state_teachers, (day, {i: {"title": f"职称{number}"} for i in chosen}))
        case "leave":
            store.do(ops.remove_teachers, [pick.choice(people)])
        case "remove":
            store.do(ops.remove_school, pick.choice(sorted(set(ids) - staffed)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_random_operations_undone_across_a_restart(
    empty_store_file: Path, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    pick = random.Random(seed)
    with open_store(path) as store:
        start = store.ask(content_hash)
        for number in range(50):
            _random_step(store, pick, number)
    with open_store(path) as store:
        for number in range(50, 100):
            _random_step(store, pick, number)
        full = store.ask(content_hash)
        done = len(store.ask(lambda s: undo_state(entries(s))).undoable)
        for _ in range(done // 2):
            undo_last(store)
    with open_store(path) as store:
        for _ in range(done - done // 2):
            undo_last(store)
        assert store.ask(content_hash) == start
        for _ in range(done):
            redo_last(store)
        assert store.ask(content_hash) == full


def test_a_second_opening_is_read_only_and_says_who(core_store: Store) -> None:
    with open_store(core_store.path) as second:
        assert second.read_only
        assert second.holder is not None
        assert second.holder.user in second.holder.sentence()
        with pytest.raises(StoreError, match="只读"):
            second.do(ops.add_school, "东小学")
        core_store.do(ops.add_school, "西小学")
        assert schools(second) == ["西小学"]


def test_the_lock_is_free_after_closing(core_store: Store) -> None:
    core_store.close()
    with open_store(core_store.path) as again:
        assert not again.read_only
    assert sorted(p.name for p in core_store.path.parent.iterdir()) == ["group.jtd"]


def test_files_that_are_no_store_are_refused_with_a_sentence(tmp_path: Path) -> None:
    for name, content in {
        "a.jtd": b"",
        "b.jtd": b"hello" * 100,
        "c.jtd": b"SQLite format 3\0",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(StoreError, match=r"已损坏"):
            open_store(path)
        assert path.read_bytes() == content
    with pytest.raises(StoreError, match="找不到"):
        open_store(tmp_path / "none.jtd")


def test_a_store_is_not_made_over_another_file(core_store: Store) -> None:
    with pytest.raises(InputRefused, match="已经存在"):
        create(core_store.path, migrate=lambda _path: None)
