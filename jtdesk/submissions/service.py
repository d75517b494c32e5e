"""Filling forms from the store, and the register of what was handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import clock, paths
from jtdesk.core.codes import CodeList
from jtdesk.core.datasets import Catalogue
from jtdesk.core.errors import InputRefused, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.identity import mask_id, mask_phone
from jtdesk.core.jobs import Job
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.excel.card_look import CardSpec
from jtdesk.excel.table_look import TableSpec, shown
from jtdesk.submissions import queries, words
from jtdesk.submissions.formspec import Library, bound, field_of, library
from jtdesk.submissions.looks import look
from jtdesk.submissions.rows import assemble, said_of_the_whole
from jtdesk.submissions.rules import (
    Cell,
    Finding,
    FormSpec,
    SheetSpec,
    findings,
    statistics_date,
)
from jtdesk.submissions.tables import Submission


@dataclass(frozen=True, kw_only=True)
class FillOrder:
    """What to fill and how.

    Attributes:
        form: of the library.
        year: school year; None takes the group's.
        as_of: statistics date; None takes the form's day in that year.
        reveal: identity numbers and telephones are written whole.
        blank: headings, drop-downs and empty lines only.
    """

    form: FormSpec
    year: int | None = None
    as_of: str | None = None
    reveal: bool = False
    blank: bool = False


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a form is put together from.

    Attributes:
        unit: who hands it in.
        year, as_of: what the figures stand for.
        tables: rows of every dataset the form reads, whole.
        ranks: schools in bureau order.
        masked: sensitive cells are to be masked.
    """

    unit: str
    year: int
    as_of: str
    tables: Mapping[str, list[Row]]
    ranks: Mapping[str, int]
    masked: bool


@dataclass(frozen=True, kw_only=True)
class FilledSheet:
    """One sheet ready to be written, or the cards of a sheet."""

    spec: TableSpec | CardSpec
    rows: list[list[Cell]]


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """A form with its figures, before it becomes a file.

    Attributes:
        form: tied to the catalogue.
        year, as_of: what the figures stand for.
        sheets: in order.
        masked: at least one masked value stands in it.
        findings: demands it does not meet.
    """

    form: FormSpec
    year: int
    as_of: str
    sheets: tuple[FilledSheet, ...]
    masked: bool
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        """How many rows all sheets hold."""
        return sum(len(sheet.rows) for sheet in self.sheets)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was written where."""

    form: str
    title: str
    year: int
    as_of: str
    file: str
    sha256: str
    sheets: tuple[tuple[str, int], ...]
    masked: bool
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        """How many rows all sheets hold."""
        return sum(count for _name, count in self.sheets)

    def to_json(self) -> dict[str, Any]:
        """Return the receipt as the command line prints it."""
        return {
            "form": self.form,
            "title": self.title,
            "year": self.year,
            "as_of": self.as_of,
            "file": self.file,
            "sha256": self.sha256,
            "rows": self.rows,
            "sheets": [{"name": name, "rows": count} for name, count in self.sheets],
            "masked": self.masked,
            "warnings": [
                {
                    "sheet": finding.sheet,
                    "row": finding.row,
                    "column": finding.column,
                    "code": finding.code,
                    "message": finding.message,
                }
                for finding in self.findings
            ],
        }


def form_library() -> Library:
    """Return the forms that ship and the user's own."""
    return library([paths.schemas_dir() / "forms", paths.user_data_dir() / "schemas" / "forms"])


def listed(forms: Library) -> list[dict[str, Any]]:
    """Return the forms as ``jtdesk forms --json`` prints them."""
    return [
        {
            "code": form.code,
            "title": form.title,
            "year": form.year,
            "sheets": [sheet.name for sheet in form.sheets],
            "source": form.source,
            "period": form.period,
            "due": form.due or None,
            "description": form.description,
            "datasets": list(form.datasets),
            "own": form.own,
        }
        for form in forms.forms
    ]


def filled_form(
    session: Session, order: FillOrder, catalogue: Catalogue, codes: Mapping[str, CodeList]
) -> FilledForm:
    """Put a form together from the store.

    Raises:
        InputRefused: the form does not fit the catalogue.
    """
    form = bound(order.form, catalogue, codes)
    unit = queries.unit(session)
    year = order.year or unit.year or clock.today().year
    as_of = order.as_of or statistics_date(form, year)
    figures = Figures(
        unit=unit.name,
        year=year,
        as_of=as_of,
        tables=queries.form_rows(
            session, form.datasets, catalogue, as_of=as_of, ledgers=form.ledgers
        ),
        ranks=queries.school_ranks(session, catalogue, as_of=as_of),
        masked=not order.reveal,
    )
    return put_together(form, figures, catalogue, codes, blank=order.blank)


