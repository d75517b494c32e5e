from __future__ import annotations

import random

import pytest

from jtdesk.core.datasets import Ask
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.undo import entries
from jtdesk.schools.service import DocumentDraft, GroupLeave, attach_document, leave_group
from jtdesk.staff import doubles, queries, service
from jtdesk.staff.feature import FEATURE
from jtdesk.staff.measures import MEASURES
from tests.builders import a_group, a_school, a_teacher, an_id, id_of_school

NUMBER = an_id("1980-05-17", 11)


@pytest.fixture
def world(store):
    a_group(store)
    for name in ("甲校", "乙校"):
        a_school(store, name, joined_on="2018-09")
    return store


def row_of(store, teacher, day=None):
    return next(
        (r for r in store.ask(lambda s: queries.staff(s, Ask(as_of=day))) if r["id"] == teacher),
        None,
    )


def test_adding_fills_in_what_the_id_says_and_refuses_doubles(world):
    teacher = a_teacher(world, "张三", "甲校", id_number=NUMBER)
    assert row_of(world, teacher)["birth_date"] == "1980-05-17"
    with pytest.raises(RuleError) as refused:
        a_teacher(world, "李四", "甲校", id_number=NUMBER)
    assert (refused.value.code, refused.value.at) == ("conflicts_with_store", "id_number")
    with pytest.raises(RuleError, match="校验位"):
        a_teacher(
            world, "李四", "甲校", id_number=NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")
        )
    with pytest.raises(RuleError, match="姓名"):
        a_teacher(world, " ", "甲校")


def test_a_correction_and_a_change_from_a_day(world):
    teacher = a_teacher(world, "张三", "甲校", title="二级教师", weekly_periods=12)
    world.do(service.edit_teacher, service.TeacherEdit(teacher, {"title": "一级教师"}))
    assert row_of(world, teacher, "2025-09-01")["title"] == "一级教师"
    world.do(
        service.edit_teacher,
        service.TeacherEdit(teacher, {"title": "高级教师", "school": "乙校"}, "2026-02-01"),
    )
    assert [row_of(world, teacher, day)["title"] for day in ("2026-01-31", "2026-02-01")] == [
        "一级教师",
        "高级教师",
    ]
    assert [row_of(world, teacher, day)["school"] for day in ("2026-01-31", "2026-02-01")] == [
        "甲校",
        "乙校",
    ]
    world.do(service.edit_teacher, service.TeacherEdit(teacher, {"title": None}))
    assert row_of(world, teacher)["title"] is None


def test_moving_visiting_and_ending(world):
    teacher = a_teacher(world, "张三", "甲校", school_since="2010-08")
    other = id_of_school(world, "乙校")
    world.do(service.move_teacher, service.TeacherMove(teacher, other, "2026-03-01"))
    assert row_of(world, teacher, "2026-02-28")["school"] == "甲校"
    assert row_of(world, teacher)["school"] == "乙校"
    assert row_of(world, teacher)["school_since"] == "2026-03-01"
    with pytest.raises(RuleError, match="当天已在"):
        world.do(service.move_teacher, service.TeacherMove(teacher, other, "2026-04-01"))
    with pytest.raises(RuleError, match="晚于"):
        world.do(
            service.move_teacher,
            service.TeacherMove(teacher, id_of_school(world, "甲校"), "2026-03-01"),
        )
    world.do(
        service.move_teacher,
        service.TeacherMove(teacher, id_of_school(world, "甲校"), "2026-03-01", "走教", 0.4),
    )
    visits = [p for p in world.ask(lambda s: queries.postings(s, Ask())) if p["kind"] == "走教"]
    world.do(service.end_posting, service.PostingEnd(visits[0]["id"], "2026-07-01"))
    assert not [
        p
        for p in world.ask(lambda s: queries.postings(s, Ask(as_of="2026-07-01")))
        if p["kind"] == "走教"
    ]
    with pytest.raises(RuleError):
        world.do(service.end_posting, service.PostingEnd(visits[0]["id"], "2026-03-01"))


def test_leaving_keeps_the_past(world):
    teacher = a_teacher(world, "张三", "甲校")
    world.do(service.record_leaving, service.Leaving(teacher, "2026-08-01", "退休"))
    assert row_of(world, teacher) is None
    assert row_of(world, teacher, "2026-07-31")["school"] == "甲校"
    assert row_of(world, teacher, "2026-08-01") is None


