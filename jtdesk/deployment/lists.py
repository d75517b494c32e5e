"""The datasets around a plan: decisions beforehand, floors of schools, kept scenarios."""

from __future__ import annotations

from jtdesk.core.datasets import Dataset, Intake
from jtdesk.deployment import pins, plan_fields, scenarios, words

PINS = Dataset(
    name="pins",
    title=words.PINS,
    fields=plan_fields.PIN_FIELDS,
    rows=pins.pins,
    words=("调配指定", "人员指定", "指定名单", "指定安排"),
    intake=Intake(
        fields=plan_fields.PIN_FIELDS,
        keys=(
            ("id_number", "kind", "to_school", "year"),
            ("id_number", "kind", "other_name", "year"),
            ("id_number", "kind", "to_school"),
            ("id_number", "kind"),
            ("name", "school", "kind", "to_school"),
            ("name", "school", "kind"),
            ("name", "kind"),
        ),
        signature=(("name", "kind"), ("id_number", "kind")),
        current=pins.pins_current,
        write=pins.pins_write,
        against=pins.pins_against,
        as_of_sensitive=False,
    ),
)

FLOORS = Dataset(
    name="floors",
    title=words.FLOORS,
    fields=plan_fields.FLOOR_FIELDS,
    rows=pins.floors,
    words=("骨干教师底线", "骨干底线", "保留骨干"),
    intake=Intake(
        fields=plan_fields.FLOOR_FIELDS,
        keys=(("school", "subject", "year"), ("school", "subject"), ("school",)),
        signature=(("school", "backbone"),),
        current=pins.floors_current,
        write=pins.floors_write,
        as_of_sensitive=False,
    ),
)

SCENARIOS = Dataset(
    name="scenarios",
    title=words.SCENARIOS,
    fields=plan_fields.SCENARIO_FIELDS,
    rows=scenarios.scenarios,
)

PLAN_DATASETS = (PINS, FLOORS, SCENARIOS)
PLAN_OPERATIONS = (*pins.OPERATIONS, *scenarios.OPERATIONS)

_YEAR = ("year", "学年")
_NOTE = ("note", "备注")
_TITLES = {
    "pin": (
        _YEAR, ("kind", "指定"), ("teacher_id", "教职工"), ("other_id", "同行教师"),
        ("school_id", "去向学校"), _NOTE,
    ),
    "school_floor": (
        _YEAR, ("school_id", "学校"), ("subject", "学科"), ("backbone", "至少保留骨干教师"), _NOTE,
    ),
    "scenario": (
        _YEAR, ("name", "方案"), ("made_on", "保存日期"), ("adopted_on", "采纳日期"),
        ("body", "方案内容"), _NOTE,
    ),
}  # fmt: skip
PLAN_FIELD_TITLES: tuple[tuple[str, str], ...] = tuple(
    (f"{table}.{name}", title) for table, columns in _TITLES.items() for name, title in columns
)
