"""The one operation of intake: read, match, compare, write; a preview is the same, undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Write
from jtdesk.core.errors import Cancelled, Fault, InputRefused, JtdeskError
from jtdesk.core.fields import Row
from jtdesk.core.jobs import Job, uncollected
from jtdesk.core.journal import describe
from jtdesk.core.operations import Operation, job_of, operation
from jtdesk.excel.reading import read_book
from jtdesk.intake import queries, words
from jtdesk.intake.comparison import TableComparer
from jtdesk.intake.matching import Seen
from jtdesk.intake.places import Schools
from jtdesk.intake.recognition import Recognised, Recogniser, Unrecognised, spoken_date
from jtdesk.intake.rows import RowReader
from jtdesk.intake.rules import (
    FileReport,
    IntakeOrder,
    Report,
    RowChange,
    Source,
    TableKey,
    TableReport,
)
from jtdesk.intake.tables import RememberedLayout
from jtdesk.intake.week_rows import WeekReader
from jtdesk.intake.week_run import WeekRun

NO_TABLE = "{name} 里没有可以导入的表，已略过。"
SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html"}
)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the workbooks among files and folders; lock files of open workbooks are left out."""
    return [path for path, _named in _listed(paths)]


def _listed(paths: Sequence[Path]) -> list[tuple[Path, bool]]:
    """Return the files, and of each whether the user named it or it was found in a folder."""
    found: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            found += [
                (inner, False)
                for inner in sorted(path.rglob("*"))
                if inner.suffix.lower() in SUFFIXES
                and inner.is_file()
                and not inner.name.startswith(("~$", ".~", "."))
            ]
        else:
            found.append((path, True))
    return found


def read_sources(paths: Sequence[Path], job: Job | None = None) -> tuple[Source, ...]:
    """Read files and folders; a file that cannot be read comes back with its fault."""
    job = job or Job()
    files = _listed(paths)
    sources = []
    with uncollected():
        for number, (path, named) in enumerate(files):
            job.report(number, len(files), f"正在读取 {path.name}")
            source = _read(path, lambda: job.cancelled)
            sources.append(source if named else replace(source, named=False))
    job.report(len(files), len(files), "读取完成")
    return tuple(sources)


def _read(path: Path, cancelled: Callable[[], bool]) -> Source:
    try:
        return Source(path.name, read_book(path, cancelled=cancelled), str(path))
    except Cancelled:
        raise
    except JtdeskError as fault:
        return Source(path.name, None, str(path), fault)


def recognised(session: Session, order: IntakeOrder) -> list[Recognised | Unrecognised]:
    """Recognise every table of an order (a query; nothing is written)."""
    recogniser = Recogniser(order, queries.remembered_layouts(session))
    return [
        found
        for number, source in enumerate(order.sources)
        for found in recogniser.source(number, source)
    ]


@operation("intake.take_in", words.TAKE_IN)
def take_in(session: Session, order: IntakeOrder) -> Report:
    """Take in every table of an order as one step.

    Raises:
        InputRefused: a file could not be read, or holds nothing that can be taken in.
    """
    found = recognised(session, order)
    if not order.partly:
        _refuse_unusable(order, found)
    run = _Run(session, order)
    tables = [entry for entry in found if isinstance(entry, Recognised)]
    rank = {name: number for number, name in enumerate(order.catalogue.datasets)}
    reports: dict[tuple[int, str, int], TableReport] = {}
    job = job_of(session)
    for number, entry in enumerate(sorted(tables, key=lambda t: rank[t.dataset.name])):
        job.report(number, len(tables), f"正在导入 {entry.dataset.title}：{entry.table.sheet}")
        reports[entry.key] = run.table(entry)
    run.finish()
    job.report(len(tables), len(tables), "正在保存")
    final = [run.read.get(entry.key, entry) for entry in found]
    report = _assembled(order, final, reports)
    _remember(session, order, list(run.read.values()))
    describe(session, report.sentence())
    return report


def _refuse_unusable(order: IntakeOrder, found: Sequence[Recognised | Unrecognised]) -> None:
    if not order.sources:
        raise InputRefused("没有可导入的文件。请选择 Excel 或 CSV 文件。", code="no_files")
    # A note or an unreadable file lying in a folder is told of; it does not stop the others.
    usable = any(isinstance(entry, Recognised) for entry in found)
    for number, source in enumerate(order.sources):
        if not source.named and usable:
            continue
        if source.fault is not None:
            raise source.fault
        own = [entry for entry in found if entry.key[0] == number]
        if any(isinstance(entry, Recognised) for entry in own):
            continue
        chosen_away = any(key[0] == number and c.dataset == "" for key, c in order.choices.items())
        if chosen_away:
            continue
        why = "；".join(
            f"“{entry.key[1]}”{entry.why}" for entry in own if isinstance(entry, Unrecognised)
        )
        raise InputRefused(
            f"{source.name} 里没有找到可以导入的表（{why or '空文件'}）。"
            "请检查表格里有没有“姓名”“学校名称”这样的标题行。",
            code="nothing_recognised",
        )


