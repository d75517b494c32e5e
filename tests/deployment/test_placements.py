from __future__ import annotations

from typing import Any

import pytest

from jtdesk.core import paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import RuleError
from jtdesk.core.feature import catalogue
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.deployment import queries, rules, service, taking
from jtdesk.features import FEATURES
from jtdesk.intake.rules import IntakeOrder, Source
from jtdesk.intake.service import take_in
from tests.builders import a_school, an_id
from tests.intake.workbooks import book

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


# ------------------------------------------------------------------ teams, lists, assessments

MEMBERS = (
    {"name": "余伟", "from_school": "甲校", "role": "副校长"},
    {"name": "陈怡", "from_school": "甲校"},
)
SHARED = {
    "team": "乙校帮扶队", "to_school": "乙校", "document_no": "教〔2024〕8号", "start": "2024-09",
    "end": "2025-07",
}  # fmt: skip


def test_a_team_goes_under_one_order_and_is_undone_as_one(world):
    before = world.ask(content_hash)
    order = service.TeamOrder(SHARED, MEMBERS)
    step = world.do(service.add_team, order)
    rows = placements(world)
    assert {(row["mode"], row["team"], row["document_no"]) for row in rows} == {
        ("团队派驻", "乙校帮扶队", "教〔2024〕8号")
    }
    assert {row["name"]: row["role"] for row in rows} == {"余伟": "副校长", "陈怡": None}
    assert len(world.ask(lambda s: queries.team_members(s, step.value[0]))) == 2
    world.undo(step.changes.entry, label="撤销")
    assert world.ask(content_hash) == before
    for shared, members, said in (
        (SHARED | {"team": " "}, MEMBERS, "团队名称"),
        (SHARED, (), "没有成员"),
        (SHARED, (MEMBERS[0], MEMBERS[0]), "写了两次"),
        (SHARED | {"to_school": "甲校"}, MEMBERS, "都是“甲校”"),
        (SHARED | {"to_school": "丁校"}, MEMBERS, "没有“丁校”"),
    ):
        with pytest.raises(RuleError, match=said):
            world.do(service.add_team, service.TeamOrder(shared, members))
    assert placements(world) == []


def test_many_at_once_or_none(world):
    rows = [ROW | {"name": f"教师{n}", "id_number": None} for n in range(5)]
    ids = world.do(service.add_placements, service.PlacementList(rows, scenario_id="s1")).value
    assert [row["id"] for row in placements(world)] == sorted(ids)
    assert {row["scenario_id"] for row in placements(world)} == {"s1"}
    bad = [ROW, ROW | {"to_school": "甲校"}]
    with pytest.raises(RuleError):
        world.do(service.add_placements, service.PlacementList(bad))
    assert len(placements(world)) == 5


def test_the_receiving_school_assesses(world):
    row = world.do(service.add_placement, service.PlacementDraft(ROW)).value

    def assess(kind, grade, on=None, **more):
        world.do(service.assess_placement, service.Assessment(row, kind, grade, on, **more))
        return placements(world)[0]

    found = assess("mid", "合格", "2025-01-10", achievements=" 示范课两节 ")
    assert (found["mid_assessment"], found["mid_assessed_on"]) == ("合格", "2025-01-10")
    assert found["achievements"] == "示范课两节"
    found = assess("final", "优秀", "2026-07")
    assert (found["assessment"], found["assessed_on"]) == ("优秀", "2026-07")
    found = assess("mid", None)
    assert (found["mid_assessment"], found["mid_assessed_on"]) == (None, None)
    assert found["achievements"] == "示范课两节"
    with pytest.raises(RuleError, match="早于交流开始时间"):
        assess("final", "优秀", "2024-05")
    world.do(service.edit_placement, service.PlacementEdit(row, {"status": "取消"}))
    with pytest.raises(RuleError, match="已取消"):
        assess("final", "优秀", "2026-07")
    values = {"status": None, "to_school": None}
    world.do(service.edit_placement, service.PlacementEdit(row, values))
    with pytest.raises(RuleError, match="考核由接收学校负责"):
        assess("final", "优秀", "2026-07")


def test_an_early_end_is_early(world):
    row = world.do(service.add_placement, service.PlacementDraft(ROW)).value
    with pytest.raises(RuleError, match="原定到 2026-07"):
        world.do(service.end_placement, service.PlacementEnd(row, "2026-08-01"))
    world.do(service.end_placement, service.PlacementEnd(row, "2025-01-15"))
    assert [len(placements(world, day)) for day in ("2025-01-15", "2025-01-16")] == [1, 0]


