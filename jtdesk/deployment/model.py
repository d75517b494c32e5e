"""The planner's published model: a mixed integer program over groups of interchangeable people.

Units: time is counted in days a week, one day is a fifth of a post (0.2 FTE); fte of a person and
(available - need) of a subject are rounded to whole days, halves up. Money is minutes one way.

Sets
  i people, s t schools, v needs (school, stage, subject) with balance b_v before the plan
  (days available less days needed), f_i days person i gives at home.
  FULL pairs (i,t): i eligible, nothing running; t teaches the stage and has a need row of i's
  subject; the way is known; and b_t < 0, or t is among the `nearest` other such schools by travel,
  or i wished for t. A person in a pin "go" or "together" is offered every such school, and the
  school a "go" names even where the way is unknown or the subject is not taught there.
  DAY pairs (i,t): i itinerant, nothing running, a whole post (f_i = 5), not pinned to stay, go or
  together; b_home > 0 and b_t < 0 of i's subject; way known, home again the same day possible.
  SECOND pairs (i,v): v at i's home, of i's stage, another subject i is able to teach, b_v < 0.
Variables
  x_it in {0,1} full-time move; y_it days 0,1,2.. and g_i in {0,1} itinerant; k_iv days 0..m_iv and
  h_iv in {0,1} second subject, m_iv = min(most, f_i); s_v >= 0 days short; q_r >= 0 whole people
  missing to quota r; e_s >= 0 unevenness.
Rules
  one change      sum_t x_it + g_i + sum_v h_iv <= 1;  g_i <= sum_t y_it <= 4 g_i;  h <= k <= m h
  need            s_v >= -b_v + days that leave - days that arrive (f_i with x, y, k)
  quota r         numerator + q_r >= (or >) threshold/100 * denominator, each its base plus the
                  moves it counts (x; g too where the policy counts days and names no schools)
  floor           backbone people of the school (and subject) who leave full time <= have - least
  budget          sum x + sum g + sum h <= n (people, each has one change at most)
  pins            stay: no x, no g. go: x_is = 1, or sum x = 1. never: no x, no y there.
                  together: x_at = x_bt for every t.
  balance         e_s >= |B_s - r N_s| with B backbone and N all people at s after the moves x,
                  r the group's share in thousandths; running placements count where they are.
Objective, in this order
  total = W1 sum q + W2 sum s + travel + disturbance - wishes + W4 sum e
  travel of (s,t) = (minutes + ferry) * hardship of t, rounded; a full-time move pays it once, days
  pay a fifth a day; an unknown way counts as the longest known. C = the costliest change there can
  be = max(full, 5 days, 5 second) + greatest travel; W2 = 3 C a day short, W1 = 3 (5 W2 + C) a
  person missing, W4 = 0.1 a person: to gain one unit of a level takes at most a change and the two
  it displaces, so what comes first outweighs what comes after, and the weights stay within 1e6.
Hard rules that clash are relaxed before (`deployment.clashes`): the model is always solvable.
People alike in all of this are one class with whole-number flows; who of a class goes is decided
by most years at the school, then id.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from jtdesk.core.milp import Milp, Row
from jtdesk.deployment.ground import Ground, Node
from jtdesk.deployment.problem import MOST_DAYS, Person, Quota

Kind = tuple[object, ...]


@dataclass
class Pool:
    """Itinerant people of one subject at one school, drawn from several classes."""

    home: Node
    schools: list[str]
    sends: list[tuple[str, int]] = field(default_factory=list)
    draws: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Model:
    """The program and what its columns mean.

    Attributes:
        classes: interchangeable people, in the order they are asked.
        full: class, school, column.
        pools: itinerant people; sends are (school, column), draws (class, column).
        second: class, subject, most days, column of people, column of days.
    """

    ground: Ground
    milp: Milp
    classes: list[list[Person]]
    full: list[tuple[int, str, int]] = field(default_factory=list)
    pools: dict[Kind, Pool] = field(default_factory=dict)
    second: list[tuple[int, str, int, int, int]] = field(default_factory=list)


class _Builder:
    """Adds column after column to the rows they belong to."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.problem = ground.problem
        self.milp = Milp()
        self.model = Model(ground, self.milp, _classes(ground))
        self.needs: dict[Node, Row] = {node: Row() for node in ground.balance}
        self.quotas = [Row() for _ in self.problem.quotas]
        self.balance: dict[str, Row] = defaultdict(Row)
        self.leavers: dict[tuple[str, str | None], Row] = defaultdict(Row)
        self.budget = Row()
        self.single: dict[str, dict[str, int]] = {}

    def build(self) -> Model:
        """Return the whole program."""
        for number, people in enumerate(self.model.classes):
            room = Row()
            self._full(number, people, room)
            self._second(number, people, room)
            self._draws(number, people, room)
            self.milp.row(room, most=len(people))
        self._sends()
        self._need_rows()
        self._quota_rows()
        self._hard_rows()
        self._balance_rows()
        return self.model

    def _full(self, number: int, people: list[Person], room: Row) -> None:
        person, ground = people[0], self.ground
        home = (person.home, person.stage, person.subject)
        fte = ground.days(person.fte)
        own: dict[str, int] = {}
        for school in ground.offered(person):
            column = self.milp.column(ground.full_cost(person, school), len(people))
            own[school] = column
            self.model.full.append((number, school, column))
            self._flow(home, (school, person.stage, person.subject), column, fte)
            room.add(column, 1)
            self.budget.add(column, 1)
            for quota, up, down in ground.memberships(person):
                self._counted(quota, column, up=ground.counts(quota, school, up=True) and up,
                              down=ground.counts(quota, school, up=False) and down)  # fmt: skip
            weight = person.backbone - ground.share
            self.balance[school].add(column, weight)
            self.balance[person.home].add(column, -weight)
            if person.backbone:
                self.leavers[person.home, None].add(column, 1)
                self.leavers[person.home, person.subject].add(column, 1)
        if person.id in ground.bound:
            self.single[person.id] = own

    def _counted(self, quota: int, column: int, *, up: bool, down: bool) -> None:
        share = _share(self.problem.quotas[quota])
        value = share.denominator * up - share.numerator * down
        if value:
            self.quotas[quota].add(column, value)

    def _flow(self, source: Node, target: Node, column: int, value: int) -> None:
        if value:
            for node, sign in ((source, -1), (target, 1)):
                if node in self.needs:
                    self.needs[node].add(column, sign * value)

    def _second(self, number: int, people: list[Person], room: Row) -> None:
        person, count = people[0], len(people)
        home = (person.home, person.stage, person.subject)
        for subject, most in self.ground.seconds(person):
            heads = self.milp.column(0, count)
            days = self.milp.column(self.problem.costs.second, count * most)
            self._flow(home, (person.home, person.stage, subject), days, 1)
            self.milp.row(Row([days, heads], [1, -1]), least=0)
            self.milp.row(Row([days, heads], [1, -most]), most=0)
            room.add(heads, 1)
            self.budget.add(heads, 1)
            self.model.second.append((number, subject, most, heads, days))

    def _draws(self, number: int, people: list[Person], room: Row) -> None:
        person = people[0]
        schools = self.ground.day_schools(person)
        if not schools:
            return
        home = (person.home, person.stage, person.subject)
        pool = self.model.pools.setdefault((home, tuple(schools)), Pool(home, schools))
        heads = self.milp.column(0, len(people))
        pool.draws.append((number, heads))
        room.add(heads, 1)
        self.budget.add(heads, 1)
        if self.problem.days_count:
            for quota, up, down in self.ground.memberships(person):
                rule = self.problem.quotas[quota]
                above = up and rule.numerator.schools is None
                below = down and rule.denominator is not None and rule.denominator.schools is None
                self._counted(quota, heads, up=above, down=below)

    def _sends(self) -> None:
        for pool in self.model.pools.values():
            people = sum(len(self.model.classes[number]) for number, _ in pool.draws)
            for school in pool.schools:
                cost = self.problem.costs.days + self.ground.travel(pool.home[0], school) / 5
                column = self.milp.column(cost, MOST_DAYS * people)
                pool.sends.append((school, column))
                self._flow(pool.home, (school, *pool.home[1:]), column, 1)
            sent = [column for _, column in pool.sends]
            heads = [column for _, column in pool.draws]
            ones = [1.0] * len(sent)
            self.milp.row(Row(sent + heads, ones + [-1.0] * len(heads)), least=0)
            self.milp.row(Row(sent + heads, ones + [-float(MOST_DAYS)] * len(heads)), most=0)

    def _need_rows(self) -> None:
        weight = self.ground.weights.short
        for node, row in self.needs.items():
            short = -self.ground.balance[node]
            if not row.columns:
                self.milp.slack(weight, lower=max(0, short))
                continue
            column = self.milp.slack(weight)
            rounded = _rounded(row, column, short)
            row.add(column, 1)
            self.milp.row(row, least=short)
            if rounded is not None:
                self.milp.row(rounded, least=math.ceil(short / 5))

    def _quota_rows(self) -> None:
        for quota, row in zip(self.problem.quotas, self.quotas, strict=True):
            share = _share(quota)
            least = share.numerator * quota.denominator_base
            least += (quota.operator == ">") - share.denominator * quota.numerator_base
            if quota.denominator is None:
                # Only people of the numerator move it: whole people, the tighter form.
                least = math.ceil(least / share.denominator)
                row.values = [1.0] * len(row.values)
                missing = 1
            else:
                missing = share.denominator
            column = self.milp.slack(self.ground.weights.missing, whole=True)
            row.add(column, missing)
            self.milp.row(row, least=least)

    def _hard_rows(self) -> None:
        problem, ground = self.problem, self.ground
        if problem.budget is not None:
            self.milp.row(self.budget, most=problem.budget)
        for floor in problem.floors:
            room = ground.backbone[floor.school, floor.subject] - floor.least
            self.milp.row(self.leavers[floor.school, floor.subject], most=room)
        for person, school in ground.goes.items():
            own = self.single.get(person, {})
            asked = list(own.values()) if school is None else [own[school]]
            self.milp.row(Row(asked, [1.0] * len(asked)), least=1)
        for one, other in ground.pairs:
            left, right = self.single.get(one, {}), self.single.get(other, {})
            for school in sorted({*left, *right}):
                if school in left and school in right:
                    self.milp.row(Row([left[school], right[school]], [1, -1]), least=0, most=0)
                else:
                    self.milp.upper[left.get(school, right.get(school, 0))] = 0

    def _balance_rows(self) -> None:
        for school in self.problem.schools:
            base = self.ground.off_balance(school.id)
            row = self.balance[school.id]
            column = self.milp.slack(self.ground.weights.unevenness)
            columns = [column, *row.columns]
            self.milp.row(Row(columns, [1, *[-one for one in row.values]]), least=base)
            self.milp.row(Row(columns, [1, *row.values]), least=-base)


