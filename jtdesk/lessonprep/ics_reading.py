"""Other people's calendar files (Outlook, Google, Apple, WPS) as plain rows, one an occurrence.

Times come out as those of China. A rule without end is followed to the last day asked for and that
is said; nothing else is left out: what cannot be read is listed with its line and why.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from jtdesk.core.text import tidy
from jtdesk.lessonprep.content_lines import Component, Line, calendars, unescaped
from jtdesk.lessonprep.ics_events import DAY, Budget, Event, Unreadable
from jtdesk.lessonprep.time_zones import SHANGHAI, Zones

MOST_EVENTS = 20_000
SHOWN = 3
GROUP = "X-JTDESK-GROUP"
OTHERS = {"VTODO": "待办", "VJOURNAL": "日志", "VFREEBUSY": "忙闲"}
_COMMA = re.compile(r"(?<!\\),")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One occurrence of an event.

    Attributes:
        uid: of the event; all occurrences of a recurring one share it.
        recurs_at: begin its rule gave, None for an event that does not recur.
        begin, finish: local time of China; the end of a whole day is the midnight after it.
        line: where its event begins in the file, folded lines counted as one.
    """

    uid: str
    sequence: int
    recurs_at: datetime | None
    begin: datetime
    finish: datetime
    whole_day: bool
    title: str
    place: str = ""
    text: str = ""
    categories: tuple[str, ...] = ()
    organizer: str = ""
    group: str = ""
    cancelled: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that could not be read."""

    line: int
    title: str
    why: str


@dataclass
class ReadCalendar:
    """A calendar file, read.

    Attributes:
        rows: every occurrence in order of time, cancelled ones among them.
        rejected: events that could not be read.
        notes: sentences on what was assumed or bounded.
        events: how many events the file has.
        name: of the calendar, as its program calls it.
    """

    rows: list[CalendarRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    events: int = 0
    name: str = ""


def read_calendar(data: bytes, name: str, last: date) -> ReadCalendar:
    """Read a calendar file.

    Args:
        data: the file.
        name: what it is called.
        last: last day up to which a rule without end is followed.

    Raises:
        InputRefused: it is no calendar, too large, nested too deep, or recurs within a day.
    """
    found = ReadCalendar()
    budget = Budget(name, last)
    guessed: list[str] = []
    left: dict[str, int] = {}
    for calendar in calendars(data, name):
        zones = Zones(calendar)
        found.name = found.name or calendar.text("X-WR-CALNAME")
        events = [one for one in calendar.inner if one.name == "VEVENT"]
        found.events += len(events)
        if found.events > MOST_EVENTS:
            budget.rows = MOST_EVENTS * 10
            budget.row()
        gone = calendar.text("METHOD").upper() == "CANCEL"
        _Reader(zones, budget, found, gone=gone).read(events)
        guessed += zones.guessed
        for one in calendar.inner:
            if one.name in OTHERS:
                left[one.name] = left.get(one.name, 0) + 1
    found.rows.sort(key=lambda row: (row.begin, row.finish, row.uid))
    found.notes += _notes(budget, guessed, left)
    return found


def _notes(budget: Budget, guessed: Iterable[str], left: dict[str, int]) -> list[str]:
    found = []
    if budget.endless:
        found.append(
            f"{_some(budget.endless)}没有结束日期，只读到 {budget.last.isoformat()} 为止。"
        )
    if budget.cut:
        found.append(f"{_some(budget.cut)}重复超过三年，只读了前三年。")
    if zones := list(dict.fromkeys(guessed)):
        found.append(f"时区{_some(zones)}不认识，按北京时间读入，请核对时间。")
    said = "、".join(f"{OTHERS[kind]} {count} 项" for kind, count in left.items())
    return [*found, f"另有{said}，不是活动，没有读入。"] if said else found


def _some(titles: list[str]) -> str:
    shown = "、".join(f"“{one[:40]}”" for one in dict.fromkeys(titles[:SHOWN]))
    return shown if len(titles) <= SHOWN else f"{shown}等 {len(titles)} 项"


class _Reader:
    """Reads the events of one calendar."""

    def __init__(self, zones: Zones, budget: Budget, out: ReadCalendar, *, gone: bool) -> None:
        self._zones = zones
        self._budget = budget
        self._out = out
        self._gone = gone

    def read(self, components: Iterable[Component]) -> None:
        """Read events, those of one UID together."""
        by_uid: dict[str, list[Event]] = {}
        for component in components:
            try:
                event = Event.of(component, self._zones)
            except Unreadable as fault:
                self._reject(component, fault)
                continue
            by_uid.setdefault(_uid(component), []).append(event)
        for uid, events in by_uid.items():
            masters = [one for one in events if one.replaces is None]
            others = [one for one in events if one.replaces is not None]
            for number, master in enumerate(_newest(masters)):
                # A program that gave several events one UID loses none of them.
                own = uid if number == 0 else f"{uid}#{master.begin.local:%Y%m%dT%H%M}"
                self._master(own, master, _newest(others) if number == 0 else [])
            if not masters:
                self._alone(uid, _newest(others))

    def _reject(self, component: Component, fault: Unreadable) -> None:
        title = component.text("SUMMARY") or "未命名"
        self._out.rejected.append(Rejected(component.number, title, str(fault)))

    def _master(self, uid: str, master: Event, others: list[Event]) -> None:
        try:
            found = list(master.occurrences(self._zones, self._budget))
        except Unreadable as fault:
            self._reject(master.component, fault)
            found = []
        recurs = any(master.component.first(name) for name in ("RRULE", "RDATE")) or bool(others)
        zone = master.begin.zone
        single: dict[datetime, Event] = {}
        ranges: list[tuple[datetime, Event]] = []
        for one in others:
            at = self._replaced(one, master)
            single[at] = one
            if one.following:
                ranges.append((at, one))
        ranges.sort(key=lambda pair: pair[0])
        for at, length in found:
            if at in single:
                continue
            later = next((pair for pair in reversed(ranges) if pair[0] <= at), None)
            if later is None:
                self._row(uid, master, at, length, at if recurs else None)
            else:
                begins, event = later
                moved = event.begin.within(zone) + (at - begins)
                self._row(uid, event, moved, event.length, at, zone_of=master)
        for at, one in single.items():
            self._row(uid, one, one.begin.local, one.length, at, recurs_in=master)

    def _replaced(self, one: Event, master: Event) -> datetime:
        moment = one.replaces
        assert moment is not None  # noqa: S101 - by its caller
        if moment.whole and not master.begin.whole:
            return datetime.combine(moment.local.date(), master.begin.local.time())
        if master.begin.whole and not moment.whole:
            return datetime.combine(moment.local.date(), master.begin.local.time())
        return moment.within(master.begin.zone)

    def _alone(self, uid: str, events: list[Event]) -> None:
        """Take single occurrences whose series is not in the file."""
        for one in events:
            moment = one.replaces
            assert moment is not None  # noqa: S101 - by its caller
            self._budget.row()
            self._row(uid, one, one.begin.local, one.length, moment.within(one.begin.zone))

    def _row(
        self,
        uid: str,
        event: Event,
        at: datetime,
        length: timedelta,
        recurs: datetime | None,
        *,
        zone_of: Event | None = None,
        recurs_in: Event | None = None,
    ) -> None:
        component = event.component
        begin = _shanghai(at, zone_of or event)
        finish = begin + length
        if event.whole:
            begin = datetime.combine(at.date(), datetime.min.time())
            finish = begin + max(length, DAY)
        status = component.text("STATUS").upper()
        self._out.rows.append(
            CalendarRow(
                uid=uid,
                sequence=_sequence(component),
                recurs_at=None
                if recurs is None
                else _shanghai(recurs, recurs_in or zone_of or event),
                begin=begin,
                finish=finish,
                whole_day=event.whole,
                title=_line(component.text("SUMMARY")) or "未命名",
                place=_line(component.text("LOCATION")),
                text=_plain(component.text("DESCRIPTION")),
                categories=_categories(component.every("CATEGORIES")),
                organizer=_organizer(component.first("ORGANIZER")),
                group=component.text(GROUP),
                cancelled=self._gone or status == "CANCELLED",
                line=component.number,
            )
        )


def _shanghai(local: datetime, event: Event) -> datetime:
    if event.begin.whole:
        return local
    return local.replace(tzinfo=event.begin.zone).astimezone(SHANGHAI).replace(tzinfo=None)


def _uid(component: Component) -> str:
    uid = component.text("UID")
    if uid:
        return uid
    # Without a UID the same event of the same file is known again by what it says.
    start = component.first("DTSTART")
    said = f"{start.value if start else ''}|{component.text('SUMMARY')}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:24]}@no-uid"


def _sequence(component: Component) -> int:
    written = component.text("SEQUENCE")
    return min(int(written), 1_000_000) if written.isdecimal() else 0


def _newest(events: list[Event]) -> list[Event]:
    """Return the newest version of each event: of one begin, or one occurrence, the last said."""
    highest = max((_sequence(one.component) for one in events), default=0)
    found: dict[object, Event] = {}
    for one in sorted(events, key=lambda e: (_sequence(e.component), e.component.text("DTSTAMP"))):
        if one.replaces is None:
            if _sequence(one.component) == highest:
                found[one.begin.local] = one
        else:
            found[one.replaces.local, one.replaces.zone] = one
    return sorted(found.values(), key=lambda e: e.component.number)


def _categories(lines: list[Line]) -> tuple[str, ...]:
    words = [_line(unescaped(part)) for line in lines for part in _COMMA.split(line.value)]
    return tuple(dict.fromkeys(word for word in words if word))


def _organizer(line: Line | None) -> str:
    if line is None:
        return ""
    return _line(line.parameters.get("CN", "")) or _line(line.value.removeprefix("mailto:"))


def _plain(text: str) -> str:
    """Return text without the control characters no workbook takes; line breaks stay."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _line(text: str) -> str:
    return tidy(_plain(text))
