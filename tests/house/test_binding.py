"""The Qt binding in use must not lose references: None and True die on Python 3.11 if it does."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QTableView


class Speaker(QObject):
    said = Signal(object)


def lost(call: Callable[[], object], times: int = 500) -> int:
    before = sys.getrefcount(None)
    for _ in range(times):
        call()
    return before - sys.getrefcount(None)


def test_calls_that_return_nothing_keep_the_count_of_none(qapp: QApplication) -> None:
    view = QTableView()
    speaker = Speaker()
    speaker.said.connect(lambda _: None)
    assert lost(view.model) < 50
    assert lost(qapp.processEvents) < 50
    assert lost(lambda: speaker.said.emit(None)) < 50
    view.deleteLater()
