"""Terms, special days and bells out to a workbook and in again; what a workbook may not bring."""

from __future__ import annotations

import openpyxl
import pytest

from jtdesk.app.listing import write_list
from jtdesk.core import paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.feature import catalogue
from jtdesk.features import FEATURES
from jtdesk.intake.rules import IntakeOrder
from jtdesk.intake.service import read_sources, take_in
from jtdesk.lessonprep import calendar_taking, special_days, terms
from jtdesk.lessonprep.special_days import DayDraft, DayOrder, Settling
from jtdesk.lessonprep.terms import BellTable, TermDraft
from jtdesk.ui.export import ListExport
from jtdesk.ui.list_panel import columns_of
from tests.builders import a_school, id_of_school
from tests.lessonprep.test_terms import TERM, a_year, calendar, days

WHOLE = catalogue(FEATURES)
CODES = read_code_lists([paths.schemas_dir() / "codes"])


@pytest.fixture
def world(store):
    a_school(store, "甲校", kind="九年一贯制学校")
    a_school(store, "乙校", kind="小学")
    a_year(store)
    school = id_of_school(store, "甲校")
    primary = {**TERM, "stage": "小学", "end": "2026-01-14", "skipped": ["2025-10-03"]}
    store.do(terms.save_term, TermDraft({**primary, "first_weekday": 7}))
    store.do(special_days.settle_makeup_days, Settling("2025-1"))
    drafts = (
        DayDraft("2025-11-05", "exam", "2025-11-06", name="期中考试", note="校内"),
        DayDraft("2025-11-05", "suspended", school_id=school, name="台风停航"),
        DayDraft("2025-11-12", "teaching", timetable_of="1", stage="初中"),
    )
    store.do(special_days.save_days, DayOrder(drafts))
    store.do(terms.save_bells, BellTable(((1, "8:00", "8:40"), (2, "8:50", "9:30")), school))
    store.do(terms.save_bells, BellTable(((1, "8:10", "8:50"),), None, "小学"))
    return store


def taken(store, path, **order):
    made = IntakeOrder(sources=read_sources([path]), catalogue=WHOLE, codes=CODES)
    report = store.do(take_in, made, **order).value
    (table,) = report.files[0].tables
    return table


def a_sheet(tmp_path, name, *lines):
    path = tmp_path / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(("name", "rows"), [("terms", 3), ("school_days", 40), ("bells", 3)])
def test_an_exported_list_reads_back_all_the_same(world, tmp_path, name, rows):
    dataset = WHOLE.dataset(name)
    found = world.ask(lambda s: dataset.ask(s, Ask()))
    assert len(found) >= rows
    path = tmp_path / f"{dataset.title}.xlsx"
    columns = tuple(columns_of(dataset.fields, CODES))
    write_list(path, ListExport(title=dataset.title, columns=columns, rows=tuple(found)))
    table = taken(world, path, dry_run=True)
    assert table.dataset == name
    assert [str(one) for one in table.rejections] == []
    assert [one.new for one in table.changes if one.action != "same"] == []
    assert len(table.changes) == len(found)


def test_a_school_s_list_of_special_days_comes_in(world, tmp_path):
    path = a_sheet(
        tmp_path, "乙校校历",
        "日期,类型,按周几上课,名称",
        "2025年9月28日,调休上课,周三,国庆调休",
        "2025-10-11,补课,10月7日,国庆调休",
        "2025-12-05,停课,,运动会",
        "2025-12-06,上课,星期六,社团",
        "2025-12-07,上课,顺延,社团",
        "2025-12,停课,,研学",
        "2025-12-09,聚餐,,聚餐",
    )  # fmt: skip
    table = taken(world, path)
    assert table.dataset == "school_days"
    said = " ".join(one.message for one in table.rejections)
    for words in ("周六没有课", "看不出按哪天的课表", "要写到日", "不在校历特殊日中"):
        assert words in said
    known = days(world)
    assert known["2025-09-28 乙校"]["timetable_of"] == "周三"
    assert known["2025-10-11 乙校"]["timetable_of"] == "2025-10-07"
    assert known["2025-12-05 乙校"]["kind"] == "停课"
    assert known["2025-09-28 全集团"]["timetable_of"] == "2025-10-07"
    assert len([row for row in known.values() if row["school"] == "乙校"]) == 3


def test_a_day_of_a_notice_changed_in_a_workbook_becomes_the_group_s_own(world, tmp_path):
    path = a_sheet(tmp_path, "校历", "日期,类型,名称", "2025-10-08,上课,提前返校")
    taken(world, path)
    row = days(world)["2025-10-08 全集团"]
    assert (row["kind"], row["name"], row["official"]) == ("上课", "提前返校", False)
    assert len([one for one in days(world) if one.startswith("2025-10-08")]) == 1


