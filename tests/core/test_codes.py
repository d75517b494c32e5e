"""Code lists: look-up, rules for families of words, and lists that are not well formed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jtdesk.core.codes import Code, CodeList, Pattern, read_code_list
from jtdesk.core.errors import JtdeskError

LEVELS = CodeList(
    "level",
    "级别",
    (Code("省级", ("省",)), Code("县级", ("县", "区"))),
    nothing=("无",),
    strip=("骨干", "教师"),
    patterns=(
        Pattern(re.compile(".+省骨干教师"), "省级"),
        Pattern(re.compile(".+骨干教师"), "县级"),
        Pattern(re.compile(".*优秀教师"), ""),
    ),
)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("省级", (True, "省级")),
        ("区", (True, "县级")),
        ("省级骨干", (True, "省级")),
        ("省级骨干教师", (True, "省级")),
        ("东海省骨干教师", (True, "省级")),
        ("白石区骨干教师", (True, "县级")),
        ("县优秀教师", (True, None)),
        ("无", (True, None)),
        ("国王", (False, None)),
    ],
)
def test_a_word_is_found_by_name_then_without_affixes_then_by_rule(
    word: str, found: tuple[bool, str | None]
) -> None:
    assert LEVELS.find(word) == found


def test_only_a_word_of_the_list_says_that_there_is_none() -> None:
    assert LEVELS.says_none(" 无 ")
    assert not LEVELS.says_none("县优秀教师")


def written(folder: Path, text: str) -> Path:
    path = folder / "level.toml"
    path.write_text(text, encoding="utf-8")
    return path


BASE = 'title = "级别"\n{head}\n[[codes]]\nvalue = "省级"\n\n{tail}'


def test_parts_stand_for_themselves_in_rules_and_in_each_other(tmp_path: Path) -> None:
    tail = (
        "[parts]\nkind = '骨干|名师'\nhonour = '(<kind>)(教师)?'\n"
        "[[patterns]]\nmatch = '.{2,4}省<honour>'\nvalue = \"省级\"\n"
    )
    codes = read_code_list(written(tmp_path, BASE.format(head="", tail=tail)))
    assert codes.find("东海省骨干教师") == (True, "省级")
    assert codes.find("东海省骨干先生") == (False, None)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ('several = "last"', ""),
        ("", "[[patterns]]\nmatch = '.*'\nvalue = \"市级\"\n"),
        ("", "[[patterns]]\nmatch = '(('\nvalue = \"省级\"\n"),
        ("", '[[patterns]]\nvalue = "省级"\n'),
    ],
)
def test_a_list_that_is_not_well_formed_is_told(tmp_path: Path, head: str, tail: str) -> None:
    with pytest.raises(JtdeskError, match=r"level\.toml"):
        read_code_list(written(tmp_path, BASE.format(head=head, tail=tail)))
