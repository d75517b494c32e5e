"""The needs page: which school lacks or has too many teachers of which subject, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.deployment import cell_details, figures, need_lists, post_need, shares, staffing
from jtdesk.deployment.dialogs import share_dialog
from jtdesk.deployment.heat_grid import HeatSpec
from jtdesk.deployment.heat_map import HeatMap
from jtdesk.deployment.panels import Switch
from jtdesk.deployment.standards_dialogs import StandardsDialog
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog, open_form
from jtdesk.ui.export import ListExport
from jtdesk.ui.figure_page import FigurePage
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.page import PageContext
from jtdesk.ui.painted import FigureFrame
from jtdesk.ui.panels import Details, EmptyPage, Step, practice_step
from jtdesk.ui.rows import RowSet

SCHOOLS_PAGE, STAFF_PAGE = "schools.members", "staff.teachers"
ALL = "all"
LISTS = ("明细", "编制对照", "兼教学科", "未计入")


@dataclass(frozen=True, slots=True)
class View:
    """What the first tab stands on.

    Attributes:
        found: need and availability of every cell.
        matrices: by stage, ``""`` for all of them.
        posts: establishment beside, by school.
    """

    found: staffing.Staffing
    matrices: Mapping[str, staffing.Matrix]
    posts: Mapping[str, Row]


class NeedsPage(FigurePage):
    """师资余缺: schools x subjects."""

    reads = (
        "teacher", "posting", "placement", "school", "membership", "school_facts", "stage_facts",
        "standard", "subject_share", "past_value",
    )  # fmt: skip
    title = "师资余缺"
    unit = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: View | None = None
        self._wanted: tuple[str, str] | None = None
        self.what = Switch(figures.VIEWS, "看什么")
        self.stage = Switch(((ALL, "全部学段", ""),), "学段")
        self.what.chosen.connect(lambda _key: self._show_map())
        self.stage.chosen.connect(lambda _key: self._show_map())
        self.map = HeatMap()
        self.frame = FigureFrame(context, self.map, brief=True)  # the standards stand beside it
        self.map.cell_clicked.connect(lambda *_place: self._show_cell())
        self.map.current_changed.connect(lambda *_place: self._show_cell())
        self.details = Details()
        letter = self.fontMetrics().horizontalAdvance("汉")
        self.details.setMinimumWidth(letter * 16)
        self.details.link_clicked.connect(self._on_link)
        self.notes = QToolButton()
        self.notes.setIcon(theme.icon("warning"))
        self.notes.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.notes.clicked.connect(self._show_notes)
        navigate = context.navigate
        empty = EmptyPage(
            "哪所学校缺哪一科的教师，缺多少",
            "需求按各校班级数、每周课时和教师工作量算，现有按名册和台账折算。"
            "先要有成员校的班级数：导入成员校基本情况表，或在成员校里填写年度数据。",
            (
                Step("导入基本情况表", lambda: navigate(IMPORT_PAGE), "import"),
                Step("到成员校填写班级数", lambda: navigate(SCHOOLS_PAGE), "school"),
            ),
            icon="table",
            aside=practice_step(context),
        )
        self.set_up("余缺图", self._main(), empty)
        self._add_lists()

    def _main(self) -> QWidget:
        line = QHBoxLayout()
        line.addWidget(self.what)
        line.addSpacing(theme.SPACE * 2)
        line.addWidget(self.stage)
        line.addSpacing(theme.SPACE * 2)
        line.addWidget(self.notes)
        line.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        column.addLayout(line)
        column.addWidget(self.frame, 1)
        self.splitter = QSplitter()
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        letter = self.fontMetrics().horizontalAdvance("汉")
        self.splitter.setSizes([letter * 68, letter * 22])
        return self.splitter

    def _add_lists(self) -> None:
        self.rows = need_lists.row_list(self.context)
        self.posts = need_lists.post_list(self.context)
        self.shares = need_lists.share_list(self.context)
        self.left_out = need_lists.left_out_list(self.context)
        loads = (self._load_rows, self._load_posts, self._load_shares, self._load_left_out)
        panels = (self.rows, self.posts, self.shares, self.left_out)
        for title, panel, load in zip(LISTS, panels, loads, strict=True):
            self.add_list(title, panel, load)
            panel.table.selection_changed.connect(self.refresh_actions)
        self.shares.table.row_activated.connect(lambda _row: self.act_edit_share())
        self.left_out.table.row_activated.connect(self._to_person)

    # ---------------------------------------------------------------- loading

    def load_main(self) -> None:
        """Ask for the whole group's need and availability."""
        as_of = self.context.frame.as_of

        def query(session: Session) -> View:
            found = staffing.staffing(session, as_of)
            stages = list(dict.fromkeys(cell.stage for cell in found.cells.values()))
            matrices = {"": staffing.matrix(session, as_of)}
            matrices |= {stage: staffing.matrix(session, as_of, stage) for stage in stages}
            posts = {
                row["school"]: row
                for row in post_need.establishment_need(session, Ask(as_of=as_of))
            }
            return View(found, matrices, posts)

        self.ask(query, self._on_view, key="view")

    def _on_view(self, view: View) -> None:
        self.view = view
        known = any(cell.need is not None for cell in view.found.cells.values())
        self.show_empty(empty=not known)
        choices = [(ALL, "全部学段", "各学段合在一起")]
        choices += [(stage, stage, f"只看{stage}") for stage in view.matrices if stage]
        self.stage.show_choices(choices)
        notes = view.found.findings
        self.notes.setText(f"{len(notes)} 条数据提示")
        self.notes.setToolTip("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._show_map()

    @property
    def shown_map(self) -> HeatSpec | None:
        """The map in front."""
        return self.map.spec

    def _show_map(self) -> None:
        if self.view is None:
            return
        stage = "" if self.stage.key in {"", ALL} else self.stage.key
        matrix = self.view.matrices[stage]
        spec = figures.need_map(matrix, self.what.key, stage or None)
        self.map.show_map(spec)
        self.frame.show_drawing(spec)
        if self._wanted is not None:
            self.map.select(*self._wanted)
            self._wanted = None
        self._show_cell()
        self.refresh_actions()

    def _show_cell(self) -> None:
        if self.view is None:
            return
        stage = "" if self.stage.key in {"", ALL} else self.stage.key
        sections = cell_details.sections(
            self.view.found, self.view.posts, self.map.current, stage or None
        )
        self.details.show_sections(sections)

    def _show_notes(self) -> None:
        if self.view is not None:
            self.details.show_sections([cell_details.notes(self.view.found)])

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401 - the page's own
        """Put the map on a school and subject (``school``, ``subject``)."""
        self.tabs.setCurrentIndex(0)
        self._wanted = (str(arguments.get("school", "")), str(arguments.get("subject", "")))
        self.what.press(figures.BALANCE)
        if self.stage.key != ALL:
            self.stage.press(ALL)
        if not self.loading and self.view is not None:
            self._show_map()
        self.map.setFocus()

    def _load_rows(self) -> None:
        as_of = self.context.frame.as_of

        def query(session: Session) -> RowSet:
            rows = staffing.staffing_need(session, Ask(as_of=as_of))
            return self.rows.rowset([need_lists.shortened(row) for row in rows])

        self.ask(query, self.rows.show_rows, key="rows")

    def _load_posts(self) -> None:
        as_of = self.context.frame.as_of
        self.ask(
            lambda session: post_need.establishment_need(session, Ask(as_of=as_of)),
            self.posts.show_rows,
            key="posts",
        )

    def _load_shares(self) -> None:
        day = self.context.frame.as_of or clock.today().isoformat()
        self.ask(
            lambda session: staffing.subject_shares(session, Ask(as_of=day)),
            self.shares.show_rows,
            key="shares",
        )

    def _load_left_out(self) -> None:
        as_of = self.context.frame.as_of

        def query(session: Session) -> list[Row]:
            found = staffing.staffing(session, as_of)
            names = {school.id: school.name for school in found.schools}
            return [
                {"id": one.person, "name": one.name, "why": one.why,
                 "school": names.get(one.school_id or "")}
                for one in found.left_out
            ]  # fmt: skip

        self.ask(query, self.left_out.show_rows, key="left_out")

    # ----------------------------------------------------------------- actions

    def _on_link(self, link: str) -> None:
        kind, _, rest = link.partition(":")
        if kind == "person":
            self.context.navigate(STAFF_PAGE, id=rest)
        elif kind == "school":
            self.context.navigate(SCHOOLS_PAGE, id=rest)
        elif kind == "cell":
            school, _, subject = rest.partition("/")
            self.map.select(school, subject)
        elif kind == "people":
            self.context.navigate(STAFF_PAGE, ids=rest.split("，"), title="余缺图背后的人员")
        elif kind == "rows":
            self.tabs.setCurrentIndex(1)
            self.rows.show_only(rest.split("，"), "余缺图一格")
        elif kind == "standards":
            self.act_standards()

    def _to_person(self, row: object) -> None:
        if isinstance(row, dict):
            self.context.navigate(STAFF_PAGE, id=row["id"])

    def act_standards(self) -> StandardsDialog:
        """Edit the period table and the loads of the school year."""
        year = self.context.frame.year if self.view is None else self.view.found.year
        dialog = StandardsDialog(self.context, year, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def act_share(self) -> FormDialog:
        """Add a second subject of a person."""
        day = self.context.frame.as_of or clock.today().isoformat()
        dialog, choice = share_dialog(self.context, None, day, self)

        def submit(form: FormDialog) -> None:
            values = form.form.values()
            person = choice.person if choice is not None else None
            if person is None:
                form.form.show_fault("请从名册里选择一位教师。", "name")
                form.keep_button.setEnabled(True)
                return
            draft = shares.ShareDraft(
                person["id"], values["subject"], values["periods"], values["from_date"],
                values["to_date"],
            )  # fmt: skip
            self._keep(form, shares.add_share, draft, "兼教已登记。")

        return open_form(dialog, submit)

    def act_edit_share(self) -> FormDialog | None:
        """Correct or end the second subject in front."""
        row = self.shares.table.current_row()
        if row is None or self.context.read_only:
            return None
        dialog, _choice = share_dialog(self.context, row, "", self)

        def submit(form: FormDialog) -> None:
            edit = shares.ShareEdit(row["id"], form.form.changed_values())
            self._keep(form, shares.edit_share, edit, "兼教已保存。")

        return open_form(dialog, submit)

    def can_edit_share(self) -> bool:
        """Only in the list of second subjects there is one to edit."""
        return self.front_panel() is self.shares and self.selected_count() == 1

    def act_remove_share(self) -> None:
        """Remove the second subject in front after asking."""
        row = self.shares.table.current_row()
        if row is not None and self.context.prompts.confirm(
            "删除兼教", f"要删除 {row['name']} 兼教{row['subject']}的记录吗？可以撤销。",
            yes="删除", danger=True,
        ):  # fmt: skip
            self.do(shares.remove_share, row["id"], done="兼教已删除。")

    def can_remove_share(self) -> bool:
        """Only in the list of second subjects there is one to remove."""
        return self.can_edit_share()

    def _keep(self, form: FormDialog, operation: Any, command: object, done: str) -> None:  # noqa: ANN401 - any operation
        def kept(outcome: object) -> None:
            form.kept(outcome)
            self.context.bus.tell(done, "done")

        self.context.ops.do(operation, command, kept, form, failed=form.show_fault)

    def main_export(self) -> ListExport | None:
        """Return the map as a table of numbers."""
        spec = self.shown_map
        if spec is None or not spec.columns:
            return None
        return need_lists.matrix_export(spec)

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the views and dialogs worth a picture."""

        def cell() -> None:
            self.tabs.setCurrentIndex(0)
            spec = self.shown_map
            if spec is not None:
                short = min(
                    (place for place in spec.values if all(place)),
                    key=lambda place: spec.values[place],
                    default=("", ""),
                )
                self.map.select(*short)

        def need() -> None:
            self.what.press(figures.NEED)
            self._show_map()

        def tab(number: int) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(number)

        def loads() -> QWidget:
            dialog = self.act_standards()
            dialog.tabs.setCurrentIndex(1)
            return dialog

        return [
            ("cell", cell),
            ("need", need),
            *((f"tab{number}", tab(number)) for number in range(1, len(LISTS) + 1)),
            ("standards", self.act_standards),
            ("loads", loads),
            ("share", self.act_share),
        ]
