"""Every list beside the ledger, exported by the window and taken in again, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.app.listing import write_list
from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_lists
from jtdesk.core.datasets import Ask, Catalogue
from jtdesk.core.demo import DemoOrder
from jtdesk.core.feature import catalogue
from jtdesk.core.store import Store, open_store
from jtdesk.deployment import demo as deployment
from jtdesk.features import FEATURES
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.schools import demo as schools
from jtdesk.schools.service import GroupSettings, set_group
from jtdesk.staff import demo as staff
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import columns_of

LISTS = (
    "placements", "duties", "mentorships", "workshops", "workshop_members", "workshop_sessions",
)  # fmt: skip
ORDER = DemoOrder(schools=6, staff=240, seed=3, year=2025)


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue(FEATURES)


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return read_code_lists([paths.schemas_dir() / "codes"])


@pytest.fixture(scope="module")
def practice(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("practice") / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    with open_store(path) as store:
        store.do(set_group, GroupSettings("演练教育集团", 2025))
        for feature in (schools, staff, deployment):
            feature.populate(store, ORDER)
        yield store


@pytest.mark.parametrize("name", LISTS)
def test_an_exported_list_reads_back_all_the_same(
    practice: Store, whole: Catalogue, codes: dict[str, CodeList], tmp_path: Path, name: str
) -> None:
    dataset = whole.dataset(name)
    rows: list[dict[str, Any]] = practice.ask(lambda s: dataset.ask(s, Ask()))
    if name == "duties":
        rows = [row for row in rows if row["done"]]
    assert len(rows) > 2
    path = tmp_path / f"{dataset.title}.xlsx"
    columns = tuple(columns_of(dataset.fields, codes))
    export = ListExport(title=dataset.title, columns=columns, rows=tuple(rows), revealed=None)
    write_list(path, export)
    order = IntakeOrder(sources=read_sources([path]), catalogue=whole, codes=codes)
    report = practice.do(take_in, order, dry_run=True).value
    (table,) = report.files[0].tables
    assert table.dataset == name
    assert [str(f) for f in table.rejections] == []
    assert [c.new for c in table.changes if c.action != "same"] == []
    assert len(table.changes) == len(rows)


@pytest.mark.parametrize("name", LISTS)
def test_the_practice_group_has_every_list(practice: Store, whole: Catalogue, name: str) -> None:
    dataset = whole.dataset(name)
    rows = practice.ask(lambda s: dataset.ask(s, Ask(as_of="2025-10-15")))
    assert rows
    assert all(set(dataset.by_name) <= row.keys() for row in rows)
