from __future__ import annotations

from typing import Any

import pytest

from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import RuleError
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.deployment import queries, rules, service, taking
from tests.builders import a_school, an_id

take = operation("tests.take", "导入")(lambda session, command: taking.write(session, *command))
ROW: dict[str, Any] = {
    "name": "余伟", "id_number": an_id("1978-05-03", 97), "from_school": "甲校", "to_school": "乙校",
    "mode": "定期轮岗", "subject": "语文", "start": "2024-09", "end": "2026-07", "relation_moved": False,
    "backbone_level": None, "weekly_periods": 12,
}  # fmt: skip


@pytest.fixture
def world(store):
    a_school(store, "甲校")
    a_school(store, "乙校")
    a_school(store, "丙校")
    return store


def placements(store, day=None):
    return store.ask(lambda s: queries.placements(s, Ask(as_of=day)))


def test_rows_come_back_as_they_were(world):
    empty = world.ask(content_hash)
    world.do(take, ([Write(None, ROW)], "2024-09-01"))
    found = world.ask(lambda s: taking.current(s, "2025-09-01"))[0]
    assert {name: found[name] for name in ROW} == ROW
    assert found["relation_moved"] is False
    assert type(found["weekly_periods"]) is int
    world.do(
        take,
        (
            [Write(found["id"], {"to_school": "甲校", "end": "2025-07", "from_school": None})],
            "2025-09-01",
        ),
    )
    again = placements(world)[0]
    assert (again["to_school"], again["from_school"], again["end"]) == ("甲校", None, "2025-07")
    world.undo(5, label="撤销")
    world.undo(4, label="撤销")
    assert world.ask(content_hash) == empty


def test_the_ledger_as_of_a_date(world):
    world.do(
        take,
        ([Write(None, ROW), Write(None, ROW | {"start": "2026-09", "end": None})], "2024-09-01"),
    )
    assert len(placements(world)) == 2
    assert [
        len(placements(world, day))
        for day in ("2024-08-31", "2024-09-01", "2026-07-31", "2026-08-01", "2030-01-01")
    ] == [0, 1, 1, 0, 1]
    assert len(world.ask(lambda s: queries.placements_of(s, ROW["id_number"]))) == 2


def test_rules():
    assert [f.code for f in rules.row_faults({"start": "2025-09", "end": "2025-07"})] == [
        "date_order"
    ]
    assert not rules.row_faults({"start": "2025-09", "end": None})
    assert rules.row_findings({"from_school": "甲校", "to_school": "甲校"})
    assert not rules.row_findings({"from_school": "甲校", "to_school": "乙校"})


def test_operations(world):
    row = world.do(service.add_placement, service.PlacementDraft(ROW)).value
    world.do(
        service.edit_placement,
        service.PlacementEdit(row, {"to_school": "丙校", "role": "教研组长"}),
    )
    world.do(service.end_placement, service.PlacementEnd(row, "2025-01"))
    found = placements(world)[0]
    assert (found["to_school"], found["role"], found["end"], found["status"]) == (
        "丙校",
        "教研组长",
        "2025-01",
        "提前结束",
    )
    for bad in ({"name": ""}, {"id_number": "1"}, {"end": "2020-01"}):
        with pytest.raises(RuleError):
            world.do(service.edit_placement, service.PlacementEdit(row, bad))
    world.do(service.remove_placement, row)
    assert placements(world) == []
    with pytest.raises(RuleError, match="已不存在"):
        world.do(service.remove_placement, row)
