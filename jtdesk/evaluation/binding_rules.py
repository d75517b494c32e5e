"""How schools are bound together: the parameters, their defaults, and the grammar of a rule file.

No public text states a split (domain 6.3): every default here is a setting of the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import NONE, ONE, exact, shown
from jtdesk.evaluation.grade_file import grade_faults, grades
from jtdesk.evaluation.key_checks import (
    FLAG,
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
from jtdesk.evaluation.scheme import Grade

PROJECTS = "projects"


@dataclass(frozen=True, slots=True)
class Shares:
    """What a school's final score is made of: own a, group b, growth c; together one."""

    own: Fraction
    group: Fraction
    growth: Fraction = NONE


@dataclass(frozen=True, slots=True)
class GroupScore:
    """How the score of the group comes about.

    Attributes:
        choice: ``mean``, ``pupils``, ``lead``, ``weakest`` or ``separate``.
        lead_weight: of the lead school, for ``lead``.
        counted: ``all`` schools, or ``members`` without the lead school.
        lead_bound: what the lead school's group part is: the ``group`` score, or the mean of its
            ``members``.
    """

    choice: str = "mean"
    lead_weight: Fraction = Fraction(1, 2)
    counted: str = "all"
    lead_bound: str = "group"


@dataclass(frozen=True, slots=True)
class Growth:
    """Points for what a school gained on its base.

    Attributes:
        by: ``difference`` in points, ``rank`` or ``standard`` score.
        neutral: per cent of the full mark for no change.
        each: for one point of difference that many points; for one rank or one standard deviation
            that many per cent of the full mark.
        without_base: of a school without a base its growth share goes to ``own``, or it is
            ``neutral``.
    """

    by: str = "difference"
    neutral: Fraction = Fraction(80)
    each: Fraction = Fraction(2)
    without_base: str = "own"


@dataclass(frozen=True, slots=True)
class Gap:
    """Points for a smaller gap to the lead school.

    Attributes:
        bonus_each, penalty_each: points for one point that the gap shrank or grew.
        most: per cent of the full mark that either comes to at most.
        grace: full years in the group before which a grown gap costs nothing.
    """

    bonus_each: Fraction = Fraction(1, 2)
    penalty_each: Fraction = Fraction(1, 2)
    most: Fraction = Fraction(5)
    grace: int = 1


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits, in per cent of the full mark: how far binding may take a school from its own score.

    Attributes:
        fall, rise: below and above its own; None for any distance.
        most: largest final score; None for any.
    """

    fall: Fraction | None = None
    rise: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project partners are judged by."""

    code: str
    title: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A rule of binding as the program works with it.

    Attributes:
        shares: by role of the school; the empty role is everybody else.
        gap: None where gaps bring nothing.
        veto: reach of a veto: ``own``, ``group_score`` or ``group_grade``.
        ties: where a quota of grades cuts through schools that are equal: ``out`` leaves them all
            outside, ``in`` takes them all in.
        digits: decimals of a final score.
    """

    code: str
    title: str
    method: str
    shares: Mapping[str, Shares]
    source: str = words.UNSOURCED
    note: str = ""
    group: GroupScore = field(default_factory=GroupScore)
    growth: Growth = field(default_factory=Growth)
    gap: Gap | None = None
    caps: Caps = field(default_factory=Caps)
    veto: str = "own"
    projects: tuple[Project, ...] = ()
    grades: tuple[Grade, ...] = ()
    ties: str = "out"
    digits: int = 2

    def shares_of(self, role: str) -> Shares:
        """Return the shares of a school in a role."""
        return self.shares.get(role, self.shares[""])


# --- the grammar ------------------------------------------------------------------------------

TOP = {
    "code": TEXT, "title": TEXT, "source": TEXT, "note": TEXT, "default": FLAG, "method": TEXT,
    "share": TABLES, "group": TABLE, "growth": TABLE, "gap": TABLE, "caps": TABLE, "veto": TEXT,
    "project": TABLES, "grade": TABLES, "ties": TEXT, "digits": WHOLE,
}  # fmt: skip
SHARE = {"role": TEXT, "own": NUMBER, "group": NUMBER, "growth": NUMBER}
SECTIONS = {
    "group": {"choice": TEXT, "lead_weight": NUMBER, "counted": TEXT, "lead_bound": TEXT},
    "growth": {"by": TEXT, "neutral": NUMBER, "each": NUMBER, "without_base": TEXT},
    "gap": {"bonus_each": NUMBER, "penalty_each": NUMBER, "most": NUMBER, "grace": WHOLE},
    "caps": {"fall": NUMBER, "rise": NUMBER, "most": NUMBER},
}
CHOICES = {
    "choice": tuple(words.GROUP_SCORES), "counted": ("all", "members"),
    "lead_bound": ("group", "members"), "by": tuple(words.GROWTHS),
    "without_base": ("own", "neutral"),
}  # fmt: skip
PROJECT = {"code": TEXT, "title": TEXT, "weight": NUMBER}
MOST_DIGITS = 4
# Defaults of each way: shares of the lead school and of everybody else. All are settings.
_DEFAULT_SHARES: Mapping[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "own_group": ((0.5, 0.5, 0), (0.7, 0.3, 0)),
    "lead_members": ((0.5, 0.5, 0), (0.7, 0.3, 0)),
    "growth": ((0.5, 0.3, 0.2), (0.5, 0.3, 0.2)),
    "gap": ((0.5, 0.5, 0), (0.7, 0.3, 0)),
    "one_score": ((0, 1, 0), (0, 1, 0)),
    "projects": ((1, 0, 0), (1, 0, 0)),
}
# What one unit of growth is worth where a rule does not say.
_DEFAULT_EACH = {"difference": 2, "rank": 2, "standard": 10}


def faults(body: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the body of a rule file, sentences that name the key."""
    found = keys(body, TOP) + needed(body, ("title", "method"), "")
    found += choice(body, "method", tuple(words.BINDINGS), "")
    found += choice(body, "veto", tuple(words.VETO_REACHES), "")
    found += choice(body, "ties", ("out", "in"), "")
    if body.get("digits", 2) not in range(MOST_DIGITS + 1):
        found.append(f"digits 应在 0 到 {MOST_DIGITS} 之间，写的是 {body['digits']}")
    for name, known in SECTIONS.items():
        given = table_of(body.get(name))
        found += keys(given, known, name)
        for key, allowed in CHOICES.items():
            found += choice(given, key, allowed, name) if key in known else []
    if found:
        return found
    found = _share_faults(rows_of(body.get("share"))) + _project_faults(body)
    lead_weight = table_of(body.get("group")).get("lead_weight", 0)
    if lead_weight > 1:
        found.append(f"group 的 lead_weight 应在 0 到 1 之间，写的是 {lead_weight}")
    return found + grade_faults(rows_of(body.get("grade")))


