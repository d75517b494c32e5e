"""The list that was in front last is on screen before the store is open, and is never a lie."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.app import first_look
from jtdesk.core.settings import Settings

STAFF = "staff.teachers"
SCHOOLS = "schools.members"


def taken(store: Path, page: str) -> first_look.FirstLook | None:
    roster = first_look.roster_of(page)
    return None if roster is None else first_look.take(store, roster)


@pytest.fixture
def settings() -> Settings:
    from jtdesk.app.window import LAST_PAGE

    made = Settings(None)
    made.remember(LAST_PAGE, STAFF)
    return made


@pytest.fixture
def window(qtbot: Any, settings: Settings) -> Iterator[Any]:
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.window import Window
    from jtdesk.ui import theme

    theme.apply(QApplication.instance())
    made = Window(settings)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.guarded = False


def shown(qtbot: Any, window: Any, settings: Settings, store: Path) -> Any:
    """Show the first list and wait until it is painted."""
    look = taken(store, STAFF)
    assert look is not None
    painted: list[bool] = []
    first_look.show(look, window, settings, painted=lambda: painted.append(True))
    qtbot.waitUntil(lambda: bool(painted))
    return window.stack.currentWidget()


@pytest.fixture
def open_desk(qtbot: Any, window: Any, settings: Settings, prompts: Any) -> Iterator[Any]:
    """Open a store on the desk, as the program does once everything is loaded."""
    from jtdesk.app.desk import Desk

    desks: list[Any] = []

    def begin(store: Path) -> Any:
        desk = Desk(window, settings, prompts)
        desks.append(desk)
        desk.begin(store)
        if desk.workplace is not None:
            qtbot.waitUntil(
                lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=20000
            )
        return desk

    yield begin
    for desk in desks:
        desk.close_store()
        desk.newcomers.ops.close()


def names(panel: Any) -> set[str]:
    return {row["name"] for row in panel.model.shown()}


# ------------------------------------------------------------------------------------- the list


def test_the_list_is_there_before_anything_of_the_store_is_open(
    qtbot: Any, window: Any, settings: Settings, group: Path
) -> None:
    page = shown(qtbot, window, settings, group)
    assert names(page.panel) == {"张三", "李四", "赵思"}
    assert window.topbar.group.toolTip() == "试验集团"
    assert page.panel.table.isVisible()
    assert not group.with_name(f"{group.name}.lock").exists()
    assert not list(group.parent.glob("*-wal"))


def test_what_is_not_open_yet_cannot_be_pressed(
    qtbot: Any, window: Any, settings: Settings, group: Path, open_desk: Any
) -> None:
    shown(qtbot, window, settings, group)
    switches = (window.topbar.year, window.topbar.as_of, window.topbar.search)
    assert not any(switch.isEnabled() for switch in switches)
    open_desk(group)
    assert all(switch.isEnabled() for switch in switches)


def test_the_page_takes_the_very_list_over(
    qtbot: Any, window: Any, settings: Settings, group: Path, open_desk: Any
) -> None:
    first = shown(qtbot, window, settings, group).panel
    rows = first.model.rowset
    desk = open_desk(group)
    assert desk.current.panel is first
    assert first.model.rowset is rows  # nothing was written, nothing is read twice
    assert first.isVisible()
    assert window.stack.count() == 2  # start page and this one
    desk.reload()
    qtbot.waitUntil(lambda: not desk.current.loading, timeout=20000)
    assert first.model.rowset is not rows


def test_what_was_typed_and_chosen_stays(
    qtbot: Any, window: Any, settings: Settings, group: Path, open_desk: Any
) -> None:
    first = shown(qtbot, window, settings, group).panel
    first.filter.setFocus()
    first.filter.type_more("赵")
    qtbot.waitUntil(lambda: names(first) == {"赵思"})
    desk = open_desk(group)
    assert names(first) == {"赵思"}
    assert window.focusWidget() is first.filter
    assert list(desk.pages) == [STAFF]  # the sidebar was not handed the focus on the way


def test_what_was_written_meanwhile_is_shown(
    qtbot: Any, window: Any, settings: Settings, group: Path, open_desk: Any
) -> None:
    from jtdesk.core.store import open_store
    from jtdesk.staff import service

    first = shown(qtbot, window, settings, group).panel
    with open_store(group) as store:
        store.do(service.add_teacher, service.TeacherDraft({"name": "新来"}, None))
    desk = open_desk(group)
    assert names(desk.current.panel) == {"张三", "李四", "赵思", "新来"}
    assert desk.current.panel is first


def test_another_store_than_the_one_looked_at(
    qtbot: Any, window: Any, settings: Settings, group: Path, store_path: Path, open_desk: Any
) -> None:
    first = shown(qtbot, window, settings, group).panel
    desk = open_desk(store_path)
    assert desk.current.panel is not first
    assert names(desk.current.panel) == set()


def test_a_store_that_cannot_be_opened_after_all(
    qtbot: Any, window: Any, settings: Settings, group: Path, open_desk: Any
) -> None:
    shown(qtbot, window, settings, group)
    group.unlink()
    desk = open_desk(group)
    assert window.stack.currentWidget() is desk.start
    assert window.stack.count() == 1


@pytest.mark.parametrize("page", sorted(first_look.ROSTERS))
def test_the_list_is_what_its_page_reads(page: str, group: Path) -> None:
    from jtdesk.core.db import reads_of
    from jtdesk.core.store import open_store

    look = taken(group, page)
    assert look is not None
    with open_store(group) as store:
        rows = store.ask(lambda session: look.roster.rows(reads_of(session), None))
    assert look.rows.rows == rows


def test_a_window_that_was_never_open_shows_the_first_page(group: Path) -> None:
    look = taken(group, "")
    assert look is not None
    assert look.roster.page == SCHOOLS


# -------------------------------------------------------------------------- nothing to be looked at


def test_no_look_at_a_page_without_a_roster(group: Path) -> None:
    assert taken(group, "history.operations") is None


def test_no_look_at_a_missing_file(tmp_path: Path) -> None:
    assert taken(tmp_path / "nichts.jtd", STAFF) is None


def test_no_look_at_what_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "x.jtd"
    path.write_bytes(b"no store at all" * 100)
    assert taken(path, STAFF) is None
    sqlite3.connect(tmp_path / "y.jtd").close()
    assert taken(tmp_path / "y.jtd", STAFF) is None


def test_no_look_at_another_layout(group: Path) -> None:
    with sqlite3.connect(group) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")
    raw.close()
    assert taken(group, STAFF) is None


def test_no_look_at_a_file_that_is_being_written(group: Path) -> None:
    other = sqlite3.connect(group, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert taken(group, STAFF) is None
    other.close()


def test_a_store_somebody_else_has_open_can_be_looked_at(group: Path) -> None:
    from jtdesk.core.store import open_store

    with open_store(group):
        look = taken(group, STAFF)
    assert look is not None
    assert len(look.rows) == 3


def test_an_empty_list_leaves_room_for_the_page_that_says_what_goes_there(store_path: Path) -> None:
    assert taken(store_path, STAFF) is None


# ----------------------------------------------------------------------------------- what it loads

WAITS_FOR_NOTHING = """
import sys
from pathlib import Path
from jtdesk.app import first_look
for page in first_look.ROSTERS:
    assert first_look.take(Path(sys.argv[1]), first_look.roster_of(page)) is not None, page
