"""The grammar of a scheme file: what is wrong with it, in sentences, and the scheme it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import HUNDRED, NONE, ONE, exact, shown, total
from jtdesk.evaluation.grade_file import grade_faults, grades
from jtdesk.evaluation.key_checks import (
    FLAG,
    LIST,
    NUMBER,
    TABLE,
    TABLES,
    TEXT,
    WHOLE,
    choice,
    doubled,
    keys,
    needed,
    rows_of,
    table_of,
)
from jtdesk.evaluation.rule_kinds import leaf_rule, rule_faults
from jtdesk.evaluation.scheme import (
    MEASURED,
    Applies,
    Indicator,
    Outside,
    Rater,
    Scheme,
    Veto,
)

Body = Mapping[str, Any]
TOP = {
    "code": TEXT, "title": TEXT, "source": TEXT, "note": TEXT, "default": FLAG, "year": WHOLE,
    "total": NUMBER, "unit": TEXT, "step": NUMBER, "digits": WHOLE, "not_applicable": TEXT,
    "combine": TEXT, "absent": TEXT, "cycle": WHOLE, "start": TEXT, "end": TEXT, "rater": TABLES,
    "indicator": TABLES, "bonus": TABLES, "bonus_cap": NUMBER, "deduction": TABLES,
    "deduction_cap": NUMBER, "veto": TABLES, "grade": TABLES,
}  # fmt: skip
NODE = {
    "code": TEXT, "title": TEXT, "points": NUMBER, "weight": NUMBER, "child": TABLES, "rule": TABLE,
    "raters": LIST, "measure": TEXT, "scope": TEXT, "applies": TABLE, "evidence": TEXT,
    "note": TEXT, "source": TEXT, "edit": FLAG,
}  # fmt: skip
OF_LEAVES = ("rule", "raters", "measure", "scope", "evidence")
APPLIES = dict.fromkeys(("kinds", "stages", "roles", "areas", "legal_statuses"), LIST)
RATER = {"code": TEXT, "title": TEXT, "weight": NUMBER}
VETO = {"code": TEXT, "title": TEXT, "source": TEXT, "effect": TEXT, "grade": TEXT}
CHOICES = {
    "unit": ("points", "weights"), "not_applicable": ("siblings", "scheme"),
    "combine": ("weights", "last"), "absent": ("others", "wait"),
}  # fmt: skip
ONLY_RATER = ({"code": "rater", "title": words.ONLY_RATER, "weight": 1},)
DEEPEST, MOST_DIGITS, MOST_LEAVES = 8, 4, 2000
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*|\d+(\.\d+)*")
_MEASURE = re.compile(r"[a-z_]+\.[a-z][a-z0-9_]*")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of a scheme file, sentences that name the key."""
    found = keys(body, TOP)
    for name, allowed in CHOICES.items():
        found += choice(body, name, allowed, "")
    found += needed(body, ("title", "source", "total", "indicator"), "")
    if body.get("digits", 2) not in range(MOST_DIGITS + 1):
        found.append(f"digits 应在 0 到 {MOST_DIGITS} 之间，写的是 {body['digits']}")
    for name in ("start", "end"):
        if name in body and not _MONTH_DAY.fullmatch(str(body[name])):
            found.append(f"{name} 应写作 月-日，如 07-01，写的是 {body[name]}")
    if found:
        return found
    found = _rater_faults(body) + _veto_faults(body)
    found += grade_faults(rows_of(body.get("grade")))
    return found or _tree_faults(body)


def _rater_faults(body: Body) -> list[str]:
    raters = rows_of(body.get("rater"))
    found: list[str] = []
    for number, one in enumerate(raters, 1):
        here = f"第 {number} 个 rater "
        found += keys(one, RATER, here) + needed(one, ("code", "title"), here)
        if one.get("code") == MEASURED:
            found.append(f"{here}的 code 不能是 {MEASURED}，它指系统统计")
    found = found or doubled([one["code"] for one in raters], "rater 的 code")
    if found or not raters or body.get("combine", "weights") == "last":
        return found
    weights = total(exact(one.get("weight", 0)) for one in raters)
    if weights not in (ONE, HUNDRED):
        found.append(f"rater 的 weight 合计 {shown(weights)}，应为 1 或 100")
    return found


