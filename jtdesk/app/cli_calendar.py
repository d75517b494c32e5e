"""The commands about calendars: the term as a file, other people's calendar files taken in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jtdesk.app.cli_output import Output
from jtdesk.app.painting import painting
from jtdesk.app.stores import open_existing
from jtdesk.core import clock
from jtdesk.core.errors import InputRefused, UsageError
from jtdesk.core.store import Store
from jtdesk.lessonprep import calendar_file, calendar_print, ics_taking
from jtdesk.lessonprep.ics_taking import CalendarFile, CalendarReport
from jtdesk.lessonprep.rules import TERM
from jtdesk.lessonprep.term_rules import term_title

DONE = 0
WITH_FINDINGS = 1


@dataclass(frozen=True)
class Wanted:
    """What a calendar file is to hold: a term, of one school or of all (None)."""

    term: str
    school_id: str | None = None
    school: str = ""


def calendar(given: argparse.Namespace, output: Output) -> int:
    """Write the calendar of a term; the ending of the file says in which form."""
    path: Path = given.output
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            f"不知道怎么写 {path.name}：文件名应以 {'、'.join(WRITERS)} 结尾。", code="usage"
        )
    if given.term is not None and not TERM.fullmatch(given.term):
        raise UsageError(
            f"学期“{given.term}”不合规，请写成 2025-1（2025 学年第一学期）这样的形式。",
            code="usage",
        )
    if not path.parent.is_dir():
        raise InputRefused(
            f"无法写入 {path}：文件夹不存在。请给出已有文件夹里的文件名。", code="file_unwritable"
        )
    with open_existing(given.store, write=False) as store:
        wanted = _wanted(store, given)
        count = write(store, wanted, path)
    output.document({
        "file": str(path), "term": wanted.term, "school": wanted.school or None, "sessions": count,
    })  # fmt: skip
    whose = f"{wanted.school} " if wanted.school else ""
    output.say(f"已把{whose}{term_title(wanted.term)}的 {count} 次活动存到 {path}。")
    return DONE


def _wanted(store: Store, given: argparse.Namespace) -> Wanted:
    term = given.term or store.ask(calendar_file.present_term)
    if given.school is None:
        return Wanted(term)
    return Wanted(term, *store.ask(lambda s: calendar_file.school_named(s, given.school)))


def _ics(store: Store, wanted: Wanted, path: Path) -> int:
    data, count = store.ask(
        lambda session: calendar_file.calendar_bytes(
            session, wanted.term, wanted.school_id, name=wanted.school
        )
    )
    calendar_file.write_file(path, data)
    return count


def _paper(store: Store, wanted: Wanted, path: Path) -> int:
    """Write the plan of a term, or a school's own dates, as a workbook or on paper."""
    year = int(wanted.term[:4])
    tables = store.ask(
        lambda session: calendar_print.tables_for(
            session, clock.today(), year, wanted.term, wanted.school_id
        )
    )
    if path.suffix.lower() == ".pdf":
        painting()
    return calendar_print.write(tables, path)


WRITERS: dict[str, Callable[[Store, Wanted, Path], int]] = {
    ".ics": _ics, ".xlsx": _paper, ".pdf": _paper,
}  # fmt: skip
"""By ending of the file: writes what is wanted and returns how many dates it holds."""


# --- other people's files -----------------------------------------------------------------------


def is_calendar(path: Path) -> bool:
    """Whether a file is a calendar, by its ending."""
    return path.suffix.lower() in calendar_file.SUFFIXES


def import_calendars(given: argparse.Namespace, output: Output) -> int:
    """Take calendar files in, each as one step, or only say what would happen.

    Raises:
        UsageError: workbooks are given beside them.
        InputRefused: one of them cannot be read; then none is taken in.
    """
    others = [path.name for path in given.files if not is_calendar(path)]
    if others:
        raise UsageError(
            f"日历文件（.ics）要与工作簿分开导入，这次还给了 {'、'.join(others[:3])}。",
            code="usage",
        )
    if given.dataset not in {None, ics_taking.DATASET}:
        raise UsageError(
            f"日历文件只能导入数据集 {ics_taking.DATASET}，不能导入 {given.dataset}。", code="usage"
        )
    orders = [calendar_file.read_file(path, given.year) for path in given.files]
    with open_existing(given.store) as store:
        reports, entry = _taken(store, orders, dry_run=given.dry_run)
    output.document({"files": [report.to_json() for report in reports], "entry": entry})
    for report in reports:
        _tell(report, output)
    if given.dry_run:
        output.say("以上只是预览，没有写入。")
    return DONE if all(report.clean for report in reports) else WITH_FINDINGS


def _taken(
    store: Store, orders: Sequence[CalendarFile], *, dry_run: bool
) -> tuple[list[CalendarReport], int | None]:
    if len(orders) > 1 and not dry_run:
        for order in orders:  # a bad one is refused before any is written
            store.do(ics_taking.take_calendar, order, dry_run=True)
    outcomes = [store.do(ics_taking.take_calendar, order, dry_run=dry_run) for order in orders]
    entries = [one.changes.entry for one in outcomes if one.changes.entry is not None]
    return [one.value for one in outcomes], entries[-1] if entries else None


def _tell(report: CalendarReport, output: Output) -> None:
    output.say(f"{report.sentence()}。")
    for one in report.rejections:
        output.say(f"  拒绝 {one.message}")
    for one in report.warnings:
        output.say(f"  提醒 {one.message}")
    for note in report.notes:
        output.say(f"  说明 {note}")
