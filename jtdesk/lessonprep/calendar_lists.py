"""The datasets of the school calendar: terms, special days, bells."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import ActionSpec, PageSpec
from jtdesk.lessonprep import calendar_fields, calendar_taking, school_calendar, words

TERMS = Dataset(
    name="terms",
    title=words.TERMS,
    fields=calendar_fields.TERM_FIELDS,
    rows=school_calendar.term_list,
    words=("学期起止", "学期安排", "校历"),
    intake=Intake(
        fields=calendar_fields.keyed(calendar_fields.TERM_INTAKE_FIELDS, "学期与学段"),
        keys=(("which",),),
        signature=(
            ("term", "week1", "start"), ("term", "start", "end"), ("term", "week1", "end"),
        ),
        current=calendar_taking.current_terms,
        write=calendar_taking.write_terms,
        complete=calendar_taking.complete_term,
        check=calendar_taking.term_faults,
        against=calendar_taking.beside_terms,
        as_of_sensitive=False,
    ),
)  # fmt: skip
SCHOOL_DAYS = Dataset(
    name="school_days",
    title=words.SCHOOL_DAYS,
    fields=calendar_fields.DAY_FIELDS,
    rows=school_calendar.day_list,
    words=("校历", "校历表", "特殊日", "调休安排", "放假安排", "补课安排"),
    intake=Intake(
        fields=calendar_fields.keyed(calendar_fields.DAY_INTAKE_FIELDS, "日期与适用范围"),
        keys=(("which",),),
        signature=(
            ("date", "kind", "timetable_of"), ("date", "kind", "name"), ("date", "timetable_of"),
        ),
        current=calendar_taking.current_days,
        write=calendar_taking.write_days,
        complete=calendar_taking.complete_day,
        check=calendar_taking.day_faults,
        against=calendar_taking.beside_days,
        as_of_sensitive=False,
        blanks_speak=True,
    ),
)  # fmt: skip
BELLS = Dataset(
    name="bells",
    title=words.BELLS,
    fields=calendar_fields.BELL_FIELDS,
    rows=school_calendar.bell_list,
    words=("作息时间", "作息时间表", "作息表", "作息"),
    intake=Intake(
        fields=calendar_fields.keyed(calendar_fields.BELL_INTAKE_FIELDS, "节次与适用范围"),
        keys=(("which",),),
        signature=(("period", "start"),),
        current=calendar_taking.current_bells,
        write=calendar_taking.write_bells,
        complete=calendar_taking.complete_bell,
        check=calendar_taking.bell_faults,
        told={"stage": ("小学", "初中", "高中")},
        as_of_sensitive=False,
    ),
)

TERM_PAGE = PageSpec(
    code="lessonprep.terms",
    title="校历",
    page="jtdesk.lessonprep.term_page:TermPage",
    icon="calendar",
    help="lessonprep.md",
    within="lessonprep.calendar",
    actions=(
        ActionSpec(
            code="lessonprep.terms.add", title="新增学期", shortcut="Ctrl+N", icon="add",
            tip="登记一个学期的起止和第 1 周，从建议的日期开始改。",
        ),
        ActionSpec(
            code="lessonprep.terms.day", title="登记特殊日", shortcut="Ctrl+D", icon="calendar",
            tip="登记放假、补课、停课、考试，可以连续几天，可以只对一所学校。",
        ),
        ActionSpec(
            code="lessonprep.terms.edit", title="编辑", shortcut="Ctrl+E", icon="edit",
            tip="修改眼前的学期；在“特殊日”“作息时间”页上是修改选中的一行。",
        ),
        ActionSpec(
            code="lessonprep.terms.settle", title="落实调休", icon="swap",
            tip="逐日说定调休上班日按哪天的课表上课，先按建议填好。",
        ),
        ActionSpec(
            code="lessonprep.terms.notice", title="录入放假通知", icon="import",
            tip="把国务院办公厅的放假通知粘贴进来，认出放假和上班的日子。",
        ),
        ActionSpec(
            code="lessonprep.terms.bells", title="作息时间", icon="clock",
            tip="登记全集团、一个学段或一所学校每节课的起止。",
        ),
        ActionSpec(
            code="lessonprep.terms.remove", title="删除", icon="delete", main=False,
            tip="删除眼前的学期；在“特殊日”页上是删除选中的登记，可以撤销。",
        ),
    ),
)  # fmt: skip

CALENDAR_DATASETS = (TERMS, SCHOOL_DAYS, BELLS)
CALENDAR_TITLES = calendar_fields.TITLES
CALENDAR_VALUES = tuple(("day_rule.kind", code, word) for code, word in words.DAY_KINDS.items())
