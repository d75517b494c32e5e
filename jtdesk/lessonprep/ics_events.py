"""One event of a calendar file: when it is, how long, and all its occurrences, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrule, rrulestr  # type: ignore[import-untyped]

from jtdesk.core.errors import InputRefused
from jtdesk.lessonprep.content_lines import Component, Line
from jtdesk.lessonprep.rrules import bounded
from jtdesk.lessonprep.time_zones import Zones

EARLIEST, LATEST = 1900, 2100
FINITE = timedelta(days=1100)  # how far a rule that ends is followed beyond its start
MOST_STEPS, MOST_ROWS = 100_000, 50_000  # a step costs dateutil some 60 microseconds
DAY = timedelta(days=1)
KEPT = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}  # and the days of a step
_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2}):?(\d{2})?\d*(Z)?)?")
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)


class Unreadable(ValueError):
    """An event that cannot be read; says why in Chinese."""


@dataclass(slots=True)
class Budget:
    """How much a file may cost: steps of its rules, occurrences found.

    Attributes:
        last: last day up to which a rule without end is followed.
    """

    name: str
    last: date
    steps: int = 0
    rows: int = 0
    endless: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def step(self, count: int) -> None:
        """Count steps a rule is followed.

        Raises:
            InputRefused: too many altogether.
        """
        self.steps += count
        if self.steps > MOST_STEPS:
            raise self._refused("重复规则跨度太大")

    def row(self) -> None:
        """Count an occurrence.

        Raises:
            InputRefused: too many altogether.
        """
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise self._refused(f"展开后超过 {MOST_ROWS} 次活动")

    def _refused(self, what: str) -> InputRefused:
        return InputRefused(
            f"{self.name} {what}，没有导入。请在原来的日历里只导出一个学期再试。",
            code="file_too_large",
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or date-time as a file writes it: local time of a zone, or a whole day."""

    local: datetime
    zone: tzinfo
    whole: bool

    @property
    def instant(self) -> datetime:
        """The instant in UTC; a whole day as if it were local."""
        return self.local.replace(tzinfo=self.zone).astimezone(UTC)

    def within(self, zone: tzinfo) -> datetime:
        """Return the local time in another zone; a whole day stays that day."""
        return self.local if self.whole else self.instant.astimezone(zone).replace(tzinfo=None)


def moments(line: Line, zones: Zones) -> list[tuple[Moment, timedelta | None]]:
    """Return the dates of a line, with the length of a period where one is given.

    Raises:
        Unreadable: one of them is no date.
    """
    found = []
    for part in line.value.split(","):
        begin, _, rest = part.partition("/")
        moment = _moment(begin, line, zones)
        length = None
        if rest:
            ends = None if rest.lstrip("+-").startswith("P") else _moment(rest, line, zones)
            length = duration(rest) if ends is None else ends.instant - moment.instant
        found.append((moment, length))
    return found


def _moment(written: str, line: Line, zones: Zones) -> Moment:
    found = _STAMP.fullmatch(written.strip())
    if found is None:
        raise Unreadable(f"“{written[:24]}”不是日期")
    year, month, day = (int(found[at]) for at in (1, 2, 3))
    try:
        read = date(year, month, day)
        clock = time(int(found[4] or 0), int(found[5] or 0), min(int(found[6] or 0), 59))
    except ValueError as fault:
        raise Unreadable(f"“{written[:24]}”不是日期") from fault
    if not EARLIEST <= year <= LATEST:
        raise Unreadable(f"“{written[:24]}”不在 {EARLIEST} 至 {LATEST} 年之内")
    whole = found[4] is None
    zone = UTC if found[7] else zones.zone(None if whole else line.parameters.get("TZID"))
    return Moment(datetime.combine(read, clock), zone, whole)


def duration(written: str) -> timedelta:
    """Return a length of time such as PT1H30M or P1D.

    Raises:
        Unreadable: it is none, or not longer than nothing.
    """
    found = _LENGTH.fullmatch(written.strip())
    if found is None or not any(found.groups()[1:]):
        raise Unreadable(f"时长“{written[:24]}”看不懂")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if found[1] == "-":
        raise Unreadable(f"时长“{written[:24]}”是负的")
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


