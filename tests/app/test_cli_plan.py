"""The planning command on the group's workbooks: contract, workbook, keeping, adopting, faults."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jtdesk.core import solving
from tests.app.worlds import Shell

REST = (
    "教师花名册_城区镇区.xlsx", "教师花名册_分校汇总.xlsx", "横屿中学教职工一览表.xls",
    "横屿小学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv", "2024学年交流轮岗教师花名册.xlsx",
)  # fmt: skip
MOVE = {
    "name", "id_number", "from_school", "to_school", "subject", "mode", "days", "backbone_level",
    "pinned", "why", "alternatives",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole_group(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from jtdesk.__main__ import main

    path = tmp_path_factory.mktemp("plan") / "集团.jtd"
    assert main(["new", str(path), "--name", "瀛东教育集团", "--year", "2025"]) == 0
    main(["import", str(path), str(shared_data / "成员校基本情况表.xlsx")])
    main(["import", str(path), *(str(shared_data / name) for name in REST)])
    return path


@pytest.fixture
def store(whole_group: Path, tmp_path: Path) -> Path:
    path = tmp_path / "集团.jtd"
    path.write_bytes(whole_group.read_bytes())
    return path


def plan(jtdesk: Shell, store: Path, *words: object) -> dict[str, Any]:
    jtdesk("plan", store, "--year", "2026", "--json", *words)
    assert jtdesk.code in (0, 1), jtdesk.err
    found: dict[str, Any] = json.loads(jtdesk.out)
    return found


def test_the_contract_of_the_document(jtdesk: Shell, store: Path):
    found = plan(jtdesk, store)
    assert jtdesk.code == 1, "what could not be done is in the document"
    assert {
        "policy",
        "moves",
        "unmet",
        "clash",
        "objective",
        "bound",
        "gap",
        "proven",
        "seconds",
    } <= set(found)
    assert found["policy"] == "national"
    assert found["proven"]
    assert found["gap"] == 0
    assert found["moves"]
    for move in found["moves"]:
        assert set(move) >= MOVE
        assert move["why"]
        assert len(move["alternatives"]) >= 3 or move["fewer_alternatives"]
        assert "*" in move["id_number"]
    for one in found["unmet"]:
        assert one["what"]
        assert one["why"]
    assert found["objective"]["missing"] == 0
    again = plan(jtdesk, store)
    for volatile in ("seconds",):
        found.pop(volatile), again.pop(volatile)
    assert again == found, "the same question has the same answer"


def test_a_budget_and_another_policy_change_the_plan(jtdesk: Shell, store: Path):
    few = plan(jtdesk, store, "--max-changes", "5")
    assert len({move["name"] + move["from_school"] for move in few["moves"]}) <= 5
    assert any("人数上限" in one["why"] for one in few["unmet"])
    tianjin = plan(jtdesk, store, "--policy", "tianjin")
    assert tianjin["policy"] == "tianjin"
    backbone = [m for m in tianjin["moves"] if m["backbone_level"] in {"县级", "市级", "省级"}]
    assert len(backbone) > len(tianjin["moves"]) / 5


def test_keep_adopt_write_and_undo(jtdesk: Shell, store: Path, tmp_path: Path):
    book = tmp_path / "方案.xlsx"
    found = plan(jtdesk, store, "--save", "方案一", "--adopt", "--reveal", "-o", book)
    assert found["saved"] == "方案一"
    assert found["adopted"] == len(found["moves"])
    sheets = load_workbook(book)
    assert sheets.sheetnames == ["调配方案", "没有做到的", "各项数字"]
    texts = {str(c.value) for row in sheets["调配方案"].iter_rows() for c in row}
    assert {move["name"] for move in found["moves"]} <= texts
    jtdesk("list", store, "placements", "--where", "start=2026-09", "--reveal", "--json")
    placed = {row["id_number"] for row in json.loads(jtdesk.out)}
    away = {m["id_number"] for m in found["moves"] if m["mode"] != "兼教"}
    assert placed == away
    jtdesk("list", store, "scenarios", "--json")
    assert [(row["name"], bool(row["adopted_on"])) for row in json.loads(jtdesk.out)] == [
        ("方案一", True)
    ]
    jtdesk("undo", store)  # one step: the plan that was kept goes with the placements
    jtdesk("list", store, "placements", "--where", "start=2026-09", "--json")
    assert json.loads(jtdesk.out) == []
    jtdesk("list", store, "scenarios", "--json")
    assert json.loads(jtdesk.out) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--year", "2035"), 3, "离 2035 学年超过一年"),
        (("--year", "2010"), 3, "没有"),
        (("--year", "2026", "--policy", "nowhere"), 2, "nowhere"),
        (("--year", "2026", "-o", "不在/方案.xlsx"), 3, "文件夹不存在"),
    ],
)
def test_what_cannot_be_planned_is_said(
    jtdesk: Shell, store: Path, words: tuple[str, ...], code: int, said: str
):
    before = store.read_bytes()
    jtdesk("plan", store, *words)
    assert (jtdesk.code, said in jtdesk.err) == (code, True), jtdesk.err
    assert store.read_bytes() == before


def test_a_group_without_anybody_is_told_what_is_missing(jtdesk: Shell, tmp_path: Path):
    path = tmp_path / "空.jtd"
    jtdesk("new", path, "--name", "空集团")
    jtdesk("plan", path, "--year", "2026")
    assert jtdesk.code == 3
    assert "还没有学校" in jtdesk.err


def test_a_plan_that_cannot_be_kept_or_made_changes_nothing_and_exits_3(
    jtdesk: Shell, store: Path, monkeypatch: pytest.MonkeyPatch
):
    plan(jtdesk, store, "--save", "方案一")
    jtdesk("plan", store, "--year", "2026", "--save", "方案一", "--adopt")
    assert jtdesk.code == 3
    assert "已有名为“方案一”的方案" in jtdesk.err
    jtdesk("list", store, "placements", "--where", "start=2026-09", "--json")
    assert json.loads(jtdesk.out) == []
    monkeypatch.setattr(
        solving, "child_command", lambda: [sys.executable, "-c", "raise SystemExit"]
    )
    jtdesk("plan", store, "--year", "2026", "--adopt")
    assert jtdesk.code == 3
    assert "排方案的程序意外结束" in jtdesk.err
