"""The grammar of a curriculum: periods a week by subject and grade, and how a page edits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from jtdesk.core import paths
from jtdesk.core.codes import CodeList, read_code_list
from jtdesk.core.errors import RuleError
from jtdesk.core.numbers import plain

Body = dict[str, Any]
# Grades of compulsory schooling; for kindergarten and senior secondary there is no table.
GRADES = range(1, 10)
GRADES_OF_STAGE: Mapping[str, range] = {
    "小学": range(1, 7),
    "初中": range(7, 10),
    "高中": range(10, 13),
}
TAUGHT_STAGES = ("小学", "初中")
GRADE_WORDS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
# 初中 teaches either science as one subject or physics, chemistry and biology apart
# (义务教育课程方案 2022 版 leaves the choice to the province).
SCIENCES = ("分科", "综合")
MOST_PERIODS = 40
KEYS = frozenset({"title", "source", "note", "default", "code", "science", "shared", "subject"})
SUBJECT_KEYS = frozenset({"name", "periods", "science", "note"})


@dataclass(frozen=True)
class Curriculum:
    """A curriculum ready for reckoning.

    Attributes:
        periods: periods a week by subject, in the order of the table, one number a grade 1 to 9.
        shared: subjects without teachers of their own (taught by everybody); their need is shown
            and left out of the surplus and shortage of subjects.
    """

    periods: Mapping[str, tuple[float, ...]]
    shared: frozenset[str]

    def weekly(self, subject: str, grade: int) -> float:
        """Return the periods a week of a subject in a grade, 0 where it is not taught."""
        row = self.periods.get(subject)
        return row[grade - 1] if row is not None and grade in GRADES else 0

    def subjects(self, stage: str) -> tuple[str, ...]:
        """Return the subjects that are taught in a stage."""
        grades = GRADES_OF_STAGE.get(stage, range(0))
        return tuple(
            name for name in self.periods if any(self.weekly(name, grade) for grade in grades)
        )


@cache
def subject_words() -> CodeList:
    """Return the list of subjects, the user's own where there is one."""
    own = paths.user_data_dir() / "schemas" / "codes" / "subject.toml"
    return read_code_list(own if own.is_file() else paths.schemas_dir() / "codes" / "subject.toml")


def subject_word(written: object) -> str | None:
    """Return the subject a written word stands for (外语 is 英语), None for an unknown word."""
    return subject_words().find(written)[1] if isinstance(written, str) else None


def curriculum(body: Body) -> Curriculum:
    """Return a curriculum out of a body that keeps the grammar."""
    periods: dict[str, tuple[float, ...]] = {}
    for entry in body["subject"]:
        if entry.get("science") in {None, science_of(body)}:
            name = str(subject_word(entry["name"]))
            # A second line of a subject adds to the first: 科学 of 小学 and of 初中.
            before = periods.get(name, (0.0,) * len(GRADES))
            both = zip(before, entry["periods"], strict=True)
            periods[name] = tuple(float(one) + float(other) for one, other in both)
    shared = frozenset(str(subject_word(name)) for name in body.get("shared", ()))
    return Curriculum(periods, shared)


def science_of(body: Body) -> str:
    """Return how 初中 teaches science: 分科 or 综合."""
    return str(body.get("science", SCIENCES[0]))


def faults(body: Body) -> list[str]:
    """Return what is wrong with the body of a curriculum; each sentence names the place."""
    found = [f"不认识 {name}" for name in body if name not in KEYS]
    if science_of(body) not in SCIENCES:
        found.append(f"science 应是 {' 或 '.join(SCIENCES)}，现在是“{science_of(body)}”")
    entries = body.get("subject")
    if not isinstance(entries, list) or not entries:
        return [*found, "缺少 [[subject]]：每门课一段，写 name 和 periods"]
    seen: set[tuple[str, object]] = set()
    for number, entry in enumerate(entries, 1):
        place = f"第 {number} 个 [[subject]]"
        if not isinstance(entry, dict):
            found.append(f"{place} 应是一段，写 name 和 periods")
            continue
        found += _entry_faults(entry, place)
        key = (str(subject_word(entry.get("name"))), entry.get("science"))
        if key[0] != "None" and key in seen:
            found.append(f"{place} 的学科“{entry['name']}”写了两次")
        seen.add(key)
    known = {name for name, _ in seen}
    found += _shared_faults(body.get("shared", []), known)
    return found


def _shared_faults(shared: object, known: set[str]) -> list[str]:
    if not isinstance(shared, list):
        return ["shared 应是学科的列表"]
    return [
        f"shared 中的“{name}”不在课程表的学科里"
        for name in shared
        if str(subject_word(name)) not in known
    ]


