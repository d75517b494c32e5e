"""The face of deployment: the placements ledger."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.core.feature import Feature
from jtdesk.deployment import fields, queries, rules, service, taking, words

PLACEMENTS = Dataset(
    name="placements",
    title=words.PLACEMENTS,
    fields=fields.FIELDS,
    rows=queries.placements,
    words=("交流轮岗", "轮岗", "交流教师", "支教", "交流人员", "交流"),
    intake=Intake(
        fields=fields.INTAKE_FIELDS,
        keys=(("id_number", "start"), ("name", "from_school", "start")),
        signature=(
            ("name", "from_school", "to_school"),
            ("name", "to_school", "start"),
            ("name", "to_school", "mode"),
            ("id_number", "to_school", "mode"),
        ),
        current=taking.current,
        write=taking.write,
        check=rules.row_faults,
        warn=rules.row_findings,
        as_of_sensitive=False,
    ),
)

FEATURE = Feature(
    code="deployment",
    title=words.DEPLOYMENT,
    datasets=(PLACEMENTS,),
    operations=service.OPERATIONS,
    demo="jtdesk.deployment.demo:populate",
    table_titles=words.TABLE_TITLES,
    field_titles=fields.FIELD_TITLES,
)
