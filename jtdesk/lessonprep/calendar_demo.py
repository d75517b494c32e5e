"""The school calendar of the practice group: three years of terms, exams, a typhoon, bells."""

from __future__ import annotations

from datetime import date, timedelta

from jtdesk.core.datasets import Ask
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.store import Store
from jtdesk.lessonprep import holidays, school_calendar, special_days, term_rules, terms
from jtdesk.lessonprep.calendars import EXAM, SUSPENDED, Term
from jtdesk.lessonprep.joint_dates import clock
from jtdesk.lessonprep.special_days import DayDraft, DayOrder, Settling
from jtdesk.lessonprep.terms import BellTable, TermDraft
from jtdesk.schools import queries as schools

YEARS = 3
PRIMARY = "小学"
MID_WEEK, TYPHOON_WEEK, TYPHOON_DAYS = 10, 4, 2
LATER = 10  # minutes after which an island school begins: the first ferry
_DAY = timedelta(days=1)


def populate(store: Store, order: DemoOrder) -> None:
    """Fill the calendar of a practice group that has its schools; do it before the timetables."""
    known = holidays.shelf()[0]
    for year in range(order.year - YEARS + 1, order.year + 1):
        both = term_rules.proposed_terms(year, known)
        store.do(terms.save_terms, [values(one) for one in both])
        for term in both:
            _fill(store, term)
    stages = store.ask(school_calendar.stages_of_group)
    if PRIMARY in stages and len(stages) > 1:  # primary schools break up a week earlier
        first = term_rules.proposed_terms(order.year, known)[0]
        early = values(first) | {"stage": PRIMARY, "end": str(first.end - 7 * _DAY)}
        store.do(terms.save_term, TermDraft(early))
    _settle(store, order.year)
    _bells(store)


def values(term: Term) -> Row:
    """Return a term as the operation takes it."""
    return {
        "term": term.code, "stage": term.stage, "week1": str(term.week1), "start": str(term.start),
        "end": str(term.end), "first_weekday": term.first_weekday,
    }  # fmt: skip


def _fill(store: Store, term: Term) -> None:
    """Enter exams in the middle and at the end, and in autumn a typhoon on the islands."""
    middle = term.days_of_week(MID_WEEK)[2]
    drafts = [
        _span(middle, middle + _DAY, EXAM, "期中考试"),
        _span(term.end - 3 * _DAY, term.end - 2 * _DAY, EXAM, "期末考试"),
    ]
    if term.code.endswith("1"):
        storm = term.days_of_week(TYPHOON_WEEK)[1]
        islands = [row for row in store.ask(lambda s: schools.schools(s, Ask())) if row["island"]]
        drafts += [
            DayDraft(
                storm.isoformat(), SUSPENDED, (storm + (TYPHOON_DAYS - 1) * _DAY).isoformat(),
                school_id=row["id"], name="台风停航",
            )
            for row in islands
        ]  # fmt: skip
    store.do(special_days.save_days, DayOrder(tuple(drafts)))


def _span(first: date, last: date, kind: str, name: str) -> DayDraft:
    return DayDraft(first.isoformat(), kind, last.isoformat(), name=name)


def _settle(store: Store, year: int) -> None:
    """Settle the make-up days of every term but the last, which is left to be tried out."""
    codes = [f"{one}-{half}" for one in range(year - YEARS + 1, year + 1) for half in (1, 2)]
    stages: list[str | None] = [*store.ask(school_calendar.stages_of_group)] or [None]
    calendar = store.ask(school_calendar.calendar_of)
    stands_for = store.ask(school_calendar.stands_for)
    for code in codes[:-1]:
        if term_rules.unsettled_days(calendar, code, stages, stands_for):
            store.do(special_days.settle_makeup_days, Settling(code))


def _bells(store: Store) -> None:
    """Give one island school bells of its own."""
    island = next(
        (row for row in store.ask(lambda s: schools.schools(s, Ask())) if row["island"]), None
    )
    if island is None:
        return
    stage = (island["stages"] or [None])[0]
    shown = store.ask(school_calendar.bells_of).periods(island["id"], stage)
    periods = tuple(
        (number, clock(start + LATER), clock(end + LATER)) for number, (start, end) in shown.items()
    )
    store.do(terms.save_bells, BellTable(periods, island["id"]))
