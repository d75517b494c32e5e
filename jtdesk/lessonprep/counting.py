"""Counts of joint dates: due, held, person-times, hosted, absent; by school, person, month.

Counted are the dates of joint teaching research and lesson preparation (`words.PREP_KINDS`). Due
is every date that was planned for a school, also one that was cancelled later; held is what took
place; a person-time is one person of a school who came, on site or online, to a date that was held.
Somebody who asked for leave was absent too; people of whom nobody said anything are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from jtdesk.core.numbers import rounded
from jtdesk.lessonprep import words

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fact:
    """One date as counts see it; ``guests`` is how many came from outside without a name."""

    id: str
    kind: str
    status: str
    day: str
    term: str
    subject: str | None
    host_id: str | None
    school_ids: tuple[str, ...]
    lead_planner_id: str | None = None
    guests: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of a sign-in list; without a school it is somebody from outside."""

    id: str
    session_id: str
    teacher_id: str | None
    school_id: str | None
    status: str | None


@dataclass(slots=True)
class Count:
    """What was counted; ids stand behind every number, in the order of the dates."""

    due: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    hosted: list[str] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    guests: int = 0

    @property
    def person_times(self) -> int:
        """How many times somebody came."""
        return len(self.came)

    @property
    def missed(self) -> int:
        """How many times somebody did not come, with or without leave."""
        return len(self.excused) + len(self.absent)

    @property
    def completion(self) -> float | None:
        """Held of due in percent, one decimal; None where nothing was due."""
        return percent(len(self.held), len(self.due))

    @property
    def attendance(self) -> float | None:
        """Who came of those of whom it is known, in percent; None where it is of nobody."""
        return percent(self.person_times, self.person_times + self.missed)


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent with one decimal, half up; None of nothing."""
    return rounded(100 * part / whole, 1) if whole else None


def counted(fact: Fact) -> bool:
    """Whether a date is one of those that are counted."""
    return fact.kind in words.PREP_KINDS


def tally(
    facts: Iterable[Fact],
    signs: Iterable[Sign],
    of_fact: Callable[[Fact], Iterable[K]],
    of_sign: Callable[[Sign, Fact], Iterable[K]],
    hosted: Callable[[Fact], Iterable[K]],
) -> dict[K, Count]:
    """Count dates and sign-ins under keys.

    Args:
        facts: dates; those of other kinds are left out.
        signs: lines of sign-in lists; those of dates that were not held are left out.
        of_fact: keys under which a date is due.
        of_sign: keys under which a line counts.
        hosted: keys under which a date that was held counts as hosted.
    """
    found: dict[K, Count] = {}
    held: dict[str, Fact] = {}
    for fact in facts:
        if not counted(fact):
            continue
        for key in of_fact(fact):
            count = found.setdefault(key, Count())
            count.due.append(fact.id)
            if fact.status == words.HELD:
                count.held.append(fact.id)
                count.guests += fact.guests
            elif fact.status == words.CANCELLED:
                count.cancelled.append(fact.id)
        if fact.status == words.HELD:
            held[fact.id] = fact
            for key in hosted(fact):
                found.setdefault(key, Count()).hosted.append(fact.id)
    for sign in signs:
        if (there := held.get(sign.session_id)) is not None:
            for key in of_sign(sign, there):
                _sign(found.setdefault(key, Count()), sign)
    return found


def _sign(count: Count, sign: Sign) -> None:
    if sign.school_id is None:
        count.guests += sign.status in words.CAME
        return
    if sign.status in words.CAME:
        count.came.append(sign.id)
        if sign.status == words.REMOTE:
            count.remote.append(sign.id)
    elif sign.status == words.EXCUSED:
        count.excused.append(sign.id)
    elif sign.status == words.ABSENT:
        count.absent.append(sign.id)
    else:
        count.unsaid.append(sign.id)


GROUP = ""


def by_school(facts: Iterable[Fact], signs: Iterable[Sign]) -> dict[str, Count]:
    """Return counts by id of the school, the group's own under `GROUP`: each date there once."""
    return tally(
        facts,
        signs,
        lambda fact: (GROUP, *fact.school_ids),
        lambda sign, _fact: (GROUP, sign.school_id) if sign.school_id else (GROUP,),
        lambda fact: (GROUP, fact.host_id) if fact.host_id else (),
    )


def by_school_and_subject(
    facts: Iterable[Fact], signs: Iterable[Sign]
) -> dict[tuple[str, str], Count]:
    """Return counts by id of the school and subject; a date of no subject is of ``""``."""
    return tally(
        facts,
        signs,
        lambda fact: ((school, fact.subject or "") for school in fact.school_ids),
        lambda sign, fact: ((sign.school_id, fact.subject or ""),) if sign.school_id else (),
        lambda fact: ((fact.host_id, fact.subject or ""),) if fact.host_id else (),
    )


def by_month(facts: Iterable[Fact], signs: Iterable[Sign]) -> dict[str, Count]:
    """Return the group's counts by month."""
    return tally(
        facts,
        signs,
        lambda fact: (fact.day[:7],),
        lambda _sign, fact: (fact.day[:7],),
        lambda fact: (fact.day[:7],) if fact.host_id else (),
    )


def by_person(facts: Iterable[Fact], signs: Iterable[Sign]) -> dict[str, Count]:
    """Return counts by id of the person: asked to is due, ``hosted`` is led as 主备人."""
    known = list(signs)
    asked: dict[str, list[str]] = {}
    for sign in known:
        if sign.teacher_id is not None:
            asked.setdefault(sign.session_id, []).append(sign.teacher_id)
    return tally(
        facts,
        known,
        lambda fact: asked.get(fact.id, ()),
        lambda sign, _fact: (sign.teacher_id,) if sign.teacher_id else (),
        lambda fact: (fact.lead_planner_id,) if fact.lead_planner_id else (),
    )


def summed(counts: Iterable[Count]) -> Mapping[str, int]:
    """Return the sums of some counts, as the last row of a table has them."""
    found = dict.fromkeys(("due", "held", "cancelled", "person_times", "hosted", "missed"), 0)
    for one in counts:
        found["due"] += len(one.due)
        found["held"] += len(one.held)
        found["cancelled"] += len(one.cancelled)
        found["person_times"] += one.person_times
        found["hosted"] += len(one.hosted)
        found["missed"] += one.missed
    return found