print([m for m in {banned} if m in sys.modules])
"""
OPENED = """
import sys
from pathlib import Path
from importlib import import_module
from jtdesk.app import assembly, desk, stores
assembly.warm()
import_module(assembly.first_page(sys.argv[2]).page.partition(":")[0])
store = stores.open_existing(Path(sys.argv[1]))
assert not store.read_only
store.close()
print([m for m in {banned} if m in sys.modules])
"""
LATE = ("alembic", "openpyxl", "lxml", "matplotlib", "python_calamine", "pypinyin", "rapidfuzz")


def loaded(code: str, banned: tuple[str, ...], *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code.format(banned=banned), *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_look_loads_neither_sqlalchemy_nor_the_features(group: Path) -> None:
    banned = ("sqlalchemy", *LATE, "jtdesk.features", "jtdesk.core.db", "jtdesk.ui.page")
    assert loaded(WAITS_FOR_NOTHING, banned, group) == "[]"


def test_opening_a_store_of_the_newest_layout_loads_nothing_it_does_not_need(group: Path) -> None:
    assert loaded(OPENED, LATE, group, STAFF) == "[]"


def test_the_start_shows_the_list_then_the_page(
    qtbot: Any, window: Any, settings: Settings, group: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real start: list, then the rest, then the store and the page around the list."""
    import gc

    from PySide6.QtCore import QObject, Signal

    from jtdesk.app import desk as desks
    from jtdesk.app import main

    class Hook(QObject):
        told = Signal(str)

    seen: list[Any] = []
    made: list[Any] = []
    monkeypatch.setattr(gc, "freeze", lambda: None)
    real = first_look.show
    monkeypatch.setattr(
        first_look, "show", lambda *a, **k: (real(*a, **k), seen.append(a[1].stack.currentWidget()))
    )
    init = desks.Desk.__init__

    def remembered(self: Any, *given: Any) -> None:
        init(self, *given)
        made.append(self)

    monkeypatch.setattr(desks.Desk, "__init__", remembered)
    turn = sys.getswitchinterval()
    main.open_behind(window, settings, group, Hook())  # type: ignore[arg-type]
    assert sys.getswitchinterval() == pytest.approx(
        main.SHORT_TURN
    )  # the interface waits no longer
    qtbot.waitUntil(lambda: bool(made) and made[0].current is not None, timeout=20000)
    desk = made[0]
    qtbot.waitUntil(lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=20000)
    try:
        sys.setswitchinterval(turn)
        assert desk.current.panel is seen[0].panel
        assert names(desk.current.panel) == {"张三", "李四", "赵思"}
    finally:
        desk.close_store()
        desk.newcomers.ops.close()


