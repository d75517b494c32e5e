"""Side-by-side measuring: medians of alternating runs, printed as a ratio, never asserted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(
    title: str,
    ours: Callable[[], float],
    theirs: Callable[[], float],
    *,
    target: str,
    rounds: int = 5,
) -> float:
    """Run both in turn, each returning its own seconds; print and return the ratio of medians."""
    mine: list[float] = []
    other: list[float] = []
    for _ in range(rounds):
        other.append(theirs())
        mine.append(ours())
    ratio = statistics.median(mine) / statistics.median(other)
    print(  # noqa: T201 - a benchmark prints
        f"\n{title}: {ratio:.2f}x  (median {statistics.median(mine) * 1000:.0f} ms against "
        f"{statistics.median(other) * 1000:.0f} ms, target {target})"
    )
    return ratio
