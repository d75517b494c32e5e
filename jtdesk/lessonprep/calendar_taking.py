"""How rows of workbooks enter the school calendar: terms, special days, bells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask, Write
from jtdesk.core.dates import typed_date
from jtdesk.core.errors import Fault, RuleError
from jtdesk.core.fields import Row
from jtdesk.lessonprep import bells, school_calendar, special_days, term_rules, terms, words
from jtdesk.lessonprep.calendars import TEACHING
from jtdesk.lessonprep.tables import Bell, TermDates
from jtdesk.schools.queries import school_ids

KIND_CODES = {word: code for code, word in words.DAY_KINDS.items()}
_NUMERALS = "一二三四五六七八九十"
_PERIOD = re.compile(rf"(?:上午)?第?(\d{{1,2}}|[{_NUMERALS}]{{1,2}})节?(?:课)?")
ALL_STAGES = "各学段"


# ------------------------------------------------------------------------------------ terms


def complete_term(row: Row) -> None:
    """Read what a row writes in words: the term, the first weekday, days of weeks left out."""
    code = term_rules.term_code_of(str(row.get("term") or ""))
    if code is not None:
        row["term"] = code
    written = row.get("first_weekday")
    if written is not None:
        row["first_weekday"] = term_rules.weekday_of(str(written)) or written
    if row.get("skipped"):
        row["skipped"] = sorted(typed_date(one) or one for one in row["skipped"])
    row["which"] = which_term(row)


def which_term(row: Mapping[str, Any]) -> str:
    """Return what names a term among all: code and stage."""
    return f"{row.get('term')} {row.get('stage') or ALL_STAGES}"


def current_terms(session: Session, _as_of: str) -> list[Row]:
    """Return every term as a workbook states it."""
    return [row | {"which": which_term(row)} for row in school_calendar.term_rows(session)]


def term_faults(row: Row) -> list[Fault]:
    """Return what refuses a row of a term, without a look at the others."""
    weekday = row.get("first_weekday")
    if weekday is not None and weekday not in term_rules.FIRST_WEEKDAYS:
        said = term_rules.weekday_word(weekday) if isinstance(weekday, int) else str(weekday)
        message = f"“{said}”看不出一周从哪天算起，请写周一或周日。"
        return [Fault("unknown_code_word", "first_weekday", message, said)]
    try:
        terms.refuse_term(school_calendar.term_of(terms.term_values(row)), ())
    except RuleError as fault:
        return [Fault(fault.code, fault.at, fault.message)]
    return []


def beside_terms(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the refusal of terms that lie over another one, of the store or of the same table."""
    known = {(one.code, one.stage): one for one in school_calendar.terms(session)}

    def check(row: Row) -> list[Fault]:
        try:
            term = school_calendar.term_of(terms.term_values(row))
        except RuleError:
            return []  # said by the rules of the row
        others = [one for place, one in known.items() if place != (term.code, term.stage)]
        found = term_rules.overlaps(term, others)
        if not found:
            known[term.code, term.stage] = term
        return [Fault("bad_term", at, text) for at, text in found]

    return check


