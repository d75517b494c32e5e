"""Layout of joint dates: everything shown once, nothing over another, numbers that add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep import calendar_layout as layout
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.joint_dates import JointDate

DAY = date(2025, 9, 3)
TERM = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2026, 1, 23))


def a_date(number: int, day: date = DAY, start: int = 840, end: int = 930, **more) -> JointDate:
    known = {
        "uid": f"u{number}", "sequence": 0, "kind": "联合教研", "title": f"活动{number}",
        "term": "2025-1", "week": None, "start_period": None, "periods": None, "status": "计划",
    }  # fmt: skip
    return JointDate(id=f"i{number}", day=day, start=start, end=end, **(known | more))


@st.composite
def many(draw, most: int = 40, span: int = 0):
    count = draw(st.integers(0, most))
    made = []
    for number in range(count):
        start = draw(st.integers(7 * 60, 19 * 60))
        end = start + draw(st.integers(0, 200))
        day = DAY + timedelta(days=draw(st.integers(0, span)))
        host = draw(st.sampled_from([None, "a", "b", "c"]))
        group = draw(st.sampled_from([None, "g", "h"]))
        made.append(a_date(number, day, start, end, host_id=host, group_id=group))
    return made


@given(many(), st.integers(1, 6))
def test_dates_side_by_side_overlap_nowhere_and_are_all_told(dates, most):
    lanes, more = layout.side_by_side(dates, most)
    told = [lane.date.id for lane in lanes] + [one.id for block in more for one in block.hidden]
    assert sorted(told) == sorted(one.id for one in dates)
    spans = [(lane.column, lane.date.start, layout.shown_end(lane.date)) for lane in lanes]
    spans += [(block.column, block.start, block.end) for block in more]
    for at, (column, start, end) in enumerate(spans):
        for other, begin, until in spans[at + 1 :]:
            assert column != other or end <= begin or until <= start
    for block in [*lanes, *more]:
        assert 0 <= block.column < block.columns <= most


@given(many(most=12))
def test_as_many_columns_as_dates_held_at_once_when_there_is_room(dates):
    lanes, more = layout.side_by_side(dates, 100)
    assert more == []
    for lane in lanes:
        at_once = max(
            sum(o.start <= t < layout.shown_end(o) for o in dates) for t in {o.start for o in dates}
        )
        assert lane.columns <= at_once


def test_three_at_once_in_two_columns_leave_two_behind_a_number():
    dates = [a_date(number, start=840 + number, end=930) for number in range(3)]
    lanes, more = layout.side_by_side(dates, 2)
    assert [lane.date.id for lane in lanes] == ["i0"]
    assert [[one.id for one in block.hidden] for block in more] == [["i1", "i2"]]
    assert (more[0].start, more[0].end, more[0].column, more[0].columns) == (841, 930, 1, 2)


def test_a_date_without_length_still_takes_a_place():
    dates = [a_date(0, start=840, end=840), a_date(1, start=850, end=900)]
    lanes, _more = layout.side_by_side(dates, 3)
    assert {lane.column for lane in lanes} == {0, 1}


@given(st.integers(0, 20), st.integers(1, 9))
def test_a_cell_shows_all_or_counts_the_rest(count, room):
    dates = [a_date(number) for number in range(count)]
    fit = layout.fitted(dates, room)
    assert [*fit.shown, *fit.hidden] == dates
    assert len(fit.shown) + bool(fit.hidden) <= room


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 7]))
def test_the_weeks_of_a_month_cover_it_and_nothing_twice(day, first_weekday):
    weeks = layout.month_weeks(day, first_weekday)
    days = [one for week in weeks for one in week]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert all(len(week) == 7 and week[0].isoweekday() == first_weekday for week in weeks)
    inside = [one for one in days if one.month == day.month and one.year == day.year]
    assert inside[0].day == 1
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert all(any(one.month == day.month for one in week) for week in weeks)


def test_months_run_over_the_end_of_a_year():
    assert layout.next_month(date(2025, 12, 9), 1) == date(2026, 1, 1)
    assert layout.next_month(date(2026, 1, 31), -1) == date(2025, 12, 1)


@given(many(span=200), st.sampled_from([layout.group_of, layout.host_of]))
def test_the_overview_shows_every_date_once_in_its_own_week(dates, key):
    columns = [layout.Track(one, one) for one in ("a", "b", "g")]
    matrix = layout.overview(layout.CalendarIndex(dates), TERM, columns, key)
    told = [one.id for cell in matrix.cells.values() for one in cell]
    assert sorted(told) == sorted(one.id for one in dates)
    keys = {one.key for one in matrix.columns}
    for (row, column), cell in matrix.cells.items():
        assert column in keys
        for one in cell:
            assert matrix.weeks[row].first <= one.day <= matrix.weeks[row].last
            assert matrix.row_of(one.day) == row
            assert key(one) == column or column == layout.NOWHERE


def test_weeks_of_a_term_are_the_schools_own_count():
    sunday = Term("2025-1", None, date(2025, 8, 31), 7, date(2025, 9, 1), date(2025, 9, 20))
    weeks = layout.term_weeks(sunday, [date(2025, 8, 20), date(2025, 10, 1)])
    assert [(week.title, week.first.isoformat()) for week in weeks] == [
        ("不计周次", "2025-08-17"), ("第1周", "2025-08-31"), ("第2周", "2025-09-07"),
        ("第3周", "2025-09-14"), ("不计周次", "2025-09-28"),
    ]  # fmt: skip


@given(many(span=30))
def test_an_agenda_holds_every_date_of_its_span_in_reading_order(dates):
    index = layout.CalendarIndex(dates)
    first, last = DAY + timedelta(days=3), DAY + timedelta(days=20)
    told = [first, last, DAY]
    days = layout.agenda(index, first, last, told)
    assert [one for day in days for one in day.dates] == index.between(first, last)
    assert {first, last} <= {day.day for day in days}
    assert DAY not in {day.day for day in days}
    assert [day.day for day in days] == sorted({day.day for day in days})


@given(many(span=12), st.data())
def test_steps_go_through_all_dates_and_stop_at_the_ends(dates, data):
    index = layout.CalendarIndex(dates)
    if not dates:
        assert index.step("", 1) is None
        assert index.near("", 1) is None
        return
    seen = [index.step("", 1)]
    while (following := index.step(seen[-1].id, 1)) is not seen[-1]:
        seen.append(following)
    assert seen == index.dates
    one = data.draw(st.sampled_from(index.dates))
    after = index.near(one.id, 1)
    assert after is None or after.day > one.day
    before = index.near(one.id, -1)
    assert before is None or before.day < one.day


@given(many(span=12))
def test_a_choice_keeps_what_it_admits(dates):
    index = layout.CalendarIndex(dates)
    chosen = index.chosen(layout.Choice(schools=frozenset({"a"}), groups=frozenset({"g"})))
    assert [one.id for one in chosen.dates] == [
        one.id for one in index.dates if one.host_id == "a" and one.group_id == "g"
    ]
    assert index.chosen(layout.Choice()) is index


def test_a_school_wants_what_it_takes_part_in_and_words_are_all_found():
    one = a_date(1, host_id="a", school_ids=("a", "b"), title="语文联合教研", theme="大单元")
    assert layout.Choice(schools=frozenset({"b"})).admits(one)
    assert not layout.Choice(schools=frozenset({"c"})).admits(one)
    assert layout.Choice(words="语文 单元").admits(one)
    assert not layout.Choice(words="语文 数学").admits(one)
    assert layout.Choice(person="t").admits(a_date(2, people=("s", "t")))
    assert layout.Choice(person="t").admits(a_date(2, lead_planner_id="t"))
    assert not layout.Choice(person="t").admits(one)


@given(many(span=3))
def test_columns_hold_every_date_once(dates):
    titles = {"a": "甲校", "b": "乙校"}
    columns = layout.tracks(dates, layout.host_of, titles, "其他")
    dealt = layout.by_track(dates, layout.host_of, columns)
    assert sorted(one.id for part in dealt.values() for one in part) == sorted(
        one.id for one in dates
    )
    assert set(dealt) == {one.key for one in columns}


def test_hours_are_whole_and_hold_everything():
    assert layout.hours([]) == (480, 1020)
    assert layout.hours([a_date(1, start=1105, end=1165)], [(460, 500)]) == (420, 1200)
