"""The columns and rows beside a timetable: which hold the class, the teacher, the period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from jtdesk.core.class_names import class_within, is_class
from jtdesk.core.text import fold
from jtdesk.intake.week_view import BREAKS, CLASS, TEACHER, UNNUMBERED, View
from jtdesk.intake.weekly import numbers_of, periods

HEAD, GRADE, SUBJECT, SCHOOL, OTHER = "head", "grade", "subject", "school", ""
MOST = 0.6
_ROLES = (
    (HEAD, re.compile(r"班主任|辅导员")),
    (OTHER, re.compile(r"序号|编号|人数|课时|节数|节次|星期|时间|时段|备注|教室|地点|职务|电话")),
    (TEACHER, re.compile(r"姓名|教师|老师")),
    (SUBJECT, re.compile(r"学科|科目|课程|任教")),
    (SCHOOL, re.compile(r"学校|单位|校区")),
    (GRADE, re.compile(r"年级")),
    (CLASS, re.compile(r"班级?|班别")),
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+")
_HALF = re.compile(r"[(（]?\d{1,2}[)）]?班?|[一二三四五六七八九十]班")
PART_WORDS = frozenset({"学科", "科目", "课程", "教师", "老师", "任课教师", "任课老师"})


def roles(view: View, columns: Sequence[int], heads: Sequence[int], rows: Sequence[int]) -> dict[str, int]:  # fmt: skip  # noqa: E501
    """Return ``{role: column}`` of the columns beside a grid, by their headings or contents."""
    found: dict[str, int] = {}
    plain: list[int] = []
    for column in columns:
        heading = fold("".join(dict.fromkeys(view.text(row, column) for row in heads)))
        role = next((role for role, word in _ROLES if word.search(heading)), None)
        if role is None or (role == CLASS and "节" in heading):
            plain.append(column)
        elif role == GRADE and "班" in heading:
            found.setdefault(CLASS, column)
        elif role:
            found.setdefault(role, column)
    if CLASS not in found and TEACHER not in found:
        for column in reversed(plain):
            kind = _kind_of([view.text(row, column) for row in rows])
            if kind and kind not in found:
                found[kind] = column
    return found


def _kind_of(texts: Iterable[str]) -> str:
    said = [text for text in texts if text]
    if not said:
        return ""
    if sum(map(is_class, said)) >= MOST * len(said):
        return CLASS
    persons = [t for t in said if _PERSON.fullmatch(t) and not _unlike_a_person(t)]
    return TEACHER if len(persons) >= MOST * len(said) else ""


def _unlike_a_person(text: str) -> bool:
    key = fold(text)
    return bool(periods(key) or UNNUMBERED.fullmatch(key) or BREAKS.fullmatch(key)) or key in {
        "上午", "下午", "晚上", "中午", "早上", "早晨", "晚间", "节次", "时间", "星期",
    }  # fmt: skip


def owner_of(view: View, row: int, found: Mapping[str, int]) -> tuple[str, str, str, str]:
    """Return ``(owner, kind, subject, school)`` of a row by the columns beside a grid."""
    school = view.text(row, found[SCHOOL]) if SCHOOL in found else ""
    subject = view.text(row, found[SUBJECT]) if SUBJECT in found else ""
    if TEACHER in found and CLASS not in found:
        return view.text(row, found[TEACHER]), TEACHER, subject, school
    name = view.text(row, found[CLASS]) if CLASS in found else ""
    if name and GRADE in found and (not is_class(name) or _HALF.fullmatch(name)):
        name = f"{view.text(row, found[GRADE])}{name}"
    return name, CLASS, subject, school


def owner_across(view: View, row: int, column: int) -> tuple[str, str]:
    """Return ``(owner, kind)`` of a column headed by a class (its grade above) or a teacher."""
    text = view.text(row, column)
    if not text:
        return "", ""
    if _HALF.fullmatch(text) and not is_class(text):
        above = view.text(row - 1, column)
        if "年级" in above or is_class(f"{above}{text}"):
            return f"{above}{text}", CLASS
    if is_class(text):
        return text, CLASS
    inside = class_within(text)
    if inside:
        return inside, CLASS
    bare = re.sub(r"(?:老师|教师)$", "", text)
    if _PERSON.fullmatch(bare) and not _unlike_a_person(bare) and bare not in PART_WORDS:
        return bare, TEACHER
    return "", ""


def numbered(
    view: View, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the periods of labels in reading order, by the first cell of each; breaks have none.

    Args:
        view: the sheet.
        places: cells of the labels of one day.
    """
    labels: dict[tuple[int, int], tuple[int, ...] | None] = {}
    for row, column in places:
        text = view.text(row, column)
        key = fold(text)
        if not text or BREAKS.fullmatch(key):
            continue
        said = periods(text)
        if said:
            labels.setdefault(view.anchor(row, column), said)
        elif UNNUMBERED.fullmatch(key):
            labels.setdefault(view.anchor(row, column), None)
    counted = numbers_of([said[0] if said else None for said in labels.values()])
    return {
        place: tuple(one + number - said[0] for one in said) if said else (number,)
        for (place, said), number in zip(labels.items(), counted, strict=True)
        if number is not None
    }


def unnumbered(text: str) -> bool:
    """Tell whether a label names a break or a period without a number."""
    key = fold(text)
    return bool(BREAKS.fullmatch(key) or UNNUMBERED.fullmatch(key))


def label_share(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many of some labels name a period, and how many are filled."""
    said = [text for text in texts if text]
    return sum(bool(periods(text)) for text in said), len(said)
