"""Every spelling of the field becomes one value; everything doubtful becomes a named fault."""

import math
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.codes import read_code_lists
from jtdesk.excel.dates import parse_range
from jtdesk.excel.numbers import convert
from jtdesk.excel.values import formula_fault, parser

CODES = read_code_lists([Path(__file__).parents[2] / "schemas" / "codes"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2019.09", "2019-09"),
        ("\uff12\uff10\uff11\uff19\uff0f\uff19\uff0f\uff11", "2019-09-01"),
        ("\uff12\uff10\uff11\uff19年\uff19月", "2019-09"),
        ("2019-9", "2019-09"),
        ("2019/9/1", "2019-09-01"),
        ("2019年9月", "2019-09"),
        ("2019年09月01日", "2019-09-01"),
        ("2019年9月1号", "2019-09-01"),
        ("201909", "2019-09"),
        ("20190901", "2019-09-01"),
        (201909, "2019-09"),
        (20190901, "2019-09-01"),
        (20190901.0, "2019-09-01"),
        (2019.09, "2019-09"),
        (2019.9, "2019-09"),
        (2019.11, "2019-11"),
        (2019.12, "2019-12"),
        ("2019.1", "2019-01"),
        ("2019.10", "2019-10"),
        ("198009", "1980-09"),
        ("'198009", "1980-09"),
        (" 2019 年 9 月 ", "2019-09"),
        ("2019—09", "2019-09"),
        ("2019–09–01", "2019-09-01"),
        ("2019,9", "2019-09"),
        ("2019。9", "2019-09"),
        ("2019 9 1", "2019-09-01"),
        ("2019.9.1", "2019-09-01"),
        ("2019-09-01 00:00:00", "2019-09-01"),
        ("2019-09-01T08:30:00", "2019-09-01"),
        ("2019/9/1 0:00", "2019-09-01"),
        ("2019年9月份", "2019-09"),
        ("2019年9月底", "2019-09"),
        ("二〇一九年九月", "2019-09"),
        ("二零一九年十二月三十一日", "2019-12-31"),
        ("Sep 2019", "2019-09"),
        ("1-Sep-2019", "2019-09-01"),
        ("9/30/2019", "2019-09-30"),
        ("30/9/2019", "2019-09-30"),
        (43709, "2019-09-01"),
        (43709.5, "2019-09-01"),
        ("43709", "2019-09-01"),
        (date(2019, 9, 1), "2019-09-01"),
        (datetime(2019, 9, 1, 8, 30), "2019-09-01"),  # noqa: DTZ001
        ("2000-02-29", "2000-02-29"),
        ("2019年9月1日(星期日)", "2019-09-01"),
    ],
)
def test_dates(written, value):
    found = parser("date")(written)
    assert (found.value, found.code) == (value, None)
    month = parser("month")(written)
    assert (month.value, month.code) == (value[:7], None)


@pytest.mark.parametrize(
    "written",
    [
        "去年", "2019-13", "2019-02-30", "2019-00", "1899-05", "2101-01", "2019", 2019, "2019年",
        "农历正月初一", "甲子年", "19年秋", 0, -5, True, math.inf, "abc", "2019-9-1-2", "20191301",
        "2019.0", "3/4/2019", "九月", "2019-09~", time(8, 0), "1985年9月31日", "12345678901234",
        "29/8", "19.13", "20190900",
    ],
)  # fmt: skip
def test_bad_dates(written):
    found = parser("date")(written)
    assert found.value is None
    assert found.code == "bad_date"
    assert found.refused
    assert found.message


@pytest.mark.parametrize("number", [2019.1, 1985.1, 85.1])
def test_a_number_ending_in_point_one_is_not_guessed(number):
    found = parser("date")(number)
    assert (found.value, found.code, found.refused) == (None, "ambiguous_month", False)


@pytest.mark.parametrize(
    ("written", "value"),
    [("85.9", "1985-09"), ("19.9", "2019-09"), ("93年7月", "1993-07"), (85.9, "1985-09")],
)
def test_two_digit_years_warn(written, value):
    found = parser("date")(written)
    assert (found.value, found.code, found.refused) == (value, "two_digit_year", False)


@pytest.mark.parametrize(
    "kind", ["date", "integer", "text", "name", "id", "phone", "decimal", "percent"]
)
@pytest.mark.parametrize(
    "written", [None, "", "  ", " ", "无", "/", "—", "-", "——", "不详", "N/A", "null"]
)
def test_empty_words(kind, written):
    assert parser(kind)(written) == (None, None, "", False)


