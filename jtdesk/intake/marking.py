"""Rejected rows go back to their sender: which cells are marked, and where the copy is kept."""

from __future__ import annotations

from pathlib import Path

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.excel.marking import CellMark, mark_copy
from jtdesk.intake.rules import FileReport, Finding, Report, Source

SUFFIX = "_问题标注.xlsx"


def marked_copies(sources: tuple[Source, ...], report: Report, folder: Path) -> list[Path]:
    """Write a marked copy of every file with findings and return the new files.

    Raises:
        InputRefused: the folder cannot be written.
    """
    written = []
    for source, file in zip(sources, report.files, strict=True):
        marks = _marks(file)
        if source.book is None or not marks:
            continue
        target = free_name(folder, Path(source.name).stem)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            mark_copy(source.book, _bytes_of(source), marks, target)
        except OSError as fault:
            raise InputRefused(
                f"无法写入 {target}（{reason(fault)}）。请换一个可写的文件夹。",
                code="folder_readonly",
            ) from fault
        written.append(target)
    return written


def free_name(folder: Path, stem: str) -> Path:
    """Return a file name for the copy that does not overwrite another file."""
    target = folder / f"{stem}{SUFFIX}"
    number = 2
    while target.exists():
        target = folder / f"{stem}{SUFFIX.removesuffix('.xlsx')}{number}.xlsx"
        number += 1
    return target


def _marks(file: FileReport) -> dict[str, list[CellMark]]:
    marks: dict[str, list[CellMark]] = {}
    for table in file.tables:
        for refused, findings in ((True, table.rejections), (False, table.warnings)):
            for finding in findings:
                marks.setdefault(table.sheet, []).append(_mark(finding, refused))
    return marks


def _mark(finding: Finding, refused: bool) -> CellMark:
    return CellMark(
        finding.row, finding.place, finding.column, finding.value, finding.message, refused
    )


def _bytes_of(source: Source) -> bytes | None:
    try:
        return Path(source.path).read_bytes() if source.path else None
    except OSError:
        return None
