"""What somebody meets who has never seen the calendar: next steps, hints, words, the right year."""

from __future__ import annotations

from datetime import date

import pytest

from jtdesk.lessonprep import calendar_look as look
from jtdesk.lessonprep import count_figures, facilities, plan_tables, sessions, words
from jtdesk.lessonprep.calendar_layout import CalendarIndex
from jtdesk.lessonprep.calendar_view import AGENDA, MONTH, PERSON
from jtdesk.lessonprep.counting import Count
from jtdesk.lessonprep.joint_dates import brief_title
from jtdesk.lessonprep.schedule_dialog import OF_SERIES, STORED
from jtdesk.lessonprep.slot_dialog import NOW, START, SlotDialog
from jtdesk.ui.dialog import FormDialog
from tests.lessonprep.prep_world import a_world, write_terms
from tests.lessonprep.test_calendar_layout import a_date
from tests.lessonprep.test_calendar_page import CODE, dialog_of, notices, settle, write_lessons

COUNTS, GROUPS = "lessonprep.counts", "lessonprep.groups"
TERM = {"term": "2025-1", "week1": "2025-09-01", "start": "2025-09-01", "end": "2026-01-23"}


@pytest.fixture
def world(clock, store):
    return a_world(store)


@pytest.fixture
def calendar(world, page, context, qtbot):
    made = page(CODE)
    settle(qtbot, context, made)
    return made


def lesson(world):
    return {
        "school_id": world.schools["东校"], "term": "2025-1", "name": "东甲",
        "teacher_id": world.people["东甲"], "weekday": 3, "period": 6, "class_name": "三(1)",
        "weeks": "every",
    }  # fmt: skip


# --- the first steps ------------------------------------------------------------------------------


def test_an_empty_calendar_leads_to_the_step_that_is_not_done(store, page, context, qtbot, clock):
    store.do(write_terms, [TERM])
    made = page(CODE)
    settle(qtbot, context, made)
    texts = [button.text() for button in made.empty.buttons[:3]]
    assert texts == ["填写学期和第一周（已有）", "建立备课组", "导入各校课表"]
    assert [bool(one.property("primary")) for one in made.empty.buttons[:3]] == [
        False, True, False,
    ]  # fmt: skip


def test_a_term_without_dates_says_what_to_do_and_without_lessons_what_is_not_known(
    world, calendar, context, qtbot
):
    assert "自动排期" in calendar.summary[1][0].note
    assert not any(section.title == "冲突" and section.facts for section in calendar.summary[1])
    assert calendar.banner.isVisibleTo(calendar)
    assert "还没有课表" in calendar.banner.label.text()
    world.store.do(write_lessons, [lesson(world)])
    calendar.load()
    settle(qtbot, context, calendar)
    assert not calendar.banner.isVisibleTo(calendar)


def test_the_week_of_nobody_says_whose_dates_these_are(world, calendar, context, qtbot):
    world.session(day="2025-10-15")
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.view.show_view(PERSON)
    settle(qtbot, context, calendar)
    assert calendar.view.title.text().startswith("没有选教师")


# --- filters --------------------------------------------------------------------------------------


def test_dates_shown_alone_are_counted_and_come_into_sight(world, calendar, context, qtbot):
    ids = [world.session(day=f"2025-09-{day:02}") for day in (3, 10, 17)]
    ids += [world.session(day=day) for day in ("2025-12-03", "2026-03-11")]
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.open_with(ids=[ids[0], ids[1], ids[4]])
    settle(qtbot, context, calendar)
    assert calendar.view.view == AGENDA
    filters = calendar.view.filters
    assert filters.clear_button.text() == "只看选出的 2 次，另有 1 次在别的学期"
    first = calendar.view.front.box_of(ids[0])
    assert first.area.intersects(calendar.view.front.seen)
    filters.clear()
    assert filters.clear_button.isHidden()


# --- what is done and said ------------------------------------------------------------------------


