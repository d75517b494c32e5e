"""The placements ledger: who teaches at another school, since when, with what to show for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.deployment import (
    duties,
    ledger,
    ledger_dialogs,
    ledger_drawer,
    payments,
    queries,
    rural,
    service,
    words,
)
from jtdesk.deployment.duties_dialog import DutiesDialog
from jtdesk.deployment.experience import Certificate
from jtdesk.deployment.ledger_view import ALL, FACETS, ViewSwitch, columns, counts
from jtdesk.deployment.rural_tab import ExperienceTab
from jtdesk.deployment.subsidy_tab import SubsidyTab, subsidy_sheet, sum_row
from jtdesk.deployment.team_dialog import TeamDialog
from jtdesk.schools import queries as schools
from jtdesk.schools.service import DocumentDraft, attach_document, remove_document
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_output import MASKED, WHOLE
from jtdesk.ui.list_page import ListPage, first_steps
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, practice_step


@dataclass(frozen=True, slots=True)
class LedgerDetail:
    """One placement with what hangs on it, for the drawer."""

    row: Row
    documents: list[Row]
    duties: list[Row]


class LedgerPage(ListPage):
    """交流台账: every placement, running or past."""

    reads = ("placement", "duty", "teacher", "posting", "honour", "school", "document", "standard")
    title = "交流轮岗台账"
    unit = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns(context.codes), context.settings, "deployment.ledger", facets=FACETS,
            counting=counts, empty="台账里还没有记录。",
        )  # fmt: skip
        empty = EmptyPage(
            "这里是交流轮岗台账",
            "谁从哪所学校到哪所学校、什么形式、从几月到几月。把历年的交流花名册拖进窗口，"
            "或从下面开始；表头不用改，导入前先看预览，导入后可以撤销。",
            first_steps(self, "手工登记一人", self.act_add),
            icon="exchange",
            aside=practice_step(context),
        )
        self.set_up(panel, empty)
        self.switch = ViewSwitch(panel)
        self.detail: LedgerDetail | None = None
        self._schools: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        self._paid: dict[str, list[Row]] = {}
        doors = DocumentDoors(
            attach=attach_document,
            draft=lambda owner, name, content: DocumentDraft("placement", owner, name, content),
            remove=remove_document,
            content=schools.document_content,
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by ListPage
        self.desk = DocumentDesk(self, self.drawer.documents, doors)
        self.drawer.details.link_clicked.connect(self._on_link)
        self.subsidies = SubsidyTab(self)
        self.experience = ExperienceTab(self, self.certify)
        self.experience.panel.table.selection_changed.connect(self.refresh_actions)
        self.subsidy_number = self.add_tab("补贴清单", self.subsidies, self.subsidies.load)
        self.rural_number = self.add_tab("农村任教经历", self.experience, self.experience.load)

    # ---------------------------------------------------------------- loading

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the whole ledger with the state of every placement on the day."""
        day = as_of or clock.today().isoformat()
        rows = queries.placements(session, Ask())
        return ledger.as_shown(rows, day, self.context.frame.year)

    def load(self) -> None:
        """Ask for the ledger and for the schools the dialogs offer."""
        as_of, day = self.context.frame.as_of, self.day
        self.ask(lambda session: schools.school_names(session, as_of), self._on_schools)
        super().load()
        self.ask(
            lambda session: payments.subsidies_of_year(session, Ask(as_of=day)),
            self._on_paid,
            key="paid",
        )

    def _on_schools(self, names: dict[str, str]) -> None:
        self._schools = {name: school_id for school_id, name in names.items()}

    def _on_paid(self, lines: list[Row]) -> None:
        self._paid = {}
        for line in lines:
            self._paid.setdefault(line["placement_id"], []).append(line)
        if self.detail is not None:
            self.show_detail(self.detail)

    def rows_shown(self) -> None:
        """Keep the rows at hand and open the narrowest view that has some."""
        rows = self.panel.model.rowset.rows
        self._rows = {row["id"]: row for row in rows}
        self.switch.settle(rows)

    def fetch_detail(
        self,
        session: Session,
        row_id: str,
        as_of: str | None,  # noqa: ARG002 - rows are as of it
    ) -> LedgerDetail | None:
        """Return one placement with what hangs on it."""
        row = self._rows.get(row_id)
        if row is None:
            return None
        return LedgerDetail(
            row, schools.documents_of(session, row_id), duties.duties_of(session, row_id)
        )

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one placement in the drawer."""
        self.detail = detail
        row = detail.row
        way = f"{row['from_school'] or '?'} → {row['to_school'] or '?'}"
        parts = (way, row["mode"])
        sections = ledger_drawer.placement_sections(
            row,
            detail.duties,
            self._paid.get(row["id"], []),
            self.day,
            revealed=row["id"] in self.panel.model.revealed,
            may=not self.context.read_only,
        )
        self.drawer.show_record(row["name"], " · ".join(p for p in parts if p), sections)
        self.desk.show(row["id"], detail.documents)

    # ----------------------------------------------------------------- actions

    def _on_link(self, link: str) -> None:
        if link == ledger_drawer.REVEAL:
            self._reveal([self.current_id()])
        elif link == ledger_drawer.MID:
            self.act_mid()
        elif link == ledger_drawer.FINAL:
            self.act_final()
        elif link == ledger_drawer.DUTIES:
            self.act_duties()
        elif link == ledger_drawer.EDIT:
            self.act_edit()

    def act_reveal(self) -> None:
        """Show the id numbers of the selected rows; written down."""
        self._reveal(self.panel.table.selected_ids())

    def _reveal(self, ids: Sequence[str]) -> None:
        def shown(_outcome: object) -> None:
            self.panel.model.reveal(ids)
            self.load_detail()

        order = Reveal(words.PLACEMENTS, len(ids), "查看证件号")
        done = f"已显示 {len(ids)} 条记录的证件号码，这次查看已记入操作记录。"
        self.do(reveal_data, order, shown, done=done)

    def act_add(self) -> FormDialog:
        """Add a placement."""
        start = f"{self.context.frame.year}-09"
        dialog = ledger_dialogs.placement_dialog(
            self.context, self._schools, None, start, self, masked=False
        )

        def submit(form: FormDialog) -> None:
            draft = service.PlacementDraft(form.form.filled())
            self.keep(form, service.add_placement, draft, "已新增。")

        return open_form(dialog, submit)

    def act_edit(self) -> FormDialog | None:
        """Correct the selected placement."""
        row = self._current()
        if row is None:
            return None
        masked = row["id"] not in self.panel.model.revealed
        dialog = ledger_dialogs.placement_dialog(
            self.context, self._schools, row, "", self, masked=masked
        )

        def submit(form: FormDialog) -> None:
            edit = service.PlacementEdit(row["id"], ledger_dialogs.typed_over(form.form, row))
            self.keep(form, service.edit_placement, edit, f"{row['name']} 的交流记录已保存。")

        return open_form(dialog, submit)

    def act_end(self) -> FormDialog | None:
        """End the selected placement before its time."""
        row = self._current()
        if row is None:
            return None
        dialog = ledger_dialogs.end_dialog(self.context, row, self.day, self)

        def submit(form: FormDialog) -> None:
            order = service.PlacementEnd(row["id"], form.form.values()["on"])
            self.keep(form, service.end_placement, order, f"{row['name']} 的交流已提前结束。")

        return open_form(dialog, submit)

    def can_end(self) -> bool:
        """Only what runs can be ended."""
        row = self._current()
        return row is not None and row["state"] == words.RUNNING

    def act_team(self) -> FormDialog:
        """Send several people to one school under one order."""
        start = f"{self.context.frame.year}-09"
        dialog = TeamDialog(self.context, self._schools, start, self)

        def submit(form: FormDialog) -> None:
            order = service.TeamOrder(form.form.filled(), dialog.team.values())
            number = len(order.members)
            self.keep(form, service.add_team, order, f"已派出 {number} 人。")

        return open_form(dialog, submit)

    def act_mid(self) -> FormDialog | None:
        """Keep the mid-term assessment of the selected placement."""
        return self._assess("mid")

    def act_final(self) -> FormDialog | None:
        """Keep the final assessment of the selected placement."""
        return self._assess("final")

    def _assess(self, kind: Literal["mid", "final"]) -> FormDialog | None:
        row = self._current()
        if row is None:
            return None
        dialog = ledger_dialogs.assess_dialog(self.context, row, kind, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            order = service.Assessment(
                row["id"], kind, values["grade"], values["on"], values["achievements"] or ""
            )
            self.keep(form, service.assess_placement, order, f"{row['name']} 的考核已保存。")

        return open_form(dialog, submit)

    def act_duties(self) -> DutiesDialog | None:
        """Tick the six duties of the selected teacher."""
        row, detail = self._current(), self.detail
        if row is None:
            return None
        known = detail.duties if detail is not None and detail.row["id"] == row["id"] else []
        dialog = DutiesDialog(row["name"], known or duties.unmarked(), self.day, self)

        def submit() -> None:
            def kept(outcome: object) -> None:
                dialog.kept(outcome)
                self.context.bus.tell(f"{row['name']} 的六个一任务已保存。", "done")

            sheet = dialog.sheet(row["id"])
            self.context.ops.do(duties.keep_duties, sheet, kept, dialog, failed=dialog.show_fault)

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def act_certificate(self) -> None:
        """Print what the selected people have taught in the country."""
        if self.front_panel() is self.experience.panel:
            self.experience.certify_selected()
            return
        rows, as_of = self.panel.table.selected_rows(), self.context.frame.as_of
        if rows:
            self.ask(lambda session: rural.people_of(session, rows, as_of), self.certify)

    def can_certificate(self) -> bool:
        """Somebody must be selected, in the ledger or in the list of rural teaching."""
        panel = self.front_panel() if hasattr(self, "experience") else None
        if panel is None or panel is self.subsidies.panel:
            return False
        return bool(panel.table.selected_lines())

    def certify(self, people: Sequence[str]) -> None:
        """Ask how the id numbers are to stand, then show the certificates as they print."""
        whole = False
        if not self.context.read_only:
            answer = self.context.prompts.choose(
                words.RURAL_EXPERIENCE,
                f"要打印 {len(people)} 人的证明。身份证号写全，还是遮盖？写全会记入操作记录。",
                ((WHOLE, "写全"), (MASKED, "遮盖")),
            )
            if answer is None:
                return
            whole = answer == WHOLE
        as_of = self.context.frame.as_of

        def show(found: list[Certificate]) -> None:
            from jtdesk.deployment import certificates  # noqa: PLC0415 - looks for printers

            self.preview = certificates.preview(found, self)
            self.preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.preview.open()

        def ask() -> None:
            self.ask(
                lambda session: rural.certificates_of(session, people, as_of, whole=whole), show
            )

        if whole:
            order = Reveal(words.RURAL_EXPERIENCE, len(people), "打印证明")
            self.do(reveal_data, order, lambda _done: ask())
        else:
            ask()

    def exported(self, *, revealed: bool = False) -> ListExport:
        """Return the list in front; a list of subsidies ends with its sum."""
        export = super().exported(revealed=revealed)
        if self.front_panel() is not self.subsidies.panel or not export.rows:
            return export
        return replace(export, rows=(*export.rows, sum_row(export.rows)))

    def print_table(self) -> Any:  # noqa: ANN401 - PrintTable, loaded late
        """Return the list in front as it prints; subsidies as the list that is signed."""
        found = self.subsidies.found
        if self.front_panel() is not self.subsidies.panel or found is None or found.total is None:
            return super().print_table()
        rows = self.subsidies.panel.model.shown()
        return subsidy_sheet(rows, found.total, filtered=len(rows) < len(found.rows))

    def act_remove(self) -> None:
        """Remove the selected placement after asking."""
        row = self._current()
        if row is None:
            return
        way = f"{row['from_school'] or '?'}到{row['to_school'] or '?'}"
        text = f"要删除 {row['name']} {row['start'] or ''} {way} 的交流记录吗？可以撤销。"
        if self.context.prompts.confirm("删除交流记录", text, yes="删除", danger=True):
            self.do(service.remove_placement, row["id"], done="交流记录已删除。")

    def _current(self) -> Row | None:
        return self.panel.table.current_row()

    def _shot_team(self) -> QWidget:
        dialog = self.act_team()
        assert isinstance(dialog, TeamDialog)  # noqa: S101 - made so above
        dialog.team.fill(3)
        return dialog

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and views worth a picture."""
        return [
            ("all", lambda: self.switch.show_view(ALL)),
            ("add", self.act_add),
            ("edit", self.act_edit),
            ("team", self._shot_team),
            ("end", self.act_end),
            ("mid", self.act_mid),
            ("final", self.act_final),
            ("duties", self.act_duties),
            ("subsidies", lambda: self.tabs.setCurrentIndex(self.subsidy_number)),
            ("standard", self.subsidies.ask_standard),
            ("amounts", self.subsidies.ask_amounts),
            ("rural", lambda: self.tabs.setCurrentIndex(self.rural_number)),
        ]
