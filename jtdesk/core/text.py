"""Folding of written Chinese text, so that equal words compare equal."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def fold(text: str) -> str:
    """Return the comparison key of a written word: NFKC, without any space, lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def tidy(text: str) -> str:
    """Return text for keeping: outer and repeated spaces and invisible characters removed."""
    return _SPACE.sub(" ", text).strip()
