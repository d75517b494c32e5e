"""Rules of the schools register: identifiers, kinds, stages, the split of through-train schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.numbers import rounded
from jtdesk.core.spans import covers
from jtdesk.schools import words

STAGES = ("幼儿园", "小学", "初中", "高中")

STAGES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "幼儿园": ("幼儿园",),
    "小学": ("小学",),
    "教学点": ("小学",),
    "初级中学": ("初中",),
    "九年一贯制学校": ("小学", "初中"),
    "完全中学": ("初中", "高中"),
    "高级中学": ("高中",),
    "十二年一贯制学校": ("小学", "初中", "高中"),
}

# Category digits of the ten-digit identifier and the kinds each may stand for.
CATEGORIES: Mapping[str, frozenset[str]] = {
    "11": frozenset({"幼儿园"}),
    "21": frozenset({"小学", "教学点"}),
    "22": frozenset(),
    "31": frozenset({"初级中学", "九年一贯制学校"}),
    "32": frozenset(),
    "33": frozenset(),
    "34": frozenset({"完全中学", "高级中学", "十二年一贯制学校"}),
    "35": frozenset(),
    "36": frozenset(),
    "37": frozenset(),
    "41": frozenset(),
    "42": frozenset(),
    "51": frozenset({"特殊教育学校"}),
    "91": frozenset(),
    "92": frozenset(),
    "93": frozenset(),
}
PROVINCES = frozenset(
    (
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82",
    )
)  # fmt: skip

# Weight of a pupil by stage when premises of a through-train school are split.
SPLIT_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "九年一贯制学校": {"小学": 1.0, "初中": 1.1},
    "完全中学": {"初中": 1.0, "高中": 1.2},
    "十二年一贯制学校": {"小学": 1.0, "初中": 1.1, "高中": 1.32},
}
SPLIT_FIGURES = ("teaching_area", "sport_area", "equipment_value", "multimedia_rooms")

# Below these pupil numbers a school is staffed as one of the size (国发〔2012〕48号: 100 pupils).
SMALL_SCHOOL_PUPILS = 100
MAX_DOCUMENT = 20 * 1024 * 1024


def stages_of(kind: str | None, written: Sequence[str] | None) -> list[str] | None:
    """Return the stages of a school: as written, else as its kind implies."""
    if written:
        return [stage for stage in STAGES if stage in written]
    implied = STAGES_OF_KIND.get(kind or "")
    return list(implied) if implied else None


def grade_stage(grade: int) -> str:
    """Return the stage a grade (1 to 12) belongs to."""
    return "小学" if grade <= 6 else "初中" if grade <= 9 else "高中"


def code_findings(code: str | None) -> list[Fault]:
    """Check the shape of a school identifier; findings are warnings, local codes are about."""
    if not code:
        return []
    if len(code) != 10 or not code.isdigit():
        message = f"学校标识码“{code}”不是 10 位数字，请核对；地方编码请填在“地方代码”。"
        return [_code_fault(code, message)]
    found = []
    if code[:2] not in CATEGORIES:
        message = f"学校标识码“{code}”前两位 {code[:2]} 不是学校类别码，请核对。"
        found.append(_code_fault(code, message))
    if code[2:4] not in PROVINCES:
        message = f"学校标识码“{code}”第 3、4 位 {code[2:4]} 不是省级代码，请核对。"
        found.append(_code_fault(code, message))
    return found


def kind_findings(code: str | None, kind: str | None) -> list[Fault]:
    """Compare the category in an identifier with the kind of the school.

    Shown beside the school, not at import: a school keeps its old code for years after it changed
    its kind, and campuses carry the code of the school they belong to.
    """
    kinds = CATEGORIES.get((code or "")[:2], frozenset())
    if not code or kind not in STAGES_OF_KIND or not kinds or kind in kinds:
        return []
    message = (
        f"学校标识码“{code}”前两位 {code[:2]} 一般是{'、'.join(sorted(kinds))}，"
        f"与办学类型“{kind}”不一致，请核对。"
    )
    return [_code_fault(code, message)]


def code_sentences(code: str | None, kind: str | None) -> list[str]:
    """Return everything there is to say about an identifier, as sentences."""
    return [fault.message for fault in (*code_findings(code), *kind_findings(code, kind))]


def _code_fault(code: str, message: str) -> Fault:
    return Fault("bad_school_code", "code", message, code)


def term_faults(row: Mapping[str, Any], first: str, last: str, what: str) -> list[Fault]:
    """Return the fault of a term that ends before it starts."""
    if ordered(row.get(first), row.get(last)):
        return []
    message = f"{what}的结束时间 {row[last]} 早于开始时间 {row[first]}，请核对。"
    return [Fault("date_order", last, message, str(row[last]))]


def row_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what refuses a school row."""
    return [
        *term_faults(row, "agreement_start", "agreement_end", "帮扶协议"),
        *term_faults(row, "joined_on", "left_on", "集团成员期"),
    ]


