"""Pictures of every page and main dialog, painted without a display."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from jtdesk.app import backups, groups, own_settings, stores
from jtdesk.app.context import page_specs
from jtdesk.app.desk import Desk
from jtdesk.app.help import HelpWindow
from jtdesk.app.preferences import PreferencesDialog
from jtdesk.app.search import SearchDialog
from jtdesk.app.start import NewGroupDialog
from jtdesk.app.window import Window
from jtdesk.core import clock
from jtdesk.core.demo import DemoOrder
from jtdesk.core.errors import InputRefused, JtdeskError
from jtdesk.core.reasons import reason
from jtdesk.core.settings import Settings
from jtdesk.core.store import Store
from jtdesk.ui import theme
from jtdesk.ui.bus import Notice
from jtdesk.ui.chart_view import ChartView
from jtdesk.ui.page import Page
from jtdesk.ui.prompts import Prompts

LONGEST = 60_000
FULL, EMPTY = "full", "empty"


class Photographer:
    """Shows one window after another offscreen and keeps what was painted.

    A page that tells a fault, raises one, or leaves a figure blank is a finding, by its name: a
    picture is no proof as long as nobody has looked at it.

    Args:
        folder: where the pictures go.
        size: of the window in logical pixels.
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self.folder = folder
        self.size = size
        self.taken: list[Path] = []
        self.faults: list[str] = []
        self.scene = "window"

    def find(self, what: str) -> None:
        """Note what is wrong with the scene that is being taken, once."""
        finding = f"{self.scene}: {what}"
        if finding not in self.faults:
            self.faults.append(finding)

    def _on_notice(self, notice: object) -> None:
        if isinstance(notice, Notice) and notice.kind == "fault":
            self.find(notice.text)

    def on_raised(
        self, kind: type[BaseException], fault: BaseException, _trace: TracebackType | None
    ) -> None:
        """Note an exception that nobody caught."""
        self.find(f"{kind.__name__}: {fault}")

    def window_of(self, store: Store | None) -> tuple[Window, Desk]:
        """Return a shown window with a store in it, or with the start page."""
        settings = Settings(None)
        window = Window(settings)
        window.resize(*self.size)
        desk = Desk(window, settings, Prompts(window))
        desk.bus.notice.connect(self._on_notice)
        window.show()
        if store is None:
            desk.show_start()
        else:
            desk.attach(store)
        self.scene = desk.current.objectName() if desk.current is not None else "window"
        self.settle(desk)
        return window, desk

    def settle(self, desk: Desk) -> None:
        """Wait until every row asked for is shown and painted."""
        place = desk.workplace

        def busy() -> bool:
            loading = desk.current is not None and desk.current.loading
            return loading or (place is not None and place.ops.busy)

        wait_while(busy)

    def take(self, widget: QWidget, name: str) -> None:
        """Keep a picture of a widget."""
        widget.ensurePolished()
        QApplication.processEvents()
        for view in widget.findChildren(ChartView):
            if view.isVisible() and view.blank:
                self.find(f"图没有画出来：{view.accessibleName() or '没有数据'}")
        target = self.folder / f"{name}.png"
        if not widget.grab().save(str(target), "PNG"):
            raise InputRefused(
                f"无法写入图片 {target}。请换一个可写的文件夹。", code="folder_readonly"
            )
        self.taken.append(target)

    def pages(self, store: Store, state: str) -> None:
        """Take every page of a store, and where it is full their further looks and dialogs."""
        window, desk = self.window_of(store)
        try:
            self._pages(window, desk, state)
        finally:
            desk.close_store()
            desk.newcomers.ops.close()
            window.deleteLater()

    def _pages(self, window: Window, desk: Desk, state: str) -> None:
        for spec in page_specs():
            self.scene = f"{spec.code}-{state}"
            try:
                desk.show_page(spec.code)
                if spec.code in desk.broken:
                    self.find(desk.broken[spec.code])
                    continue
                self.settle(desk)
                self.take(window, f"{spec.code}-{state}")
                if state == FULL and desk.current is not None:
                    self._looks(desk, desk.current, spec.code)
            except JtdeskError:
                raise
            except Exception as fault:  # one broken page must not hide the others
                self.find(f"{type(fault).__name__}: {fault}")
        if state == FULL:
            self._window_dialogs(window, desk)

    def _looks(self, desk: Desk, page: Page, code: str) -> None:
        for name, prepare in page.shot_states():
            self.scene = f"{code}-{name}"
            dialog = prepare()
            self.settle(desk)
            if dialog is None:
                self.take(desk.window, f"{code}-{name}")
                continue
            with shown(dialog):
                self.settle(desk)
                self.take(dialog, f"{code}-{name}")

    def _window_dialogs(self, window: Window, desk: Desk) -> None:
        if desk.workplace is None:
            return
        search = SearchDialog(desk.workplace.context, desk.actions.offered(), window)
        with shown(search):
            self.settle(desk)
            search.line.setText("zs")
            self.take(search, "window.search")
        preferences = PreferencesDialog(desk.settings, own_settings.SECTIONS, desk.prompts, window)
        with shown(preferences):
            self.take(preferences, "window.preferences")
        help_window = HelpWindow(window)
        help_window.show_topic("start.md")
        with shown(help_window):
            self.take(help_window, "window.help")
        keys = desk.actions.cheat_sheet()
        with shown(keys):
            self.take(keys, "window.keys")

    def start(self) -> None:
        """Take the window without a store."""
        window, desk = self.window_of(None)
        self.take(window, "window.start")
        dialog = NewGroupDialog(clock.school_year(clock.today()), window)
        with shown(dialog):
            self.take(dialog, "window.new")
        desk.newcomers.ops.close()
        window.deleteLater()


