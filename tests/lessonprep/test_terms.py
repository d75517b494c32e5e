"""Operations on the school calendar, on a real store."""

from __future__ import annotations

from datetime import date

import pytest

from jtdesk.core.datasets import Ask, remembering
from jtdesk.core.errors import RuleError
from jtdesk.lessonprep import (
    calendar_findings,
    holidays,
    school_calendar,
    special_days,
    term_rules,
    terms,
)
from jtdesk.lessonprep.special_days import DayDraft, DayOrder, NoticeOrder, Settling
from jtdesk.lessonprep.terms import BellTable, TermDraft
from tests.builders import a_school, id_of_school
from tests.lessonprep.test_notices import NOTICES

TERM = {"term": "2025-1", "week1": "2025-09-01", "start": "2025-09-01", "end": "2026-01-30"}


@pytest.fixture
def world(store):
    a_school(store, "甲校", kind="九年一贯制学校")
    a_school(store, "乙校", kind="小学")
    return store


def calendar(store):
    return store.ask(school_calendar.calendar_of)


def days(store, code="2025-1"):
    return {row["which"]: row for row in store.ask(lambda s: school_calendar.days_of_term(s, code))}


def found(store, year=2025):
    return store.ask(lambda s: calendar_findings.findings(s, year))


def a_year(store, year=2025):
    made = term_rules.proposed_terms(year, holidays.shelf()[0])
    values = [
        {"term": one.code, "week1": str(one.week1), "first_weekday": one.first_weekday,
         "start": str(one.start), "end": str(one.end)}
        for one in made
    ]  # fmt: skip
    return store.do(terms.save_terms, values)


def test_a_term_is_kept_changed_and_removed(world):
    made = world.do(terms.save_term, TermDraft(TERM)).value
    assert calendar(world).term("2025-1").week(date(2025, 9, 8)) == 2
    sunday = {**TERM, "week1": "2025-08-31", "first_weekday": 7, "skipped": ["2025-10-03"]}
    assert world.do(terms.save_term, TermDraft(sunday, made)).value == made
    assert calendar(world).term("2025-1").week(date(2025, 9, 7)) == 2
    (row,) = world.ask(lambda s: school_calendar.term_list(s, Ask()))
    assert (row["title"], row["weeks"]) == ("2025-2026 学年第一学期", 21)
    world.do(terms.remove_term, made)
    assert calendar(world).terms == ()
    for command in (made, "0" * 32):
        with pytest.raises(RuleError, match="已不在校历中"):
            world.do(terms.remove_term, command)
    with pytest.raises(RuleError, match="已不在校历中"):
        world.do(terms.save_term, TermDraft(TERM, made))


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"week1": None}, "week1", "没有写第 1 周从哪天算起"),
        ({"term": "2025上"}, "term", "请写成 2025-1"),
        ({"start": "2025-09"}, "start", "不完整"),
        ({"end": None}, "end", "请填写放假日期"),
        ({"end": "2025-08-01"}, "end", "早于开学"),
        ({"end": "2026-06-01"}, "end", "超过 30 周"),
    ],
)
def test_a_term_that_cannot_be_is_refused_and_nothing_is_written(world, change, at, said):
    with pytest.raises(RuleError, match=said) as fault:
        world.do(terms.save_term, TermDraft({**TERM, **change}))
    assert fault.value.at == at
    assert calendar(world).terms == ()


def test_overlapping_terms_of_one_stage_are_refused(world):
    a_year(world)
    with pytest.raises(RuleError, match="重叠"):
        world.do(terms.save_term, TermDraft({**TERM, "stage": "小学", "end": "2026-03-20"}))
    with pytest.raises(RuleError, match="已经有了"):
        world.do(terms.save_term, TermDraft(TERM))
    world.do(terms.save_term, TermDraft({**TERM, "stage": "小学", "end": "2026-01-14"}))
    assert calendar(world).term("2025-1", "小学").end == date(2026, 1, 14)
    assert calendar(world).term("2025-1", "初中").end == date(2026, 1, 30)


def test_the_proposal_of_a_year_is_one_step(world):
    (lack,) = [one for one in found(world) if one.kind == "no_terms"]
    assert lack.subject == ("2025-1", "2025-2")
    step = a_year(world)
    assert not [one for one in found(world) if one.kind == "no_terms"]
    world.undo(step.changes.entry, label="撤销")
    assert calendar(world).terms == ()


