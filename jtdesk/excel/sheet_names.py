"""Names of sheets that every office program takes: short, without signs, each one once."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 31
_SIGNS = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


def sheet_name(text: str) -> str:
    """Return a text as the name of a sheet."""
    # A leading or trailing apostrophe would be taken for the quotes around a name.
    return _SIGNS.sub(" ", text)[:LONGEST].strip().strip("'").strip() or "表"


def fresh_name(text: str, taken: Collection[str]) -> str:
    """Return the name for one more sheet; one that is taken gets a number: 张三(2)."""
    name, number = sheet_name(text), 1
    # Office programs do not tell small from capital letters here, and keep History for themselves.
    used = {other.casefold() for other in taken} | {"history"}
    while name.casefold() in used:
        number += 1
        tail = f"({number})"
        name = f"{sheet_name(text)[: LONGEST - len(tail)]}{tail}"
    return name
