"""Start of the program, one process each: first paint and rows on screen against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.ratios import compare

ROOT = Path(__file__).parents[2]
# Each ends the moment it has painted: what follows is no part of a start.
BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1366, 768)
window.show()
window.grab()
app.processEvents()
os._exit(0)
"""
FIRST_PAINT = """
import os, sys
from jtdesk.app import own_settings
from jtdesk.ui import theme
theme.prepare()
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
theme.apply(app, 1.0)
from jtdesk.app.window import Window
window = Window(own_settings.machine_settings())
window.show()
window.grab()
app.processEvents()
os._exit(0)
"""
ROWS = """
import os, sys
from pathlib import Path
from jtdesk.app import own_settings
from jtdesk.ui import theme
theme.prepare()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView
app = QApplication(sys.argv)
theme.apply(app, 1.0)
from jtdesk.app.window import LAST_PAGE, Window
from jtdesk.app import main
settings = own_settings.machine_settings()
settings.remember(LAST_PAGE, "staff.teachers")
window = Window(settings)
hook = main.CrashHook(app)
window.show()
main.open_behind(window, settings, Path(sys.argv[1]), hook)
def there():
    return any(v.isVisible() and v.model() and v.model().rowCount() > 4000 for v in window.findChildren(QTableView))
def look():
    if there():
        window.grab()
        os._exit(0)
# The loop sleeps in Qt between looks, as the program does; a busy loop would starve the loader.
timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
app.exec()
"""
# The same start, until the page stands around its list: tool bar, drawer, actions, store open.
WHOLE = ROWS.replace(
    "return any(", "page = window.stack.currentWidget()\n    return page is not None and page.objectName() == "
    "'staff.teachers' and not page.loading and any(",
)  # fmt: skip


def _run(code: str, home: Path, *arguments: str) -> float:
    import time

    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen", "JTDESK_HOME": str(home), "PYTHONPATH": str(ROOT)
    }  # fmt: skip
    # An installed program is compiled; a setting of the shell must not have it compiled each time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, env=environment, timeout=120
    )
    return time.perf_counter() - start


@pytest.mark.bench
def test_first_paint(tmp_path: Path) -> None:
    _run(FIRST_PAINT, tmp_path)  # compiles
    compare(
        "first paint of the program / bare QMainWindow (whole process)",
        lambda: _run(FIRST_PAINT, tmp_path),
        lambda: _run(BARE, tmp_path),
        target="<= 2",
        rounds=7,
    )


@pytest.mark.bench
def test_rows_of_five_thousand_teachers(tmp_path: Path) -> None:
    store = tmp_path / "group.jtd"
    environment = os.environ | {"JTDESK_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "jtdesk", "demo", str(store), "--staff", "5000"]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, capture_output=True)
    _run(ROWS, tmp_path, str(store))  # compiles
    compare(
        "rows of a 5,000-teacher store on screen / bare QMainWindow (whole process)",
        lambda: _run(ROWS, tmp_path, str(store)),
        lambda: _run(BARE, tmp_path),
        target="<= 4",
        rounds=5,
    )
    compare(
        "its whole page, store open / bare QMainWindow (whole process)",
        lambda: _run(WHOLE, tmp_path, str(store)),
        lambda: _run(BARE, tmp_path),
        target="none: it comes around the list",
        rounds=5,
    )
