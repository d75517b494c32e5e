"""Cards: geometry of the grid, sheets and pages, names of sheets that every program takes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.excel.card_look import WIDTH, CardCell, CardLine, CardSpec, grid
from jtdesk.excel.sheet_names import LONGEST, fresh_name, sheet_name
from jtdesk.excel.writing import write_tables

SPEC = CardSpec(
    sheet="反馈表",
    title="教师信息反馈表",
    lines=(
        CardLine(cells=(CardCell(label="姓名", at=0), CardCell(label="性别", at=1, choices=("男", "女")))),
        CardLine(
            cells=(CardCell(label="甲", at=2), CardCell(label="乙", at=2), CardCell(label="丙", at=2))
        ),
        CardLine(cells=(CardCell(label="主要\n业绩", at=3, foot="(盖章)  年  月  日"),), height=60),
    ),
    notes=("注:一式三份。",),
    signature=("填表人:", "审核人:"),
)  # fmt: skip
ROWS = [
    ["张三", "男", None, "讲座 2 次。" * 80],
    ["张三", "女", "x", "=1+1"],
    [None, None, None, None],
]


def test_the_grid_covers_the_width_and_every_value_its_columns() -> None:
    widths, lines = grid(SPEC)
    assert sum(widths) == pytest.approx(WIDTH, abs=0.1)
    assert all(width > 0 for width in widths)
    for boxes in lines:
        reach = [at for box in boxes for at in (*box.label, *box.value)]
        assert reach == sorted(reach)
        assert reach[0] == 0
        assert reach[-1] == len(widths) - 1


def test_one_sheet_a_person_with_names_that_are_never_taken_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_tables(path, [(SPEC, ROWS)]) == [("张三", 1), ("张三(2)", 1), ("反馈表", 1)]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["张三", "张三(2)", "反馈表", "代码"]
    sheet = book["张三(2)"]
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert "$A$1" in str(sheet.print_area)
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert texts == [
        "教师信息反馈表", "姓名", "张三", "性别", "女", "甲", "x", "乙", "x", "丙", "x", "主要\n业绩",
        "=1+1", "(盖章)  年  月  日", "注:一式三份。", "填表人:", "审核人:",
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(sheet.data_validations.dataValidation) == 1


def test_a_box_grows_with_its_text_and_keeps_its_foot_below(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_tables(path, [(SPEC, ROWS)])
    book = openpyxl.load_workbook(path)
    heights = [book[name].row_dimensions[4].height for name in ("张三", "张三(2)")]
    assert heights[0] > heights[1] > 100
    merges = {str(merge) for merge in book["张三"].merged_cells.ranges}
    assert "A4:A5" in merges
    assert any(merge.startswith("B4:") and merge.endswith("4") for merge in merges)
    assert any(merge.startswith("B5:") and merge.endswith("5") for merge in merges)
    value, foot = book["张三"]["B4"], book["张三"]["B5"]
    assert (value.border.top.style, value.border.bottom.style) == ("thin", None)
    assert (foot.border.top.style, foot.border.bottom.style) == (None, "thin")
    assert (value.alignment.horizontal, value.alignment.vertical) == ("left", "top")
    assert foot.alignment.horizontal == "right"


def test_one_page_a_person_on_one_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    spec = CardSpec(sheet="反馈表", title="表", lines=SPEC.lines, apart=False)
    assert write_tables(path, [(spec, ROWS)]) == [("反馈表", 3)]
    sheet = openpyxl.load_workbook(path)["反馈表"]
    assert [found.id for found in sheet.row_breaks.brk] == [5, 10]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_blank_card_is_one_empty_card(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_tables(path, [(SPEC, [])]) == [("反馈表", 0)]


def test_many_cards_do_not_use_up_the_files_a_system_allows(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(100, hard), hard))
    try:
        rows = [[f"教师{number}", "男", None, None] for number in range(150)]
        assert len(write_tables(tmp_path / "a.xlsx", [(SPEC, rows)])) == 150
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张/三:[甲]", "张 三  甲"),
        ("'张三'", "张三"),
        ("", "表"),
        ("???", "表"),
        ("History", "History"),
    ],
)
def test_signs_that_no_sheet_may_have_are_left_out(text: str, name: str) -> None:
    assert sheet_name(text) == name


@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_are_short_and_each_one_once(texts: list[str]) -> None:
    taken: list[str] = []
    for text in [*texts, "History", "history"]:
        taken.append(fresh_name(text, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    assert all(0 < len(name) <= LONGEST and name.casefold() != "history" for name in taken)
    assert not any(set(name) & set("\\/*?:[]") for name in taken)
