"""Operations on special days: holidays, make-up days, exams, suspensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jtdesk.core import bulk
from jtdesk.core.datasets import Ask
from jtdesk.core.errors import RuleError
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.lessonprep import holidays, school_calendar, term_rules, words
from jtdesk.lessonprep.calendars import HOLIDAY, KINDS, TEACHING, WEEKEND, Calendar
from jtdesk.lessonprep.notices import NoticeFault, read_notice
from jtdesk.lessonprep.tables import DayRule, Lesson
from jtdesk.schools import queries as schools

MOST_DAYS = 60  # of one entry: a closure of two months
GONE = "已不在校历中，请刷新后重试。"
TITLES = {"week1": "第 1 周的日期", "start": "开学日期", "end": "放假日期", "day": "日期"}


def day_of(value: object, at: str) -> date:
    """Return a typed ISO date of day precision.

    Raises:
        RuleError: it is none.
    """
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        said = (
            f"{TITLES.get(at, '日期')}“{value}”不完整"
            if value
            else f"请填写{TITLES.get(at, '日期')}"
        )
        raise RuleError(f"{said}，请写成 2025-09-01。", code="bad_date", at=at) from None


@dataclass(frozen=True)
class DayDraft:
    """What days are to be, for everybody, a stage, or a school.

    Attributes:
        first, last: ISO dates; the last may be None for one day.
        kind: one of `calendars.KINDS`.
        timetable_of: ISO date or weekday 1 to 7 whose timetable is borrowed.
    """

    first: str
    kind: str
    last: str | None = None
    timetable_of: str | None = None
    school_id: str | None = None
    stage: str | None = None
    name: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class DayOrder:
    """Special days to be kept as one step.

    Attributes:
        drafts: what is entered; a day that already has an entry for the same school and stage
            takes the new one.
        replaces: id of the entry that is corrected, None for new ones.
    """

    drafts: tuple[DayDraft, ...]
    replaces: str | None = None


@operation("lessonprep.save_days", words.SAVE_DAYS)
def save_days(session: Session, command: DayOrder) -> list[str]:
    """Keep special days; return the ids of their entries.

    Raises:
        RuleError: a day is none, the span turned round or too long, or a borrowed day is without
            lessons.
    """
    if not command.drafts:
        raise RuleError("没有要登记的日子。", code="nothing")
    rows = day_rows(session, command.drafts)
    describe(session, "；".join(_said_days(draft) for draft in command.drafts[:3]))
    return put_days(session, rows, command.replaces)


def day_rows(session: Session, drafts: Iterable[DayDraft]) -> list[dict[str, Any]]:
    """Return the stored columns of special days, one row a day, checked.

    Raises:
        RuleError: see `save_days`.
    """
    calendar = school_calendar.calendar_of(session)
    taught = weekend_lessons(session)
    names = schools.school_names(session)
    stages = {row["id"]: row["stages"] or [] for row in schools.schools(session, Ask())}
    rows = []
    for draft in drafts:
        first = day_of(draft.first, "day")
        last = day_of(draft.last, "until") if draft.last else first
        _refuse_span(draft, first, last)
        _refuse_scope(draft, names, stages)
        source = _source(draft, first)
        for day in holidays.span(first, last):
            refuse_day(calendar, taught, term_rules.Special(day, draft.kind, source, draft.stage))
            rows.append({
                "day": day.isoformat(), "kind": draft.kind, "school_id": draft.school_id,
                "stage": draft.stage, "timetable_of": draft.timetable_of or None,
                "name": (draft.name or "").strip() or None,
                "note": (draft.note or "").strip() or None,
            })  # fmt: skip
    return rows


def _refuse_span(draft: DayDraft, first: date, last: date) -> None:
    if draft.kind not in KINDS:
        raise RuleError("请选择类型：放假、上课、停课或考试。", code="bad_kind", at="kind")
    if last < first:
        raise RuleError(
            f"最后一天 {last} 早于第一天 {first}，请核对。", code="bad_span", at="until"
        )
    if (last - first).days >= MOST_DAYS:
        raise RuleError(
            f"从 {first} 到 {last} 超过 {MOST_DAYS} 天。寒暑假请改学期起止，不用逐日登记。",
            code="bad_span", at="until",
        )  # fmt: skip
    if draft.timetable_of and first != last:
        raise RuleError(
            "按别的日子的课表上课要一天一天登记，请把“到”清空。", code="bad_span", at="until"
        )


def _refuse_scope(
    draft: DayDraft, names: Mapping[str, str], stages: Mapping[str, Sequence[str]]
) -> None:
    if draft.school_id is None:
        return
    if draft.school_id not in names:
        raise RuleError("这所学校已不在名册中，请刷新后重试。", code="gone", at="school")
    taught = stages.get(draft.school_id)
    if draft.stage and taught and draft.stage not in taught:
        name = names[draft.school_id]
        raise RuleError(
            f"{name}没有{draft.stage}，请改选学段或空着。", code="bad_stage", at="stage"
        )


def _source(draft: DayDraft, day: date) -> date | int | None:
    try:
        return term_rules.source_of(draft.timetable_of or None)
    except ValueError:
        raise RuleError(
            f"“{draft.timetable_of}”看不出{term_rules.said_day(day)}按哪天的课表，"
            "请写星期（周二）或日期（2025-10-07）。",
            code="bad_date", at="timetable_of",
        ) from None  # fmt: skip


def refuse_day(calendar: Calendar, taught: frozenset[int], special: term_rules.Special) -> None:
    """Refuse a special day that cannot be.

    Raises:
        RuleError: with the first of its faults.
    """
    for at, text in term_rules.special_faults(special, calendar, taught):
        raise RuleError(text, code="bad_day", at=at)


def weekend_lessons(session: Session) -> frozenset[int]:
    """Return the days of the week-end on which some timetable has lessons."""
    query = select(Lesson.weekday).where(Lesson.weekday.in_(WEEKEND)).distinct()
    return frozenset(session.scalars(query))


def put_days(
    session: Session, rows: Sequence[Mapping[str, Any]], replaces: str | None = None
) -> list[str]:
    """Write special days: an entry of the same day, school and stage is changed, else a new one."""
    known = {
        (row["day"], row["school_id"], row["stage"]): row["id"]
        for row in school_calendar.day_rows(session)
    }
    if replaces is not None:
        if replaces not in known.values():
            raise RuleError(f"这一天{GONE}", code="gone")
        bulk.remove(session, DayRule, [replaces])
        known = {place: row_id for place, row_id in known.items() if row_id != replaces}
    wanted = {(row["day"], row["school_id"], row["stage"]): row for row in rows}
    changed = [(known[place], row) for place, row in wanted.items() if place in known]
    bulk.update(session, DayRule, changed)
    fresh = [row for place, row in wanted.items() if place not in known]
    return [row_id for row_id, _row in changed] + bulk.insert(session, DayRule, fresh)


def _said_days(draft: DayDraft) -> str:
    last = f" 至 {draft.last}" if draft.last and draft.last != draft.first else ""
    return f"{draft.first}{last} {words.DAY_KINDS[draft.kind]} {draft.name or ''}".strip()


@operation("lessonprep.remove_days", words.REMOVE_DAYS)
def remove_days(session: Session, command: Sequence[str]) -> int:
    """Remove entries of special days by id; return how many. Published days cannot be removed."""
    if any(one.startswith(school_calendar.OFFICIAL) for one in command):
        raise RuleError(
            "放假通知里的日子不能删除。本集团或某校另有安排的，请登记这一天，登记的优先。",
            code="official_day",
        )
    days = session.scalars(select(DayRule.day).where(DayRule.id.in_(list(command)))).all()
    if len(days) != len(set(command)):
        raise RuleError(f"这一天{GONE}", code="gone")
    describe(
        session, "、".join(sorted(days)[:5]) + (f" 等 {len(days)} 天" if len(days) > 5 else "")
    )
    bulk.remove(session, DayRule, list(command))
    return len(days)


@dataclass(frozen=True)
class Settling:
    """Make-up days of a term get the timetable they borrow.

    Attributes:
        term: code.
        sources: ISO date or weekday by ISO day; None takes what is proposed for every open day.
    """

    term: str
    sources: Mapping[str, str] | None = None


@operation("lessonprep.settle_makeup_days", words.SETTLE_DAYS)
def settle_makeup_days(session: Session, command: Settling) -> int:
    """Say for the open make-up days of a term whose timetable holds; return how many.

    Raises:
        RuleError: nothing is open, nothing can be proposed, or a borrowed day has no lessons.
    """
    stages: list[str | None] = [*school_calendar.stages_of_group(session)] or [None]
    calendar = school_calendar.calendar_of(session)
    found = {
        one.day.isoformat(): one
        for one in term_rules.unsettled_days(
            calendar, command.term, stages, school_calendar.stands_for(session)
        )
    }
    title = term_rules.term_title(command.term)
    if not found:
        raise RuleError(f"{title}没有待落实的调休上班日。", code="nothing")
    sources = command.sources
    if sources is None:
        sources = {day: stored_source(one.proposal) for day, one in found.items() if one.proposal}
    if not sources:
        raise RuleError(
            f"{title}的调休上班日没有可建议的课表，请逐日登记按哪天课表上课。", code="no_proposal"
        )
    unknown = sorted(set(sources) - set(found))
    if unknown:
        raise RuleError(f"{unknown[0]} 不是待落实的调休上班日，请刷新后重试。", code="gone")
    drafts = [
        DayDraft(day, TEACHING, timetable_of=source, name=found[day].name)
        for day, source in sources.items()
    ]
    said = (
        f"{day} {term_rules.borrowed_said(term_rules.source_of(one))}"
        for day, one in sources.items()
    )
    rows = []
    for draft in drafts:
        try:
            rows += day_rows(session, [draft])
        except RuleError as fault:  # the form has a field for each day
            raise RuleError(fault.message, code=fault.code, at=draft.first) from fault
    describe(session, f"{title}：{'、'.join(said)}")
    put_days(session, rows)
    return len(rows)


def stored_source(source: date | int | None) -> str:
    """Return the source of a borrowed timetable as it is stored."""
    return source.isoformat() if isinstance(source, date) else str(source or "")


@dataclass(frozen=True)
class NoticeOrder:
    """The text of a year's notice on holidays, pasted."""

    year: int
    text: str


@operation("lessonprep.take_notice", words.TAKE_NOTICE)
def take_notice(session: Session, command: NoticeOrder) -> int:
    """Keep the holidays of a notice as the group's own special days; return how many days.

    Raises:
        RuleError: the text is no notice, or another year's.
    """
    try:
        found = read_notice(command.text, command.year)
    except NoticeFault as fault:
        raise RuleError(str(fault), code="bad_notice", at="text") from fault
    rows = [
        {"day": day.isoformat(), "kind": kind, "school_id": None, "stage": None,
         "timetable_of": None, "name": name, "note": None}
        for one in found
        for kind, name, days in (
            (HOLIDAY, one.name, one.days()), (TEACHING, f"{one.name}{words.WORKED}", one.work),
        )
        for day in days
    ]  # fmt: skip
    settled = {
        row["day"]
        for row in school_calendar.day_rows(session)
        if row["timetable_of"] and not row["school_id"] and not row["stage"]
    }
    describe(session, f"{command.year} 年 {len(found)} 个节日")
    put_days(session, [row for row in rows if row["day"] not in settled])
    return len(rows)


OPERATIONS = (save_days, remove_days, settle_makeup_days, take_notice)
