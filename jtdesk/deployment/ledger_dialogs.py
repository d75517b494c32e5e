"""Dialogs of the placements ledger: one placement, a team, an early end, assessments, duties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.deployment import queries, rules, words
from jtdesk.deployment.fields import INTAKE_FIELDS
from jtdesk.deployment.person_choice import fill_from_staff
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

Schools = Mapping[str, str]

PERSON, FURTHER = "交流教师", "其他"
# What a form asks for, in its order: name of the field, heading, whether it must be filled.
ASKED = (
    ("name", PERSON, True), ("id_number", PERSON, False), ("from_school", PERSON, False),
    ("backbone_level", PERSON, False),
    ("to_school", words.EXCHANGE, True), ("mode", words.EXCHANGE, True),
    ("subject", words.EXCHANGE, False), ("role", words.EXCHANGE, False),
    ("weekly_periods", words.EXCHANGE, False), ("days", words.EXCHANGE, False),
    ("start", words.TERM, True), ("end", words.TERM, False),
    ("document_no", FURTHER, False), ("team", FURTHER, False),
    ("relation_moved", FURTHER, False), ("place_class", FURTHER, False),
    ("status", FURTHER, False), ("note", FURTHER, False),
)  # fmt: skip
KNOWN = {field.name: field for field in INTAKE_FIELDS}
TITLES = {"relation_moved": "人事随迁", "start": "开始年月", "end": "结束年月"}
PLACEMENT_FIELDS = tuple(
    replace(KNOWN[name], group=group, required=required, title=TITLES.get(name, KNOWN[name].title))
    for name, group, required in ASKED
)
FROM_STAFF = {
    "id_number": "id_number",
    "from_school": "school",
    "subject": "subject",
    "backbone_level": "backbone_level",
}
GRADED = {"mid": ("mid_assessment", "mid_assessed_on"), "final": ("assessment", "assessed_on")}
END_FIELDS = (
    Field(
        name="on", title="最后一天", kind="date", required=True, help="在接收学校的最后一天或月份。"
    ),
)


def placement_dialog(
    context: PageContext,
    schools: Schools,
    placement: Row | None,
    start: str,
    parent: QWidget,
    *,
    masked: bool = True,
) -> FormDialog:
    """Return the dialog for a new placement, or one that is corrected.

    Args:
        context: of the page.
        schools: ids by name.
        placement: to be corrected, None for a new one.
        start: month proposed for a new one.
        parent: the page.
        masked: the id number of the one corrected is not shown in full.
    """
    away = Away(context, placement)
    form = FieldForm(
        PLACEMENT_FIELDS, context.codes, schools, placement or {"start": start},
        check=rules.row_faults if placement else rules.entry_faults, warn=away.findings,
        masked=masked,
    )  # fmt: skip
    away.ask(form)
    if placement is None:
        fill_from_staff(context, form, "name", FROM_STAFF)
        note = "带 * 的必填。选中名册里的教师后，证件号、派出学校、学科和骨干级别会自动填上。"
        return FormDialog("新增交流轮岗", form, context.prompts, note=note, parent=parent)
    return FormDialog(f"修改交流：{placement['name']}", form, context.prompts, parent=parent)


class Away:
    """Warns in a form of a person who is at another school at the same time.

    Args:
        context: of the page.
        placement: that is corrected, None for a new one.
    """

    def __init__(self, context: PageContext, placement: Row | None) -> None:
        self._context = context
        self._own: Row = placement or {}
        self._clashes: Callable[[Row], list[Fault]] = _no_clash

    def ask(self, form: FieldForm) -> None:
        """Read the ledger off the interface thread; until it is there nothing is said."""
        own = self._own.get("id")

        def known(check: Callable[[Row], list[Fault]]) -> None:
            self._clashes = check

        self._context.ops.ask(lambda session: queries.clash_check(session, own), known, form)

    def findings(self, row: Row) -> list[Fault]:
        """Return what a typed placement is warned about."""
        return [*rules.row_findings(row), *self._clashes({**self._own, **row})]


def _no_clash(_row: Row) -> list[Fault]:
    return []


def assess_dialog(
    context: PageContext, placement: Row, kind: str, day: str, parent: QWidget
) -> FormDialog:
    """Return the dialog for the assessment by the receiving school.

    Args:
        context: of the page.
        placement: that is assessed.
        kind: ``mid`` or ``final``.
        day: proposed as the day of the assessment.
        parent: the page.
    """
    grade, on = GRADED[kind]
    fields = (
        replace(KNOWN[grade], name="grade", title="考核等次"),
        replace(KNOWN[on], name="on", title="考核时间"),
        replace(KNOWN["achievements"]),
    )
    values = {
        "grade": placement[grade],
        "on": placement[on] or day,
        "achievements": placement["achievements"],
    }
    form = FieldForm(fields, context.codes, {}, values, columns=1)
    title = words.MID_TERM if kind == "mid" else words.FINAL
    note = f"由接收学校{placement['to_school'] or '(未填)'}考核。等次留空就是撤回考核。"
    return small(f"{title}：{placement['name']}", form, context, parent, note)


def end_dialog(context: PageContext, placement: Row, day: str, parent: QWidget) -> FormDialog:
    """Return the dialog that ends a placement before its time."""
    form = FieldForm(END_FIELDS, context.codes, {}, {"on": day}, columns=1)
    until = f"原定到 {placement['end']}。" if placement["end"] else "原来没有写结束时间。"
    note = f"{until}补贴和任教月数算到这一天；可以撤销。"
    title = f"提前结束交流：{placement['name']}"
    return small(title, form, context, parent, note, keep="提前结束")


def small(
    title: str,
    form: FieldForm,
    context: PageContext,
    parent: QWidget,
    note: str,
    *,
    keep: str = "保存",
    width: int = 480,
) -> FormDialog:
    """Return a form dialog of one column."""
    dialog = FormDialog(title, form, context.prompts, note=note, keep=keep, parent=parent)
    dialog.fit(width)
    return dialog


def typed_over(form: FieldForm, before: Row) -> dict[str, Any]:
    """Return the values of a form that differ from a row."""
    return {name: value for name, value in form.values().items() if value != before.get(name)}
