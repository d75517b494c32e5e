"""The lists of the needs page, and its map as a table that leaves the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.heat_grid import TOTAL, HeatSpec
from jtdesk.deployment.need_fields import ESTABLISHMENT_FIELDS, NEED_FIELDS, SHARE_FIELDS
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

SHORT_MARK = 0.5
POSTS_FIRST = (
    "school", "area", "students", "classes", "posts_needed", "posts", "posts_difference",
    "on_establishment", "people_difference",
)  # fmt: skip


def row_list(context: PageContext) -> ListPanel:
    """Return the list of every school, stage and subject."""
    return ListPanel(
        need_columns(columns_of(NEED_FIELDS, context.codes)), context.settings,
        "deployment.needs.rows", facets=("school", "stage", "subject"), empty="还算不出需求。",
    )  # fmt: skip


def post_list(context: PageContext) -> ListPanel:
    """Return the list of posts by ratio beside those there are."""
    return ListPanel(
        post_columns(columns_of(ESTABLISHMENT_FIELDS, context.codes)), context.settings,
        "deployment.needs.posts", facets=("area",), empty="还没有学校。",
    )  # fmt: skip


def share_list(context: PageContext) -> ListPanel:
    """Return the list of second subjects."""
    return ListPanel(
        columns_of(SHARE_FIELDS, context.codes), context.settings, "deployment.needs.shares",
        facets=("school", "subject"),
        empty="还没有登记兼教。按“登记兼教”填写，或导入兼教名单。",
    )  # fmt: skip


def left_out_list(context: PageContext) -> ListPanel:
    """Return the list of people who count nowhere."""
    columns = (
        Column(name="name", title="姓名", width=8),
        Column(name="school", title="学校", width=14),
        Column(name="why", title="为什么没有计入", width=60),
    )
    return ListPanel(
        columns, context.settings, "deployment.needs.left_out", facets=("school",),
        empty="名册里的人都计入了。",
    )  # fmt: skip


def need_columns(columns: list[Column]) -> list[Column]:
    """Return the columns of the detailed list with shortages marked."""

    def mark(row: Row) -> str:
        value = row["balance"]
        return "bad" if row["staffed"] and value is not None and value <= -SHORT_MARK else ""

    return [replace(c, mark=mark) if c.name == "balance" else c for c in columns]


def shortened(row: Row) -> Row:
    """Return a row with hundredths of a teacher, as the explanation beside it says them."""
    names = ("need", "available", "balance", "classes")
    return row | {
        name: None if row[name] is None else plain(rounded(row[name], 2)) for name in names
    }


def post_columns(columns: list[Column]) -> list[Column]:
    """Return the columns of the establishment with shortages marked."""

    def marked(name: str) -> Callable[[Row], str]:
        return lambda row: "bad" if (row[name] or 0) < 0 else ""

    known = {column.name: column for column in columns}
    ordered = [known.pop(name) for name in POSTS_FIRST]
    known["non_teaching_most"] = replace(known["non_teaching_most"], shown=False)
    return [
        replace(c, mark=marked(c.name), text=_signed(c.name), sort_key=_number(c.name))
        if c.name.endswith("difference")
        else c
        for c in (*ordered, *known.values())
    ]


def _number(name: str) -> Callable[[Row], int | None]:
    return lambda row: row[name]


def _signed(name: str) -> Callable[[Row], str]:
    def text(row: Row) -> str:
        value = row[name]
        return "" if value is None else f"{value:+d}" if value else "0"

    return text


def matrix_export(spec: HeatSpec) -> ListExport:
    """Return the map as a table of numbers, totals last."""
    columns = [Column(name="school", title=spec.corner)]
    columns += [Column(name=name, title=name, kind="decimal") for name in spec.columns]
    columns.append(Column(name="", title=TOTAL, kind="decimal"))
    rows = []
    for name in (*spec.rows, ""):
        cells = {c: _rounded(spec.values.get((name, c)), spec.digits) for c in (*spec.columns, "")}
        rows.append({"school": name or TOTAL} | cells)
    return ListExport(
        title=spec.name, columns=tuple(columns), rows=tuple(rows), subtitle=spec.title
    )


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits) + 0.0
