"""Where schools stand on a map of travel times, worked out from the minutes alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Minutes = Mapping[tuple[str, str], float]
NEXT_DOOR = 1.0  # minutes taken for schools that share a yard: they are two places all the same
ENOUGH = 0.6  # share of the pairs that must be known before distances among all are trusted
ROUNDS, ROUNDS_MANY, MANY = 160, 25, 40
APART = (0.21, 0.19)  # of the map's width and height: names must find room
EDGE = 0.02
STRETCH = 2.5  # most that one way is stretched beyond the other
UNKNOWN = 1.25  # a school without minutes stands this far beyond the farthest known one


@dataclass(frozen=True, slots=True)
class TravelMap:
    """Places in a square from 0 to 1, and how they came about.

    Attributes:
        places: by school.
        rings: ``(minutes, half width, half height)`` of equal time around the lead school; empty
            where the distances among all schools were scaled and a ring would lie.
        lead: school in the middle of the rings.
        unknown: schools whose minutes nobody has filled in.
    """

    places: Mapping[str, Point]
    rings: tuple[tuple[int, float, float], ...] = ()
    lead: str = ""
    unknown: tuple[str, ...] = ()


def travel_map(schools: Sequence[str], minutes: Minutes, lead: str = "") -> TravelMap:
    """Return where schools stand; the same input gives the same map.

    With the minutes of most pairs known, distances on the map follow them (stress majorisation
    from a fixed start). With little more than the minutes to the lead school, that school stands
    in the middle and the others around it, as far away as they are in minutes.

    Args:
        schools: in bureau order.
        minutes: one way, by pair; either direction will do.
        lead: the lead school; the one with most known ways where it is not told.
    """
    if not schools:
        return TravelMap({})
    known = _both_ways(schools, minutes)
    if lead not in schools:
        lead = max(schools, key=lambda one: sum(pair[0] == one for pair in known))
    pairs = len(schools) * (len(schools) - 1)
    unknown = tuple(
        one for one in schools if one != lead and not any(pair[0] == one for pair in known)
    )
    around, far = _around(schools, known, lead)
    if len(schools) < 4 or len(known) < ENOUGH * pairs:
        places, across, down = _filled(around)
        rings = tuple(
            (at, math.sqrt(at / far) * across, math.sqrt(at / far) * down)
            for at in _ring_minutes(far)
        )
        return TravelMap(_apart(places, fixed=lead), rings, lead, unknown)
    places, _across, _down = _filled(_turned(_scaled(schools, known, around, far)))
    return TravelMap(_apart(places), (), lead, unknown)


def _both_ways(schools: Sequence[str], minutes: Minutes) -> dict[tuple[str, str], float]:
    inside = set(schools)
    found = {}
    for (start, end), value in minutes.items():
        if start != end and start in inside and end in inside and value is not None:
            length = max(float(value), NEXT_DOOR)
            found[start, end] = length
            found.setdefault((end, start), length)
    return found


def _ring_minutes(far: float) -> list[int]:
    return [at for at in (15, 30, 60, 120, 240) if far / 12 <= at < far]


def _around(
    schools: Sequence[str], known: Mapping[tuple[str, str], float], lead: str
) -> tuple[dict[str, Point], float]:
    """Return places around the lead school at (0, 0), and the minutes at distance 1.

    Distances go by the square root of the minutes: near schools would else stand in a heap.
    """
    ways = {one: known.get((lead, one)) for one in schools if one != lead}
    farthest = max((way for way in ways.values() if way is not None), default=30.0) or 30.0
    far = farthest * (UNKNOWN if None in ways.values() else 1.0)
    places = {lead: (0.0, 0.0)}
    order = _mixed(sorted(ways, key=lambda one: (ways[one] is None, ways[one] or 0.0)))
    for number, one in enumerate(order):
        angle = 2 * math.pi * number / max(len(order), 1) - math.pi + 0.2
        way = ways[one]
        radius = math.sqrt((far if way is None else way) / far)
        places[one] = (radius * math.cos(angle), radius * math.sin(angle))
    return places, far


def _mixed(ranked: Sequence[str]) -> list[str]:
    """Set far ones between near ones, so that neighbours stand at different distances."""
    near, far = list(ranked[: len(ranked) // 2]), list(ranked[len(ranked) // 2 :])
    order = []
    while near or far:
        order += [group.pop() for group in (far, near) if group]
    return order


def _scaled(
    schools: Sequence[str],
    known: Mapping[tuple[str, str], float],
    start: Mapping[str, Point],
    far: float,
) -> dict[str, Point]:
    """Return places whose distances follow the minutes (Gansner 2004, stress majorisation)."""
    names = list(schools)
    xy = [(start[one][0] * far, start[one][1] * far) for one in names]
    pairs: list[list[tuple[int, float, float]]] = [[] for _ in names]
    at = {one: number for number, one in enumerate(names)}
    for (a, b), value in known.items():
        pairs[at[a]].append((at[b], value, 1.0 / (value * value)))
    for _ in range(ROUNDS if len(names) <= MANY else ROUNDS_MANY):
        xy = [_pulled(number, xy, pairs[number]) for number in range(len(names))]
    return dict(zip(names, xy, strict=True))


def _pulled(number: int, xy: Sequence[Point], others: Sequence[tuple[int, float, float]]) -> Point:
    x, y = xy[number]
    across = down = weights = 0.0
    for other, length, weight in others:
        ox, oy = xy[other]
        dx, dy = x - ox, y - oy
        now = math.hypot(dx, dy) or 1e-9
        across += weight * (ox + length * dx / now)
        down += weight * (oy + length * dy / now)
        weights += weight
    return (across / weights, down / weights) if weights else (x, y)


def _turned(places: Mapping[str, Point]) -> dict[str, Point]:
    """Turn the longest way to lie across."""
    points = list(places.values())
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    xx = sum((x - cx) ** 2 for x, _ in points)
    yy = sum((y - cy) ** 2 for _, y in points)
    xy = sum((x - cx) * (y - cy) for x, y in points)
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(-angle), math.sin(-angle)
    return {
        name: ((x - cx) * cos - (y - cy) * sin, (x - cx) * sin + (y - cy) * cos)
        for name, (x, y) in places.items()
    }


def _filled(places: Mapping[str, Point]) -> tuple[dict[str, Point], float, float]:
    """Stretch the places over the square; return them and the two factors.

    The map is wider than high on every screen, so each way is stretched on its own.
    """
    left, right = min(x for x, _ in places.values()), max(x for x, _ in places.values())
    top, bottom = min(y for _, y in places.values()), max(y for _, y in places.values())
    across, down = (1 - 2 * EDGE) / (right - left or 1.0), (1 - 2 * EDGE) / (bottom - top or 1.0)
    across, down = min(across, down * STRETCH), min(down, across * STRETCH)
    cx, cy = (left + right) / 2, (top + bottom) / 2
    made = {
        name: (0.5 + (x - cx) * across, 0.5 + (y - cy) * down) for name, (x, y) in places.items()
    }
    return made, across, down


def _apart(places: Mapping[str, Point], fixed: str = "") -> dict[str, Point]:
    """Push places that stand on one another apart, always in the same way."""
    moved = dict(places)
    names = list(moved)
    crowd = 0.72 / math.sqrt(len(names))
    wide, high = min(APART[0], crowd), min(APART[1], crowd)
    for _ in range(80 if len(names) <= MANY else 10):
        still = True
        for number, a in enumerate(names):
            for b in names[number + 1 :]:
                dx = (moved[b][0] - moved[a][0]) / wide
                dy = (moved[b][1] - moved[a][1]) / high
                gap = math.hypot(dx, dy)
                if gap >= 1:
                    continue
                still = False
                if gap < 1e-6:
                    dx, dy, gap = math.cos(number), math.sin(number), 1.0
                push = (1 - min(gap, 0.98)) / 2 + 1e-3
                step = (dx / gap * push * wide, dy / gap * push * high)
                if a != fixed:
                    moved[a] = _inside(moved[a][0] - step[0], moved[a][1] - step[1])
                if b != fixed:
                    moved[b] = _inside(moved[b][0] + step[0], moved[b][1] + step[1])
        if still:
            break
    return moved


def _inside(x: float, y: float) -> Point:
    return min(max(x, EDGE), 1 - EDGE), min(max(y, EDGE), 1 - EDGE)
