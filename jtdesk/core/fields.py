"""Fields: how a value is called, written, checked, shown and masked; rows of values by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jtdesk.core.identity import mask_id, mask_phone

Kind = Literal[
    "text", "name", "integer", "decimal", "percent", "boolean", "code", "words",
    "date", "month", "id_number", "phone", "school",
]  # fmt: skip
Row = dict[str, Any]


def _says_no_more(_word: str) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a dataset: how it is called, written, checked and shown.

    Attributes:
        name: key in the data dictionary.
        title: Chinese heading, the one our own workbooks use.
        kind: how a cell is understood; ``school`` is the name of a school in the store, ``words`` a
            list of words, ``code`` a word of the list named in ``codes``; ``month`` keeps month
            precision, ``date`` keeps what it is given.
        codes: stem of the file in ``schemas/codes``.
        aliases: other headings people write for it.
        fallbacks: headings that mean it where no better one stands in the same table.
        patterns: regular expressions for whole families of headings, without signs and spaces.
        stand_in: name of the field whose column fills this one where none was found for it.
        group: outer heading of a two-level heading, here and where it helps to tell headings apart.
        required: a row without it is refused.
        sensitive: masked unless revealing was asked for.
        unit: as printed in the heading.
        kept_in: unit the number is kept in where the title already says it.
        width: characters a column wants.
        identity: names the thing itself; never dated, corrected in place.
        shown: in the default columns of a table.
        blank: what a cell left blank says, where that is no gap (全集团).
        help: one sentence for forms and tool tips.
        minimum, maximum: bounds of a number.
        open: a code field that keeps a word its list does not know, as written.
        none_ends: a written "none" (无) ends the value; a blank cell never does.
        as_written: name of the field that keeps the written word where it says more than the code
            word (硕士研究生 beside 研究生).
        rest: name of the field that takes what else was written in the cell (语文、道法: the second
            subject; 本科/学士: the degree).
        says_more: returns the word to keep there for a written word, None where it says no more.
    """

    name: str
    title: str
    kind: Kind = "text"
    codes: str = ""
    aliases: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    stand_in: str = ""
    group: str = ""
    required: bool = False
    sensitive: bool = False
    unit: str = ""
    kept_in: str = ""
    width: int = 10
    identity: bool = False
    shown: bool = True
    blank: str = ""
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    open: bool = False
    none_ends: bool = False
    as_written: str = ""
    rest: str = ""
    says_more: Callable[[str], str | None] = _says_no_more


def matches(value: object, wanted: str) -> bool:
    """Compare a published value with a word of the command line (``null`` and ``true`` known)."""
    if value is None:
        return wanted in {"", "null"}
    if isinstance(value, bool):
        return wanted in ({"true", "是", "1"} if value else {"false", "否", "0"})
    if isinstance(value, list):
        return wanted in value
    if isinstance(value, int | float):
        try:
            return float(wanted) == value
        except ValueError:
            return False
    return str(value) == wanted


def mask(rows: Sequence[Row], fields: Sequence[Field]) -> list[Row]:
    """Return copies of rows with every sensitive field masked."""
    hidden = [f for f in fields if f.sensitive]
    if not hidden:
        return list(rows)
    masked = []
    for row in rows:
        copy = dict(row)
        for f in hidden:
            value = copy.get(f.name)
            if value is not None:
                copy[f.name] = mask_id(value) if f.kind == "id_number" else mask_phone(value)
        masked.append(copy)
    return masked
