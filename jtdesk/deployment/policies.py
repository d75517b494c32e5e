"""The grammar of an exchange policy: who may move, which placements count, which ratios to meet."""

from __future__ import annotations

from typing import Any


def faults(_body: dict[str, Any]) -> list[str]:
    """Return what is wrong with the body of a policy file."""
    return []
