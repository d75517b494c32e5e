"""Which schools are neighbours, from the time it takes to get from one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def neighbours(
    minutes: Mapping[tuple[str, str], int], schools: Sequence[str], nearest: int = 1
) -> list[tuple[str, str]]:
    """Return which pairs of schools are neighbours, by travel time.

    Two schools are neighbours where one is among the nearest of the other; the shortest ways
    between what is then still apart are added, so that every school has a neighbour and all hang
    together. A school without a known way has none.

    Args:
        minutes: between schools by pair of ids; of two directions the longer counts.
        schools: ids in bureau order, the order of the result.
        nearest: how many of the nearest of each school count, all that are equally near with them.
    """
    rank = {one: number for number, one in enumerate(schools)}
    ways: dict[tuple[str, str], int] = {}
    for (start, end), length in minutes.items():
        if start in rank and end in rank and start != end:
            pair = (start, end) if rank[start] < rank[end] else (end, start)
            ways[pair] = max(length, ways.get(pair, 0))
    order = sorted(ways, key=lambda pair: (ways[pair], rank[pair[0]], rank[pair[1]]))
    found: set[tuple[str, str]] = set()
    for school in schools:
        own = [pair for pair in order if school in pair]
        if own:
            limit = ways[own[min(nearest, len(own)) - 1]]
            found.update(pair for pair in own if ways[pair] <= limit)
    part = {one: one for one in schools}

    def root(one: str) -> str:
        while part[one] != one:
            part[one] = part[part[one]]
            one = part[one]
        return one

    for pair in (*[one for one in order if one in found], *order):
        near, far = root(pair[0]), root(pair[1])
        if near != far:
            part[near] = far
            found.add(pair)
    return sorted(found, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
