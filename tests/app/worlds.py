"""Small worlds for the tests of the shell."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from jtdesk.__main__ import main

SCHOOLS = (
    ("东湖学校", "九年一贯制学校", "核心校"),
    ("西岛小学", "小学", "成员校"),
)
PEOPLE = (
    ("张三", "女", "1985-03-12", "东湖学校", "语文", "二级教师"),
    ("李四", "男", "1979-11-02", "西岛小学", "数学", "一级教师"),
    ("赵思", "女", "1990-07-30", "西岛小学", "音乐", "一级教师"),
)


def write(path: Path, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Path:
    """Write a CSV as a school would send it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def school_sheet(folder: Path) -> Path:
    return write(folder / "成员校.csv", ("学校名称", "办学类型", "集团角色"), SCHOOLS)


def staff_sheet(folder: Path, rows: tuple[tuple[str, ...], ...] = PEOPLE) -> Path:
    headings = ("姓名", "性别", "出生年月", "现任学校", "任教学科", "职称")
    return write(folder / "花名册.csv", headings, rows)


class Shell:
    """Runs commands in this process and reads what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = ""
        self.err = ""

    def __call__(self, *words: object) -> str:
        self._capsys.readouterr()
        self.code = main([str(word) for word in words])
        self.out, self.err = self._capsys.readouterr()
        return self.out

    def document(self, *words: object) -> Any:
        """Run with --json; nothing but one document may stand on standard output."""
        return json.loads(self(*words, "--json"))
