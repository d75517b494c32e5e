"""The face of lesson preparation: the timetables it stands on."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import Feature
from jtdesk.lessonprep import (
    calendar_lists,
    calendar_pages,
    fields,
    ics_taking,
    lesson_clashes,
    queries,
    rules,
    schedule_lists,
    service,
    session_lists,
    taking,
    terms,
    timetable_lists,
    words,
)

TIMETABLE = Dataset(
    name="timetable",
    title=words.TIMETABLE,
    fields=fields.FIELDS,
    rows=queries.timetable,
    words=("课表", "课程表", "总课表"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(
            ("school", "term", "name", "weekday", "period", "weeks", "class_name"),
            ("school", "term", "name", "weekday", "period", "weeks"),
            ("school", "term", "name", "weekday", "period"),
        ),
        signature=(("name", "weekday", "period", "class_name"), ("name", "time", "class_name")),
        current=taking.current,
        write=taking.write,
        complete=rules.complete,
        check=rules.row_faults,
        against=taking.namesake_check,
        beside=taking.stranger_check,
        as_of_sensitive=False,
        weekly_grid=True,
        people=taking.people,
        left=lesson_clashes.left_over,
        together=lesson_clashes.Together,
    ),
)

FEATURE = Feature(
    code="lessonprep",
    title=words.LESSONPREP,
    pages=(
        calendar_pages.CALENDAR_PAGE,
        calendar_pages.GROUPS_PAGE,
        timetable_lists.TIMETABLE_PAGE,
        calendar_lists.TERM_PAGE,
        calendar_pages.COUNTS_PAGE,
        calendar_pages.FACILITIES_PAGE,
    ),
    datasets=(
        TIMETABLE,
        *calendar_lists.CALENDAR_DATASETS,
        *session_lists.SESSION_DATASETS,
        *schedule_lists.SCHEDULE_DATASETS,
    ),
    measures=session_lists.SESSION_MEASURES,
    operations=(
        *service.OPERATIONS,
        *terms.OPERATIONS,
        *session_lists.SESSION_OPERATIONS,
        *schedule_lists.SCHEDULE_OPERATIONS,
        *ics_taking.OPERATIONS,
    ),
    demo="jtdesk.lessonprep.demo:populate",
    self_named=("prep_group", "prep_series", "prep_session"),
    table_titles=words.TABLE_TITLES,
    field_titles=(
        *fields.FIELD_TITLES,
        *calendar_lists.CALENDAR_TITLES,
        *session_lists.SESSION_TITLES,
    ),
    value_titles=(
        *(("lesson.weeks", value, written[0]) for value, written in words.WEEK_WORDS.items()),
        *calendar_lists.CALENDAR_VALUES,
        *session_lists.SESSION_VALUES,
    ),
)
