"""The calendar on its page: five views of the same dates, what is in front, and the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep.agenda_view import AgendaView
from jtdesk.lessonprep.calendar_canvas import CalendarCanvas
from jtdesk.lessonprep.calendar_filters import CalendarFilters
from jtdesk.lessonprep.calendar_layout import next_month
from jtdesk.lessonprep.calendar_scene import Scene
from jtdesk.lessonprep.grid_view import BY_DAY, BY_ROOM, BY_SCHOOL, GridView
from jtdesk.lessonprep.month_view import MonthView
from jtdesk.lessonprep.overview_view import BY_GROUP, BY_HOST, OverviewView
from jtdesk.lessonprep.people_list import PeopleCompleter, PeopleList
from jtdesk.ui import theme
from jtdesk.ui.flowing import FlowLayout
from jtdesk.ui.inputs import CalmCombo

OVERVIEW, MONTH, WEEK, AGENDA, PERSON = "overview", "month", "week", "agenda", "person"
VIEWS: Mapping[str, str] = {
    OVERVIEW: "学期总览", MONTH: "月", WEEK: "周", AGENDA: "日程", PERSON: "个人",
}  # fmt: skip
MODES: Mapping[str, Sequence[tuple[str, str]]] = {
    OVERVIEW: ((BY_GROUP, "列：备课组"), (BY_HOST, "列：承办学校")),
    WEEK: ((BY_DAY, "列：星期"), (BY_SCHOOL, "列：学校"), (BY_ROOM, "列：场馆")),
}
WEEK_DAYS = timedelta(days=7)


class CalendarView(QWidget):
    """Controls above, the view in front below.

    Signals:
        view_changed: another view, day or mode is in front.
        term_asked: code of a term that is to be shown.
        choice_changed: other dates are wanted.
        person_asked: id of the teacher whose calendar is wanted.
        chosen, opened, new_asked, hovered, dropped, let_go: of the view in front, see
            `CalendarCanvas`.
    """

    view_changed = Signal()
    term_asked = Signal(str)
    choice_changed = Signal()
    person_asked = Signal(str)
    chosen = Signal(str)
    opened = Signal(str)
    new_asked = Signal(object)
    hovered = Signal(str, object)
    dropped = Signal(str, object)
    let_go = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = self.day = today
        self.current = ""
        self.scene: Scene | None = None
        self._people: Mapping[str, str] = {}
        self._people_shown = True
        self.views: dict[str, CalendarCanvas] = {
            OVERVIEW: OverviewView(),
            MONTH: MonthView(),
            WEEK: GridView(),
            AGENDA: AgendaView(),
            PERSON: GridView("个人周历"),
        }
        self.stack = QStackedWidget()
        for view in self.views.values():
            self.stack.addWidget(view)
            self._connect(view)
        self._make_controls()
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setProperty("role", "faint")
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.filters = CalendarFilters()
        self.filters.changed.connect(self.choice_changed)
        self.buttons = self._view_buttons()
        self._lay_out()
        self._keys()
        self.show_view(OVERVIEW)

    def _make_controls(self) -> None:
        self.terms = self._combo("学期")
        self.terms.activated.connect(
            lambda _at: self.term_asked.emit(str(self.terms.currentData()))
        )
        self.modes = self._combo("列按什么排")
        self.modes.activated.connect(lambda _at: self._on_mode())
        self.people = self._combo("教师")
        self.people.setEditable(True)
        self.people.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.people.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 15)
        # Measuring thousands of titles would hold the window up.
        self.people.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.people.activated.connect(
            lambda _at: self.person_asked.emit(str(self.people.currentData() or ""))
        )
        line = self.people.lineEdit()
        if line is not None:
            line.setPlaceholderText("教师姓名或拼音首字母")

    def _combo(self, name: str) -> CalmCombo:
        made = CalmCombo()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return made

    def _connect(self, view: CalendarCanvas) -> None:
        view.chosen.connect(self._on_chosen)
        view.opened.connect(self.opened)
        view.new_asked.connect(self.new_asked)
        view.hovered.connect(self.hovered)
        view.dropped.connect(self.dropped)
        view.let_go.connect(self.let_go)
        view.turned.connect(self.turn)
        view.more_asked.connect(self.look_at)

    def _view_buttons(self) -> dict[str, QToolButton]:
        group = QButtonGroup(self)
        made = {}
        for number, (name, title) in enumerate(VIEWS.items(), start=1):
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setToolTip(f"{title}（Alt+{number}）")
            button.clicked.connect(lambda _=False, name=name: self.show_view(name))
            group.addButton(button)
            made[name] = button
        return made

    def _lay_out(self) -> None:
        holder = QWidget()
        above = FlowLayout(holder, theme.SMALL)  # on a small screen nothing is cut off
        above.addWidget(self.terms)
        for button in self.buttons.values():
            above.addWidget(button)
        above.addWidget(self.modes)
        above.addWidget(self.people)
        self.steps = []
        for icon, text, tip, count in (
            ("left", "", "往前翻", -1),
            ("", "今天", "回到今天（T）", 0),
            ("right", "", "往后翻", 1),
        ):
            button = QToolButton()
            if text:
                button.setText(text)
            else:
                button.setIcon(theme.icon(icon))
                button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, count=count: self._on_step(count))
            above.addWidget(button)
            self.steps.append(button)
        above.addWidget(self.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(holder)
        layout.addWidget(self.filters)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.legend)

    def _keys(self) -> None:
        for number, name in enumerate(VIEWS, start=1):
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda name=name: self.show_view(name))
        keys = QShortcut(QKeySequence("T"), self.stack)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.go_today)

    # ----------------------------------------------------------------- showing

    def offer_terms(self, terms: Sequence[tuple[str, str]], current: str) -> None:
        """Offer terms, ``(code, title)``, with one of them in front."""
        self.terms.clear()
        for code, title in terms:
            self.terms.addItem(title, code)
        self.terms.setCurrentIndex(max(self.terms.findData(current), 0))

    def offer_people(self, people: Mapping[str, str]) -> None:
        """Offer teachers, titles by id; the list is filled when it is looked at."""
        self._people, self._people_shown = people, False
        if self.view == PERSON:
            self._fill_people()

    def _fill_people(self) -> None:
        if self._people_shown:
            return
        current, self._people_shown = str(self.people.currentData() or ""), True
        people = PeopleList(self._people, self)
        self.people.setModel(people)
        self.people.setCompleter(PeopleCompleter(people, self.people))
        self.people.setCurrentIndex(max(self.people.findData(current), 0))

    def show_scene(self, scene: Scene) -> None:
        """Show other dates in the view in front; the others are laid out when they come."""
        moved = self.scene is not None and scene.index.places.keys() != (
            self.scene.index.places.keys()
        )
        self.scene = scene
        line, tip = look.legend(scene.kinds)
        self.legend.setText(line)
        self.legend.setToolTip(tip)
        for view in self.views.values():
            if view is not self.front:
                view.scene = None  # nothing old is kept alive by a view nobody looks at
        if self.current and scene.index.get(self.current) is None:
            self.current = ""
        self._settle()
        if moved and self.view in {OVERVIEW, AGENDA}:
            self.front.show_day(self._anchor(scene))

    def _anchor(self, scene: Scene) -> date:
        """Return the day in front, of dates shown alone the first one from then on, or at all."""
        if self.filters.choice().only is None or not scene.index.dates:
            return self.day
        return (scene.index.first_from(self.day) or scene.index.dates[0]).day

    def _settle(self) -> None:
        view = self.front
        if self.scene is None:
            return
        view.day = self.day
        view.show_scene(self.scene)
        if self.current and self.current != view.current:
            view.current = self.current
        view.viewport().update()
        self._show_title()

    @property
    def front(self) -> CalendarCanvas:
        """The view in front."""
        return self.views[self.view]

    @property
    def mode(self) -> str:
        """What the columns of the view in front are."""
        return str(self.modes.currentData() or "")

    @property
    def person(self) -> str:
        """Id of the teacher whose calendar is in front, empty in the other views."""
        return str(self.people.currentData() or "") if self.view == PERSON else ""

    def show_view(self, name: str) -> None:
        """Bring a view to the front, at the day that is in front."""
        before = getattr(self, "view", "")
        self.view = name
        self.buttons[name].setChecked(True)
        self.stack.setCurrentWidget(self.views[name])
        self._offer_modes()
        self.people.setVisible(name == PERSON)
        if name == PERSON:
            self._fill_people()
        if {before, name} & {PERSON} and before != name:
            self.choice_changed.emit()
        self._settle()
        if name == AGENDA:
            self.views[AGENDA].show_day(self.day)
        if self.current:
            self.front.select(self.current)
        if before != name:
            self.view_changed.emit()

    def _offer_modes(self) -> None:
        offered = MODES.get(self.view, ())
        self.modes.clear()
        for mode, title in offered:
            self.modes.addItem(title, mode)
        self.modes.setVisible(bool(offered))
        view = self.front
        if isinstance(view, (OverviewView, GridView)) and offered:
            self.modes.setCurrentIndex(max(self.modes.findData(view.mode), 0))

    def _on_mode(self) -> None:
        self.show_mode(self.mode)

    def show_mode(self, mode: str) -> None:
        """Let the columns of the view in front be something else."""
        view = self.front
        self.modes.setCurrentIndex(max(self.modes.findData(mode), 0))
        if isinstance(view, (OverviewView, GridView)):
            view.show_mode(mode)
            self.view_changed.emit()

    # ------------------------------------------------------------------ moving

    def go(self, day: date) -> None:
        """Bring a day to the front."""
        self.day = day
        self.front.show_day(day)
        self._show_title()
        self.view_changed.emit()

    def look_at(self, day: object) -> None:
        """Show all dates of a day: the week of a month, the agenda of a week."""
        if isinstance(day, date):
            self.day = day
            self.show_view(AGENDA)

    def go_today(self) -> None:
        """Bring today to the front."""
        self.go(self.today)
        self.front.setFocus()

    def _on_step(self, count: int) -> None:
        if count:
            self.turn(count)
        else:
            self.go_today()

    def turn(self, count: int) -> None:
        """Turn so many months or weeks; in the overview and the agenda so many screens."""
        if self.view == MONTH:
            self.go(next_month(self.day, count))
        elif self.view in {WEEK, PERSON}:
            self.go(self.day + count * WEEK_DAYS)
        else:
            bar = self.front.verticalScrollBar()
            bar.setValue(bar.value() + count * bar.pageStep())

    def _on_chosen(self, wanted: str) -> None:
        self.current = wanted
        one = self.scene.index.get(wanted) if self.scene else None
        if one is not None and one.day != self.day:
            self.day = one.day
            self._show_title()
        self.chosen.emit(wanted)

    def select(self, wanted: str) -> bool:
        """Make a date the current one; False where it is not shown."""
        one = self.scene.index.get(wanted) if self.scene else None
        if one is None:
            return False
        self.day, self.current = one.day, wanted
        self.front.current = ""
        self.front.select(wanted)
        self._show_title()
        return True

    def _show_title(self) -> None:
        self.title.setText(self._title())
        self.title.setToolTip(self._title())

    def _title(self) -> str:
        scene = self.scene
        if scene is None:
            return ""
        if self.view in {OVERVIEW, AGENDA}:
            return f"共 {len(scene.index)} 次"
        view = self.front
        first, last = view.span() if isinstance(view, (GridView, MonthView)) else (self.day,) * 2
        if self.view == MONTH:
            month = self.day.replace(day=1)
            count = len(scene.index.between(month, next_month(month, 1) - timedelta(days=1)))
            return f"{self.day.year}年{self.day.month}月 · {count} 次"
        count = len(scene.index.between(first, last))
        week = f"{_week_words(scene, first, last)} " if scene.term else ""
        span = f"{first.month}/{first.day}—{last.month}/{last.day}"
        whose = "没有选教师，这是全部活动 · " if self.view == PERSON and not self.person else ""
        return f"{whose}{week}{span} · {count} 次"


def _week_words(scene: Scene, first: date, last: date) -> str:
    term = scene.term
    if term is None or last < term.start or first > term.end:
        return ""
    number = term.week(first)
    return f"第{number}周" if number else "预备周" if number == 0 else "不计周次"
