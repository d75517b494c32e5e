"""The grammar of an exchange policy: who may move, which placements count, which ratios to meet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from jtdesk.staff.words import BACKBONE_LEVELS, COUNTY_AND_ABOVE

OPERATORS = (">=", ">")
SCOPES = ("group", "school", "stage")
COUNTINGS = ("running", "starting")
BASES = ("eligible", "exchanged", "staff")
ROTATION, BACKBONE, GRADUATING = "rotation_share", "backbone_share", "graduating_share"
# What counts where a policy does not say (domain: 定期轮岗、支教、走教、团队派驻 are exchange;
# 跟岗、挂职、送教、柔性流动、调动 depend on the place or count separately).
MODES = ("定期轮岗", "支教", "走教", "团队派驻")
DUTY_OUT = (
    "跟岗", "借调", "外派", "产假", "病休", "事假", "公假", "进修", "内退", "待岗", "退休", "调出",
    "离职", "其他",
)  # fmt: skip
POSITIONS_OUT = ("教辅人员", "行政人员", "工勤人员")
PRINCIPALS = ("书记", "校长")
GRADUATING_GRADES = (
    "六年级", "6年级", "六", "6", "九年级", "9年级", "九", "9", "初三", "初中三年级", "高三",
    "十二年级", "12年级", "高中三年级",
)  # fmt: skip
# Days of the school year's clock, month-day: Tongchuan 2021, Wujin 2015, Hefei; the list, the
# mid-term check and the final assessment have no day in the sources.
TIMELINE = {
    "list": "06-30", "decision": "08-25", "roster": "08-31", "start": "09-01", "midterm": "01-31",
    "assessment": "07-15",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who belongs to 符合交流条件.

    Attributes:
        years: full years at the present school at least.
        principal_years: the same for principals; None takes ``years``.
        principals: positions that ``principal_years`` speaks of.
        retirement: years to the month of statutory retirement at least.
        women_base: retirement age of women before 2025, 55 or 50.
        ownership, establishment: what the school and the post must be.
        duty_out: duty states of people who are not on duty.
        positions_out: positions that neither teach nor lead.
        stages: stages the policy speaks of; empty for all.
    """

    years: float = 6
    principal_years: float | None = None
    principals: tuple[str, ...] = PRINCIPALS
    retirement: float = 5
    women_base: int = 55
    ownership: tuple[str, ...] = ("公办",)
    establishment: tuple[str, ...] = ("在编",)
    duty_out: tuple[str, ...] = DUTY_OUT
    positions_out: tuple[str, ...] = POSITIONS_OUT
    stages: tuple[str, ...] = ()

    def years_for(self, position: str | None) -> float:
        """Return the years somebody in a position must have served."""
        if self.principal_years is not None and position in self.principals:
            return self.principal_years
        return self.years


@dataclass(frozen=True, slots=True)
class Weaker:
    """Which receiving schools count as weaker: by area, as islands or mountains, or by name."""

    areas: tuple[str, ...] = ("乡村",)
    island: bool = True
    mountain: bool = True
    schools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """A set of people a ratio counts.

    Attributes:
        base: ``eligible`` 符合交流条件, ``exchanged`` 已交流, ``staff`` 教职工.
        backbone: levels of backbone teachers; empty for everybody.
        positions: positions; empty for all. Somebody without a written position is a teacher.
        graduating: teaches a graduating grade.
        to_weaker: goes to a weaker school (of those exchanged).
        minimum_term: of school years the placement is planned for (of those exchanged).
    """

    base: str
    backbone: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    graduating: bool = False
    to_weaker: bool = False
    minimum_term: int = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share a policy asks for; threshold in per cent, None where it only names the figure."""

    name: str
    title: str
    numerator: People
    denominator: People
    threshold: float | None
    operator: str
    scope: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as the program works with it.

    Attributes:
        code, title, source, note: where it comes from.
        modes: modes of placements that count as exchange.
        counting: ``running`` counts who is away on the day, ``starting`` who goes in its school
            year.
        graduating: how graduating grades are written.
        timeline: month-day of the steps of the school year.
    """

    code: str
    title: str
    source: str
    note: str = ""
    eligibility: Eligibility = field(default_factory=Eligibility)
    modes: tuple[str, ...] = MODES
    counting: str = "running"
    weaker: Weaker = field(default_factory=Weaker)
    graduating: tuple[str, ...] = GRADUATING_GRADES
    timeline: Mapping[str, str] = field(default_factory=lambda: dict(TIMELINE))
    ratios: tuple[Ratio, ...] = ()

    def ratio(self, name: str) -> Ratio:
        """Return a ratio by name; the two every group watches exist without a threshold too."""
        return {one.name: one for one in self.all_ratios()}[name]

    def all_ratios(self) -> tuple[Ratio, ...]:
        """Return the ratios of the policy, after those two where it does not state them."""
        stated = {one.name for one in self.ratios}
        return (*(one for one in _watched(self.source) if one.name not in stated), *self.ratios)


