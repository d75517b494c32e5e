"""Operations on the calendar, timetables and plans: undone and redone after a restart each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jtdesk.core import bulk
from jtdesk.core.fingerprint import content_hash
from jtdesk.core.operations import operation
from jtdesk.core.store import Store, open_store
from jtdesk.core.undo import entries, undo_state
from jtdesk.lessonprep import ics_taking, service, special_days, terms
from jtdesk.lessonprep.ics_taking import CalendarFile
from jtdesk.lessonprep.schedule_adoption import adopt_schedule, adoption_of
from jtdesk.lessonprep.scheduler import propose
from jtdesk.lessonprep.scheduling import ScheduleRequest, basis
from jtdesk.lessonprep.service import TimetableOf
from jtdesk.lessonprep.special_days import DayDraft, DayOrder, NoticeOrder, Settling
from jtdesk.lessonprep.tables import DayRule, Lesson, TermDates
from jtdesk.lessonprep.terms import BellTable, TermDraft
from tests.builders import id_of_school
from tests.lessonprep.prep_world import a_world, undo, write_ways
from tests.lessonprep.test_notices import NOTICES

Act = Callable[[Store], Any]
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART:20251112T060000Z\r\n"
    "DURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:校长会\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@operation("test.lessons", "测试")
def write_lessons(session: Any, rows: Any) -> None:
    bulk.insert(session, Lesson, rows)


def _term(store: Store, code: str) -> str:
    return str(store.ask(lambda s: s.scalar(select(TermDates.id).where(TermDates.term == code))))


def _rule(store: Store) -> str:
    return str(store.ask(lambda s: s.scalar(select(DayRule.id))))


def _schedule(store: Store) -> None:
    found = store.ask(lambda s: basis(s, ScheduleRequest("2025-1")))
    store.do(adopt_schedule, adoption_of(found, propose(found.problem, seconds=20)))


ACTS: dict[str, Act] = {
    "save_term": lambda s: s.do(
        terms.save_term,
        TermDraft(
            {"term": "2025-2", "week1": "2026-03-02", "first_weekday": 1, "start": "2026-03-02",
             "end": "2026-07-10"},
            _term(s, "2025-2"),
        ),
    ),
    "save_terms": lambda s: s.do(
        terms.save_terms,
        [{"term": "2026-1", "week1": "2026-09-01", "first_weekday": 1, "start": "2026-09-01",
          "end": "2027-01-22"}],
    ),
    "remove_term": lambda s: s.do(terms.remove_term, _term(s, "2025-2")),
    "save_bells": lambda s: s.do(
        terms.save_bells, BellTable(((1, "08:00", "08:40"), (2, "08:50", "09:30")), stage="小学")
    ),
    "save_days": lambda s: s.do(
        special_days.save_days, DayOrder((DayDraft("2025-11-05", "suspended", "2025-11-07"),))
    ),
    "remove_days": lambda s: s.do(special_days.remove_days, [_rule(s)]),
    "settle_makeup_days": lambda s: s.do(
        special_days.settle_makeup_days, Settling("2025-1")
    ),
    "take_notice": lambda s: s.do(special_days.take_notice, NoticeOrder(2025, NOTICES[2025])),
    "clear_lessons": lambda s: s.do(
        service.clear_lessons, TimetableOf(id_of_school(s, "东校"), "2025-1")
    ),
    "take_calendar": lambda s: s.do(
        ics_taking.take_calendar, CalendarFile("会.ics", ICS.encode())
    ),
    "adopt_schedule": _schedule,
}  # fmt: skip


def redo(store: Store) -> None:
    """Do again what was taken back last."""
    state = store.ask(lambda s: undo_state(entries(s)))
    store.undo(state.redoable[-1], label="重做", redo=True)


@pytest.fixture
def stood(store: Store, store_path: Path) -> Path:
    """A closed store with a term, lessons, ways and a special day."""
    world = a_world(store)
    ids = list(world.schools.values())
    store.do(
        write_ways, [{"from_school_id": ids[0], "to_school_id": n, "minutes": 20} for n in ids[1:]]
    )
    store.do(write_lessons, [
        {"school_id": world.schools["东校"], "term": "2025-1", "name": "东甲", "weekday": weekday,
         "period": 2, "class_name": "三(1)", "weeks": "every"} for weekday in (1, 2, 3)
    ])  # fmt: skip
    day = DayDraft("2025-10-20", "exam", name="期中")
    store.do(special_days.save_days, DayOrder((day,)))
    store.close()
    return store_path


def after(path: Path, act: Act) -> str:
    """Open a store, do something, close it; return its content as read by another opening."""
    with open_store(path) as store:
        act(store)
    with open_store(path, write=False) as store:
        return str(store.ask(content_hash))


@pytest.mark.parametrize("name", ACTS)
def test_undone_and_redone_after_a_restart(stood: Path, name: str):
    before = after(stood, lambda _store: None)
    done = after(stood, ACTS[name])
    assert done != before
    assert after(stood, undo) == before
    assert after(stood, redo) == done
    assert after(stood, undo) == before
