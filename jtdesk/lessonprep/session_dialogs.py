"""Dialogs of one session: what and when, minutes, a finding, a task, why it is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault
from jtdesk.core.fields import Field, Row
from jtdesk.lessonprep import day_notes, words
from jtdesk.lessonprep.bells import time_of
from jtdesk.lessonprep.calendar_desk import Basis
from jtdesk.lessonprep.calendar_scene import Spot
from jtdesk.lessonprep.long_form import LongForm, searchable
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

GROUPS, PEOPLE, ROOMS, SCHOOLS = "prep_group_names", "prep_people", "prep_rooms", "prep_schools"
KINDS = CodeList("session_kind", "活动类型", tuple(Code(one) for one in words.SESSION_KINDS))
FORMS = CodeList("session_form", "形式", tuple(Code(one) for one in words.FORMS))
ASPECTS = CodeList("finding_aspect", "方面", tuple(Code(one) for one in words.ASPECTS))
WHAT, WHEN, WHERE, MORE = "活动", "时间", "承办与参加", "内容"
SESSION_FIELDS = (
    Field(name="kind", title="类型", kind="code", codes=KINDS.name, required=True, group=WHAT),
    Field(
        name="group", title="备课组", kind="code", codes=GROUPS, group=WHAT,
        help="选了备课组，组里的人就是应到的人。会议、送教等可以不选。",
    ),
    Field(name="title", title="名称", group=WHAT, help="不填就按备课组和类型取名。"),
    Field(name="theme", title="主题", group=WHAT),
    Field(name="day", title="日期", kind="date", required=True, group=WHEN),
    Field(
        name="start_period", title="从第几节", kind="integer", minimum=1, maximum=20, group=WHEN,
        help="按学校作息换算成钟点；填了起止时间的，以起止时间为准。",
    ),
    Field(
        name="periods", title="共几节", kind="integer", minimum=1, maximum=20, group=WHEN
    ),
    Field(name="start", title="开始时间", group=WHEN, help="如 14:30；填了节次就不用填。"),
    Field(name="end", title="结束时间", group=WHEN, help="如 16:00。"),
    Field(
        name="host", title="承办学校", kind="school", group=WHERE, help="线上活动可以不选。"
    ),
    Field(
        name="schools", title="参加学校", kind="words", codes=SCHOOLS, group=WHERE,
        help="不填就是备课组的全部学校。",
    ),
    Field(name="form", title="形式", kind="code", codes=FORMS.name, group=WHERE),
    Field(
        name="facility", title="场馆", kind="code", codes=ROOMS, group=WHERE,
        help="承办学校的共享场馆，选了就占用它。",
    ),
    Field(name="place", title="地点", group=WHERE, help="如 综合楼三楼录播教室。"),
    Field(name="lead_planner", title="主备人", kind="code", codes=PEOPLE, group=MORE),
    Field(name="chair", title="主持人", group=MORE),
    Field(name="lead_class", title="主讲班", group=MORE, help="同步课堂、专递课堂填写。"),
    Field(name="receiving_classes", title="接收班", group=MORE),
    Field(
        name="pupils", title="学生人数", kind="integer", minimum=0, maximum=100000, group=MORE,
        help="学生活动只记人数，不记姓名。",
    ),
    Field(name="note", title="说明", group=MORE),
)  # fmt: skip
MINUTES_FIELDS = (
    Field(name="theme", title="主题"),
    Field(name="lead_planner", title="主备人", kind="code", codes=PEOPLE),
    Field(name="chair", title="主持人"),
    Field(name="recorder", title="记录人"),
    Field(name="form", title="形式", kind="code", codes=FORMS.name),
    Field(name="place", title="地点"),
    Field(
        name="outsiders", title="校外人数", kind="integer", minimum=0, maximum=100000,
        help="没有写进签到表的外来人员，只记人数。",
    ),
    Field(name="pupils", title="学生人数", kind="integer", minimum=0, maximum=100000),
)  # fmt: skip
MINUTES_TEXTS = (
    ("agenda", "议程"), ("discussion", "研讨内容"), ("division", "分工情况"),
    ("output", "活动成果"), ("reflection", "反思与改进"),
)  # fmt: skip
FINDING_FIELDS = (
    Field(name="aspect", title="方面", kind="code", codes=ASPECTS.name, required=True),
)
FINDING_TEXTS = (("finding", "发现*"), ("advice", "建议"))
TASK_FIELDS = (
    Field(name="owner", title="负责人"),
    Field(name="school", title="学校", kind="school"),
    Field(name="due", title="期限", kind="date"),
    Field(name="done_on", title="完成日期", kind="date", help="做完了再填。"),
)
TASK_TEXTS = (("task", "要做什么*"),)
CANCEL_FIELDS = (Field(name="reason", title="原因", help="如 台风停航。写进这次活动的说明里。"),)


def codes_of(context: PageContext, basis: Basis) -> dict[str, CodeList]:
    """Return the code lists of the dialogs: groups, people, rooms, schools of the term."""
    lists = (
        CodeList(GROUPS, "备课组", tuple(Code(one) for one in basis.groups.values())),
        CodeList(PEOPLE, "教师", tuple(Code(one) for one in basis.staff.values())),
        CodeList(ROOMS, "场馆", tuple(Code(one) for one in basis.rooms.values())),
        CodeList(SCHOOLS, "学校", tuple(Code(one) for one in basis.names.values())),
        KINDS, FORMS, ASPECTS,
    )  # fmt: skip
    return {**context.codes, **{one.name: one for one in lists}}


def schools_of(basis: Basis) -> dict[str, str]:
    """Return ids of the schools by name."""
    return {name: school_id for school_id, name in basis.names.items()}


def session_dialog(
    context: PageContext, basis: Basis, row: Row | None, parent: QWidget, spot: Spot | None = None
) -> FormDialog:
    """Return the dialog of a new session, or of one that is changed.

    Args:
        context: of the page.
        basis: groups, schools, people and rooms.
        row: stored columns of the session, None for a new one.
        parent: the page.
        spot: where on the calendar the new one is wanted.
    """
    shown = as_shown(basis, row) if row is not None else _fresh(basis, spot)
    form = LongForm(
        SESSION_FIELDS, (("agenda", "议程"),), codes_of(context, basis), schools_of(basis), shown,
        check=session_faults,
    )  # fmt: skip
    searchable(form, "lead_planner", tuple(basis.staff.values()))
    searchable(form, "group", tuple(basis.groups.values()))
    title = f"修改活动：{row['title']}" if row is not None else "新增活动"
    note = "" if row is not None else "拿不准时间的，先选备课组，再用“找时间”看哪天大家都能来。"
    return FormDialog(title, form, context.prompts, note=note, parent=parent)


def _fresh(basis: Basis, spot: Spot | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "kind": words.JOINT_RESEARCH, "periods": 2, "form": words.FORMS[0],
    }  # fmt: skip
    if spot is not None:
        shown |= {"day": spot.day.isoformat(), "start_period": spot.period}
        if (host := basis.names.get(spot.track or "")) is not None:
            shown["host"] = host
    return shown


def as_shown(basis: Basis, row: Row) -> dict[str, Any]:
    """Return the stored columns of a session as its dialog shows them: names for ids."""
    schools = row["schools"]
    return dict(row) | {
        "group": basis.groups.get(row["group_id"] or ""),
        "host": basis.names.get(row["host_id"] or ""),
        "schools": None
        if schools is None
        else [basis.names[o] for o in schools if o in basis.names],
        "facility": basis.rooms.get(row["facility_id"] or ""),
        "lead_planner": basis.staff.get(row["lead_planner_id"] or ""),
    }


def session_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what keeps a session from being saved, before the store is asked."""
    start, end = row.get("start"), row.get("end")
    if not start and not end and row.get("start_period") is None:
        return [Fault("time_missing", "start_period", "请填写从第几节开始，或填写起止时间。")]
    found = []
    for at, written in (("start", start), ("end", end)):
        if written and time_of(written) is None:
            text = f"“{written}”不是时刻，请写成 14:30。"
            found.append(Fault("bad_time", at, text, str(written)))
    if bool(start) != bool(end):
        found.append(Fault("bad_time", "end" if start else "start", "起止时间要一起填。"))
    return found


