from __future__ import annotations

import pytest

from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import RuleError
from jtdesk.core.operations import operation
from jtdesk.lessonprep import queries, rules, service, taking
from tests.builders import a_school, a_teacher, an_id, id_of_school

take = operation("tests.take", "导入")(lambda session, command: taking.write(session, *command))
NUMBER = an_id("1980-05-17", 11)


def lesson(name, weekday=1, period=2, school="甲校", **more):
    row = {
        "school": school,
        "name": name,
        "term": "2025-1",
        "weekday": weekday,
        "period": period,
        "class_name": "四（2）",
        "subject": "语文",
        **more,
    }
    rules.complete(row)
    return row


@pytest.fixture
def world(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    a_teacher(store, "张三", "甲校", id_number=NUMBER)
    a_teacher(store, "周红", "甲校")
    a_teacher(store, "周红", "乙校", id_number=an_id("1990-01-02", 12))
    a_teacher(store, "王五", "乙校", id_number=an_id("1991-01-02", 12))
    a_teacher(store, "王五", "乙校", id_number=an_id("1992-01-02", 12))
    return store


def timetable(store, day=None):
    return store.ask(lambda s: queries.timetable(s, Ask(as_of=day)))


def test_teachers_are_known_where_the_name_is_unique_in_the_school(world):
    rows = [
        lesson("张三"),
        lesson("周红", school="乙校"),
        lesson("王五", school="乙校"),
        lesson("新来", school="乙校"),
    ]
    world.do(take, ([Write(None, row) for row in rows], "2025-09-01"))
    found = {row["name"]: row for row in timetable(world)}
    assert found["张三"]["id_number"] == NUMBER
    assert found["周红"]["id_number"] == an_id("1990-01-02", 12)
    assert found["王五"]["id_number"] is None
    assert found["新来"]["id_number"] is None
    stated = world.ask(lambda s: taking.current(s, "2025-09-01"))
    assert [{name: row[name] for name in rows[0]} for row in stated] == rows


def test_lessons_change_and_are_cleared(world):
    world.do(
        take, ([Write(None, lesson("张三")), Write(None, lesson("张三", period=3))], "2025-09-01")
    )
    first = timetable(world)[0]
    world.do(take, ([Write(first["id"], {"class_name": "五（1）"})], "2025-09-01"))
    assert [row["class_name"] for row in timetable(world)] == ["五（1）", "四（2）"]
    command = service.TimetableOf(id_of_school(world, "甲校"), "2025-1")
    assert world.do(service.clear_lessons, command).value == 2
    assert timetable(world) == []
    with pytest.raises(RuleError):
        world.do(service.clear_lessons, service.TimetableOf("0" * 32, "2025-1"))


def test_the_list_as_of_a_date_is_the_term_of_it(world):
    rows = [
        lesson("张三"),
        {k: v for k, v in lesson("张三", period=5).items() if k not in {"term", "weeks"}},
    ]
    world.do(take, ([Write(None, row) for row in rows], "2026-03-01"))
    assert [row["term"] for row in timetable(world)] == ["2025-1", "2025-2"]
    assert [row["period"] for row in timetable(world, "2025-12-01")] == [2]
    assert [row["period"] for row in timetable(world, "2026-03-01")] == [5]
    assert timetable(world, "2026-09-01") == []


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2025-08-01", "2025-1"),
        ("2026-01-31", "2025-1"),
        ("2026-02-01", "2025-2"),
        ("2026-07-31", "2025-2"),
    ],
)
def test_terms(day, term):
    assert rules.term_of(day) == term


@pytest.mark.parametrize(
    ("written", "weeks"),
    [
        (None, "every"),
        ("每周", "every"),
        ("单周", "odd"),
        ("双", "even"),
        ("odd", "odd"),
        ("1-14,17-18周", "1-14,17-18"),
        ("第1至8周", "1-8"),
        ("隔周", "隔周"),
    ],
)
def test_weeks(written, weeks):
    assert rules.weeks_of(written) == weeks


def test_a_term_that_is_none_is_refused():
    assert [f.at for f in rules.row_faults({"term": "2025上"})] == ["term"]
    assert not rules.row_faults({"term": "2025-2"})
    assert not rules.row_faults({})
