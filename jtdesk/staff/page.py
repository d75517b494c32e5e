"""The staff page: everybody as of a date, one person's details, changes, and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.dates import first_day
from jtdesk.schools import queries as schools
from jtdesk.schools.service import DocumentDraft, attach_document, remove_document
from jtdesk.staff import dialogs, figures, queries, service
from jtdesk.staff.fields import FIELDS, NOTE
from jtdesk.staff.roster import ROSTER
from jtdesk.ui.chart_spec import FigureSpec
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.document_desk import DocumentDesk, DocumentDoors
from jtdesk.ui.list_page import ListPage, first_steps
from jtdesk.ui.page import PageContext
from jtdesk.ui.panels import EmptyPage, Fact, Section, practice_step

REVEAL = "reveal"


class StaffPage(ListPage):
    """师资: the list of the staff."""

    reads = ("teacher", "posting", "honour", "school", "membership", "document", "past_value")
    roster = ROSTER
    title = "教职工名册"
    unit = "人"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        empty = EmptyPage(
            "这里是全集团的教职工",
            "把各校的花名册拖进窗口，或从下面开始。表头不用改，文件格式不限；导入前先看预览，导入后可以撤销。",
            first_steps(self, "手工新增一人", self.act_add),
            icon="teacher",
            aside=practice_step(context),
        )
        self.set_up(self.list_of(ROSTER), empty)
        self.detail: queries.TeacherDetail | None = None
        self._schools: dict[str, str] = {}
        doors = DocumentDoors(
            attach=attach_document,
            draft=lambda owner, name, content: DocumentDraft("teacher", owner, name, content),
            remove=remove_document,
            content=schools.document_content,
        )
        assert self.drawer.documents is not None  # noqa: S101 - made so by ListPage
        self.desk = DocumentDesk(self, self.drawer.documents, doors)
        self.drawer.details.link_clicked.connect(self._on_link)
        self.charts = self.add_charts(4, self._figures)

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the staff and for the schools the dialogs offer."""
        as_of = self.context.frame.as_of
        self.ask(lambda session: schools.school_names(session, as_of), self._on_schools)
        super().load()

    def _on_schools(self, names: dict[str, str]) -> None:
        self._schools = {name: school_id for school_id, name in names.items()}

    def _figures(self, session: Session) -> list[FigureSpec]:
        as_of = self.context.frame.as_of
        rows = queries.staff(session, Ask(as_of=as_of))
        names = list(schools.school_names(session, as_of).values())
        return figures.figures(rows, self.day, self.context.codes, names)

    def fetch_detail(
        self, session: Session, row_id: str, as_of: str | None
    ) -> queries.TeacherDetail | None:
        """Return one person with postings, honours and documents."""
        return queries.teacher_detail(session, row_id, as_of)

    def show_detail(self, detail: Any) -> None:  # noqa: ANN401
        """Show one person in the drawer."""
        self.detail = detail
        person = detail.person
        parts = (person["school"], person["subject"], person["title"])
        self.drawer.show_record(
            person["name"], " · ".join(part for part in parts if part), self._sections(detail)
        )
        self.desk.show(person["id"], detail.documents)

    def _revealed(self, person_id: str) -> bool:
        return person_id in self.panel.model.revealed

    def _sections(self, detail: queries.TeacherDetail) -> list[Section]:
        person = detail.person
        groups: dict[str, list[Fact]] = {"基本信息": []}
        revealed = self._revealed(person["id"])
        for field in (*FIELDS, NOTE):
            column = self.panel.model.rowset.by_name[field.name]
            value = column.show(person, revealed=revealed)
            if field.unit and value:
                value = f"{value} {field.unit}"
            hidden = field.sensitive and value and not revealed and not self.context.read_only
            facts = groups.setdefault(field.group or "基本信息", [])
            facts.append(Fact(column.title, value, link=REVEAL if hidden else "", link_text="显示"))
            if field.name == "birth_date" and detail.age is not None:
                facts.append(Fact("年龄", f"{detail.age} 岁"))
        made = [Section(title, tuple(facts)) for title, facts in groups.items()]
        return [*made, self._honours(detail), _postings(detail)]

    def _honours(self, detail: queries.TeacherDetail) -> Section:
        may = not self.context.read_only
        facts = [
            Fact(
                f"{honour['level'] or ''}{honour['title']}",
                _span(honour["awarded_on"], honour["valid_until"]),
                link=f"honour:{honour['id']}" if may else "",
                link_text="修改",
            )
            for honour in detail.honours
        ]
        if may:
            facts.append(Fact("", "", link="honour:", link_text="新增荣誉"))
        return Section("荣誉称号", tuple(facts))

    # ----------------------------------------------------------------- actions

    def _on_link(self, link: str) -> None:
        if link == REVEAL:
            self._reveal([self.current_id()])
        elif link.startswith("honour:") and self.detail is not None:
            self.edit_honour(link.removeprefix("honour:"))

    def act_reveal(self) -> None:
        """Show id numbers and phones of the selected people; written down."""
        self._reveal(self.panel.table.selected_ids())

    def _reveal(self, ids: Sequence[str]) -> None:
        def shown(_outcome: object) -> None:
            self.panel.model.reveal(ids)
            self.load_detail()

        self.do(
            service.reveal,
            service.Reveal(tuple(ids)),
            shown,
            done=f"已显示 {len(ids)} 人的证件号码与电话，这次查看已记入操作记录。",
        )

    def act_add(self) -> FormDialog:
        """Add a person."""
        dialog = dialogs.add_dialog(self.context, self._schools, self.day, self)

        def submit(form: FormDialog) -> None:
            draft = service.TeacherDraft(form.form.filled(), self.context.frame.as_of)
            self.keep(form, service.add_teacher, draft, "已新增。")

        return open_form(dialog, submit)

    def act_edit(self) -> FormDialog | None:
        """Correct or change the selected person."""
        detail = self._detail_of_current()
        if detail is None:
            return None
        person = detail.person
        dialog = dialogs.edit_dialog(
            self.context,
            self._schools,
            person,
            self.day,
            self,
            masked=not self._revealed(person["id"]),
        )

        def submit(form: FormDialog) -> None:
            edit = service.TeacherEdit(person["id"], form.form.changed_values(), form.on())
            self.keep(form, service.edit_teacher, edit, f"{person['name']} 已保存。")

        return open_form(dialog, submit)

    def act_move(self) -> FormDialog | None:
        """Move the selected person to another school."""
        detail = self._detail_of_current()
        if detail is None:
            return None
        person = detail.person
        dialog = dialogs.move_dialog(self.context, self._schools, person, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            move = service.TeacherMove(
                id=person["id"],
                school_id=self._schools[values["school"]],
                on=first_day(values["on"]),
                kind=values["kind"],
                share=values["share"],
            )
            self.keep(form, service.move_teacher, move, f"{person['name']} 已调动。")

        return open_form(dialog, submit)

    def act_leave(self) -> FormDialog | None:
        """Note that the selected person leaves."""
        detail = self._detail_of_current()
        if detail is None:
            return None
        person = detail.person
        dialog = dialogs.leave_dialog(self.context, person, self.day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            leaving = service.Leaving(person["id"], first_day(values["on"]), values["reason"])
            self.keep(form, service.record_leaving, leaving, f"{person['name']} 已登记离职。")

        return open_form(dialog, submit)

    def act_duplicates(self) -> dialogs.DuplicatesDialog:
        """Look for people who are in the list twice."""
        dialog = dialogs.DuplicatesDialog(self.context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def edit_honour(self, honour_id: str) -> FormDialog | None:
        """Add an honour (empty id) or correct one of the person in the drawer."""
        if self.detail is None:
            return None
        person = self.detail.person
        honour = next((one for one in self.detail.honours if one["id"] == honour_id), None)
        dialog = dialogs.honour_dialog(self.context, person, honour, self)

        def submit(form: FormDialog) -> None:
            if honour is None:
                draft = service.HonourDraft(person["id"], **form.form.values())
                self.keep(form, service.add_honour, draft, "荣誉已新增。")
            else:
                edit = service.HonourEdit(honour_id, form.form.changed_values())
                self.keep(form, service.edit_honour, edit, "荣誉已修改。")

        return open_form(dialog, submit)

    def _detail_of_current(self) -> queries.TeacherDetail | None:
        if self.detail is not None and self.detail.person["id"] == self.current_id():
            return self.detail
        row = self.panel.table.current_row()
        if row is None:
            return None
        return queries.TeacherDetail(dict(row), [], [], [], row.get("age"))

    def _show_history(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.drawer.show_tab("history")

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the dialogs and tabs worth a picture."""
        return [
            ("charts", lambda: self.tabs.setCurrentIndex(1)),
            ("history", self._show_history),
            ("add", self.act_add),
            ("edit", self.act_edit),
            ("move", self.act_move),
            ("leave", self.act_leave),
            ("duplicates", self.act_duplicates),
        ]


def _span(start: str | None, end: str | None) -> str:
    if not start and not end:
        return "时间未填"
    return f"{start or '?'} 起" + (f"，至 {end}" if end else "")


def _postings(detail: queries.TeacherDetail) -> Section:
    lines = sorted(detail.postings, key=lambda line: line["from_date"] or "", reverse=True)
    return Section(
        "任职台账",
        tuple(
            Fact(
                line["kind"] + (f" {line['share']:.0%}" if line["share"] else ""),
                f"{line['school']}，{_span(line['from_date'], line['to_date'])}",
            )
            for line in lines
        ),
    )
