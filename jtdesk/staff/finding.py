"""Who on the staff a row of a list speaks of: by identity number, else by name and school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Row

UNKNOWN, AMBIGUOUS, CONTRADICTS = "unknown_person", "ambiguous_person", "conflicts_with_store"


class PersonFinder:
    """Finds people for lists that hang on the staff register; never guesses between two.

    Args:
        people: rows with ``id name id_number school``.
    """

    def __init__(self, people: Iterable[Row]) -> None:
        self._by_number: dict[str, Row] = {}
        self._by_name: dict[str, list[Row]] = {}
        for person in people:
            if person["id_number"]:
                self._by_number[person["id_number"]] = person
            self._by_name.setdefault(person["name"], []).append(person)

    def find(
        self,
        row: Mapping[str, Any],
        *,
        id_number: str = "id_number",
        name: str = "name",
        school: str = "school",
    ) -> Row | Fault:
        """Return the person a row speaks of, or why there is none.

        Args:
            row: typed values.
            id_number: how the row calls the identity number.
            name: how the row calls the name.
            school: how the row calls the school.
        """
        number, called = row.get(id_number), row.get(name)
        if number:
            found = self._by_number.get(number)
            if found is None:
                return Fault(
                    UNKNOWN,
                    id_number,
                    "教职工名册里没有这个身份证号，请先导入花名册或核对。",
                    number,
                )
            if called and called != found["name"]:
                message = f"这个身份证号在名册里是{found['name']}，姓名写的是{called}，请核对。"
                return Fault(CONTRADICTS, name, message, called)
            return found
        return self._named(called, row.get(school), name)

    def _named(self, called: str | None, school: str | None, at: str) -> Row | Fault:
        if not called:
            return Fault(UNKNOWN, at, "没有写姓名，也没有身份证号，不知道是谁，请补填。", "")
        found = self._by_name.get(called, [])
        if school:
            found = [person for person in found if person["school"] == school]
        if len(found) == 1:
            return found[0]
        where = f"{school}的" if school else ""
        if not found:
            message = f"教职工名册里没有{where}{called}，请先导入花名册或核对姓名、学校。"
            return Fault(UNKNOWN, at, message, called)
        message = f"名册里有 {len(found)} 位{where}{called}，分不清是哪一位，请补填身份证号。"
        return Fault(AMBIGUOUS, at, message, called)
