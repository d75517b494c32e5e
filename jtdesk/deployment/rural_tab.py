"""Who has taught at rural, mountain or island schools: the list beside the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.deployment import rural, standards
from jtdesk.deployment.ledger_fields import EXPERIENCE_FIELDS
from jtdesk.deployment.served import MONTHS_A_YEAR, school_year_of
from jtdesk.deployment.subsidy_tab import choose_standard
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.filters import Count
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.rows import RowSet

Answer = tuple[RowSet, standards.Chosen, str]


class ExperienceTab(QWidget):
    """Who has taught at rural, mountain or island schools for how many months.

    Args:
        page: the ledger.
        certify: shows the certificates of people by id.
    """

    def __init__(self, page: ListPage, certify: Callable[[Sequence[str]], object]) -> None:
        super().__init__(page)
        self._page, self._certify = page, certify
        self.chosen: standards.Chosen | None = None
        self.fault = ""
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "faint")
        self.choose = QPushButton("选用口径")
        self.choose.setToolTip("选用本地认定农村任教经历的口径。")
        self.choose.clicked.connect(self.ask_rule)
        self.certificate = QPushButton(theme.icon("print"), "打印证明")
        self.certificate.setToolTip("选中一人或几人，预览并打印农村任教经历证明，每人一页。")
        self.certificate.clicked.connect(self.certify_selected)
        columns = [
            replace(one, shown=one.shown and not one.sensitive)
            for one in columns_of(EXPERIENCE_FIELDS, page.context.codes)
        ]
        self.panel = ListPanel(
            columns, page.context.settings, "deployment.experience",
            facets=("school", "subject", "title"), counting=experienced,
            empty="还没有可以计入的农村任教经历。学校的城乡类别、海岛、山区在“成员校”里填写。",
        )  # fmt: skip
        self.panel.table.horizontalHeader().setStretchLastSection(True)
        self.panel.table.row_activated.connect(lambda _row: self.certify_selected())
        self.panel.table.selection_changed.connect(self._enable)
        above = QHBoxLayout()
        above.addWidget(self.said, 1)
        above.addWidget(self.choose)
        above.addWidget(self.certificate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(above)
        layout.addWidget(self.panel, 1)
        self._enable()

    def load(self) -> None:
        """Ask for everybody who has such months."""
        day, panel = self._page.day, self.panel

        def query(session: Session) -> Answer:
            year = school_year_of(day)
            chosen, fault = standards.standard_to_start_from(session, rural.KIND, year)
            rows = [] if fault else rural.rural_experience(session, Ask(as_of=day))
            for row in rows:
                row["initials"] = initials(row["name"])
            return panel.rowset(rows), chosen, fault

        self._page.ask(query, self._show, key="experience")

    def _show(self, answer: Answer) -> None:
        rows, self.chosen, self.fault = answer
        told = f"截至 {self._page.day}，按“{self.chosen.title}”认定；同一个月只计一次。"
        self.said.setText(f"△ {self.fault}" if self.fault else told)
        self.said.setToolTip(str(self.chosen.body.get("source", "")))
        self.panel.show_rows(rows)
        if len(rows) and self.panel.table.current_row() is None:
            self.panel.table.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        self.certificate.setEnabled(bool(self.panel.table.selected_lines()))
        self.choose.setEnabled(self.chosen is not None and not self._page.context.read_only)

    def certify_selected(self) -> None:
        """Show the certificates of the selected people."""
        people = self.panel.table.selected_ids()
        if people:
            self._certify(people)

    def ask_rule(self) -> FormDialog | None:
        """Let the user choose what counts as teaching in the country."""
        if self.chosen is None:
            return None
        return choose_standard(self._page, self.chosen, self, fault=self.fault)


def experienced(rows: Sequence[Row]) -> list[Count]:
    """Return the strip of counts over the people shown."""
    if not rows:
        return [Count("0 人")]
    year = sum(row["months"] >= MONTHS_A_YEAR for row in rows)
    three = sum(row["months"] >= 3 * MONTHS_A_YEAR for row in rows)
    return [
        Count(f"{len(rows)} 人"),
        Count(f"满 1 年 {year} 人", "累计 12 个月及以上"),
        Count(f"满 3 年 {three} 人", "累计 36 个月及以上"),
    ]
