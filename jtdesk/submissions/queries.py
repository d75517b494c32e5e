"""Reads of submissions: rows for forms from the catalogue, and the register of deliveries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, Catalogue
from jtdesk.core.fields import Row
from jtdesk.schools import queries as schools
from jtdesk.submissions.tables import Submission

SCHOOLS = "schools"
COLUMNS = (
    "id", "form", "title", "year", "as_of", "submitted_on", "submitted_by", "file_name", "sha256",
    "rows", "masked", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """Who hands the forms in, and for which school year."""

    name: str
    year: int | None


def unit(session: Session) -> Unit:
    """Return the group as forms name it."""
    group = schools.group(session)
    return Unit(group.name, group.year) if group else Unit("", None)


def form_rows(
    session: Session,
    names: Iterable[str],
    catalogue: Catalogue,
    *,
    as_of: str,
    ledgers: Collection[str] = (),
) -> dict[str, list[Row]]:
    """Return the rows of every dataset a form reads, whole: people are joined by their numbers.

    Args:
        session: of the store.
        names: of the datasets.
        catalogue: of all datasets.
        as_of: statistics date.
        ledgers: datasets whose lines of all times are wanted.
    """
    return {
        name: catalogue.dataset(name).ask(session, Ask(as_of=None if name in ledgers else as_of))
        for name in names
    }


def school_ranks(session: Session, catalogue: Catalogue, *, as_of: str) -> Mapping[str, int]:
    """Return the schools in bureau order."""
    if SCHOOLS not in catalogue.datasets:
        return {}
    rows = catalogue.dataset(SCHOOLS).ask(session, Ask(as_of=as_of))
    return {str(row["name"]): rank for rank, row in enumerate(rows)}


def submissions(session: Session, question: Ask) -> list[Row]:
    """Return the register, newest delivery first; as of a date what was handed in by then."""
    query = select(*(getattr(Submission, name) for name in COLUMNS))
    if question.as_of is not None:
        query = query.where(Submission.submitted_on <= question.as_of)
    query = query.order_by(Submission.submitted_on.desc(), Submission.id.desc())
    return [dict(zip(COLUMNS, row, strict=True)) for row in session.execute(query)]


def last_deliveries(session: Session, year: int) -> dict[str, str]:
    """Return the day each form was last handed in for a school year, by form code."""
    query = (
        select(Submission.form, Submission.submitted_on)
        .where(Submission.year == year)
        .order_by(Submission.submitted_on)
    )
    return {form: day for form, day in session.execute(query)}  # noqa: C416 - rows are no pairs
