"""Hard rules that cannot hold together: what gives way, and the smallest set to blame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jtdesk.core.milp import Milp, Row, optimum
from jtdesk.deployment.ground import Ground
from jtdesk.deployment.problem import (
    GO,
    NEVER,
    STAY,
    TOGETHER,
    Clash,
    ClashRule,
    Floor,
    Pin,
    Problem,
    Relaxation,
    Unmet,
)  # fmt: skip

BUDGET = "budget"
Rule = Pin | Floor | str
"""A pin, a floor, or the budget."""
_PERSON = 1000.0
# Of equally few rules to break: the budget first, a floor last.
_LAST = {BUDGET: 0, TOGETHER: 1, GO: 2, NEVER: 3, STAY: 4}


@dataclass(frozen=True, slots=True)
class Settled:
    """A problem whose hard rules can all be kept.

    Attributes:
        problem: as asked, less what had to give way.
        clashes: the minimal sets of rules that made it necessary.
        broken: the rules that gave way, as unmet things without reasons.
    """

    problem: Problem
    clashes: tuple[Clash, ...]
    broken: tuple[Unmet, ...]


def settle(problem: Problem) -> Settled:
    """Let as few hard rules give way as must, and name those that clash.

    Counted are pins, backbone teachers below floors and changes above the budget; of equally few
    the budget is raised first, then pins "together", "go", "never", "stay" are dropped, and
    floors are lowered last.
    """
    ground = Ground(replace(problem, pins=()))
    rules = _rules(problem)
    if _plain(ground, problem) or feasible(problem, rules, ground):
        return Settled(problem, (), ())
    excess = _excess(problem, ground, [], rules)
    broken = [(rule, excess[number]) for number, rule in enumerate(rules) if excess[number]]
    left, found = list(rules), []
    while not feasible(problem, left, ground):
        smallest = smallest_clash(problem, left, ground)
        found.append(_clash(problem, ground, smallest))
        given = [rule for rule, _ in broken if rule in smallest]
        left = [rule for rule in left if rule not in given]
    names = _names(problem)
    unmet = tuple(_unmet(problem, rule, amount, names) for rule, amount in broken)
    return Settled(_relaxed(problem, broken), tuple(found), unmet)


def _plain(ground: Ground, problem: Problem) -> bool:
    """Say whether nothing is forced: then leaving everybody at home keeps every rule."""
    forced = any(pin.kind == GO for pin in problem.pins)
    return not forced and all(_room(ground, floor) >= 0 for floor in problem.floors)


def _room(ground: Ground, floor: Floor) -> int:
    return ground.backbone[floor.school, floor.subject] - floor.least


def _rules(problem: Problem) -> list[Rule]:
    budget: list[Rule] = [] if problem.budget is None else [BUDGET]
    return [*problem.pins, *problem.floors, *budget]


def feasible(problem: Problem, rules: Sequence[Rule], ground: Ground | None = None) -> bool:
    """Say whether some plan keeps all these hard rules of a problem."""
    ground = ground or Ground(replace(problem, pins=()))
    hard = _Hard(problem, ground, rules, ())
    return bool(optimum(hard.milp).values) if hard.milp.rows else True


def smallest_clash(
    problem: Problem, rules: Sequence[Rule], ground: Ground | None = None
) -> list[Rule]:
    """Return a smallest set of rules that cannot hold together.

    Every set of rules whose removal helps must meet every clash. So: take the fewest rules that
    meet all removals known; where they clash they are a smallest clash, where not, the least
    removal that lets the rest join them is one more to meet (implicit hitting sets).
    """
    ground = ground or Ground(replace(problem, pins=()))
    removals: list[list[int]] = []
    while True:
        core = _fewest(len(rules), removals)
        chosen = [rules[number] for number in core]
        if not feasible(problem, chosen, ground):
            return chosen
        rest = [number for number in range(len(rules)) if number not in set(core)]
        excess = _excess(problem, ground, chosen, [rules[number] for number in rest])
        removals.append([number for number, over in zip(rest, excess, strict=True) if over])


def _fewest(count: int, removals: list[list[int]]) -> list[int]:
    if not removals:
        return []
    milp = Milp()
    used = sorted({number for one in removals for number in one})
    columns = {number: milp.column(1 + number / (1000 * (count + 1)), 1) for number in used}
    for one in removals:
        milp.row(Row([columns[number] for number in one], [1.0] * len(one)), least=1)
    values = optimum(milp).values
    return [number for number in used if values[columns[number]] > 0.5]


def _excess(
    problem: Problem, ground: Ground, hard: Sequence[Rule], soft: Sequence[Rule]
) -> list[int]:
    """Return by how much each soft rule gives way when as little as possible does."""
    model = _Hard(problem, ground, hard, soft)
    values = optimum(model.milp).values
    return [round(values[column]) for column in model.slack]


class _Hard:
    """The hard rules alone, over the people that pins name; nobody else has to move."""

    def __init__(
        self, problem: Problem, ground: Ground, hard: Sequence[Rule], soft: Sequence[Rule]
    ) -> None:
        self.ground = ground
        self.problem = problem
        self.milp = Milp()
        self.moves: dict[str, dict[str, int]] = {}
        self.wild: dict[tuple[str, str], Row] = {}
        named = [pin for pin in problem.pins if pin.kind in {GO, TOGETHER}]
        for person in sorted({one for pin in named for one in (pin.person, pin.other or "")}):
            self._person(person)
        self.slack = [self._slack(rule) for rule in soft]
        for rule in hard:
            self._keep(rule, None)
        for rule, slack in zip(soft, self.slack, strict=True):
            self._keep(rule, slack)
        for row in self.wild.values():
            self.milp.row(row, most=0)

    def _person(self, name: str) -> None:
        if name not in self.ground.people:
            return
        person = self.ground.people[name]
        able = self.ground.reachable(person)
        asked = {
            pin.school
            for pin in self.problem.pins
            if pin.kind == GO and pin.person == name and pin.school is not None
        }
        fits = {one for one in asked if person.stage in self.ground.schools[one].stages}
        own = {one: self.milp.column(0, 1) for one in sorted(fits | set(able))}
        self.milp.row(Row(list(own.values()), [1.0] * len(own)), most=1)
        for school in fits - set(able):
            # Only a pin that is kept opens a way nobody else is offered.
            self.wild[name, school] = Row([own[school]], [1.0])
        self.moves[name] = own

    def _slack(self, rule: Rule) -> int:
        if isinstance(rule, Pin):
            return self.milp.column(_PERSON + _LAST[rule.kind], 1)
        return self.milp.column(_PERSON + (_LAST[BUDGET] if isinstance(rule, str) else 9))

    def _keep(self, rule: Rule, slack: int | None) -> None:
        if isinstance(rule, Pin):
            self._pin(rule, slack)
            return
        if isinstance(rule, Floor):
            row = Row()
            for name, own in self.moves.items():
                person = self.ground.people[name]
                here = person.backbone and person.home == rule.school
                if here and rule.subject in {None, person.subject}:
                    for column in own.values():
                        row.add(column, 1)
            most = float(_room(self.ground, rule))
        else:
            columns = [column for own in self.moves.values() for column in own.values()]
            row = Row(columns, [1.0] * len(columns))
            most = float(self.problem.budget or 0)
        if not row.columns:
            row.add(self.milp.column(0, 0), 1)  # a row of nothing still says its number
        self._most(row, most, slack)

    def _most(self, row: Row, most: float, slack: int | None) -> None:
        if slack is not None:
            row.add(slack, -1)
        self.milp.row(row, most=most)

    def _pin(self, pin: Pin, slack: int | None) -> None:
        own = self.moves.get(pin.person, {})
        if pin.kind == GO:
            asked = list(own.values()) if pin.school is None else [
                own[one] for one in (pin.school,) if one in own
            ]  # fmt: skip
            if pin.school is not None and (pin.person, pin.school) in self.wild:
                self._open(self.wild[pin.person, pin.school], slack)
            row = Row([*asked, *([] if slack is None else [slack])])
            row.values = [1.0] * len(row.columns)
            if not row.columns:
                row.add(self.milp.column(0, 0), 1)
            self.milp.row(row, least=1)
        elif pin.kind == TOGETHER:
            other = self.moves.get(pin.other or "", {})
            for school in sorted({*own, *other}):
                self._equal(own.get(school), other.get(school), slack)
        else:
            barred = own if pin.school is None else {
                one: own[one] for one in (pin.school,) if one in own
            }  # fmt: skip
            if barred:
                columns = list(barred.values())
                self._most(Row(columns, [1.0] * len(columns)), 0, slack)

    def _open(self, row: Row, slack: int | None) -> None:
        opened = self.milp.column(0, 1, lower=1)
        row.add(opened, -1)
        if slack is not None:
            row.add(slack, 1)

    def _equal(self, one: int | None, other: int | None, slack: int | None) -> None:
        for left, right in ((one, other), (other, one)):
            if left is not None:
                row = Row([left], [1.0])
                if right is not None:
                    row.add(right, -1)
                self._most(row, 0, slack)


def _relaxed(problem: Problem, broken: Iterable[tuple[Rule, int]]) -> Problem:
    amounts = {rule if isinstance(rule, str) else rule.id: amount for rule, amount in broken}
    kinds = {type(rule) for rule, _ in broken}
    pins = problem.pins
    if Pin in kinds:
        dropped = {rule.id for rule, _ in broken if isinstance(rule, Pin)}
        pins = tuple(pin for pin in pins if pin.id not in dropped)
    lowered = {rule.id: amount for rule, amount in broken if isinstance(rule, Floor)}
    floors = tuple(
        replace(floor, least=floor.least - lowered.get(floor.id, 0)) for floor in problem.floors
    )
    budget = problem.budget
    if budget is not None:
        budget += amounts.get(BUDGET, 0) if str in kinds else 0
    return replace(problem, pins=pins, floors=floors, budget=budget)


def _clash(problem: Problem, ground: Ground, rules: list[Rule]) -> Clash:
    names = _names(problem)
    found = []
    for rule in rules:
        others = [one for one in rules if one is not rule]
        amount = _excess(problem, ground, others, [rule])[0]
        kind, about = _key(rule)
        found.append(
            ClashRule(kind, about, said(problem, rule, names), _relaxation(problem, rule, amount))
        )
    listed = "；".join(one.text for one in found)
    if len(rules) == 1:
        cause = _cause(ground, rules[0], names)
        return Clash(tuple(found), f"这条要求单独也做不到：{listed}{cause}。")
    words = f"以下 {len(found)} 条要求不能同时满足"
    return Clash(tuple(found), f"{words}：{listed}。放宽其中任意一条即可。")


def _cause(ground: Ground, rule: Rule, names: dict[str, str]) -> str:
    """Say why a hard rule cannot be kept even alone, where one thing can be named."""
    if isinstance(rule, Floor):
        have = ground.backbone[rule.school, rule.subject]
        return f"，现在只有 {have} 名" if have else "，现在一名也没有"
    if isinstance(rule, str) or rule.kind != GO:
        return ""
    person = ground.people.get(rule.person)
    if person is None:
        return ""
    school = ground.schools.get(rule.school or "")
    if school is None:
        return "，没有一所学校是这位教师能去的"
    if person.stage not in school.stages:
        stage = f"这位教师任教{person.stage}" if person.stage else "这位教师没有登记学段"
        return f"，{stage}，{names[school.id]}没有这个学段"
    return ""


def _names(problem: Problem) -> dict[str, str]:
    people = {one.id: one.name for one in problem.people}
    return people | {one.id: one.name for one in problem.schools}


def _key(rule: Rule) -> tuple[str, str]:
    if isinstance(rule, str):
        return "budget", BUDGET
    return ("pin", rule.id) if isinstance(rule, Pin) else ("floor", rule.id)


def said(problem: Problem, rule: Rule, names: dict[str, str]) -> str:
    """Say a hard rule in words."""
    if isinstance(rule, str):
        return f"调动不超过 {problem.budget} 人"
    if isinstance(rule, Floor):
        subject = f"{rule.subject}学科" if rule.subject else ""
        return f"{names[rule.school]}{subject}至少留 {rule.least} 名骨干教师"
    person, school = names[rule.person], names.get(rule.school or "", "")
    if rule.kind == GO:
        return f"{person}必须到{school}交流" if school else f"{person}必须交流"
    if rule.kind == TOGETHER:
        return f"{person}与{names[rule.other or '']}同去同留"
    if rule.kind == NEVER and school:
        return f"{person}不去{school}"
    return f"{person}留在本校"


def _relaxation(problem: Problem, rule: Rule, amount: int) -> Relaxation:
    if isinstance(rule, str):
        value = (problem.budget or 0) + amount
        return Relaxation("raise_budget", BUDGET, value, f"把调动人数上限提高到 {value} 人")
    if isinstance(rule, Floor):
        value = rule.least - amount
        return Relaxation("lower_floor", rule.id, value, f"把骨干教师底线降到 {value} 人")
    return Relaxation("drop_pin", rule.id, None, "取消这条指定")


def _unmet(problem: Problem, rule: Rule, amount: int, names: dict[str, str]) -> Unmet:
    _kind, about = _key(rule)
    return Unmet("rule", about, amount, f"{said(problem, rule, names)}。")
