"""The principal's year of rotation in the window: who may go, a plan, the ledger, the roster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jtdesk.core.datasets import Ask
from tests.journeys.hands import count, drop, press, settle

GOOD = (
    "成员校基本情况表.xlsx", "教师花名册_城区镇区.xlsx", "教师花名册_分校汇总.xlsx",
    "横屿中学教职工一览表.xls", "横屿小学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv",
    "2024学年交流轮岗教师花名册.xlsx",
)  # fmt: skip


@pytest.fixture
def group(qtbot: Any, desk: Any, shared_data: Path) -> Any:
    """The window over the group's own workbooks, dropped in one go."""
    drop(desk.window, [shared_data / name for name in GOOD])
    settle(qtbot, desk)
    press(qtbot, desk.current, "导入")
    settle(qtbot, desk)
    assert count(desk, "staff") == 594
    return desk


def show(qtbot: Any, desk: Any, code: str) -> Any:
    desk.show_page(code)
    settle(qtbot, desk)
    return desk.current


def placements(desk: Any, **where: str) -> list[dict[str, Any]]:
    dataset = desk.workplace.context.catalogue.dataset("placements")
    rows: list[dict[str, Any]] = desk.workplace.store.ask(
        lambda s: dataset.ask(s, Ask(where=where))
    )
    return rows


def test_from_workbooks_to_a_plan_that_is_carried_out(
    qtbot: Any, group: Any, prompts: Any, tmp_path: Path
) -> None:
    page = show(qtbot, group, "deployment.planner")
    page.view.set_seconds(20)
    assert page.view.headline.text().startswith("还没有变动")
    page.act_propose()
    settle(qtbot, group)
    assert page.moves
    assert "各项比例都达到" in page.view.headline.text()
    moves = len(page.moves)

    # Every change says why, and who else could go.
    for move in page.moves:
        assert move.reasons
        assert move.alternatives or move.fewer

    # The principal takes one out, sends somebody else by hand, keeps the plan and adopts it.
    page.take_out(page.lists.changes.model.rowset.rows[0]["id"])
    assert len(page.moves) == moves - 1
    prompts.answers += ["方案一", True]
    page.act_save()
    settle(qtbot, group)
    before = len(placements(group))
    page.act_adopt()
    settle(qtbot, group)
    full_or_days = [r for r in placements(group) if r["start"] == "2026-09"]
    assert full_or_days
    assert {row["status"] for row in full_or_days} == {"拟派"}

    # The roster the bureau wants has them, and one undo takes them all back.
    receipt = tmp_path / "花名册.xlsx"
    from jtdesk.app.assembly import code_lists, whole_catalogue
    from jtdesk.submissions.service import FillOrder, fill, form_library

    form = form_library().form("deployment-roster", 2026)
    fill(
        group.workplace.store, FillOrder(form=form, year=2026), receipt,
        catalogue=whole_catalogue(), codes=code_lists(),
    )  # fmt: skip
    texts = {str(cell.value) for row in load_workbook(receipt).active.iter_rows() for cell in row}
    assert {row["name"] for row in full_or_days} <= texts
    group.undo()
    settle(qtbot, group)
    assert len(placements(group)) == before