def test_people_of_a_school_that_left_are_no_staff_of_the_group(world):
    teacher = a_teacher(world, "张三", "甲校")
    world.do(leave_group, GroupLeave(id_of_school(world, "甲校"), "2026-09-01"))
    assert row_of(world, teacher) is None
    assert row_of(world, teacher, "2026-08-31") is not None


def test_honours_have_a_life(world, clock):
    teacher = a_teacher(world, "张三", "甲校", school_since="2019-09")
    honour = world.do(
        service.add_honour,
        service.HonourDraft(
            teacher, "学科带头人", "市级", awarded_on="2020-12", valid_until="2023-12"
        ),
    ).value
    assert row_of(world, teacher, "2023-12-31")["backbone_level"] == "市级"
    assert row_of(world, teacher, "2020-11-30")["backbone_level"] is None
    assert row_of(world, teacher)["backbone_level"] is None
    world.do(service.edit_honour, service.HonourEdit(honour, {"valid_until": "2028-12"}))
    assert row_of(world, teacher)["backbone_level"] == "市级"
    world.do(service.end_honour, service.HonourEnd(honour, "2025-08"))
    assert row_of(world, teacher, "2025-09-01")["backbone_level"] is None
    with pytest.raises(RuleError, match="早于认定时间"):
        world.do(service.end_honour, service.HonourEnd(honour, "2019-08"))
    world.do(service.remove_honour, honour)
    assert world.ask(lambda s: queries.honours(s, Ask())) == []


def test_a_verdict_is_remembered(world):
    first = a_teacher(world, "张三", "甲校", birth_date="1980-05-17")
    second = a_teacher(world, "张三", "乙校", birth_date="1980-05-17")
    pairs = world.ask(lambda s: queries.duplicates(s, Ask()))
    assert [(p["verdict"], p["reasons"]) for p in pairs] == [("待判定", ["姓名和出生日期相同"])]
    world.do(service.decide_pair, doubles.PairVerdict(second, first, "不同人"))
    assert [p["verdict"] for p in world.ask(lambda s: queries.duplicates(s, Ask()))] == ["不同人"]
    with pytest.raises(RuleError):
        world.do(service.decide_pair, doubles.PairVerdict(second, first, "也许"))


def test_merging_keeps_everything(world):
    keep = a_teacher(world, "张三", "甲校", birth_date="1980-05-17", backbone_level="县级")
    drop = a_teacher(
        world,
        "张三",
        "甲校",
        id_number=NUMBER,
        phone="19900000001",
        school_since="2010-08",
        on="2024-09-01",
    )
    world.do(
        service.add_honour, service.HonourDraft(drop, "教学能手", "市级", awarded_on="2022-06")
    )
    world.do(attach_document, DocumentDraft("teacher", drop, "聘书.txt", b"x"))
    before = world.ask(content_hash)
    entry = world.do(service.merge_persons, doubles.PersonMerge(keep, drop)).changes.entry
    detail = world.ask(lambda s: queries.teacher_detail(s, keep))
    assert detail.person["id_number"] == NUMBER
    assert detail.person["phone"] == "19900000001"
    assert detail.person["school_since"] == "2010-08"
    assert len([p for p in detail.postings if p["to_date"] is None]) == 1
    assert {h["title"] for h in detail.honours} == {"骨干教师", "教学能手"}
    assert [d["name"] for d in detail.documents] == ["聘书.txt"]
    assert world.ask(lambda s: len(queries.staff(s, Ask()))) == 1
    world.undo(entry, label="撤销")
    assert world.ask(content_hash) == before
    with pytest.raises(RuleError):
        world.do(service.merge_persons, doubles.PersonMerge(keep, keep))


def test_looking_is_written_down_and_changes_nothing(world):
    teacher = a_teacher(world, "张三", "甲校", id_number=NUMBER)
    before = world.ask(content_hash)
    assert (
        world.do(service.reveal, service.Reveal((teacher,))).value[teacher]["id_number"] == NUMBER
    )
    assert world.ask(content_hash) == before
    last = world.ask(entries)[-1]
    assert (last.operation, last.summary) == ("staff.reveal", "张三")


