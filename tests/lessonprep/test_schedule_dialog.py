"""自动排期 in the window: a regime, progress, the result with its gap, adopted and undone; faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from jtdesk.lessonprep import sessions
from jtdesk.lessonprep.schedule_dialog import FROM_FILE, ScheduleDialog
from tests.lessonprep.prep_world import a_world, undo, write_ways
from tests.lessonprep.test_calendar_page import notices, settle

REGIME = """
title = "每月一次语文教研"
source = "本集团"
[[series]]
title = "语文教研"
subjects = ["语文"]
schools = "all"
every = "month"
periods = 2
"""


@pytest.fixture
def dialog(clock, store, page, context, qtbot):
    world = a_world(store)
    ids = list(world.schools.values())
    store.do(
        write_ways,
        [
            {"from_school_id": one, "to_school_id": other, "minutes": 15}
            for number, one in enumerate(ids)
            for other in ids[number + 1 :]
        ],
    )
    world.session(day="2025-10-22", kind="会议", title="校长例会", group_id=None, host_id=ids[0])
    made = page("lessonprep.calendar")
    settle(qtbot, context, made)
    found = made.act_schedule()
    assert isinstance(found, ScheduleDialog)
    found.world, found.page = world, made
    return found


def choose_file(dialog, prompts, path: Path):
    prompts.answers.append(path)
    dialog.regime.setCurrentIndex(dialog.regime.findData(FROM_FILE))
    dialog._on_regime()


def test_a_term_is_scheduled_adopted_in_one_step_and_undone(
    dialog, qtbot, context, prompts, tmp_path
):
    told = notices(context)
    path = tmp_path / "语文.toml"
    path.write_text(REGIME, "utf-8")
    choose_file(dialog, prompts, path)
    dialog.seconds.setValue(20)
    dialog.start.click()
    assert dialog.stop.isVisibleTo(dialog)
    settle(qtbot, context)
    assert dialog.say.text().startswith("每月一次语文教研：排上 4 次，全部排上。")
    assert "已证明" in dialog.say.text()
    rows = dialog.placed.model.rowset.rows
    assert {row["group"] for row in rows} == {"小学语文教研组"}
    assert all(row["date"] >= "2025-10-15" for row in rows)
    hosts = [row["host"] for row in rows]
    assert len(set(hosts)) == 4  # in turn
    prompts.answers.append(tmp_path / "排期.xlsx")
    dialog.export.click()
    settle(qtbot, context)
    settle(qtbot, context)
    assert (tmp_path / "排期.xlsx").is_file()
    world = dialog.world
    dialog.adopt.click()
    settle(qtbot, context)
    dates = world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))
    assert len(dates) == 5
    assert told[-1].startswith("排期已写入日历：4 次活动。")
    undo(world.store)
    assert len(world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))) == 1


def test_a_file_that_is_no_regime_is_a_sentence(dialog, qtbot, context, prompts, tmp_path):
    path = tmp_path / "坏.toml"
    path.write_text("title = 3", "utf-8")
    choose_file(dialog, prompts, path)
    dialog.start.click()
    settle(qtbot, context)
    assert "不合规" in dialog.say.text()
    dialog.since.setText("某天")
    dialog.start.click()
    assert dialog.say.text() == "“某天”不是日期，请写成 2025-10-15。"
    assert not dialog.adopt.isEnabled()


def test_cancel_stops_the_search_and_leaves_everything(dialog, qtbot, context):
    dialog.start.click()
    qtbot.waitUntil(
        lambda: any(work.title == "自动排期" for work in context.ops.writing), timeout=20000
    )
    dialog.stop.click()
    settle(qtbot, context)
    assert "已取消" in dialog.say.text()
    assert dialog.start.isVisibleTo(dialog)
    assert len(dialog.world.store.ask(lambda s: sessions.joint_dates(s, term="2025-1"))) == 1
