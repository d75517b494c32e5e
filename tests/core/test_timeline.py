from __future__ import annotations

from jtdesk.core import timeline
from jtdesk.core.store import Store
from jtdesk.staff.tables import Teacher
from tests.core import operations_for_tests as ops


def title_on(store: Store, teacher: str, day: str | None) -> str | None:
    def read(session):
        row = session.get_one(Teacher, teacher)
        rows = {teacher: {"title": row.title}}
        timeline.rewind(session, "teacher", rows, day)
        return rows[teacher]["title"]

    return store.ask(read)


def one_teacher(store: Store) -> str:
    school = store.do(ops.add_school, "东小学").value
    (teacher,) = store.do(ops.add_teachers, ops.Staffing(school, ("张三",))).value
    store.do(ops.state_teachers, ("2024-09-01", {teacher: {"title": "二级教师"}}))
    return teacher


def test_a_later_statement_is_a_change_from_that_day(core_store: Store) -> None:
    teacher = one_teacher(core_store)
    core_store.do(ops.state_teachers, ("2025-09-01", {teacher: {"title": "一级教师"}}))
    assert title_on(core_store, teacher, None) == "一级教师"
    assert title_on(core_store, teacher, "2025-09-01") == "一级教师"
    assert title_on(core_store, teacher, "2025-08-31") == "二级教师"
    assert title_on(core_store, teacher, "2023-01-01") == "二级教师"


def test_a_statement_about_the_same_day_is_a_correction(core_store: Store) -> None:
    teacher = one_teacher(core_store)
    core_store.do(ops.state_teachers, ("2024-09-01", {teacher: {"title": "三级教师"}}))
    assert title_on(core_store, teacher, "2020-01-01") == "三级教师"


def test_an_earlier_statement_fills_the_past_only(core_store: Store) -> None:
    teacher = one_teacher(core_store)
    core_store.do(ops.state_teachers, ("2023-09-01", {teacher: {"title": "三级教师"}}))
    assert title_on(core_store, teacher, None) == "二级教师"
    assert title_on(core_store, teacher, "2024-09-01") == "二级教师"
    assert title_on(core_store, teacher, "2023-09-01") == "三级教师"


def test_three_statements_in_any_order_give_one_history(core_store: Store) -> None:
    words = {"2024-09-01": "二级教师", "2025-09-01": "一级教师", "2026-09-01": "高级教师"}
    teacher = one_teacher(core_store)
    core_store.do(ops.state_teachers, ("2026-09-01", {teacher: {"title": "高级教师"}}))
    core_store.do(ops.state_teachers, ("2025-09-01", {teacher: {"title": "一级教师"}}))
    assert title_on(core_store, teacher, "2026-10-01") == "高级教师"
    assert title_on(core_store, teacher, "2025-10-01") == words["2025-09-01"]


def test_identity_is_corrected_in_place(core_store: Store) -> None:
    teacher = one_teacher(core_store)
    core_store.do(ops.state_teachers, ("2020-09-01", {teacher: {"name": "张珊"}}))
    assert core_store.ask(lambda s: s.get_one(Teacher, teacher).name) == "张珊"
