"""The datasets beside the placements: duties, subsidies, the country, mentors, workshops."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.deployment import (
    duties,
    growth,
    growth_fields,
    ledger_fields,
    mentoring,
    payments,
    rural,
    words,
    workshops,
)

DUTIES = Dataset(
    name="duties",
    title=words.DUTIES,
    fields=ledger_fields.DUTY_FIELDS,
    rows=duties.duties,
    words=("六个一", "六个一任务", "任务", "完成时间", "完成情况", "完成日期"),
    intake=Intake(
        fields=ledger_fields.DUTY_INTAKE_FIELDS,
        keys=(
            ("id_number", "to_school", "kind"), ("name", "to_school", "kind"), ("name", "kind"),
        ),
        signature=(
            ("name", "from_school", "to_school", "kind", "done_on"),
            ("name", "kind", "done_on"),
            ("id_number", "kind", "done_on"),
        ),
        current=duties.current,
        write=duties.write,
        against=duties.against,
        as_of_sensitive=False,
    ),
)  # fmt: skip
SUBSIDIES = Dataset(
    name="subsidies",
    title=words.SUBSIDIES,
    fields=ledger_fields.SUBSIDY_FIELDS,
    rows=payments.subsidies_of_year,
)
TERM_SUBSIDIES = Dataset(
    name="term_subsidies",
    title=words.TERM_SUBSIDIES,
    fields=ledger_fields.SUBSIDY_FIELDS,
    rows=payments.subsidies_of_term,
)
RURAL_EXPERIENCE = Dataset(
    name="rural_experience",
    title=words.RURAL_EXPERIENCE,
    fields=ledger_fields.EXPERIENCE_FIELDS,
    rows=rural.rural_experience,
)
RURAL_SPANS = Dataset(
    name="rural_spans",
    title=words.RURAL_SPANS,
    fields=ledger_fields.SPAN_FIELDS,
    rows=rural.rural_spans,
)

MENTORSHIPS = Dataset(
    name="mentorships",
    title=words.MENTORSHIPS,
    fields=growth_fields.MENTORSHIP_FIELDS,
    rows=mentoring.mentorships,
    words=("师徒结对", "师徒", "青蓝工程", "结对一览表", "传帮带", "拜师"),
    intake=Intake(
        fields=growth_fields.MENTORSHIP_INTAKE_FIELDS,
        keys=(
            ("mentor_id_number", "apprentice_id_number", "start"),
            ("mentor_name", "apprentice_name", "start"),
            ("mentor_name", "apprentice_name"),
        ),
        signature=(("mentor_name", "apprentice_name"),),
        current=mentoring.current,
        write=mentoring.write,
        check=mentoring.pair_faults,
        as_of_sensitive=False,
    ),
)
WORKSHOPS = Dataset(
    name="workshops",
    title=words.WORKSHOPS,
    fields=growth_fields.WORKSHOP_FIELDS,
    rows=workshops.workshops,
    words=("名师工作室", "工作室一览", "工作坊", "流动站", "研修共同体"),
    intake=Intake(
        fields=growth_fields.WORKSHOP_INTAKE_FIELDS,
        keys=(("name",),),
        signature=(("name", "host_name"), ("name", "kind", "school")),
        current=workshops.current_workshops,
        write=workshops.write_workshops,
        check=lambda row: mentoring.term_faults(row, "工作"),
        as_of_sensitive=False,
    ),
)
WORKSHOP_MEMBERS = Dataset(
    name="workshop_members",
    title=words.WORKSHOP_MEMBERS,
    fields=growth_fields.MEMBER_FIELDS,
    rows=workshops.workshop_members,
    words=("工作室成员", "成员名单", "学员名单", "入室学员"),
    intake=Intake(
        fields=growth_fields.MEMBER_FIELDS,
        keys=(
            ("workshop", "id_number"), ("workshop", "name", "school"), ("workshop", "name"),
        ),
        signature=(("workshop", "name"),),
        current=workshops.current_members,
        write=workshops.write_members,
        check=lambda row: mentoring.term_faults(row, "入室"),
        against=workshops.of_known_workshop,
        as_of_sensitive=False,
    ),
)  # fmt: skip
WORKSHOP_SESSIONS = Dataset(
    name="workshop_sessions",
    title=words.WORKSHOP_SESSIONS,
    fields=growth_fields.SESSION_FIELDS,
    rows=workshops.workshop_sessions,
    words=("工作室活动", "活动记录", "活动一览"),
    intake=Intake(
        fields=growth_fields.SESSION_FIELDS,
        keys=(("workshop", "held_on", "theme"), ("workshop", "held_on")),
        signature=(("workshop", "held_on"),),
        current=workshops.current_sessions,
        write=workshops.write_sessions,
        against=workshops.of_known_workshop,
        as_of_sensitive=False,
    ),
)

LEDGER_DATASETS = (
    DUTIES, SUBSIDIES, TERM_SUBSIDIES, RURAL_EXPERIENCE, RURAL_SPANS,
    MENTORSHIPS, WORKSHOPS, WORKSHOP_MEMBERS, WORKSHOP_SESSIONS,
)  # fmt: skip
LEDGER_OPERATIONS = (*duties.OPERATIONS, *growth.OPERATIONS)
LEDGER_TABLES = (("duty", words.DUTIES), *growth_fields.TABLE_TITLES)
LEDGER_TITLES = (*ledger_fields.TITLES, *growth_fields.TITLES)
