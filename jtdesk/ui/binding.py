"""What the Qt binding does to the whole process, and what of it is taken back."""

from __future__ import annotations

import builtins
from importlib import import_module


def import_at_full_speed() -> None:
    """Take the binding's switch of spellings out of every later import.

    Behind each import statement it reads the *source* of the module that was loaded, to find out
    whether ``from __feature__ import snake_case`` may stand in there. Nobody here spells Qt that
    way, and it makes all that is loaded after the first paint a third slower. The binding keeps
    what it put itself in front of under this name.
    """
    import_module("PySide6.QtCore")  # it comes with the first module of Qt
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None:
        builtins.__import__ = plain
