"""Joint dates as an .ics file (RFC 5545) that Outlook, phones and other calendars take in.

Every date has the UID it was stored with and a SEQUENCE that rises when something of it changes.
Series whose definition gives the same hour, schools and host each time become one event with RRULE;
days left out are EXDATE, dates that differ stand beside it with RECURRENCE-ID. It is the definition
that decides, never how many dates differ today: a UID somebody has in a calendar stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import icalendar

from jtdesk.lessonprep import rrules, words
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.recurrence import PAIRS, ROTATE, Series

ZONE = "Asia/Shanghai"
SHANGHAI: tzinfo = ZoneInfo(ZONE)
PRODUCT = "-//jtdesk//jtdesk lessonprep//ZH"
SUFFIX = "@jtdesk"
DAY = 24 * 60
ONLINE = words.FORMS[1]
_LANES = {words.BEFORE_LESSON: "-before", words.AFTER_LESSON: "-after"}
GROUP = "X-JTDESK-GROUP"
_Looks = tuple[int, int, str, str, str, tuple[str, ...]]


def calendar_file(
    dates: Iterable[JointDate],
    *,
    stamp: datetime,
    name: str = "",
    series: Mapping[str, Series] | None = None,
    terms: Mapping[str, Term] | None = None,
) -> bytes:
    """Return joint dates as the bytes of an .ics file; the same dates give the same bytes.

    Args:
        dates: resolved dates; cancelled ones are told as cancelled.
        stamp: when the file is made (DTSTAMP).
        name: of the calendar, as programs show it.
        series: the series by id; without them every date stands alone.
        terms: term of each series by its id, for where weeks begin and when it ends.
    """
    ordered = sorted(dates, key=lambda one: (one.day, one.start, one.id))
    events = _events(ordered, stamp, series or {}, terms or {})
    gone = bool(ordered) and all(one.status == words.CANCELLED for one in ordered)
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "CANCEL" if gone else "PUBLISH")
    if name:
        whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", ZONE)
    whole.add_component(_zone())
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())


def _zone() -> icalendar.Timezone:
    """Return the zone as Outlook needs it: China has had one time without summer since 1991."""
    zone = icalendar.Timezone()
    zone.add("tzid", ZONE)
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001 - local by definition
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    zone.add_component(standard)
    return zone


def _events(
    ordered: Sequence[JointDate],
    stamp: datetime,
    series: Mapping[str, Series],
    terms: Mapping[str, Term],
) -> list[icalendar.Event]:
    lanes: dict[tuple[str, str], list[JointDate]] = defaultdict(list)
    found: list[tuple[date, str, list[icalendar.Event]]] = []
    for one in ordered:
        own = series.get(one.series_id or "")
        if own is not None and one.recurs_on is not None and regular(own):
            lanes[own.id, one.kind if own.lesson_pair else ""].append(one)
        else:
            found.append((one.day, one.uid, [_event(one, stamp)]))
    for (series_id, kind), group in lanes.items():
        uid = f"{series_id}{_LANES.get(kind, '')}{SUFFIX}"
        events = _Lane(series[series_id], terms.get(series_id), group, uid, stamp).events()
        found.append((group[0].day, uid, events))
    found.sort(key=lambda one: one[:2])
    return [event for _, _, events in found for event in events]


def regular(series: Series) -> bool:
    """Whether a series is the same each time by its definition, and any calendar knows its rule."""
    if series.rrule is None or series.start_period is None or series.topology == PAIRS:
        return False
    rotates = series.host_rule == ROTATE and len(series.school_ids) > 1
    return not rotates and rrules.parsed(series.rrule).plain


# ------------------------------------------------------------------------------------ one event


def _event(one: JointDate, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    _fill(event, one, stamp)
    return event


def _fill(event: icalendar.Event, one: JointDate, stamp: datetime) -> None:
    event.add("dtstamp", stamp.astimezone(UTC))
    if _whole_day(one):
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
    else:
        event.add("dtstart", _at(one.day, one.start))
        event.add("dtend", _at(one.day, one.end))
    event.add("summary", one.title)
    if place := place_words(one):
        event.add("location", place)
    event.add("description", description(one))
    event.add("categories", [word for word in (one.kind, one.subject) if word])
    event.add("status", "CANCELLED" if one.status == words.CANCELLED else "CONFIRMED")
    if one.group:
        event.add(GROUP, one.group)


def _whole_day(one: JointDate) -> bool:
    return one.end - one.start >= DAY


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)


def place_words(one: JointDate) -> str:
    """Return where a date is held: host and room, or online."""
    if one.form == ONLINE:
        return " ".join(filter(None, (ONLINE, one.place)))
    apart = one.place if one.place != one.host else ""
    return " ".join(filter(None, (one.host, apart)))


def description(one: JointDate) -> str:
    """Return what an invitation says of a date, a line each."""
    said = (
        ("主题", one.theme),
        ("主备人", one.lead_planner),
        ("主持人", one.chair),
        ("备课组", one.group),
        ("形式", one.form),
        ("承办学校", one.host),
        ("参加学校", "、".join(one.schools)),
        ("周次", f"第 {one.week} 周" if one.week is not None else ""),
    )
    return "\n".join(f"{title}：{value}" for title, value in said if value)


# --------------------------------------------------------------------------------------- series


class _Lane:
    """The dates of a regular series, of one kind where a lesson lies between two."""

    def __init__(
        self,
        series: Series,
        term: Term | None,
        dates: Sequence[JointDate],
        uid: str,
        stamp: datetime,
    ) -> None:
        self._dates = dates
        self._uid = uid
        self._stamp = stamp
        self._rule = rrules.parsed(series.rrule or "")
        self._week = rrules.DAYS[term.first_weekday - 1] if term else "MO"
        self._sequence = max(one.sequence for one in dates)
        given = {one.recurs_on for one in dates if one.recurs_on is not None}
        first = series.start or (term.start if term else min(given))
        ends = (series.until, term.end if term else None, self._rule.until)
        last = min((one for one in ends if one), default=max(given))
        first, last = min(first, *given), max(last, *given)
        plain = f"{self._rule.text()};WKST={self._week}"
        self._named = [date.fromordinal(one) for one in rrules.nominal(plain, first, last, term)]
        # Weeks without a number shift our fortnights, not those of other calendars.
        self._extra = sorted(given - set(self._named))

    def events(self) -> list[icalendar.Event]:
        """Return the event of the series and those of the dates that differ."""
        if not self._named:
            return [_event(one, self._stamp) for one in self._dates]
        usual = self._usual()
        held = {one.recurs_on for one in self._dates if one.status != words.CANCELLED}
        event = self._master(usual, gone=not held)
        if not held:
            return [event]
        left = [one for one in self._named if one not in held]
        if left:
            event.add("exdate", [self._moment(usual, one) for one in left])
        if self._extra:
            event.add("rdate", [self._moment(usual, one) for one in self._extra])
        looks = _looks(usual)
        return [event] + [
            self._differing(one, usual)
            for one in self._dates
            if one.day != one.recurs_on or one.status == words.CANCELLED or _looks(one) != looks
        ]

    def _usual(self) -> JointDate:
        often = Counter(map(_looks, self._dates))
        most = max(often.values())
        return next(one for one in self._dates if often[_looks(one)] == most)

    def _moment(self, usual: JointDate, day: date) -> datetime | date:
        return day if _whole_day(usual) else _at(day, usual.start)

    def _master(self, usual: JointDate, *, gone: bool) -> icalendar.Event:
        event = icalendar.Event()
        event.add("uid", self._uid)
        event.add("sequence", self._sequence)
        # The usual date may have been moved itself: the rule goes from the first day it names.
        status = words.CANCELLED if gone else words.PLANNED
        model = replace(usual, day=self._named[0], week=None, status=status)
        _fill(event, model, self._stamp)
        rule = icalendar.vRecur.from_ical(f"{self._rule.text()};WKST={self._week}")
        ends = datetime.combine(self._named[-1], time(23, 59, 59), SHANGHAI)
        rule["UNTIL"] = [self._named[-1] if _whole_day(usual) else ends.astimezone(UTC)]
        event.add("rrule", rule)
        return event

    def _differing(self, one: JointDate, usual: JointDate) -> icalendar.Event:
        event = icalendar.Event()
        event.add("uid", self._uid)
        event.add("sequence", self._sequence)
        event.add("recurrence-id", self._moment(usual, one.recurs_on or one.day))
        _fill(event, one, self._stamp)
        return event


def _looks(one: JointDate) -> _Looks:
    """Return what a calendar shows of a date, but for its day and week."""
    shown = (one.kind, one.subject or "", one.group)
    text = "\n".join(line for line in description(one).split("\n") if not line.startswith("周次"))
    return one.start, one.end, one.title, place_words(one), text, shown
