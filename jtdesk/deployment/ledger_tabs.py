"""What stands beside the list of the ledger: the switch of views, subsidies, rural teaching."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from jtdesk.core.fields import Row
from jtdesk.deployment import words
from jtdesk.deployment.panels import Switch
from jtdesk.ui.list_panel import ListPanel

ALL = "全部"
VIEWS = (
    (words.RUNNING, words.RUNNING, "这一天正在外校任教的"),
    (words.THIS_YEAR, words.THIS_YEAR, "交流时间与本学年有重合的"),
    (ALL, ALL, "历年全部记录"),
)


class ViewSwitch(Switch):
    """The choice between what runs on the day, what belongs to the school year, and everything.

    It sets the facet ``views`` of the list, so filters, counts, export and print go by it too.

    Args:
        panel: the list; the switch takes its place before the strip of counts.
    """

    def __init__(self, panel: ListPanel) -> None:
        super().__init__(VIEWS, "时间范围", panel)
        self._panel = panel
        self._touched = False
        self._place()
        panel.facets.kept = frozenset({"views"})
        panel.facets.changed.connect(lambda _facets: self.press(self.view))
        panel.shown.connect(self._on_shown)
        self.chosen.connect(self._on_chosen)
        self.show_view(words.RUNNING)

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
        self.show_view(next((view for view, _title, _tip in VIEWS if view in known), ALL))

    def _on_chosen(self, view: str) -> None:
        self._touched = True
        self.show_view(view)

    def _on_shown(self) -> None:
        facets = self._panel.facets
        filtered = bool(facets.facets.keys() - facets.kept) or bool(self._panel.filter.text())
        if self._panel.model.rowCount() == 0 and self.view != ALL and not filtered:
            self._panel.table.empty_text = f"没有“{self.view}”的记录。按“{ALL}”看历年的交流。"
