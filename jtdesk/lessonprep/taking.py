"""How rows of workbooks enter the timetable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Write
from jtdesk.core.fields import Row
from jtdesk.lessonprep import queries, rules
from jtdesk.lessonprep.tables import Lesson
from jtdesk.schools.queries import school_ids

OWN = frozenset(queries.COLUMNS) - {"id", "school_id"}


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every lesson as a workbook states it."""
    return queries.lessons(session, None)


def write(session: Session, writes: Sequence[Write], as_of: str) -> None:
    """Write lessons; those without a term belong to the term of the date."""
    schools = school_ids(session)
    term = rules.term_of(as_of)

    def columns(values: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: value for name, value in values.items() if name in OWN}
        if values.get("school") is not None:
            found["school_id"] = schools[values["school"]]
        return found

    fresh = [
        {"term": term, "weeks": rules.weeks_of(None)} | columns(w.values)
        for w in writes
        if w.id is None
    ]
    bulk.insert(session, Lesson, fresh)
    bulk.update(session, Lesson, [(w.id, columns(w.values)) for w in writes if w.id is not None])
