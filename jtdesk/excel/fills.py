"""Values written once for several rows: merged downwards, or once with blanks below."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from jtdesk.excel.grid import Grid
from jtdesk.excel.sheetview import is_blank
from jtdesk.excel.tables import Fill, HeadingColumn
from jtdesk.excel.vocabulary import heading_key

# The school a person belongs to; 任教学校, 毕业学校 or 派出学校 are blank where there is none, and
# 幼儿园 alone is a stage whose classes are counted.
_SCHOOL = re.compile(
    r"(现在?|现任|目前|本人|教师|人事关系|编制)*(所在|所属|隶属|任职|供职|就职|工作|编制|成员|填报|报送|在职)?的?"
    r"(学校|单位|园所)(名称|全称|简称)?"
    # A bare 幼儿园 is a stage with numbers under it.
    r"|(现在?|现任)?(所在|所属|任职|工作|编制所在|成员)(园|幼儿园|校|校园)(名称|全称|简称)?"
)
_GROUP = re.compile(
    r"(现|现在|现任|所在|所属|任职|工作|成员|填报|报送)?(任教(学校|单位)|校区|部门|处室|科室|年级组|教研组|备课组|学区|片区|区县|区域|共同体名称|共同体|联盟"
    r"|集团名称|核心校|龙头学校|年级|学部|周次|周数|月份|类别|大类)"
)
_SERIAL = frozenset(("序号", "编号", "顺序号", "no"))
_LEFTMOST = 3


def find_fills(
    grid: Grid, columns: Sequence[HeadingColumn], rows: Sequence[int]
) -> tuple[Fill, ...]:
    """Return the values that hold for blank cells of the data rows."""
    if not rows:
        return ()
    headed = {column.column for column in columns}
    fills = [
        Fill(merge.first_column, merge.first_row, merge.last_row, value)
        for merge in grid.merges
        if merge.last_row > merge.first_row
        and merge.first_column in headed
        and _holds_rows(rows, merge.first_row, merge.last_row)
        and not is_blank(value := grid.cell(merge.first_row, merge.first_column))
    ]
    merged = {fill.column for fill in fills}
    for rank, column in enumerate(_group_columns(columns)):
        if column not in merged:
            fills.extend(_once_written(grid, column, rows, sparse=rank == 0))
    return tuple(fills)


def _holds_rows(rows: Sequence[int], first: int, last: int) -> bool:
    """Tell whether a range of rows has a data row in it."""
    place = bisect_left(rows, first)
    return place < len(rows) and rows[place] <= last


def _group_columns(columns: Sequence[HeadingColumn]) -> list[int]:
    """Return the columns whose heading names the school, or near the left edge another group."""
    keys = [(column.column, heading_key(column.leaf)) for column in columns]
    plain = [(column, key) for column, key in keys if key not in _SERIAL]
    near = [column for column, key in plain[:_LEFTMOST] if _GROUP.fullmatch(key)]
    return sorted({*near, *(column for column, key in plain if _SCHOOL.fullmatch(key))})


def _once_written(grid: Grid, column: int, rows: Sequence[int], *, sparse: bool) -> list[Fill]:
    """Return fills of a column where each value stands once above its blanks.

    A column where a value follows itself is an ordinary one with gaps, and stays as it is.
    """
    starts: list[int] = []
    previous = None
    for number in rows:
        value = grid.cell(number, column)
        if is_blank(value):
            continue
        if value == previous:
            return []
        previous = value
        starts.append(number)
    if not starts or starts[0] != rows[0] or len(starts) == len(rows):
        return []
    if not sparse and len(starts) * 2 > len(rows):
        return []
    ends = [*(start - 1 for start in starts[1:]), rows[-1]]
    return [
        Fill(column, start, end, grid.cell(start, column), merged=False)
        for start, end in zip(starts, ends, strict=True)
    ]
