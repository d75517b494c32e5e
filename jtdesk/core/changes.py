"""What an operation touched: the message that tells every page whether its rows are stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """What one operation did.

    Attributes:
        entry: number of the journal entry, None when nothing changed or it was a dry run.
        tables: names of the tables with at least one changed row.
        counts: rows per ``(table, "insert" | "update" | "delete")``.
    """

    entry: int | None = None
    tables: frozenset[str] = frozenset()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tables)
