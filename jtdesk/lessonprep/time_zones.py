"""Time zones of calendar files: those of the tz database, of Windows, and a file's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from jtdesk.lessonprep.content_lines import Component

SHANGHAI: tzinfo = ZoneInfo("Asia/Shanghai")
CHINA = ("北京", "中国", "beijing", "china", "chongqing", "urumqi", "prc")
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_WRITTEN = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_PREFIXED = re.compile(r"^/?(?:[^/]+/)*?([A-Z][A-Za-z_]+/[A-Z][A-Za-z_/+-]+)$")


class Zones:
    """The zones a file names.

    Args:
        calendar: its VCALENDAR; zones defined in it stand in where the name says nothing.
    """

    def __init__(self, calendar: Component) -> None:
        self._own = {one.text("TZID"): one for one in calendar.inner if one.name == "VTIMEZONE"}
        self._known: dict[str, tzinfo] = {}
        self.guessed: list[str] = []

    def zone(self, name: str | None) -> tzinfo:
        """Return a zone; that of China for floating time and for a name nobody knows."""
        if not name:
            return SHANGHAI
        if name not in self._known:
            found = _named(name) or _defined(self._own.get(name))
            if found is None:
                self.guessed.append(name)
            self._known[name] = found or SHANGHAI
        return self._known[name]


def _named(name: str) -> tzinfo | None:
    plain = name.strip().strip('"')
    if plain.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return UTC
    prefixed = _PREFIXED.match(plain)
    for written in (WINDOWS_TO_OLSON.get(plain), plain, prefixed[1] if prefixed else None):
        if written is None:
            continue
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    if any(word in plain.lower() for word in CHINA):
        return SHANGHAI
    found = _OFFSET.search(plain)
    return _fixed(found) if found else None


def _fixed(found: re.Match[str]) -> tzinfo | None:
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def _defined(zone: Component | None) -> tzinfo | None:
    """Return a zone as its file defines it: one offset, or two that change by the year's rules."""
    if zone is None:
        return None
    parts = [one for one in zone.inner if one.name in {"STANDARD", "DAYLIGHT"}]
    offsets = {one.text("TZOFFSETTO") for one in parts}
    if len(offsets) == 1:
        found = _WRITTEN.fullmatch(offsets.pop())
        return _fixed(found) if found else None
    return _Changing.of(parts)


class _Changing(tzinfo):
    """A zone with summer time, by the newest rule of each part of its definition."""

    def __init__(self, parts: Mapping[str, tuple[timedelta, int, str, int]]) -> None:
        self._parts = parts

    @classmethod
    def of(cls, parts: list[Component]) -> _Changing | None:
        """Return the zone of a definition whose changes follow BYMONTH and BYDAY."""
        newest: dict[str, Component] = {}
        for one in parts:
            held = newest.get(one.name)
            if held is None or one.text("DTSTART") >= held.text("DTSTART"):
                newest[one.name] = one
        found: dict[str, tuple[timedelta, int, str, int]] = {}
        for name, one in newest.items():
            offset = _WRITTEN.fullmatch(one.text("TZOFFSETTO"))
            rule = dict(part.split("=", 1) for part in one.text("RRULE").split(";") if "=" in part)
            month, day = rule.get("BYMONTH", ""), rule.get("BYDAY", "")
            hour = one.text("DTSTART")[9:11]
            if (
                offset is None or not month.isdigit() or not hour.isdigit()
                or not re.fullmatch(r"-?\d?[A-Z]{2}", day)
            ):  # fmt: skip
                return None
            delta = _fixed(offset)
            if delta is None:
                return None
            found[name] = delta.utcoffset(None) or timedelta(0), int(month), day, int(hour)
        return cls(found) if len(found) == 2 else None

    def _offset(self, local: datetime) -> timedelta:
        moments = sorted(
            (_moment(local.year, month, day, hour), name)
            for name, (_, month, day, hour) in self._parts.items()
        )
        plain = local.replace(tzinfo=None)
        # Before the first change of a year the last one of the year before holds.
        name = moments[-1][1]
        for moment, changed in moments:
            if plain >= moment:
                name = changed
        return self._parts[name][0]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Return the offset of a local time."""
        return self._parts["STANDARD"][0] if moment is None else self._offset(moment)

    def dst(self, moment: datetime | None) -> timedelta:
        """Return how far summer time is ahead."""
        return self.utcoffset(moment) - self._parts["STANDARD"][0]

    def tzname(self, _moment: datetime | None) -> str:
        """Return no name; nobody is shown one."""
        return "local"


def _moment(year: int, month: int, written: str, hour: int) -> datetime:
    """Return the moment of the so-manyth weekday of a month."""
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(written[-2:])
    number = int(written[:-2] or 1)
    if number > 0:
        first = datetime(year, month, 1, hour)  # noqa: DTZ001 - local
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    after = datetime(year + month // 12, month % 12 + 1, 1, hour)  # noqa: DTZ001 - local
    last = after - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-number - 1))
