"""Calendar files as other programs write them: no occurrence lost, hostile ones refused in time."""

from __future__ import annotations

import codecs
import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jtdesk.core.errors import InputRefused, JtdeskError
from jtdesk.lessonprep.ics_reading import CalendarRow, ReadCalendar, read_calendar

LAST = date(2026, 1, 16)


def read(text: str | bytes, last: date = LAST) -> ReadCalendar:
    data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    return read_calendar(data, "别人的.ics", last)


def a_file(*events: str, head: str = "") -> str:
    inner = "".join(f"BEGIN:VEVENT\n{one.strip()}\nEND:VEVENT\n" for one in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{head}{inner}END:VCALENDAR\n"


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - local, as the rows are


def begins(found: ReadCalendar) -> list[str]:
    return [f"{row.begin:%m-%d %H:%M}" for row in found.rows if not row.cancelled]


def only(found: ReadCalendar) -> CalendarRow:
    assert len(found.rows) == 1, found
    return found.rows[0]


def test_outlook_with_windows_zone_names_and_a_single_changed_date() -> None:
    zone = """BEGIN:VTIMEZONE
TZID:China Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
"""
    found = read(a_file(
        """CLASS:PUBLIC
CREATED:20250901T000000Z
DESCRIPTION:请带教材\\n\\n谢谢\\, 各位
DTEND;TZID="China Standard Time":20250903T160000
DTSTAMP:20250901T000000Z
DTSTART;TZID="China Standard Time":20250903T143000
LOCATION:实验小学 录播室
PRIORITY:5
RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=WE
SEQUENCE:2
SUMMARY;LANGUAGE=zh-cn:语文集体备课
UID:040000008200E00074C5B7101A82E008
X-MICROSOFT-CDO-BUSYSTATUS:BUSY""",
        """DTEND;TZID="China Standard Time":20250918T110000
DTSTART;TZID="China Standard Time":20250918T093000
RECURRENCE-ID;TZID="China Standard Time":20250917T143000
SEQUENCE:2
SUMMARY;LANGUAGE=zh-cn:语文集体备课（改期）
UID:040000008200E00074C5B7101A82E008""",
        head=zone,
    ))  # fmt: skip
    assert begins(found) == ["09-03 14:30", "09-10 14:30", "09-18 09:30", "09-24 14:30"]
    first, _, moved, _ = found.rows
    assert first.text == "请带教材\n\n谢谢, 各位"
    assert (first.place, first.sequence, first.title) == ("实验小学 录播室", 2, "语文集体备课")
    assert moved.recurs_at == at(2025, 9, 17, 14, 30)
    assert (found.events, found.rejected, found.notes) == (2, [], [])


def test_google_with_folded_lines_utc_until_and_endless_rules() -> None:
    found = read(
        a_file(
            """DTSTART;TZID=Asia/Shanghai:20250905T080000
DTEND;TZID=Asia/Shanghai:20250905T090000
RRULE:FREQ=WEEKLY;WKST=SU;UNTIL=20250925T235959Z;BYDAY=FR
EXDATE;TZID=Asia/Shanghai:20250912T080000
UID:abc@google.com
SUMMARY:数学教研活动，内容是大单元教学设计与作业设计的整体思考和
 实践案例分享
TRANSP:OPAQUE""",
            """DTSTART:20251010T010000Z
DTEND:20251010T020000Z
RRULE:FREQ=MONTHLY;BYDAY=2FR
UID:endless@google.com
SUMMARY:例会""",
            head="X-WR-CALNAME:教研\nX-WR-TIMEZONE:Asia/Shanghai\n",
        )
    )
    assert found.name == "教研"
    friday = [row for row in found.rows if row.uid == "abc@google.com"]
    assert [row.begin.day for row in friday] == [5, 19]  # the 26th begins after the end
    assert friday[0].title.endswith("整体思考和实践案例分享")
    meeting = [row for row in found.rows if row.uid == "endless@google.com"]
    assert [f"{row.begin:%m-%d %H:%M}" for row in meeting] == [
        "10-10 09:00", "11-14 09:00", "12-12 09:00", "01-09 09:00",
    ]  # fmt: skip
    assert found.notes == ["“例会”没有结束日期，只读到 2026-01-16 为止。"]


def test_apple_whole_days_end_the_day_before_the_written_end() -> None:
    found = read(a_file(
        "DTSTART;VALUE=DATE:20251023\nDTEND;VALUE=DATE:20251025\nUID:a\nSUMMARY:秋季运动会",
        "DTSTART;VALUE=DATE:20251101\nUID:b\nSUMMARY:开放日",
        "DTSTART;VALUE=DATE:20251103\nDTEND;VALUE=DATE:20251103\nUID:c\nSUMMARY:月考",
        "DTSTART;VALUE=DATE:20251110\nDURATION:P3D\nUID:d\nSUMMARY:期中",
        "DTSTART;VALUE=DATE:20251201\nRRULE:FREQ=WEEKLY;UNTIL=20251215\n"
        "EXDATE;VALUE=DATE:20251208\nUID:e\nSUMMARY:值周",
    ))  # fmt: skip
    days = {(row.title, f"{row.begin:%m%d}", (row.finish - row.begin).days) for row in found.rows}
    assert days == {
        ("秋季运动会", "1023", 2), ("开放日", "1101", 1), ("月考", "1103", 1), ("期中", "1110", 3),
        ("值周", "1201", 1), ("值周", "1215", 1),
    }  # fmt: skip
    assert all(row.whole_day for row in found.rows)


def test_outlook_whole_days_written_as_midnights() -> None:
    row = only(read(a_file(
        "DTSTART;TZID=China Standard Time:20251023T000000\nDTEND;TZID=China Standard Time:"
        "20251024T000000\nUID:a\nSUMMARY:研学\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    )))  # fmt: skip
    assert row.whole_day
    assert (row.begin, row.finish) == (at(2025, 10, 23), at(2025, 10, 24))


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Asia/Shanghai", 9), ("China Standard Time", 9), ("PRC", 9), ("Asia/Chongqing", 9),
        ("(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", 9), ("GMT+0800", 9),
        ("/softwarestudio.org/Olson_20011030_5/Asia/Tokyo", 8), ("Tokyo Standard Time", 8),
        ("W. Europe Standard Time", 16), ("Etc/UTC", 17), ("GMT -05:00", 22),
    ],
)  # fmt: skip
def test_zones_by_all_their_names(zone: str, hour: int) -> None:
    row = only(read(a_file(
        f'DTSTART;TZID="{zone}":20251105T090000\nDURATION:PT1H30M\nUID:a\nSUMMARY:会'
    )))  # fmt: skip
    assert row.begin == at(2025, 11, 5, hour)
    assert (row.finish - row.begin).seconds == 5400


def test_a_zone_only_the_file_knows_and_one_nobody_knows() -> None:
    own = """BEGIN:VTIMEZONE
TZID:校本时区
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
    found = read(a_file(
        "DTSTART;TZID=校本时区:20251024T090000\nRRULE:FREQ=DAILY;COUNT=4\nDURATION:PT1H\nUID:a\n"
        "SUMMARY:跨夏令时",
        "DTSTART;TZID=Mars/Olympus:20251105T090000\nDURATION:PT1H\nUID:b\nSUMMARY:不知道",
        head=own,
    ))  # fmt: skip
    assert begins(found) == [
        "10-24 15:00", "10-25 15:00", "10-26 16:00", "10-27 16:00", "11-05 09:00",
    ]  # fmt: skip
    assert found.notes == ["时区“Mars/Olympus”不认识，按北京时间读入，请核对时间。"]


def test_a_rule_goes_on_in_local_time_where_summer_time_ends() -> None:
    found = read(a_file(
        "DTSTART;TZID=America/New_York:20251031T200000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\n"
        "EXDATE:20251102T000000Z\nUID:a\nSUMMARY:连线"
    ))  # fmt: skip
    assert begins(found) == ["11-01 08:00", "11-03 09:00", "11-04 09:00"]


def test_lists_of_dates_to_add_and_to_leave_out() -> None:
    found = read(a_file(
        "DTSTART:20250901T090000\nDTEND:20250901T100000\nRRULE:FREQ=DAILY;COUNT=6\n"
        "EXDATE:20250902T090000,20250904T090000\nEXDATE;VALUE=DATE:20250905\n"
        "RDATE:20250910T140000,20250911T140000\n"
        "RDATE;VALUE=PERIOD:20250912T080000/PT2H,20250913T080000/20250913T083000\n"
        "UID:a\nSUMMARY:值班"
    ))  # fmt: skip
    assert begins(found) == [
        "09-01 09:00", "09-03 09:00", "09-06 09:00", "09-10 14:00", "09-11 14:00", "09-12 08:00",
        "09-13 08:00",
    ]  # fmt: skip
    lengths = [(row.finish - row.begin).seconds // 60 for row in found.rows]
    assert lengths == [60, 60, 60, 60, 60, 120, 30]


def test_a_change_of_this_and_all_that_follow() -> None:
    found = read(a_file(
        "DTSTART:20250901T090000\nDTEND:20250901T100000\nRRULE:FREQ=WEEKLY;COUNT=5\nUID:a\nSUMMARY:旧",
        "DTSTART:20250916T140000\nDTEND:20250916T160000\nRECURRENCE-ID;RANGE=THISANDFUTURE:"
        "20250915T090000\nUID:a\nSUMMARY:新",
        "DTSTART:20250929T100000\nDTEND:20250929T110000\nRECURRENCE-ID:20250929T090000\n"
        "STATUS:CANCELLED\nUID:a\nSUMMARY:取消的",
    ))  # fmt: skip
    said = [(f"{row.begin:%m-%d %H:%M}", row.title, row.cancelled) for row in found.rows]
    assert said == [
        ("09-01 09:00", "旧", False), ("09-08 09:00", "旧", False), ("09-16 14:00", "新", False),
        ("09-23 14:00", "新", False), ("09-29 10:00", "取消的", True),
    ]  # fmt: skip


def test_a_begin_outside_its_rule_counts_as_the_first() -> None:
    found = read(a_file(
        "DTSTART:20250901T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3\nUID:a\nSUMMARY:x"
    ))  # fmt: skip
    assert begins(found) == ["09-01 09:00", "09-03 09:00", "09-10 09:00"]


def test_the_newer_version_of_an_event_wins_and_shared_uids_lose_nothing() -> None:
    found = read(a_file(
        "DTSTART:20250901T090000\nDURATION:PT1H\nUID:a\nSEQUENCE:1\nSUMMARY:旧",
        "DTSTART:20250902T090000\nDURATION:PT1H\nUID:a\nSEQUENCE:2\nSUMMARY:新",
        "DTSTART:20250903T090000\nDURATION:PT1H\nUID:same\nSUMMARY:一",
        "DTSTART:20250904T090000\nDURATION:PT1H\nUID:same\nSUMMARY:二",
        "DTSTART:20250905T090000\nDURATION:PT1H\nSUMMARY:没有 UID",
        "DTSTART:20250908T090000\nDURATION:PT1H\nRECURRENCE-ID:20250907T090000\nUID:b\nSUMMARY:单次",
    ))  # fmt: skip
    assert [row.title for row in found.rows] == ["新", "一", "二", "没有 UID", "单次"]
    assert len({row.uid for row in found.rows}) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_lines_folded_within_a_character(encoding: str) -> None:
    text = a_file("DTSTART:20250901T090000\nDURATION:PT1H\nUID:a\nSUMMARY:语文联合教研")
    data = text.replace("\n", "\r\n").encode(encoding)
    assert only(read(data)).title == "语文联合教研"
    if encoding in {"utf-8", "gb18030"}:
        place = data.index("语文".encode(encoding)) + 1
        assert only(read(data[:place] + b"\r\n " + data[place:])).title == "语文联合教研"
    assert only(read(codecs.BOM_UTF8 + text.encode())).title == "语文联合教研"


def test_what_cannot_be_read_is_listed_and_the_rest_is_taken() -> None:
    found = read(a_file(
        "UID:a\nSUMMARY:没有时间",
        "DTSTART:2025年9月1日\nUID:b\nSUMMARY:写错",
        "DTSTART:20250901T090000\nDTEND:20250831T090000\nUID:c\nSUMMARY:倒着",
        "DTSTART:20250901T090000\nRRULE:FREQ=FORTNIGHTLY\nUID:d\nSUMMARY:规则错",
        "DTSTART:20250901T090000\nUID:e\nSUMMARY:好的\nBEGIN:VALARM\nTRIGGER:-PT15M\n"
        "DESCRIPTION:提醒\nEND:VALARM",
        head="BEGIN:VTODO\nSUMMARY:待办\nEND:VTODO\n",
    ))  # fmt: skip
    assert [row.title for row in found.rows if not row.cancelled][-1] == "好的"
    said = {one.title: one.why for one in found.rejected}
    assert said["没有时间"] == "没有开始时间（DTSTART）"
    assert said["写错"] == "“2025年9月1日”不是日期"
    assert said["倒着"] == "结束时间早于开始时间"
    assert "FORTNIGHTLY" in said["规则错"]
    assert found.events == 5
    assert found.notes == ["另有待办 1 项，不是活动，没有读入。"]


def test_an_old_vcalendar_is_refused_with_what_to_do() -> None:
    old = """BEGIN:VCALENDAR
VERSION:1.0
BEGIN:VEVENT
SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=AF=AD=E6=96=
=87
DTSTART:20250901T090000
END:VEVENT
END:VCALENDAR
"""
    with pytest.raises(InputRefused, match=r"vCalendar 1\.0.*另存为 iCalendar"):
        read(old)
    text = old.replace("VERSION:1.0", "VERSION:2.0")
    assert only(read(text)).title == "语文"


HOSTILE = {
    "every second": a_file("DTSTART:20250901T090000\nRRULE:FREQ=SECONDLY\nUID:a\nSUMMARY:秒"),
    "every second of a day": a_file(
        "DTSTART:20250901T090000\nRRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2;BYSECOND=1,2\nUID:a"
    ),
    "large": "BEGIN:VCALENDAR\nVERSION:2.0\n" + "X-A:" + "长" * 3_600_000 + "\nEND:VCALENDAR\n",
    "many lines": "BEGIN:VCALENDAR\n" + "A:1\n" * 450_000,
    "a long line": "BEGIN:VCALENDAR\nA:" + "x" * 1_100_000 + "\nEND:VCALENDAR\n",
    "nested": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 20_000,
    "many events": a_file(*(["DTSTART:20250901T090000\nUID:a"] * 20_001)),
    "far rules": a_file(*(
        f"DTSTART:19000101T090000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nUID:{n}"
        for n in range(2_000)
    )),
    "rules of days there are not": a_file(*(
        f"DTSTART:20250901T090000\nRRULE:FREQ={freq};BYMONTH=2;BYMONTHDAY=30;COUNT=2\nUID:{freq}{n}"
        for n in range(100) for freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
    )),
    "many occurrences": a_file(*(
        f"DTSTART:20230901T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU\nUID:{n}"
        for n in range(100)
    )),
    "not a calendar": "%PDF-1.7 something else",
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(what: str) -> None:
    start = time.process_time()
    with pytest.raises(InputRefused) as caught:
        read(HOSTILE[what])
    assert caught.value.message.endswith("。")
    assert "别人的.ics" in caught.value.message
    assert time.process_time() - start < 30  # bounded; nothing here goes on for ever


PIECES = [
    "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "DTSTART:20250901T090000",
    "DTSTART;VALUE=DATE:20250901", "DTEND:20250901T100000", "DURATION:PT1H", "DURATION:-P1D",
    "RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=MONTHLY;BYDAY=5MO", "RRULE:FREQ=YEARLY;BYEASTER=1",
    "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=WEEKLY;BYDAY=XX", "EXDATE:20250908T090000",
    "RDATE;VALUE=DATE:20250909", "RECURRENCE-ID:20250908T090000", "UID:a", "SUMMARY:教研\\, 活动\\",
    "STATUS:CANCELLED", "TZID", ":", ";=:", 'DTSTART;TZID="x:20250901T090000', "EXRULE:FREQ=DAILY",
    "SEQUENCE:9", "SEQUENCE:x", "CATEGORIES:a\\,b,c", "DTSTART:00000000", "RRULE:", " folded",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30))
def test_any_lines_are_read_or_refused_with_a_sentence(pieces: list[str]) -> None:
    try:
        found = read("\n".join(["BEGIN:VCALENDAR", *pieces]).encode("utf-8", "replace"))
    except JtdeskError as fault:
        assert fault.message.endswith("。")  # noqa: PT017 - either is right
    else:
        assert all(row.begin <= row.finish for row in found.rows)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=99MO;COUNT=3", "FREQ=YEARLY;BYEASTER=9999"])
def test_a_rule_that_breaks_the_counting_is_a_rejected_event(rule: str) -> None:
    plain = "UID:1\nDTSTART:20251105T060000Z\nDURATION:PT1H\nSUMMARY:例会"
    found = read(a_file(f"UID:2\nDTSTART:20251105T060000Z\nSUMMARY:坏\nRRULE:{rule}", plain))
    assert only(found).title == "例会"
    assert "看不懂" in found.rejected[0].why


def test_control_characters_stay_outside() -> None:
    found = only(read(a_file(
        "UID:1\nDTSTART:20251105T060000Z\nDURATION:PT1H\nSUMMARY:例\x07会\\n甲\nLOCATION:东\x0b校\n"
        "DESCRIPTION:一\x01\\n二"
    )))  # fmt: skip
    assert (found.title, found.place, found.text) == ("例会 甲", "东校", "一\n二")
