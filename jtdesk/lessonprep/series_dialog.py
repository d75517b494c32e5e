"""The dialog of a series: how often, when, who is host; it shows the dates it will give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from jtdesk.core.codes import Code, CodeList
from jtdesk.core.errors import Fault, JtdeskError
from jtdesk.core.fields import Field, Row
from jtdesk.lessonprep import recurrence, rrules, school_calendar, series, series_rules, words
from jtdesk.lessonprep.day_notes import WEEKDAYS, day_words, weekday_words
from jtdesk.lessonprep.session_dialogs import FORMS, KINDS
from jtdesk.schools import queries as schools
from jtdesk.ui.dialog import FormDialog
from jtdesk.ui.fields import FieldForm
from jtdesk.ui.page import PageContext

EVERY, DAYS, NTH, TOPOLOGY, HOSTS, CLOSED, SCHOOLS, TERM = (
    "series_every", "series_days", "series_nth", "series_topology", "series_hosts",
    "series_closed", "series_schools", "series_terms",
)  # fmt: skip
NUMBERS: Mapping[str, str] = {
    "第一个": "1", "第二个": "2", "第三个": "3", "第四个": "4", "最后一个": "-1",
}  # fmt: skip
WHAT, WHEN, WHO = "活动", "时间", "参加与承办"
SERIES_FIELDS = (
    Field(name="title", title="系列名称", group=WHAT, help="不填就按备课组和类型取名。"),
    Field(name="kind", title="类型", kind="code", codes=KINDS.name, required=True, group=WHAT),
    Field(name="term", title="学期", kind="code", codes=TERM, required=True, group=WHAT),
    Field(
        name="lesson_pair", title="一课双研", kind="boolean", group=WHAT,
        help="每次在一节课前后各一次：课前导研、课后返研。",
    ),
    Field(name="every", title="多久一次", kind="code", codes=EVERY, required=True, group=WHEN),
    Field(
        name="auto", title="由自动排期定", kind="boolean", group=WHEN,
        help="选“是”就不用写星期和节次，由“自动排期”找大家都能来的时间。",
    ),
    Field(
        name="weekday", title="星期几", kind="code", codes=DAYS, group=WHEN,
        help="由自动排期定日期的不用填。",
    ),
    Field(
        name="nth", title="当月第几个", kind="code", codes=NTH, group=WHEN,
        help="每月一次的填写，如 第二个（周三）。",
    ),
    Field(
        name="weeks", title="第几周", group=WHEN,
        help="只在学期的这几周开展，如 2,6,10,14；填了就不看“当月第几个”。",
    ),
    Field(
        name="start_period", title="从第几节", kind="integer", minimum=1, maximum=20, group=WHEN
    ),
    Field(name="periods", title="共几节", kind="integer", minimum=1, maximum=20, group=WHEN),
    Field(name="start", title="从哪天起", kind="date", group=WHEN, help="不填就从学期第一天起。"),
    Field(name="until", title="到哪天止", kind="date", group=WHEN, help="不填就到学期最后一天。"),
    Field(
        name="when_closed", title="遇放假", kind="code", codes=CLOSED, group=WHEN,
        help="那天不上课时怎么办。",
    ),
    Field(
        name="topology", title="谁和谁", kind="code", codes=TOPOLOGY, required=True, group=WHO,
        help="各校一起；每两所相邻学校；或指定几所。",
    ),
    Field(
        name="schools", title="指定学校", kind="words", codes=SCHOOLS, group=WHO,
        help="“指定学校”时勾选。",
    ),
    Field(name="host_rule", title="承办", kind="code", codes=HOSTS, group=WHO),
    Field(
        name="host", title="承办学校", kind="school", group=WHO,
        help="固定承办的学校；轮流承办时是第一所。",
    ),
    Field(name="form", title="形式", kind="code", codes=FORMS.name, group=WHO),
    Field(name="note", title="备注", group=WHO),
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """The dates a series would give, in words; or why it gives none."""

    said: str
    lines: tuple[str, ...]


class SeriesDialog(FormDialog):
    """A series with the dates it will give below the form.

    Signals:
        preview_asked: the columns of a series whose dates are wanted.
    """

    preview_asked = Signal(object)

    def __init__(
        self,
        context: PageContext,
        group: Row,
        row: Row | None,
        schools: Mapping[str, str],
        terms: Sequence[tuple[str, str]],
        term: str,
        parent: QWidget,
    ) -> None:
        self._group, self._schools = group, schools
        self._terms = dict(terms)
        self._id = row["id"] if row is not None else ""
        shown = as_shown(row, schools, self._terms) if row is not None else {
            "kind": words.JOINT_RESEARCH, "every": words.INTERVALS["month"], "periods": 2,
            "topology": words.TOPOLOGIES["all"], "host_rule": words.HOST_RULES["rotate"],
            "form": words.FORMS[0], "lesson_pair": False, "auto": False,
            "when_closed": words.CLOSED_RULES["make_up"], "term": self._terms.get(term),
            "weekday": weekday_words(group["weekday"]) if group["weekday"] else None,
        }  # fmt: skip
        form = FieldForm(
            SERIES_FIELDS, codes_of(context, schools, self._terms),
            {name: one for one, name in schools.items()}, shown, check=series_faults,
        )  # fmt: skip
        title = f"修改系列：{row['title']}" if row is not None else f"排一个系列：{group['name']}"
        super().__init__(title, form, context.prompts, keep="保存并排到日历", parent=parent)
        self.say = QLabel()
        self.say.setWordWrap(True)
        self.dates = QPlainTextEdit()
        self.dates.setReadOnly(True)
        self.dates.setAccessibleName("将要排出的日期")
        self.dates.setMaximumHeight(self.fontMetrics().lineSpacing() * 6 + 12)
        layout = self.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.count() - 1, self.say)
            layout.insertWidget(layout.count() - 1, self.dates)
        form.changed.connect(self.ask_preview)
        self.fit(820)

    def stored(self) -> dict[str, Any]:
        """Return the series as columns."""
        return as_stored(self.form.values(), self._group, self._schools, self._terms)

    def ask_preview(self) -> None:
        """Ask for the dates as the form stands."""
        faults = self.form.faults()
        if faults:
            said = "".join(dict.fromkeys(faults.values()))
            self.show_preview(Preview(f"填完以后，这里列出将要排出的日期。还差：{said}", ()))
            return
        self.preview_asked.emit(self.stored() | {"id": self._id})

    def show_preview(self, found: Preview) -> None:
        """Show the dates."""
        self.say.setText(found.said)
        self.dates.setPlainText("\n".join(found.lines))
        self.dates.setVisible(bool(found.lines))


def codes_of(
    context: PageContext, schools: Mapping[str, str], terms: Mapping[str, str]
) -> dict[str, CodeList]:
    """Return the code lists of the dialog."""

    def listed(name: str, title: str, texts: Sequence[str]) -> CodeList:
        return CodeList(name, title, tuple(Code(one) for one in texts))

    lists = (
        listed(EVERY, "多久一次", list(words.INTERVALS.values())),
        listed(DAYS, "星期", [weekday_words(n) for n in range(1, 8)]),
        listed(NTH, "第几个", list(NUMBERS)),
        listed(TOPOLOGY, "谁和谁", list(words.TOPOLOGIES.values())),
        listed(HOSTS, "承办", list(words.HOST_RULES.values())),
        listed(CLOSED, "遇放假", list(words.CLOSED_RULES.values())),
        listed(SCHOOLS, "学校", list(schools.values())),
        listed(TERM, "学期", list(terms.values())),
        KINDS, FORMS,
    )  # fmt: skip
    return {**context.codes, **{one.name: one for one in lists}}


def as_shown(row: Row, schools: Mapping[str, str], terms: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of a series as the dialog shows them."""
    shown = dict(row)
    shown["term"] = terms.get(row["term"])
    shown["every"] = words.INTERVALS[row["every"]]
    shown["auto"] = row["rrule"] is None
    shown["topology"] = words.TOPOLOGIES[row["topology"]]
    shown["host_rule"] = words.HOST_RULES.get(row["host_rule"] or "rotate")
    shown["when_closed"] = words.CLOSED_RULES.get(row["when_closed"] or "make_up")
    shown["host"] = schools.get(row["host_id"] or "")
    listed = row["schools"] if row["topology"] == "listed" else None
    shown["schools"] = [schools[one] for one in listed or () if one in schools] or None
    if row["rrule"]:
        parts = dict(rrules.parsed(row["rrule"]).parts)
        day = parts.get("BYDAY", "")
        if day[-2:] in rrules.DAYS:
            shown["weekday"] = weekday_words(rrules.DAYS.index(day[-2:]) + 1)
        shown["nth"] = next((t for t, n in NUMBERS.items() if n == day[:-2].lstrip("+")), None)
        shown["weeks"] = ",".join(map(str, rrules.parsed(row["rrule"]).weeks)) or None
    return shown