def build(ground: Ground) -> Model:
    """State the program of a problem whose hard rules do not clash."""
    return _Builder(ground).build()


def _share(quota: Quota) -> Fraction:
    return Fraction(quota.threshold).limit_denominator(10_000) / 100


def _rounded(row: Row, slack: int, short: int) -> Row | None:
    """Return the rounding row of a need, divided by five days, or None where it says nothing.

    Most changes bring whole posts: from sum a x + s >= b follows, with r the fraction of b/5,
    sum (floor(a/5) + min(fraction(a/5), r)/r) x + s/(5 r) >= ceil(b/5). It holds for every whole
    solution and takes most of the distance between relaxation and optimum away.
    """
    rest = short % 5
    if not rest:
        return None
    values = [one // 5 + min(one % 5, rest) / rest for one in row.values]
    pairs = [(column, value) for column, value in zip(row.columns, values, strict=True) if value]
    rounded = Row([column for column, _ in pairs], [value for _, value in pairs])
    rounded.add(slack, 1 / rest)
    return rounded


def _classes(ground: Ground) -> list[list[Person]]:
    found: dict[Kind, list[Person]] = defaultdict(list)
    for person in ground.problem.people:
        if not person.running:
            found[_kind(ground, person)].append(person)
    ordered = sorted(found.values(), key=lambda people: min(one.id for one in people))
    return [sorted(people, key=lambda one: (-one.years, one.id)) for people in ordered]


def _kind(ground: Ground, person: Person) -> Kind:
    return (
        person.home, person.stage, person.subject, ground.days(person.fte), person.backbone,
        person.eligible, person.itinerant, person.seconds, person.wishes,
        ground.memberships(person), person.id if person.id in ground.bound else "",
    )  # fmt: skip