def write_terms(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write terms."""
    own = set(school_calendar.TERM_COLUMNS) - {"id"}
    fresh = [terms.term_values(w.values) for w in writes if w.id is None]
    bulk.insert(session, TermDates, fresh)
    changed = [
        (w.id, {name: value for name, value in w.values.items() if name in own})
        for w in writes
        if w.id is not None
    ]
    bulk.update(session, TermDates, changed)


# ------------------------------------------------------------------------------ special days


def complete_day(row: Row) -> None:
    """Read what a row writes in words: whose timetable, and that such a day is one of lessons."""
    written = row.get("timetable_of")
    if written is not None:
        source = term_rules.borrowed_of(str(written), _day(row))
        row["timetable_of"] = term_rules.borrowed_words(source) or written
        row.setdefault("kind", words.DAY_KINDS[TEACHING])
    if row.get("date"):
        row["which"] = school_calendar.which(row["date"], row.get("school"), row.get("stage"))


def _day(row: Row) -> date | None:
    try:
        return date.fromisoformat(str(row.get("date") or ""))
    except ValueError:
        return None


def current_days(session: Session, _as_of: str) -> list[Row]:
    """Return every special day as a workbook states it, published holidays among them."""
    return school_calendar.day_list(session, Ask())


def day_faults(row: Row) -> list[Fault]:
    """Return what refuses a row of a special day, without a look at the calendar."""
    found = []
    if row.get("date") and _day(row) is None:
        message = f"日期“{row['date']}”要写到日，每天一行，如 2025-10-01。"
        found.append(Fault("bad_date", "date", message, str(row["date"])))
    if not row.get("date"):
        found.append(Fault("value_missing", "date", "没有填写日期，请补填后重新导入。"))
    if not row.get("kind"):
        found.append(Fault("value_missing", "kind", "没有填写类型（放假、上课、停课、考试）。"))
    written = row.get("timetable_of")
    if written is not None and term_rules.borrowed_of(str(written), _day(row)) is None:
        message = f"“{written}”看不出按哪天的课表，请写星期（周二）或日期（2025-10-07）。"
        found.append(Fault("bad_date", "timetable_of", message, str(written)))
    return found


def beside_days(session: Session, _as_of: str) -> Callable[[Row], list[Fault]]:
    """Return the refusal of special days that borrow a day without lessons."""
    calendar = school_calendar.calendar_of(session)
    taught = special_days.weekend_lessons(session)

    def check(row: Row) -> list[Fault]:
        day, written = _day(row), row.get("timetable_of")
        if day is None or written is None or row.get("kind") not in KIND_CODES:
            return []
        source = term_rules.source_of(term_rules.borrowed_of(str(written), day))
        special = term_rules.Special(day, KIND_CODES[row["kind"]], source, row.get("stage"))
        return [
            Fault("bad_day", at, text)
            for at, text in term_rules.special_faults(special, calendar, taught)
        ]

    return check


def write_days(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write special days; what differs from a published day becomes the group's own entry."""
    schools = school_ids(session)
    known = {row["id"]: row for row in school_calendar.day_list(session, Ask())}
    rows = []
    for write in writes:
        before = known.get(write.id or "", {})
        row = {**before, **write.values}
        kind = KIND_CODES[row["kind"]]
        source = term_rules.borrowed_of(str(row.get("timetable_of") or ""), _day(row))
        rows.append({
            "day": row["date"], "kind": kind,
            "school_id": schools[row["school"]] if row.get("school") else None,
            "stage": row.get("stage"), "timetable_of": source if kind == TEACHING else None,
            "name": row.get("name"), "note": row.get("note"),
        })  # fmt: skip
    special_days.put_days(session, rows)


# ------------------------------------------------------------------------------------ bells


def period_of(written: object) -> int | None:
    """Return the number of a written period: 1, 第3节, 第十节."""
    found = _PERIOD.fullmatch(unicodedata.normalize("NFKC", str(written)).replace(" ", ""))
    if found is None:
        return None
    said = found[1]
    if said.isdigit():
        return int(said)
    if said[0] == "十":
        return 10 + (_NUMERALS.index(said[1]) + 1 if len(said) > 1 else 0)
    return _NUMERALS.index(said) + 1 if len(said) == 1 else None


def complete_bell(row: Row) -> None:
    """Read what a row writes in words: the period, times, both times in one cell."""
    number = period_of(row.get("period") or "")
    if number is not None:
        row["period"] = number
    if row.get("start") and not row.get("end"):
        both = bells.times_of(str(row["start"]))
        if both is not None:
            row["start"], row["end"] = both
    for name in ("start", "end"):
        if row.get(name):
            row[name] = bells.time_of(str(row[name])) or row[name]
    row["which"] = which_bell(row)


def which_bell(row: Mapping[str, Any]) -> str:
    """Return what names a period among all: scope and number."""
    return f"{school_calendar.scope_words(row.get('school'), row.get('stage'))} {row.get('period')}"


def current_bells(session: Session, _as_of: str) -> list[Row]:
    """Return every period the group has entered as a workbook states it."""
    return school_calendar.bell_list(session, Ask())


def bell_faults(row: Row) -> list[Fault]:
    """Return what refuses a row of a table of bells."""
    period = row.get("period")
    if not isinstance(period, int):
        message = f"“{period}”不是第几节课，没有读入。" if period else "没有填写节次。"
        if "下午" in str(period):
            message = f"“{period}”看不出是全天第几节，请接着上午往下数，如第5节。"
        return [Fault("not_a_number", "period", message, str(period or ""))]
    for name, title in (("start", "开始"), ("end", "结束")):
        if not row.get(name):
            return [Fault("value_missing", name, f"第 {period} 节没有填写{title}时间，请补填。")]
    found = bells.faults([(period, str(row["start"]), str(row["end"]))])
    return [Fault("bad_bells", "start", text) for text in found]


def write_bells(session: Session, writes: Sequence[Write], _as_of: str) -> None:
    """Write periods.

    Raises:
        RuleError: a table is then out of order, or two of its periods overlap.
    """
    schools = school_ids(session)

    def columns(values: Mapping[str, Any]) -> dict[str, Any]:
        found = {
            name: values[name] for name in ("stage", "period", "start", "end") if name in values
        }
        if "school" in values:
            found["school_id"] = schools[values["school"]] if values["school"] else None
        return found

    bulk.insert(session, Bell, [columns(w.values) for w in writes if w.id is None])
    bulk.update(session, Bell, [(w.id, columns(w.values)) for w in writes if w.id is not None])
    tables: dict[str, list[tuple[int, str, str]]] = {}
    for row in school_calendar.bell_list(session, Ask()):
        tables.setdefault(row["scope"], []).append((row["period"], row["start"], row["end"]))
    for scope, periods in tables.items():
        for text in bells.faults(periods):
            raise RuleError(f"{scope}的作息时间没有导入：{text}", code="bad_bells")
