"""The face of the schools register."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import ActionSpec, Feature, PageSpec
from jtdesk.schools import fields, measures, queries, rules, service, taking, words

SCHOOLS = Dataset(
    name="schools",
    title=words.SCHOOLS,
    fields=fields.FIELDS,
    rows=queries.schools,
    words=("成员校", "学校基本情况", "基本情况", "学校信息", "办学条件", "学校一览"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(("code",), ("name",)),
        signature=(
            ("name", "code"),
            ("name", "kind"),
            ("name", "role"),
            ("name", "joined_on"),
            ("name", "classes", "students"),
            ("name", "travel_minutes"),
            ("name", "principal"),
            ("name", "primary_classes", "primary_students"),
            ("name", "teaching_area"),
        ),
        current=taking.current,
        write=taking.write,
        complete=taking.complete,
        check=rules.row_faults,
        warn=rules.row_findings,
    ),
)

TRAVEL = Dataset(
    name="travel",
    title=words.TRAVEL,
    fields=fields.TRAVEL_FIELDS,
    rows=queries.travel,
    words=("交通", "校际", "路程", "船期"),
    intake=Intake(
        fields=fields.TRAVEL_FIELDS,
        keys=(("from_school", "to_school"),),
        signature=(("from_school", "to_school", "minutes"),),
        current=taking.travel_current,
        write=taking.travel_write,
        as_of_sensitive=False,
    ),
)

AGREEMENTS = Dataset(
    name="agreements",
    title=words.AGREEMENTS,
    fields=fields.AGREEMENT_FIELDS,
    rows=queries.agreements,
    words=("帮扶协议", "协议台账", "协议"),
    intake=Intake(
        fields=fields.AGREEMENT_FIELDS,
        keys=(("member_school", "start"), ("member_school", "title")),
        signature=(
            ("member_school", "lead_school", "start", "end"),
            ("title", "member_school", "start"),
            ("title", "member_school", "end"),
        ),
        current=taking.agreements_current,
        write=taking.agreements_write,
        check=rules.agreement_faults,
        as_of_sensitive=False,
    ),
)

FEATURE = Feature(
    code="schools",
    title=words.SCHOOLS,
    pages=(
        PageSpec(
            code="schools.members",
            title=words.SCHOOLS,
            page="jtdesk.schools.page:SchoolsPage",
            icon="school",
            help="schools.md",
            actions=(
                ActionSpec(code="schools.add", title="新增", shortcut="Ctrl+N", icon="add",
                    tip="新增一所学校。"),
                ActionSpec(
                    code="schools.edit", title="编辑", shortcut="Ctrl+E", icon="edit", needs="one",
                    tip="修改选中的学校：更正，或自某日起变动。",
                ),
                ActionSpec(
                    code="schools.facts", title="年度数据", icon="table", needs="one",
                    tip="填写选中学校某一统计时点的数据。",
                ),
                ActionSpec(
                    code="schools.leave", title="退出集团", needs="one", main=False,
                    tip="记下选中的学校退出集团的日期。",
                ),
            ),
        ),
    ),
    datasets=(
        SCHOOLS,
        Dataset(
            name="school_facts", title=words.SCHOOL_FACTS, fields=fields.FACT_FIELDS,
            rows=queries.school_facts,
        ),
        Dataset(
            name="stage_facts", title=words.STAGE_FACTS, fields=fields.STAGE_FACT_FIELDS,
            rows=queries.stage_facts,
        ),
        TRAVEL,
        AGREEMENTS,
        Dataset(
            name="memberships", title=words.MEMBERSHIPS, fields=fields.MEMBERSHIP_FIELDS,
            rows=queries.membership_rows,
        ),
        Dataset(
            name="documents", title=words.DOCUMENTS, fields=fields.DOCUMENT_FIELDS,
            rows=queries.documents,
        ),
    ),
    measures=measures.MEASURES,
    operations=service.OPERATIONS,
    demo="jtdesk.schools.demo:populate",
    self_named=("school",),
    table_titles=words.TABLE_TITLES,
    field_titles=fields.FIELD_TITLES,
)  # fmt: skip
