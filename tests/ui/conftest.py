"""Fixtures of the kit's tests: a small list, a bus with what was told."""

from __future__ import annotations

from typing import Any

import pytest

from jtdesk.ui.rows import Column


@pytest.fixture
def people() -> list[dict[str, Any]]:
    return [
        {
            "id": "a",
            "name": "张三",
            "initials": "zs",
            "age": 41,
            "school": "堡南小学",
            "id_number": "330102197503154179",
            "subjects": ["语文", "数学"],
        },
        {
            "id": "b",
            "name": "李四",
            "initials": "ls",
            "age": None,
            "school": "芦荡小学",
            "id_number": None,
            "subjects": None,
        },
        {
            "id": "c",
            "name": "赵小明",
            "initials": "zxm",
            "age": 29,
            "school": "堡南小学",
            "id_number": "33010219880101002X",
            "subjects": ["英语"],
        },
        {
            "id": "d",
            "name": "安平",
            "initials": "ap",
            "age": 55,
            "school": None,
            "id_number": "330102197001010017",
            "subjects": [],
        },
    ]


@pytest.fixture
def columns() -> list[Column]:
    return [
        Column(name="name", title="姓名"),
        Column(name="age", title="年龄", kind="integer", unit="岁"),
        Column(name="school", title="学校", order={"芦荡小学": 0, "堡南小学": 1}),
        Column(name="id_number", title="身份证号", kind="id_number", sensitive=True),
        Column(name="subjects", title="学科", kind="words", shown=False),
    ]


@pytest.fixture
def told(context: Any) -> list[Any]:
    found: list[Any] = []
    context.bus.notice.connect(found.append)
    return found
