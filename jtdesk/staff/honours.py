"""How lists of honours (骨干教师名册) enter the staff register."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.fields import Row
from jtdesk.staff import queries, rules
from jtdesk.staff.tables import Honour


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every honour with the person who holds it, as a workbook states it."""
    return queries.honours(session, Ask())


def complete(row: Row) -> None:
    """Take the level from the title where the list has none of its own (市级教学能手)."""
    if not row.get("level") and row.get("title"):
        level = rules.level_in_title(row["title"])
        if level is not None:
            row["level"] = level


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write honours of a list; strangers have been refused before."""
    fresh = queries.with_person(session, [w.values for w in writes if w.id is None], as_of)
    bulk.insert(session, Honour, fresh)
    bulk.update(session, Honour, [(w.id, w.values) for w in writes if w.id is not None])