def test_a_date_moved_in_its_form_is_pinned_as_one_that_was_dragged(world):
    one = world.session(day="2025-10-22", host_id=world.schools["东校"])

    def change(**values):
        world.store.do(sessions.save_session, sessions.SessionDraft(values, one))
        return world.date(one).pinned

    assert not change(theme="单元教学")
    assert change(day="2025-10-23")
    assert not change(pinned=False, start_period=5)


def test_minutes_without_a_change_do_not_offer_to_undo(world, calendar, context, qtbot, clock):
    one = world.session(day="2025-10-08")
    world.store.do(sessions.hold_session, sessions.Minutes(one, {"theme": "单元教学"}))
    calendar.load()
    settle(qtbot, context, calendar)
    told = notices(context)
    calendar.view.select(one)
    settle(qtbot, context, calendar)
    calendar.act_minutes()
    settle(qtbot, context, calendar)
    dialog_of(calendar, FormDialog).submit()
    settle(qtbot, context, calendar)
    assert told == ["没有改动，不用保存。"]


def test_the_slot_finder_says_how_to_begin_and_which_time_is_the_present_one(
    world, calendar, context, qtbot
):
    one = world.session(day="2025-10-22", form="线上", host_id=None)
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.act_slots()
    dialog = dialog_of(calendar, SlotDialog)
    assert dialog.say.text() == START
    dialog.reject()
    calendar.view.select(one)
    settle(qtbot, context, calendar)
    calendar.act_slots()
    dialog = dialog_of(calendar, SlotDialog)
    dialog.first.setText("2025-10-22")
    dialog.last.setText("2025-10-22")
    dialog.ask()
    settle(qtbot, context, calendar)
    now = [card.button for card in dialog.cards if card.button.text() == NOW]
    assert len(now) == 1
    assert not now[0].isEnabled()


def test_another_regime_takes_the_result_of_the_last_one_away(world, calendar):
    dialog = calendar.act_schedule()
    assert dialog.say.text().startswith("联合教研：各学科，各校一起，每月一次，每次 2 节；")
    dialog.tabs.setTabText(0, "排上的（4）")
    dialog.adopt.setEnabled(True)
    dialog.regime.setCurrentIndex(dialog.regime.findData(STORED))
    dialog._on_regime()
    assert dialog.say.text() == OF_SERIES
    assert dialog.tabs.tabText(0) == "排上的"
    assert not dialog.adopt.isEnabled()


def test_the_form_of_a_series_says_what_is_missing(world, page, context, qtbot):
    made = page(GROUPS)
    settle(qtbot, context, made)
    made.panel.table.selectRow(0)
    dialog = made.open_series(made.panel.table.current_row(), None)
    assert dialog.say.text().endswith(
        "还差：请选择星期几。请填写从第几节开始。请选择当月第几个，或填写第几周。"
    )
    made.tabs.setCurrentIndex(made.series_tab)
    settle(qtbot, context, made)
    assert not made.can_add()  # there is no series whose group a new one could be of


def test_history_calls_groups_and_series_by_name(world, context):
    one = world.session(day="2025-10-22", host_id=world.schools["东校"])
    lines = world.store.ask(lambda s: context.record_history(s, one))
    said = {title: after for line in lines for title, _before, after in line.changes}
    assert said["备课组"] == "小学语文教研组"
    assert said["承办学校"] == "东校"
    assert said["学期"] == "2025-2026 学年第一学期"


# --- counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "as_of", "until"),
    [
        (2025, None, "2025-10-15"), (2024, None, "2025-07-31"), (2026, None, "2026-08-01"),
        (2025, "2025-09-10", "2025-09-10"),
    ],
)  # fmt: skip
def test_a_school_year_is_counted_until(clock, year, as_of, until):
    assert facilities.counted_until(year, as_of) == until


