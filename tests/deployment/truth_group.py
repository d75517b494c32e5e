"""The group of the shared workbooks in a store, and its truth file, for tests that recompute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jtdesk.core.store import Store
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in

FILES = (
    "成员校基本情况表.xlsx",
    "教师花名册_分校汇总.xlsx",
    "教师花名册_城区镇区.xlsx",
    "横屿小学教职工一览表.xls",
    "横屿中学教职工一览表.xls",
    "长屿学校_沙岛教学点_导出.csv",
    "2024学年交流轮岗教师花名册.xlsx",
)


def fill(store: Store, folder: Path) -> None:
    """Take the group's schools, staff and placements in."""
    from jtdesk.app.assembly import code_lists, whole_catalogue

    for name in FILES:
        order = IntakeOrder(
            read_sources([folder / name]), whole_catalogue(), code_lists(), year=2025
        )
        store.do(take_in, order)


def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