def test_the_state_is_shown_where_nobody_wrote_a_status(world):
    world.do(service.add_placement, service.PlacementDraft(ROW))
    (row,) = placements(world, "2025-01-01")
    assert (row["status"], row["state"]) == (None, "在派")


def test_equal_schools_are_refused_by_hand_but_other_fields_stay_correctable(world):
    with pytest.raises(RuleError, match="都是“甲校”"):
        world.do(service.add_placement, service.PlacementDraft(ROW | {"to_school": "甲校"}))
    world.do(take, ([Write(None, ROW | {"to_school": "甲校"})], "2024-09-01"))
    row = placements(world)[0]["id"]
    world.do(service.edit_placement, service.PlacementEdit(row, {"note": "待核"}))
    with pytest.raises(RuleError, match="都是"):
        world.do(service.edit_placement, service.PlacementEdit(row, {"from_school": "甲校"}))


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ({}, True),
        ({"start": "2026-08", "end": "2027-07"}, False),
        ({"start": "2026-07", "end": "2027-07"}, True),
        ({"name": "同名人", "id_number": None}, False),
        ({"status": "取消"}, False),
        ({"mode": "送教"}, False),
        ({"id_number": None}, True),
        ({"id_number": an_id("1978-05-03", 99)}, False),
    ],
)
def test_somebody_away_already_is_a_warning(values, warned):
    other = ROW | {"start": "2024-09", "end": "2026-07"}
    found = rules.clashes(ROW | {"start": "2025-09", "end": None} | values, [other])
    assert bool(found) is warned
    if warned:
        assert "余伟同一时间已在乙校定期轮岗（2024-09 至 2026-07）" in found[0].message


def test_days_that_fit_into_a_week_are_no_clash():
    two = ROW | {"mode": "走教", "days": 2}
    assert rules.clashes(two, [two | {"days": 3}]) == []
    assert rules.clashes(two, [two | {"days": 4}])
    assert rules.clashes(two, [two | {"days": None}])


def test_a_form_and_an_import_are_warned(world):
    row = world.do(service.add_placement, service.PlacementDraft(ROW)).value
    later = ROW | {"start": "2025-09", "to_school": "丙校"}
    assert world.ask(lambda s: queries.clash_check(s)(later))
    assert world.ask(lambda s: queries.clash_check(s)(ROW)) == []  # stated anew
    assert world.ask(lambda s: queries.clash_check(s, row)(later)) == []


def test_terms_are_taken_in_to_the_month(world):
    world.do(service.add_placement, service.PlacementDraft(ROW | {"start": "2024-09-02"}))
    (row,) = world.ask(lambda s: taking.current(s, "2025-09-01"))
    assert (row["start"], row["end"]) == ("2024-09", "2026-07")


def test_a_workbook_with_every_column_and_somebody_away_already(world):
    world.do(service.add_placement, service.PlacementDraft(ROW))
    lines = [
        ["2025学年交流教师登记表"],
        ["姓名", "身份证号", "派出学校", "受援学校", "支教类型", "起始时间", "终止时间", "每周走教天数",
         "团队名称", "补助档次", "主要工作和业绩", "中期考核结果", "中期考核时间", "年度考核", "考核日期"],
        ["余伟", ROW["id_number"], "甲校", "丙校", "走教", "2025.9", "2026.7", "2天", "丙校帮扶队", "三类",
         "承担两个班教学", "称职", "2026-01-10", "优秀", "2026.7.5"],
    ]  # fmt: skip
    made = book({"Sheet1": lines}, name="交流教师登记表.xlsx")
    codes = read_code_lists([paths.schemas_dir() / "codes"])
    order = IntakeOrder((Source(made.name, made),), catalogue(FEATURES), codes, year=2025)
    (table,) = world.do(take_in, order).value.files[0].tables
    assert (table.dataset, table.unmapped()) == ("placements", [])
    assert [fault.code for fault in table.rejections] == []
    assert [fault.code for fault in table.warnings] == ["already_away"]
    row = placements(world, "2025-10-01")[1]
    expected = {
        "to_school": "丙校", "mode": "走教", "days": 2, "team": "丙校帮扶队", "place_class": "三档",
        "achievements": "承担两个班教学", "mid_assessment": "合格", "mid_assessed_on": "2026-01-10",
        "assessment": "优秀", "assessed_on": "2026-07-05", "start": "2025-09", "end": "2026-07",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