def _veto_faults(body: Body) -> list[str]:
    vetoes = rows_of(body.get("veto"))
    titles = [one.get("title") for one in rows_of(body.get("grade"))]
    found: list[str] = []
    for number, one in enumerate(vetoes, 1):
        here = f"第 {number} 个 veto "
        found += keys(one, VETO, here) + needed(one, ("title",), here)
        found += choice(one, "effect", ("lowest", "at_most"), here)
        if one.get("effect") == "at_most" and one.get("grade") not in titles:
            found.append(f"{here}的 grade 应是 grade 里的一个等第，写的是 {one.get('grade', '')}")
    return found


def _tree_faults(body: Body) -> list[str]:
    raters = {one["code"] for one in rows_of(body.get("rater"))} | {MEASURED}
    found: list[str] = []
    placed: list[tuple[str, Mapping[str, Any]]] = []
    for holder in ("indicator", "bonus", "deduction"):
        for code, node, depth in _walk(rows_of(body.get(holder)), _prefix(holder)):
            here = f"“{node.get('title') or code}”"
            found += _node_faults(node, here, raters, weighed=_weighed(body, holder))
            found += [f"{here}在第 {depth} 层，最多 {DEEPEST} 层"] if depth == DEEPEST + 1 else []
            placed.append((code, node))
    found = found or doubled([code for code, _ in placed], "指标的 code")
    if len(placed) > MOST_LEAVES:
        found.append(f"指标有 {len(placed)} 条，最多 {MOST_LEAVES} 条")
    return found or _sum_faults(body)


def _prefix(holder: str) -> str:
    return {"indicator": "", "bonus": "J", "deduction": "K"}[holder]


def _weighed(body: Body, holder: str) -> bool:
    return holder == "indicator" and body.get("unit") == "weights"


