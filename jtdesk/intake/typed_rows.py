"""The rows of a table as typed values, with refusals and warnings by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.core.text import visible
from jtdesk.excel.grid import CellValue
from jtdesk.excel.parsed import written
from jtdesk.intake.recognition import Recognised
from jtdesk.intake.rules import ColumnMatch, Finding


@dataclass
class TypedRows:
    """The rows of a table, read.

    Attributes:
        found: the table.
        rows: values by field; what a cell does not say is left out.
        numbers: workbook row of each.
        refusals: by index.
        warnings: by index.
        school: the school named only around the table, if any.
        by: ``teacher`` or ``class``, whose whole week each timetable holds; empty for a list.
        places: workbook column and heading by index, where each row is a cell of a timetable.
    """

    found: Recognised
    rows: list[Row]
    numbers: Sequence[int]
    refusals: dict[int, list[Finding]] = field(default_factory=dict)
    warnings: dict[int, list[Finding]] = field(default_factory=dict)
    school: str | None = None
    matches: dict[str, ColumnMatch] = field(default_factory=dict)
    cells: dict[int, Sequence[CellValue]] = field(default_factory=dict)
    places: list[tuple[int, str, str]] = field(default_factory=list)
    by: str = ""

    def refuse(self, index: int, fault: Fault) -> None:
        """Refuse a row for a finding of a rule."""
        self.refusals.setdefault(index, []).append(self.told(index, fault))

    def warn(self, index: int, fault: Fault) -> None:
        """Warn about a row."""
        self.warnings.setdefault(index, []).append(self.told(index, fault))

    def told(self, index: int, fault: Fault) -> Finding:
        """Return a rule's finding with its place in the workbook."""
        match = self.matches.get(fault.at)
        row = self.numbers[index]
        value = fault.value
        if match is None and self.places:
            column, heading, text = self.places[index]
            message = visible(f"第 {row} 行“{heading}”：{fault.message}")
            return Finding(row, heading, visible(value or text), fault.code, message, column)
        if match is not None and match.column in self.cells:
            value = written(self.cells[match.column][index])
        heading = match.heading if match is not None else ""
        where = f"第 {row} 行“{heading}”" if heading else f"第 {row} 行"
        return Finding(
            row,
            heading,
            visible(value),
            fault.code,
            visible(f"{where}：{fault.message}"),
            match.column if match else 0,
        )
