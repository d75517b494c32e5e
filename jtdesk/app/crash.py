"""When the program itself is at fault: a report file for menders, a sentence for everybody."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from pathlib import Path

from jtdesk.core import clock, paths
from jtdesk.core.version import VERSION

LOG = logging.getLogger("jtdesk.crash")
KEPT = 20


def write_report(fault: BaseException, *, folder: Path | None = None) -> Path | None:
    """Write what happened to a file; return it, None where nothing can be written.

    The report names the lines of the program that ran, never values of a store.
    """
    where = folder or paths.log_dir()
    at = clock.now()
    target = where / f"fault-{at.strftime('%Y%m%d-%H%M%S-%f')}.txt"
    lines = [
        f"jtdesk {VERSION}",
        f"Python {sys.version.split()[0]} on {platform.platform()}",
        clock.stamp(at),
        "",
        *_frames(fault),
    ]
    try:
        where.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="backslashreplace")
        for old in sorted(where.glob("fault-*.txt"))[:-KEPT]:
            old.unlink()
    except OSError:
        LOG.exception("no report could be written")
        return None
    LOG.error("fault report %s", target)
    return target


def sentence(report: Path | None) -> str:
    """Return what the user is told."""
    where = f"详情已存为 {report}，请把它交给技术支持。" if report else ""
    return f"程序内部出错，这一步没有完成，数据没有改动。{where}"


def _frames(fault: BaseException | None) -> list[str]:
    """Return type and places of a fault and its causes; messages may quote data and stay out."""
    lines: list[str] = []
    while fault is not None:
        lines.append(f"{type(fault).__module__}.{type(fault).__name__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
            for frame in traceback.extract_tb(fault.__traceback__)
        ]
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return lines