def _share_faults(given: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(given, 1):
        here = f"第 {number} 个 share "
        wrong = keys(one, SHARE, here) + needed(one, ("own", "group"), here)
        if not wrong:
            summed = sum((exact(one.get(name, 0)) for name in ("own", "group", "growth")), NONE)
            if summed != 1:
                wrong.append(f"{here}的 own、group、growth 合计 {shown(summed)}，应为 1")
        found += wrong
    return found or doubled([one.get("role", "") for one in given], "share 的 role")


def _project_faults(body: Mapping[str, Any]) -> list[str]:
    given = rows_of(body.get("project"))
    found: list[str] = []
    for number, one in enumerate(given, 1):
        here = f"第 {number} 个 project "
        found += keys(one, PROJECT, here) + needed(one, ("code", "title", "weight"), here)
        found += [f"{here}的 weight 是 0"] if one.get("weight") == 0 else []
    found = found or doubled([one["code"] for one in given], "project 的 code")
    if body["method"] == PROJECTS and not given:
        found.append('method = "projects" 要写至少一个 [[project]]')
    return found


# --- from the file to the rule ----------------------------------------------------------------


def binding_rule(code: str, body: Mapping[str, Any]) -> BindingRule:
    """Return the rule of a body without faults (see `faults`)."""
    method = body["method"]
    group = {"lead_bound": "members"} if method == "lead_members" else {}
    growth = table_of(body.get("growth"))
    each = {"each": _DEFAULT_EACH[growth.get("by", "difference")]}
    gap = body.get("gap", {} if method == "gap" else None)
    kept = ("source", "note", "veto", "ties", "digits")
    return BindingRule(
        code=code,
        title=body["title"],
        method=method,
        shares=_shares(method, rows_of(body.get("share"))),
        group=GroupScore(**_exact({**group, **table_of(body.get("group"))})),
        growth=Growth(**_exact({**each, **growth})),
        gap=None if gap is None else Gap(**(_exact(gap) | _grace(gap))),
        caps=Caps(**_exact(table_of(body.get("caps")))),
        projects=tuple(
            Project(one["code"], one["title"], exact(one["weight"]))
            for one in rows_of(body.get("project"))
        ),
        grades=grades(rows_of(body.get("grade"))),
        **{name: body[name] for name in kept if name in body},
    )


def _shares(method: str, given: Sequence[Mapping[str, Any]]) -> dict[str, Shares]:
    lead, rest = _DEFAULT_SHARES[method]
    made = {words.LEAD_ROLE: lead, "": rest}
    shares = {role: Shares(*(exact(one) for one in three)) for role, three in made.items()}
    if given and not any(one.get("role") for one in given):
        shares.clear()  # one line without a role speaks of everybody
    for one in given:
        three = (exact(one.get(name, 0)) for name in ("own", "group", "growth"))
        shares[one.get("role", "")] = Shares(*three)
    return shares


def _exact(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one if isinstance(one, str) else exact(one) for name, one in given.items()}


def _grace(given: Mapping[str, Any]) -> dict[str, int]:
    return {"grace": given["grace"]} if "grace" in given else {}


def presets() -> dict[str, dict[str, Any]]:
    """Return a body of each way with its defaults written out, to be edited and kept."""
    found: dict[str, dict[str, Any]] = {}
    for method, (name, formula, why) in words.BINDINGS.items():
        lead, rest = _DEFAULT_SHARES[method]
        parts = ("own", "group", "growth")
        body: dict[str, Any] = {
            "title": name, "source": words.UNSOURCED, "note": f"{formula}。{why}", "method": method,
        }  # fmt: skip
        if method == PROJECTS:
            project = {"code": "p1", "title": "合作项目", "weight": int(ONE)}
            found[method] = {**body, "project": [project]}
            continue
        body["share"] = [
            {"role": role, **dict(zip(parts, three, strict=True))}
            for role, three in ((words.LEAD_ROLE, lead), ("", rest))
        ]
        body["group"] = {"choice": "mean", "counted": "all", "lead_bound": "group"}
        found[method] = body
    found["lead_members"]["group"]["lead_bound"] = "members"
    found["growth"]["growth"] = {
        "by": "difference", "neutral": 80, "each": 2, "without_base": "own",
    }  # fmt: skip
    found["gap"]["gap"] = {"bonus_each": 0.5, "penalty_each": 0.5, "most": 5, "grace": 1}
    return found
