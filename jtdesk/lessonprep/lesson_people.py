"""Who on the staff the lessons of a timetable belong to: by school and name, subject and stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jtdesk.core.class_names import stage_of
from jtdesk.core.fields import Row


class LessonPeople:
    """Finds the teachers of lessons; never guesses between two of one name.

    Args:
        people: rows with ``id name id_number school teaching_school stage subject
            other_subjects`` and maybe ``visits``, the schools of people who teach at several.
    """

    def __init__(self, people: Iterable[Row]) -> None:
        self._by_id: dict[str, Row] = {}
        self._by_number: dict[str, Row] = {}
        self._by_name: dict[tuple[str, str], list[Row]] = {}
        self._elsewhere: dict[str, set[str]] = {}
        self.staffed: set[str] = set()
        for person in people:
            self._by_id.setdefault(person["id"], person)
            if person.get("id_number"):
                self._by_number[person["id_number"]] = person
            for school in _schools_of(person):
                held = self._by_name.setdefault((school, person["name"]), [])
                if all(other["id"] != person["id"] for other in held):
                    held.append(person)
                self._elsewhere.setdefault(person["name"], set()).add(school)
                self.staffed.add(school)

    def named(self, school: str | None, name: str | None) -> Sequence[Row]:
        """Return everybody of a name in a school."""
        return self._by_name.get((school or "", name or ""), ())

    def schools_of(self, name: str | None) -> list[str]:
        """Return the schools that have somebody of a name."""
        return sorted(self._elsewhere.get(name or "", ()))

    def travels(self, person: Row) -> bool:
        """Tell whether a person teaches at several schools."""
        return len(_schools_of(person)) > 1

    def travelling(self) -> frozenset[str]:
        """Return the names of the people who teach at several schools."""
        return frozenset(p["name"] for p in self._by_id.values() if self.travels(p))

    def candidates(self, lesson: Mapping[str, Any]) -> Sequence[Row]:
        """Return who a lesson may belong to; one person where it is certain.

        Args:
            lesson: ``school name``, and where known ``teacher_id id_number subject class_name``.
        """
        held = lesson.get("teacher_id")
        if held in self._by_id and self._by_id[held]["name"] == lesson["name"]:
            return (self._by_id[held],)
        number = lesson.get("id_number")
        if number:
            person = self._by_number.get(number)
            return (person,) if person is not None else ()
        found = self.named(lesson["school"], lesson["name"])
        return found if len(found) < 2 else _narrowed(found, lesson)

    def one(self, lesson: Mapping[str, Any]) -> Row | None:
        """Return the person a lesson belongs to, None for a stranger and where several may be."""
        found = self.candidates(lesson)
        return found[0] if len(found) == 1 else None


def _schools_of(person: Row) -> set[str]:
    own = {person["school"], person["teaching_school"], *person.get("visits", ())}
    return {school for school in own if school is not None}


def _narrowed(found: Sequence[Row], lesson: Mapping[str, Any]) -> Sequence[Row]:
    """Tell people of one name apart by the subject, then by the stage of the class."""
    subject = lesson.get("subject")
    if subject:
        own = [p for p in found if p["subject"] == subject]
        own = own or [p for p in found if subject in (p.get("other_subjects") or ())]
        found = own or found
    stage = stage_of(lesson.get("class_name") or "")
    if len(found) > 1 and stage:
        found = [p for p in found if p["stage"] == stage] or found
    return found
