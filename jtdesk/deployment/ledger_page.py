"""The placements ledger: who teaches at another school, since when, with what to show for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.deployment import ledger, ledger_dialogs, ledger_drawer, queries, service, words
from jtdesk.deployment.fields import INTAKE_FIELDS
from jtdesk.deployment.ledger_tabs import ALL, ViewSwitch
from jtdesk.deployment.team_dialog import TeamDialog
from jtdesk.schools import queries as schools
from jtdesk.schools.service import DocumentDraft, attach_document, remove_document
from jtdesk.staff.words import COUNTY_AND_ABOVE
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.filters import Count
from jtdesk.ui.list_page import ListPage, first_steps
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, practice_step
from jtdesk.ui.rows import Column

FACETS = ("from_school", "to_school", "mode", "subject", "state", "backbone_level")
# What is looked for first; numbers of persons come far behind.
AT_A_GLANCE = (
    "name", "from_school", "to_school", "mode", "subject", "start", "end", "state", "due",
    "backbone_level",
)  # fmt: skip
SHORT = {"subject": "学科", "backbone_level": "骨干级别", "assessment": "期满考核"}


@dataclass(frozen=True, slots=True)
class LedgerDetail:
    """One placement with what hangs on it, for the drawer."""

    row: Row
    documents: list[Row]


class LedgerPage(ListPage):
    """交流台账: every placement, running or past."""

    reads = ("placement", "duty", "teacher", "posting", "honour", "school", "document", "standard")
    title = "交流轮岗台账"
    unit = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns(context), context.settings, "deployment.ledger", facets=FACETS, counting=counts,
            empty="台账里还没有记录。",
        )  # fmt: skip
        empty = EmptyPage(
            "这里是交流轮岗台账",
            "谁从哪所学校到哪所学校、什么形式、从几月到几月。把历年的交流花名册拖进窗口,"
            "或从下面开始;表头不用改,导入前先看预览,导入后可以撤销。",
            first_steps(self, "手工登记一人", self.act_add),
            icon="exchange",
            aside=practice_step(context),
        )
        self.set_up(panel, empty)
        self.switch = ViewSwitch(panel)
        self.detail: LedgerDetail | None = None
        self._schools: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        doors = DocumentDoors(
            attach=attach_document,
            draft=lambda owner, name, content: DocumentDraft("placement", owner, name, content),
            remove=remove_document,
            content=schools.document_content,
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by ListPage
        self.desk = DocumentDesk(self, self.drawer.documents, doors)
        self.drawer.details.link_clicked.connect(self._on_link)

    # ---------------------------------------------------------------- loading

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:
        """Return the whole ledger with the state of every placement on the day."""
        day = as_of or clock.today().isoformat()
        rows = queries.placements(session, Ask())
        return ledger.as_shown(rows, day, self.context.frame.year)

    def load(self) -> None:
        """Ask for the ledger and for the schools the dialogs offer."""
        as_of = self.context.frame.as_of
        self.ask(lambda session: schools.school_names(session, as_of), self._on_schools)
        super().load()

    def _on_schools(self, names: dict[str, str]) -> None:
        self._schools = {name: school_id for school_id, name in names.items()}

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
        return LedgerDetail(row, schools.documents_of(session, row_id))

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one placement in the drawer."""
        self.detail = detail
        row = detail.row
        way = f"{row['from_school'] or '?'} → {row['to_school'] or '?'}"
        parts = (way, row["mode"])
        sections = ledger_drawer.placement_sections(
            row,
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

    def act_reveal(self) -> None:
        """Show the id numbers of the selected rows; written down."""
        self._reveal(self.panel.table.selected_ids())

    def _reveal(self, ids: Sequence[str]) -> None:
        def shown(_outcome: object) -> None:
            self.panel.model.reveal(ids)
            self.load_detail()

        order = Reveal(words.PLACEMENTS, len(ids), "查看证件号")
        done = f"已显示 {len(ids)} 条记录的证件号码,这次查看已记入操作记录。"
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

    def act_remove(self) -> None:
        """Remove the selected placement after asking."""
        row = self._current()
        if row is None:
            return
        way = f"{row['from_school'] or '?'}到{row['to_school'] or '?'}"
        text = f"要删除 {row['name']} {row['start'] or ''} {way} 的交流记录吗?可以撤销。"
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
        ]


def columns(context: PageContext) -> list[Column]:
    """Return the columns of the ledger, the ones looked for first in front."""
    made = {one.name: one for one in columns_of(INTAKE_FIELDS, context.codes)}
    stated = made.pop("status")
    extra = (
        Column(name="state", title="状态", order=stated.order),
        Column(
            name="due", title="提醒", mark=lambda row: "caution" if row["due"] else "",
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
    ledger.ENDING: "请安排期满考核,并决定返回、续派还是轮换。",
    ledger.UNASSESSED: "交流已经期满,还没有期满考核结果。",
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
        Count(f"{len(everybody)} 人", f"{len(rows)} 条记录,同一个人只计一次"),
        Count(
            f"其中骨干 {len(backbone)} 人({share:.0%})",
            "交流开始时为县级及以上骨干教师;单击只看这些人",
            {"backbone_level": COUNTY_AND_ABOVE},
        ),
        Count(f"派出 {len(sending)} 校", "有教师派出的学校"),
        Count(f"接收 {len(receiving)} 校", "有教师派入的学校"),
    ]
    for due in (ledger.ENDING, ledger.UNASSESSED):
        number = sum(row["due"] == due for row in rows)
        if number:
            made.append(
                Count(f"{due} {number} 人", DUE_TIPS[due], {"due": frozenset({due})}, "caution")
            )
    return made