def test_empty_words_can_be_set():
    assert parser("text", empty=frozenset())("无").value == "无"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_in_every_spelling(day):
    parse = parser("date")
    iso = day.isoformat()
    for text in (
        iso, f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", f"{day:%Y.%m.%d}",
    ):  # fmt: skip
        assert parse(text).value == iso
    assert parse(f"{day.year}.{day.month:02d}").value == iso[:7]


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_no_parser_ever_raises(value):
    for kind in (
        "date",
        "month",
        "integer",
        "decimal",
        "percent",
        "boolean",
        "text",
        "name",
        "id",
        "phone",
    ):
        found = parser(kind)(value)
        if found.refused:
            assert found.value is None
            assert found.message
    for name in ("gender", "title"):
        parser("code", codes=CODES[name])(value)
        parser("codes", codes=CODES[name])(value)
    parse_range(value)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2015.07—至今", "2015-07", None),
        ("1994.07—1998.06", "1994-07", "1998-06"),
        ("2024.09-2026.07", "2024-09", "2026-07"),
        ("2024-09-2025-07", "2024-09", "2025-07"),
        ("2024-09~2025-07", "2024-09", "2025-07"),
        ("2024年9月至2026年7月", "2024-09", "2026-07"),
        ("2024年9月1日到2025年6月30日", "2024-09", "2025-06"),
        ("2024年9月-12月", "2024-09", "2024-12"),
        ("202409-202507", "2024-09", "2025-07"),
        ("2024.9--2025.7", "2024-09", "2025-07"),
        ("2024.09", "2024-09", None),
        ("无", None, None),
    ],
)
def test_ranges(written, start, end):
    first, last = parse_range(written)
    assert (first.value, last.value) == (start, end)
    assert first.code is last.code is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12节", 12), ("1,234", 1234), ("１２", 12), ("12.0", 12), (12.0, 12), ("12人", 12),
        ("12课时", 12), ("12节/周", 12), (" 12 ", 12), ("'12", 12), ("0", 0), ("-3", -3),
        ("1，234，567", 1234567), ("十二", 12), ("12 间", 12), (7, 7), ("3974.5㎡", 3974.5), ("12.50", 12.5),
        ("1.2E+3", 1200), (".5", 0.5), ("三节", 3),
    ],
)  # fmt: skip
def test_numbers(written, value):
    found = parser("decimal")(written)
    assert (found.value, found.code) == (value, None)
    assert type(found.value) is (int if float(value).is_integer() else float)


@pytest.mark.parametrize(
    "written",
    [
        "abc",
        "12+2",
        "3-1",
        "1,23",
        "=1+1",
        "#REF!",
        True,
        date(2020, 1, 1),
        "12 13",
        "inf",
        "12x",
        "1.2.3",
    ],
)
def test_not_numbers(written):
    assert parser("decimal")(written).code == "not_a_number"


def test_fractions_are_not_rounded():
    assert parser("integer")("12.5").code == "not_a_number"
    assert parser("integer")(12.0).value == 12


def test_about():
    found = parser("integer")("约120人")
    assert (found.value, found.code, found.refused) == (120, "approximate", False)


@pytest.mark.parametrize(
    ("written", "heading", "kept", "value"),
    [
        ("181.94", "万元", "万元", 181.94),
        ("1819400元", "万元", "万元", 181.94),
        (1819400, "元", "万元", 181.94),
        ("2小时", "", "分钟", 120),
        ("1.5", "小时", "分钟", 90),
        ("12", "人", "", 12),
    ],
)
def test_units_are_converted(written, heading, kept, value):
    assert parser("decimal", unit=kept, written_unit=heading)(written).value == value


def test_units_that_do_not_fit():
    assert parser("decimal", unit="万元")("12㎡").code == "not_a_number"
    assert convert(3, "公里", "米") == 3000


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("8%", 0.08),
        (0.08, 0.08),
        ("10.98%", 0.1098),
        ("８％", 0.08),
        ("百分之八", None),
        ("百分之8", 0.08),
        ("5756%", 57.56),
    ],
)
def test_percent(written, value):
    assert parser("percent")(written).value == value


