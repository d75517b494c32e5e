"""Whose timetable a block is: the class or the teacher its title, its sheet or its file names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jtdesk.core.class_names import class_within, is_class
from jtdesk.core.text import fold
from jtdesk.excel.context import places_in
from jtdesk.intake.lesson_cells import CellReader, Subject
from jtdesk.intake.places import Schools
from jtdesk.intake.week_teachers import HEAD_TEACHER, Teachers
from jtdesk.intake.week_view import CLASS, TEACHER, Slot

MOST = 0.5
_HAN_NAME = r"[\u4e00-\u9fff·]"
_TABLE = r"(?:课[程时]?表|功课表|日课表)"
_YEARS = re.compile(
    r"20\d\d\s*(?:[-—–~至/]\s*(?:20)?\d\d)?\s*(?:学年度?|年度?)?|第?[一二12]学期|[上下]学期"
    r"|[春秋]季(?:学期)?"
)
_CALLED = re.compile(
    rf"(?:教师姓名|任课教师|教师|老师|姓名)\s*[:：]\s*({_HAN_NAME}{{2,8}}?)(?=[\s,，;；)）]|学科|任教|$)"
)
_MISTER = re.compile(r"([\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+)(?:老师|教师)")
_OF = re.compile(rf"({_HAN_NAME}{{2,6}}?)的?(?:个人)?(?:任课|授课|教学)?{_TABLE}")
_IN_BRACKETS = re.compile(rf"{_TABLE}\s*[(（\-—–:： ]+\s*({_HAN_NAME}{{2,6}})\s*[)）]?")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+·[\u4e00-\u9fff]+")
_SUBJECT = re.compile(r"(?:任教)?(?:学科|科目)\s*[:：]\s*([\u4e00-\u9fff]{1,8})")
_HEAD = re.compile(rf"班主任\s*[:：]\s*({_HAN_NAME}{{2,6}})")
_NOBODY = re.compile(
    r".*(?:学校|小学|中学|全校|班级|年级|各班|教师|个人|任课|总|学年|学期|sheet|课表|课程|日课|星期|节次).*"
)
_LABEL = re.compile(r"(?:班级|班别)\s*[:：]\s*")
_END = re.compile(rf"\s*(?:{_TABLE}|课程安排表?)$")


@dataclass
class Owner:
    """Whose timetable a block is.

    Attributes:
        kind: `CLASS` or `TEACHER`.
        name: of the class or teacher, empty where nothing says it.
        subject: of a teacher's title.
        school: named by the title.
        teachers: who teaches the class what.
    """

    kind: str
    name: str
    subject: str = ""
    school: str | None = None
    teachers: Teachers = field(default_factory=Teachers)


class Owners:
    """Finds the owners of blocks.

    Args:
        subject: returns the subject a word stands for, None for anything else.
        schools: the schools of the store.
        people: names of the persons on the staff register.
    """

    def __init__(self, subject: Subject, schools: Schools, people: Collection[str]) -> None:
        self._subject = subject
        self._words = schools.words()
        self._longest_first = sorted(self._words, key=len, reverse=True)
        self._people = sorted((name for name in people if len(name) > 1), key=len, reverse=True)

    def school_in(self, texts: Sequence[str]) -> str | None:
        """Return the one school some texts speak of."""
        return places_in(texts, self._words)

    def owner(self, titles: Sequence[str], slots: Sequence[Slot], reader: CellReader) -> Owner:
        """Return the class or teacher a block belongs to.

        Args:
            titles: what stands above it, nearest first; sheet and file where it is alone there.
            slots: its cells: classes speak for a teacher's, subjects for a class's timetable.
            reader: of its cells.
        """
        texts = [self._bare(text) for text in titles]
        class_name = next(filter(None, map(_class_of, texts)), "")
        person = self._person(texts)
        said = [one for slot in slots for one in reader.of_teacher(slot.text)]
        classes = sum(is_class(one.class_name.split("、")[0]) for one in said)
        if classes >= MOST * len(said) or (person and not class_name):
            subject = next((m[1] for text in texts if (m := _SUBJECT.search(text))), "")
            return Owner(TEACHER, person, self._subject(subject) or subject)
        owner = Owner(CLASS, class_name)
        head = next((m[1] for text in texts if (m := _HEAD.search(text))), "")
        if head:
            owner.teachers.add(class_name, HEAD_TEACHER, (head,))
        return owner

    def _bare(self, text: str) -> str:
        """Take schools, years and terms out of a title."""
        for word in self._longest_first:
            if word in text:
                text = text.replace(word, " ")
        return _YEARS.sub(" ", text).strip()

    def _person(self, texts: Sequence[str]) -> str:
        for text in texts:
            key = fold(text)
            known = next((name for name in self._people if name in key), "")
            if known and f"班主任:{known}" not in key:
                return known
        for text in texts:
            for pattern in (_CALLED, _MISTER, _IN_BRACKETS, _OF):
                for said in pattern.finditer(_HEAD.sub("", text)):
                    if self._somebody(said[1]):
                        return said[1].strip()
            if _PERSON.fullmatch(text) and self._somebody(text):
                return text
        return ""

    def _somebody(self, word: str) -> bool:
        return not (_NOBODY.fullmatch(fold(word)) or self._subject(word) or is_class(word))


def _class_of(text: str) -> str:
    whole = _LABEL.sub("", text).strip()
    bare = _END.sub("", whole).strip()
    return bare if is_class(bare) else class_within(whole)
