"""The calendar on paper and in a workbook: the same tables, every date told once, pages whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jtdesk.core.errors import InputRefused
from jtdesk.lessonprep import calendar_print, plan_tables, words
from jtdesk.lessonprep.calendar_layout import CalendarIndex
from jtdesk.lessonprep.calendars import Calendar, Rule, Term
from jtdesk.lessonprep.day_notes import day_notes, note_of
from tests.lessonprep.test_calendar_layout import a_date

TERM = Term("2025-1", None, date(2025, 9, 1), 1, date(2025, 9, 1), date(2025, 10, 26))
CALENDAR = Calendar(
    [TERM],
    [
        *(Rule(date(2025, 10, d), "holiday", name="国庆节、中秋节", official=True) for d in range(1, 9)),
        Rule(date(2025, 9, 28), "teaching", timetable_of=date(2025, 10, 7)),
        Rule(date(2025, 10, 11), "teaching", name="调休上班"),
        Rule(date(2025, 9, 24), "suspended", name="台风"),
        Rule(date(2025, 9, 25), "suspended", name="停航", school="c"),
    ],
)  # fmt: skip
SCHOOLS = {"a": "东校", "b": "西校", "c": "岛校"}
GROUPS = {"g": "小学语文教研组", "h": "小学数学教研组"}
NOTES = day_notes(CALENDAR, date(2025, 8, 20), date(2025, 11, 10), SCHOOLS)


def at(number: int, day: date, **more):
    known = {
        "group_id": "g", "group": GROUPS["g"], "host_id": "a", "host": "东校", "form": "线下",
        "school_ids": ("a", "b"), "schools": ("东校", "西校"), "week": TERM.week(day),
    }  # fmt: skip
    return a_date(number, day, 875, 975, **(known | more))


DATES = CalendarIndex([
    at(1, date(2025, 9, 3), theme="量感"),
    at(2, date(2025, 9, 4), group_id="h", host_id="b", host="西校"),
    at(3, date(2025, 9, 5), status=words.CANCELLED),
    at(4, date(2025, 10, 15), group_id=None, group="", title="校长例会", form="线上", host_id=None,
       host=""),
])  # fmt: skip


def test_the_plan_of_a_term_has_weeks_down_groups_across_and_the_host_marked():
    table = plan_tables.term_by_groups(DATES, TERM, NOTES, GROUPS, "瀛东教育集团")
    assert table.headings == ("周次", "校历", "小学语文教研组", "小学数学教研组", "其他")
    assert table.rows[0] == (
        "第1周\n9/1—9/7", "", "9/3周三 14:35 ★东校 量感", "9/4周四 14:35 ★西校", "",
    )  # fmt: skip
    assert table.rows[6][4] == "10/15周三 14:35 校长例会"
    assert table.rows[3][1] == "9/24 停课·台风\n9/25 岛校停课·停航\n9/28 调休·按周二课表"
    assert table.rows[4][1] == "10/1—10/5 国庆节、中秋节"
    assert table.total == 3  # what was cancelled is not on the plan
    assert table.paper == "A3"
    assert len(table.rows) == 8


def test_by_schools_every_school_sees_all_it_takes_part_in():
    table = plan_tables.term_by_schools(DATES, TERM, NOTES, SCHOOLS, "瀛东教育集团")
    assert table.headings == ("周次", "校历", "东校", "西校")
    assert table.rows[0][2] == "★9/3周三 14:35 活动1\n9/4周四 14:35 活动2"
    assert table.rows[0][3] == "9/3周三 14:35 活动1\n★9/4周四 14:35 活动2"


def test_a_month_tells_its_days_and_leaves_the_neighbours_empty():
    table = plan_tables.month_table(DATES, date(2025, 9, 1), TERM, NOTES, "月历")
    assert table.headings == ("周次", *(f"周{one}" for one in "一二三四五六日"))
    assert table.rows[0][0] == "第1周"
    assert table.rows[0][3] == "3\n14:35 活动1 ★东校"
    assert table.rows[3][7] == "28 调休·按周二课表"
    assert table.rows[4][3] == "10/1"
    assert table.total == 2


def test_an_extract_of_a_school_and_of_a_person():
    assert [one.id for one in plan_tables.of_school(DATES, "b")] == ["i1", "i2", "i3", "i4"]
    asked = CalendarIndex([at(1, date(2025, 9, 3), people=("t",)), at(2, date(2025, 9, 4))])
    assert [one.id for one in plan_tables.of_person(asked, "t")] == ["i1"]
    table = plan_tables.agenda_table(DATES.dates, "日程")
    assert table.rows[0][:6] == ("第1周", "2025-09-03", "周三", "14:35—16:15", "活动1", "东校")
    assert table.rows[2][-1] == "已取消"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from([None, "g", "h"])), max_size=30))
def test_nothing_is_lost_on_the_plan(days):
    index = CalendarIndex(
        at(n, date(2025, 9, 1) + timedelta(days=day), group_id=group)
        for n, (day, group) in enumerate(days)
    )
    table = plan_tables.term_by_groups(index, TERM, NOTES, GROUPS, "")
    lines = 0
    for row in table.rows:
        for cell in filter(None, row[2:]):
            told = cell.split("\n")
            rest = told[-1].startswith("还有 ")
            lines += len(told) - rest + (int(told[-1].split()[1]) if rest else 0)
    assert lines == len(days) == table.total


def test_days_in_words():
    def said(day: date) -> tuple[str, str]:
        note = note_of(CALENDAR.day(day))
        return note.brief, note.full

    assert said(date(2025, 10, 1)) == ("国庆节、中秋节", "国庆节、中秋节，放假。")
    assert said(date(2025, 9, 28)) == ("调休·按周二课表", "调休上课，按第6周周二的课表。")
    assert said(date(2025, 10, 11))[0] == "调休·课表未定"
    assert said(date(2025, 9, 24))[0] == "停课·台风"
    assert said(date(2025, 9, 3)) == ("", "")
    assert said(date(2025, 9, 6)) == ("", "")
    assert NOTES[date(2025, 9, 25)].full == "岛校停课·停航。"


def test_a_plan_of_many_groups_goes_over_pages_with_its_headings(qapp, tmp_path: Path):
    from jtdesk.lessonprep.plan_sheet import to_pdf

    groups = {f"g{n}": f"第{n}教研组" for n in range(60)}
    index = CalendarIndex(
        at(n, date(2025, 9, 1) + timedelta(days=n % 50), group_id=f"g{n % 60}", theme="单元作业设计")
        for n in range(600)
    )  # fmt: skip
    table = plan_tables.term_by_groups(index, TERM, NOTES, groups, "大集团")
    path = tmp_path / "plan.pdf"
    assert to_pdf([table], path) > 1
    assert path.read_bytes().startswith(b"%PDF")
    small = plan_tables.term_by_groups(DATES, TERM, NOTES, GROUPS, "小集团")
    assert to_pdf([small], tmp_path / "small.pdf") == 1
    months = [
        plan_tables.month_table(DATES, date(2025, m, 1), TERM, NOTES, "月历") for m in (9, 10)
    ]
    assert to_pdf(months, tmp_path / "months.pdf") == 2
    nothing = plan_tables.agenda_table([], "没有活动")
    assert to_pdf([nothing], tmp_path / "nothing.pdf") == 1


def test_the_workbook_holds_the_same_tables(tmp_path: Path):
    tables = [
        plan_tables.term_by_groups(DATES, TERM, NOTES, GROUPS, "瀛东教育集团"),
        plan_tables.month_table(DATES, date(2025, 9, 1), TERM, NOTES, "月历"),
    ]
    path = tmp_path / "plan.xlsx"
    assert calendar_print.write(tables, path) == 5
    book = load_workbook(path)
    assert book.sheetnames == ["学期安排", "2025年9月"]
    texts = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert "9/3周三 14:35 ★东校 量感" in texts
    assert "小学数学教研组" in texts


def test_another_ending_and_a_folder_that_is_none_are_sentences(tmp_path: Path, qapp):
    tables = [plan_tables.agenda_table(DATES.dates, "日程")]
    with pytest.raises(InputRefused, match=r"\.docx"):
        calendar_print.write(tables, tmp_path / "x.docx")
    with pytest.raises(InputRefused, match="无法写入"):
        calendar_print.write(tables, tmp_path / "none" / "x.pdf")
