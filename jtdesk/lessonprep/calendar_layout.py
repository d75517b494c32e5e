"""Lays joint dates out: month cells, time grids, the matrix of a term, an agenda, one person."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.joint_dates import JointDate

DAY = timedelta(days=1)
LEAST = 25  # minutes a date takes on a grid at least, so that it can be read
HOUR = 60
FIRST, LAST = 8 * HOUR, 17 * HOUR
NOWHERE = ""  # key of the column of dates without a host, room or group


def reading_order(one: JointDate) -> tuple[date, int, int, str, str]:
    """Return by what dates are read: day, time, title."""
    return one.day, one.start, one.end, one.title, one.id


@dataclass(frozen=True)
class Choice:
    """Which dates are wanted; an empty set wants all.

    Attributes:
        stages, subjects, kinds, forms, statuses: words.
        groups, schools: ids; a school wants what it hosts and what it takes part in.
        person: id of a teacher who is asked.
        words: parts of title, theme, group, host, place or lead planner.
        only: ids of dates, None for all.
    """

    stages: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    person: str = ""
    words: str = ""
    only: frozenset[str] | None = None

    def admits(self, one: JointDate) -> bool:
        """Return whether a date is wanted."""
        if self.only is not None and one.id not in self.only:
            return False
        for wanted, found in (
            (self.stages, one.stage),
            (self.subjects, one.subject),
            (self.kinds, one.kind),
            (self.forms, one.form),
            (self.statuses, one.status),
            (self.groups, one.group_id),
        ):
            if wanted and found not in wanted:
                return False
        if self.schools and self.schools.isdisjoint((one.host_id, *one.school_ids)):
            return False
        if self.person and self.person not in one.people and self.person != one.lead_planner_id:
            return False
        return not self.words or self._said(one)

    def _said(self, one: JointDate) -> bool:
        texts = (one.title, one.theme, one.group, one.host, one.place, one.lead_planner)
        return all(any(word in text for text in texts) for word in self.words.split())


class CalendarIndex:
    """Dates in reading order, found by day and by id.

    Args:
        dates: any order.
    """

    def __init__(self, dates: Iterable[JointDate] = ()) -> None:
        self.dates = sorted(dates, key=reading_order)
        self.places = {one.id: place for place, one in enumerate(self.dates)}
        self._days = [one.day for one in self.dates]

    def __len__(self) -> int:
        return len(self.dates)

    def get(self, wanted: str) -> JointDate | None:
        """Return a date by its id."""
        place = self.places.get(wanted)
        return None if place is None else self.dates[place]

    def of(self, day: date) -> list[JointDate]:
        """Return the dates of a day in reading order."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> list[JointDate]:
        """Return the dates from one day to another, both included."""
        return self.dates[bisect_left(self._days, first) : bisect_right(self._days, last)]

    def chosen(self, choice: Choice) -> CalendarIndex:
        """Return the index of the wanted dates."""
        if choice == Choice():
            return self
        return CalendarIndex(one for one in self.dates if choice.admits(one))

    def step(self, current: str, count: int) -> JointDate | None:
        """Return the date so many places further on, stopping at the ends."""
        if not self.dates:
            return None
        place = self.places.get(current)
        if place is None:
            return self.dates[0 if count > 0 else -1]
        return self.dates[min(max(place + count, 0), len(self.dates) - 1)]

    def near(self, current: str, days: int) -> JointDate | None:
        """Return the date of the next day that has one (the day before for -1), at about the time.

        Without a current date: the first or last of all.
        """
        one = self.get(current)
        if one is None:
            return self.step("", days)
        if days > 0:
            place = bisect_right(self._days, one.day)
        else:
            place = bisect_left(self._days, one.day) - 1
        if not 0 <= place < len(self.dates):
            return None
        return min(self.of(self._days[place]), key=lambda other: abs(other.start - one.start))

    def first_from(self, day: date) -> JointDate | None:
        """Return the first date on or after a day."""
        place = bisect_left(self._days, day)
        return self.dates[place] if place < len(self.dates) else None


# --- months ---------------------------------------------------------------------------------------


