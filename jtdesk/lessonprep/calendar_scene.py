"""What the calendar views are given: the dates, the days in words, places and boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from PySide6.QtCore import QRectF

from jtdesk.lessonprep import calendar_layout as layout
from jtdesk.lessonprep.calendar_layout import CalendarIndex, Key, Matrix, Track
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.day_notes import DayNote
from jtdesk.lessonprep.joint_dates import JointDate

Day = date  # where a class has a field of that name


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the calendar a date can be put: a day, maybe a period and a column.

    Attributes:
        day: of the spot.
        period: None keeps the period it had.
        track: key of the column; None where columns are no places (days, groups).
    """

    day: date
    period: int | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """What is painted where, in the coordinates of the whole: a date, or a number of them."""

    area: QRectF
    date: JointDate | None = None
    more: tuple[JointDate, ...] = ()
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson of the person whose calendar is shown."""

    day: date
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """Lines of the agenda.

    Attributes:
        rows: a day, and the date of the line; None on the line of the day itself.
        heads: which lines are those of days, in order.
        places: line of a date by its id.
    """

    rows: list[tuple[date, JointDate | None]]
    heads: list[int]
    places: dict[str, int]


@dataclass(frozen=True)
class Scene:
    """What the views show.

    Attributes:
        index: the wanted dates.
        term: whose weeks are counted, None where nobody has set one.
        notes: what is to be said of days.
        today: is marked.
        groups, schools, rooms: titles of columns by id, in order.
        periods: from when to when, in minutes, by number; lines of the grid.
        marks: ``hard`` or ``soft`` by id of a date with conflicts.
        mark_words: its conflicts in words.
        lessons: of the person whose calendar it is.
        movable: dates may be dragged.
    """

    index: CalendarIndex
    term: Term | None
    notes: Mapping[date, DayNote]
    today: date
    groups: Mapping[str, str] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    mark_words: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[Taught, ...] = ()
    movable: bool = True

    def prepare(self) -> Scene:
        """Work out in a worker what would hold up the window, and return the scene."""
        _ = self.by_group, self.by_host, self.agenda, self.kinds
        return self

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the dates."""
        return frozenset(one.kind for one in self.index.dates)

    @cached_property
    def by_group(self) -> Matrix:
        """The term with a column a group; groups without a date have none."""
        return self._matrix(self.groups, layout.group_of, all_=False)

    @cached_property
    def by_host(self) -> Matrix:
        """The term with a column a host school."""
        return self._matrix(self.schools, layout.host_of, all_=True)

    def _matrix(self, titles: Mapping[str, str], key: Key, *, all_: bool) -> Matrix:
        if self.term is None:
            return Matrix((), ())
        used = {key(one) for one in self.index.dates}
        columns = [Track(one, title) for one, title in titles.items() if all_ or one in used]
        if not columns:
            columns = [Track(one, title) for one, title in titles.items()]
        return layout.overview(self.index, self.term, columns, key)

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the term and of all dates."""
        days = [one.day for one in self.index.dates[:1] + self.index.dates[-1:]]
        if self.term is not None:
            days += [self.term.start, self.term.end]
        return (min(days), max(days)) if days else None

    @cached_property
    def agenda(self) -> Agenda:
        """The days that hold dates or are worth telling, one below the other."""
        span = self.span
        if span is None:
            return Agenda([], [], {})
        told = [day for day, note in self.notes.items() if note.brief]
        rows: list[tuple[date, JointDate | None]] = []
        heads: list[int] = []
        places: dict[str, int] = {}
        for day in layout.agenda(self.index, *span, told):
            heads.append(len(rows))
            rows.append((day.day, None))
            for one in day.dates:
                places[one.id] = len(rows)
                rows.append((day.day, one))
        return Agenda(rows, heads, places)
