"""Dialogs of the schools register: school, yearly facts, leaving, travel, agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.schools import rules
from jtdesk.schools.fields import (
    AGREEMENT_FIELDS,
    FACT_FIELDS,
    FIELDS,
    NOTE,
    STAGE_KEYS,
    TRAVEL_FIELDS,
)
from jtdesk.ui.dialog import FormDialog, Statement
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

Schools = Mapping[str, str]
SCHOOL_FIELDS = (*FIELDS, NOTE)
LEAVE_FIELDS = (
    Field(name="on", title="退出日期", kind="date", required=True),
    Field(name="reason", title="说明", kind="text"),
)
DAY_FIELDS = (Field(name="on", title="终止日期", kind="date", required=True),)
NOT_TYPED = {"school", "stage_split"}


def school_dialog(
    context: PageContext, school: Row | None, day: str, parent: QWidget, *, masked: bool = True
) -> FormDialog:
    """Return the dialog for a new school, or one that is corrected or changed."""
    form = FieldForm(
        SCHOOL_FIELDS, context.codes, {}, school, check=rules.row_faults, warn=rules.row_findings,
        masked=masked,
    )  # fmt: skip
    if school is None:
        note = f"带 * 的必填。数据截至 {day}。"
        return FormDialog("新增学校", form, context.prompts, note=note, parent=parent)
    return FormDialog(
        f"修改：{school['name']}", form, context.prompts, statement=Statement(day), parent=parent
    )


def facts_dialog(
    context: PageContext, school: Row, facts: Row | None, day: str, parent: QWidget
) -> FormDialog:
    """Return the dialog for the facts of a school at a statistics date."""
    stages = school["stages"] or []
    absent = tuple(f"{key}_" for key, word in STAGE_KEYS if word not in stages)
    fields = [
        field
        for field in FACT_FIELDS
        if field.name not in NOT_TYPED and not field.name.startswith(absent or "-")
    ]
    values = dict(facts) if facts else {"as_of": day}
    form = FieldForm(fields, context.codes, {}, values, warn=rules.row_findings)
    note = "填哪一项改哪一项；同一统计时点再填一次就是更正。"
    return FormDialog(
        f"年度数据：{school['name']}", form, context.prompts, note=note, parent=parent
    )


def leave_dialog(context: PageContext, school: Row, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that notes that a school leaves the group."""
    form = FieldForm(LEAVE_FIELDS, context.codes, {}, {"on": day}, columns=1)
    note = "退出后不再计入集团；历史和人员仍在，可以撤销，以前日期的报表不变。"
    return _small(f"退出集团：{school['name']}", form, context, parent, note, keep="登记退出")


def travel_dialog(
    context: PageContext, schools: Schools, way: Mapping[str, Any], parent: QWidget
) -> FormDialog:
    """Return the dialog for the way between two schools."""
    form = FieldForm(TRAVEL_FIELDS, context.codes, schools, way, check=_travel_faults, columns=1)
    note = "一条记录管来回两个方向；往返不同时，再填一条反方向的。"
    return _small("校际交通", form, context, parent, note)


def _travel_faults(row: dict[str, Any]) -> list[Fault]:
    if row.get("from_school") and row.get("from_school") == row.get("to_school"):
        return [Fault("same_school", "to_school", "出发和到达是同一所学校。")]
    return []


def agreement_dialog(
    context: PageContext, schools: Schools, agreement: Row | None, parent: QWidget
) -> FormDialog:
    """Return the dialog for a support agreement."""
    fields = [field for field in AGREEMENT_FIELDS if field.name != "status"]
    form = FieldForm(fields, context.codes, schools, agreement, check=_term_faults, columns=1)
    title = "修改帮扶协议" if agreement else "新增帮扶协议"
    return _small(title, form, context, parent, "不填协议名称时按两校校名取名。")


def _term_faults(row: dict[str, Any]) -> list[Fault]:
    return rules.term_faults(row, "start", "end", "帮扶协议")


def end_dialog(context: PageContext, agreement: Row, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that ends an agreement."""
    form = FieldForm(DAY_FIELDS, context.codes, {}, {"on": day}, columns=1)
    return _small("终止帮扶协议", form, context, parent, str(agreement["title"]), keep="终止")


def _small(
    title: str,
    form: FieldForm,
    context: PageContext,
    parent: QWidget,
    note: str,
    keep: str = "保存",
) -> FormDialog:
    dialog = FormDialog(title, form, context.prompts, note=note, keep=keep, parent=parent)
    dialog.fit(480)
    return dialog
