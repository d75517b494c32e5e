"""Growth of teachers: pairs of mentor and apprentice, workshops of master teachers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.initials import initials
from jtdesk.core.reveal import Reveal, reveal_data
from jtdesk.deployment import growth_dialogs, mentoring, words, workshops
from jtdesk.deployment.growth_fields import MENTORSHIP_FIELDS
from jtdesk.deployment.growth_tabs import MEMBERS, SESSIONS, VIEWS, WorkshopsTab
from jtdesk.deployment.ledger_dialogs import typed_over
from jtdesk.deployment.ledger_view import ALL, ViewSwitch
from jtdesk.schools import queries as schools
from jtdesk.schools.service import DocumentDraft, attach_document, remove_document
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.filters import Count
from jtdesk.ui.inputs import masked_text
from jtdesk.ui.list_page import ListPage
from jtdesk.ui.list_panel import ListPanel, columns_of
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Fact, Section, Step, practice_step
from jtdesk.ui.rows import Column, plain

FACETS = ("mentor_school", "apprentice_school", "subject", "kind", "cross_school")
# What is looked for first.
AT_A_GLANCE = (
    "mentor_name", "mentor_school", "apprentice_name", "apprentice_school", "subject", "kind",
    "cross_school", "start", "end", "lessons_heard", "assessment", "mentor_title",
    "apprentice_years",
)  # fmt: skip
SHORT = {
    "subject": "学科", "kind": "类型", "cross_school": "跨校", "lessons_heard": "听课",
    "mentor_name": "师父", "apprentice_name": "徒弟", "apprentice_years": "教龄",
}  # fmt: skip
REVEAL = "reveal"


class GrowthPage(ListPage):
    """师徒与工作室: the pairs, and the workshops on a tab beside them."""

    reads = (
        "mentorship", "workshop", "workshop_member", "workshop_session", "teacher", "school",
        "document",
    )  # fmt: skip
    title = "师徒结对一览表"
    unit = "对"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        panel = ListPanel(
            columns(context), context.settings, "deployment.growth", facets=FACETS,
            counting=counts, empty="还没有师徒结对。按“新增”登记，或导入师徒结对一览表。",
        )  # fmt: skip
        self.set_up(panel, self._empty())
        self.switch = ViewSwitch(panel, VIEWS)
        self.tabs.setTabText(0, words.MENTORSHIPS)
        self._schools: dict[str, str] = {}
        self._rooms = 0
        self.rooms = WorkshopsTab(self, lambda: self._schools)
        self.rooms_number = self.add_tab(words.WORKSHOPS, self.rooms, self.rooms.load)
        self.rooms.panel.table.selection_changed.connect(self.refresh_actions)
        self.detail: Row | None = None
        self._rows: dict[str, Row] = {}
        doors = DocumentDoors(
            attach=attach_document,
            draft=lambda owner, name, content: DocumentDraft("mentorship", owner, name, content),
            remove=remove_document,
            content=schools.document_content,
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by ListPage
        self.desk = DocumentDesk(self, self.drawer.documents, doors)
        self.drawer.details.link_clicked.connect(self._on_link)

    def _empty(self) -> EmptyPage:
        return EmptyPage(
            "这里是师徒结对和名师工作室",
            "谁带谁、跨不跨校、听了几节课；工作室有哪些成员、办过几次活动。"
            "把师徒结对一览表、工作室一览表拖进窗口，或从下面开始。",
            (
                Step("导入学校送来的表格", self.act_import, "import"),
                Step("新增一对师徒", lambda: self.edit(None), "add"),
                Step("新增工作室", lambda: self.rooms.edit(None), "add"),
            ),
            icon="people",
            aside=practice_step(self.context),
        )

    # ---------------------------------------------------------------- loading

    def fetch(self, session: Session, as_of: str | None) -> Sequence[Row]:  # noqa: ARG002
        """Return all pairs, the newest first, with the views they stand in."""
        self._rooms = len(workshops.workshops(session, Ask()))
        running = {row["id"] for row in mentoring.mentorships(session, Ask(as_of=self.day))}
        rows = mentoring.mentorships(session, Ask())
        for row in rows:
            row["running"] = row["id"] in running
            row["views"] = [words.STILL_RUNNING] if row["running"] else []
            names = (row["mentor_name"], row["apprentice_name"])
            row["initials"] = " ".join(map(initials, names))
        return rows[::-1]

    def load(self) -> None:
        """Ask for the pairs and for the schools the dialogs offer."""
        as_of = self.context.frame.as_of
        self.ask(lambda session: schools.school_names(session, as_of), self._on_schools)
        super().load()

    def _on_schools(self, names: dict[str, str]) -> None:
        self._schools = {name: school_id for school_id, name in names.items()}

    def rows_shown(self) -> None:
        """Show the tabs where there are workshops, though no pairs."""
        rows = self.panel.model.rowset.rows
        self._rows = {row["id"]: row for row in rows}
        if self._rooms:
            self.stack.setCurrentIndex(0)
        self.switch.settle(rows)

    def fetch_detail(
        self,
        session: Session,
        row_id: str,
        as_of: str | None,  # noqa: ARG002 - rows are as of it
    ) -> tuple[Row, list[Row]] | None:
        """Return one pair with its documents."""
        row = self._rows.get(row_id)
        return None if row is None else (row, schools.documents_of(session, row_id))

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one pair in the drawer."""
        row, documents = detail
        self.detail = row
        revealed = row["id"] in self.panel.model.revealed
        parts = (row["subject"], row["kind"], "跨校" if row["cross_school"] else "")
        self.drawer.show_record(
            f"{row['mentor_name']} 带 {row['apprentice_name']}",
            " · ".join(part for part in parts if part),
            pair_sections(row, revealed=revealed, may=not self.context.read_only),
        )
        self.desk.show(row["id"], documents)

    # ----------------------------------------------------------------- actions

    @property
    def on_rooms(self) -> bool:
        """Whether the workshops are in front."""
        return hasattr(self, "rooms") and self.tabs.currentIndex() == self.rooms_number

    def selected_count(self) -> int:
        """Return how many rows of the list in front are selected."""
        if self.on_rooms:
            return len(self.rooms.panel.table.selected_lines())
        return super().selected_count()

    def _front_row(self) -> Row | None:
        panel = self.rooms.panel if self.on_rooms else self.panel
        return panel.table.current_row()

    def act_add(self) -> FormDialog:
        """Add a pair, or a workshop where the workshops are in front."""
        return self.rooms.edit(None) if self.on_rooms else self.edit(None)

    def act_edit(self) -> FormDialog | None:
        """Correct what is selected."""
        row = self._front_row()
        if row is None:
            return None
        return self.rooms.edit(row) if self.on_rooms else self.edit(row)

    def act_end(self) -> FormDialog | None:
        """End the selected pair or workshop."""
        row = self._front_row()
        if row is None:
            return None
        if self.on_rooms:
            return self.rooms.end(row)
        dialog = growth_dialogs.end_pair_dialog(self.context, row, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            order = mentoring.MentorshipEnd(row["id"], values["on"], values["assessment"])
            self.keep(form, mentoring.end_mentorship, order, "结对已结束。")

        return open_form(dialog, submit)

    def can_end(self) -> bool:
        """Only what runs can be ended."""
        row = self._front_row() if hasattr(self, "rooms") else None
        return row is not None and bool(row["running"])

    def act_remove(self) -> None:
        """Remove the selected pair or workshop after asking."""
        row = self._front_row()
        if row is None:
            return
        if self.on_rooms:
            self.rooms.remove(row)
            return
        text = f"要删除 {row['mentor_name']} 带 {row['apprentice_name']} 的结对吗？可以撤销。"
        if self.context.prompts.confirm("删除结对", text, yes="删除", danger=True):
            self.do(mentoring.remove_mentorship, row["id"], done="结对已删除。")

    def act_member(self) -> FormDialog | None:
        """Add a member to the selected workshop."""
        self.rooms.drawer.show_tab(MEMBERS)
        return self.rooms.edit_member(None)

    def act_session(self) -> FormDialog | None:
        """Note a session the selected workshop has held."""
        self.rooms.drawer.show_tab(SESSIONS)
        return self.rooms.edit_session(None)

    def can_member(self) -> bool:
        """Members belong to workshops."""
        return self.on_rooms

    def can_session(self) -> bool:
        """Sessions belong to workshops."""
        return self.on_rooms

    def act_reveal(self) -> None:
        """Show the id numbers of the selected rows; written down."""
        panel = self.rooms.panel if self.on_rooms else self.panel
        self._reveal(panel, panel.table.selected_ids())

    def _on_link(self, link: str) -> None:
        if link == REVEAL:
            self._reveal(self.panel, [self.current_id()])

    def _reveal(self, panel: ListPanel, ids: Sequence[str]) -> None:
        def shown(_outcome: object) -> None:
            panel.model.reveal(ids)
            self.load_detail()
            self.rooms.load_detail()

        what = words.WORKSHOPS if panel is self.rooms.panel else words.MENTORSHIPS
        done = f"已显示 {len(ids)} 条记录的证件号码，这次查看已记入操作记录。"
        self.do(reveal_data, Reveal(what, len(ids), "查看证件号"), shown, done=done)

    def edit(self, pair: Row | None) -> FormDialog:
        """Open the form for a pair, or a new one."""
        masked = pair is not None and pair["id"] not in self.panel.model.revealed
        shown = pair or {"start": f"{self.context.frame.year}-09"}
        dialog = growth_dialogs.pair_dialog(
            self.context, self._schools, shown, self, masked=masked, new=pair is None
        )

        def submit(form: FormDialog) -> None:
            if pair is None:
                draft = mentoring.MentorshipDraft(form.form.filled())
                self.keep(form, mentoring.add_mentorship, draft, "师徒结对已新增。")
            else:
                order = mentoring.MentorshipEdit(pair["id"], typed_over(form.form, pair))
                self.keep(form, mentoring.edit_mentorship, order, "师徒结对已保存。")

        return open_form(dialog, submit)

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and tabs worth a picture."""

        def rooms(tab: str) -> None:
            self.tabs.setCurrentIndex(self.rooms_number)
            self.rooms.drawer.show_tab(tab)

        return [
            ("add", self.act_add),
            ("edit", self.act_edit),
            ("end", self.act_end),
            ("all", lambda: self.switch.show_view(ALL)),
            ("workshops", lambda: rooms("details")),
            ("members", lambda: rooms(MEMBERS)),
            ("sessions", lambda: rooms(SESSIONS)),
            ("workshop", self.act_add),
            ("member", self.act_member),
            ("session", self.act_session),
        ]


def columns(context: PageContext) -> list[Column]:
    """Return the columns of the pairs, the ones looked for first in front."""
    made = {one.name: one for one in columns_of(MENTORSHIP_FIELDS, context.codes)}
    made.pop("running")
    for name, title in SHORT.items():
        made[name] = replace(made[name], title=title)
    first = [replace(made.pop(name), shown=True) for name in AT_A_GLANCE]
    views = Column(name="views", title="时段", kind="words", shown=False)
    return [*first, *(replace(one, shown=False) for one in made.values()), views]


def pair_sections(row: Row, *, revealed: bool, may: bool) -> list[Section]:
    """Return what the drawer says of a pair."""
    groups: dict[str, list[Fact]] = {words.MENTOR: [], words.APPRENTICE: [], "结对": []}
    for field in MENTORSHIP_FIELDS:
        value = plain(row.get(field.name), field.kind)
        hidden = field.sensitive and value and not revealed
        if hidden:
            value = masked_text(field, value)
        heading = next((h for h in groups if field.title.startswith(h)), "结对")
        title = growth_dialogs.TERM.get(field.name, field.title)
        title = title if heading == "结对" else title.removeprefix(heading)
        unit = f" {field.unit}" if field.unit and value else ""
        link = REVEAL if hidden and may else ""
        if field.name != "running":
            groups[heading].append(Fact(title, f"{value}{unit}", link=link, link_text="显示"))
    return [Section(title, tuple(facts)) for title, facts in groups.items()]


def counts(rows: Sequence[Row]) -> list[Count]:
    """Return pairs and people of the rows shown."""
    if not rows:
        return [Count("0 对")]
    across = sum(bool(row["cross_school"]) for row in rows)
    mentors = {row["mentor_id_number"] or row["mentor_name"] for row in rows}
    lessons = sum(row["lessons_heard"] or 0 for row in rows)
    made = [
        Count(f"{len(rows)} 对"),
        Count(
            f"跨校 {across} 对（{across / len(rows):.0%}）",
            "师父和徒弟不在同一所学校；单击只看这些",
            {"cross_school": frozenset({"是"})},
        ),
        Count(f"师父 {len(mentors)} 人", "带几个徒弟的只计一次"),
    ]
    if lessons:
        made.append(Count(f"听课 {lessons} 节"))
    return made