def agreement_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what refuses an agreement."""
    return term_faults(row, "start", "end", "协议")


def agreement_title(lead: str | None, member: str) -> str:
    """Return the name an agreement gets where nobody gave it one."""
    return f"{lead}与{member}帮扶协议" if lead and lead != member else f"{member}帮扶协议"


def row_findings(row: Mapping[str, Any]) -> list[Fault]:
    """Return what a school row is warned about."""
    found = code_findings(row.get("code"))
    for what, title in (("classes", "班级数"), ("students", "在校生数")):
        parts = [
            row.get(f"{key}_{what}") for key in ("kindergarten", "primary", "junior", "senior")
        ]
        known = [part for part in parts if part is not None]
        total = row.get(what)
        if known and total is not None and sum(known) != total:
            found.append(
                Fault(
                    "sum_differs",
                    what,
                    f"{title}合计写的是 {total}，各学段相加是 {sum(known)}，请核对。",
                    str(total),
                )
            )
    return found


def ordered(first: str | None, last: str | None) -> bool:
    """Tell whether two dates of day or month precision stand in order, unknown ones do."""
    if not first or not last:
        return True
    shared = min(len(first), len(last))
    return first[:shared] <= last[:shared]


@dataclass(frozen=True)
class Split:
    """The part of a figure that falls to one stage."""

    stage: str
    share: float
    per_pupil: float
    amount: float


def split(kind: str | None, pupils: Mapping[str, int], amount: float) -> tuple[Split, ...]:
    """Split a figure of a through-train school among its stages by weighted pupils.

    Args:
        kind: kind of the school; others than through-train schools are not split.
        pupils: pupils by stage.
        amount: the figure of the whole school.

    Returns:
        One part a stage, unrounded; empty where there is nothing to split.
    """
    weights = SPLIT_WEIGHTS.get(kind or "")
    if weights is None:
        return ()
    present = {stage: pupils.get(stage, 0) for stage in weights}
    weighed = {stage: count * weights[stage] for stage, count in present.items() if count > 0}
    total = sum(weighed.values())
    # A campus with pupils of one stage only is not split.
    if len(weighed) < 2:
        return ()
    return tuple(
        Split(
            stage=stage,
            share=weight / total,
            per_pupil=amount * weight / total / present[stage],
            amount=amount * weight / total,
        )
        for stage, weight in weighed.items()
    )


def stage_split(
    kind: str | None, pupils: Mapping[str, int], facts: Mapping[str, Any]
) -> dict[str, dict[str, float]] | None:
    """Return the four split figures by stage, rounded to two decimals; None where not split."""
    found: dict[str, dict[str, float]] = {}
    for name in SPLIT_FIGURES:
        amount = facts.get(name)
        if amount is None:
            continue
        for part in split(kind, pupils, float(amount)):
            found.setdefault(part.stage, {})[name] = rounded(part.amount, 2)
    return found or None


def small_school(students: int | None) -> bool | None:
    """Tell whether a school counts as a small one; None where pupils are unknown."""
    return None if students is None else students < SMALL_SCHOOL_PUPILS


def agreement_status(
    start: str | None, end: str | None, ended: str | None, day: str | None
) -> str | None:
    """Return the state of an agreement on a day; a hand-set state wins."""
    if ended:
        return ended
    if day is None:
        return None
    if start is not None and start > day:
        return words.AGREEMENT_DUE
    return words.AGREEMENT_RUNNING if covers(start, end, day) else words.AGREEMENT_OVER


def refuse_wrong_time(value: str | None, at: str) -> None:
    """Refuse a time of day that is not HH:MM.

    Raises:
        RuleError: it is none.
    """
    if value is None:
        return
    hour, colon, minute = value.partition(":")
    if (
        colon and len(hour) == 2 and len(minute) == 2 and hour.isdigit() and minute.isdigit()
        and int(hour) < 24 and int(minute) < 60
    ):  # fmt: skip
        return
    raise RuleError(f"时刻“{value}”不合规，请写成 08:10 这样的形式。", code="bad_time", at=at)
