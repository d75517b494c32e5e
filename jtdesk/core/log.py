"""Logging: a small rotating file in the user's folder, nothing on standard output."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_log(folder: Path) -> Path | None:
    """Send the program's log to ``jtdesk.log`` in a folder; return the file, None if it cannot."""
    target = folder / "jtdesk.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            target, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger("jtdesk")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    return target