def week_start(day: date, first_weekday: int) -> date:
    """Return the first day of the week a day lies in, weeks beginning on a weekday 1 to 7."""
    return day - (day.isoweekday() - first_weekday) % 7 * DAY


def month_weeks(month: date, first_weekday: int) -> list[list[date]]:
    """Return the whole weeks that touch a month."""
    first = month.replace(day=1)
    start = week_start(first, first_weekday)
    weeks = []
    while start <= first or start.month == month.month:
        weeks.append([start + count * DAY for count in range(7)])
        start += 7 * DAY
    return weeks


def next_month(month: date, count: int) -> date:
    """Return the first day of the month so many months on."""
    years, months = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, months + 1, 1)


class Fit(NamedTuple):
    """What of a list stands in a cell, and what only its number tells."""

    shown: tuple[JointDate, ...]
    hidden: tuple[JointDate, ...]


def fitted(dates: Sequence[JointDate], room: int) -> Fit:
    """Return what stands on so many lines; where all do not fit, the last line tells the rest."""
    shown = len(dates) if len(dates) <= room else max(room - 1, 0)
    return Fit(tuple(dates[:shown]), tuple(dates[shown:]))


# --- time grids -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lane:
    """A date on a grid: which of how many columns side by side it takes."""

    date: JointDate
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class More:
    """Dates there was no column for: told by their number."""

    hidden: tuple[JointDate, ...]
    start: int
    end: int
    column: int
    columns: int


def shown_end(one: JointDate) -> int:
    """Return until when a date takes its place on a grid."""
    return max(one.end, one.start + LEAST)


def all_day(one: JointDate) -> bool:
    """Return whether nobody has said at what time of the day a date is held."""
    return one.start == 0 and one.end >= 24 * HOUR


def side_by_side(dates: Iterable[JointDate], most: int) -> tuple[list[Lane], list[More]]:
    """Place dates of one day that overlap beside each other, in at most so many columns.

    Every date stands in one lane or behind one number; nothing overlaps within a column.
    """
    lanes: list[Lane] = []
    more: list[More] = []
    for cluster in _clusters(sorted(dates, key=lambda one: (one.start, -one.end, one.id))):
        ends: list[int] = []
        placed: list[tuple[JointDate, int]] = []
        for one in cluster:
            column = next((at for at, end in enumerate(ends) if end <= one.start), len(ends))
            ends[column : column + 1] = [shown_end(one)]
            placed.append((one, column))
        columns = min(len(ends), max(most, 1))
        crowded = len(ends) > columns
        last = columns - 1 if crowded else columns
        lanes += [Lane(one, column, columns) for one, column in placed if column < last]
        for hidden in _clusters([one for one, column in placed if column >= last]):
            end = max(map(shown_end, hidden))
            more.append(More(tuple(hidden), hidden[0].start, end, last, columns))
    return lanes, more


def _clusters(dates: Iterable[JointDate]) -> list[list[JointDate]]:
    """Return runs of dates, in order of start, of which each overlaps one before it."""
    found: list[list[JointDate]] = []
    end = -1
    for one in dates:
        if not found or one.start >= end:
            found.append([])
        found[-1].append(one)
        end = max(end, shown_end(one)) if len(found[-1]) > 1 else shown_end(one)
    return found


def hours(dates: Iterable[JointDate], periods: Iterable[tuple[int, int]] = ()) -> tuple[int, int]:
    """Return from when to when a grid goes, in whole hours: what is taught and what is shown."""
    first, last = FIRST, LAST
    spans = [(one.start, shown_end(one)) for one in dates if not all_day(one)]
    for start, end in [*periods, *spans]:
        first, last = min(first, start), max(last, end)
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


# --- columns by school, room or group -------------------------------------------------------------


class Track(NamedTuple):
    """A column: its key and what stands above it."""

    key: str
    title: str


Key = Callable[[JointDate], str]


def host_of(one: JointDate) -> str:
    """Return the key of the column by school."""
    return one.host_id or NOWHERE


def room_of(one: JointDate) -> str:
    """Return the key of the column by room."""
    return one.facility_id or NOWHERE


