"""What painting without a window needs: an application object that shows nothing."""

from __future__ import annotations

import os
import sys
from typing import Any

_KEPT: list[Any] = []  # Qt forgets fonts when the object goes


def painting() -> None:
    """Make sure letters can be measured and pages painted, without a display."""
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only where something is painted

    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _KEPT.append(QGuiApplication(sys.argv[:1]))
