"""Content hash of a store: equal content, equal hash, whatever path led there."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jtdesk.core.db import Base, Record
from jtdesk.core.journal import PLUMBING


def record_tables() -> list[str]:
    """Return the names of the journalled tables, sorted."""
    return sorted(
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record)
    )


def record_counts(session: Session) -> dict[str, int]:
    """Return how many rows each journalled table holds."""
    return {
        name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
        for name in record_tables()
    }


def content_hash(session: Session) -> str:
    """Return SHA-256 over every record's values, revision counters left out."""
    digest = hashlib.sha256()
    for name in record_tables():
        table = Base.metadata.tables[name]
        columns = [column for column in table.columns if column.name not in PLUMBING]
        digest.update(name.encode())
        for row in session.execute(select(*columns).order_by(table.c.id)):
            digest.update(json.dumps(list(row), ensure_ascii=False, default=str).encode())
    return digest.hexdigest()
