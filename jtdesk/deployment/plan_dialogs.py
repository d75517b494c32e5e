"""Dialogs of the planner: a decision beforehand, a floor of a school, where to send somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field
from jtdesk.deployment import words
from jtdesk.deployment.problem import Person
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

Schools = Mapping[str, str]
WHOLE_WEEK = "全职"
DAYS = CodeList(
    "plan_days",
    "工作量",
    tuple(Code(word) for word in (WHOLE_WEEK, "1 天", "2 天", "3 天", "4 天")),
)
PIN_FIELDS = (
    Field(
        name="kind", title="指定", kind="code", codes="pin_kind", required=True,
        help="留任：不动；派往：必须去；同行：两人同去一校或都不去；不派：不去这所学校，不写学校就是哪里都不去。",
    ),
    Field(
        name="school", title="学校", kind="school",
        help="派往和不派时填写；派往不写就由方案选。",
    ),
    Field(name="other", title="同行教师", kind="code", codes="plan_people"),
    Field(name="note", title="说明", kind="text"),
)  # fmt: skip
FLOOR_FIELDS = (
    Field(name="school", title="学校", kind="school", required=True),
    Field(
        name="subject", title="学科", kind="code", codes="subject",
        help="不选就是各学科的骨干教师合在一起。",
    ),
    Field(
        name="backbone", title="至少保留", kind="integer", unit="人", required=True, minimum=0,
        maximum=1000, help="本校编制的县级及以上骨干教师，交流出去以后还剩的人数。",
    ),
)  # fmt: skip
SEND_FIELDS = (
    Field(name="school", title="派往学校", kind="school", required=True),
    Field(
        name="days", title="工作量", kind="code", codes="plan_days", required=True,
        help="全职交流，或每周几天走教。",
    ),
)  # fmt: skip


def pin_dialog(
    context: PageContext,
    schools: Schools,
    person: Person,
    others: Sequence[Person],
    names: Mapping[str, str],
    parent: QWidget,
) -> FormDialog:
    """Return the dialog that decides about a teacher beforehand.

    Args:
        context: of the page.
        schools: ids by name.
        person: about whom.
        others: who could go along.
        names: names of schools by id.
        parent: the page.
    """
    people = CodeList("plan_people", "同行教师", tuple(Code(called(one, names)) for one in others))
    form = FieldForm(
        PIN_FIELDS, {**context.codes, people.name: people}, schools, {}, check=_pin_faults,
        columns=1,
    )  # fmt: skip
    return FormDialog(
        f"事先指定：{person.name}", form, context.prompts,
        note="方案一定遵守这里的指定；与其他条件矛盾时，方案会说明并提出放宽的办法。",
        parent=parent,
    )  # fmt: skip


def called(person: Person, names: Mapping[str, str]) -> str:
    """Return a teacher as a list of people offers them."""
    return f"{person.name}（{names[person.home]}{person.subject}）"


def _pin_faults(row: dict[str, Any]) -> list[Fault]:
    kind = row.get("kind")
    if kind == words.PIN_TOGETHER and not row.get("other"):
        return [Fault("name_missing", "other", "请选择同行的另一位教师。", "")]
    return []


def floor_dialog(context: PageContext, schools: Schools, parent: QWidget) -> FormDialog:
    """Return the dialog that sets how many backbone teachers a school keeps."""
    form = FieldForm(FLOOR_FIELDS, context.codes, schools, {}, columns=1)
    return FormDialog("骨干教师底线", form, context.prompts, parent=parent)


def send_dialog(
    context: PageContext, schools: Schools, person: Person, parent: QWidget
) -> FormDialog:
    """Return the dialog that sends a teacher to a school by hand."""
    form = FieldForm(
        SEND_FIELDS, {**context.codes, DAYS.name: DAYS}, schools, {"days": WHOLE_WEEK}, columns=1
    )
    return FormDialog(f"派往：{person.name}", form, context.prompts, keep="放到看板", parent=parent)


def days_of(word: str) -> int:
    """Return the days a week of a chosen word, 0 for all of the week."""
    return 0 if word == WHOLE_WEEK else int(word.split(" ", maxsplit=1)[0])
