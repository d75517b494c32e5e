"""Where things lie: what ships with the program, and the folders of the person who uses it."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import platformdirs

NAME = "jtdesk"
HOME_VARIABLE = "JTDESK_HOME"
PORTABLE_MARK = "portable.toml"


@cache
def shipped_dir() -> Path:
    """Return the folder that holds ``schemas`` and ``resources``.

    A wheel and a packed program carry them inside the package, a checkout beside it.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def schemas_dir() -> Path:
    """Return the folder of forms, indicator schemes, policies and code lists that ship."""
    return shipped_dir() / "schemas"


def resources_dir() -> Path:
    """Return the folder of icons, calendars, samples and help pages."""
    return shipped_dir() / "resources"


def program_dir() -> Path:
    """Return the folder the program was started from, where a portable copy keeps its own."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parents[2]


def own_home() -> Path | None:
    """Return the one folder for all of the user's files in portable mode, else None.

    The variable JTDESK_HOME names it; otherwise a file portable.toml beside the program asks
    for the folder ``portable`` there, so that a USB stick leaves no traces on the machine.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    beside = program_dir()
    return beside / "portable" if (beside / PORTABLE_MARK).is_file() else None


def user_config_dir() -> Path:
    """Return the folder of this machine's settings; it may not exist yet."""
    home = own_home()
    return home / "settings" if home else platformdirs.user_config_path(NAME, appauthor=False)


def user_data_dir() -> Path:
    """Return the folder of the user's own forms, backups and samples; it may not exist yet."""
    home = own_home()
    return home / "data" if home else platformdirs.user_data_path(NAME, appauthor=False)


def log_dir() -> Path:
    """Return the folder of the program's log; it may not exist yet."""
    home = own_home()
    return home / "log" if home else platformdirs.user_log_path(NAME, appauthor=False)


def cache_dir() -> Path:
    """Return the folder of files that can be made again at any time; it may not exist yet."""
    home = own_home()
    return home / "cache" if home else platformdirs.user_cache_path(NAME, appauthor=False)
