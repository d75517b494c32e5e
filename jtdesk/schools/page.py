"""The member schools page: schools, yearly facts, ways between them, agreements, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.dates import first_day
from jtdesk.core.fields import Row
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.schools import dialogs, figures, panels, queries, service, words
from jtdesk.schools.fields import FACT_FIELDS, FIELDS, NOTE
from jtdesk.schools.roster import ROSTER
from jtdesk.ui.chart_spec import FigureSpec
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.list_page import ListPage, first_steps
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Fact, Section, practice_step
from jtdesk.ui.rows import RowSet


class SchoolsPage(ListPage):
    """成员校: the list of the schools."""

    reads = (
        "school", "membership", "school_facts", "stage_facts", "travel", "agreement", "document",
        "past_value",
    )  # fmt: skip
    roster = ROSTER
    title = "成员校名册"
    unit = "所"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        empty = EmptyPage(
            "这里是集团的成员校",
            "把成员校基本情况表拖进窗口，或从下面开始。先有学校，再导入各校的教职工。",
            first_steps(self, "手工新增一所学校", self.act_add),
            icon="school",
            aside=practice_step(context),
        )
        self.set_up(self.list_of(ROSTER), empty)
        self.detail: queries.SchoolDetail | None = None
        doors = DocumentDoors(
            attach=service.attach_document,
            draft=lambda owner, name, content: service.DocumentDraft(
                "school", owner, name, content
            ),
            remove=service.remove_document,
            content=queries.document_content,
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by ListPage
        self.desk = DocumentDesk(self, self.drawer.documents, doors)
        self.drawer.details.link_clicked.connect(self._on_link)
        self._add_tabs()

    def _add_tabs(self) -> None:
        self.facts = ListPanel(
            columns_of(FACT_FIELDS, self.context.codes, leave_out={"stage_split"}),
            self.context.settings,
            "schools.facts",
            facets=("as_of", "school"),
            empty="还没有年度数据。选中一所学校，按“年度数据”填写，或导入基本情况表。",
        )
        self.travel = panels.TravelPanel(self, self.schools)
        self.agreements = panels.AgreementsPanel(self, self.schools)
        self.add_tab("年度数据", self.facts, self._load_facts)
        self.add_tab("校际交通", self.travel, self.travel.load)
        self.add_tab("帮扶协议", self.agreements, self.agreements.load)
        self.charts = self.add_charts(4, self._figures)

    # ---------------------------------------------------------------- loading

    def schools(self) -> dict[str, str]:
        """Return ids of the schools shown by name, in bureau order."""
        return {row["name"]: row["id"] for row in self.panel.model.rowset.rows}

    def _load_facts(self) -> None:
        as_of = self.context.frame.as_of

        def query(session: Session) -> RowSet:
            rows = queries.school_facts(session, Ask())
            rows.sort(key=lambda row: str(row["as_of"]), reverse=True)  # the newest is wanted
            return self.facts.rowset([r for r in rows if as_of is None or r["as_of"] <= as_of])

        self.ask(query, self.facts.show_rows, key="facts")

    def _figures(self, session: Session) -> list[FigureSpec]:
        return figures.figures(queries.school_facts(session, Ask(as_of=self.day)), self.day)

    def fetch_detail(
        self, session: Session, row_id: str, as_of: str | None
    ) -> queries.SchoolDetail | None:
        """Return one school with everything that hangs on it."""
        return queries.school_detail(session, row_id, as_of)

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one school in the drawer."""
        self.detail = detail
        school = detail.school
        parts = (school["role"], school["kind"], school["area"])
        self.drawer.show_record(
            school["name"], " · ".join(part for part in parts if part), self._sections(detail)
        )
        self.desk.show(school["id"], detail.documents)

    def _sections(self, detail: queries.SchoolDetail) -> list[Section]:
        school = detail.school
        revealed = school["id"] in self.panel.model.revealed
        by_name = self.panel.model.rowset.by_name
        facts = []
        for field in (*FIELDS, NOTE):
            value = by_name[field.name].show(school, revealed=revealed)
            hidden = field.sensitive and value and not revealed and not self.context.read_only
            facts.append(
                Fact(field.title, value, link="reveal" if hidden else "", link_text="显示")
            )
        return [
            Section("基本情况", tuple(facts)),
            *panels.sections(detail, self.day),
        ]

    # ----------------------------------------------------------------- actions

    def _on_link(self, link: str) -> None:
        if link == "reveal":
            self.reveal([self.current_id()])

    def reveal(self, ids: Sequence[str]) -> None:
        """Show phones in full; written down."""

        def shown(_outcome: object) -> None:
            self.panel.model.reveal(ids)
            self.load_detail()

        order = Reveal(words.SCHOOLS, len(ids), "查看联系电话")
        self.do(reveal_data, order, shown, done="已显示联系电话，这次查看已记入操作记录。")

    def act_add(self) -> FormDialog:
        """Add a school."""
        dialog = dialogs.school_dialog(self.context, None, self.day, self, masked=False)

        def submit(form: FormDialog) -> None:
            draft = service.SchoolDraft(form.form.filled(), self.context.frame.as_of)
            self.keep(form, service.add_school, draft, "已新增。")

        return open_form(dialog, submit)

    def act_edit(self) -> FormDialog | None:
        """Correct or change the selected school."""
        school = self._school()
        if school is None:
            return None
        masked = school["id"] not in self.panel.model.revealed
        dialog = dialogs.school_dialog(self.context, school, self.day, self, masked=masked)

        def submit(form: FormDialog) -> None:
            edit = service.SchoolEdit(school["id"], form.form.changed_values(), form.on())
            self.keep(form, service.edit_school, edit, f"{school['name']} 已保存。")

        return open_form(dialog, submit)

    def act_facts(self) -> FormDialog | None:
        """Fill the facts of the selected school at a statistics date."""
        school = self._school()
        if school is None:
            return None
        known = self.detail.facts if self.detail is not None else []
        facts = known[-1] if known and known[-1]["school_id"] == school["id"] else None
        dialog = dialogs.facts_dialog(self.context, school, facts, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            as_of = first_day(str(values.pop("as_of")))
            fresh = facts is None or facts["as_of"] != as_of
            changed = form.form.filled() if fresh else form.form.changed_values()
            changed.pop("as_of", None)
            entry = service.FactsEntry(school["id"], as_of, changed)
            self.keep(form, service.set_facts, entry, f"{school['name']} {as_of} 的数据已保存。")

        return open_form(dialog, submit)

    def act_leave(self) -> FormDialog | None:
        """Note that the selected school leaves the group."""
        school = self._school()
        if school is None:
            return None
        dialog = dialogs.leave_dialog(self.context, school, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            order = service.GroupLeave(school["id"], first_day(values["on"]), values["reason"])
            self.keep(form, service.leave_group, order, f"{school['name']} 已登记退出集团。")

        return open_form(dialog, submit)

    def _school(self) -> Row | None:
        if self.detail is not None and self.detail.school["id"] == self.current_id():
            return self.detail.school
        row = self.panel.table.current_row()
        return dict(row) if row is not None else None

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and tabs worth a picture."""
        tabs = ("list", "facts-tab", "travel", "agreements", "charts")
        shown = [
            (name, lambda number=number: self.tabs.setCurrentIndex(number))
            for number, name in enumerate(tabs)
            if number
        ]
        return [
            *shown,
            ("add", self._front(self.act_add)),
            ("edit", self._front(self.act_edit)),
            ("facts", self._front(self.act_facts)),
            ("leave", self._front(self.act_leave)),
            ("way", lambda: self.travel.edit(None)),
            ("agreement", lambda: self.agreements.edit(None)),
        ]

    def _front(self, run: Callable[[], QWidget | None]) -> Callable[[], QWidget | None]:
        def prepare() -> QWidget | None:
            self.tabs.setCurrentIndex(0)
            return run()

        return prepare
