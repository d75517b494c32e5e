"""The calendar as a file, and other people's calendar files, by the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jtdesk.core.store import open_store
from jtdesk.lessonprep import series, sessions, words
from jtdesk.lessonprep.ics_reading import read_calendar
from jtdesk.lessonprep.series import Placing, SeriesDraft
from tests.app.worlds import Shell
from tests.lessonprep.prep_world import a_world

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20251120T140000\r\n"
    "DTEND:20251120T150000\r\nSUMMARY:校长例会\r\nEND:VEVENT\r\n{more}END:VCALENDAR\r\n"
)


@pytest.fixture
def group_file(store_path: Path, clock: object) -> Path:
    with open_store(store_path) as store:
        world = a_world(store)
        values = {
            "group_id": world.chinese, "term": "2025-1", "every": "month", "start_period": 6,
            "rrule": "FREQ=MONTHLY;BYDAY=2WE", "periods": 2, "kind": words.JOINT_RESEARCH,
        }  # fmt: skip
        store.do(
            series.place_series, Placing(store.do(series.save_series, SeriesDraft(values)).value)
        )
    return store_path


def test_the_term_as_a_calendar_file(group_file: Path, jtdesk: Shell, tmp_path: Path) -> None:
    path = tmp_path / "备课日历.ics"
    answer = jtdesk.document("calendar", group_file, "--term", "2025-1", "-o", path)
    assert answer == {"file": str(path), "term": "2025-1", "school": None, "sessions": 4}
    read = read_calendar(path.read_bytes(), path.name, date(2026, 1, 31))
    assert len(read.rows) == 4
    assert read.name == "瀛东教育集团 备课日历 2025-2026 学年第一学期"
    jtdesk("calendar", group_file, "--school", "岛校", "-o", tmp_path / "岛.ics")
    assert jtdesk.code == 0
    assert "已把岛校 2025-2026 学年第一学期的 4 次活动存到" in jtdesk.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-o", "a.doc"), 2, "文件名应以"),
        (("--term", "2025", "-o", "a.ics"), 2, "学期“2025”不合规"),
        (
            ("--school", "火星", "-o", "a.ics"),
            2,
            "没有名为 火星 的学校。有：东校、西校、北校、岛校。",
        ),
        (("-o", "none/a.ics"), 3, "文件夹不存在"),
    ],
)
def test_wrong_uses_are_sentences(
    group_file, jtdesk: Shell, tmp_path, arguments, code, said
) -> None:
    arguments = tuple(
        str(tmp_path / one) if one.startswith(("a.", "none")) else one for one in arguments
    )
    jtdesk("calendar", group_file, *arguments)
    assert (jtdesk.code, said in jtdesk.err) == (code, True), jtdesk.err
    assert list(tmp_path.glob("a.*")) == []


def test_other_peoples_calendars_come_in(group_file: Path, jtdesk: Shell, tmp_path: Path) -> None:
    path = tmp_path / "例会.ics"
    path.write_text(EVENT.format(more=""), encoding="utf-8")
    dry = jtdesk.document("import", group_file, path, "--dry-run")
    assert (dry["files"][0]["tables"][0]["created"], dry["entry"]) == (1, None)
    answer = jtdesk.document("import", group_file, path)
    table = answer["files"][0]["tables"][0]
    assert (table["dataset"], table["rows"], table["created"]) == ("prep_sessions", 1, 1)
    assert answer["entry"] is not None
    jtdesk("import", group_file, path)
    assert (jtdesk.code, "例会.ics：相同 1。" in jtdesk.out) == (0, True)
    bad = EVENT.format(more="BEGIN:VEVENT\r\nSUMMARY:没有时间\r\nEND:VEVENT\r\n")
    path.write_text(bad, encoding="utf-8")
    jtdesk("import", group_file, path)
    assert jtdesk.code == 1
    assert "拒绝 第 9 行的活动“没有时间”没有导入：没有开始时间（DTSTART）。" in jtdesk.out
    with open_store(group_file) as store:
        assert len(store.ask(sessions.joint_dates)) == 5


def test_a_bad_calendar_among_several_leaves_the_store_alone(
    group_file, jtdesk: Shell, tmp_path
) -> None:
    good, bad = tmp_path / "好.ics", tmp_path / "坏.ics"
    good.write_text(EVENT.format(more=""), encoding="utf-8")
    bad.write_text("BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n", encoding="utf-8")
    jtdesk("import", group_file, good, bad)
    assert jtdesk.code == 3
    assert "旧式的 vCalendar 1.0" in jtdesk.err
    with open_store(group_file) as store:
        assert len(store.ask(sessions.joint_dates)) == 4
    jtdesk("import", group_file, good, tmp_path / "名册.xlsx")
    assert jtdesk.code == 2
    assert "要与工作簿分开导入" in jtdesk.err
    jtdesk("import", group_file, good, "--dataset", "staff")
    assert jtdesk.code == 2
    jtdesk("import", group_file, tmp_path / "没有.ics")
    assert jtdesk.code == 3
