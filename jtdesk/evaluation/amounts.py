"""Exact amounts: every point is a fraction, rounded half up at stated places and nowhere else.

The rule, which the result sheets print (`words.ROUNDING`): a rate is rounded to four decimals of a
per cent, the points of an indicator to the digits of the scheme, every further intermediate number
to four decimals, a final score to the digits of the rule; each is carried on *as rounded*. So a
sheet can be recomputed by hand to the last digit, on every machine and in every later version.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

Amount = int | float | str | Decimal | Fraction
STEP_DIGITS = 4
RATE_DIGITS = 6
STORED_DIGITS = 20
NONE, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)


def exact(value: Amount) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth, not the nearest binary number."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def half_up(value: Fraction, digits: int = STEP_DIGITS) -> Fraction:
    """Round half up as bureaus do; of numbers below zero the amount is rounded."""
    scale = 10**digits
    above, below = abs(value.numerator) * scale, value.denominator
    whole = (2 * above + below) // (2 * below)
    return Fraction(whole if value >= 0 else -whole, scale)


def rate(part: Fraction, whole: Fraction) -> Fraction:
    """Return a share, rounded to four decimals of a per cent."""
    return half_up(part / whole, RATE_DIGITS)


def root(value: Fraction, digits: int = STEP_DIGITS) -> Fraction:
    """Return the square root of a number not below zero, rounded half up."""
    scale = 10**digits
    # Root of a number with two spare bits of a digit: floor(2 r scale) decides the half exactly.
    doubled = math.isqrt(4 * scale * scale * value.numerator // value.denominator)
    return Fraction((doubled + 1) // 2, scale)


def shown(value: Fraction, digits: int = STEP_DIGITS) -> str:
    """Return a number as text without idle noughts: 7.5, 82.3333, −1."""
    rounded = half_up(value, digits)
    whole, scale = abs(rounded.numerator), rounded.denominator
    text = f"{whole * 10**digits // scale:0{digits + 1}d}"
    left, right = (text[:-digits], text[-digits:].rstrip("0")) if digits else (text, "")
    return f"{'−' if rounded < 0 else ''}{left}{'.' if right else ''}{right}"


def percent(value: Fraction) -> str:
    """Return a share as a per cent: 7.7114%."""
    return f"{shown(value * 100)}%"


def signed(value: Fraction) -> str:
    """Return a number as an operand: what is below zero stands in brackets."""
    return f"（{shown(value)}）" if value < 0 else shown(value)


def total(values: Iterable[Fraction]) -> Fraction:
    """Return a sum that is a fraction also of nothing."""
    return sum(values, NONE)


def added(values: Sequence[Fraction]) -> str:
    """Return a sum as it is written: 6＋1.5＋（−2）."""
    return "＋".join(signed(one) for one in values)


def clipped(value: Fraction, least: Fraction, most: Fraction) -> Fraction:
    """Return a value no smaller than ``least`` and no larger than ``most``."""
    return max(least, min(most, value))


def written(value: Fraction) -> str:
    """Return a decimal number as the store keeps it: exact, -7.5, 82.3333.

    Raises:
        ValueError: it has no end as a decimal.
    """
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        if digits > STORED_DIGITS:
            raise ValueError(value)
    whole = abs(value.numerator) * 10**digits // value.denominator
    text = f"{whole:0{digits + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def number(value: Fraction) -> int | float:
    """Return an amount as programs read it: 12, 82.3333."""
    return int(value) if value.denominator == 1 else float(value)
