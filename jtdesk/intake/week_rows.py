"""The timetables of a sheet -> typed rows, one a lesson, with what is missing told once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from jtdesk.core.codes import CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row
from jtdesk.excel.tables import SkippedRow
from jtdesk.excel.values import parse_name
from jtdesk.intake.lesson_cells import ACTIVITIES, CellReader, Taught, is_no_lesson, subject_finder
from jtdesk.intake.places import Schools
from jtdesk.intake.recognition import Recognised
from jtdesk.intake.rules import Finding
from jtdesk.intake.typed_rows import TypedRows
from jtdesk.intake.week_melting import give_term
from jtdesk.intake.week_owners import Owner, Owners
from jtdesk.intake.week_teachers import MEETING, Teachers, TeacherTables
from jtdesk.intake.week_view import CLASS, TEACHER, Slot, View, WeekSheet
from jtdesk.intake.weekly import said_term

UNTAUGHT = "有班会、自习等没有写教师的格子，没有导入这些格子"
NOBODY = "没有写明是哪位教师的课表，请在标题里写“某某老师课程表”，或把教师姓名写在表头。"
NO_CLASS = "没有写明是哪个班的课表，请在标题或工作表名里写班级，如“一（1）班课程表”。"
_DAYS = "一二三四五六日八九"


class WeekReader:
    """Reads the timetables of recognised sheets.

    Args:
        codes: the code lists.
        schools: the schools of the store.
        people: names of the persons on the staff register.
        check: called often; raises when the user has pressed cancel.
    """

    def __init__(
        self,
        codes: Mapping[str, CodeList],
        schools: Schools,
        people: Collection[str],
        check: Callable[[], None],
    ) -> None:
        self.subject = subject_finder(codes.get("subject"))
        self.schools = schools
        self.people = people
        self.owners = Owners(self.subject, schools, people)
        self._check = check

    def read(self, found: Recognised, as_of: str) -> TypedRows:
        """Read a sheet of timetables.

        Args:
            found: the sheet.
            as_of: the day its rows speak of.
        """
        self._check()
        if found.week is None:  # pragma: no cover - only such sheets come here
            raise TypeError(found.table.sheet)
        sheet = _Sheet(self, found, found.week)
        out = sheet.read()
        give_term(out, as_of)
        for row in out.rows:
            found.intake.complete(row)
        return out


class _Sheet:
    """One sheet being read."""

    def __init__(self, of: WeekReader, found: Recognised, week: WeekSheet) -> None:
        self._of = of
        self._found = found
        self._week = week
        self._cells = CellReader(of.subject, of.people)
        self._cells.learn(slot.text for slot in week.slots if not is_no_lesson(slot.text))
        self._numbers: list[int] = []
        self._out = TypedRows(found, [], self._numbers)
        self._told: dict[tuple[str, str], Finding] = {}
        self._untaught: set[int] = set()
        self._kinds: set[str] = set()

    def read(self) -> TypedRows:
        """Return a row for every lesson of the sheet."""
        blocks: dict[int, list[Slot]] = {}
        for slot in self._week.slots:
            blocks.setdefault(slot.block, []).append(slot)
        schools = set()
        for number, slots in blocks.items():
            owner = self._owner(number, slots, alone=len(blocks) == 1)
            schools.add(owner.school)
            first = len(self._out.rows)
            for slot in slots:
                if not is_no_lesson(slot.text):
                    self._slot(slot, owner)
            term = said_term(self._week.titles[number], 0)
            if term and not term.startswith("0"):
                for row in self._out.rows[first:]:
                    row["term"] = term
        self._out.by = self._kinds.pop() if len(self._kinds) == 1 else ""
        self._out.school = schools.pop() if len(schools) == 1 else None
        if self._untaught:
            told = (SkippedRow(row, UNTAUGHT) for row in sorted(self._untaught))
            table = replace(self._found.table, skipped=(*self._found.table.skipped, *told))
            self._out.found = replace(self._found, table=table)
        return self._out

    def _owner(self, number: int, slots: list[Slot], *, alone: bool) -> Owner:
        titles, around = self._week.titles[number], self._found.texts
        owner = self._of.owners.owner((*titles, *around) if alone else titles, slots, self._cells)
        owner.school = self._of.owners.school_in((*titles, *around))
        if owner.kind == TEACHER and not owner.name and not alone:
            owner.name = self._of.owners.owner(around, slots, self._cells).name
        if owner.kind == CLASS:
            owner.teachers.merge(self._legend(number))
            owner.teachers.merge(self._found.teachers)
        return owner

    def _legend(self, number: int) -> Teachers:
        """Return what a legend above, below or beside a block says of its class."""
        corners: dict[int, tuple[int, int]] = {}
        for slot in self._week.slots:
            row, column = corners.get(slot.block, (slot.row, slot.column))
            corners[slot.block] = min(row, slot.row), min(column, slot.column)
        top, left = corners[number]
        lower = [row for row, _ in corners.values() if row > top]
        right = [column for row, column in corners.values() if row == top and column > left]
        first = 1 if top == min(row for row, _ in corners.values()) else top
        tables = TeacherTables(View(self._found.grid), self._of.subject, self._week.body)
        return tables.find(
            first,
            min(lower) - 1 if lower else 0,
            max(1, left - 3) if len(corners) > 1 else 1,
            min(right) - 3 if right else 0,
        )

    # -------------------------------------------------------------------------------- one cell

    def _slot(self, slot: Slot, owner: Owner) -> None:
        kind, name = (slot.kind, slot.owner) if slot.owner else (owner.kind, owner.name)
        self._kinds.add(kind)
        if kind == TEACHER:
            for one in self._cells.of_teacher(slot.text):
                self._of_teacher(slot, owner, name, one)
            return
        for one in self._cells.read(slot.text):
            self._of_class(slot, owner, name or one.class_name, one)

    def _of_teacher(self, slot: Slot, owner: Owner, name: str, one: Taught) -> None:
        subject = slot.subject or owner.subject or one.subject
        row = self._add(slot, owner, one, subject, one.class_name)
        read = parse_name(name)
        if read.code is not None:
            self._out.refuse(row, Fault(read.code, "", read.message, name))
        elif read.value is None:
            self._lacks(row, "teacher_missing", NOBODY)
        else:
            self._out.rows[row]["name"] = read.value

    def _of_class(self, slot: Slot, owner: Owner, name: str, one: Taught) -> None:
        names = one.names or owner.teachers.of(name, one.subject)
        if not names and (one.subject == MEETING or one.subject in ACTIVITIES):
            self._untaught.add(slot.row)
            return
        for person in names or ("",):
            row = self._add(slot, owner, one, one.subject, name)
            read = parse_name(person)
            if not name:
                self._lacks(row, "class_missing", NO_CLASS)
            elif read.code is not None:
                self._out.refuse(row, Fault(read.code, "", read.message, person))
            elif read.value is None:
                message = (
                    f"{name}的{one.subject}没有写任课教师。请在格子里写“{one.subject} 姓名”，"
                    "或在同一工作簿里附上任课教师表（班级、学科、教师）。"
                )
                self._lacks(row, "teacher_missing", message)
            else:
                self._out.rows[row]["name"] = read.value

    def _add(self, slot: Slot, owner: Owner, one: Taught, subject: str, class_name: str) -> int:
        out, place = self._out, len(self._out.rows)
        row: Row = {"weekday": slot.weekday, "period": slot.period}
        if class_name:
            row["class_name"] = class_name
        if subject:
            row["subject"] = self._of.subject(subject) or subject
        if one.weeks:
            row["weeks"] = one.weeks
        out.rows.append(row)
        self._numbers.append(slot.row)
        heading = f"星期{_DAYS[slot.weekday - 1]}第{slot.period}节"
        out.places.append((slot.column, heading, slot.text.replace("\n", " ")))
        if slot.school:
            self._school(place, row, slot.school)
        elif owner.school is not None:
            row["school"] = owner.school
        if (slot.row, slot.column) in self._found.grid.formulas and slot.text.startswith("="):
            out.refuse(place, Fault("bad_name", "", "这里是公式，不能作为课表内容导入。"))
        return place

    def _school(self, place: int, row: Row, written: str) -> None:
        read = self._of.schools.read(written)
        if read.value is not None:
            row["school"] = read.value
        if read.code is not None:
            fault = Fault(read.code, "", read.message, written)
            (self._out.warn if read.warning else self._out.refuse)(place, fault)

    def _lacks(self, row: int, code: str, message: str) -> None:
        """Refuse a lesson for what many lessons lack; told once, at the first of them."""
        key = (code, message)
        if key not in self._told:
            self._told[key] = self._out.told(row, Fault(code, "", message))
        self._out.refusals.setdefault(row, []).append(self._told[key])