def put_together(
    form: FormSpec,
    figures: Figures,
    catalogue: Catalogue,
    codes: Mapping[str, CodeList],
    *,
    blank: bool = False,
) -> FilledForm:
    """Put a form that is tied to the catalogue together from the rows of its datasets.

    Raises:
        InputRefused: the form needs a bureau's own workbook.
    """
    if form.template:
        raise InputRefused(
            f"“{form.title}”要填在上级发的空表 {form.template} 里，本版还不能填这类报表。",
            code="template_form",
        )
    texts = {
        "unit": figures.unit,
        "year": str(figures.year),
        "school_year": words.school_year_in_words(figures.year),
        "as_of": words.day_in_words(figures.as_of),
    }
    sheets: list[FilledSheet] = []
    found: list[Finding] = []
    hides = False
    for sheet in form.sheets:
        rows = [] if blank else assemble(sheet, figures.tables, codes, figures.ranks, figures.year)
        if figures.masked:
            hides = _mask(sheet, rows, catalogue) or hides
        found += findings(sheet, rows)
        whole = {} if blank else said_of_the_whole(sheet, figures.tables)
        said = {name: shown(value) for name, value in whole.items()} | texts
        sheets.append(FilledSheet(spec=look(sheet, codes, said, whole), rows=rows))
    return FilledForm(
        form=form,
        year=figures.year,
        as_of=figures.as_of,
        sheets=tuple(sheets),
        masked=hides,
        findings=tuple(found),
    )


def _mask(sheet: SheetSpec, rows: list[list[Cell]], catalogue: Catalogue) -> bool:
    """Mask the sensitive cells of a sheet in place; tell whether there were any."""
    hides = False
    for at, column in enumerate(sheet.columns):
        field = field_of(column.name, sheet, catalogue) if column.name else None
        if field is None or not field.sensitive:
            continue
        hide = mask_id if field.kind == "id_number" else mask_phone
        for row in rows:
            if row[at]:
                row[at] = hide(str(row[at]))
                hides = True
    return hides


def fill(
    store: Store,
    order: FillOrder,
    path: Path,
    *,
    catalogue: Catalogue,
    codes: Mapping[str, CodeList],
    job: Job | None = None,
) -> Receipt:
    """Fill a form into a new workbook; revealing is written down first.

    Raises:
        InputRefused: the form does not fit, or the file cannot be written.
        StoreError: revealing was asked for in a store that is read-only.
    """
    filled = store.ask(lambda session: filled_form(session, order, catalogue, codes))
    if order.reveal:
        store.do(reveal_export, RevealedExport(filled.form.title, filled.rows, filled.as_of))
    return write(filled, path, job=job)


def write(filled: FilledForm, path: Path, *, job: Job | None = None) -> Receipt:
    """Write a filled form; needs no store.

    Raises:
        InputRefused: the file cannot be written, or is to become something else than a workbook.
    """
    from jtdesk.excel.writing import write_tables  # noqa: PLC0415 - loads openpyxl

    if path.suffix.lower() != ".xlsx":
        raise InputRefused(
            f"报表只能存成 .xlsx 工作簿，请把“{path.name}”改成“{path.stem}.xlsx”。",
            code="output_refused",
        )
    sheets = write_tables(path, [(sheet.spec, sheet.rows) for sheet in filled.sheets], job=job)
    return Receipt(
        form=filled.form.code,
        title=filled.form.title,
        year=filled.year,
        as_of=filled.as_of,
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        sheets=tuple(sheets),
        masked=filled.masked,
        findings=filled.findings,
    )


@dataclass(frozen=True, slots=True)
class RevealedExport:
    """A form that was written with whole identity numbers and telephones."""

    title: str
    rows: int
    as_of: str


@operation("submissions.reveal_export", words.REVEAL_EXPORT, silent=True)
def reveal_export(session: Session, command: RevealedExport) -> int:
    """Write down that a form left with personal data unmasked; return how many rows."""
    describe(
        session, f"{command.title} {command.rows} 行，数据截至 {words.day_in_words(command.as_of)}"
    )
    return command.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A form as it was handed in.

    Attributes:
        receipt: of the file.
        submitted_on: ISO day; None is today.
        submitted_by: who took care of it.
    """

    receipt: Receipt
    submitted_on: str | None = None
    submitted_by: str | None = None
    note: str | None = None


@operation("submissions.record_submission", words.RECORD_SUBMISSION)
def record_submission(session: Session, command: Delivery) -> str:
    """Enter a delivery into the register; return its id."""
    receipt = command.receipt
    row = Submission(
        form=receipt.form,
        title=receipt.title,
        year=receipt.year,
        as_of=receipt.as_of,
        submitted_on=command.submitted_on or clock.today().isoformat(),
        submitted_by=command.submitted_by,
        file_name=receipt.file,
        sha256=receipt.sha256,
        rows=receipt.rows,
        masked=receipt.masked,
        note=command.note,
    )
    session.add(row)
    session.flush()
    describe(session, f"{receipt.title}（{words.school_year_in_words(receipt.year)}）")
    return row.id


@operation("submissions.remove_submission", words.REMOVE_SUBMISSION)
def remove_submission(session: Session, command: str) -> str:
    """Take a delivery out of the register; return its title.

    Raises:
        RuleError: it is gone already.
    """
    row = session.get(Submission, command)
    if row is None:
        raise RuleError("这条报送登记已经不在了，请刷新后再看。", code="not_found")
    title = row.title
    session.delete(row)
    describe(session, title)
    return title


OPERATIONS = (reveal_export, record_submission, remove_submission)