def _walk(
    nodes: Sequence[Any], prefix: str, depth: int = 1
) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Yield code, node and depth of all nodes, no deeper than one beyond what is allowed."""
    for number, given in enumerate(nodes, 1):
        node = table_of(given)
        code = node.get("code") or f"{prefix}{number}"
        yield str(code), node, depth
        if depth <= DEEPEST:
            yield from _walk(rows_of(node.get("child")), f"{code}.", depth + 1)


def _node_faults(
    node: Mapping[str, Any], here: str, raters: set[str], *, weighed: bool
) -> list[str]:
    size, other = ("weight", "points") if weighed else ("points", "weight")
    found = keys(node, NODE, here) + needed(node, ("title", size), here)
    if other in node:
        found.append(f"{here}写了 {other}，这里应写 {size}")
    if node.get(size) == 0:
        found.append(f"{here}的 {size} 是 0")
    if "code" in node and not _CODE.fullmatch(str(node["code"])):
        found.append(f"{here}的 code 应以字母开头或写作 1.2.3，写的是 {node['code']}")
    if "applies" in node:
        found += keys(node["applies"], APPLIES, f"{here}的 applies")
    if found:
        return found
    if node.get("child"):
        return [f"{here}有下级，{key} 应写在下级" for key in OF_LEAVES if key in node]
    found += choice(node, "scope", ("school", "group"), here)
    if "measure" in node and not _MEASURE.fullmatch(str(node["measure"])):
        found.append(f"{here}的 measure 应写作 功能.指标，写的是 {node['measure']}")
    for one in rows_of(node.get("raters")):
        if one not in raters:
            found.append(f"{here}的 raters 里不认识 {one}，可用 {'、'.join(sorted(raters))}")
    full = HUNDRED if weighed else exact(node[size])
    return found + rule_faults(node.get("rule", {}), full, here)


# --- do the points add up ---------------------------------------------------------------------


def _sum_faults(body: Body) -> list[str]:
    found = []
    step = exact(body.get("step", 0.5))
    if body.get("unit") == "weights":
        found += _weights_add(rows_of(body["indicator"]), words.FIRST_LEVEL)
    else:
        found += _points_add(rows_of(body["indicator"]), exact(body["total"]), "", step)
    for holder in ("bonus", "deduction"):
        for node in rows_of(body.get(holder)):
            found += _points_add([node], exact(node["points"]), "", step)
    return found


def _points_add(
    nodes: Sequence[Mapping[str, Any]], full: Fraction, owner: str, step: Fraction
) -> list[str]:
    found = []
    summed = total(exact(one["points"]) for one in nodes)
    if summed != full:
        more = "多" if summed > full else "少"
        whose = f"“{owner}”{shown(full)} 分，下级" if owner else f"总分 {shown(full)} 分，一级指标"
        found.append(f"{whose}合计 {shown(summed)} 分，{more} {shown(abs(summed - full))} 分")
    for one in nodes:
        points = exact(one["points"])
        if step and (points / step).denominator != 1:
            found.append(f"“{one['title']}”{shown(points)} 分，不是 {shown(step)} 分的整倍数")
        if one.get("child"):
            found += _points_add(one["child"], points, one["title"], step)
    return found


def _weights_add(nodes: Sequence[Mapping[str, Any]], owner: str) -> list[str]:
    summed = total(exact(one["weight"]) for one in nodes)
    found = []
    if summed not in (ONE, HUNDRED):
        found.append(f"“{owner}”下级的权重合计 {shown(summed)}，应为 1 或 100")
    for one in nodes:
        if one.get("child"):
            found += _weights_add(one["child"], one["title"])
    return found


# --- from the file to the scheme --------------------------------------------------------------


def scheme(code: str, body: Body) -> Scheme:
    """Return the scheme of a body without faults (see `faults`)."""
    full = exact(body["total"])
    kept = ("year", "note", "unit", "digits", "not_applicable", "combine", "absent", "cycle")
    return Scheme(
        code=code,
        title=body["title"],
        source=body["source"],
        total=full,
        indicators=_nodes(body["indicator"], "", full, weighed=_weighed(body, "indicator")),
        raters=_raters(rows_of(body.get("rater")) or ONLY_RATER),
        bonus=_outside(body, "bonus"),
        deductions=_outside(body, "deduction"),
        vetoes=tuple(
            Veto(**{"code": f"V{number}", **one})
            for number, one in enumerate(rows_of(body.get("veto")), 1)
        ),
        grades=grades(rows_of(body.get("grade"))),
        **{name: body[name] for name in (*kept, "start", "end") if name in body},
    )


def _outside(body: Body, holder: str) -> Outside:
    cap = body.get(f"{holder}_cap")
    nodes = _nodes(rows_of(body.get(holder)), _prefix(holder), NONE, weighed=False)
    return Outside(nodes, None if cap is None else exact(cap))


def _raters(given: Sequence[Mapping[str, Any]]) -> tuple[Rater, ...]:
    weights = total(exact(one.get("weight", 0)) for one in given) or ONE
    return tuple(
        Rater(one["code"], one["title"], exact(one.get("weight", 0)) / weights) for one in given
    )


def _nodes(
    given: Sequence[Mapping[str, Any]], prefix: str, full: Fraction, *, weighed: bool
) -> tuple[Indicator, ...]:
    weights = total(exact(one["weight"]) for one in given) if weighed else ONE
    made = []
    for number, one in enumerate(given, 1):
        points = full * exact(one["weight"]) / weights if weighed else exact(one["points"])
        code = one.get("code") or f"{prefix}{number}"
        children = _nodes(rows_of(one.get("child")), f"{code}.", points, weighed=weighed)
        made.append(_node(one, code, points, children, HUNDRED if weighed else points))
    return tuple(made)


def _node(
    one: Mapping[str, Any], code: str, points: Fraction, children: tuple[Indicator, ...],
    scale: Fraction,
) -> Indicator:  # fmt: skip
    plain = {
        name: one[name]
        for name in ("measure", "scope", "evidence", "note", "source", "edit")
        if name in one
    }
    raters = tuple(one.get("raters", (MEASURED,) if one.get("measure") else ()))
    applies = {name: tuple(value) for name, value in one.get("applies", {}).items()}
    return Indicator(
        code=code, title=one["title"], points=points, scale=scale,
        rule=None if children else leaf_rule(one.get("rule", {})), children=children,
        raters=raters, applies=Applies(**applies), **plain,
    )  # fmt: skip