def test_counts_are_of_the_school_year_of_the_window(world, page, context, qtbot):
    world.session(day="2025-10-08", host_id=world.schools["东校"])
    made = page(COUNTS)
    settle(qtbot, context, made)
    assert made.stack.currentIndex() == 0
    for year in (2024, 2026):
        context.frame.set(year=year, as_of=None)
        settle(qtbot, context, made)
        assert made.stack.currentIndex() == 1
    context.frame.set(year=2025, as_of=None)
    settle(qtbot, context, made)
    assert made.panel.model.rowset.rows[-1]["due"] == 1


def test_a_single_session_is_no_fair_rotation():
    counts = {"东校": Count(hosted=("a",)), "西校": Count(), "岛校": Count()}
    assert count_figures.hosted_by_school(counts, "").title == (
        "已承办 1 次，西校、岛校还没有承办过"
    )
    even = {"东校": Count(hosted=("a",)), "西校": Count(hosted=("b",))}
    assert count_figures.hosted_by_school(even, "").title == "各校轮流承办，相差不超过 0 次"


# --- words on chips and paper ---------------------------------------------------------------------


def test_a_title_is_as_short_as_it_says_which_group():
    known = {"group": "小学语文教研组", "group_id": "g"}
    one = a_date(1, date(2025, 10, 15), 875, 975, title="小学语文教研组集体备课", **known)
    assert brief_title(one) == "小学语文 集体备课"
    assert look.brief_words(one).partition(look.CUT)[0] == "小学语文"
    own = a_date(2, date(2025, 10, 15), 875, 975, title="骨干教师研讨", **known)
    assert brief_title(own) == "骨干教师研讨"


def test_without_room_the_time_is_left_out_and_the_sign_of_a_conflict_stays():
    assert look.without_lead(f"△ 10:20{look.LEAD}小学语文") == "△ 小学语文"
    assert look.without_lead(f"10:20{look.LEAD}✓小学语文") == "✓小学语文"
    assert look.without_lead("集团校长例会") == "集团校长例会"


def test_the_legend_names_each_colour_once():
    line, tip = look.legend({words.LESSON_PREP, words.BEFORE_LESSON, words.MEETING})
    assert line.count("■") == 2
    assert "集体备课等" in line
    assert "集体备课、课前导研同一种颜色" in tip


def test_paper_says_where_a_cell_does_not_tell_every_date():
    day = date(2025, 10, 15)
    few = CalendarIndex([a_date(1, day, 875, 975)])
    many = CalendarIndex([a_date(number, day, 875, 975) for number in range(12)])
    assert plan_tables.month_table(few, day.replace(day=1), None, {}, "").notes == ()
    assert "没有列全" in plan_tables.month_table(many, day.replace(day=1), None, {}, "").notes[0]


def test_the_month_shows_the_time_where_there_is_room(world, calendar, context, qtbot):
    one = world.session(day="2025-10-15", host_id=world.schools["东校"])
    calendar.load()
    settle(qtbot, context, calendar)
    calendar.view.show_view(MONTH)
    text = calendar.view.front.lines_of(calendar.basis.index.get(one))[0]
    assert text == f"14:40{look.LEAD}小学语文{look.CUT}集体备课"


def test_a_time_for_people_without_a_timetable_says_so(world, calendar, context, qtbot):
    def said():
        calendar.act_slots()
        dialog = dialog_of(calendar, SlotDialog)
        dialog.ask()
        settle(qtbot, context, calendar)
        text = dialog.say.text()
        dialog.reject()
        return text

    assert said().endswith("他们都没有课表，当作没有课；请先导入课表。")
    world.store.do(write_lessons, [lesson(world)])
    calendar.load()
    settle(qtbot, context, calendar)
    assert said().endswith("其中 7 人没有课表，当作没有课；请先导入课表。")


def test_a_term_to_come_opens_at_its_beginning(world, calendar, context, qtbot):
    calendar.open_with(term="2025-2")
    settle(qtbot, context, calendar)
    assert calendar.view.day == date(2026, 3, 2)
