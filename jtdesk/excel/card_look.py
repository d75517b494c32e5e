"""How a card is to look: a page about one person, labels beside values, large boxes for text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jtdesk.core.fields import Kind
from jtdesk.excel.table_look import Value, display_width, lines_needed, shown

# Units of column width an upright A4 page holds at its margins.
WIDTH = 88.0
NARROWEST_LABEL, WIDEST_LABEL = 9.0, 18.0
POINTS_PER_MILLIMETRE = 72 / 25.4
MILLIMETRES = 10.0
LINE = 1.45


@dataclass(frozen=True, kw_only=True)
class CardCell:
    r"""A label and the value beside it.

    Attributes:
        label: ``\n`` breaks the line.
        at: place of the value in a row.
        kind: what the value is; digits and dates are text cells.
        foot: last line of the box, at the right: (盖章)    年  月  日.
        align: of the value; empty centres a short one and sets a long one left.
        choices: words of the drop-down.
    """

    label: str
    at: int
    kind: Kind = "text"
    foot: str = ""
    align: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """Cells side by side, each as wide as the others.

    Attributes:
        cells: left to right.
        height: millimetres at least; 0 takes the usual one.
    """

    cells: tuple[CardCell, ...]
    height: float = 0.0


@dataclass(frozen=True, kw_only=True)
class CardSpec:
    """A sheet of cards, one for each row.

    Attributes:
        sheet: name of the sheet that holds them all, or of a blank card.
        title: large line on top of every card.
        lines: from top to bottom.
        annex, above, notes, signature: as of a table, on every card.
        apart: every card has a sheet of its own, else a page.
        named_by: place of the value a sheet of its own is called after.
        body_size: points of the cells.
    """

    sheet: str
    title: str
    lines: tuple[CardLine, ...]
    annex: str = ""
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    apart: bool = True
    named_by: int = 0
    body_size: float = 12.0

    @property
    def label_width(self) -> float:
        """Width of every label, the longest of them on one line where it can be."""
        longest = max(
            (
                display_width(part)
                for line in self.lines
                for cell in line.cells
                for part in cell.label.split("\n")
            ),
            default=0,
        )
        wanted = longest * self.body_size / 10.5 + 2
        return min(max(wanted, NARROWEST_LABEL), WIDEST_LABEL)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the grid of a card.

    Attributes:
        cell: what it shows.
        label, value: first and last grid column of either, counted from 0.
        value_width: characters the value has room for on a line.
    """

    cell: CardCell
    label: tuple[int, int]
    value: tuple[int, int]
    value_width: float


def grid(spec: CardSpec) -> tuple[tuple[float, ...], list[list[Box]]]:
    """Return the widths of the grid columns all lines share, and the boxes of every line."""
    cuts = sorted({0.0, WIDTH} | {cut for line in spec.lines for cut in _cuts(spec, line)})
    places = {cut: at for at, cut in enumerate(cuts)}
    lines = []
    for line in spec.lines:
        edges = [*_cuts(spec, line), WIDTH]
        boxes = []
        for number, cell in enumerate(line.cells):
            start, inner, end = edges[2 * number : 2 * number + 3]
            boxes.append(
                Box(
                    cell,
                    (places[start], places[inner] - 1),
                    (places[inner], places[end] - 1),
                    (end - inner) * 10.5 / spec.body_size,
                )
            )
        lines.append(boxes)
    return tuple(later - earlier for earlier, later in pairwise(cuts)), lines


def _cuts(spec: CardSpec, line: CardLine) -> list[float]:
    part = WIDTH / len(line.cells)
    starts = [round(part * number, 2) for number in range(len(line.cells))]
    return [cut for start in starts for cut in (start, round(start + spec.label_width, 2))]


def line_height(
    spec: CardSpec, line: CardLine, boxes: Sequence[Box], row: Sequence[Value]
) -> float:
    """Return the points a line of a card needs for what stands in it, its foot left out."""
    size = spec.body_size
    label_room = spec.label_width * 10.5 / size
    least = (line.height or MILLIMETRES) * POINTS_PER_MILLIMETRE
    if any(box.cell.foot for box in boxes):
        least -= foot_height(spec)
    lines = max(
        max(
            lines_needed(box.cell.label, label_room),
            lines_needed(shown(row[box.cell.at]), box.value_width),
        )
        for box in boxes
    )
    return round(max(least, lines * size * LINE + 6), 1)


def foot_height(spec: CardSpec) -> float:
    """Return the points of the last line of a box."""
    return round(spec.body_size * 2.2, 1)


def value_align(box: Box, row: Sequence[Value], line: CardLine) -> tuple[str, str]:
    """Return where a value stands in its box, across and down."""
    if box.cell.align:
        return box.cell.align, "center" if not line.height else "top"
    fits = display_width(shown(row[box.cell.at])) <= box.value_width - 1
    if len(line.cells) == 1 and line.height:
        return "left", "top"
    return ("center" if fits else "left"), "center"