def group_of(one: JointDate) -> str:
    """Return the key of the column by group."""
    return one.group_id or NOWHERE


def tracks(
    dates: Iterable[JointDate], key: Key, titles: Mapping[str, str], rest: str, *, all_: bool = True
) -> list[Track]:
    """Return the columns in the order of their titles; the rest comes last where it is used.

    Args:
        dates: to be shown.
        key: column of a date; one without a title belongs to the rest.
        titles: by key, in order.
        rest: title of the last column.
        all_: show columns without a date too.
    """
    used = {key(one) for one in dates}
    found = [Track(one, title) for one, title in titles.items() if all_ or one in used]
    if used - titles.keys():
        found.append(Track(NOWHERE, rest))
    return found


def by_track(
    dates: Iterable[JointDate], key: Key, columns: Sequence[Track]
) -> dict[str, list[JointDate]]:
    """Deal dates out to columns; what has none of its own goes to the last one."""
    found: dict[str, list[JointDate]] = {one.key: [] for one in columns}
    for one in dates:
        found.setdefault(key(one) if key(one) in found else NOWHERE, []).append(one)
    return found


# --- the term -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of a term: its number, None outside the count, and its days."""

    number: int | None
    first: date
    last: date

    @property
    def title(self) -> str:
        """The number in words; week 0 is the one before the first."""
        if self.number is None:
            return "不计周次"
        return f"第{self.number}周" if self.number > 0 else "预备周"


@dataclass(frozen=True)
class Matrix:
    """Weeks by groups, schools or subjects.

    Attributes:
        weeks: rows.
        columns: by what they are named.
        cells: dates by row and key of the column; only cells that hold any.
    """

    weeks: tuple[WeekRow, ...]
    columns: tuple[Track, ...]
    cells: Mapping[tuple[int, str], tuple[JointDate, ...]] = field(default_factory=dict)

    def row_of(self, day: date) -> int | None:
        """Return the row a day lies in."""
        for row, week in enumerate(self.weeks):
            if week.first <= day <= week.last:
                return row
        return None


def term_weeks(term: Term, days: Iterable[date] = ()) -> list[WeekRow]:
    """Return the weeks of a term, and those around it that hold one of the days."""
    starts = {term.week_start(day) for day in days}
    start = term.week_start(term.start)
    while start <= term.end:
        starts.add(start)
        start += 7 * DAY
    rows = []
    for first in sorted(starts):
        outside = first + 6 * DAY < term.start or first > term.end
        rows.append(WeekRow(None if outside else term.week(first), first, first + 6 * DAY))
    return rows


def overview(
    index: CalendarIndex, term: Term, columns: Sequence[Track], key: Key = group_of
) -> Matrix:
    """Return the term at a glance: every date once, in its week and column."""
    weeks = tuple(term_weeks(term, {one.day for one in index.dates}))
    rows = {week.first: row for row, week in enumerate(weeks)}
    known = {one.key for one in columns}
    cells: dict[tuple[int, str], list[JointDate]] = {}
    for one in index.dates:
        column = key(one) if key(one) in known else NOWHERE
        cells.setdefault((rows[term.week_start(one.day)], column), []).append(one)
    if NOWHERE not in known and any(column == NOWHERE for _row, column in cells):
        columns = [*columns, Track(NOWHERE, "其他")]
    return Matrix(weeks, tuple(columns), {place: tuple(dates) for place, dates in cells.items()})


# --- the agenda -----------------------------------------------------------------------------------


class AgendaDay(NamedTuple):
    """A day of the agenda with its dates; none where only the day itself is worth telling."""

    day: date
    dates: tuple[JointDate, ...]


def agenda(
    index: CalendarIndex, first: date, last: date, told: Iterable[date] = ()
) -> list[AgendaDay]:
    """Return the days of a span that hold dates, or are worth telling, in order."""
    days: dict[date, list[JointDate]] = {day: [] for day in told if first <= day <= last}
    for one in index.between(first, last):
        days.setdefault(one.day, []).append(one)
    return [AgendaDay(day, tuple(days[day])) for day in sorted(days)]
