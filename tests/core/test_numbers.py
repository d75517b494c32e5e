from __future__ import annotations

import pytest

from jtdesk.core.numbers import plain, rounded


@pytest.mark.parametrize(("value", "shown"), [(12.0, 12), (12.5, 12.5), (12, 12), (None, None)])
def test_whole_numbers_are_integers(value, shown):
    assert plain(value) == shown
    assert type(plain(value)) is type(shown)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(2.345, 2, 2.35), (0.5, 0, 1), (2.675, 2, 2.68), (-2.345, 2, -2.35), (1e-7, 4, 0.0)],
)
def test_halves_go_up(value, digits, shown):
    assert rounded(value, digits) == shown
