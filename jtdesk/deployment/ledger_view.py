"""How the ledger is listed: its columns and counts, and the switch between now and ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from jtdesk.core.codes import CodeList
from jtdesk.core.fields import Row
from jtdesk.deployment import ledger, words
from jtdesk.deployment.fields import INTAKE_FIELDS
from jtdesk.deployment.panels import Switch
from jtdesk.staff.words import COUNTY_AND_ABOVE
from jtdesk.ui.filters import Count
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.rows import Column

FACETS = ("from_school", "to_school", "mode", "subject", "state", "backbone_level")
# What is looked for first; numbers of persons come far behind.
AT_A_GLANCE = (
    "name", "from_school", "to_school", "mode", "subject", "start", "end", "state", "due",
    "backbone_level",
)  # fmt: skip
SHORT = {"subject": "学科", "backbone_level": "骨干级别", "assessment": "期满考核"}
ALL = "全部"
VIEWS = (
    (words.RUNNING, words.RUNNING, "这一天正在外校任教的"),
    (words.THIS_YEAR, words.THIS_YEAR, "交流时间与本学年有重合的"),
    (ALL, ALL, "历年全部记录"),
)


def columns(codes: Mapping[str, CodeList]) -> list[Column]:
    """Return the columns of the ledger, the ones looked for first in front."""
    made = {one.name: one for one in columns_of(INTAKE_FIELDS, codes)}
    stated = made.pop("status")
    extra = (
        Column(name="state", title="状态", order=stated.order),
        Column(
            name="due", title="提醒", width=11, mark=lambda row: "caution" if row["due"] else "",
            tooltip=lambda row: DUE_TIPS.get(row["due"], ""),
        ),
        Column(name="views", title="在派或本学年", kind="words", shown=False),
    )  # fmt: skip
    known = made | {column.name: column for column in extra}
    for name, title in SHORT.items():
        known[name] = replace(known[name], title=title)
    first = [replace(known.pop(name), shown=True) for name in AT_A_GLANCE]
    return [*first, *(replace(column, shown=False) for column in known.values())]


DUE_TIPS = {
    ledger.ENDING: "请安排期满考核，并决定返回、续派还是轮换。",
    ledger.UNASSESSED: "交流已经期满，还没有期满考核结果。",
}


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the placements shown; people count once."""
    if not rows:
        return [Count("0 人")]
    everybody = {ledger.person_key(row) for row in rows}
    backbone = {ledger.person_key(r) for r in rows if r["backbone_level"] in COUNTY_AND_ABOVE}
    sending = {row["from_school"] for row in rows} - {None}
    receiving = {row["to_school"] for row in rows} - {None}
    share = len(backbone) / len(everybody)
    made = [
        Count(f"{len(everybody)} 人", f"{len(rows)} 条记录，同一个人只计一次"),
        Count(
            f"其中骨干 {len(backbone)} 人（{share:.0%}）",
            "交流开始时为县级及以上骨干教师；单击只看这些人",
            {"backbone_level": COUNTY_AND_ABOVE},
        ),
        Count(f"派出 {len(sending)} 校", "有教师派出的学校"),
        Count(f"接收 {len(receiving)} 校", "有教师派入的学校"),
    ]
    for due in (ledger.ENDING, ledger.UNASSESSED):
        number = len({ledger.person_key(row) for row in rows if row["due"] == due})
        if number:
            made.append(
                Count(f"{due} {number} 人", DUE_TIPS[due], {"due": frozenset({due})}, "caution")
            )
    return made


class ViewSwitch(Switch):
    """The choice between what runs on the day, what belongs to the school year, and everything.

    It sets the facet ``views`` of the list, so filters, counts, export and print go by it too.

    Args:
        panel: the list; the switch takes its place before the strip of counts. Its rows have
            ``views``, the keys of the views they stand in.
        views: ``(key, title, tip)``, the narrowest first, the last one shows everything.
    """

    def __init__(self, panel: ListPanel, views: Sequence[tuple[str, str, str]] = VIEWS) -> None:
        super().__init__(views, "时间范围", panel)
        self._panel, self._views = panel, tuple(views)
        self._touched = False
        self._place()
        panel.facets.kept = frozenset({"views"})
        panel.facets.changed.connect(lambda _facets: self.press(self.view))
        panel.shown.connect(self._on_shown)
        self.chosen.connect(self._on_chosen)
        self.show_view(self._views[0][0])

    def _place(self) -> None:
        layout = self._panel.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - made so by ListPanel
        layout.removeWidget(self._panel.strip)
        line = QHBoxLayout()
        line.addWidget(self)
        line.addWidget(self._panel.strip, 1)
        layout.insertLayout(1, line)

    @property
    def view(self) -> str:
        """The view in front."""
        chosen = self._panel.facets.facets.get("views", frozenset())
        return next(iter(chosen), ALL)

    def show_view(self, view: str) -> None:
        """Show another view; other filters stay."""
        chosen = frozenset() if view == ALL else frozenset({view})
        self._panel.facets.set({**self._panel.facets.facets, "views": chosen})

    def settle(self, rows: Sequence[Row]) -> None:
        """Widen the view as long as it is empty and nobody has chosen one."""
        if self._touched or not rows or self._panel.model.rowCount():
            return
        known = {view for row in rows for view in row["views"]}
        self.show_view(next((view for view, _title, _tip in self._views if view in known), ALL))

    def _on_chosen(self, view: str) -> None:
        self._touched = True
        self.show_view(view)

    def _on_shown(self) -> None:
        facets = self._panel.facets
        filtered = bool(facets.facets.keys() - facets.kept) or bool(self._panel.filter.text())
        if self._panel.model.rowCount() == 0 and self.view != ALL and not filtered:
            self._panel.table.empty_text = f"没有“{self.view}”的记录。按“{ALL}”看历年的。"
