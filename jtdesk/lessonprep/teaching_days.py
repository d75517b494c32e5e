"""The days of a term as arrays: what is open, whose timetable is borrowed, where a date goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jtdesk.lessonprep import words
from jtdesk.lessonprep.calendars import EXAM, TEACHING, Calendar, SchoolDay, Term

MAKE_UP, NEXT, SKIP = words.CLOSED_RULES
NEAR = 14  # days between a holiday and the day that makes up for it


class TeachingDays:
    """The days of a span as arrays by ordinal: what is open, whose timetable is borrowed."""

    def __init__(
        self, calendar: Calendar, term: Term | None, stage: str | None, first: date, last: date
    ) -> None:
        self.term = term
        self.first, self.last = first.toordinal(), last.toordinal()
        self.dates = [date.fromordinal(one) for one in range(self.first, self.last + 1)]
        self._days = [calendar.day(one, None, stage) for one in self.dates]
        inside = [term is None or one.term is not None for one in self._days]
        pairs = list(zip(self._days, inside, strict=True))
        self._open = [one.kind in {TEACHING, EXAM} and there for one, there in pairs]
        self._lessons = [
            one.kind == TEACHING and not one.unsettled and there for one, there in pairs
        ]
        self.weeks = [one.week for one in self._days]
        self._made_up = self._borrowed()
        self.closed: dict[int, frozenset[str]] = {}
        for place, day in enumerate(self.dates):
            own = calendar.own_rules(day)
            shut = frozenset(one for one in own if not calendar.day(day, one, stage).teaching)
            if shut:
                self.closed[self.first + place] = shut

    def _borrowed(self) -> dict[int, int]:
        """Return by ordinal of a day the ordinal of the day that borrows its timetable."""
        found: dict[int, int] = {}
        for place, one in enumerate(self._days):
            if one.lessons is None or one.lessons == one.weekday or one.kind != TEACHING:
                continue
            source = self._source(place, one, found)
            if source is not None:
                found[source + self.first] = place + self.first
        return found

    def _source(self, place: int, one: SchoolDay, taken: Mapping[int, int]) -> int | None:
        """Return the place of the day a make-up day stands in for."""
        near = range(max(0, place - NEAR), min(len(self._days), place + NEAR + 1))
        candidates = [
            at
            for at in near
            if self._days[at].weekday == one.lessons
            and self._days[at].lessons != one.lessons
            and at + self.first not in taken
        ]
        named = [at for at in candidates if self.weeks[at] == one.lesson_week]
        # A borrowed weekday names no day: the nearest of that weekday which lost its lessons.
        return min(named or candidates, key=lambda at: (abs(at - place), at), default=None)

    def settled(self, ordinal: int, rule: str) -> int | None:
        """Return where a day of a rule is held, None where it is not."""
        place = ordinal - self.first
        if rule == MAKE_UP and ordinal in self._made_up:
            return self._made_up[ordinal]
        if self._open[place]:
            return ordinal
        if rule == NEXT:
            later = range(place + 1, len(self._lessons))
            return next((at + self.first for at in later if self._lessons[at]), None)
        return None

    def why(self, ordinal: int) -> str:
        """Return why nothing is held on a day."""
        one = self._days[ordinal - self.first]
        name = f"（{one.name}）" if one.name else ""
        return f"{words.DAY_KINDS[one.kind]}{name}" if one.kind != TEACHING else "不在学期内"

    def week(self, day: date) -> int | None:
        """Return the number of the week of any day."""
        place = day.toordinal() - self.first
        if 0 <= place < len(self.weeks):
            return self.weeks[place]
        return self.term.week(day) if self.term else None
