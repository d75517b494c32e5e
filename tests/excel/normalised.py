"""A workbook as plain JSON: what golden files compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet


def normalised(path: Path) -> dict[str, Any]:
    """Return sheets with page set-up, merges, drop-downs, and each cell with its look."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: _sheet(sheet) for sheet in book.worksheets}


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    if sheet.sheet_state != "visible":
        return {"state": sheet.sheet_state}
    setup = sheet.page_setup
    return {
        "freeze": sheet.freeze_panes,
        "titles": sheet.print_title_rows,
        "area": sheet.print_area,
        "paper": [setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight],
        "fit": sheet.sheet_properties.pageSetUpPr.fitToPage,
        "footer": sheet.oddFooter.center.text,
        "merges": sorted(str(merge) for merge in sheet.merged_cells.ranges),
        "widths": {
            letter: dimension.width for letter, dimension in sheet.column_dimensions.items()
        },
        "drop_downs": sorted(
            f"{rule.sqref} {rule.formula1.rpartition(':')[0]}"
            for rule in sheet.data_validations.dataValidation
        ),
        "looks": {
            cell.coordinate: _look(cell)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell, Cell) and cell.value is not None
        },
        "text_until": max(
            (
                cell.row
                for row in sheet.iter_rows()
                for cell in row
                if not isinstance(cell, MergedCell) and cell.number_format == "@"
            ),
            default=0,
        ),
    }


def _look(cell: Cell) -> str:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    framed = "framed" if all(side.style == "thin" for side in sides) else "open"
    font, align = cell.font, cell.alignment.horizontal
    return f"{cell.value!r} {font.name} {font.size:g} {align} {cell.number_format} {framed}"
