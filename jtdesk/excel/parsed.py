"""What became of one cell: a typed value, a refusal with its code, or a warning."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from jtdesk.core.text import fold
from jtdesk.excel.grid import CellValue

EMPTY_TOKENS = frozenset(
    fold(word)
    for word in (
        "", "无", "没有", "/", "//", "\\", "—", "——", "–", "-", "--", "---", "－", "不详", "未知",
        "不清楚", "N/A", "NA", "null", "none", "nan", "暂无", "无此项", "空", "(空)", "(无)", "*",
        "…", "……", ".", "。", "、", "〇无",
    )
)  # fmt: skip


class Parsed(NamedTuple):
    """The outcome of reading one cell.

    Attributes:
        value: typed value, None for "nothing here" and for refused cells.
        code: None when all is well, otherwise a rejection or warning code.
        message: Chinese sentence belonging to the code: what was found, what was expected.
        warning: True when the code only warns: the row may go in with ``value``.
    """

    value: Any = None
    code: str | None = None
    message: str = ""
    warning: bool = False

    @property
    def refused(self) -> bool:
        """Whether the cell must keep its row out."""
        return self.code is not None and not self.warning


Parse = Callable[[CellValue], Parsed]
NOTHING = Parsed()
_MEMO_LIMIT = 200_000


def remember(parse: Parse) -> Parse:
    """Return the parser with a memory: most cells of a column repeat."""
    memo: dict[tuple[type, CellValue], Parsed] = {}

    def remembered(value: CellValue) -> Parsed:
        # The type is part of the key because 1, 1.0 and True are one key to a dictionary.
        key = (value.__class__, value)
        found = memo.get(key)
        if found is None:
            found = parse(value)
            if len(memo) < _MEMO_LIMIT:
                memo[key] = found
        return found

    return remembered


def is_empty(value: CellValue, empty: frozenset[str] = EMPTY_TOKENS) -> bool:
    """Tell whether a cell says "nothing": blank, spaces, or a word of the empty set."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    # Folding is dear and nearly every cell is told apart by its first sign.
    if value and value[0] not in _first_signs(empty) and value[0] > " " and value[0].isprintable():
        return False
    return (len(value) <= 12 and fold(value) in empty) or not value.strip()


@lru_cache(maxsize=32)
def _first_signs(empty: frozenset[str]) -> frozenset[str]:
    """Return the signs a word of the empty set may start with, wide and capital ones included."""
    signs = {word[0] for word in empty if word}
    wide = {
        chr(ord(sign) + 0xFEE0) for sign in signs | {s.upper() for s in signs} if "!" <= sign <= "~"
    }
    dashes = set("‐‑‒–—―─－﹣…⋯。.⁄∕\u3000")
    return frozenset(signs | {sign.upper() for sign in signs} | wide | dashes)


def is_error(text: str) -> bool:
    """Tell whether text is an error value of the spreadsheet, such as ``#REF!``."""
    return text.startswith("#") and text.strip().rstrip("!?").upper() in {
        "#REF", "#N/A", "#NAME", "#VALUE", "#DIV/0", "#NUM", "#NULL", "#GETTING_DATA", "#SPILL",
    }  # fmt: skip


def shown(value: CellValue) -> str:
    """Return a cell as text for messages, short enough for one line."""
    text = written(value)
    return text if len(text) <= 40 else text[:39] + "…"


def written(value: CellValue) -> str:
    """Return a cell as a person would have typed it: whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
