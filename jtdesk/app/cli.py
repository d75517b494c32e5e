"""The command line: one thin command an operation or export, no rule of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from jtdesk.app import crash
from jtdesk.app.cli_arguments import parser
from jtdesk.app.cli_output import Output, standard
from jtdesk.core.errors import Cancelled, JtdeskError
from jtdesk.core.version import VERSION

INNER_FAULT = 3


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the words after the program's name.
    """
    logging.getLogger("jtdesk").addHandler(logging.NullHandler())  # faults get a report file
    output = standard(as_json="--json" in argv)
    try:
        return _run(argv, output)
    except JtdeskError as fault:
        output.refuse(fault.message, fault.code)
        return fault.exit_code
    except KeyboardInterrupt:
        cancelled = Cancelled()
        output.refuse(cancelled.message, cancelled.code)
        return cancelled.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # nobody ever sees a stack trace
        return _unexpected(fault, argv, output)


def _unexpected(fault: Exception, argv: Sequence[str], output: Output) -> int:
    damage = _damage(fault, argv)
    if damage is not None:
        output.refuse(damage.message, damage.code)
        return damage.exit_code
    if isinstance(fault, MemoryError):
        output.refuse("内存不足，数据没有改动。请关闭其他程序后重试。", "memory")
        return INNER_FAULT
    report = crash.write_report(fault)
    output.refuse(crash.sentence(report), "inner_fault")
    return INNER_FAULT


def _run(argv: Sequence[str], output: Output) -> int:
    root = parser()
    if not argv:
        output.say(root.format_help())
        return 0
    with contextlib.suppress(SystemExit):  # argparse leaves this way after printing help
        given = root.parse_args(list(argv))
        if given.version:
            output.say(f"jtdesk {VERSION}")
            return 0
        if getattr(given, "run", None) is None:
            root.error("缺少命令")
        module, function = given.run.split(":")
        code: int = getattr(import_module(module), function)(given, output)
        return code
    return 0


def _damage(fault: Exception, argv: Sequence[str]) -> JtdeskError | None:
    """Return the sentence for a store that broke while it was read, None for any other fault."""
    name = f"{type(fault).__module__}.{type(fault).__name__}"
    unreadable = name == "sqlalchemy.exc.OperationalError" and "decode" in str(fault)
    if not unreadable and name not in {"sqlalchemy.exc.DatabaseError", "sqlite3.DatabaseError"}:
        return None
    from jtdesk.core.store_file import damaged  # noqa: PLC0415 - loaded by now

    stores = [Path(word) for word in argv if word.endswith(".jtd")]
    return damaged(stores[0] if stores else Path("数据文件"))
