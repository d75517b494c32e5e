"""Rules of the placements ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jtdesk.core.errors import Fault


def row_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what refuses a placement."""
    start, end = row.get("start"), row.get("end")
    if start and end:
        shared = min(len(start), len(end))
        if end[:shared] < start[:shared]:
            message = f"交流结束时间 {end} 早于开始时间 {start},请核对。"
            return [Fault("date_order", "end", message, end)]
    return []


def row_findings(row: Mapping[str, Any]) -> list[Fault]:
    """Return what a placement is warned about."""
    to = row.get("to_school")
    if to and to == row.get("from_school"):
        message = f"派出学校和接收学校都是“{to}”,请核对。"
        return [Fault("same_school", "to_school", message, to)]
    return []
