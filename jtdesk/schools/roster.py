"""The list of the member schools as it first comes on screen: columns, facets, counts, rows."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core import clock
from jtdesk.core.dates import days_later
from jtdesk.core.sql import Reads
from jtdesk.schools import rules, sql, words
from jtdesk.schools.fields import FIELDS, NOTE
from jtdesk.ui.filters import Count
from jtdesk.ui.list_panel import columns_of
from jtdesk.ui.roster import Codes, Roster
from jtdesk.ui.rows import Column, Row

FACETS = ("role", "kind", "area", "island")
# What a principal looks for first; codes come behind.
AT_A_GLANCE = (
    "name", "role", "kind", "area", "island", "classes", "students", "teachers",
    "travel_minutes", "small", "principal", "code",
)  # fmt: skip


def columns(codes: Codes) -> list[Column]:
    """Return the columns, the ones looked for first in front."""
    made = columns_of((*FIELDS, NOTE), codes)
    extra = [
        Column(name="classes", title="班级数", kind="integer"),
        Column(name="students", title="在校生数", kind="integer"),
        Column(name="teachers", title="专任教师数", kind="integer"),
        Column(
            name="small",
            title="小规模学校",
            text=lambda row: words.SMALL if row.get("small") else "",
            mark=lambda row: "caution" if row.get("small") else "",
            tooltip=lambda _row: "在校生不足 100 人的学校，按 100 人核定公用经费和编制。",
        ),
    ]
    known = {column.name: column for column in (*made, *extra)}
    first = [known.pop(name) for name in AT_A_GLANCE]
    return [*first, *known.values()]


def rows(reads: Reads, as_of: str | None) -> list[Row]:
    """Return the schools with their newest figures."""
    day = as_of or clock.today().isoformat()
    found = sql.members(reads, as_of)
    figures = sql.newest_figures(reads, day)
    ends = sql.agreement_ends(reads, day)
    for row in found:
        own = figures.get(row["id"], {})
        row |= {name: own.get(name) for name in sql.FIGURES}
        row["small"] = rules.small_school(own.get("students"))
        row["agreement_end"] = ends.get(row["id"])
    return found


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the rows shown."""
    if not rows:
        return [Count("0 所")]
    soon = days_later(clock.today().isoformat(), 90)
    islands = sum(bool(row["island"]) for row in rows)
    small = sum(bool(row["small"]) for row in rows)
    due = sum(bool(row["agreement_end"]) and row["agreement_end"] <= soon for row in rows)
    pupils = sum(row["students"] or 0 for row in rows)
    made = [
        Count(f"{len(rows)} 所"),
        Count(f"在校生 {pupils} 人", "各校最近一次统计之和"),
        Count(f"专任教师 {sum(row['teachers'] or 0 for row in rows)} 人", "各校最近一次统计之和"),
    ]
    if islands:
        made.append(Count(f"海岛 {islands} 所", "", {"island": frozenset({"是"})}))
    if small:
        made.append(
            Count(f"小规模 {small} 所", words.SMALL, {"small": frozenset({words.SMALL})}, "caution")
        )
    if due:
        made.append(Count(f"协议 90 天内到期 {due} 份", "见“帮扶协议”页", mark="caution"))
    return made


ROSTER = Roster(
    page="schools.members",
    columns=columns,
    rows=rows,
    facets=FACETS,
    counting=counts,
    empty="这一天集团里还没有学校。可以换一个日期。",
)
