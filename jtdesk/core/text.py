"""Folding of written Chinese text, so that equal words compare equal."""

from __future__ import annotations

import re
import unicodedata

# Signs that steer a terminal or turn the direction of writing; line breaks and tabs stay.
_STEERING: dict[int, int | None] = {n: 0x2400 + n for n in range(32) if n not in {9, 10}}
_STEERING |= {0x7F: 0x2421}
_STEERING |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_STEERING |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), None)
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def fold(text: str) -> str:
    """Return the comparison key of a written word: NFKC, without any space, lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def visible(text: str) -> str:
    """Return text that only shows: control characters as their pictures, none that act."""
    return text if text.isprintable() else text.translate(_STEERING)


def tidy(text: str) -> str:
    """Return text for keeping: outer and repeated spaces and invisible characters removed."""
    return _SPACE.sub(" ", text).strip()