def test_a_stage_without_a_term_is_said(world):
    world.do(terms.save_term, TermDraft({**TERM, "stage": "小学"}))
    (lack,) = [one for one in found(world) if one.kind == "no_stage"]
    assert lack.subject == ("2025-1", "初中")
    assert "初中" in lack.text


def test_special_days_over_a_span_replace_those_of_the_same_scope(world):
    a_year(world)
    school = id_of_school(world, "甲校")
    storm = DayDraft("2025-11-05", "suspended", "2025-11-07", school_id=school, name="台风停航")
    assert len(world.do(special_days.save_days, DayOrder((storm,))).value) == 3
    exam = DayDraft("2025-11-06", "exam", school_id=school, name="期中考试")
    world.do(special_days.save_days, DayOrder((exam,)))
    known = days(world)
    assert known["2025-11-05 甲校"]["kind"] == "停课"
    assert known["2025-11-06 甲校"]["kind"] == "考试"
    assert known["2025-11-07 甲校"]["week"] == 10
    day = date(2025, 11, 5)
    assert not calendar(world).day(day, school, "小学").teaching
    assert calendar(world).day(day, id_of_school(world, "乙校"), "小学").teaching


def test_a_special_day_is_corrected_in_place_or_moved(world):
    a_year(world)
    draft = DayDraft("2025-11-05", "exam", name="期中考试")
    (made,) = world.do(special_days.save_days, DayOrder((draft,))).value
    moved = DayDraft("2025-11-06", "exam", name="期中考试", stage="小学")
    (new,) = world.do(special_days.save_days, DayOrder((moved,), made)).value
    own = [row for row in days(world).values() if not row["official"]]
    assert [row["which"] for row in own] == ["2025-11-06 小学"]
    with pytest.raises(RuleError, match="已不在校历中"):
        world.do(special_days.save_days, DayOrder((moved,), made))
    assert world.do(special_days.remove_days, [new]).value == 1
    with pytest.raises(RuleError, match="已不在校历中"):
        world.do(special_days.remove_days, [new])
    with pytest.raises(RuleError, match="放假通知里的日子不能删除"):
        world.do(special_days.remove_days, ["official:2025-10-01"])


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (DayDraft("2025-09", "exam"), "请写成 2025-09-01"),
        (DayDraft("2025-09-28", "party"), "请选择类型"),
        (DayDraft("2025-11-05", "exam", "2025-11-01"), "早于第一天"),
        (DayDraft("2025-09-01", "suspended", "2025-11-30"), "超过 60 天"),
        (DayDraft("2025-09-28", "teaching", "2025-09-29", timetable_of="2"), "一天一天登记"),
        (DayDraft("2025-09-28", "teaching", timetable_of="顺延"), "看不出"),
        (DayDraft("2025-09-28", "teaching", timetable_of="6"), "周六没有课"),
        (DayDraft("2025-09-28", "teaching", timetable_of="2025-10-05"), "没有课"),
        (DayDraft("2025-09-28", "exam", school_id="0" * 32), "不在名册"),
    ],
)
def test_a_special_day_that_cannot_be_is_refused(world, draft, said):
    a_year(world)
    before = days(world)
    good = DayDraft("2025-11-05", "exam")
    with pytest.raises(RuleError, match=said):
        world.do(special_days.save_days, DayOrder((good, draft)))
    assert days(world) == before


def test_a_stage_the_school_does_not_have_is_refused(world):
    draft = DayDraft("2025-11-05", "exam", school_id=id_of_school(world, "乙校"), stage="初中")
    with pytest.raises(RuleError, match="乙校没有初中"):
        world.do(special_days.save_days, DayOrder((draft,)))


def test_make_up_days_are_settled_as_proposed_in_one_undoable_step(world):
    a_year(world)
    first, second = [one for one in found(world) if one.kind == "unsettled"]
    assert first.subject == ("2025-1",)
    assert "9月28日（周日）建议按周二课表（补10月7日）" in first.text
    assert world.do(special_days.settle_makeup_days, Settling("2025-1")).value == 3
    known = days(world)
    assert known["2025-09-28 全集团"]["timetable_of"] == "2025-10-07"
    assert known["2025-10-11 全集团"]["says"] == "按周三课表（补10月8日）"
    assert known["2025-09-28 全集团"]["name"] == "国庆节、中秋节调休上班"
    assert calendar(world).day(date(2025, 10, 11), None, "小学").lessons == 3
    assert [one.subject for one in found(world) if one.kind == "unsettled"] == [second.subject]
    with pytest.raises(RuleError, match="没有待落实"):
        world.do(special_days.settle_makeup_days, Settling("2025-1"))


