"""Steps of a reckoning that is shown: a name, a value as rounded, a formula of numbers shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from jtdesk.evaluation.amounts import STEP_DIGITS, half_up, shown, signed


@dataclass(frozen=True, slots=True)
class Step:
    """One number on the way.

    Attributes:
        name: what it is.
        value: rounded half up to ``digits``.
        formula: how it comes about from numbers alone: ＋ － × ÷ （ ） and 最小、最大、开方.
    """

    name: str
    value: Fraction
    formula: str
    digits: int = STEP_DIGITS

    @property
    def said(self) -> str:
        """The step as a line of the sheet."""
        value = shown(self.value)
        return f"{self.name}＝{'' if self.formula == value else f'{self.formula}＝'}{value}"


class Trail:
    """The steps so far; each new one is rounded and written down."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = list(steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was written down."""
        return tuple(self._steps)

    def take(self, steps: Iterable[Step]) -> None:
        """Take steps over that somebody else wrote down."""
        self._steps += steps

    def step(
        self, name: str, value: Fraction, formula: str, least: Fraction | None = None,
        most: Fraction | None = None, digits: int = STEP_DIGITS,
    ) -> Fraction:  # fmt: skip
        """Write a step down and return its value as rounded, within its limits."""
        if least is not None and value < least:
            value, formula = least, f"最大（{signed(least)}，{formula}）"
        if most is not None and value > most:
            value, formula = most, f"最小（{signed(most)}，{formula}）"
        rounded = half_up(value, digits)
        self._steps.append(Step(name, rounded, formula, digits))
        return rounded
