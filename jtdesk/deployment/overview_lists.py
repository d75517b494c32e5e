"""What the overview stands on, and its lists: ratios of schools, policies side by side, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.fields import Row
from jtdesk.deployment import figures, outlook, rotation, staffing, standards
from jtdesk.deployment.eligibility import next_start
from jtdesk.deployment.fields import OUTLOOK_FIELDS
from jtdesk.deployment.flow_picture import FlowSpec
from jtdesk.deployment.heat_grid import HeatSpec
from jtdesk.deployment.ratios import GROUP, Figure, describe, describe_eligible
from jtdesk.schools import queries as schools
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

MET, UNMET, NOBODY = "✓ 达到", "✕ 未达到", "没有人可算"
IN_FORCE = "现用"
UNUSABLE = "文件不可用"
OUTLOOK_FIRST = (
    "school", "eligible", "exchanged", "share", "threshold", "gap", "eligible_next",
    "exchanged_next", "share_next", "gap_next",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first tab stands on.

    Attributes:
        found: the staff of the day under the policy in force.
        chosen: the policy, and whether the group has edited it.
        shares: ratios of the group, those asked for first.
        group: row of the outlook.
        newly, ending: ids of people who may move next year, and whose placement ends.
        steps: rows of the timeline.
        need, flow: the two maps.
    """

    found: rotation.Situation
    chosen: standards.Chosen
    shares: Sequence[Figure]
    group: Row
    newly: tuple[str, ...]
    ending: tuple[str, ...]
    steps: Sequence[Row]
    need: HeatSpec
    flow: FlowSpec


def overview(session: Session, as_of: str | None) -> Overview:
    """Read everything the overview shows; runs in the worker."""
    with remembering(session):
        found = rotation.situation(session, as_of)
        year = rotation.school_year(found.day)
        upcoming = next_start(found.day)
        then = rotation.verdicts_on(found, upcoming)
        policy = found.policy
        ending = [
            row["person"] or row["id_number"] or row["name"]
            for row in found.placements
            if not rotation.counts(row, policy, upcoming)
        ]
        return Overview(
            found=found,
            chosen=standards.standard_in_force(session, rotation.POLICIES, year),
            shares=figures.group_figures(found.figures()),
            group=outlook.rotation_outlook(session, Ask(as_of=as_of))[0],
            newly=tuple(
                key
                for key, now in found.verdicts.items()
                if then[key].eligible and not now.eligible
            ),
            ending=tuple(dict.fromkeys(ending)),
            steps=outlook.rotation_timeline(session, Ask(as_of=as_of)),
            need=figures.need_map(staffing.matrix(session, as_of), figures.BALANCE, None, named=1),
            flow=figures.flow_map(
                found.members,
                schools.travel_minutes(session, as_of),
                found.placements,
                {person["id"]: person["backbone_level"] for person in found.people},
                found.day,
            ),
        )


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
    year = rotation.school_year(as_of or clock.today().isoformat())
    chosen, fault = standards.standard_to_start_from(session, rotation.POLICIES, year)
    rows = []
    if not fault:
        title = f"{chosen.title}（本集团的修改）" if chosen.edited else chosen.title
        rows = _rows(rotation.situation(session, as_of), title)
    for row in rows:
        row["in_force"] = IN_FORCE
    library, broken = standards.shelf(rotation.POLICIES)
    for code, title in standards.titles(library).items():
        if code != chosen.code or chosen.edited or fault:
            rows += _rows(rotation.situation(session, as_of, code), title)
    rows += [_unusable(one) for one in dict.fromkeys([*([fault] if fault else []), *broken])]
    return [row | {"id": str(number)} for number, row in enumerate(rows)]


def _unusable(sentence: str) -> Row:
    """Return the row of a file that cannot be used: it says so, and has no figures."""
    texts = ("code", "in_force", "ratio", "asked", "met", "eligible", "source", "counted", "among")
    figures = ("numerator", "denominator", "value", "threshold", "gap")
    empty: Row = dict.fromkeys(texts, "") | dict.fromkeys(figures)
    return empty | {"policy": UNUSABLE, "met": UNUSABLE, "eligible": sentence, "note": sentence}


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


def findings_export(found: rotation.Situation, shares: Sequence[Figure], group: Row) -> ListExport:
    """Return the findings of the overview as a table: what is asked, what is there, what lacks.

    Args:
        found: the staff under the policy in force.
        shares: ratios of the group.
        group: row of the outlook.
    """
    columns = (
        Column(name="what", title="指标"), Column(name="value", title="结果"),
        Column(name="asked", title="要求"), Column(name="met", title="达标"),
        Column(name="gap", title="还差", kind="integer", unit="人"),
        Column(name="why", title="算法"), Column(name="source", title="依据"),
    )  # fmt: skip
    able = sum(verdict.eligible for verdict in found.verdicts.values())
    rows: list[Row] = [_finding(one) for one in shares]
    year = group["next_day"][:4]
    rows.append(
        {
            "what": f"{year} 学年交流轮岗比例（不增派）",
            "value": "" if group["share_next"] is None else f"{group['share_next']:.1f}%",
            "asked": "" if group["threshold"] is None else f"{group['threshold']:g}%",
            "met": "", "gap": group["gap_next"], "source": found.policy.source,
            "why": f"仍在交流 {group['exchanged_next']} 人，符合条件 {group['eligible_next']} 人",
        }
    )  # fmt: skip
    rows.append(
        {
            "what": "符合交流条件教师", "value": f"{able} 人", "asked": "", "met": "", "gap": None,
            "why": describe_eligible(found.policy), "source": found.policy.source,
        }
    )  # fmt: skip
    return ListExport(
        title="交流轮岗概况", columns=columns, rows=tuple(rows),
        subtitle=f"口径：{found.policy.title}，截至 {found.day}",
    )  # fmt: skip


def _finding(one: Figure) -> Row:
    sign = "不低于" if one.operator == ">=" else "高于"
    return {
        "what": one.title,
        "value": "" if one.value is None else f"{one.value:.1f}%",
        "asked": "" if one.threshold is None else f"{sign} {one.threshold:g}%",
        "met": "" if one.met is None else MET if one.met else UNMET,
        "gap": None if one.threshold is None else one.gap,
        "why": one.why,
        "source": one.source,
    }
