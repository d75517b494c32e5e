"""What groups, series, sessions and sign-in publish: datasets, operations, measures, titles."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.lessonprep import (
    attendance,
    facilities,
    groups,
    measures,
    plan_fields,
    plan_taking,
    records,
    series,
    session_fields,
    sessions,
    signing,
    term_rules,
    words,
)
from jtdesk.staff import queries as staff

PREP_SESSIONS = Dataset(
    name="prep_sessions",
    title=words.SESSIONS,
    fields=session_fields.SESSION_FIELDS,
    rows=records.prep_sessions,
    words=("教研活动", "联合教研", "集体备课", "教研安排", "活动安排", "备课安排", "教研计划"),
    intake=Intake(
        fields=plan_fields.PLAN_FIELDS,
        keys=(("uid",),),
        signature=(
            ("week_said", "theme"),
            ("week_said", "title"),
            ("when", "theme", "chair"),
            ("when", "theme", "venue"),
            ("when", "team", "venue"),
            ("when", "title", "venue"),
            ("date", "theme", "chair"),
            ("date", "title", "venue"),
            ("date", "team", "theme"),
        ),
        current=plan_taking.current,
        write=plan_taking.write,
        against=plan_taking.understood,
        around=plan_taking.around,
        told={"kind": words.SESSION_KINDS},
        as_of_sensitive=False,
    ),
)

ATTENDANCE = Dataset(
    name="attendance",
    title=words.ATTENDANCE,
    fields=session_fields.ATTENDANCE_FIELDS,
    rows=records.attendance_rows,
    words=("签到表", "签到", "到会情况", "出席情况"),
    intake=Intake(
        fields=session_fields.SIGN_IN_FIELDS,
        keys=(
            ("session_uid", "id_number"),
            ("session_uid", "name", "school"),
            ("session_uid", "name"),
        ),
        signature=(("name", "status"),),
        current=signing.current,
        write=signing.write,
        complete=signing.complete,
        check=signing.row_faults,
        against=signing.of_known_session,
        beside=signing.of_the_staff,
        settle=staff.leave_person_out,
        around=signing.around,
        others=words.OTHER_SIGNED,
        other_columns=words.OTHER_SIGNED_COLUMNS,
        as_of_sensitive=False,
    ),
)

FACILITIES = Dataset(
    name="facilities",
    title=words.FACILITIES,
    fields=session_fields.FACILITY_SHOWN,
    rows=facilities.facilities,
    words=("共享场馆", "场馆", "功能室", "共享场地"),
    intake=Intake(
        fields=session_fields.FACILITY_FIELDS,
        keys=(("school", "name"),),
        signature=(
            ("name", "capacity"),
            ("name", "opening"),
            ("school", "name", "kind"),
            ("school", "name", "owner"),
        ),
        current=facilities.current,
        write=facilities.write,
        as_of_sensitive=False,
    ),
)

SESSION_DATASETS = (
    Dataset(
        name="prep_groups",
        title=words.GROUPS,
        fields=session_fields.GROUP_FIELDS,
        rows=groups.prep_groups,
    ),
    Dataset(
        name="prep_series",
        title=words.SERIES,
        fields=session_fields.SERIES_FIELDS,
        rows=series.prep_series,
    ),
    PREP_SESSIONS,
    ATTENDANCE,
    Dataset(
        name="prep_findings",
        title=words.FINDINGS,
        fields=session_fields.FINDING_FIELDS,
        rows=records.findings,
    ),
    Dataset(
        name="prep_tasks",
        title=words.TASKS,
        fields=session_fields.TASK_FIELDS,
        rows=records.tasks,
    ),
    Dataset(
        name="prep_statistics",
        title=words.STATISTICS,
        fields=session_fields.STATISTICS_FIELDS,
        rows=measures.prep_statistics,
    ),
    Dataset(
        name="prep_months",
        title=words.MONTHS,
        fields=session_fields.MONTH_FIELDS,
        rows=measures.prep_months,
    ),
    Dataset(
        name="prep_people",
        title=words.PEOPLE,
        fields=session_fields.PEOPLE_FIELDS,
        rows=measures.prep_people,
    ),
    Dataset(
        name="activities",
        title=words.ACTIVITIES,
        fields=session_fields.ACTIVITY_FIELDS,
        rows=records.activities,
    ),
    FACILITIES,
    Dataset(
        name="bookings",
        title=words.BOOKINGS,
        fields=session_fields.BOOKING_FIELDS,
        rows=facilities.bookings,
    ),
)

SESSION_OPERATIONS = (
    *groups.OPERATIONS,
    *series.OPERATIONS,
    *sessions.OPERATIONS,
    *attendance.OPERATIONS,
    *facilities.OPERATIONS,
)
SESSION_MEASURES = measures.PREP_MEASURES
SESSION_TITLES = session_fields.FIELD_TITLES
_TERMS = tuple(f"{year}-{half}" for year in range(2015, 2046) for half in (1, 2))
SESSION_VALUES = (
    *(
        (f"{table}.term", code, term_rules.term_title(code))
        for table in ("prep_session", "prep_series", "lesson", "term_dates")
        for code in _TERMS
    ),
    *(("prep_series.topology", code, word) for code, word in words.TOPOLOGIES.items()),
    *(("prep_series.every", code, word) for code, word in words.INTERVALS.items()),
    *(("prep_series.host_rule", code, word) for code, word in words.HOST_RULES.items()),
    *(("prep_series.when_closed", code, word) for code, word in words.CLOSED_RULES.items()),
)
