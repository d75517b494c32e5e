"""Where schools stand on a map of travel times, worked out from the minutes alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Minutes = Mapping[tuple[str, str], float]
ENOUGH = 0.5  # share of the pairs that must be known before distances among all are trusted
ROUNDS, ROUNDS_MANY, MANY = 160, 25, 40
APART = 0.13  # of the map's width: names must find room
UNKNOWN = 1.25  # a school without minutes stands this far beyond the farthest known one


@dataclass(frozen=True, slots=True)
class TravelMap:
    """Places in a square from 0 to 1, and how they came about.

    Attributes:
        places: by school.
        rings: ``(minutes, radius)`` of equal time around the lead school; empty where the
            distances among all schools were scaled and a ring would lie.
        lead: school in the middle of the rings.
        unknown: schools whose minutes nobody has filled in.
    """

    places: Mapping[str, Point]
    rings: tuple[tuple[int, float], ...] = ()
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
        places = _apart(around, fixed=lead)
        rings = tuple((at, at / far / 2 * 0.92) for at in _ring_minutes(far))
        return TravelMap(_clamped(places), rings, lead, unknown)
    scaled = _scaled(schools, known, around, far)
    return TravelMap(_clamped(_apart(_fitted(scaled))), (), lead, unknown)


def _both_ways(schools: Sequence[str], minutes: Minutes) -> dict[tuple[str, str], float]:
    inside = set(schools)
    found = {}
    for (start, end), value in minutes.items():
        if start != end and start in inside and end in inside and value is not None:
            found[start, end] = float(value)
            found.setdefault((end, start), float(value))
    return found


def _ring_minutes(far: float) -> list[int]:
    step = next((s for s in (10, 15, 20, 30, 60, 120) if far / s <= 4), 240)
    return list(range(step, int(far) + 1, step))


def _around(
    schools: Sequence[str], known: Mapping[tuple[str, str], float], lead: str
) -> tuple[dict[str, Point], float]:
    """Return places around the lead school and the minutes of the outer edge."""
    ways = {one: known.get((lead, one)) for one in schools if one != lead}
    farthest = max((way for way in ways.values() if way is not None), default=30.0) or 30.0
    far = farthest * (UNKNOWN if None in ways.values() else 1.0)
    # Near ones between far ones: neighbours on the circle stand at different distances.
    ranked = sorted(ways, key=lambda one: (ways[one] is None, ways[one] or 0.0, schools.index(one)))
    half = -(-len(ranked) // 2)
    mixed = [one for pair in zip(ranked[:half], [*ranked[half:], ""], strict=False) for one in pair]
    order = [one for one in mixed if one]
    order += [one for one in ranked if one not in order]
    places = {lead: (0.5, 0.5)}
    for number, one in enumerate(order):
        angle = 2 * math.pi * number / max(len(order), 1) - math.pi / 2 + 0.35
        way = ways[one]
        radius = (far if way is None else max(way, far * 0.22)) / far / 2 * 0.92
        places[one] = (0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle))
    return places, far


def _scaled(
    schools: Sequence[str],
    known: Mapping[tuple[str, str], float],
    start: Mapping[str, Point],
    far: float,
) -> dict[str, Point]:
    """Return places whose distances follow the minutes (Gansner 2004, stress majorisation)."""
    names = list(schools)
    xy = [(start[one][0] * 2 * far, start[one][1] * 2 * far) for one in names]
    pairs: list[list[tuple[int, float, float]]] = [[] for _ in names]
    at = {one: number for number, one in enumerate(names)}
    for (a, b), value in known.items():
        length = max(value, 1.0)
        pairs[at[a]].append((at[b], length, 1.0 / (length * length)))
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


def _fitted(places: Mapping[str, Point]) -> dict[str, Point]:
    """Turn the longest way to lie across, and fill the square."""
    points = list(places.values())
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    xx = sum((x - cx) ** 2 for x, _ in points)
    yy = sum((y - cy) ** 2 for _, y in points)
    xy = sum((x - cx) * (y - cy) for x, y in points)
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(-angle), math.sin(-angle)
    turned = {
        name: ((x - cx) * cos - (y - cy) * sin, (x - cx) * sin + (y - cy) * cos)
        for name, (x, y) in places.items()
    }
    wide = max(abs(x) for x, _ in turned.values()) or 1.0
    high = max(abs(y) for _, y in turned.values()) or 1.0
    # The map is wider than high on every screen, so each way is stretched on its own.
    return {
        name: (0.5 + x / wide / 2 * 0.92, 0.5 + y / high / 2 * 0.92)
        for name, (x, y) in turned.items()
    }


def _apart(places: Mapping[str, Point], fixed: str = "") -> dict[str, Point]:
    """Push places that stand on one another apart, always in the same way."""
    moved = dict(places)
    names = list(moved)
    room = min(APART, 0.9 / math.sqrt(len(names)))
    for _ in range(40 if len(names) <= MANY else 10):
        still = True
        for number, a in enumerate(names):
            for b in names[number + 1 :]:
                (ax, ay), (bx, by) = moved[a], moved[b]
                dx, dy = bx - ax, by - ay
                gap = math.hypot(dx, dy)
                if gap >= room:
                    continue
                still = False
                if gap < 1e-6:
                    dx, dy, gap = math.cos(number), math.sin(number), 1.0
                push = (room - min(gap, room)) / 2 + 1e-3
                ux, uy = dx / gap * push, dy / gap * push
                if a != fixed:
                    moved[a] = (ax - ux, ay - uy)
                if b != fixed:
                    moved[b] = (bx + ux, by + uy)
        if still:
            break
    return moved


def _clamped(places: Mapping[str, Point]) -> dict[str, Point]:
    return {
        name: (min(max(x, 0.02), 0.98), min(max(y, 0.02), 0.98)) for name, (x, y) in places.items()
    }
