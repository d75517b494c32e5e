"""Calendar files taken into the store: matched, newer wins, cancelled, one step, undone whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.fingerprint import content_hash
from jtdesk.lessonprep import calendar_file, joint_reads, series, sessions, words
from jtdesk.lessonprep.ics_taking import CalendarFile, CalendarReport, take_calendar
from jtdesk.lessonprep.series import Placing, SeriesDraft
from jtdesk.lessonprep.sessions import Cancel, Minutes, Move
from tests.lessonprep.prep_world import World, a_world, undo


@pytest.fixture
def world(store, clock) -> World:
    return a_world(store)


def a_file(*events: str, method: str = "") -> bytes:
    inner = "".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{method}{inner}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def take(
    world: World, data: bytes, *, dry_run: bool = False, year: int | None = None
) -> CalendarReport:
    outcome = world.store.do(take_calendar, CalendarFile("教研.ics", data, year), dry_run=dry_run)
    return outcome.value


def counts(report: CalendarReport) -> tuple[int, int, int, int]:
    found = tuple(report.counts[key] for key in ("created", "updated", "same", "rejected"))
    assert report.rows == sum(found)
    return found  # type: ignore[return-value]


def dates(world: World):
    return world.store.ask(sessions.joint_dates)


ONE = (
    "DTSTART;TZID=China Standard Time:20251016T143000\nDTEND;TZID=China Standard Time:"
    "20251016T160000\nUID:x1@outlook\nSEQUENCE:0\nSUMMARY:小学语文教研组联合教研\n"
    "LOCATION:东校 录播教室\nDESCRIPTION:主题：单元整体教学\\n主持人：王主任\nCATEGORIES:联合教研"
)


def test_a_new_event_becomes_a_date_and_the_same_again_is_the_same(world: World) -> None:
    before = world.store.ask(content_hash)
    assert counts(take(world, a_file(ONE), dry_run=True)) == (1, 0, 0, 0)
    assert world.store.ask(content_hash) == before
    assert counts(take(world, a_file(ONE))) == (1, 0, 0, 0)
    one = dates(world)[0]
    assert (one.day, one.start, one.end, one.uid) == (date(2025, 10, 16), 870, 960, "x1@outlook")
    assert (one.host, one.place, one.theme, one.chair) == (
        "东校",
        "录播教室",
        "单元整体教学",
        "王主任",
    )
    assert (one.kind, one.term, one.week) == ("联合教研", "2025-1", 7)
    assert one.group_id == world.chinese
    assert counts(take(world, a_file(ONE))) == (0, 0, 1, 0)
    undo(world.store)
    assert dates(world) == []


def test_the_higher_sequence_wins_and_an_older_one_changes_nothing(world: World) -> None:
    take(world, a_file(ONE))
    moved = ONE.replace("20251016", "20251017").replace("SEQUENCE:0", "SEQUENCE:2")
    assert counts(take(world, a_file(moved))) == (0, 1, 0, 0)
    one = dates(world)[0]
    assert (one.day, one.sequence) == (date(2025, 10, 17), 2)
    report = take(world, a_file(ONE))
    assert counts(report) == (0, 0, 1, 0)
    assert report.warnings[0].message == (
        "第 3 行的活动“小学语文教研组联合教研”文件里的是旧版本，库里的保持不变。"
    )
    assert dates(world)[0].day == date(2025, 10, 17)


def test_cancellations_cancel_and_what_was_held_stays(world: World) -> None:
    take(world, a_file(ONE))
    gone = a_file(ONE.replace("SEQUENCE:0", "SEQUENCE:1"), method="METHOD:CANCEL\n")
    report = take(world, gone)
    assert (counts(report), report.cancelled) == ((0, 1, 0, 0), 1)
    assert dates(world)[0].status == words.CANCELLED
    assert "（其中取消 1）" in report.sentence()
    again = take(world, a_file(ONE.replace("SEQUENCE:0", "SEQUENCE:3")))
    assert counts(again) == (0, 1, 0, 0)
    assert dates(world)[0].status == words.PLANNED
    world.store.do(sessions.move_session, Move(dates(world)[0].id, day="2025-10-14"))
    world.store.do(sessions.hold_session, Minutes(dates(world)[0].id, {"theme": "开过了"}))
    late = take(world, a_file(ONE.replace("SEQUENCE:0", "SEQUENCE:9") + "\nSTATUS:CANCELLED"))
    assert counts(late) == (0, 0, 1, 0)
    assert "已登记为已开展" in late.warnings[0].message
    assert dates(world)[0].status == words.HELD
    unknown = ONE.replace("x1@", "x2@").replace("SUMMARY:小学语文教研组联合教研", "SUMMARY:别的")
    assert counts(take(world, a_file(unknown + "\nSTATUS:CANCELLED"))) == (0, 0, 1, 0)


def test_the_only_date_of_the_group_on_the_day_is_the_one_that_is_meant(world: World) -> None:
    values = {"group_id": world.chinese, "day": "2025-10-16", "start_period": 6, "periods": 2}
    own = world.store.do(sessions.save_session, sessions.SessionDraft(values)).value
    report = take(world, a_file(ONE))
    assert counts(report) == (0, 1, 0, 0)
    found = dates(world)
    assert [(one.id, one.start, one.theme) for one in found] == [(own, 870, "单元整体教学")]
    assert counts(take(world, a_file(ONE))) == (0, 0, 1, 0)


def test_a_recurring_event_with_a_change_and_days_over_several(world: World) -> None:
    weekly = (
        "DTSTART:20251020T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\nUID:w\nSUMMARY:例会"
    )
    changed = (
        "DTSTART:20251028T100000\nDURATION:PT1H\nRECURRENCE-ID:20251027T090000\nUID:w\nSEQUENCE:1\n"
        "SUMMARY:例会（改）"
    )
    sports = "DTSTART;VALUE=DATE:20251106\nDTEND;VALUE=DATE:20251108\nUID:s\nSUMMARY:运动会\nCATEGORIES:学生活动"
    bad = "SUMMARY:没有时间"
    report = take(world, a_file(weekly, changed, sports, bad))
    assert counts(report) == (5, 0, 0, 1)
    found = [(one.day.isoformat(), one.title, one.start, one.kind) for one in dates(world)]
    assert found == [
        ("2025-10-20", "例会", 540, "会议"), ("2025-10-28", "例会（改）", 600, "会议"),
        ("2025-11-03", "例会", 540, "会议"), ("2025-11-06", "运动会", 0, "学生活动"),
        ("2025-11-07", "运动会", 0, "学生活动"),
    ]  # fmt: skip
    assert counts(take(world, a_file(weekly, changed, sports, bad))) == (0, 0, 5, 1)
    back = take(
        world, a_file(weekly, changed.replace("SEQUENCE:1", "SEQUENCE:2") + "\nSTATUS:CANCELLED")
    )
    assert (counts(back), back.cancelled) == ((0, 1, 2, 0), 1)


def test_dates_of_other_school_years_are_left_out_where_a_year_is_asked_for(world: World) -> None:
    old = ONE.replace("20251016", "20231016").replace("x1@", "x0@")
    report = take(world, a_file(ONE, old), year=2025)
    assert counts(report) == (1, 0, 0, 0)
    assert report.notes == ["有 1 次不在 2025 学年内，按要求没有导入。"]


def test_nothing_half_is_written_where_a_file_is_refused(world: World) -> None:
    before = world.store.ask(content_hash)
    hostile = "DTSTART:20251016T090000\nRRULE:FREQ=SECONDLY\nUID:h\nSUMMARY:秒"
    with pytest.raises(InputRefused, match="在一天之内反复"):
        take(world, a_file(ONE, hostile))
    with pytest.raises(InputRefused, match="没有活动"):
        take(world, a_file())
    assert world.store.ask(content_hash) == before


@pytest.mark.parametrize("rule", ["rotate", "fixed"])
def test_our_own_file_comes_back_as_the_same(world: World, rule: str) -> None:
    values = {
        "group_id": world.chinese, "term": "2025-1", "every": "week", "start_period": 6,
        "rrule": "FREQ=WEEKLY;BYDAY=WE", "periods": 2, "host_rule": rule,
        "kind": words.JOINT_RESEARCH, "lesson_pair": rule == "fixed",
    }  # fmt: skip
    if rule == "fixed":
        values["host_id"] = dates_host(world)
    one = world.store.do(series.save_series, SeriesDraft(values)).value
    world.store.do(series.place_series, Placing(one))
    found = dates(world)
    world.store.do(sessions.cancel_session, Cancel(found[3].id, "停电"))
    world.store.do(sessions.move_session, Move(found[5].id, day="2025-11-07"))
    data, count = world.store.ask(lambda s: calendar_file.calendar_bytes(s, "2025-1"))
    assert count == len(found)
    before = world.store.ask(content_hash)
    report = take(world, data)
    assert counts(report) == (0, 0, len(found), 0)
    assert report.clean
    assert world.store.ask(content_hash) == before


def dates_host(world: World) -> str:
    return world.store.ask(joint_reads.schools.school_ids)["西校"]


def test_the_calendar_of_one_school(world: World, tmp_path: Path) -> None:
    take(
        world,
        a_file(
            ONE, ONE.replace("x1@", "x2@").replace("东校", "岛校").replace("小学语文教研组", "培训")
        ),
    )
    school, name = world.store.ask(lambda s: calendar_file.school_named(s, "岛校"))
    data, count = world.store.ask(
        lambda s: calendar_file.calendar_bytes(s, "2025-1", school, name=name)
    )
    assert count >= 1
    assert "X-WR-CALNAME:岛校 备课日历" in data.decode()
    with pytest.raises(UsageError, match="没有名为 火星小学 的学校"):
        world.store.ask(lambda s: calendar_file.school_named(s, "火星小学"))
    assert world.store.ask(calendar_file.present_term) == "2025-1"
    path = tmp_path / "a.ics"
    calendar_file.write_file(path, data)
    assert calendar_file.read_file(path).data == data
    with pytest.raises(InputRefused, match="无法读取"):
        calendar_file.read_file(tmp_path / "none.ics")
    with pytest.raises(InputRefused, match="无法写入"):
        calendar_file.write_file(tmp_path / "none" / "a.ics", data)


def test_a_term_nobody_knows_is_no_empty_file(world: World, clock) -> None:
    with pytest.raises(InputRefused, match="日历里也没有这个学期的活动"):
        world.store.ask(lambda s: calendar_file.calendar_bytes(s, "2031-1"))


def test_behind_the_last_term_it_is_the_last(world: World, monkeypatch) -> None:
    monkeypatch.setattr(calendar_file.clock, "today", lambda: date(2026, 11, 25))
    assert world.store.ask(calendar_file.present_term) == "2025-2"


def test_a_file_that_is_too_large_says_how_large(tmp_path) -> None:
    path = tmp_path / "大.ics"
    with path.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024)
    with pytest.raises(InputRefused, match=r"20\.0 MB，超过"):
        calendar_file.read_file(path)