def test_percent_by_heading():
    parse = parser("percent", written_unit="%")
    assert parse(8).value == 0.08
    assert parse(0.08).value == 0.08
    assert parse("8%").value == 0.08


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("是", True), ("否", False), ("√", True), ("×", False), ("有", True), ("无", False), ("Y", True),
        ("n", False), ("1", True), (1, True), (0, False), (1.0, True), ("已", True), ("未", False), (True, True),
        ("1-是", True), ("0-否", False), ("TRUE", True), ("✓", True), (None, None), ("/", None), ("—", None),
    ],
)  # fmt: skip
def test_boolean(written, value):
    found = parser("boolean")(written)
    assert (found.value, found.code) == (value, None)


@pytest.mark.parametrize("written", ["也许", 2, "是否", 0.5])
def test_not_boolean(written):
    assert parser("boolean")(written).code == "unknown_code_word"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("张  三", "张三"), ("张　三", "张三"), ("欧阳娜娜", "欧阳娜娜"), (" 王芳 ", "王芳"), ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"), ("买买提．艾力", "买买提·艾力"), ("买买提‧艾力", "买买提·艾力"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"), ("John Smith", "John Smith"), ("〇〇", "〇〇"), ("何计", "何计"),
        ("王\u200b芳", "王芳"), ("李娟(小)", "李娟(小)"), ("𠮷田", "𠮷田"), ("迪丽热巴·迪力木拉提", "迪丽热巴·迪力木拉提"),
    ],
)  # fmt: skip
def test_names(written, value):
    found = parser("name")(written)
    assert (found.value, found.code) == (value, None)


@pytest.mark.parametrize(
    "written",
    [
        "=A1&B1", "123", 123, "张三1", "·", "。，", "张" * 31, "张\x07三", "+1", "@SUM(A1)", "#REF!", "#N/A",
        date(2020, 1, 1), True, "=cmd|'/c calc'!A1", "张/三",
    ],
)  # fmt: skip
def test_bad_names(written):
    assert parser("name")(written).code == "bad_name"


def test_text():
    parse = parser("text")
    assert parse(12.0).value == "12"
    assert parse(" a  b ").value == "a b"
    assert parse("=1+1").code == "bad_name"
    assert parse("#DIV/0!").code == "bad_name"
    assert parse("a\x00b").code == "bad_name"


@pytest.mark.parametrize(
    "written",
    [
        "31019919670415417x",
        " 31019919670415417X",
        "'31019919670415417X",
        "310199 19670415 417X",
        "31019919670415417X",
    ],
)
def test_ids(written):
    assert parser("id")(written) == ("31019919670415417X", None, "", False)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (3.101991983102723e17, "id_precision_lost"),
        (310199198310272300, "id_precision_lost"),
        ("3.10199E+17", "id_precision_lost"),
        ("310199198310272000", "id_precision_lost"),
        ("31019919670415417", "id_missing_or_short"),
        ("310199670415417", "id_missing_or_short"),
        (310199670415417, "id_missing_or_short"),
        ("310199196704154170", "id_check_digit"),
        ("310199196713154170", "id_check_digit"),
        ("E12345678", "id_missing_or_short"),
        (date(2020, 1, 1), "id_missing_or_short"),
    ],
)
def test_bad_ids(written, code):
    found = parser("id")(written)
    assert (found.value, found.code) == (None, code)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("19957056352", "19957056352"), (19957056352, "19957056352"), (19957056352.0, "19957056352"),
        ("199-5705-6352", "19957056352"), ("199 5705 6352", "19957056352"), ("+86 19957056352", "19957056352"),
        ("0577-88123456", "0577-88123456"), ("(021)59611234", "021-59611234"), ("021-59611234-801", "021-59611234-801"),
        ("59611234", "59611234"), ("19957056352/059611234", None), ("19957056352、19957056353", "19957056352、19957056353"),
        ("１９９５７０５６３５２", "19957056352"),
    ],
)  # fmt: skip
def test_phones(written, value):
    found = parser("phone")(written)
    if value:
        assert (found.value, found.code) == (value, None)
    else:
        assert (found.code, found.refused) == ("bad_phone", False)


def test_digits():
    parse = parser("digits", length=10)
    assert parse("3131010011").value == parse(3131010011).value == "3131010011"
    assert parse("31310100").refused


def test_formulas():
    assert formula_fault("name").code == "bad_name"
    assert formula_fault("integer") is None


def test_memory_keeps_types_apart():
    parse = parser("boolean")
    assert parse(1).value is True
    assert parse("1").value is True
    text = parser("text")
    assert [text(value).value for value in (1, 1.0, True)] == ["1", "1", "是"]


def test_parser_refuses_unknown_kinds():
    with pytest.raises(ValueError, match="no parser"):
        parser("colour")
    with pytest.raises(ValueError, match="code list"):
        parser("code")
