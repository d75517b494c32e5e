"""The lists beside the wall calendar: special days, terms, bells; and the calendar on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jtdesk.core.fields import Field, Row
from jtdesk.excel.table_look import TableColumn, TableSpec
from jtdesk.lessonprep import calendar_fields, words
from jtdesk.lessonprep.wall import Wall
from jtdesk.ui.export import ListExport
from jtdesk.ui.filters import Count
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

NAME = "lessonprep.terms"
DAY_WIDTH, REMARKS_WIDTH = 8.5, 34.0


def day_panel(context: PageContext) -> ListPanel:
    """Return the list of special days."""
    made = {one.name: one for one in columns_of(calendar_fields.DAY_FIELDS, context.codes)}
    made["unsettled"] = replace(
        made["unsettled"],
        text=lambda row: "是" if row["unsettled"] else "",
        mark=lambda row: "caution" if row["unsettled"] else "",
    )
    made["says"] = replace(made["says"], shown=True)
    made["timetable_of"] = replace(made["timetable_of"], shown=False)
    first = ("date", "weekday", "week", "kind", "name", "says", "school", "stage", "origin")
    columns = [*(made.pop(name) for name in first), *made.values()]
    return ListPanel(
        columns, context.settings, f"{NAME}.days", facets=("kind", "school", "stage", "origin"),
        counting=day_counts, empty="本学年没有特殊日。按“登记特殊日”登记考试、停课、补课。",
    )  # fmt: skip


def day_counts(rows: Sequence[Row]) -> list[Count]:
    """Return how many days of each kind the rows are."""
    made = [Count(f"{len(rows)} 天")]
    for word in words.DAY_KINDS.values():
        number = sum(row["kind"] == word for row in rows)
        if number:
            made.append(Count(f"{word} {number} 天", "", {"kind": frozenset({word})}))
    unsettled = sum(bool(row["unsettled"]) for row in rows)
    if unsettled:
        tip = "补课的日子还没有说定按哪天课表"
        made.append(Count(f"待落实 {unsettled} 天", tip, {"unsettled": frozenset({"是"})}))
    return made


def term_panel(context: PageContext) -> ListPanel:
    """Return the list of terms of every school year."""
    made = {one.name: one for one in columns_of(calendar_fields.TERM_FIELDS, context.codes)}
    made["term"] = replace(made["term"], text=lambda row: row["title"])
    made["stage"] = replace(made["stage"], text=lambda row: row["stage"] or "各学段")
    made["first_weekday"] = replace(
        made["first_weekday"], text=lambda row: "周日" if row["first_weekday"] == 7 else "周一"
    )
    return ListPanel(
        list(made.values()), context.settings, f"{NAME}.terms", facets=("stage",),
        empty="还没有学期。按“新增学期”登记。",
    )  # fmt: skip


def bell_panel(context: PageContext) -> ListPanel:
    """Return the list of the bells in force: what somebody has entered, then the defaults."""
    fields = (
        Field(name="scope", title="适用范围", width=16),
        *calendar_fields.BELL_FIELDS[2:],
        Field(name="origin", title="来源", width=12),
    )
    return ListPanel(
        columns_of(fields, context.codes), context.settings, f"{NAME}.bells",
        facets=("scope", "origin"), empty="还没有作息时间。",
    )  # fmt: skip


# ------------------------------------------------------------------------------------ paper


def wall_export(wall: Wall) -> ListExport:
    """Return a wall calendar as a table."""
    names = [f"c{number}" for number in range(len(wall.headings()))]
    columns = tuple(
        Column(name=name, title=title, align="left" if title == "记事" else "center")
        for name, title in zip(names, wall.headings(), strict=True)
    )
    rows = tuple(
        {"id": str(number), **dict(zip(names, line, strict=True))}
        for number, line in enumerate(wall.table())
    )
    return ListExport(title=wall.title, subtitle=wall.finding, columns=columns, rows=rows)


def write_walls(path: Path, walls: Sequence[Wall]) -> None:
    """Write wall calendars as a workbook: a sheet of A4 for each term.

    Raises:
        InputRefused: the file cannot be written.
    """
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415 - loads openpyxl

    sheets = []
    for wall in walls:
        width = {"月份": 6.0, "周次": 6.0, "记事": REMARKS_WIDTH}
        columns = tuple(
            TableColumn(
                title=title, width=width.get(title, DAY_WIDTH),
                align="left" if title == "记事" else "center",
            )
            for title in wall.headings()
        )  # fmt: skip
        half = "第一学期" if wall.code.endswith("1") else "第二学期"
        spec = TableSpec(
            sheet=half, title=wall.title, columns=columns, above=(wall.summary,), blank_rows=0,
            notes=("每格是日期和当天的安排；“按周二”是按周二的课表上课。",), paper="A4",
        )  # fmt: skip
        sheets.append((spec, wall.table()))
    write_tables(path, sheets)
