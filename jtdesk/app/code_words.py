"""The code lists of this machine: those that ship, overridden by the user's own."""

from __future__ import annotations

from functools import cache

from jtdesk.core import paths
from jtdesk.core.codes import CodeLists


@cache
def code_lists() -> CodeLists:
    """Return the lists; each is read when it is first asked for."""
    return CodeLists([paths.schemas_dir() / "codes", paths.user_data_dir() / "schemas/codes"])