def _watched(source: str) -> tuple[Ratio, ...]:
    exchanged, eligible = People("exchanged"), People("eligible")
    backbone = People("exchanged", backbone=_levels(True))
    return (
        Ratio(ROTATION, "交流轮岗比例", exchanged, eligible, None, ">=", "group", source),
        Ratio(BACKBONE, "骨干教师交流比例", backbone, exchanged, None, ">=", "group", source),
    )


# --- the grammar ------------------------------------------------------------------------------

TEXT, NUMBER, WHOLE, FLAG, LIST = (
    "文字",
    "不小于 0 的数",
    "不小于 0 的整数",
    "true 或 false",
    "文字列表",
)
LEVELS = "true、false 或级别列表"
TOP = {
    "code": TEXT, "title": TEXT, "source": TEXT, "note": TEXT, "default": FLAG, "modes": LIST,
    "counting": TEXT, "graduating": LIST, "eligibility": "", "weaker": "", "timeline": "",
    "ratio": "",
}  # fmt: skip
ELIGIBILITY = {
    "years": NUMBER, "principal_years": NUMBER, "principals": LIST, "retirement": NUMBER,
    "women_base": WHOLE, "ownership": LIST, "establishment": LIST, "duty_out": LIST,
    "positions_out": LIST, "stages": LIST,
}  # fmt: skip
WEAKER = {"areas": LIST, "island": FLAG, "mountain": FLAG, "schools": LIST}
RATIO = {
    "name": TEXT, "title": TEXT, "threshold": NUMBER, "operator": TEXT, "scope": TEXT,
    "numerator": "", "denominator": "", "source": TEXT,
}  # fmt: skip
PEOPLE = {
    "base": TEXT, "backbone": LEVELS, "positions": LIST, "graduating": FLAG, "to_weaker": FLAG,
    "minimum_term": WHOLE,
}  # fmt: skip
NEEDED_OF_RATIO = ("name", "title", "numerator", "denominator")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def faults(body: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the body of a policy file, sentences that name the key."""
    found = _keys(body, TOP, "")
    found += _choice(body, "counting", COUNTINGS, "")
    for name, known in (("eligibility", ELIGIBILITY), ("weaker", WEAKER)):
        found += _table(body.get(name, {}), known, name)
    women = _as_table(body.get("eligibility")).get("women_base", 55)
    if women not in (50, 55):
        found.append(f"eligibility.women_base 只能是 55 或 50，写的是 {women}")
    found += _timeline_faults(body.get("timeline", {}))
    ratios = body.get("ratio", [])
    if not isinstance(ratios, list):
        return [*found, "ratio 应写作 [[ratio]]，可以有几段"]
    for number, one in enumerate(ratios, 1):
        found += _ratio_faults(one, f"第 {number} 个 ratio ")
    names = [one["name"] for one in ratios if _is(_as_table(one).get("name"), TEXT)]
    found += [
        f"ratio 的 name “{name}”重复" for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    return found


def _timeline_faults(given: object) -> list[str]:
    found = _table(given, dict.fromkeys(TIMELINE, TEXT), "timeline")
    return found or [
        f"timeline.{name} 应写作 月-日，如 08-31，写的是 {day}"
        for name, day in _as_table(given).items()
        if not _MONTH_DAY.fullmatch(day)
    ]


def _ratio_faults(one: object, where: str) -> list[str]:
    found = _table(one, RATIO, where)
    if not isinstance(one, dict) or found:
        return found
    found = [f"{where}缺少 {name}" for name in NEEDED_OF_RATIO if not one.get(name)]
    found += _choice(one, "operator", OPERATORS, where)
    found += _choice(one, "scope", SCOPES, where)
    if not _NAME.fullmatch(str(one.get("name", "a"))):
        found.append(f"{where}的 name 应是小写字母、数字和下划线，写的是 {one['name']}")
    if one.get("threshold", 0) > 100:
        found.append(f"{where}的 threshold 是百分数，应在 0 到 100 之间，写的是 {one['threshold']}")
    for part in ("numerator", "denominator"):
        given = one.get(part, {})
        found += _table(given, PEOPLE, f"{where}的 {part}")
        found += _choice(_as_table(given), "base", BASES, f"{where}的 {part}")
        if given and "base" not in _as_table(given):
            found.append(f"{where}的 {part} 缺少 base")
    return found


def _as_table(given: object) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _table(given: object, known: Mapping[str, str], where: str) -> list[str]:
    if not isinstance(given, dict):
        return [f"{where.strip()} 应是一段 键 = 值"]
    return _keys(given, known, f"{where.strip()}.")


def _keys(given: Mapping[str, Any], known: Mapping[str, str], where: str) -> list[str]:
    found = []
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"，是不是想写 {near[0]}" if near else ""
            found.append(f"不认识 {where}{name}{hint}")
        elif known[name] and not _is(value, known[name]):
            found.append(f"{where}{name} 应是{known[name]}，写的是 {value}")
    return found


def _is(value: object, kind: str) -> bool:
    texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return {
        TEXT: isinstance(value, str),
        FLAG: isinstance(value, bool),
        NUMBER: number,
        WHOLE: number and isinstance(value, int),
        LIST: texts,
        LEVELS: isinstance(value, bool) or (texts and set(_list(value)) <= set(BACKBONE_LEVELS)),
    }[kind]


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _choice(given: Mapping[str, Any], name: str, words: tuple[str, ...], where: str) -> list[str]:
    if name not in given or given[name] in words:
        return []
    return [
        f"{where}{'的 ' if where else ''}{name} 只能是 {'、'.join(words)}，写的是 {given[name]}"
    ]


# --- from the file to the policy --------------------------------------------------------------


def policy(code: str, body: Mapping[str, Any]) -> Policy:
    """Return the policy of a body without faults (see `faults`)."""
    source = body["source"]
    given: dict[str, Any] = {
        name: tuple(body[name]) for name in ("modes", "graduating") if name in body
    }
    if "counting" in body:
        given["counting"] = body["counting"]
    return Policy(
        code=code,
        title=body["title"],
        source=source,
        note=body.get("note", ""),
        eligibility=Eligibility(**_tuples(body.get("eligibility", {}))),
        weaker=Weaker(**_tuples(body.get("weaker", {}))),
        timeline={**TIMELINE, **body.get("timeline", {})},
        ratios=tuple(_ratio(one, source) for one in body.get("ratio", [])),
        **given,
    )


def _tuples(given: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}


def _ratio(one: Mapping[str, Any], source: str) -> Ratio:
    return Ratio(
        name=one["name"],
        title=one["title"],
        numerator=_people(one["numerator"]),
        denominator=_people(one["denominator"]),
        threshold=one.get("threshold"),
        operator=one.get("operator", ">="),
        scope=one.get("scope", "group"),
        source=one.get("source", source),
    )


def _people(given: Mapping[str, Any]) -> People:
    backbone = given.get("backbone", False)
    return People(**(_tuples(given) | {"backbone": _levels(backbone)}))


def _levels(backbone: bool | list[str]) -> tuple[str, ...]:
    if isinstance(backbone, bool):
        known = [level for level in BACKBONE_LEVELS if level in COUNTY_AND_ABOVE]
        return tuple(known) if backbone else ()
    return tuple(backbone)
