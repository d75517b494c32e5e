"""Timetables with the weekdays down: a column for each class or teacher, or periods across."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core.text import fold
from jtdesk.intake import week_sides as sides
from jtdesk.intake.week_across import ABOVE, Block
from jtdesk.intake.week_view import CLASS, TEACHER, Pile, View

FARTHEST = 12  # columns that may name the weekdays


def blocks_down(view: View) -> list[Block]:
    """Return the blocks of a sheet whose weekdays stand in a column."""
    for column in range(1, min(view.width, FARTHEST) + 1):
        days = view.days_of_column(column)
        if not days:
            continue
        found: list[Block] = []
        after = 0
        for first, last in _runs(days):
            own = {row: days[row] for row in range(first, last + 1)}
            block = _read(view, column, own, after, len(found))
            if block is not None and block.slots:
                found.append(block)
            after = last
        if found:
            return found
    return []


def _runs(days: dict[int, int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in sorted(days):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _read(view: View, column: int, days: dict[int, int], after: int, number: int) -> Block | None:
    first = min(days)
    pile = Pile(view)
    label = next((c for c in (column + 1, column - 1) if _labels(view, c, list(days))), 0)
    if label:
        heads = _owners(view, pile, days, label, max(column, label) + 1)
    else:
        heads = _periods_across(view, pile, days, column)
    if not heads or not pile.parts:
        return None
    rows = range(min(heads) - 1, max(after, min(heads) - 1 - ABOVE), -1)
    titles = [" ".join(view.row_texts(row, 1, view.width)) for row in rows]
    corner = view.row_texts(max(heads), 1, column)
    headings = {
        c: " / ".join(dict.fromkeys(t for row in heads if (t := view.text(row, c))))
        for c in range(1, view.width + 1)
    }
    pile.body |= {(row, c) for row in range(min(heads), first) for c in range(1, view.width + 1)}
    pile.body |= {(row, c) for row in days for c in (column, label or column)}
    named = tuple(text for text in (*titles, *corner) if text)
    return Block(pile.slots(number), named, headings, tuple(heads), pile.body, {})


def _labels(view: View, column: int, rows: Sequence[int]) -> bool:
    if not 1 <= column <= view.width:
        return False
    hits, filled = sides.label_share(view.text(row, column) for row in rows)
    return hits >= 2 and hits >= sides.MOST * filled


def _owners(view: View, pile: Pile, days: dict[int, int], label: int, start: int) -> list[int]:
    """Read one column a class or teacher; return the heading rows."""
    head = min(days) - 1
    texts = [fold(view.text(head, c)) for c in range(start, view.width + 1)]
    parts = [text for text in texts if text in sides.PART_WORDS]
    heads = [head]
    if parts and len(parts) >= 0.8 * len([t for t in texts if t]):
        head -= 1  # 学科 and 教师 stand under each class
        heads = [head, head + 1]
    by_day: dict[int, list[int]] = {}
    for row, day in days.items():
        by_day.setdefault(day, []).append(row)
    found = {c: sides.owner_across(view, head, c) for c in range(start, view.width + 1)}
    owners = {c: about for c, about in found.items() if about[0]}
    filled = [c for c in found if view.text(head, c)]
    if not owners or len(owners) < sides.MOST * len(filled):
        return []
    for column, (name, kind) in owners.items():
        owner = view.anchor(head, column)
        pile.about[owner] = (name, kind, "", "")
        for day, rows in by_day.items():
            numbers = sides.numbered(view, [(row, label) for row in rows])
            for row in rows:
                counted = numbers.get(view.anchor(row, label), ())
                pile.put(row, column, day, counted, owner)
    return heads


def _periods_across(view: View, pile: Pile, days: dict[int, int], column: int) -> list[int]:
    """Read periods across for one class or teacher, or for those in a column beside the days."""
    head = min(days) - 1
    columns = range(column + 1, view.width + 1)
    numbers = sides.numbered(view, [(head, c) for c in columns])
    hits, filled = sides.label_share(view.text(head, c) for c in columns)
    if hits < 2 or hits < 0.5 * filled:
        return []
    found = sides.roles(view, range(1, column), [head], list(days))
    key = found.get(CLASS, found.get(TEACHER, 0))
    for row, day in days.items():
        owner: object = view.anchor(row, key) if key and view.text(row, key) else None
        if owner is not None:
            pile.about[owner] = sides.owner_of(view, row, found)
        for c in columns:
            counted = numbers.get(view.anchor(head, c), ())
            if counted:
                pile.put(row, c, day, counted, owner)
    return [head]
