"""The calendar page at its ground: a term is read, worked out in threads, and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QToolBar, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.core.datasets import remembering
from jtdesk.core.errors import JtdeskError
from jtdesk.core.jobs import Job
from jtdesk.lessonprep import calendar_checks as checks
from jtdesk.lessonprep import calendar_desk
from jtdesk.lessonprep.calendar_checks import Found, Ground
from jtdesk.lessonprep.calendar_desk import Basis
from jtdesk.lessonprep.calendar_layout import Choice
from jtdesk.lessonprep.calendar_scene import Scene, Taught
from jtdesk.lessonprep.calendar_summary import term_sections
from jtdesk.lessonprep.calendar_view import CalendarView
from jtdesk.lessonprep.calendars import weeks_match
from jtdesk.lessonprep.rules import class_words
from jtdesk.ui import theme
from jtdesk.ui.list_output import IMPORT_PAGE
from jtdesk.ui.ops import sentence
from jtdesk.ui.page import Page, PageContext
from jtdesk.ui.panels import Banner, Drawer, EmptyPage, Section

PAUSE = 120
CHECKING = "正在核对……"
DONE = "（已有）"
ROOM_FOR_DRAWER = 960


class CalendarLoader(Page):
    """Loads and shows; a subclass moves dates and fills the drawer."""

    reads = (
        "term_dates", "day_rule", "bell", "prep_group", "prep_member", "prep_series",
        "prep_session", "attendance", "finding", "follow_up", "facility", "booking", "school",
        "membership", "teacher", "posting", "lesson", "travel", "past_value", "document",
    )  # fmt: skip

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.basis: Basis | None = None
        self.ground: Ground | None = None
        self.found: Found | None = None
        self.summary: tuple[str, list[Section]] = ("", [])
        self.term: str | None = None
        self.wanted = ""
        self._roomy = True
        self._gone: list[object] = []  # large things that are let go in a worker: it takes a while
        self._asked_for = {"scene": 0, "ground": 0, "detail": 0}
        self.view = CalendarView(clock.today())
        self.drawer = Drawer()
        self.banner = Banner()
        self.bar = QToolBar()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.load_detail)
        self._connect()

    def _connect(self) -> None:
        view = self.view
        view.term_asked.connect(self._on_term)
        view.choice_changed.connect(self._show)
        view.person_asked.connect(lambda _person: self._show())

    def set_up(self, empty: EmptyPage) -> None:
        """Put the page together."""
        self.empty = empty
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar.setIconSize(QSize(18, 18))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.view)
        self.splitter.addWidget(self.drawer)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([900, 310])
        self.drawer.setVisible(self._drawer_wanted())
        body = QWidget()
        self.stack = QStackedLayout(body)
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SMALL, theme.SPACE, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(self.banner)
        layout.addWidget(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the whole width to the calendar where there is too little for a drawer beside it."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOM_FOR_DRAWER
        if roomy != self._roomy:
            self._roomy = roomy
            self.drawer.setVisible(roomy and self._drawer_wanted())

    def _drawer_wanted(self) -> bool:
        return self.context.settings.recall("drawer", "open") == "open"

    def load_detail(self) -> None:
        """Ask for what the drawer shows."""
        raise NotImplementedError

    # ---------------------------------------------------------------- loading

    def load(self) -> None:
        """Ask for the term in front."""
        as_of, year, term = self.context.frame.as_of, self.context.frame.year, self.term
        day = date.fromisoformat(as_of) if as_of else clock.today()
        self.view.today = day

        def read(session: Session) -> Basis | JtdeskError:
            try:
                with remembering(session):
                    return calendar_desk.basis(session, term, day, year)
            except JtdeskError as fault:
                return fault

        self.ask(read, self._on_basis, key="basis")

    def _on_frame_changed(self) -> None:
        self.term = None
        super()._on_frame_changed()

    def _on_basis(self, answer: Basis | JtdeskError) -> None:
        if isinstance(answer, JtdeskError):
            self.banner.tell(answer.message, "fault")
            return
        fresh = self.basis is None or self.basis.term != answer.term
        self._gone += [self.basis, self.ground, self.found]
        self.basis, self.ground, self.found = answer, None, None
        self.stack.setCurrentIndex(1 if answer.empty else 0)
        self._mark_steps(answer)
        if fresh:
            self.view.day = self._first_day(answer)
        self.view.offer_terms(answer.terms, answer.term)
        self.view.offer_people(answer.people)
        self.view.filters.offer(answer.index, answer.groups, answer.schools)
        self._tell_gaps(answer)
        self._show()
        self._load_ground()
        self.refresh_actions()

    def _mark_steps(self, basis: Basis) -> None:
        """Let the empty page say which steps are done, and lead to the next one."""
        done = (basis.has_terms, bool(basis.groups), bool(basis.counts["lesson"]))
        first = done.index(False) if False in done else 0
        for number, (button, ready) in enumerate(zip(self.empty.buttons, done, strict=False)):
            title = button.text().removesuffix(DONE)
            button.setText(f"{title}{DONE}" if ready else title)
            button.setProperty("primary", number == first)
            button.style().unpolish(button)
            button.style().polish(button)

    def _first_day(self, basis: Basis) -> date:
        """Return today where it lies in the term, else the first day with anything."""
        first, last = basis.span(Choice())
        today = self.view.today
        if first <= today <= last:
            return today
        found, term = basis.index.first_from(first), basis.term_for(Choice())
        return found.day if found is not None else term.start if term is not None else first

    def _tell_gaps(self, basis: Basis) -> None:
        """Say what is missing for the weeks to be right."""
        if basis.empty:
            self.banner.hide()
            return
        unknown = basis.calendar.unknown_years(basis.term)
        if basis.term_for(Choice()) is None:
            self.banner.tell(
                "这个学期还没有填写起止日期和第一周，周次、放假和调休都算不出来。", "warning",
                button="去填校历", run=lambda: self.context.navigate("lessonprep.terms"),
            )  # fmt: skip
        elif unknown:
            years = "、".join(str(year) for year in unknown)
            self.banner.tell(
                f"{years} 年的放假安排还没有录入，那一年只按周末算。", "warning",
                button="去录入", run=lambda: self.context.navigate("lessonprep.terms"),
            )  # fmt: skip
        elif not basis.counts["term_lesson"]:
            self.banner.tell(
                "这个学期还没有课表，不知道谁哪节有课：找时间、排期和冲突都只看校历和路程。",
                "warning", button="导入课表", run=lambda: self.context.navigate(IMPORT_PAGE),
            )  # fmt: skip
        else:
            self.banner.hide()

    def _on_term(self, code: str) -> None:
        if self.basis is None or code != self.basis.term:
            self.term = code
            self.load()

    # ---------------------------------------------------------------- showing

    def newest(self, name: str) -> Callable[[], bool]:
        """Return whether the answer to the question asked now is still the newest of its kind."""
        number = self._asked_for[name] = self._asked_for[name] + 1
        return lambda: self._asked_for[name] == number

    def choice(self) -> Choice:
        """Return which dates are wanted."""
        return self.view.filters.choice(self.view.person)

    def _show(self) -> None:
        """Work the scene out in a thread and show it."""
        if self.basis is None:
            return
        choice, basis, ground = self.choice(), self.basis, self.ground
        today, movable, found = self.view.today, not self.context.read_only, self.found
        newest = self.newest("scene")
        gone, self._gone = self._gone, []

        def work(_job: Job) -> tuple[Scene, tuple[str, list[Section]]]:
            gone.clear()
            scene = _scene(basis, choice, ground, today, movable=movable, found=found).prepare()
            own = found.own if found is not None else None
            return scene, term_sections(basis, scene.index, own, today)

        def shown(answer: tuple[Scene, tuple[str, list[Section]]]) -> None:
            if newest():
                scene, self.summary = answer
                self._on_scene(scene)

        self.context.ops.compute(work, shown, self.failed, self)

    def failed(self, fault: Exception) -> None:
        """Tell why something could not be worked out."""
        self.context.bus.tell(sentence(fault), "fault")

    def _on_scene(self, scene: Scene) -> None:
        first = self.view.scene is None
        self._gone.append(self.view.scene)
        self.view.show_scene(scene)
        if first:
            self.view.front.show_day(self.view.day)
        if self.wanted:
            wanted, self.wanted = self.wanted, ""
            self.view.select(wanted)
        self.load_detail()

    def _load_ground(self) -> None:
        """Read lessons and ways, then look at every date of the term, all in the background."""
        if self.basis is None or self.basis.empty:
            return
        basis, newest = self.basis, self.newest("ground")

        def read(session: Session) -> Ground:
            with remembering(session):
                return checks.ground(session, basis.term)

        def checked(found: Found) -> None:
            if newest():
                self._on_found(found)

        def have(ground: Ground) -> None:
            if newest():
                self.ground = ground
                self.context.ops.compute(
                    lambda _job: checks.all_found(ground, basis.index.dates), checked,
                    self.failed, self,
                )  # fmt: skip
                if self.view.person or self.view.current:
                    self._show()

        self.ask(read, have, key="ground")

    def _on_found(self, found: Found) -> None:
        self._gone.append(self.found)
        self.found = found
        self._show()
        self.refresh_actions()


def _scene(
    basis: Basis,
    choice: Choice,
    ground: Ground | None,
    today: date,
    *,
    movable: bool,
    found: Found | None,
) -> Scene:
    return Scene(
        index=basis.index.chosen(choice),
        term=basis.term_for(choice),
        notes=basis.notes(choice),
        today=today,
        groups=basis.groups,
        schools=_wanted_schools(basis, choice),
        rooms=basis.rooms,
        periods=basis.periods(choice),
        marks=found.marks if found is not None else {},
        mark_words=found.said if found is not None else {},
        lessons=_lessons(basis, choice, ground),
        movable=movable,
    )


def _wanted_schools(basis: Basis, choice: Choice) -> Mapping[str, str]:
    if not choice.schools:
        return basis.schools
    hosts = {one.host_id for one in basis.index.dates if choice.schools & set(one.school_ids)}
    wanted = choice.schools | hosts
    return {one: title for one, title in basis.schools.items() if one in wanted}


def _lessons(basis: Basis, choice: Choice, ground: Ground | None) -> tuple[Taught, ...]:
    """Return the lessons of the person whose calendar is looked at, day by day."""
    person = ground.free.people.get(choice.person) if ground and choice.person else None
    if person is None or ground is None:
        return ()
    day, last = basis.span(choice)
    found = []
    while day <= last:
        for lesson in person.lessons:
            there = basis.calendar.day(day, lesson.school_id, person.stage)
            if there.lessons == lesson.weekday and weeks_match(lesson.weeks, there.lesson_week):
                start, end = ground.bells.span(lesson.school_id, person.stage, lesson.period)
                found.append(Taught(day, start, end, f"课 {class_words(lesson.class_name)}"))
        day += timedelta(days=1)
    return tuple(found)