@contextmanager
def shown(dialog: QWidget) -> Iterator[None]:
    """Show a dialog for the time of a picture."""
    if isinstance(dialog, QDialog):
        dialog.setModal(False)
    dialog.show()
    QApplication.processEvents()
    try:
        yield
    finally:
        dialog.close()
        dialog.deleteLater()


@contextmanager
def uncaught(
    told: Callable[[type[BaseException], BaseException, TracebackType | None], None],
) -> Iterator[None]:
    """Hear of exceptions that nobody caught: Qt swallows what its slots raise."""
    before, sys.excepthook = sys.excepthook, told
    try:
        yield
    finally:
        sys.excepthook = before


def wait_while(busy: Callable[[], bool]) -> None:
    """Run the event loop until something is no longer busy.

    Raises:
        TimeoutError: it never ended.
    """
    loop = QEventLoop()
    ticks = QTimer(interval=5)
    ticks.timeout.connect(lambda: None if busy() else loop.quit())
    limit = QTimer(singleShot=True, interval=LONGEST)
    limit.timeout.connect(lambda: loop.exit(1))
    ticks.start()
    limit.start()
    QApplication.processEvents()
    failed = bool(busy()) and loop.exec() == 1
    ticks.stop()
    limit.stop()
    if failed:
        raise TimeoutError("the page never finished loading")
    QApplication.processEvents()


def take_all(
    folder: Path, store: Path | None, *, size: tuple[int, int], scale: float
) -> Photographer:
    """Take every page, full and empty, every main dialog and the start page.

    Args:
        folder: where the pictures go.
        store: whose rows are shown; the practice group by default.
        size: of the window in logical pixels.
        scale: device pixels a logical pixel.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise InputRefused(
            f"无法建立文件夹 {folder}（{reason(fault)}）。", code="folder_readonly"
        ) from fault
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    theme.prepare()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        theme.apply(app)
    photographer = Photographer(folder, size)
    with (
        tempfile.TemporaryDirectory() as name,
        uncaught(photographer.on_raised),
        ExitStack() as stack,
    ):
        scratch = Path(name)
        if store is None:
            store = scratch / "演练集团.jtd"
            groups.practice(store, DemoOrder(year=clock.school_year(clock.today())))
        photographer.start()
        copy = backups.backup(store, scratch / "copy").path  # the store itself is not touched
        full = stack.enter_context(stores.open_existing(copy))
        photographer.pages(full, FULL)
        empty = stack.enter_context(stores.new_store(scratch / "空.jtd"))
        photographer.pages(empty, EMPTY)
    return photographer
