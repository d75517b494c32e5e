"""Dialogs of the growth page: pairs of mentors, workshops, their members and sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from jtdesk.core.fields import Field, Row
from jtdesk.deployment import mentoring, words
from jtdesk.deployment.growth_fields import (
    MEMBER_FIELDS,
    MENTORSHIP_INTAKE_FIELDS,
    SESSION_FIELDS,
    WORKSHOP_INTAKE_FIELDS,
)
from jtdesk.deployment.ledger_dialogs import small
from jtdesk.deployment.person_choice import fill_from_staff
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

Schools = Mapping[str, str]
TERM = {"start": "开始年月", "end": "结束年月"}
MENTOR_FROM_STAFF = {
    "mentor_id_number": "id_number",
    "mentor_school": "school",
    "mentor_title": "title",
    "subject": "subject",
}
APPRENTICE_FROM_STAFF = {"apprentice_id_number": "id_number", "apprentice_school": "school"}
HOST_FROM_STAFF = {"host_id_number": "id_number", "school": "school", "subject": "subject"}
MEMBER_FROM_STAFF = {"id_number": "id_number", "school": "school"}
FROM_STAFF = "输入姓名或拼音首字母选中名册里的教师，学校、职称等会自动填上。"
ON = Field(name="on", title="最后一天", kind="date", required=True, help="结束的那一天或那个月份。")


def _asked(fields: Sequence[Field], heading: str, leave_out: str = "") -> tuple[Field, ...]:
    """Return fields as a form asks for them, those without a heading under ``heading``."""
    return tuple(
        replace(
            field,
            title=TERM.get(field.name, field.title),
            group=field.group if field.group in {words.MENTOR, words.APPRENTICE} else heading,
        )
        for field in fields
        if field.name != leave_out
    )


PAIR_FIELDS = _asked(MENTORSHIP_INTAKE_FIELDS, "结对")
ROOM_FIELDS = _asked(WORKSHOP_INTAKE_FIELDS, "")
MEMBER_INPUTS = _asked(MEMBER_FIELDS, "", "workshop")
SESSION_INPUTS = _asked(SESSION_FIELDS, "", "workshop")
END_PAIR_FIELDS = (
    ON,
    next(field for field in MENTORSHIP_INTAKE_FIELDS if field.name == "assessment"),
)


def pair_dialog(
    context: PageContext,
    schools: Schools,
    pair: Row,
    parent: QWidget,
    *,
    masked: bool,
    new: bool,
) -> FormDialog:
    """Return the dialog for a new pair, or one that is corrected.

    Args:
        context: of the page.
        schools: ids by name.
        pair: what stands in the form at first.
        parent: the page.
        masked: id numbers are not shown in full.
        new: nobody has entered the pair yet.
    """
    form = FieldForm(
        PAIR_FIELDS, context.codes, schools, pair, check=mentoring.pair_faults, masked=masked
    )
    if not new:
        title = f"修改结对：{pair['mentor_name']} 带 {pair['apprentice_name']}"
        return FormDialog(title, form, context.prompts, parent=parent)
    fill_from_staff(context, form, "mentor_name", MENTOR_FROM_STAFF)
    fill_from_staff(context, form, "apprentice_name", APPRENTICE_FROM_STAFF)
    return FormDialog("新增师徒结对", form, context.prompts, note=FROM_STAFF, parent=parent)


def end_pair_dialog(context: PageContext, pair: Row, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that ends a pair, with its assessment."""
    values = {"on": day, "assessment": pair["assessment"]}
    form = FieldForm(END_PAIR_FIELDS, context.codes, {}, values, columns=1)
    note = f"{pair['mentor_name']} 带 {pair['apprentice_name']}。结束后仍在全部名单里，可以撤销。"
    return small("结束结对", form, context, parent, note, keep="结束")


def workshop_dialog(
    context: PageContext, schools: Schools, room: Row | None, parent: QWidget, *, masked: bool
) -> FormDialog:
    """Return the dialog for a new workshop, or one that is corrected."""
    form = FieldForm(ROOM_FIELDS, context.codes, schools, room, masked=masked)
    if room is not None:
        return FormDialog(f"修改：{room['name']}", form, context.prompts, parent=parent)
    fill_from_staff(context, form, "host_name", HOST_FROM_STAFF)
    return FormDialog("新增名师工作室", form, context.prompts, note=FROM_STAFF, parent=parent)


def end_dialog(context: PageContext, title: str, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that ends a workshop or lets a member leave."""
    form = FieldForm((ON,), context.codes, {}, {"on": day}, columns=1)
    note = "结束后仍在全部名单里，可以撤销。"
    return small(title, form, context, parent, note, keep="结束")


def member_dialog(
    context: PageContext, schools: Schools, room: Row, member: Row | None, parent: QWidget
) -> FormDialog:
    """Return the dialog for a member of a workshop."""
    values = member or {"role": words.MEMBER_ROLE}
    form = FieldForm(MEMBER_INPUTS, context.codes, schools, values, columns=1)
    if member is None:
        fill_from_staff(context, form, "name", MEMBER_FROM_STAFF)
    title = f"修改成员：{member['name']}" if member else "新增成员"
    return small(title, form, context, parent, str(room["name"]))


def session_dialog(
    context: PageContext,
    schools: Schools,
    room: Row,
    held: Row | None,
    day: str,
    parent: QWidget,
) -> FormDialog:
    """Return the dialog for a session a workshop has held."""
    values = held or {"held_on": day, "school": room["school"]}
    form = FieldForm(SESSION_INPUTS, context.codes, schools, values, columns=1)
    title = "修改活动" if held else "登记活动"
    return small(title, form, context, parent, f"{room['name']}。只记人数，不记姓名。")
