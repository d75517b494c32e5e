"""Reading TOML that people write by hand: what is wrong is said in Chinese, with the line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

LARGEST = 1_000_000
"""Bytes a file may have; the largest that ships has a fortieth of it."""
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


class TomlFault(ValueError):
    """A file that is no TOML; says why in Chinese."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises:
        OSError: the file cannot be read.
        TomlFault: it is no TOML, or nothing somebody has written by hand.
    """
    if path.exists() and not path.is_file():
        raise TomlFault("这不是文件")
    with path.open("rb") as source:
        data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TomlFault(f"文件超过 {LARGEST // 1_000_000} MB")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise TomlFault(f"第 {line} 行不是 UTF-8 文字，请另存为 UTF-8") from fault
    except tomllib.TOMLDecodeError as fault:
        raise TomlFault(_where(str(fault))) from fault
    except RecursionError as fault:
        raise TomlFault("括号套得太深") from fault
    except ValueError as fault:  # Python reads no number of more than 4,300 digits
        raise TomlFault("有一个数太长") from fault


def _where(told: str) -> str:
    place = _PLACE.search(told)
    return f"第 {place[1]} 行第 {place[2]} 个字处" if place else "文件末尾处"
