"""Rejected rows go back as a marked copy of the sender's own workbook."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from jtdesk.core.store import Store
from jtdesk.intake.marking import marked_copies
from jtdesk.intake.rules import IntakeOrder, Report
from jtdesk.intake.service import read_sources, take_in
from tests.intake.workbooks import id_number

HEAD = ["姓名", "身份证号", "现任学校", "周课时"]
ID = id_number("1980-05-06", 7)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A school's workbook with one bad cell, a formula as a name, and a look of its own."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet.append(["潮音小学教师花名册"])
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="黑体", size=18)
    sheet.append(HEAD)
    sheet.append(["张三", ID, "潮音小学", 12])
    sheet.append(["李四", id_number("1985-01-02", 9), "没有的学校", 12])
    sheet.append(['=HYPERLINK("http://127.0.0.1","x")', id_number("1986-01-02", 9), "潮音小学", 1])
    sheet.column_dimensions["B"].width = 33
    path = tmp_path / "芦荡花名册.xlsx"
    workbook.save(path)
    return path


def copies(
    store: Store, order: Callable[..., IntakeOrder], path: Path, folder: Path
) -> tuple[Report, list[Path]]:
    sources = read_sources([path])
    report = store.do(take_in, order(*sources)).value
    return report, marked_copies(sources, report, folder)


def test_cells_are_marked_and_commented_in_a_copy(
    group: object, store: Store, order: Callable[..., IntakeOrder], sent: Path, tmp_path: Path
) -> None:
    before = sent.read_bytes()
    report, (copy,) = copies(store, order, sent, tmp_path / "回传")
    assert copy.name == "芦荡花名册_问题标注.xlsx"
    assert sent.read_bytes() == before
    sheet = load_workbook(copy)["花名册"]
    marked = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert set(marked) == {"C4", "A5"}
    assert "没有的学校" in marked["C4"]
    assert sheet["C4"].fill.fgColor.rgb == "FFF4B6B0"
    assert sheet["A1"].font.name == "黑体"
    assert sheet.column_dimensions["B"].width == 33
    assert sheet["B3"].value == ID
    listed = load_workbook(copy)["导入问题"]
    assert [row[1].value for row in listed.iter_rows(min_row=2)] == [4, 5]
    assert report.count("rejected") == 2


def test_another_copy_does_not_overwrite_the_first(
    group: object, store: Store, order: Callable[..., IntakeOrder], sent: Path, tmp_path: Path
) -> None:
    _, first = copies(store, order, sent, tmp_path)
    _, second = copies(store, order, sent, tmp_path)
    assert first != second
    assert all(path.is_file() for path in (*first, *second))


def test_text_files_come_back_as_a_workbook_without_live_formulas(
    group: object, store: Store, order: Callable[..., IntakeOrder], tmp_path: Path
) -> None:
    path = tmp_path / "导出.csv"
    path.write_bytes(f"姓名,身份证号,现任学校\n=1+1,{ID},潮音小学\n".encode("gb18030"))
    _, (copy,) = copies(store, order, path, tmp_path)
    sheet = load_workbook(copy).worksheets[0]
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].comment is not None


def test_nothing_wrong_nothing_written(
    group: object, store: Store, order: Callable[..., IntakeOrder], tmp_path: Path
) -> None:
    path = tmp_path / "好.csv"
    path.write_text(f"姓名,身份证号,现任学校\n张三,{ID},潮音小学\n", encoding="utf-8")
    assert copies(store, order, path, tmp_path)[1] == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_copy_opens_in_libreoffice(
    group: object, store: Store, order: Callable[..., IntakeOrder], sent: Path, tmp_path: Path
) -> None:
    _, (copy,) = copies(store, order, sent, tmp_path)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(copy)],
        check=True, capture_output=True, timeout=180,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert copy.with_suffix(".pdf").stat().st_size > 1000
