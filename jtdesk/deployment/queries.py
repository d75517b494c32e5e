"""Reads of the placements ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk, clock
from jtdesk.core.datasets import Ask
from jtdesk.core.db import Record
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.core.numbers import plain
from jtdesk.core.spans import covers
from jtdesk.deployment import rules
from jtdesk.deployment.ledger import state_on
from jtdesk.deployment.tables import Placement
from jtdesk.schools.queries import school_names

COLUMNS = (
    "id", "name", "id_number", "from_school_id", "to_school_id", "mode", "subject", "role",
    "weekly_periods", "start", "end", "relation_moved", "backbone_level", "status", "document_no",
    "assessment", "note", "days", "team", "place_class", "achievements", "mid_assessment",
    "mid_assessed_on", "assessed_on", "scenario_id",
)  # fmt: skip
NUMBERS = ("weekly_periods", "days")


def placements(session: Session, question: Ask) -> list[Row]:
    """Return placements with their ``state``: all of them, or those that run on a date."""
    query = select(*(getattr(Placement, name) for name in COLUMNS))
    names = school_names(session, question.as_of)
    day = question.as_of or clock.today().isoformat()
    found = []
    for values in session.execute(query):
        row = dict(zip(COLUMNS, values, strict=True))
        if question.as_of is not None and not covers(row["start"], row["end"], question.as_of):
            continue
        row["from_school"] = names.get(row["from_school_id"])
        row["to_school"] = names.get(row["to_school_id"])
        for name in NUMBERS:
            row[name] = plain(row[name])
        row["state"] = state_on(row, day)
        found.append(row)
    return sorted(found, key=lambda r: (r["start"] or "", r["id"]))


def placements_of(session: Session, id_number: str) -> list[Row]:
    """Return the placements of one person."""
    return [row for row in placements(session, Ask()) if row["id_number"] == id_number]


def image_of(session: Session, model: type[Record], row_id: str, called: str) -> dict[str, Any]:
    """Return the stored columns of one row of a ledger.

    Args:
        session: any session.
        model: its table.
        row_id: its id.
        called: what the user calls such a row, 交流记录.

    Raises:
        RuleError: it is gone.
    """
    found = bulk.images(session, bulk.table_of(model), [row_id]).get(row_id)
    if found is None:
        raise RuleError(f"这条{called}已不存在，请刷新后重试。", code="gone")
    return found


def team_members(session: Session, placement_id: str) -> list[Row]:
    """Return the placements under the same team and document as one, itself among them."""
    rows = placements(session, Ask())
    own = next((row for row in rows if row["id"] == placement_id), None)
    if own is None or own["team"] is None:
        return [own] if own else []
    order = ("team", "document_no", "to_school_id")
    return [row for row in rows if all(row[name] == own[name] for name in order)]


def clash_check(session: Session, own_id: str | None = None) -> Callable[[Row], list[Fault]]:
    """Return the warning about people who are away already, for a form or a table of rows.

    Args:
        session: any session; the ledger is read once.
        own_id: the placement that is edited; without it a row is not held against the placement
            it states anew (same person, same start).
    """
    ledger = [row for row in placements(session, Ask()) if row["id"] != own_id]
    by_name: dict[str, list[Row]] = {}
    for row in ledger:
        by_name.setdefault(row["name"], []).append(row)

    def check(row: Row) -> list[Fault]:
        others = by_name.get(str(row.get("name")), [])
        if own_id is None:
            start = str(row.get("start") or "")[:7]
            others = [other for other in others if (other["start"] or "")[:7] != start]
        return rules.clashes(row, others)

    return check
