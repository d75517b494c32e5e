"""Rows of a form put together and checked, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.identity import looks_masked, mask_id, mask_phone
from jtdesk.submissions.rows import assemble, said_of_the_whole, written
from jtdesk.submissions.rules import (
    Check,
    ColumnSpec,
    Count,
    FormSpec,
    Join,
    LayoutSpec,
    Ratio,
    SheetSpec,
    findings,
    statistics_date,
)
from jtdesk.submissions.words import filled_text

CODES = {"position": CodeList("position", "职务", (Code("校长"), Code("教师")))}
SCHOOLS = [
    {"name": "乙校", "role": "成员校", "island": True, "stages": ["小学", "初中"]},
    {"name": "甲校", "role": "核心校", "island": False, "stages": None},
]
FACTS = [
    {"school": "甲校", "as_of": "2024-09-01", "students": 10},
    {"school": "甲校", "as_of": "2025-09-01", "students": 12},
    {"school": "丙校", "as_of": "2025-09-01", "students": 99},
]
STAFF = [
    {"name": "一", "school": "甲校", "title": "高级教师", "position": "教师"},
    {"name": "二", "school": "甲校", "title": "正高级教师", "position": None},
    {"name": "三", "school": "乙校", "title": "一级教师", "position": "校长"},
    {"name": "四", "school": "新校", "title": None, "position": "门卫"},
    {"name": "五", "school": "甲校", "title": None, "position": "校长"},
]
TABLES = {"schools": SCHOOLS, "school_facts": FACTS, "staff": STAFF}
RANKS = {"甲校": 0, "乙校": 1}


def sheet(*columns: ColumnSpec, dataset: str = "schools", **more) -> SheetSpec:
    return SheetSpec(name="表", dataset=dataset, columns=columns, **more)


def rows(spec: SheetSpec) -> list[list[object]]:
    return [list(row) for row in assemble(spec, TABLES, CODES, RANKS)]


def test_join_takes_the_newest_row_and_leaves_unknown_blank() -> None:
    spec = sheet(
        ColumnSpec(title="校", name="name"),
        ColumnSpec(title="生", name="school_facts.students"),
        joins=(Join("school_facts", ("school",), ("name",), "as_of"),),
    )
    assert rows(spec) == [["乙校", None], ["甲校", 12]]


def test_people_of_one_name_are_not_taken_for_each_other() -> None:
    people = [
        {"name": "王芳", "id_number": "1", "school": "甲校", "title": "一级教师"},
        {"name": "王芳", "id_number": "2", "school": "甲校", "title": "二级教师"},
        {"name": "李四", "id_number": None, "school": "甲校", "title": "高级教师"},
        {"name": "赵六", "id_number": None, "school": "乙校", "title": "三级教师"},
    ]
    went = [
        {"name": "王芳", "id_number": "2", "from": "甲校"},
        {"name": "王芳", "id_number": None, "from": "甲校"},
        {"name": "李四", "id_number": None, "from": "甲校"},
        {"name": "李四", "id_number": "9", "from": "甲校"},
        {"name": "赵六", "id_number": None, "from": None},
    ]
    spec = sheet(
        ColumnSpec(title="名", name="name"),
        ColumnSpec(title="职称", name="staff.title"),
        dataset="went",
        joins=(
            Join("staff", ("id_number",), ("id_number",)),
            Join("staff", ("name", "school"), ("name", "from")),
        ),
    )
    cells = assemble(spec, {"went": went, "staff": people}, CODES, RANKS)
    assert cells == [
        ["王芳", "二级教师"], ["王芳", None], ["李四", "高级教师"], ["李四", "高级教师"], ["赵六", None],
    ]  # fmt: skip


def test_shares_are_taken_of_columns_and_rows_sort_by_what_stands_beside() -> None:
    spec = sheet(
        ColumnSpec(title="比例", ratio=Ratio("组/高级", "组/生"), kind="percent"),
        ColumnSpec(title="高级", group=("组",), count=Count("staff", "school", "name", {})),
        ColumnSpec(title="生", group=("组",), name="school_facts.students"),
        joins=(Join("school_facts", ("school",), ("name",), "as_of"),),
        sort=("school_facts.students",),
    )
    assert rows(spec) == [[3 / 12, 3, 12], [None, 1, None]]


@pytest.mark.parametrize(
    ("during", "names"),
    [("as_of", "甲乙丙丁戊己"), ("school_year", "乙丙丁己"), ("starting", "丙丁")],
)
def test_lines_of_a_ledger_by_the_time_they_run(during: str, names: str) -> None:
    ledger = [
        {"name": "甲", "start": "2024-09", "end": "2025-08-31"},
        {"name": "乙", "start": "2024-09", "end": "2025-09"},
        {"name": "丙", "start": "2025-09-01", "end": None},
        {"name": "丁", "start": "2026-08", "end": "2027-07"},
        {"name": "戊", "start": "2026-09", "end": "2027-07"},
        {"name": "己", "start": None, "end": None},
    ]
    spec = sheet(ColumnSpec(title="名", name="name"), dataset="ledger", during=during)
    cells = assemble(spec, {"ledger": ledger}, CODES, RANKS, 2025)
    assert "".join(str(row[0]) for row in cells) == names


def test_unwanted_rows_and_the_datasets_own_total_are_left_out() -> None:
    stats = [
        {"school": "甲校", "level": "学校", "met": True},
        {"school": "乙校", "level": "学校", "met": None},
        {"school": "合计", "level": "集团", "met": False},
    ]
    spec = sheet(
        ColumnSpec(title="校", name="school"),
        ColumnSpec(title="达标", name="met", total="row"),
        dataset="stats",
        without={"met": ("",)},
        layout=LayoutSpec(total_row={"level": ("集团",)}, notes=("按{level}算",)),
    )
    tables = {"stats": stats}
    assert assemble(spec, tables, CODES, RANKS) == [["甲校", "是"]]
    whole = said_of_the_whole(spec, tables)
    assert whole == {"school": "合计", "met": "否", "level": "集团"}


def test_count_counts_only_the_wanted_words() -> None:
    count = Count("staff", "school", "name", {"title": ("高级教师", "正高级教师")})
    spec = sheet(ColumnSpec(title="校", name="name"), ColumnSpec(title="高级", count=count))
    assert rows(spec) == [["乙校", 0], ["甲校", 2]]


def test_schools_sort_in_bureau_order_and_codes_in_list_order() -> None:
    spec = sheet(
        ColumnSpec(title="校", name="school", kind="school"),
        ColumnSpec(title="职", name="position", enum="position"),
        ColumnSpec(title="名", name="name"),
        dataset="staff",
        sort=("school", "position"),
    )
    assert [row[2] for row in rows(spec)] == ["五", "一", "二", "三", "四"]


def test_where_keeps_rows_with_one_of_the_words() -> None:
    name = ColumnSpec(title="校", name="name")
    assert rows(sheet(name, where={"role": ("核心校", "分校区")})) == [["甲校"]]
    assert rows(sheet(name, where={"island": ("是",)})) == [["乙校"]]
    assert rows(sheet(name, where={"stages": ("初中",)})) == [["乙校"]]
    assert rows(sheet(name, where={"stages": ("",)})) == [["甲校"]]


def test_serial_constant_and_pen_columns() -> None:
    spec = sheet(
        ColumnSpec(title="序", serial=True),
        ColumnSpec(title="区", value="某区"),
        ColumnSpec(title="注"),
    )
    assert rows(spec) == [[None, "某区", None]] * 2


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        ("2025-09-01", "YYYY年M月D日", "2025年9月1日"),
        ("2025-09", "YYYY年M月D日", "2025年9月"),
        ("2025", "YYYY.MM", "2025"),
        ("2025-09-01", "YYYY.MM", "2025.09"),
        ("2025-09-01", "YYYY.MM.DD", "2025.09.01"),
        ("2025-09", "YYYYMM", "202509"),
        ("2025-09-01", "YYYY年M月", "2025年9月"),
        ("2025-09-01", "", "2025-09-01"),
    ],
)
def test_dates_are_written_as_the_form_wants(value: str, pattern: str, shown: str) -> None:
    assert written(value, ColumnSpec(title="日", kind="date", format=pattern)) == shown


def test_other_values_are_written_plainly() -> None:
    column = ColumnSpec(title="值", empty="无")
    assert [written(value, column) for value in (None, "", [], ["甲", "乙"], True, False, 0, 1.5)] == [
        "无", "无", "无", "甲、乙", "是", "否", 0, 1.5,
    ]  # fmt: skip


def test_demands_become_findings_with_row_and_heading() -> None:
    spec = sheet(
        ColumnSpec(title="号", name="a", required=True, unique=True, pattern=r"\d{3}"),
        ColumnSpec(title="数", group=("组",), name="b", minimum=0, maximum=9),
        ColumnSpec(title="和", name="c"),
        checks=(Check("not_greater", "组/数", than="和"), Check("sum_equals", "和", of=("组/数",))),
    )
    cells = [["123", 5, 5], ["123", 10, 3], [None, None, None], ["x", -1, -1], ["456", 2, 3]]
    found = [(f.row, f.column, f.code) for f in findings(spec, cells)]
    assert found == [
        (2, "号", "not_unique"),
        (2, "组/数", "out_of_range"),
        (2, "组/数", "not_greater"),
        (2, "和", "sum_equals"),
        (3, "号", "missing"),
        (4, "号", "pattern"),
        (4, "组/数", "out_of_range"),
        (5, "和", "sum_equals"),
    ]
    assert all(f.message for f in findings(spec, cells))


def test_one_remedy_for_many_rows_is_said_once() -> None:
    spec = sheet(ColumnSpec(title="金额", name="a", required=True, remedy="请先选用标准。"))
    (found,) = findings(spec, [[1], [None], [None], [None], [None]])
    assert (found.row, found.code) == (2, "missing")
    assert found.message == "“金额”有 4 行没有数据（第 2、3、4 行等）。请先选用标准。"
    (found,) = findings(spec, [[1], [None]])
    assert found.message == "“金额”有 1 行没有数据（第 2 行）。请先选用标准。"
    assert findings(spec, [[1]]) == []


def test_masked_numbers_are_not_called_doubles() -> None:
    spec = sheet(ColumnSpec(title="号", name="a", unique=True, pattern=r"\d{17}[\dX]"))
    assert findings(spec, [["330***********1234"], ["330***********1234"]]) == []


@given(st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789X"))
def test_every_mask_is_known_as_a_mask(body: str, last: str) -> None:
    assert looks_masked(mask_id(body + last))
    assert looks_masked(mask_phone(body[:11]))
    assert not looks_masked(body + last)


def test_text_names_are_filled_and_unknown_ones_left() -> None:
    assert (
        filled_text("{unit}{year}学年{odd}", {"unit": "集团", "year": "2025"})
        == "集团2025学年{odd}"
    )


def test_the_statistics_day_lies_inside_the_school_year() -> None:
    form = FormSpec(code="a", title="a", year=2025, source="s", sheets=())
    assert statistics_date(form, 2025) == "2025-09-01"
    spring = FormSpec(code="a", title="a", year=2025, source="s", sheets=(), as_of="03-01")
    assert statistics_date(spring, 2025) == "2026-03-01"
