"""The command that paints every page."""

from __future__ import annotations

import argparse

from jtdesk.app.cli_output import Output
from jtdesk.app.shots import take_all

DONE = 0
WITH_FAULTS = 3


def shots(given: argparse.Namespace, output: Output) -> int:
    """Take pictures of every page and main dialog."""
    done = take_all(given.folder, given.store, size=given.size, scale=given.scale)
    output.document({"pictures": [path.name for path in done.taken], "faults": done.faults})
    output.say(f"已存 {len(done.taken)} 张图片到 {given.folder}。")
    for fault in done.faults:
        output.complain(f"页面有问题 {fault}")
    return WITH_FAULTS if done.faults else DONE
