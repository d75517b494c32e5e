"""CSV as Chinese offices open it: UTF-8 with mark, long digits and odd signs kept as text."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason

RISKY = ("=", "+", "-", "@", "\t", "\r")
LONG = 11  # digits a spreadsheet shows in full; longer ones turn into 1.2E+17


def shown(value: object) -> str:
    """Return a value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(shown(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def guarded(value: object) -> str:
    """Return a cell that no office program runs as a formula or shortens as a number.

    A leading tab keeps it a text; readers that trim cells get the value itself.
    """
    text = shown(value)
    if not isinstance(value, str) or not text:
        return text
    digits = text[:-1].isdigit() and (len(text) >= LONG or (text[0] == "0" and text[-1].isdigit()))
    if digits or (text.startswith(RISKY) and not _negative(text)):
        return "\t" + text
    return text


def _negative(text: str) -> bool:
    if text[0] != "-":
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file.

    Raises:
        InputRefused: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:
            writer = csv.writer(stream)
            writer.writerow(headings)
            writer.writerows([guarded(value) for value in row] for row in rows)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}（{reason(fault)}）。"
            "请先关闭打开它的程序，或换一个可写的文件夹。",
            code="output_refused",
        ) from fault
