"""How long the way between two schools takes: as measured, else by way of the lead school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from jtdesk.core.fields import Row
from jtdesk.deployment.problem import Way

BOAT = "船"
LEAST_STAY = 240  # minutes between first arrival and last departure that make a day worth while
NAMED = 3


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way of the group.

    Attributes:
        ways: one for each ordered pair of schools.
        notes: sentences: which ways nobody has measured, how many were reckoned.
    """

    ways: tuple[Way, ...]
    notes: tuple[str, ...]


def ways_between(
    schools: Sequence[Row], travel: Iterable[Row], lead: str | None, daily_minutes: int
) -> Ways:
    """Return the ways between all schools.

    A measured way serves both directions unless the other is measured too. Where none is
    measured the two ways to the lead school are added, which is longer or equal and never
    flatters a plan; where one of these is unknown too, the way is unknown.

    Args:
        schools: rows with ``id name island travel_minutes``.
        travel: rows with ``from_school_id to_school_id minutes means first_arrival
            last_departure``.
        lead: id of the lead school.
        daily_minutes: longest way one goes there and back in a day.
    """
    measured = {(row["from_school_id"], row["to_school_id"]): row for row in travel}
    to_lead = {row["id"]: 0 if row["id"] == lead else row["travel_minutes"] for row in schools}
    found: list[Way] = []
    reckoned: list[tuple[str, str]] = []
    unknown: list[tuple[str, str]] = []
    for start, end in permutations(schools, 2):
        pair = (start["id"], end["id"])
        row = measured.get(pair) or measured.get(pair[::-1])
        over_water = bool(start["island"]) or bool(end["island"])
        if row is not None:
            found.append(_measured(pair, row, daily_minutes, over_water=over_water))
            continue
        minutes = _by_lead(to_lead, pair)
        named = (start["name"], end["name"])
        (unknown if minutes is None else reckoned).append(named)
        daily = minutes is not None and minutes <= daily_minutes
        found.append(Way(*pair, minutes, ferry=over_water, daily=daily))
    return Ways(tuple(found), tuple(_notes(len(found), reckoned, unknown)))


def _measured(
    pair: tuple[str, str], row: Mapping[str, Any], daily_minutes: int, *, over_water: bool
) -> Way:
    means = row["means"]
    return Way(
        *pair,
        row["minutes"],
        ferry=means == BOAT or (means is None and over_water),
        daily=row["minutes"] <= daily_minutes and _worth_while(row),
    )


def _worth_while(row: Mapping[str, Any]) -> bool:
    """Tell whether the boats leave enough of the day; without times they are taken to."""
    first, last = row["first_arrival"], row["last_departure"]
    if not first or not last:
        return True
    return _minute(last) - _minute(first) >= LEAST_STAY


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _by_lead(to_lead: Mapping[str, int | None], pair: tuple[str, str]) -> int | None:
    first, second = to_lead[pair[0]], to_lead[pair[1]]
    return None if first is None or second is None else first + second


def _notes(
    count: int, reckoned: Sequence[tuple[str, str]], unknown: Sequence[tuple[str, str]]
) -> Iterable[str]:
    if unknown and len(unknown) == count:
        yield (
            "各校之间的路程一条也没有填，方案不会派人到别的学校（事先指定的除外）。"
            "请在“成员校”的路程表里补填，或填各校到核心校的单程时间。"
        )
    elif unknown:
        lost = sorted({name for pair in unknown for name in pair})
        worst = [name for name in lost if all(name in pair for pair in unknown)] or lost
        shown = "、".join(worst[:NAMED]) + (f"等 {len(worst)} 所学校" if len(worst) > NAMED else "")
        yield (
            f"有 {len(unknown) // 2} 对学校不知道路程（{shown}），"
            "方案不会安排人走这些路（事先指定的除外）。请在“成员校”的路程表里补填。"
        )
    if reckoned:
        yield f"有 {len(reckoned) // 2} 对学校没有填直达路程，按经核心校中转的时间估算。"
