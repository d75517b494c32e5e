"""Checking what a person wrote into a data file: unknown keys, kinds of values, choices."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

TEXT, NUMBER, SIGNED, WHOLE, FLAG, LIST, TABLE, TABLES = (
    "文字", "不小于 0 的数", "数", "不小于 0 的整数", "true 或 false", "文字列表", "一段 键 = 值",
    "几段 键 = 值",
)  # fmt: skip
LARGEST_NUMBER, LONGEST_TEXT = 1_000_000, 2_000


def keys(given: object, known: Mapping[str, str], where: str = "") -> list[str]:
    """Return faults of the keys of a table and of the kinds of their values."""
    if not isinstance(given, dict):
        return [f"{where or '这里'}应是{TABLE}"]
    found = []
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"，是不是想写 {near[0]}" if near else ""
            found.append(f"{_before(where, '里')}不认识 {name}{hint}")
        elif not fits(value, known[name]):
            found.append(f"{of(where)}{name} 应是{known[name]}，写的是 {_short(value)}")
    return found


def of(where: str) -> str:
    """Return a place as the owner of a key."""
    return _before(where, "的 ")


def _before(where: str, word: str) -> str:
    """Return a place before a Chinese word, a blank between where the place ends in Latin."""
    where = where.rstrip()
    gap = " " if where and where[-1].isascii() else ""
    return f"{where}{gap}{word}" if where else ""


def fits(value: object, kind: str) -> bool:
    """Tell whether a value is of a kind."""
    number = _number(value)
    rows = isinstance(value, list)
    return {
        TEXT: isinstance(value, str) and len(value) <= LONGEST_TEXT,
        FLAG: isinstance(value, bool),
        SIGNED: number,
        NUMBER: number and _not_below(value),
        WHOLE: number and _not_below(value) and isinstance(value, int),
        LIST: rows and all(isinstance(one, str) for one in rows_of(value)),
        TABLE: isinstance(value, dict),
        TABLES: rows and all(isinstance(one, dict) for one in rows_of(value)),
    }[kind]


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= LARGEST_NUMBER


def _not_below(value: object) -> bool:
    return isinstance(value, int | float) and value >= 0


def rows_of(value: object) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def table_of(value: object) -> dict[str, Any]:
    """Return a table, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def choice(given: Mapping[str, Any], name: str, words: Collection[str], where: str) -> list[str]:
    """Return the fault of a word that is none of those known."""
    if name not in given or given[name] in tuple(words):
        return []
    return [f"{of(where)}{name} 只能是 {'、'.join(words)}，写的是 {_short(given[name])}"]


def needed(given: Mapping[str, Any], names: Collection[str], where: str) -> list[str]:
    """Return the faults of keys that are missing or empty."""
    return [f"{where}缺少 {name}" for name in names if given.get(name) in (None, "", [], {})]


def doubled(names: Collection[str], what: str) -> list[str]:
    """Return the faults of names that stand there twice."""
    written = list(names)
    return [f"{what} “{name}”重复" for name in dict.fromkeys(written) if written.count(name) > 1]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}……"
