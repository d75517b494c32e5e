"""Two lessons of one teacher at one time.

Two teachers in one class at one time are no fault: 双师, groups by level, an assistant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jtdesk.core.class_names import class_key
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.lessonprep.calendars import weeks_meet
from jtdesk.lessonprep.rules import moment_words

TEACHER_TWICE = "teacher_twice"
Cell = tuple[str, int, int]
"""Sheet, row and column; column 0 where a row is one lesson."""
_WHOLE = ("school", "term", "name", "weekday", "period", "class_name")


class Together:
    """Finds what does not go together within the tables of one run, at the later of two rows."""

    def __init__(self) -> None:
        self._held: dict[tuple[Any, ...], list[tuple[Row, Cell]]] = {}

    def __call__(self, rows: Sequence[Row], cells: Sequence[Cell]) -> Mapping[int, list[Fault]]:
        """Return findings by index.

        Args:
            rows: lessons; one without all its parts is left out.
            cells: sheet, row and column of each; those of one cell belong together.
        """
        found: dict[int, list[Fault]] = {}
        for index, (row, cell) in enumerate(zip(rows, cells, strict=True)):
            if any(row.get(name) is None for name in _WHOLE) or not 1 <= row["weekday"] <= 7:
                continue
            key = (row["school"], row["term"], row["weekday"], row["period"], row["name"])
            others = self._held.setdefault(key, [])
            other = next((one for one in others if _clash(one, (row, cell))), None)
            if other is not None:
                found[index] = [_fault(row, cell, *other)]
            others.append((row, cell))
        return found


def _clash(one: tuple[Row, Cell], two: tuple[Row, Cell]) -> bool:
    (first, here), (second, there) = one, two
    if here == there or not weeks_meet(first["weeks"], second["weeks"]):
        return False
    return class_key(first["class_name"]) != class_key(second["class_name"])


def _fault(row: Row, cell: Cell, other: Row, there: Cell) -> Fault:
    when = moment_words(row["weekday"], row["period"])
    line = f"第 {there[1]} 行" if there[0] == cell[0] else f"工作表“{there[0]}”第 {there[1]} 行"
    message = (
        f"{row['name']}{when}同时在{other['class_name']}（{line}）和{row['class_name']}上课，"
        "请核对；两节都已导入。"
    )
    return Fault(TEACHER_TWICE, "name", message, row["name"])


class Elsewhere:
    """The lessons of teachers as stored, to find one at the same time in another school.

    Args:
        lessons: stored ones with ``teacher_id school term weekday period weeks class_name``.
    """

    def __init__(self, lessons: Iterable[Row]) -> None:
        self._at: dict[tuple[Any, ...], list[Row]] = {}
        for lesson in lessons:
            self.add(lesson)

    def add(self, lesson: Row) -> None:
        """Know one lesson more."""
        key = (
            lesson["teacher_id"],
            lesson.get("term"),
            lesson.get("weekday"),
            lesson.get("period"),
        )
        self._at.setdefault(key, []).append(lesson)

    def fault(self, person: str, row: Row) -> Fault | None:
        """Return the finding for a lesson of a person who has another one elsewhere then."""
        key = (person, row.get("term"), row.get("weekday"), row.get("period"))
        for other in self._at.get(key, ()):
            if other["school"] != row["school"] and weeks_meet(other["weeks"], row["weeks"]):
                message = (
                    f"{row['name']}{moment_words(row['weekday'], row['period'])}在"
                    f"{other['school']}已有课（{other['class_name']}），请与两校核对；这节已导入。"
                )
                return Fault(TEACHER_TWICE, "name", message, row["name"])
        return None


def left_over(
    current: Iterable[Row], said: Sequence[Row], kept: frozenset[str], by: str
) -> list[Fault]:
    """Return what the store still holds of the teachers or classes a new timetable speaks of.

    Args:
        current: stored lessons.
        said: lessons of the timetable.
        kept: ids of the stored ones it speaks of.
        by: ``teacher`` or ``class``: whose weeks the timetable holds whole.
    """
    if by not in {"teacher", "class"}:
        return []

    def owner(row: Row) -> tuple[Any, ...]:
        whose = row.get("name") if by == "teacher" else class_key(row.get("class_name") or "")
        return (row.get("school"), row.get("term"), whose)

    owners = {owner(row) for row in said}
    left: dict[tuple[Any, ...], int] = {}
    for row in current:
        if row["id"] not in kept and owner(row) in owners:
            key = (row["school"], row["term"])
            left[key] = left.get(key, 0) + 1
    whom = "教师" if by == "teacher" else "班级"
    return [
        Fault(
            "lessons_left",
            "",
            f"{school}{term} 学期库中另有 {count} 节这些{whom}的课不在这份课表里，仍然保留。"
            "如果这是新课表，请先在“教师课表”页清除该校旧课表，再导入一次。",
            f"{school}{term}",
        )
        for (school, term), count in left.items()
    ]
