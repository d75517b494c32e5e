"""Reads of intake: remembered layouts, the schools as people call them, the school year."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import clock
from jtdesk.intake.rules import Remembered, SchoolName
from jtdesk.intake.tables import RememberedLayout
from jtdesk.schools.tables import EducationGroup, School


def remembered_layouts(session: Session) -> dict[str, Remembered]:
    """Return the layouts met before, by fingerprint."""
    c = RememberedLayout
    query = select(c.fingerprint, c.dataset, c.mapping)
    return {
        mark: Remembered(dataset, {heading: tuple(names) for heading, names in mapping.items()})
        for mark, dataset, mapping in session.execute(query)
    }


def layout_ids(session: Session) -> dict[str, str]:
    """Return the record id of each remembered layout, by fingerprint."""
    query = select(RememberedLayout.fingerprint, RememberedLayout.id)
    return {mark: layout_id for mark, layout_id in session.execute(query)}  # noqa: C416


def school_names(session: Session) -> list[SchoolName]:
    """Return every school by what it is called."""
    query = select(School.name, School.short_name, School.code).order_by(School.order, School.name)
    return [SchoolName(*row) for row in session.execute(query)]


def school_year(session: Session) -> int:
    """Return the school year the store works in."""
    year = session.scalar(select(EducationGroup.year).limit(1))
    today = clock.today()
    return year if year is not None else today.year - (today.month < 8)
