"""Week patterns: which weeks a lesson is held in, and how they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep.calendars import weeks_match, weeks_meet
from jtdesk.lessonprep.rules import weeks_of, weeks_sound, weeks_words


@pytest.mark.parametrize(
    ("pattern", "weeks"),
    [
        (None, range(1, 21)), ("every", range(1, 21)), ("odd", range(1, 21, 2)), ("even", range(2, 21, 2)),
        ("1-14,17-18", [*range(1, 15), 17, 18]), ("1-8/odd", [1, 3, 5, 7]), ("2,4,6", [2, 4, 6]),
        ("1-4/even,9-12", [2, 4, 9, 10, 11, 12]),
    ],
)  # fmt: skip
def test_weeks_of_a_pattern(pattern: str | None, weeks: list[int]) -> None:
    assert [week for week in range(1, 21) if weeks_match(pattern, week)] == list(weeks)


def test_a_week_without_a_number_and_a_word_nobody_can_read() -> None:
    assert weeks_match("every", None)
    assert not weeks_match("1-8/odd", None)
    assert weeks_match("隔周", 3)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("odd", "even", False), ("odd", "every", True), ("1-8", "9-16", False), ("1-8/odd", "even", False),
        ("1-8/odd", "8-10", False), ("1-8/odd", "7", True), (None, "3", True),
    ],
)  # fmt: skip
def test_patterns_that_meet(one: str | None, other: str | None, meet: bool) -> None:
    assert weeks_meet(one, other) is meet
    assert weeks_meet(other, one) is meet


PARTS = st.lists(
    st.tuples(st.integers(1, 15), st.integers(0, 10), st.sampled_from(["", "/odd", "/even"])),
    min_size=1, max_size=3,
)  # fmt: skip


@given(PARTS)
def test_what_is_written_out_is_read_back(parts: list[tuple[int, int, str]]) -> None:
    pattern = ",".join(
        f"{first}-{first + more}{side}" if more else f"{first}{side}" for first, more, side in parts
    )
    assert weeks_sound(pattern)
    assert weeks_of(pattern) == pattern
    read = weeks_of(weeks_words(pattern))
    weeks = range(1, 30)
    assert [weeks_match(read, w) for w in weeks] == [weeks_match(pattern, w) for w in weeks]


@pytest.mark.parametrize("pattern", ["隔周", "8-1", "40", "1-8/both", "0-3", ""])
def test_unsound(pattern: str) -> None:
    assert not weeks_sound(pattern)
