"""Posts a school should have: pupils by stage over the ratio, small schools by classes too."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jtdesk.core.numbers import plain
from jtdesk.deployment.loads import STAGES
from jtdesk.deployment.needs import BY_SCHOOL, School, by_grade, exact

Body = dict[str, Any]
AREAS = ("城区", "镇区", "乡村")
KEYS = frozenset({"title", "source", "note", "default", "code", "ratio", "non_teaching", "small"})
RATIO_KEYS = frozenset({"stage", "area", "pupils", "note"})
SMALL_KEYS = frozenset({"enabled", "pupils_below", "areas", "class_ratio", "note"})


@dataclass(frozen=True)
class StagePosts:
    """Posts of one stage of a school: ``ceil(pupils / ratio)``, each stage rounded up apart."""

    stage: str
    pupils: Fraction
    ratio: float
    posts: int


@dataclass(frozen=True)
class Posts:
    """Posts a school should have.

    Attributes:
        stages: by pupils.
        by_ratio: their sum; None where it cannot be reckoned.
        by_classes: classes x k of a small school, None for others.
        needed: the larger of both.
        non_teaching: most of them that may be other than teachers.
        why: the reckoning as a sentence, or what is missing.
    """

    stages: tuple[StagePosts, ...] = ()
    by_ratio: int | None = None
    by_classes: int | None = None
    needed: int | None = None
    non_teaching: int | None = None
    why: str = ""


def posts(school: School, body: Body) -> Posts:
    """Return the posts of a school by a standard that keeps the grammar.

    Pupils count by stage (九年制、完全中学分学段核定); a small school gets at least classes x k.
    """
    pupils = by_grade(school.stages, school.students, "人")
    lacking = _lacking(school, pupils, body)
    if lacking:
        return Posts(why=lacking)
    stages = tuple(
        StagePosts(stage, spread.total, ratio, math.ceil(spread.total / exact(ratio)))
        for stage, spread in pupils.items()
        if (ratio := _ratio(body, stage, school.area)) is not None
    )
    by_ratio = sum(one.posts for one in stages)
    by_classes = _by_classes(school, pupils, body)
    needed = max(by_ratio, by_classes or 0)
    shares = body.get("non_teaching", {})
    # Shares are per cent of the posts of the stage, and never rounded up: 不超过.
    most = sum(
        (Fraction(one.posts) * exact(shares.get(one.stage, 0)) / 100 for one in stages), Fraction(0)
    )
    spread = [one.note for one in pupils.values() if one.basis == BY_SCHOOL]
    why = _why(stages, by_classes, body, spread[0] if spread else "")
    return Posts(stages, by_ratio, by_classes, needed, math.floor(most), why)


def _lacking(school: School, pupils: Mapping[str, Any], body: Body) -> str:
    """Say what is missing, empty where nothing is."""
    if not school.stages:
        return f"{school.name}没有填办学类型或学段，算不出应配编制：请在成员校里填写。"
    # A standard without a ratio for a stage (kindergartens) is silent on it for every school.
    counted = [s for s in school.stages if any(e["stage"] == s for e in body["ratio"])]
    if not counted:
        return f"本标准没有{'、'.join(school.stages)}的师生比，不算应配编制。"
    if any(_ratio(body, stage, school.area) is None for stage in counted):
        return f"{school.name}没有填城乡类别，本标准分城区、镇区、乡村：请在成员校里填写。"
    if any(stage not in pupils for stage in counted):
        until = f"{school.as_of} 的年度数据里没有" if school.as_of else "没有填过"
        return f"{school.name}{until}在校生数，算不出应配编制：请在成员校里填写。"
    return ""


def _ratio(body: Body, stage: str, area: str | None) -> float | None:
    """Return pupils a post, by area where the standard tells areas apart."""
    for entry in body["ratio"]:
        if entry["stage"] == stage and entry.get("area") in {None, area}:
            return float(entry["pupils"])
    return None


def _by_classes(school: School, pupils: Mapping[str, Any], body: Body) -> int | None:
    small = body.get("small", {})
    if not small.get("enabled", False) or school.classes.total is None:
        return None
    total = sum((spread.total for spread in pupils.values()), Fraction(0))
    areas = small.get("areas") or AREAS
    if total >= small["pupils_below"] or school.area not in areas:
        return None
    return math.ceil(school.classes.total * exact(small["class_ratio"]))


def _why(stages: Sequence[StagePosts], by_classes: int | None, body: Body, spread: str) -> str:
    parts = [
        f"{one.stage} {plain(round(float(one.pupils), 2))} 人 ÷ {plain(one.ratio)} = {one.posts}"
        for one in stages
    ]
    told = "；".join(parts)
    if by_classes is not None:
        k = plain(body["small"]["class_ratio"])
        told += f"；小规模学校按班师比 {k}:1 为 {by_classes}，两者取大"
    return f"{told}（{spread}估算）。" if spread else f"{told}。"


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of an establishment standard."""
    found = [f"不认识 {name}" for name in body if name not in KEYS]
    entries = body.get("ratio")
    if not isinstance(entries, list) or not entries:
        return [*found, "缺少 [[ratio]]：每个学段一段，写 stage、pupils（每个编制几名学生）"]
    seen = set()
    for number, entry in enumerate(entries, 1):
        place = f"第 {number} 个 [[ratio]]"
        if not isinstance(entry, dict):
            found.append(f"{place} 应是一段，写 stage、pupils")
            continue
        found += _ratio_faults(entry, place)
        key = (str(entry.get("stage")), str(entry.get("area")))
        if key in seen:
            found.append(f"{place} 的学段和城乡类别写了两次")
        seen.add(key)
    return found + _share_faults(body.get("non_teaching", {})) + _small_faults(body.get("small"))