def _entry_faults(entry: Body, place: str) -> list[str]:
    name = entry.get("name")
    found = [f"{place} 不认识 {key}" for key in entry if key not in SUBJECT_KEYS]
    if name is None:
        found.append(f"{place} 缺少 name")
    elif subject_word(name) is None:
        found.append(f"{place} 的学科“{name}”不在学科代码表 codes/subject.toml 里")
    if entry.get("science", SCIENCES[0]) not in SCIENCES:
        found.append(f"{place} 的 science 应是 {' 或 '.join(SCIENCES)}")
    label = f"学科“{name}”的 periods"
    periods = entry.get("periods")
    if not isinstance(periods, list):
        return [*found, f"{label} 应是一至九年级的九个数"]
    if len(periods) != len(GRADES):
        missing = "、".join(f"{word}年级" for word in GRADE_WORDS[len(periods) :])
        told = f"，缺{missing}" if missing else ""
        found.append(f"{label} 应是一至九年级的九个数，现在有 {len(periods)} 个{told}")
    for word, number in zip(GRADE_WORDS, periods, strict=False):
        if not _periods(number):
            found.append(f"{label} 中{word}年级的“{number}”应是 0 到 {MOST_PERIODS} 的数")
    return found


def _periods(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return 0 <= number <= MOST_PERIODS


def curriculum_table(body: Body) -> list[dict[str, Any]]:
    """Return the table a page shows: ``subject``, ``shared``, ``grade1`` to ``grade9``, ``total``.

    Only the lines in force are shown: of 科学 and 物理、化学、生物学 in 初中 those that are taught.
    """
    made = curriculum(body)
    return [
        {"subject": name, "shared": name in made.shared}
        | {f"grade{grade}": plain(numbers[grade - 1]) for grade in GRADES}
        | {"total": plain(sum(numbers))}
        for name, numbers in made.periods.items()
    ]


def grade_totals(body: Body) -> dict[int, float]:
    """Return the periods a week of all subjects by grade."""
    made = curriculum(body)
    return {
        grade: float(plain(sum(row[grade - 1] for row in made.periods.values())) or 0)
        for grade in GRADES
    }


def with_periods(body: Body, subject: str, grade: int, periods: float) -> Body:
    """Return a copy of a body with other periods of a subject in a grade; new subjects are added.

    Raises:
        RuleError: unknown subject, no such grade, or no number a week can hold.
    """
    name = subject_word(subject)
    if name is None:
        raise RuleError(
            f"学科“{subject}”不在学科代码表里。", code="unknown_code_word", at="subject"
        )
    if grade not in GRADES:
        raise RuleError(f"没有{grade}年级：请填一至九年级。", code="bad_grade", at="grade")
    if not _periods(periods):
        raise RuleError(
            f"周课时“{periods}”应是 0 到 {MOST_PERIODS} 的数，单双周可填 0.5。",
            code="not_a_number", at="periods",
        )  # fmt: skip
    copy = deepcopy(body)
    lines = list(_lines(copy, name))
    if not lines:
        lines = [{"name": name, "periods": [0] * len(GRADES)}]
        copy["subject"].append(lines[0])
    # What is taught only under one way of science stands in the line of that way.
    chosen = next((e for e in lines if "science" in e and grade in GRADES_OF_STAGE["初中"]), None)
    for entry in lines:
        entry["periods"][grade - 1] = 0
    (chosen or lines[0])["periods"][grade - 1] = plain(periods)
    return copy


def _lines(body: Body, name: str) -> Iterator[Body]:
    """Yield the lines of a subject that are in force, the one of every science first."""
    own = [e for e in body["subject"] if subject_word(e["name"]) == name]
    yield from (e for e in own if "science" not in e)
    yield from (e for e in own if e.get("science") == science_of(body))


def with_science(body: Body, science: str) -> Body:
    """Return a copy in which 初中 teaches science as one subject (综合) or as three (分科).

    Raises:
        RuleError: neither of the two words.
    """
    if science not in SCIENCES:
        raise RuleError(f"请选{'或'.join(SCIENCES)}。", code="unknown_code_word", at="science")
    return deepcopy(body) | {"science": science}


def without_subject(body: Body, subject: str) -> Body:
    """Return a copy without a subject."""
    copy = deepcopy(body)
    name = subject_word(subject)
    copy["subject"] = [e for e in copy["subject"] if subject_word(e["name"]) != name]
    copy["shared"] = [one for one in copy.get("shared", ()) if subject_word(one) != name]
    return copy
