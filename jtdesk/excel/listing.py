"""Lists of a page as a file: a workbook with the look of an official table, or a CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from jtdesk.core.codes import CodeList
from jtdesk.core.errors import InputRefused
from jtdesk.core.fields import Field, Row
from jtdesk.core.jobs import Job
from jtdesk.excel.table_look import TableSpec, Value, columns_for, shown

_RISKY = ("=", "+", "-", "@")
_LONG = 10


def export_list(
    path: Path,
    *,
    title: str,
    fields: Sequence[Field],
    rows: Sequence[Row],
    codes: Mapping[str, CodeList],
    above: tuple[str, ...] = (),
    job: Job | None = None,
) -> None:
    """Write the rows of a list; the suffix ``.csv`` or ``.xlsx`` decides what it becomes.

    Args:
        path: the new file.
        title: of the sheet and its large line.
        fields: the columns, in order.
        rows: values by field name, masked already where they have to be.
        codes: code lists, for drop-downs.
        above: line under the title, e.g. the unit and the date of the figures.
        job: progress and cancel.

    Raises:
        InputRefused: the file cannot be written.
    """
    lines = [[_plain(row.get(field.name)) for field in fields] for row in rows]
    if path.suffix.lower() == ".csv":
        write_csv(path, headings(fields), lines)
        return
    from jtdesk.excel.writing import write_table  # noqa: PLC0415 - loads openpyxl

    choices = {name: listed.values for name, listed in codes.items()}
    spec = TableSpec(
        sheet=title, title=title, columns=columns_for(fields, choices), above=above, blank_rows=1
    )
    write_table(path, spec, lines, job=job)


def headings(fields: Sequence[Field]) -> list[str]:
    """Return headings on one line; the outer one is added where two would be alike."""
    titles = [field.title for field in fields]
    return [
        f"{field.group}{field.title}" if titles.count(field.title) > 1 else field.title
        for field in fields
    ]


def write_csv(path: Path, titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Write a CSV that Excel and WPS open as it is meant: UTF-8 with mark, ids kept as text.

    Long digits and texts that look like formulas get a leading tab: office programs then keep them
    as text, and readers that trim cells get the value itself.

    Raises:
        InputRefused: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:
            writer = csv.writer(stream)
            writer.writerow(titles)
            writer.writerows([_safe(value) for value in row] for row in rows)
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}({fault.strerror})。请关闭已打开的同名文件,或换一个文件夹。",
            code="output_refused",
        ) from fault


def _safe(value: Value) -> str:
    text = shown(value)
    if isinstance(value, str) and text:
        digits = text[:-1].isdigit() and (len(text) > _LONG or text[0] == "0")
        if digits or text.startswith(_RISKY):
            return "\t" + text
    return text


def _plain(value: object) -> Value:
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
