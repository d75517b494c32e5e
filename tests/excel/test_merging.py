"""Equal cells below each other become one."""

from __future__ import annotations

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.excel.table_look import TableColumn, TableSpec, merged_runs
from jtdesk.excel.writing import write_table


def spec(*merge: bool, subtotal: int | None = None) -> TableSpec:
    columns = tuple(TableColumn(title=f"列{n}", merge=one) for n, one in enumerate(merge))
    return TableSpec(sheet="表", title="表", columns=columns, subtotal_by=subtotal)


def test_a_week_is_merged_over_its_events():
    rows = [
        ["第一周", "语文"],
        ["第一周", "数学"],
        ["第二周", "语文"],
        [None, "英语"],
        [None, "音乐"],
    ]
    assert merged_runs(spec(True, False), rows) == {(0, 0): 1}


def test_a_run_ends_where_one_to_its_left_ends():
    rows = [["甲", "语文"], ["甲", "语文"], ["乙", "语文"], ["乙", "语文"]]
    assert merged_runs(spec(True, True), rows) == {(0, 0): 1, (0, 2): 3, (1, 0): 1, (1, 2): 3}
    assert merged_runs(spec(False, True), rows) == {(1, 0): 3}
    assert merged_runs(spec(False, True, subtotal=0), rows) == {(1, 0): 1, (1, 2): 3}


CELLS = st.sampled_from(["一", "二", "", None])


@given(st.lists(st.tuples(CELLS, CELLS), max_size=12))
def test_runs_are_as_long_as_can_be_and_hold_equal_cells(rows):
    found = merged_runs(spec(True, True), rows)
    for (at, first), last in found.items():
        inside = rows[first : last + 1]
        assert last > first
        assert len({row[at] for row in inside}) == 1
        assert inside[0][at] not in {None, ""}
        assert at == 0 or len({row[0] for row in inside}) == 1
    for number in range(1, len(rows)):
        same = rows[number] == rows[number - 1] and all(rows[number])
        if same:
            assert any(at == 0 and first < number <= last for (at, first), last in found.items())


def test_merged_cells_of_the_sheet_hold_their_value_once(tmp_path):
    path = tmp_path / "表.xlsx"
    write_table(
        path, spec(True, False), [["第一周", "语文"], ["第一周", "数学"], ["第二周", "英语"]]
    )
    sheet = openpyxl.load_workbook(path).worksheets[0]
    ranges = {str(one) for one in sheet.merged_cells.ranges}
    assert "A3:A4" in ranges
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["第一周", None, "第二周"]


def test_merging_knows_of_subtotals_above(tmp_path):
    path = tmp_path / "表.xlsx"
    columns = (
        TableColumn(title="校", merge=True),
        TableColumn(title="数", kind="integer", total="sum"),
    )
    table = TableSpec(sheet="表", title="表", columns=columns, subtotal_by=0)
    write_table(path, table, [["甲", 1], ["甲", 2], ["乙", 3], ["乙", 4]])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    ranges = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A3:A4", "A6:A7"} <= ranges
