"""The wall calendar as rows, on screen and on paper."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPdfWriter

from jtdesk.lessonprep import school_calendar, special_days, term_lists, terms
from jtdesk.lessonprep.special_days import DayDraft, DayOrder, Settling
from jtdesk.lessonprep.term_wall import WallDrawing, WallGrid
from jtdesk.lessonprep.terms import TermDraft
from jtdesk.lessonprep.wall import wall_of
from jtdesk.lessonprep.wall_print import page_layout, print_wall
from jtdesk.lessonprep.wall_view import WallView
from jtdesk.ui import theme
from tests.builders import a_school, id_of_school
from tests.lessonprep.test_terms import TERM, a_year

SUNDAY = {**TERM, "week1": "2025-08-31", "first_weekday": 7, "start": "2025-08-30"}


@pytest.fixture
def world(store):
    for name in ("甲校", "乙校", "丙校"):
        a_school(store, name, kind="九年一贯制学校")
    a_year(store)
    storms = tuple(
        DayDraft("2025-09-23", "suspended", "2025-09-24", school_id=id_of_school(store, name),
                 name="台风停航")
        for name in ("乙校", "丙校")
    )  # fmt: skip
    exam = DayDraft("2025-11-05", "exam", "2025-11-06", name="期中考试")
    store.do(special_days.save_days, DayOrder((*storms, exam)))
    sources = {"2025-09-28": "2025-10-07"}
    store.do(special_days.settle_makeup_days, Settling("2025-1", sources))
    return store


def wall(store, code="2025-1", school=None, stage=None):
    def read(session):
        calendar = school_calendar.calendar_of(session)
        rows = school_calendar.days_of_term(session, code)
        names = {id_of_school(store, name): name for name in ("甲校", "乙校", "丙校")}
        key = id_of_school(store, school) if school else None
        return wall_of(calendar, code, rows, names, school=key, stage=stage)

    return store.ask(read)


def test_a_row_is_a_week_with_month_number_days_and_remarks(world):
    made = wall(world)
    assert made.headings() == ("月份", "周次", *"一二三四五六日", "记事")
    lines = made.table()
    assert len(lines) == 22
    assert lines[0] == ("9月", "1", "9/1", "2", "3", "4", "5", "6", "7", "9月1日 开学")
    assert lines[3][:2] == ("", "4")
    assert lines[3][3] == "23 另有安排"
    assert lines[3][8] == "28 按周二"
    assert lines[3][9] == (
        "9月23日—24日 丙校、乙校：停课（台风停航）；9月28日 按周二课表（补10月7日）"
    )
    assert lines[4][4] == "10/1 国庆节"
    assert lines[4][9] == "10月1日—8日 国庆节、中秋节放假"
    assert lines[5][7] == "11 待落实"
    assert "课表待落实" in lines[5][9]
    assert lines[9][4] == "5 期中考试"
    assert lines[21][0] == ""  # the last week has only Sunday in February, after the term
    assert lines[21][9] == "1月30日 学期结束"
    assert [line[0] for line in lines if line[0]] == ["9月", "10月", "11月", "12月", "1月"]
    assert "22 周" in made.finding
    assert "2 天还没有说定" in made.finding


def test_a_school_of_its_own_sees_its_own_days_and_remarks(world):
    lines = wall(world, school="乙校").table()
    assert lines[3][3] == "23 停课"
    assert "乙校：停课" in lines[3][9]
    assert "丙校" not in lines[3][9]
    assert wall(world, school="甲校").table()[3][3] == "23"


def test_weeks_from_sunday_begin_with_the_week_of_preparation(world):
    for row in world.ask(school_calendar.term_rows):
        if row["term"] == "2025-1":
            world.do(terms.save_term, TermDraft(SUNDAY, row["id"]))
    made = wall(world)
    assert made.headings()[2:9] == tuple("日一二三四五六")
    lines = made.table()
    assert [line[1] for line in lines[:3]] == ["预备", "1", "2"]
    assert lines[0][8] == "30"
    assert lines[1][2:4] == ("31", "9/1")
    assert not made.day(date(2025, 8, 29)).inside
    assert "不在学期内" in made.day(date(2025, 8, 29)).spoken()
    assert wall(world, "2030-1") is None


def painted(view):
    return view.grab().toImage()


def test_days_are_coloured_and_can_be_walked_by_keyboard(world, qtbot):
    view = WallView()
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show_wall(WallDrawing(wall(world)))
    view.show()
    image = painted(view)

    def ground(day):
        row, column = view.grid.place(day)
        point = view.grid.rect(row, column).topRight() + QPointF(-3, 3)
        spot = view.viewport().mapTo(view, point.toPoint())
        return image.pixelColor(spot)

    assert ground(date(2025, 10, 1)) == QColor(theme.GOOD_SOFT)
    assert ground(date(2025, 9, 28)) == QColor(theme.CAUTION_SOFT)
    assert ground(date(2025, 10, 11)) == QColor(theme.BAD_SOFT)
    assert ground(date(2025, 11, 5)) == QColor(theme.ACCENT_SOFT)
    assert ground(date(2025, 9, 2)) == QColor(theme.PAPER)
    told, entered = [], []
    view.current_changed.connect(told.append)
    view.day_activated.connect(entered.append)
    view.setFocus()
    for key in ("Home", "Right", "Down", "PageDown", "Left", "Up", "PageUp"):
        qtbot.keyClick(view, getattr(Qt.Key, f"Key_{key}"))
    assert told[:4] == [
        date(2025, 9, 1), date(2025, 9, 2), date(2025, 9, 9), date(2025, 10, 7),
    ]  # fmt: skip
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current == date(2026, 2, 1)
    view.select(date(2025, 9, 28))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert entered == [date(2025, 9, 28)]
    assert "按第6周周二的课表" in view.accessibleDescription()
    assert not view.select(date(2030, 1, 1))


def test_a_click_chooses_a_day_and_a_double_click_enters_it(world, qtbot):
    view = WallView()
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show_wall(WallDrawing(wall(world)))
    view.show()
    entered = []
    view.day_activated.connect(entered.append)
    row, column = view.grid.place(date(2025, 9, 10))
    point = view.grid.rect(row, column).center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert view.current == date(2025, 9, 10)
    assert entered == []
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert entered == [date(2025, 9, 10)]
    assert view.grid.at(QPointF(5, 100), 0) is None


def test_a_narrow_place_keeps_every_column(world, qtbot):
    made = wall(world)
    grid = WallGrid(made, QFont(), 300)
    assert grid.whole().width() > 300
    image = QImage(400, 300, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    grid.paint(painter, QRectF(0, 0, 400, 300), 0.0, None)
    painter.end()
    drawing = WallDrawing(made)
    assert drawing.wanted(QFont()).width() > 600
    assert drawing.table()[1][0] == "9月"


def test_a_term_is_one_page_on_paper_and_a_sheet_of_a4_in_the_workbook(world, tmp_path, qtbot):
    path = tmp_path / "wall.pdf"
    device = QPdfWriter(str(path))
    device.setPageLayout(page_layout())
    print_wall(WallDrawing(wall(world)), device)
    del device
    assert path.stat().st_size > 5_000
    book = tmp_path / "wall.xlsx"
    term_lists.write_walls(book, [wall(world), wall(world, "2025-2")])
    read = openpyxl.load_workbook(book)
    assert read.sheetnames == ["第一学期", "第二学期"]
    sheet = read["第一学期"]
    assert sheet.page_setup.paperSize == 9
    assert sheet["A1"].value == "2025-2026 学年第一学期校历"
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert "28 按周二" in texts
