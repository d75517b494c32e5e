from __future__ import annotations

from typing import Any

import pytest

from jtdesk.core.datasets import Ask, Write
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.schools import queries, taking

DAY, LATER = "2025-09-01", "2026-09-01"
take = operation("tests.take", "导入")(lambda session, command: command[0](session, *command[1:]))

LEAD: dict[str, Any] = {
    "order": 1, "name": "瀛东实验学校", "code": "3131010011", "kind": "九年一贯制学校", "role": "核心校",
    "legal_status": "独立法人", "area": "城区", "island": False, "principal": "陈浩年", "phone": "19993463220",
    "joined_on": "2018-09", "travel_minutes": 0, "classes": 39, "students": 731, "posts": 117, "teachers": 118,
    "teaching_area": 3975, "equipment_value": 181.94, "primary_students": 400, "junior_students": 331,
    "grade1_classes": 4, "note": "总校",
}  # fmt: skip
MEMBER: dict[str, Any] = {
    "order": 2, "name": "横屿小学", "code": "3131010019", "kind": "小学", "role": "成员校", "island": True,
    "joined_on": "2023-09", "travel_minutes": 95, "classes": 8, "students": 96, "stages": ["小学"],
    "agreement_start": "2023-09", "agreement_end": "2027-08",
}  # fmt: skip


def take_in(store, rows, day):
    known = {row["code"]: row for row in store.ask(lambda s: taking.current(s, day))}
    writes = []
    for row in rows:
        taking.complete(row)
        old = known.get(row["code"])
        if old is None:
            writes.append(Write(None, row))
        else:
            changed = {n: v for n, v in row.items() if v is not None and old[n] != v}
            if changed:
                writes.append(Write(old["id"], changed))
    store.do(take, (taking.write, writes, day))
    return len(writes)


def schools(store, day):
    return {row["name"]: row for row in store.ask(lambda s: queries.schools(s, Ask(as_of=day)))}


def facts(store, day):
    return {
        row["school"]: row for row in store.ask(lambda s: queries.school_facts(s, Ask(as_of=day)))
    }


@pytest.fixture
def world(store):
    take_in(store, [dict(LEAD), dict(MEMBER)], DAY)
    return store


def test_rows_come_back_as_they_were(world):
    stated = {row["name"]: row for row in world.ask(lambda s: taking.current(s, DAY))}
    for row in (LEAD, MEMBER):
        assert {name: stated[row["name"]][name] for name in row} == row
    assert list(schools(world, DAY)) == ["瀛东实验学校", "横屿小学"]
    assert schools(world, DAY)["瀛东实验学校"]["stages"] == ["小学", "初中"]
    figures = facts(world, DAY)["瀛东实验学校"]
    assert (figures["classes"], figures["equipment_value"], figures["as_of"]) == (39, 181.94, DAY)
    assert type(figures["teaching_area"]) is int
    assert figures["primary_classes"] == 4
    assert figures["stage_split"]["小学"]["teaching_area"] == pytest.approx(
        3975 * 400 / (400 + 1.1 * 331), abs=0.01
    )
    agreement = world.ask(lambda s: queries.agreements(s, Ask()))
    assert [(a["lead_school"], a["member_school"], a["start"], a["end"]) for a in agreement] == [
        ("瀛东实验学校", "横屿小学", "2023-09", "2027-08")
    ]


def test_the_same_again_changes_nothing(world):
    before = world.ask(content_hash)
    assert take_in(world, [dict(LEAD), dict(MEMBER)], DAY) == 0
    assert world.ask(content_hash) == before


def test_next_years_figures_stand_beside_last_years(world):
    before = facts(world, DAY), schools(world, DAY)
    take_in(
        world, [dict(LEAD) | {"classes": 41, "principal": "新校长", "agreement_start": None}], LATER
    )
    assert facts(world, LATER)["瀛东实验学校"]["classes"] == 41
    assert schools(world, LATER)["瀛东实验学校"]["principal"] == "新校长"
    again = facts(world, DAY), schools(world, DAY)
    for kind in (*before, *again):
        for row in kind.values():
            row.pop("stated_on", None)
    assert again == before
    assert len(world.ask(lambda s: queries.school_facts(s, Ask()))) == 3


def test_a_later_start_is_a_new_agreement_and_another_end_a_correction(world):
    take_in(world, [dict(MEMBER) | {"agreement_end": "2026-08"}], DAY)
    assert [a["end"] for a in world.ask(lambda s: queries.agreements(s, Ask()))] == ["2026-08"]
    take_in(
        world, [dict(MEMBER) | {"agreement_start": "2026-09", "agreement_end": "2029-08"}], LATER
    )
    assert [a["end"] for a in world.ask(lambda s: queries.agreements(s, Ask()))] == [
        "2026-08",
        "2029-08",
    ]
    assert [a["end"] for a in world.ask(lambda s: queries.agreements(s, Ask(as_of=DAY)))] == [
        "2026-08"
    ]


def test_renaming_is_dated(world):
    take_in(world, [dict(MEMBER) | {"name": "横屿实验小学"}], LATER)
    assert "横屿小学" in schools(world, DAY)
    assert "横屿实验小学" in schools(world, LATER)


def test_import_is_undone_whole(store):
    empty = store.ask(content_hash)
    take_in(store, [dict(LEAD), dict(MEMBER)], DAY)
    full = store.ask(content_hash)
    take_in(
        store, [dict(MEMBER) | {"students": 90, "agreement_end": "2028-08", "area": "乡村"}], LATER
    )
    store.undo(2, label="撤销")
    assert store.ask(content_hash) == full
    store.undo(1, label="撤销")
    assert store.ask(content_hash) == empty


def test_travel_and_agreements_come_in_as_rows(world):
    store = world
    row = {
        "from_school": "横屿小学",
        "to_school": "瀛东实验学校",
        "minutes": 95,
        "means": "船",
        "first_arrival": "08:40",
    }
    store.do(take, (taking.travel_write, [Write(None, row)], DAY))
    known = store.ask(lambda s: taking.travel_current(s, DAY))
    assert [{name: k[name] for name in row} for k in known] == [row]
    store.do(take, (taking.travel_write, [Write(known[0]["id"], {"minutes": 90})], DAY))
    assert [t["minutes"] for t in store.ask(lambda s: queries.travel(s, Ask()))] == [90]
    agreement = {"member_school": "横屿小学", "start": "2020-09", "end": "2023-08", "goals": "备课"}
    store.do(take, (taking.agreements_write, [Write(None, agreement)], DAY))
    found = store.ask(lambda s: taking.agreements_current(s, DAY))[0]
    assert {name: found[name] for name in agreement} == agreement
    assert found["lead_school"] == "瀛东实验学校"
    assert found["title"] == "瀛东实验学校与横屿小学帮扶协议"


def test_stage_places():
    assert taking.stage_place("primary_classes") == ("小学", None, "classes")
    assert taking.stage_place("grade12_students") == ("高中", 12, "students")
