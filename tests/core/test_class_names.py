from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.class_names import class_key, class_within, is_class, stage_of

HAN = "一二三四五六七八九"
WAYS = (
    "{h}（{n}）班",
    "{h}({n})",
    "{h}年级{n}班",
    "{g}0{n}",
    "{g}({n})班",
    "{h}{n}",
    "{h}年级（{n}）班",
    "{g}-{n}",
)


@given(st.integers(1, 9), st.integers(1, 9))
def test_all_ways_to_write_a_class_have_one_key(grade: int, number: int) -> None:
    written = [way.format(h=HAN[grade - 1], g=grade, n=number) for way in WAYS]
    assert {class_key(one) for one in written} == {f"{grade}.{number}"}
    assert all(map(is_class, written))


@pytest.mark.parametrize(
    ("written", "key", "stage"),
    [
        ("初一3班", "7.3", "初中"), ("高二（12）班", "11.12", "高中"), ("1003班", "10.3", "高中"),
        ("六年级二班", "6.2", "小学"), ("四甲班", "4.1", "小学"), ("2023级3班", "2023.3", None),
        ("双语一班", "双语一", None),
    ],
)  # fmt: skip
def test_keys_and_stages(written: str, key: str, stage: str | None) -> None:
    assert (class_key(written), stage_of(written)) == (key, stage)


@pytest.mark.parametrize("written", ["张三", "11", "一二", "语文", "第一", "8:00", "", "班会"])
def test_other_words_are_no_classes(written: str) -> None:
    assert not is_class(written)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("潮音小学一（1）班课程表（2025学年第一学期）", "一（1）班"), ("七年级3班课表", "七年级3班"), ("701班课表", "701班"),
        ("语文 四(2)", "四(2)"), ("张三老师课程表", ""), ("2025学年第一学期课程表", ""),
    ],
)  # fmt: skip
def test_classes_inside_titles(text: str, found: str) -> None:
    assert class_within(text) == found
