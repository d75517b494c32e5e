"""The real window, offscreen: opening, switching, undoing, leaving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.settings import Settings


def test_the_frame_is_painted_before_the_database_layer_loads():
    code = (
        "import sys, jtdesk.app.main;"
        "print([m for m in ('sqlalchemy', 'openpyxl', 'matplotlib', 'jtdesk.features')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def desk(qtbot: Any, prompts: Any) -> Any:
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.desk import Desk
    from jtdesk.app.window import Window
    from jtdesk.ui import theme

    theme.apply(QApplication.instance())
    settings = Settings(None)
    window = Window(settings)
    qtbot.addWidget(window)
    made = Desk(window, settings, prompts)
    window.show()
    yield made
    made.close_store()
    made.newcomers.ops.close()
    window.guarded = False


def settle(qtbot: Any, desk: Any) -> None:
    qtbot.waitUntil(lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=20000)


@pytest.fixture
def opened(qtbot: Any, desk: Any, group: Path) -> Any:
    desk.begin(group)
    settle(qtbot, desk)
    return desk


def test_without_a_store_the_start_page_offers_ways(desk: Any):
    desk.begin(None)
    assert desk.window.stack.currentWidget() is desk.start
    assert not desk.window.sidebar.isVisible()
    assert not desk.actions.made["window.undo"].isEnabled()
    assert desk.actions.made["window.open"].isEnabled()


def test_a_file_that_is_no_store_is_told_and_left(desk: Any, prompts: Any, tmp_path: Path):
    path = tmp_path / "a.jtd"
    path.write_bytes(b"no store")
    desk.begin(path)
    assert [kind for kind, _t, _x in prompts.asked] == ["report"]
    assert desk.workplace is None
    assert path.read_bytes() == b"no store"


def test_opening_shows_group_pages_and_remembers_the_file(qtbot: Any, opened: Any, group: Path):
    from jtdesk.app.recent import recent_files

    titles = [opened.window.sidebar.item(r).text() for r in range(opened.window.sidebar.count())]
    assert {"成员校", "师资", "报送", "操作记录"} <= set(titles)
    assert opened.window.topbar.group.text() == "试验集团"
    assert "试验集团" in opened.window.windowTitle()
    assert recent_files(opened.settings) == [group.resolve()]
    assert not opened.window.banner.isVisible()


def test_no_page_comes_to_the_front_while_a_store_is_closed(qtbot: Any, opened: Any):
    opened.show_page("staff.teachers")
    settle(qtbot, opened)
    opened.pages["schools.members"].stale = True
    shown: list[str] = []
    opened.window.stack.currentChanged.connect(
        lambda at: shown.append(opened.window.stack.widget(at).objectName())
    )
    opened.close_store()
    assert shown == ["start"]


def test_every_page_opens_by_its_key(qtbot: Any, opened: Any):
    codes = [a.objectName().removeprefix("go.") for a in opened.actions._pages]
    for action, code in zip(opened.actions._pages, codes, strict=True):
        action.trigger()
        settle(qtbot, opened)
        assert opened.current.objectName() == code
    assert opened.broken == {}


def test_undo_says_what_it_would_do_and_does_it(qtbot: Any, opened: Any):
    top = opened.window.topbar
    qtbot.waitUntil(top.undo.isEnabled)
    assert "导入" in top.undo.text()
    opened.actions.made["window.undo"].trigger()
    qtbot.waitUntil(top.redo.isEnabled, timeout=20000)
    assert "导入" in top.redo.text()
    assert "已撤销" in opened.window.notices.text.text()
    opened.actions.made["window.redo"].trigger()
    qtbot.waitUntil(lambda: not top.redo.isEnabled(), timeout=20000)
    settle(qtbot, opened)


def test_year_and_date_hold_for_the_whole_window(qtbot: Any, opened: Any):
    top = opened.window.topbar
    top.year.setCurrentIndex(top.year.findData(2024))
    top.year.activated.emit(top.year.currentIndex())
    frame = opened.workplace.frame
    assert (frame.year, frame.as_of) == (2024, "2024-09-01")
    top.year.setCurrentIndex(top.year.findData(2025))
    top.year.activated.emit(top.year.currentIndex())
    assert (frame.year, frame.as_of) == (2025, None)
    settle(qtbot, opened)


def test_a_second_opening_is_read_only_and_says_who(qtbot: Any, desk: Any, group: Path):
    from jtdesk.app.stores import open_existing

    with open_existing(group) as first:
        desk.begin(group)
        settle(qtbot, desk)
        assert desk.window.banner.isVisible()
        assert first.actor in desk.window.banner.text.text()
        assert not desk.window.topbar.undo.isEnabled()
        desk.close_store()


def test_closing_makes_a_backup_when_something_changed(qtbot: Any, opened: Any, group: Path):
    from jtdesk.app.backups import backups_of

    qtbot.waitUntil(opened.window.topbar.undo.isEnabled)
    opened.undo()
    qtbot.waitUntil(lambda: opened.steps.changed_here, timeout=20000)
    settle(qtbot, opened)
    opened.window.close()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=20000)
    assert len(backups_of(group)) == 1
    assert opened.workplace is None


def test_closing_unchanged_makes_none(qtbot: Any, opened: Any, group: Path):
    from jtdesk.app.backups import backups_of

    opened.window.close()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=20000)
    assert backups_of(group) == []


def test_leaving_during_work_asks(qtbot: Any, opened: Any, prompts: Any):
    import threading

    go_on = threading.Event()

    def long_work(job: Any) -> None:
        while not go_on.is_set():
            job.check()
            go_on.wait(0.01)

    opened.workplace.ops.compute(long_work, lambda _n: None, lambda _f: None, opened, title="排算")
    assert opened.window.status.cancel.isVisible()
    prompts.answers.append(False)
    opened.window.close()
    assert opened.window.isVisible()
    assert "排算" in prompts.asked[-1][2]
    opened.window.status.cancel.click()
    qtbot.waitUntil(lambda: not opened.workplace.ops.busy, timeout=20000)
    assert not opened.window.status.cancel.isVisible()


def test_a_page_that_cannot_be_built_leaves_the_others(qtbot: Any, opened: Any, monkeypatch: Any):
    from jtdesk.app import desk as module

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "build_page", broken)
    opened.show_page("history.operations")
    assert "history.operations" in opened.broken
    assert "程序内部出错" in opened.window.notices.text.text()
    assert opened.current.isVisible()


def test_preferences_are_kept_and_checked(qtbot: Any, desk: Any, prompts: Any, tmp_path: Path):
    from PySide6.QtWidgets import QLineEdit, QSpinBox

    from jtdesk.app.own_settings import SECTIONS, CareSettings
    from jtdesk.app.preferences import PreferencesDialog

    dialog = PreferencesDialog(desk.settings, SECTIONS, prompts)
    qtbot.addWidget(dialog)
    dialog.findChild(QSpinBox, "backups_kept").setValue(7)
    dialog.findChild(QLineEdit, "backup_folder").setText(str(tmp_path))
    dialog._on_save()
    kept = desk.settings.get(CareSettings)
    assert (kept.backups_kept, kept.backup_folder) == (7, str(tmp_path))


def test_search_finds_by_initials_name_and_id_tail():
    from jtdesk.app.search import Hit, find

    hits = [
        Hit("张三", "东湖学校", "", ("张三", "zs"), "1234", list),
        Hit("赵思", "西岛小学", "", ("赵思", "zs"), "5678", list),
        Hit("撤销：导入", "Ctrl+Z", "", ("撤销：导入",), "", list),
    ]
    assert [h.title for h in find(hits, "zs")] == ["张三", "赵思"]
    assert [h.title for h in find(hits, "5678")] == ["赵思"]
    assert [h.title for h in find(hits, " 张 三")] == ["张三"]
    assert [h.title for h in find(hits, "撤销")] == ["撤销：导入"]
    assert find(hits, "123") == []
    assert find(hits, "  ") == []


def test_help_opens_at_the_page_in_front(qtbot: Any, opened: Any):
    opened.show_page("history.operations")
    opened.show_help()
    assert "操作记录" in opened._help.text.toPlainText()
    opened._help.close()
    settle(qtbot, opened)


def test_help_opens_at_the_chapter_of_a_tab(qtbot: Any, opened: Any):
    from PySide6.QtCore import QPoint

    opened.show_page("deployment.planner")
    opened.show_help()
    text = opened._help.text
    assert text.cursorForPosition(QPoint(20, 12)).block().text() == "调配方案"
    opened.show_page("deployment.overview")
    opened.show_help()
    assert text.cursorForPosition(QPoint(20, 12)).block().text() == "概况"
    opened._help.close()
    settle(qtbot, opened)


def test_what_was_said_of_a_page_goes_when_it_is_left(qtbot: Any, opened: Any):
    opened.show_page("history.operations")
    bar = opened.window.notices
    for kind, stays in (("info", False), ("done", False), ("warning", True), ("fault", True)):
        opened.show_page("history.operations")
        bar.dismiss()
        opened.bus.tell("说过的话。", kind)
        opened.show_page("history.operations")
        assert bar.notice is not None  # the same page
        opened.show_page("deployment.overview")
        assert (bar.notice is not None) is stays, kind
    bar.dismiss()
    settle(qtbot, opened)


def test_a_narrow_window_cuts_nothing(qtbot: Any, opened: Any):
    """1366x768 at 150 % leaves 910x470; the smallest window is narrower still."""
    window = opened.window
    window.resize(1366, 768)
    opened.show_page("staff.teachers")
    settle(qtbot, opened)
    page = opened.current
    assert page.drawer.isVisible()
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.width() == window.minimumWidth())
    assert not page.drawer.isVisible(), "the list needs the room"
    top = window.topbar
    shown = [top.year, top.as_of, top.search, top.undo, *page.panel.facets.buttons.values()]

    def cut() -> list[str]:
        return [
            one.accessibleName() for one in shown if one.width() < one.minimumSizeHint().width()
        ]

    qtbot.waitUntil(lambda: cut() == [])
    window.resize(1366, 768)
    qtbot.waitUntil(page.drawer.isVisible)


def test_an_empty_group_and_the_start_page_offer_the_practice_group(
    qtbot: Any, desk: Any, store_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    monkeypatch.setattr(desk.newcomers, "practice", lambda: asked.append("practice"))
    desk.begin(store_path)
    settle(qtbot, desk)
    for code in ("schools.members", "staff.teachers", "submissions.forms", "history.operations"):
        desk.show_page(code)
        settle(qtbot, desk)
        press(qtbot, desk.current, "先看看演练集团")
    assert asked == ["practice"] * 4
    desk.close_store()
    desk.show_start()
    press(qtbot, desk.start, "打开演练集团")
    assert len(asked) == 5


def press(qtbot: Any, widget: Any, words: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QPushButton

    def found() -> list[QPushButton]:
        buttons = widget.findChildren(QPushButton)
        return [one for one in buttons if one.isVisible() and one.text().startswith(words)]

    qtbot.waitUntil(lambda: bool(found()), timeout=10000)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def test_a_form_takes_no_more_than_the_screen_has(qtbot: Any, opened: Any):
    opened.show_page("staff.teachers")
    settle(qtbot, opened)
    opened.window.resize(900, 500)
    dialog = opened.current.act_add()
    room = dialog.screen().availableSize().expandedTo(opened.window.size())
    assert dialog.height() < room.height()
    assert dialog.width() < room.width()
    assert dialog.minimumSizeHint().height() < 440, "it can be made to fit 1366x768 at 150 %"
    dialog.kept()


def test_tab_walks_every_page_as_one_reads_it(qtbot: Any, opened: Any):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.context import page_specs
    from jtdesk.ui import reading

    window = opened.window
    window.activateWindow()
    for code in [spec.code for spec in page_specs()]:
        opened.show_page(code)
        settle(qtbot, opened)
        wanted = reading.stops(window)
        assert any(opened.pages[code].isAncestorOf(one) for one in wanted), code
        wanted[0].setFocus()
        walked = [wanted[0]]
        for _ in range(len(wanted) + 60):  # the links of a text are stops within it
            qtbot.keyClick(walked[-1], Qt.Key.Key_Tab)
            now = QApplication.focusWidget()
            if now is walked[0]:
                break
            if now is not walked[-1]:
                walked.append(now)
        assert walked == wanted, code
