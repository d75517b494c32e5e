"""The forms of exchange from a store with nothing in it, or schools alone: ruled, and opened."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jtdesk.app.assembly import code_lists, whole_catalogue
from jtdesk.deployment import service, standards
from jtdesk.deployment.standards import Choice
from jtdesk.submissions.service import FillOrder, Receipt, fill, form_library
from tests.builders import a_group, a_school

# Code, first row of the table, rows ruled where there is nothing to fill in.
FORMS = {
    "deployment-roster": (6, 15),
    "deployment-statistics": (6, 15),
    "support-feedback": (3, 11),
    "backbone-roster": (4, 15),
    "deployment-subsidies": (4, 15),
    "mentorships": (5, 15),
}
SCHOOLS = ("东港中学", "西岛小学")


@pytest.fixture
def schools(store: Any) -> Any:
    a_group(store)
    for name in SCHOOLS:
        a_school(store, name, kind="初级中学" if "中学" in name else "小学", area="乡村")
    return store


def filled(store: Any, code: str, path: Path) -> Receipt:
    order = FillOrder(form=form_library().form(code), year=2025)
    return fill(store, order, path, catalogue=whole_catalogue(), codes=code_lists())


def ruled(path: Path, first: int) -> int:
    """Count the rows from a row on that are ruled in their first cell and no heading."""
    sheet = load_workbook(path).worksheets[0]
    count = 0
    while sheet.cell(first + count, 1).border.left.style and not str(
        sheet.cell(first + count, 1).value or ""
    ).startswith(("合计", "集团合计", "=")):
        count += 1
    return count


@pytest.mark.parametrize("code", FORMS)
def test_an_empty_store_gives_an_empty_form_with_ruled_rows(store: Any, tmp_path: Path, code: str):
    receipt = filled(store, code, tmp_path / "a.xlsx")
    assert (receipt.rows, receipt.findings) == (0, ())
    first, rows = FORMS[code]
    assert ruled(tmp_path / "a.xlsx", first) == rows


@pytest.mark.parametrize("code", FORMS)
def test_schools_without_staff_give_a_line_a_school_or_none(
    schools: Any, tmp_path: Path, code: str
):
    receipt = filled(schools, code, tmp_path / "a.xlsx")
    each = code == "deployment-statistics"
    assert receipt.rows == (len(SCHOOLS) if each else 0)
    told = {(one.row, one.column, one.code) for one in receipt.findings}
    assert told == ({(row, "专任教师数", "missing") for row in (1, 2)} if each else set())
    first, rows = FORMS[code]
    assert ruled(tmp_path / "a.xlsx", first) == (len(SCHOOLS) if each else rows)
    if each:
        sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
        assert [sheet.cell(first + at, 2).value for at in range(2)] == [*SCHOOLS]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_them_all(schools: Any, tmp_path: Path):
    for code in FORMS:
        filled(schools, code, tmp_path / f"{code}.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    books = sorted(map(str, tmp_path.glob("*.xlsx")))
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *books],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert {path.stem for path in tmp_path.glob("*.pdf")} == {*FORMS}


def test_without_a_standard_one_warning_says_how_many_rows_and_what_to_do(
    schools: Any, tmp_path: Path
):
    for name in ("王芳", "李四", "赵六", "钱七"):
        row = {
            "name": name, "from_school": SCHOOLS[0], "to_school": SCHOOLS[1], "mode": "支教",
            "start": "2025-09", "end": "2026-07",
        }  # fmt: skip
        schools.do(service.add_placement, service.PlacementDraft(row))
    receipt = filled(schools, "deployment-subsidies", tmp_path / "a.xlsx")
    assert receipt.rows == 4
    (found,) = [one for one in receipt.findings if one.column == "金额(元)"]
    assert "有 4 行没有数据（第 1、2、3 行等）" in found.message
    assert "按“选用标准”" in found.message
    schools.do(standards.choose_standard, Choice("subsidies", 2025, "yunnan"))
    receipt = filled(schools, "deployment-subsidies", tmp_path / "b.xlsx")
    assert not [one for one in receipt.findings if one.column == "金额(元)"]
