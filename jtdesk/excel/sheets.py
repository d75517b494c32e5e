"""What the readers of single formats hand over: sheets as found, and what a scan saw in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jtdesk.excel.grid import CellValue, Merge

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of this machine.

    Attributes:
        file_bytes: size of the file itself.
        unpacked_bytes: size of what is inside a packed workbook.
        cells: rows times columns of the filled part of one sheet.
        memory_bytes: memory of the reading process.
        seconds: time of the reading process.
        careful: look at every cell before the library reads, at the price of time; a file whose
            reading died is looked at once more this way, to say why.
    """

    file_bytes: int = 200 << 20
    unpacked_bytes: int = 1 << 30
    cells: int = 12_000_000
    memory_bytes: int = 1536 << 20
    seconds: float = 120.0
    careful: bool = False


DEFAULT = Limits()


@dataclass(slots=True)
class Scan:
    """What only a look into the file itself tells about a sheet.

    Attributes:
        last_row: last row that holds anything, an upper bound.
        last_column: last column that holds anything, an upper bound.
        formulas: cells that hold a formula.
        patches: cells the reader library gets wrong, with their right values.
        merges: merged ranges.
    """

    last_row: int = 0
    last_column: int = 0
    formulas: set[Position] = field(default_factory=set)
    patches: dict[Position, CellValue] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class FoundSheet:
    """A sheet on its way out of the reading process; rows may still hold blank texts."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    visible: bool = True
    scan: Scan = field(default_factory=Scan)


@dataclass(slots=True)
class FoundBook:
    """A file being read: its sheets come one by one, so that only one is held at a time."""

    kind: str
    sheets: Iterator[FoundSheet]
    notes: tuple[str, ...] = ()


def column_number(letters: str | bytes) -> int:
    """Return the number of a column: A is 1, XFD is 16384."""
    number = 0
    for code in letters if isinstance(letters, bytes) else letters.encode():
        number = number * 26 + (code & 0x1F)
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column number."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
