"""Headings as people write them against the fields they mean."""

from __future__ import annotations

import pytest

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.fields import Field
from jtdesk.excel.tables import HeadingColumn
from jtdesk.intake.headings import Headings, assign, loose_key

FIELDS = (
    Field(name="name", title="姓名", kind="name", aliases=("教师姓名",)),
    Field(name="id_number", title="身份证号", kind="id_number", aliases=("证件号码",)),
    Field(name="education", title="最高学历", kind="code", group="学历职称", aliases=("学历",)),
    Field(name="classes", title="班级数", kind="integer", group="学生情况"),
    Field(
        name="primary_classes",
        title="小学",
        kind="integer",
        group="班级数",
        aliases=("班级数（小学）",),
    ),
    Field(name="primary_students", title="小学", kind="integer", group="在校生数"),
    Field(name="start", title="起", kind="month", group="交流时间", aliases=("开始时间",)),
    Field(name="end", title="止", kind="month", group="交流时间", aliases=("结束时间",)),
    Field(name="agreement_start", title="起", kind="month", group="帮扶协议"),
    Field(name="agreement_end", title="止", kind="month", group="帮扶协议"),
    Field(name="phone", title="联系电话", kind="phone", aliases=("手机号码",)),
    Field(name="subject", title="任教学科", kind="text"),
)


@pytest.fixture(scope="module")
def headings() -> Headings:
    intake = Intake(
        fields=FIELDS, keys=(("id_number",),), signature=(("name",),),
        current=lambda _s, _d: [], write=lambda _s, _w, _d: None,
    )  # fmt: skip
    return Headings(
        Dataset(name="d", title="表", fields=FIELDS, rows=lambda _s, _q: [], intake=intake)
    )


def mapped(headings: Headings, *paths: tuple[str, ...]) -> list[tuple[str, ...]]:
    columns = [HeadingColumn(n, path) for n, path in enumerate(paths, start=1)]
    return [match.fields for match in assign(headings, columns)]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("姓名",), "name"),
        (("姓 名",), "name"),
        (("*姓名",), "name"),
        (("姓名（必填）",), "name"),
        (("教师姓名",), "name"),
        (("基本情况", "姓名"), "name"),
        (("身份证号（文本格式）",), "id_number"),
        (("身份证号码",), "id_number"),
        (("2025年9月任教学科",), "subject"),
        (("学历职称", "学历"), "education"),
        (("班级数（小学）",), "primary_classes"),
        (("班级数", "小学"), "primary_classes"),
        (("在校生数", "小学"), "primary_students"),
        (("交流时间", "起"), "start"),
        (("交流时间", "开始"), "start"),
        (("帮扶协议", "止"), "agreement_end"),
        (("帮扶协议起",), "agreement_start"),
    ],
)
def test_a_heading_means_its_field(headings: Headings, path: tuple[str, ...], field: str) -> None:
    assert mapped(headings, path) == [(field,)]


@pytest.mark.parametrize(
    "path",
    [
        ("配偶姓名",),
        ("曾用名",),
        ("参加工作前", "学历"),
        ("配偶", "姓名"),
        ("家长联系电话",),
        ("起",),  # of what
        ("血型",),
        ("班级数（初中）",),  # not the sum of all stages
    ],
)
def test_a_heading_about_something_else_stays_unmapped(
    headings: Headings, path: tuple[str, ...]
) -> None:
    assert mapped(headings, path) == [()]


def test_a_like_heading_is_taken_with_less_confidence(headings: Headings) -> None:
    (match,) = assign(headings, [HeadingColumn(1, ("联系的电话",))])
    assert match.fields == ("phone",)
    assert match.how == "fuzzy"
    assert match.confidence < 0.8


@pytest.mark.parametrize("heading", ["联系邮箱", "身高", "任教年限", "离任学科"])
def test_a_heading_less_like_is_only_guessed(headings: Headings, heading: str) -> None:
    assert mapped(headings, (heading,)) == [()]


def test_of_two_columns_the_surer_one_gets_the_field(headings: Headings) -> None:
    assert mapped(headings, ("参加工作前", "学历"), ("最高学历",)) == [(), ("education",)]
    assert mapped(headings, ("手机号码",), ("联系电话",)) == [(), ("phone",)]


def test_a_span_in_one_column_fills_both_ends(headings: Headings) -> None:
    assert mapped(headings, ("交流起止时间",)) == [("start", "end")]


def test_outer_headings_tell_two_spans_apart(headings: Headings) -> None:
    paths = (("交流时间", "起"), ("交流时间", "止"), ("帮扶协议", "起"), ("帮扶协议", "止"))
    assert mapped(headings, *paths) == [
        ("start",),
        ("end",),
        ("agreement_start",),
        ("agreement_end",),
    ]


def test_the_key_keeps_what_stands_in_brackets() -> None:
    assert loose_key(" 班级数（小学）\n") == "班级数小学"
