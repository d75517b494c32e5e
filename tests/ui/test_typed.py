"""What people type into forms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.dates import days_later, first_day, typed_date
from jtdesk.core.fields import Field
from jtdesk.ui.typed import text_of, typed_value

CODES = {
    "subject": CodeList(
        "subject", "学科", (Code("体育与健康", ("体育",)), Code("语文")), nothing=("无",)
    )
}
SCHOOLS = {"堡南小学": "1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2019.9", "2019-09"), ("2019-09", "2019-09"), ("2019年9月", "2019-09"),
        ("2019年9月1日", "2019-09-01"), ("201909", "2019-09"), ("20190901", "2019-09-01"),
        ("2019/9/1", "2019-09-01"), (" 2019 9 1 ", "2019-09-01"),
        ("2019.13", None), ("2019-02-30", None), ("九月", None), ("1850.1", None), ("19.9", None),
    ],
)  # fmt: skip
def test_typed_dates(text, value):
    assert typed_date(text) == value


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_back_in_three_writings(day):
    for text in (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert typed_date(text) == day.isoformat()


def test_dates_reckon():
    assert first_day("2025-09") == "2025-09-01"
    assert days_later("2025-12-20", 14) == "2026-01-03"


def read(field, text):
    return typed_value(field, text, CODES, SCHOOLS)


def test_kinds_are_understood():
    assert read(Field(name="a", title="班级数", kind="integer"), "1,200") == (1200, "")
    assert read(Field(name="a", title="课时", kind="decimal"), "12.5") == (12.5, "")
    assert read(Field(name="a", title="占比", kind="percent"), "50") == (0.5, "")
    assert read(Field(name="a", title="到校", kind="month"), "2019.9.3") == ("2019-09", "")
    assert read(Field(name="a", title="海岛", kind="boolean"), "是") == (True, "")
    assert read(Field(name="a", title="学科", kind="code", codes="subject"), "体育") == (
        "体育与健康",
        "",
    )
    assert read(Field(name="a", title="学科", kind="code", codes="subject"), "无") == (None, "")
    assert read(
        Field(name="a", title="兼教", kind="words", codes="subject"), "体育、语文，体育"
    ) == (["体育与健康", "语文"], "")
    assert read(Field(name="a", title="学校", kind="school"), "堡南小学") == ("堡南小学", "")
    assert read(Field(name="a", title="身份证", kind="id_number"), "33010219880101002x ") == (
        "33010219880101002X",
        "",
    )
    assert read(Field(name="a", title="电话", kind="phone"), "199-1234-6352") == ("19912346352", "")
    assert read(Field(name="a", title="备注"), "  两个  词 ") == ("两个 词", "")


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        (Field(name="a", title="姓名", required=True), " ", "请填写姓名"),
        (Field(name="a", title="班级数", kind="integer"), "三", "不是数字"),
        (Field(name="a", title="班级数", kind="integer"), "nan", "不是数字"),
        (Field(name="a", title="班级数", kind="integer"), "1.5", "整数"),
        (Field(name="a", title="班级数", kind="integer", minimum=0), "-1", "不能小于 0"),
        (Field(name="a", title="班级数", kind="integer", maximum=500), "900", "不能大于 500"),
        (Field(name="a", title="到校", kind="month"), "去年", "不是日期"),
        (Field(name="a", title="学科", kind="code", codes="subject"), "炼丹", "学科之列"),
        (Field(name="a", title="兼教", kind="words", codes="subject"), "语文 炼丹", "炼丹"),
        (Field(name="a", title="学校", kind="school"), "霍格沃茨", "没有名为"),
        (Field(name="a", title="电话", kind="phone"), "打办公室", "不是电话"),
        (Field(name="a", title="海岛", kind="boolean"), "也许", "请选择"),
    ],
)
def test_faults_are_sentences(field, text, word):
    value, said = read(field, text)
    assert word in said
    assert said.endswith("。")
    assert value is None or field.kind == "school"


def test_an_open_list_keeps_a_new_word():
    field = Field(name="a", title="学科", kind="code", codes="subject", open=True)
    assert read(field, "航海") == ("航海", "")


def test_a_value_shown_is_read_back():
    for field, value in [
        (Field(name="a", title="占比", kind="percent"), 0.25),
        (Field(name="a", title="海岛", kind="boolean"), False),
        (Field(name="a", title="兼教", kind="words", codes="subject"), ["语文", "体育与健康"]),
        (Field(name="a", title="课时", kind="decimal"), 12.5),
    ]:
        assert read(field, text_of(field, value)) == (value, "")
