"""Shares, subtotals and sentences of totals: live formulas that carry their value."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from jtdesk.excel.headers import find_tables
from jtdesk.excel.reading import read_book
from jtdesk.excel.table_look import SummaryPart, TableColumn, TableSpec, measure
from jtdesk.excel.totals import quotient, subtotal_runs, total_value
from jtdesk.excel.vocabulary import Vocabulary
from jtdesk.excel.writing import write_table

COLUMNS = (
    TableColumn(title="序号", serial=True, kind="integer"),
    TableColumn(title="学校", kind="school"),
    TableColumn(title="流出", kind="integer", total="sum"),
    TableColumn(title="符合", kind="integer", total="sum"),
    TableColumn(title="比例", kind="percent", total="ratio", ratio=(2, 3)),
    TableColumn(title="级别"),
    TableColumn(title="金额", kind="decimal", total="sum", number_format="0.00"),
)
ROWS = [
    [None, "甲校", 1, 10, 0.1, "市级", 1200.5],
    [None, "乙校", 3, 4, 0.75, "市级", 0.1],
    [None, "丙校", None, 0, None, "县级", 0.2],
]
SPEC = TableSpec(
    sheet="统计",
    title="统计表",
    columns=COLUMNS,
    subtotal_by=5,
    summary=(
        SummaryPart(text="合计", column=1, unit="所"),
        SummaryPart(text="其中市级", column=5, words=("市级", "省级"), unit="所"),
        SummaryPart(text="金额", column=6, total="sum", unit="元"),
        SummaryPart(text="大写:", column=6, total="capitals"),
    ),
)


def cells(path: Path, *, values: bool) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path, data_only=values).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(max_row=9)]


def test_shares_are_formulas_and_the_total_divides_the_sums(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", SPEC, ROWS)
    formulas, values = (cells(tmp_path / "a.xlsx", values=flag) for flag in (False, True))
    assert [row[4] for row in formulas[2:8]] == [
        '=IF(D3=0,"",C3/D3)', '=IF(D4=0,"",C4/D4)', '=IF(D5=0,"",C5/D5)',
        '=IF(D6=0,"",C6/D6)', '=IF(D7=0,"",C7/D7)', '=IF(D8=0,"",C8/D8)',
    ]  # fmt: skip
    # 4 of 14, not the mean of 10 % and 75 %.
    assert [row[4] for row in values[2:8]] == [0.1, 0.75, 4 / 14, None, None, 4 / 14]


def test_subtotals_end_each_run_and_the_grand_total_leaves_them_out(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", SPEC, ROWS)
    formulas, values = (cells(tmp_path / "a.xlsx", values=flag) for flag in (False, True))
    assert [row[0] for row in values[2:8]] == [1, 2, "市级小计", 3, "县级小计", "合计"]
    assert formulas[4][2] == "=SUBTOTAL(9,C3:C4)"
    assert formulas[7][2] == "=SUBTOTAL(9,C3:C7)"
    assert [row[6] for row in values[4:8]] == [1200.6, 0.2, 0.2, 1200.8]


def test_the_sentence_counts_sums_and_spells_the_amount(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", SPEC, ROWS)
    formulas, values = (cells(tmp_path / "a.xlsx", values=flag) for flag in (False, True))
    assert values[8][0] == ("合计 3 所，其中市级 2 所，金额 1,200.80 元，大写:壹仟贰佰元捌角整")
    assert 'COUNTIF(F3:F7,"市级")+COUNTIF(F3:F7,"省级")' in str(formulas[8][0])
    assert "SUBTOTAL(3,B3:B7)" in str(formulas[8][0])


def test_a_total_has_room_for_its_decimals() -> None:
    columns = (TableColumn(title="金额", kind="decimal", total="sum", number_format="0.00"),)
    spec = TableSpec(sheet="a", title="a", columns=columns, paper="A4")
    few, many = (measure(spec, [[7500.0]] * count).widths[0] for count in (1, 4000))
    assert few >= len("7500.00") + 2
    assert many >= len("30000000.00") + 2


def test_totals_and_sentences_are_no_rows_when_read_back(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", SPEC, ROWS)
    grid = read_book(tmp_path / "a.xlsx").sheets[0]
    found = find_tables(grid, Vocabulary.of({"学校", "流出", "符合", "级别", "金额"}))
    assert isinstance(found, list)
    assert [row[1] for row in found[0].values(grid)] == ["甲校", "乙校", "丙校"]


def test_an_empty_cell_divides_as_an_office_program_does() -> None:
    assert quotient(None, 5) == 0
    assert quotient(1, None) is None
    assert quotient(1, 0) is None
    assert quotient(1, 3) == 1 / 3
    assert total_value(COLUMNS[4], 4, []) == ""
    assert total_value(COLUMNS[1], 1, ROWS) is None


def test_runs_are_of_equal_neighbours() -> None:
    assert subtotal_runs(SPEC, ROWS) == [(0, 1), (2, 2)]
    assert subtotal_runs(TableSpec(sheet="a", title="a", columns=COLUMNS), ROWS) == [(0, 2)]


def test_rows_to_be_signed_are_high(tmp_path: Path) -> None:
    spec = TableSpec(sheet="a", title="a", columns=COLUMNS, row_height=26)
    write_table(tmp_path / "a.xlsx", spec, ROWS)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.sheet_format.defaultRowHeight == 26