def rule_of(values: Mapping[str, Any]) -> str | None:
    """Return the recurrence rule a form states, None where the scheduler finds the dates."""
    every = values["every"]
    if values["auto"]:
        return None
    day = rrules.DAYS[WEEKDAYS.index(values["weekday"][-1])]
    if values.get("weeks"):
        weeks = ",".join(part.strip() for part in values["weeks"].replace("，", ",").split(","))
        return f"FREQ=WEEKLY;BYDAY={day};BYWEEKNO={weeks}"
    if every == words.INTERVALS["week"]:
        return f"FREQ=WEEKLY;BYDAY={day}"
    if every == words.INTERVALS["two_weeks"]:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}"
    if every == words.INTERVALS["once"]:
        return f"FREQ=WEEKLY;COUNT=1;BYDAY={day}"
    return f"FREQ=MONTHLY;BYDAY={NUMBERS[values['nth']]}{day}"


def as_stored(
    values: Mapping[str, Any],
    group: Row,
    schools: Mapping[str, str],
    terms: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the dialog holds as columns."""
    found = {
        name: values[name]
        for name in ("title", "kind", "start_period", "start", "until", "form", "note")
    }
    topology = _code(words.TOPOLOGIES, values["topology"])
    chosen = set(values["schools"] or ())
    listed = [one for one, name in schools.items() if name in chosen]
    return found | {
        "group_id": group["id"],
        "term": _code(terms, values["term"]),
        "every": _code(words.INTERVALS, values["every"]),
        "rrule": rule_of(values),
        "periods": values["periods"] or 2,
        "topology": topology,
        "schools": listed if topology == "listed" else None,
        "host_rule": _code(words.HOST_RULES, values["host_rule"]),
        "host_id": _code(schools, values["host"]),
        "when_closed": _code(words.CLOSED_RULES, values["when_closed"]),
        "lesson_pair": bool(values["lesson_pair"]),
    }


def _code(titles: Mapping[str, str], wanted: object) -> str | None:
    return next((code for code, title in titles.items() if title == wanted), None)


def series_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what keeps a series from being reckoned."""
    if row.get("auto") or not row.get("every"):
        return []
    found = []
    if not row.get("weekday"):
        found.append(Fault("day_missing", "weekday", "请选择星期几。"))
    if row.get("start_period") is None:
        found.append(Fault("time_missing", "start_period", "请填写从第几节开始。"))
    weeks = str(row.get("weeks") or "").replace("，", ",")
    if weeks and not all(part.strip().isdigit() for part in weeks.split(",")):
        found.append(Fault("bad_weeks", "weeks", "请写成 2,6,10 这样的周次。"))
    monthly = row.get("every") == words.INTERVALS["month"]
    if monthly and not row.get("nth") and not weeks:
        found.append(Fault("nth_missing", "nth", "请选择当月第几个，或填写第几周。"))
    if row.get("topology") == words.TOPOLOGIES["listed"] and not row.get("schools"):
        found.append(Fault("no_schools", "schools", "请勾选参加的学校。"))
    if row.get("host_rule") == words.HOST_RULES["fixed"] and not row.get("host"):
        found.append(Fault("host_missing", "host", "固定承办请选择承办学校。"))
    return found


def preview(session: Session, row: Row) -> Preview:
    """Return the dates a series would give; nothing is written."""
    try:
        series_rules.refuse(dict(series.FRESH) | {"title": "系列"} | dict(row))
        made = series.expandable(session, [dict(series.FRESH) | dict(row)])[0]
        calendar = school_calendar.calendar_of(session)
        dates = recurrence.expand(made, calendar)
        left = recurrence.left_out(made, calendar)
    except JtdeskError as fault:
        return Preview(fault.message, ())
    if row["rrule"] is None and not row.get("start"):
        return Preview("日期由“自动排期”来定：保存后按那个按钮。", ())
    names = schools.school_names(session)
    lines = [_line(one, names) for one in dates]
    lines += [f"{day_words(one.day)} 不排：{one.why}" for one in left]
    hosts = {one.host_id for one in dates if one.host_id}
    said = f"将排 {len(dates)} 次" + (f"，{len(hosts)} 所学校承办" if len(hosts) > 1 else "")
    return Preview(f"{said}：", tuple(lines))


def _line(one: recurrence.Occurrence, names: Mapping[str, str]) -> str:
    week = f"第{one.week}周 " if one.week else ""
    moved = "" if one.day == one.recurs_on else f"（原定 {_short(one.recurs_on)}）"
    named = names.get(one.host_id or "")
    host = f" {named}承办" if named else ""
    kind = f" {one.kind}" if one.kind in {words.BEFORE_LESSON, words.AFTER_LESSON} else ""
    return f"{week}{day_words(one.day)}{moved} 第{one.start_period}节起{host}{kind}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