def _ratio_faults(entry: Body, place: str) -> list[str]:
    found = [f"{place} 不认识 {key}" for key in entry if key not in RATIO_KEYS]
    if entry.get("stage") not in STAGES:
        found.append(f"{place} 的 stage“{entry.get('stage')}”应是 {'、'.join(STAGES)} 之一")
    if entry.get("area") not in (None, *AREAS):
        found.append(f"{place} 的 area“{entry['area']}”应是 {'、'.join(AREAS)} 之一")
    if not _positive(entry.get("pupils")):
        found.append(f"{place} 的 pupils“{entry.get('pupils')}”应是大于 0 的数")
    return found


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _share_faults(shares: object) -> list[str]:
    if not isinstance(shares, dict):
        return ["[non_teaching] 应按学段写百分数"]
    found = [f"[non_teaching] 不认识学段 {name}" for name in shares if name not in STAGES]
    return found + [
        f"[non_teaching] 的 {name}“{share}”应是 0 到 100 的百分数"
        for name, share in shares.items()
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100
    ]


def _small_faults(small: object) -> list[str]:
    if small is None:
        return []
    if not isinstance(small, dict):
        return ["[small] 应写 pupils_below、class_ratio"]
    found = [f"[small] 不认识 {name}" for name in small if name not in SMALL_KEYS]
    found += [
        f"[small] 的 {name}“{small.get(name)}”应是大于 0 的数"
        for name in ("pupils_below", "class_ratio")
        if not _positive(small.get(name))
    ]
    if not isinstance(small.get("enabled", False), bool):
        found.append("[small] 的 enabled 应是 true 或 false")
    areas = small.get("areas", [])
    if not isinstance(areas, list) or any(area not in AREAS for area in areas):
        found.append(f"[small] 的 areas 应是 {'、'.join(AREAS)} 中的几个")
    return found


def with_class_ratio(body: Body, ratio: float, *, enabled: bool = True) -> Body:
    """Return a copy of a body with another class ratio k of small schools, on or off."""
    return body | {"small": body.get("small", {}) | {"class_ratio": ratio, "enabled": enabled}}
