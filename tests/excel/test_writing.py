"""New workbooks: official look, text that stays text, formulas for sums only."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jtdesk.core.errors import Cancelled, InputRefused
from jtdesk.core.jobs import Job
from jtdesk.excel.reading import read_book
from jtdesk.excel.table_look import (
    TableColumn,
    TableSpec,
    display_width,
    heading_spans,
    lines_needed,
    measure,
    spread,
)
from jtdesk.excel.writing import write_table, write_tables

COLUMNS = (
    TableColumn(title="序号", serial=True, kind="integer"),
    TableColumn(title="姓名", kind="name", total="count"),
    TableColumn(title="身份证号", kind="id_number"),
    TableColumn(
        title="职称", groups=("任职", "资格"), kind="code", choices=("高级教师", "一级教师")
    ),
    TableColumn(title="起", groups=("任职", "年限"), kind="month"),
    TableColumn(title="止", groups=("任职", "年限"), kind="month"),
    TableColumn(title="周课时", kind="decimal", total="sum"),
    TableColumn(title="备注"),
)
SPEC = TableSpec(
    sheet="花名册",
    title="某集团教师花名册",
    annex="附件1",
    columns=COLUMNS,
    above=("填报单位(盖章):某集团", "数据截至日期:2025年9月1日", "单位:人"),
    notes=("注:1.说明。",),
    signature=("填表人:", "审核人:", "单位负责人:"),
    freeze_after=2,
)
ROWS = [
    [None, "张三", "11010519491231002X", "高级教师", "2019-09", None, 12.5, None],
    [None, "李四", "440524188001010014", None, None, None, 0.1, "=1+1"],
    [None, "王五", None, None, None, None, 0.2, "-请假"],
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "out.xlsx"
    write_table(path, SPEC, ROWS)
    return path


def sheet_of(path: Path, *, values: bool = False):
    return openpyxl.load_workbook(path, data_only=values).worksheets[0]


def test_three_heading_levels_are_merged(written: Path) -> None:
    sheet = sheet_of(written)
    merges = {str(merge) for merge in sheet.merged_cells.ranges}
    assert {"A4:A6", "B4:B6", "C4:C6", "D4:F4", "E5:F5", "G4:G6", "A1:H1", "A2:H2"} <= merges
    assert [sheet[cell].value for cell in ("D4", "D5", "E5", "D6", "E6", "F6")] == [
        "任职", "资格", "年限", "职称", "起", "止",
    ]  # fmt: skip


def test_fonts_are_the_prescribed_ones_with_a_chinese_character_set(written: Path) -> None:
    sheet = sheet_of(written)
    title, body = sheet["A2"].font, sheet["B7"].font
    assert (title.name, title.size, title.bold, title.charset) == ("方正小标宋简体", 22, False, 134)
    assert (body.name, body.size, body.charset) == ("仿宋_GB2312", 10.5, 134)
    assert sheet["A4"].font.name == "黑体"
    assert sheet["A4"].fill.fill_type is None


def test_ids_and_dates_are_text_cells_down_past_the_last_row(written: Path) -> None:
    sheet = sheet_of(written)
    for row in (7, 9, 60, 209):
        assert sheet.cell(row, 3).number_format == "@"
        assert sheet.cell(row, 5).number_format == "@"
    assert sheet["C7"].value == "11010519491231002X"
    assert sheet["C7"].data_type == "s"


def test_numbers_are_numbers_and_sums_are_formulas_that_carry_their_value(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet["G7"].value == 12.5
    assert sheet["G7"].alignment.horizontal == "right"
    assert sheet["G10"].value == "=SUM(G7:G9)"
    assert sheet["B10"].value == "=COUNTA(B7:B9)"
    shown = sheet_of(written, values=True)
    assert shown["G10"].value == 12.8
    assert shown["B10"].value == 3
    assert shown["A10"].value == "合计"


def test_text_that_looks_like_a_formula_stays_text(written: Path) -> None:
    sheet = sheet_of(written)
    for cell, text in (("H8", "=1+1"), ("H9", "-请假")):
        assert sheet[cell].value == text
        assert sheet[cell].data_type == "s"
        assert sheet[cell].quotePrefix
    book = read_book(written)
    assert book.sheets[0].cell(8, 8) == "=1+1"
    assert (8, 8) not in book.sheets[0].formulas
    assert {column for _row, column in book.sheets[0].formulas} == {2, 7}


def test_page_set_up(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.freeze_panes == "C7"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.print_area == "'花名册'!$A$1:$H$12"


def test_signature_and_notes_stand_below(written: Path) -> None:
    sheet = sheet_of(written)
    assert sheet["A11"].value == "注:1.说明。"
    assert [cell.value for cell in sheet[12] if cell.value] == ["填表人:", "审核人:", "单位负责人:"]


def test_drop_downs_come_from_a_hidden_sheet(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book["代码"].sheet_state == "hidden"
    assert [row[0].value for row in book["代码"].iter_rows()] == ["高级教师", "一级教师"]
    (rule,) = book["花名册"].data_validations.dataValidation
    assert rule.formula1 == "'代码'!$A$1:$A$2"
    assert str(rule.sqref) == "D7:D9"


def test_same_content_same_bytes(written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_table(again, SPEC, ROWS)
    assert again.read_bytes() == written.read_bytes()
    with zipfile.ZipFile(written) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_document_properties_name_nobody(written: Path) -> None:
    properties = openpyxl.load_workbook(written).properties
    assert properties.creator == "jtdesk"
    assert properties.lastModifiedBy is None
    assert properties.created.year == 2000


def test_code_row_stands_under_the_headings(tmp_path: Path) -> None:
    columns = (
        TableColumn(title="学校", code="L1"),
        TableColumn(title="人数", code="L2", kind="integer"),
    )
    write_table(
        tmp_path / "a.xlsx", TableSpec(sheet="表", title="", columns=columns), [["甲校", 3]]
    )
    sheet = sheet_of(tmp_path / "a.xlsx")
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)] == [
        ["学校", "人数"], ["L1", "L2"], ["甲校", 3],
    ]  # fmt: skip
    assert sheet.print_title_rows == "$1:$2"


def test_an_empty_form_has_lines_to_write_on(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", SPEC, [])
    sheet = sheet_of(tmp_path / "a.xlsx")
    assert [sheet.cell(row, 1).value for row in (7, 8, 21)] == [1, 2, 15]
    assert sheet["G22"].value == "=SUM(G7:G21)"
    assert sheet["H21"].border.left.style == "thin"


def test_a_wide_table_goes_to_a3() -> None:
    narrow = TableSpec(sheet="a", title="a", columns=(TableColumn(title="一"),) * 5)
    wide = TableSpec(sheet="a", title="a", columns=(TableColumn(title="一", width=12),) * 20)
    assert measure(narrow, []).paper == "A4"
    assert measure(wide, []).paper == "A3"


def test_short_text_is_centred_and_long_text_stands_left() -> None:
    spec = TableSpec(
        sheet="a", title="a", columns=(TableColumn(title="一"), TableColumn(title="二"))
    )
    assert measure(spec, [["六个汉字以内", "七个汉字就太多了"]]).aligns == ("center", "left")


def test_several_tables_share_the_code_sheet(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    other = TableSpec(sheet="另:一/表", title="另一表", columns=COLUMNS[1:5])
    write_tables(path, [(SPEC, ROWS), (other, [["赵六", None, "一级教师", None]])])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["花名册", "另 一 表", "代码"]
    assert book["代码"].max_column == 1


def test_cancel_leaves_the_old_file(written: Path) -> None:
    before = written.read_bytes()
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        write_table(written, SPEC, ROWS, job=job)
    assert written.read_bytes() == before
    assert [found.name for found in written.parent.iterdir()] == [written.name]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as fault:
        write_table(tmp_path / "missing" / "a.xlsx", SPEC, ROWS)
    assert fault.value.code == "output_refused"
    assert "a.xlsx" in fault.value.message


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    spec = TableSpec(sheet="a", title="a", columns=(TableColumn(title="一"),))
    write_table(tmp_path / "a.xlsx", spec, [["甲\x00\x1b乙"]])
    assert sheet_of(tmp_path / "a.xlsx")["A3"].value == "甲乙"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=12)),
            st.one_of(st.none(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6)),
        ),
        max_size=6,
    )
)
def test_whatever_is_written_is_read_back_and_nothing_becomes_a_formula(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    columns = (TableColumn(title="文字"), TableColumn(title="数", kind="decimal"))
    write_table(path, TableSpec(sheet="a", title="", columns=columns), [list(row) for row in rows])
    sheet = sheet_of(path)
    for number, (_text, figure) in enumerate(rows, start=2):
        assert sheet.cell(number, 1).data_type != "f"
        assert sheet.cell(number, 2).value == (figure if figure is None else pytest.approx(figure))


def test_heading_spans_merge_equal_neighbours_only() -> None:
    spans = {(span.text, span.column, span.last_column) for span in heading_spans(SPEC)}
    assert ("任职", 3, 5) in spans
    assert ("年限", 4, 5) in spans
    assert ("资格", 3, 3) in spans


@given(
    st.lists(st.floats(4, 30), min_size=1, max_size=12),
    st.lists(st.text("填表人:审核", max_size=6), min_size=1, max_size=5),
)
def test_spread_covers_every_column_once(widths: list[float], texts: list[str]) -> None:
    placed = spread(texts, widths)
    covered = [at for first, last, _text in placed for at in range(first, last + 1)]
    assert covered == list(range(len(widths)))


def test_width_counts_chinese_twice() -> None:
    assert display_width("学校A1") == 6
    assert lines_needed("一二三四五六", 7.2) == 2


def test_a_title_with_control_characters_is_written(tmp_path):
    spec = TableSpec(sheet="表", title="例\x07会", columns=(TableColumn(title="姓名"),))
    write_table(tmp_path / "a.xlsx", spec, [("甲",)])
    assert (tmp_path / "a.xlsx").stat().st_size
