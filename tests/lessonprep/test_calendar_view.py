"""The five views by mouse and keyboard: what is hit, where a drag goes, what is painted and told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import calendar_view as views
from jtdesk.lessonprep import words
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendar_layout import CalendarIndex
from jtdesk.lessonprep.calendar_scene import Scene, Spot, Taught
from jtdesk.lessonprep.calendar_view import AGENDA, MONTH, OVERVIEW, PERSON, WEEK, CalendarView
from jtdesk.lessonprep.calendars import Calendar, Rule, Term
from jtdesk.lessonprep.day_notes import day_notes
from jtdesk.lessonprep.grid_view import BY_SCHOOL
from jtdesk.ui import theme
from tests.lessonprep.test_calendar_layout import a_date

TODAY = date(2025, 10, 15)  # a Wednesday, week 7
TERM = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 23))
SCHOOLS = {"a": "东校", "b": "西校", "c": "岛校"}
GROUPS = {"g": "小学语文教研组", "h": "小学数学教研组"}
RULES = [
    Rule(date(2025, 10, 1), "holiday", name="国庆节", official=True),
    Rule(date(2025, 10, 11), "teaching", timetable_of=3),
    Rule(date(2025, 10, 16), "suspended", name="台风"),
    Rule(date(2025, 10, 17), "suspended", name="停航", school="c"),
    Rule(date(2025, 11, 12), "exam", name="期中考试"),
]


def at(number: int, day: date, start: int = 875, **more):
    known = {
        "group_id": "g", "group": GROUPS["g"], "host_id": "a", "host": "东校", "form": "线下",
        "title": f"语文联合教研{number}", "start_period": 6, "periods": 2,
    }  # fmt: skip
    return a_date(number, day, start, start + 100, **(known | more))


def a_scene(dates, **more) -> Scene:
    calendar = Calendar([TERM], RULES, [2025, 2026])
    known = {
        "index": CalendarIndex(dates), "term": TERM, "today": TODAY, "groups": GROUPS,
        "schools": SCHOOLS, "rooms": {"r": "东校 图书馆"},
        "notes": day_notes(calendar, date(2025, 8, 20), date(2026, 2, 10), SCHOOLS),
        "periods": Bells([]).periods(None, "小学"),
    }  # fmt: skip
    return Scene(**(known | more)).prepare()


@pytest.fixture
def view(qtbot):
    from PySide6.QtWidgets import QApplication

    theme.apply(QApplication.instance())
    made = CalendarView(TODAY)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    dates = [
        at(1, TODAY), at(2, TODAY + timedelta(days=1), host_id="b", host="西校"),
        at(3, date(2025, 9, 3), status=words.HELD), at(4, date(2025, 11, 12), form="线上"),
        at(5, TODAY, group_id="h", group=GROUPS["h"], host_id="c", host="岛校"),
    ]  # fmt: skip
    made.show_scene(a_scene(dates))
    return made


def point_of(canvas, wanted: str) -> QPoint:
    box = canvas.box_of(wanted)
    return (box.area.center() - canvas.offset).toPoint()


def click(canvas, point: QPoint) -> None:
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)


def drag(canvas, start: QPoint, end: QPoint, *, drop: bool = True) -> None:
    port = canvas.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        part = QPointF(start) + (QPointF(end) - QPointF(start)) * step / 5
        QTest.mouseMove(port, part.toPoint())
    if drop:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("name", [OVERVIEW, MONTH, WEEK, AGENDA])
def test_every_view_shows_and_selects_by_click(view, qtbot, name):
    view.show_view(name)
    canvas = view.front
    box = canvas.box_of("i1")
    assert box is not None
    assert box.area.width() > 20
    view.select("i1")
    view.current = canvas.current = ""
    with qtbot.waitSignal(view.chosen) as told:
        click(canvas, point_of(canvas, "i1"))
    assert told.args == ["i1"]
    assert "语文联合教研1" in canvas.accessibleDescription()
    with qtbot.waitSignal(view.opened) as told:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == ["i1"]


def test_arrows_go_through_the_dates_and_take_the_view_along(view):
    view.show_view(WEEK)
    view.select("i1")
    seen = ["i1"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(view.front, key)
        seen.append(view.current)
    assert seen == ["i1", "i5", "i2", "i4", "i2"]
    QTest.keyClick(view.front, Qt.Key.Key_End)
    assert view.day == date(2025, 11, 12)
    assert "第11周" in view.title.text()


def test_in_the_overview_arrows_stay_in_column_and_week(view):
    view.show_view(OVERVIEW)
    view.select("i1")
    canvas = view.front
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current == "i2"  # the same week and group, then the next group
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current == "i5"
    view.select("i1")
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.current == "i3"


def test_keys_turn_pages_find_today_and_change_the_view(view, qtbot):
    view.show_view(MONTH)
    QTest.keyClick(view.front, Qt.Key.Key_PageDown)
    assert view.day == date(2025, 11, 1)
    assert view.title.text().startswith("2025年11月")
    view.front.setFocus()
    QTest.keyClick(view.front, Qt.Key.Key_T)
    assert view.day == TODAY
    view.activateWindow()
    view.front.setFocus()
    qtbot.waitUntil(view.front.hasFocus)
    QTest.keyClick(view.front, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert view.view == WEEK
    QTest.keyClick(view.front, Qt.Key.Key_PageUp)
    assert view.day == TODAY - timedelta(days=7)


def test_weeks_are_those_of_the_term_never_of_the_year(view):
    view.show_view(WEEK)
    assert "第7周" in view.title.text()
    sunday = Term("2025-1", None, date(2025, 8, 31), 7, date(2025, 8, 31), date(2026, 1, 23))
    view.show_scene(a_scene([at(1, TODAY)], term=sunday))
    first, last = view.front.span()
    assert (first, last) == (date(2025, 10, 12), date(2025, 10, 18))
    assert "第7周" in view.title.text()


def test_what_has_no_room_is_counted_and_leads_to_the_agenda(view, qtbot):
    dates = [at(n, TODAY, group_id="h" if n % 2 else "g") for n in range(40)]
    view.show_scene(a_scene(dates))
    for name in (MONTH, WEEK, OVERVIEW):
        view.show_view(name)
        canvas = view.front
        boxes = [box for box in canvas.boxes_in(canvas.seen) if box.date or box.more]
        more = next(box for box in boxes if box.more)
        told = {one.id for box in canvas.boxes_in(canvas.seen)
                for one in ((box.date,) if box.date else box.more)}  # fmt: skip
        assert told == {f"i{n}" for n in range(40)}
        click(canvas, (more.area.center() - canvas.offset).toPoint())
        assert view.view == AGENDA


def test_a_date_is_dragged_to_another_day_and_period(view, qtbot):
    view.show_view(WEEK)
    canvas = view.front
    hovered = []
    view.hovered.connect(lambda one, spot: hovered.append((one, spot)))
    start = point_of(canvas, "i1")
    monday = canvas.days.index(date(2025, 10, 13))
    wanted = canvas._area(canvas.bands[0], monday, *canvas.scene.periods[3]).center()
    with qtbot.waitSignal(view.dropped) as told:
        drag(canvas, start, (wanted - canvas.offset).toPoint())
    assert told.args == ["i1", Spot(date(2025, 10, 13), 3, None)]
    assert hovered[-1] == ("i1", Spot(date(2025, 10, 13), 3, None))
    assert not canvas.dragging


def test_by_schools_a_drag_tells_the_school_too(view, qtbot):
    view.show_view(WEEK)
    view.show_mode(BY_SCHOOL)
    canvas = view.front
    view.select("i1")
    assert [track.title for track in canvas.tracks] == ["东校", "西校", "岛校"]
    start = point_of(canvas, "i1")
    band = next(b for b in canvas.bands if b.day == TODAY)
    wanted = canvas._area(band, 1, *canvas.scene.periods[5]).center() - canvas.offset
    with qtbot.waitSignal(view.dropped) as told:
        drag(canvas, start, wanted.toPoint())
    assert told.args == ["i1", Spot(TODAY, 5, "b")]


def test_in_the_month_and_the_term_the_time_stays(view, qtbot):
    view.show_view(MONTH)
    month = view.front
    wanted = month.area_of_day(date(2025, 10, 21)).center() - month.offset
    with qtbot.waitSignal(view.dropped) as told:
        drag(month, point_of(month, "i1"), wanted.toPoint())
    assert told.args == ["i1", Spot(date(2025, 10, 21))]
    view.show_view(OVERVIEW)
    term = view.front
    term.show_day(TODAY)
    row = term.matrix.row_of(TODAY) + 1
    wanted = term.cell(row, 1).center() - term.offset
    with qtbot.waitSignal(view.dropped) as told:
        drag(term, point_of(term, "i1"), wanted.toPoint())
    assert told.args == ["i1", Spot(TODAY + timedelta(days=7))]


def test_a_drag_ends_with_esc_and_what_is_held_cannot_be_dragged(view, qtbot):
    view.show_view(WEEK)
    canvas = view.front
    dropped = []
    view.dropped.connect(lambda *told: dropped.append(told))
    start = point_of(canvas, "i1")
    drag(canvas, start, start + QPoint(-180, 0), drop=False)
    assert canvas.dragging
    canvas.tell("✕ 有课：东甲第3节有课。", "fault")
    assert "有课" in canvas.told
    with qtbot.waitSignal(view.let_go):
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.dragging
    assert canvas.told == ""
    view.select("i3")
    start = point_of(canvas, "i3")
    drag(canvas, start, start + QPoint(180, 0))
    view.show_scene(a_scene([at(1, TODAY)], movable=False))
    view.go(TODAY)
    start = point_of(canvas, "i1")
    drag(canvas, start, start + QPoint(-180, 0))
    assert dropped == []


def test_a_double_click_asks_for_a_new_date_on_that_spot(view, qtbot):
    view.show_view(WEEK)
    canvas = view.front
    place = canvas._area(canvas.bands[0], 0, *canvas.scene.periods[2]).center() - canvas.offset
    with qtbot.waitSignal(view.new_asked) as told:
        QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert told.args == [Spot(date(2025, 10, 13), 2)]


def test_days_are_told_in_words_and_colour(view):
    view.show_view(MONTH)
    month = view.front
    image = month.viewport().grab().toImage()

    def colour(day: date) -> str:
        area = month.area_of_day(day).translated(-month.offset)
        ratio = image.devicePixelRatio()
        at_ = QPointF(area.right() - 12, area.bottom() - 6) * ratio
        return QColor(image.pixel(at_.toPoint())).name()

    notes = month.scene.notes
    assert notes[date(2025, 10, 1)].brief == "国庆节"
    assert colour(date(2025, 10, 1)) == theme.PANEL
    assert notes[date(2025, 10, 11)].brief == "调休·按周三课表"
    assert colour(date(2025, 10, 11)) == theme.GOOD_SOFT
    assert notes[date(2025, 10, 16)].full == "停课（台风），这一天不上课。"
    assert colour(date(2025, 10, 16)) == theme.BAD_SOFT
    assert notes[date(2025, 10, 17)].full == "岛校停课·停航。"
    assert colour(date(2025, 10, 14)) == theme.PAPER
    assert month.tip_at(month.area_of_day(date(2025, 10, 1)).center()) == "国庆节，放假。"


def test_a_persons_week_shows_lessons_and_a_free_weekend_is_left_out(view):
    lessons = (Taught(TODAY, 480, 520, "课 三(1)"),)
    view.show_scene(a_scene([at(1, TODAY)], lessons=lessons))
    view.show_view(PERSON)
    grid = view.front
    assert [day.isoweekday() for day in grid.days] == [1, 2, 3, 4, 5]
    image = grid.viewport().grab().toImage()
    area = grid._area(grid.bands[0], 2, 480, 520).translated(-grid.offset)
    ratio = image.devicePixelRatio()
    pixel = QPointF(area.right() - 6, area.center().y()) * ratio
    assert QColor(image.pixel(pixel.toPoint())).name() == theme.PANEL
    view.go(date(2025, 10, 8))  # the week with the made-up Saturday
    assert date(2025, 10, 11) in grid.days


def test_status_and_form_are_told_by_more_than_colour():
    online = at(1, TODAY, form="线上", host_id=None, host="")
    held = at(2, TODAY, status=words.HELD)
    assert look.place_words(online) == "线上"
    assert look.head_words(held).startswith("✓")
    assert "已取消" in look.spoken(at(3, TODAY, status=words.CANCELLED))
    assert look.span_words(at(4, TODAY)) == "14:35—16:15（第6—7节）"
    assert look.span_words(a_date(5, TODAY, 0, 1440)) == "全天"
    assert look.place_words(at(6, TODAY, form="线上线下结合")) == "东校（线上+线下）"


def test_a_term_nobody_has_set_leaves_the_overview_empty_and_the_rest_standing(view):
    view.show_scene(a_scene([at(1, TODAY)], term=None))
    for name in views.VIEWS:
        view.show_view(name)
        view.grab()
    view.show_view(MONTH)
    assert view.select("i1")