def test_search_facets_and_detail(world):
    teacher = a_teacher(world, "曾三", "甲校", id_number=NUMBER, subject="语文")
    a_teacher(world, "李四", "乙校", subject="语文")
    hit = next(h for h in world.ask(queries.search_index) if h.id == teacher)
    assert (hit.initials, hit.id_tail, hit.school) == ("zs", NUMBER[-4:], "甲校")
    rows = world.ask(lambda s: queries.staff(s, Ask()))
    assert queries.facets(rows, ["subject", "school"]) == {
        "subject": {"语文": 2},
        "school": {"乙校": 1, "甲校": 1},
    }
    assert world.ask(lambda s: queries.teacher_detail(s, "nobody")) is None
    assert world.ask(lambda s: queries.ids_by_name(s, None))["甲校", "曾三"] == NUMBER


def test_people_who_are_gone_are_a_sentence(world):
    with pytest.raises(RuleError, match="已不在名册"):
        world.do(service.edit_teacher, service.TeacherEdit("0" * 32, {"title": "一级教师"}))


def test_measures_count_what_their_rule_says(world):
    a_teacher(
        world,
        "张三",
        "甲校",
        gender="男",
        birth_date="1985-09-01",
        title="高级教师",
        establishment="在编",
        backbone_level="市级",
    )
    a_teacher(
        world,
        "李四",
        "甲校",
        gender="女",
        birth_date="1995-09-02",
        title="二级教师",
        establishment="编外",
        backbone_level="校级",
    )
    a_teacher(world, "王五", "乙校", gender="女")
    got = {m.name: world.ask(lambda s, m=m: m.compute(s, "2025-09-01", None)) for m in MEASURES}
    assert got["staff.count"].value == 3
    assert got["staff.women"].value == 2
    assert got["staff.backbone"].value == 1
    assert got["staff.backbone_share"].value == pytest.approx(33.3333)
    assert got["staff.backbone_share"].parts == {"分子": 1, "分母": 3}
    assert got["staff.age_mean"].value == 34.5
    assert got["staff.title_senior"].value == 1
    assert got["staff.age_36_to_45"].value == 1
    school = {
        m.name: world.ask(lambda s, m=m: m.compute(s, "2025-09-01", "乙校")) for m in MEASURES
    }
    assert school["staff.count"].value == 1
    assert school["staff.age_mean"].value is None
    assert all(m.rule and m.source for m in MEASURES)


def test_every_operation_is_published_with_a_label():
    codes = [operation.code for operation in FEATURE.operations]
    assert len(set(codes)) == len(codes)
    assert all(operation.label for operation in FEATURE.operations)


def test_a_hundred_random_operations_are_undone(world):
    """Undo all, newest first: the store is as it was."""
    chance = random.Random(7)
    start = world.ask(content_hash)
    first = len(world.ask(entries))
    people: list[str] = []
    schools = [id_of_school(world, name) for name in ("甲校", "乙校")]
    for step in range(100):
        kind = chance.randrange(5) if people else 0
        person = chance.choice(people) if people else ""
        day = f"{chance.randrange(2026, 2030)}-{chance.randrange(1, 13):02d}-01"
        try:
            if kind == 0:
                people.append(a_teacher(world, f"教师{step}", chance.choice(["甲校", "乙校"])))
            elif kind == 1:
                values = {"title": chance.choice(["一级教师", "高级教师"]), "weekly_periods": step}
                world.do(
                    service.edit_teacher,
                    service.TeacherEdit(person, values, chance.choice([None, day])),
                )
            elif kind == 2:
                world.do(
                    service.move_teacher, service.TeacherMove(person, chance.choice(schools), day)
                )
            elif kind == 3:
                world.do(service.add_honour, service.HonourDraft(person, "骨干教师", "县级"))
            else:
                world.do(service.record_leaving, service.Leaving(person, day))
        except RuleError:
            continue
    made = world.ask(entries)[first:]
    assert len(made) > 50
    for entry in reversed(made):
        world.undo(entry.number, label="撤销")
    assert world.ask(content_hash) == start
    with pytest.raises(InputRefused):
        world.undo(made[0].number, label="撤销")


def test_a_person_is_on_no_list_before_the_first_word_of_them(world):
    early = a_teacher(world, "张三", "甲校", on="2025-09-01", school_since="2010-09")
    late = a_teacher(world, "李四", "甲校", on="2026-09-01")
    assert row_of(world, early, "2025-09-01") is not None
    assert row_of(world, late, "2025-09-01") is None
    assert row_of(world, late, "2026-09-01")["school_since"] is None
