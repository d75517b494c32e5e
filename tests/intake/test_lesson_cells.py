"""Single cells of timetables: what is a subject, a name, a class, a week."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jtdesk.core.codes import CodeList
from jtdesk.intake.lesson_cells import CellReader, by_weeks, is_no_lesson, subject_finder

Said = tuple[str, tuple[str, ...], str]


@pytest.fixture
def reader(codes: Mapping[str, CodeList]) -> CellReader:
    made = CellReader(subject_finder(codes["subject"]), {"高文"})
    made.learn(["语文 张三", "数学 李四", "围棋 王五"])
    return made


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("张三 语文/李四 数学", [("语文", ("张三",), ""), ("数学", ("李四",), "")]),
        ("语文 张三 数学 李四", [("语文", ("张三",), ""), ("数学", ("李四",), "")]),
        ("体育 张三/李四", [("体育与健康", ("张三", "李四"), "")]),
        ("体育（操场） 张三", [("体育与健康", ("张三",), "")]),
        ("信息技术\n欧阳修文", [("信息科技", ("欧阳修文",), "")]),
        ("围棋 王五", [("围棋", ("王五",), "")]),
        ("王五", [("", ("王五",), "")]),
        ("语文高文", [("语文", ("高文",), "")]),
        ("美术(单)/音乐", [("美术", (), "单"), ("音乐", (), "双")]),
        ("美术（单）张三 音乐（双）李四", [("美术", ("张三",), "单"), ("音乐", ("李四",), "双")]),
        ("美术(单)/音乐(双) 张三", [("美术", ("张三",), "单"), ("音乐", ("张三",), "双")]),
        ("1-8周:物理 张三/9-16周:化学 李四", [("物理", ("张三",), "1-8周"), ("化学", ("李四",), "9-16周")]),
        ("科学 张三 1-8周(单)", [("科学", ("张三",), "1-8周(单)")]),
        ("班会", [("班会", (), "")]),
    ],
)  # fmt: skip
def test_cells_of_classes(cell: str, said: list[Said], reader: CellReader) -> None:
    assert [(t.subject, t.names, t.weeks) for t in reader.read(cell)] == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("四（2）", [("", "四（2）", "")]), ("语文 四(2)", [("语文", "四(2)", "")]), ("数学701", [("数学", "701", "")]),
        ("语文(四2)", [("语文", "四2", "")]), ("合唱队", [("", "合唱队", "")]), ("四(1)、四(2)", [("", "四(1)、四(2)", "")]),
        ("单:四(1)/双:四(2)", [("", "四(1)", "单"), ("", "四(2)", "双")]),
    ],
)  # fmt: skip
def test_cells_of_teachers(cell: str, said: list[tuple[str, str, str]], reader: CellReader) -> None:
    assert [(t.subject, t.class_name, t.weeks) for t in reader.of_teacher(cell)] == said


def test_names_alone_are_names(codes: Mapping[str, CodeList]) -> None:
    made = CellReader(subject_finder(codes["subject"]))
    made.learn(["张三", "李四"])
    assert [t.names for t in made.read("张三")] == [("张三",)]


@pytest.mark.parametrize("cell", ["/", "—", " ", "大课间", "午休", "眼保健操"])
def test_breaks(cell: str) -> None:
    assert is_no_lesson(cell)


def test_a_bracketed_class_is_no_week() -> None:
    assert by_weeks("五（3）") == [("五（3）", "")]
    assert by_weeks("双语一班") == [("双语一班", "")]
