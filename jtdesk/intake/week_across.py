"""Timetables with the weekdays across: periods down for one class, or a row for each class."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from jtdesk.core.class_names import class_within, is_class
from jtdesk.core.text import fold
from jtdesk.intake import week_sides as sides
from jtdesk.intake.week_view import CLASS, TEACHER, Pile, Slot, View
from jtdesk.intake.weekly import numbers_of, periods

ABOVE = 5  # rows above a block that may belong to its title


@dataclass(frozen=True, slots=True)
class Head:
    """A run of weekdays in a heading row.

    Attributes:
        top, bottom: its rows; merged or repeated ones count.
        left: first column of what stands beside it.
        first, last: its columns.
        days: weekday by column.
        end: last row below it.
        after: last row of what stands above it and belongs to another block.
    """

    top: int
    bottom: int
    left: int
    first: int
    last: int
    days: dict[int, int]
    end: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """What one run of weekdays holds.

    Attributes:
        slots: the lessons.
        titles: texts above, nearest first.
        headings: by column.
        rows: heading rows.
        body: cells of it.
        head_teachers: 班主任 by class.
        unnumbered: rows of breaks.
    """

    slots: list[Slot]
    titles: tuple[str, ...]
    headings: dict[int, str]
    rows: tuple[int, ...]
    body: set[tuple[int, int]]
    head_teachers: dict[str, str]
    unnumbered: tuple[int, ...] = ()


def blocks_across(view: View) -> list[Block]:
    """Return the blocks of a sheet whose weekdays stand in rows."""
    found: list[Block] = []
    body: set[tuple[int, int]] = set()
    for head in _heads(view):
        block = _Reader(view, head, len(found), body).block()
        if block is not None and block.slots:
            found.append(block)
            body |= block.body
    return found


def _heads(view: View) -> list[Head]:
    heads: list[Head] = []
    row = 1
    while row <= view.height:
        days = view.days_of_row(row)
        if not days:
            row += 1
            continue
        bottom = row
        while bottom < view.height and view.days_of_row(bottom + 1) == days:
            bottom += 1
        left = 1
        for first, last in _runs(days):
            own = {column: days[column] for column in range(first, last + 1)}
            heads.append(Head(row, bottom, left, first, last, own))
            left = last + 1
        row = bottom + 1
    return [_bounded(view, head, heads) for head in heads]


def _runs(days: dict[int, int]) -> list[tuple[int, int]]:
    """Part headed columns where others stand between them."""
    runs: list[tuple[int, int]] = []
    for column in sorted(days):
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _bounded(view: View, head: Head, heads: list[Head]) -> Head:
    def meets(other: Head) -> bool:
        return other.left <= head.last and head.left <= other.last

    below = [other.top for other in heads if other.top > head.bottom and meets(other)]
    above = [other.bottom for other in heads if other.bottom < head.top and meets(other)]
    return Head(
        head.top, head.bottom, head.left, head.first, head.last, head.days,
        min(below, default=view.height + 1) - 1, max(above, default=0),
    )  # fmt: skip


class _Reader:
    """Reads one block."""

    def __init__(self, view: View, head: Head, number: int, others: set[tuple[int, int]]) -> None:
        self._others = others
        self._view = view
        self._head = head
        self._number = number
        self._pile = Pile(view)
        self._heads_of: dict[str, str] = {}

    def block(self) -> Block | None:
        """Return the block, None where there are no periods."""
        head, view = self._head, self._view
        period_row = self._period_row()
        unnumbered: tuple[int, ...] = ()
        rows = list(range(head.top, head.bottom + 1))
        if period_row:
            rows = sorted({*rows, period_row})
            read = self._by_rows(period_row)
        else:
            column = self._label_column()
            if column is None:
                return None
            read, unnumbered = self._by_labels(column)
        if not read:
            return None
        headings = {
            column: " / ".join(dict.fromkeys(t for row in rows if (t := view.text(row, column))))
            for column in range(head.left, head.last + 1)
        }
        return Block(
            self._pile.slots(self._number), self._titles(rows[0]), headings, tuple(rows),
            self._pile.body, self._heads_of, unnumbered,
        )  # fmt: skip

    def _titles(self, top: int) -> tuple[str, ...]:
        head, view = self._head, self._view
        corner = [t for row in range(head.top, head.bottom + 1) for t in view.row_texts(row, head.left, head.first - 1)]  # fmt: skip  # noqa: E501
        rows = range(top - 1, max(head.after, top - 1 - ABOVE), -1)
        columns = range(head.left, head.last + 1)
        free = [row for row in rows if not any((row, c) in self._others for c in columns)]
        above = [" ".join(view.row_texts(row, head.left, head.last)) for row in free]
        return tuple(text for text in (*above, *corner) if text)

    def _period_row(self) -> int:
        """Return the row that numbers the columns of each day, 0 where the periods stand aside."""
        head, view = self._head, self._view
        for row in (head.bottom + 1, head.top - 1):
            if not head.after < row <= head.end:
                continue
            texts = [view.text(row, column) for column in head.days]
            hits, filled = sides.label_share(texts)
            distinct = {one for text in texts for one in periods(text)}
            pairs = {(day, view.text(row, c)) for c, day in head.days.items()}
            if filled == len(texts) and hits >= sides.MOST * filled and len(distinct) > 1 and len(pairs) == len(texts):  # fmt: skip  # noqa: E501
                return row
        return 0

    def _label_column(self) -> int | None:
        """Return the column that numbers the rows."""
        head, view = self._head, self._view
        beside: list[int] = [
            *range(head.first - 1, head.left - 1, -1),
            *range(head.last + 1, head.last + 3),
        ]
        if head.left > 1:
            beside += [c for c in range(head.left - 1, 0, -1) if c not in head.days]
        for column in beside:
            texts = [view.text(row, column) for row in range(head.bottom + 1, head.end + 1)]
            hits, filled = sides.label_share(texts)
            if hits >= 2 and hits >= 0.4 * filled:
                return column
        return None

    # ------------------------------------------------------------- rows of classes or teachers

    def _by_rows(self, period_row: int) -> bool:
        """Read one row a class or teacher, weekdays over periods or periods over weekdays."""
        head, view, pile = self._head, self._view, self._pile
        top = max(head.bottom, period_row) + 1
        by_day: dict[int, list[int]] = {}
        for column, day in head.days.items():
            by_day.setdefault(day, []).append(column)
        number: dict[int, tuple[int, ...]] = {}
        for columns in by_day.values():
            said = [periods(view.text(period_row, column)) for column in columns]
            counted = numbers_of([one[0] if one else None for one in said])
            for column, one, count in zip(columns, said, counted, strict=True):
                if count is not None:
                    number[column] = tuple(n + count - one[0] for n in one) if one else (count,)
        rows = range(top, head.end + 1)
        beside = range(head.left, head.first)
        found = sides.roles(view, beside, range(min(head.top, period_row), top), rows)
        if not found.keys() & {CLASS, TEACHER}:
            return False
        key = found.get(CLASS, found.get(TEACHER, head.left))
        for row in rows:
            about = sides.owner_of(view, row, found)
            if not about[0] or periods(about[0]):
                continue
            owner = view.anchor(row, key)
            pile.about[owner] = about
            if sides.HEAD in found:
                self._heads_of[about[0]] = view.text(row, found[sides.HEAD])
            for column in beside:
                pile.body.add((row, column))
            for column, numbers in number.items():
                pile.put(row, column, head.days[column], numbers, owner)
        return True

    # ------------------------------------------------------------------------- periods down

    def _by_labels(self, label: int) -> tuple[bool, tuple[int, ...]]:
        """Read periods down; the class may stand aside for some rows, or above some columns."""
        head, view, pile = self._head, self._view, self._pile
        rows = range(head.bottom + 1 + self._part_row(), head.end + 1)
        beside = [c for c in range(head.left, head.first) if c != label]
        found = sides.roles(view, beside, range(head.top, head.bottom + 1), rows)
        found = {role: c for role, c in found.items() if role in {CLASS, TEACHER, sides.GRADE, sides.SCHOOL, sides.HEAD}}  # fmt: skip  # noqa: E501
        key = found.get(CLASS, found.get(TEACHER, 0))
        groups: dict[object, list[int]] = {}
        for row in rows:
            owner: object = view.anchor(row, key) if key and view.text(row, key) else None
            if not key or owner is not None:
                groups.setdefault(owner, []).append(row)
        above = self._owners_above()
        silent: list[int] = []
        follow = self._follows(label, rows)
        for owner, own in groups.items():
            numbers = sides.numbered(view, [(row, label) for row in own])
            if owner is not None:
                pile.about[owner] = sides.owner_of(view, own[0], found)
                if sides.HEAD in found:
                    self._heads_of[pile.about[owner][0]] = view.text(own[0], found[sides.HEAD])
            for row in own:
                counted = numbers.get(view.anchor(row - follow.get(row, 0), label))
                if counted is None:
                    silent += [row] if sides.unnumbered(view.text(row, label)) else []
                    continue
                for column in range(head.left, head.first):
                    pile.body.add((row, column))
                for column, day in head.days.items():
                    pile.put(row, column, day, counted, owner or above.get(column))
        return bool(pile.parts), tuple(silent)

    def _follows(self, label: int, rows: range) -> dict[int, int]:
        """Return the rows that go on with the one above: the teacher under each subject."""
        view, head = self._view, self._head
        said = [row for row in rows if periods(view.text(row, label))]
        under = {
            row + 1: 1
            for row in said
            if row + 1 in rows
            and not view.text(row + 1, label)
            and any(view.text(row + 1, column) for column in head.days)
            and not any(view.text(row + 1, c) for c in range(head.left, label))
        }
        return under if said and len(under) >= sides.MOST * len(said) else {}

    def _part_row(self) -> int:
        """Return 1 where a row below the weekdays says 学科 and 教师 of their columns."""
        row = self._head.bottom + 1
        texts = [fold(self._view.text(row, column)) for column in self._head.days]
        return int(sum(text in sides.PART_WORDS for text in texts) >= 0.8 * len(texts))

    def _owners_above(self) -> dict[int, object]:
        """Return the class above each column where the week is repeated for several of them."""
        head, view = self._head, self._view
        days = list(head.days.values())
        if all(before <= after for before, after in pairwise(days)):
            return {}
        for row in range(head.top - 1, max(head.after, head.top - 3), -1):
            texts = {column: view.text(row, column) for column in head.days}
            names = {c: t if is_class(t) else class_within(t) for c, t in texts.items()}
            if all(names.values()):
                for column, name in names.items():
                    self._pile.about[view.anchor(row, column)] = (name, CLASS, "", "")
                return {column: view.anchor(row, column) for column in head.days}
        return {}
