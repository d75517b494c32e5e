"""The heading block: which rows are heading levels, and the path of each column through them."""

from __future__ import annotations

from jtdesk.excel.grid import CellValue, Merge
from jtdesk.excel.marks import Mark, is_title, mark_of
from jtdesk.excel.sheetview import Area, SheetView, is_blank, is_datalike
from jtdesk.excel.tables import HeadingColumn
from jtdesk.excel.vocabulary import bare_unit, heading_key, is_unit, take_unit

DEEPEST = 4
_SEVERAL = 3
_SHORT = 5
_MOST = 0.8
_NO_GROUP = frozenset(("备注", "说明", "序号"))


def heading_block(view: SheetView, row: int, area: Area) -> tuple[int, int]:
    """Return the first and last heading row around a row that is known to be one of them."""
    top = bottom = row
    for _ in range(2):  # an outer row found above may reach further down
        while bottom - top + 1 < DEEPEST and bottom < area.last_row:
            if not _is_lower_level(view, top, bottom, area):
                break
            bottom += 1
        before = top
        while bottom - top + 1 < DEEPEST and top > area.first_row:
            if not _is_outer_level(view, top - 1, (top, bottom), area):
                break
            top -= 1
        if before == top:
            break
    return top, bottom


def is_unit_row(view: SheetView, row: int, area: Area) -> bool:
    """Tell whether a row under the headings only names units."""
    cells = view.cells(row, area.first_column, area.last_column)
    return bool(cells) and all(isinstance(value, str) and is_unit(value) for _, value in cells)


def heading_columns(
    view: SheetView, top: int, bottom: int, area: Area, unit_row: int | None = None
) -> tuple[HeadingColumn, ...]:
    """Return the headed columns of a block."""
    levels, leaves = _levels(view, top, bottom, area)
    found = []
    for index in range(area.last_column - area.first_column + 1):
        column = area.first_column + index
        leaf = leaves[index]
        if leaf is not None and max(leaf.first_column, area.first_column) < column:
            continue  # one heading merged over several columns holds its value in the first
        path: list[str] = []
        unit = ""
        for level in levels:
            text, own_unit = take_unit(level[index])
            unit = own_unit or unit
            if text and (not path or heading_key(text) != heading_key(path[-1])):
                path.append(text)
        if unit_row and not unit:
            unit = bare_unit(view.text(unit_row, column))
        if path:
            found.append(HeadingColumn(column, tuple(path), unit))
    return tuple(found)


def _levels(
    view: SheetView, top: int, bottom: int, area: Area
) -> tuple[list[list[str]], list[Merge | None]]:
    """Return the texts of every level with their labels spread out, and the merges at the end."""
    levels, merged = _spread_merges(view, top, bottom, area)
    below = [bool(text) for text in levels[-1]]
    for depth in range(len(levels) - 2, -1, -1):
        _spread_blanks(levels, merged, depth, below)
        below = [has or bool(text) for has, text in zip(below, levels[depth], strict=True)]
    return levels, merged[-1]


def _spread_merges(
    view: SheetView, top: int, bottom: int, area: Area
) -> tuple[list[list[str]], list[list[Merge | None]]]:
    width = area.last_column - area.first_column + 1
    columns = range(area.first_column, area.last_column + 1)
    levels = [[view.text(row, column) for column in columns] for row in range(top, bottom + 1)]
    merged: list[list[Merge | None]] = [[None] * width for _ in levels]
    for merge in view.merges_in(Area(top, bottom, area.first_column, area.last_column)):
        if merge.first_row < top:
            continue
        text = view.text(merge.first_row, merge.first_column)
        for row in range(merge.first_row, min(merge.last_row, bottom) + 1):
            for column in range(
                max(merge.first_column, area.first_column),
                min(merge.last_column, area.last_column) + 1,
            ):
                levels[row - top][column - area.first_column] = text
                merged[row - top][column - area.first_column] = merge
    return levels, merged


