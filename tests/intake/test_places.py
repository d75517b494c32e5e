"""Schools as people write them."""

from __future__ import annotations

import pytest

from jtdesk.intake.places import Schools
from jtdesk.intake.rules import SchoolName

SCHOOLS = Schools(
    [
        SchoolName("潮音实验学校", "潮音实验", "3133020011"),
        SchoolName("潮音小学", "潮小", "2133020012"),
        SchoolName("东海县北渚中学", None, None),
        SchoolName("北渚中学附属小学", None, None),
    ]
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("潮音小学", "潮音小学"),
        (" 潮音 小学\n", "潮音小学"),
        ("潮小", "潮音小学"),
        ("2133020012", "潮音小学"),
        (2133020012, "潮音小学"),
    ],
)
def test_known_names_are_taken(written: str | int, name: str) -> None:
    found = SCHOOLS.read(written)
    assert (found.value, found.code) == (name, None)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("东海县潮音小学", "潮音小学"),
        ("潮音教育集团潮音实验学校", "潮音实验学校"),
        ("北渚中学", "东海县北渚中学"),
    ],
)
def test_a_name_under_an_authority_is_assumed_with_a_warning(written: str, name: str) -> None:
    found = SCHOOLS.read(written)
    assert (found.value, found.code, found.warning) == (name, "school_assumed", True)


@pytest.mark.parametrize("written", ["新潮音小学", "小学", "潮音中学", "某某学校"])
def test_others_are_unknown_and_the_closest_are_offered(written: str) -> None:
    found = SCHOOLS.read(written)
    assert found.refused
    assert found.code == "unknown_school"


def test_the_closest_name_is_offered() -> None:
    assert "潮音小学" in SCHOOLS.read("潮音小校").message


def test_a_short_name_of_two_schools_names_neither() -> None:
    schools = Schools([SchoolName("甲小学", "实小"), SchoolName("乙小学", "实小")])
    assert schools.read("实小").code == "unknown_school"
