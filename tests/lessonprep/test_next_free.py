"""The next free span of a shared room, against looking at every minute of the day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jtdesk.lessonprep.facilities import Taken, next_free

SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=8)


@given(SPANS, st.integers(0, 60), st.integers(1, 40))
def test_the_next_free_span_is_the_first_of_all(spans, start, length):
    there = [Taken(str(n), at, at + long, "") for n, (at, long) in enumerate(spans)]
    closes = 100

    def free(at):
        return all(one.end <= at or at + length <= one.start for one in there)

    wanted = next((at for at in range(start, closes - length + 1) if free(at)), None)
    assert next_free(there, start, length, closes) == wanted
