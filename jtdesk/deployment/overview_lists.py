"""The lists of the overview: ratios of every school, policies side by side, who has gone where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from jtdesk.core.fields import Row
from jtdesk.deployment import rotation, standards
from jtdesk.deployment.fields import OUTLOOK_FIELDS
from jtdesk.deployment.ratios import GROUP, describe, describe_eligible
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

MET, UNMET, NOBODY = "✓ 达到", "✕ 未达到", "没有人可算"
IN_FORCE = "现用"
OUTLOOK_FIRST = (
    "school", "eligible", "exchanged", "share", "threshold", "gap", "eligible_next",
    "exchanged_next", "share_next", "gap_next",
)  # fmt: skip


def outlook_list(context: PageContext) -> ListPanel:
    """Return the list of ratios now and next year, the group first."""

    def marked(name: str, mark: str) -> Callable[[Row], str]:
        return lambda row: mark if row[name] else ""

    marks = {"gap": "bad", "gap_next": "caution"}
    known = {c.name: c for c in columns_of(OUTLOOK_FIELDS, context.codes, leave_out={"level"})}
    first = [known.pop(name) for name in OUTLOOK_FIRST]
    columns = [
        replace(
            column,
            unit="" if column.unit == "人" else column.unit,  # every heading says whom it counts
            shown=column.shown and column.name != "next_day",
            mark=marked(column.name, marks[column.name]) if column.name in marks else None,
        )
        for column in (*first, *known.values())
    ]
    return ListPanel(columns, context.settings, "deployment.overview.schools", empty="还没有学校。")


def policy_list(context: PageContext) -> ListPanel:
    """Return the list in which the policies are compared on the same people."""
    columns = (
        Column(name="policy", title="口径", width=18),
        Column(name="in_force", title="选用", width=6,
               mark=lambda row: "good" if row["in_force"] else ""),
        Column(name="ratio", title="比例", width=24),
        Column(name="numerator", title="分子", kind="integer", unit="人", width=8,
               tooltip=lambda row: row["counted"]),
        Column(name="denominator", title="分母", kind="integer", unit="人", width=8,
               tooltip=lambda row: row["among"]),
        Column(name="value", title="结果", kind="decimal", unit="%", width=8,
               text=lambda row: "" if row["value"] is None else f"{row['value']:.1f}",
               sort_key=lambda row: row["value"]),
        Column(name="threshold", title="要求", kind="decimal", width=8, align="right",
               text=lambda row: row["asked"], sort_key=lambda row: row["threshold"]),
        Column(name="met", title="达标", width=9,
               mark=lambda row: {MET: "good", UNMET: "bad"}.get(row["met"], "")),
        Column(name="gap", title="还差", kind="integer", unit="人", width=8),
        Column(name="eligible", title="谁符合条件", width=40),
        Column(name="source", title="依据", width=40),
        Column(name="note", title="说明", width=40),
        Column(name="counted", title="分子是谁", width=40, shown=False),
        Column(name="among", title="分母是谁", width=40, shown=False),
    )  # fmt: skip
    return ListPanel(
        columns, context.settings, "deployment.overview.policies", facets=("policy", "met"),
        empty="没有可用的政策文件。",
    )  # fmt: skip


def compared(session: Session, as_of: str | None) -> list[Row]:
    """Return every ratio of every policy for the group, the policy in force first.

    The same people, other denominators: what a page shows side by side. A copy the group has
    edited stands beside the file it comes from.
    """
    in_force = rotation.situation(session, as_of)
    year = rotation.school_year(in_force.day)
    chosen = standards.standard_in_force(session, rotation.POLICIES, year)
    rows = _rows(in_force, f"{chosen.title}(本集团的修改)" if chosen.edited else chosen.title)
    for row in rows:
        row["in_force"] = IN_FORCE
    for code, body in standards.library(rotation.POLICIES).items():
        if code != chosen.code or chosen.edited:
            rows += _rows(rotation.situation(session, as_of, code), body["title"])
    return [row | {"id": str(number)} for number, row in enumerate(rows)]


def _rows(found: rotation.Situation, title: str) -> list[Row]:
    policy = found.policy
    ratios = {ratio.name: ratio for ratio in policy.all_ratios()}
    rows = []
    for figure in found.figures():
        ratio = ratios[figure.name]
        if figure.scope != GROUP or ratio.threshold is None:
            continue
        sign = "≥" if figure.operator == ">=" else ">"
        rows.append(
            {
                "code": policy.code, "policy": title, "in_force": "", "ratio": figure.title,
                "numerator": figure.numerator, "denominator": figure.denominator,
                "value": figure.value, "threshold": figure.threshold,
                "asked": f"{sign} {figure.threshold:g}%",
                "met": NOBODY if figure.met is None else MET if figure.met else UNMET,
                "gap": figure.gap, "eligible": describe_eligible(policy), "source": figure.source,
                "note": policy.note, "counted": describe(ratio.numerator, policy),
                "among": describe(ratio.denominator, policy),
            }
        )  # fmt: skip
    return rows


def moved_list(context: PageContext) -> ListPanel:
    """Return the list of counted placements."""
    columns = (
        Column(name="name", title="姓名", width=8),
        Column(name="sender_name", title="派出学校", width=12),
        Column(name="to_school", title="接收学校", width=12),
        Column(name="mode", title="交流形式", width=9),
        Column(name="subject", title="任教学科", width=9),
        Column(name="backbone_level", title="骨干级别", width=8),
        Column(name="start", title="起", kind="month", width=9),
        Column(name="end", title="止", kind="month", width=9),
        Column(name="status", title="状态", width=8),
    )
    return ListPanel(
        columns, context.settings, "deployment.overview.moved",
        facets=("sender_name", "to_school", "mode", "subject"),
        empty="这一天没有计入比例的交流。交流台账里登记后这里就有。",
    )  # fmt: skip


def moved(found: rotation.Situation) -> list[Row]:
    """Return the counted placements with the backbone level held on the day."""
    levels = {person["id"]: person["backbone_level"] for person in found.people}
    return [
        row | {"backbone_level": levels.get(row["person"], row["backbone_level"])}
        for row in found.placements
    ]