def test_make_up_days_are_settled_as_the_school_says(world):
    a_year(world)
    order = Settling("2025-1", {"2025-09-28": "3", "2025-10-11": "2025-10-07"})
    world.do(special_days.settle_makeup_days, order)
    assert calendar(world).day(date(2025, 9, 28)).lessons == 3
    assert calendar(world).day(date(2025, 10, 11)).lessons == 2
    for sources, said in (
        ({"2025-09-28": "2"}, "不是待落实"),
        ({"2026-01-04": "6"}, "没有课"),
    ):
        with pytest.raises(RuleError, match=said):
            world.do(special_days.settle_makeup_days, Settling("2025-1", sources))


def test_a_pasted_notice_makes_a_year_known(world):
    a_year(world, 2026)
    assert [one.subject for one in found(world, 2026) if one.kind == "no_holidays"] == [("2027",)]
    text = NOTICES[2026].replace("1月4日(周日)上班。", "").replace("共3天。", "", 1)
    notice = (
        "一、元旦：1月1日（周五）至3日（周日）放假，共3天。"
        "二、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。"
        "三、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"
    )
    assert world.do(special_days.take_notice, NoticeOrder(2027, notice)).value == 18
    assert calendar(world).unknown_years("2026-2") == []
    assert not calendar(world).day(date(2027, 5, 4)).teaching
    (open_day,) = [one for one in found(world, 2026) if "2026-2" in one.subject]
    assert "5月8日（周六）建议按周三课表（补5月5日）" in open_day.text
    world.do(special_days.settle_makeup_days, Settling("2026-2"))
    assert calendar(world).day(date(2027, 5, 8)).lessons == 3
    # Taken once more it changes nothing: what is settled stays settled.
    world.do(special_days.take_notice, NoticeOrder(2027, notice))
    assert calendar(world).day(date(2027, 5, 8)).lessons == 3
    with pytest.raises(RuleError, match="矛盾"):
        world.do(special_days.take_notice, NoticeOrder(2027, text))


def test_bells_are_kept_whole_and_given_up(world):
    school = id_of_school(world, "甲校")
    table = BellTable(((1, "8:00", "8:40"), (2, "8:50", "9:30")), school, "小学")
    assert world.do(terms.save_bells, table).value == 2
    known = world.ask(school_calendar.bells_of)
    assert known.periods(school, "小学") == {1: (480, 520), 2: (530, 570)}
    assert known.periods(school, "初中")[1] == (480, 525)
    world.do(terms.save_bells, BellTable(((1, "8:10", "8:50"),), school, "小学"))
    (row,) = world.ask(lambda s: school_calendar.bell_list(s, Ask()))
    assert (row["scope"], row["start"], row["minutes"]) == ("甲校 小学", "08:10", 40)
    with pytest.raises(RuleError, match="前后重叠"):
        world.do(terms.save_bells, BellTable(((1, "8:00", "8:40"), (2, "8:30", "9:10")), school))
    with pytest.raises(RuleError, match="不在名册"):
        world.do(terms.save_bells, BellTable((), "0" * 32))
    world.do(terms.save_bells, BellTable((), school, "小学"))
    assert world.ask(lambda s: school_calendar.bell_list(s, Ask())) == []
    origin = {row["origin"] for row in world.ask(school_calendar.bells_in_force)}
    assert origin == {"默认，可修改"}


def test_week_of_a_day(world):
    a_year(world)
    known = calendar(world)
    week = school_calendar.week_of(known, date(2025, 9, 28))
    assert (week.term, week.week, week.days[0]) == ("2025-1", 4, date(2025, 9, 22))
    holiday = school_calendar.week_of(known, date(2026, 2, 15))
    assert (holiday.term, holiday.week, holiday.days[0]) == (None, None, date(2026, 2, 9))


def test_reads_are_made_once_for_many_figures(world):
    def twice(session):
        with remembering(session):
            return school_calendar.calendar_of(session) is school_calendar.calendar_of(session)

    assert world.ask(twice)
