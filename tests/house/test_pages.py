"""Free tests for every page: builds without data, loads, fits, is reachable, speaks Chinese."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jtdesk.core.feature import ActionSpec
from jtdesk.core.paths import resources_dir
from jtdesk.features import FEATURES

PAGES = [page for feature in FEATURES for page in feature.pages]
CODES = [page.code for page in PAGES]
# Words that are the same in every language, and what a user types or presses.
KNOWN = re.compile(
    r"https?://\S+|Ctrl|Shift|Alt|Esc|Enter|F\d+|Excel|WPS|CSV|PDF|PNG|SVG|A[34]|U 盘|USB|MB|KB|ID"
    r"|\.?xlsx?|\.?csv|\.?ods|\.?et|\.?jtd|\bzs\b|\bX\b|[a-z]+\.xlsx|[A-Za-z0-9_.-]+@"
    r"|[Dd]el|Return|TSV|HTML|UTF-8|GB ?\d+|[A-Z]:\\\S*",
)
LATIN = re.compile(r"[A-Za-z]{2,}")
# A sign of the other width beside a Chinese character; names of files and patterns excepted.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》）][,;:?!(]|[,;:?!)][\u4e00-\u9fff“《（]")
HEX_ID = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice group, made once for all pages."""
    from jtdesk.app.groups import practice
    from jtdesk.core.demo import DemoOrder

    path = tmp_path_factory.mktemp("demo") / "演练.jtd"
    practice(path, DemoOrder(schools=4, staff=60, seed=3, year=2025))
    return path


@pytest.fixture
def full(demo_file: Path, tmp_path: Path, qtbot: Any, prompts: Any) -> Iterator[Any]:
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.context import Workplace
    from jtdesk.core.settings import Settings
    from jtdesk.core.store import open_store
    from jtdesk.ui import theme

    theme.apply(QApplication.instance())
    path = tmp_path / "group.jtd"
    path.write_bytes(demo_file.read_bytes())
    with open_store(path) as store:
        workplace = Workplace(store, settings=Settings(None), prompts=prompts)
        yield workplace.context
        workplace.close()


def shown(qtbot: Any, context: Any, code: str) -> Any:
    from jtdesk.app.context import page_spec
    from jtdesk.ui.page import build_page

    made = build_page(page_spec(code), context)
    qtbot.addWidget(made)
    made.resize(1366 - 148, 640)
    made.show()
    qtbot.waitUntil(lambda: not made.loading and not context.ops.busy, timeout=20000)
    return made


def texts_of(widget: Any) -> Iterator[tuple[str, str]]:
    """Yield what stands on the screen with where it stands."""
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QGroupBox,
        QLabel,
        QLineEdit,
        QTableView,
        QTabWidget,
        QTextBrowser,
        QWidget,
    )

    for child in [widget, *widget.findChildren(QWidget)]:
        place = f"{type(child).__name__} {child.objectName()}"
        yield place, child.toolTip()
        yield place, child.accessibleName()
        if isinstance(child, (QAbstractButton, QLabel)):
            yield place, child.text()
        elif isinstance(child, QLineEdit):
            yield place, child.placeholderText()
        elif isinstance(child, QGroupBox):
            yield place, child.title()
        elif isinstance(child, QTabWidget):
            yield from ((place, child.tabText(at)) for at in range(child.count()))
        elif isinstance(child, QComboBox):
            yield from ((place, child.itemText(at)) for at in range(child.count()))
        elif isinstance(child, QTextBrowser):
            yield place, child.toPlainText()
        elif isinstance(child, QTableView) and child.model() is not None:
            model = child.model()
            for column in range(model.columnCount()):
                yield (
                    place,
                    str(
                        model.headerData(
                            column, __import__("PySide6.QtCore").QtCore.Qt.Orientation.Horizontal
                        )
                        or ""
                    ),
                )
                for row in range(min(model.rowCount(), 20)):
                    yield place, str(model.index(row, column).data() or "")


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>|&\w+;", " ", text)


@pytest.mark.parametrize("code", CODES)
def test_a_page_builds_and_loads_without_data(page: Callable[..., Any], code: str):
    made = page(code)
    assert made.isVisible()
    assert made.accessibleName()


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_the_practice_group(qtbot: Any, full: Any, code: str):
    told: list[str] = []
    full.bus.notice.connect(lambda notice: told.append(notice.text))
    made = shown(qtbot, full, code)
    assert told == []
    assert not made.stale


@pytest.mark.parametrize("code", CODES)
def test_what_a_page_shows_is_set_in_full_width_signs(qtbot: Any, full: Any, code: str):
    made = shown(qtbot, full, code)
    found = {(place, plain(text)) for place, text in texts_of(made)}
    assert sorted(one for one in found if HALF_WIDTH.search(one[1])) == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_page_fits_a_small_screen(qtbot: Any, full: Any, code: str, scale: float):
    """1280x720, also with all text half as large again on a screen that is as much larger."""
    made = shown(qtbot, full, code)
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    made.setFont(font)
    made.ensurePolished()
    least = made.minimumSizeHint()
    # The sidebar takes 148, bars and status line about 130.
    assert least.width() <= (1280 - 148) * scale, least
    assert least.height() <= (720 - 130) * scale, least


