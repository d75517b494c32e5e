"""The grammar of grades, which a scheme and a binding rule both may state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jtdesk.evaluation.amounts import HUNDRED, exact
from jtdesk.evaluation.key_checks import NUMBER, TEXT, doubled, keys, needed, table_of
from jtdesk.evaluation.scheme import Grade

GRADE = {"title": TEXT, "at": NUMBER, "share": NUMBER}


def grade_faults(given: Sequence[Any]) -> list[str]:
    """Return what is wrong with the grades, sentences that name the key."""
    found: list[str] = []
    for number, one in enumerate(given, 1):
        here = f"第 {number} 个 grade "
        found += keys(one, GRADE, here) + needed(table_of(one), ("title",), here)
        if not found and one.get("share", 0) > 100:
            found.append(f"{here}的 share 是百分数，应在 0 到 100 之间，写的是 {one['share']}")
    if found or not given:
        return found
    found += doubled([one["title"] for one in given], "grade 的 title")
    cuts = [one["at"] for one in given if "at" in one]
    if cuts != sorted(cuts, reverse=True) or len(set(cuts)) < len(cuts):
        found.append("grade 应由高到低写，at 一个比一个小")
    if {"at", "share"} & set(given[-1]):
        found.append(f"最后一个等第“{given[-1]['title']}”收下其余学校，不能写 at 或 share")
    return found


def grades(given: Sequence[Mapping[str, Any]]) -> tuple[Grade, ...]:
    """Return grades without faults, the best first; shares as fractions."""
    return tuple(
        Grade(
            one["title"],
            exact(one["at"]) if "at" in one else None,
            exact(one["share"]) / HUNDRED if "share" in one else None,
        )
        for one in given
    )
