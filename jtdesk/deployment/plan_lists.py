"""The lists of the planner: changes, what stays open, kept plans, decisions, who could move."""

from __future__ import annotations

from collections.abc import Sequence

from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment import plan_drawer, plan_fields, plan_report
from jtdesk.deployment.planning import Basis
from jtdesk.deployment.problem import Move, Proposal
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

CHANGE_COLUMNS = (
    Column(name="name", title="姓名"),
    Column(name="from_school", title="派出学校"),
    Column(name="to_school", title="接收学校"),
    Column(name="subject", title="任教学科"),
    Column(name="mode", title="形式"),
    Column(name="amount", title="工作量"),
    Column(name="minutes", title="单程", kind="integer", unit="分钟"),
    Column(name="backbone_level", title="骨干级别"),
    Column(name="why", title="理由", width=44),
    Column(name="others", title="也可考虑", width=36),
)
OPEN_COLUMNS = (
    Column(name="text", title="没有做到的", width=32),
    Column(name="why", title="为什么", width=70),
)
DECIDED_COLUMNS = (
    Column(name="what", title="类别"),
    Column(name="who", title="教师或学校"),
    Column(name="school", title="现任学校"),
    Column(name="decided", title="指定"),
    Column(name="note", title="说明"),
)
CANDIDATE_COLUMNS = (
    Column(name="name", title="姓名", width=8),
    Column(name="school", title="学校", width=11),
    Column(name="subject", title="学科", width=8),
    Column(name="backbone_level", title="骨干", width=6),
    Column(name="years", title="年限", kind="decimal", width=6),
)


def candidate_rows(found: Basis) -> list[Row]:
    """Return who could be asked to move, those who have served longest first."""
    names = plan_report.school_names(found)
    made = [
        {
            "id": person.id,
            "name": person.name,
            "initials": found.people[person.id].get("initials"),
            "school": names[person.home],
            "stage": person.stage,
            "subject": person.subject,
            "backbone_level": person.level or None,
            "years": plain(rounded(person.years, 1)),
            "able": "全职" if person.eligible else "走教",
        }
        for person in found.problem.people
        if not person.running and (person.eligible or person.itinerant)
    ]
    return sorted(made, key=lambda row: (row["able"] != "全职", -float(row["years"] or 0)))


class Lists:
    """The list panels beside the board."""

    def __init__(self, context: PageContext) -> None:
        settings = context.settings
        self._columns = list(CHANGE_COLUMNS)
        self.changes = ListPanel(
            self._columns, settings, "deployment.plan_changes",
            facets=("from_school", "to_school", "subject", "mode"),
            empty="看板上还没有变动。按“生成方案”，或把教师拖到学校卡片上。",
        )  # fmt: skip
        self.open_ends = ListPanel(
            list(OPEN_COLUMNS), settings, "deployment.plan_open",
            empty="没有。生成方案以后，达不到的比例、补不上的学科会列在这里，并写明原因。",
        )  # fmt: skip
        self.open_ends.table.horizontalHeader().setStretchLastSection(True)  # whole sentences
        kept = columns_of(plan_fields.SCENARIO_FIELDS, context.codes)
        self.kept = ListPanel(
            kept, settings, "deployment.plan_kept",
            empty="还没有保存的方案。在看板上按“保存方案”，最多五个，放在一起比较。",
        )  # fmt: skip
        self.decided = ListPanel(
            list(DECIDED_COLUMNS), settings, "deployment.plan_decided", facets=("what",),
            empty="还没有事先指定的人和底线。在看板左边选一位教师按“指定”，或按“骨干底线”。",
        )  # fmt: skip

    def show_plan(self, found: Basis, moves: Sequence[Move], proposal: Proposal | None) -> None:
        """Show the changes of a plan and what it leaves open."""
        self.changes.show_rows(plan_report.move_rows(found, moves))
        self.open_ends.show_rows(
            [
                {"id": str(number), "text": text, "why": why}
                for number, (text, why) in enumerate(plan_drawer.open_ends(proposal))
            ]
        )

    def show_kept(self, rows: Sequence[Row]) -> None:
        """Show the kept plans."""
        self.kept.show_rows(rows)

    def show_decided(self, pins: Sequence[Row], floors: Sequence[Row]) -> None:
        """Show decisions and floors in one list."""
        rows = [
            {
                "id": row["id"],
                "what": "指定",
                "who": row["name"],
                "school": row["school"],
                "decided": row["kind"] + (row["to_school"] or "") + _along(row),
                "note": row["note"],
            }
            for row in pins
        ]
        rows += [
            {
                "id": row["id"],
                "what": "底线",
                "who": row["school"],
                "school": row["school"],
                "decided": f"{row['subject'] or '各科'}骨干教师至少 {row['backbone']} 人",
                "note": row["note"],
            }
            for row in floors
        ]
        self.decided.show_rows(rows)

    def export(self, title: str) -> ListExport:
        """Return the changes as they leave on paper."""
        rows = tuple(self.changes.model.rowset.rows)
        return ListExport(
            title=title, columns=tuple(self._columns), rows=rows, subtitle=f"变动 {len(rows)} 人次"
        )


def _along(row: Row) -> str:
    return f"（{row['other_name']}）" if row["other_name"] else ""