class _Run:
    """One run over the tables of an order.

    Attributes:
        read: the tables as they were read in the end.
    """

    def __init__(self, session: Session, order: IntakeOrder) -> None:
        self._session = session
        self._order = order
        self._year = queries.school_year(session)
        self._seen: dict[tuple[int, str], Seen] = {}
        self.read: dict[TableKey, Recognised] = {}
        self._weeks: dict[str, WeekRun] = {}

    def table(self, found: Recognised) -> TableReport:
        """Take in one table."""
        session, order = self._session, self._order
        as_of = spoken_date(found, order.year, self._year)
        schools = Schools(queries.school_names(session))
        check = job_of(session).check
        if found.intake.weekly_grid:
            return self._week(found, schools, as_of)
        rows = RowReader(order.codes, schools, check).read(found, as_of)
        self.read[found.key] = rows.found
        current = found.intake.current(session, as_of)
        seen = self._seen.setdefault((found.key[0], found.dataset.name), Seen())
        against = found.intake.against(session, as_of) if found.intake.against else None
        beside = found.intake.beside(session, as_of) if found.intake.beside else None
        comparer = TableComparer(rows, current, seen, order, check, against, beside)
        report = comparer.report(as_of)
        check()
        writes = [_write(change) for change in report.changes if change.action != words.SAME]
        if writes:
            found.intake.write(session, writes, as_of)
        return report

    def _week(self, found: Recognised, schools: Schools, as_of: str) -> TableReport:
        """Take in one timetable; it is written with the others at the end."""
        codes, check = self._order.codes, job_of(self._session).check
        run = self._weeks.get(found.dataset.name)
        if run is None:
            run = WeekRun(self._session, self._order, found.dataset, check)
            self._weeks[found.dataset.name] = run
        if found.week is None:
            rows = RowReader(codes, schools, check).read(found, as_of)
        else:
            rows = WeekReader(codes, schools, run.people(), check).read(found, as_of)
        self.read[found.key] = rows.found
        return run.table(rows, as_of)

    def finish(self) -> None:
        """Write what was kept for the end."""
        for run in self._weeks.values():
            run.finish()


def _write(change: RowChange) -> Write:
    return Write(change.record, change.new, change.old, change.row)


def _assembled(
    order: IntakeOrder,
    found: Sequence[Recognised | Unrecognised],
    reports: dict[tuple[int, str, int], TableReport],
) -> Report:
    files = []
    for number, source in enumerate(order.sources):
        file = FileReport(file=source.name, notes=source.book.notes if source.book else ())
        if source.fault is not None:
            file.left_out = source.fault.message
        elif not any(e.key[0] == number and isinstance(e, Recognised) for e in found):
            file.left_out = NO_TABLE.format(name=source.name)
        for entry in found:
            if entry.key[0] != number:
                continue
            if isinstance(entry, Recognised):
                file.tables.append(reports[entry.key])
            else:
                file.skipped.append((entry.key[1], entry.why))
        files.append(file)
    return Report(files=files, found=tuple(found))


def _remember(session: Session, order: IntakeOrder, tables: Sequence[Recognised]) -> None:
    """Keep the mapping of layouts a person corrected, or looked at where it was not certain."""
    held = queries.layout_ids(session)
    known = queries.remembered_layouts(session)
    for found in tables:
        uncertain = any(m.how == "fuzzy" for m in found.matches)
        if not found.chosen and not (order.confirmed and uncertain):
            continue
        mapping = {m.heading: list(m.fields) for m in found.matches if m.how != "grid"}
        before = known.get(found.layout)
        if (
            before is not None
            and before.dataset == found.dataset.name
            and ({heading: list(names) for heading, names in before.mapping.items()} == mapping)
        ):
            continue
        row: Row = {
            "fingerprint": found.layout,
            "dataset": found.dataset.name,
            "mapping": mapping,
            "title": found.table.title or found.table.sheet,
        }
        if found.layout in held:
            bulk.update(session, RememberedLayout, [(held[found.layout], row)])
        else:
            bulk.insert(session, RememberedLayout, [row])


OPERATIONS: tuple[Operation[Any, Any], ...] = (take_in,)
__all__ = ["OPERATIONS", "Fault", "files_in", "read_sources", "recognised", "take_in"]
