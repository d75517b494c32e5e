"""What intake is asked to do and what it answers: orders, findings, reports, comparison."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Catalogue
from jtdesk.core.errors import JtdeskError
from jtdesk.core.fields import Field, Row
from jtdesk.core.identity import mask_id, mask_phone
from jtdesk.excel.grid import Book
from jtdesk.excel.sheets import column_letters
from jtdesk.excel.tables import SkippedRow
from jtdesk.intake import words

Action = Literal["created", "updated", "same", "rejected"]
TableKey = tuple[int, str, int]  # file number, sheet, number of the table on the sheet
RowKey = tuple[int, str, int]  # file number, sheet, workbook row


class _Blank:
    """The mark of a cell that says nothing, which is less than a cell that says "none"."""

    def __repr__(self) -> str:
        return "BLANK"

    def __bool__(self) -> bool:
        return False


BLANK: Final = _Blank()


@dataclass(frozen=True)
class Source:
    """One file to be taken in.

    Attributes:
        name: file name without folder.
        book: its sheets, None when it could not be read.
        path: where it is; needed for a marked copy only.
        fault: why it could not be read.
        named: the user named this very file; others were found in a folder.
    """

    name: str
    book: Book | None
    path: str = ""
    fault: JtdeskError | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A school by everything it is called."""

    name: str
    short_name: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Remembered:
    """A layout met before: its dataset and the fields of its headings."""

    dataset: str
    mapping: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class TableChoice:
    """What the user decided about one table.

    Attributes:
        dataset: name of the dataset, empty to leave the table out, None to recognise it.
        columns: field by workbook column; None leaves the column out.
    """

    dataset: str | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class IntakeOrder:
    """The command of `intake.take_in`.

    Attributes:
        sources: files as read.
        catalogue: what can come in.
        codes: the code lists.
        dataset: forces this dataset on every table.
        year: school year whose 1 September the rows speak of.
        strict: warnings refuse their row.
        choices: the user's decisions about tables.
        decisions: by row: ``take`` (the sender is right), ``new`` (another person), or the id of
            the record it is; ``keep`` leaves the row out.
        confirmed: a person has looked at the mapping, so it is worth remembering.
        partly: leave files out that cannot be used; a person has seen which.
    """

    sources: tuple[Source, ...]
    catalogue: Catalogue
    codes: Mapping[str, CodeList]
    dataset: str | None = None
    year: int | None = None
    strict: bool = False
    choices: Mapping[TableKey, TableChoice] = field(default_factory=dict)
    decisions: Mapping[RowKey, str] = field(default_factory=dict)
    confirmed: bool = False
    partly: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What became of one column.

    Attributes:
        column: workbook column, 1-based.
        heading: as found, levels joined by `` / ``.
        fields: names of the fields it fills (two for a span written in one cell), empty: unused.
        confidence: 0 to 1.
        how: key of `words.HOW_TITLES`.
        unit: unit named in the heading.
        guess: the field a person may have meant where nothing was mapped.
    """

    column: int
    heading: str
    fields: tuple[str, ...] = ()
    confidence: float = 0.0
    how: str = ""
    unit: str = ""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A refusal or warning about one row.

    Attributes:
        row: workbook row.
        column: heading as found, empty for the row as a whole.
        value: the value as found, as text.
        code: rejection code.
        message: what was found, what was expected, what to do.
        place: workbook column, 0 for the row as a whole.
        candidates: records it may be, as ``(id, words)``, where a person can decide.
        may_be_new: it may also be somebody the store does not know.
    """

    row: int
    column: str
    value: str
    code: str
    message: str
    place: int = 0
    candidates: tuple[tuple[str, str], ...] = ()
    may_be_new: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the finding as the command line prints it."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message,
        }


class RowChange(NamedTuple):
    """What became of one accepted row.

    Attributes:
        row: workbook row.
        action: created, updated or same.
        new: values that go in (all for a new row, the differing ones for an update).
        old: what they replace.
        record: id of the record it changes.
        said: the whole row as read.
    """

    row: int
    action: Action
    new: Mapping[str, Any]
    old: Mapping[str, Any]
    record: str | None
    said: Mapping[str, Any]