def _spread_blanks(
    levels: list[list[str]], merged: list[list[Merge | None]], depth: int, below: list[bool]
) -> None:
    """Spread a label over the blanks to its right, where the level is only visually merged."""
    level = levels[depth]
    label = ""
    for index, text in enumerate(level):
        merge = merged[depth][index]
        if merge is not None or text:
            down = merge is not None and merge.last_row > merge.first_row
            wide = merge is not None and merge.last_column > merge.first_column
            label = text if below[index] and not wide and not down else ""
        elif not below[index]:
            label = ""
        elif label:
            lower = next(lower[index] for lower in levels[depth + 1 :] if lower[index])
            if heading_key(lower) in _NO_GROUP:
                label = ""
            else:
                level[index] = label


def _is_lower_level(view: SheetView, top: int, bottom: int, area: Area) -> bool:
    """Tell whether the row below a heading block is one more level of it."""
    lower = bottom + 1
    block = Area(top, bottom, area.first_column, area.last_column)
    for merge in view.merges_in(block):
        if (
            top <= merge.first_row
            and bottom < merge.last_row < top + DEEPEST
            and view.text(merge.first_row, merge.first_column)
        ):
            return True
    if is_unit_row(view, lower, area):
        return False
    cells = dict(view.cells(lower, area.first_column, area.last_column))
    if not cells or any(not _like_label(value) for value in cells.values()):
        return False
    return (
        _fits_under(view, top, bottom, area, cells)
        or _hangs_below(view, bottom, area)
        or _opens_groups(view, bottom, area, cells)
    )


def _opens_groups(view: SheetView, bottom: int, area: Area, cells: dict[int, CellValue]) -> bool:
    """Tell whether a middle level has one label for each group above, over known headings."""
    leaves = bottom + 2
    upper = {column for column, _ in view.cells(bottom, area.first_column, area.last_column)}
    if leaves > area.last_row or not cells.keys() <= upper:
        return False
    below = dict(view.cells(leaves, area.first_column, area.last_column))
    look = view.look(leaves, area.first_column, area.last_column)
    if look.hits < 2 or look.datalike or 2 * look.hits < look.cells:
        return False
    if not all(map(_like_label, below.values())) or min(below) < min(cells):
        return False
    return _heads_groups(sorted(cells), below, [str(text) for text in cells.values()])


def _hangs_below(view: SheetView, bottom: int, area: Area) -> bool:
    """Tell whether a thin row of known headings hangs below single labels, with data after it."""
    first, last = area.first_column, area.last_column
    upper = view.look(bottom, first, last)
    lower = view.look(bottom + 1, first, last)
    if bottom + 2 > area.last_row or lower.cells >= upper.cells:
        return False
    labelled = {column for column, _ in view.cells(bottom, first, last)}
    under = {column for column, _ in view.cells(bottom + 1, first, last)}
    after = view.look(bottom + 2, first, last)
    # A first record opens with a name, and the next one has words of the same kind below it.
    if view.grid.cell(bottom + 1, min(under)) not in view.known or any(
        {view.grid.cell(bottom + 1, column), view.grid.cell(bottom + 2, column)} <= view.known
        for column in under
    ):
        return False
    known = lower.known >= 2 or lower.known == lower.cells
    return under <= labelled and known and 2 * lower.known >= lower.cells < after.cells


def _fits_under(
    view: SheetView, top: int, bottom: int, area: Area, cells: dict[int, CellValue]
) -> bool:
    """Tell whether labels stand under groups of the row above, with little outside them."""
    levels, merged = _spread_merges(view, top, bottom, area)
    upper, spans = levels[-1], merged[-1]
    groups = _groups(upper, spans, {column - area.first_column for column in cells})
    inside = {index for group in groups for index in group}
    labelled = {column - area.first_column for column in cells}
    if not any(len(group & labelled) >= 2 for group in map(frozenset, groups)):
        return False
    outside = [index for index, text in enumerate(upper) if text and index not in inside]
    doubled = [
        index
        for index in outside
        if index in labelled
        and heading_key(upper[index])
        != heading_key(view.text(bottom + 1, area.first_column + index))
    ]
    stray = [index for index in labelled if index not in inside and not upper[index]]
    if len(doubled) > len(outside) / 2 or stray:
        return False
    above = {index for level in levels[:-1] for index, text in enumerate(level) if text}
    if outside or above - inside - labelled:
        return True
    return view.look(bottom + 1, area.first_column, area.last_column).hits >= 1


