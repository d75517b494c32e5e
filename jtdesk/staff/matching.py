"""Which two rows of the staff register look like one person, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from jtdesk.staff import words

Person = Mapping[str, Any]
# A group larger than this under one key is a filler value (one office phone), not one person.
CROWD = 12


@dataclass(frozen=True, order=True)
class Pair:
    """Two ids, the smaller first, and the reasons to look at them."""

    first: str
    second: str
    reasons: tuple[str, ...]


def similar_pairs(people: Iterable[Person]) -> list[Pair]:
    """Return every pair that looks like one person, each once, reasons gathered."""
    kept = list(people)
    reasons: dict[tuple[str, str], list[str]] = {}
    for first, second, reason in _findings(kept):
        key = (min(first, second), max(first, second))
        if first != second and reason not in reasons.setdefault(key, []):
            reasons[key].append(reason)
    return sorted(Pair(*key, tuple(found)) for key, found in reasons.items())


def _findings(people: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
    yield from _groups(
        people, lambda p: _key(p["name"], p["birth_date"]), words.SAME_NAME_AND_BIRTH
    )
    yield from _groups(people, lambda p: _key(p["name"], p["phone"]), words.SAME_PHONE)
    yield from _groups(people, _old_form, words.SAME_OLD_ID)
    for first, second in _pairs(people, lambda p: _key(p["name"], p["school"])):
        # Two namesakes with two sound id numbers in one school are two people.
        if not (first["id_number"] and second["id_number"]):
            yield first["id"], second["id"], words.SAME_NAME_AND_SCHOOL
    yield from _near_ids(people)


def _key(*parts: str | None) -> tuple[str, ...] | None:
    found = tuple(part for part in parts if part)
    return found if len(found) == len(parts) else None


def _groups(people: Sequence[Person], key: Any, reason: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    for first, second in _pairs(people, key):
        yield first["id"], second["id"], reason


def _pairs(people: Sequence[Person], key: Any) -> Iterator[tuple[Person, Person]]:  # noqa: ANN401
    groups: dict[Any, list[Person]] = {}
    for person in people:
        found = key(person)
        if found is not None:
            groups.setdefault(found, []).append(person)
    for group in groups.values():
        if 1 < len(group) <= CROWD:
            yield from combinations(group, 2)


def _old_form(person: Person) -> str | None:
    """Return the 15 digits an id number had before 1999: no century, no check digit."""
    number = person["id_number"]
    if not number:
        return None
    return str(number[:6] + number[8:17] if len(number) == 18 else number)


def _near_ids(people: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
    """Find id numbers of namesakes or of near names that differ in one or two places.

    Numbers are grouped by their halves: with at most two differences among three parts one part
    is equal.
    """
    seen: set[tuple[str, str]] = set()
    for part in (slice(0, 10), slice(10, 14), slice(14, 18)):
        by_part: dict[tuple[str, str], list[Person]] = {}
        for person in people:
            number = person["id_number"]
            if number and len(number) == 18:
                by_part.setdefault((person["name"], number[part]), []).append(person)
        for group in by_part.values():
            for first, second in combinations(group[:CROWD], 2):
                pair = (first["id"], second["id"])
                if pair not in seen and distance(first["id_number"], second["id_number"]) <= 2:
                    seen.add(pair)
                    yield first["id"], second["id"], words.SIMILAR_ID


def distance(first: str, second: str) -> int:
    """Count the places in which two texts of one length differ; two swapped neighbours are one."""
    places = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 2 and places[1] == places[0] + 1:
        left, right = places
        if first[left] == second[right] and first[right] == second[left]:
            return 1
    return len(places)
