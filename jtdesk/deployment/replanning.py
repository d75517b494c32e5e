"""One says no: the plan mended by as few other changes as will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from jtdesk.core.milp import Row
from jtdesk.deployment.exchanges import Exchange, Exchanges, useless
from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.model import Model
from jtdesk.deployment.problem import DAYS, FULL, GO, SECOND, STAY, TOGETHER, Move, Pin, Problem
from jtdesk.deployment.worth import Worth, missing

STEPS = 4
ENOUGH = 1.01
"""Times the bound a mended plan may cost before another step is taken."""
TOO_DEAR = 1.02
"""Times the bound a mended plan may cost before the whole is solved again, near the old plan."""
LOOKED_AT = 8
"""Steps tried to the end before one is taken; each is worked out whole."""
CALM = 400.0
"""Minutes a change of somebody else's is charged when the whole is solved again near the plan: a
fifth of a post left open (1,000) is worth two changes, not three."""


def without(problem: Problem, refused: str) -> Problem:
    """Return a problem in which a person changes nothing; pins that ask them to go are dropped."""
    people = tuple(replace(one, seconds=()) if one.id == refused else one for one in problem.people)
    pins = tuple(
        pin
        for pin in problem.pins
        if not (pin.kind == GO and pin.person == refused)
        and not (pin.kind == TOGETHER and refused in {pin.person, pin.other})
    )
    stays = Pin(f"refused:{refused}", STAY, refused)
    return replace(problem, people=people, pins=(*pins, stays))


def mended(ground: Ground, moves: Iterable[Move], refused: str, bound: float) -> list[Move]:
    """Return a plan without somebody's moves, mended by as few changes to others as will do.

    A step puts one more person in or takes out a move that no longer pays; all other moves stay
    as they are. Of the `LOOKED_AT` steps that pay most, the one is taken after which fewest
    others are changed, as long as the plan then costs at most `ENOUGH` of the bound; otherwise
    the one that pays most. One step is always taken where one pays; further ones only while the
    plan is dearer than that.

    Args:
        ground: the problem without the person who refused.
        moves: the plan before.
        refused: id of the person who refused.
        bound: the least a plan of the problem can cost, as far as known.
    """
    before = [replace(move, reasons=(), alternatives=(), fewer="") for move in moves]
    lost = [move for move in before if move.person == refused]
    kept = [move for move in before if move.person != refused]
    nodes = {
        node
        for move in lost
        for person in (ground.people[move.person],)
        for node in (
            (move.school, person.stage, move.subject),
            (person.home, person.stage, person.subject),
        )
        if node in ground.balance
    }
    current = _cleared(ground, kept)
    for step in range(STEPS):
        exchanges = Exchanges(ground, current)
        if step and exchanges.worth.objective().total <= ENOUGH * bound:
            break
        made = [
            _cleared(ground, _made(current, one)) for one in _steps(exchanges, nodes)[:LOOKED_AT]
        ]
        if not made:
            break
        current = calmest(ground, kept, made, bound, ENOUGH)
    return sorted(current, key=lambda one: (one.person, one.school, one.subject))


def changed(before: Iterable[Move], after: Iterable[Move]) -> set[str]:
    """Return whose moves differ between two plans."""
    one, other = (
        {(m.person, m.kind, m.school, m.subject, m.days, m.share) for m in plan}
        for plan in (before, after)
    )
    return {move[0] for move in one ^ other}


def lawful(ground: Ground, moves: Iterable[Move]) -> bool:
    """Say whether a plan keeps every hard rule; one that gave way before a refusal may hold now."""
    plan = [move for move in moves if move.kind != SECOND]
    away = {move.person: move.school for move in plan if move.kind == FULL}
    leavers = Counter[tuple[str, str | None]]()
    for person in map(ground.people.__getitem__, away):
        if person.backbone:
            leavers[person.home, None] += 1
            leavers[person.home, person.subject] += 1
    budget = ground.problem.budget
    return (
        all(away.get(one) == away.get(other) for one, other in ground.pairs)
        and all(one in away and school in {None, away[one]} for one, school in ground.goes.items())
        and not any(
            move.person in ground.stays or move.school in ground.nevers.get(move.person, ())
            for move in plan
        )
        and (budget is None or len({move.person for move in moves}) <= budget)
        and all(
            ground.backbone[floor.school, floor.subject] - leavers[floor.school, floor.subject]
            >= floor.least
            for floor in ground.problem.floors
            if leavers[floor.school, floor.subject]
        )
    )


def calmest(
    ground: Ground,
    before: list[Move],
    plans: list[list[Move]],
    bound: float,
    dear: float = TOO_DEAR,
) -> list[Move]:
    """Return of the plans that cost at most so many times the bound the one that changes fewest.

    Where all are dearer, the cheapest.
    """
    totals = [Worth(ground, one).objective().total for one in plans]
    good = [number for number, total in enumerate(totals) if total <= dear * bound]
    best = min(
        good or range(len(plans)),
        key=lambda one: (len(changed(before, plans[one])) if good else 0, totals[one], one),
    )
    return plans[best]


def _cleared(ground: Ground, moves: list[Move]) -> list[Move]:
    """Return a plan without the moves that do no good any more."""
    while (step := useless(Exchanges(ground, moves))) is not None:
        moves = _made(moves, step)
    return moves


def _made(moves: list[Move], step: Exchange) -> list[Move]:
    taken = {(move.person, move.school, move.subject) for move in step.out}
    left = [one for one in moves if (one.person, one.school, one.subject) not in taken]
    return left + list(step.into)


def _steps(exchanges: Exchanges, nodes: set[Node]) -> list[Exchange]:
    """Return the legal steps that pay, what pays most first."""
    worth, quotas = exchanges.worth, exchanges.ground.problem.quotas
    found: list[Exchange] = []
    for node in sorted(nodes):
        if worth.balance[node] < 0:
            found += exchanges.additions(node)
    for number, quota in enumerate(quotas):
        if missing(quota, worth.above[number], worth.below[number]):
            found += exchanges.joiners(number)
    found += _redundant(exchanges, nodes)
    found.sort(key=lambda one: (one.cost, one.out == (), one.into[:1] and one.into[0].person))
    return [one for one in found if one.cost < -1e-6 and not exchanges.against(one)]


def _redundant(exchanges: Exchanges, nodes: set[Node]) -> list[Exchange]:
    """Return moves at the same places that no longer pay, each taken out."""
    people = exchanges.ground.people
    return [
        exchanges.without(move)
        for move in exchanges.worth.moves
        for person in (people[move.person],)
        if (move.school, person.stage, move.subject) in nodes
        or (person.home, person.stage, person.subject) in nodes
    ]


def hold(model: Model, moves: Iterable[Move], price: float) -> None:
    """Charge a program for each move it adds to an earlier plan and each it leaves out."""
    classes = {one.id: number for number, crowd in enumerate(model.classes) for one in crowd}
    full: Counter[tuple[int, str]] = Counter()
    days: Counter[tuple[Node, str]] = Counter()
    second: Counter[tuple[int, str]] = Counter()
    for move in moves:
        person = model.ground.people[move.person]
        if move.kind == FULL:
            full[classes[move.person], move.school] += 1
        elif move.kind == DAYS:
            home = (person.home, person.stage, person.subject)
            days[home, move.school] += move.days
        elif move.kind == SECOND:
            second[classes[move.person], move.subject] += 1
    for number, school, column in model.full:
        _charge(model, column, full[number, school], price)
    for pool in model.pools.values():
        for school, column in pool.sends:
            _charge(model, column, days[pool.home, school], price / 2)
    for number, subject, _most, heads, _days in model.second:
        _charge(model, heads, second[number, subject], price)


def _charge(model: Model, column: int, before: int, price: float) -> None:
    """Charge for the distance of a column from what it was, but for a constant."""
    model.milp.cost[column] += price
    if before:
        kept = model.milp.column(-2 * price, before, whole=False)
        model.milp.row(Row([kept, column], [1.0, -1.0]), most=0)
