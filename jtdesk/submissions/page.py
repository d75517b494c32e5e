"""The page of bureau forms: which there are, how one looks filled, saving, printing, register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.submissions import queries, report, words
from jtdesk.submissions.formspec import Library
from jtdesk.submissions.panels import SheetPreview, print_preview
from jtdesk.submissions.rules import FormSpec
from jtdesk.submissions.service import (
    Delivery,
    FilledForm,
    FillOrder,
    Receipt,
    RevealedExport,
    filled_form,
    form_library,
    record_submission,
    remove_submission,
    reveal_export,
    write,
)
from jtdesk.ui import theme
from jtdesk.ui.filters import CountStrip
from jtdesk.ui.page import Page, PageContext
from jtdesk.ui.panels import Banner, Details, EmptyPage, Step, practice_step
from jtdesk.ui.table import RowsModel
from jtdesk.ui.table_view import TableView

WORKBOOK = "Excel 工作簿 (*.xlsx)"
FOLDER = "submissions.folder"


class SubmissionsPage(Page):
    """Lists the forms; the selected one is shown filled with the figures of the window's date."""

    reads = (
        "submission", "school", "membership", "school_facts", "stage_facts", "agreement",
        "teacher", "posting", "honour", "past_value", "education_group", "placement", "exemption",
        "standard", "mentorship",
    )  # fmt: skip

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._library = Library(())
        self._filled: FilledForm | None = None
        self._receipts: dict[str, Receipt] = {}
        self._register: list[Row] = []
        self.forms = RowsModel(report.FORM_COLUMNS, self)
        self.form_table = self._table(self.forms, "submissions.forms", "报表")
        self.deliveries = RowsModel(report.DELIVERY_COLUMNS, self)
        self.delivery_table = self._table(self.deliveries, "submissions.register", "报送登记")
        self.delivery_table.empty_text = "这张报表还没有登记过报送"
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.counts = CountStrip()
        self.reveal = QCheckBox("显示完整号码")
        self.reveal.setToolTip("填报和打印时写出完整的身份证号和电话；会记入操作记录。")
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        self.banner = Banner()
        self.about = Details()
        self.about.setAccessibleName("报表说明")
        self._tools = QHBoxLayout()
        self._preview_place = QVBoxLayout()
        self._preview: QWidget | None = None
        self._lay_out()
        self.form_table.current_changed.connect(self._on_form)
        self.form_table.selection_changed.connect(self.refresh_actions)
        self.sheets.currentIndexChanged.connect(self._show_sheet)

    def _table(self, model: RowsModel, name: str, spoken: str) -> TableView:
        settings = self.context.settings
        table = TableView(model, name, recall=settings.recall, remember=settings.remember)
        table.setAccessibleName(spoken)
        table.verticalHeader().setVisible(False)
        return table

    def _lay_out(self) -> None:
        preview = QWidget()
        self._preview_place = QVBoxLayout(preview)
        self._preview_place.setContentsMargins(0, theme.SMALL, 0, 0)
        register = QWidget()
        column = QVBoxLayout(register)
        column.setContentsMargins(0, theme.SMALL, 0, 0)
        self.remove_button = QToolButton()
        self.remove_button.setText("删除登记")
        self.remove_button.clicked.connect(self._remove)
        self.remove_button.setEnabled(False)
        self.delivery_table.selection_changed.connect(
            lambda: self.remove_button.setEnabled(
                not self.context.read_only and bool(self.delivery_table.selected_lines())
            )
        )
        column.addWidget(self.delivery_table, 1)
        column.addWidget(self.remove_button)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, widget in (
            ("预览", preview),
            ("说明与检查", self.about),
            ("报送登记", register),
        ):
            self.tabs.addTab(widget, title)
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(theme.SPACE, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.sheets)
        head.addWidget(self.reveal)
        inner.addLayout(head)
        inner.addWidget(self.counts)
        inner.addWidget(self.tabs, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.form_table)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes([380, 900])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 8)
        whole.addLayout(self._tools)
        whole.addWidget(self.banner)
        whole.addWidget(split, 1)

    def adopt(self, spec: Any) -> None:  # noqa: ANN401 - as the base class
        """Take the actions and put them on the tool bar."""
        super().adopt(spec)
        for action in self.commands.values():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._tools.addWidget(button)
        self._tools.addStretch(1)

    def load(self) -> None:
        """Ask for the forms, when each was last handed in, and the register."""
        year = self.context.frame.year

        def query(session: Session) -> tuple[Library, dict[str, str], list[Row]]:
            register = queries.submissions(session, Ask())
            return form_library(), queries.last_deliveries(session, year), register

        self.ask(query, self._on_forms)

    def open_with(self, **arguments: Any) -> None:  # noqa: ANN401 - the page's own
        """Select a form: ``form=CODE``."""
        if "form" in arguments:
            self.form_table.select_ids([str(arguments["form"])])

    def selected_count(self) -> int:
        """Return how many forms are selected."""
        return len(self.form_table.selected_lines())

    def _on_forms(self, answer: tuple[Library, dict[str, str], list[Row]]) -> None:
        self._library, last, self._register = answer
        codes = dict.fromkeys(form.code for form in self._library.forms)
        valid = [self._library.form(code, self.context.frame.year) for code in codes]
        self.forms.replace(
            [
                {
                    "id": form.code,
                    "title": form.title,
                    "due": words.due_in_words(form.due),
                    "last": last.get(form.code, "未报送"),
                }
                for form in valid
            ]
        )
        if self._library.faults:
            self.banner.tell("；".join(self._library.faults), "fault")
        else:
            self.banner.hide()
        if valid and self.form_table.current_row() is None:
            self.form_table.select_ids([valid[0].code])
        else:
            self._on_form(self.form_table.current_row())
        self.refresh_actions()

    def form(self) -> FormSpec | None:
        """Return the selected form as it is valid in the window's school year."""
        row = self.form_table.current_row()
        if row is None:
            return None
        return self._library.form(str(row["id"]), self.context.frame.year)

    def _order(self, form: FormSpec, *, reveal: bool = False, blank: bool = False) -> FillOrder:
        frame = self.context.frame
        return FillOrder(form=form, year=frame.year, as_of=frame.as_of, reveal=reveal, blank=blank)

    def _put_together(self, order: FillOrder) -> Callable[[Session], FilledForm]:
        catalogue, codes = self.context.catalogue, self.context.codes
        return lambda session: filled_form(session, order, catalogue, codes)

    def _on_form(self, _row: Any) -> None:  # noqa: ANN401 - a row of the table or None
        form = self.form()
        if form is None:
            return
        self.deliveries.replace([row for row in self._register if row["form"] == form.code])
        self.ask(self._put_together(self._order(form)), self._on_filled)

    def _on_filled(self, filled: FilledForm) -> None:
        current = self.form()
        if current is None or current.code != filled.form.code:
            return
        self._filled = filled
        form = filled.form
        self.heading.setText(f"{form.title} {words.school_year_in_words(filled.year)}")
        self.counts.show_counts(report.facts(filled))
        catalogue = self.context.catalogue
        self.about.show_sections(
            report.sections(
                filled,
                period=words.PERIODS[form.period],
                due=words.due_in_words(form.due),
                datasets=[catalogue.dataset(name).title for name in form.datasets],
            )
        )
        self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems([sheet.spec.sheet for sheet in filled.sheets])
        self.sheets.blockSignals(False)
        self.sheets.setVisible(len(filled.sheets) > 1)
        self._show_sheet()
        self.refresh_actions()

    def _show_sheet(self) -> None:
        if self._filled is None:
            return
        sheet = self._filled.sheets[max(self.sheets.currentIndex(), 0)]
        if sheet.rows:
            self._put_preview(SheetPreview(sheet))
            return
        steps = [
            Step("导入工作簿", lambda: self.context.navigate("intake.wizard"), "import"),
            Step("取空表发给学校", self.act_blank, "file"),
        ]
        aside = practice_step(self.context)
        self._put_preview(EmptyPage("还没有数据", report.NO_ROWS, steps, icon="form", aside=aside))

    def _put_preview(self, widget: QWidget) -> None:
        if self._preview is not None:
            self._preview.hide()
            self._preview_place.removeWidget(self._preview)
            self._preview.deleteLater()
        self._preview = widget
        self._preview_place.addWidget(widget)

    def act_fill(self) -> None:
        """Save the filled form as a workbook."""
        form = self.form()
        if form is not None:
            self._save(self._order(form, reveal=self.reveal.isChecked()), "填报")

    def act_blank(self) -> None:
        """Save the form without figures."""
        form = self.form()
        if form is not None:
            self._save(self._order(form, blank=True), "取空表")

    def _save(self, order: FillOrder, title: str) -> None:
        form = order.form
        kind = "空表" if order.blank else words.school_year_in_words(self.context.frame.year)
        path = self.context.prompts.save_path(
            title, f"{form.title}_{kind}.xlsx", filters=[WORKBOOK]
        )
        if path is None:
            return

        def save(filled: FilledForm) -> None:
            self.context.ops.compute(
                lambda job: write(filled, path, job=job),
                lambda receipt: self._on_saved(receipt, path, blank=order.blank),
                owner=self,
                title=f"{title}：{form.title}",
            )

        self._with_figures(order, save)

    def _with_figures(self, order: FillOrder, then: Callable[[FilledForm], object]) -> None:
        """Put the form together and hand it on; revealing is written down first."""

        def got(filled: FilledForm) -> None:
            if not order.reveal:
                then(filled)
                return
            command = RevealedExport(filled.form.title, filled.rows, filled.as_of)
            self.do(reveal_export, command, lambda _outcome: then(filled))

        self.ask(self._put_together(order), got)

    def _on_saved(self, receipt: Receipt, path: Path, *, blank: bool) -> None:
        self.context.settings.remember(FOLDER, str(path.parent))
        if not blank:
            self._receipts[receipt.form] = receipt
        self.context.bus.tell(
            f"已把{receipt.title}存到 {path}（{receipt.rows} 行）。",
            "done",
            button="打开",
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )
        self.refresh_actions()

    def act_print(self) -> None:
        """Show the print preview of the sheet in front."""
        form = self.form()
        if form is None:
            return
        place = max(self.sheets.currentIndex(), 0)

        def show(filled: FilledForm) -> None:
            dialog = print_preview(filled.sheets[place], self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._with_figures(self._order(form, reveal=self.reveal.isChecked()), show)

    def can_print(self) -> bool:
        """Only a form with rows is worth paper."""
        return self._filled is not None and self._filled.rows > 0

    def can_record(self) -> bool:
        """Only a form saved in this sitting can be entered: its file is known."""
        form = self.form()
        return form is not None and form.code in self._receipts

    def act_record(self) -> None:
        """Enter the form saved last into the register."""
        form = self.form()
        if form is None or form.code not in self._receipts:
            return
        receipt = self._receipts[form.code]
        person = self.context.prompts.ask_text(
            words.RECORD_SUBMISSION, f"“{receipt.file}”已报出，登记为今天报送。经办人："
        )
        if person is not None:
            delivery = Delivery(receipt=receipt, submitted_by=person or None)
            self.do(record_submission, delivery, done=f"已登记报送：{receipt.title}。")

    def _remove(self) -> None:
        row = self.delivery_table.current_row()
        if row is None:
            return
        text = f"删除 {row['submitted_on']} 报送“{row['title']}”的登记？文件不受影响，可以撤销。"
        if self.context.prompts.confirm(words.REMOVE_SUBMISSION, text, yes="删除", danger=True):
            self.do(remove_submission, str(row["id"]), done="已删除报送登记。")

    def can_folder(self) -> bool:
        """Whether a folder is known."""
        return bool(self.context.settings.recall(FOLDER))

    def act_folder(self) -> None:
        """Open the folder the last form was saved in."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.context.settings.recall(FOLDER)))

    def shot_states(self) -> list[tuple[str, Callable[[], QWidget | None]]]:
        """Return the other form, the notes and the register."""

        def other() -> None:
            shown = self.forms.shown()
            self.form_table.select_ids([str(shown[-1]["id"])])

        def notes() -> None:
            self.tabs.setCurrentIndex(1)

        def register() -> None:
            self.tabs.setCurrentIndex(2)

        return [("other", other), ("notes", notes), ("register", register)]
