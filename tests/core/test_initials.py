from __future__ import annotations

import pytest

from jtdesk.core.initials import initials, place_initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张三", "zs"), ("单雄信", "sxx"), ("曾国藩", "zgf"), ("解珍", "xz"), ("仇英", "qy"), ("区洪", "oh"),
        ("查良镛", "zly"), ("朴志", "pz"), ("尉迟恭", "ycg"), ("欧阳娜娜", "oynn"), ("买买提·艾力", "mmtal"),
        ("Anna李", "annal"), ("", ""),
    ],
)  # fmt: skip
def test_initials_of_people(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "letters"),
    [("长屿学校", "cyxx"), ("重庆一中", "cqyz"), ("横屿小学（东校区）", "hyxxdxq")],
)
def test_initials_of_places(name, letters):
    assert place_initials(name) == letters
