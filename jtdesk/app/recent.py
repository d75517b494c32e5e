"""The stores opened lately, and which one the program opens by itself."""

from __future__ import annotations

from pathlib import Path

from jtdesk.app import own_settings
from jtdesk.core.settings import Settings

RECENT = "recent"
MOST = 8


def recent_files(settings: Settings) -> list[Path]:
    """Return the stores opened lately, newest first."""
    return [Path(line) for line in settings.recall(RECENT).splitlines() if line]


def remember_file(settings: Settings, path: Path) -> None:
    """Put a store at the top of the recent ones."""
    path = path.resolve()
    others = [one for one in recent_files(settings) if one != path]
    settings.remember(RECENT, "\n".join(str(one) for one in [path, *others][:MOST]))
    settings.save()


def store_at_start(settings: Settings, named: Path | None) -> Path | None:
    """Return the store to open at the start: the one named, else the last one if it is there."""
    if named is not None or not settings.get(own_settings.LookSettings).open_last:
        return named
    return next((path for path in recent_files(settings)[:1] if path.is_file()), None)
