"""The term scheduler's published model: one mixed integer program a group, joined by few rules.

Sets
  d  sessions that are due: a series (who meets, hosts rotate within it), a window of days
  columns (d, day, host): host in session that day, an hour of its bell free (`slots`: not over
  noon, done by the latest hour allowed); the first period of a column is the one that costs least,
  which nothing else depends on, because a school's members of a group meet once a day at most.
Variables
  x_c in {0,1} column chosen; u_d in {0,1} session without a place; m_s whole, 0..floor(k_s / h_s),
  k sessions and h hosts of series s; e_sh >= 0 unevenness.
Rules, for each group
  due          sum x of d + u_d = 1
  once a day   for each school and day: sum of x of sessions the school takes part in <= 1
  week         for each school and week: the same <= per_week
  rotation     m_s - e_sh <= (sum x of series s with host h) <= m_s + 1 + e_sh
Rules that join groups
  host         for each school and day: sessions it is host of <= hosts_per_day
  people       nobody of two groups is asked to two sessions that overlap, the way between the hosts
               included, or to more than per_week in a week: there they count as missing
Fixed sessions (pinned, held) take their place in all of this and are not touched.
Objective
  200000 sum u + 40000 sum e + cost of columns; a column costs
  20000 where it moves a session that stands to another day or host, 6000 to another hour
  3000 a school that takes part with nobody
  100 a required member, 10 another member who cannot come (`free_time`), 5 who joins online
  0, 20, 60 by tier of the time (`slots`)
  1 for every ten minutes of one way, summed over the schools that travel
  so what comes first outweighs what comes after, save for very large groups.
  Fair travel follows from rotation: everybody's way is made in turn.
Bound: each group alone, without the rules that join groups, costs no more than within a plan; the
sum of these optima (or of what HiGHS has proven of them in its time) is below every plan. Where
hosts are short, groups that want the same days are put in one program with the rule on hosts
(`schedule_joint`); its bound takes the place of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jtdesk.core.milp import Milp, Row
from jtdesk.lessonprep.free_time import FreeTime
from jtdesk.lessonprep.problem import (
    ABSENT,
    CHANGE,
    OPTIONAL,
    REMOTE,
    REQUIRED,
    SHIFT,
    TIER_PRICES,
    TRAVEL,
    UNEVEN,
    UNPLACED,
    Due,
    Group,
    Limits,
    Standing,
)
from jtdesk.lessonprep.slots import ONLINE, Asked, Question, Room, rooms

NOWHERE = ""
"""Stands for the host of an online session."""
Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Column:
    """One session on one day with one host, in its best hour."""

    due: int
    day: date
    host: str
    first: int
    start: int
    end: int
    tier: int
    cost: float


@dataclass(frozen=True)
class Part:
    """What is due of one group, with what stands; ``weeks`` names the week of a day."""

    group: Group
    dues: tuple[Due, ...]
    standing: Mapping[str, Standing]
    weeks: Mapping[date, object]

    def fixed(self, due: Due) -> Standing | None:
        """Return the fixed session of a demand."""
        found = self.standing.get(due.id)
        return found if found is not None and found.fixed else None

    @property
    def open(self) -> list[tuple[int, Due]]:
        """Demands that are to be placed, with their numbers."""
        return [(n, due) for n, due in enumerate(self.dues) if self.fixed(due) is None]


# --- what each column costs ---------------------------------------------------------------------


def columns(free: FreeTime, part: Part, limits: Limits) -> list[list[Column]]:
    """Return the columns of every demand of a group; none for fixed ones."""
    found: list[list[Column]] = [[] for _ in part.dues]
    kinds: dict[tuple[int, str], list[tuple[int, Due]]] = defaultdict(list)
    for number, due in part.open:
        kinds[due.periods, due.form].append((number, due))
    for (periods, form), dues in kinds.items():
        offers = _Offers(free, part, limits, periods, form, [due for _, due in dues])
        for number, due in dues:
            found[number] = offers.columns(number, due)
    return found


class _Offers:
    """The hours of all hosts of a group, lost members counted by school."""

    def __init__(
        self,
        free: FreeTime,
        part: Part,
        limits: Limits,
        periods: int,
        form: str,
        dues: Sequence[Due],
    ) -> None:
        import numpy as np  # noqa: PLC0415 - only the solving process pays for it

        self._np = np
        self._free = free
        self._part = part
        self._form = form
        self.days = tuple(sorted({day for due in dues for day in due.days}))
        self.place = {day: number for number, day in enumerate(self.days)}
        members = sorted(part.group.members, key=lambda one: one.school)
        self.schools = sorted({one.school for one in members})
        hosts = dict.fromkeys(host for due in dues for host in _hosts(due))
        question = Question(
            stage=part.group.stage,
            members=tuple(Asked(one.person, one.school, one.required) for one in members),
            hosts=tuple(hosts),
            days=self.days,
            periods=periods,
            form=form,
            weekday=part.group.weekday,
            latest=limits.latest,
        )
        self._must = np.array([one.required for one in members], dtype=bool)
        at = {school: number for number, school in enumerate(self.schools)}
        self._of = np.array([at[one.school] for one in members], dtype=int)
        self._rooms: dict[str, list[tuple[Room, Any]]] = defaultdict(list)
        for room in rooms(free, question) if members and self.days else ():
            self._rooms[room.host].append((room, self._lost(room)))
        self._kept: dict[tuple[tuple[str, ...], str], tuple[Any, Any]] = {}

    def _lost(self, room: Room) -> Any:  # noqa: ANN401
        """Return by school and day what members who cannot come cost."""
        np = self._np
        price = np.where(self._must, REQUIRED, OPTIONAL)[:, None]
        each = np.where(room.able, REMOTE * room.remote, price)
        found = np.zeros((len(self.schools), len(self.days)))
        come = np.zeros_like(found)
        np.add.at(found, self._of, each)
        np.add.at(come, self._of, room.able)
        return found + ABSENT * (come == 0)

    def columns(self, number: int, due: Due) -> list[Column]:
        """Return the columns of one demand, host by host."""
        found: list[Column] = []
        places = [self.place[day] for day in due.days]
        standing = self._part.standing.get(due.id)
        for host in _hosts(due):
            offered = self._rooms.get(host, [])
            if not offered:
                continue
            costs = self._costs(due.schools, host)[:, places]
            if standing is not None:
                costs = costs + self._moved(standing, offered, host, due)
            best = costs.argmin(axis=0)
            for column, choice in enumerate(best.tolist()):
                cost = float(costs[choice, column])
                room = offered[choice][0]
                if cost < UNPLACED:
                    tier = int(room.tiers[places[column]])
                    at = NOWHERE if self._form == ONLINE else host
                    span = (room.first, room.start, room.end)
                    found.append(Column(number, due.days[column], at, *span, tier, cost))
        return found

    def _costs(self, schools: tuple[str, ...], host: str) -> Any:  # noqa: ANN401
        """Return the cost by hour and day of a session of some schools at a host."""
        np = self._np
        key = schools, host
        if key not in self._kept:
            own = [number for number, school in enumerate(self.schools) if school in schools]
            offered = self._rooms[host]
            tiers = np.stack([room.tiers for room, _ in offered])
            prices = np.array([UNPLACED, *(TIER_PRICES[one] for one in sorted(TIER_PRICES))])
            lost = np.stack([cost[own].sum(axis=0) for _, cost in offered])
            self._kept[key] = lost + prices[tiers] + self._way(schools, host)
        return self._kept[key]

    def _way(self, schools: Iterable[str], host: str) -> float:
        return 0 if self._form == ONLINE else way_price(self._free, schools, host)

    def _moved(
        self,
        standing: Standing,
        offered: Sequence[tuple[Room, Any]],
        host: str,
        due: Due,
    ) -> Any:  # noqa: ANN401
        np = self._np
        if self._form != ONLINE and standing.host != host:
            return CHANGE
        first = np.array([room.first for room, _ in offered])[:, None]
        days = np.array([day == standing.day for day in due.days])[None, :]
        return np.where(days, np.where(first == standing.start_period, 0, SHIFT), CHANGE)


def way_price(free: FreeTime, schools: Iterable[str], host: str) -> float:
    """Return what the ways of some schools to a host cost."""
    minutes = sum(free.way(school, host).minutes or 0 for school in schools)
    return round(minutes * TRAVEL)


def _hosts(due: Due) -> tuple[str, ...]:
    return due.hosts or due.schools[:1]


# --- the program of a group ---------------------------------------------------------------------


@dataclass(frozen=True)
class Program:
    """The program of a group: its first columns are those of `chosen`, in order."""

    milp: Milp
    chosen: list[Column]

    def picked(self, values: Sequence[float]) -> list[Column]:
        """Return the columns a point uses."""
        return [one for one, value in zip(self.chosen, values, strict=False) if value > 0.5]


def program(
    part: Part,
    offered: Sequence[Sequence[Column]],
    limits: Limits,
    held: Mapping[Key, int] | None = None,
) -> Program:
    """State the program of a group.

    Args:
        part: what is due.
        offered: columns of every demand.
        limits: of the regime.
        held: sessions other groups hold, by host and day.
    """
    return _Builder(part, limits, held or {}).build(offered)


class _Builder:
    def __init__(self, part: Part, limits: Limits, held: Mapping[Key, int]) -> None:
        self._part = part
        self._held = held
        self._guests: dict[Key, Row] = defaultdict(Row)
        self._limits = limits
        self._milp = Milp()
        self._chosen: list[Column] = []
        self._days: dict[Key, Row] = defaultdict(Row)
        self._busy: dict[tuple[str, object], Row] = defaultdict(Row)
        self._hosts: dict[tuple[str, str], Row] = defaultdict(Row)

    def build(self, offered: Sequence[Sequence[Column]]) -> Program:
        due_rows: dict[int, Row] = {number: Row() for number, _ in self._part.open}
        for number, due in self._part.open:
            for one in offered[number]:
                room = self._limits.hosts_per_day - self._held.get((one.host, one.day), 0)
                if one.host != NOWHERE and room < 1:
                    continue
                column = self._milp.column(one.cost, 1)
                self._chosen.append(one)
                due_rows[number].add(column, 1)
                self._hosts[due.series, one.host].add(column, 1)
                if one.host not in due.schools and one.host != NOWHERE:
                    self._guests[one.host, one.day].add(column, 1)
                for school in due.schools:
                    self._days[school, one.day].add(column, 1)
                    self._busy[school, self._part.weeks.get(one.day)].add(column, 1)
        for row in due_rows.values():
            row.add(self._milp.column(UNPLACED, 1), 1)
            self._milp.row(row, least=1, most=1)
        days, busy = used(self._part)
        for key, row in self._days.items():
            if days[key] or len(row.columns) > 1:
                self._milp.row(row, most=max(0, 1 - days[key]))
        for there, row in self._busy.items():
            self._milp.row(row, most=max(0, self._limits.per_week - busy[there]))
        for key, row in self._guests.items():
            self._milp.row(row, most=self._limits.hosts_per_day - self._held.get(key, 0))
        self._rotation()
        return Program(self._milp, self._chosen)

    def _rotation(self) -> None:
        for series, hosts, count, fixed in rotations(self._part):
            least = self._milp.column(0, count // len(hosts))
            for host in hosts:
                row = self._hosts[series, host]
                over = self._milp.column(UNEVEN, whole=False)
                columns = [least, over, *row.columns]
                held = fixed.get(host, 0)
                ones = [1.0] * len(row.columns)
                self._milp.row(Row(columns, [-1, -1, *ones]), most=1 - held)
                self._milp.row(Row(list(columns), [-1, 1, *ones]), least=-held)


def used(part: Part) -> tuple[dict[Key, int], dict[tuple[str, object], int]]:
    """Return what fixed sessions take: by school and day, by school and week."""
    days: dict[Key, int] = defaultdict(int)
    busy: dict[tuple[str, object], int] = defaultdict(int)
    for due in part.dues:
        fixed = part.fixed(due)
        if fixed is None:
            continue
        for school in due.schools:
            days[school, fixed.day] += 1
            busy[school, part.weeks.get(fixed.day)] += 1
    return days, busy


def rotations(part: Part) -> list[tuple[str, tuple[str, ...], int, dict[str, int]]]:
    """Return series, hosts, number of sessions and fixed sessions by host, where hosts rotate."""
    hosts: dict[str, tuple[str, ...]] = {}
    count: dict[str, int] = defaultdict(int)
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for due in part.dues:
        hosts[due.series] = due.hosts
        count[due.series] += 1
        fixed = part.fixed(due)
        if fixed is not None and fixed.host in due.hosts:
            held[due.series][fixed.host or ""] += 1
    return [
        (series, own, count[series], held[series]) for series, own in hosts.items() if len(own) > 1
    ]


def unevenness(part: Part, picked: Iterable[Column]) -> int:
    """Return by how many sessions hosts of the group are off an even rotation."""
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in picked:
        held[part.dues[one.due].series][one.host] += 1
    found = 0
    for series, hosts, count, fixed in rotations(part):
        times = [held[series][host] + fixed.get(host, 0) for host in hosts]
        found += min(
            sum(max(0, one - least - 1) + max(0, least - one) for one in times)
            for least in range(count // len(hosts) + 1)
        )
    return found


def worth(part: Part, picked: Sequence[Column]) -> float:
    """Return what a plan of a group costs."""
    missing = len(part.open) - len(picked)
    return UNPLACED * missing + UNEVEN * unevenness(part, picked) + sum(one.cost for one in picked)
