"""The page of the timetables, as the window knows it."""

from __future__ import annotations

from jtdesk.core.feature import ActionSpec, PageSpec
from jtdesk.lessonprep import words

TIMETABLE_PAGE = PageSpec(
    code="lessonprep.timetable",
    title=words.TIMETABLE,
    page="jtdesk.lessonprep.timetable_page:TimetablePage",
    icon="table",
    help="lessonprep.md",
    within="lessonprep.calendar",
    actions=(
        ActionSpec(
            code="lessonprep.timetable.clear", title="清除该校课表", icon="delete", needs="one",
            tip="清除选中这节课所在学校、学期的全部课表，换新课表前用；可以撤销。",
        ),
    ),
)  # fmt: skip
