"""自动排期: a regime, a clock, progress, cancel; the result with its gap, adopted in one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from jtdesk.core.datasets import remembering
from jtdesk.core.dates import first_day, typed_date
from jtdesk.core.errors import JtdeskError
from jtdesk.core.jobs import Job
from jtdesk.core.operations import Outcome
from jtdesk.lessonprep import (
    schedule_adoption,
    schedule_dues,
    schedule_report,
    scheduler,
    scheduling,
)
from jtdesk.lessonprep.calendar_board import CalendarBoard
from jtdesk.lessonprep.calendar_print import group_name
from jtdesk.lessonprep.problem import Schedule
from jtdesk.lessonprep.scheduling import Basis, ScheduleRequest
from jtdesk.ui import theme
from jtdesk.ui.inputs import CalmCombo
from jtdesk.ui.list_panel import ListPanel
from jtdesk.ui.ops import Work, sentence
from jtdesk.ui.page import PageContext
from jtdesk.ui.rows import Column

STORED, FROM_FILE = "", "file:"
SECONDS = 30
BOOK = ("Excel 工作簿 (*.xlsx)",)
PLACED_COLUMNS = (
    Column(name="week", title="周次", kind="integer"),
    Column(name="date", title="日期", kind="date"),
    Column(name="weekday", title="星期"),
    Column(name="periods", title="节次"),
    Column(name="time", title="时间", shown=False),
    Column(name="group", title="备课组"),
    Column(name="title", title="活动"),
    Column(name="host", title="承办学校"),
    Column(name="come", title="能到", kind="integer"),
    Column(name="away", title="不能到", kind="integer"),
    Column(name="who_away", title="谁不能到，为什么"),
    Column(name="schools", title="参加学校"),
    Column(name="change", title="变动"),
)
UNPLACED_COLUMNS = (Column(name="what", title="没有排上的"), Column(name="why", title="为什么"))
TABS = ("排上的", "没有排上的")
START = "按“开始排期”。排好先看结果，按“采纳”才写入日历。"
OF_SERIES = "排本学期登记为“由自动排期定”的系列；一个也没有登记时，按制度“六校联合教研”排。"
OF_FILE = "按自己的制度文件排。"


class ScheduleDialog(QDialog):
    """Asks by what and how long to schedule, and shows what came of it.

    Args:
        context: of the page.
        term: code and title of the term.
        regimes: titles of regimes by code.
        since: proposed first day that may be changed.

    Signals:
        asked: a schedule is wanted.
        cancelled: the search is to stop.
        adopted: the schedule is to be written.
        exported: the schedule is wanted as a workbook.
    """

    asked = Signal()
    cancelled = Signal()
    adopted = Signal()
    exported = Signal()

    def __init__(
        self,
        context: PageContext,
        term: tuple[str, str],
        regimes: Mapping[str, str],
        since: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"自动排期：{term[1]}")
        self._context = context
        self.term = term[0]
        self.regime = self._regimes(regimes)
        self.since = QLineEdit(since.isoformat())
        self.since.setAccessibleName("从哪天起可以改动")
        self.since.setMaximumWidth(self.fontMetrics().horizontalAdvance("2025-09-01") + 36)
        self.seconds = QSpinBox()
        self.seconds.setRange(5, 3600)
        self.seconds.setValue(SECONDS)
        self.seconds.setPrefix("最多算 ")
        self.seconds.setSuffix(" 秒")
        self.seconds.setAccessibleName("最多算几秒")
        self.start = QPushButton("开始排期")
        self.start.setProperty("primary", True)
        self.start.clicked.connect(self._on_start)
        self.stop = QPushButton("取消排期")
        self.stop.clicked.connect(self.cancelled)
        self.progress = QProgressBar()
        self.say = QLabel()
        self.say.setWordWrap(True)
        self.placed = self._list(PLACED_COLUMNS, "schedule_placed", f"还没有排期。{START}")
        self.unplaced = self._list(UNPLACED_COLUMNS, "schedule_unplaced", "都排上了。")
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setProperty("role", "caution")
        self.adopt = QPushButton("采纳，写入日历")
        self.adopt.clicked.connect(self.adopted)
        self.export = QPushButton(theme.icon("export"), "导出工作簿")
        self.export.clicked.connect(self.exported)
        self._path: Path | None = None
        self._lay_out()
        self.set_busy(busy=False)
        self.show_result(None, None)
        self._describe()
        theme.size_to(self, 1120, 640)

    def _regimes(self, regimes: Mapping[str, str]) -> QComboBox:
        made: QComboBox = CalmCombo()
        made.setAccessibleName("按什么排")
        made.addItem("本学期登记的系列", STORED)
        for code, title in regimes.items():
            made.addItem(f"制度：{title}", code)
        made.addItem("自己的制度文件…", FROM_FILE)
        made.setCurrentIndex(1 if regimes else 0)
        made.activated.connect(lambda _at: self._on_regime())
        return made

    def _list(self, columns: tuple[Column, ...], name: str, empty: str) -> ListPanel:
        return ListPanel(columns, self._context.settings, f"lessonprep.{name}", empty=empty)

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.addWidget(self.regime, 1)
        for widget in (QLabel("从"), self.since, QLabel("起可以改动"), self.seconds):
            asked.addWidget(widget)
        asked.addWidget(self.start)
        asked.addWidget(self.stop)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.placed, TABS[0])
        self.tabs.addTab(self.unplaced, TABS[1])
        close = QPushButton("关闭")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.export, self.adopt, close):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(asked)
        layout.addWidget(self.progress)
        layout.addWidget(self.say)
        layout.addWidget(self.notes)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)

    # ------------------------------------------------------------------ asking

    def _on_regime(self) -> None:
        self.show_result(None, None)  # what was found for another one is not to be adopted
        if self.regime.currentData() != FROM_FILE:
            self._path = None
            self._describe()
            return
        path = self._context.prompts.open_file("制度文件", filters=("制度文件 (*.toml)",))
        if path is None:
            self.regime.setCurrentIndex(0)
            self._describe()
            return
        self._path = path
        self.regime.setItemText(self.regime.currentIndex(), f"制度文件：{path.name}")
        self._describe()

    def _describe(self) -> None:
        """Say what is going to be scheduled."""
        code = str(self.regime.currentData())
        said = OF_FILE if code == FROM_FILE else OF_SERIES
        if path := schedule_dues.regimes().get(code):
            said = schedule_report.regime_words(schedule_dues.read_regime_file(path))
        self.tell(said, "faint")

    def _on_start(self) -> None:
        if typed_date(self.since.text()) is None:
            self.tell(f"“{self.since.text()}”不是日期，请写成 2025-10-15。", "fault")
            return
        self.asked.emit()

    def request(self) -> ScheduleRequest:
        """Return what is asked for; a regime is read from its file.

        Raises:
            JtdeskError: the file is no regime.
        """
        code = str(self.regime.currentData())
        path = self._path if code == FROM_FILE else schedule_dues.regimes().get(code)
        regime = schedule_dues.read_regime_file(path) if path is not None else None
        day = typed_date(self.since.text())
        since = date.fromisoformat(first_day(day)) if day else None
        return ScheduleRequest(self.term, regime, since)

    # ----------------------------------------------------------------- showing

    def set_busy(self, *, busy: bool) -> None:
        """Hold the controls while a schedule is looked for."""
        for widget in (self.regime, self.since, self.seconds):
            widget.setEnabled(not busy)
        self.start.setVisible(not busy)
        self.stop.setVisible(busy)
        self.progress.setVisible(busy)
        if busy:
            self.progress.setRange(0, 0)
            self.tell("正在读课表、路程和已排的活动……", "faint")

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far the search is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.tell(text, "faint")

    def tell(self, text: str, role: str) -> None:
        """Say something above the lists."""
        self.say.setProperty("role", role)
        self.say.style().unpolish(self.say)
        self.say.style().polish(self.say)
        self.say.setText(text)

    def show_result(self, found: Basis | None, schedule: Schedule | None) -> None:
        """Show what came of it, or nothing yet."""
        ready = found is not None and schedule is not None
        may = not self._context.read_only
        self.adopt.setEnabled(ready and may and any(not one.fixed for one in schedule.placed)
                              if schedule is not None else False)  # fmt: skip
        self.export.setEnabled(ready)
        if found is None or schedule is None:
            self.placed.show_rows([])
            self.unplaced.show_rows([])
            self.notes.hide()
            for number, title in enumerate(TABS):
                self.tabs.setTabText(number, title)
            return
        self.placed.show_rows(schedule_report.session_rows(found, schedule.placed))
        rows = [
            {"id": one.due, "what": schedule_report.what(found, one), "why": one.why}
            for one in schedule.unplaced
        ]
        self.unplaced.show_rows(rows)
        self.tabs.setTabText(0, f"{TABS[0]}（{len(schedule.placed)}）")
        self.tabs.setTabText(1, f"{TABS[1]}（{len(rows)}）")
        notes = [*found.notes, *schedule.notes]
        self.notes.setText("\n".join(f"△ {note}" for note in notes))
        self.notes.setVisible(bool(notes))
        self.tell(f"{found.title}：{schedule_report.finding(schedule)}", "heading")


class ScheduleDesk(QObject):
    """Runs the scheduler for its dialog."""

    def __init__(self, page: CalendarBoard, dialog: ScheduleDialog) -> None:
        super().__init__(dialog)
        self._page, self._dialog = page, dialog
        self._work: Work | None = None
        self._found: Basis | None = None
        self._schedule: Schedule | None = None
        dialog.asked.connect(self._on_asked)
        dialog.cancelled.connect(self._on_cancelled)
        dialog.adopted.connect(self._on_adopted)
        dialog.exported.connect(self._on_exported)
        dialog.finished.connect(self._on_finished)
        page.context.ops.progressed.connect(self._on_progressed)

    def _on_asked(self) -> None:
        dialog = self._dialog
        try:
            request = dialog.request()
        except JtdeskError as fault:
            dialog.tell(fault.message, "fault")
            return
        dialog.show_result(None, None)
        dialog.set_busy(busy=True)

        def read(session: Session) -> Basis:
            with remembering(session):
                return scheduling.basis(session, request)

        self._page.context.ops.ask(read, self._solve, dialog, failed=self._failed)

    def _solve(self, found: Basis) -> None:
        seconds = float(self._dialog.seconds.value())
        self._found = found

        def work(job: Job) -> Schedule:
            return scheduler.solve(found.problem, seconds=seconds, job=job)

        self._work = self._page.context.ops.compute(
            work, self._done, self._failed, self._dialog, title="自动排期"
        )

    def _on_progressed(self, work: object) -> None:
        if isinstance(work, Work) and work is self._work and not work.finished:
            self._dialog.show_progress(work.done, work.total, work.text)

    def _done(self, schedule: Schedule) -> None:
        self._work, self._schedule = None, schedule
        self._dialog.set_busy(busy=False)
        self._dialog.show_result(self._found, schedule)

    def _failed(self, fault: Exception) -> None:
        self._work = None
        self._dialog.set_busy(busy=False)
        self._dialog.tell(sentence(fault), "fault")

    def _on_cancelled(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _on_finished(self) -> None:
        self._on_cancelled()
        self._page.context.ops.progressed.disconnect(self._on_progressed)
        self._dialog.deleteLater()

    def _on_adopted(self) -> None:
        found, schedule = self._found, self._schedule
        if found is None or schedule is None:
            return
        dialog, bus = self._dialog, self._page.context.bus

        def kept(outcome: Outcome[int]) -> None:
            dialog.accept()
            bus.tell(f"排期已写入日历：{outcome.value} 次活动。可以一步撤销。", "done")

        self._page.context.ops.do(
            schedule_adoption.adopt_schedule, schedule_adoption.adoption_of(found, schedule), kept,
            dialog, failed=lambda fault: dialog.tell(sentence(fault), "fault"),
        )  # fmt: skip

    def _on_exported(self) -> None:
        found, schedule, page = self._found, self._schedule, self._page
        if found is None or schedule is None:
            return
        path = page.context.prompts.save_path("导出排期", "自动排期.xlsx", filters=BOOK)
        if path is None:
            return

        def write(unit: str) -> None:
            def work(_job: Job) -> str:
                schedule_report.write_schedule(path, found, schedule, unit)
                return path.name

            page.context.ops.compute(
                work, lambda name: page.context.bus.tell(f"排期已存为 {name}。", "done"),
                owner=self._dialog, title="导出排期",
            )  # fmt: skip

        page.context.ops.ask(group_name, write, self._dialog)


def open_schedule(page: CalendarBoard, term: tuple[str, str], since: date) -> ScheduleDialog:
    """Open the dialog of the term scheduler.

    Args:
        page: the calendar page.
        term: code and title.
        since: proposed first day that may be changed.
    """
    dialog = ScheduleDialog(page.context, term, schedule_report.regime_titles(), since, page)
    ScheduleDesk(page, dialog)  # a child of the dialog: it lives as long
    dialog.open()
    return dialog
