"""The plan as it lies on the board: who goes where, what every school then lacks; moves by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from jtdesk.core.errors import RuleError
from jtdesk.core.numbers import plain, rounded
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.problem import (
    DAYS,
    FULL,
    GO,
    SECOND,
    Alternative,
    Move,
    Need,
    Objective,
    Person,
    Pin,
    Problem,
    Quota,
    Way,
)
from jtdesk.deployment.worth import Worth, missing

WEEK = 5
LEAST = 0.05  # FTE below which a balance counts as even
BY_HAND = "手工："
Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """What a school has too much or too little of in one subject, before and after the plan."""

    stage: str
    subject: str
    before: float
    after: float

    @property
    def text(self) -> str:
        """The subject and what it lacks now: ``音乐 缺0.8``."""
        return f"{self.subject} {_lack(self.after)}"

    @property
    def tip(self) -> str:
        """Both numbers in words."""
        return f"{self.stage}{self.subject}：调配前{_lack(self.before)}，调配后{_lack(self.after)}"

    @property
    def short(self) -> bool:
        """Whether the subject lacks people after the plan."""
        return self.after <= -LEAST

    @property
    def changed(self) -> bool:
        """Whether the plan changes it."""
        return abs(self.after - self.before) >= LEAST


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as a school's card lists it."""

    move: Move
    text: str
    arrives: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One school on the board."""

    school: str
    name: str
    island: bool
    chips: tuple[Chip, ...]
    entries: tuple[Entry, ...]

    @property
    def short(self) -> float:
        """FTE short over all subjects after the plan."""
        return -sum(chip.after for chip in self.chips if chip.short)


@dataclass(frozen=True, slots=True)
class QuotaState:
    """Where a ratio rule stands under a plan.

    Attributes:
        numerator, denominator: people, running placements and the plan together.
        missing: people still missing above the line.
    """

    quota: Quota
    numerator: int
    denominator: int
    missing: int

    @property
    def share(self) -> float | None:
        """The share in per cent, None of nothing."""
        return rounded(self.numerator * 100 / self.denominator, 1) if self.denominator else None


def _lack(number: float) -> str:
    if abs(number) < LEAST:
        return "够"
    return f"{'缺' if number < 0 else '余'}{plain(rounded(abs(number), 1))}"


def key(move: Move) -> str:
    """Return what names a change within a plan."""
    return f"{move.person}/{move.kind}/{move.school}/{move.subject}"


class Board:
    """The question with an index over it; a plan is a tuple of moves handed in and out.

    Args:
        problem: the planner's question.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = {one.id: one for one in problem.people}
        self.schools = {one.id: one for one in problem.schools}
        self._ways = {(one.origin, one.target): one for one in problem.ways}

    @cached_property
    def _needs(self) -> dict[Cell, Need]:
        return {(n.school, n.stage, n.subject): n for n in self.problem.needs}

    def effects(self, moves: Iterable[Move]) -> dict[Cell, float]:
        """Return what a plan adds to or takes from each school, stage and subject, in FTE."""
        found: dict[Cell, float] = {}
        for move in moves:
            person = self.people[move.person]
            away = (person.home, person.stage, person.subject)
            there = (move.school, person.stage, move.subject)
            leaves = person.fte if move.kind == FULL else move.share
            found[away] = found.get(away, 0.0) - leaves
            found[there] = found.get(there, 0.0) + move.share
        return found

    def cards(self, moves: Sequence[Move], by_hand: frozenset[str] = frozenset()) -> list[Card]:
        """Return the schools of the board with what a plan does to them.

        Args:
            moves: the plan.
            by_hand: keys of moves made by hand.
        """
        effects = self.effects(moves)
        chips: dict[str, list[Chip]] = {}
        for cell, need in self._needs.items():
            before = need.available - need.need
            after = before + effects.get(cell, 0.0)
            chips.setdefault(need.school, []).append(Chip(need.stage, need.subject, before, after))
        entries: dict[str, list[Entry]] = {}
        for move in moves:
            hand = key(move) in by_hand
            entries.setdefault(move.school, []).append(
                Entry(move, self.arrival(move), arrives=True, by_hand=hand)
            )
            if move.kind != SECOND:
                entries.setdefault(move.home, []).append(
                    Entry(move, self.departure(move), arrives=False, by_hand=hand)
                )
        return [
            Card(
                one.id,
                one.name,
                one.island,
                tuple(sorted(chips.get(one.id, ()), key=lambda chip: chip.after)),
                tuple(entries.get(one.id, ())),
            )
            for one in self.problem.schools
        ]

    def arrival(self, move: Move) -> str:
        """Say a change as the receiving school sees it."""
        name = self.people[move.person].name
        if move.kind == SECOND:
            return f"{name} 兼教{move.subject}（{plain(rounded(move.share, 1))}）"
        days = f"，每周 {move.days} 天" if move.kind == DAYS else ""
        return f"{name} {move.subject}（来自{self.schools[move.home].name}{days}）"

    def departure(self, move: Move) -> str:
        """Say a change as the sending school sees it."""
        days = f"，每周 {move.days} 天" if move.kind == DAYS else ""
        person = self.people[move.person]
        return f"{person.name} {person.subject}（去{self.schools[move.school].name}{days}）"

    def worth(self, moves: Iterable[Move]) -> tuple[Objective, list[QuotaState]]:
        """Return every figure of a plan and where each ratio rule stands."""
        found = Worth(self._ground, moves)
        states = [
            QuotaState(quota, above, below, missing(quota, above, below))
            for quota, above, below in zip(
                self.problem.quotas, found.above, found.below, strict=True
            )
        ]
        return found.objective(), states

    @cached_property
    def _ground(self) -> Ground:
        return Ground(self.problem)

    def way(self, origin: str, target: str) -> Way | None:
        """Return the way between two schools, None where there is none."""
        return self._ways.get((origin, target))

    # ------------------------------------------------------------- moves by hand

    def with_move(
        self, moves: Sequence[Move], person_id: str, school: str, days: int = 0
    ) -> tuple[Move, ...]:
        """Return the plan with somebody sent to a school by hand, in place of what they did.

        Args:
            moves: the plan.
            person_id: who.
            school: where to.
            days: days a week; 0 for all of the week.

        Raises:
            RuleError: that person cannot go there; the sentence says why.
        """
        person = self.people[person_id]
        self._refuse(person, school, days)
        way = self.way(person.home, school)
        share = rounded(person.fte * days / WEEK, 2) if days else person.fte
        made = Move(
            person=person_id,
            kind=DAYS if days else FULL,
            home=person.home,
            school=school,
            subject=person.subject,
            days=days,
            share=share,
            minutes=way.minutes if way else None,
            pinned=False,
        )
        return (*(one for one in moves if one.person != person_id), made)

    def _refuse(self, person: Person, school: str, days: int) -> None:
        target = self.schools[school]
        if school == person.home:
            raise RuleError(f"{person.name}本来就在{target.name}。", code="same_school")
        if person.running:
            raise RuleError(f"{person.name}已在交流期内，不能再安排。", code="away_already")
        if not days and not person.eligible:
            raise RuleError(
                f"{person.name}不符合交流条件，不能全职交流。原因见“符合条件”页。",
                code="not_eligible",
            )
        if days and not person.itinerant:
            raise RuleError(
                f"{person.name}不能安排走教（不在岗或免于交流）。", code="not_itinerant"
            )
        if person.stage and person.stage not in target.stages:
            raise RuleError(
                f"{target.name}没有{person.stage}，{person.name}不能去。", code="stage_missing"
            )
        way = self.way(person.home, school)
        if days and (way is None or not way.daily):
            minutes = f"（单程 {way.minutes} 分钟）" if way and way.minutes is not None else ""
            raise RuleError(
                f"从{self.schools[person.home].name}到{target.name}当天不能往返{minutes}，"
                "不能走教。",
                code="no_daily_way",
            )

    def with_second(
        self, moves: Sequence[Move], person_id: str, subject: str, share: float
    ) -> tuple[Move, ...]:
        """Return the plan with somebody teaching a second subject at home."""
        person = self.people[person_id]
        made = Move(person_id, SECOND, person.home, person.home, subject, 0, share, 0, pinned=False)
        kept = (one for one in moves if one.person != person_id)
        return (*kept, made)

    def with_alternative(self, moves: Sequence[Move], other: Alternative) -> tuple[Move, ...]:
        """Return the plan with an alternative taken; whoever it replaces is out already."""
        person = self.people[other.person]
        way = self.way(person.home, other.school)
        made = Move(
            person=other.person,
            kind=other.kind,
            home=person.home,
            school=other.school,
            subject=other.subject,
            days=other.days,
            share=other.share,
            minutes=0 if other.kind == SECOND else way.minutes if way else None,
            pinned=False,
        )
        return (*moves, made)

    @staticmethod
    def without(moves: Sequence[Move], gone: str) -> tuple[Move, ...]:
        """Return the plan without one change, named by its key."""
        return tuple(one for one in moves if key(one) != gone)

    def kept_by_hand(self, moves: Sequence[Move], by_hand: frozenset[str]) -> Problem:
        """Return the question in which the full-time moves made by hand are decided."""
        pinned = {pin.person for pin in self.problem.pins if pin.kind == GO}
        extra = [
            Pin(f"{BY_HAND}{move.person}", GO, move.person, school=move.school)
            for move in moves
            if move.kind == FULL and key(move) in by_hand and move.person not in pinned
        ]
        return replace(self.problem, pins=(*self.problem.pins, *extra))
