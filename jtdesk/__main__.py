"""The door: ``python -m jtdesk``, the installed command and the packed program all come in here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

READER = "--jtdesk-reader"
SOLVER = "--jtdesk-solver"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command, or open the window when none is named; return the exit code.

    Only what the call needs is imported: the version and the commands never load Qt, the window
    paints before it loads the store.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [READER]:
        # A packed program starts itself as the confined reader of workbooks.
        from jtdesk.excel import child  # noqa: PLC0415

        return child.main()
    if words[:1] == [SOLVER]:
        # The same for the planner and the scheduler.
        from jtdesk.core import solving  # noqa: PLC0415

        return solving.main()
    if words == ["--version"]:
        from jtdesk.app import cli_output  # noqa: PLC0415
        from jtdesk.core.version import VERSION  # noqa: PLC0415

        cli_output.standard().say(f"jtdesk {VERSION}")
        return 0
    if _wants_window(words):
        from jtdesk.ui.binding import import_at_full_speed  # noqa: PLC0415

        import_at_full_speed()
        from jtdesk.app.main import run  # noqa: PLC0415

        return run(Path(words[0]) if words else None)
    from jtdesk.app import cli  # noqa: PLC0415

    return cli.main(words)


def _wants_window(words: list[str]) -> bool:
    if not words:
        return True
    return len(words) == 1 and not words[0].startswith("-") and _is_store(words[0])


def _is_store(word: str) -> bool:
    return Path(word).suffix.lower() == ".jtd" or Path(word).is_file()


if __name__ == "__main__":
    sys.exit(main())
