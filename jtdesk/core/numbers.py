"""Numbers as the dictionary publishes them: whole values as integers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def plain(value: float | None) -> float | None:
    """Return 12 for 12.0, other numbers as they are."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def rounded(value: float, digits: int) -> float:
    """Round half up as bureaus do (2.345 -> 2.35), not to even."""
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))
