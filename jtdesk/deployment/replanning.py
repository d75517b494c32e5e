"""One says no: the plan mended by as few other changes as will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from jtdesk.deployment.exchanges import Exchange, Exchanges, useless
from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.milp import Row
from jtdesk.deployment.model import Model
from jtdesk.deployment.problem import DAYS, FULL, GO, SECOND, STAY, TOGETHER, Move, Pin, Problem
from jtdesk.deployment.worth import missing

STEPS = 4
ENOUGH = 1.01
"""Times the bound a mended plan may cost before another step is taken."""
TOO_DEAR = 1.02
"""Times the bound a mended plan may cost before the whole is solved again, near the old plan."""
_KEPT = 30.0
"""Minutes solving again is paid for each move it keeps."""


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
    """Return a plan without somebody's moves, mended by the best few single steps there are.

    A step puts one more person in or takes out a move that no longer pays; whatever pays most
    comes first, and all other moves stay as they are. One step is always taken where one pays;
    further ones only while the plan is dearer than `ENOUGH` of the bound allows.
    """
    lost = [move for move in moves if move.person == refused]
    current = [
        replace(move, reasons=(), alternatives=(), fewer="")
        for move in moves
        if move.person != refused
    ]
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
    for step in range(STEPS):
        exchanges = Exchanges(ground, current)
        if step and exchanges.worth.objective().total <= ENOUGH * bound:
            break
        best = _best_step(exchanges, nodes)
        if best is None:
            break
        current = _made(current, best)
    while (step_out := useless(Exchanges(ground, current))) is not None:
        current = _made(current, step_out)
    return sorted(current, key=lambda one: (one.person, one.school, one.subject))


def _made(moves: list[Move], step: Exchange) -> list[Move]:
    taken = {(move.person, move.school, move.subject) for move in step.out}
    left = [one for one in moves if (one.person, one.school, one.subject) not in taken]
    return left + list(step.into)


def _best_step(exchanges: Exchanges, nodes: set[Node]) -> Exchange | None:
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
    legal = (one for one in found if one.cost < -1e-6 and not exchanges.against(one))
    return next(legal, None)


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


def hold(model: Model, moves: Iterable[Move]) -> None:
    """Pay a program for each move of an earlier plan it keeps: it changes others only for more."""
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
        _pay(model, column, full[number, school], _KEPT)
    for pool in model.pools.values():
        for school, column in pool.sends:
            _pay(model, column, days[pool.home, school], _KEPT / 5)
    for number, subject, _most, heads, _days in model.second:
        _pay(model, heads, second[number, subject], _KEPT)


def _pay(model: Model, column: int, most: int, reward: float) -> None:
    if most:
        kept = model.milp.column(-reward, most, whole=False)
        model.milp.row(Row([kept, column], [1.0, -1.0]), most=0)
