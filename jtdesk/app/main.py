"""The start of the window: paint first, then load what is behind it."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from jtdesk.app import crash, own_settings
from jtdesk.app.recent import store_at_start
from jtdesk.app.window import LAST_PAGE, Window
from jtdesk.core import garbage, log, paths
from jtdesk.core.settings import Settings
from jtdesk.ui import theme

LOG = logging.getLogger("jtdesk.app")
NO_DISPLAY = (
    "这台机器没有图形界面，打不开窗口。"
    "命令行仍可使用：jtdesk --help；页面图片可用 jtdesk shots 文件夹 生成。"
)
# Loaded in a thread: nothing of this knows Qt. While a class of Qt is made in one thread the
# binding (6.11) looks classes up in another without holding the interpreter: three starts in a
# thousand died of it, in MetaObjectBuilder::update.
BEHIND = ("jtdesk.app.assembly", "jtdesk.app.stores", "jtdesk.core.record_history")
# Loaded in the interface thread, one at a time.
SHOWN = ("jtdesk.ui.page", "jtdesk.ui.list_page", "jtdesk.app.context", "jtdesk.app.desk")
# Seconds the interface waits for its turn while another thread works; one layout or painting takes
# dozens of turns. With Python's own 0.005 the loader held the interface for 190 ms, with this 30.
SHORT_TURN = 0.0002
PATIENCE = 2.0  # seconds the loader leaves the interface for painting the first list


class Closes(Protocol):
    """What is closed when nobody takes it."""

    def close(self) -> None:
        """Close it."""


class Preload(QObject):
    """Reads the first list, imports what is behind the window, opens the store, in a thread.

    Call `start` in the interface thread.

    Args:
        store: the file to be opened, None for none.
        last_page: code of the page that was in front last.

    Signals:
        looked: the first list was read; carries a `FirstLook`. Call `go_on` once it is painted.
        ready: everything is there; carries the store opened ahead, or the fault that came up.
    """

    looked = Signal(object)
    ready = Signal(object)

    def __init__(self, store: Path | None, last_page: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._last_page = store, last_page
        self._painted = threading.Event()
        self._left = False
        self._ahead: Closes | None = None
        self._take: Callable[[], Any] = lambda: None
        self._thread = threading.Thread(target=self._run, name="jtdesk-preload")
        self.ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        if self._store is not None:
            from jtdesk.app import first_look  # noqa: PLC0415 - after the first paint

            roster, store = first_look.roster_of(self._last_page), self._store
            if roster is not None:
                self._take = lambda: first_look.take(store, roster)
        garbage.hold()
        self._thread.start()

    @staticmethod
    def _on_ready(_ahead: object) -> None:
        # What was imported stays: looking through it for cycles again and again is time lost.
        gc.freeze()
        garbage.release()

    def go_on(self) -> None:
        """Load the rest: the first list is painted."""
        self._painted.set()

    def leave(self) -> None:
        """Stop: the program ends. A store nobody has taken is closed."""
        self._left = True
        self._painted.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._ahead is not None:
            self._ahead.close()

    def _run(self) -> None:
        try:
            self._look()
            for name in BEHIND:
                import_module(name)
            from jtdesk.app import assembly  # noqa: PLC0415 - loaded by now

            assembly.warm()
            if self._store is not None and not self._left:
                from jtdesk.app.stores import Ahead  # noqa: PLC0415 - loaded by now

                self._ahead = Ahead(self._store)
        except Exception as fault:  # told in the interface thread
            self.ready.emit(fault)
        else:
            self.ready.emit(self._ahead)

    def _look(self) -> None:
        look = self._take()
        if look is not None:
            self.looked.emit(look)
            # Two threads at once are each half as quick: the list is waited for, the rest is not.
            self._painted.wait(PATIENCE)
            look.rows.prepare()


class CrashHook(QObject):
    """Turns an exception nobody caught into a report file and a sentence.

    Signals:
        told: the sentence.
    """

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.excepthook = self._on_fault
        threading.excepthook = lambda given: self._on_fault(
            given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
        )

    def _on_fault(
        self, kind: type[BaseException], fault: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.told.emit(crash.sentence(crash.write_report(fault)))


def run(store: Path | None) -> int:
    """Open the window and stay until it closes; return the exit code.

    Args:
        store: the store to open, else the last one or the start page.
    """
    if not _display():
        from jtdesk.app.cli_output import standard  # noqa: PLC0415

        standard().complain(NO_DISPLAY)
        return 3
    log.start_log(paths.log_dir())
    settings = own_settings.machine_settings()
    theme.prepare()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("jtdesk")
    theme.apply(app, settings.get(own_settings.LookSettings).scale)
    window = Window(settings)
    hook = CrashHook(app)
    hook.told.connect(
        lambda text: window.statusBar().showMessage(text), Qt.ConnectionType.QueuedConnection
    )
    window.appear()
    open_behind(window, settings, store, hook)
    return app.exec()


def open_behind(window: Window, settings: Settings, store: Path | None, hook: CrashHook) -> Preload:
    """Once the window has painted: show the list of the store, load the rest, open the store."""
    sys.setswitchinterval(SHORT_TURN)
    at_start = store_at_start(settings, store)
    preload = Preload(at_start, settings.recall(LAST_PAGE), window)

    def show_list(look: Any) -> None:  # noqa: ANN401 - a FirstLook, not loaded yet
        from jtdesk.app import first_look  # noqa: PLC0415 - loaded by now

        first_look.show(look, window, settings, painted=preload.go_on)

    def load_shown(found: object) -> None:
        if isinstance(found, Exception):
            raise found
        from jtdesk.app import assembly  # noqa: PLC0415 - loaded by now

        page = assembly.first_page(settings.recall(LAST_PAGE)).page
        for name in (*SHOWN, page.partition(":")[0]):
            QTimer.singleShot(0, partial(import_module, name))
        QTimer.singleShot(0, lambda: attach(found))

    def attach(found: object) -> None:
        from jtdesk.app.desk import Desk  # noqa: PLC0415 - loaded by now
        from jtdesk.app.stores import Ahead  # noqa: PLC0415
        from jtdesk.ui.prompts import Prompts  # noqa: PLC0415

        desk = Desk(window, settings, Prompts(window))
        hook.told.connect(desk.tell_fault, Qt.ConnectionType.QueuedConnection)
        ahead = found if isinstance(found, Ahead) else None
        QTimer.singleShot(0, lambda: desk.begin(store, ahead))

    preload.looked.connect(show_list, Qt.ConnectionType.QueuedConnection)
    preload.ready.connect(load_shown, Qt.ConnectionType.QueuedConnection)
    app = QApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(preload.leave)
    QTimer.singleShot(0, preload.start)
    return preload


def _display() -> bool:
    """Whether a window can be shown at all; asking Qt without a display would end the process."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
