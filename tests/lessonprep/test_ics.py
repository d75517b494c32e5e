"""The .ics file: what another parser makes of it, its form, its sameness."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import vobject

from jtdesk.lessonprep import words
from jtdesk.lessonprep.ics import calendar_file, regular
from jtdesk.lessonprep.ics_reading import read_calendar
from jtdesk.lessonprep.joint_dates import JointDate
from jtdesk.lessonprep.recurrence import Series, expand
from tests.lessonprep.calendar_worlds import (
    MONDAY,
    a_series,
    calendar,
    random_changes,
    random_series,
    stored,
    with_changes,
)

STAMP = datetime(2025, 10, 15, 1, 30, tzinfo=UTC)
Span = tuple[datetime, datetime, str]


def file_of(dates: list[JointDate], series: Series | None = None) -> bytes:
    known = {series.id: series} if series else {}
    return calendar_file(dates, stamp=STAMP, series=known, terms=dict.fromkeys(known, MONDAY))


def spans(dates: list[JointDate]) -> list[Span]:
    found = []
    for one in dates:
        if one.status != words.CANCELLED:
            day = datetime.combine(one.day, datetime.min.time())
            start, end = (day + timedelta(minutes=m) for m in (one.start, one.end))
            found.append((start, end, one.host))
    return sorted(found)


def _plain(moment: datetime | date) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, datetime.min.time())


def by_vobject(data: bytes) -> list[Span]:
    """Return what vobject and dateutil make of a file: all occurrences that are not cancelled."""
    whole = vobject.readOne(data.decode("utf-8"))
    events: dict[str, list[object]] = {}
    for event in whole.contents.get("vevent", []):
        events.setdefault(event.uid.value, []).append(event)
    found: list[Span] = []
    for own in events.values():
        masters = [e for e in own if "recurrence-id" not in e.contents]
        others = {_plain(e.recurrence_id.value): e for e in own if "recurrence-id" in e.contents}
        assert len(masters) == 1
        master = masters[0]
        length = master.dtend.value - master.dtstart.value
        place = master.location.value if "location" in master.contents else ""
        starts = [master.dtstart.value] if master.rruleset is None else list(master.rruleset)
        if master.status.value != "CANCELLED":
            plain = [_plain(start) for start in starts]
            found += [(one, one + length, place) for one in plain if one not in others]
        for event in others.values():
            if event.status.value != "CANCELLED":
                place = event.location.value if "location" in event.contents else ""
                found.append((_plain(event.dtstart.value), _plain(event.dtend.value), place))
    return sorted(found)


@pytest.mark.parametrize("seed", range(100))
def test_another_parser_finds_the_same_occurrences(seed: int) -> None:
    dice = Random(seed)
    series = random_series(dice)
    here = calendar()
    dates = with_changes(series, here, random_changes(dice, expand(series, here)))
    data = file_of(dates, series)
    assert by_vobject(data) == spans(dates)
    rows = read_calendar(data, "我们的.ics", date(2026, 1, 16)).rows
    ours = sorted((row.begin, row.finish, row.place) for row in rows if not row.cancelled)
    assert ours == spans(dates)


def test_most_random_series_of_one_host_become_one_event() -> None:
    series = [random_series(Random(seed)) for seed in range(100)]
    assert 15 <= sum(map(regular, series)) <= 60


def test_a_regular_series_is_one_event_with_its_exceptions() -> None:
    series = a_series(host_rule="fixed", host_id="甲")
    dates = stored(series, expand(series, calendar()))
    dates[2] = replace(dates[2], status=words.CANCELLED, sequence=3)
    dates[5] = replace(dates[5], theme="单元整体教学")
    text = file_of(dates, series).decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 4  # the series, cancelled, themed, and made up on 10-11
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260114T155959Z;BYDAY=WE;WKST=MO" in text
    assert "EXDATE;TZID=Asia/Shanghai:20250917T121000,20251001T121000" in text
    assert text.count("SEQUENCE:3") == 4
    assert "RECURRENCE-ID;TZID=Asia/Shanghai:20251008T121000" in text
    assert "DTSTART;TZID=Asia/Shanghai:20251011T121000" in text
    assert text.count("STATUS:CANCELLED") == 1
    assert text.count(f"UID:{series.id}@jtdesk") == 4


def test_the_uid_of_a_series_does_not_depend_on_how_many_dates_differ() -> None:
    series = a_series(host_rule="fixed", host_id="甲")
    dates = stored(series, expand(series, calendar()))
    odd = [replace(one, theme=f"主题 {n}") for n, one in enumerate(dates)]
    uids = [
        {line for line in file_of(some, series).decode().split("\r\n") if line.startswith("UID:")}
        for some in (dates, odd)
    ]
    assert uids[0] == uids[1]


def test_a_rotating_host_gives_single_events_with_their_own_uids() -> None:
    series = a_series()
    dates = stored(series, expand(series, calendar()))
    text = file_of(dates, series).decode()
    assert "RRULE" not in text
    assert text.count("BEGIN:VEVENT") == len(dates)
    assert all(f"UID:{one.uid}\r\n" in text for one in dates)


def test_the_form_of_the_file() -> None:
    series = a_series()
    dates = stored(
        series, expand(series, calendar()), theme="核心素养导向的单元整体教学；评价，反思" * 4
    )
    dates[0] = replace(dates[0], start=0, end=24 * 60)
    data = file_of(dates)
    assert data == file_of(list(reversed(dates)))
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(line.decode("utf-8") is not None for line in lines)  # never cut within a character
    text = data.decode().replace("\r\n ", "")
    assert "METHOD:PUBLISH" in text
    assert "TZID:Asia/Shanghai" in text
    assert "DTSTART;VALUE=DATE:20250903\r\nDTEND;VALUE=DATE:20250904" in text
    assert "DTSTAMP:20251015T013000Z" in text
    assert "CATEGORIES:联合教研,语文" in text
    assert "LOCATION:甲小学" in text
    assert "主题：核心素养导向的单元整体教学；评价，反思" in text
    assert "参加学校：甲小学、乙小学、丙小学、丁小学" in text


def test_a_file_of_nothing_but_cancellations_says_so() -> None:
    series = a_series()
    dates = [
        replace(one, status=words.CANCELLED) for one in stored(series, expand(series, calendar()))
    ]
    text = file_of(dates).decode()
    assert "METHOD:CANCEL" in text
    assert text.count("STATUS:CANCELLED") == len(dates)
    fixed = a_series(host_rule="fixed", host_id="甲")
    gone = file_of([replace(one, series_id=fixed.id) for one in dates], fixed)
    assert by_vobject(gone) == []
    assert file_of([]).decode().count("VEVENT") == 0