def test_terms_come_in_as_people_write_them(store, tmp_path):
    a_school(store, "甲校", kind="小学")
    path = a_sheet(
        tmp_path, "学期起止",
        "学期,学段,第一周,一周从,开学,放假",
        "2025-2026学年第一学期,,2025-08-31,周日,2025-09-01,2026-01-23",
        "2025-2026学年第二学期,,2026-01-19,周一,2026-01-20,2026-07-03",
        "2024-2025学年第二学期,,2025-02-17,周三,2025-02-17,2025-07-04",
        "2024-2025学年第一学期,,,周一,2024-09-02,2025-01-17",
    )  # fmt: skip
    table = taken(store, path)
    assert table.dataset == "terms"
    said = " ".join(one.message for one in table.rejections)
    for words in ("重叠", "看不出一周从哪天算起", "没有填写第1周起算日"):
        assert words in said
    (term,) = calendar(store).terms
    assert (term.code, term.first_weekday, str(term.week1)) == ("2025-1", 7, "2025-08-31")


def test_bells_come_in_with_both_times_in_one_cell(world, tmp_path):
    path = a_sheet(
        tmp_path, "乙校作息时间表",
        "节次,时间",
        "早读,7:40-8:00",
        "第1节,8:10-8:50",
        "第二节,9:00—9:40",
        "3,10:00-9:40",
    )  # fmt: skip
    table = taken(world, path)
    assert table.dataset == "bells"
    said = " ".join(one.message for one in table.rejections)
    assert "不是第几节课" in said
    assert "就结束了" in said
    rows = world.ask(lambda s: WHOLE.dataset("bells").ask(s, Ask(where={"school": "乙校"})))
    assert [(row["period"], row["start"], row["end"]) for row in rows] == [
        (1, "08:10", "08:50"),
        (2, "09:00", "09:40"),
    ]


def test_bells_that_overlap_those_there_refuse_the_whole_table(world, tmp_path):
    path = a_sheet(tmp_path, "甲校作息时间表", "节次,开始,结束", "3,9:20,10:00", "4,10:10,10:50")
    with pytest.raises(RuleError, match="甲校的作息时间没有导入：第 3 节"):
        taken(world, path)
    rows = world.ask(lambda s: WHOLE.dataset("bells").ask(s, Ask(where={"school": "甲校"})))
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", 1),
        ("第3节", 3),
        ("第十节", 10),
        ("十二", 12),
        ("第2节课", 2),
        ("上午第2节", 2),
        ("早读", None),
        ("", None),
    ],
)
def test_written_periods(written, number):
    assert calendar_taking.period_of(written) == number


def test_as_of_a_day_the_lists_are_those_of_its_school_year(world):
    for name in ("terms", "school_days"):
        dataset = WHOLE.dataset(name)
        assert world.ask(lambda s, d=dataset: d.ask(s, Ask(as_of="2025-10-15")))
    assert world.ask(lambda s: WHOLE.dataset("terms").ask(s, Ask(as_of="2024-10-15"))) == []
    found = world.ask(lambda s: WHOLE.dataset("school_days").ask(s, Ask(as_of="2024-10-15")))
    assert {row["date"][:4] for row in found} == {"2024", "2025"}


def test_a_day_of_no_school_is_for_all_and_no_gap(world, tmp_path):
    path = a_sheet(
        tmp_path, "校历特殊日", "日期,类型,学校,名称", "2025-11-20,停课,甲校,停电",
        "2025-11-21,停课,,台风", "2025-11-24,停课,,台风",
    )  # fmt: skip
    table = taken(world, path)
    assert (table.count("created"), table.warnings) == (3, [])
    rows = world.ask(lambda s: WHOLE.dataset("school_days").ask(s, Ask(where={"name": "台风"})))
    assert [row["school"] for row in rows] == [None, None]
    path = a_sheet(
        tmp_path,
        "校历",
        "日期,类型,学校,名称",
        "2025-11-25,停课,,台风",
        "2025-11-26,停课,甲校,停电",
    )
    assert taken(world, path).warnings == []


def test_days_under_one_merged_kind_are_all_taken(world, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["日期", "类型", "名称"])
    for day in ("2025-12-01", "2025-12-02", "2025-12-03"):
        sheet.append([day, None, None])
    sheet["B2"], sheet["C2"] = "考试", "期中"
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("C2:C4")
    book.save(tmp_path / "校历.xlsx")
    assert taken(world, tmp_path / "校历.xlsx").count("created") == 3


def test_an_afternoon_counted_anew_asks_for_the_number_of_the_day(world, tmp_path):
    path = a_sheet(
        tmp_path, "乙校作息时间表", "节次,时间", "上午第2节,9:00-9:40", "下午第1节,14:00-14:40"
    )
    table = taken(world, path)
    assert table.count("created") == 1
    assert table.rejections[0].message == (
        "第 3 行“节次”：“下午第1节”看不出是全天第几节，请接着上午往下数，如第5节。"
    )
