"""What the planner answers, as plain data: moves, what is unmet, clashes, figures, reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as code, figures and sentence.

    Attributes:
        code: stable name such as ``closes_gap``; listed in `deployment.explaining`.
        about: what it speaks of: code of a quota, id of a school, person, pin or floor.
        figures: the numbers of the sentence by name.
        text: Chinese sentence.
    """

    code: str
    about: str
    figures: dict[str, float]
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Somebody else who could be asked instead, and what it would cost.

    Attributes:
        cost: total of the plan with this substitute minus total of the plan; never below zero
            in a plan proven optimal.
        parts: the same difference by part, names as in `Objective`.
    """

    person: str
    kind: str
    school: str
    subject: str
    days: int
    share: float
    cost: float
    parts: dict[str, float]
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """One proposed change.

    Attributes:
        kind: ``full``, ``days`` or ``second``.
        school: where to; for a second subject the home school.
        subject: taught there.
        days: days a week, 0 unless kind is ``days``.
        share: FTE that arrives.
        minutes: one way, None where unknown (only by a pin), 0 for a second subject.
        pinned: a pin demands it.
        fewer: why there are fewer than three alternatives, empty where there are three.
    """

    person: str
    kind: str
    home: str
    school: str
    subject: str
    days: int
    share: float
    minutes: int | None
    pinned: bool
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    fewer: str = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """Something the plan could not do.

    Attributes:
        kind: ``quota``, ``need`` or ``rule`` (a hard rule broken because rules clash).
        about: code of the quota, ``school/stage/subject`` of the need, id of pin or floor,
            ``budget``.
        amount: people missing, FTE short, or by how much the rule is broken.
        text: Chinese sentence.
    """

    kind: str
    about: str
    amount: float
    text: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What one press would change.

    Attributes:
        kind: ``drop_pin``, ``lower_floor`` or ``raise_budget``.
        about: id of the pin or floor, ``budget``.
        value: the new floor or budget, None for a pin.
    """

    kind: str
    about: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ClashRule:
    """A hard rule that takes part in a clash, with its way out."""

    kind: str
    about: str
    text: str
    relaxation: Relaxation


@dataclass(frozen=True, slots=True)
class Clash:
    """Hard rules that cannot hold together; without any one of them the others can."""

    rules: tuple[ClashRule, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What the plan is worth; the smaller the better.

    Attributes:
        total: the weighted sum the model states.
        broken: hard rules broken (0 unless they clash); not part of total.
        missing: people missing to quotas.
        short: FTE short over all needs.
        travel: minutes one way, weighted by hardship, ferries added, by days/5 for 走教.
        disturbance: costs of changes by kind.
        wishes: taken off for wishes met, zero or less.
        unevenness: people by which backbone shares of schools miss the group's, summed.
        weights: what one unit of ``missing``, ``short``, ``minute``, ``unevenness`` adds to total.
    """

    total: float
    broken: int
    missing: int
    short: float
    travel: float
    disturbance: float
    wishes: float
    unevenness: float
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that explains itself.

    Attributes:
        bound: no plan of this problem has a smaller total.
        gap: (total - bound) / total, 0 where proven.
        proven: no better plan exists.
        seconds: wall time of the solving process.
        notes: sentences on what was left out, such as ways nobody has measured.
        clashes: why not every hard rule could be kept; empty where all are.
    """

    moves: tuple[Move, ...]
    unmet: tuple[Unmet, ...]
    clashes: tuple[Clash, ...]
    objective: Objective
    bound: float
    gap: float
    proven: bool
    seconds: float
    notes: tuple[str, ...] = ()
