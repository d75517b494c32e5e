"""The face of lesson preparation: the timetables it stands on."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import Feature
from jtdesk.lessonprep import fields, queries, rules, service, taking, words

TIMETABLE = Dataset(
    name="timetable",
    title=words.TIMETABLE,
    fields=fields.FIELDS,
    rows=queries.timetable,
    words=("课表", "课程表", "总课表"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(
            ("school", "term", "name", "weekday", "period", "weeks"),
            ("school", "term", "name", "weekday", "period"),
        ),
        signature=(("name", "weekday", "period", "class_name"),),
        current=taking.current,
        write=taking.write,
        complete=rules.complete,
        check=rules.row_faults,
        as_of_sensitive=False,
        weekly_grid=True,
    ),
)

FEATURE = Feature(
    code="lessonprep",
    title=words.LESSONPREP,
    datasets=(TIMETABLE,),
    operations=service.OPERATIONS,
    demo="jtdesk.lessonprep.demo:populate",
    table_titles=words.TABLE_TITLES,
    field_titles=fields.FIELD_TITLES,
    value_titles=tuple(
        ("lesson.weeks", value, written[0]) for value, written in words.WEEK_WORDS.items()
    ),
)
