"""How rows of workbooks enter the placements ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.deployment import queries
from jtdesk.deployment.tables import Placement
from jtdesk.schools.queries import school_ids

SCHOOLS = ("from_school", "to_school")
TERM = ("start", "end")
OWN = frozenset(queries.COLUMNS) - {"id", "from_school_id", "to_school_id"}


def current(session: Session, _as_of: str) -> list[Row]:
    """Return every placement as a workbook states it, its term to the month."""
    return [
        row | {name: row[name] and row[name][:7] for name in TERM}
        for row in queries.placements(session, Ask())
    ]


def warned(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the warning about people who are away already."""
    return queries.clash_check(session)


def write(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write placements."""
    schools = school_ids(session)
    bulk.insert(session, Placement, [columns(w.values, schools) for w in writes if w.id is None])
    bulk.update(
        session, Placement, [(w.id, columns(w.values, schools)) for w in writes if w.id is not None]
    )


def columns(values: Mapping[str, Any], schools: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of typed values of a placement (see `stored_columns`)."""
    return stored_columns(values, schools, OWN, SCHOOLS)


def stored_columns(
    values: Mapping[str, Any],
    schools: Mapping[str, str],
    own: Collection[str],
    called: Sequence[str],
) -> dict[str, Any]:
    """Return the columns of typed values of a ledger, schools by name turned into ids.

    Args:
        values: by field name.
        schools: ids by name.
        own: fields that are columns themselves.
        called: fields that name a school; their columns end in ``_id``.

    Raises:
        RuleError: there is no school of a name.
    """
    found = {name: value for name, value in values.items() if name in own}
    for name in called:
        if name not in values:
            continue
        school = values[name]
        if school and school not in schools:
            raise RuleError(
                f"学校名册里没有“{school}”，请先登记这所学校，或改选一所。",
                code="unknown_school", at=name,
            )  # fmt: skip
        found[f"{name}_id"] = schools[school] if school else None
    return found
