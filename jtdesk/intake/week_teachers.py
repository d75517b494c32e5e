"""Who teaches which subject to which class: tables and legends beside timetables without names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from jtdesk.core.class_names import class_key, class_within, is_class
from jtdesk.core.text import fold, tidy
from jtdesk.intake.lesson_cells import Subject
from jtdesk.intake.week_view import View

HEAD_TEACHER = "班主任"
MEETING = "班会"
_NAMES = r"[\u4e00-\u9fff]{2,4}(?:老师)?(?:\s*[、,，/和]\s*[\u4e00-\u9fff]{2,4}(?:老师)?)*"
_PAIR = re.compile(rf"([\u4e00-\u9fffA-Za-z]{{1,8}})\s*[:：\-—–(（]\s*({_NAMES})[)）]?")
_PARTS = re.compile(r"[\s、,，/／;；和]+")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+")
_SPACED = re.compile(r"^([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])$")
_LIST = {
    "class": re.compile(r"班级|班别|任教班级|任课班级|授课班级|班"),
    "subject": re.compile(r"学科|科目|课程|任教学科|任课学科|课程名称"),
    "teacher": re.compile(r"教师|老师|姓名|任课教师|任课老师|教师姓名|授课教师"),
}
_TOP = 30  # rows within which a table of teachers begins


@dataclass
class Teachers:
    """What is known of who teaches what.

    Attributes:
        by: names by ``(class key, subject)``; the class is empty for a legend without one.
        heads: 班主任 by class key.
    """

    by: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by or self.heads)

    def add(self, class_name: str, subject: str, names: Iterable[str]) -> None:
        """Note who teaches a subject to a class; said first counts."""
        given = tuple(dict.fromkeys(names))
        key = class_key(class_name) if class_name else ""
        if not given:
            return
        if subject == HEAD_TEACHER:
            self.heads.setdefault(key, given[0])
        else:
            self.by.setdefault((key, subject), given)

    def merge(self, other: Teachers) -> None:
        """Take over what another one knows and this one does not."""
        self.by = other.by | self.by
        self.heads = other.heads | self.heads

    def of(self, class_name: str, subject: str) -> tuple[str, ...]:
        """Return who teaches a subject to a class, empty where nobody has said."""
        for key in (class_key(class_name), ""):
            found = self.by.get((key, subject))
            if found:
                return found
            if subject == MEETING and key in self.heads:
                return (self.heads[key],)
        return ()


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of persons a cell holds, empty where it holds anything else."""
    whole = _SPACED.sub(r"\1\2", tidy(text))
    parts = [part.removesuffix("老师") for part in _PARTS.split(whole) if part]
    return tuple(parts) if parts and all(map(_PERSON.fullmatch, parts)) else ()


class TeacherTables:
    """Finds tables and legends of teachers on a sheet.

    Args:
        view: the sheet.
        subject: returns the subject a word stands for, None for anything else.
        skip: cells that are part of a timetable.
    """

    def __init__(
        self, view: View, subject: Subject, skip: Collection[tuple[int, int]] = frozenset()
    ) -> None:
        self._view = view
        self._subject = subject
        self._skip = skip

    def text(self, row: int, column: int) -> str:
        """Return a cell outside the timetables."""
        return "" if (row, column) in self._skip else self._view.text(row, column)

    def find(self, first: int = 1, last: int = 0, left: int = 1, right: int = 0) -> Teachers:
        """Return what is said within some rows and columns (0: to the end)."""
        found = Teachers()
        area = range(first, (last or self._view.height) + 1), range(left, (right or self._view.width) + 1)  # fmt: skip  # noqa: E501
        for row in area[0]:
            for column in area[1]:
                text = self.text(row, column)
                if text and self._view.anchor(row, column) == (row, column):
                    for word, names in self._pairs(text):
                        found.add("", word, names)
            self._row(found, row, area[1], area[0])
        return found

    def _known(self, text: str) -> str:
        word = fold(text)
        return HEAD_TEACHER if word == HEAD_TEACHER else self._subject(text) or ""

    def _names(self, text: str) -> tuple[str, ...]:
        names = names_in(text)
        return () if any(self._known(name) for name in names) else names

    def _pairs(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for found in _PAIR.finditer(text):
            word = self._known(found[1])
            if word:
                yield word, self._names(found[2])

    def _row(self, found: Teachers, row: int, columns: range, rows: range) -> None:
        """Read a row that heads a table: subjects, classes, or 班级 学科 教师."""
        texts = {c: self.text(row, c) for c in columns if self.text(row, c)}
        subjects = {c: word for c, t in texts.items() if (word := self._known(t))}
        if len(subjects) >= 2:
            self._under_subjects(found, row, subjects, rows)
        if len(subjects) >= 2 or (subjects and len(texts) == 2):
            self._beside(found, row, subjects)
        if sum(map(is_class, texts.values())) >= 2 and row <= _TOP:
            self._under_classes(found, row, {c: t for c, t in texts.items() if is_class(t)}, rows)
        roles = {
            role: c
            for role, word in _LIST.items()
            for c, text in texts.items()
            if word.fullmatch(fold(text))
        }  # fmt: skip
        if len(roles) == len(_LIST):
            self._listed(found, row, roles, rows)

    def _under_subjects(
        self, found: Teachers, row: int, subjects: dict[int, str], rows: range
    ) -> None:
        """Read classes down and subjects across; without classes one row of names is a legend."""
        beside = range(1, min(subjects))
        for below in range(row + 1, rows.stop):
            called = [self.text(below, c) for c in beside]
            name = next((t for t in called if is_class(t) or class_within(t)), "")
            cells = {c: self._names(self.text(below, c)) for c in subjects}
            if not any(cells.values()) or (not name and below > row + 1):
                if any(self.text(below, c) for c in (*beside, *subjects)):
                    break
                continue
            grade = next((t for t in called if t.endswith("年级")), "")
            whole = f"{grade}{name}" if grade and is_class(f"{grade}{name}") else name
            for column, word in subjects.items():
                found.add(whole, word, cells[column])

    def _beside(self, found: Teachers, row: int, subjects: dict[int, str]) -> None:
        for column, word in subjects.items():
            if column + 1 not in subjects:
                found.add("", word, self._names(self.text(row, column + 1)))

    def _under_classes(self, found: Teachers, row: int, classes: dict[int, str], rows: range) -> None:  # fmt: skip  # noqa: E501
        """Read subjects down and classes across."""
        for below in range(row + 1, rows.stop):
            word = next((w for c in range(1, min(classes)) if (w := self._known(self.text(below, c)))), "")  # fmt: skip  # noqa: E501
            if word:
                for column, name in classes.items():
                    found.add(name, word, self._names(self.text(below, column)))

    def _listed(self, found: Teachers, row: int, roles: dict[str, int], rows: range) -> None:
        for below in range(row + 1, rows.stop):
            word = self._known(self.text(below, roles["subject"]))
            names = self._names(self.text(below, roles["teacher"]))
            for name in _PARTS.split(self.text(below, roles["class"])):
                if word and name:
                    found.add(name, word, names)
