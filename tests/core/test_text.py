"""Folding and showing of written text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.text import visible


def test_signs_that_steer_a_terminal_become_pictures() -> None:
    assert visible("李\x1b[31m红\x07") == "李␛[31m红␇"
    assert visible("甲\u202e乙\r") == "甲乙␍"


def test_lines_and_tabs_stay() -> None:
    assert visible("甲\t乙\n丙\u3000丁") == "甲\t乙\n丙\u3000丁"


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    assert all(sign in "\n\t" or unicodedata.category(sign) != "Cc" for sign in visible(text))
