from __future__ import annotations

import pytest

from jtdesk.core.errors import Fault
from jtdesk.staff.finding import PersonFinder

PEOPLE = [
    {"id": "1", "name": "王芳", "id_number": "N1", "school": "甲校"},
    {"id": "2", "name": "王芳", "id_number": None, "school": "乙校"},
    {"id": "3", "name": "李明", "id_number": "N3", "school": "甲校"},
]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"id_number": "N1"}, "1"),
        ({"id_number": "N3", "name": "李明", "school": "别的学校"}, "3"),
        ({"name": "李明"}, "3"),
        ({"name": "王芳", "school": "乙校"}, "2"),
        ({"id_number": "N3", "name": "李朋"}, "conflicts_with_store"),
        ({"id_number": "N9", "name": "李明"}, "unknown_person"),
        ({"name": "王芳"}, "ambiguous_person"),
        ({"name": "李明", "school": "乙校"}, "unknown_person"),
        ({}, "unknown_person"),
    ],
)
def test_who_a_row_speaks_of(row, wanted):
    found = PersonFinder(PEOPLE).find(row)
    assert (found.code if isinstance(found, Fault) else found["id"]) == wanted


def test_other_names_for_the_three_fields():
    finder = PersonFinder(PEOPLE)
    row = {"other_name": "王芳", "other_school": "甲校"}
    found = finder.find(row, id_number="other_id", name="other_name", school="other_school")
    assert not isinstance(found, Fault)
    assert found["id"] == "1"
