"""Dialogs of the school calendar: a term, special days, make-up days, bells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Field, Row
from jtdesk.lessonprep import (
    bells,
    calendar_fields,
    calendar_taking,
    school_calendar,
    term_rules,
    terms,
)
from jtdesk.lessonprep.calendars import Term
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.special_days import DayDraft
from jtdesk.lessonprep.term_rules import Unsettled, said_day, term_title
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

Schools = Mapping[str, str]
TERMS, WEEKDAYS, STAGES = "terms_offered", "first_weekday", "stages_offered"
_TERM = {field.name: field for field in calendar_fields.TERM_INTAKE_FIELDS}
_DAY = {field.name: field for field in calendar_fields.DAY_INTAKE_FIELDS}
YEARS_AROUND = 3
MOST_PERIODS = 12


def _listed(name: str, title: str, words: Sequence[str]) -> CodeList:
    return CodeList(name, title, tuple(Code(word) for word in words))


def _field(known: Field, **changes: Any) -> Field:  # noqa: ANN401 - attributes of a field
    given = {name: getattr(known, name) for name in ("name", "title", "kind", "codes", "help")}
    return Field(**(given | {"required": known.required} | changes))


# ------------------------------------------------------------------------------------ terms


def term_dialog(
    context: PageContext, stages: Sequence[str], shown: Term, parent: QWidget, *, new: bool
) -> FormDialog:
    """Return the dialog for a term.

    Args:
        context: of the page.
        stages: of the group.
        shown: what stands in the form at first: the term, or a proposal for a new one.
        parent: the page.
        new: it is not kept yet.
    """
    year = int(shown.code[:4])
    offered = [
        term_title(f"{one}-{half}")
        for one in range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
        for half in (1, 2)
    ]
    codes = {
        **context.codes,
        TERMS: _listed(TERMS, "学期", offered),
        STAGES: _listed(STAGES, "学段", stages),
        WEEKDAYS: _listed(WEEKDAYS, "一周从", tuple(term_rules.FIRST_WEEKDAYS.values())),
    }
    fields = (
        _field(_TERM["term"], kind="code", codes=TERMS),
        _field(_TERM["stage"], kind="code", codes=STAGES),
        _field(_TERM["start"], title="开学（第一天上课）"),
        _field(_TERM["end"], title="学期最后一天"),
        _field(_TERM["week1"]),
        _field(_TERM["first_weekday"], kind="code", codes=WEEKDAYS, required=True),
        _field(_TERM["skipped"]),
        _field(_TERM["note"]),
    )
    values = {
        "term": term_title(shown.code), "stage": shown.stage, "week1": shown.week1.isoformat(),
        "start": shown.start.isoformat(), "end": shown.end.isoformat(),
        "first_weekday": term_rules.FIRST_WEEKDAYS[shown.first_weekday],
        "skipped": [day.isoformat() for day in shown.skipped] or None,
    }  # fmt: skip
    form = FieldForm(fields, codes, {}, values, check=_term_faults)
    note = (
        "建议的日期，请按教育局公布的校历修改。各学段起止相同的，学段空着；不同的，一个学段登记一条。"
        if new
        else "改动会立刻影响周次、上课日和排期。"
    )
    title = "新增学期" if new else f"修改{shown.stage or ''}{term_title(shown.code)}"
    return FormDialog(title, form, context.prompts, note=note, parent=parent)


def term_values(form: FieldForm) -> Row:
    """Return what a term's form states, as the operation takes it."""
    values = form.values()
    calendar_taking.complete_term(values)
    return values


def _term_faults(row: Row) -> list[Fault]:
    values = dict(row)
    calendar_taking.complete_term(values)
    if not all(values.get(name) for name in ("term", "week1", "start", "end")):
        return []  # said at each field
    try:
        terms.refuse_term(school_calendar.term_of(terms.term_values(values)), ())
    except RuleError as fault:
        return [Fault(fault.code, fault.at, fault.message)]
    return []


# ------------------------------------------------------------------------------ special days


def day_dialog(
    context: PageContext,
    schools: Schools,
    stages: Sequence[str],
    shown: Row,
    parent: QWidget,
    *,
    new: bool,
) -> FormDialog:
    """Return the dialog for special days.

    Args:
        context: of the page.
        schools: ids by name.
        stages: of the group.
        shown: what stands in the form at first: ``date kind timetable_of school stage name``.
        parent: the page.
        new: nothing of it is kept yet.
    """
    codes = {**context.codes, STAGES: _listed(STAGES, "学段", stages)}
    last = Field(name="until", title="到", kind="date", help="连续几天的最后一天；一天就空着。")
    fields = (
        _field(_DAY["date"], title="日期" if not new else "从"),
        *((last,) if new else ()),
        _field(_DAY["kind"]),
        _field(_DAY["timetable_of"], title="按哪天课表"),
        _field(_DAY["school"]),
        _field(_DAY["stage"], kind="code", codes=STAGES),
        _field(_DAY["name"]),
        _field(_DAY["note"]),
    )
    form = FieldForm(fields, codes, schools, shown, check=_day_faults)
    note = (
        "学校、学段空着就是全集团。补课的日子写明按哪天课表：周二，或补哪一天的课（2025-10-07）。"
        "登记的优先于放假通知；某校的优先于全集团的。"
    )
    title = "登记特殊日" if new else f"修改：{shown['date']} {shown.get('name') or ''}".strip()
    return FormDialog(title, form, context.prompts, note=note, parent=parent)


