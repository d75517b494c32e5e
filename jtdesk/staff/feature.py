"""The face of the staff register."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.staff import fields, honours, measures, queries, rules, service, taking, words

STAFF = Dataset(
    name="staff",
    title=words.TEACHERS,
    fields=fields.FIELDS,
    rows=queries.staff,
    words=("花名册", "教师名册", "教职工", "一览表", "名册", "师资", "在编", "编外", "教师信息"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(("id_number",), ("staff_no", "school"), ("name", "school", "birth_date")),
        signature=(
            ("name", "id_number"),
            ("name", "gender", "birth_date"),
            ("name", "school", "subject"),
            ("name", "title", "subject"),
            ("name", "staff_no"),
            ("name", "gender", "title"),
            ("name", "work_since"),
            ("name", "phone", "gender"),
            ("name", "school", "title"),
            ("name", "school", "position"),
            ("name", "school", "education"),
            ("name", "school", "establishment"),
            ("name", "school", "backbone_level"),
            ("name", "school_since"),
            ("name", "education", "title"),
        ),
        current=taking.current,
        write=taking.write,
        complete=rules.complete,
        settle=rules.settle,
        check=taking.check,
        warn=rules.row_findings,
        others=words.OTHER_LISTS,
        other_columns=words.OTHER_COLUMNS,
        own=fields.ROSTER_ONLY,
    ),
)

HONOURS = Dataset(
    name="honours",
    title=words.HONOURS,
    fields=fields.HONOUR_FIELDS,
    rows=queries.honours,
    words=("骨干教师名册", "骨干教师名单", "骨干教师", "荣誉称号", "荣誉", "称号", "名优教师"),
    intake=Intake(
        fields=fields.HONOUR_INTAKE_FIELDS,
        keys=(
            ("id_number", "title", "level"),
            ("name", "school", "title", "level"),
            ("name", "title", "level"),
            ("id_number", "title"),
            ("name", "title"),
        ),
        signature=(
            ("name", "title", "level", "issuer"),
            ("name", "title", "level", "awarded_on"),
            ("name", "title", "level", "document_no"),
            ("name", "title", "awarded_on"),
            ("name", "title", "issuer"),
            ("name", "title", "valid_until"),
        ),
        current=honours.current,
        write=honours.write,
        complete=honours.complete,
        settle=queries.leave_person_out,
        check=rules.honour_faults,
        against=queries.stranger_check,
        as_of_sensitive=False,
    ),
)

FEATURE = Feature(
    code="staff",
    title=words.STAFF,
    pages=(
        PageSpec(
            code="staff.teachers",
            title=words.STAFF,
            page="jtdesk.staff.page:StaffPage",
            icon="teacher",
            help="staff.md",
            actions=(
                ActionSpec(code="staff.add", title="新增", shortcut="Ctrl+N", icon="add",
                    tip="新增一名教职工。"),
                ActionSpec(
                    code="staff.edit", title="编辑", shortcut="Ctrl+E", icon="edit", needs="one",
                    tip="修改选中的人：更正，或自某日起变动。",
                ),
                ActionSpec(
                    code="staff.move", title="调动", icon="swap", needs="one",
                    tip="自某日起到另一所学校任职。",
                ),
                ActionSpec(
                    code="staff.leave", title="离职", needs="one", main=False,
                    tip="登记退休、调出等离职。",
                ),
                ActionSpec(
                    code="staff.duplicates", title="查找重复", icon="copy", writes=False,
                    tip="找出可能重复登记的人。",
                ),
                ActionSpec(
                    code="staff.reveal", title="显示证件号", icon="eye", needs="some",
                    tip="显示选中人员的证件号码与电话，这次查看会记入操作记录。",
                ),
            ),
        ),
    ),
    datasets=(
        STAFF,
        HONOURS,
        Dataset(name="postings", title=words.POSTINGS, fields=fields.POSTING_FIELDS,
            rows=queries.postings),
        Dataset(
            name="duplicates", title=words.DUPLICATES, fields=fields.DUPLICATE_FIELDS,
            rows=queries.duplicates,
        ),
    ),
    measures=measures.MEASURES,
    operations=service.OPERATIONS,
    demo="jtdesk.staff.demo:populate",
    self_named=("teacher",),
    table_titles=words.TABLE_TITLES,
    field_titles=fields.FIELD_TITLES,
)  # fmt: skip
