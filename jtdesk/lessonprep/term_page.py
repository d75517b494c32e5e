"""The school calendar: terms, a wall calendar of weeks and days, special days, bells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from jtdesk.core import clock
from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.jobs import Job
from jtdesk.lessonprep import calendar_findings, school_calendar, special_days, term_lists
from jtdesk.lessonprep.calendar_findings import Finding, TermView
from jtdesk.lessonprep.notice_dialog import NoticeDialog
from jtdesk.lessonprep.special_days import Settling
from jtdesk.lessonprep.term_cards import Findings, TermCards, scrolling
from jtdesk.lessonprep.term_desk import EVERY_STAGE, TermDesk
from jtdesk.lessonprep.term_rules import term_title
from jtdesk.lessonprep.term_wall import WallDrawing
from jtdesk.lessonprep.wall import Wall, wall_of
from jtdesk.lessonprep.wall_print import wall_preview
from jtdesk.lessonprep.wall_view import WallView
from jtdesk.ui import theme
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.export import ListExport
from jtdesk.ui.figure_page import FigurePage
from jtdesk.ui.inputs import CalmCombo, school_combo
from jtdesk.ui.list_output import BOOKS, IMPORT_PAGE
from jtdesk.ui.page import PageContext
from jtdesk.ui.painted import FigureFrame
from jtdesk.ui.panels import EmptyPage, Step, practice_step

GROUP = "全集团"


class TermPage(FigurePage):
    """校历: what every day of a school year is."""

    reads = ("term_dates", "day_rule", "bell", "lesson", "school", "membership", "past_value")
    title = "校历"
    unit = "条"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: TermView | None = None
        self.desk = TermDesk(self, lambda: self.view)
        self._term = ""
        self._schools: dict[str, str] = {}
        self.findings = Findings(self.settle)
        self.cards = TermCards()
        self.cards.chosen.connect(self.show_term)
        self.stage = CalmCombo()
        self.stage.setAccessibleName("学段")
        self.school: QComboBox = school_combo(())
        self.school.setAccessibleName("学校")
        self.wall = WallView()
        self.wall.day_activated.connect(self._on_day)
        self.wall.current_changed.connect(self._on_current)
        self.frame = FigureFrame(context, self.wall)
        self.said = QLabel()
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_up("校历", self._main(), self._empty())
        self.days = term_lists.day_panel(context)
        self.terms = term_lists.term_panel(context)
        self.bells = term_lists.bell_panel(context)
        self.days_tab = self.add_list("特殊日", self.days, self._load_days)
        self.terms_tab = self.add_list("学期", self.terms, self._load_terms)
        self.bells_tab = self.add_list("作息时间", self.bells, self._load_bells)
        for panel in (self.days, self.terms, self.bells):
            panel.table.selection_changed.connect(self.refresh_actions)
            panel.table.row_activated.connect(lambda _row: self.act_edit())
        self.stage.currentIndexChanged.connect(lambda _i: self._show_wall())
        self.school.currentTextChanged.connect(lambda _t: self._on_school())

    def _main(self) -> QWidget:
        chooser = QHBoxLayout()
        chooser.addWidget(self.cards, 1)
        for title, widget in (("学段", self.stage), ("学校", self.school)):
            label = QLabel(title)
            label.setBuddy(widget)
            chooser.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
            chooser.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        letter = self.fontMetrics().horizontalAdvance("汉")
        self.stage.setMinimumWidth(letter * 6)
        self.school.setFixedWidth(letter * 13)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.findings)
        column.addLayout(chooser)
        column.addWidget(self.frame, 1)
        column.addWidget(self.said)
        self.wall.setMinimumHeight(self.fontMetrics().height() * 9)
        return scrolling(body)

    def _empty(self) -> EmptyPage:
        return EmptyPage(
            "这个学年还没有学期起止",
            "填了每学期哪天开学、哪天放假、第 1 周从哪天算起，就有周次、上课日和补课日，"
            "备课活动才排得准。可以先填入建议的日期，再按教育局公布的校历修改；也可以把校历表导进来。",
            (
                Step("填入建议日期", self._propose, "calendar"),
                Step("新增学期", self.act_add, "add"),
                Step("导入校历", lambda: self.context.navigate(IMPORT_PAGE), "import"),
            ),
            icon="calendar",
            aside=practice_step(self.context),
        )

    # ---------------------------------------------------------------- loading

    @property
    def year(self) -> int:
        """First calendar year of the school year that is looked at."""
        return self.context.frame.year

    def load_main(self) -> None:
        """Ask for the whole calendar of the school year."""
        year = self.year
        self.ask(
            lambda session: calendar_findings.term_view(session, year), self._on_view, key="view"
        )

    def _on_view(self, view: TermView) -> None:
        self.view = view
        self._schools = {name: key for key, name in view.schools.items()}
        ids = [row["id"] for row in view.terms]
        if self._term not in ids:
            today = self.context.frame.as_of or clock.today().isoformat()
            running = (r["id"] for r in view.terms if r["start"] <= today <= r["end"])
            self._term = next(running, ids[0] if ids else "")
        self.cards.show_terms(view.terms, self._term)
        _offer(self.school, [GROUP, *self._schools])
        self.findings.show_findings(view.findings, may=not self.context.read_only)
        self.show_empty(empty=not view.terms)
        self._offer_stages()
        self._show_wall()

    def _term_row(self) -> Row | None:
        rows = self.view.terms if self.view is not None else ()
        return next((row for row in rows if row["id"] == self._term), None)

    def _offer_stages(self) -> None:
        """Offer the stages for which the pressed term holds."""
        row = self._term_row()
        if self.view is None or row is None:
            return
        own = {one["stage"] for one in self.view.terms if one["term"] == row["term"]}
        free = [stage for stage in self.view.stages if stage not in own]
        _offer(self.stage, [row["stage"]] if row["stage"] else [EVERY_STAGE, *free])

    def show_term(self, term_id: str) -> None:
        """Show the wall calendar of a term."""
        self._term = term_id
        self.cards.press(term_id)
        self._offer_stages()
        self._show_wall()

    def _on_school(self) -> None:
        if self.school.currentText() in {"", GROUP, *self._schools}:
            self._show_wall()

    def wall_shown(self, code: str = "") -> Wall | None:
        """Return the wall calendar as chosen, of the pressed term or of another one."""
        row, view = self._term_row(), self.view
        if view is None or row is None:
            return None
        code = code or row["term"]
        stage = self.stage.currentText()
        return wall_of(
            view.calendar, code, view.days.get(code, ()), view.schools,
            stage=None if stage in {"", EVERY_STAGE} else stage,
            school=self._schools.get(self.school.currentText()),
        )  # fmt: skip

    def _show_wall(self) -> None:
        made = self.wall_shown()
        if made is None:
            return
        drawing = WallDrawing(made)
        self.wall.show_wall(drawing)
        self.frame.show_drawing(drawing)
        self._on_current(self.wall.current)
        self.refresh_actions()

    def _on_current(self, _day: object) -> None:
        cell = self.wall.current_cell()
        hint = "单击看一天，双击登记。" if cell is None else cell.spoken()
        self.said.setText(hint)

    def _load_days(self) -> None:
        asked = Ask(as_of=f"{self.year}-10-01")
        self.ask(lambda s: school_calendar.day_list(s, asked), self.days.show_rows, key="days")

    def _load_terms(self) -> None:
        self.ask(lambda s: school_calendar.term_list(s, Ask()), self.terms.show_rows, key="terms")

    def _load_bells(self) -> None:
        self.ask(school_calendar.bells_in_force, self.bells.show_rows, key="bells")

    # ------------------------------------------------------------- ways out

    def settle(self, finding: Finding) -> QWidget | None:
        """Take the way out of a finding; return the dialog where it needs one."""
        first, second = (*finding.subject, "", "")[:2]
        if finding.kind == "no_terms":
            self.desk.propose()
        elif finding.kind == "unsettled":
            done = f"{term_title(first)}的调休上班日已按建议落实。可以撤销，也可以逐日修改。"
            self.do(special_days.settle_makeup_days, Settling(first), done=done)
        elif finding.kind == "no_holidays":
            return self.act_notice()
        elif finding.kind == "no_stage":
            return self.desk.edit_term(None, stage=second, code=first)
        elif finding.kind == "overlap":
            wanted = first, second or None
            rows = self.view.terms if self.view is not None else ()
            row = next((one for one in rows if (one["term"], one["stage"]) == wanted), None)
            return self.desk.edit_term(row) if row is not None else None
        return None

    def _propose(self) -> None:
        self.desk.propose()

    # ----------------------------------------------------------------- actions

    def act_add(self) -> FormDialog | None:
        """Add a term."""
        return self.desk.edit_term(None)

    def _on_day(self, day: object) -> None:
        if isinstance(day, date):
            self.act_day(day)

    def act_day(self, day: date | None = None) -> FormDialog | None:
        """Enter special days, or correct the entry of the day in front."""
        view = self.view
        if view is None or self.context.read_only:
            return None
        chosen = day or self.wall.current
        school = self.school.currentText() if self.school.currentText() in self._schools else None
        stage = self.stage.currentText()
        stage = "" if stage == EVERY_STAGE or self._whole_term() else stage
        rows = [row for found in view.days.values() for row in found]
        named = chosen.isoformat() if chosen else None
        own = next(
            (r for r in rows if r["date"] == named and r["school"] == school
             and (r["stage"] or "") == stage),
            None,
        )  # fmt: skip
        if own is not None and day is not None:
            return self.desk.edit_day(own)
        return self.desk.edit_day(None, {"date": named, "school": school, "stage": stage or None})

    def _whole_term(self) -> bool:
        """Whether the stage shown is only that of the term's own card."""
        row = self._term_row()
        return bool(row and row["stage"] and len(self.view.stages if self.view else ()) == 1)

    def act_settle(self) -> FormDialog | None:
        """Say of every open make-up day whose timetable holds."""
        return self.desk.settle_days(self._open_term())

    def act_notice(self) -> NoticeDialog | None:
        """Take a pasted notice on holidays."""
        return self.desk.take_notice()

    def _open_term(self) -> str:
        """Return the code of the term with open make-up days, the one in front first."""
        row = self._term_row()
        found: Mapping[str, Any] = self.view.unsettled if self.view is not None else {}
        codes = [row["term"]] if row else []
        return next((code for code in (*codes, *found) if found.get(code)), "")

    def can_settle(self) -> bool:
        """There are make-up days to be settled."""
        return bool(self._open_term())

    def act_bells(self) -> FormDialog | None:
        """Enter the bells of the school and stage in front."""
        school = self.school.currentText()
        stage = self.stage.currentText()
        return self.desk.edit_bells(
            school if school in self._schools else None,
            stage if stage not in {"", EVERY_STAGE} else None,
        )

    def act_edit(self) -> FormDialog | None:
        """Correct the term, the special day or the bells in front."""
        panel = self.front_panel()
        row = panel.table.current_row() if panel is not None else self._term_row()
        if row is None:
            return None
        if panel is self.days:
            return self.desk.edit_day(row)
        if panel is self.bells:
            return self.desk.edit_bells(row["school"], row["stage"])
        return self.desk.edit_term(row)

    def can_edit(self) -> bool:
        """There is a term in front, or one row of a list."""
        panel = self.front_panel() if hasattr(self, "bells_tab") else None
        return self.selected_count() == 1 if panel is not None else self._term_row() is not None

    def act_remove(self) -> None:
        """Remove the term in front, or the selected special days, after asking."""
        panel = self.front_panel()
        if panel is self.days:
            wanted = set(panel.table.selected_ids())
            rows = [row for row in panel.model.rowset.rows if row["id"] in wanted]
            self.desk.remove_days(rows)
        elif panel is not self.bells:
            row = panel.table.current_row() if panel is not None else self._term_row()
            if row is not None:
                self.desk.remove_term(row)

    def can_remove(self) -> bool:
        """There is a term in front, or rows of a list that somebody has entered."""
        panel = self.front_panel() if hasattr(self, "bells_tab") else None
        if panel is None:
            return self._term_row() is not None
        return panel is not self.bells and self.selected_count() > 0

    # ----------------------------------------------------------------- output

    def main_export(self) -> ListExport | None:
        """Return the wall calendar as a table."""
        made = self.wall_shown() if hasattr(self, "bells_tab") else None
        return None if made is None else term_lists.wall_export(made)

    def act_export(self) -> None:
        """Write the wall calendars of the year as a workbook of A4 sheets, or the list in front."""
        walls = [w for half in (1, 2) if (w := self.wall_shown(f"{self.year}-{half}")) is not None]
        if self.front_panel() is not None or not walls:
            super().act_export()
            return
        name = f"{self.year}-{self.year + 1} 学年校历.xlsx"
        path = self.context.prompts.save_path("导出校历", name, filters=BOOKS[:1])
        if path is None:
            return
        where: Path = path

        def work(_job: Job) -> str:
            term_lists.write_walls(where, walls)
            return where.name

        self.context.ops.compute(
            work,
            lambda made: self.context.bus.tell(f"校历已导出到 {made}。", "done"),
            owner=self,
            title="导出校历",
        )

    def act_print(self) -> None:
        """Show the print preview of the wall calendar, or of the list in front."""
        drawing = self.wall.drawing
        if self.front_panel() is not None or drawing is None:
            super().act_print()
            return
        dialog = wall_preview(drawing, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the tabs and dialogs worth a picture."""

        def tab(number: int) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(number)

        def edit() -> QWidget | None:
            self.tabs.setCurrentIndex(0)
            return self.act_edit()

        return [
            *((f"tab{number}", tab(number)) for number in (1, 2, 3)),
            ("edit", edit),
            ("day", self.act_day),
            ("settle", self.act_settle),
            ("notice", self.act_notice),
            ("bells", self.act_bells),
        ]


def _offer(combo: QComboBox, words: list[str]) -> None:
    """Offer words in a combo box; the chosen one stays where it still is offered."""
    if [combo.itemText(number) for number in range(combo.count())] == words:
        return
    before = combo.currentText()
    combo.blockSignals(True)
    combo.clear()
    combo.addItems(words)
    combo.setCurrentIndex(max(words.index(before) if before in words else 0, 0))
    combo.blockSignals(False)