def day_draft(form: FieldForm, schools: Schools) -> DayDraft:
    """Return what a form of special days states."""
    values = form.values()
    written = str(values["timetable_of"] or "")
    day = _whole_day(values["date"])
    return DayDraft(
        first=values["date"] or "",
        kind=calendar_taking.KIND_CODES.get(values["kind"] or "", ""),
        last=values.get("until"),
        timetable_of=term_rules.borrowed_of(written, day) or written or None,
        school_id=schools.get(values["school"] or ""),
        stage=values["stage"],
        name=values["name"],
        note=values["note"],
    )


def _whole_day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written or ""))
    except ValueError:
        return None


def _day_faults(row: Row) -> list[Fault]:
    if not row.get("date") or not row.get("kind"):
        return []  # said at each field
    found = calendar_taking.day_faults(row)
    until = row.get("until")
    if until and _whole_day(until) is None:
        found.append(Fault("bad_date", "until", f"“{until}”要写到日，如 2025-10-08。"))
    return found


# ------------------------------------------------------------------------------ make-up days


def settle_dialog(
    context: PageContext, code: str, unsettled: Sequence[Unsettled], parent: QWidget
) -> FormDialog:
    """Return the dialog that says of every open make-up day whose timetable holds."""
    fields = tuple(
        Field(
            name=one.day.isoformat(), title=said_day(one.day), kind="text",
            help=f"{one.name}：写星期（周二），或补哪一天的课（2025-10-07）；空着就以后再定。",
        )
        for one in unsettled
    )  # fmt: skip
    values = {
        one.day.isoformat(): one.proposal.isoformat()
        if isinstance(one.proposal, date)
        else term_rules.weekday_word(one.proposal)
        if one.proposal is not None
        else None
        for one in unsettled
    }

    def check(row: Row) -> list[Fault]:
        return [
            Fault("bad_date", day, f"“{written}”看不出按哪天的课表，请写周二或 2025-10-07。")
            for day, written in row.items()
            if written and term_rules.borrowed_of(written, date.fromisoformat(day)) is None
        ]

    form = FieldForm(fields, context.codes, {}, values, check=check, columns=1)
    note = (
        "填的是建议：按放假通知里的先后，第一个上班日补第一个换来的假日。以学校自己的通知为准，"
        "可以改成星期（周二）或日期。个别学校不同的，另外登记那所学校的特殊日。"
    )
    dialog = FormDialog(
        f"落实调休课表：{term_title(code)}", form, context.prompts, note=note, parent=parent
    )
    dialog.fit(560)
    return dialog


def settled(form: FieldForm) -> dict[str, str]:
    """Return the sources a form of make-up days states, as the operation takes them."""
    found = {}
    for day, written in form.filled().items():
        source = term_rules.borrowed_of(written, date.fromisoformat(day))
        found[day] = source or written
    return found


# ------------------------------------------------------------------------------------ bells


def bells_dialog(
    context: PageContext,
    schools: Schools,
    stages: Sequence[str],
    shown: bells.Periods,
    scope: Row,
    parent: QWidget,
) -> FormDialog:
    """Return the dialog for a table of bells.

    Args:
        context: of the page.
        schools: ids by name.
        stages: of the group.
        shown: periods that hold now.
        scope: ``school`` and ``stage`` the table is for, both empty for the group.
        parent: the page.
    """
    codes = {**context.codes, STAGES: _listed(STAGES, "学段", stages)}
    known = calendar_fields.BELL_INTAKE_FIELDS
    periods = tuple(
        Field(
            name=str(number), title=f"第 {number} 节", kind="text", group="每节的起止",
            help="如 08:20-09:00；没有这一节就空着。",
        )
        for number in range(1, max([MOST_PERIODS, *shown]) + 1)
    )  # fmt: skip
    fields = (
        _field(known[0], group="适用范围"),
        _field(known[1], kind="code", codes=STAGES, group="适用范围"),
        *periods,
    )
    values: Row = {str(n): f"{clock(start)}-{clock(end)}" for n, (start, end) in shown.items()}
    form = FieldForm(fields, codes, schools, {**values, **scope}, check=_bell_faults)
    note = (
        "一所学校、一个学段或全集团各一张，越具体的越优先。没有登记的用默认作息（小学每节 40 分钟，"
        "初中 45 分钟），只是起点，请按实际修改。每节都清空，就改用上一级的。"
    )
    return FormDialog("作息时间", form, context.prompts, note=note, parent=parent)


def bell_periods(row: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Return the periods a form of bells states; a text that is no span comes as it is."""
    found = []
    for name, written in row.items():
        if name.isdigit() and written:
            start, end = bells.times_of(str(written)) or (str(written), "")
            found.append((int(name), start, end))
    return found


def _bell_faults(row: Row) -> list[Fault]:
    for number, start, end in bell_periods(row):
        if not end:
            message = f"“{start}”看不出起止，请写成 08:20-09:00。"
            return [Fault("bad_bells", str(number), message)]
    found = bells.faults(bell_periods(row))
    return [Fault("bad_bells", "", text) for text in found[:1]]
