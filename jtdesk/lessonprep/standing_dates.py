"""The dates that stand already, and who is known, for lists and calendars that come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.lessonprep import groups, joint_reads, plan_words, rules, school_calendar, words
from jtdesk.lessonprep.bells import Bells
from jtdesk.lessonprep.calendars import Calendar
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.schools import queries as schools
from jtdesk.staff import queries as staff


@dataclass
class Standing:
    """What rows from outside are held against.

    Attributes:
        dates: every date of the store.
        groups: every group, as `groups.groups` gives them.
        called: everything a school is called, by its id, in bureau order.
        find_person: the person of the staff a row with ``name school`` speaks of, or why none.
    """

    dates: list[JointDate]
    groups: list[Row]
    called: dict[str, list[str]]
    calendar: Calendar
    bells: Bells
    find_person: Callable[[Row], Row | Fault]
    _by_uid: dict[str, JointDate] = field(default_factory=dict)
    _by_series: dict[tuple[str, date], list[JointDate]] = field(default_factory=dict)
    _by_group: dict[tuple[str, date], list[JointDate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_series, by_group = defaultdict(list), defaultdict(list)
        for one in self.dates:
            self._by_uid[one.uid] = one
            if one.series_id and one.recurs_on:
                by_series[one.series_id, one.recurs_on].append(one)
            if one.group_id:
                by_group[one.group_id, one.day].append(one)
        self._by_series, self._by_group = dict(by_series), dict(by_group)

    def of_uid(self, uid: str) -> JointDate | None:
        """Return the date of a UID."""
        return self._by_uid.get(uid)

    def of_series(self, series_id: str, recurs_on: date) -> list[JointDate]:
        """Return the dates a series gave for a day."""
        return self._by_series.get((series_id, recurs_on), [])

    def of_group(self, group_id: str | None, day: date, start: int | None) -> JointDate | None:
        """Return the only date of a group on a day; of several the one that begins then."""
        if group_id is None:
            return None
        found = self._by_group.get((group_id, day), [])
        if len(found) > 1 and start is not None:
            found = [one for one in found if one.start == start]
        return found[0] if len(found) == 1 else None

    def group(self, texts: Iterable[str], stage: str | None = None) -> Row | None:
        """Return the group the first text that means one means."""
        found = (plan_words.group_of(text, self.groups, stage) for text in texts if text)
        return next((row for row in found if row is not None), None)

    def term_of(self, day: date, stage: str | None) -> str:
        """Return the term of a day as the school calendar has it, else as the year goes."""
        term = self.calendar.term_on(day, stage)
        return term.code if term else rules.term_of(day.isoformat())

    def school_name(self, school_id: str | None) -> str | None:
        """Return the name of a school."""
        return self.called[school_id][0] if school_id in self.called else None


def standing(session: Session) -> Standing:
    """Read what rows from outside are held against."""
    called = {
        row["id"]: [name for name in (row["name"], row["short_name"]) if name]
        for row in schools.all_schools(session, None)
    }
    return Standing(
        joint_reads.joint_dates(session),
        groups.groups(session),
        called,
        school_calendar.calendar_of(session),
        school_calendar.bells_of(session),
        staff.person_finder(session).find,
    )


def changeable(one: JointDate) -> bool:
    """Whether a list from outside may change a date: what was held is over."""
    return one.status != words.HELD