def _groups(upper: list[str], spans: list[Merge | None], labelled: set[int]) -> list[list[int]]:
    """Return runs of columns that one label covers: merged, repeated, or blank to its right."""
    groups: list[list[int]] = []
    run: list[int] = []
    for index, text in enumerate(upper):
        same = bool(run) and (
            (spans[index] is not None and spans[index] == spans[run[-1]])
            or (bool(text) and text == upper[run[0]])
            or (not text and spans[index] is None)
        )
        if same:
            run.append(index)
            continue
        groups.append(run)
        run = [index] if text else []
    groups.append(run)
    for group in groups:
        while group and not upper[group[-1]] and group[-1] not in labelled:
            group.pop()
    return [group for group in groups if len(group) >= 2 and _one_label(group, spans)]


def _one_label(group: list[int], spans: list[Merge | None]) -> bool:
    first = spans[group[0]]
    # A label merged downwards is a leaf; blanks beside it belong to nobody.
    return first is None or first.last_column > first.first_column


def _is_outer_level(view: SheetView, upper: int, block: tuple[int, int], area: Area) -> bool:
    """Tell whether the row above a heading block is an outer level of it, not a title."""
    top = block[0]
    cells = view.cells(upper, area.first_column, area.last_column)
    if not cells or any(not _like_label(value) for _, value in cells):
        return False
    look = view.look(upper, area.first_column, area.last_column)
    texts = [str(value) for _, value in cells]
    signs = any(mark_of(text) is Mark.SIGN for text in texts if text not in view.known)
    if look.lines or signs or _names_table(texts):
        return False
    if _merged_over(view, upper, top, area):
        return True
    lower = dict(view.cells(top, area.first_column, area.last_column))
    own = [column for column, _ in cells if column not in lower]
    if len(cells) < 2:
        return False
    if own and (look.known or _fills_gaps(view, own, block, area)):
        return True
    return _heads_groups([column for column, _ in cells], lower, texts)


def _fills_gaps(view: SheetView, own: list[int], block: tuple[int, int], area: Area) -> bool:
    """Tell whether labels stand where, and only where, a heading block has no label of its own."""
    held = {
        column
        for row in range(block[0], block[1] + 1)
        for column, _ in view.cells(row, area.first_column, area.last_column)
    }
    columns = held.union(own)
    gaps = set(range(min(columns), max(columns) + 1)) - held
    return len(gaps & set(own)) >= max(2, _MOST * len(gaps)) or gaps == set(own)


def _names_table(texts: list[str]) -> bool:
    """Tell whether a row holds a title, which stands alone or at most beside a number or a unit."""
    titles = [text for text in texts if is_title(text)]
    if len(texts) > 1 or len(texts[0]) <= _SHORT:  # a group may be called 基本情况
        titles = [text for text in titles if not text.rstrip().endswith("情况")]
    return bool(titles) and len(texts) < _SEVERAL


def _merged_over(view: SheetView, upper: int, top: int, area: Area) -> bool:
    """Tell whether a row's merges reach down into the block or span some of its columns."""
    width = area.last_column - area.first_column + 1
    for merge in view.merges_in(Area(upper, upper, area.first_column, area.last_column)):
        span = merge.last_column - merge.first_column + 1
        if merge.first_row != upper or not view.text(upper, merge.first_column):
            continue
        if merge.last_row >= top and span < max(2, 0.8 * width):
            return True
        if 2 <= span < max(3, 0.8 * width):
            return True
    return False


def _heads_groups(columns: list[int], lower: dict[int, CellValue], texts: list[str]) -> bool:
    """Tell whether labels without merges stand over runs of two or more lower headings."""
    if len(set(texts)) < len(texts):
        return True
    if not all(column in lower for column in columns):
        return False
    last = max(lower)
    ends = [*(column - 1 for column in columns[1:]), last]
    runs = [end - start + 1 for start, end in zip(columns, ends, strict=True)]
    return sum(run >= 2 for run in runs) * 2 >= len(runs) and min(lower) == columns[0]


def _like_label(value: CellValue) -> bool:
    if is_blank(value) or is_datalike(value):
        return False
    return not isinstance(value, str) or len(value) <= 40
