"""What the practice group is made from: the order every feature's demo hook gets."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrder:
    """The size and seed of a made-up group.

    A feature names its hook in ``Feature.demo`` as ``module:function``; the window and the command
    line call ``function(store, order)`` for each feature in the order of the list of features, on
    a store that is new but for the group itself. Hooks write through operations only.

    Attributes:
        schools: how many schools.
        staff: how many people.
        seed: equal seeds make equal groups.
        year: the newest school year; history reaches three years back.
    """

    schools: int = 12
    staff: int = 600
    seed: int = 1
    year: int = 2025

    def dice(self, subject: str) -> random.Random:
        """Return random numbers of one subject, apart from those of all other subjects."""
        return random.Random(f"{self.seed}/{subject}")  # noqa: S311 - a practice group, no secret
