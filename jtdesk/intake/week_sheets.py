"""The sheets of a workbook that are timetables, and who teaches what by the sheets beside them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Dataset
from jtdesk.core.text import fold
from jtdesk.excel.grid import Grid
from jtdesk.excel.tables import FoundTable, HeadingColumn, SkippedRow
from jtdesk.intake.lesson_cells import subject_finder
from jtdesk.intake.rules import Source
from jtdesk.intake.week_across import blocks_across
from jtdesk.intake.week_down import blocks_down
from jtdesk.intake.week_teachers import Teachers, TeacherTables
from jtdesk.intake.week_view import View, WeekSheet, promising

TOLD = "任课教师表：不单独导入，已用来补上同一工作簿课表里没写的教师"
BREAK = "没有节次的行（早读、午休等），不算课"
_TITLED = ("课表", "课程表", "日课", "总表")


def names_people(table: FoundTable) -> bool:
    """Tell whether a column of a table holds teachers: then it may be read by its headings."""
    return any(word in c.heading for c in table.columns for word in ("姓名", "教师", "老师"))


def is_weekly(dataset: Dataset) -> bool:
    """Tell whether the rows of a dataset may come as timetables."""
    return dataset.intake is not None and dataset.intake.weekly_grid


def week_sheet(grid: Grid) -> WeekSheet | None:
    """Return the timetables of a sheet, None where it holds none."""
    if not promising(grid):
        return None
    view = View(grid)
    blocks = blocks_across(view) or blocks_down(view)
    if not blocks:
        return None
    return WeekSheet(
        slots=tuple(slot for block in blocks for slot in block.slots),
        titles=tuple(block.titles for block in blocks),
        headings={c: text for block in reversed(blocks) for c, text in block.headings.items()},
        heading_rows=tuple(sorted({row for block in blocks for row in block.rows})),
        body=frozenset().union(*(block.body for block in blocks)),
        head_teachers={k: v for block in blocks for k, v in block.head_teachers.items() if v},
        unnumbered=tuple(row for block in blocks for row in block.unnumbered),
    )


class WeekSheets:
    """The timetables of one workbook.

    Args:
        source: the workbook.
        dataset: what its timetables are.
        codes: the list of subjects.
        away: sheets that the user wants for something else, or not at all.

    Attributes:
        grids: the sheets by name.
        weeks: those that are timetables.
    """

    def __init__(
        self, source: Source, dataset: Dataset, codes: CodeList | None, away: Collection[str]
    ) -> None:
        self.dataset = dataset
        self.grids = {g.name: g for g in source.book.sheets} if source.book else {}
        self.subject = subject_finder(codes)
        self.weeks = {
            name: week
            for name, grid in self.grids.items()
            if name not in away and grid.visible and (week := week_sheet(grid)) is not None
        }
        self._away = set(away)

    def leave(self, sheets: Collection[str]) -> None:
        """Leave sheets to who has recognised them by their headings."""
        self._away |= set(sheets)
        self.weeks = {name: week for name, week in self.weeks.items() if name not in sheets}

    @cached_property
    def _beside(self) -> dict[str, Teachers]:
        """Who teaches what by each sheet that is no timetable."""
        if not self.weeks:
            return {}
        found = {
            name: TeacherTables(View(grid), self.subject).find()
            for name, grid in self.grids.items()
            if name not in self.weeks and name not in self._away
        }
        return {name: teachers for name, teachers in found.items() if teachers}

    @property
    def told(self) -> Collection[str]:
        """Names of the sheets that say who teaches what."""
        return self._beside.keys()

    def teachers(self, sheet: str) -> Teachers:
        """Return who teaches what by the sheets beside a timetable."""
        found = Teachers(heads={})
        for name, head in self.weeks[sheet].head_teachers.items():
            found.add(name, "班主任", (head,))
        for other in self._beside.values():
            found.merge(other)
        return found

    def table(self, sheet: str) -> FoundTable:
        """Return a timetable as tables are told of: headings, rows, title."""
        week = self.weeks[sheet]
        titles = week.titles[0]
        title = next((t for t in titles if any(word in fold(t) for word in _TITLED)), "")
        return FoundTable(
            sheet,
            week.heading_rows,
            tuple(
                HeadingColumn(column, (text,))
                for column, text in sorted(week.headings.items())
                if text
            ),
            tuple(sorted({slot.row for slot in week.slots})),
            title=title or (titles[0] if titles else ""),
            above=titles,
            skipped=tuple(SkippedRow(row, BREAK) for row in sorted(set(week.unnumbered))),
        )
