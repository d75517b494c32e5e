"""The command that writes sign-in workbooks; filled ones come back through import."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

from jtdesk.app.cli_output import Output
from jtdesk.app.stores import open_existing
from jtdesk.core.errors import InputRefused
from jtdesk.lessonprep import joint_reads, signing, words
from jtdesk.lessonprep.joint_dates import JointDate

DONE = 0
LONGEST = 80
_SIGNS = re.compile(r'[\\/*?:"<>|\x00-\x1f]')


def sign_in(given: argparse.Namespace, output: Output) -> int:
    """Write the sign-in workbook of each joint date of a day into a folder."""
    folder: Path = given.output
    if not folder.is_dir():
        raise InputRefused(f"没有文件夹 {folder}。请给出已有的文件夹。", code="file_unwritable")
    day = date.fromisoformat(given.date)
    with open_existing(given.store, write=False) as store:
        dates = [
            one
            for one in store.ask(lambda s: joint_reads.joint_dates(s, first=day, last=day))
            if one.status != words.CANCELLED
        ]
        sheets = [
            store.ask(lambda s, one=one: signing.sign_sheet(s, one.id))  # type: ignore[misc]
            for one in dates
        ]
    if not sheets:
        raise InputRefused(f"{given.date} 没有要签到的活动，没有写文件。", code="no_session")
    written = []
    for sheet in sheets:
        path = _fresh(folder, sheet.date)
        people = signing.write_sign_sheet(path, sheet)
        written.append({"file": str(path), "uid": sheet.date.uid, "people": people})
        output.say(f"已写签到表 {path.name}：{people} 人。")
    output.document({"date": given.date, "files": written})
    return DONE


def _fresh(folder: Path, one: JointDate) -> Path:
    """Return a file name nobody has taken, so that no filled sheet is written over."""
    stem = _SIGNS.sub(" ", f"{one.day.isoformat()} {one.title}{signing.TITLE}")[:LONGEST].strip()
    path, number = folder / f"{stem}.xlsx", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}({number}).xlsx"
    return path
