"""Writing of a page's list as workbook or CSV: the kit's texts, the workbook engine's look."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from jtdesk.core.fields import Kind
from jtdesk.ui.export import ListExport, write_csv
from jtdesk.ui.rows import Column

KINDS: dict[str, Kind] = {word: word for word in get_args(Kind)}


def write_list(path: Path, export: ListExport) -> None:
    """Write a list; the suffix chooses CSV or workbook."""
    if path.suffix.lower() == ".csv":
        write_csv(path, export)
        return
    # The workbook engine is a third of a second that no start should pay.
    from jtdesk.excel.table_look import TableColumn, TableSpec  # noqa: PLC0415
    from jtdesk.excel.writing import write_table  # noqa: PLC0415

    spec = TableSpec(
        sheet=export.title[:31],
        title=export.title,
        columns=(
            TableColumn(title="序号", kind="integer", serial=True),
            *(TableColumn(title=title, kind=kind) for title, kind in map(_column, export.columns)),
        ),
        above=(export.subtitle,) if export.subtitle else (),
        blank_rows=0,
        freeze_after=0,
    )
    rows = [(number, *values) for number, values in enumerate(export.values(), start=1)]
    write_table(path, spec, rows)


def _column(column: Column) -> tuple[str, Kind]:
    """Return heading and kind; a column with texts of its own is text."""
    kind = KINDS.get(column.kind, "text")
    return column.heading, kind if column.text is None else "text"
