"""A scheme from a workbook with 一级指标, 二级指标, 要点, 分值: lines and the body they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from jtdesk.core.errors import RuleError
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import exact, number, shown, total
from jtdesk.evaluation.naming import points_said, unnumbered
from jtdesk.evaluation.scheme_file import faults

LEVELS = ("first", "second", "third", "point")
BESIDE = {"bonus": words.BONUS_WORDS, "deduction": words.DEDUCTION_WORDS, "veto": words.VETO_WORDS}
RATERS = tuple(
    {"code": code, "title": known[0], "weight": 0} for code, known in words.RATER_WORDS.items()
)


class FillDown:
    """Gives lines the parents that stand above them: blank cells mean the same again."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def __call__(self, row: dict[str, Any]) -> None:
        """Fill a line in place; a new parent ends what stood below the old one."""
        for at, name in enumerate(LEVELS[:-1]):
            if row.get(name):
                if row[name] != self._held.get(name):
                    for below in LEVELS[at:]:
                        self._held.pop(below, None)
                self._held[name] = row[name]
            elif name in self._held and not self._leads(row, at):
                row[name] = self._held[name]

    def _leads(self, row: Mapping[str, Any], at: int) -> bool:
        """Whether a parent further up is a new one, so that nothing is filled in below it."""
        return any(row.get(name) and row[name] != self._held.get(name) for name in LEVELS[:at])


@dataclass
class _Node:
    """A place of the tree while lines come in."""

    title: str
    code: str = ""
    points: Fraction | None = None
    said: Fraction | None = None
    note: list[str] = field(default_factory=list)
    evidence: str = ""
    measure: str = ""
    children: dict[str, _Node] = field(default_factory=dict)


def body_of(title: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the body of a scheme file.

    Args:
        title: of the scheme.
        rows: lines with ``first second third point points way evidence measure note``, in order,
            parents filled in.

    Raises:
        RuleError: a line without points, the same line twice, points that do not add up.
    """
    root, vetoes = _Node(""), []
    for row in rows:
        path = [str(row[name]) for name in LEVELS if row.get(name)]
        if not path:
            continue
        if _beside(path[0]) == "veto":
            vetoes.append({"title": unnumbered(path[-1])[1]})
            continue
        _place(root, path, row)
    root = _explained(root)
    tops = {holder: [] for holder in ("indicator", "bonus", "deduction")}  # type: ignore[var-annotated]
    for node in root.children.values():
        tops[_beside(node.title) or "indicator"].append(node)
    coded = _codes_go(root.children.values())
    made: dict[str, Any] = {
        "title": title, "source": words.FROM_WORKBOOK, "step": 0, "combine": "last",
        "rater": [dict(one) for one in RATERS],
        **{
            holder: [_written(node, coded=coded) for node in nodes]
            for holder, nodes in tops.items() if nodes
        },
    }  # fmt: skip
    made["total"] = number(total(exact(one["points"]) for one in made.get("indicator", ())))
    if vetoes:
        made["veto"] = vetoes
    found = faults(made)
    if found:
        raise RuleError(f"“{title}”没有导入：{found[0]}。", code="bad_scheme")
    return made


def _beside(title: str) -> str:
    for holder, known in BESIDE.items():
        if any(word in title for word in known):
            return holder
    return ""


def _place(root: _Node, path: Sequence[str], row: Mapping[str, Any]) -> None:
    node = root
    for written in path:
        code, title = unnumbered(written)
        node = node.children.setdefault(title, _Node(title, code, said=points_said(written)))
    points = row.get("points")
    named = " / ".join(unnumbered(one)[1] for one in path)
    if points is None:
        if node.said is not None:
            return  # a line that only heads those below it
        raise RuleError(f"“{named}”没有写分值，方案没有导入。", code="not_a_number", at="points")
    if node.points is not None:
        raise RuleError(f"“{named}”写了两次，方案没有导入。", code="duplicate_in_file")
    node.points = exact(points)
    node.note += [str(row[name]) for name in ("way", "note") if row.get(name)]
    node.evidence = row.get("evidence") or ""
    node.measure = row.get("measure") or ""


def _codes_go(nodes: Iterable[_Node]) -> bool:
    """Tell whether every node is written with a code of its own, so that codes can be kept."""
    every = [one for node in nodes for one in _all(node)]
    written = [one.code for one in every]
    return all(written) and len(set(written)) == len(written)


def _explained(node: _Node) -> _Node:
    """Return a node where one point alone under an indicator only explains it."""
    if len(node.children) == 1 and node.title and node.points is None:
        (only,) = node.children.values()
        if not only.children and not only.code:
            return _Node(
                node.title, node.code, only.points, node.said, [only.title, *only.note],
                only.evidence, only.measure,
            )  # fmt: skip
    below = {title: _explained(one) for title, one in node.children.items()}
    return replace(node, children=below)


def _all(node: _Node) -> Iterable[_Node]:
    yield node
    for child in node.children.values():
        yield from _all(child)


def _written(node: _Node, *, coded: bool) -> dict[str, Any]:
    """Return a node as a scheme file writes it."""
    children = [_written(one, coded=coded) for one in node.children.values()]
    below = total(exact(one["points"]) for one in children)
    points = below if children else node.points if node.points is not None else node.said
    stated = node.said if node.said is not None else node.points
    if points is None:
        raise RuleError(
            f"“{node.title}”没有写分值，方案没有导入。", code="not_a_number", at="points"
        )
    if children and stated is not None and stated != points:
        raise RuleError(
            f"“{node.title}”写的是 {shown(stated)} 分，下级合计 {shown(points)} 分，方案没有导入。"
            "请改正分值。",
            code="bad_scheme",
        )
    made: dict[str, Any] = {"title": node.title, "points": number(points)}
    if coded:
        made["code"] = node.code
    if children:
        return made | {"child": children}
    said = {"note": "；".join(node.note), "evidence": node.evidence, "measure": node.measure}
    return made | {name: value for name, value in said.items() if value}
