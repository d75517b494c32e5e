"""The timetable of the practice group: every teacher's lessons of the present term."""

from __future__ import annotations

from random import Random

from sqlalchemy.orm import Session

from jtdesk.core.datasets import Ask, Write
from jtdesk.core.demo import DemoOrder
from jtdesk.core.fields import Row
from jtdesk.core.journal import describe
from jtdesk.core.operations import operation
from jtdesk.core.store import Store
from jtdesk.lessonprep import calendar_demo, session_demo, taking, words
from jtdesk.staff import queries as staff

SLOTS = [(weekday, period) for weekday in range(1, 6) for period in range(1, 8)]
# What a school keeps free of lessons so that its people can meet those of other schools.
MEETING = {
    subject: {(day, period) for period in range(5, 8)}
    for subject, day in session_demo.RESEARCH_DAYS.items()
}
MEETING["语文"] |= {(5, period) for period in range(4, 8)}
MEETING["数学"] |= {(5, period) for period in range(1, 8)}
GRADES = {"小学": "一二三四五六", "初中": "七八九"}


def lessons(person: Row, term: str, dice: Random) -> list[Row]:
    """Return one teacher's week."""
    grade = dice.choice(GRADES.get(person["stage"] or "小学", "一二三四五六"))
    classes = [f"{grade}({number})" for number in dice.sample(range(1, 5), 2)]
    free = [slot for slot in SLOTS if slot not in MEETING.get(person["subject"], ())]
    slots = sorted(dice.sample(free, min(len(free), int(person["weekly_periods"] or 12))))
    return [
        {
            "school": person["school"],
            "name": person["name"],
            "subject": person["subject"],
            "term": term,
            "weekday": weekday,
            "period": period,
            "class_name": dice.choice(classes),
        }
        for weekday, period in slots
    ]


@operation("lessonprep.demo", words.DEMO)
def write_timetable(session: Session, command: tuple[int, int]) -> int:
    """Write the practice timetable of a year's first term: ``(year, seed)``."""
    year, seed = command
    as_of = f"{year}-09-01"
    dice = Random(f"{seed}/timetable")  # noqa: S311 - a practice group
    rows = [
        row
        for person in staff.staff(session, Ask(as_of))
        if person["school"]
        for row in lessons(person, f"{year}-1", dice)
    ]
    describe(session, f"演练课表 {len(rows)} 节，{year} 学年第一学期")
    taking.write(session, [Write(None, row) for row in rows], as_of)
    return len(rows)


def populate(store: Store, order: DemoOrder) -> None:
    """Fill calendar and timetable of a practice group that has its schools and staff."""
    calendar_demo.populate(store, order)
    store.do(write_timetable, (order.year, order.seed))
    session_demo.populate(store, order)