@dataclass(slots=True)
class Event:
    """A VEVENT with what its times mean."""

    component: Component
    begin: Moment
    length: timedelta
    whole: bool
    replaces: Moment | None
    following: bool

    @classmethod
    def of(cls, component: Component, zones: Zones) -> Event:
        """Read the times of an event.

        Raises:
            Unreadable: it has no begin, or times nobody understands.
        """
        line = component.first("DTSTART")
        if line is None:
            raise Unreadable("没有开始时间（DTSTART）")
        begin = moments(line, zones)[0][0]
        length = _length(component, begin, zones)
        flagged = component.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
        midnight = begin.local.time() == time() and length >= DAY and length % DAY == timedelta(0)
        whole = begin.whole or (flagged and midnight)
        again = component.first("RECURRENCE-ID")
        replaces = moments(again, zones)[0][0] if again else None
        following = bool(again and again.parameters.get("RANGE", "").upper() == "THISANDFUTURE")
        return cls(component, begin, length, whole, replaces, following)

    def occurrences(self, zones: Zones, budget: Budget) -> Iterator[tuple[datetime, timedelta]]:
        """Yield begin (local time of the event's zone) and length of every occurrence, in order.

        Raises:
            Unreadable: a rule or date is none.
            InputRefused: a rule recurs within a day, or there are too many.
        """
        start = self.begin.local
        found: dict[datetime, timedelta] = {}
        gone, days_gone = self._left_out(zones)
        rules = self.component.every("RRULE")
        for line in rules:
            found.update((one, self.length) for one in self._named(line, budget))
        if rules:
            for line in self.component.every("EXRULE"):
                gone.update(self._named(line, budget))
        found.setdefault(start, self.length)
        for line in self.component.every("RDATE"):
            for moment, length in moments(line, zones):
                at = moment.within(self.begin.zone)
                if moment.whole and not self.begin.whole:
                    at = datetime.combine(moment.local.date(), start.time())
                found[at] = self.length if length is None else length
        for at in sorted(found):
            if at not in gone and at.date() not in days_gone:
                budget.row()
                yield at, found[at]

    def _left_out(self, zones: Zones) -> tuple[set[datetime], set[date]]:
        gone: set[datetime] = set()
        days: set[date] = set()
        for line in self.component.every("EXDATE"):
            for moment, _ in moments(line, zones):
                if moment.whole:
                    days.add(moment.local.date())
                else:
                    gone.add(moment.within(self.begin.zone))
                    if self.begin.whole:
                        days.add(moment.local.date())
        return gone, days

    def _named(self, line: Line, budget: Budget) -> list[datetime]:
        """Return the dates a rule names; the begin counts as the first whether it fits or not."""
        parts = _parts(line, self, budget)
        count = parts.pop("COUNT", None)
        ends = parts.pop("UNTIL", None)
        start = self.begin.local
        title = self.component.text("SUMMARY") or "未命名"
        bound = datetime.combine(budget.last, time(23, 59, 59))
        last = self._until(ends) if ends else None
        if last is None and count is None:
            budget.endless.append(title)
            last = bound
        furthest = max(bound, start + FINITE)
        if last is not None and last > furthest:
            budget.cut.append(title)
        last = min(last or furthest, furthest)
        length = KEPT[parts["FREQ"]] * int(parts.get("INTERVAL", 1))
        budget.step(max(0, (last - start).days) // length + 1)
        if last < start:
            return []
        try:
            text = ";".join(f"{name}={value}" for name, value in parts.items())
            rule: rrule = rrulestr(text, dtstart=start)
            wanted = None if count is None else int(count)
            found = list(islice(bounded(rule, last), min(wanted or MOST_ROWS + 1, MOST_ROWS + 1)))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as fault:
            # The 99th Monday of a month passes dateutil's reading and breaks its counting.
            raise Unreadable(f"重复规则“{line.value[:60]}”看不懂") from fault
        if wanted is not None and found and found[0] != start:
            found = found[: wanted - 1]
        return found

    def _until(self, written: str) -> datetime:
        found = _STAMP.fullmatch(written)
        if found is None:
            raise Unreadable(f"结束日期“{written[:24]}”看不懂")
        year, month, day = (int(found[at]) for at in (1, 2, 3))
        try:
            if found[4] is None or self.begin.whole:
                return datetime.combine(date(year, month, day), time(23, 59, 59))
            clock = time(int(found[4]), int(found[5]), int(found[6] or 0))
            ends = datetime.combine(date(year, month, day), clock)
        except ValueError as fault:
            raise Unreadable(f"结束日期“{written[:24]}”看不懂") from fault
        zone = UTC if found[7] else self.begin.zone
        return Moment(ends, zone, whole=False).within(self.begin.zone)


def _length(component: Component, begin: Moment, zones: Zones) -> timedelta:
    ends, lasts = component.first("DTEND"), component.first("DURATION")
    if ends is not None:
        end = moments(ends, zones)[0][0]
        length = end.local - begin.local if begin.whole else end.instant - begin.instant
        if length < timedelta(0):
            raise Unreadable("结束时间早于开始时间")
        # Some programs write the last day itself as the end of a whole day.
        return max(length, DAY) if begin.whole else length
    if lasts is not None:
        return duration(lasts.value)
    return DAY if begin.whole else timedelta(0)


def _parts(line: Line, event: Event, budget: Budget) -> dict[str, str]:
    """Return the parts of a rule.

    Raises:
        InputRefused: it recurs within a day.
        Unreadable: it is none.
    """
    parts: dict[str, str] = {}
    for part in line.value.strip().rstrip(";").upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise Unreadable(f"重复规则“{line.value[:60]}”看不懂")
        parts[name.strip()] = value.strip()
    often = any("," in parts.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if parts.get("FREQ") in {"HOURLY", "MINUTELY", "SECONDLY"} or often:
        title = event.component.text("SUMMARY") or "未命名"
        raise InputRefused(
            f"{budget.name} 第 {event.component.number} 行的活动“{title[:40]}”在一天之内反复"
            "（如每小时、每秒），不能排入校历，整个文件没有导入。请删去这个活动后再导入。",
            code="recurs_within_day",
        )
    if parts.get("FREQ") not in KEPT:
        raise Unreadable(f"重复规则“{line.value[:60]}”看不懂")
    for name in ("COUNT", "INTERVAL"):
        if name in parts and not re.fullmatch(r"[1-9]\d{0,5}", parts[name]):
            raise Unreadable(f"重复规则“{line.value[:60]}”看不懂")
    return parts
