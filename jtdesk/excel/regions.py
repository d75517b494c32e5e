"""Tables side by side: where blank columns part a stretch of rows."""

from __future__ import annotations

from jtdesk.excel.blocks import heading_block
from jtdesk.excel.marks import Mark, mark_of, names_table
from jtdesk.excel.sheetview import Area, RowLook, SheetView, is_blank
from jtdesk.excel.vocabulary import heading_key

_LINES = {Mark.SIGN, Mark.NOTE, Mark.LINE, Mark.TOTAL, Mark.PAGE}
_FEW = 3
_BLOCK = 4
_SAMPLE = 50
_SENTENCE = 10


def bands(view: SheetView, area: Area) -> list[Area]:
    """Return the column bands of an area that hold tables of their own, from left to right."""
    row = first_heading(view, area)
    if row is None:
        return [area]
    # Headings without a group stand in the upper levels only, perhaps over columns left empty.
    top, bottom = heading_block(view, row, area)
    below = Area(top, area.last_row, area.first_column, area.last_column)
    stretches = _stretches(view, below, bottom)
    if len(stretches) < 2:
        return [area]
    headed: list[tuple[Area, int]] = []
    for stretch in stretches:
        row = first_heading(view, stretch)
        if headed and (row is None or not _separate(view, headed[-1], (stretch, row))):
            before, heading = headed[-1]
            if row is not None or _continues_heading(view, stretch, heading):
                headed[-1] = (_joined(before, stretch), heading)
        elif row is not None:
            headed.append((stretch, row))
        elif _holds_heading_of_right(view, stretch, stretches):
            headed.append((stretch, _next_heading(view, stretch, stretches)))
    return [
        Area(area.first_row, area.last_row, stretch.first_column, stretch.last_column)
        for stretch, _ in headed
    ] or [area]


def first_heading(view: SheetView, area: Area) -> int | None:
    """Return the first row of an area that looks like a heading by itself."""
    for row in view.hit_rows:
        if area.first_row <= row <= area.last_row:
            look = view.look(row, area.first_column, area.last_column)
            if is_heading(look):
                return row
    return None


def is_heading(look: RowLook) -> bool:
    """Tell whether a row, looked at alone, may be a heading row."""
    if look.hits < 2 or look.datalike > 0.25 * look.cells:
        return False
    return look.hits >= 4 or look.hits >= 0.25 * look.cells


def _stretches(view: SheetView, area: Area, bottom: int) -> list[Area]:
    """Return the runs of columns that hold something, a heading down to ``bottom`` included."""
    columns = range(area.first_column, area.last_column + 1)
    filled = [
        any(not is_blank(view.grid.cell(row, column)) for row in range(area.first_row, bottom + 1))
        or _holds_cells(view, area, column)
        for column in columns
    ]
    found: list[Area] = []
    start: int | None = None
    for index, has in enumerate([*filled, False]):
        column = area.first_column + index
        if has and start is None:
            start = column
        elif not has and start is not None:
            found.append(Area(area.first_row, area.last_row, start, column - 1))
            start = None
    return found


def _holds_cells(view: SheetView, area: Area, column: int) -> bool:
    """Tell whether a column holds more than pieces of signature and note lines."""
    for number in range(area.first_row, min(area.first_row + _BLOCK, area.last_row + 1)):
        if not is_blank(view.grid.cell(number, column)) and not _is_line(view, number):
            return True
    lone: list[int] = []
    for number in range(area.first_row, area.last_row + 1):
        row = view.grid.rows[number - 1]
        if len(row) >= column and not is_blank(row[column - 1]):
            lone.append(number)
            if len(lone) > _FEW:
                return True
    return any(not _is_line(view, number) for number in lone)


def _is_line(view: SheetView, row: int) -> bool:
    cells = view.cells(row, 1, view.width)
    if len(cells) == 1 and view.width > 2:
        return True
    lead = [value for _, value in cells[:2] if isinstance(value, str)]
    return any(mark_of(text.strip()) in _LINES for text in lead)


def _separate(view: SheetView, left: tuple[Area, int], right: tuple[Area, int]) -> bool:
    """Tell whether two bands are two tables rather than one with an empty column in it."""
    one = heading_block(view, left[1], left[0])
    two = heading_block(view, right[1], right[0])
    if one[1] < two[0] or two[1] < one[0]:
        return True
    leading = _keys(view, left[0], one)[:2]
    if set(leading) & set(_keys(view, right[0], two)):
        return True
    if _titled(view, left[0], one[0]) and _titled(view, right[0], two[0]):
        return True
    return _last_row(view, left[0]) != _last_row(view, right[0])


def _titled(view: SheetView, area: Area, top: int) -> bool:
    """Tell whether right above the headings of a band stands the name of a table of its own."""
    cells = view.cells(top - 1, area.first_column, area.last_column) if top > 1 else []
    return any(isinstance(value, str) and names_table(value) for _, value in cells)


def _keys(view: SheetView, area: Area, block: tuple[int, int]) -> list[str]:
    """Return the headings of a band's block from left to right."""
    cells = sorted(
        cell
        for row in range(block[0], block[1] + 1)
        for cell in view.cells(row, area.first_column, area.last_column)
        if isinstance(cell[1], str)
    )
    return [heading_key(str(value)) for _, value in cells]


def _last_row(view: SheetView, area: Area) -> int:
    """Return the last row of a band that may be a record."""
    for row in range(area.last_row, area.first_row, -1):
        if view.cells(row, area.first_column, area.last_column) and not _is_line(view, row):
            return row
    return area.first_row


def _continues_heading(view: SheetView, stretch: Area, row: int) -> bool:
    """Tell whether a band without known headings still belongs to the table on its left."""
    heads = view.cells(row, stretch.first_column, stretch.last_column)
    if not heads or any(mark_of(str(value)) is Mark.NOTE for _, value in heads):
        return False
    if stretch.first_column < stretch.last_column:
        return True
    texts = [
        value
        for number in range(row + 1, min(stretch.last_row, row + _SAMPLE) + 1)
        for _, value in view.cells(number, stretch.first_column, stretch.last_column)
        if isinstance(value, str)
    ]
    return sum(map(len, texts)) <= _SENTENCE * max(1, len(texts))


def _next_heading(view: SheetView, stretch: Area, stretches: list[Area]) -> int:
    rest = [other for other in stretches if other.first_column > stretch.last_column]
    found = [row for other in rest if (row := first_heading(view, other)) is not None]
    return found[0] if found else 0


def _holds_heading_of_right(view: SheetView, stretch: Area, stretches: list[Area]) -> bool:
    """Tell whether a band without known headings opens a table that goes on to its right."""
    row = _next_heading(view, stretch, stretches)
    return bool(row) and bool(view.cells(row, stretch.first_column, stretch.last_column))


def _joined(left: Area, right: Area) -> Area:
    return Area(left.first_row, left.last_row, left.first_column, right.last_column)