@pytest.mark.parametrize("code", CODES)
def test_a_page_speaks_chinese_only(qtbot: Any, full: Any, code: str):
    made = shown(qtbot, full, code)
    odd = {
        (place, text[:60])
        for place, raw in texts_of(made)
        if (text := plain(raw)) and LATIN.search(KNOWN.sub("", text))
    }
    allowed = {"root", full.store_name, full.ops.store.actor}
    assert {(p, t) for p, t in odd if not any(word and word in t for word in allowed)} == set()
    assert [text for _place, text in texts_of(made) if HEX_ID.search(text)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_reachable_by_keyboard_and_named(qtbot: Any, full: Any, code: str):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

    made = shown(qtbot, full, code)
    inputs = [
        child
        for child in made.findChildren(QWidget)
        if isinstance(child, (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit))
        and child.isVisible()
        and not child.objectName().startswith("qt_")
    ]
    assert inputs
    nameless = [
        type(child).__name__
        for child in inputs
        if not (child.accessibleName() or child.toolTip() or getattr(child, "text", str)())
        and type(child).__module__.startswith("jtdesk")
    ]
    assert nameless == []
    assert any(child.focusPolicy() & Qt.FocusPolicy.TabFocus for child in inputs)


@pytest.mark.parametrize("code", CODES)
def test_a_page_leaves_no_thread_and_no_timer(qtbot: Any, store: Any, prompts: Any, code: str):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from jtdesk.app.context import Workplace, page_spec
    from jtdesk.core.settings import Settings
    from jtdesk.ui.page import build_page

    before = set(threading.enumerate())
    workplace = Workplace(store, settings=Settings(None), prompts=prompts)
    made = build_page(page_spec(code), workplace.context)
    made.show()
    qtbot.waitUntil(lambda: not made.loading and not workplace.ops.busy, timeout=20000)
    timers = made.findChildren(QTimer)
    gone: list[str] = []
    made.destroyed.connect(lambda: gone.append(code))
    made.close()
    made.deleteLater()
    qtbot.waitUntil(lambda: bool(gone), timeout=5000)
    workplace.close()
    QApplication.processEvents()
    assert {t for t in threading.enumerate() if t.is_alive()} <= before
    assert all(not __import__("shiboken6").isValid(timer) for timer in timers)


def test_codes_and_shortcuts_do_not_collide():
    assert len(CODES) == len(set(CODES))
    for spec in PAGES:
        keys = [action.shortcut for action in spec.actions if action.shortcut]
        assert len(keys) == len(set(keys)), spec.code


def test_shortcuts_of_pages_leave_the_window_its_own(qtbot: Any):
    from jtdesk.app.actions import Driver, WindowActions
    from jtdesk.app.window import Window
    from jtdesk.core.settings import Settings

    def nothing(*_: object) -> None:
        return None

    window = Window(Settings(None))
    qtbot.addWidget(window)
    names = Driver.__dataclass_fields__
    own = WindowActions(window, Driver(**dict.fromkeys(names, nothing)))
    taken = {keys for _where, _title, keys in own.shortcuts()}
    clashes = [
        (spec.code, action.shortcut)
        for spec in PAGES
        for action in spec.actions
        if action.shortcut in taken and (spec.code, action.shortcut) != ("intake.wizard", "Ctrl+O")
    ]
    assert clashes == []


@pytest.mark.parametrize("spec", PAGES, ids=CODES)
def test_icons_help_and_actions_exist(spec: Any):
    from importlib import import_module

    icons = resources_dir() / "icons"
    module, _, name = spec.page.partition(":")
    page = getattr(import_module(module), name)
    assert (icons / f"{spec.icon}.svg").is_file()
    page_of_help = resources_dir() / "help" / spec.help
    assert page_of_help.is_file(), spec.help
    if sum(other.help == spec.help for other in PAGES) > 1:  # F1 opens it at the page's chapter
        assert f"\n## {spec.tab or spec.title}\n" in page_of_help.read_text("utf-8")
    for action in spec.actions:
        assert isinstance(action, ActionSpec)
        assert callable(getattr(page, f"act_{action.code.rpartition('.')[2]}", None)), action.code
        assert not action.icon or (icons / f"{action.icon}.svg").is_file(), action.icon


def test_every_roster_is_of_a_page_and_of_the_first_one_first():
    from importlib import import_module

    from jtdesk.app.first_look import ROSTERS

    specs = {page.code: page for page in PAGES}
    assert next(iter(ROSTERS)) == next(page.code for page in PAGES if page.sidebar)
    for code, dotted in ROSTERS.items():
        module, _, name = dotted.partition(":")
        roster = getattr(import_module(module), name)
        page_module, _, page = specs[code].page.partition(":")
        assert roster.page == code
        assert getattr(import_module(page_module), page).roster is roster
