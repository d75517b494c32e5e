"""How rows of workbooks enter the placements ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.fields import Row
from jtdesk.deployment import queries
from jtdesk.deployment.tables import Placement
from jtdesk.schools.queries import school_ids

SCHOOLS = ("from_school", "to_school")
OWN = frozenset(queries.COLUMNS) - {"id"}


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every placement as a workbook states it."""
    return queries.placements(session, Ask())


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write placements."""
    schools = school_ids(session)
    bulk.insert(session, Placement, [columns(w.values, schools) for w in writes if w.id is None])
    bulk.update(
        session, Placement, [(w.id, columns(w.values, schools)) for w in writes if w.id is not None]
    )


def columns(values: Mapping[str, Any], schools: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of typed values, schools by name turned into ids."""
    found = {name: value for name, value in values.items() if name in OWN}
    for name in SCHOOLS:
        if name in values:
            found[f"{name}_id"] = schools[values[name]] if values[name] else None
    return found
