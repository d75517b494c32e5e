"""Dialogs of the deployment pages: exemptions, and the policy a group goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.core.numbers import plain
from jtdesk.deployment.person_choice import PersonChoice, fill_from_staff
from jtdesk.deployment.policies import Policy
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

EXEMPTION_FIELDS = (
    Field(name="reason", title="原因", kind="code", codes="exemption_reason", required=True),
    Field(name="evidence", title="证明材料", kind="text", help="如医院诊断证明、批复文号。"),
    Field(name="approver", title="批准人", kind="text"),
    Field(name="from_date", title="从哪天起", kind="date", required=True),
    Field(name="until", title="到哪天止", kind="date", help="最后一天；不填为长期有效。"),
    Field(name="note", title="备注", kind="text"),
)
NAMED = 6


def _span_faults(row: dict[str, Any]) -> list[Fault]:
    start, end = row.get("from_date"), row.get("until")
    if start and end:
        shared = min(len(start), len(end))
        if end[:shared] < start[:shared]:
            return [Fault("date_order", "until", f"结束日期 {end} 早于开始日期 {start}。", end)]
    return []


def exemption_dialog(
    context: PageContext, people: Sequence[Row], known: Row | None, day: str, parent: QWidget
) -> FormDialog:
    """Return the dialog for a new exemption of some people, or one that is corrected."""
    values = dict(known) if known else {"from_date": day}
    form = FieldForm(EXEMPTION_FIELDS, context.codes, {}, values, check=_span_faults, columns=1)
    names = "、".join(f"{one['name']}（{one['school'] or '学校未填'}）" for one in people[:NAMED])
    more = f"等 {len(people)} 人" if len(people) > NAMED else ""
    title = "修改免于交流" if known else "登记免于交流"
    dialog = FormDialog(
        title,
        form,
        context.prompts,
        note=f"{names}{more}。登记有效期内不列入符合交流条件的人员，名单上写明原因；到期自动恢复。",
        keep="保存" if known else "登记",
        parent=parent,
    )
    dialog.fit(500)
    return dialog


SHARE_FIELDS = (
    Field(name="name", title="教师", kind="name", required=True),
    Field(name="subject", title="兼教学科", kind="code", codes="subject", required=True),
    Field(
        name="periods", title="每周课时", kind="decimal", unit="节", required=True, minimum=0.5,
        maximum=40,
    ),
    Field(name="from_date", title="从哪天起", kind="date"),
    Field(name="to_date", title="从哪天起不再兼教", kind="date", help="不填为一直兼教。"),
)  # fmt: skip


def share_dialog(
    context: PageContext, known: Row | None, day: str, parent: QWidget
) -> tuple[FormDialog, PersonChoice | None]:
    """Return the dialog for a second subject, and for a new one the choice of the person."""
    fields = SHARE_FIELDS if known is None else SHARE_FIELDS[1:]
    values = dict(known) if known else {"from_date": day}
    form = FieldForm(fields, context.codes, {}, values, columns=1)
    choice = fill_from_staff(context, form, "name", {}) if known is None else None
    title = "登记兼教" if known is None else f"修改兼教：{known['name']}"
    note = "兼教的课时从主教学科里分出去：在主教学科少算，在兼教学科多算，总人数不变。"
    dialog = FormDialog(title, form, context.prompts, note=note, parent=parent)
    dialog.fit(480)
    return dialog, choice


COUNTINGS = {"running": "当天正在交流的", "starting": "本学年起派的"}
COUNTING = CodeList("counting", "怎样算", tuple(Code(word) for word in COUNTINGS.values()))
WOMEN = CodeList("women_base", "女教师原退休年龄", (Code("55 岁"), Code("50 岁")))
POLICY_FIELDS = (
    Field(
        name="years", title="在现学校满", kind="decimal", unit="年", required=True, minimum=0,
        maximum=40,
    ),
    Field(
        name="principal_years", title="书记、校长满", kind="decimal", unit="年", minimum=0,
        maximum=40, help="不填与教师相同。",
    ),
    Field(
        name="retirement", title="距法定退休不少于", kind="decimal", unit="年", required=True,
        minimum=0, maximum=30,
    ),
    Field(name="women_base", title="女教师原退休年龄", kind="code", codes="women_base"),
    Field(name="modes", title="计入比例的形式", kind="words", codes="placement_mode",
          required=True),
    Field(name="counting", title="已交流的人怎样算", kind="code", codes="counting"),
)  # fmt: skip


def policy_dialog(
    context: PageContext, title: str, body: Mapping[str, Any], year: int, parent: QWidget
) -> FormDialog:
    """Return the dialog in which a group edits its own copy of a policy."""
    rules, ratios = body.get("eligibility", {}), body.get("ratio", ())
    standard = Policy("", "", "")
    values = {
        "years": rules.get("years", standard.eligibility.years),
        "principal_years": rules.get("principal_years"),
        "retirement": rules.get("retirement", standard.eligibility.retirement),
        "women_base": f"{rules.get('women_base', standard.eligibility.women_base)} 岁",
        "modes": list(body.get("modes", standard.modes)),
        "counting": COUNTINGS[body.get("counting", standard.counting)],
    }
    thresholds = tuple(
        Field(name=f"ratio:{one['name']}", title=one["title"], kind="decimal", unit="%", minimum=0,
              maximum=100, group="规定的比例")
        for one in ratios
    )  # fmt: skip
    values |= {f"ratio:{one['name']}": one.get("threshold") for one in ratios}
    codes = {**context.codes, COUNTING.name: COUNTING, WOMEN.name: WOMEN}
    form = FieldForm((*POLICY_FIELDS, *thresholds), codes, {}, values, columns=1)
    note = f"在“{title}”上修改，只用于本集团，从 {year} 学年起；可以撤销，也可以另选一份。"
    dialog = FormDialog("修改口径", form, context.prompts, note=note, parent=parent)
    dialog.fit(640)
    return dialog


def edited_policy(body: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a policy with what was typed."""
    made = deepcopy(dict(body))
    rules = made.setdefault("eligibility", {})
    for name in ("years", "principal_years", "retirement"):
        if values[name] is None:
            rules.pop(name, None)
        else:
            rules[name] = plain(values[name])
    if values["women_base"]:
        rules["women_base"] = int(str(values["women_base"]).split()[0])
    made["modes"] = list(values["modes"] or ())
    counting = {word: code for code, word in COUNTINGS.items()}
    made["counting"] = counting.get(str(values["counting"]), "running")
    for one in made.get("ratio", ()):
        threshold = values.get(f"ratio:{one['name']}")
        one.pop("threshold", None)
        if threshold is not None:
            one["threshold"] = plain(threshold)
    return made