# --------------------------------------------------------------------------- opened ahead, in steps


def in_a_thread(work: Any) -> Any:
    import threading

    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def plain_and_free(store: Path) -> bool:
    return [one.name for one in store.parent.glob(f"{store.name}*")] == [store.name]


def test_a_store_opened_ahead_is_shown_in_steps(
    qtbot: Any, window: Any, settings: Settings, group: Path, prompts: Any
) -> None:
    from jtdesk.app.desk import Desk
    from jtdesk.app.stores import Ahead

    first = shown(qtbot, window, settings, group)
    desk = Desk(window, settings, prompts)
    desk.begin(group, in_a_thread(lambda: Ahead(group)))
    assert desk.current is None  # the window answers before the page is built
    assert window.stack.currentWidget() is first
    qtbot.waitUntil(lambda: desk.current is not None, timeout=20000)
    assert desk.current.panel is first.panel
    assert window.stack.updatesEnabled()
    qtbot.waitUntil(lambda: not desk.workplace.ops.busy and not desk.current.loading, timeout=20000)
    desk.close_store()
    desk.newcomers.ops.close()
    assert plain_and_free(group)  # though another thread had opened it


def test_a_store_nobody_takes_is_closed(group: Path) -> None:
    from jtdesk.app.stores import Ahead

    ahead = in_a_thread(lambda: Ahead(group))
    assert not plain_and_free(group)
    ahead.close()
    ahead.close()
    assert plain_and_free(group)


def test_why_it_could_not_be_opened_ahead_is_told_on_the_desk(
    qtbot: Any, window: Any, settings: Settings, tmp_path: Path, prompts: Any
) -> None:
    from jtdesk.app.desk import Desk
    from jtdesk.app.stores import Ahead

    gone = tmp_path / "nichts.jtd"
    ahead = Ahead(gone)
    ahead.close()
    desk = Desk(window, settings, prompts)
    desk.begin(gone, ahead)
    assert window.stack.currentWidget() is desk.start
    assert "找不到文件" in str(prompts.asked)
    desk.newcomers.ops.close()


def test_leaving_while_everything_is_loading_leaves_one_plain_file(
    qtbot: Any, group: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gc

    from jtdesk.app.main import Preload

    monkeypatch.setattr(gc, "freeze", lambda: None)
    preload = Preload(group, STAFF)
    with qtbot.waitSignal(preload.looked):
        preload.start()
    preload.leave()
    assert plain_and_free(group)
    loaded_whole = Preload(group, STAFF)
    loaded_whole.looked.connect(loaded_whole.go_on)
    with qtbot.waitSignal(loaded_whole.ready, timeout=20000):
        loaded_whole.start()
    loaded_whole.leave()
    assert plain_and_free(group)


IN_A_THREAD = """
import sys
from importlib import import_module
sys.modules["PySide6"] = None
for name in {banned}:
    import_module(name)
from jtdesk.app import assembly
assembly.warm()
print([m for m in sys.modules if m.startswith("PySide6.")])
"""


def test_no_class_of_qt_is_made_outside_the_interface_thread() -> None:
    from jtdesk.app.main import BEHIND

    assert loaded(IN_A_THREAD, BEHIND) == "[]"


def test_the_look_itself_makes_no_class_of_qt(group: Path) -> None:
    roster = first_look.roster_of(STAFF)
    assert roster is not None
    before = set(sys.modules)
    assert in_a_thread(lambda: first_look.take(group, roster)) is not None
    assert not {name for name in set(sys.modules) - before if name.startswith("jtdesk.ui")}


IMPORTS = """
import linecache, sys
from jtdesk.ui import theme
theme.prepare()
import sqlalchemy, html.parser
assert len(sys.modules) > 200
print([name for name in linecache.cache if name.endswith("parser.py") or "/sqlalchemy/" in name])
"""


def test_what_is_loaded_after_the_first_paint_is_not_read_as_source_too() -> None:
    assert loaded(IMPORTS, ()) == "[]"
