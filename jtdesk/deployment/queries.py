"""Reads of the placements ledger."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.spans import covers
from jtdesk.deployment.tables import Placement
from jtdesk.schools.queries import school_names

COLUMNS = (
    "id", "name", "id_number", "from_school_id", "to_school_id", "mode", "subject", "role",
    "weekly_periods", "start", "end", "relation_moved", "backbone_level", "status", "document_no",
    "assessment", "note",
)  # fmt: skip


def placements(session: Session, question: Ask) -> list[Row]:
    """Return placements: all of them, or those that run on a date."""
    query = select(*(getattr(Placement, name) for name in COLUMNS))
    names = school_names(session, question.as_of)
    found = []
    for values in session.execute(query):
        row = dict(zip(COLUMNS, values, strict=True))
        if question.as_of is not None and not covers(row["start"], row["end"], question.as_of):
            continue
        row["from_school"] = names.get(row["from_school_id"])
        row["to_school"] = names.get(row["to_school_id"])
        row["weekly_periods"] = plain(row["weekly_periods"])
        found.append(row)
    return sorted(found, key=lambda r: (r["start"] or "", r["id"]))


def placements_of(session: Session, id_number: str) -> list[Row]:
    """Return the placements of one person."""
    return [row for row in placements(session, Ask()) if row["id_number"] == id_number]
