"""What the registers publish fits together: columns have titles, headings are unambiguous."""

from __future__ import annotations

from collections import Counter

import pytest

from jtdesk.core import paths
from jtdesk.core.codes import read_code_lists
from jtdesk.core.db import Base
from jtdesk.core.feature import catalogue
from jtdesk.core.text import fold
from jtdesk.deployment.feature import FEATURE as DEPLOYMENT
from jtdesk.evaluation.feature import FEATURE as EVALUATION
from jtdesk.lessonprep.feature import FEATURE as LESSONPREP
from jtdesk.schools.feature import FEATURE as SCHOOLS
from jtdesk.staff.feature import FEATURE as STAFF

FEATURES = (SCHOOLS, STAFF, DEPLOYMENT, LESSONPREP, EVALUATION)
DATASETS = catalogue(FEATURES).datasets
INTAKES = [d for d in DATASETS.values() if d.intake is not None]
PLUMBING = {"id", "revision", "origin"}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.code)
def test_every_column_of_every_table_has_a_title(feature):
    titles = dict(feature.field_titles)
    for table, title in feature.table_titles:
        assert title
        for column in Base.metadata.tables[table].columns:
            if column.name not in PLUMBING:
                assert titles.get(f"{table}.{column.name}"), f"{table}.{column.name}"


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda d: d.name)
def test_fields_are_named_once_and_code_lists_exist(dataset):
    fields = [*dataset.fields, *(dataset.intake.fields if dataset.intake else ())]
    for names in (dataset.fields, dataset.intake.fields if dataset.intake else ()):
        assert len({f.name for f in names}) == len(names)
    known = read_code_lists([paths.schemas_dir() / "codes"])
    for field in fields:
        assert not field.codes or field.codes in known or field.open, field.name
        assert field.kind != "code" or field.codes


@pytest.mark.parametrize("dataset", INTAKES, ids=lambda d: d.name)
def test_no_heading_means_two_fields(dataset):
    """One heading under one outer heading leads to one field only."""
    headings = Counter()
    for field in dataset.intake.fields:
        words = {fold(word) for word in (field.title, *field.aliases)}
        group = (
            field.group
            if fold(field.title) in {"起", "止"} or field.group in {"班级数", "在校生数"}
            else ""
        )
        for word in words:
            headings[group, word] += 1
    doubled = [key for key, count in headings.items() if count > 1]
    assert not doubled


@pytest.mark.parametrize("dataset", INTAKES, ids=lambda d: d.name)
def test_keys_and_signatures_name_known_fields(dataset):
    names = {f.name for f in dataset.intake.fields}
    for rule in (*dataset.intake.keys, *dataset.intake.signature):
        assert set(rule) <= names


def test_the_dictionary_is_published_as_it_is_written():
    expected = {
        "schools": "code name short_name kind stages role legal_status ownership area island mountain principal phone address joined_on left_on travel_minutes order",
        "school_facts": "school as_of classes students posts teachers teaching_area sport_area equipment_value multimedia_rooms stage_split",
        "travel": "from_school to_school minutes means first_arrival last_departure",
        "agreements": "title lead_school member_school start end goals owner status",
        "staff": "staff_no name id_number gender birth_date ethnicity political_status work_since school_since school teaching_school establishment duty_status position education degree title title_since stage subject other_subjects grades weekly_periods backbone_level phone wishes exemption",
        "placements": "name id_number from_school to_school mode subject role weekly_periods start end relation_moved backbone_level status document_no assessment",
        "timetable": "school name id_number weekday period class_name weeks",
        "honours": "name title level",
        "postings": "name school kind share",
        "documents": "name",
    }
    for name, fields in expected.items():
        assert set(fields.split()) <= set(DATASETS[name].by_name), name
