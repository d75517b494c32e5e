"""Our own export taken in again changes nothing; a masked one does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_lists
from jtdesk.core.datasets import Ask, Catalogue
from jtdesk.core.feature import catalogue
from jtdesk.core.identity import mask_phone
from jtdesk.core.store import Store, open_store
from jtdesk.deployment.standards import Choice, choose_standard
from jtdesk.excel.table_look import TableColumn, TableSpec
from jtdesk.excel.writing import write_table
from jtdesk.features import FEATURES
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import read_sources, take_in
from jtdesk.schools.service import GroupSettings, set_group
from jtdesk.submissions.service import FillOrder, fill, filled_form, form_library

ROSTERS = (
    "教师花名册_城区镇区.xlsx", "教师花名册_分校汇总.xlsx", "横屿小学教职工一览表.xls",
    "横屿中学教职工一览表.xls", "长屿学校_沙岛教学点_导出.csv",
)  # fmt: skip
PLACED = "2024学年交流轮岗教师花名册.xlsx"


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue(FEATURES)


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return read_code_lists([paths.schemas_dir() / "codes"])


@pytest.fixture(scope="module")
def full(
    shared_data: Path,
    empty_store_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    whole: Catalogue,
    codes: Any,
) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("group") / "group.jtd"
    path.write_bytes(empty_store_file.read_bytes())
    with open_store(path) as store:
        store.do(set_group, GroupSettings("瀛东教育集团", 2025))
        files = [shared_data / name for name in ("成员校基本情况表.xlsx", *ROSTERS, PLACED)]
        taken(store, files, whole, codes)
        yield store


def taken(
    store: Store, files: list[Path], whole: Catalogue, codes: Any, *, dry_run: bool = False
) -> Report:
    order = IntakeOrder(sources=read_sources(files), catalogue=whole, codes=codes)
    return store.do(take_in, order, dry_run=dry_run).value


@pytest.mark.parametrize("reveal", [True, False], ids=["revealed", "masked"])
@pytest.mark.parametrize(("code", "rows"), [("group-roster", 594), ("group-schools", 12)])
def test_an_export_taken_in_again_is_all_the_same(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path, code: str, rows: int, reveal: bool
) -> None:
    path = tmp_path / "out.xlsx"
    order = FillOrder(form=form_library().form(code), reveal=reveal)
    receipt = fill(full, order, path, catalogue=whole, codes=codes)
    assert (receipt.rows, receipt.masked) == (rows, not reveal)
    assert receipt.findings == ()
    report = taken(full, [path], whole, codes)
    (table,) = report.tables
    assert {action: table.count(action) for action in ("created", "updated", "same", "rejected")} == {
        "created": 0, "updated": 0, "same": rows, "rejected": 0,
    }  # fmt: skip


@pytest.mark.parametrize("reveal", [True, False], ids=["revealed", "masked"])
@pytest.mark.parametrize(("code", "rows"), [("deployment-roster", 31), ("backbone-roster", 133)])
def test_a_ledger_of_last_year_taken_in_again_is_all_the_same(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path, code: str, rows: int, reveal: bool
) -> None:
    path = tmp_path / "out.xlsx"
    order = FillOrder(form=form_library().form(code), year=2024, reveal=reveal)
    receipt = fill(full, order, path, catalogue=whole, codes=codes)
    assert receipt.rows == rows
    assert receipt.findings == ()
    (table,) = taken(full, [path], whole, codes).tables
    assert (table.count("same"), table.rows) == (rows, rows)


def test_people_are_joined_by_whole_numbers_and_masked_afterwards(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path
) -> None:
    form = form_library().form("deployment-roster")
    staff = full.ask(lambda s: whole.dataset("staff").ask(s, Ask(as_of="2024-09-01")))
    known = {(row["name"], row["school"]): row for row in staff}
    order = FillOrder(form=form, year=2024)
    filled = full.ask(lambda session: filled_form(session, order, whole, codes))
    names = [column.name for column in form.sheets[0].columns]
    for row in filled.sheets[0].rows:
        cells = dict(zip(names, row, strict=True))
        person = known[str(cells["name"]), str(cells["from_school"])]
        assert cells["staff.gender"] == person["gender"]
        assert cells["staff.phone"] == mask_phone(person["phone"])
    assert filled.masked


def test_pairs_of_mentors_come_back_the_same(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path
) -> None:
    staff = full.ask(lambda s: whole.dataset("staff").ask(s, Ask(as_of="2025-09-01")))
    pairs = [
        [
            a["name"],
            a["school"],
            a["title"],
            b["name"],
            b["school"],
            "语文",
            "入门式",
            "2025-09",
            12,
        ]
        for a, b in zip(staff[:40:2], staff[301::5], strict=False)
    ]
    titles = (
        "师父姓名",
        "师父学校",
        "师父职称",
        "徒弟姓名",
        "徒弟学校",
        "结对学科",
        "结对类型",
        "起",
        "听课节数",
    )
    columns = tuple(TableColumn(title=title) for title in titles)
    write_table(tmp_path / "a.xlsx", TableSpec(sheet="师徒结对", title="", columns=columns), pairs)
    taken(full, [tmp_path / "a.xlsx"], whole, codes)
    order = FillOrder(form=form_library().form("mentorships"), year=2025)
    receipt = fill(full, order, tmp_path / "b.xlsx", catalogue=whole, codes=codes)
    assert (receipt.rows, receipt.findings) == (20, ())
    (table,) = taken(full, [tmp_path / "b.xlsx"], whole, codes).tables
    assert (table.dataset, table.count("same"), table.rows) == ("mentorships", 20, 20)


def test_subsidies_come_to_a_sum_in_capitals(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path
) -> None:
    full.do(choose_standard, Choice(kind="subsidies", year=2024, code="fujian-support"))
    order = FillOrder(form=form_library().form("deployment-subsidies"), year=2024)
    receipt = fill(full, order, tmp_path / "a.xlsx", catalogue=whole, codes=codes)
    # Six teachers of 支教 from September to January, 1,500 yuan a month.
    assert (receipt.rows, receipt.as_of, receipt.masked) == (6, "2025-01-31", True)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert 6 * 5 * 1500 in texts
    assert "合计（大写）人民币：肆万伍仟元整" in texts


def test_a_masked_export_leaves_every_number_whole(
    full: Store, whole: Catalogue, codes: Any, tmp_path: Path
) -> None:
    def numbers() -> list[tuple[Any, Any]]:
        rows = full.ask(lambda session: whole.dataset("staff").ask(session, Ask()))
        return sorted((row["id_number"], row["phone"]) for row in rows)

    before = numbers()
    path = tmp_path / "out.xlsx"
    order = FillOrder(form=form_library().form("group-roster"))
    fill(full, order, path, catalogue=whole, codes=codes)
    taken(full, [path], whole, codes)
    assert numbers() == before
    assert not any("*" in str(number) for pair in before for number in pair)