@dataclass(kw_only=True)
class TableReport:
    """What became of one table; ``rows = created + updated + same + rejected``."""

    key: TableKey
    sheet: str
    dataset: str
    heading_rows: tuple[int, ...]
    matches: tuple[ColumnMatch, ...]
    unheaded: tuple[int, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    as_of: str = ""
    school: str | None = None
    rows: int = 0
    rejected_rows: tuple[int, ...] = ()
    changes: list[RowChange] = field(default_factory=list)
    rejections: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    fields: tuple[Field, ...] = ()

    def count(self, action: str) -> int:
        """Return how many rows ended so."""
        if action == words.REJECTED:
            return len(self.rejected_rows)
        return sum(change.action == action for change in self.changes)

    def columns(self) -> dict[str, str]:
        """Return the heading of each mapped field."""
        found: dict[str, str] = {}
        for match in self.matches:
            for name in match.fields:
                found.setdefault(name, match.heading)
        return found

    def unmapped(self) -> list[str]:
        """Return the headings nothing was taken from, and the columns without one."""
        unused = [m.heading for m in self.matches if not m.fields and m.how != "grid"]
        return unused + [words.UNHEADED.format(column_letters(c)) for c in self.unheaded]

    def to_json(self, *, reveal: bool = False) -> dict[str, object]:
        """Return the table as the command line prints it."""
        return {
            "sheet": self.sheet,
            "dataset": self.dataset,
            "heading_rows": list(self.heading_rows),
            "as_of": self.as_of,
            "columns": self.columns(),
            "unmapped": self.unmapped(),
            "rows": self.rows,
            **{action: self.count(action) for action in words.ACTION_TITLES},
            "rejections": [finding.to_json() for finding in self.rejections],
            "warnings": [finding.to_json() for finding in self.warnings],
            "skipped_rows": [{"row": skip.row, "why": skip.why} for skip in self.skipped],
            "changes": [self._change(change, reveal) for change in self.changes],
        }

    def _change(self, change: RowChange, reveal: bool) -> dict[str, object]:
        shown = masks(self.fields) if not reveal else {}
        fields = {
            name: [_masked(shown, name, change.old.get(name)), _masked(shown, name, value)]
            for name, value in change.new.items()
            if change.action != words.SAME
        }
        return {"row": change.row, "action": change.action, "fields": fields}


def masks(fields: Iterable[Field]) -> dict[str, Any]:
    """Return the mask of each sensitive field."""
    return {f.name: mask_id if f.kind == "id_number" else mask_phone for f in fields if f.sensitive}


def _masked(shown: Mapping[str, Any], name: str, value: object) -> object:
    return shown[name](value) if name in shown and isinstance(value, str) else value


@dataclass(kw_only=True)
class FileReport:
    """What became of one file."""

    file: str
    tables: list[TableReport] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    left_out: str = ""

    def to_json(self, *, reveal: bool = False) -> dict[str, object]:
        """Return the file as the command line prints it."""
        found: dict[str, object] = {
            "file": self.file,
            "tables": [table.to_json(reveal=reveal) for table in self.tables],
            "skipped_sheets": [{"sheet": sheet, "why": why} for sheet, why in self.skipped],
        }
        if self.notes:
            found["notes"] = list(self.notes)
        if self.left_out:
            found["left_out"] = self.left_out
        return found


@dataclass(kw_only=True)
class Report:
    """What an intake did, or would do.

    Attributes:
        files: in the order they were given.
        found: every table as it was recognised or left out (`recognition`), for the preview.
    """

    files: list[FileReport] = field(default_factory=list)
    found: tuple[object, ...] = ()

    @property
    def tables(self) -> list[TableReport]:
        """All tables of all files."""
        return [table for file in self.files for table in file.tables]

    def count(self, action: str) -> int:
        """Return how many rows of all tables ended so."""
        return sum(table.count(action) for table in self.tables)

    @property
    def clean(self) -> bool:
        """Whether no row was refused, nothing was warned of and every file could be read."""
        return not any(table.rejections or table.warnings for table in self.tables) and not any(
            file.left_out and not file.skipped for file in self.files
        )

    def to_json(self, entry: int | None = None, *, reveal: bool = False) -> dict[str, object]:
        """Return the report as ``import --json`` prints it."""
        return {"files": [file.to_json(reveal=reveal) for file in self.files], "entry": entry}

    def sentence(self) -> str:
        """Return one sentence for the history page and the notice bar."""
        counts = "、".join(
            f"{title} {self.count(action)}"
            for action, title in words.ACTION_TITLES.items()
            if self.count(action)
        )
        names = [file.file for file in self.files]
        listed = "、".join(names[:3]) + (f"等 {len(names)} 个文件" if len(names) > 3 else "")
        return f"{listed}：{counts or '没有数据行'}"


def difference(
    incoming: Mapping[str, Any], held: Row, skip: frozenset[str] = frozenset()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Compare a row with its record field by field; a blank cell says nothing and never erases.

    Returns:
        ``(new, old)`` values of the fields that differ.
    """
    new: dict[str, Any] = {}
    old: dict[str, Any] = {}
    for name, value in incoming.items():
        if value is BLANK or name in skip:
            continue
        before = held.get(name)
        if value == before or says_no_more(value, before):
            continue
        new[name] = value
        old[name] = before
    return new, old


def says_no_more(value: object, held: object) -> bool:
    """Tell whether a value says nothing that the held one does not: 2019-09 beside 2019-09-01."""
    if isinstance(value, str) and isinstance(held, str):
        return (
            len(value) in {4, 7}
            and len(held) > len(value)
            and held[len(value)] == "-"
            and (held.startswith(value) and value[:4].isdigit())
        )
    if isinstance(value, list | tuple) and isinstance(held, list | tuple):
        return list(value) == list(held)
    return False


def fingerprint(headings: Sequence[str]) -> str:
    """Return the fingerprint of a layout: its headings in order, whatever stands beneath them."""
    return hashlib.sha256("\n".join(headings).encode("utf-8")).hexdigest()[:32]


def grouped(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by what the clerk has to do, in the order of `words.TO_DO`."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(words.to_do(finding.code), []).append(finding)
    order = [*words.TO_DO.values(), words.TO_DO_OTHER]
    return {title: groups[title] for title in order if title in groups}