def as_stored(basis: Basis, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a session dialog holds as columns: ids for names."""
    found = {
        name: values[name]
        for name in (
            "kind", "title", "theme", "day", "start_period", "periods", "form", "place", "chair",
            "lead_class", "receiving_classes", "pupils", "note", "agenda",
        )
        if name in values
    }  # fmt: skip
    start, end = values.get("start"), values.get("end")
    found["start"] = time_of(start) if start else None
    found["end"] = time_of(end) if end else None
    if start:
        found["start_period"] = found["periods"] = None
    elif found.get("start_period") is not None:
        found["periods"] = found.get("periods") or 1
    for name, ids in (
        ("group", basis.groups), ("host", basis.names), ("facility", basis.rooms),
        ("lead_planner", basis.staff),
    ):  # fmt: skip
        found[f"{name}_id"] = key_of(ids, values.get(name))
    chosen = values.get("schools")
    by_name = schools_of(basis)
    found["schools"] = [by_name[one] for one in chosen if one in by_name] if chosen else None
    return found


def key_of(titles: Mapping[str, str], wanted: object) -> str | None:
    """Return the id that is called so, None where nothing is."""
    return next((key for key, title in titles.items() if title == wanted), None)


def minutes_dialog(context: PageContext, basis: Basis, row: Row, parent: QWidget) -> FormDialog:
    """Return the dialog of what was said and done at a session."""
    form = LongForm(
        MINUTES_FIELDS, MINUTES_TEXTS, codes_of(context, basis), {}, as_shown(basis, row)
    )
    searchable(form, "lead_planner", tuple(basis.staff.values()))
    day = day_notes.day_words(date.fromisoformat(row["day"]))
    note = f"{day}。保存后这次活动记为已开展，可以撤销。"
    return FormDialog(f"活动记录：{row['title']}", form, context.prompts, note=note, parent=parent)


def minutes_stored(basis: Basis, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the minutes as columns."""
    found = dict(values)
    found["lead_planner_id"] = key_of(basis.staff, found.pop("lead_planner", None))
    return found


def finding_dialog(
    context: PageContext, basis: Basis, host: str, row: Row | None, parent: QWidget
) -> FormDialog:
    """Return the dialog of a finding of the classroom diagnosis."""
    form = LongForm(
        FINDING_FIELDS, FINDING_TEXTS, codes_of(context, basis), {}, row, columns=1,
        check=lambda values: _needed(values, "finding", "请写明诊断发现。"),
    )  # fmt: skip
    note = "到哪所学校教研，就对那所学校的课堂教学、备课、作业等做诊断。"
    return FormDialog(f"课堂诊断：{host}", form, context.prompts, note=note, parent=parent)


def _needed(values: Mapping[str, Any], name: str, text: str) -> list[Fault]:
    # The box is read by the dialog itself: it is no field with a note of its own.
    return [] if name not in values or values[name] else [Fault("text_missing", "", text)]


def task_dialog(context: PageContext, basis: Basis, row: Row | None, parent: QWidget) -> FormDialog:
    """Return the dialog of something to be done after a session."""
    form = LongForm(
        TASK_FIELDS, TASK_TEXTS, codes_of(context, basis), schools_of(basis), row, columns=1,
        check=lambda values: _needed(values, "task", "请写明要做什么。"),
    )  # fmt: skip
    return FormDialog("后续任务", form, context.prompts, parent=parent)


def cancel_dialog(context: PageContext, title: str, parent: QWidget) -> FormDialog:
    """Return the dialog that asks why a session is cancelled."""
    form = FieldForm(CANCEL_FIELDS, context.codes, {}, {}, columns=1)
    note = f"“{title}”取消后仍在日历上，记为已取消，不计入已开展。可以撤销。"
    return FormDialog(
        "取消活动", form, context.prompts, note=note, keep="取消这次活动", parent=parent
    )
